"""A few records read whole, for tables of settings."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from crm_desktop.services import listing, loading, rates
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import OfEntity, ReadTx, query


@dataclass(frozen=True, slots=True)
class Few:
    """Records in the order of their list.

    Attributes:
        currency: in which the office reckons.
    """

    records: tuple[Record, ...]
    currency: str | None


@query(OfEntity.READ)
def read(tx: ReadTx, entity: str, asked: ListQuery, most: int) -> Few:
    """The first records of a list, with everything on them."""
    keys = [UUID(bytes=row.id) for row in listing.first.work(tx, asked, (), most)]
    found = loading.read(tx, entity, keys)
    records = tuple(found[key] for key in keys if key in found)
    return Few(records, rates.office_currency(tx))
