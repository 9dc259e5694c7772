"""What follows a quote: orders, deliveries, invoices, contracts, what stands at customers."""
