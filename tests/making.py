"""Records made, saved and named in one word, for tests of the services."""

from __future__ import annotations

from typing import Any

from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.workspace import Workspace


def new(workspace: Workspace, entity: str = "person", /, **values: Any) -> Record:
    return records.create(workspace, entity, values)


def save(workspace: Workspace, record: Record, **values: Any) -> Record:
    return records.save(workspace, record.entity, record.id, values, version=record.version)


def ref(record: Record) -> Ref:
    return Ref(record.id, record.label)
