"""The user's world of errors. Each says what happened, what is safe and what to do.

Everything that is not a UserError is our bug and ends in the report dialog.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_desktop.i18n import _


class UserError(Exception):
    """Something the user can understand and act on; str(error) is a full sentence."""


class ValidationFailed(UserError):
    """Values that cannot be saved.

    Attributes:
        problems: field key -> what is wrong with it, in words.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)  # it may come from another process


class Conflict(UserError):
    """Somebody else saved the record first. Nothing was written.

    Attributes:
        theirs: the record as it is now (a services.catalog.Record).
    """

    def __init__(self, theirs: Any) -> None:
        super().__init__(
            _(
                "Somebody else changed this record while you were editing it. "
                "Nothing was overwritten. Look at both versions and choose."
            )
        )
        self.theirs = theirs

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.theirs,)


class PermissionDenied(UserError):
    """The user's role does not allow this."""


class NotFound(UserError):
    """The record does not exist any more, or never did."""


class NothingToUndo(UserError):
    """There is no change left that could be undone (or redone)."""


class DatabaseUnavailable(UserError):
    """The store cannot be reached, is locked, or was lost while working."""


class PasswordWanted(DatabaseUnavailable):
    """The server answers; it wants a password, or another one."""


class DatabaseTooNew(UserError):
    """The store was written by a newer version of the program."""


class DatabaseTooOld(UserError):
    """The store needs an upgrade before it can be opened."""


class StoreRefused(UserError):
    """The file is no store of ours, is damaged or encrypted, or lies where writing is not safe."""


class FileRefused(UserError):
    """A file that cannot be read (or written) as what it claims to be."""


class UpgradeFailed(UserError):
    """The upgrade was taken back; the store is as it was before."""


class Interrupted(UserError):
    """The process that did the work is gone; nobody knows whether it had ended."""


class Cancelled(UserError):
    """The user (or a newer request) cancelled the work. Nothing was changed."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("Cancelled. Nothing was changed."))
