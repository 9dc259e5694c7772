"""What I have to do: my planned activities, the overdue first, then today, then the coming days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from crm_desktop.enums import Permission
from crm_desktop.models.types import microseconds
from crm_desktop.services.catalog import Kind, Ref
from crm_desktop.services.loading import decode, key_of
from crm_desktop.services.workspace import ReadTx, query

AHEAD = 7  # days after today
MOST = 500
_BODY = 300


class Part(Enum):
    """The parts of an agenda, in their order."""

    OVERDUE = "overdue"
    TODAY = "today"
    AHEAD = "ahead"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One planned activity.

    Attributes:
        at: the moment it is due; None for a whole day, or no day.
        day: the day where the person at this computer lives; None where it has none.
        late: its time, or the whole day, is over.
        person, company: whom it is with; phone: the number to call.
    """

    id: UUID
    part: Part
    kind: str
    subject: str
    body: str
    priority: str
    at: datetime | None
    day: date | None
    late: bool
    person: Ref | None
    company: Ref | None
    phone: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be done.

    Attributes:
        items: in their order; at most MOST.
        done: how many of mine were completed since the beginning of this week.
        later: how many are planned for after the coming days.
    """

    items: tuple[AgendaItem, ...]
    done: int
    later: int


# A link row names one record: the first contact, the first company; else where the contact works.
_PHONE = (
    "(SELECT x.number FROM {owner}_phone x WHERE x.{owner}_id = {row}.id AND x.deleted_at IS NULL "
    "AND NOT x.do_not_call ORDER BY x.is_primary DESC, x.id LIMIT 1)"
)
_FIRST = (
    "(SELECT l.{owner}_id FROM activity_link l JOIN {owner} z ON z.id = l.{owner}_id "
    "WHERE l.activity_id = a.id AND l.deleted_at IS NULL AND z.deleted_at IS NULL "
    "ORDER BY l.id LIMIT 1)"
)
_MINE = "a.owner_id = :me AND a.deleted_at IS NULL"


@cache
def _statement() -> TextClause:
    """The rows, ordered by the day; rows without one last."""
    found = (
        f"SELECT a.*, {_FIRST.format(owner='person')} AS with_person, "
        f"{_FIRST.format(owner='company')} AS with_company FROM activity a "
        f"WHERE {_MINE} AND a.status = 'planned' AND (a.due_at < :until OR (a.due_at IS NULL AND "
        "(a.due_on IS NULL OR a.due_on <= :last)))"
    )
    person = _PHONE.format(owner="person", row="p")
    number = f"CASE WHEN p.do_not_call THEN NULL ELSE {person} END"
    return text(
        "SELECT f.id, f.kind, f.subject, "
        f"substr(coalesce(f.description, ''), 1, {_BODY}), coalesce(f.priority, ''), f.due_at, "
        "f.due_on, f.end_at, p.id, p.display_name, c.id, c.name, "
        f"coalesce({number}, CASE WHEN p.do_not_call THEN NULL ELSE "
        f"{_PHONE.format(owner='company', row='c')} END, '') "
        f"FROM ({found}) f LEFT JOIN person p ON p.id = f.with_person "
        "LEFT JOIN company c ON c.id = coalesce(f.with_company, p.company_id) "
        "ORDER BY f.due_key IS NULL, f.due_key, f.id LIMIT :most"
    )


_COUNTS = text(
    "SELECT (SELECT count(*) FROM activity a WHERE "
    f"{_MINE} AND a.status = 'done' AND a.done_at >= :week), "
    f"(SELECT count(*) FROM activity a WHERE {_MINE} AND a.status = 'planned' AND "
    "(a.due_at >= :until OR (a.due_at IS NULL AND a.due_on > :last)))"
)


@query(Permission.ACTIVITY_READ)
def mine(tx: ReadTx) -> Agenda:
    """My agenda, with the days of the computer's time zone."""
    today = tx.now.astimezone().date()
    last = today + timedelta(days=AHEAD)
    bound = {
        "me": tx.actor.id.bytes if tx.is_sqlite else tx.actor.id,
        "until": _moment(tx, last + timedelta(days=1)),
        "last": last.isoformat() if tx.is_sqlite else last,
    }
    rows = tx.session.execute(_statement(), bound | {"most": MOST}).all()
    week = _moment(tx, today - timedelta(days=today.weekday()))
    done, later = tx.session.execute(_COUNTS, bound | {"week": week}).one()
    items = [_item(row, tx.now, tx.is_sqlite) for row in rows]
    return Agenda(in_order(items), done, later)


_DUE = text(
    f"SELECT count(*) FROM activity a WHERE {_MINE} AND a.status = 'planned' AND "
    "(a.due_at < :until OR (a.due_at IS NULL AND a.due_on <= :last))"
)


@query(Permission.ACTIVITY_READ)
def due(tx: ReadTx) -> int:
    """How many of mine are overdue or due today."""
    today = tx.now.astimezone().date()
    bound = {
        "me": tx.actor.id.bytes if tx.is_sqlite else tx.actor.id,
        "until": _moment(tx, today + timedelta(days=1)),
        "last": today.isoformat() if tx.is_sqlite else today,
    }
    return tx.session.execute(_DUE, bound).scalar_one()


def in_order(items: Sequence[AgendaItem]) -> tuple[AgendaItem, ...]:
    """By part, then by time: what takes a whole day stands before what has an hour."""
    parts = list(Part)

    def place(item: AgendaItem) -> tuple[int, date, bool, float, bool]:
        at = item.at.timestamp() if item.at else 0.0
        urgent = item.priority == "high"
        return parts.index(item.part), item.day or date.max, item.at is not None, at, not urgent

    return tuple(sorted(items, key=place))


def _moment(tx: ReadTx, day: date) -> Any:
    """The first moment of a day, as the database compares it."""
    start = datetime.combine(day, time.min).astimezone()
    return microseconds(start) if tx.is_sqlite else start


def _item(row: Any, now: datetime, is_sqlite: bool) -> AgendaItem:
    key, kind, subject, body, priority, due_at, due_on, end_at, *rest = row
    at = decode(Kind.DATETIME, due_at, is_sqlite)
    day = at.astimezone().date() if at else decode(Kind.DATE, due_on, is_sqlite)
    part = _part(day, now.astimezone().date())
    end = decode(Kind.DATETIME, end_at, is_sqlite) or at
    late = part is Part.OVERDUE or (end is not None and end < now)
    person, name, company, company_name, phone = rest
    return AgendaItem(
        key_of(key),
        part,
        kind,
        subject,
        body,
        priority,
        at,
        day,
        late,
        Ref(key_of(person), name) if person else None,
        Ref(key_of(company), company_name) if company else None,
        phone,
    )


def _part(day: date | None, today: date) -> Part:
    if day is None:
        return Part.UNDATED
    if day < today:
        return Part.OVERDUE
    return Part.TODAY if day == today else Part.AHEAD
