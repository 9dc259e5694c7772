"""A part that gives up room when the window is low, and then scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from crm_desktop.ui import theme


class Shrinking(QScrollArea):
    """As high as what it holds; where there is no room for all of it, it scrolls."""

    def __init__(self, content: QWidget, least: int) -> None:
        super().__init__()
        self._content, self._least = content, least
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside takes the keyboard
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _high(self) -> int:
        layout = self._content.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self._content.sizeHint().height()
        least = self._content.minimumSizeHint().height()  # a scroll area never makes it smaller
        return max(layout.totalHeightForWidth(self.width()), least)

    def sizeHint(self) -> QSize:
        return QSize(self._content.sizeHint().width(), self._high())

    def minimumSizeHint(self) -> QSize:
        high = min(self._high(), theme.px(self._least))
        return QSize(self._content.minimumSizeHint().width(), high)

    def resizeEvent(self, arg__1: QResizeEvent) -> None:
        super().resizeEvent(arg__1)
        if arg__1.size().width() != arg__1.oldSize().width():
            self.updateGeometry()

    def viewportEvent(self, arg__1: QEvent) -> bool:
        """What it holds has grown, or needs less."""
        if arg__1.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(arg__1)


class Yielding(QStackedWidget):
    """Takes what is left over: as little as its pages can do with, or more."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the page that is shown needs at this width, where it has words that wrap."""
        least, page = super().minimumSizeHint(), self.currentWidget()
        layout = page.layout() if page is not None else None
        if layout is None or not layout.hasHeightForWidth():
            return least
        high = layout.totalMinimumHeightForWidth(self.width())
        return QSize(least.width(), max(least.height(), high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
