"""Figures of orders and contracts that are stored, for stores that were made before they were.

Orders and contracts that are saved keep them by themselves: order_rules.py, services/derived.py.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, bindparam, select, update

from crm_desktop.models.tables import table
from crm_desktop.services import derived, loading
from crm_desktop.services.catalog import Record
from crm_desktop.services.sales.ordering import order_states


def fill_where_missing(connection: Connection) -> None:
    """Inside the transaction of an upgrade; nothing of it is logged."""
    orders, contracts = table("sales_order").c, table("contract").c
    priced = and_(contracts.amount.is_not(None), contracts.period != "")
    _fill(connection, "order", orders.open_net, orders.open_net.is_(None))
    _fill(connection, "contract", contracts.yearly, and_(contracts.yearly.is_(None), priced))


def _fill(
    connection: Connection, entity: str, column: Column[Any], where: ColumnElement[bool]
) -> None:
    target = column.table
    ids = list(connection.execute(select(target.c.id).where(where)).scalars())
    written = update(target).where(target.c.id == bindparam("the_id"))
    written = written.values({column.name: bindparam("figure")})
    for start in range(0, len(ids), loading.CHUNK):
        found = loading.read_on(connection, entity, ids[start : start + loading.CHUNK])
        rows = [{"the_id": key, "figure": _figure(each)} for key, each in found.items()]
        connection.execute(written, rows)


def _figure(record: Record) -> Any:
    if record.entity == "order":
        return order_states.state_of(record.values).open_net
    return derived.columns(record.entity, record.values)["yearly"]
