"""The tables, their triggers and the two engines. SQLAlchemy lives here and in services only."""
