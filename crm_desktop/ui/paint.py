"""What delegates and small widgets draw alike: words, avatars, pills."""

from __future__ import annotations

import zlib
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPixmap,
    QTextLayout,
    QTextOption,
)

from crm_desktop.ui import mirror, theme

ELIDE = Qt.TextElideMode.ElideRight
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignCenter
PILL_HEIGHT = 20
PILL_SIZE = 11.5
_CJK = 0x2E80  # from here on one character is a word


@lru_cache(8192)
def fitted(text: str, size: float, weight: int, width: int, *, tabular: bool = False) -> str:
    """The text shortened with … where it does not fit."""
    metrics = QFontMetricsF(theme.font(size, weight, tabular=tabular))
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(2048)
def text_width(text: str, size: float, weight: int, *, tabular: bool = False) -> float:
    """Width of one line."""
    return QFontMetricsF(theme.font(size, weight, tabular=tabular)).horizontalAdvance(text)


@lru_cache(1024)
def wrapped(text: str, size: float, width: int, most: int) -> tuple[str, ...]:
    """The first lines of a text broken at words; the last one shortened where there are more."""
    words = " ".join(text.split())
    layout = QTextLayout(words, theme.font(size))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 1))
        start = line.textStart()
        if len(lines) == most - 1:
            lines.append(fitted(words[start:], size, 400, width))
        else:
            lines.append(words[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return tuple(lines)


def forget_sizes() -> None:
    """Measure anew: the text size or the fonts have changed."""
    for cached in (fitted, text_width, wrapped):
        cached.cache_clear()


class Pen:
    """A painter with the few things the delegates do all day.

    Attributes:
        painter: the painter itself.
    """

    __slots__ = ("painter",)

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter

    def words(
        self,
        box: QRectF,
        text: str,
        size: float = 13,
        weight: int = 400,
        token: str = "text",
        align: Qt.AlignmentFlag = LEFT,
        *,
        tabular: bool = False,
    ) -> None:
        """One line in a box, shortened where it does not fit."""
        self.painter.setFont(theme.font(size, weight, tabular=tabular))
        self.painter.setPen(theme.color(token))
        shown = fitted(text, size, weight, int(box.width()), tabular=tabular)
        turned = mirror.upright(self.painter, box)
        self.painter.drawText(box, align, shown)
        if turned:
            self.painter.restore()


@lru_cache(8192)
def initials(name: str) -> str:
    """One or two letters for a name; one character is enough in Chinese or Japanese."""
    parts = [part for part in name.replace("&", " ").split() if part[0].isalnum()] or ["?"]
    first = parts[0][0]
    if ord(first) >= _CJK:
        return first
    last = parts[-1][0] if len(parts) > 1 and ord(parts[-1][0]) < _CJK else ""
    return (first + last).upper()


@lru_cache(8192)
def hue_of(name: str) -> str:
    """The hue of a name. Always the same one: hash() would differ in every run."""
    return theme.HUE_NAMES[zlib.crc32(name.encode()) % len(theme.HUE_NAMES)]


def avatar(
    painter: QPainter, box: QRectF, name: str, *, square: bool = False, size: float = 0.38
) -> None:
    """Initials on a disc; companies and offices have a rounded square."""
    background, foreground = theme.hue(hue_of(name))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(background)
    if square:
        radius = box.height() * 0.24
        painter.drawRoundedRect(box, radius, radius)
    else:
        painter.drawEllipse(box)
    painter.setPen(foreground)
    painter.setFont(_plain(box.height() * size, 600))
    turned = mirror.upright(painter, box)
    painter.drawText(box, CENTER, initials(name))
    if turned:
        painter.restore()


def _plain(pixels: float, weight: int) -> QFont:
    """A font for a box that is already scaled."""
    return theme.font(pixels / max(theme.px(100) / 100, 0.1), weight)


def photo(painter: QPainter, box: QRectF, picture: QPixmap, *, square: bool = False) -> None:
    """A picture cut to a disc or a rounded square."""
    path = QPainterPath()
    if square:
        path.addRoundedRect(box, box.height() * 0.24, box.height() * 0.24)
    else:
        path.addEllipse(box)
    painter.save()
    mirror.upright(painter, box)  # restored with the rest
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(path)
    side = min(picture.width(), picture.height())
    left, top = (picture.width() - side) / 2, (picture.height() - side) / 2
    painter.drawPixmap(box, picture, QRectF(left, top, side, side))
    painter.restore()


def pill_width(text: str, *, dot: bool = True) -> float:
    """Width of a pill with that text."""
    return text_width(text, PILL_SIZE, 500) + theme.px(26 if dot else 16)


def pill(
    painter: QPainter,
    box: QRectF,
    text: str,
    hue: str,
    *,
    dot: bool = True,
    on_selected: bool = False,
) -> None:
    """A pill at the left of a box, in the middle of its height; shortened to its width."""
    background, foreground = theme.hue(hue)
    height = theme.px(PILL_HEIGHT)
    width = min(pill_width(text, dot=dot), box.width())
    shape = QRectF(box.left(), box.center().y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("canvas") if on_selected else background)
    painter.drawRoundedRect(shape, height / 2, height / 2)
    start = theme.px(8)
    if dot:
        painter.setBrush(foreground)
        painter.drawEllipse(QPointF(shape.left() + theme.px(10), shape.center().y()), 2.5, 2.5)
        start = theme.px(18)
    room = int(width - start - theme.px(7))
    painter.setPen(foreground)
    painter.setFont(theme.font(PILL_SIZE, 500))
    inside = shape.adjusted(start, 0, 0, 0)
    turned = mirror.upright(painter, inside)
    painter.drawText(inside, LEFT, fitted(text, PILL_SIZE, 500, room))
    if turned:
        painter.restore()
