"""What was deleted: records of all kinds, the newest first, with who did it and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from crm_desktop.enums import Permission, Purpose
from crm_desktop.i18n import _, inner
from crm_desktop.models.folding import search_words
from crm_desktop.models.types import microseconds
from crm_desktop.services import belongings, employers, records
from crm_desktop.services.belongings import FILE, FILED, LINKED, OWNERS
from crm_desktop.services.catalog import ENTITIES, Kind
from crm_desktop.services.loading import decode, key_of
from crm_desktop.services.workspace import ReadTx, Tx, command, query

_STANDING = (*FILED, "asset")  # are about nobody
KINDS = (*OWNERS, *_STANDING, *LINKED, FILE)
MOST = 500
_ALONG = (*LINKED, FILE)
_LONG = 200
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Trashed:
    """One deleted record.

    Attributes:
        label: what it was called. kind: of an activity, else "".
        about: whom an activity, a note or a file concerned.
        went_along: it was deleted with the record it concerned, and comes back with it.
        at, who: when, and by whom.
        along: (entity, number) of the activities, notes and files that went with it.
    """

    entity: str
    id: UUID
    label: str
    kind: str
    about: str
    went_along: bool
    at: datetime
    who: str
    along: tuple[tuple[str, int], ...]


@query(Permission.PERSON_READ)
def items(
    tx: ReadTx, typed: str = "", limit: int = MOST, after: tuple[datetime, UUID] | None = None
) -> list[Trashed]:
    """What is in the trash, the newest first.

    typed: words that must occur. Without any, what went along with another record is left out: it
    comes back with that one. after: `at` and `id` of the last one that is known already.
    """
    words = search_words(typed).split()[:_MOST_WORDS]
    bound: dict[str, Any] = {f"word{at}": f"%{_plain(word)}%" for at, word in enumerate(words)}
    if after is not None:
        at, key = after
        bound |= (
            {"after": key.bytes, "at": microseconds(at)}
            if tx.is_sqlite
            else {
                "after": key,
                "at": at,
            }
        )
    statement = _statement(len(words), tx.is_sqlite, further=after is not None)
    rows = tx.session.execute(statement, bound | {"limit": limit}).all()
    return [_item(row, tx.is_sqlite) for row in rows]


@command(Permission.PERSON_EDIT, Purpose.RESTORE)
def restore(tx: Tx, chosen: Sequence[tuple[str, UUID]]) -> records.Deleted:
    """Take records of any kind out of the trash, with what went into it together with them."""
    back, along = Counter[str](), Counter[str]()
    for entity, key in chosen:
        back[entity] += records.from_trash(tx, ENTITIES[entity], key, along)
    people = [key for entity, key in chosen if entity == "person"]
    if people:
        employers.unlink_gone_companies(tx, people)
    if len(chosen) == 1:
        ((entity, key),) = chosen
        name = records.get(tx, entity, key).label or inner(_(ENTITIES[entity].title))
        what, words = name, belongings.told(name, along)
    else:
        what, words = belongings.told("", back), belongings.told("", back, along)
    tx.label(_("Restore {what}").format(what=what or _("nothing")))
    told = _("Restored {what}.").format(what=words or _("nothing"))
    return records.Deleted(back.total(), told, along)


def _item(row: Any, is_sqlite: bool) -> Trashed:
    entity, key, label, kind, about, went_along, at, who, *along = row
    counted = tuple((name, n) for name, n in zip(_ALONG, along, strict=True) if n)
    return Trashed(
        entity,
        key_of(key),
        label or "",
        kind,
        about,
        bool(went_along),
        decode(Kind.DATETIME, at, is_sqlite),
        who or "",
        counted,
    )


def _plain(word: str) -> str:
    """A word without a meaning of its own in LIKE."""
    return "".join(f"!{c}" if c in "%_!" else c for c in word)


# ---------------------------------------------------------------- the SQL; r is the deleted record


@cache
def _statement(words: int, is_sqlite: bool, *, further: bool = False) -> TextClause:
    parts = (_of(each, words, further=further) for each in KINDS)
    found = " UNION ALL ".join(f"SELECT * FROM ({part}) part{at}" for at, part in enumerate(parts))
    logged = (
        "json_type(c.changed, '$.deleted_at') IS NOT NULL"
        if is_sqlite
        else "jsonb_exists(c.changed, 'deleted_at')"
    )
    who = (
        "(SELECT u.name FROM change c JOIN change_set s ON s.seq = c.change_set "
        "LEFT JOIN app_user u ON u.id = s.user_id WHERE c.root_id = f.id AND c.row_id = f.id "
        f"AND c.op = 'U' AND {logged} ORDER BY c.seq DESC LIMIT 1)"
    )
    along = ", ".join(f"along{at}" for at in range(len(_ALONG)))
    return text(
        f"SELECT entity, id, label, kind, about, went_along, at, {who}, {along} FROM ({found}) f "
        "ORDER BY at DESC, id DESC LIMIT :limit"
    )


def _of(entity: str, words: int, *, further: bool) -> str:
    """The newest deleted records of one entity, with what is told about them."""
    kind = ENTITIES[entity]
    went = _went_along(entity)
    found = "".join(f" AND r.search_text LIKE :word{at} ESCAPE '!'" for at in range(words))
    hidden = found or f" AND NOT {went}"
    along = ", ".join(f"{_along(entity, each)} AS along{at}" for at, each in enumerate(_ALONG))
    named = "r.kind" if entity == "activity" else "''"
    older = " AND (r.deleted_at, r.id) < (:at, :after)" if further else ""
    newest = (
        f"SELECT * FROM {kind.table_name} r WHERE r.deleted_at IS NOT NULL AND NOT r.withdrawn"
        f"{older}{hidden} ORDER BY r.deleted_at DESC, r.id DESC LIMIT :limit"
    )
    return (
        f"SELECT '{entity}' AS entity, r.id, substr(r.{kind.label}, 1, {_LONG}) AS label, "
        f"{named} AS kind, {_about(entity)} AS about, {went} AS went_along, r.deleted_at AS at, "
        f"{along} FROM ({newest}) r"
    )


def _along(entity: str, items: str) -> str:
    """How many activities, notes or files went with a record."""
    same = "x.deleted_at = r.deleted_at AND NOT x.withdrawn"
    if items == FILE:
        column = belongings.file_columns().get(entity)
        return (
            f"(SELECT count(*) FROM {FILE} x WHERE x.{column} = r.id AND {same})" if column else "0"
        )
    if entity not in OWNERS:
        return "0"
    return (
        f"(SELECT count(DISTINCT x.id) FROM {items}_link l JOIN {items} x ON x.id = l.{items}_id "
        f"WHERE l.{entity}_id = r.id AND {same})"
    )


def _went_along(entity: str) -> str:
    """Whether a record it concerned was deleted in the same moment."""
    if entity in (*OWNERS, *_STANDING):
        return "(1 = 0)"
    if entity == FILE:
        far = (
            f"EXISTS (SELECT 1 FROM {ENTITIES[owner].table_name} o WHERE o.id = r.{column} "
            "AND o.deleted_at = r.deleted_at)"
            for owner, column in belongings.file_columns().items()
        )
    else:
        far = (
            f"EXISTS (SELECT 1 FROM {entity}_link l JOIN {owner} o ON o.id = l.{owner}_id "
            f"WHERE l.{entity}_id = r.id AND o.deleted_at = r.deleted_at)"
            for owner in OWNERS
        )
    return f"({' OR '.join(far)})"


def _about(entity: str) -> str:
    """Whom an activity, a note or a file concerned."""
    if entity in (*OWNERS, *_STANDING):
        return "''"
    if entity == FILE:
        far = (
            f"(SELECT o.{ENTITIES[owner].label} FROM {ENTITIES[owner].table_name} o "
            f"WHERE o.id = r.{column})"
            for owner, column in belongings.file_columns().items()
        )
    else:
        far = (
            f"(SELECT o.{ENTITIES[owner].label} FROM {entity}_link l JOIN {owner} o "
            f"ON o.id = l.{owner}_id WHERE l.{entity}_id = r.id AND l.deleted_at = r.deleted_at "
            "ORDER BY l.id LIMIT 1)"
            for owner in OWNERS
        )
    return f"coalesce({', '.join(far)}, '')"
