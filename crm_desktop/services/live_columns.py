"""Columns of lists that change by themselves, or need more than a row: read with the rows shown.

They are declared as `EntityType.live` and stored nowhere. A page of a list asks once for all of its
rows and columns; what a list is ordered and filtered by, and added up, is the same figure as SQL
(live_sql.py). A figure that changes only with its record is no live column: it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from crm_desktop.services.workspace import ReadTx

Cells = Mapping[UUID, Mapping[str, Any]]
Reader = Callable[[ReadTx, Sequence[UUID], Sequence[str]], Cells]


def _of_person(tx: ReadTx, ids: Sequence[UUID], _keys: Sequence[str]) -> Cells:
    from crm_desktop.services.sales import customer_figures  # it asks for lists itself

    return customer_figures.cells(tx, "person", ids)


def _of_company(tx: ReadTx, ids: Sequence[UUID], _keys: Sequence[str]) -> Cells:
    from crm_desktop.services.sales import customer_figures  # as above

    return customer_figures.cells(tx, "company", ids)


def _of_lead(tx: ReadTx, ids: Sequence[UUID], _keys: Sequence[str]) -> Cells:
    from crm_desktop.services.sales import customer_figures  # as above

    return _one("age", customer_figures.days_since(tx, "lead", "created_at", ids))


def _of_deal(tx: ReadTx, ids: Sequence[UUID], _keys: Sequence[str]) -> Cells:
    from crm_desktop.services.sales import customer_figures  # as above

    return _one("days_in_stage", customer_figures.days_since(tx, "deal", "stage_since", ids))


def _of_contract(tx: ReadTx, ids: Sequence[UUID], _keys: Sequence[str]) -> Cells:
    from crm_desktop.services.sales.ordering import contracts  # as above

    return _one("days_left", contracts.days_left(tx, ids))


def _one(key: str, found: Mapping[UUID, Any]) -> Cells:
    return {who: {key: value} for who, value in found.items()}


_READERS: dict[str, Reader] = {
    "person": _of_person,
    "company": _of_company,
    "lead": _of_lead,
    "deal": _of_deal,
    "contract": _of_contract,
}


def filled(
    tx: ReadTx, entity: str, keys: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]
) -> list[Sequence[Any]]:
    """The rows with their live cells; keys: of the columns, each with its place in a row."""
    out = [list(row) for row in rows]
    ids = [row[0] if isinstance(row[0], UUID) else UUID(bytes=row[0]) for row in rows]
    found = _READERS[entity](tx, ids, [key for key, _at in keys])
    for row, record in zip(out, ids, strict=True):
        cells = found.get(record, {})
        for key, at in keys:
            row[at] = cells.get(key)
    return list(out)
