"""What is done with records: make, open, delete, write about. Forms belong to a window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ACTIVITY, ENTITIES, NOTE, EntityType, Record
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import Question
from crm_desktop.ui.pages.links import about, owned
from crm_desktop.ui.widgets.overlay import Toast

if TYPE_CHECKING:
    from crm_desktop.ui.form import Form

ASK_FROM = 50  # so many are asked about before they are deleted; Undo is enough for fewer
MOST_AT_ONCE = 20_000
ID = 16
_TITLES = {
    "note": N_("Note about {name}"),
    "task": N_("Task for {name}"),
    "call": N_("Call with {name}"),
    "meeting": N_("Meeting with {name}"),
}
_PLANNED = {"task", "meeting"}


class RecordWork(QObject):
    """Opens forms and runs the commands on records.

    Attributes:
        form: the form that is open, or was last.

    Signals:
        made: a Record that has just been made.
    """

    made = Signal(object)

    def __init__(self, context: Context, window: QWidget, toast: Toast) -> None:
        super().__init__(window)
        self._context, self._window, self._toast = context, window, toast
        self.form: Form | None = None

    # --------------------------------------------------------------------------------- forms

    def edit(self, entity: EntityType, record_id: UUID) -> None:
        """Open a record in a form."""
        from crm_desktop.ui.form import open_form  # not needed before the first paint

        open_form(self._context, entity, record_id, self._window, self._shown)

    def open_item(self, entity: str, record_id: UUID) -> None:
        """Open an item of a timeline."""
        self.edit(ENTITIES[entity], record_id)

    def new(self, entity: EntityType, **preset: Any) -> None:
        """An empty form."""
        self._show(entity, owned(self._context) | preset)

    def compose(self, kind: str, record: Record | None) -> None:
        """Write a note, or plan or log an activity, about a record."""
        if record is None:
            return
        preset: dict[str, Any] = {"links": about(record), **owned(self._context)}
        title = _(_TITLES[kind]).format(name=record.label)
        if kind == "note":
            self._show(NOTE, preset, ("body",), title)
            return
        self._show(ACTIVITY, preset | self._activity(kind), _shown(kind), title)

    def _activity(self, kind: str) -> dict[str, Any]:
        """The values an activity of a kind begins with."""
        if kind in _PLANNED:
            return {"kind": kind, "status": "planned"}
        done: dict[str, Any] = {"kind": kind, "status": "done", "done_at": self._context.clock()}
        return done | {"direction": "out"}

    def _show(
        self,
        entity: EntityType,
        preset: dict[str, Any],
        only: tuple[str, ...] = (),
        title: str = "",
    ) -> None:
        from crm_desktop.ui.form import Task, show_form  # as above

        task = Task(entity, preset=preset, only=only, title=title)
        form = show_form(self._context, task, self._window)
        form.saved.connect(self.made)
        if not only:
            form.another.connect(partial(self.new, entity))
        self._shown(form)

    def _shown(self, form: Form) -> None:
        self.form = form

    # -------------------------------------------------------------------------------- delete

    def delete(self, entity: EntityType, ids: bytes) -> None:
        """Move records to the trash; many only after a question."""
        count = len(ids) // ID
        if not count:
            return
        plural = _(entity.plural).lower()
        if count > MOST_AT_ONCE:
            words = _(
                "At most {most} {plural} can be deleted at once. Nothing was deleted. "
                "Select fewer, for instance with a filter."
            )
            said = words.format(most=i18n.number(MOST_AT_ONCE), plural=plural)
            self._context.dialogs.tell(self._window, said)
        elif count >= ASK_FROM:
            question = Question(
                _("Delete {n} {plural}?").format(n=i18n.number(count), plural=plural),
                _("Delete"),
                _("They go to the trash. Undo brings them back, for 90 days."),
            )
            self._context.dialogs.confirm(self._window, question, lambda: self._delete(entity, ids))
        else:
            self._delete(entity, ids)

    def _delete(self, entity: EntityType, ids: bytes) -> None:
        keys = tuple(UUID(bytes=ids[at : at + ID]) for at in range(0, len(ids), ID))
        delete = services.records.delete.call(entity.key, keys)
        self._context.tasks.command(self, delete, done=self._deleted)

    def _deleted(self, deleted: Any) -> None:
        self._toast.say(deleted.words, _("Undo"), self.undo)

    # ---------------------------------------------------------------------------------- undo

    def undo(self) -> None:
        """Take back what was done last."""
        self._context.tasks.command(self, services.undo.undo.call(), done=self._undone)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._context.tasks.command(self, services.undo.redo.call(), done=self._undone)

    def _undone(self, undone: Any) -> None:
        self._toast.say(undone.words)


def _shown(kind: str) -> tuple[str, ...]:
    """The fields of the small form of a kind."""
    if kind in _PLANNED:
        place = ("place",) if kind == "meeting" else ("priority",)
        return ("subject", "due_at", *place, "description")
    return ("subject", "outcome", "duration", "next_step", "description")
