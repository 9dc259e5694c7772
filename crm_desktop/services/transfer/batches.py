"""Write many rows at once: sets, not rows, on both databases.

SQLite: statements of many VALUES (one search flush and one release of the interpreter lock for
hundreds of rows). PostgreSQL: INSERT .. SELECT unnest(), one trigger call a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from crm_desktop.models.tables import METADATA
from crm_desktop.models.types import Scaled, UtcDateTime, Uuid, microseconds

MOST_PARAMETERS = 30_000  # SQLite's limit is 32,766
_POSTGRES, _SQLITE = postgresql.dialect(), sqlite.dialect()
Encoder = Callable[[Any], Any]


def _encoder(column: Column[Any], is_sqlite: bool) -> Encoder | None:
    """How a Python value of a column reaches the driver; None where it goes as it is."""
    if isinstance(column.type, Scaled):
        places = column.type.places
        return lambda v: None if v is None else int(Decimal(v).scaleb(places))
    if not is_sqlite:
        return None
    kind = column.type.compile(_SQLITE)
    if isinstance(column.type, Uuid):
        return lambda v: v.bytes if isinstance(v, UUID) else v
    if kind == "DATE":
        return lambda v: v.isoformat() if isinstance(v, date) else v
    if isinstance(column.type, UtcDateTime):
        return lambda v: v if v is None or isinstance(v, int) else microseconds(v)
    return None


class Batch:
    """Rows for several tables, written parents first when `flush` is called.

    Rows of a table are dicts of column name -> value; absent columns take their default.
    """

    def __init__(self, connection: Connection, size: int = 5_000) -> None:
        self._connection, self._size = connection, size
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._order = {t.name: i for i, t in enumerate(METADATA.sorted_tables)}
        self._known: dict[str, dict[str, Encoder | None]] = {}

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Keep a row for the next flush."""
        rows = self._rows.get(table)
        if rows is None:
            rows = self._rows[table] = []
        rows.append(row)

    @property
    def full(self) -> bool:
        """True where a flush is due."""
        return any(len(rows) >= self._size for rows in self._rows.values())

    def flush(self) -> None:
        """Write what was kept."""
        for name in sorted(self._rows, key=self._order.__getitem__):
            self._write(METADATA.tables[name], self._rows[name])
        self._rows.clear()

    def _encoders(self, table: Table) -> dict[str, Encoder | None]:
        if table.name not in self._known:
            self._known[table.name] = {c.name: _encoder(c, self._is_sqlite) for c in table.columns}
        return self._known[table.name]

    def _write(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """One statement shape for all rows: the union of their columns, defaults filled in."""
        names: dict[str, None] = {}
        for row in rows:
            names.update(dict.fromkeys(row))
        columns = tuple(names)
        encoders = self._encoders(table)
        blanks = {name: _default(table.c[name]) for name in columns}
        matrix: list[list[Any]] = []
        for name in columns:
            blank, encode = blanks[name], encoders[name]
            cells = [row.get(name, blank) for row in rows]
            matrix.append([encode(v) for v in cells] if encode else cells)
        if self._is_sqlite:
            self._write_sqlite(table, columns, matrix, len(rows))
        else:
            self._write_postgres(table, columns, matrix)

    def _write_sqlite(
        self, table: Table, columns: Sequence[str], matrix: list[list[Any]], count: int
    ) -> None:
        at_once = max(1, min(250, MOST_PARAMETERS // len(columns)))
        one = f"({', '.join('?' * len(columns))})"
        head = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "
        rows = list(zip(*matrix, strict=True))
        for start in range(0, count, at_once):
            part = rows[start : start + at_once]
            self._connection.exec_driver_sql(
                head + ", ".join([one] * len(part)), tuple(chain.from_iterable(part))
            )

    def _write_postgres(
        self, table: Table, columns: Sequence[str], matrix: list[list[Any]]
    ) -> None:
        types = (table.c[name].type.compile(_POSTGRES).partition(" COLLATE")[0] for name in columns)
        arrays = ", ".join(f"%s::{kind}[]" for kind in types)
        self._connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({arrays})",
            tuple(
                [UUID(bytes=v) if v.__class__ is bytes else v for v in cells]
                if isinstance(table.c[name].type, Uuid)
                else cells
                for name, cells in zip(columns, matrix, strict=True)
            ),
        )


def _default(column: Column[Any]) -> Any:
    default = column.default
    return default.arg if isinstance(default, ScalarElementColumnDefault) else None
