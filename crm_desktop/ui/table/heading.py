"""Paints the heading of a group: an arrow, what its rows have in common, how many, their sum."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QTableView

from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.table.model import ListModel

HEIGHT = 30
_ARROW, _LEFT, _GAP = 14, 14, 8
_WIDEST = 600  # the words go on over the cells beside


class HeadingPainter:
    """Paints what stands above the first row of a group, cell by cell.

    Attributes:
        hover: the row whose heading is under the mouse, -1 for none.
    """

    def __init__(self, model: ListModel, view: QTableView) -> None:
        self._model, self._view = model, view
        self.hover = -1

    def paint(
        self, painter: QPainter, cell: QRect, row: int, column: int, *, selected: bool, ring: bool
    ) -> None:
        """The part of a heading that is in a cell; `ring`: the keyboard is on it."""
        box = QRectF(cell.left(), cell.top(), cell.width(), theme.px(HEIGHT))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        folded = self._model.groups.is_folded(row)
        if folded and (selected or ring):
            self._band(painter, box, column, selected=selected, ring=ring)
        if column == 0:
            self._words(painter, box, row, folded=folded, selected=selected)
        elif self._model.columns[column].key == self._model.summed:
            inside = box.adjusted(theme.px(_GAP), 0, -theme.px(12), 0)
            said = self._model.total(row)
            Pen(painter).words(inside, said, 12, 600, "text2", align=paint.RIGHT, tabular=True)
        painter.restore()

    def _words(
        self, painter: QPainter, box: QRectF, row: int, *, folded: bool, selected: bool
    ) -> None:
        side, left = theme.px(_ARROW), box.left() + theme.px(_LEFT)
        arrow = QRectF(left, box.center().y() - side / 2, side, side)
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        name = ("chevron-left" if mirrored else "chevron-right") if folded else "chevron-down"
        token = "text" if row == self.hover or selected else "text2"
        icons.paint_icon(painter, name, arrow, theme.color(token).name())
        start = arrow.right() + theme.px(_GAP)
        inside = QRectF(start, box.top(), self._room(start - box.left()), box.height())
        Pen(painter).words(inside, self._model.heading(row), 12, 600, token)

    def _room(self, taken: float) -> float:
        """As far as the words may go: to the column with the sum."""
        keys = [column.key for column in self._model.columns]
        if self._model.summed not in keys:
            return theme.px(_WIDEST)
        widths = (self._view.columnWidth(at) for at in range(keys.index(self._model.summed)))
        return max(sum(widths) - taken, 0)

    def _band(
        self, painter: QPainter, box: QRectF, column: int, *, selected: bool, ring: bool
    ) -> None:
        """A folded group is a row: selected, or with the keyboard on it."""
        first, last = column == 0, column == len(self._model.columns) - 1
        painter.setClipRect(box)  # the rounded ends of inner cells lie outside
        left = theme.px(5) + 1.0 if first else -12.0
        right = -(theme.px(5) + 1.0) if last else 12.0
        band = box.adjusted(left, 1.0, right, -1.0)
        painter.setPen(QPen(theme.color("accent"), 1.5) if ring else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected") if selected else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(band, 7, 7)
        painter.setClipping(False)
