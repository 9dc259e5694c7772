"""Alembic migrations, shipped with the program: it upgrades stores itself."""
