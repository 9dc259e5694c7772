"""The draft of a form: kept a moment after something was typed, taken up again later."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer

from crm_desktop import i18n, services
from crm_desktop.i18n import _
from crm_desktop.ui.context import Context
from crm_desktop.ui.drafts import Draft
from crm_desktop.ui.editors import Unreadable
from crm_desktop.ui.row_editors import EDITABLE, editor_for

if TYPE_CHECKING:
    from crm_desktop.ui.form import Form

PAUSE = 700  # milliseconds; so much typing is lost at most


class FormDraft(QObject):
    """Keeps what is typed into a form, and offers what was typed before a crash.

    Attributes:
        record_id: of the record; of a new one, the id it gets. A draft of what was saved just
            before the crash cannot make it twice.
    """

    def __init__(self, context: Context, form: Form) -> None:
        super().__init__(form)
        self._context, self._form, self._drafts = context, form, context.drafts
        self._new_id: UUID | None = None
        self._token = uuid4().hex
        self._before: dict[str, Any] = {}
        self._name = ""  # of the file that is there
        self._told = False
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.write)
        self._drafts.hold(self._token)

    @property
    def record_id(self) -> UUID:
        """The id of the record, or the one it is going to have."""
        if (record := self._form.task.record) is not None:
            return record.id
        if self._new_id is None:
            self._new_id = services.records.new_id()
        return self._new_id

    # ------------------------------------------------------------------------------- keeping

    def begin(self, key: str = "") -> None:
        """What the editors show now is the record (or one field of it), not something typed."""
        editors = self._form.editors
        for each in (key,) if key else editors:
            self._before[each] = editors[each].kept()

    def touch(self) -> None:
        """Something was typed. Not put off by more typing: a fast typist loses no more."""
        if not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Keep what is typed; forget the draft where nothing is any more."""
        self._timer.stop()
        if not self._form.dirty:
            self.drop()
            return
        draft = self._draft()
        if self._name not in ("", draft.name):
            self._drafts.drop(self._name)
        self._name = draft.name
        self._drafts.keep(draft, self._not_kept)

    def drop(self) -> None:
        """It is saved or discarded."""
        self._timer.stop()
        if self._name:
            self._drafts.drop(self._name)
            self._name = ""

    def close(self) -> None:
        """The form goes. What is neither saved nor discarded by now is offered again."""
        if self._timer.isActive():
            self.write()
        self._drafts.let_go(self._token)

    def _not_kept(self, error: Exception) -> None:
        if not self._told and not self._form.notice.isVisible():
            self._told = True
            text = _(
                "What you type cannot be kept on this computer just now ({why}). Nothing is lost "
                "yet: save it soon."
            )
            self._form.tell(text.format(why=error))

    def _draft(self) -> Draft:
        form, task = self._form, self._form.task
        return Draft(
            entity=form.entity.key,
            record_id=self.record_id,
            version=form.version,
            label=task.record.label if task.record else self._called(),
            at=self._context.clock(),
            fields=self._hidden() | self._typed(),
            title=task.title,
            only=task.only,
            token=self._token,
        )

    def _called(self) -> str:
        """A name for what has none yet."""
        parts: list[str] = []
        for key in ("name", "first_name", "last_name", "subject"):
            if key in self._form.editors:
                try:
                    parts.append(self._form.editors[key].value() or "")
                except Unreadable:
                    continue
        return " ".join(part for part in parts if part)

    def _typed(self) -> dict[str, tuple[Any, Any]]:
        """What differs; of a new record everything, for there is nothing else to look it up in."""
        new = self._form.task.record is None
        pairs = ((k, self._before[k], e.kept()) for k, e in self._form.editors.items())
        return {key: (before, now) for key, before, now in pairs if new or before != now}

    def _hidden(self) -> dict[str, tuple[Any, Any]]:
        """Values a small form has and does not show, as their editors would keep them."""
        form = self._form
        if form.task.record is not None:
            return {}
        out: dict[str, tuple[Any, Any]] = {}
        for key, value in form.base.items():
            if key not in form.editors and form.entity.field(key).kind in EDITABLE:
                editor = editor_for(form.entity.field(key), self._context)
                editor.set_value(value)
                out[key] = (editor.kept(), editor.kept())
                editor.deleteLater()
        return out

    # -------------------------------------------------------------------------- taking it up

    def look(self) -> None:
        """Is there a draft of this record, or of a new one of this kind? Offer the newest."""
        self._drafts.ask(self._form, self._offer, self._fits)

    def _fits(self, draft: Draft) -> bool:
        task = self._form.task
        if draft.entity != task.entity.key or draft.only != task.only:
            return False
        return draft.is_new if task.record is None else draft.record_id == task.record.id

    def _offer(self, draft: Draft) -> None:
        words = draft.told(when(draft.at, self._context.clock()))
        again = partial(self._go_on, draft)
        other = (_("Disc&ard it"), partial(self._forget, draft))
        self._form.offer.say(words, "", _("&Go on"), again, other)
        self._form.order_tabs()

    def _go_on(self, draft: Draft) -> None:
        self.drop()
        self.take(draft)

    def _forget(self, draft: Draft) -> None:
        self._drafts.drop(draft.name)
        self.look()

    def take(self, draft: Draft) -> None:
        """Show what a draft holds; it goes on as the draft of this form."""
        form = self._form
        self._drafts.let_go(self._token)
        self._token, self._name = draft.token, draft.name
        self._drafts.hold(self._token)
        saved = draft.is_new and form.task.record is not None  # just before the crash
        if draft.is_new:
            self._new_id = draft.record_id
        for key, (before, typed) in draft.fields.items():
            self._restore(key, None if saved else before, typed)
        if form.task.record is not None and not saved:
            form.version = draft.version  # changed meanwhile: the save merges
        changed = form.state().changed
        for key in changed:
            form.fields.show_field(key)
        form.recheck()
        form.fields.go_to_first()
        if saved and not changed:
            self.drop()
            form.tell(_("All of this was saved before the program ended. Nothing is missing."))

    def _restore(self, key: str, before: Any, typed: Any) -> None:
        """What cannot be shown any more (a field of another version) is left out.

        before: what the field held when the draft was begun; None: what the record holds now.
        """
        form = self._form
        editor = form.editors.get(key)
        hidden = editor is None
        if editor is None:
            if form.entity.field(key).kind not in EDITABLE:
                return
            editor = editor_for(form.entity.field(key), self._context)
        try:
            if before is not None:
                editor.restore(before)
                form.base[key] = editor.value()
                if not hidden:
                    self._before[key] = editor.kept()
            editor.restore(typed)
        except (Unreadable, ValueError, TypeError, KeyError):
            editor.set_value(form.base.get(key))
        if hidden:
            editor.deleteLater()


def when(at: datetime, now: datetime) -> str:
    """When a draft was written: a time for today, a day and a time for before."""
    here = i18n.local(at)
    if here.date() == i18n.local(now).date():
        return i18n.clock(here)
    return i18n.full_moment(at)
