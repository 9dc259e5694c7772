"""What fills the window: lists, the record pane, the first run, the settings."""
