"""Write many rows at once: sets, not rows, on both databases.

SQLite: statements of many VALUES (one release of the interpreter lock for hundreds of rows).
PostgreSQL: INSERT .. SELECT unnest(), one trigger call a batch; each column travels as one array
literal, because the driver would look at every value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from crm_desktop.models.tables import METADATA
from crm_desktop.models.types import Scaled, UtcDateTime, Uuid, microseconds

MOST_PARAMETERS = 32_766  # SQLite's limit, unless it was built with a higher one
MOST_ROWS = 1_000
_SIZES = (100, 10, 1)  # the rest is written in few shapes of statement, each prepared once
_POSTGRES, _SQLITE = postgresql.dialect(), sqlite.dialect()
Encoder = Callable[[Any], Any]  # of a value that is not None


def _scaled(column: Column[Any]) -> Encoder:
    assert isinstance(column.type, Scaled)
    places = column.type.places
    return lambda v: int(Decimal(v).scaleb(places))


def _sqlite_encoder(column: Column[Any]) -> Encoder | None:
    """How a value of a column reaches the driver; None where it goes as it is."""
    if isinstance(column.type, Scaled):
        return _scaled(column)
    if isinstance(column.type, Uuid):
        return lambda v: v.bytes if v.__class__ is UUID else v
    if isinstance(column.type, UtcDateTime):
        return lambda v: v if isinstance(v, int) else microseconds(v)
    if isinstance(column.type, JSON):
        return json.dumps
    if column.type.compile(_SQLITE) == "DATE":
        return lambda v: v.isoformat() if isinstance(v, date) else v
    return None


def _postgres_encoder(column: Column[Any]) -> Encoder:
    """A value of a column as an element of an array literal."""
    if isinstance(column.type, Scaled):
        scaled = _scaled(column)
        return lambda v: str(scaled(v))
    if isinstance(column.type, Uuid):
        return lambda v: v.hex() if v.__class__ is bytes else v.hex
    if isinstance(column.type, JSON):
        return lambda v: _quoted(json.dumps(v))
    if isinstance(column.type, Boolean):
        return lambda v: "t" if v else "f"
    return _quoted


def _quoted(value: Any) -> str:
    if value.__class__ is bytes:
        return f'"\\\\x{value.hex()}"'
    text = str(value)
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


class _Rows:
    """Rows of one table that wait to be written, all with the columns that came so far."""

    def __init__(self, table: Table, encoder: Callable[[Column[Any]], Encoder | None]) -> None:
        self.table, self._encoder = table, encoder
        self.waiting: list[tuple[Any, ...]] = []
        self._blank: dict[str, Any] = {}
        self._encoders: list[Encoder | None] = []

    def add(self, row: dict[str, Any]) -> None:
        full = self._blank | row  # in the order of the blank, whatever the order of the row
        if len(full) > len(self._blank):
            self._widen(name for name in row if name not in self._blank)
        self.waiting.append(tuple(full.values()))

    def _widen(self, names: Iterable[str]) -> None:
        more = {name: _default(self.table.c[name]) for name in names}
        self._blank |= more
        self._encoders += [self._encoder(self.table.c[name]) for name in more]
        rest = tuple(more.values())
        self.waiting = [row + rest for row in self.waiting]

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names, in the order of the cells."""
        return tuple(self._blank)

    def take(self, null: str | None) -> list[Sequence[Any]]:
        """The cells, column by column, encoded; `null` stands for None."""
        columns = zip(*self.waiting, strict=True)
        found = [_encoded(c, e, null) for c, e in zip(columns, self._encoders, strict=True)]
        self.waiting = []
        return found


def _encoded(cells: Sequence[Any], encode: Encoder | None, null: str | None) -> Sequence[Any]:
    if encode is None:
        return cells
    first = cells[0]
    if cells.count(first) == len(cells):  # all made at one moment, by one person
        return [null if first is None else encode(first)] * len(cells)
    return [null if cell is None else encode(cell) for cell in cells]


class Batch:
    """Rows for several tables, written parents first when `flush` is called.

    Rows of a table are dicts of column name -> value; absent columns take their default.
    """

    def __init__(self, connection: Connection, size: int = 5_000) -> None:
        self._connection, self._size = connection, size
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._tables: dict[str, _Rows] = {}
        self._order = {t.name: i for i, t in enumerate(METADATA.sorted_tables)}

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Keep a row for the next flush."""
        rows = self._tables.get(table)
        if rows is None:
            encoder = _sqlite_encoder if self._is_sqlite else _postgres_encoder
            rows = self._tables[table] = _Rows(METADATA.tables[table], encoder)
        rows.add(row)

    @property
    def full(self) -> bool:
        """True where a flush is due."""
        return any(len(rows.waiting) >= self._size for rows in self._tables.values())

    def flush(self) -> None:
        """Write what was kept."""
        write = self._write_sqlite if self._is_sqlite else self._write_postgres
        for name in sorted(self._tables, key=self._order.__getitem__):
            if self._tables[name].waiting:
                write(self._tables[name])

    def _write_sqlite(self, rows: _Rows) -> None:
        columns = rows.columns
        one = f"({', '.join('?' * len(columns))})"
        head = f"INSERT INTO {rows.table.name} ({', '.join(columns)}) VALUES "
        waiting = list(zip(*rows.take(None), strict=True))
        start = 0
        for size in (min(MOST_ROWS, MOST_PARAMETERS // len(columns)), *_SIZES):
            sql = head + ", ".join([one] * size)
            while start + size <= len(waiting):
                part = waiting[start : start + size]
                self._connection.exec_driver_sql(sql, tuple(chain.from_iterable(part)))
                start += size

    def _write_postgres(self, rows: _Rows) -> None:
        table, columns = rows.table, rows.columns
        types = (_type_name(table.c[name]) for name in columns)
        arrays = ", ".join(f"%s::text::{kind}[]" for kind in types)
        self._connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({arrays})",
            tuple(f"{{{','.join(cells)}}}" for cells in rows.take("NULL")),
        )


def _type_name(column: Column[Any]) -> str:
    return column.type.compile(_POSTGRES).partition(" COLLATE")[0]


def _default(column: Column[Any]) -> Any:
    default = column.default
    return default.arg if isinstance(default, ScalarElementColumnDefault) else None
