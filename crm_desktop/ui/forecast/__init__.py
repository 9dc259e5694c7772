"""The forecast of deals: months side by side, days of the past, what moved between two of them."""
