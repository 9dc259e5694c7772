"""Lucide icons, coloured by the theme at the moment they are painted."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from crm_desktop.ui import mirror, theme

_FILLED_WHEN_ON = {"star"}  # so that "on" is more than another colour
STROKE = 'stroke-width="1.75"'


@cache
def _archive() -> zipfile.ZipFile:
    spec = find_spec("justmyresource_lucide")  # found, not imported: that would cost 54 ms
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package justmyresource-lucide is not installed")
    return zipfile.ZipFile(Path(spec.origin).with_name("icons.zip"))


@cache
def _renderer(name: str, colour: str, *, filled: bool = False) -> QSvgRenderer:
    svg = _archive().read(f"{name}.svg").decode().replace("currentColor", colour)
    if filled:
        svg = svg.replace('fill="none"', f'fill="{colour}"')
    return QSvgRenderer(QByteArray(re.sub(r'stroke-width="[^"]*"', STROKE, svg).encode()))


def exists(name: str) -> bool:
    """Whether there is an icon of that name."""
    return f"{name}.svg" in _archive().namelist()


def paint_icon(
    painter: QPainter, name: str, box: QRectF, colour: str, *, filled: bool = False
) -> None:
    """Paint an icon in a colour such as `#3247A8`."""
    turned = mirror.upright(painter, box)
    _renderer(name, colour, filled=filled).render(painter, box)
    if turned:
        painter.restore()


class _Engine(QIconEngine):
    """Asks the theme for its colour at each paint: one QIcon is right in light and dark."""

    def __init__(self, name: str, token: str, checked: str) -> None:
        super().__init__()
        self._name, self._token, self._checked = name, token, checked

    def clone(self) -> QIconEngine:
        return _kept(self._name, self._token, self._checked)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = self._checked if state == QIcon.State.On else self._token
        if mode == QIcon.Mode.Disabled:
            token = "border_strong"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled = state == QIcon.State.On and self._name in _FILLED_WHEN_ON
        colour = theme.color(token).name()
        paint_icon(painter, self._name, QRectF(rect), colour, filled=filled)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        if size.isEmpty():
            return QPixmap()  # Qt asks for that too, and complains when it is painted on
        picture = QPixmap(size * scale)  # size is in logical pixels since Qt 6.8
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)


_alive: list[_Engine] = []  # QIcon owns the C++ half; Python must keep its half


def _kept(name: str, token: str, checked: str) -> _Engine:
    engine = _Engine(name, token, checked)
    _alive.append(engine)
    return engine


def program_icon() -> QIcon:
    """The picture of the program in task bars: people on our blue."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.LIGHT.accent))
        painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.24, side * 0.24)
        edge = side * 0.2
        inside = QRectF(edge, edge, side - 2 * edge, side - 2 * edge)
        paint_icon(painter, "users", inside, theme.LIGHT.on_accent)
        painter.end()
        made.addPixmap(picture)
    return made


@cache
def icon(name: str, token: str = "text2", checked: str = "accent_text") -> QIcon:
    """An icon that follows the theme; `token` is its colour, `checked` that of the on state."""
    return QIcon(_kept(name, token, checked))
