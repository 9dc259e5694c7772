"""Contracts of the sample office: with the customers who ordered, about what stands there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from crm_desktop.models.tables import table
from crm_desktop.services import records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.sales.ordering import contract_states, contracts
from crm_desktop.services.workspace import Tx

MOST = 12
_ABOUT_ITEMS = frozenset({"maintenance", "rental"})


class _Kind(NamedTuple):
    """A contract as it is sold: a month's price, for how long, and how it goes on."""

    name: str
    kind: str
    amount: str
    months: int
    notice: int | None
    renewal: str
    left: int  # days until it ends; a few are over, or have to be decided on soon


_KINDS = (
    _Kind("Maintenance of the trucks", "maintenance", "185", 12, 30, "automatic", 74),
    _Kind("Support 8 to 18", "support", "240", 12, 60, "automatic", 212),
    _Kind("Yearly inspection", "maintenance", "96.50", 24, None, "manual", 23),
    _Kind("Framework for packing", "framework", "0", 12, None, "manual", -6),
    _Kind("Label service", "subscription", "59", 12, 30, "automatic", 41),
    _Kind("Rental of two scanners", "rental", "130", 6, 14, "automatic", 118),
)


def make(tx: Tx) -> int:
    """Contracts with the first customers who have an order; returns how many."""
    label = tx.writing.label
    made = 0
    for place, (company, owner) in enumerate(_customers(tx)):
        kind = _KINDS[place % len(_KINDS)]
        tx.cancel.check()
        contract = records.insert_record(tx, "contract", _values(tx, kind, company, owner, place))
        items = _items(tx, company)
        if not items and kind.kind in _ABOUT_ITEMS:
            items = _older(tx, company, owner, place)
        if items:
            contracts.cover.work(tx, contract, items)
        made += 1
    tx.writing.label = label
    return made


def _customers(tx: Tx) -> list[tuple[Ref, UUID | None]]:
    orders, companies = table("sales_order"), table("company")
    found = (
        select(orders.c.company_id, companies.c.name, orders.c.owner_id)
        .join(companies, companies.c.id == orders.c.company_id)
        .where(orders.c.deleted_at.is_(None))
        .order_by(orders.c.ordered_on, orders.c.id)
    )
    seen: dict[UUID, tuple[Ref, UUID | None]] = {}
    for key, name, owner in tx.session.execute(found):
        seen.setdefault(key, (Ref(key, name), owner))
    return list(seen.values())[:MOST]


def _values(tx: Tx, kind: _Kind, company: Ref, owner: UUID | None, place: int) -> dict[str, Any]:
    ends = tx.now.astimezone().date() + timedelta(days=kind.left + 17 * (place // len(_KINDS)))
    amount = Decimal(kind.amount)
    return {
        "name": kind.name,
        "kind": kind.kind,
        "status": "active",
        "company": company,
        "starts_on": contract_states.months_on(ends, -kind.months) + timedelta(days=1),
        "ends_on": ends,
        "renewal": kind.renewal,
        "renewal_months": kind.months,
        "notice_days": kind.notice,
        "amount": amount or None,
        "period": "month" if amount else None,
        "owner": Ref(owner, "") if owner else None,
    }


def _older(tx: Tx, company: Ref, owner: UUID | None, place: int) -> list[UUID]:
    """What was delivered before the office had this program."""
    products = table("product")
    found = select(products.c.id, products.c.name).where(
        products.c.serial_tracked, products.c.deleted_at.is_(None)
    )
    rows = tx.session.execute(found.order_by(products.c.code)).all()
    if not rows:
        return []
    product = rows[place % len(rows)]
    day = tx.now.astimezone().date() - timedelta(days=500 + 90 * place)
    values: dict[str, Any] = {
        "name": product.name,
        "product": Ref(product.id, product.name),
        "company": company,
        "installed_on": day,
        "owner": Ref(owner, "") if owner else None,
    }
    serials = (f"SN{7_000 + 10 * place + n}" for n in range(2))
    return [records.insert_record(tx, "asset", values | {"serial": serial}) for serial in serials]


def _items(tx: Tx, company: Ref) -> list[UUID]:
    assets = table("asset")
    found = select(assets.c.id).where(
        assets.c.company_id == company.id,
        assets.c.contract_id.is_(None),
        assets.c.deleted_at.is_(None),
    )
    return list(tx.session.execute(found.order_by(assets.c.id)).scalars())
