"""Numbers of documents, without gaps and without duplicates.

A number is drawn in the transaction that issues the document: a roll back gives it back, and the
row of the counter keeps others waiting until the commit. So draw it last. An undo does not: the
document that was taken back keeps its number, and nobody gets it a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from crm_desktop.models.tables import table
from crm_desktop.services.sales.papers import number_patterns

if TYPE_CHECKING:
    from crm_desktop.services.workspace import Tx

_TAKE = text(
    "INSERT INTO number_counter (kind, period, last) VALUES (:kind, :period, 1) "
    "ON CONFLICT (kind, period) DO UPDATE SET last = number_counter.last + 1 RETURNING last"
)
_RESERVE = text(
    "INSERT INTO number_counter (kind, period, last) VALUES (:kind, :period, :count) "
    "ON CONFLICT (kind, period) DO UPDATE SET last = number_counter.last + :count RETURNING last"
)
_PART = 500
PATTERNS = {
    "quote": "Q-{year}-{number:4}",
    "order": "O-{year}-{number:4}",
    "delivery": "D-{year}-{number:4}",
    "contract": "C-{year}-{number:4}",
    "deal": "{number:5}",
}


def take(tx: Tx, kind: str, day: date | None = None) -> str:
    """The next number of a kind of document that is issued on that day (today)."""
    day = day or tx.now.astimezone().date()
    pattern = _pattern(tx, kind)
    while True:
        period = number_patterns.period(pattern, day)
        drawn = tx.session.execute(_TAKE, {"kind": kind, "period": period}).scalar_one()
        number = number_patterns.written(pattern, drawn, day)
        if not _in_use(tx, kind, number):
            return number


def reserve(tx: Tx, kind: str, count: int) -> list[str]:
    """So many numbers at once, for records that are all made in this transaction."""
    day = tx.now.astimezone().date()
    pattern = _pattern(tx, kind)
    bound = {"kind": kind, "period": number_patterns.period(pattern, day), "count": count}
    last = tx.session.execute(_RESERVE, bound).scalar_one() if count else 0
    return [number_patterns.written(pattern, n, day) for n in range(last - count + 1, last + 1)]


def take_many(tx: Tx, kind: str, count: int, given: Collection[str]) -> list[str]:
    """Like take(), so many at once. given: numbers that records to come have already."""
    out: list[str] = []
    while len(out) < count:
        drawn = reserve(tx, kind, count - len(out))
        used = _those_in_use(tx, kind, drawn) | set(given)
        out += [number for number in drawn if number not in used]
    return out


def _those_in_use(tx: Tx, kind: str, numbers: Sequence[str]) -> set[str]:
    target = table("sales_order" if kind == "order" else kind)
    found: set[str] = set()
    for start in range(0, len(numbers), _PART):
        part = numbers[start : start + _PART]
        there = select(target.c.number).where(target.c.number.in_(part))
        found |= set(tx.session.execute(there.where(target.c.deleted_at.is_(None))).scalars())
    return found


def _pattern(tx: Tx, kind: str) -> str:
    series = table("number_series")
    found = select(series.c.pattern).where(series.c.kind == kind, series.c.deleted_at.is_(None))
    return tx.session.execute(found).scalar_one_or_none() or PATTERNS[kind]


def _in_use(tx: Tx, kind: str, number: str) -> bool:
    """Somebody typed, or imported, this number by hand."""
    target = table("sales_order" if kind == "order" else kind)
    there = select(target.c.id).where(target.c.number == number, target.c.deleted_at.is_(None))
    return tx.session.execute(there.limit(1)).first() is not None
