"""The history of a record in words, and the list of what was done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from crm_desktop.enums import Permission
from crm_desktop.services import naming
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind
from crm_desktop.services.loading import decode, key_of
from crm_desktop.services.workspace import OfEntity, ReadTx, query

_HIDDEN = frozenset(
    {"search_text", "acl_id", "withdrawn", "import_key", "origin", "e164", "version"}
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as shown."""

    field: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What one change set did to a record."""

    change_set: UUID
    at: datetime
    who: str
    purpose: str
    label: str
    undone: bool
    changes: tuple[FieldChange, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetEntry:
    """One change set in the undo history."""

    id: UUID
    at: datetime
    who: str
    purpose: str
    label: str
    undone: bool
    mine: bool


@query(OfEntity.READ)
def of(tx: ReadTx, entity: str, record_id: UUID, limit: int = 200) -> list[HistoryEntry]:
    """Who changed what on a record, newest first. Its phones, links and tags are in it."""
    key = record_id.bytes if tx.is_sqlite else record_id
    rows = tx.session.execute(
        text(
            "SELECT s.id, s.at, u.name, s.purpose, s.label, s.state, c.entity, c.op, c.changed, "
            "c.seq, s.seq FROM change c JOIN change_set s ON s.seq = c.change_set "
            "LEFT JOIN app_user u ON u.id = s.user_id WHERE c.root_id = :id OR c.other_id = :id "
            "ORDER BY c.seq DESC LIMIT :limit"
        ),
        {"id": key, "limit": limit * 10},
    ).all()
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(row[10], []).append(row)
    return [_entry(tx, group) for group in groups.values()][:limit]


def _entry(tx: ReadTx, rows: Sequence[Any]) -> HistoryEntry:
    first = rows[0]
    changes: list[FieldChange] = []
    words: list[str] = []
    for row in reversed(rows):
        more, said = _row_words(row[6], row[7], row[8], tx.is_sqlite)
        changes += more
        words += said
    return HistoryEntry(
        key_of(first[0]),
        decode(Kind.DATETIME, first[1], tx.is_sqlite),
        first[2] or "",
        first[3],
        first[4] or first[3],
        first[5] == "undone",
        tuple(changes),
        tuple(dict.fromkeys(words)),
    )


def _row_words(
    table_name: str, op: str, changed: Any, is_sqlite: bool
) -> tuple[list[FieldChange], list[str]]:
    entity = ENTITIES.get(naming.entity_of_table(table_name))
    if entity is None:
        return [], []
    is_record = table_name == entity.table_name
    what = entity.title if is_record else _child_label(entity, table_name)
    if op == "I":
        return [], [f"{what} created" if is_record else f"{what} added"]
    if op == "D":
        return [], [f"{what} removed for good"]
    values = json.loads(changed) if isinstance(changed, str) else changed or {}
    if "deleted_at" in values:
        gone = values["deleted_at"][1] is not None
        return [], [f"{what} {'deleted' if gone else 'restored'}"]
    changes = _field_changes(entity, table_name, values, is_sqlite)
    prefix = "" if is_record else f"{what}: "
    said = [f"{prefix}{c.label}: {_shown(c.old)} → {_shown(c.new)}" for c in changes]
    return changes, said


def _child_label(entity: EntityType, table_name: str) -> str:
    for field in entity.fields:
        if field.table == table_name:
            return field.label
    return table_name.replace("_", " ").capitalize()


def _field_changes(
    entity: EntityType, table_name: str, values: dict[str, Any], is_sqlite: bool
) -> list[FieldChange]:
    out: list[FieldChange] = []
    for column, (old, new) in values.items():
        field = _field_of(entity, table_name, column)
        if field is None or column in _HIDDEN:
            continue
        before, after = (_value(field, v, is_sqlite) for v in (old, new))
        out.append(FieldChange(field.key, field.label, before, after))
    return out


def _field_of(entity: EntityType, table_name: str, column: str) -> Field | None:
    if table_name == entity.table_name:
        fields = tuple(f for f in entity.fields if not f.is_child_table)
    else:
        fields = next((f.children for f in entity.fields if f.table == table_name), ())
    found = next((f for f in fields if f.column == column), None)
    return None if found is not None and found.derived else found


def _value(field: Field, raw: Any, is_sqlite: bool) -> Any:
    if raw is None:
        return None
    if field.kind == Kind.FILE:
        return "(file)"
    if field.kind == Kind.REF:
        return key_of(raw)
    if field.kind == Kind.CHOICE:
        return field.choice(raw).label
    return decode(field.kind, raw, is_sqlite)


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    shown = str(value)
    return shown if len(shown) <= 120 else f"{shown[:119]}…"


@query(Permission.HISTORY_READ)
def recent(tx: ReadTx, limit: int = 100) -> list[SetEntry]:
    """What was done lately, newest first: the undo history."""
    rows = tx.session.execute(
        text(
            "SELECT s.id, s.at, u.name, s.purpose, s.label, s.state, s.user_id FROM change_set s "
            "LEFT JOIN app_user u ON u.id = s.user_id WHERE s.seq > 0 ORDER BY s.seq DESC "
            "LIMIT :limit"
        ),
        {"limit": limit},
    ).all()
    return [
        SetEntry(
            key_of(row[0]),
            decode(Kind.DATETIME, row[1], tx.is_sqlite),
            row[2] or "",
            row[3],
            row[4] or row[3],
            row[5] == "undone",
            row[6] is not None and key_of(row[6]) == tx.actor.id,
        )
        for row in rows
    ]
