"""What an office settles once for all its selling, and what it begins with."""
