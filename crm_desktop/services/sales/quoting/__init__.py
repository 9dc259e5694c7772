"""Quotes: made, priced, approved, sent, revised, accepted, declined."""
