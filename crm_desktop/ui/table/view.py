"""The list: fixed heights, cheap selection of a million rows, selection known as ids."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.table.columns import NAME_WIDTH, Column, Style
from crm_desktop.ui.table.delegate import RowDelegate
from crm_desktop.ui.table.header import ListHeader
from crm_desktop.ui.table.model import ListModel
from crm_desktop.ui.table.row_cache import ID

MOST_COPIED = 1000
_FLAG = QItemSelectionModel.SelectionFlag
_REPLACE = _FLAG.ClearAndSelect | _FLAG.Rows
_CONTROLS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class ListView(QTableView):
    """Shows a ListModel. What is selected is `selected_ids()`, whatever the order does.

    Signals:
        current: id of the row the keyboard is on; b"" for none.
        chosen: how many rows are selected.
        opened: id of a row to open.
        typed: a printable key; it belongs to the search box.
        menu_asked: the menu of the selection is wanted at this point (of the screen).
        widened: the list has another width; other columns may fit.
    """

    current = Signal(bytes)
    chosen = Signal(int)
    opened = Signal(bytes)
    typed = Signal(str)
    menu_asked = Signal(object)
    widened = Signal(int)

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("List")
        self._list, self._everything, self._at = model, False, b""
        self._by_key = False
        self._row = 0  # where the keyboard was when the order was asked for again
        self.header = ListHeader(model, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self._delegate = RowDelegate(model, self)
        self.setItemDelegate(self._delegate)
        self._look()
        self.size_rows()
        self._own_header_selections()
        self.lay_out_columns({})
        self._wire()

    def _look(self) -> None:
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(_(self._list.entity.plural))

    def _own_header_selections(self) -> None:
        # A header keeps count of selected sections: on the view's own selection model Ctrl+A over
        # a million rows takes 30-40 s, with one of its own 10 ms.
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(self._list, header))

    def _wire(self) -> None:
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(self._open_index)
        self._list.reordered.connect(self._restore)
        self._list.shown.connect(self._first_current)

    # --------------------------------------------------------------------------------- sizes

    def set_compact(self, compact: bool) -> None:
        """One line a row, or two."""
        self._delegate.compact = compact
        self.size_rows()

    def size_rows(self) -> None:
        """Fixed heights: nothing is ever measured."""
        rows = self.verticalHeader()
        rows.hide()
        rows.setResizeContentsPrecision(0)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(self._delegate.row_height)
        rows.setDefaultSectionSize(self._delegate.row_height)

    def lay_out_columns(self, widths: dict[str, int]) -> None:
        """Give the columns their widths; the name takes what is left."""
        mode = QHeaderView.ResizeMode
        wanted = [widths.get(c.key, theme.px(c.width)) for c in self._list.columns]
        crowded = sum(wanted) + theme.px(NAME_WIDTH) > self.viewport().width() > theme.px(300)
        for i, column in enumerate(self._list.columns):
            if column.style == Style.NAME and not crowded:
                self.header.setSectionResizeMode(i, mode.Stretch)
                continue
            self.header.setSectionResizeMode(i, mode.Interactive)
            self.setColumnWidth(i, wanted[i] or theme.px(240))

    def show_columns(self, columns: tuple[Column, ...], widths: dict[str, int]) -> None:
        """Show other columns; selection, current row and scroll place stay."""
        if columns != self._list.columns:
            rows = [(r.top(), r.bottom()) for r in self._ranges()]
            current, place = self.currentIndex().row(), self.verticalScrollBar().value()
            self._list.set_columns(columns)
            chosen = QItemSelection()
            for top, bottom in rows:
                chosen.select(self._list.index(top, 0), self._list.index(bottom, 0))
            if current >= 0:
                index = self._list.index(current, 0)
                self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
            self.selectionModel().select(chosen, _REPLACE)
            self.verticalScrollBar().setValue(place)
        self.lay_out_columns(widths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit(self.viewport().width())

    # ----------------------------------------------------------------------------- selection

    @property
    def current_id(self) -> bytes:
        """Id of the row the keyboard is on, b"" for none."""
        return self._at

    def selected_ids(self) -> bytes:
        """16 bytes a row. Ranges are slices of the vector: a million rows cost one copy."""
        ids = self._list.cache.ids
        return b"".join(ids[ID * r.top() : ID * (r.bottom() + 1)] for r in self._ranges())

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(r.bottom() - r.top() + 1 for r in self._ranges())

    def _ranges(self) -> Iterator[QItemSelectionRange]:
        chosen = self.selectionModel().selection()
        return (chosen.at(i) for i in range(chosen.count()))

    def refresh(self) -> None:
        """Read the order again; selection and current row follow their ids."""
        count = self.selected_count()
        self._row = max(self.currentIndex().row(), 0)
        self._everything = count > 1 and count == len(self._list.cache)
        self._list.refresh(self._at if self._everything else self.selected_ids() or self._at)

    def go_to(self, row: int) -> None:
        """Put the keyboard on a row and select it alone."""
        row = min(max(row, 0), self._list.rowCount() - 1)
        if row >= 0:
            index = self._list.index(row, 0)
            # selectRow() would keep a selection that already contains the row.
            self.selectionModel().setCurrentIndex(index, _REPLACE)
            self._scroll_to(index)

    def _scroll_to(self, index: QModelIndex) -> None:
        """Qt lays a list out later: until then it does not know how far it can be scrolled."""
        self.updateGeometries()
        self.scrollTo(index)

    def move_current(self, step: int) -> None:
        """Up or down by some rows."""
        self.go_to(self.currentIndex().row() + step)

    def select_id(self, key: bytes) -> bool:
        """Go to a record if it is in the list."""
        row = self._list.cache.row_of(key)
        if row >= 0:
            self.go_to(row)
        return row >= 0

    def _restore(self, found: tuple[range, ...] | None) -> None:
        if found is None:
            return  # nothing moved
        if not found:  # what was selected is gone: stay where it was
            self._first_current()
            self.go_to(self._row)
            return
        chosen = QItemSelection()
        for run in (range(self._list.rowCount()),) if self._everything else found:
            chosen.select(self._list.index(run.start, 0), self._list.index(run.stop - 1, 0))
        current = self._list.index(found[0].start, 0)
        self.selectionModel().setCurrentIndex(current, _FLAG.NoUpdate)
        self.selectionModel().select(chosen, _REPLACE)
        self._scroll_to(self.currentIndex())

    def _first_current(self) -> None:
        if self._list.rowCount():
            self.selectionModel().setCurrentIndex(self._list.index(0, 0), _REPLACE)
        else:
            self._tell_current(QModelIndex())
            self._tell_chosen()

    def _tell_current(self, index: QModelIndex, _old: QModelIndex | None = None) -> None:
        now = self._list.cache.id_at(index.row()) if index.isValid() else b""
        self._show_ring()
        if now != self._at:
            self._at = now
            self.current.emit(now)

    def _tell_chosen(self, *_changes: QItemSelection) -> None:
        self.chosen.emit(self.selected_count())

    def _open_index(self, index: QModelIndex) -> None:
        self.opened.emit(self._list.cache.id_at(index.row()))

    # ------------------------------------------------------------------------ keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_key = True
        text = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at:
            self.opened.emit(self._at)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif text.strip() and text.isprintable() and not event.modifiers() & _CONTROLS:
            self.typed.emit(text)  # Qt's own search would walk a million rows through data()
        else:
            super().keyPressEvent(event)
            self._show_ring()

    def copy(self) -> None:
        """The selected rows as lines of tab-separated cells, those that are in memory."""
        lines: list[str] = []
        for each in self._ranges():
            for row in range(each.top(), min(each.bottom() + 1, each.top() + MOST_COPIED)):
                found = self._list.cache.row(row)
                if found is not None and len(lines) < MOST_COPIED:
                    columns = range(len(self._list.columns))
                    lines.append("\t".join(self._list.text(found, column) for column in columns))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_key = False
        super().mousePressEvent(event)
        self._show_ring()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover_row(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover_row(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_asked.emit(event.globalPos())
        else:
            under = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_asked.emit(self.viewport().mapToGlobal(under))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._by_key = True
        self._show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring()

    def hover_row(self, row: int) -> None:
        """Light up the row under the mouse: repaint two rows, not the window."""
        old, self._delegate.hover = self._delegate.hover, row
        self._repaint_rows(old, row)

    def _show_ring(self) -> None:
        """The focus ring stands on the current row while keys are used, as on buttons."""
        shown = self._by_key and self.hasFocus()
        row = self.currentIndex().row() if shown else -1
        old, self._delegate.ring = self._delegate.ring, row
        self._repaint_rows(old, row)

    def _repaint_rows(self, old: int, new: int) -> None:
        if old == new:
            return
        for row in {old, new} - {-1}:
            top, width = self.rowViewportPosition(row), self.viewport().width()
            self.viewport().update(0, top, width, self._delegate.row_height)
