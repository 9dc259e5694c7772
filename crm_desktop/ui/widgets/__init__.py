"""Small widgets that several pages use, and the builders that make plain ones."""
