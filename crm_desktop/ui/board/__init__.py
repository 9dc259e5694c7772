"""The board of deals: its columns, cards, and how a card is carried."""
