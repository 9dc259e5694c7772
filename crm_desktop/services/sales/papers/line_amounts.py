"""Lines of deals, quotes and orders as the pricing engine takes them, and what it makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm_desktop.services import money, pricing

Row = Mapping[str, Any]
ZERO, ONE = Decimal(0), Decimal(1)
_PRICED = frozenset({None, "product", "text"})
_CHOSEN = frozenset({"option", "alternative"})
SOLD = _PRICED | _CHOSEN  # kinds of lines that can cost something


@dataclass(frozen=True, slots=True)
class Amounts:
    """What lines come to.

    Attributes:
        lines: the rows with their net amounts.
        net: the sum of those that count.
        cost: None where the cost of one is not known.
    """

    lines: tuple[dict[str, Any], ...]
    net: Decimal
    cost: Decimal | None


def counts(row: Row) -> bool:
    """Whether a line by itself is part of the total: an option only once it is chosen."""
    kind = row.get("kind")
    return kind in _PRICED or (kind in _CHOSEN and not row.get("unselected"))


def counting(rows: Sequence[Row]) -> list[bool]:
    """Which of the lines are part of the total.

    Of the alternatives of one group exactly one is: the first that is chosen, else the first.
    Alternatives without a group belong together where they stand one after the other.
    """
    flags = [counts(row) for row in rows]
    for places in alternatives(rows):
        chosen = next((at for at in places if flags[at]), places[0])
        for at in places:
            flags[at] = at == chosen
    return flags


def alternatives(rows: Sequence[Row]) -> Iterable[list[int]]:
    """The places of the alternatives of each group."""
    groups: dict[Any, list[int]] = {}
    run = -1  # where the present run of alternatives without a group began
    for at, row in enumerate(rows):
        if row.get("kind") != "alternative":
            run = run if row.get("kind") == "note" else -1
            continue
        group: Any = row.get("alternative_group")
        if not group:
            group = run = at if run < 0 else run
        groups.setdefault(group, []).append(at)
    return groups.values()


def has_amount(row: Row) -> bool:
    """Whether a line costs anything at all: headings and notes do not."""
    return row.get("kind") in SOLD and row.get("unit_price") is not None


def has_base(row: Row) -> bool:
    """Whether its price is for some units: for none it cannot be reckoned."""
    base = row.get("base_quantity")
    return base is None or base > 0


def line_of(row: Row, currency: str | None) -> pricing.Line:
    """A line for the engine."""
    allowances: tuple[pricing.Adjustment, ...] = ()
    if row.get("discount_amount") is not None:
        off = money.rounded(row["discount_amount"], currency)
        allowances = (pricing.Adjustment(amount=off),)
    elif row.get("discount_percent") is not None:
        allowances = (pricing.Adjustment(percent=row["discount_percent"]),)
    quantity = row.get("quantity")
    return pricing.Line(
        quantity=ONE if quantity is None else quantity,
        unit_price=row.get("unit_price") or ZERO,
        base_quantity=row.get("base_quantity") or ONE,
        allowances=allowances,
        tax_category=row.get("tax_category") or "S",
        tax_rate=row.get("tax_rate") or ZERO,
        cost=row.get("cost"),
    )


def amounts(rows: Sequence[Row], currency: str | None) -> Amounts:
    """Price lines one by one, and add up those that count."""
    lines: list[dict[str, Any]] = []
    net, cost = ZERO, ZERO
    known = True
    for row, chosen in zip(rows, counting(rows), strict=True):
        priced = _priced(row, currency)
        own = dict(row) | {"net": priced.net if priced else None}
        lines.append(own)
        if priced is not None and chosen:
            net += priced.net
            known = known and priced.cost is not None
            cost += priced.cost or ZERO
    return Amounts(tuple(lines), net, cost if known and lines else None)


def _priced(row: Row, currency: str | None) -> pricing.PricedLine | None:
    if not has_amount(row) or not has_base(row):
        return None
    known = currency if currency and is_known(currency) else "EUR"  # two decimals, like most
    document = pricing.Document(known, (line_of(row, known),))
    return pricing.price(document).lines[0]


def is_known(currency: str | None) -> bool:
    """Whether there is such a currency."""
    try:
        pricing.unit_of(currency or "")
    except KeyError:
        return False
    return True
