"""The name of the list that is shown: opens the menu of lists, tells what is not saved."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from crm_desktop.i18n import _
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.buttons import ToolButton

MOST_WIDE = 260
_LEAST_WIDE = 84  # the name of a kind of record is read in every language
_SIZE, _WEIGHT = 15, 600


class ListTitle(ToolButton):
    """A name, a dot where there is something to save, an arrow.

    Signals:
        fill_asked: the QMenu is about to be shown and wants its lines.
    """

    fill_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._text, self._changed = "", False
        self.setObjectName("ListTitle")
        self.setFixedHeight(theme.px(32))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self.fill_asked.emit(menu))
        self.setMenu(menu)

    def say(self, text: str, *, changed: bool) -> None:
        """The name, and whether the list differs from what is saved."""
        if (text, changed) == (self._text, self._changed):
            return
        self._text, self._changed = text, changed
        more = _("changed, not saved") if changed else ""
        self.setAccessibleName(", ".join(filter(None, (text, more, _("menu of lists")))))
        tips = [text] if self._full() > theme.px(MOST_WIDE) else []
        tips.append(_("Changed and not saved") if changed else _("Other lists, save, rename"))
        self.setToolTip("\n".join(tips))
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """The name that is shown."""
        return self._text

    @property
    def is_changed(self) -> bool:
        """The dot is shown."""
        return self._changed

    def _full(self) -> float:
        return paint.text_width(self._text, _SIZE, _WEIGHT)

    def _extra(self) -> int:
        """Edges, the arrow, and the dot."""
        return theme.px(6 + 5 + 14 + 6) + (theme.px(12) if self._changed else 0)

    def sizeHint(self) -> QSize:
        return QSize(min(round(self._full() + 1), theme.px(MOST_WIDE)) + self._extra(), 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.px(_LEAST_WIDE), round(self._full() + 1)) + self._extra(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        left, room = theme.px(6), self.width() - self._extra()
        box = QRectF(left, 0, room, self.height())
        Pen(painter).words(box, self._text, _SIZE, _WEIGHT, "text")
        at, middle = left + min(self._full(), room), self.height() / 2
        if self._changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_text"))
            side = theme.px(6)
            dot = QRectF(at + theme.px(6), middle - side / 2, side, side)
            painter.drawEllipse(dot)
            at += theme.px(12)
        side = theme.px(14)
        arrow = QRectF(at + theme.px(5), middle - side / 2 + 1, side, side)
        icons.paint_icon(painter, "chevron-down", arrow, theme.color("text3").name())
        painter.end()
