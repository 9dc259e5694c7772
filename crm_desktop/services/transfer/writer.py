"""New people and companies of an import, as sets of rows for the batch."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from crm_desktop.models.types import uuid7_bytes
from crm_desktop.services import derived
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Ref
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


class _Rows(NamedTuple):
    """How the rows of a multi field or the tags of an entity become rows of their table."""

    field: Field
    owner: str
    columns: dict[str, str]  # key of the child field -> its column
    is_derived: bool  # some of their columns are made from the others


def _rows_of(entity: EntityType, field: Field) -> _Rows:
    columns = {c.key: c.column for c in field.children if not c.derived}
    return _Rows(field, f"{entity.table_name}_id", columns, derived.derives(field))


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
        # Of each entity: field -> its rows elsewhere, or its column.
        self._places: dict[str, dict[str, _Rows | str]] = {
            key: {f.key: _rows_of(e, f) if f.is_child_table else f.column for f in e.fields}
            for key, e in ENTITIES.items()
        }

    def new_id(self) -> bytes:
        """A key for a record that is going to be added."""
        return self._ids.next()

    def add(self, entity: str, key: bytes, values: dict[str, Any], more: dict[str, Any]) -> None:
        """Keep a record and its child rows for the batch. more: further own columns."""
        row: dict[str, Any] = {"id": key, **self._stamps, **more}
        places = self._places[entity]
        for name, value in values.items():
            place = places[name]
            if isinstance(place, str):
                row[place] = value.id if value.__class__ is Ref else value
            elif place.field.kind == Kind.TAGS:
                self._add_tags(place, key, value)
            else:
                self._add_children(place, key, value)
        row.update(derived.columns(entity, values))
        self._batch.add(ENTITIES[entity].table_name, row)

    def _add_children(self, place: _Rows, owner: bytes, rows: tuple[dict[str, Any], ...]) -> None:
        field, columns = place.field, place.columns
        for given in rows:
            row: dict[str, Any] = {"id": self._ids.next(), place.owner: owner}
            for key, value in given.items():
                if value is not None and key in columns:
                    row[columns[key]] = value.id if value.__class__ is Ref else value
            if field.has_primary:
                row["is_primary"] = bool(given.get("is_primary"))
            if place.is_derived:
                row.update(derived.child_columns(field, given, self._region))
            self._batch.add(field.table, row)

    def _add_tags(self, place: _Rows, owner: bytes, tags: tuple[str, ...]) -> None:
        for tag in tags:
            row = {"id": self._ids.next(), place.owner: owner, "tag": tag}
            row.update(derived.child_columns(place.field, {"tag": tag}, None))
            self._batch.add(place.field.table, row)

    def link(self, person: bytes, company: bytes) -> None:
        """The tie between a new contact and its company."""
        self._batch.add(
            "person_company", {"id": self._ids.next(), "person_id": person, "company_id": company}
        )
