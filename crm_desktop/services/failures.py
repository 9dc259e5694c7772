"""Database errors turned into sentences, at the one edge where they cross."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crm_desktop.errors import Cancelled, DatabaseUnavailable, StoreRefused, UserError
from crm_desktop.services.workspace import Workspace

# What SQLite says -> what we say. The first that occurs in the message counts.
_SQLITE = (
    (
        "locked",
        DatabaseUnavailable(
            "Another program is writing to this file and did not finish within ten seconds. "
            "Nothing of yours was changed. Try again in a moment."
        ),
    ),
    (
        "disk is full",
        DatabaseUnavailable(
            "The disk is full. Nothing was changed; everything saved before is safe. "
            "Free some space and try again."
        ),
    ),
    (
        "disk i/o error",
        DatabaseUnavailable(
            "The disk refused to read or write. Nothing was changed. Check the disk, and make a "
            "backup to another one."
        ),
    ),
    (
        "readonly",
        DatabaseUnavailable(
            "The file cannot be written to: it, or its folder, is read-only. Nothing was changed."
        ),
    ),
    (
        "malformed",
        StoreRefused(
            "The file is damaged. Nothing was changed. Close the program and restore the newest "
            "backup (crm-desktop restore FILE)."
        ),
    ),
)
_LOST = DatabaseUnavailable(
    "The connection to the database was lost. What was being saved is not saved; everything "
    "before is safe. Check the network and try again."
)


def told(error: Exception) -> UserError | None:
    """The user's words for a database error; None where it is a bug of ours."""
    if isinstance(error, PoolTimeout):
        return DatabaseUnavailable("The database is busy. Nothing was changed. Try again.")
    if isinstance(error, IntegrityError) or not isinstance(error, DBAPIError):
        return None
    words = str(error.orig).lower()
    if words == "interrupted" or type(error.orig).__name__ == "QueryCanceled":
        return Cancelled()
    if isinstance(error, OperationalError):
        for part, sentence in _SQLITE:
            if part in words:
                return sentence
        if error.connection_invalidated or "connection" in words or "server closed" in words:
            return _LOST
    return None


@contextmanager
def translated(_workspace: Workspace | None = None) -> Generator[None]:
    """Raise the user's words instead of the driver's."""
    try:
        yield
    except DBAPIError as error:
        if (sentence := told(error)) is not None:
            raise sentence from error
        raise
    except PoolTimeout as error:
        raise _LOST from error
