"""Goods leave the house: all of an order, or a part of it.

A delivery, what it does to its order and what stands at the customer from then on are one change
set that is undone as one. What is delivered is never more than is open, unless that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.i18n import N_, _, inner, ngettext
from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.sales.ordering import delivery_rules, order_states
from crm_desktop.services.sales.ordering.order_states import LineState, OrderState
from crm_desktop.services.sales.papers import sheet
from crm_desktop.services.workspace import ReadTx, Tx, command, query

NOTHING = N_("Nothing of {order} is still to be delivered. Nothing was changed.")
CANCELLED = N_("{order} is cancelled. Nothing was changed. Confirm it first, then deliver.")
NO_LINE = N_("{order} has no line {position} that could be delivered. Nothing was changed.")
NONE = N_("Type how much of at least one line is delivered. Nothing was changed.")
LESS = N_("A delivery takes more than zero of a line. Nothing was changed.")
GONE = N_("{label} is in the trash. Nothing was changed. Restore it first.")


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a line of an order is in a delivery.

    Attributes:
        position: of the line.
        serials: the serial numbers of the pieces, one a line.
    """

    position: int
    quantity: Decimal
    serials: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What is said of a delivery besides its lines.

    Attributes:
        status: planned, shipped or delivered.
        day: when it was sent; None: today.
        arrived: when it was there, if it is.
        more: more than is open may be delivered: the customer keeps it.
    """

    status: str = "shipped"
    day: date | None = None
    arrived: date | None = None
    carrier: str = ""
    tracking: str = ""
    note: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a delivery did.

    Attributes:
        number: of the delivery.
        status: of the order from now on.
        installed: how many installed items came of it.
        words: a sentence about it.
    """

    id: UUID
    number: str
    status: str
    installed: int
    words: str


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A line of which something is still to be delivered.

    Attributes:
        serial_tracked: each piece has a serial number.
    """

    position: int
    number: str
    code: str
    description: str
    unit: str
    ordered: Decimal
    delivered: Decimal
    open: Decimal
    serial_tracked: bool


@query(Permission.ORDER_READ)
def deliverable(tx: ReadTx, order: UUID) -> list[Deliverable]:
    """The lines of an order of which something is open."""
    record = records.get(tx, "order", order)
    state = order_states.state_of(_with_positions(record.values))
    lines = [line for line in state.lines if line.open]
    tracked = delivery_rules.tracked_products(tx, [line.values for line in lines])
    return [_deliverable(line, tracked) for line in lines]


def _deliverable(line: LineState, tracked: Mapping[UUID, str]) -> Deliverable:
    product, values = line.values.get("product"), line.values
    return Deliverable(
        line.position,
        line.row.number,
        values.get("code") or "",
        values.get("description") or "",
        values.get("unit") or "",
        line.ordered,
        line.delivered,
        line.open,
        isinstance(product, Ref) and product.id in tracked,
    )


def _with_positions(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(values) | {"lines": sheet.positioned(values["lines"])}


@command(Permission.ORDER_EDIT, Purpose.CREATE)
def deliver(
    tx: Tx, order: UUID, parts: Sequence[Part] | None = None, how: Shipment | None = None
) -> Delivered:
    """Deliver parts of an order; without any: all that is open. ValidationFailed in words."""
    how = how or Shipment()
    records.hold(tx, ENTITIES["order"], (order,))
    before = living_order(tx, order)
    if before.values["status"] == "cancelled":
        raise ValidationFailed({"order": _(CANCELLED).format(order=before.label)})
    values = _with_positions(before.values)
    state = order_states.state_of(values)
    if parts is None:
        parts = [Part(line.position, line.open) for line in state.lines if line.open]
        if not parts:
            raise ValidationFailed({"lines": _(NOTHING).format(order=before.label)})
    rows = _rows(before, state, parts, how)
    delivery_rules.check_serials(tx, rows, delivery_rules.tracked_products(tx, rows))
    if values["lines"] != before.values["lines"]:  # of an order that had no positions yet
        records.update_record(tx, before, {"lines": values["lines"]}, checked=True)
    key = records.insert_record(tx, "delivery", _values(tx, before, rows, how))
    return _told(tx, before, records.get(tx, "delivery", key), rows)


def living_order(tx: ReadTx, order: UUID) -> Record:
    """An order that is not in the trash."""
    record = records.get(tx, "order", order)
    if record.deleted:
        raise NotFound(_(GONE).format(label=record.label))
    return record


def _rows(
    order: Record, state: OrderState, parts: Sequence[Part], how: Shipment
) -> list[dict[str, Any]]:
    """The lines of a delivery; ValidationFailed for what cannot be delivered."""
    rows: list[dict[str, Any]] = []
    asked: dict[int, Decimal] = {}
    for at, part in enumerate(parts, 1):
        line = state.line(part.position)
        if line is None or not line.ordered:
            words = _(NO_LINE).format(order=order.label, position=part.position)
            raise ValidationFailed({"lines": words})
        if part.quantity <= 0:
            raise ValidationFailed({"lines": _(LESS)})
        asked[part.position] = asked.get(part.position, Decimal(0)) + part.quantity
        if asked[part.position] > line.open and not how.more:
            words = delivery_rules.too_many(
                line.values.get("description"), line.open, asked[part.position]
            )
            raise ValidationFailed({"lines": words})
        rows.append(_row(line, part, at))
    if not rows:
        raise ValidationFailed({"lines": _(NONE)})
    return rows


def _row(line: LineState, part: Part, at: int) -> dict[str, Any]:
    values = line.values
    return {
        "position": at,
        "order_position": line.position,
        "product": values.get("product"),
        "description": values.get("description") or values.get("code"),
        "quantity": part.quantity,
        "unit": values.get("unit"),
        "serials": "\n".join(order_states.serials_of(part.serials)) or None,
    }


def _values(
    tx: ReadTx, order: Record, rows: Sequence[Mapping[str, Any]], how: Shipment
) -> dict[str, Any]:
    today = tx.now.astimezone().date()
    is_planned = how.status == "planned"
    arrived = how.arrived
    if how.status == "delivered" and arrived is None:
        arrived = how.day or today
    return {
        "order": Ref(order.id, order.label),
        "company": order.values["company"],
        "delivery_address": order.values["delivery_address"] or order.values["billing_address"],
        "status": how.status,
        "shipped_on": how.day if is_planned else how.day or today,
        "delivered_on": arrived,
        "carrier": how.carrier,
        "tracking": how.tracking,
        "note": how.note,
        "lines": tuple(rows),
        "owner": order.values["owner"],
    }


def _told(tx: Tx, order: Record, delivery: Record, rows: Sequence[Mapping[str, Any]]) -> Delivered:
    now = records.get(tx, "order", order.id)
    items = 0
    if delivery.values["status"] in order_states.COUNTED:
        items = sum(len(order_states.serials_of(row.get("serials"))) for row in rows)
    named = {"delivery": delivery.label, "order": order.label}
    tx.label(_("Delivery {delivery} of {order}").format_map(named))
    status = ENTITIES["order"].field("status").choice(now.values["status"]).label
    words = _("Delivery {delivery} is made. {order} is now {status}.").format(
        **named, status=inner(_(status))
    )
    if delivery.values["status"] == "planned":
        words = _("Delivery {delivery} of {order} is planned.").format_map(named)
    if items:
        words += " " + ngettext(
            "{n} installed item with serial numbers.",
            "{n} installed items with serial numbers.",
            items,
        )
    return Delivered(delivery.id, delivery.label, now.values["status"], items, words)


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def arrived(tx: Tx, delivery: UUID, day: date | None = None) -> Record:
    """A delivery is at the customer's: warranties count from that day on."""
    before = records.get(tx, "delivery", delivery)
    if before.deleted:
        raise NotFound(_(GONE).format(label=before.label))
    values = {"status": "delivered", "delivered_on": day or tx.now.astimezone().date()}
    if changed := records.changed_values("delivery", before.values, values):
        records.update_record(tx, before, changed)
    tx.label(_("Delivery {number} has arrived").format(number=before.label))
    return records.get(tx, "delivery", delivery)


@command(Permission.ORDER_EDIT, Purpose.EDIT)
def came_back(tx: Tx, delivery: UUID) -> Record:
    """All of a delivery was returned: it is open again, and stands at no customer's."""
    before = records.get(tx, "delivery", delivery)
    if before.deleted:
        raise NotFound(_(GONE).format(label=before.label))
    if before.values["status"] != "returned":
        records.update_record(tx, before, {"status": "returned"})
    tx.label(_("Delivery {number} was returned").format(number=before.label))
    return records.get(tx, "delivery", delivery)


def of_order(tx: ReadTx, order: UUID) -> list[Record]:
    """The deliveries of an order, the first one first."""
    rows = table("delivery")
    found = select(rows.c.id).where(rows.c.order_id == order, rows.c.deleted_at.is_(None))
    ids = list(tx.session.execute(found.order_by(rows.c.created_at, rows.c.id)).scalars())
    there = loading.read(tx, "delivery", ids)
    return [there[key] for key in ids]
