"""All that points at a record, found in the metadata; and how it is turned to another one.

A reference of a record (the customer of a deal) is written anew. A row that ties two records (whom
an activity is about) goes, and one like it comes: both records have that in their history, and
what is kept of their activities is made again. Two rows that say the same become one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)

from crm_desktop.models import tables
from crm_desktop.models.tables import VERSIONED, table
from crm_desktop.models.triggers import root_of
from crm_desktop.models.types import uuid7
from crm_desktop.services import derived, loading, naming
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.loading import key_of
from crm_desktop.services.workspace import ReadTx, Tx

_OF_ROWS = frozenset({"id", "acl_id", "deleted_at", "withdrawn"})
# Where a row stands, and what somebody was called in it, says nothing of whom it means.
_ASIDE = frozenset({"position", "name"})
# An amount "from 10 pieces on" is another one than an amount: nothing is filled in.
_EXACT = frozenset({"product_price"})
_UNCOUNTED = frozenset({"user_favourite"})  # a star is nothing that is told


class Pointers(NamedTuple):
    """The columns of one table that name records of an entity.

    Attributes:
        own: the rows are of records of the entity itself.
    """

    table: Table
    columns: tuple[Column[Any], ...]
    own: bool

    @property
    def is_record(self) -> bool:
        """True where the rows are records; else they belong to one."""
        return root_of(self.table) == "id"

    @property
    def owner(self) -> str:
        """The entity whose records these are, or belong to."""
        return naming.entity_of_table(self.table.name)

    @property
    def root(self) -> Column[Any]:
        """The key of the record."""
        return self.table.c[root_of(self.table)]

    def named(self, ids: Sequence[UUID]) -> ColumnElement[bool]:
        """One of the columns names one of these records."""
        return or_(*(column.in_(ids) for column in self.columns))


@cache
def pointers(entity: str) -> tuple[Pointers, ...]:
    """Everything that names records of an entity, but the details that are a part of them."""
    return tuple(_pointers(entity))


def _pointers(entity: str) -> Iterator[Pointers]:
    target = ENTITIES[entity].table_name
    details = naming.child_tables(entity)
    for each in tables.METADATA.sorted_tables:
        columns = tuple(
            column
            for column in each.columns
            if any(key.column.table.name == target for key in column.foreign_keys)
            and not (each in details and column.name == root_of(each))
        )
        if columns:
            yield Pointers(each, columns, each in details or each.name == target)


# ---------------------------------------------------------------- what there is


def pointing(
    tx: ReadTx, entity: str, ids: Sequence[UUID]
) -> dict[str, dict[UUID, frozenset[UUID]]]:
    """By entity, and by the record that is named: the living records that name it.

    Records of `ids` that name each other are left out.
    """
    parts = [part for each in pointers(entity) for part in _naming(each, ids)]
    found: dict[str, dict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for owner, root, named in tx.session.execute(union_all(*parts)):
        key = key_of(root)
        if owner != entity or key not in ids:
            found[owner][key_of(named)].add(key)
    return {
        owner: {named: frozenset(roots) for named, roots in by_named.items()}
        for owner, by_named in found.items()
    }


def _naming(each: Pointers, ids: Sequence[UUID]) -> Iterator[Select[str, Any, Any]]:
    if each.table.name in _UNCOUNTED:
        return
    record = naming.table_of(ENTITIES[each.owner])
    for column in each.columns:
        wanted = select(literal(each.owner), each.root, column)
        if not each.is_record:
            wanted = wanted.join(record, record.c.id == each.root)
            wanted = wanted.where(record.c.deleted_at.is_(None))
        yield wanted.where(column.in_(ids), each.table.c.deleted_at.is_(None))


# ---------------------------------------------------------------- turning it


def turn(tx: Tx, entity: str, survivor: UUID, gone: Sequence[UUID]) -> None:
    """Let all that points at the records `gone` point at the survivor. They keep their details."""
    merged = (survivor, *gone)
    for each in pointers(entity):
        tx.cancel.check()
        if each.is_record:
            _turn_records(tx, each, survivor, gone, merged)
        else:
            _turn_rows(tx, each, survivor, gone, merged)


def _apart(each: Pointers, merged: Sequence[UUID]) -> tuple[ColumnElement[bool], ...]:
    """What the merged records say of each other is no business of others."""
    return (each.root.not_in(merged),) if each.own else ()


def _turn_records(
    tx: Tx, each: Pointers, survivor: UUID, gone: Sequence[UUID], merged: Sequence[UUID]
) -> None:
    """Write the references of records anew, of those in the trash too."""
    rows = each.table
    found = select(rows.c.id).where(each.named(gone), *_apart(each, merged))
    ids = list(tx.session.execute(found.order_by(rows.c.id).with_for_update()).scalars())
    for start in range(0, len(ids), loading.CHUNK):
        part = ids[start : start + loading.CHUNK]
        for column in each.columns:
            moved = update(rows).where(rows.c.id.in_(part), column.in_(gone))
            tx.session.execute(moved.values({column.name: survivor}))
        _touch(tx, each.owner, part)
        if each.owner not in ("person", "attachment"):  # people follow the names of companies
            _derive(tx, each.owner, part)


def _derive(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    """A quote without a title is called by its customer. No rule is asked: nothing else changed."""
    made = [
        {"the_id": record.id, **derived.columns(entity, record.values)}
        for record in loading.read(tx, entity, ids).values()
    ]
    if made and len(made[0]) > 1:
        target = naming.table_of(ENTITIES[entity])
        cells: dict[str, Any] = {name: bindparam(name) for name in made[0] if name != "the_id"}
        statement = update(target).where(target.c.id == bindparam("the_id")).values(cells)
        tx.session.connection().execute(statement, made)


def _touch(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    """A form that is open on a record must not write the old reference back."""
    target = naming.table_of(ENTITIES[entity])
    if target.name in VERSIONED:
        newer = update(target).where(target.c.id.in_(ids)).values(version=target.c.version + 1)
        tx.session.execute(newer)


def _turn_rows(
    tx: Tx, each: Pointers, survivor: UUID, gone: Sequence[UUID], merged: Sequence[UUID]
) -> None:
    rows, apart = each.table, _apart(each, merged)
    dead = rows.c.deleted_at.is_not(None)
    for column in each.columns:  # it comes back with its record one day
        buried = update(rows).where(column.in_(gone), dead, *apart)
        tx.session.execute(buried.values({column.name: survivor}))
    living = select(rows).where(each.named(gone), rows.c.deleted_at.is_(None), *apart)
    found = [dict(row) for row in tx.session.execute(living.order_by(rows.c.id)).mappings()]
    roots = list(dict.fromkeys(row[each.root.name] for row in found))
    for start in range(0, len(roots), loading.CHUNK):
        tx.cancel.check()
        part = set(roots[start : start + loading.CHUNK])
        here = [row for row in found if row[each.root.name] in part]
        _turn_part(tx, each, survivor, gone, here)
    if any(field.table == rows.name for field in ENTITIES[each.owner].fields) and roots:
        _touch_many(tx, each.owner, roots)


def _touch_many(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    if entity != "user":  # a star is no part of what is said of a colleague
        for start in range(0, len(ids), loading.CHUNK):
            _touch(tx, entity, ids[start : start + loading.CHUNK])


def _turn_part(
    tx: Tx, each: Pointers, survivor: UUID, gone: Sequence[UUID], found: Sequence[dict[str, Any]]
) -> None:
    """Turn living rows; those that would say what another one says already go."""
    twins = _Twins(tx, each, survivor, {row[each.root.name] for row in found})
    names = [column.name for column in each.columns]
    ties = set(each.table.info.get("other", ()))
    fresh: list[dict[str, Any]] = []
    over: list[UUID] = []
    for row in found:
        turned = row | {name: survivor for name in names if row[name] in gone}
        moves = any(turned[name] != row[name] for name in names if name in ties)
        if twins.take(turned):
            over.append(row["id"])
        elif moves:
            over.append(row["id"])
            turned["id"] = uuid7()
            fresh.append(turned)
            twins.add(turned, fresh=True)
        else:
            cells = {name: turned[name] for name in names}
            tx.session.execute(update(each.table).where(each.table.c.id == row["id"]).values(cells))
            twins.add(turned)
    if over:
        hit = update(each.table).where(each.table.c.id.in_(over))
        tx.session.execute(hit.values(deleted_at=tx.now))
    if fresh:
        tx.session.connection().execute(insert(each.table), fresh)
    twins.write()


class _Twins:
    """The rows that name the survivor, by the record they belong to: two alike are one."""

    def __init__(self, tx: Tx, each: Pointers, survivor: UUID, roots: set[UUID]) -> None:
        self._tx, self._table, self._root = tx, each.table, each.root.name
        self._told = [c.name for c in each.table.columns if _tells(each.table, c.name)]
        self._there: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        self._fresh: set[UUID] = set()
        self._filled: dict[UUID, dict[str, Any]] = {}
        here = and_(each.root.in_(roots), each.table.c.deleted_at.is_(None))
        wanted = select(each.table).where(here, each.named((survivor,)))
        for row in tx.session.execute(wanted.order_by(each.table.c.id)).mappings():
            self.add(dict(row))

    def add(self, row: dict[str, Any], *, fresh: bool = False) -> None:
        """Another one; fresh: it is written at the end."""
        self._there[row[self._root]].append(row)
        if fresh:
            self._fresh.add(row["id"])

    def take(self, row: Mapping[str, Any]) -> bool:
        """Put what a row says into one that says nothing else, if there is one."""
        for there in self._there[row[self._root]]:
            if there["id"] != row["id"] and self._agree(there, row):
                more = {n: row[n] for n in self._told if _blank(there[n]) and not _blank(row[n])}
                there.update(more)
                if more and there["id"] not in self._fresh:
                    self._filled.setdefault(there["id"], {}).update(more)
                return True
        return False

    def _agree(self, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
        exact = self._table.name in _EXACT
        return all(
            a[n] == b[n] or (not exact and (_blank(a[n]) or _blank(b[n]))) for n in self._told
        )

    def write(self) -> None:
        """What the rows have been given."""
        for key, cells in self._filled.items():
            here = update(self._table).where(self._table.c.id == key)
            self._tx.session.execute(here.values(cells))


def _tells(rows: Table, name: str) -> bool:
    return name not in _OF_ROWS | _ASIDE and not derived.is_derived(rows.name, name)


def _blank(value: Any) -> bool:
    return value is None or value is False or value == ""


# ---------------------------------------------------------------- above itself


def leads_back(tx: ReadTx, entity: str, column: str, start: UUID, merged: Sequence[UUID]) -> bool:
    """Whether one comes from a record, by a reference, to those that are merged."""
    target = table(ENTITIES[entity].table_name)
    seen: set[UUID] = set()
    at: UUID | None = start
    while at is not None and at not in seen:
        if at in merged:
            return True
        seen.add(at)
        step = select(target.c[column]).where(target.c.id == at)
        at = tx.session.execute(step).scalar_one_or_none()
    return False
