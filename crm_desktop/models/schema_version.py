"""Which schema this program speaks. Raised by one with each migration."""

from __future__ import annotations

APPLICATION_ID = 0x43524D44  # "CRMD", in the header of each store file
SCHEMA_VERSION = 1
# Alembic's name of each schema version, so that the version can be read without Alembic.
REVISIONS = {1: "0001"}
