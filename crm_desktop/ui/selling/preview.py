"""A sample document as it will be printed, beside what is being edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from crm_desktop import services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.documents.pictures import Picture
    from crm_desktop.services.sales.office.setting_types import Wish
    from crm_desktop.services.sales.papers.sample import Look

PAUSE = 150  # milliseconds without a key before it is drawn anew
_EDGE = 10
_GAP = 12


class Sheets(QWidget):
    """The pages, one below the other, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Sample document"))

    def show_pages(self, pages: Sequence[Picture]) -> None:
        """Show other pages."""
        ready = QImage.Format.Format_RGB32
        self._pages = [
            QImage(each.data, each.width, each.height, each.stride, ready).copy() for each in pages
        ]
        count = len(pages)
        told = ngettext("A sample of {n} page", "A sample of {n} pages", count)
        self.setAccessibleDescription(told)
        self._fit()
        self.update()

    def _places(self) -> list[QRect]:
        edge, y = theme.px(_EDGE), theme.px(_EDGE)
        wide = self.width() - 2 * edge
        places: list[QRect] = []
        for page in self._pages:
            high = round(wide * page.height() / max(page.width(), 1))
            places.append(QRect(edge, y, wide, high))
            y += high + theme.px(_GAP)
        return places

    def _fit(self) -> None:
        places = self._places()
        self.setFixedHeight(places[-1].bottom() + theme.px(_EDGE) if places else theme.px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(520))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event  # few pages: all of them
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(theme.color("border_strong"), 1))
        for page, place in zip(self._pages, self._places(), strict=True):
            painter.drawImage(place, page)
            painter.drawRect(QRectF(place).adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()


class Preview(QFrame):
    """The sample. What is wished for is asked again a moment after the last change.

    Attributes:
        sheets: its pages. words: why there are none.
    """

    def __init__(self, context: Context, wish: Callable[[int], Wish]) -> None:
        super().__init__()
        self._context, self._wish = context, wish
        self.setObjectName("Sample")
        self.sheets, self.words = Sheets(), build.label(tone="problem", wrap=True)
        self.words.hide()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("Preview: arrow keys scroll it"))
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setWidget(self.sheets)
        head = build.label(_("Preview"), size=12, weight=600, tone="muted")
        above = build.column(head, self.words, spacing=4, margins=(14, 10, 14, 4))
        column = build.column(above, spacing=0, margins=(1, 1, 1, 6))
        column.addWidget(area, 1)
        self.setLayout(column)
        self._area = area
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.draw)

    def soon(self, *_changed: Any) -> None:
        """Something has changed: draw it in a moment."""
        self._timer.start()

    def draw(self) -> None:
        """Draw it now."""
        self._timer.stop()
        dots = round((self._area.viewport().width() or theme.px(380)) * self.devicePixelRatioF())
        call: Call[Look] = services.sales.sample.look.call(self._wish(max(dots, 240)))
        self._context.tasks.query(self, "sample", call, done=self._show)

    def _show(self, look: Look) -> None:
        self.words.setText(look.words)
        self.words.setVisible(bool(look.words))
        if look.pages:
            self.sheets.show_pages(look.pages)
