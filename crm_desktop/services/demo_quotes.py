"""Quotes and orders of the sample office, by the services with which people make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from crm_desktop.services import loading, records
from crm_desktop.services.catalog import Record
from crm_desktop.services.sales.ordering import deliveries, orders
from crm_desktop.services.sales.ordering.deliveries import Deliverable, Part, Shipment
from crm_desktop.services.sales.ordering.orders import Invoice
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Tx

MOST = 40
_LEAST, _SHARE = 3, 4  # at least so many; else one for so many deals
_BEFORE = timedelta(days=12)  # a customer thinks it over
_FRESH = 28  # days; the quotes of open deals still hold
_DRAFT, _SENT, _ACCEPTED, _DECLINED = range(4)
# What becomes of the quote of a deal, by its place in the first pipeline.
_FATES = {2: _DRAFT, 3: _SENT, 4: _SENT, 5: _SENT, 6: _ACCEPTED, 7: _DECLINED}
_DELIVERED, _INVOICED, _PAID = 9, 14, 42  # days after the order
_CARRIERS = ("DHL", "UPS", "Our van")
_REASONS = ("Too expensive", "Chose another supplier", "Postponed to next year")


class Offered(NamedTuple):
    """A deal of which there may be a quote: its place in the pipeline, and days there."""

    key: UUID
    stage: int
    days: int


def chosen(deals: Sequence[Offered]) -> list[Offered]:
    """The deals that get a quote: of each fate in turn, as long as there are some."""
    rows: dict[int, list[Offered]] = {fate: [] for fate in range(4)}
    for deal in deals:
        if deal.stage in _FATES:
            rows[_FATES[deal.stage]].append(deal)
    order = [_SENT, _ACCEPTED, _DECLINED, _SENT, _ACCEPTED, _DRAFT]
    made: list[Offered] = []
    count = min(MOST, max(_LEAST, len(deals) // _SHARE))
    turn = 0
    while len(made) < count and any(rows.values()):
        if row := rows[order[turn % len(order)]]:
            made.append(row.pop(0))
        turn += 1
    return made


def make(tx: Tx, deals: Sequence[Offered]) -> int:
    """Quotes of some deals, sent and accepted on days of the past; returns how many were sent."""
    label, sent = tx.writing.label, 0
    picked = chosen(deals)
    found = loading.read(tx, "deal", [deal.key for deal in picked])
    for place, deal in enumerate(sorted(picked, key=lambda each: (-each.days, each.key))):
        tx.cancel.check()
        sent += _quote(tx, deal, found[deal.key], place)
    tx.writing.label = label
    return sent


def _quote(tx: Tx, deal: Offered, record: Record, place: int) -> bool:
    """One quote; whether it was sent."""
    fate = _FATES[deal.stage]
    days = min(deal.days, _FRESH) if fate in (_DRAFT, _SENT) else deal.days
    closed = tx.now - timedelta(days=days)
    begun = closed - (_BEFORE if fate in (_ACCEPTED, _DECLINED) else timedelta())
    then = _at(tx, begun)
    key = quotes.new.work(then, deal=deal.key)
    made = records.get(tx, "quote", key)
    if place % 5 == 1:  # some get a discount on the whole
        wanted = {"allowances": ({"percent": Decimal(2), "reason": "Framework agreement"},)}
        records.update_record(then, made, records.changed_values("quote", made.values, wanted))
        made = records.get(tx, "quote", key)
    if fate == _DRAFT:
        return False
    quotes.send.work(then, key, made.version, _mail(record), "mail")
    end = _at(tx, closed)
    if fate == _ACCEPTED:
        contact = record.values.get("contact")
        by = contact.label if contact else ""
        number = f"PO-{4500 + place}"
        version = records.get(tx, "quote", key).version
        accepted = quotes.accept.work(end, key, version, by, "by e-mail", number, win_deal=False)
        order = accepted.order
        _fulfil(tx, order.id, closed, place)
    elif fate == _DECLINED:
        version = records.get(tx, "quote", key).version
        quotes.decline.work(end, key, version, _REASONS[place % len(_REASONS)])
    return True


def _fulfil(tx: Tx, order: UUID, ordered: datetime, place: int) -> None:
    """What has become of an order by now: confirmed, delivered, on an invoice, paid."""
    age = (tx.now - ordered).days
    orders.confirm.work(_at(tx, ordered), order)
    if age < _DELIVERED:
        return
    sent = _at(tx, ordered + timedelta(days=_DELIVERED))
    lines = deliveries.deliverable.work(sent, order)
    whole = age >= _INVOICED or len(lines) == 1
    parts = [_part(line, place) for line in (lines if whole else lines[:1])]
    day = sent.now.astimezone().date()
    how = Shipment("delivered", day, day + timedelta(days=2), carrier=_CARRIERS[place % 3])
    deliveries.deliver.work(sent, order, parts, how)
    if age >= _INVOICED:
        billed = _at(tx, ordered + timedelta(days=_INVOICED))
        number = f"R-{billed.now.year}-{100 + place}"
        orders.invoice.work(billed, order, Invoice(number))
        if age >= _PAID:
            orders.pay.work(_at(tx, ordered + timedelta(days=_PAID)), order, number)


def _part(line: Deliverable, place: int) -> Part:
    pieces = int(line.open) if line.serial_tracked else 0
    first = 10_000 * (place + 1) + 100 * line.position
    serials = "\n".join(f"SN{first + n}" for n in range(pieces))
    return Part(line.position, line.open, serials)


def _at(tx: Tx, moment: datetime) -> Tx:
    """The same transaction on an earlier day."""
    return replace(tx, now=moment)


def _mail(deal: Record) -> str:
    contact = deal.values.get("contact")
    return contact.label if contact else ""
