"""Painted parts for languages that are written from the right.

Layouts mirror themselves; coordinates do not. A delegate calls turn() once and goes on painting as
for a language from the left; what has a right way round (words, pictures) stands up again with
upright().
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter


def turn(painter: QPainter, box: QRect | QRectF) -> None:
    """Swap the sides of a box, where its view is mirrored."""
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        _flip(painter, QRectF(box))


def swapped(place: QRectF, box: QRect | QRectF) -> QRectF:
    """Where something within a box is seen after turn(): for the mouse."""
    outer = QRectF(box)
    left = outer.left() + outer.right() - place.right()
    return QRectF(left, place.top(), place.width(), place.height())


def upright(painter: QPainter, box: QRectF) -> bool:
    """Undo turn() within a box; True where the painter has to be restored afterwards."""
    if painter.worldTransform().m11() >= 0:
        return False
    painter.save()
    _flip(painter, box)
    return True


def _flip(painter: QPainter, box: QRectF) -> None:
    painter.translate(box.left() + box.right(), 0)
    painter.scale(-1, 1)
