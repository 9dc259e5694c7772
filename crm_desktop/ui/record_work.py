"""What is done with records: make, open, delete, write about. Forms belong to a window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import ACTIVITY, ENTITIES, NOTE, EntityType, Record
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import Question
from crm_desktop.ui.pages.links import about, named, owned
from crm_desktop.ui.widgets.overlay import Notice, Toast

if TYPE_CHECKING:
    from crm_desktop.ui.drafts import Draft
    from crm_desktop.ui.form import Form
    from crm_desktop.ui.quote_desk import QuoteDesk

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
# What a new record begins with.
_USUAL: dict[str, dict[str, Any]] = {
    "activity": {"kind": "task", "status": "planned"},
    "lead": {"status": "new"},
}
# Fields that are edited together in a small form: a value and why it is so.
_TOGETHER = {
    "probability_override": ("probability_override", "probability_reason"),
    "on_hold_until": ("on_hold_until", "hold_reason"),
}


class RecordWork(QObject):
    """Opens forms and runs the commands on records.

    Attributes:
        form: the form that is open, or was last.

    Signals:
        made: a Record that has just been made.
        stepped: a form was left for the record below (1) or above (-1).
        undone: id of a change set that was taken back.
    """

    made = Signal(object)
    stepped = Signal(int)
    undone = Signal(object)

    def __init__(self, context: Context, window: QWidget, toast: Toast) -> None:
        super().__init__(window)
        self._context, self._window, self._toast = context, window, toast
        self.form: Form | None = None
        self.elsewhere: dict[str, QuoteDesk] = {}  # what is written on a page, not in a form
        self.begun: dict[str, Callable[[dict[str, Any]], None]] = {}  # what begins in its own way

    # --------------------------------------------------------------------------------- forms

    def edit(self, entity: EntityType, record_id: UUID, place: str = "") -> None:
        """Open a record in a form, perhaps at one of its fields."""
        if entity.key in self.elsewhere:
            self.elsewhere[entity.key].show(record_id)
            return
        from crm_desktop.ui.form import open_form  # not needed before the first paint

        open_form(
            self._context, entity, record_id, self._window, partial(self._opened_at, entity, place)
        )

    def _opened_at(self, entity: EntityType, place: str, form: Form) -> None:
        self._opened(entity, form)
        form.fields.begin_at(place)

    def _opened(self, entity: EntityType, form: Form) -> None:
        form.another.connect(partial(self.new, entity))
        form.stepped.connect(self.stepped)
        self._shown(form)

    def open_item(self, entity: str, record_id: UUID) -> None:
        """Open an item of a timeline."""
        self.edit(ENTITIES[entity], record_id)

    def new(self, entity: EntityType, **preset: Any) -> None:
        """An empty form."""
        if entity.key in self.elsewhere:
            self.elsewhere[entity.key].new(preset)
            return
        if entity.key in self.begun:
            self.begun[entity.key](preset)
            return
        self._show(entity, owned(self._context) | _USUAL.get(entity.key, {}) | preset)

    def edit_part(self, record: Record, key: str) -> None:
        """Edit one field of a record, such as its companies, in a small form."""
        from crm_desktop.ui.form import Task, show_form  # as above

        entity = ENTITIES[record.entity]
        title = f"{record.label}: {_(entity.field(key).label)}"
        task = Task(entity, record, only=_TOGETHER.get(key, (key,)), title=title)
        self._shown(show_form(self._context, task, self._window))

    def compose(self, kind: str, record: Record | None) -> None:
        """Write a note, or plan or log an activity, about a record."""
        if record is None:
            return
        preset: dict[str, Any] = {"links": about(record), **owned(self._context)}
        title = _(_TITLES[kind]).format(name=named(record))
        if kind == "note":
            form = self._show(NOTE, preset, ("body",), title)
        else:
            form = self._show(ACTIVITY, preset | self._activity(kind), _shown(kind), title)
        form.another.connect(partial(self.compose, kind, record))

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
        draft: Draft | None = None,
    ) -> Form:
        from crm_desktop.ui.form import Task, show_form  # as above

        task = Task(entity, preset=preset, only=only, title=title)
        form = show_form(self._context, task, self._window, draft)
        form.saved.connect(self.made)
        if not only:
            form.another.connect(partial(self.new, entity))
        self._shown(form)
        return form

    def _shown(self, form: Form) -> None:
        self.form = form

    # -------------------------------------------------------------------------------- drafts

    def offer_drafts(self, notice: Notice) -> None:
        """Is there something that was typed and never saved? Offer the newest."""
        self._context.drafts.ask(self, partial(self._offer, notice), lambda _draft: True)

    def _offer(self, notice: Notice, draft: Draft) -> None:
        from crm_desktop.ui.form_draft import when  # as above

        words = draft.told(when(draft.at, self._context.clock()))
        other = (_("Discard it"), partial(self._discard, notice, draft))

        def go_on() -> None:  # it may have been saved or discarded in a form meanwhile
            take_up = partial(self._take_up, notice)
            self._context.drafts.ask(self, take_up, lambda each: each.token == draft.token)

        notice.say(words, "", _("Go on"), go_on, other)

    def _discard(self, notice: Notice, draft: Draft) -> None:
        drafts = self._context.drafts
        drafts.drop(draft.name)
        self._toast.say(
            _("Discarded what you had typed."), _("Undo"), partial(self._bring_back, notice, draft)
        )
        self.offer_drafts(notice)

    def _bring_back(self, notice: Notice, draft: Draft) -> None:
        def report(error: Exception) -> None:
            self._context.tasks.report(self, error)

        self._context.drafts.keep(draft, report)
        self.offer_drafts(notice)

    def _take_up(self, notice: Notice, draft: Draft) -> None:
        """Go on with a draft. A new one may have been saved just before the crash."""
        entity = ENTITIES[draft.entity]
        load = services.records.load_many.call(draft.entity, (draft.record_id,))

        def show(found: dict[UUID, Record]) -> None:
            self._show_draft(entity, draft, found.get(draft.record_id))
            self.offer_drafts(notice)

        self._context.tasks.query(self, "draft", load, done=show)

    def _show_draft(self, entity: EntityType, draft: Draft, record: Record | None) -> None:
        if entity.key in self.elsewhere:
            self.elsewhere[entity.key].go_on(draft, record)
            return
        from crm_desktop.ui.form import Task, show_form  # as above

        if record is not None:
            form = show_form(self._context, Task(entity, record), self._window, draft)
            self._opened(entity, form)
        else:  # new; or one that is gone for good, and made again from what is left of it
            self._show(entity, {}, draft.only, draft.title, draft)

    # -------------------------------------------------------------------------------- delete

    def delete(self, entity: EntityType, ids: bytes) -> None:
        """Move records to the trash; many only after a question."""
        count = len(ids) // ID
        if not count:
            return
        plural = inner(_(entity.plural))
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
        self.offer_undo(deleted.words)

    # ---------------------------------------------------------------------------------- undo

    def undo(self) -> None:
        """Take back what was done last."""
        self._context.tasks.command(self, services.undo.undo.call(), done=self._undone)

    def offer_undo(self, words: str) -> None:
        """Say what a command has done, in its `done`, and offer to take back exactly that.

        Whatever else is done while the words stand there: it is not what Undo in them means.
        """
        written = self._context.tasks.written
        if written is None:  # it was so before
            self._toast.say(words)
        else:
            self._toast.say(words, _("Undo"), partial(self.undo_set, written))

    def undo_set(self, change_set: UUID) -> None:
        """Take back one change set, whatever was done since."""
        undo = services.undo.undo.call(change_set)
        self._context.tasks.command(self, undo, done=self._undone)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._context.tasks.command(self, services.undo.redo.call(), done=self._undone)

    def _undone(self, undone: Any) -> None:
        self._toast.say(undone.words)
        self.undone.emit(undone.undone)


def _shown(kind: str) -> tuple[str, ...]:
    """The fields of the small form of a kind."""
    if kind in _PLANNED:
        place = ("place",) if kind == "meeting" else ("priority",)
        return ("subject", "due_at", *place, "description")
    return ("subject", "outcome", "duration", "next_step", "description")
