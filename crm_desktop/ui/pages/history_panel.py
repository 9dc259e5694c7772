"""The history of a record in words: who changed what, and a way to put it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop import services
from crm_desktop.errors import UserError
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.history_list import HistoryView, Row, rows_of
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

if TYPE_CHECKING:
    from crm_desktop.services.history import HistoryEntry

FIRST = 100


class HistoryPanel(QWidget):
    """The history of one record.

    Attributes:
        view: the list. notice: says why something could not be put back.
    """

    def __init__(self, context: Context, saver: Saver) -> None:
        super().__init__()
        self._context, self._saver = context, saver
        self.record: Record | None = None
        self.view, self.notice = HistoryView(), Notice()
        told = build.row(self.notice, margins=(20, 0, 20, 4))
        column = build.column(told, spacing=0)
        column.addWidget(self.view, 1)
        self.setLayout(column)
        self.view.chosen.connect(self.take_back)
        self.view.menu_asked.connect(self._menu)

    def show_record(self, record: Record) -> None:
        """Ask what was done with a record."""
        if self.record is None or self.record.id != record.id:
            self.notice.hide()
            self.view.rows.show([])
        self.record = record
        of = services.history.of.call(record.entity, record.id, FIRST)
        self._context.tasks.query(self, "history", of, done=self._show, failed=self._refused)

    def forget(self) -> None:
        """No record."""
        self._context.tasks.forget(self, "history")
        self.record = None

    def _show(self, entries: list[HistoryEntry]) -> None:
        at = self.view.currentIndex().row()
        self.view.show_rows(rows_of(entries, self._context.clock()))
        if at >= 0:
            self.view.go_to(min(at, self.view.rows.rowCount() - 1))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)

    def take_back(self, row: Row) -> None:
        """Put back one value, or undo all that was done at once."""
        if row.entry is None or self.record is None:
            return
        self.notice.hide()
        if row.step is None:
            self._undo(row.entry.change_set)
            return
        step = services.put_back.step.call(
            self.record.entity, self.record.id, row.entry.change_set, row.step
        )
        words = _("Put back: {what}").format(what=row.step.words)
        self._saver.run(step, words, failed=self._refused)

    def _undo(self, change_set: UUID) -> None:
        undo = services.undo.undo.call(change_set)
        said: Callable[[Any], str] = lambda undone: undone.words  # noqa: E731
        self._saver.run(undo, said, failed=self._refused)

    def _menu(self, row: Row, point: Any) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row.action:
            action = menu.addAction(icon("undo-2"), row.action)
            action.triggered.connect(lambda: self.take_back(row))
        if row.step is not None and row.entry is not None and not row.entry.undone:
            whole = Row(entry=row.entry)
            more = menu.addAction(
                icon("undo-2"), _("Undo all of “{what}”").format(what=row.entry.label)
            )
            more.triggered.connect(lambda: self.take_back(whole))
        if menu.isEmpty():
            menu.addAction(_("Nothing to put back here")).setEnabled(False)
        menu.popup(point)
