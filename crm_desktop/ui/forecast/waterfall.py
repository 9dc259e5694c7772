"""The movement of a pipeline as a picture: from the opening over each class to the closing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.sales.forecasting.forecast_figures import ZERO
from crm_desktop.services.sales.forecasting.movement_figures import NAMES, Class, Movement, Step
from crm_desktop.ui import mirror, paint, theme
from crm_desktop.ui.forecast import words
from crm_desktop.ui.paint import Pen

HUES = {
    Class.OPENING: "indigo",
    Class.CLOSING: "indigo",
    Class.NEW: "teal",
    Class.REOPENED: "teal",
    Class.PULLED_IN: "teal",
    Class.TAKEN_OVER: "teal",
    Class.INCREASED: "teal",
    Class.DECREASED: "orange",
    Class.RATES: "slate",
    Class.SLIPPED_OUT: "amber",
    Class.HANDED_OVER: "slate",
    Class.LOST: "rose",
    Class.REMOVED: "slate",
    Class.WON: "green",
}
_ENDS = (Class.OPENING, Class.CLOSING)
_HEIGHT, _LEAST = 210, 80


class _Bar(NamedTuple):
    step: Step
    low: Decimal
    high: Decimal
    after: Decimal  # what the pipeline comes to behind it


class Waterfall(QWidget):
    """The bars. The table beside it says the same; a click on a bar chooses its class.

    Signals:
        picked: a Class.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._bars: list[_Bar] = []
        self._currency: str | None = None
        self._chosen: Class | None = None
        self.setMinimumHeight(theme.px(_LEAST))
        self.setMaximumHeight(theme.px(_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(_("Movement of the pipeline"))

    def sizeHint(self) -> QSize:
        """As high as it is drawn with ease; where the window is low the tables need the room."""
        return QSize(super().sizeHint().width(), theme.px(_HEIGHT))

    def show_movement(self, moved: Movement) -> None:
        """Show what happened."""
        self._bars, self._currency = list(_bars(moved)), moved.currency
        said = (
            f"{_(NAMES[bar.step.kind])} {words.exact(bar.step.base, moved.currency)}"
            for bar in self._bars
        )
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def choose(self, kind: Class | None) -> None:
        """Mark the bar of a class."""
        self._chosen = kind
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._bars = []
        self.update()

    # --------------------------------------------------------------------------------- paint

    def _slot(self, at: int) -> QRectF:
        edge = theme.px(12)
        width = (self.width() - 2 * edge) / max(len(self._bars), 1)
        return QRectF(edge + at * width, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars, their sums over them, their names under them."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        highest = max((bar.high for bar in self._bars), default=ZERO)
        before: QPointF | None = None
        for at, bar in enumerate(self._bars):
            before = self._paint_bar(painter, self._slot(at), bar, highest, before)
        painter.end()

    def _paint_bar(
        self, painter: QPainter, slot: QRectF, bar: _Bar, highest: Decimal, before: QPointF | None
    ) -> QPointF:
        if bar.step.kind is self._chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(slot.adjusted(2, 2, -2, -2), 7, 7)
        top, bottom = slot.top() + theme.px(30), slot.bottom() - theme.px(28)

        def level(value: Decimal) -> float:
            return bottom - (bottom - top) * float(value / highest) if highest > 0 else bottom

        side = max(slot.width() * 0.2, theme.px(4))
        left, right = slot.left() + side, slot.right() - side
        high, low = level(bar.high), level(bar.low)
        if before is not None:  # where the one before has ended
            painter.setPen(QPen(theme.color("border_strong"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(before, QPointF(left, before.y()))
        body = QRectF(left, high, right - left, max(low - high, 2.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hue(HUES[bar.step.kind])[1])
        painter.drawRoundedRect(body, 3, 3)
        self._say(painter, slot, bar, body)
        return QPointF(right, level(bar.after))

    def _say(self, painter: QPainter, slot: QRectF, bar: _Bar, body: QRectF) -> None:
        pen, kind = Pen(painter), bar.step.kind
        said = signed(bar.step, self._currency)
        over = QRectF(slot.left(), body.top() - theme.px(20), slot.width(), theme.px(18))
        pen.words(over, said, 11.5, 600, "text", paint.CENTER, tabular=True)
        under = QRectF(slot.left(), slot.bottom() - theme.px(26), slot.width(), theme.px(20))
        chosen = kind is self._chosen
        token = "text" if chosen else "text2"
        pen.words(under, _(NAMES[kind]), 12, 600 if chosen else 500, token, paint.CENTER)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the class of a bar."""
        x = event.position().x()
        x = self.width() - x if self.isRightToLeft() else x
        for at, bar in enumerate(self._bars):
            if self._slot(at).left() <= x < self._slot(at).right():
                self.picked.emit(bar.step.kind)


def signed(step: Step, currency: str | None) -> str:
    """`+€12,000`; the ends have no sign."""
    said = words.sum_of(step.base, currency)
    return f"+{said}" if step.kind not in _ENDS and step.base > 0 else said


def _bars(moved: Movement) -> Iterator[_Bar]:
    at = ZERO
    for step in moved.told:
        if step.kind in _ENDS:
            at = step.base
            yield _Bar(step, ZERO, at, at)
        else:
            yield _Bar(step, min(at, at + step.base), max(at, at + step.base), at + step.base)
            at += step.base
