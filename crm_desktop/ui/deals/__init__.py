"""What a deal shows beyond its facts: its stages, why its probability, its lines."""
