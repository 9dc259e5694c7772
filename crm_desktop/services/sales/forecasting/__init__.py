"""What deals will bring, what they were to bring, and how that moved."""
