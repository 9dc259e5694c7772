"""Which price a customer gets for a quantity of a product on a day, and in words why. Pure.

The first of these levels that has a price wins: prices of the customer, the price list, the lists
from which it takes what it lacks, the product itself. At a level the price from the largest
quantity wins, of two equal ones the one that began later. A percentage is taken off what the
product costs without it: at the same level, else at the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from uuid import UUID

from crm_desktop.i18n import _, plain_number

ZERO, HUNDRED = Decimal(0), Decimal(100)
PLACES = Decimal("0.0001")  # of a unit price
_LONG_AGO = date.min


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price of a product. `unit_price`, or `discount_percent` off what it costs without it."""

    id: UUID
    price_list: UUID | None = None
    company: UUID | None = None
    currency: str | None = None
    min_quantity: Decimal | None = None
    unit_price: Decimal | None = None
    discount_percent: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def least(self) -> Decimal:
        """From which quantity on it holds."""
        return self.min_quantity or ZERO

    @property
    def rank(self) -> tuple[Decimal, date, bool, int]:
        """The greatest of those that hold wins."""
        return (
            self.least,
            self.valid_from or _LONG_AGO,
            self.unit_price is not None,
            self.id.int,
        )

    def holds(self, day: date, quantity: Decimal) -> bool:
        """Whether it is for that day and quantity."""
        return within(day, self.valid_from, self.valid_to) and self.least <= abs(quantity)


@dataclass(frozen=True, slots=True)
class ListFacts:
    """A price list."""

    id: UUID
    name: str
    currency: str
    parent: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    includes_tax: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom and how a price is asked.

    Attributes:
        lists: the price lists to be looked into, in this order.
        includes_tax: whether the prices of the document do.
    """

    currency: str
    day: date
    company: UUID | None = None
    lists: tuple[ListFacts, ...] = ()
    includes_tax: bool = False


@dataclass(frozen=True, slots=True)
class Prices:
    """What there is about the prices of one product.

    Attributes:
        rows: its prices, of any list, customer and currency.
        list_price: its own price, without tax; currency: of that.
        tax_rate: in percent.
        unit: in words, as "pieces".
    """

    rows: tuple[PriceRow, ...]
    list_price: Decimal | None
    currency: str | None
    tax_rate: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """Where a price can stand: prices of the customer, of a list, of the product itself."""

    rows: tuple[PriceRow, ...]
    price_list: ListFacts | None = None
    is_customer: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A price.

    Attributes:
        price: of one unit, exact, as the document's prices are (with or without tax).
        words: where it comes from.
        percent: what of `before` a customer's percentage takes off; None where there is none.
        before: the price to which that belongs.
    """

    price: Decimal
    words: str
    percent: Decimal | None = None
    before: Decimal | None = None


def within(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two, either of which may be open."""
    return (first is None or first <= day) and (last is None or day <= last)


def rounded(price: Decimal) -> Decimal:
    """A unit price as it is written down: four decimals, a half away from zero."""
    with localcontext(prec=60):
        return price.quantize(PLACES, ROUND_HALF_UP)


class Lookup:
    """The prices of one product for one customer."""

    def __init__(self, prices: Prices, terms: Terms) -> None:
        self._prices, self._terms = prices, terms
        self._levels = tuple(self._all_levels())

    def find(self, quantity: Decimal) -> Found | None:
        """The price for a quantity; None where none is in the currency."""
        return self._at(0, quantity)

    def official(self, quantity: Decimal) -> Found | None:
        """The price without what was agreed with the customer."""
        first = 1 if self._levels and self._levels[0].is_customer else 0
        return self._at(first, quantity)

    def breaks(self, quantity: Decimal) -> Iterator[tuple[Decimal, Found]]:
        """From which larger quantities on there is another price, and which."""
        found = self.find(quantity)
        last = found and rounded(found.price)
        rows = (row for level in self._levels for row in level.rows)
        for least in sorted({row.least for row in rows if row.least > abs(quantity)}):
            found = self.find(least)
            if found is not None and rounded(found.price) != last:
                last = rounded(found.price)
                yield least, found

    # ---- levels

    def _all_levels(self) -> Iterator[Level]:
        terms = self._terms
        known = {each.id: each for each in terms.lists}
        rows = [row for row in self._prices.rows if within(terms.day, row.valid_from, row.valid_to)]
        if terms.company is not None:
            own = (
                row
                for row in rows
                if row.company == terms.company
                and (row.price_list is None or row.price_list in known)
            )
            yield Level(self._usable(own, None), is_customer=True)
        for each in terms.lists:
            of_list = (row for row in rows if row.price_list == each.id and row.company is None)
            yield Level(self._usable(of_list, each), each)
        free = (row for row in rows if row.price_list is None and row.company is None)
        yield Level(self._usable(free, None))

    def _usable(
        self, rows: Iterator[PriceRow], price_list: ListFacts | None
    ) -> tuple[PriceRow, ...]:
        """Those in the currency that is asked for, the one that wins first."""
        kept = [row for row in rows if self._is_in_currency(row, price_list)]
        return tuple(sorted(kept, key=lambda row: row.rank, reverse=True))

    def _is_in_currency(self, row: PriceRow, price_list: ListFacts | None) -> bool:
        of_list = price_list or self._list_of(row)
        currency = row.currency or (of_list.currency if of_list else None)
        if currency is None and row.unit_price is not None:
            currency = self._prices.currency
        return currency is None or currency == self._terms.currency

    def _list_of(self, row: PriceRow) -> ListFacts | None:
        return next((each for each in self._terms.lists if each.id == row.price_list), None)

    # ---- prices

    def _at(self, start: int, quantity: Decimal) -> Found | None:
        for at in range(start, len(self._levels)):
            level = self._levels[at]
            held = [row for row in level.rows if row.holds(self._terms.day, quantity)]
            for place, row in enumerate(held):
                found = self._of_row(row, level, held[place + 1 :], at, quantity)
                if found is not None:
                    return found
        return self._own_price()

    def _own_price(self) -> Found | None:
        prices = self._prices
        if prices.list_price is None or prices.currency not in (None, self._terms.currency):
            return None
        return Found(self._in_terms(prices.list_price, None), _("List price of the product"))

    def _of_row(
        self, row: PriceRow, level: Level, rest: Sequence[PriceRow], at: int, quantity: Decimal
    ) -> Found | None:
        if row.unit_price is not None:
            return self._fixed(row, row.unit_price, level)
        if row.discount_percent is None:
            return None
        base = self._base(level, rest, at, quantity)
        if base is None:
            return None
        return _less(base, row.discount_percent, self._where(row, level), level)

    def _base(
        self, level: Level, rest: Sequence[PriceRow], at: int, quantity: Decimal
    ) -> Found | None:
        """What the product costs without a percentage."""
        for row in rest:
            if row.unit_price is not None:
                return self._fixed(row, row.unit_price, level)
        return self._at(at + 1, quantity)

    def _fixed(self, row: PriceRow, price: Decimal, level: Level) -> Found:
        return Found(self._in_terms(price, self._list_of(row)), self._where(row, level))

    def _in_terms(self, price: Decimal, price_list: ListFacts | None) -> Decimal:
        """With or without tax, as the document wants it; exact."""
        has_tax = price_list is not None and price_list.includes_tax
        rate = self._prices.tax_rate or ZERO
        if has_tax == self._terms.includes_tax or not rate:
            return price
        return taxed(price, rate, add=not has_tax)

    def _where(self, row: PriceRow, level: Level) -> str:
        """Where a price stands, in words."""
        if level.is_customer:
            words = _("Customer's price")
        elif level.price_list is not None:
            words = _("Price list {name}").format(name=level.price_list.name)
        else:
            words = _("Price of the product")
        if row.least <= 1:
            return words
        from_on = _("{price}, from {quantity} {unit}").format(
            price=words, quantity=plain_number(row.least), unit=self._prices.unit
        )
        return from_on.rstrip()


def taxed(price: Decimal, rate: Decimal, *, add: bool) -> Decimal:
    """A price with the tax of a rate, or without it; exact."""
    with localcontext(prec=60):
        whole = HUNDRED + rate
        return price * whole / HUNDRED if add else price * HUNDRED / whole


def _less(base: Found, percent: Decimal, where: str, level: Level) -> Found:
    """A price with a percentage taken off; one of a customer is shown as a discount."""
    with localcontext(prec=60):
        price = base.price * (HUNDRED - percent) / HUNDRED
    words = _("{price}, less {percent} % ({where})")
    if percent < 0:
        words = _("{price}, plus {percent} % ({where})")
    told = words.format(price=base.words, percent=plain_number(abs(percent)), where=where)
    if level.is_customer and percent >= 0:
        return Found(price, told, percent, base.price)
    return Found(price, told)
