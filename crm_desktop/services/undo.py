"""Undo and redo of any change set: one edit, a bulk edit, a delete, a whole import.

Pure SQL, the same on both databases: the newest layer of changes first, and a column only where
its present value is still the one the change set wrote. Values others changed since are kept and
listed. Undoing an undo is redo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, bindparam, text
from sqlalchemy.exc import IntegrityError

from crm_desktop.enums import SYSTEM, Permission, Purpose
from crm_desktop.errors import NotFound, NothingToUndo, UserError
from crm_desktop.i18n import _, ngettext
from crm_desktop.models import tables
from crm_desktop.models.session import Session
from crm_desktop.models.tables import VERSIONED
from crm_desktop.models.triggers import is_blob, is_json, logged, server_type
from crm_desktop.models.types import microseconds
from crm_desktop.services import aftermath, derived, naming
from crm_desktop.services.loading import key_of
from crm_desktop.services.workspace import ReadTx, Tx, command, query

DAYS = 90
MOST_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that was not put back because somebody changed it since.

    Attributes:
        entity: table of the row; column: its column, or "" where a record that undo removed had
            been worked on since; words: a sentence about it.
    """

    entity: str
    row_id: UUID
    column: str
    now: Any
    words: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or redo did."""

    words: str
    kept: tuple[Kept, ...]
    undone: UUID
    change_set: UUID


@dataclass(frozen=True, slots=True)
class UndoState:
    """What Undo and Redo would do now, in words; None for nothing."""

    undo: str | None
    redo: str | None


@dataclass(frozen=True, slots=True)
class _Set:
    seq: int
    id: UUID
    purpose: str
    label: str | None
    undoes: int | None
    state: str

    @property
    def words(self) -> str:
        return naming.said_of_set(self.label, self.purpose)


_SELECT = "SELECT seq, id, purpose, label, undoes, state FROM change_set "
_NOT_SYSTEM = ", ".join(f"'{p}'" for p in sorted(SYSTEM | {Purpose.UNDO, Purpose.REDO}))
_MINE = "user_id = :user AND seq > 0 AND at >= :since"
_NEWEST = (
    f"{_SELECT} WHERE {_MINE} AND state = '' AND purpose NOT IN ({_NOT_SYSTEM}) "
    "ORDER BY seq DESC LIMIT 1"
)
# Only the newest undo can be redone, and only until something else is done.
_NEWEST_UNDO = (
    f"{_SELECT} WHERE {_MINE} AND state = '' AND purpose = 'undo' AND NOT EXISTS (SELECT 1 FROM "
    f"change_set o WHERE o.user_id = :user AND o.seq > change_set.seq AND o.state = '' "
    f"AND o.purpose NOT IN ({_NOT_SYSTEM})) ORDER BY seq DESC LIMIT 1"
)


def _who(tx: ReadTx) -> dict[str, Any]:
    since = tx.now - timedelta(days=DAYS)
    if tx.is_sqlite:
        return {"user": tx.actor.id.bytes, "since": microseconds(since)}
    return {"user": tx.actor.id, "since": since}


def _one(session: Session, sql: str, values: dict[str, Any]) -> _Set | None:
    row = session.execute(text(sql), values).one_or_none()
    if row is None:
        return None
    return _Set(row[0], key_of(row[1]), row[2], row[3], row[4], row[5])


@query(Permission.HISTORY_READ)
def state(tx: ReadTx) -> UndoState:
    """What the two buttons would do."""
    last = _one(tx.session, _NEWEST, _who(tx))
    undone = _one(tx.session, _NEWEST_UNDO, _who(tx))
    redone = _words(tx.session, undone) if undone else None
    return UndoState(last.words if last else None, redone)


@command(Permission.HISTORY_UNDO, Purpose.UNDO)
def undo(tx: Tx, change_set: UUID | None = None) -> Undone:
    """Take back a change set: the given one, else this user's newest.

    Raises NothingToUndo where there is none, NotFound for an unknown one, UserError where it is
    undone already.
    """
    if change_set is None:
        found = _one(tx.session, _NEWEST, _who(tx))
        if found is None:
            raise NothingToUndo(
                _("There is nothing of yours to undo (changes of the last {DAYS} days).").format(
                    DAYS=DAYS
                )
            )
    else:
        found = _named(tx, change_set)
    return _take_back(tx, found, _("Undo: {words}"), _("Undone: {what}."))


@command(Permission.HISTORY_UNDO, Purpose.REDO)
def redo(tx: Tx, change_set: UUID | None = None) -> Undone:
    """Do again what was undone last, or the given change set that was undone.

    NothingToUndo where there is nothing, NotFound for an unknown one, UserError where it holds.
    """
    if change_set is None:
        found = _one(tx.session, _NEWEST_UNDO, _who(tx))
        if found is None:
            raise NothingToUndo(_("There is nothing to redo."))
    else:
        found = _undo_of(tx, change_set)
    return _take_back(tx, found, _("Redo: {words}"), _("Redone: {what}."))


def _undo_of(tx: Tx, key: UUID) -> _Set:
    """The undo that holds for a change set: to take that one back is to redo."""
    named = {"id": key.bytes if tx.is_sqlite else key}
    undone = _one(tx.session, f"{_SELECT} WHERE id = :id", named)
    if undone is None or undone.seq == 0:
        raise NotFound(_("There is no change {key}.").format(key=key))
    newest = f"{_SELECT} WHERE undoes = :seq AND state = '' ORDER BY seq DESC LIMIT 1"
    found = _one(tx.session, newest, {"seq": undone.seq})
    if undone.state != "undone" or found is None:
        raise UserError(
            _("'{words}' is not undone. Nothing was changed.").format(words=undone.words)
        )
    return found


def _named(tx: Tx, key: UUID) -> _Set:
    found = _one(
        tx.session, f"{_SELECT} WHERE id = :id", {"id": key.bytes if tx.is_sqlite else key}
    )
    if found is None or found.seq == 0:
        raise NotFound(_("There is no change {key}.").format(key=key))
    if found.state == "undone":
        raise UserError(
            _("'{words}' is undone already. Nothing was changed.").format(words=found.words)
        )
    if found.purpose in (Purpose.INIT, Purpose.MIGRATION, Purpose.PURGE):
        raise UserError(
            _("'{words}' cannot be undone. Nothing was changed.").format(words=found.words)
        )
    return found


def _words(session: Session, found: _Set) -> str:
    """What a change set did; of an undo: what it took back, without the word for that."""
    if found.purpose != Purpose.UNDO or found.undoes is None:
        return found.words
    undone = _one(session, f"{_SELECT} WHERE seq = :seq", {"seq": found.undoes})
    return (undone or found).words


def _take_back(tx: Tx, found: _Set, label: str, done: str) -> Undone:
    words = _words(tx.session, found)
    tx.label(label.format(words=words))
    try:
        kept = take_back(tx, found.seq)
    except IntegrityError as error:
        raise UserError(
            _(
                "'{words}' cannot be undone, because newer records depend on it or stand "
                "in its place. Nothing was changed. Undo the newer changes first."
            ).format(words=words)
        ) from error
    _mark(tx, found)
    tx.session.execute(
        text("UPDATE change_set SET undoes = :undone WHERE seq = :own"),
        {"undone": found.seq, "own": tx.writing.change_set},
    )
    later = ngettext("{n} later change was kept.", "{n} later changes were kept.", len(kept))
    said = f"{done.format(what=words)} {later}" if kept else done.format(what=words)
    return Undone(said, tuple(kept), found.id, tx.writing.change_set_id)


def _mark(tx: Tx, found: _Set) -> None:
    """The set is undone; the one that it had undone holds again, and so on down the chain."""
    mark = text("UPDATE change_set SET state = :state WHERE seq = :seq RETURNING undoes")
    seq, state = found.seq, "undone"
    while seq is not None:
        seq = tx.session.execute(mark, {"state": state, "seq": seq}).scalar_one()
        state = "" if state else "undone"


# ---------------------------------------------------------------- the SQL


class _Words:
    """How a logged value is read back, per database."""

    def __init__(self, is_sqlite: bool) -> None:
        self.sqlite = is_sqlite

    def has(self, column: Column[Any]) -> str:
        if self.sqlite:
            return f"json_type(s.changed, '$.{column.name}') IS NOT NULL"
        return f"jsonb_exists(s.changed, '{column.name}')"

    def value(self, column: Column[Any], part: int | None) -> str:
        """The old (0) or new (1) value of an update, or the value in a deleted row (None)."""
        name = column.name
        if self.sqlite:
            path = f"'$.{name}{'' if part is None else f'[{part}]'}'"
            if is_json(column):  # -> keeps it JSON; json_extract would unquote a string
                return f"nullif(s.changed -> {path}, 'null')"
            raw = f"json_extract(s.changed, {path})"
            return f"unhex({raw})" if is_blob(column) else raw
        path = name if part is None else f"{name},{part}"
        kind = server_type(column)
        if kind == "JSONB":
            return f"nullif(s.changed #> '{{{path}}}', 'null'::jsonb)"
        return f"CAST(s.changed #>> '{{{path}}}' AS {kind})"

    def same(self, column: Column[Any], part: int) -> str:
        """The present value is the one of that part."""
        logged_value = self.value(column, part)
        if not self.sqlite:
            return f"t.{column.name} IS NOT DISTINCT FROM {logged_value}"
        if is_json(column):
            return f"json(t.{column.name}) IS json({logged_value})"
        return f"t.{column.name} IS {logged_value}"


_LAYERS = (
    "(SELECT row_id, op, changed, row_number() OVER (PARTITION BY row_id ORDER BY seq DESC) "
    "AS layer FROM change WHERE change_set = :undone AND entity = '{table}') s"
)


def take_back(tx: Tx, seq: int) -> list[Kept]:
    """Write the old values of change set `seq`, in this transaction. Returns what was kept."""
    words = _Words(tx.is_sqlite)
    tx.session.execute(
        text("PRAGMA defer_foreign_keys = ON" if tx.is_sqlite else "SET CONSTRAINTS ALL DEFERRED")
    )
    kept = _worked_on_since(tx, seq)
    shape = text(
        "SELECT entity, max(layer) FROM (SELECT entity, row_number() OVER (PARTITION BY entity, "
        "row_id) AS layer FROM change WHERE change_set = :seq) x GROUP BY entity"
    )
    depth = {row[0]: int(row[1]) for row in tx.session.execute(shape, {"seq": seq})}
    for table in reversed([t for t in tables.TRACKED if t.name in depth]):
        columns = _touched(tx, table, seq)
        for layer in range(1, depth[table.name] + 1):
            tx.cancel.check()
            at = {"undone": seq, "layer": layer}
            if columns:
                kept += _undo_updates(tx, words, table, columns, at)
            _undo_inserts(tx, table, at)
            _undo_deletes(tx, words, table, at)
    _raise_versions(tx)  # from here on nobody else changes these records
    aftermath.settle(tx, seq)
    return kept


def _touched(tx: Tx, table: Table, seq: int) -> list[Column[Any]]:
    keys = (
        "SELECT DISTINCT k.key FROM change c, json_each(c.changed) k"
        if tx.is_sqlite
        else "SELECT DISTINCT k FROM change c, jsonb_object_keys(c.changed) k"
    )
    sql = text(f"{keys} WHERE c.change_set = :seq AND c.entity = :table AND c.op = 'U'")
    names = set(tx.session.execute(sql, {"seq": seq, "table": table.name}).scalars())
    return [c for c in logged(table) if c.name in names]


def _undo_updates(
    tx: Tx, words: _Words, table: Table, columns: list[Column[Any]], at: dict[str, int]
) -> list[Kept]:
    name, source = table.name, _LAYERS.format(table=table.name)
    here = "s.row_id = t.id AND s.layer = :layer AND s.op = 'U'"
    ours = {c.name: f"({words.has(c)} AND {words.same(c, 1)})" for c in columns}
    kept: list[Kept] = []
    for c in columns:
        if derived.is_derived(name, c.name):
            continue  # made again where what it is made of was kept
        missed = text(
            f"SELECT t.id, t.{c.name} FROM {name} t JOIN {source} ON s.row_id = t.id "
            f"WHERE {here} AND {words.has(c)} AND NOT ({words.same(c, 1)}) "
            f"AND NOT ({words.same(c, 0)}) LIMIT {MOST_KEPT}"
        ).columns(table.c.id, c)
        for row_id, now in tx.session.execute(missed, at):
            kept.append(Kept(name, row_id, c.name, now, _kept_words(table, c.name)))
    sets = [
        f"{c.name} = CASE WHEN {ours[c.name]} THEN {words.value(c, 0)} ELSE t.{c.name} END"
        for c in columns
    ]
    if name in VERSIONED:
        sets.append("version = t.version + 1")
    tx.session.execute(
        text(
            f"UPDATE {name} AS t SET {', '.join(sets)} FROM {source} "
            f"WHERE {here} AND ({' OR '.join(ours.values())})"
        ),
        at,
    )
    return kept


def _kept_words(table: Table, column: str) -> str:
    if column == "deleted_at":
        return _("It was deleted or restored since and stays as it is.")
    field = naming.field_of_column(table.name, column)
    label = _(field.label) if field else column.replace("_", " ")
    parts = [_(naming.rows_label(table.name)), label]
    return _("{list} was changed again since and stays as it is.").format(
        list=", ".join(filter(None, parts))
    )


def _undo_inserts(tx: Tx, table: Table, at: dict[str, int]) -> None:
    """An inserted row is hidden: later rows may point at it, and the history needs its values."""
    now = microseconds(tx.now) if tx.is_sqlite else tx.now
    version = ", version = version + 1" if table.name in VERSIONED else ""
    yes = "1" if tx.is_sqlite else "true"
    tx.session.execute(
        text(
            f"UPDATE {table.name} SET deleted_at = :now, withdrawn = {yes}{version} "
            f"WHERE deleted_at IS NULL AND id IN (SELECT s.row_id FROM "
            f"{_LAYERS.format(table=table.name)} WHERE s.layer = :layer AND s.op = 'I')"
        ),
        {**at, "now": now},
    )


def _undo_deletes(tx: Tx, words: _Words, table: Table, at: dict[str, int]) -> None:
    """A row that was removed for good; it is there where the same set made it anew."""
    columns = [c for c in table.columns if not c.primary_key]
    names = ", ".join(c.name for c in columns)
    values = ", ".join(words.value(c, None) for c in columns)
    anew = ", ".join(f"{c.name} = excluded.{c.name}" for c in columns)
    tx.session.execute(
        text(
            f"INSERT INTO {table.name} (id, {names}) SELECT s.row_id, {values} FROM "
            f"{_LAYERS.format(table=table.name)} WHERE s.layer = :layer AND s.op = 'D' "
            f"ON CONFLICT (id) DO UPDATE SET {anew}"
        ),
        at,
    )


def _raise_versions(tx: Tx) -> None:
    """An open form on a record whose phones came back must not overwrite them silently."""
    own = tx.writing.change_set
    named = text("SELECT DISTINCT entity FROM change WHERE change_set = :own")
    touched = set(tx.session.execute(named, {"own": own}).scalars())
    for record in tables.RECORDS:
        entity = naming.entity_of_table(record.name)
        children = [child.name for child in naming.child_tables(entity) if child.name in touched]
        if not children:
            continue
        sql = text(
            f"UPDATE {record.name} SET version = version + 1 WHERE id IN (SELECT root_id FROM "
            "change WHERE change_set = :own AND entity IN :children) AND id NOT IN (SELECT row_id "
            "FROM change WHERE change_set = :own AND entity = :record)"
        ).bindparams(bindparam("children", expanding=True))
        tx.session.execute(sql, {"own": own, "children": children, "record": record.name})


def _worked_on_since(tx: Tx, seq: int) -> list[Kept]:
    """Records that the change set made and that somebody edited or linked since."""
    names = [t.name for t in tables.RECORDS]
    edited, linked = (
        "SELECT i.entity, i.row_id FROM change i JOIN change later ON "
        f"later.{key} = i.row_id AND later.change_set > :seq JOIN change_set s ON "
        "s.seq = later.change_set AND s.state = '' AND s.purpose NOT IN ('undo', 'redo') "
        "WHERE i.change_set = :seq AND i.op = 'I' AND i.entity IN :names"
        for key in ("root_id", "other_id")
    )
    sql = text(f"{edited} UNION {linked} LIMIT {MOST_KEPT}")
    sql = sql.bindparams(bindparam("names", expanding=True))
    found: Sequence[Any] = tx.session.execute(sql, {"seq": seq, "names": names}).all()
    return [
        Kept(
            name,
            key_of(row_id),
            "",
            None,
            _(
                "This record was worked on after it was made; it went with the undo. "
                "Redo brings it back with that work."
            ),
        )
        for name, row_id in found
    ]
