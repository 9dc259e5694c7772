"""What other records owe to one that was just written.

An order follows its deliveries (how much of each line has left the house, its status), and what
stands at customers follows them too. A deal is worth what its quotes say. Asked wherever a record
is made, saved, deleted, restored, or written back by an undo; in the same transaction, so that all
of it is one change set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select, text

from crm_desktop.models.tables import table
from crm_desktop.services import loading
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.loading import key_of

if TYPE_CHECKING:
    from crm_desktop.services.workspace import Tx

Values = Mapping[str, Any]


def made(tx: Tx, entity: str, values: Values) -> None:
    """A record was made."""
    if entity == "delivery":
        from crm_desktop.services.sales.ordering import installing

        installing.install(tx, values)
        settle(tx, _orders(values))
    elif entity == "quote":
        from crm_desktop.services.sales.quoting import quote_deals

        quote_deals.made(tx, values)


def changed(tx: Tx, before: Record, wanted: Values) -> None:
    """A record was saved."""
    if before.entity == "order" and before.values["lines"]:
        from crm_desktop.services.sales.ordering import order_rules

        order_rules.renumber(tx, before.id, before.values, wanted)
    elif before.entity == "delivery":
        from crm_desktop.services.sales.ordering import installing

        installing.follow(tx, before, wanted)
        settle(tx, _orders(before.values, wanted))
    elif before.entity == "quote":
        from crm_desktop.services.sales.quoting import quote_deals

        quote_deals.changed(tx, before.values, wanted)


def back(tx: Tx, entity: str, key: UUID) -> None:
    """A record came out of the trash. ValidationFailed where there is no room for it any more."""
    if entity == "delivery":
        from crm_desktop.services.sales.ordering import delivery_rules

        delivery_rules.check_back(tx, loading.read(tx, entity, (key,))[key].values)
    moved(tx, entity, (key,))


def moved(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    """Records went into the trash, or came out of it."""
    if entity == "delivery":
        settle(tx, _orders_of(tx, ids))
    elif entity == "order":
        settle(tx, ids)
    elif entity == "quote":
        from crm_desktop.services.sales.quoting import quote_deals

        quote_deals.moved(tx, ids)


def settle(tx: Tx, orders: Sequence[UUID]) -> None:
    """Let orders say what their deliveries say now. One that says so already is not touched."""
    if not orders:
        return
    from crm_desktop.services import records, rules  # they ask this module

    records.hold(tx, records.entity_named("order"), orders)
    for order in loading.read(tx, "order", orders).values():
        if not order.deleted and rules.applied(tx, "order", order.values, order.values):
            records.update_record(tx, order, {}, checked=True)


def settle_after_undo(tx: Tx) -> None:
    """Orders whose deliveries, or lines, this change set has written back."""
    found: set[UUID] = set()
    for entity in ("delivery", "sales_order"):
        sql = text(
            "SELECT DISTINCT c.root_id FROM change c WHERE c.change_set = :own AND c.entity IN "
            f"('{entity}', '{entity}_line')"
        )
        own = {"own": tx.writing.change_set}
        ids = [key_of(row[0]) for row in tx.session.execute(sql, own)]
        found.update(_orders_of(tx, ids) if entity == "delivery" else ids)
    settle(tx, sorted(found))
    from crm_desktop.services.sales.quoting import quote_deals

    quote_deals.settle_after_undo(tx)


def _orders(*each: Values) -> list[UUID]:
    refs = (values.get("order") for values in each)
    return list(dict.fromkeys(ref.id for ref in refs if isinstance(ref, Ref)))


def _orders_of(tx: Tx, deliveries: Sequence[UUID]) -> list[UUID]:
    rows = table("delivery")
    out: dict[UUID, None] = {}
    for start in range(0, len(deliveries), loading.CHUNK):
        part = deliveries[start : start + loading.CHUNK]
        found = select(rows.c.order_id).where(rows.c.id.in_(part), rows.c.order_id.is_not(None))
        out |= dict.fromkeys(tx.session.execute(found).scalars())
    return list(out)
