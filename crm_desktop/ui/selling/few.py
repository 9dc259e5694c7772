"""A table of a few records: opened, made, deleted and put into another order with keys or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
)

from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import paint_hint

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LEAST = 72  # of the column that takes what is left
_MOST = 1.5  # so many times as wide as it is meant to be a column becomes for its words
_CTRL = Qt.KeyboardModifier.ControlModifier


class Column(NamedTuple):
    """A column: its heading, its width (0: what is left), and whether it holds figures."""

    words: str
    width: int = 0
    figures: bool = False


class Row(NamedTuple):
    """A row: its record, its words, and whether it is one that is no longer used."""

    key: UUID
    cells: tuple[str, ...]
    quiet: bool = False


class FewTable(QTableWidget):
    """The table with its buttons, which the page puts where they belong.

    Attributes:
        add_button, edit_button, delete_button, up, down: what can be done; up and down only where
            the rows have an order of their own.
        hint: what stands there while there are no rows.

    Signals:
        asked: "add", "edit", "delete": what is to be done.
        arranged: keys in the order that is wanted.
        chosen: another row is current.
    """

    asked = Signal(str)
    arranged = Signal(object)
    chosen = Signal()

    def __init__(
        self, name: str, title: str, columns: Sequence[Column], *, ordered: bool = False
    ) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self.hint = ""
        self._given: dict[int, int] = {}  # widths that nobody has chosen by hand
        self._columns, self._ordered, self._may = columns, ordered, False
        self.setObjectName("Few")
        self.setAccessibleName(name)
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels([column.words for column in columns])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self._dress()
        self._make_buttons(title)
        self.itemSelectionChanged.connect(self._chose)
        self.cellDoubleClicked.connect(partial(self._ask, "edit"))
        if ordered:
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
            self.setDragDropOverwriteMode(False)
            self.setDropIndicatorShown(True)

    def _dress(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(32))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(_LEFT)
        for at, column in enumerate(self._columns):
            if column.width:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            else:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
            item = self.horizontalHeaderItem(at)
            if column.figures and item is not None:
                item.setTextAlignment(_RIGHT)
        self._fit()

    def _width(self, at: int) -> int:
        """Of a column: as wide as it is meant to be, wider where its words are longer."""
        meant = theme.px(self._columns[at].width)
        longest = min(self.sizeHintForColumn(at), round(meant * _MOST))
        return max(meant, self.horizontalHeader().sectionSizeHint(at), longest)

    def _fit(self) -> None:
        """Give columns with longer words more room, unless somebody has chosen their widths."""
        head = self.horizontalHeader()
        for at, column in enumerate(self._columns):
            if column.width and head.sectionSize(at) == self._given.get(at, head.sectionSize(at)):
                self._given[at] = self._width(at)
                head.resizeSection(at, self._given[at])
        self._share()

    def _make_buttons(self, title: str) -> None:
        def button(words: str, icon: str, name: str, what: str) -> QPushButton:
            made = build.button(words, icon, name=name.format(what=title))
            made.clicked.connect(partial(self._ask, what))
            return made

        self.add_button = button(_("Add"), "plus", _("Add: {what}"), "add")
        self.edit_button = button(_("Edit …"), "pencil", _("Edit: {what}"), "edit")
        self.delete_button = button(_("Delete"), "trash-2", _("Delete: {what}"), "delete")
        self.up = self._mover("arrow-up", _("Move up: {what} (Ctrl+Up)").format(what=title), -1)
        self.down = self._mover(
            "arrow-down", _("Move down: {what} (Ctrl+Down)").format(what=title), 1
        )

    def _mover(self, icon: str, name: str, step: int) -> QToolButton:
        made = build.tool(icon, name)
        made.clicked.connect(partial(self.shift, step))
        if not self._ordered:
            made.setParent(self)
            made.hide()
        return made

    def buttons(self) -> tuple[QToolButton | QPushButton, ...]:
        """In the order in which they stand."""
        movers = (self.up, self.down) if self._ordered else ()
        return (*movers, self.add_button, self.edit_button, self.delete_button)

    # ----------------------------------------------------------------------------------- rows

    def show_rows(self, rows: Sequence[Row], *, may: bool) -> None:
        """Show other rows; the current record stays, if it is still there."""
        kept, before = self.current_key(), self.currentRow()
        self._rows, self._may = list(rows), may
        with QSignalBlocker(self):
            self.setRowCount(len(rows))
            for at, row in enumerate(rows):
                for column, words in enumerate(row.cells):
                    self.setItem(at, column, self._item(row, column, words))
            keys = [row.key for row in rows]
            if keys:
                at = min(max(before, 0), len(keys) - 1)
                if kept is not None and kept in keys:
                    at = keys.index(kept)
                self.stand_on(at)
        self._fit()
        self._chose()

    def _item(self, row: Row, column: int, words: str) -> QTableWidgetItem:
        made = QTableWidgetItem(words)
        made.setTextAlignment(_RIGHT if self._columns[column].figures else _LEFT)
        if len(words) > 24:
            made.setToolTip(words)
        if row.quiet:
            made.setForeground(theme.color("text3"))
        return made

    def current_key(self) -> UUID | None:
        """The record the keyboard is on."""
        at = self.currentRow()
        return self._rows[at].key if 0 <= at < len(self._rows) else None

    def stand_on(self, at: int) -> None:
        """Choose a row. Not by selectRow(): mirrored, it finds no column before it is laid out."""
        self.setCurrentCell(at, 0)

    def go_to(self, key: UUID) -> None:
        """Put the keyboard on a record."""
        keys = [row.key for row in self._rows]
        if key in keys:
            self.stand_on(keys.index(key))

    def _chose(self) -> None:
        at, here = self.currentRow(), self.current_key() is not None
        self.add_button.setEnabled(self._may)
        self.edit_button.setEnabled(self._may and here)
        self.delete_button.setEnabled(self._may and here)
        self.up.setEnabled(self._may and at > 0)
        self.down.setEnabled(self._may and 0 <= at < len(self._rows) - 1)
        self.chosen.emit()

    # ---------------------------------------------------------------------------------- doing

    def _ask(self, what: str, *_place: object) -> None:
        if self._may and (what == "add" or self.current_key() is not None):
            self.asked.emit(what)

    def shift(self, step: int, *_clicked: object) -> None:
        """Put the current row further up or down."""
        at = self.currentRow()
        if self._ordered and self._may and 0 <= at + step < len(self._rows) and at >= 0:
            self._put(at, at + step)

    def _put(self, at: int, to: int) -> None:
        rows = list(self._rows)
        rows.insert(to, rows.pop(at))
        self.show_rows(rows, may=self._may)
        self.arranged.emit([row.key for row in rows])

    # ------------------------------------------------------------------------- what Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The widest column takes what is left, but can be read also where that is little."""
        head, least = self.horizontalHeader(), theme.px(_LEAST)
        for at, column in enumerate(self._columns):
            if not column.width:
                others = sum(head.sectionSize(each) for each in range(head.count()) if each != at)
                narrow = self.viewport().width() - others < least
                how = QHeaderView.ResizeMode
                head.setSectionResizeMode(at, how.Interactive if narrow else how.Stretch)
                if narrow:
                    head.resizeSection(at, least)

    def event(self, e: QEvent) -> bool:
        if e.type() == QEvent.Type.ShortcutOverride and isinstance(e, QKeyEvent) and _own(e):
            e.accept()
            return True
        return super().event(e)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        what = _own(event)
        if what in ("up", "down"):
            self.shift(-1 if what == "up" else 1)
        elif what:
            self._ask(what)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        if self.hint and not self._rows:
            paint_hint(self, self.hint)

    def dropEvent(self, event: QDropEvent) -> None:
        """A row was dragged to another place."""
        at = self.currentRow()
        index = self.indexAt(event.position().toPoint())
        to = index.row() if index.isValid() else len(self._rows) - 1
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        if index.isValid():
            to += below - (at < to + below)
        event.setDropAction(Qt.DropAction.IgnoreAction)  # nothing is copied: the rows come anew
        event.accept()
        if self._may and at >= 0 and to != at:
            self._put(at, to)


def _own(event: QKeyEvent) -> str:
    """What a key means here."""
    key = Qt.Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == _CTRL:
        return {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}.get(key, "")
    return "" if modifiers else _KEYS.get(key, "")


_KEYS = {
    Qt.Key.Key_Return: "edit",
    Qt.Key.Key_Enter: "edit",
    Qt.Key.Key_F2: "edit",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Backspace: "delete",
    Qt.Key.Key_Insert: "add",
}
