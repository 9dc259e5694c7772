"""All tables, loaded: import this where the metadata must be complete."""

from __future__ import annotations

from sqlalchemy import Table

from crm_desktop.models import (
    activity,
    attachment,
    change,
    company,
    note,
    office,
    person,
    static_list,
)
from crm_desktop.models.base import Base, RecordRow

SUBJECTS = (activity, attachment, change, company, note, office, person, static_list)
METADATA = Base.metadata


def table(name: str) -> Table:
    """The table of that name."""
    return METADATA.tables[name]


TRACKED: tuple[Table, ...] = tuple(t for t in METADATA.sorted_tables if t.info.get("tracked"))
RECORDS: tuple[Table, ...] = tuple(t for t in TRACKED if "root" not in t.info)
VERSIONED = frozenset(
    str(mapper.local_table)
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, RecordRow)
)
# Kept by the program after each change set, never by a person: not in the log.
UNLOGGED = frozenset({"version", "updated_at", "updated_by", "last_contact_at", "next_activity_at"})
