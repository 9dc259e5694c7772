"""Avatars, pills and shortened texts as widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import (
    QBuffer,
    QIODevice,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFontMetrics,
    QImageReader,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QSizePolicy, QWidget

from crm_desktop.ui import icons, kinds, mirror, paint, theme

if TYPE_CHECKING:
    from crm_desktop.ui.faces import Faces


class Avatar(QWidget):
    """Initials, or a photo, on a disc; a rounded square for companies and offices."""

    def __init__(self, side: int, *, square: bool = False, letters: float = 0.38) -> None:
        super().__init__()
        self._name, self._picture = "", QPixmap()
        self._square, self._letters = square, letters
        self._faces: Faces | None = None
        self._of = ("", b"")  # whose small picture is shown
        self._mark: tuple[str, str] | None = None
        self.setFixedSize(theme.px(side), theme.px(side))

    def show_name(self, name: str, picture: bytes | None = None, *, square: bool = False) -> None:
        """Show somebody."""
        self._name, self._square = name, square
        self._picture = picture_of(picture, self.width()) if picture else QPixmap()
        self.update()

    def show_mark(self, mark: tuple[str, str] | None) -> None:
        """An icon and its hue in the place of initials; None: initials."""
        self._mark = mark
        self.update()

    def show_face(self, faces: Faces, entity: str, record_id: UUID, name: str) -> None:
        """Show a record by its small picture, as lists do."""
        self.show_name(name, square=entity != "person")
        if self._faces is None:
            faces.arrived.connect(self._paint_face)
        self._faces, self._of = faces, (entity, record_id.bytes)

    def _paint_face(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if not self._picture.isNull():
            paint.photo(painter, box, self._picture, square=self._square)
        elif self._mark is not None:
            kinds.paint_mark(painter, box, *self._mark)
        elif self._faces is not None:
            self._faces.paint(painter, box, self._name, *self._of)
        elif self._name:
            paint.avatar(painter, box, self._name, square=self._square, size=self._letters)
        painter.end()


def picture_of(content: bytes, side: int) -> QPixmap:
    """A photo for a place of that size: upright, and unpacked no larger than is needed there."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    wanted = 3 * side  # sharp on every screen
    if size.isValid() and min(size.width(), size.height()) > wanted:
        room = QSize(wanted, wanted)
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return QPixmap.fromImage(reader.read())


class Pill(QWidget):
    """A status or a tag."""

    def __init__(self, text: str, hue: str, *, dot: bool = False) -> None:
        super().__init__()
        self._text, self._hue, self._dot = text, hue, dot
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = paint.pill_width(self._text, dot=self._dot)
        return QSize(min(round(width + 0.5), theme.px(220)), theme.px(paint.PILL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        paint.pill(painter, QRectF(self.rect()), self._text, self._hue, dot=self._dot)
        painter.end()


class IconMark(QWidget):
    """An icon that is only looked at; it follows the theme."""

    def __init__(self, name: str, side: int, token: str = "text2") -> None:
        super().__init__()
        self._name, self._token = name, token
        self.setFixedSize(theme.px(side), theme.px(side))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str) -> None:
        """Another icon."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._name:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = theme.color(self._token).name()
            icons.paint_icon(painter, self._name, QRectF(self.rect()), colour)
            painter.end()


def paint_hint(view: QAbstractScrollArea, words: str) -> None:
    """Say in a list why it is empty."""
    painter = QPainter(view.viewport())
    painter.setFont(theme.font(13))
    painter.setPen(theme.color("text3"))
    edge = theme.px(20)
    box = view.viewport().rect().adjusted(edge, theme.px(24), -edge, 0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), words)
    painter.end()


class Elided(QLabel):
    """A line of text that is shortened with … and says the whole as its tip."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), paint.ELIDE, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), paint.LEFT, shown)
        painter.end()


class TwoLines(Elided):
    """A text that takes a second line where one is too short for it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)  # a fixed one has no second line
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= arg__1
        return self.fontMetrics().lineSpacing() * (1 if fits else 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def setText(self, arg__1: str) -> None:
        super().setText(arg__1)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
            return
        first, rest = _broken(self.text(), metrics, self.width())
        second = metrics.elidedText(rest, paint.ELIDE, self.width())
        self.setToolTip(self.text() if second != rest else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        high = metrics.lineSpacing()
        painter.drawText(QRect(0, 0, self.width(), high), paint.LEFT, first)
        painter.drawText(QRect(0, high, self.width(), high), paint.LEFT, second)
        painter.end()


def _broken(text: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """What stands in the first line, and the rest; broken between words, or within a long one."""
    words = text.split(" ")
    most = len(words) - 1
    while most and metrics.horizontalAdvance(" ".join(words[:most])) > width:
        most -= 1
    if most:
        return " ".join(words[:most]), " ".join(words[most:])
    at = 1
    while at < len(text) and metrics.horizontalAdvance(text[: at + 1]) <= width:
        at += 1
    return text[:at], text[at:]
