"""The deals, quotes, orders and contracts of a customer, a deal or a product: the first few of
each kind, how many there are, and what they are worth by currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from crm_desktop.services import chosen, listing
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.queries import Filter, ListQuery, ListRow, Op, Sort
from crm_desktop.services.workspace import OfEntity, ReadTx, query

MOST = 5


@dataclass(frozen=True, slots=True)
class Kin:
    """A list beside a record.

    Attributes:
        key: its name. entity: what it is of. path: the field of those that points at the record.
        columns: what is read of each. amount: what is added up; "" for nothing.
        sort: the order, the most interesting ones first.
    """

    key: str
    entity: str
    path: str
    columns: tuple[str, ...]
    amount: str = ""
    sort: tuple[Sort, ...] = ()

    def filters(self, record: UUID) -> tuple[Filter, ...]:
        """What makes of the list of a kind this one."""
        return (Filter(self.path, Op.EQ, (record,)),)


_DEAL = ("stage", "amount", "currency", "expected_close", "status")
_QUOTE = ("status", "tax_exclusive", "currency", "issued_on")
_ORDER = ("status", "tax_exclusive", "currency", "ordered_on")
_CONTRACT = ("status", "amount", "currency", "ends_on")
_ASSET = ("status", "serial", "warranty_until")


def _deals(path: str) -> Kin:
    return Kin("deals", "deal", path, _DEAL, "amount", (Sort("expected_close", True),))


def _quotes(path: str) -> Kin:
    return Kin("quotes", "quote", path, _QUOTE, "tax_exclusive", (Sort("issued_on", True),))


def _orders(path: str) -> Kin:
    return Kin("orders", "order", path, _ORDER, "tax_exclusive", (Sort("ordered_on", True),))


def _contracts(path: str) -> Kin:
    return Kin("contracts", "contract", path, _CONTRACT, "", (Sort("ends_on"),))


def _assets(path: str) -> Kin:
    return Kin("assets", "asset", path, _ASSET)


def _leads(path: str) -> Kin:
    return Kin("leads", "lead", path, ("status", "created_at"))


KIN: dict[str, tuple[Kin, ...]] = {
    "company": (
        _deals("company"),
        _quotes("company"),
        _orders("company"),
        _contracts("company"),
        _assets("company"),
        _leads("company"),
    ),
    "person": (
        _deals("contact"),
        _quotes("contact"),
        _orders("contact"),
        _contracts("contact"),
        _leads("person"),
    ),
    "deal": (_quotes("deal"), _orders("deal"), _contracts("deal"), _leads("deal")),
    "product": (_contracts("product"), _assets("product")),
}


@dataclass(frozen=True, slots=True)
class KinRow:
    """One of a list. values: by field key, as a list has them."""

    id: UUID
    name: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class KinList:
    """A list beside a record.

    Attributes:
        rows: the first of them. count: how many there are.
        sums: what they are worth, by currency.
    """

    entity: str
    rows: tuple[KinRow, ...] = ()
    count: int = 0
    sums: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])


@query(OfEntity.READ)
def of(tx: ReadTx, entity: str, record_id: UUID) -> dict[str, KinList]:
    """The lists beside a record, by key."""
    return {kin.key: _list(tx, kin, record_id) for kin in KIN.get(entity, ())}


def _list(tx: ReadTx, kin: Kin, record_id: UUID) -> KinList:
    label = ENTITIES[kin.entity].label
    asked = ListQuery(kin.entity, filters=kin.filters(record_id), sort=kin.sort)
    keys = (label, *kin.columns)
    rows = listing.first.work(tx, asked, keys, MOST + 1)
    shown = tuple(_row(row, keys) for row in rows[:MOST])
    if not kin.amount and len(rows) <= MOST:
        return KinList(kin.entity, shown, len(rows))
    summary = chosen.totals.work(tx, kin.entity, asked, (kin.amount,) if kin.amount else ())
    return KinList(kin.entity, shown, summary.count, summary.parts.get(kin.amount, {}))


def _row(row: ListRow, keys: tuple[str, ...]) -> KinRow:
    values = dict(zip(keys, row.cells, strict=False))
    return KinRow(UUID(bytes=row.id), str(values[keys[0]] or ""), values)
