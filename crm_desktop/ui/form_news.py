"""What others do with a record while it is open in a form, told in the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record
from crm_desktop.services.changes import Changes
from crm_desktop.services.validation import merge
from crm_desktop.services.watching import Latest
from crm_desktop.ui.context import Context
from crm_desktop.ui.others import deleted

if TYPE_CHECKING:
    from crm_desktop.ui.form import Form

_MOST_NAMED = 3


class FormNews(QObject):
    """Tells in a form what others do with its record meanwhile. Nothing that was typed is lost."""

    def __init__(self, context: Context, form: Form, record: Record) -> None:
        super().__init__(form)
        self._context, self._form, self._record = context, form, record
        self._known = record.version
        context.tasks.changed.connect(self._on_changes)

    def _on_changes(self, changes: Changes) -> None:
        if changes.others and changes.touches(self._record.id):
            self._ask()

    def _ask(self) -> None:
        latest = services.watching.latest.call(self._record.entity, self._record.id)
        tasks = self._context.tasks
        tasks.query(self, "latest", latest, done=self._take, failed=self._failed)

    def _take(self, latest: Latest) -> None:
        form, record = self._form, latest.record
        if record.version in (self._known, form.version) or not form.save_button.isEnabled():
            return  # only what hangs on it has changed; or the save under way finds out itself
        self._known = record.version
        if record.deleted:
            words = deleted(latest)
            if form.dirty:
                words += " " + _("What you typed stays here; restore it, then save.")
            form.notice.say(words, "problem", _("&Restore"), self._restore)
            return
        words = self._changed(latest)
        form.bring_in(record)
        form.tell(words)

    def _changed(self, latest: Latest) -> str:
        """Who changed what, and what that means for what is being typed."""
        form, theirs = self._form, latest.record.values
        both = merge(form.entity, form.base, form.state().held, theirs).clashes
        what = _told(latest, self._names(self._changed_keys(latest.record)))
        if both:
            means = _("You both changed: {fields}. When you save, you choose.")
            return f"{what} {means.format(fields=self._names(both))}"
        if form.dirty:
            return f"{what} {_('It is shown here; what you typed is kept.')}"
        return f"{what} {_('You see it as it is now.')}"

    def _changed_keys(self, theirs: Record) -> list[str]:
        """The fields shown that are not any more as they were here."""
        entity, base, same = self._form.entity, self._form.base, services.values.same
        return [
            key
            for key in self._form.editors
            if not same(entity.field(key), base.get(key) or None, theirs.values.get(key) or None)
        ]

    def _names(self, keys: Sequence[str]) -> str:
        named = [_(self._form.entity.field(key).label) for key in keys[:_MOST_NAMED]]
        return ", ".join([*named, "…"] if len(keys) > _MOST_NAMED else named)

    def _restore(self) -> None:
        restore = services.records.restore.call(self._record.entity, (self._record.id,))
        self._context.tasks.command(self, restore, done=lambda _done: self._ask_restored())

    def _ask_restored(self) -> None:
        load = services.records.load.call(self._record.entity, self._record.id)
        self._context.tasks.query(self, "latest", load, done=self._show_restored)

    def _show_restored(self, record: Record) -> None:
        self._known = record.version
        self._form.bring_in(record)
        self._form.tell(_("{name} is back. Save when you are ready.").format(name=record.label))

    def _failed(self, error: Exception) -> None:
        """Not to be reached just now: the light says so. Gone for good: the save will say it."""
        if isinstance(error, NotFound):
            words = _("This record does not exist any more. What you typed stays here.")
            self._form.notice.say(words, "problem")


def follow(context: Context, form: Form) -> None:
    """Tell in a form what happens to its record while it is open."""
    if form.task.record is not None:
        FormNews(context, form, form.task.record)


def _told(latest: Latest, fields: str) -> str:
    what = fields or _("this")
    if latest.me:
        return _("You changed {what} in another program just now.").format(what=what)
    if latest.who:
        return _("{who} changed {what} just now.").format(who=latest.who, what=what)
    return _("Another program changed {what} just now.").format(what=what)
