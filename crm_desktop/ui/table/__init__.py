"""Lists of any length: what is in memory, the model on it, the view and what paints it."""
