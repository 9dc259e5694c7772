"""The records a person has chosen: a list as a whole, or some of its rows; and their totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, func, select, text, type_coerce

from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.services import listing, loading
from crm_desktop.services.catalog import EntityType, Kind, entity_type
from crm_desktop.services.naming import table_of
from crm_desktop.services.queries import ListQuery, Summary
from crm_desktop.services.workspace import OfEntity, ReadTx, query

# A list, some keys, or keys as a list's id vector has them: 16 bytes each.
Chosen = ListQuery | Sequence[UUID] | bytes
Scope = tuple[Any, ...]  # conditions on the entity's table
ID = 16
CHUNK = 5_000
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
        f"The list now holds {there:,} records, not the {expected:,} that you saw. Nothing "
        "was changed. Look at the list again, then repeat."
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
    for key in keys:
        if not kind.has(key) or kind.field(key).kind not in SUMMED:
            raise ValidationFailed({key: f"{kind.plural} have no number '{key}' to add up."})
    fields = [kind.field(key) for key in keys]
    target = table_of(kind)
    columns = [target.c[field.column] for field in fields]
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
    return Summary(count, decoded, filled)


@query(OfEntity.READ)
def groups(tx: ReadTx, asked: ListQuery, most: int = 1_000) -> tuple[int, ...]:
    """How many rows of a list, in its order, say the same in the column it is ordered by first.

    Empty where there are more groups than `most`, or where the list has no order of its own.
    """
    kind = entity_type(asked.entity)
    what = listing.plan(tx, asked)
    if not asked.sort or what.is_empty:
        return ()
    target = table_of(kind)
    first = asked.sort[0]
    column = target.c[kind.field(first.key).sort_column]
    direction = column.desc() if first.descending else column.asc()
    counted = select(func.count()).select_from(target).where(*what.where, *what.words)
    ordered = counted.group_by(column).order_by(
        direction.nulls_last() if column.nullable else direction
    )
    found = tuple(tx.session.execute(ordered.limit(most + 1)).scalars())
    return found if len(found) <= most else ()


def _raw_sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The sum as stored: whole numbers, whatever the column means. None where there is no row."""
    return func.sum(type_coerce(column, BigInteger))
