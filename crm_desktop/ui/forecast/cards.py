"""The deals of a month, one card each, under the name and sum of their category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from crm_desktop import i18n
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.sales.forecasting.forecast_figures import COLUMNS, Column, Standing, Total
from crm_desktop.ui import icons, paint, theme
from crm_desktop.ui.board.column import CardList
from crm_desktop.ui.forecast import words
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.painted_list import RowLook, RowPainter

MOST = 200  # cards of a category; its sum is that of all
_CARD, _HEADING = 80, 30
_GAP, _EDGE, _INSET, _RADIUS = 6, 8, 12, 8
_FAINT = 0.55  # of cards that are on their way to another month
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands over the cards of a category. more: how many have no card."""

    category: str
    total: Total
    more: int
    id: UUID | None = None


Row = Heading | Standing


def rows_of(column: Column) -> list[Row]:
    """Headings and cards of a column."""
    out: list[Row] = []
    for key in COLUMNS:
        if deals := column.of(key):
            out.append(Heading(key, column.total(key), max(len(deals) - MOST, 0)))
            out += deals[:MOST]
    return out


class DealPainter(RowPainter[Row, "DealCards"]):
    """A card: title, company, amount, the day it is expected and whose it is."""

    def height(self, row: Row, width: int) -> int:
        """A heading is lower."""
        del width
        return theme.px(_HEADING if isinstance(row, Heading) else _CARD)

    def paint_row(self, painter: QPainter, box: QRect, row: Row, look: RowLook) -> None:
        """One card, or one heading."""
        if isinstance(row, Heading):
            self._heading(painter, QRectF(box), row)
            return
        edge = theme.px(_EDGE)
        card = QRectF(box).adjusted(edge, 0.5, -edge, -theme.px(_GAP) + 0.5)
        marked = look.selected and self.view.shows_selection
        self._frame(painter, card, row, selected=marked, look=look)
        if row.id in self.view.on_their_way:
            painter.setOpacity(_FAINT)
        inside = card.adjusted(theme.px(_INSET), theme.px(8), -theme.px(_INSET), -theme.px(7))
        self._card(Pen(painter), inside, row)

    def _heading(self, painter: QPainter, box: QRectF, row: Heading) -> None:
        side = theme.px(_EDGE + 4)
        line = box.adjusted(side, theme.px(4), -side, 0)
        said = words.sum_of(row.total.base, self.view.currency)
        taken = paint.text_width(said, 12, 600, tabular=True) + theme.px(8)
        Pen(painter).words(line, said, 12, 600, "text2", paint.RIGHT, tabular=True)
        name = words.category(row.category)
        room = line.adjusted(0, 0, -taken, 0)
        paint.pill(painter, room, name, words.HUES[row.category])
        after = room.adjusted(paint.pill_width(name) + theme.px(6), 0, 0, 0)
        count = i18n.number(row.total.n)
        if row.more:
            count = _("{shown} of {n}").format(shown=i18n.number(MOST), n=count)
        Pen(painter).words(after, count, 11.5, 500, "text2", tabular=True)

    @staticmethod
    def _frame(
        painter: QPainter, card: QRectF, row: Standing, *, selected: bool, look: RowLook
    ) -> None:
        tokens = theme.tokens()
        if look.current:
            pen = QPen(theme.color("accent"), 2)
        elif selected:
            pen = QPen(theme.color("accent"), 1)
        else:
            strong = look.hover or tokens.high
            pen = QPen(theme.color("border_strong" if strong else "border"), 1)
            if row.assumed:
                pen.setColor(theme.color("border_strong"))
                pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        ground = "hover" if row.on_hold else "raised"
        painter.setBrush(theme.color("selected" if selected else ground))
        radius = theme.px(_RADIUS)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _card(self, pen: Pen, inside: QRectF, deal: Standing) -> None:
        line = QRectF(inside.left(), inside.top(), inside.width(), theme.px(18))
        room = self._marks(pen.painter, line, deal)
        tone = "text2" if deal.on_hold else "text"  # what rests is grey, and can still be read
        pen.words(room, deal.title, 13, 600, tone)
        under = QRectF(inside.left(), line.bottom(), inside.width(), theme.px(17))
        pen.words(under, deal.company or _("No company"), 12, 400, "text2")
        foot = QRectF(inside.left(), inside.bottom() - theme.px(20), inside.width(), theme.px(20))
        if deal.owner_name:
            side = theme.px(18)
            disc = QRectF(foot.right() - side, foot.center().y() - side / 2, side, side)
            paint.avatar(pen.painter, disc, deal.owner_name)
            foot.setRight(disc.left() - theme.px(7))
        said = words.amount(deal) or _("No amount")
        weight = 600 if deal.amount is not None else 400
        pen.words(foot, said, 12.5, weight, tone, tabular=True)
        due = words.day_of(deal)
        taken = paint.text_width(said, 12.5, 600, tabular=True) + theme.px(8)
        if due is not None and taken < foot.width():
            late = words.is_late(deal, self.view.today)
            said = i18n.day(due, self.view.today)
            token = "danger" if late else "text2"
            pen.words(foot.adjusted(taken, 0, 0, 0), said, 11.5, 500, token, paint.RIGHT)

    def _marks(self, painter: QPainter, line: QRectF, deal: Standing) -> QRectF:
        """Signs at the right of the title; what is left for it."""
        side, room = theme.px(14), QRectF(line)
        for name, token in self._signs(deal):
            mark = QRectF(room.right() - side, line.center().y() - side / 2, side, side)
            icons.paint_icon(painter, name, mark, theme.color(token).name())
            room.setRight(mark.left() - theme.px(4))
        return room

    def _signs(self, deal: Standing) -> list[tuple[str, str]]:
        out: list[tuple[str, str]] = []
        if words.is_late(deal, self.view.today):
            out.append(("circle-alert", "danger"))
        if deal.on_hold:
            out.append(("circle-pause", "text2"))
        if deal.manager_category is not None and deal.is_open:
            out.append(("user-check", "accent_text"))
        if deal.assumed:
            out.append(("file-down", "text2"))
        return out


class DealCards(CardList):
    """The cards of a month. Ctrl and an arrow: another month, another category.

    Attributes:
        currency: of the sums.

    Signals:
        shifted: the selected cards to the category above (-1) or below (1).
    """

    uniform: ClassVar[bool] = False
    shifted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.currency: str | None = None
        self._painter = cast("Any", DealPainter(cast("Any", self)))
        self.setItemDelegate(self._painter)

    def show_deals(self, rows: Sequence[Row], day: date, currency: str | None) -> None:
        """Show other cards; the keyboard stays on the deal it is on."""
        self.today, self.currency = day, currency
        self.show_cards(cast("Any", rows))
        self.viewport().update()

    def current_deal(self) -> Standing | None:
        """The deal the keyboard is on."""
        row = cast("Any", self.current_card())
        return row if isinstance(row, Standing) else None

    # ------------------------------------------------------------------------ what the base asks

    def is_heading(self, row: Any) -> bool:
        """The name of a category."""
        return isinstance(row, Heading)

    def label(self, row: Any) -> str:
        """The title of a deal, or the name of a category."""
        return words.category(row.category) if isinstance(row, Heading) else row.title

    def spoken(self, row: Any) -> str:
        """All that a card says."""
        if isinstance(row, Heading):
            said = words.exact(row.total.base, self.currency)
            return f"{words.category(row.category)}, {words.counted(row.total.n)}, {said}"
        return words.spoken(row, self.today)

    def takes(self, event: QKeyEvent) -> bool:
        """Ctrl and an arrow, whatever the window does with them."""
        return super().takes(event) or self._step(event) != 0

    @staticmethod
    def _step(event: QKeyEvent) -> int:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return _STEPS.get(Qt.Key(event.key()), 0) if modifiers == _CONTROL else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Up and Ctrl+Down change the category."""
        if step := self._step(event):
            self.shifted.emit(step)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The tip of a card."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        row = cast("Any", self.row_at(self.indexAt(event.pos())))
        if isinstance(row, Standing):
            said = words.tip(row, self.today, self.currency)
            QToolTip.showText(event.globalPos(), said, self)
        elif isinstance(row, Heading) and row.more:
            said = ngettext(
                "{n} more has no card: the sum has it.",
                "{n} more have no card: the sum has them.",
                row.more,
            )
            QToolTip.showText(event.globalPos(), said, self)
        else:
            QToolTip.hideText()
        return True
