"""What history suggests for the quote: the customer's usual discount, what is bought along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Ref
from crm_desktop.ui.context import Context
from crm_desktop.ui.quote import cells
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.pricing.prices import Offer
    from crm_desktop.services.sales.quoting.suggestions import Along, Suggestions, UsualDiscount
    from crm_desktop.ui.pages.quote_page import QuotePage

MOST = 4
KEY = "F8"


class Suggested(QObject):
    """Asks what history suggests, shows it below the totals, and takes it.

    Attributes:
        cards: what is suggested: words, reason, and what taking it does.
    """

    def __init__(self, context: Context, page: QuotePage) -> None:
        super().__init__(page)
        self._tasks, self._page = context.tasks, page
        self._asked: tuple[Any, ...] = ()
        self.cards: list[tuple[str, str, Callable[[], None]]] = []
        self._shown: list[QWidget] = []
        page.document.changed.connect(self.ask)
        page.document.opened.connect(self._forget)

    def _forget(self) -> None:
        self._asked = ()
        self._show([])

    def ask(self) -> None:
        """Ask again where the customer or the products have changed."""
        document, record = self._page.document, self._page.record
        if record is None or not document.can_edit or self._tasks.workspace is None:
            return
        company = document.values.get("company")
        products = {row["product"].id for row in document.rows if row.get("product")}
        discounted = any(row.get("discount_percent") for row in document.rows)
        wanted = (company, frozenset(products), discounted, record.id)
        if wanted == self._asked:
            return
        self._asked = wanted
        if company is None and not products:
            self._show([])
            return
        key = company.id if isinstance(company, Ref) else None
        call = services.sales.suggestions.suggestions.call(
            key, tuple(products), apart_from=record.id
        )
        self._tasks.query(self, "suggestions", call, done=self._take, failed=self._without)

    def _without(self, _error: Exception) -> None:
        """No leave to read orders: then there is no history."""
        self._show([])

    def _take(self, found: Suggestions) -> None:
        cards: list[tuple[str, str, Callable[[], None]]] = []
        if found.discount is not None and self._undiscounted():
            words = _("Usual discount of {percent} %").format(
                percent=cells.plain(found.discount.percent)
            )
            act = partial(self._discount, found.discount)
            cards.append((words, found.discount.reason, act))
        for each in (*found.together, *found.usual):
            cards.append((each.product.label, each.reason, partial(self._add, each)))
        self._show(cards[:MOST])

    def _undiscounted(self) -> list[lines.Row]:
        return [
            row
            for row in self._page.document.rows
            if row.get("product") is not None
            and row.get("discount_percent") is None
            and row.get("discount_amount") is None
        ]

    def _show(self, cards: list[tuple[str, str, Callable[[], None]]]) -> None:
        self.cards = cards
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        self._shown.clear()
        if not cards:
            return
        head = build.label(_("Suggested"), size=12, weight=600, tone="muted")
        self._shown.append(head)
        for at, (words, reason, act) in enumerate(cards):
            self._shown.append(self._card(words, reason, act, first=at == 0))
        for widget in self._shown:
            self._page.totals.suggested.addWidget(widget)

    def _card(self, words: str, reason: str, act: Callable[[], None], *, first: bool) -> QWidget:
        name = build.label(words, weight=500, wrap=True)
        why = build.label(reason, size=12, tone="muted", wrap=True)
        take = build.button(_("Take it"), link=True, name=_("Take it: {what}").format(what=words))
        if first:
            take.setText(f"{_('Take it')}  {KEY}")
            take.setToolTip(_("Takes the first suggestion"))
        take.clicked.connect(act)
        build.hug(take)
        return build.panel(
            "Suggestion", build.column(name, why, take, spacing=2, margins=(10, 8, 10, 6))
        )

    # ------------------------------------------------------------------------------------ taking

    def take_first(self) -> None:
        """Take what stands on top."""
        if self.cards:
            self.cards[0][2]()

    def _discount(self, usual: UsualDiscount) -> None:
        document = self._page.document
        keys = {row[lines.KEY] for row in self._undiscounted()}
        document.change(
            tuple(
                {**row, "discount_percent": usual.percent} if row[lines.KEY] in keys else row
                for row in document.rows
            )
        )

    def _add(self, along: Along) -> None:
        prices = services.sales.prices
        quantity = along.quantity if along.quantity is not None else lines.ONE
        wish = prices.Wish(along.product.id, quantity)
        call = prices.find.call((wish,), self._page.prices.setting())
        self._tasks.query(self, f"take {along.product.id}", call, done=self._added)

    def _added(self, offers: list[Offer]) -> None:
        last = self._page.edits.take_offers(None, offers)
        if last is not None:
            self._page.grid.setFocus()
            self._page.grid.go_to(self._page.model.row_of(last), "quantity")
