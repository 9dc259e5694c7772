"""Read whole records: one statement, children and labels of references included.

The SQL is made from the catalogue. Children come as JSON arrays inside the record's row: one
round trip, on both databases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from crm_desktop.models.types import moment
from crm_desktop.models.whole_days import day_of
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Record, Ref
from crm_desktop.services.workspace import Reading, ReadTx, Tx

PLACES = {Kind.MONEY: 4, Kind.QUANTITY: 6, Kind.PERCENT: 6}
CHUNK = 500


def decode(kind: Kind, raw: Any, is_sqlite: bool) -> Any:
    """A value of the catalogue from what the driver, or JSON, gives."""
    if raw is None:
        return None
    found = decoder(kind, is_sqlite)
    return found(raw) if found else raw


def decoded(field: Field, raw: Any, is_sqlite: bool) -> Any:
    """The value of a field: decode(), and a whole day among moments as a date."""
    value = decode(field.kind, raw, is_sqlite)
    return day_or_moment(value) if field.whole_days and value is not None else value


def day_or_moment(value: datetime) -> date | datetime:
    """A date where the moment stands for a whole day."""
    return day_of(value) or value


def decoder(kind: Kind, is_sqlite: bool) -> Callable[[Any], Any] | None:
    """How values that are not None are decoded; None where they come as they are."""
    return _SQLITE.get(kind) if is_sqlite else _POSTGRES.get(kind)


def _utc(raw: Any) -> datetime:
    value = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return value.astimezone(UTC)


def _day(raw: Any) -> date:
    return date.fromisoformat(raw) if isinstance(raw, str) else raw


def _plain_json(raw: Any) -> Any:
    return json.loads(raw) if isinstance(raw, str) else raw


def _scaled(kind: Kind) -> Callable[[Any], Decimal]:
    places = -PLACES[kind]

    def scaled(raw: Any) -> Decimal:
        return Decimal(raw).scaleb(places)

    return scaled


_SHARED: dict[Kind, Any] = {kind: _scaled(kind) for kind in PLACES} | {
    Kind.DATE: _day,
    Kind.FILE: bytes,
}
_SQLITE: dict[Kind, Any] = _SHARED | {
    Kind.DATETIME: moment,
    Kind.BOOL: bool,
    Kind.JSON: _plain_json,
}
_POSTGRES: dict[Kind, Any] = _SHARED | {Kind.DATETIME: _utc}


def key_of(raw: Any) -> UUID:
    """A UUID from a driver's value: 16 bytes, hex text or UUID."""
    if isinstance(raw, UUID):
        return raw
    return UUID(bytes=raw) if isinstance(raw, bytes) else UUID(raw)


# ---------------------------------------------------------------- the statement


def _json_id(column: str, is_sqlite: bool) -> str:
    return f"iif({column} IS NULL, NULL, hex({column}))" if is_sqlite else column


def _joined(child: Field) -> tuple[str, str]:
    """The join from a child row x to what a field of it names, and what that is called."""
    target, named = ENTITIES[child.entity], f"{child.key}_r"
    join = f" LEFT JOIN {target.table_name} {named} ON {named}.id = x.{child.column}"
    return join, f"{named}.{target.label}"


def child_select(entity: EntityType, field: Field, is_sqlite: bool) -> str:
    """Scalar subquery: the live child rows of a record as a JSON array of arrays."""
    cells, joins = [_json_id("x.id", is_sqlite)], ""
    if field.kind == Kind.TAGS:
        cells.append("x.tag")
    else:
        cells.append("x.is_primary" if field.has_primary else "0")
        for child in field.children:
            if child.kind == Kind.REF:
                join, label = _joined(child)
                joins += join
                cells += [_json_id(f"x.{child.column}", is_sqlite), label]
            else:
                cells.append(f"x.{child.column}")
    names = ", ".join(f"c{i}" for i in range(len(cells)))
    columns = ", ".join(f"{cell} AS c{i}" for i, cell in enumerate(cells))
    order = "x.is_primary DESC, x.id" if field.has_primary else "x.id"
    if any(child.key == "position" for child in field.children):
        order = "coalesce(x.position, 0), x.id"
    inner = (
        f"(SELECT {columns} FROM {field.table} x{joins} WHERE x.{entity.table_name}_id = r.id "
        f"AND x.deleted_at IS NULL ORDER BY {order}) y"
    )
    if is_sqlite:
        return f"(SELECT json_group_array(json_array({names})) FROM {inner})"
    return f"(SELECT json_agg(json_build_array({names})) FROM {inner})"


def child_words(field: Field) -> tuple[str, str]:
    """SQL of what a child row x is called, and the joins it needs: its main value, else a label."""
    main, joins = field.children[0], ""
    words = [] if main.kind == Kind.REF else [f"CAST(x.{main.column} AS text)"]
    for child in field.children:
        if child.kind == Kind.REF:
            join, label = _joined(child)
            joins += join
            words.append(label)
    return f"coalesce({', '.join(words)}, '')", joins


def _columns(entity: EntityType, is_sqlite: bool) -> tuple[str, str]:
    cells, joins = ["r.id", "r.version", "r.deleted_at IS NOT NULL"], ""
    for field in entity.fields:
        if field.is_child_table:
            cells.append(child_select(entity, field, is_sqlite))
        elif field.kind == Kind.REF:
            target = ENTITIES[field.entity]
            joins += (
                f" LEFT JOIN {target.table_name} {field.key}_r "
                f"ON {field.key}_r.id = r.{field.column}"
            )
            cells += [f"r.{field.column}", f"{field.key}_r.{target.label}"]
        else:
            cells.append(f"r.{field.column}")
    return ", ".join(cells), joins


@cache
def statement(entity_key: str, is_sqlite: bool) -> TextClause:
    """SELECT of whole records by :ids."""
    entity = ENTITIES[entity_key]
    columns, joins = _columns(entity, is_sqlite)
    return by_ids(f"SELECT {columns} FROM {entity.table_name} r{joins}", is_sqlite)


def by_ids(sql: str, is_sqlite: bool, of: str = "r") -> TextClause:
    """A statement restricted to rows `of` :ids (see bound()): one plan for any number of them."""
    wanted = "IN (SELECT unhex(value) FROM json_each(:ids))" if is_sqlite else "= ANY(:ids)"
    return text(f"{sql} WHERE {of}.id {wanted}")


def bound(ids: Sequence[UUID] | Sequence[bytes], is_sqlite: bool) -> Any:
    """What a by_ids() statement takes as :ids."""
    if is_sqlite:
        return json.dumps([(i if isinstance(i, bytes) else i.bytes).hex() for i in ids])
    return [UUID(bytes=i) if isinstance(i, bytes) else i for i in ids]


# ---------------------------------------------------------------- rows to records


def child_rows(field: Field, raw: Any, is_sqlite: bool) -> tuple[Any, ...]:
    rows = json.loads(raw) if isinstance(raw, str) else raw or ()
    if field.kind == Kind.TAGS:
        return tuple(row[1] for row in rows)
    return tuple(_child_row(field, row, is_sqlite) for row in rows)


def _child_row(field: Field, cells: Sequence[Any], is_sqlite: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"id": key_of(cells[0])}
    if field.has_primary:
        row["is_primary"] = bool(cells[1])
    at = 2
    for child in field.children:
        if child.kind == Kind.REF:
            row[child.key] = _ref(cells[at], cells[at + 1])
            at += 2
        else:
            row[child.key] = decode(child.kind, cells[at], is_sqlite)
            at += 1
    return row


def _ref(key: Any, label: Any) -> Ref | None:
    return None if key is None else Ref(key_of(key), label or "")


def _record(entity: EntityType, row: Sequence[Any], is_sqlite: bool) -> Record:
    values: dict[str, Any] = {}
    at = 3
    for field in entity.fields:
        if field.is_child_table:
            values[field.key] = child_rows(field, row[at], is_sqlite)
        elif field.kind == Kind.REF:
            values[field.key] = _ref(row[at], row[at + 1])
            at += 1
        else:
            values[field.key] = decoded(field, row[at], is_sqlite)
        at += 1
    label = values.get(entity.label) or ""
    return Record(entity.key, key_of(row[0]), row[1], str(label), values, bool(row[2]))


def read(tx: ReadTx, entity_key: str, ids: Sequence[UUID]) -> dict[UUID, Record]:
    """The records of these ids that exist, deleted ones included."""
    if isinstance(tx, Tx) and tx.ahead and len(ids) == 1:
        ahead = tx.ahead.pop(Reading(entity_key, ids[0]), None)
        if ahead is not None:
            return {ahead.id: ahead}
    out: dict[UUID, Record] = {}
    for start in range(0, len(ids), CHUNK):
        tx.cancel.check()
        out |= read_on(tx.session.connection(), entity_key, ids[start : start + CHUNK])
    return out


def asked(reading: Reading, *, is_sqlite: bool) -> tuple[TextClause, dict[str, Any]]:
    """The statement of a reading, with its values."""
    return statement(reading.entity, is_sqlite), {"ids": bound((reading.id,), is_sqlite)}


def answered(tx: ReadTx, reading: Reading, rows: Sequence[Sequence[Any]]) -> Record | None:
    """The record of a reading; None where there is none."""
    entity = ENTITIES[reading.entity]
    return next((_record(entity, row, tx.is_sqlite) for row in rows), None)


def read_on(connection: Connection, entity_key: str, ids: Sequence[UUID]) -> dict[UUID, Record]:
    """Not more than CHUNK records, where there is no transaction of a service."""
    entity, is_sqlite = ENTITIES[entity_key], connection.dialect.name == "sqlite"
    rows = connection.execute(statement(entity_key, is_sqlite), {"ids": bound(ids, is_sqlite)})
    records = (_record(entity, row, is_sqlite) for row in rows)
    return {record.id: record for record in records}
