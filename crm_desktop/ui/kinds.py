"""How activities and notes look: the icon and the hue of each kind."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from crm_desktop.services.catalog import ACTIVITY, PRODUCT, EntityType
from crm_desktop.ui import icons, theme

ICONS = {
    "call": "phone",
    "meeting": "calendar",
    "task": "circle-check",
    "email": "mail",
    "letter": "file-text",
    "visit": "map-pin",
    "demo": "presentation",
    "message": "message-square",
    "fax": "printer",
    "note": "sticky-note",
    "file": "paperclip",
}
# Of a record that is no person or company: the field that says which mark it has.
MARKED_BY = {"activity": "kind", "deal": "status", "product": "kind"}
_DEALS = {"won": ("trophy", "green"), "lost": ("thumbs-down", "slate")}
_PRODUCTS = {
    "service": "wrench",
    "hours": "clock",
    "subscription": "refresh-cw",
    "bundle": "boxes",
}
_OTHERS = {
    "note": ("sticky-note", "amber"),
    "attachment": ("paperclip", "slate"),
    "order": ("shopping-cart", "indigo"),
    "contract": ("file-check", "teal"),
    "asset": ("hard-drive", "violet"),
}
_INSET = 0.24  # of a disc is left free around its icon


def mark(entity: EntityType, kind: str | None) -> tuple[str, str] | None:
    """Icon and hue of an activity, a note, a file, a deal, a product; None for other records."""
    if entity.key == "activity":
        return ICONS.get(kind or "", "circle-dot"), ACTIVITY.field("kind").choice(kind).hue
    if entity.key == "product":
        return _PRODUCTS.get(kind or "", "package"), PRODUCT.field("kind").choice(kind).hue
    if entity.key == "deal":
        return _DEALS.get(kind or "", ("handshake", "indigo"))
    return _OTHERS.get(entity.key)


def paint_mark(painter: QPainter, box: QRectF, name: str, hue: str, *, ring: bool = False) -> None:
    """The icon on a disc; on a ring where it is only planned."""
    background, foreground = theme.hue(hue)
    painter.setPen(QPen(background.darker(112), 1.5) if ring else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("canvas") if ring else background)
    painter.drawEllipse(box.adjusted(0.75, 0.75, -0.75, -0.75) if ring else box)
    inset = box.height() * _INSET
    inside = box.adjusted(inset, inset, -inset, -inset)
    icons.paint_icon(painter, name, inside, foreground.name())
