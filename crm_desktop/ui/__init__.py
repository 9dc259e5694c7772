"""The window: Qt widgets, and calls to the services through Tasks. No database in here."""
