"""Helpers for tests of sales: records by their names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from crm_desktop.services import listing, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.workspace import Workspace


def ref(record: Record) -> Ref:
    """A reference to a record."""
    return Ref(record.id, record.label)


def named(workspace: Workspace, entity: str, name: str) -> Ref:
    """The record of that name."""
    label = ENTITIES[entity].label
    found = ListQuery(entity, filters=(Filter(label, Op.EQ, (name,)),))
    (row,) = listing.page(workspace, found, (label,), 5)
    return Ref(UUID(bytes=row.id), name)


def save(workspace: Workspace, record: Record, **values: Any) -> Record:
    """Write values over a record as it was read."""
    return records.save(workspace, record.entity, record.id, values, version=record.version)


def again(workspace: Workspace, record: Record) -> Record:
    """The record as it is now."""
    return records.load(workspace, record.entity, record.id)
