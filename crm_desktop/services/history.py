"""The history of a record in words, and the list of what was done."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from crm_desktop.enums import Permission, Purpose
from crm_desktop.i18n import _
from crm_desktop.models.tables import table
from crm_desktop.models.triggers import root_of
from crm_desktop.services import loading, naming
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Ref
from crm_desktop.services.catalog import entity_type as entity_named
from crm_desktop.services.loading import decode, key_of
from crm_desktop.services.workspace import OfEntity, ReadTx, query

# Rows that come and go with a value of the record: the main company of a contact.
_TIED = frozenset({"person_company"})
ROWS_A_SET = 10  # how many changed rows of a set are looked for, on average
MOST_COUNTED = 10_000  # changed rows of a set; an import has them by the million
# An undo shows at what it took back; the others are no work of anybody's.
_HIDDEN = ", ".join(
    f"'{purpose}'"
    for purpose in (Purpose.INIT, Purpose.MIGRATION, Purpose.PURGE, Purpose.REDO, Purpose.UNDO)
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as shown: choices by their label, references as Ref."""

    field: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a change set did to a record, as services.put_back takes it back.

    Attributes:
        words: a sentence.
        table, row, column: of what was changed; column "" where a whole row came or went.
        old: the value before, as shown.
        can_go_back: it can be put back by itself; else only with its whole change set.
    """

    words: str
    table: str = ""
    row: UUID | None = None
    column: str = ""
    old: Any = None
    can_go_back: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What one change set did to a record.

    Attributes:
        changes: of the record's own fields.
        words: everything, in sentences.
        steps: the same, each with what it takes to put it back.
    """

    change_set: UUID
    at: datetime
    who: str
    purpose: str
    label: str
    undone: bool
    changes: tuple[FieldChange, ...]
    words: tuple[str, ...]
    steps: tuple[Step, ...] = ()


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


@dataclass(frozen=True, slots=True)
class DoneSet(SetEntry):
    """One change set that can be taken back, or done again.

    Attributes:
        records: how many records it changed; many: it changed more, nobody counted on.
        undone_by, undone_at: who took it back and when; "" and None where it holds.
    """

    records: int
    many: bool
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """What a change set did to one record, in sentences."""

    entity: str
    id: UUID
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetDetail:
    """What a change set did. `more`: not everything is named."""

    records: tuple[ChangedRecord, ...]
    more: bool


@query(OfEntity.READ)
def of(tx: ReadTx, entity: str, record_id: UUID, limit: int = 200) -> list[HistoryEntry]:
    """Who changed what on a record, newest first. Its phones, links and tags are in it."""
    entity_named(entity)
    rows = tx.session.execute(
        text(
            "SELECT s.seq, s.id, s.at, u.name, s.purpose, s.label, s.state, c.entity, c.row_id, "
            "c.root_id, c.op, c.changed FROM change c JOIN change_set s ON s.seq = c.change_set "
            "LEFT JOIN app_user u ON u.id = s.user_id WHERE c.root_id = :id OR c.other_id = :id "
            "ORDER BY c.seq DESC LIMIT :limit"
        ),
        {"id": record_id.bytes if tx.is_sqlite else record_id, "limit": limit * ROWS_A_SET},
    ).all()
    sets: dict[int, list[_Row]] = defaultdict(list)
    heads: dict[int, Sequence[Any]] = {}
    for row in rows:
        heads.setdefault(row[0], row)
        sets[row[0]].append(_row(row))
    called = _Called(tx, [row for found in sets.values() for row in found], record_id)
    return [_entry(tx, heads[seq], called, found) for seq, found in sets.items()][:limit]


class _Row(NamedTuple):
    """One logged row: of which table, and what happened to it."""

    table: str
    id: UUID
    root: UUID
    op: str
    values: Mapping[str, Any]

    @property
    def entity(self) -> EntityType:
        return ENTITIES[naming.entity_of_table(self.table)]

    @property
    def is_record(self) -> bool:
        return self.table == self.entity.table_name

    @property
    def child(self) -> Field | None:
        """The field whose rows these are."""
        return next((f for f in self.entity.fields if f.table == self.table), None)

    def is_of(self, record_id: UUID) -> bool:
        """Whether it is the record's own row, or was until now; else one that points at it."""
        moved = self.values.get(root_of(table(self.table)))
        return record_id == self.root or (moved is not None and key_of(moved[0]) == record_id)


def _row(row: Sequence[Any]) -> _Row:
    changed = json.loads(row[11]) if isinstance(row[11], str) else row[11]
    return _Row(row[7], key_of(row[8]), key_of(row[9]), row[10], changed or {})


def _entry(tx: ReadTx, head: Sequence[Any], called: _Called, rows: Sequence[_Row]) -> HistoryEntry:
    changes: list[FieldChange] = []
    words: list[str] = []
    steps: dict[str, Step] = {}
    for row in reversed(rows):
        more, said = called.told(row)
        changes += more
        words += said
        steps |= {step.words: step for step in called.steps(row, said)}
    return HistoryEntry(
        key_of(head[1]),
        decode(Kind.DATETIME, head[2], tx.is_sqlite),
        head[3] or "",
        head[4],
        head[5] or head[4],
        head[6] == "undone",
        tuple(changes),
        tuple(dict.fromkeys(words)),
        tuple(steps.values()),
    )


# ---------------------------------------------------------------- words


@dataclass(slots=True)
class _Called:
    """What the things in a history are called, looked up together: one statement a table.

    Attributes:
        here: the record whose history it is; None while that of several is told.
        labels: of records; rows: the words of child rows.
    """

    tx: ReadTx
    mentioned: Sequence[_Row]
    here: UUID | None
    labels: dict[UUID, str] = field(default_factory=dict[UUID, str])
    rows: dict[UUID, str] = field(default_factory=dict[UUID, str])

    def __post_init__(self) -> None:
        records: dict[str, set[UUID]] = defaultdict(set)
        children: dict[str, set[UUID]] = defaultdict(set)
        for row in self.mentioned:
            if self.here is None or not row.is_of(self.here):
                records[row.entity.key].add(row.root)
            if row.child is not None and (self.here is None or row.is_of(self.here)):
                children[row.table].add(row.id)
            for target, key in _references(row):
                records[target].add(key)
        for entity, ids in records.items():
            kind = ENTITIES[entity]
            found = loading.by_ids(
                f"SELECT r.id, r.{kind.label} FROM {kind.table_name} r", self.tx.is_sqlite
            )
            self.labels |= self._read(found, ids)
        for name, ids in children.items():
            self.rows |= self._read(_child_statement(name, self.tx.is_sqlite), ids)

    def _read(self, statement: Any, ids: set[UUID]) -> dict[UUID, str]:
        bound = {"ids": loading.bound(list(ids), self.tx.is_sqlite)}
        found: Any = self.tx.session.execute(statement, bound)
        return {key_of(row[0]): row[1] or "" for row in found}

    def told(self, row: _Row) -> tuple[list[FieldChange], list[str]]:
        """The changes of one row, and sentences about them."""
        if self.here is not None and not row.is_of(self.here):
            what = " ".join((_(row.entity.title), self.labels.get(row.root, ""))).strip()
            return [], [f"{what}: {verb}"] if (verb := self._verb(row)) else []
        what = self._what(row)
        if verb := self._verb(row):
            shown = self._gone(row) if row.op == "D" else self.rows.get(row.id, "")
            return [], [f"{what} {verb}{f': {shown}' if shown else ''}"]
        changes = self._changes(row)
        shown = self.rows.get(row.id, "")
        prefix = "" if row.is_record else f"{what} {shown}: " if shown else f"{what}: "
        said = [f"{prefix}{c.label}: {_shown(c.old)} → {_shown(c.new)}" for c in changes]
        return (changes if row.is_record else []), said

    def steps(self, row: _Row, said: Sequence[str]) -> Iterator[Step]:
        """What told() said of a row of the record, with what it takes to put it back."""
        if self.here is None or not row.is_of(self.here) or not said:
            yield from (Step(words) for words in said)
        elif self._verb(row):
            back = not row.is_record and row.op != "D" and row.table not in _TIED
            yield from (Step(words, row.table, row.id, can_go_back=back) for words in said)
        else:
            for words, (column, found) in zip(said, self._edited(row), strict=True):
                old = self._value(found, row.values[column][0])
                back = found.kind != Kind.FILE
                yield Step(words, row.table, row.id, column, old, can_go_back=back)

    @staticmethod
    def _edited(row: _Row) -> Iterator[tuple[str, Field]]:
        """The columns of an edit that people see, in their order."""
        for column in row.values:
            found = naming.field_of_column(row.table, column)
            if found is not None and not found.derived:
                yield column, found

    def _what(self, row: _Row) -> str:
        if row.is_record:
            return _(row.entity.title)
        return _(row.child.label) if row.child else row.table.replace("_", " ").capitalize()

    def _verb(self, row: _Row) -> str:
        """What happened to the row as a whole; "" for an edit."""
        if row.op == "D":
            return _("removed for good")
        if row.op == "I":
            return _("created") if row.is_record and self._is_here(row) else _("added")
        if "merged_into_id" in row.values and not self._is_here(row):
            into = row.values["merged_into_id"][1] is not None
            return _("merged into this one") if into else _("on its own again")
        if "deleted_at" in row.values:
            gone = row.values["deleted_at"][1] is not None
            if row.is_record:
                return _("deleted") if gone else _("restored")
            return _("removed") if gone else _("added")
        return self._moved(row)

    def _moved(self, row: _Row) -> str:
        """Whether the row came from another record, or went to one."""
        if row.values.get(root_of(table(row.table))) is not None:
            return _("added") if self._is_here(row) else _("removed")
        return "" if self._is_here(row) else _("changed")

    def _is_here(self, row: _Row) -> bool:
        return self.here in (None, row.root)

    def _gone(self, row: _Row) -> str:
        """What a row that is no more was called."""
        if row.child is None:
            return ""
        main = row.child.children[0].column if row.child.children else "tag"
        return _shown(row.values.get(main), "")

    def _changes(self, row: _Row) -> list[FieldChange]:
        out: list[FieldChange] = []
        for column, found in self._edited(row):
            before, after = (self._value(found, raw) for raw in row.values[column])
            out.append(FieldChange(found.key, _(found.label), before, after))
        return out

    def _value(self, of: Field, raw: Any) -> Any:
        if raw is None:
            return None
        if of.kind == Kind.FILE:
            return _("(file)")
        if of.kind == Kind.REF:
            return Ref(key_of(raw), self.labels.get(key_of(raw), ""))
        if of.kind == Kind.CHOICE:
            return _(of.choice(raw).label)
        return decode(of.kind, raw, self.tx.is_sqlite)


def _references(row: _Row) -> Iterator[tuple[str, UUID]]:
    """(entity, id) of the records that the values of an edit name."""
    if row.op != "U":
        return
    for column, pair in row.values.items():
        found = naming.field_of_column(row.table, column)
        if found is not None and found.kind == Kind.REF:
            yield from ((found.entity, key_of(raw)) for raw in pair if raw is not None)


def _child_statement(name: str, is_sqlite: bool) -> Any:
    entity = ENTITIES[naming.entity_of_table(name)]
    of = next(f for f in entity.fields if f.table == name)
    words, joins = ("x.tag", "") if of.kind == Kind.TAGS else loading.child_words(of)
    return loading.by_ids(f"SELECT x.id, {words} FROM {name} x{joins}", is_sqlite, "x")


def _shown(value: Any, nothing: str = "—") -> str:
    if value in (None, ""):
        return nothing
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Ref):
        return value.label or str(value.id)
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
    return [SetEntry(*_head_of_set(tx, row)) for row in rows]


def _head_of_set(
    tx: ReadTx, row: Sequence[Any]
) -> tuple[UUID, datetime, str, str, str, bool, bool]:
    """What a SetEntry holds, of the first columns of a row."""
    return (
        key_of(row[0]),
        decode(Kind.DATETIME, row[1], tx.is_sqlite),
        row[2] or "",
        row[3],
        naming.said_of_set(row[4], row[3]),
        row[5] == "undone",
        row[6] is not None and key_of(row[6]) == tx.actor.id,
    )


@query(Permission.HISTORY_READ)
def sets(
    tx: ReadTx, limit: int = 50, before: UUID | None = None, *, mine: bool = False
) -> list[DoneSet]:
    """What can be taken back or done again, newest first; `before`: what was done before that.

    An undo is no entry of its own: what it took back is marked.
    """
    where = f"s.seq > 0 AND s.purpose NOT IN ({_HIDDEN})"
    where += " AND s.user_id = :user" if mine else ""
    where += " AND s.seq < (SELECT seq FROM change_set WHERE id = :before)" if before else ""
    bound: dict[str, Any] = {"limit": limit, "most": MOST_COUNTED}
    for name, key in (("user", tx.actor.id if mine else None), ("before", before)):
        if key is not None:
            bound[name] = key.bytes if tx.is_sqlite else key
    sql = text(
        "SELECT s.id, s.at, u.name, s.purpose, s.label, s.state, s.user_id, w.at, wu.name, "
        "(SELECT count(DISTINCT x.root_id) * CASE WHEN count(*) = :most THEN -1 ELSE 1 END "
        "FROM (SELECT c.root_id FROM change c WHERE c.change_set = s.seq LIMIT :most) x) "
        "FROM change_set s LEFT JOIN app_user u ON u.id = s.user_id "
        "LEFT JOIN change_set w ON s.state = 'undone' AND w.seq = (SELECT max(d.seq) FROM "
        "change_set d WHERE d.undoes = s.seq AND d.state = '') "
        "LEFT JOIN app_user wu ON wu.id = w.user_id "
        f"WHERE {where} ORDER BY s.seq DESC LIMIT :limit"
    )
    return [_done_set(tx, row) for row in tx.session.execute(sql, bound)]


def _done_set(tx: ReadTx, row: Sequence[Any]) -> DoneSet:
    return DoneSet(
        *_head_of_set(tx, row),
        abs(row[9]),
        row[9] < 0,
        row[8] or "",
        decode(Kind.DATETIME, row[7], tx.is_sqlite),
    )


@query(Permission.HISTORY_READ)
def of_set(tx: ReadTx, change_set: UUID, limit: int = 100) -> SetDetail:
    """What one change set did, record by record, in the order of its work."""
    most = limit * ROWS_A_SET
    found = tx.session.execute(
        text(
            "SELECT s.seq, s.id, s.at, '', s.purpose, s.label, s.state, c.entity, c.row_id, "
            "c.root_id, c.op, c.changed, c.seq FROM change c JOIN change_set s "
            "ON s.seq = c.change_set WHERE s.id = :id LIMIT :limit"
        ),
        {"id": change_set.bytes if tx.is_sqlite else change_set, "limit": most},
    ).all()
    # In order only now: the millions of rows of an import are not sorted to show a hundred.
    rows = [_row(row) for row in sorted(found, key=itemgetter(12))]
    by_root: dict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        by_root[row.root].append(row)
    shown = dict(list(by_root.items())[:limit])
    called = _Called(tx, [row for each in shown.values() for row in each], None)
    records = tuple(_changed_record(called, root, each) for root, each in shown.items())
    return SetDetail(records, len(found) == most or len(by_root) > limit)


def _changed_record(called: _Called, root: UUID, rows: Sequence[_Row]) -> ChangedRecord:
    words: dict[str, None] = {}
    for row in rows:
        words |= dict.fromkeys(called.told(row)[1])
    return ChangedRecord(rows[0].entity.key, root, called.labels.get(root, ""), tuple(words))
