"""The list: fixed heights, cheap selection of a million rows, selection known as ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableView,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _, inner
from crm_desktop.ui import dragging, theme
from crm_desktop.ui.faces import Faces
from crm_desktop.ui.table.columns import NAME_WIDTH, Column, Style
from crm_desktop.ui.table.delegate import RowDelegate
from crm_desktop.ui.table.header import ListHeader
from crm_desktop.ui.table.model import ListModel
from crm_desktop.ui.table.place import Place, heir, put_back, seen
from crm_desktop.ui.table.row_cache import ID

MOST_DRAGGED = 100_000
_FLAG = QItemSelectionModel.SelectionFlag
_REPLACE = _FLAG.ClearAndSelect | _FLAG.Rows
_STEPS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
_CONTROLS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class ListView(QTableView):
    """Shows a ListModel. What is selected is `selected_ids()`, whatever the order does.

    Attributes:
        pack: makes what the mouse carries of an entity key and ids.

    Signals:
        current: id of the row the keyboard is on; b"" for none.
        cell_moved: key of the column the keyboard is in.
        chosen: how many rows are selected.
        opened: id of a row to open.
        typed: a printable key; it belongs to the search box.
        peeked: a look at the row the keyboard is on is wanted, or enough of it.
        escaped: Escape was pressed.
        copy_asked: the selected rows are to be copied.
        menu_asked: the menu of the selection is wanted at this point (of the screen).
        fold_asked: the group with its heading above this row is to be folded, or unfolded.
        group_menu_asked: the menu of such a group is wanted at this point (of the screen).
        widened: the list has another width; other columns may fit.
    """

    current = Signal(bytes)
    cell_moved = Signal(str)
    peeked = Signal()
    escaped = Signal()
    copy_asked = Signal()
    chosen = Signal(int)
    opened = Signal(bytes)
    typed = Signal(str)
    menu_asked = Signal(object)
    fold_asked = Signal(int)
    group_menu_asked = Signal(int, object)
    widened = Signal(int)

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("List")
        self._list, self._at = model, b""
        self._by_key = False
        self._pressed: QPoint | None = None  # where a drag may begin
        self._held = False
        self.pack: Callable[[str, bytes], QMimeData] = dragging.packed
        self._cell = ""  # key of the column the keyboard is in
        self._asked = b""  # ids that are looked for in an order that is on its way
        self._place = Place()
        self._high: tuple[int, ...] = ()  # rows that are not as high as the others
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
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(self._open_index)
        self._list.modelAboutToBeReset.connect(self._note_place)
        self._list.modelReset.connect(self._show_groups)
        self._list.regrouped.connect(self._show_groups)
        self._list.reordered.connect(self._restore)
        self._list.shown.connect(self._first_current)

    # --------------------------------------------------------------------------------- sizes

    def set_compact(self, compact: bool) -> None:
        """One line a row, or two."""
        self._delegate.compact = compact
        self.size_rows()

    def show_faces(self, faces: Faces) -> None:
        """Contacts have their pictures, as they come."""
        self._delegate.faces = faces
        faces.arrived.connect(self._paint_faces)

    def _paint_faces(self) -> None:
        self.viewport().update()

    def size_rows(self) -> None:
        """Fixed heights: nothing is ever measured."""
        rows = self.verticalHeader()
        rows.hide()
        rows.setResizeContentsPrecision(0)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        least = min(self._delegate.row_height, self._delegate.heading_height)
        rows.setMinimumSectionSize(least)
        rows.setDefaultSectionSize(self._delegate.row_height)  # of all rows, those of groups too
        self._show_groups()

    def _show_groups(self) -> None:
        """Make room above the first row of each group. Rows keep their heights in a reset."""
        groups, high = self._list.groups, self._delegate.heading_height
        if not groups and not self._high:
            return
        rows, usual = self.verticalHeader(), self._delegate.row_height
        rows.setUpdatesEnabled(False)  # else every change works out the place of every row
        heights = dict.fromkeys(self._high, usual)
        heights |= {row: high + (0 if groups.is_folded(row) else usual) for row in groups}
        for row, height in heights.items():
            if row < rows.count():
                rows.resizeSection(row, height)
        self._high = tuple(groups)
        rows.setUpdatesEnabled(True)
        self.viewport().update()

    def cell_rect(self, index: QModelIndex) -> QRect:
        """Where a cell is, without the heading above its row."""
        above = self._delegate.heading_height if index.row() in self._list.groups else 0
        return self.visualRect(index).adjusted(0, above, 0, 0)

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
                index = self._list.index(current, self.cell_at)
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

    @property
    def cell_at(self) -> int:
        """The column the keyboard is in; that of the name where it is in none."""
        keys = [column.key for column in self._list.columns]
        return keys.index(self._cell) if self._cell in keys else 0

    @property
    def cell_key(self) -> str:
        """Key of the column the keyboard is in."""
        return self._list.columns[self.cell_at].key

    def selected_ids(self) -> bytes:
        """16 bytes a row. Ranges are slices of the vector: a million rows cost one copy."""
        ids = self._list.groups.whole if self._list.complete else self._list.cache.ids
        return b"".join(ids[ID * rows.start : ID * rows.stop] for rows in self._chosen_runs())

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(len(rows) for rows in self._chosen_runs())

    def _chosen_runs(self) -> Iterator[range]:
        """The selected rows, as if no group was folded: a heading stands for all of its rows."""
        groups = self._list.groups
        return (groups.whole_rows(range(r.top(), r.bottom() + 1)) for r in self._ranges())

    def _ranges(self) -> Iterator[QItemSelectionRange]:
        chosen = self.selectionModel().selection()
        return (chosen.at(i) for i in range(chosen.count()))

    def refresh(self) -> None:
        """Read the order again; selection, current row and scroll place follow their ids."""
        self._asked = self._at if self._all_selected() else self.selected_ids() or self._at
        self._list.refresh(self._asked)

    def _all_selected(self) -> bool:
        count = self.selected_count()
        return count > 1 and count == len(self._list.groups)

    def _note_place(self) -> None:
        """As it is now, not as it was when the order was asked for: people move on meanwhile."""
        row, everything = self.currentIndex().row(), self._all_selected()
        self._place = Place(
            self._at or self._list.cache.id_at(row),
            max(row, 0),
            b"" if everything else self.selected_ids() or self._at,
            everything,
            tuple(seen(self, self._list.cache, row)),
            heir(self, self._list.cache, row),
        )

    def go_to(self, row: int) -> None:
        """Put the keyboard on a row and select it alone."""
        row = min(max(row, 0), self._list.rowCount() - 1)
        if row >= 0:
            index = self._list.index(row, self.cell_at)
            # selectRow() would keep a selection that already contains the row.
            self.selectionModel().setCurrentIndex(index, self._command_for(row))
            self._scroll_to(index)

    def _command_for(self, row: int) -> QItemSelectionModel.SelectionFlag:
        """A heading is gone to without selecting all that it stands for."""
        return _FLAG.Clear if self._list.groups.is_folded(row) else _REPLACE

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """As Qt has it; but a heading is selected only together with other rows."""
        command = super().selectionCommand(index, event)
        if command == _REPLACE:
            return self._command_for(index.row())
        return command

    def _scroll_to(self, index: QModelIndex) -> None:
        """Qt lays a list out later: until then it does not know how far it can be scrolled."""
        self.updateGeometries()
        self.scrollTo(index)

    def select_one(self) -> None:
        """Only the row the keyboard is on stays selected."""
        self.go_to(self.currentIndex().row())

    def move_current(self, step: int) -> None:
        """Up or down by some rows."""
        self.go_to(self.currentIndex().row() + step)

    def move_cell(self, step: int) -> None:
        """Left or right by some columns; what is selected stays."""
        self.go_to_cell(min(max(self.cell_at + step, 0), len(self._list.columns) - 1))

    def go_to_cell(self, column: int) -> None:
        """Put the keyboard in a column of its row."""
        index = self._list.index(max(self.currentIndex().row(), 0), column)
        self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
        self._scroll_to(index)

    def select_id(self, key: bytes) -> bool:
        """Go to a record if it is in the list."""
        hiding = self._list.groups.hiding(key)
        if hiding is not None:
            self.fold(self._list.folded - {hiding})
        row = self._list.cache.row_of(key)
        if row >= 0:
            self.go_to(row)
        return row >= 0

    def fold(self, folded: frozenset[str]) -> None:
        """Show these groups as a heading alone; what is selected and the scroll place stay."""
        groups = self._list.groups
        runs = list(self._chosen_runs())
        at = groups.whole_rows(range(row := self.currentIndex().row(), row + 1))
        self._list.fold(folded)
        now = self._list.groups
        shown, row = now.shown_runs(runs), now.shown_row(at.start)
        self.updateGeometries()
        put_back(self, self._list.cache, self._place, shown, self._list.index(row, self.cell_at))

    @property
    def heading_row(self) -> int:
        """The row whose heading stands over the row the keyboard is on; -1 without groups."""
        return self._list.groups.around(self.currentIndex().row())

    @property
    def on_heading(self) -> bool:
        """Whether the keyboard is on the heading of a folded group."""
        return self._list.groups.is_folded(self.currentIndex().row())

    def _restore(self, found: tuple[range, ...] | None) -> None:
        if found is None:
            return  # nothing moved
        cache, groups = self._list.cache, self._list.groups
        runs = self._place.rows(cache, self._asked, found)
        row = groups.row_of(self._place.at)
        if not runs and not (groups.is_folded(row) and not self._place.chosen):
            self._put_heir(row)
            return
        self.updateGeometries()  # Qt does it later, and knows until then no way to scroll
        current = self._list.index(row if row >= 0 else runs[0].start, self.cell_at)
        put_back(self, cache, self._place, runs, current)

    def _put_heir(self, row: int) -> None:
        """What was selected is gone: the next row takes its place, and the keyboard is on it."""
        cache, place = self._list.cache, self._place
        key, _height = place.heir
        row = row if row >= 0 else cache.row_of(key)
        row = min(row if row >= 0 else place.row, self._list.rowCount() - 1)
        if row < 0:
            self._first_current()
            return
        self.updateGeometries()
        runs = () if self._list.groups.is_folded(row) else (range(row, row + 1),)
        index = self._list.index(row, self.cell_at)
        in_sight = bool(place.seen) and place.seen[0][0] == place.at
        there = (place.heir, *place.seen) if in_sight else place.seen
        put_back(self, cache, replace(place, seen=there), runs, index)
        if in_sight:
            self.scrollTo(index)

    def _first_current(self) -> None:
        if self._list.rowCount():
            first = self._list.index(0, self.cell_at)
            self.selectionModel().setCurrentIndex(first, self._command_for(0))
        else:
            self._tell_current(QModelIndex())
            self._tell_chosen()

    def _tell_current(self, index: QModelIndex, _old: QModelIndex | None = None) -> None:
        there = index.isValid() and not self._list.groups.is_folded(index.row())
        now = self._list.cache.id_at(index.row()) if there else b""
        if 0 <= index.column() < len(self._list.columns):
            self._cell, before = self._list.columns[index.column()].key, self._cell
            if self._cell != before:
                self.cell_moved.emit(self._cell)
        self._show_ring()
        if now != self._at:
            self._at = now
            self.current.emit(now)

    def _tell_chosen(self, *_changes: QItemSelection) -> None:
        self.chosen.emit(self.selected_count())

    def _open_index(self, index: QModelIndex) -> None:
        if not self._list.groups.is_folded(index.row()):
            self.opened.emit(self._list.cache.id_at(index.row()))

    # ------------------------------------------------------------------------ keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_key = True
        text = event.text()
        if self._fold_by_key(event):
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at:
            self.opened.emit(self._at)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            back = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self.move_cell(-step if back else step)
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.peeked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif text.strip() and text.isprintable() and not event.modifiers() & _CONTROLS:
            self.typed.emit(text)  # Qt's own search would walk a million rows through data()
        else:
            super().keyPressEvent(event)
            self._show_ring()

    def _fold_by_key(self, event: QKeyEvent) -> bool:
        """As in a tree: Left in the first cell folds the group, Right opens the one it is on."""
        if self.heading_row < 0 or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        out, into = _STEPS if self.layoutDirection() == _LEFT_TO_RIGHT else reversed(_STEPS)
        if self.on_heading:
            if event.key() in (into, *_OPENING):
                self.fold_asked.emit(self.heading_row)
            return event.key() in (out, into, *_OPENING)
        if event.key() == out and not self.cell_at:
            self.fold_asked.emit(self.heading_row)
            return True
        return False

    def heading_at(self, at: QPoint) -> int:
        """The row whose heading is at a point; -1 for none."""
        row = self.rowAt(at.y())
        if row < 0 or row not in self._list.groups:
            return -1
        inside = at.y() - self.rowViewportPosition(row) < self._delegate.heading_height
        return row if inside else -1

    def select_group(self, row: int) -> None:
        """Select all rows of the group whose heading is above a row, beside the others."""
        rows = self._list.groups.span(row)
        chosen = QItemSelection(self._list.index(rows.start, 0), self._list.index(rows.stop - 1, 0))
        self.selectionModel().setCurrentIndex(self._list.index(row, self.cell_at), _FLAG.NoUpdate)
        self.selectionModel().select(chosen, _FLAG.Select | _FLAG.Rows)

    def _press_heading(self, event: QMouseEvent) -> bool:
        """A click on a heading folds its group, or opens it; with Ctrl it selects its rows."""
        row = self.heading_at(event.position().toPoint())
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return row >= 0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.select_group(row)
        else:
            self.fold_asked.emit(row)
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._press_heading(event):
            super().mouseDoubleClickEvent(event)

    def _drag(self) -> None:
        """Carry the selected rows, as ids: Qt's own way lists every cell of the selection."""
        count = self.selected_count()
        if not 0 < count <= MOST_DRAGGED:
            return
        entity = self._list.entity
        words = f"{i18n.number(count)} {inner(_(entity.plural))}"
        found = self._list.cache.row(self.currentIndex().row())
        if count == 1 and found is not None:
            words = self._list.text(found, 0)
        data = self.pack(entity.key, self.selected_ids())
        dragging.drag(self, data, words, Qt.DropAction.CopyAction)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_key = False
        self._pressed, self._held = None, False
        if self._press_heading(event):
            return
        at = event.position().toPoint()
        index = self.indexAt(at)
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        self._pressed = at if plain and index.isValid() else None
        # Several selected rows are carried together: until the mouse is let go they stay.
        self._held = plain and self._among_many(index)
        if not self._held:
            super().mousePressEvent(event)
        self._show_ring()

    def _among_many(self, index: QModelIndex) -> bool:
        return self.selected_count() > 1 and self.selectionModel().isSelected(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        over = self.heading_at(at)
        self.hover_row(self.rowAt(at.y()) if over < 0 else -1)
        self._hover_heading(over)
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
        elif (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed, self._held = None, False
            self._drag()
            self.setState(QAbstractItemView.State.NoState)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held:  # nothing was carried: the row alone, as by any click
            super().mousePressEvent(event)
        self._pressed, self._held = None, False
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover_row(-1)
        self._hover_heading(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        under = self.visualRect(self.currentIndex()).bottomLeft()
        point = event.globalPos() if by_mouse else self.viewport().mapToGlobal(under)
        by_key = self.heading_row if self.on_heading else -1
        row = self.heading_at(event.pos()) if by_mouse else by_key
        if row >= 0:
            self.group_menu_asked.emit(row, point)
        else:
            self.menu_asked.emit(point)

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

    def _hover_heading(self, row: int) -> None:
        old, self._delegate.headings.hover = self._delegate.headings.hover, row
        self._repaint_rows(old, row)

    def _show_ring(self) -> None:
        """The focus ring stands on the current row while keys are used, as on buttons."""
        shown = self._by_key and self.hasFocus()
        row = self.currentIndex().row() if shown else -1
        old, self._delegate.ring = self._delegate.ring, row
        cell, self._delegate.cell = self._delegate.cell, self.cell_at
        if cell != self._delegate.cell and row >= 0:
            self._repaint_rows(row, -1)
        self._repaint_rows(old, row)

    def _repaint_rows(self, old: int, new: int) -> None:
        if old == new:
            return
        for row in {old, new} - {-1}:
            top, width = self.rowViewportPosition(row), self.viewport().width()
            self.viewport().update(0, top, width, self.rowHeight(row))
