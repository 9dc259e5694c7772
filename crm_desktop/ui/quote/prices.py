"""The way from the grid to prices: products found by words and codes, offers for lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Ref
from crm_desktop.services.sales.papers.sheet import Floor
from crm_desktop.ui.context import Context
from crm_desktop.ui.quote import cells
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.document import QuoteDocument

if TYPE_CHECKING:
    from crm_desktop.services.sales.pricing.prices import Floor as ProductFloor
    from crm_desktop.services.sales.pricing.prices import Offer, Pasted, PriceSetting

MOST_FOUND = 40
BY_HAND = N_("Typed by hand")
# What an offer says anew when the quantity of a line changes; the rest was perhaps typed over.
_OF_PRICE = ("list_price", "unit_price", "discount_percent", "price_rule", "cost", "base_quantity")
_THAT_DIFFER = ("unit_price", "discount_percent", "base_quantity")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Differing:
    """Prices of a quote that would be others by now.

    Attributes:
        rows: the new values of lines, by their keys.
        change: by how much the net amount of the quote would change.
    """

    rows: Mapping[int, Mapping[str, Any]]
    change: Decimal


class QuotePrices(QObject):
    """Asks for prices in the setting of a quote: its customer, price list, currency and day.

    Attributes:
        offers: what was offered for a line, by its key.

    Signals:
        arrived: there is more to say about lines.
        compared: what differs (Differing), after prices depend on something else.
    """

    arrived = Signal()
    compared = Signal(object)

    def __init__(self, context: Context, document: QuoteDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._document = context.tasks, document
        self.offers: dict[int, Offer] = {}
        document.opened.connect(self.look_all)

    def setting(self) -> PriceSetting:
        """For which document prices are asked."""
        values = self._document.values
        return services.sales.prices.PriceSetting(
            currency=values.get("currency"),
            company=_id(values.get("company")),
            price_list=_id(values.get("price_list")),
            day=values.get("issued_on"),
            language=values.get("language"),
            prices_include_tax=bool(values.get("prices_include_tax")),
        )

    # ---------------------------------------------------------------------------------- asking

    def search(self, text: str, done: Callable[[list[Offer]], None]) -> None:
        """Products found by words; the newest question wins."""
        call = services.sales.prices.search.call(text, self.setting(), MOST_FOUND)
        self._tasks.query(self, "search", call, done=done)

    def search_beside(self, text: str, done: Callable[[list[Offer]], None]) -> None:
        """The same, whatever is searched for elsewhere meanwhile."""
        call = services.sales.prices.search.call(text, self.setting(), 2)
        self._tasks.query(self, f"named {text}", call, done=done)

    def forget_search(self) -> None:
        """Nobody waits for products any more."""
        self._tasks.forget(self, "search")

    def by_codes(
        self,
        pasted: Sequence[tuple[str, Decimal | None]],
        done: Callable[[list[Pasted]], None],
    ) -> None:
        """Products by their codes, each with its quantity."""
        call = services.sales.prices.by_codes.call(tuple(pasted), self.setting())
        self._tasks.query(self, f"codes {id(pasted)}", call, done=done)

    def look_all(self) -> None:
        """What all lines would cost now, and below what their products are not sold."""
        self.offers.clear()
        if self._document.can_edit:
            self._ask("all", [row[lines.KEY] for row in self._document.rows], take=False)

    def compare(self) -> None:
        """Prices depend on something else now: look what they would be. Nothing is changed."""
        self.offers.clear()
        if self._document.can_edit:
            keys = [row[lines.KEY] for row in self._document.rows]
            self._ask("all", keys, take=False, then=self._tell_differing)

    def take(self, keys: Iterable[int], then: Callable[[], None] | None = None) -> None:
        """Give lines the price they have now; it belongs to the last step."""
        wanted = list(keys)
        self._ask(f"line {wanted}", wanted, take=True, whatever=True, then=then)

    def look(self, keys: Iterable[int]) -> None:
        """Other quantities: their prices follow, where nobody has typed one."""
        wanted = list(keys)
        self._ask(f"line {wanted}", wanted, take=True)

    def reprice(self) -> None:
        """Give every line that has a rule the price it has in the setting as it is now."""
        inside = lines.within(self._document.rows)
        keys = [row[lines.KEY] for row in self._document.rows if row[lines.KEY] not in inside]
        self._ask("all", keys, take=True, whatever=True)

    def _ask(
        self,
        slot: str,
        keys: list[int],
        *,
        take: bool,
        whatever: bool = False,
        then: Callable[[], None] | None = None,
    ) -> None:
        rows = {row[lines.KEY]: row for row in self._document.rows}
        sold = [key for key in keys if key in rows and rows[key].get("product") is not None]
        if not sold or self._tasks.workspace is None:
            return
        wish = services.sales.prices.Wish
        wishes = tuple(_wish(wish, rows[key]) for key in sold)
        done = partial(self._found, sold, take, whatever, then)
        call = services.sales.prices.find.call(wishes, self.setting())
        self._tasks.query(self, slot, call, done=done)

    # --------------------------------------------------------------------------------- answers

    def _found(
        self,
        keys: list[int],
        take: bool,
        whatever: bool,
        then: Callable[[], None] | None,
        found: list[Offer],
    ) -> None:
        """Offers in the order of the wishes; a product that is gone has none."""
        rows = {row[lines.KEY]: row for row in self._document.rows}
        news: dict[int, Mapping[str, Any]] = {}
        answers = list(found)
        for key in keys:
            row = rows.get(key)
            if not answers or row is None:
                continue
            product = row.get("product")
            if not isinstance(product, Ref) or answers[0].product.id != product.id:
                continue
            offer = answers.pop(0)
            if take and (whatever or self.follows(row)):
                news[key] = _priced_anew(row, offer)
            self.offers[key] = offer
        if news:
            self._document.settle(_with(self._document.rows, news))
        self._ask_floors()
        self.arrived.emit()
        if then is not None:
            then()

    def _tell_differing(self) -> None:
        self.compared.emit(self.differing())

    def differing(self) -> Differing:
        """The lines whose price, by what was offered last, would be another one.

        What was typed by hand is not among them, nor what has no price any more.
        """
        rows = self._document.rows
        news: dict[int, Mapping[str, Any]] = {}
        for row in rows:
            offer = self.offers.get(row[lines.KEY])
            if offer is None or not _has_rule(row) or offer.row.get("unit_price") is None:
                continue
            made = _priced_anew(row, offer)
            if any(row.get(key) != made.get(key) for key in _THAT_DIFFER):
                news[row[lines.KEY]] = made
        before = self._document.sheet.priced.tax_exclusive
        return Differing(
            news, self._document.sheet_with(_with(rows, news)).priced.tax_exclusive - before
        )

    def take_differing(self) -> None:
        """Take all of these, as one step."""
        self._document.change(_with(self._document.rows, self.differing().rows))
        self.arrived.emit()

    def follows(self, row: lines.Row) -> bool:
        """Whether its price is the one that was offered: nobody has typed over it."""
        offer = self.offers.get(row[lines.KEY])
        if offer is None:
            return False
        same = all(row.get(key) == offer.row.get(key) for key in ("unit_price", "price_rule"))
        return same and row.get("price_rule") is not None

    def took(self, row: lines.Row, offer: Offer) -> None:
        """A line was made of an offer."""
        self.offers[row[lines.KEY]] = offer
        self._ask_floors()

    def _ask_floors(self) -> None:
        products = {_id(row.get("product")) for row in self._document.rows}
        missing = tuple(
            key for key in products if key is not None and key not in self._document.floors
        )
        if missing:
            call = services.sales.prices.floors.call(missing, self.setting())
            self._tasks.query(self, "floors", call, done=self._take_floors)

    def _take_floors(self, found: Mapping[UUID, ProductFloor]) -> None:
        self._document.set_floors(
            {key: Floor(floor.min_price, floor.min_margin) for key, floor in found.items()}
        )

    def said_of(self, row: lines.Row) -> str:
        """What should be known about the price of a line."""
        offer = self.offers.get(row[lines.KEY])
        if offer is None:
            return ""
        told = list(offer.notes)
        offered, own = offer.row.get("unit_price"), row.get("unit_price")
        if offered is not None and own is not None and offered != own:
            price = cells.price(offered, self._document.currency)
            told.append(_("usually {price}").format(price=price))
        return "  ·  ".join(told)


def _with(rows: lines.Rows, news: Mapping[int, Mapping[str, Any]]) -> lines.Rows:
    return tuple({**row, **news.get(row[lines.KEY], {})} for row in rows)


def _has_rule(row: lines.Row) -> bool:
    """Its price was found, not typed."""
    return row.get("unit_price") is not None and row.get("price_rule") not in (None, _(BY_HAND))


def _wish(kind: Any, row: lines.Row) -> Any:
    quantity = row.get("quantity")
    return kind(row["product"].id, ONE if quantity is None else quantity)


def _priced_anew(row: lines.Row, offer: Offer) -> dict[str, Any]:
    """The values of its price; a discount that was typed stays."""
    made = {key: offer.row.get(key) for key in _OF_PRICE}
    if row.get("discount_percent") is not None or row.get("discount_amount") is not None:
        made["discount_percent"] = row.get("discount_percent")
    return made


def _id(ref: Any) -> UUID | None:
    return ref.id if isinstance(ref, Ref) else None
