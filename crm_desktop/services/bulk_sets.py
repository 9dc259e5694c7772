"""One change on a portion of records, as sets: a few statements, and no record is read.

For fields and tags from which nothing else of a record is made. The rest goes record by record
(services/bulk.py). The triggers of the change log see every row either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, case, insert, select, text, update

from crm_desktop.models.folding import fold, search_words
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import derived, loading, naming, record_rows, rules
from crm_desktop.services.catalog import EntityType, Field, Ref
from crm_desktop.services.values import normal
from crm_desktop.services.workspace import Tx

Condition = ColumnElement[bool]
_AMONG = {True: "IN (SELECT unhex(value) FROM json_each(:ids))", False: "= ANY(:ids)"}


def can_write(kind: EntityType, wanted: Mapping[str, Any]) -> bool:
    """Nothing is made from these fields, and no rule asks what else the record says."""
    if rules.has(kind.key):
        return False
    return all(derived.is_apart(kind.key, key) for key in wanted)


def among(kind: EntityType, part: Sequence[UUID], is_sqlite: bool) -> Condition:
    """The living records of these ids."""
    target = naming.table_of(kind)
    ids = text(f"{target.name}.id {_AMONG[is_sqlite]}")
    return ids.bindparams(ids=loading.bound(part, is_sqlite)) & target.c.deleted_at.is_(None)


def write(
    tx: Tx, kind: EntityType, part: Sequence[UUID], wanted: Mapping[str, Any], alike: Condition
) -> int:
    """Give the fields these values where they differ. Returns how many records changed."""
    target = naming.table_of(kind)
    cells = {kind.field(k).column: v.id if isinstance(v, Ref) else v for k, v in wanted.items()}
    differs = case((alike, 0), else_=1) == 1  # NOT of what is unknown would be unknown
    statement = update(target).where(among(kind, part, tx.is_sqlite), differs)
    written = statement.values(**_stamps(tx, kind), **cells)
    return record_rows.rows_changed(tx.session.execute(written))


def tag(
    tx: Tx,
    kind: EntityType,
    field: Field,
    part: Sequence[UUID],
    *,
    add: Sequence[str],
    remove: Sequence[str],
) -> int:
    """Put tags on and take others off. Returns how many records changed."""
    tags, target = table(field.table), naming.table_of(kind)
    owner = tags.c[f"{kind.table_name}_id"]
    living = select(target.c.id).where(among(kind, part, tx.is_sqlite))
    changed: set[UUID] = set()
    if gone := _rows_with(tx, tags, owner, living, remove):
        ids = loading.bound([row.id for row in gone], tx.is_sqlite)
        taken = text(f"{tags.name}.id {_AMONG[tx.is_sqlite]}").bindparams(ids=ids)
        tx.session.execute(update(tags).where(taken).values(deleted_at=tx.now))
        changed |= {row[1] for row in gone}
    for word in normal(field, tuple(add)):
        there = {row[1] for row in _rows_with(tx, tags, owner, living, (word,))}
        new = [key for key in tx.session.execute(living).scalars() if key not in there]
        rows = [{"id": uuid7(), owner.name: key, "tag": word, "tag_key": _key(word)} for key in new]
        if rows:
            tx.session.connection().execute(insert(tags), rows)
        changed |= set(new)
    if changed:
        raised = update(target).where(among(kind, list(changed), tx.is_sqlite))
        tx.session.execute(raised.values(**_stamps(tx, kind)))
    return len(changed)


def _rows_with(
    tx: Tx, tags: Table, owner: Any, living: Select[Any], words: Sequence[str]
) -> list[Any]:
    """The tag rows (id, owner, tag) of these records that say one of the words, in any case."""
    if not words:
        return []
    said = {fold(word) for word in words}
    found = select(tags.c.id, owner, tags.c.tag).where(
        owner.in_(living), tags.c.tag_key.in_([_key(w) for w in words]), tags.c.deleted_at.is_(None)
    )
    return [row for row in tx.session.execute(found) if fold(row.tag) in said]


def _key(word: str) -> str:
    return search_words(" ".join(word.split()))


def _stamps(tx: Tx, kind: EntityType) -> dict[str, Any]:
    version = naming.table_of(kind).c.version
    return {"version": version + 1, "updated_at": tx.now, "updated_by": tx.actor.id}
