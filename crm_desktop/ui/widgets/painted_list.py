"""Lists whose rows are painted: what the timeline, the agenda, the trash and their like share.

A page brings a type of row, a PaintedList that gives its words and hears its keys, and a
RowPainter that draws it. Everything else is here: the model, the words for screen readers, headings
that the keyboard passes by, hover and focus, buttons that are painted in rows, the menu, and the
sides of all that in languages that are written from the right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop.ui import mirror, theme
from crm_desktop.ui.widgets.badge import paint_hint

R = TypeVar("R")
V = TypeVar("V", bound="PaintedList[Any]")
Index = QModelIndex | QPersistentModelIndex
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
DELETES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_NONE = QModelIndex()
_ROLE = Qt.ItemDataRole
_EDGE = 8  # beside a band
_ARROWS = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}


class Rows(QAbstractListModel, Generic[R]):
    """The rows of a PaintedList, which knows their words.

    Attributes:
        all: the rows.
    """

    def __init__(self, view: PaintedList[R]) -> None:
        super().__init__(view)
        self._view = view
        self.all: list[R] = []

    def show(self, rows: Sequence[R]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.all = list(rows)
        self.endResetModel()

    def add(self, rows: Sequence[R]) -> None:
        """More rows at the end."""
        if rows:
            first = len(self.all)
            self.beginInsertRows(_NONE, first, first + len(rows) - 1)
            self.all += rows
            self.endInsertRows()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.all)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings have none: arrow keys pass them by, screen readers do not offer them."""
        if index.isValid() and self._view.is_heading(self.all[index.row()]):
            return Qt.ItemFlag.NoItemFlags
        own = super().flags(index)
        return own | Qt.ItemFlag.ItemIsEditable if self._view.editable else own

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words for tests and screen readers: the rows are painted from what they are."""
        if index.isValid() and role == _ROLE.DisplayRole:
            return self._view.label(self.all[index.row()])
        if index.isValid() and role == _ROLE.AccessibleTextRole:
            return self._view.spoken(self.all[index.row()])
        return None


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a row stands there just now.

    Attributes:
        at: its number.
        selected, hover: it is selected; the mouse is on it.
        focused: the list has the keyboard; current: and it is on this row.
        on_target: the mouse is on the button that is painted in the row.
    """

    at: int
    selected: bool = False
    hover: bool = False
    focused: bool = False
    current: bool = False
    on_target: bool = False

    @property
    def marked(self) -> bool:
        """Selected, in a list that shows this only while it has the keyboard."""
        return self.selected and self.focused


class RowPainter(QStyledItemDelegate, Generic[R, V]):
    """Paints the rows of a PaintedList, always as for a language from the left.

    Attributes:
        fixed: the height of a row, where all have the same.
        view: the list.
    """

    fixed: ClassVar[int] = 0

    def __init__(self, view: V) -> None:
        super().__init__(view)
        self.view = view

    def height(self, row: R, width: int) -> int:
        """How high a row is in a list of that width."""
        del row, width
        return theme.px(self.fixed)

    def paint_row(self, painter: QPainter, box: QRect, row: R, look: RowLook) -> None:
        """Paint one row in its box; nothing of the painter need be put back."""
        raise NotImplementedError

    def target(self, row: R, box: QRect) -> QRectF | None:
        """Where the button of a row is painted, if it has one."""
        del row, box
        return None

    @staticmethod
    def band(
        painter: QPainter,
        box: QRect,
        *,
        selected: bool,
        hover: bool = False,
        ring: bool = False,
        edges: tuple[float, float] = (1, 1),
    ) -> None:
        """Show that a row is selected, has the mouse, and around it that it has the keyboard.

        edges: what is left free above and below.
        """
        side = theme.px(_EDGE)
        place = QRectF(box).adjusted(side, edges[0], -side, -edges[1])
        if selected or hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(place, 7, 7)
        if ring:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(0.75, 0.75, -0.75, -0.75), 7, 7)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height counts: rows are as wide as their list."""
        del option
        row, width = self.view.rows.all[index.row()], self.view.viewport().width()
        return QSize(theme.px(100), self.height(row, width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        look = self.view.look_of(index.row(), selected=selected)
        self.paint_row(painter, box, self.view.rows.all[index.row()], look)
        painter.restore()


class PaintedList(QListView, Generic[R]):
    """A list of painted rows. J and K move as the arrow keys do.

    Attributes:
        uniform: all rows are of one height; else they are measured again in another width.
        editable: rows can be edited in place, by the delegate.
        rows: its model.
        hint: why there are no rows, in words.

    Signals:
        menu_asked: (what ask_menu() gives, point of the screen).
    """

    uniform: ClassVar[bool] = False
    editable: ClassVar[bool] = False
    menu_asked = Signal(object, object)

    def __init__(
        self,
        painter: Callable[[Any], RowPainter[R, Any]],
        spoken_name: str,
        parent: QWidget | None = None,
        *,
        name: str = "Timeline",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)  # for the style sheet
        self.setAccessibleName(spoken_name)
        self.hint = ""
        self._hover, self._on_target = -1, False
        self._pressed = -1  # the row whose button the mouse holds down
        self.rows: Rows[R] = Rows(self)
        self.setModel(self.rows)
        self.rows.modelReset.connect(self._let_go)
        self._painter = painter(self)
        self.setItemDelegate(self._painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(self.uniform)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    # --------------------------------------------------------------------------- what rows are

    def label(self, row: R) -> str:
        """A row in a few words."""
        raise NotImplementedError

    def spoken(self, row: R) -> str:
        """A row as a screen reader says it."""
        return self.label(row)

    def is_heading(self, row: R) -> bool:
        """It only stands over others, and cannot be chosen."""
        del row
        return False

    def target_words(self, row: R) -> str:
        """What a click on the button of a row does."""
        del row
        return ""

    def click_target(self, row: R) -> None:
        """The button of a row was clicked."""

    def ask_menu(self, row: R, point: QPoint) -> None:
        """The menu of a row is wanted at a point of the screen."""
        self.menu_asked.emit(row, point)

    def takes(self, event: QKeyEvent) -> bool:
        """The list wants a key for itself, before a shortcut of the window has it."""
        del event
        return False

    # ----------------------------------------------------------------------------------- rows

    def row_at(self, index: Index) -> R | None:
        """The row of an index."""
        return self.rows.all[index.row()] if index.isValid() else None

    def current_row(self) -> R | None:
        """The row the keyboard is on."""
        return self.row_at(self.currentIndex())

    def places(self) -> list[int]:
        """Where the keyboard can be: all rows but the headings."""
        return [at for at, row in enumerate(self.rows.all) if not self.is_heading(row)]

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show other rows in the same place."""
        place = self.verticalScrollBar().value()
        self.rows.show(rows)
        self.verticalScrollBar().setValue(place)

    def go_to(self, row: int) -> None:
        """Put the keyboard on a row."""
        self.setCurrentIndex(self.rows.index(row))

    def move_current(self, step: int) -> None:
        """Up or down by some rows; headings do not count."""
        places, now = self.places(), self.currentIndex().row()
        if places:
            at = places.index(now) + step if now in places else 0
            self.go_to(places[min(max(at, 0), len(places) - 1)])

    def look_of(self, row: int, *, selected: bool) -> RowLook:
        """How a row stands there; for its painter."""
        hover, focused = row == self._hover, self.hasFocus()
        current = focused and row == self.currentIndex().row()
        return RowLook(row, selected, hover, focused, current, hover and self._on_target)

    # ----------------------------------------------------------------------- what Qt calls

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        if self.hint and not self.rows.all:
            paint_hint(self, self.hint)

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        if not self.uniform and e.size().width() != e.oldSize().width():
            self.scheduleDelayedItemsLayout()  # words are broken anew

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is not None and not event.modifiers():
            event = QKeyEvent(QEvent.Type.KeyPress, arrow, Qt.KeyboardModifier.NoModifier)
        super().keyPressEvent(event)

    def moveCursor(
        self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and Page Up that would end on a heading end under it."""
        found = super().moveCursor(cursorAction, modifiers)
        row = self.row_at(found)
        if row is None or not self.is_heading(row):
            return found
        return self.rows.index(min((at for at in self.places() if at > found.row()), default=-1))

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        index, point = self.place_of_menu(arg__1)
        row = self.row_at(index)
        if row is not None and not self.is_heading(row):
            self.ask_menu(row, point)

    def place_of_menu(self, event: QContextMenuEvent) -> tuple[QModelIndex, QPoint]:
        """The row whose menu is wanted, and where: at the mouse, or under the current row."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            return self.indexAt(event.pos()), event.globalPos()
        return self.currentIndex(), self.under_current()

    def under_current(self, inset: int = 0) -> QPoint:
        """A point of the screen under the row the keyboard is on, where its words begin."""
        box = self.visualRect(self.currentIndex())
        mirrored = self.isRightToLeft()
        corner = box.bottomRight() if mirrored else box.bottomLeft()
        return self.viewport().mapToGlobal(corner + QPoint(-inset if mirrored else inset, 0))

    # ---------------------------------------------------------------------------------- mouse

    def target_rect(self, index: Index) -> QRectF:
        """Where the button of a row is seen; empty where it has none."""
        row, box = self.row_at(index), self.visualRect(index)
        place = self._painter.target(row, box) if row is not None else None
        if place is None:
            return QRectF()
        return mirror.swapped(place, box) if self.isRightToLeft() else place

    def _target_at(self, event: QMouseEvent) -> int:
        """The row on whose button the mouse is, or -1."""
        index = self.indexAt(event.position().toPoint())
        return index.row() if self.target_rect(index).contains(event.position()) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self._target_at(event) if left else -1
        if self._pressed < 0:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        pressed = self._pressed
        self._let_go()
        if pressed < 0:
            super().mouseReleaseEvent(e)
        elif pressed == self._target_at(e):
            self.click_target(self.rows.all[pressed])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._target_at(event) < 0:  # a button does not open its row
            super().mouseDoubleClickEvent(event)

    def _let_go(self) -> None:
        self._pressed = -1

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        row = self.indexAt(e.position().toPoint()).row()
        self._show_hover(row, on_target=row >= 0 and self._target_at(e) == row)
        if self._pressed < 0:
            super().mouseMoveEvent(e)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_hover(-1, on_target=False)
        super().leaveEvent(event)

    def _show_hover(self, row: int, *, on_target: bool) -> None:
        before = self._hover
        if (row, on_target) == (before, self._on_target):
            return
        self._hover, self._on_target = row, on_target
        viewport = self.viewport()
        viewport.setToolTip(self.target_words(self.rows.all[row]) if on_target else "")
        hand = Qt.CursorShape.PointingHandCursor
        viewport.setCursor(hand if on_target else Qt.CursorShape.ArrowCursor)
        for each in {before, row}:
            self.update(self.rows.index(each))
