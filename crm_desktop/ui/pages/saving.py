"""What is written from a record's pane or page: told when it is done, and taken back from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from crm_desktop import services
from crm_desktop.errors import Conflict, UserError, ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field, Record, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context

Done = Callable[[Any], None]
Refused = Callable[[str, Record | None], None]
GoTo = Callable[[str, Ref], None]
OpenOutside = Callable[[str], None]


def _nothing(_answer: Any) -> None:
    """The changes of the commit have refreshed what is shown."""


class Saver(QObject):
    """Runs commands for a pane.

    Signals:
        told: (words, UUID of the change set or None): something was done and can be undone.
    """

    told = Signal(str, object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self._newest: UUID | None = None
        context.tasks.changed.connect(self._heard)

    def _heard(self, changes: Changes) -> None:
        """A commit is told just before the `done` of its own command."""
        self._newest = changes.change_set

    def run(
        self,
        call: Call[Any],
        words: str | Callable[[Any], str],
        *,
        done: Done = _nothing,
        failed: Callable[[Exception], None] | None = None,
        busy: Any = None,
    ) -> None:
        """Run a command, then say it in words with a way back."""
        self._newest = None

        def finished(answer: Any) -> None:
            done(answer)
            self.tell(words if isinstance(words, str) else words(answer))

        self.context.tasks.command(self, call, done=finished, failed=failed, busy=busy)

    def tell(self, words: str) -> None:
        """Say that the newest commit was made."""
        self.told.emit(words, self._newest)

    def save(
        self, record: Record, field: Field, value: Any, *, done: Done, refused: Refused
    ) -> None:
        """Save one field. `refused` hears the words, and the record as it is now on a conflict."""
        words = _("{field} saved").format(field=_(field.label))
        call = services.records.save.call(
            record.entity, record.id, {field.key: value}, version=record.version
        )
        failed = partial(self._failed, record, field, value, done, refused)
        self.run(call, words, done=done, failed=failed)

    def _failed(
        self,
        record: Record,
        field: Field,
        value: Any,
        done: Done,
        refused: Refused,
        error: Exception,
    ) -> None:
        if isinstance(error, Conflict) and isinstance(error.theirs, Record):
            theirs = error.theirs
            base, now = record.values.get(field.key), theirs.values.get(field.key)
            if services.values.same(field, base, now):
                self.save(theirs, field, value, done=done, refused=refused)
                return
            words = _(
                "Somebody else changed this meanwhile. Enter writes yours over it, "
                "Escape keeps theirs."
            )
            refused(words, theirs)
        elif isinstance(error, ValidationFailed):
            refused(error.problems.get(field.key, str(error)), None)
        elif isinstance(error, UserError):
            refused(str(error), None)
        else:
            self.context.tasks.report(self, error)
            refused("", None)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where facts lead.

    Attributes:
        go_to: called with (entity, Ref) of a record to show.
        open_outside: called with a tel:, mailto: or https: address.
    """

    saver: Saver
    go_to: GoTo
    open_outside: OpenOutside
