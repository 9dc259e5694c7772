"""The quote builder: lines, totals, preview, and how a quote goes out."""
