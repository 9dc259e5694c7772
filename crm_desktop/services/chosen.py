"""The records a person has chosen: a list as a whole, or some of its rows; and their totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, func, select, text, type_coerce

from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.i18n import _, number
from crm_desktop.services import listing, loading
from crm_desktop.services.catalog import EntityType, Field, Kind, entity_type
from crm_desktop.services.conditions import Compiler
from crm_desktop.services.naming import table_of
from crm_desktop.services.queries import Arranged, Group, ListQuery, Summary
from crm_desktop.services.workspace import OfEntity, ReadTx, query

# A list, some keys, or keys as a list's id vector has them: 16 bytes each.
Chosen = ListQuery | Sequence[UUID] | bytes
Scope = tuple[Any, ...]  # conditions on the entity's table
ID = 16
CHUNK = 5_000
MOST = 1_000  # groups under headings
_ATTEMPTS = 3
SUMMED = frozenset({Kind.INT, Kind.MONEY, Kind.QUANTITY})


def chosen_ids(tx: ReadTx, chosen: Chosen, expected: int | None = None) -> list[UUID]:
    """The records meant. UserError where a list does not hold the number that was seen."""
    if not isinstance(chosen, ListQuery | bytes):
        return list(chosen)
    vector = chosen if isinstance(chosen, bytes) else listing.all_ids(tx, chosen)
    ids = [UUID(bytes=vector[i : i + ID]) for i in range(0, len(vector), ID)]
    if expected is not None and len(ids) != expected:
        raise _another_number(len(ids), expected)
    return ids


def _another_number(there: int, expected: int) -> UserError:
    return UserError(
        _(
            "The list now holds {there} records, not the {expected} that you "
            "saw. Nothing was changed. Look at the list again, then repeat."
        ).format(there=number(there), expected=number(expected))
    )


def number_of(tx: ReadTx, chosen: Chosen) -> int:
    """How many records are meant, without reading them."""
    if isinstance(chosen, ListQuery):
        return listing.count.work(tx, chosen)
    return len(chosen) // ID if isinstance(chosen, bytes) else len(chosen)


def scopes(tx: ReadTx, kind: EntityType, chosen: Chosen) -> Iterator[Scope]:
    """Conditions that together mean these records, as far as they live.

    A list is one condition, however long it is; keys come in portions.
    """
    target = table_of(kind)
    if isinstance(chosen, ListQuery):
        what = listing.plan(tx, chosen)
        if not what.is_empty:
            yield (*what.where, *what.words)
        return
    keys = _split(chosen)
    wanted = "IN (SELECT unhex(value) FROM json_each(:ids))" if tx.is_sqlite else "= ANY(:ids)"
    for start in range(0, len(keys), CHUNK):
        tx.cancel.check()
        part = loading.bound(keys[start : start + CHUNK], tx.is_sqlite)
        among = text(f"{target.name}.id {wanted}").bindparams(ids=part)
        yield (target.c.deleted_at.is_(None), among)


def _split(chosen: Sequence[UUID] | bytes) -> list[bytes]:
    if isinstance(chosen, bytes):
        return [chosen[i : i + ID] for i in range(0, len(chosen), ID)]
    return [key.bytes for key in chosen]


@query(OfEntity.READ)
def totals(tx: ReadTx, entity: str, chosen: Chosen, keys: tuple[str, ...]) -> Summary:
    """How many records live of those chosen, and the sums of some of their numeric fields."""
    kind = entity_type(entity)
    fields = [_number(kind, key) for key in keys]
    target, compiler = table_of(kind), Compiler(kind, tx)
    columns = [compiler.column(field) for field in fields]
    added = [part(column) for part in (_raw_sum, func.count) for column in columns]
    count, sums = 0, [0] * len(added)
    for scope in scopes(tx, kind, chosen):
        counted = select(func.count(), *added).select_from(target).where(*scope)
        found, *more = tx.session.execute(counted).one()
        count += found
        sums = [total + int(part or 0) for total, part in zip(sums, more, strict=True)]
    decoded = {
        field.key: Decimal(loading.decode(field.kind, total, tx.is_sqlite))
        for field, total in zip(fields, sums, strict=False)
    }
    filled = dict(zip(keys, sums[len(keys) :], strict=True))
    amounts = [field for field in fields if _has_currency(kind, field)]
    return Summary(count, decoded, filled, _by_currency(tx, kind, chosen, amounts))


def _has_currency(kind: EntityType, field: Field) -> bool:
    """An amount of a record that says in which currency."""
    return field.kind == Kind.MONEY and "currency" in kind.beside


def _by_currency(
    tx: ReadTx, kind: EntityType, chosen: Chosen, fields: Sequence[Field]
) -> dict[str, dict[str, Decimal]]:
    """Sums of amounts by currency, those of the most records first."""
    if not fields:
        return {}
    target, compiler = table_of(kind), Compiler(kind, tx)
    columns = [_raw_sum(compiler.column(field)) for field in fields]
    found: dict[str, list[int]] = {}
    for scope in scopes(tx, kind, chosen):
        summed = select(target.c.currency, func.count(), *columns).select_from(target)
        summed = summed.where(*scope).group_by(target.c.currency)
        for currency, *more in tx.session.execute(summed):
            now = found.setdefault(currency or "", [0] * len(more))
            found[currency or ""] = [a + int(b or 0) for a, b in zip(now, more, strict=True)]
    in_order = sorted(found.items(), key=lambda each: (-each[1][0], each[0]))
    return {
        field.key: {
            currency: Decimal(loading.decode(field.kind, raw[at], tx.is_sqlite))
            for currency, raw in in_order
            if raw[at]
        }
        for at, field in enumerate(fields, 1)
    }


@query(OfEntity.READ)
def groups(tx: ReadTx, asked: ListQuery, summed: str = "", most: int = MOST) -> tuple[Group, ...]:
    """The groups of a list, in its order: rows that say the same in its first column.

    `summed` is the key of a number to add up in each. Empty where there are more groups than
    `most`, where the list has no order of its own, and for a live column.
    """
    kind = entity_type(asked.entity)
    what = listing.plan(tx, asked)
    first = asked.sort[0] if asked.sort else None
    if first is None or what.is_empty or kind.field(first.key).live:
        return ()
    target = table_of(kind)
    column = target.c[kind.field(first.key).sort_column]
    direction = column.desc() if first.descending else column.asc()
    added = [_raw_sum(what.compiler.column(_number(kind, summed)))] if summed else []
    counted = select(column, func.count(), *added).select_from(target)
    ordered = counted.where(*what.where, *what.words).group_by(column)
    ordered = ordered.order_by(direction.nulls_last() if column.nullable else direction)
    found: Any = tx.session.execute(ordered.limit(most + 1)).all()
    if len(found) > most:
        return ()
    read = partial(_total, tx, kind, summed) if summed else _nothing
    parts = _parts(tx, kind, what, column, summed)
    return tuple(
        Group(_text(key), size, read(more), tuple(parts.get(_text(key), {}).items()))
        for key, size, *more in found
    )


def _parts(
    tx: ReadTx, kind: EntityType, what: listing.Plan, column: ColumnElement[Any], summed: str
) -> dict[str, dict[str, Decimal]]:
    """Of amounts: key of a group -> currency -> sum."""
    if not summed or not _has_currency(kind, kind.field(summed)):
        return {}
    field, target = kind.field(summed), table_of(kind)
    found = select(column, target.c.currency, _raw_sum(what.compiler.column(field)))
    found = found.select_from(target).where(*what.where, *what.words)
    found = found.group_by(column, target.c.currency).order_by(func.count().desc())
    parts: dict[str, dict[str, Decimal]] = {}
    for key, currency, raw in tx.session.execute(found):
        if raw:
            total = Decimal(loading.decode(field.kind, int(raw), tx.is_sqlite))
            parts.setdefault(_text(key), {})[currency or ""] = total
    return parts


@query(OfEntity.READ)
def arranged(tx: ReadTx, asked: ListQuery, find: bytes = b"", summed: str = "") -> Arranged:
    """All ids of a list in order, where those of `find` are, and its groups."""
    ordered = listing.ids.work(tx, asked, find)
    for _attempt in range(_ATTEMPTS):
        found = groups.work(tx, asked, summed)
        if not found or sum(group.size for group in found) * ID == len(ordered.vector):
            return Arranged(ordered, found)
        ordered = listing.ids.work(tx, asked, find)
    return Arranged(ordered)  # others write without a pause; the next change asks again


def _number(kind: EntityType, key: str) -> Field:
    """A field that can be added up."""
    if not kind.has(key) or kind.field(key).kind not in SUMMED:
        raise ValidationFailed(
            {
                key: _("{kind} have no number '{key}' to add up.").format(
                    kind=_(kind.plural), key=key
                )
            }
        )
    return kind.field(key)


def _total(tx: ReadTx, kind: EntityType, key: str, more: list[Any]) -> Decimal:
    return Decimal(loading.decode(kind.field(key).kind, int(more[0] or 0), tx.is_sqlite))


def _nothing(_more: list[Any]) -> None:
    """No sum was asked for."""


def _text(value: Any) -> str:
    """What a group is kept by."""
    if value is None:
        return ""
    return value.hex() if isinstance(value, bytes) else str(value)


def _raw_sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The sum as stored: whole numbers, whatever the column means. None where there is no row."""
    return func.sum(type_coerce(column, BigInteger))
