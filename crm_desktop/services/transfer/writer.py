"""New people and companies of an import, as sets of rows for the batch."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from crm_desktop.models.types import uuid7_bytes
from crm_desktop.services import derived
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Ref
from crm_desktop.services.transfer.batches import Batch

_IDS = 4_096


class Ids:
    """Keys from a reserved run: cheaper than one by one, and still in order."""

    def __init__(self) -> None:
        self._left: list[bytes] = []

    def next(self) -> bytes:
        """The next key."""
        if not self._left:
            self._left = uuid7_bytes(_IDS)
            self._left.reverse()
        return self._left.pop()


class Writer:
    """Turns canonical values into rows. What is not given takes the column's default."""

    def __init__(
        self, batch: Batch, *, now: datetime, actor: UUID, region: str | None, origin: str
    ) -> None:
        self._batch, self._region, self._ids = batch, region, Ids()
        self._stamps: dict[str, Any] = {
            "created_at": now,
            "updated_at": now,
            "created_by": actor,
            "updated_by": actor,
            "origin": origin,
        }
        self._fields = {key: {f.key: f for f in e.fields} for key, e in ENTITIES.items()}
        self._owners = {key: f"{e.table_name}_id" for key, e in ENTITIES.items()}

    def new_id(self) -> bytes:
        """A key for a record that is going to be added."""
        return self._ids.next()

    def add(self, entity: str, key: bytes, values: dict[str, Any], more: dict[str, Any]) -> None:
        """Keep a record and its child rows for the batch. more: further own columns."""
        row: dict[str, Any] = {"id": key} | self._stamps | more
        fields = self._fields[entity]
        for name, value in values.items():
            field = fields[name]
            if field.kind == Kind.MULTI:
                self._add_children(entity, field, key, value)
            elif field.kind == Kind.TAGS:
                self._add_tags(entity, field, key, value)
            elif field.kind == Kind.REF:
                row[field.column] = value.id if isinstance(value, Ref) else value
            else:
                row[name] = value
        row.update(derived.columns(entity, values))
        self._batch.add(ENTITIES[entity].table_name, row)

    def _add_children(
        self, entity: str, field: Field, owner: bytes, rows: tuple[dict[str, Any], ...]
    ) -> None:
        column = self._owners[entity]
        for given in rows:
            row: dict[str, Any] = {"id": self._ids.next(), column: owner}
            for child in field.children:
                value = given.get(child.key)
                if value is not None and not child.derived:
                    row[child.column] = value.id if isinstance(value, Ref) else value
            if field.has_primary:
                row["is_primary"] = bool(given.get("is_primary"))
            row.update(derived.child_columns(field, given, self._region))
            self._batch.add(field.table, row)

    def _add_tags(self, entity: str, field: Field, owner: bytes, tags: tuple[str, ...]) -> None:
        column = self._owners[entity]
        for tag in tags:
            row = {"id": self._ids.next(), column: owner, "tag": tag}
            row.update(derived.child_columns(field, {"tag": tag}, None))
            self._batch.add(field.table, row)

    def link(self, person: bytes, company: bytes) -> None:
        """The tie between a new contact and its company."""
        self._batch.add(
            "person_company", {"id": self._ids.next(), "person_id": person, "company_id": company}
        )
