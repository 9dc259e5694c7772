"""A fact that leads somewhere: a mail address, a phone number, another record."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy

from crm_desktop.i18n import _
from crm_desktop.ui import paint, theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets.buttons import Button


class Link(Button):
    """A button that looks like a link; shortened where it does not fit."""

    def __init__(self, text: str, what: str, *, token: str = "accent_text") -> None:
        super().__init__(text)
        self._token = token
        self.setObjectName("Link")
        self.setFont(theme.font(13))
        self.setAccessibleName(f"{what}: {text}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self.fontMetrics().elidedText(self.text(), paint.ELIDE, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(theme.color(self._token))
        painter.drawText(self.rect(), paint.LEFT, shown)
        width = self.fontMetrics().horizontalAdvance(shown)
        if self.underMouse():
            base = (self.height() + self.fontMetrics().ascent()) // 2 + 1
            painter.drawLine(0, base, width, base)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1.5))
            box = QRectF(0.75, 0.75, min(width + 1.5, self.width() - 1.5), self.height() - 1.5)
            painter.drawRoundedRect(box, 3, 3)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(icon("copy"), _("&Copy"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        menu.popup(event.globalPos())
