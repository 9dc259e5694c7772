"""Products and what they cost a customer."""
