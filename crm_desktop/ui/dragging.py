"""Rows on their way by mouse: from a list to a name in the navigation."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from crm_desktop.ui import paint, theme
from crm_desktop.ui.paint import Pen

RECORDS = "application/x-crm-desktop-records"
NAV_ITEM = "application/x-crm-desktop-navigation"
ID = 16


class Dragged(NamedTuple):
    """The records that are being dragged, 16 bytes an id."""

    entity: str
    ids: bytes

    def keys(self) -> list[UUID]:
        """Their ids."""
        return [UUID(bytes=self.ids[at : at + ID]) for at in range(0, len(self.ids), ID)]


def packed(entity: str, ids: bytes) -> QMimeData:
    """Records as they travel."""
    data = QMimeData()
    data.setData(RECORDS, QByteArray(entity.encode() + b"\n" + ids))
    return data


def unpacked(data: QMimeData) -> Dragged | None:
    """The records in what is dragged; None where it holds other things."""
    if not data.hasFormat(RECORDS):
        return None
    entity, _line, ids = bytes(data.data(RECORDS).data()).partition(b"\n")
    return Dragged(entity.decode(), ids) if ids and len(ids) % ID == 0 else None


def item_of(data: QMimeData) -> str:
    """Key of the line of the navigation that is dragged; "" for none."""
    return bytes(data.data(NAV_ITEM).data()).decode() if data.hasFormat(NAV_ITEM) else ""


def drag(source: QWidget, data: QMimeData, words: str, action: Qt.DropAction) -> Qt.DropAction:
    """Carry something under a label that says what it is; returns what became of it."""
    carried = QDrag(source)
    carried.setMimeData(data)
    picture = _label(words, source.devicePixelRatioF())
    carried.setPixmap(picture)
    carried.setHotSpot(QPoint(-theme.px(10), -theme.px(8)))
    return carried.exec(action)


def _label(words: str, ratio: float) -> QPixmap:
    width = min(paint.text_width(words, 12, 600) + theme.px(24), theme.px(260))
    box = QRectF(0, 0, width, theme.px(28))
    picture = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(box, theme.px(8), theme.px(8))
    inside = box.adjusted(theme.px(12), 0, -theme.px(8), 0)
    Pen(painter).words(inside, words, 12, 600, "on_accent")
    painter.end()
    return picture
