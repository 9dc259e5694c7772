"""Orders, contracts and what stands at customers: their panes, pages and dialogs."""
