"""What an order says of itself: how much of each line was delivered, and how it stands.

The deliveries say what was delivered; nobody types it. Each save of an order, and each change of
one of its deliveries (following.py), asks this rule, and so do undo and restore.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, select, update

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _, plain_number
from crm_desktop.models.tables import table
from crm_desktop.services.sales import document_rules
from crm_desktop.services.sales.ordering import order_states
from crm_desktop.services.sales.papers import sheet
from crm_desktop.services.workspace import ReadTx, Tx

Values = Mapping[str, Any]
Row = Mapping[str, Any]
ZERO = Decimal(0)
LOST = N_(
    "{what} was delivered already, so its line must stay. Nothing was changed. Take the delivery "
    "back first."
)
LOWERED = N_(
    "{count} of {what} were delivered already, so fewer cannot be ordered. Nothing was changed. "
    "Take the delivery back first."
)


def applied(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """The fields of an order that the program writes. ValidationFailed in words."""
    made = document_rules.order(tx, before, wanted)
    values = dict(wanted) | made
    rows = sheet.positioned(values.get("lines") or ())
    rows = _with_delivered(tx, before, rows)
    values["lines"] = made["lines"] = rows
    values["status"] = made["status"] = order_states.status_of(before, values)
    made["open_net"] = order_states.state_of(values).open_net
    return made


def _with_delivered(
    tx: ReadTx, before: Values | None, rows: tuple[dict[str, Any], ...]
) -> tuple[dict[str, Any], ...]:
    there: Sequence[Row] = before["lines"] if before is not None else ()
    found = delivered_of(tx, there[0]["id"]) if there else None
    if found is None:
        return rows
    pairs = _same_lines(there, rows)
    out: list[dict[str, Any]] = []
    for row, old in zip(rows, pairs, strict=True):
        amount = found.pop(old["position"], None) if old is not None else None
        if amount and old is not None:
            _refuse_fewer(old, row, amount)
        out.append(row | {"delivered_quantity": amount})
    gone = [old for old in there if found.get(old["position"])]
    if gone:
        raise ValidationFailed({"lines": _(LOST).format(what=told(gone[0]))})
    return tuple(out)


def _same_lines(there: Sequence[Row], rows: Sequence[Row]) -> list[Row | None]:
    """The line that each row was before: by its id, else by its place and its product."""
    by_id = {old["id"]: old for old in there}
    named = {row["id"] for row in rows if row.get("id") is not None}
    by_place = {(old["position"], old["product"]): old for old in there if old["id"] not in named}
    return [
        by_id.get(row["id"])
        if row.get("id") is not None
        else by_place.pop((row.get("position"), row.get("product")), None)
        for row in rows
    ]


def _refuse_fewer(old: Row, row: Row, delivered: Decimal) -> None:
    now, before = row.get("quantity"), old.get("quantity")
    if now is not None and now < delivered and (before is None or now < before):
        words = _(LOWERED).format(count=plain_number(delivered), what=told(old))
        raise ValidationFailed({"lines": words})


def told(row: Row) -> str:
    """What a line is called: the first line of its description, else its code."""
    words = str(row.get("description") or "").strip()
    return words.splitlines()[0] if words else str(row.get("code") or _("a line"))


def delivered_of(tx: ReadTx, line: UUID) -> dict[int, Decimal] | None:
    """How much was delivered, by position, of the order that a line belongs to.

    None: it never had a delivery. Then its lines say what another program knew.
    """
    lines = table("sales_order_line")
    order = select(lines.c.sales_order_id).where(lines.c.id == line).scalar_subquery()
    deliveries, rows = table("delivery"), table("delivery_line")
    found = (
        select(rows.c.order_position, rows.c.quantity)
        .join(deliveries, deliveries.c.id == rows.c.delivery_id)
        .where(
            deliveries.c.order_id == order,
            deliveries.c.deleted_at.is_(None),
            deliveries.c.status.in_(order_states.COUNTED),
            rows.c.deleted_at.is_(None),
        )
    )
    sums: dict[int, Decimal] = {}
    for position, quantity in tx.session.execute(found):
        if position is not None and quantity is not None:
            sums[position] = sums.get(position, ZERO) + quantity
    if sums:
        return sums
    ever = select(exists().where(deliveries.c.order_id == order))
    return sums if tx.session.execute(ever).scalar_one() else None


def renumber(tx: Tx, order: UUID, before: Values, wanted: Values) -> None:
    """Deliveries follow lines of their order to another position."""
    was = {row["id"]: row["position"] for row in before["lines"]}
    moved = {
        was[row["id"]]: row["position"]
        for row in wanted["lines"]
        if row.get("id") in was and was[row["id"]] not in (None, row["position"])
    }
    if not moved:
        return
    deliveries, rows = table("delivery"), table("delivery_line")
    ours = select(deliveries.c.id).where(deliveries.c.order_id == order)
    tx.session.execute(
        update(rows)
        .where(rows.c.delivery_id.in_(ours), rows.c.order_position.in_(list(moved)))
        .values(order_position=case(moved, value=rows.c.order_position))
    )
