"""Cards on their way by mouse: a picture under the pointer, a column that says what a drop does.

No QDrag: a card only goes to another column of its board, Escape must always cancel, and the board
scrolls by itself where the pointer comes near its sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QScrollBar

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import paint, theme
from crm_desktop.ui.paint import Pen

if TYPE_CHECKING:
    from crm_desktop.ui.board.column import CardList
    from crm_desktop.ui.board.columns_view import CardColumn, ColumnsView

C = TypeVar("C", bound="CardColumn")
_NEAR = 48  # so near to a side the board scrolls
_STEP, _TICK = 14, 16  # pixels, milliseconds


class Carrying(QObject, Generic[C]):
    """The cards that the mouse carries over the board.

    Attributes:
        ids: the cards; none while nothing is carried.
        source: the column they are taken from. target: the one they would be dropped in.

    Signals:
        over: what a drop would do here, in words; "" for nothing.
        dropped: (ids, column).
        ended: nothing is carried any more, whatever became of it.
    """

    over = Signal(str)
    dropped = Signal(object, object)
    ended = Signal()

    def __init__(self, board: ColumnsView[C]) -> None:
        super().__init__(board)
        self._board = board
        self.ids: tuple[UUID, ...] = ()
        self.source: C | None = None
        self.target: C | None = None
        self._point = QPoint()
        self._label = QLabel(board)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label.hide()
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(_TICK)
        self._scrolling.timeout.connect(self._scroll)

    @property
    def is_on(self) -> bool:
        """Something is carried."""
        return bool(self.ids)

    def begin(self, source: C, card: UUID, ids: tuple[UUID, ...], point: QPoint) -> None:
        """Take cards from a column, at a point of the screen."""
        self.ids, self.source = ids or (card,), source
        self._label.setPixmap(_picture(source.cards, len(self.ids)))
        self._label.adjustSize()
        self._label.show()
        self._label.raise_()
        source.cards.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        source.cards.viewport().installEventFilter(self)
        self._move(point)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a button is held, every move of the mouse comes to where it was pressed."""
        if not self.is_on or not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.MouseMove:
            self._move(event.globalPosition().toPoint())
            return True
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._move(event.globalPosition().toPoint())
            self._drop()
            return True
        return event.type() == QEvent.Type.MouseButtonPress  # another button: nothing new begins

    def _move(self, point: QPoint) -> None:
        self._point = point
        at = self._board.mapFromGlobal(point)
        self._label.move(at + QPoint(theme.px(10), theme.px(6)))
        self._aim(self._board.column_at(point))
        near = self._side() != 0
        if near and not self._scrolling.isActive():
            self._scrolling.start()
        elif not near:
            self._scrolling.stop()

    def _aim(self, column: C | None) -> None:
        if column is self.target:
            return
        if self.target is not None:
            self.target.show_drop(on=False)
        self.target = column
        if column is not None:
            column.show_drop(on=self._may_drop(column))
        self.over.emit(self._said(column))

    def _may_drop(self, column: C) -> bool:
        """Some of the cards are not there yet."""
        there = column.cards.place_of
        return any(there(key) < 0 for key in self.ids)

    def _said(self, column: C | None) -> str:
        """What a drop would do."""
        del column
        return _("Drop on another column to move. Escape: leave it where it is.")

    # -------------------------------------------------------------------------------- scroll

    def _side(self) -> int:
        """Which way the board is to scroll: -1, 0, 1."""
        room, x = self._board.viewport(), self._board.viewport().mapFromGlobal(self._point).x()
        if x < theme.px(_NEAR):
            return -1
        return 1 if x > room.width() - theme.px(_NEAR) else 0

    def _scroll(self) -> None:
        bar: QScrollBar = self._board.horizontalScrollBar()
        side = self._side()
        mirrored = self._board.isRightToLeft()
        before = bar.value()
        bar.setValue(before + (-side if mirrored else side) * theme.px(_STEP))
        if bar.value() == before:
            self._scrolling.stop()
        self._aim(self._board.column_at(self._point))

    # ----------------------------------------------------------------------------------- end

    def _drop(self) -> None:
        ids, target = self.ids, self.target
        wanted = target is not None and self._may_drop(target)
        self._end()
        if wanted:
            self.dropped.emit(ids, target)
        self.ended.emit()

    def cancel(self) -> None:
        """Leave the cards where they are."""
        if self.is_on:
            self._end()
            self.ended.emit()

    def _end(self) -> None:
        self._scrolling.stop()
        self._label.hide()
        self._aim(None)
        if self.source is not None:
            self.source.cards.viewport().unsetCursor()
            self.source.cards.viewport().removeEventFilter(self)
        self.ids, self.source = (), None
        self.over.emit("")


def _picture(source: CardList, count: int) -> QPixmap:
    """The current card as it stands there; how many they are where they are several."""
    box: QRect = source.visualRect(source.currentIndex())
    picture = source.viewport().grab(box)
    out = QPixmap(picture.size())
    out.setDevicePixelRatio(picture.devicePixelRatio())
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.94)
    painter.drawPixmap(0, 0, picture)
    if count > 1:
        painter.setOpacity(1)
        said = i18n.number(count)
        side = theme.px(24)
        width = max(side, round(paint.text_width(said, 12, 600)) + theme.px(14))
        badge = QRect(box.width() - width, 0, width, side).toRectF()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(badge, side / 2, side / 2)
        Pen(painter).words(badge, said, 12, 600, "on_accent", paint.CENTER)
    painter.end()
    return out
