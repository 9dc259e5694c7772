"""What happened with a contact or company, and what comes next: one list, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from crm_desktop.services.catalog import Kind
from crm_desktop.services.loading import decode, key_of
from crm_desktop.services.workspace import OfEntity, ReadTx, query

_BODY = 400


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened, or is planned.

    Attributes:
        entity: activity, note or attachment. kind: the activity's kind, or note, or file.
        at: when it happened or is due; created where neither is known.
        status: planned, done, cancelled, no-show; done for notes and files.
    """

    entity: str
    id: UUID
    kind: str
    at: datetime
    title: str
    body: str
    who: str
    status: str
    outcome: str
    duration: int | None


def _part(entity: str, owner: str, is_sqlite: bool) -> str:
    """SELECT of the newest items of one entity for the record :id."""
    if entity == "attachment":
        source = f"FROM attachment a WHERE a.{owner}_id = :id"
    else:
        source = (
            f"FROM {entity}_link l JOIN {entity} a ON a.id = l.{entity}_id "
            f"WHERE l.{owner}_id = :id AND l.deleted_at IS NULL"
        )
    minutes = "a.duration" if entity == "activity" else "NULL"
    if not is_sqlite and minutes == "NULL":
        minutes = "NULL::int"
    cells = {
        "activity": "a.kind, CASE WHEN a.status = 'planned' THEN coalesce(a.due_at, a.created_at) "
        "ELSE coalesce(a.done_at, a.due_at, a.created_at) END AS at, a.subject, "
        f"substr(coalesce(a.description, ''), 1, {_BODY}), a.status, coalesce(a.outcome, '')",
        "note": f"'note', a.created_at AS at, a.title, substr(a.body, 1, {_BODY}), 'done', ''",
        "attachment": "'file', a.created_at AS at, a.name, coalesce(a.description, ''), 'done', ''",
    }[entity]
    inner = (
        f"SELECT '{entity}' AS entity, a.id, {cells}, {minutes} AS minutes, a.owner_id {source} "
        "AND a.deleted_at IS NULL ORDER BY at DESC LIMIT :limit"
    )
    return f"SELECT * FROM ({inner}) {entity}_items"


@cache
def _statement(owner: str, is_sqlite: bool) -> TextClause:
    union = " UNION ALL ".join(
        _part(entity, owner, is_sqlite) for entity in ("activity", "note", "attachment")
    )
    return text(
        f"SELECT t.*, u.name FROM ({union}) t LEFT JOIN app_user u ON u.id = t.owner_id "
        "ORDER BY t.at DESC LIMIT :limit"
    )


@query(OfEntity.READ)
def of(tx: ReadTx, entity: str, record_id: UUID, limit: int = 50) -> list[TimelineItem]:
    """The newest items of a contact (entity person) or company. Planned ones are among them."""
    key: Any = record_id.bytes if tx.is_sqlite else record_id
    rows = tx.session.execute(_statement(entity, tx.is_sqlite), {"id": key, "limit": limit}).all()
    return [_item(row, tx.is_sqlite) for row in rows]


def _item(row: Any, is_sqlite: bool) -> TimelineItem:
    entity, key, kind, at, title, body, status, outcome, minutes, _owner, who = row
    return TimelineItem(
        entity,
        key_of(key),
        kind,
        decode(Kind.DATETIME, at, is_sqlite),
        title,
        body or "",
        who or "",
        status,
        outcome,
        minutes,
    )
