"""A plain table of words and sums, of any length: its cells are made when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView

from crm_desktop.ui import theme
from crm_desktop.ui.widgets.painted_list import RETURNS

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
Cells = tuple[str, ...]
_NONE = QModelIndex()
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CONTROL_OR_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_LEAST = 72  # of a column that takes what is left
_MEASURED = 60  # rows by which the widths of the columns are found


class _Model(QAbstractTableModel):
    """The rows, told on demand."""

    def __init__(self, heads: Sequence[str], right: Sequence[int]) -> None:
        super().__init__()
        self.heads, self.right = heads, right
        self.rows: Sequence[Any] = ()
        self.told: Callable[[Any], Cells] = tuple

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words, and how they stand."""
        column = index.column()
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT if column in self.right else _LEFT
        if role == _ROLE.FontRole and column in self.right:
            return theme.font(13, 500, tabular=True)
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return self.told(self.rows[index.row()])[column]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT if section in self.right else _LEFT
        return self.heads[section] if role == _ROLE.DisplayRole else None

    def show(self, rows: Sequence[Any], told: Callable[[Any], Cells]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows, self.told = rows, told
        self.endResetModel()


class Figures(QTableView):
    """A table chosen by rows.

    Signals:
        went: another row is the current one.
        entered: Enter was pressed on a row, or it was clicked twice.
        escaped: Escape was pressed.
    """

    went = Signal()
    entered = Signal()
    escaped = Signal()

    def __init__(
        self, name: str, heads: Sequence[str], right: Sequence[int], wide: Sequence[int] = (0,)
    ) -> None:
        super().__init__()
        self._rows = _Model(heads, right)
        self.setModel(self._rows)
        self.setObjectName("Few")
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFont(theme.font(13))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setResizeContentsPrecision(_MEASURED)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._wide = tuple(wide)
        self._fit()
        self.selectionModel().currentRowChanged.connect(self._go)
        self.doubleClicked.connect(self._enter)

    def show_rows(self, rows: Sequence[R], told: Callable[[R], Cells]) -> None:
        """Show other rows, and how each is told; none of them is the current one."""
        self._rows.show(rows, told)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names take what is left, but can be read also where that is little."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        head, least, how = self.horizontalHeader(), theme.px(_LEAST), QHeaderView.ResizeMode
        others = (at for at in range(head.count()) if at not in self._wide)
        room = self.viewport().width() - sum(head.sectionSize(at) for at in others)
        narrow = room < least * len(self._wide)
        for at in self._wide:
            head.setSectionResizeMode(at, how.Fixed if narrow else how.Stretch)
            if narrow:
                head.resizeSection(at, least)

    def natural_width(self) -> int:
        """The width in which every cell and heading is read."""
        head = self.horizontalHeader()
        wide = sum(
            max(head.sectionSizeHint(at), self.sizeHintForColumn(at)) for at in range(head.count())
        )
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return wide + bar + 2 * self.frameWidth()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._rows.rowCount()

    @property
    def row(self) -> int:
        """The current row; -1 for none."""
        return self.currentIndex().row()

    def words(self, row: int, column: int) -> str:
        """What a cell says."""
        return str(self._rows.index(row, column).data())

    def _go(self) -> None:
        if self.row >= 0:
            self.went.emit()

    def _enter(self) -> None:
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; letters are for the search box of the window."""
        if Qt.Key(event.key()) in RETURNS and self.row >= 0:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.text().strip() and not event.modifiers() & _CONTROL_OR_ALT:
            event.ignore()
        else:
            super().keyPressEvent(event)
