"""Rows of a table as they were at a moment of the past, out of the change log.

The log is read backwards: what a column was is what the first change after that moment replaced. A
row whose making comes first after it was not there yet; one that was removed for good since stands
whole in the log. What is in the log was on the screens then, also what was undone later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, TextClause, bindparam, text
from sqlalchemy.dialects import sqlite

from crm_desktop.models.tables import table
from crm_desktop.models.types import Scaled, UtcDateTime, Uuid, microseconds, moment
from crm_desktop.services.loading import key_of
from crm_desktop.services.workspace import ReadTx

_ALWAYS = ("deleted_at", "withdrawn")
_SQLITE = sqlite.dialect()


@dataclass(frozen=True, slots=True)
class PastRow:
    """A row as it was.

    Attributes:
        values: column -> value.
        entered: where it was not there yet: when it came. Its values are then those it came with.
        withdrawn_since: its making was taken back later.
    """

    id: UUID
    values: dict[str, Any]
    entered: datetime | None
    withdrawn_since: bool

    @property
    def was_there(self) -> bool:
        """Whether people saw it."""
        return self.entered is None and self.values["deleted_at"] is None


def end_of(day: date) -> datetime:
    """The moment at which a day is over, where we are."""
    return datetime.combine(day + timedelta(days=1), time()).astimezone(UTC)


def rows_at(tx: ReadTx, name: str, columns: Sequence[str], at: datetime) -> list[PastRow]:
    """The rows of a table as they were at a moment, those that came later among them."""
    target, wanted = table(name), tuple(dict.fromkeys((*columns, *_ALWAYS)))
    values = rows_now(tx, name, wanted)
    withdrawn = {key for key, row in values.items() if row["withdrawn"]}
    decoders = {each: _decoder(target.c[each], tx.is_sqlite) for each in wanted}
    came, first_change = _came_later(tx, name, at), dict[UUID, int]()
    for raw, column, old, seq in _replaced(tx, name, wanted, at):
        key = _key(raw)
        row: dict[str, Any] = values.get(key) or values.setdefault(key, _blank(wanted))
        row[column] = None if old is None else decoders[column](old)
        first_change[key] = min(seq, first_change.get(key, seq))
    out: list[PastRow] = []
    for key, row in values.items():
        seq, entered = came.get(key, (0, None))
        if entered is not None and first_change.get(key, seq) < seq:
            entered = None  # removed for good and brought back: it was there before
        out.append(PastRow(key, row, entered, key in withdrawn))
    return out


def rows_now(
    tx: ReadTx, name: str, columns: Sequence[str], where: str = "true"
) -> dict[UUID, dict[str, Any]]:
    """The rows of a table as they are, by their ids. where: a condition in SQL.

    Read past SQLAlchemy's types: the same keys, days and amounts come again and again.
    """
    target = table(name)
    decoders = [_decoder_of_now(target.c[each], tx.is_sqlite) for each in columns]
    found = text(f"SELECT id, {', '.join(columns)} FROM {target.name} WHERE {where}")
    return {
        _key(row[0]): {
            each: raw if raw is None or decode is None else decode(raw)
            for each, decode, raw in zip(columns, decoders, row[1:], strict=True)
        }
        for row in tx.session.execute(found)
    }


def _blank(columns: Sequence[str]) -> dict[str, Any]:
    """A row that is not there any more; what it was stands in the log."""
    return dict.fromkeys(columns)


def log_begins(tx: ReadTx) -> datetime | None:
    """When the first change set was written."""
    found = text("SELECT min(at) FROM change_set WHERE seq > 0")
    at = tx.session.execute(found).scalar_one()
    return moment(at) if isinstance(at, int) else at


def undone_since(tx: ReadTx, name: str, at: datetime) -> int:
    """How many change sets on a table were written by then and undone later."""
    found = text(
        "SELECT count(*) FROM change_set s WHERE s.at < :at AND s.state = 'undone' AND EXISTS "
        "(SELECT 1 FROM change_set u WHERE u.undoes = s.seq AND u.at >= :at) AND EXISTS "
        "(SELECT 1 FROM change c WHERE c.change_set = s.seq AND c.entity = :name)"
    )
    return int(tx.session.execute(found, {"at": _bound(tx, at), "name": name}).scalar_one())


# ---------------------------------------------------------------- the log


def _bound(tx: ReadTx, at: datetime) -> Any:
    return microseconds(at) if tx.is_sqlite else at


_LATER = "FROM change_set s JOIN change c ON c.change_set = s.seq AND c.entity = :name"


@cache
def _replaced_statement(is_sqlite: bool) -> TextClause:
    """(row, column, old value, place in the log) of the first change of each column."""
    if is_sqlite:  # the other cells of a row with min() are those of the smallest
        return text(
            "SELECT c.row_id, k.key, CASE c.op WHEN 'U' THEN json_extract(k.value, '$[0]') "
            f"ELSE k.value END, min(c.seq) {_LATER} JOIN json_each(c.changed) k "
            "WHERE s.at >= :at AND c.op <> 'I' AND k.key IN :columns GROUP BY c.row_id, k.key"
        ).bindparams(bindparam("columns", expanding=True))
    return text(
        "SELECT DISTINCT ON (c.row_id, k.key) c.row_id, k.key, "
        f"CASE c.op WHEN 'U' THEN k.value -> 0 ELSE k.value END, c.seq {_LATER} "
        "CROSS JOIN LATERAL jsonb_each(c.changed) k WHERE s.at >= :at AND c.op <> 'I' "
        "AND k.key IN :columns ORDER BY c.row_id, k.key, c.seq"
    ).bindparams(bindparam("columns", expanding=True))


def _replaced(tx: ReadTx, name: str, columns: Sequence[str], at: datetime) -> Sequence[Any]:
    given = {"name": name, "at": _bound(tx, at), "columns": list(columns)}
    return tx.session.execute(_replaced_statement(tx.is_sqlite), given).all()


def _came_later(tx: ReadTx, name: str, at: datetime) -> dict[UUID, tuple[int, datetime]]:
    """Rows made after a moment: place in the log, and when."""
    found = text(
        f"SELECT c.row_id, min(c.seq), min(s.at) {_LATER} WHERE s.at >= :at AND c.op = 'I' "
        "GROUP BY c.row_id"
    )
    rows = tx.session.execute(found, {"name": name, "at": _bound(tx, at)})
    return {
        key_of(row): (seq, moment(when) if isinstance(when, int) else when.astimezone(UTC))
        for row, seq, when in rows
    }


@lru_cache(30_000)
def _key(raw: Any) -> UUID:
    """key_of(): the same keys come again and again."""
    return key_of(raw)


def _decoder(column: Column[Any], is_sqlite: bool) -> Callable[[Any], Any]:
    """How a value of the log, in JSON, becomes one as the table gives it."""
    kind = column.type
    if isinstance(kind, Uuid):
        return _key
    if isinstance(kind, Scaled):
        return partial(_scaled, -kind.places)
    if isinstance(kind, UtcDateTime):
        return moment if is_sqlite else _utc
    if kind.compile(_SQLITE) == "DATE":
        return _day
    return bool if isinstance(kind, Boolean) else _as_it_is


def _decoder_of_now(column: Column[Any], is_sqlite: bool) -> Callable[[Any], Any] | None:
    """The same for a value as the driver gives it; None where it is right already."""
    found = _decoder(column, is_sqlite)
    if found is _as_it_is:
        return None
    return found if is_sqlite or isinstance(column.type, Scaled) else None


@lru_cache(20_000)
def _scaled(places: int, raw: int) -> Decimal:
    return Decimal(raw).scaleb(places)


@lru_cache(4_000)
def _day(raw: str) -> date:
    return date.fromisoformat(raw)


def _utc(raw: str) -> datetime:
    return datetime.fromisoformat(raw).astimezone(UTC)


def _as_it_is(raw: Any) -> Any:
    return raw
