"""Answers a ListQuery: the first rows at once, all ids in order, and any rows by id.

Order is total: the requested columns, empty values last, then id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    TextClause,
    case,
    func,
    literal_column,
    select,
)

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import live_columns, loading
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Ref, entity_type
from crm_desktop.services.conditions import Compiler, Condition, starting
from crm_desktop.services.queries import Ids, ListQuery, ListRow, Sort
from crm_desktop.services.text_search import (
    Hits,
    Word,
    held,
    indexed_hits,
    is_searchable,
    own_text_condition,
    sayable,
    text_condition,
    words_of,
)
from crm_desktop.services.workspace import OfEntity, ReadTx, query

FIRST = 200
CHUNK = 5_000  # one long fetchall() holds the interpreter lock and freezes the window
NEAR = 2_000  # rows at the top of the order among which common words are looked for first
FARTHEST = 12_000  # beyond that it is quicker to sort all that is found
SCREENFUL = 40
FEW = 2_000  # hits that are sorted at once
ID = 16
Reader = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """A ListQuery compiled: which rows, in which order."""

    compiler: Compiler
    asked: ListQuery
    where: tuple[Condition, ...]
    typed: tuple[Word, ...]
    words: tuple[Condition, ...]
    order: tuple[ColumnElement[Any], ...]
    starts: Condition | None  # "the name starts with what is typed": those come first
    few: Hits | None  # all that is found, where that is so little that sorting it costs nothing

    @property
    def is_empty(self) -> bool:
        """The index has nothing for the words."""
        return self.few is not None and not self.few.number

    def keys(self) -> Select[Any]:
        """SELECT of the matching ids, in order."""
        target = self.compiler.table
        order = self.order
        if self.starts is not None:
            order = (case((self.starts, 0), else_=1), *order)
        return select(target.c.id).where(*self.where, *self.words).order_by(*order)


def plan(tx: ReadTx, asked: ListQuery) -> Plan:
    """Compile a query. ValidationFailed where it names what does not exist."""
    entity = entity_type(asked.entity)
    compiler = Compiler(entity, tx)
    target = compiler.table
    where: list[Condition] = [target.c.deleted_at.is_(None)]
    if asked.trash:
        where = [target.c.deleted_at.is_not(None), target.c.withdrawn.is_(False)]
    where += [compiler.condition(f) for f in asked.filters]
    sorts = asked.sort or tuple(Sort.parse(s) for s in entity.sort)
    label = entity.field(entity.label)
    by_name = target.c[label.sort_key] if label.sort_key else None
    order = tuple(_order(compiler, sorts))
    search_text = sayable(asked.text)
    typed = words_of(search_text)
    if typed and typed[0].letter and by_name is not None and not _indexed(typed):
        where.append(starting(by_name, typed.pop(0).letter or ""))
    if not typed:
        return Plan(compiler, asked, tuple(where), (), (), order, None, None)
    if asked.trash or not is_searchable(compiler):
        words = own_text_condition(compiler, typed, by_name)
        return Plan(compiler, asked, (*where, words), (), (), order, None, None)
    few = _few_hits(tx, compiler, typed)
    words = text_condition(compiler, typed, few)
    starts = None
    if by_name is not None and not asked.sort:
        starts = starting(by_name, " ".join(fold(search_text).split()))
    return Plan(compiler, asked, tuple(where), tuple(typed), (words,), order, starts, few)


def _indexed(words: Sequence[Word]) -> bool:
    return any(word.is_indexed for word in words)


def _order(compiler: Compiler, sorts: Sequence[Sort]) -> list[ColumnElement[Any]]:
    entity, target = compiler.entity, compiler.table
    out: list[ColumnElement[Any]] = []
    for sort in sorts:
        if not entity.has(sort.key) or not entity.field(sort.key).sortable:
            fields = (*entity.fields, *entity.live)
            known = ", ".join(f.key for f in fields if f.sortable)
            words = _("{plural} cannot be sorted by '{key}'. Possible: {known}.")
            words = words.format(plural=_(entity.plural), key=sort.key, known=known)
            raise ValidationFailed({"sort": words})
        field = entity.field(sort.key)
        column = compiler.column(field)
        direction = column.desc() if sort.descending else column.asc()
        may_be_empty = field.live or target.c[field.sort_column].nullable
        out.append(direction.nulls_last() if may_be_empty else direction)
    down = bool(sorts) and sorts[-1].descending
    out.append(target.c.id.desc() if down else target.c.id.asc())
    return out


# ---------------------------------------------------------------- rows


def _cell(entity: EntityType, field: Field, is_sqlite: bool) -> tuple[list[str], str]:
    """SQL of a list cell, and the join it needs."""
    if field.live:
        return ["NULL"], ""
    if field.kind == Kind.REF:
        target = ENTITIES[field.entity]
        join = (
            f" LEFT JOIN {target.table_name} {field.key}_r ON {field.key}_r.id = r.{field.column}"
        )
        return [f"r.{field.column}", f"{field.key}_r.{target.label}"], join
    if field.kind == Kind.TAGS:
        return [loading.child_select(entity, field, is_sqlite)], ""
    if field.kind == Kind.MULTI:
        return [_main_child(entity, field)], ""
    return [f"r.{field.sort_column if field.whole_days else field.column}"], ""


def _main_child(entity: EntityType, field: Field) -> str:
    """Scalar subquery: the words of the main child row; of links, whom each kind names first."""
    if field.children[0].kind == Kind.REF and all(c.kind == Kind.REF for c in field.children):
        return _linked(entity, field)
    words, joins = loading.child_words(field)
    order = "x.is_primary DESC, x.id" if field.has_primary else "x.id"
    return (
        f"(SELECT {words} FROM {field.table} x{joins} WHERE x.{entity.table_name}_id = r.id "
        f"AND x.deleted_at IS NULL ORDER BY {order} LIMIT 1)"
    )


def _linked(entity: EntityType, field: Field) -> str:
    """`Anna Ruiz · Lupa GmbH`: a link row names one record, so the rows are looked at by kind."""
    named = ""
    for child in field.children:
        target = ENTITIES[child.entity]
        label = (
            f"(SELECT t.{target.label} FROM {field.table} x JOIN {target.table_name} t "
            f"ON t.id = x.{child.column} WHERE x.{entity.table_name}_id = r.id "
            "AND x.deleted_at IS NULL ORDER BY x.id LIMIT 1)"
        )
        named = f"coalesce({named} || ' · ' || {label}, {named}, {label})" if named else label
    return f"coalesce({named}, '')"


@cache
def _rows_statement(entity_key: str, columns: tuple[str, ...], is_sqlite: bool) -> TextClause:
    entity = ENTITIES[entity_key]
    cells, joins = ["r.id", "r.version"], ""
    for key in columns:
        more, join = _cell(entity, entity.field(key), is_sqlite)
        cells += more
        joins += join
    sql = f"SELECT {', '.join(cells)} FROM {entity.table_name} r{joins}"
    return loading.by_ids(sql, is_sqlite)


def reader(field: Field, at: int, is_sqlite: bool) -> Reader:
    """How the cell of a field is taken from a row, in which it begins at this place."""
    if field.kind == Kind.REF:
        return lambda row: (
            None if row[at] is None else Ref(loading.key_of(row[at]), row[at + 1] or "")
        )
    if field.kind == Kind.TAGS:
        return lambda row: loading.child_rows(field, row[at], is_sqlite)
    if field.kind == Kind.MULTI:
        return lambda row: row[at] or ""
    decode = loading.decoder(field.kind, is_sqlite)
    if decode is None or field.live:  # live cells are values already
        return itemgetter(at)
    if field.whole_days:
        return lambda row: None if row[at] is None else loading.day_or_moment(decode(row[at]))
    return lambda row: None if row[at] is None else decode(row[at])


@cache
def places(entity_key: str, columns: tuple[str, ...]) -> tuple[tuple[Field, int], ...]:
    """The fields of a list, and where in a row of raw_rows() each begins."""
    out: list[tuple[Field, int]] = []
    at = 2
    for key in columns:
        field = ENTITIES[entity_key].field(key)
        out.append((field, at))
        at += 2 if field.kind == Kind.REF else 1
    return tuple(out)


@cache
def _readers(entity_key: str, columns: tuple[str, ...], is_sqlite: bool) -> tuple[Reader, ...]:
    return tuple(reader(field, at, is_sqlite) for field, at in places(entity_key, columns))


def raw_rows(
    tx: ReadTx, entity: str, columns: tuple[str, ...], keys: Sequence[bytes]
) -> list[Sequence[Any]]:
    """Id, version and cells of these records that exist, as the driver gives them."""
    kind = entity_type(entity)
    if unknown := [c for c in columns if not kind.has(c)]:
        known = ", ".join(field.key for field in kind.fields)
        words = _("{plural} have no column '{key}'. Possible: {known}.")
        words = words.format(plural=_(kind.plural), key=unknown[0], known=known)
        raise ValidationFailed({"columns": words})
    if not keys:
        return []
    statement = _rows_statement(entity, columns, tx.is_sqlite)
    found: Any = tx.session.execute(statement, {"ids": loading.bound(keys, tx.is_sqlite)})
    rows = found.cursor.fetchall()
    if not kind.live or not rows:
        return rows
    live = [(field.key, at) for field, at in places(entity, columns) if field.live]
    return live_columns.filled(tx, entity, live, rows) if live else rows


def read_rows(
    tx: ReadTx, entity: str, columns: tuple[str, ...], keys: Sequence[bytes]
) -> dict[bytes, ListRow]:
    """The list rows of these records that exist."""
    rows = raw_rows(tx, entity, columns, keys)
    readers = _readers(entity, columns, tx.is_sqlite)
    out: dict[bytes, ListRow] = {}
    for row in rows:
        key = row[0] if row[0].__class__ is bytes else row[0].bytes
        out[key] = ListRow(key, row[1], tuple([read(row) for read in readers]))
    return out


# ---------------------------------------------------------------- services


@query(OfEntity.READ)
def first(
    tx: ReadTx, asked: ListQuery, columns: tuple[str, ...], limit: int = FIRST
) -> list[ListRow]:
    """The first rows. While words are typed it may stop at a screenful; ids() has them all."""
    keys = first_keys(tx, plan(tx, asked), limit)
    found = read_rows(tx, asked.entity, columns, keys)
    return [found[key] for key in keys if key in found]


@query(OfEntity.READ)
def page(
    tx: ReadTx, asked: ListQuery, columns: tuple[str, ...], limit: int, offset: int = 0
) -> list[ListRow]:
    """Exactly the rows [offset, offset + limit) of a list; for the command line and exports."""
    keys = _bytes_of(tx, plan(tx, asked).keys().limit(limit).offset(offset))
    found = read_rows(tx, asked.entity, columns, keys)
    return [found[key] for key in keys if key in found]


def first_keys(tx: ReadTx, what: Plan, limit: int) -> list[bytes]:
    """The first keys of a list, fast also for words that are everywhere.

    Few hits are sorted. Of many, the names that start with the words come from an index range,
    the others from the top of the order; both are what the whole list begins with.
    """
    if what.is_empty:
        return []
    if not what.words or what.few is not None:
        return _bytes_of(tx, what.keys().limit(limit))
    keys: list[bytes] = []
    enough = min(limit, SCREENFUL)
    if what.starts is not None:
        target = what.compiler.table
        starting_so = select(target.c.id).where(*what.where, what.starts).order_by(*what.order)
        keys = _bytes_of(tx, starting_so.limit(limit))
    if len(keys) < enough:
        there = set(keys)
        near = _nearest(tx, what, limit, enough)
        keys += [key for key in near if key not in there][: limit - len(keys)]
    return keys if len(keys) >= enough else _bytes_of(tx, what.keys().limit(limit))


def _few_hits(tx: ReadTx, compiler: Compiler, words: list[Word]) -> Hits | None:
    """What the index alone has, which stops at the limit; None where it has more."""
    some = indexed_hits(compiler, words, FEW + 1)
    if some is None:
        return None
    hits = Hits(*tx.session.execute(some).one())
    return hits if hits.number <= FEW else None


def _nearest(tx: ReadTx, what: Plan, limit: int, wanted: int) -> list[bytes]:
    """The first hits of the order; farther down where so much promises to hold enough."""
    found = _near(tx, what, limit, NEAR)
    if found and len(found) < wanted:
        farther = NEAR * wanted * 3 // (2 * len(found))
        if farther <= FARTHEST:
            found = _near(tx, what, limit, farther)
    return found


def _near(tx: ReadTx, what: Plan, limit: int, among: int) -> list[bytes]:
    """Hits among the first rows of the order.

    A common word fills the screen from here; through the index all of its hits would be sorted
    first. They are the first hits of the whole order, so the full list begins with them.
    """
    target, search = what.compiler.table, table("search")
    place = func.row_number().over(order_by=what.order).label("place")
    rows = select(target.c.id, place).where(*what.where).order_by(*what.order).limit(among)
    top = rows.subquery("top")
    found = select(top.c.id).join(search, search.c.record_id == top.c.id)
    found = found.where(*held(search.c.body, list(what.typed), is_sqlite=tx.is_sqlite))
    return _bytes_of(tx, found.order_by(top.c.place).limit(limit))


def _bytes_of(tx: ReadTx, keys: Select[Any]) -> list[bytes]:
    found = tx.session.execute(_untyped(keys))
    return [raw if isinstance(raw, bytes) else raw.bytes for (raw,) in found]


def _untyped(keys: Select[Any]) -> Select[Any]:
    """Keys as the driver gives them: a million UUID objects would cost seconds."""
    name = keys.selected_columns.id.table.name  # pyright: ignore[reportAttributeAccessIssue]
    return keys.with_only_columns(literal_column(f"{name}.id"), maintain_column_froms=True)


@query(OfEntity.READ)
def ids(tx: ReadTx, asked: ListQuery, find: bytes = b"") -> Ids:
    """All matching ids in order, and where the ones of `find` are now."""
    vector = all_ids(tx, asked)
    return Ids(vector, runs(vector, find))


def all_ids(tx: ReadTx, asked: ListQuery) -> bytes:
    """The id vector: 16 bytes a row."""
    what = plan(tx, asked)
    if what.is_empty:
        return b""
    keys = _untyped(what.keys())
    if not tx.is_sqlite:
        inner = keys.subquery("k")
        joined = func.string_agg(
            func.uuid_send(literal_column("k.id")), literal_column("''::bytea")
        )
        return bytes(tx.session.execute(select(joined).select_from(inner)).scalar_one() or b"")
    parts: list[bytes] = []
    result: Any = tx.session.execute(keys)
    with closing(result):  # a statement that is left half read keeps its old view of the file
        while chunk := result.cursor.fetchmany(CHUNK):
            tx.cancel.check()
            parts.append(b"".join(chain.from_iterable(chunk)))
    return b"".join(parts)


@query(OfEntity.READ)
def rows(
    tx: ReadTx, entity: str, columns: tuple[str, ...], keys: tuple[bytes, ...]
) -> dict[bytes, ListRow]:
    """The rows of these records, whatever list they stand in."""
    return read_rows(tx, entity, columns, keys)


@query(OfEntity.READ)
def alive(
    tx: ReadTx, entity: str, columns: tuple[str, ...], keys: tuple[bytes, ...]
) -> dict[bytes, ListRow]:
    """The rows of those of these records that are not deleted."""
    found = read_rows(tx, entity, columns, keys)
    if found:
        sql = f"SELECT r.id, r.deleted_at FROM {entity_type(entity).table_name} r"
        bound = {"ids": loading.bound(list(found), tx.is_sqlite)}
        for key, deleted_at in tx.session.execute(loading.by_ids(sql, tx.is_sqlite), bound):
            if deleted_at is not None:
                del found[loading.key_of(key).bytes]
    return found


@query(OfEntity.READ)
def count(tx: ReadTx, asked: ListQuery) -> int:
    """How many records match."""
    what = plan(tx, asked)
    if what.is_empty:
        return 0
    target = what.compiler.table
    counted = select(func.count()).select_from(target).where(*what.where, *what.words)
    return tx.session.execute(counted).scalar_one()


@query(OfEntity.READ)
def suggest(tx: ReadTx, entity: str, typed: str, limit: int = 8) -> list[Ref]:
    """Records whose name starts with what is typed, then others that are found by it."""
    kind = entity_type(entity)
    asked = ListQuery(entity, text=typed)
    keys = first_keys(tx, plan(tx, asked), limit)[:limit]
    found = read_rows(tx, entity, (kind.label,), keys)
    return [Ref(UUID(bytes=k), str(found[k].cells[0] or "")) for k in keys if k in found]


@query(OfEntity.READ)
def labels(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> dict[str, str]:
    """The names of records, by id as text; one that is gone has none."""
    found = read_rows(tx, entity, (entity_type(entity).label,), [key.bytes for key in ids])
    return {str(UUID(bytes=key)): str(row.cells[0] or "") for key, row in found.items()}


# ---------------------------------------------------------------- places in a vector


def runs(vector: bytes, wanted: bytes) -> tuple[range, ...]:
    """Where the wanted ids stand in the vector, as runs of neighbouring rows."""
    if len(wanted) <= ID * 16:
        found = (position(vector, wanted[i : i + ID]) for i in range(0, len(wanted), ID))
        places = sorted(row for row in found if row >= 0)
    else:
        keys = {wanted[i : i + ID] for i in range(0, len(wanted), ID)}
        places = [r for r in range(len(vector) // ID) if vector[ID * r : ID * r + ID] in keys]
    out: list[range] = []
    for row in places:
        if out and out[-1].stop == row:
            out[-1] = range(out[-1].start, row + 1)
        else:
            out.append(range(row, row + 1))
    return tuple(out)


def position(vector: bytes, key: bytes) -> int:
    """Row of an id, or -1. A hit across the border of two ids is none."""
    at = vector.find(key)
    while at >= 0 and at % ID:
        at = vector.find(key, at + 1)
    return at // ID if at >= 0 else -1
