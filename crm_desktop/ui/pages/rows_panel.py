"""Rows of a record as a table in a tab: its prices, its lines. Each is edited in a small dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages import row_dialog
from crm_desktop.ui.pages.row_dialog import RowDialog
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.selling.few import Column, FewTable, Row
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.flow import Flow

Values = Mapping[str, Any]


class RowsPanel(QWidget):
    """The table, what is said above it, what it adds up to.

    Attributes:
        table: the rows. dialog: that in which one is edited: it is open, or was last.
        lead, foot: words above and below.
    """

    go_to_asked = Signal(str, object)

    def __init__(
        self,
        context: Context,
        saver: Saver,
        place: tuple[str, str],
        columns: Sequence[Column],
        keys: Sequence[str],
    ) -> None:
        super().__init__()
        self._context, self._saver, self._keys = context, saver, keys
        self._field = ENTITIES[place[0]].field(place[1])
        self._record: Record | None = None
        self.dialog: RowDialog | None = None
        title = _(self._field.label)
        self.table = FewTable(title, title, columns)
        self.table.asked.connect(self._do)
        self.table.installEventFilter(self)
        self.lead = build.label(tone="muted", wrap=True)
        self.foot = build.label(weight=600, wrap=True)
        self.buttons = Flow()  # large text takes more than a line
        for button in self.table.buttons():
            self.buttons.addWidget(button)
        column = build.column(self.lead, spacing=8, margins=(20, 12, 20, 14))
        column.addWidget(self.table, 1)
        column.addWidget(self.foot)
        column.addLayout(self.buttons)
        self.setLayout(column)

    # No focus proxy: to Tab that is a second way in, which leads back for ever.

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  the one overload with its default
        self.table.setFocus(reason)

    # ---------------------------------------------------------------------------------- show

    def show_record(self, record: Record) -> None:
        """Show the rows of a record."""
        self._record = record
        may = not record.deleted and self._may(record)
        self.table.show_rows([self.row(each) for each in self.rows(record)], may=may)
        self._say(self.lead, self.lead_words(record))
        self._say(self.foot, self.foot_words(record))

    def _may(self, record: Record) -> bool:
        workspace = self._context.tasks.workspace
        return workspace is not None and ENTITIES[record.entity].edit in workspace.permissions

    @staticmethod
    def _say(label: Any, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def rows(self, record: Record) -> Sequence[Values]:
        """The rows, in their order."""
        return tuple(record.values.get(self._field.key) or ())

    def row(self, values: Values) -> Row:
        """A row in words."""
        raise NotImplementedError

    def lead_words(self, record: Record) -> str:
        """What is said above the table."""
        del record
        return ""

    def foot_words(self, record: Record) -> str:
        """What the rows add up to."""
        del record
        return ""

    # ----------------------------------------------------------------------------------- do

    def _do(self, what: str) -> None:
        if self._record is None:
            return
        key = self.table.current_key()
        if what == "delete" and key is not None:
            row_dialog.without(self._saver, self._record, self._field, key)
        elif what == "add":
            self.open(None)
        elif key is not None:
            self.open(key)

    def open(self, key: UUID | None) -> None:
        """A row in its dialog; None: a new one."""
        record = self._record
        if record is None:
            return
        rows = record.values.get(self._field.key) or ()
        row = next((each for each in rows if each["id"] == key), None)
        self.dialog = self.make_dialog(record, row)
        self.dialog.open()

    def make_dialog(self, record: Record, row: Values | None) -> RowDialog:
        """The dialog of a row."""
        return RowDialog(
            self._context,
            self._saver,
            record,
            self._field,
            row=row,
            keys=self._keys,
            parent=self.window(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape goes back to the list, as everywhere on the page."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            event.ignore()
            return False
        return super().eventFilter(watched, event)
