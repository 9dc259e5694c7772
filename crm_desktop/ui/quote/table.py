"""The grid of a quote as one looks at it: its columns, its heights, where the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.quote.cells import COLUMNS
from crm_desktop.ui.quote.model import GridModel

Index = QModelIndex | QPersistentModelIndex
_FLAG = QItemSelectionModel.SelectionFlag
_LEAST_WORDS = 120  # of the column of descriptions
_USUAL_WORDS = 190


class GridTable(QTableView):
    """Shows lines and goes about in them; what is typed is the business of GridView.

    Signals:
        moved: the keyboard is in another line.
    """

    moved = Signal()

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self._inside = False
        self._wanted: int | None = None
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAutoScroll(True)
        self._heads()
        self.show_inside(on=False)
        model.refreshed.connect(self._fit_heights)
        model.rowsInserted.connect(self._find_wanted)

    def height_of(self, row: int) -> int:
        """How high a line is."""
        raise NotImplementedError

    def _heads(self) -> None:
        side, top = self.verticalHeader(), self.horizontalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(theme.px(20))
        top.setFont(theme.font(12, 500))
        top.setHighlightSections(False)
        top.setSectionsClickable(False)
        top.setMinimumSectionSize(theme.px(36))
        top.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        top.sectionResized.connect(self._fit_words)
        for at, column in enumerate(COLUMNS):
            least = top.sectionSizeHint(at)  # a heading is longer in other languages
            self.setColumnWidth(at, max(theme.px(column.width or _LEAST_WORDS), least))

    # ------------------------------------------------------------------------------------ look

    def show_inside(self, *, on: bool) -> None:
        """Show what the customer must not see: costs and margins."""
        self._inside = on
        self._fit_words()

    @property
    def inside_shown(self) -> bool:
        """Costs and margins are shown."""
        return self._inside

    def has_keyboard(self) -> bool:
        """The keyboard is in the grid."""
        return self.hasFocus()

    def _shown_columns(self) -> set[str]:
        """Those that fit; where there is little room, costs take the place of what matters less."""
        room = self.viewport().width() - theme.px(_USUAL_WORDS)
        widths = {column.key: theme.px(column.width) for column in COLUMNS}
        shown = {column.key for column in COLUMNS if not column.inside}
        if not self._inside:
            return shown
        shown |= {"cost", "margin_percent"}
        for key in ("tax_rate", "unit"):
            if sum(widths[each] for each in shown) > room:
                shown.discard(key)
        for key in ("margin", "list_price"):
            if sum(widths[each] for each in shown) + widths[key] <= room:
                shown.add(key)
        return shown

    def _fit_words(self) -> None:
        """The descriptions take what the other columns leave."""
        shown = self._shown_columns()
        for at, column in enumerate(COLUMNS):
            if self.isColumnHidden(at) != (column.key not in shown):
                self.setColumnHidden(at, column.key not in shown)
        own = self._grid.column_of("description")
        others = sum(
            self.columnWidth(at)
            for at in range(len(COLUMNS))
            if at != own and not self.isColumnHidden(at)
        )
        width = max(self.viewport().width() - others, theme.px(_LEAST_WORDS))
        if self.columnWidth(own) != width:
            self.setColumnWidth(own, width)

    def _fit_heights(self) -> None:
        side = self.verticalHeader()
        for row in range(self._grid.rowCount()):
            height = self.height_of(row)
            if side.sectionSize(row) != height:
                side.resizeSection(row, height)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._begin()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # ------------------------------------------------------------------------------------ place

    def _begin(self) -> None:
        self._fit_heights()
        if self._grid.rowCount():
            self.go_to(0, "code")

    def go_to(self, row: int, column: str) -> None:
        """Put the keyboard in a cell."""
        index = self._grid.index(row, self._grid.column_of(column))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _go_to_key(self, key: int) -> None:
        self._wanted = key
        self._find_wanted()

    def _find_wanted(self) -> None:
        """Go to a line that has just been made, as soon as it is shown."""
        if self._wanted is None:
            return
        row = self._grid.row_of(self._wanted)
        if self._grid.key_at(row) == self._wanted:
            self._wanted = None
            column = max(self.currentIndex().column(), 0)
            index = self._grid.index(row, column)
            # setCurrentIndex() would go by the keys that are held: Ctrl+Shift+B selects nothing
            self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)
            self.scrollTo(index)

    @property
    def current_key(self) -> int | None:
        """The line the keyboard is in; None: the empty one."""
        return self._grid.key_at(self.currentIndex().row())

    @property
    def current_column(self) -> str:
        """The key of the column the keyboard is in."""
        return COLUMNS[max(self.currentIndex().column(), 0)].key

    def chosen_rows(self) -> range:
        """The rows of the selection, else the current one."""
        model = self.selectionModel()
        rows = sorted({index.row() for index in model.selectedIndexes()})
        if not rows:
            row = self.currentIndex().row()
            return range(row, row + 1)
        return range(rows[0], rows[-1] + 1)

    def chosen_columns(self) -> list[str]:
        """The columns of the selection, else the current one."""
        indexes = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        shown = sorted({index.column() for index in indexes})
        return [COLUMNS[at].key for at in shown if not self.isColumnHidden(at)]

    def chosen_keys(self) -> list[int]:
        """The lines of the selection."""
        return self._grid.keys_at(self.chosen_rows())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()
