"""A column of the forecast: what a month comes to, against its quota, over its deals."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm_desktop.i18n import _, ngettext
from crm_desktop.services.sales.forecasting.forecast_figures import Column, When
from crm_desktop.ui import mirror, paint, theme
from crm_desktop.ui.board.column import CardColumn
from crm_desktop.ui.forecast import words
from crm_desktop.ui.forecast.cards import DealCards, rows_of
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build

LEAST, NARROW = 244, 216
_BAR = ("closed", "commit", "best-case")  # what counts towards the quota, the surest first
_LINE = 17


class MonthHead(QWidget):
    """The figures of a column, over its cards. The button in its corner explains them."""

    def __init__(self) -> None:
        super().__init__()
        self._column: Column | None = None
        self._currency: str | None = None
        self.explain_button = build.tool("info", _("How these figures are reckoned"), size=14)
        corner = build.row(0, self.explain_button, margins=(0, 4, 4, 0))
        corner.setAlignment(self.explain_button, Qt.AlignmentFlag.AlignTop)
        self.setLayout(corner)

    def show_column(self, column: Column, currency: str | None) -> None:
        """Show the figures of a column."""
        self._column, self._currency = column, currency
        name = words.title(column)
        said = _("How the figures of {month} are reckoned").format(month=name)
        self.explain_button.setAccessibleName(said)
        self.explain_button.setToolTip(said)
        figures = list(words.figures(column, currency))
        self.setToolTip("\n".join(f"{each.label}: {each.said}" for each in figures))
        self.setAccessibleName(words.spoken_column(column, currency))
        self.setFixedHeight(theme.px(30 + 14 + _LINE * len(self._lines()) + 8))
        self.update()

    def _lines(self) -> list[tuple[str, str, str, str]]:
        """Hue, label, sum, and token of the lines under the bar."""
        column, currency = self._column, self._currency
        if column is None:
            return []
        if column.when is not When.MONTH:
            total = column.open
            return [
                ("", _("Open"), words.sum_of(total.base, currency), "text"),
                ("", _("Weighted"), words.sum_of(total.weighted, currency), "text"),
            ]
        out = [
            (
                words.HUES[key],
                words.category(key),
                words.sum_of(column.total(key).base, currency),
                "text",
            )
            for key in _BAR
        ]
        out.append(("", _("Weighted"), words.sum_of(column.weighted, currency), "text"))
        goal = words.goal(column, currency)
        if goal is None:
            out.append(("", _("No quota"), "", "text2"))
        else:
            passed = column.gap is not None and column.gap <= 0
            out.append(("", *goal, "ok" if passed else "text"))
        return out

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole of it."""
        del event
        column = self._column
        if column is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, self.rect())
        edge = theme.px(12)
        room = QRectF(self.rect()).adjusted(edge, theme.px(8), -edge, 0)
        self._name(Pen(painter), room, column)
        top = room.top() + theme.px(25)
        if column.when is When.MONTH:
            self._bar(painter, QRectF(room.left(), top, room.width(), theme.px(8)), column)
        top += theme.px(13)
        for hue, label, said, token in self._lines():
            line = QRectF(room.left(), top, room.width(), theme.px(_LINE))
            self._figure(painter, line, hue, label, said, token)
            top += theme.px(_LINE)
        painter.end()

    @staticmethod
    def _name(pen: Pen, room: QRectF, column: Column) -> None:
        line = QRectF(room.left(), room.top(), room.width() - theme.px(24), theme.px(20))
        name = words.title(column)
        pen.words(line, name, 13, 600)
        if column.overdue and column.when is When.MONTH:
            taken = paint.text_width(name, 13, 600) + theme.px(8)
            late = ngettext("{n} overdue", "{n} overdue", column.overdue)
            pen.words(line.adjusted(taken, 0, 0, 0), late, 11.5, 500, "danger")

    @staticmethod
    def _figure(
        painter: QPainter, line: QRectF, hue: str, label: str, said: str, token: str
    ) -> None:
        pen, left = Pen(painter), line.left()
        if hue:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hue(hue)[1])
            side = theme.px(8)
            spot = QRectF(left, line.center().y() - side / 2, side, side)
            painter.drawRoundedRect(spot, 2, 2)
            left += theme.px(13)
        taken = paint.text_width(said, 12, 600, tabular=True) + theme.px(6)
        room = QRectF(left, line.top(), line.right() - left - taken, line.height())
        pen.words(room, label, 12, 400, "text2")
        pen.words(line, said, 12, 600, token, paint.RIGHT, tabular=True)

    @staticmethod
    def _bar(painter: QPainter, box: QRectF, column: Column) -> None:
        """Closed, commit and best case side by side, and how far the quota is."""
        sums = [(key, max(float(column.total(key).base), 0.0)) for key in _BAR]
        reached = sum(value for _key, value in sums)
        quota = float(column.quota or 0)
        whole = max(reached, quota)
        radius = box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("pressed"))
        painter.drawRoundedRect(box, radius, radius)
        if theme.tokens().high:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("border_strong")))
            painter.drawRoundedRect(box, radius, radius)
            painter.setPen(Qt.PenStyle.NoPen)
        left = box.left()
        for key, value in sums:
            if value <= 0 or whole <= 0:
                continue
            width = max(box.width() * value / whole - 1, 2.0)
            painter.setBrush(theme.hue(words.HUES[key])[1])
            painter.drawRoundedRect(QRectF(left, box.top(), width, box.height()), 2, 2)
            left += width + 1
        if 0 < quota < whole:  # it is passed: where it was
            x = box.left() + box.width() * quota / whole
            painter.setBrush(theme.color("text"))
            painter.drawRect(QRectF(x - 1, box.top() - 3, 2, box.height() + 6))


class MonthColumn(CardColumn):
    """A column: figures over cards.

    Attributes:
        head: its figures. column: what it shows.

    Signals:
        explain_asked: how its figures are reckoned.
    """

    cards: DealCards
    explain_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("BoardColumn")
        self.column: Column | None = None
        self.cards = DealCards()  # pyright: ignore[reportIncompatibleVariableOverride]  set once
        self.head = MonthHead()
        self.button = self.head.explain_button
        self.head.explain_button.clicked.connect(self.explain_asked)
        line = build.column(self.head, spacing=0, margins=(0, 0, 0, 4))
        line.addWidget(self.cards, 1)
        self.setLayout(line)

    def show_column(self, column: Column, day: date, currency: str | None) -> None:
        """Show a month and its deals."""
        self.column = column
        is_month = column.when is When.MONTH
        self.setMinimumWidth(theme.px(LEAST if is_month else NARROW))
        self.cards.stage = words.title(column)
        self.cards.setAccessibleName(words.spoken_column(column, currency))
        self.cards.hint = "" if column.deals else _("No deals")
        self.head.show_column(column, currency)
        self.cards.show_deals(rows_of(column), day, currency)
