"""How an order stands: what of it is delivered, invoiced and open. Pure.

Ordered + delivered in excess = delivered + open, line by line and always. What an order still has
to bring in (its open net) is that of its lines with their part of the document's discounts, so that
an order of which nothing is delivered is open with its whole net amount.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from crm_desktop.services import money
from crm_desktop.services.sales.papers import line_amounts
from crm_desktop.services.sales.papers.sheet import Sheet, SheetRow, sheet_of

Row = Mapping[str, Any]
Values = Mapping[str, Any]
ZERO, ONE = Decimal(0), Decimal(1)
COUNTED = frozenset({"shipped", "delivered"})  # deliveries that have left the house, and stay there
OVER = frozenset({"delivered", "invoiced", "cancelled"})  # nothing is to be delivered any more
BY_HAND = frozenset({"part-delivered", "delivered", "invoiced"})
_SOLD = frozenset({None, "product", "text", "option", "alternative"})
_BETWEEN = re.compile(r"[\n\r\t,;]+")


@dataclass(frozen=True, slots=True)
class LineState:
    """A line of an order, and where its goods are.

    Attributes:
        ordered: how much is to be delivered; zero: nothing, as of headings, of options that were
            not chosen, and of bundles whose parts are delivered one by one.
        delivered: how much has left the house; None where nothing is to be.
        open: how much is still to be delivered, never less than zero.
        invoiced: how much is on invoices.
        net: without tax, with its part of the document's discounts; None where it does not count.
        open_net: how much of it is not delivered.
    """

    row: SheetRow
    ordered: Decimal
    delivered: Decimal
    open: Decimal
    invoiced: Decimal
    net: Decimal | None
    open_net: Decimal

    @property
    def position(self) -> int:
        """By which deliveries name it."""
        return self.row.row.get("position") or 0

    @property
    def values(self) -> Row:
        """The line as it is stored."""
        return self.row.row


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order as a whole."""

    sheet: Sheet
    lines: tuple[LineState, ...]
    status: str

    @property
    def open_net(self) -> Decimal:
        """What is still to be delivered, without tax."""
        return sum((line.open_net for line in self.lines), ZERO)

    @property
    def ordered(self) -> Decimal:
        """How many pieces of whatever."""
        return sum((line.ordered for line in self.lines), ZERO)

    @property
    def delivered(self) -> Decimal:
        """How many of them have left the house."""
        return sum((line.delivered for line in self.lines), ZERO)

    @property
    def open(self) -> Decimal:
        """How many have not."""
        return sum((line.open for line in self.lines), ZERO)

    @property
    def is_open(self) -> bool:
        """Something is still to be delivered."""
        return any(line.open for line in self.lines)

    def line(self, position: int) -> LineState | None:
        """The line of that position."""
        return next((line for line in self.lines if line.position == position), None)


def state_of(values: Values, sheet: Sheet | None = None) -> OrderState:
    """How an order stands, by its values."""
    sheet = sheet or sheet_of(values)
    status = values.get("status") or "open"
    is_over = status in OVER
    ordered = _to_deliver(sheet.rows)
    open_parts = [_open_part(row, count) for row, count in zip(sheet.rows, ordered, strict=True)]
    shares = _shares(sheet.rows, open_parts)
    currency = values.get("currency")
    lines: list[LineState] = []
    for row, count, share in zip(sheet.rows, ordered, shares, strict=True):
        delivered = row.row.get("delivered_quantity") or ZERO
        net = row.priced.net + row.priced.spread if row.counts and row.priced else None
        left = ZERO if is_over else max(count - delivered, ZERO)
        open_net = ZERO
        if net is not None and not is_over:
            open_net = _part(net, share, currency)
        invoiced = row.row.get("invoiced_quantity") or ZERO
        lines.append(LineState(row, count, delivered, left, invoiced, net, open_net))
    return OrderState(sheet, tuple(lines), status)


def _part(net: Decimal, share: Fraction, currency: str | None) -> Decimal:
    with localcontext(prec=40):
        return money.rounded(net * share.numerator / share.denominator, currency)


def _to_deliver(rows: Sequence[SheetRow]) -> list[Decimal]:
    """How much of each row is to be delivered."""
    counts = line_amounts.counting([row.row for row in rows])
    bundles = {row.bundle for row in rows if row.bundle is not None}
    out: list[Decimal] = []
    for at, (row, chosen) in enumerate(zip(rows, counts, strict=True)):
        quantity = row.row.get("quantity")
        if row.row.get("kind") not in _SOLD or not chosen or at in bundles:
            out.append(ZERO)
        elif quantity is None:
            out.append(ONE if row.line is not None else ZERO)
        else:
            out.append(max(quantity, ZERO))
    for at, row in enumerate(rows):  # the parts of a bundle that is not sold
        if row.bundle is not None and not counts[row.bundle]:
            out[at] = ZERO
    return out


def _open_part(row: SheetRow, ordered: Decimal) -> Fraction | None:
    """Which part of a line is open; None where nothing is to be delivered."""
    if not ordered:
        return None
    left = max(ordered - (row.row.get("delivered_quantity") or ZERO), ZERO)
    return Fraction(left) / Fraction(ordered)


def _shares(rows: Sequence[SheetRow], parts: Sequence[Fraction | None]) -> list[Fraction]:
    """Which part of the amount of each row is open.

    Of a bundle it is that of the part of which most is missing. What cannot be delivered, such as
    goods taken in payment, is open as long as anything is.
    """
    known = [part for part in parts if part is not None]
    otherwise = Fraction(not known or any(known))
    out: list[Fraction] = []
    for at, part in enumerate(parts):
        own = [p for row, p in zip(rows, parts, strict=True) if row.bundle == at and p is not None]
        out.append(part if part is not None else max(own) if own else otherwise)
    return out


def status_of(before: Values | None, wanted: Values) -> str:
    """The status of an order by what was delivered and invoiced.

    What was said by hand holds as long as no delivery tells otherwise. When the last delivery is
    taken back the order is as it was: confirmed.
    """
    said = wanted.get("status") or "open"
    if said == "cancelled":
        return said
    sheet = sheet_of(wanted)
    state = state_of(dict(wanted) | {"status": "confirmed"}, sheet)
    moved = any(line.delivered for line in state.lines)
    if moved and state.is_open:
        return "part-delivered"
    if not moved and (still := _undelivered(before, said)):
        return still
    if _is_paid_for(wanted, sheet):
        return "invoiced"
    by_hand = said == "invoiced" and not moved and not _falls_back(before, wanted)
    return said if by_hand else "delivered"


def _undelivered(before: Values | None, said: str) -> str:
    """The status of an order without deliveries; "" where it was said that it is all delivered."""
    if before is not None and _any_delivered(before) and said in BY_HAND:
        return "confirmed"
    return "" if said in ("delivered", "invoiced") else said


def _any_delivered(values: Values) -> bool:
    return any(row.get("delivered_quantity") for row in values.get("lines") or ())


def _is_paid_for(values: Values, sheet: Sheet) -> bool:
    """Everything is on invoices."""
    invoiced = invoiced_of(values)
    return invoiced is not None and bool(sheet.counting) and invoiced >= sheet.priced.tax_inclusive


def _falls_back(before: Values | None, wanted: Values) -> bool:
    """An invoice was taken back, of an order that was invoiced."""
    if before is None or before.get("status") != "invoiced":
        return False
    return (invoiced_of(wanted) or ZERO) < (invoiced_of(before) or ZERO)


def invoiced_of(values: Values) -> Decimal | None:
    """What is on the invoices of an order; None: there is none."""
    rows = values.get("invoices") or ()
    amounts = [row["amount"] for row in rows if row.get("amount") is not None]
    return sum(amounts, ZERO) if amounts else None


def late_days(delivery_on: date | None, state: OrderState, today: date) -> int:
    """For how many days something should have been delivered; zero: nothing is late."""
    late = 0
    for line in state.lines:
        due = line.values.get("delivery_on") or delivery_on
        if line.open and due is not None:
            late = max(late, (today - due).days)
    return late


def serials_of(text: str | None) -> tuple[str, ...]:
    """Serial numbers as they are typed, pasted or scanned: one a line, or with commas between."""
    parts = (" ".join(part.split()) for part in _BETWEEN.split(text or ""))
    return tuple(part for part in parts if part)
