"""Sample data: an office with its customers and what was said to them. See `generator`."""
