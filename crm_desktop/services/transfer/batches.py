"""Write many rows at once: sets, not rows, on both databases.

SQLite: statements of many VALUES (one release of the interpreter lock for hundreds of rows).
PostgreSQL: INSERT .. SELECT unnest(), one trigger call a batch; each column travels as one array
literal, because the driver would look at every value. On both, a column in which all rows say the
same travels once, and one in which none says anything not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from crm_desktop.models.tables import METADATA
from crm_desktop.models.types import Json, Scaled, UtcDateTime, Uuid, microseconds

MOST_PARAMETERS = 32_766  # SQLite's limit, unless it was built with a higher one
MOST_ROWS = 512
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
    if isinstance(column.type, Json):
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
    if isinstance(column.type, Json):
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


class _Taken(NamedTuple):
    """The rows of a sheet on their way, encoded.

    Attributes:
        same: what all rows say: column -> value.
        cells: what differs: column -> values.
        size: how many rows.
    """

    same: dict[str, Any]
    cells: dict[str, Sequence[Any]]
    size: int


class Sheet:
    """Rows of one table that wait to be written.

    Attributes:
        columns: what the cells of a row mean. None stands for NULL or, where that cannot be, for
            the column's default.
        append: keeps a row, as a sequence of its cells.
    """

    def __init__(
        self, table: Table, columns: Sequence[str], encoder: Callable[[Column[Any]], Encoder | None]
    ) -> None:
        self.table, self.columns = table, columns
        self.waiting: list[Sequence[Any]] = []
        self.append = self.waiting.append
        self._encoders = [encoder(table.c[name]) for name in columns]

    def take(self, null: str | None) -> _Taken:
        """All rows; `null` stands for None."""
        taken = _Taken({}, {}, len(self.waiting))
        columns = zip(*self.waiting, strict=True)
        for name, cells, encode in zip(self.columns, columns, self._encoders, strict=True):
            first = cells[0]
            if taken.size == 1 or cells.count(first) != taken.size:
                taken.cells[name] = _encoded(cells, encode, null, self.table.c[name])
            elif first is not None:
                taken.same[name] = encode(first) if encode else first
        self.waiting.clear()
        return taken


def _encoded(
    cells: Sequence[Any], encode: Encoder | None, null: str | None, column: Column[Any]
) -> Sequence[Any]:
    blank = null
    if not column.nullable and None in cells:
        default = _default(column)
        blank = encode(default) if encode and default is not None else default
    elif encode is None:
        return cells
    if encode is None:
        return [blank if cell is None else cell for cell in cells]
    return [blank if cell is None else encode(cell) for cell in cells]


class Batch:
    """Rows for several tables, written parents first when `flush` is called.

    Attributes:
        connection: where they are written.
    """

    def __init__(self, connection: Connection, size: int = 5_000) -> None:
        self.connection, self._size = connection, size
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._sheets: dict[tuple[str, tuple[str, ...]], Sheet] = {}
        self._widest: dict[str, tuple[dict[str, Any], Sheet]] = {}  # a blank row and its sheet
        self._order = {t.name: i for i, t in enumerate(METADATA.sorted_tables)}

    def sheet(self, table: str, columns: tuple[str, ...]) -> Sheet:
        """Where rows that all have these cells are kept for the next flush."""
        key = table, columns
        if key not in self._sheets:
            encoder = _sqlite_encoder if self._is_sqlite else _postgres_encoder
            self._sheets[key] = Sheet(METADATA.tables[table], columns, encoder)
        return self._sheets[key]

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Keep a row, column name -> value, for the next flush; the rest takes its default."""
        blank, sheet = self._widest.get(table) or ({}, self.sheet(table, ()))
        full = blank | row  # in the order of the blank, whatever the order of the row
        if len(full) > len(blank):
            sheet = self.sheet(table, tuple(full))
            self._widest[table] = dict.fromkeys(full), sheet
        sheet.append(tuple(full.values()))

    @property
    def full(self) -> bool:
        """True where a flush is due."""
        return any(len(sheet.waiting) >= self._size for sheet in self._sheets.values())

    def flush(self) -> None:
        """Write what was kept."""
        write = self._write_sqlite if self._is_sqlite else self._write_postgres
        for sheet in sorted(self._sheets.values(), key=lambda s: self._order[s.table.name]):
            if sheet.waiting:
                write(sheet)

    def _write_sqlite(self, sheet: Sheet) -> None:
        taken = sheet.take(None)
        numbered = (f"?{i}" for i in range(1, len(taken.same) + 1))
        one = f"({', '.join((*numbered, *'?' * len(taken.cells)))})"
        # FAIL: what was written of a statement that fails need not be taken back by itself, for
        # the whole transaction is. SQLite would keep every page as it was before the statement.
        names = ", ".join((*taken.same, *taken.cells))
        head = f"INSERT OR FAIL INTO {sheet.table.name} ({names}) VALUES "
        rows = list(zip(*taken.cells.values(), strict=True))
        most = min(MOST_ROWS, (MOST_PARAMETERS - len(taken.same)) // len(taken.cells))
        start = 0
        while start < len(rows):
            # Powers of two: few statements, of few shapes, each prepared once.
            size = min(most, 1 << (len(rows) - start).bit_length() - 1)
            cells = chain(taken.same.values(), *rows[start : start + size])
            self.connection.exec_driver_sql(head + ", ".join([one] * size), tuple(cells))
            start += size

    def _write_postgres(self, sheet: Sheet) -> None:
        table = sheet.table
        taken = sheet.take("NULL")
        types = {name: _type_name(table.c[name]) for name in (*taken.same, *taken.cells)}
        # A SELECT of its own: read once, not once a row.
        same = "".join(f", (SELECT (%s::text::{types[name]}[])[1])" for name in taken.same)
        arrays = ", ".join(f"%s::text::{types[name]}[]" for name in taken.cells)
        self.connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join((*taken.cells, *taken.same))}) "
            f"SELECT x.*{same} FROM unnest({arrays}) x",
            (
                *(f"{{{cell}}}" for cell in taken.same.values()),
                *(f"{{{','.join(cells)}}}" for cells in taken.cells.values()),
            ),
        )


def _type_name(column: Column[Any]) -> str:
    return column.type.compile(_POSTGRES).partition(" COLLATE")[0]


def _default(column: Column[Any]) -> Any:
    default = column.default
    return default.arg if isinstance(default, ScalarElementColumnDefault) else None
