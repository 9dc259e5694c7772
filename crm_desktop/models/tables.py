"""All tables. Each is made when it is first asked for: there are many, and a start needs few."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, Table, text

from crm_desktop.models import (
    activity,
    attachment,
    change,
    company,
    contract,
    currency,
    deal,
    lead,
    note,
    numbering,
    office,
    person,
    pipeline,
    product,
    quote,
    sales_order,
    static_list,
)
from crm_desktop.models.base import Base, RecordRow
from crm_desktop.models.declarative import Index

SUBJECTS = (
    activity,
    attachment,
    change,
    company,
    contract,
    currency,
    deal,
    lead,
    note,
    numbering,
    office,
    person,
    pipeline,
    product,
    quote,
    sales_order,
    static_list,
)

if TYPE_CHECKING:
    METADATA: MetaData
    TRACKED: tuple[Table, ...]
    RECORDS: tuple[Table, ...]

VERSIONED = frozenset(name for name, c in Base.declared.items() if issubclass(c, RecordRow))
# Kept by the program after each change set, never by a person: not in the log.
UNLOGGED = frozenset({"version", "updated_at", "updated_by", "last_contact_at", "next_activity_at"})
_GONE = text("deleted_at IS NOT NULL AND NOT withdrawn")
_made: dict[str, Table] = {}
_whole: dict[str, Any] = {}
_making = RLock()


def table(name: str) -> Table:
    """The table of that name."""
    if name not in _made:
        with _making:  # a table is in the metadata before it has its columns
            if name not in _made:
                _made[name] = Base.declared[name].make_table()
    return _made[name]


def _is_record(one: Table) -> bool:
    return bool(one.info.get("tracked")) and "root" not in one.info


def _trash(name: str) -> Index:
    """The index of what was deleted, the newest first, past what an undo has withdrawn."""
    order = ("deleted_at", "id")
    return Index(f"ix_{name}_deleted_at", *order, sqlite_where=_GONE, postgresql_where=_GONE)


def _all() -> dict[str, Any]:
    """What needs every table: the complete metadata, the logged tables, those of records."""
    with _making:
        if not _whole:
            for name, declared in Base.declared.items():
                declared.make_indexes(*([_trash(name)] if _is_record(table(name)) else ()))
            tracked = tuple(t for t in Base.metadata.sorted_tables if t.info.get("tracked"))
            records = tuple(t for t in tracked if _is_record(t))
            _whole.update(METADATA=Base.metadata, TRACKED=tracked, RECORDS=records)
    return _whole


def __getattr__(name: str) -> Any:
    """METADATA, TRACKED and RECORDS, at their first use (PEP 562)."""
    if name in ("METADATA", "TRACKED", "RECORDS"):
        return _all()[name]
    raise AttributeError(name)
