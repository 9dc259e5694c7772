"""Why a figure is what it is: its summands, in a small card beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.pricing import Term
from crm_desktop.ui import theme
from crm_desktop.ui.quote import cells
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

_WIDTH = 340
_HEIGHT = 320


class ExplainCard(QFrame):
    """A popup with the summands of a figure. Escape, or a click beside it, closes it.

    Attributes:
        terms, total: what it shows.
    """

    def __init__(
        self, owner: QWidget, title: str, terms: Sequence[Term], total: Decimal, currency: str
    ) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("Card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(theme.px(_WIDTH))
        self.terms, self.total = tuple(terms), total
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(5))
        for at, term in enumerate(terms):
            words = build.label(term.words, size=12, tone="muted", wrap=True)
            grid.addWidget(words, at, 0)
            grid.addWidget(_figure(term.amount, currency, 400), at, 1)
        grid.setColumnStretch(0, 1)
        inner = build.holder(grid)
        inner.setAutoFillBackground(False)
        area = QScrollArea()
        area.setObjectName("Terms")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(title)
        area.setWidget(inner)
        width, most = theme.px(_WIDTH) - 2 * theme.px(16) - 2, theme.px(_HEIGHT)
        wanted = grid.heightForWidth(width) + 2
        if wanted > most:
            width -= theme.px(14)  # for the bar that scrolls
        inner.setFixedWidth(width)
        area.setFixedHeight(min(wanted, most))
        head = build.label(title, weight=600)
        foot = build.row(
            build.label(_("Together"), weight=600), 0, _figure(total, currency, 600), spacing=8
        )
        self.setLayout(
            build.column(head, area, build.rule(), foot, spacing=8, margins=(16, 14, 16, 14))
        )
        self.setAccessibleName(title)
        self.setAccessibleDescription(self._said(currency))

    def _said(self, currency: str) -> str:
        parts = [f"{term.words}: {cells.amount(term.amount, currency)}" for term in self.terms]
        return ". ".join([*parts, f"{_('Together')}: {cells.amount(self.total, currency)}"])

    def open_at(self, point: QPoint) -> None:
        """Show it with its upper right corner at a point of the screen, inside the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = min(max(point.x() - self.width(), screen.left()), screen.right() - self.width())
        top = min(max(point.y(), screen.top()), screen.bottom() - self.height())
        self.move(left, top)
        self.show()
        self.setFocus()
        announce(self, self.accessibleDescription())


def _figure(amount: Decimal, currency: str, weight: int) -> QWidget:
    made = build.label(cells.amount(amount, currency), size=12.5, weight=weight)
    made.setFont(theme.font(12.5, weight, tabular=True))
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return made
