"""New people and companies of an import, as sets of rows for the batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from crm_desktop.models.types import uuid7_bytes
from crm_desktop.services import derived, thumbnails
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Ref
from crm_desktop.services.transfer.batches import Batch, Sheet

_IDS = 4_096


def _keys() -> Iterator[bytes]:
    """Keys from reserved runs: cheaper than one by one, and still in order."""
    while True:
        yield from uuid7_bytes(_IDS)


class _Rows(NamedTuple):
    """How the rows of a multi field or the tags of an entity become rows of their table."""

    field: Field
    sheet: Sheet
    told: tuple[str, ...]  # keys of the child fields that are stored as they are given
    is_derived: bool  # some columns are made from the others
    names_records: bool  # some are references

    @classmethod
    def of(cls, batch: Batch, entity: EntityType, field: Field) -> _Rows:
        children = field.children or (_TAG,)
        made = derived.child_columns(field, {children[0].key: ""}, None)
        told = [c for c in children if c.column not in made]
        primary = ("is_primary",) if field.has_primary else ()
        columns = ("id", f"{entity.table_name}_id", *(c.column for c in told), *primary, *made)
        return cls(
            field,
            batch.sheet(field.table, columns),
            tuple(c.key for c in told),
            bool(made),
            any(c.kind == Kind.REF for c in told),
        )


_TAG = Field(key="tag", label="Tag")


class Writer:
    """Turns canonical values into rows. What is not given takes the column's default."""

    def __init__(
        self, batch: Batch, *, now: datetime, actor: UUID, region: str | None, origin: str
    ) -> None:
        self._batch, self._region, self._ids = batch, region, _keys()
        self._links = batch.sheet("person_company", ("id", "person_id", "company_id"))
        self._stamps: dict[str, Any] = {
            "created_at": now,
            "updated_at": now,
            "created_by": actor,
            "updated_by": actor,
            "origin": origin,
        }
        self._places: dict[str, dict[str, _Rows | str]] = {}

    def _places_of(self, entity: EntityType) -> dict[str, _Rows | str]:
        """Field -> its rows elsewhere, or its column."""
        if entity.key not in self._places:
            self._places[entity.key] = {
                f.key: _Rows.of(self._batch, entity, f) if f.is_child_table else f.column
                for f in entity.fields
            }
        return self._places[entity.key]

    def new_id(self) -> bytes:
        """A key for a record that is going to be added."""
        return next(self._ids)

    def add(self, entity: str, key: bytes, values: dict[str, Any], more: dict[str, Any]) -> None:
        """Keep a record and its child rows for the batch. more: further own columns."""
        row: dict[str, Any] = {"id": key, **self._stamps, **more}
        places = self._places_of(ENTITIES[entity])
        for name, value in values.items():
            place = places[name]
            if isinstance(place, str):
                row[place] = value.id if value.__class__ is Ref else value
            elif place.field.kind == Kind.TAGS:
                self._add_rows(place, key, [{"tag": tag} for tag in value])
            else:
                self._add_rows(place, key, value)
        row.update(derived.columns(entity, values))
        thumbnails.keep(self._batch.connection, entity, values)
        self._batch.add(ENTITIES[entity].table_name, row)

    def _add_rows(self, place: _Rows, owner: bytes, rows: Sequence[dict[str, Any]]) -> None:
        field, sheet, told, is_derived, names_records = place
        for given in rows:
            cells: list[Any] = [next(self._ids), owner, *map(given.get, told)]
            if names_records:
                cells = [cell.id if cell.__class__ is Ref else cell for cell in cells]
            if field.has_primary:
                cells.append(bool(given.get("is_primary")))
            if is_derived:
                cells += derived.child_columns(field, given, self._region).values()
            sheet.append(cells)

    def link(self, person: bytes, company: bytes) -> None:
        """The tie between a new contact and its company."""
        self._links.append((next(self._ids), person, company))
