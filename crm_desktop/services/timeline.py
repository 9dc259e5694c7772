"""What happened with a contact or company, and what comes next: one list, newest first."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from crm_desktop.models.whole_days import day_of
from crm_desktop.services.belongings import FILED, OWNERS
from crm_desktop.services.catalog import Kind
from crm_desktop.services.loading import decode, key_of
from crm_desktop.services.workspace import OfEntity, ReadTx, query

_BODY = 400
MOST_PLANNED = 100


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened, or is planned.

    Attributes:
        entity: activity, note or attachment. kind: the activity's kind, or note, or file.
        at: when it happened or is due; created where neither is known.
        status: planned, done, cancelled, no-show; done for notes and files.
        dated: a planned item has a day; else `at` is when it was made.
        whole_day: it has a day without a time, and `at` is the first moment of that.
        about: on a company's timeline, the contact it is about; "" where it is of the company.
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
    about: str = ""
    dated: bool = True
    whole_day: bool = False


_CELLS = {
    "activity": "a.kind, CASE WHEN a.status = 'planned' THEN coalesce(a.due_key, a.created_at) "
    "ELSE coalesce(a.done_at, a.due_key, a.created_at) END AS at, a.subject, "
    f"substr(coalesce(a.description, ''), 1, {_BODY}), a.status, coalesce(a.outcome, ''), "
    "a.due_key IS NOT NULL",
    "note": f"'note', a.created_at AS at, a.title, substr(a.body, 1, {_BODY}), 'done', '', {{yes}}",
    "attachment": "'file', a.created_at AS at, a.name, coalesce(a.description, ''), 'done', '', "
    "{yes}",
}
_STAFF = "SELECT p.id FROM person p WHERE p.company_id = :id AND p.deleted_at IS NULL"
# (name of the part, entity, a condition of its own, most rows): what is planned is never cut off.
_PARTS = (
    ("planned", "activity", "a.status = 'planned'", str(MOST_PLANNED)),
    ("activity", "activity", "a.status <> 'planned'", ":limit"),
    ("note", "note", "", ":limit"),
    ("attachment", "attachment", "", ":limit"),
)


def _source(entity: str, owner: str, *, people: bool) -> str:
    """FROM and WHERE of what one entity has for the record :id, or for a company's people too."""
    if entity == "attachment":
        more = f" OR a.person_id IN ({_STAFF})" if people else ""
        return f"FROM attachment a WHERE (a.{owner}_id = :id{more})"
    link = f"SELECT l.{entity}_id FROM {entity}_link l WHERE l.deleted_at IS NULL AND "
    if people:
        inner = f"{link} l.{owner}_id = :id UNION {link} l.person_id IN ({_STAFF})"
        return f"FROM {entity} a WHERE a.id IN ({inner})"
    return (
        f"FROM {entity}_link l JOIN {entity} a ON a.id = l.{entity}_id "
        f"WHERE l.{owner}_id = :id AND l.deleted_at IS NULL"
    )


def _part(part: tuple[str, str, str, str], source: str, kinds: bool, is_sqlite: bool) -> str:
    """SELECT of the newest items of one part."""
    name, entity, condition, limit = part
    minutes = "a.duration" if entity == "activity" else "NULL"
    if not is_sqlite and minutes == "NULL":
        minutes = "NULL::int"
    conditions = [source, "a.deleted_at IS NULL", *([condition] if condition else [])]
    if kinds and entity == "activity":
        wanted = (
            "(SELECT value FROM json_each(:kinds))"
            if is_sqlite
            else "(SELECT unnest(CAST(:kinds AS text[])))"
        )
        conditions.append(f"a.kind IN {wanted}")
    cells = _CELLS[entity].replace("{yes}", "1" if is_sqlite else "true")
    inner = (
        f"SELECT '{entity}' AS entity, a.id, {cells}, {minutes} AS minutes, a.owner_id "
        f"{' AND '.join(conditions)} ORDER BY at DESC LIMIT {limit}"
    )
    return f"SELECT * FROM ({inner}) {name}_items"


def _about(people: bool) -> str:
    """The contact that an item on a company's timeline is about."""
    if not people:
        return "''"
    linked = " ".join(
        f"WHEN '{entity}' THEN (SELECT min(p.display_name) FROM {entity}_link l JOIN person p "
        f"ON p.id = l.person_id WHERE l.{entity}_id = t.id AND l.deleted_at IS NULL)"
        for entity in ("activity", "note")
    )
    return (
        f"CASE t.entity {linked} ELSE (SELECT p.display_name FROM attachment f JOIN person p "
        "ON p.id = f.person_id WHERE f.id = t.id) END"
    )


@cache
def _statement(
    owner: str, is_sqlite: bool, people: bool, entities: frozenset[str], kinds: bool
) -> TextClause:
    union = " UNION ALL ".join(
        _part(part, _source(part[1], owner, people=people), kinds, is_sqlite)
        for part in _PARTS
        if part[1] in entities
    )
    return text(
        f"SELECT t.*, u.name, {_about(people)} FROM ({union}) t "
        "LEFT JOIN app_user u ON u.id = t.owner_id ORDER BY t.at DESC"
    )


@query(OfEntity.READ)
def of(
    tx: ReadTx,
    entity: str,
    record_id: UUID,
    limit: int = 50,
    *,
    kinds: Collection[str] = (),
    people: bool = False,
) -> list[TimelineItem]:
    """The newest items of a contact, company, lead or deal, and all that is planned.

    Of a product its files; other records have none.

    kinds: only these kinds of activity, "note", "file"; none: all. people: of a company, what was
    done with its people too.
    """
    bound: dict[str, Any] = {"id": record_id.bytes if tx.is_sqlite else record_id, "limit": limit}
    if entity not in OWNERS:
        kinds = ("file",) if entity in FILED else ()
        if not kinds:
            return []
    of_activities = [kind for kind in kinds if kind not in _OTHERS]
    entities = {_OTHERS.get(kind, "activity") for kind in kinds} or frozenset(_CELLS)
    if of_activities:
        bound["kinds"] = json.dumps(of_activities) if tx.is_sqlite else of_activities
    with_people = people and entity == "company"
    sql = _statement(entity, tx.is_sqlite, with_people, frozenset(entities), bool(of_activities))
    items = [_item(row, tx.is_sqlite) for row in tx.session.execute(sql, bound)]
    return _cut(items, limit)


_OTHERS = {"note": "note", "file": "attachment"}


def _cut(items: list[TimelineItem], limit: int) -> list[TimelineItem]:
    """The newest of what was, and all that is planned."""
    kept: list[TimelineItem] = []
    for item in items:
        if item.status == "planned":
            kept.append(item)
        elif limit > 0:
            kept.append(item)
            limit -= 1
    return kept


def _item(row: Any, is_sqlite: bool) -> TimelineItem:
    entity, key, kind, at, title, body, status, outcome, dated, *rest = row
    minutes, _owner, who, about = rest
    moment = decode(Kind.DATETIME, at, is_sqlite)
    day = day_of(moment)
    if day is not None:
        moment = datetime.combine(day, time.min).astimezone()
    return TimelineItem(
        entity,
        key_of(key),
        kind,
        moment,
        title,
        body or "",
        who or "",
        status,
        outcome,
        minutes,
        about or "",
        bool(dated),
        day is not None,
    )
