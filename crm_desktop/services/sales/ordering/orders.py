"""Orders at work: confirmed, cancelled, invoiced, paid; how they stand, and what is open in all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _, plain_number
from crm_desktop.i18n import amount as money_words
from crm_desktop.models.tables import table
from crm_desktop.services import loading, money, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.sales.ordering import deliveries, order_states
from crm_desktop.services.sales.ordering.order_states import LineState, OrderState
from crm_desktop.services.workspace import ReadTx, Tx, command, query

ZERO = Decimal(0)
_DAYS = re.compile(r"\b(\d{1,3})\s*(?:days?|d|tage?|jours?|días?|дней|днів|dni|zile|天)\b", re.I)
CANCELLED = N_("{order} is cancelled. Nothing was changed. Confirm it first.")
NO_NUMBER = N_("The invoice needs its number, as it stands in your bookkeeping.")
THERE = N_("{order} has an invoice {number} already. Nothing was changed.")
NOTHING = N_("All of {order} is on invoices already. Nothing was changed.")
TOO_MANY = N_("Of {what} {open} are not on an invoice yet, not {asked}. Nothing was changed.")
NO_LINE = N_("{order} has no line {position} that could be invoiced. Nothing was changed.")
NO_INVOICE = N_("{order} has no invoice {number}. Nothing was changed.")
NOT_MORE = N_("An amount must be more than zero. Nothing was changed.")


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def confirm(tx: Tx, order: UUID) -> Record:
    """The customer has our word. A cancelled order is taken up again."""
    return _say(tx, order, "confirmed", _("Confirm order {order}"))


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def cancel(tx: Tx, order: UUID) -> Record:
    """Nothing more of it is delivered; what was delivered stays so."""
    return _say(tx, order, "cancelled", _("Cancel order {order}"))


def _say(tx: Tx, order: UUID, status: str, label: str) -> Record:
    records.hold(tx, ENTITIES["order"], (order,))
    before = deliveries.living_order(tx, order)
    tx.label(label.format(order=before.label))
    if before.values["status"] == status:
        return before
    records.update_record(tx, before, {"status": status})
    return records.get(tx, "order", order)


# ---------------------------------------------------------------- new ones


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier order of a customer."""

    id: UUID
    number: str
    title: str
    ordered_on: date | None
    net: Decimal | None
    currency: str


@query(Permission.ORDER_READ)
def earlier(tx: ReadTx, company: UUID, most: int = 5) -> list[Earlier]:
    """The newest orders of a customer: most of the next one stands in them."""
    orders = table("sales_order")
    found = (
        select(
            orders.c.id,
            orders.c.name,
            orders.c.title,
            orders.c.ordered_on,
            orders.c.tax_exclusive,
            orders.c.currency,
        )
        .where(orders.c.company_id == company, orders.c.deleted_at.is_(None))
        .order_by(orders.c.ordered_on.desc().nulls_last(), orders.c.id.desc())
        .limit(most)
    )
    return [
        Earlier(key, name, title or "", day, net, currency or "")
        for key, name, title, day, net, currency in tx.session.execute(found)
    ]


@command(Permission.ORDER_EDIT, Purpose.CREATE)
def new(
    tx: Tx,
    company: UUID | None = None,
    *,
    person: UUID | None = None,
    copy_of: UUID | None = None,
    values: Mapping[str, Any] | None = None,
) -> Record:
    """An order without a quote, with the terms and addresses of the customer as they are today.

    copy_of: an earlier order whose lines and terms it takes over, with today's taxes where those
    lack any. values: what is said of it besides.
    """
    from crm_desktop.services.sales.quoting import quote_making  # it is long to load

    given = quote_making.sources(tx, company=company, person=person, order=copy_of)
    kind = ENTITIES["order"]
    usual = {
        key: value
        for key, value in quote_making.values_of(tx, given).items()
        if kind.has(key) and not kind.field(key).derived
    }
    own = {key: value for key, value in (values or {}).items() if value is not None}
    record = records.get(tx, "order", records.insert_record(tx, "order", usual | own))
    tx.label(_("New order {order}").format(order=record.label))
    return record


# ---------------------------------------------------------------- invoices


@dataclass(frozen=True, slots=True)
class Billed:
    """How much of a line goes on an invoice."""

    position: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """What is said of an invoice.

    Attributes:
        number: as it stands in the bookkeeping program that wrote it.
        issued_on: None: today. due_on: None: by the payment terms of the order.
        amount: with tax; None: of the lines.
    """

    number: str
    issued_on: date | None = None
    due_on: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Invoiced:
    """What an invoice did.

    Attributes:
        amount: with tax. status: of the order from now on. words: a sentence about it.
    """

    amount: Decimal
    status: str
    words: str


@query(Permission.ORDER_READ)
def billable(tx: ReadTx, order: UUID) -> list[tuple[LineState, Decimal]]:
    """The lines that are not all on invoices, with what has left the house but is on none."""
    state = state_of(records.get(tx, "order", order))
    return [
        (line, max(min(line.delivered, _billed(line)) - line.invoiced, ZERO))
        for line in state.lines
        if _billed(line) > line.invoiced
    ]


@query(Permission.ORDER_READ)
def amount_of(tx: ReadTx, order: UUID, parts: Sequence[Billed] | None = None) -> Decimal:
    """What an invoice about parts of an order comes to, with tax."""
    record = records.get(tx, "order", order)
    return _amount(record, state_of(record), _parts(record, state_of(record), parts))


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def invoice(tx: Tx, order: UUID, what: Invoice, parts: Sequence[Billed] | None = None) -> Invoiced:
    """Note an invoice about parts of an order; without any: about all that is on none.

    The amounts of several add up to the total of the order to the cent.
    """
    records.hold(tx, ENTITIES["order"], (order,))
    before = deliveries.living_order(tx, order)
    number = " ".join(what.number.split())
    _check_invoice(before, number, what.amount)
    state = state_of(before)
    billed = _parts(before, state, parts)
    amount = _amount(before, state, billed) if what.amount is None else what.amount
    issued = what.issued_on or tx.now.astimezone().date()
    due = what.due_on or due_day(before.values.get("payment_terms"), issued)
    row = {"number": number, "issued_on": issued, "amount": amount, "due_on": due}
    lines = _with_invoiced(state, before, billed)
    changed = {"lines": lines, "invoices": (*before.values["invoices"], row)}
    tx.label(_("Invoice {number} of {order}").format(number=number, order=before.label))
    records.update_record(tx, before, changed)
    now = records.get(tx, "order", order)
    words = _("Invoice {number} over {amount} is noted at {order}.").format(
        number=number,
        amount=money_words(amount, now.values.get("currency") or ""),
        order=before.label,
    )
    return Invoiced(amount, now.values["status"], words)


def _check_invoice(order: Record, number: str, amount: Decimal | None) -> None:
    if order.values["status"] == "cancelled":
        raise ValidationFailed({"order": _(CANCELLED).format(order=order.label)})
    if not number:
        raise ValidationFailed({"number": _(NO_NUMBER)})
    if any(row["number"] == number for row in order.values["invoices"]):
        words = _(THERE).format(order=order.label, number=number)
        raise ValidationFailed({"number": words})
    if amount is not None and amount <= 0:
        raise ValidationFailed({"amount": _(NOT_MORE)})


def _billed(line: LineState) -> Decimal:
    """How much of a line can be on invoices: of what costs something."""
    quantity = line.values.get("quantity")
    if not line.row.counts:
        return ZERO
    return Decimal(1) if quantity is None else abs(quantity)


def _parts(order: Record, state: OrderState, parts: Sequence[Billed] | None) -> list[Billed]:
    if parts is None:
        left = [(line.position, _billed(line) - line.invoiced) for line in state.lines]
        found = [Billed(position, quantity) for position, quantity in left if quantity > 0]
        total = order_states.invoiced_of(order.values) or ZERO
        if not found and total >= state.sheet.priced.tax_inclusive:
            raise ValidationFailed({"lines": _(NOTHING).format(order=order.label)})
        return found
    for part in parts:
        line = state.line(part.position)
        if line is None or not _billed(line):
            words = _(NO_LINE).format(order=order.label, position=part.position)
            raise ValidationFailed({"lines": words})
        left = max(_billed(line) - line.invoiced, ZERO)
        if not ZERO < part.quantity <= left:
            words = _(TOO_MANY).format(
                what=line.row.title, open=plain_number(left), asked=plain_number(part.quantity)
            )
            raise ValidationFailed({"lines": words})
    return list(parts)


def _amount(order: Record, state: OrderState, parts: Sequence[Billed]) -> Decimal:
    """With tax. The last invoice takes what is left, so that they add up to the cent."""
    asked = {part.position: part.quantity for part in parts}
    lines = [line for line in state.lines if _billed(line)]
    before = order_states.invoiced_of(order.values) or ZERO
    if all(line.invoiced + asked.get(line.position, ZERO) >= _billed(line) for line in lines):
        return state.sheet.priced.tax_inclusive - before
    currency = order.values.get("currency")
    total = ZERO
    for line in lines:
        if (quantity := asked.get(line.position)) and (priced := line.row.priced):
            gross = priced.net + priced.spread + priced.tax
            with localcontext(prec=40):
                total += money.rounded(gross * quantity / _billed(line), currency)
    return total


def _with_invoiced(
    state: OrderState, order: Record, parts: Sequence[Billed]
) -> tuple[dict[str, Any], ...]:
    asked = {part.position: part.quantity for part in parts}
    rows: list[dict[str, Any]] = []
    places = {line.row.at: line for line in state.lines}
    for at, row in enumerate(order.values["lines"]):
        own, line = dict(row), places[at]
        if more := asked.get(line.position):
            own["invoiced_quantity"] = line.invoiced + more
        rows.append(own)
    return tuple(rows)


def due_day(terms: str | None, issued: date) -> date | None:
    """The day until which is to be paid, by words such as `30 days net`; None: they say none."""
    found = _DAYS.search(terms or "")
    return issued + timedelta(days=int(found[1])) if found else None


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def pay(
    tx: Tx, order: UUID, number: str, amount: Decimal | None = None, day: date | None = None
) -> Record:
    """Note a payment of an invoice; without an amount: all of it."""
    records.hold(tx, ENTITIES["order"], (order,))
    before = deliveries.living_order(tx, order)
    rows = [dict(row) for row in before.values["invoices"]]
    row = next((row for row in rows if row["number"] == number), None)
    if row is None:
        raise ValidationFailed({"number": _(NO_INVOICE).format(order=before.label, number=number)})
    if amount is not None and amount <= 0:
        raise ValidationFailed({"amount": _(NOT_MORE)})
    paid = row["paid_amount"] or ZERO
    row["paid_amount"] = row["amount"] if amount is None else paid + amount
    row["paid_on"] = day or tx.now.astimezone().date()
    tx.label(_("Payment of invoice {number} of {order}").format(number=number, order=before.label))
    records.update_record(tx, before, {"invoices": tuple(rows)})
    return records.get(tx, "order", order)


# ---------------------------------------------------------------- how it stands


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a page says of an order.

    Attributes:
        tracked: products whose pieces have serial numbers.
        deliveries: the first one first.
        items: how many installed items came of it.
        late_days: for how long something should have been delivered.
    """

    record: Record
    state: OrderState
    tracked: frozenset[UUID]
    deliveries: tuple[Record, ...]
    items: int
    late_days: int


@query(Permission.ORDER_READ)
def overview(tx: ReadTx, order: UUID) -> Overview:
    """An order with its lines, totals, deliveries and backlog."""
    from crm_desktop.services.sales.ordering import delivery_rules

    record = records.get(tx, "order", order)
    state = state_of(record)
    tracked = delivery_rules.tracked_products(tx, [line.values for line in state.lines])
    today = tx.now.astimezone().date()
    return Overview(
        record,
        state,
        frozenset(tracked),
        tuple(deliveries.of_order(tx, order)),
        len(_items(tx, order)),
        order_states.late_days(record.values.get("delivery_on"), state, today),
    )


def state_of(order: Record) -> OrderState:
    """How an order stands, by its record."""
    return order_states.state_of(order.values)


def _items(tx: ReadTx, order: UUID) -> list[UUID]:
    assets = table("asset")
    found = select(assets.c.id).where(assets.c.order_id == order, assets.c.deleted_at.is_(None))
    return list(tx.session.execute(found).scalars())


@dataclass(frozen=True, slots=True)
class BacklogRow:
    """An order of which something is still to be delivered.

    Attributes:
        open: how many pieces. open_net: without tax, in its currency.
        base: the same in the office's currency at today's rate; None where that is not known.
        late_days: zero: not late.
    """

    id: UUID
    number: str
    company: Ref | None
    owner: Ref | None
    status: str
    ordered_on: date | None
    delivery_on: date | None
    ordered: Decimal
    delivered: Decimal
    open: Decimal
    open_net: Decimal
    currency: str
    base: Decimal | None
    late_days: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still to be delivered.

    Attributes:
        base: of all rows whose rate is known, in the office's currency.
        late: how many of the rows are late. unknown: how many are in a currency without a rate.
    """

    rows: tuple[BacklogRow, ...]
    base: Decimal
    currency: str
    late: int
    unknown: int


@query(Permission.ORDER_READ)
def backlog(tx: ReadTx, company: UUID | None = None, owner: UUID | None = None) -> Backlog:
    """All orders of which something is open, the latest first, then by the day of delivery."""
    from crm_desktop.services import rates

    orders = table("sales_order")
    over = sorted(order_states.OVER)
    where: list[Any] = [orders.c.deleted_at.is_(None), orders.c.status.not_in(over)]
    if company is not None:
        where.append(orders.c.company_id == company)
    if owner is not None:
        where.append(orders.c.owner_id == owner)
    ids = list(tx.session.execute(select(orders.c.id).where(*where)).scalars())
    known, today = rates.Rates(tx), tx.now.astimezone().date()
    rows: list[BacklogRow] = []
    for record in loading.read(tx, "order", ids).values():
        state = state_of(record)
        if not state.is_open:
            continue
        currency = record.values.get("currency") or known.base or ""
        base = known.converted(state.open_net, known.on(currency, today))
        rows.append(_backlog_row(record, state, currency, base, today))
    rows.sort(key=lambda row: (-row.late_days, row.delivery_on or date.max, row.number))
    total = sum((row.base for row in rows if row.base is not None), ZERO)
    late = sum(row.late_days > 0 for row in rows)
    unknown = sum(row.base is None for row in rows)
    return Backlog(tuple(rows), total, known.base or "", late, unknown)


def _backlog_row(
    record: Record, state: OrderState, currency: str, base: Decimal | None, today: date
) -> BacklogRow:
    values: Mapping[str, Any] = record.values
    return BacklogRow(
        record.id,
        record.label,
        values["company"],
        values["owner"],
        values["status"] or "open",
        values["ordered_on"],
        values["delivery_on"],
        state.ordered,
        state.delivered,
        state.open,
        state.open_net,
        currency,
        base,
        order_states.late_days(values.get("delivery_on"), state, today),
    )
