"""Chooses the template of a document, from those the office has."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field, Kind
from crm_desktop.services.changes import Changes
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceEditor


class TemplateEditor(ChoiceEditor):
    """A template by its name, or none. What was chosen and is gone stays to be seen."""

    def __init__(self, field: Field, context: Context) -> None:
        super().__init__(replace(field, kind=Kind.CHOICE, choices=()), context)
        self.box.setItemText(0, _("Usual"))
        self._known: tuple[str, ...] = ()
        self._of: Workspace | None = None  # the office whose templates these are
        context.tasks.changed.connect(self._on_changes)

    def set_value(self, value: str | None) -> None:
        if self.context.tasks.workspace is not self._of:
            self._ask()
        super().set_value(value)

    def _ask(self) -> None:
        self._of = self.context.tasks.workspace
        names = services.sales.templates.names.call()
        self.context.tasks.query(self, "templates", names, done=self._offer)

    def _on_changes(self, changes: Changes) -> None:
        if changes.many or "setting" in changes.entities:
            self._ask()

    def _offer(self, names: tuple[str, ...]) -> None:
        if names == self._known:
            return
        now, self._known = self.value(), names
        with QSignalBlocker(self.box):
            while self.box.count() > 1:
                self.box.removeItem(1)
            for name in names:
                self.box.addItem(name, name)
        self.set_value(now)
