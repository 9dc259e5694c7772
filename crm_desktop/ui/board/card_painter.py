"""Paints the cards of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.board import words
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.painted_list import RowLook, RowPainter

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import Card
    from crm_desktop.ui.board.column import CardList  # noqa: F401  named in a string below

HEIGHT = 112  # of a card with the gap under it
_GAP, _EDGE, _INSET = 8, 8, 12
_RADIUS = 8
_FAINT = 0.5  # of cards that are on their way to another column
_SHADOW = QColor(16, 24, 40, 13)


class CardPainter(RowPainter["Card", "CardList"]):
    """One card a row: title, company, amount and what comes next, owner and days."""

    fixed = HEIGHT

    def paint_row(self, painter: QPainter, box: QRect, row: Card, look: RowLook) -> None:
        """One card."""
        edge = theme.px(_EDGE)
        right = 1 if self.view.verticalScrollBar().isVisible() else edge  # its bar stands there
        card = QRectF(box).adjusted(edge, 0.5, -right, -theme.px(_GAP) + 0.5)
        marked = look.selected and self.view.shows_selection
        self._frame(painter, card, row, look, selected=marked)
        inside = card.adjusted(theme.px(_INSET), theme.px(9), -theme.px(_INSET), -theme.px(9))
        if row.id in self.view.on_their_way:
            painter.setOpacity(_FAINT)
        pen = Pen(painter)
        self._names(pen, inside, row)
        self._worth(pen, inside, row)
        self._foot(painter, inside, row, on_selected=marked)

    @staticmethod
    def _frame(
        painter: QPainter, card: QRectF, row: Card, look: RowLook, *, selected: bool
    ) -> None:
        """A sheet of paper; a deal that rests lies deeper, without a shadow."""
        radius, tokens = theme.px(_RADIUS), theme.tokens()
        rests, hover = row.rests_until is not None, look.hover
        if not (tokens.dark or tokens.high or rests):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_SHADOW)
            painter.drawRoundedRect(card.translated(0, 1), radius, radius)
        if look.current:
            painter.setPen(QPen(theme.color("accent"), 2))
        elif selected:
            painter.setPen(QPen(theme.color("accent"), 1))
        else:
            painter.setPen(QPen(theme.color("border_strong" if hover or tokens.high else "border")))
        ground = "hover" if rests else "raised"
        painter.setBrush(theme.color("selected" if selected else ground))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    @staticmethod
    def _names(pen: Pen, inside: QRectF, card: Card) -> None:
        line = QRectF(inside.left(), inside.top(), inside.width(), theme.px(18))
        if card.risks:
            side = theme.px(14)
            mark = QRectF(line.right() - side, line.top() + theme.px(2), side, side)
            icons.paint_icon(pen.painter, "triangle-alert", mark, theme.color("danger").name())
            line.setRight(mark.left() - theme.px(6))
        pen.words(line, card.title, 13, 600, _tone(card))
        under = QRectF(inside.left(), line.bottom(), inside.width(), theme.px(17))
        pen.words(under, card.company, 12, 400, "text2")

    def _worth(self, pen: Pen, inside: QRectF, card: Card) -> None:
        """The amount, and how long the deal stands here."""
        line = QRectF(inside.left(), inside.top() + theme.px(41), inside.width(), theme.px(18))
        taken = self._days(pen, line, card)
        room = line.adjusted(0, 0, -taken, 0)
        pen.words(room, words.amount(card), 13, 600, _tone(card), tabular=True)

    def _days(self, pen: Pen, line: QRectF, card: Card) -> float:
        """At the right; returns how much of the line it takes."""
        closed = card.closed_on
        said = words.days(card) if closed is None else i18n.day(closed, self.view.today)
        weight, token = (500, "warn") if card.rots else (400, "text2")
        pen.words(line, said, 12, weight, token, paint.RIGHT, tabular=True)
        taken = paint.text_width(said, 12, weight, tabular=True) + theme.px(10)
        if card.rots:
            side, gap = theme.px(13), theme.px(4)
            left = line.right() - taken + theme.px(10) - side - gap
            mark = QRectF(left, line.center().y() - side / 2, side, side)
            icons.paint_icon(pen.painter, "hourglass", mark, theme.color("warn").name())
            taken += side + gap
        return taken

    def _foot(self, painter: QPainter, inside: QRectF, card: Card, *, on_selected: bool) -> None:
        """What comes next, and whose it is."""
        side = theme.px(20)
        line = QRectF(inside.left(), inside.bottom() - side, inside.width(), side)
        if card.owner:
            disc = QRectF(line.right() - side, line.top(), side, side)
            paint.avatar(painter, disc, card.owner)
            line.setRight(disc.left() - theme.px(8))
        if card.closed_on is None:
            self._next(painter, line, card, on_selected=on_selected)

    def _next(self, painter: QPainter, line: QRectF, card: Card, *, on_selected: bool) -> None:
        """A pill: a shape and words beside its colour."""
        if card.rests_until is not None:
            hue, mark, said = "slate", "circle-pause", words.rests_short(card, self.view.today)
        else:
            hue, mark, _said = words.NEXT[card.next.value]
            said = words.next_said(card, self.view.today)
        background, foreground = theme.hue(hue)
        side, gap, edge = theme.px(12), theme.px(4), theme.px(7)
        width = paint.text_width(said, paint.PILL_SIZE, 500) + side + gap + 2 * edge + 1
        shape = QRectF(line.left(), line.top(), min(width, line.width()), line.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("canvas") if on_selected else background)
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
        place = QRectF(shape.left() + edge, shape.center().y() - side / 2, side, side)
        icons.paint_icon(painter, mark, place, foreground.name())
        _hued(painter, shape.adjusted(edge + side + gap, 0, -edge + 2, 0), said, foreground)


def _tone(card: Card) -> str:
    """Deals that rest are grey, and can still be read."""
    return "text2" if card.rests_until is not None else "text"


def _hued(painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
    painter.setPen(colour)
    painter.setFont(theme.font(paint.PILL_SIZE, 500))
    turned = mirror.upright(painter, box)
    painter.drawText(box, paint.LEFT, paint.fitted(text, paint.PILL_SIZE, 500, int(box.width())))
    if turned:
        painter.restore()


def drop_words(stage: str, kind: str) -> str:
    """What dropping a card here does."""
    if kind == "won":
        return _("Close as won")
    if kind == "lost":
        return _("Close as lost")
    return _("Move to {stage}").format(stage=stage)
