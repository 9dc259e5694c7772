"""Which schema this program speaks: as many as it has migrations."""

from __future__ import annotations

from pkgutil import iter_modules

from crm_desktop.models.migrations import versions

APPLICATION_ID = 0x43524D44  # "CRMD", in the header of each store file


def revision(version: int) -> str:
    """Alembic's name of a schema version, with which its file begins."""
    return f"{version:04}"


# From the names of the files: known without loading Alembic, and a migration is one file.
SCHEMA_VERSION = max(int(module.name[:4]) for module in iter_modules(versions.__path__))
