"""Database errors turned into sentences, at the one edge where they cross."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crm_desktop.errors import Cancelled, DatabaseUnavailable, StoreRefused, UserError
from crm_desktop.i18n import N_, _

R = TypeVar("R")
_BUSY = N_("The database is busy. Nothing was changed. Try again in a moment.")
_DAMAGED = N_(
    "The file is damaged. Nothing was changed. Close the program and restore the newest backup "
    "(crm-desktop restore FILE)."
)
_LOST = N_(
    "The connection to the database was lost. What was being saved is not saved; everything "
    "before is safe. Check the network and try again."
)
# What the database says -> what we say. The first that occurs in the message counts.
_SENTENCES: tuple[tuple[str, type[UserError], str], ...] = (
    (
        "database is locked",
        DatabaseUnavailable,
        N_(
            "Another program is writing to this file and did not finish within ten seconds. "
            "Nothing of yours was changed. Try again in a moment."
        ),
    ),
    (
        "disk is full",
        DatabaseUnavailable,
        N_(
            "The disk is full. Nothing was changed; everything saved before is safe. "
            "Free some space and try again."
        ),
    ),
    (
        "disk i/o error",
        DatabaseUnavailable,
        N_(
            "The disk refused to read or write. Nothing was changed. Check the disk, and make a "
            "backup to another one."
        ),
    ),
    (
        "readonly database",
        DatabaseUnavailable,
        N_("The file cannot be written to: it, or its folder, is read-only. Nothing was changed."),
    ),
    (
        "unable to open database file",
        DatabaseUnavailable,
        N_(
            "The file cannot be opened: it, or its folder, is gone or may not be written to. "
            "Nothing was changed."
        ),
    ),
    ("malformed", StoreRefused, _DAMAGED),
    ("not a database", StoreRefused, _DAMAGED),
    ("vtable constructor failed", StoreRefused, _DAMAGED),
    ("deadlock detected", DatabaseUnavailable, _BUSY),
    ("lock timeout", DatabaseUnavailable, _BUSY),
    ("too many clients", DatabaseUnavailable, _BUSY),
    (
        "read-only transaction",
        DatabaseUnavailable,
        N_(
            "The server takes no changes at the moment. Nothing was changed. "
            "Ask your administrator."
        ),
    ),
    (
        "permission denied",
        DatabaseUnavailable,
        N_(
            "The server does not let this account do that. Nothing was changed. Ask your "
            "administrator."
        ),
    ),
    ("connection", DatabaseUnavailable, _LOST),
    ("server closed", DatabaseUnavailable, _LOST),
)
_TWICE = re.compile(r"unique constraint failed: \w+\.(\w+)|key \((\w+)\)=\(.*already exists")


def told(error: Exception) -> UserError | None:
    """The user's words for a database error; None where it is a bug of ours."""
    if isinstance(error, PoolTimeout):
        return DatabaseUnavailable(_(_BUSY))
    if not isinstance(error, DBAPIError):
        return None
    words = str(error.orig).lower()
    if isinstance(error, IntegrityError):
        return _broken_rule(words)
    if words == "interrupted" or type(error.orig).__name__ == "QueryCanceled":
        return Cancelled()
    for part, kind, sentence in _SENTENCES:
        if part in words:
            return kind(_(sentence))
    return DatabaseUnavailable(_(_LOST)) if error.connection_invalidated else None


def _broken_rule(words: str) -> UserError | None:
    if twice := _TWICE.search(words):
        what = (twice.group(1) or twice.group(2)).replace("_", " ")
        return UserError(
            _(
                "Another record has the same {what} already, and it may occur only once. "
                "Nothing was changed."
            ).format(what=what)
        )
    if "foreign key" in words:
        return UserError(
            _(
                "A record that this one points at does not exist (any more). Nothing was "
                "changed. Load it again."
            )
        )
    return None


@contextmanager
def translated() -> Generator[None]:
    """Raise the user's words instead of the driver's."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if (sentence := told(error)) is not None:
            raise sentence from error
        raise


def twice_if_lost(read: Callable[[], R]) -> R:
    """Read once more where the server had hung up meanwhile: that does no harm."""
    try:
        return read()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        return read()
