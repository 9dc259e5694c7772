"""Two engines on one store: reads in AUTOCOMMIT, writes in one explicit transaction each.

The drivers send no BEGIN or COMMIT of their own; Store does (see database.py).
"""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool, QueuePool

READERS = 3
# A reader with 2 MiB is as fast as one with 8 or 64: the system keeps the file in memory.
READ_PRAGMAS = ("cache_size=-2048", "query_only=ON")
WRITE_PRAGMAS = ("cache_size=-32768", "journal_mode=WAL")
_TOO_LARGE = 2**63
BUSY = "busy_timeout=10000"  # milliseconds to wait for another program's transaction
START_PRAGMAS = (
    "foreign_keys=ON",
    BUSY,
    "synchronous=FULL",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "secure_delete=FAST",
    "temp_store=MEMORY",
)


# The SQL function that SQLite has from us; PostgreSQL reckons with decimals by itself.
CONVERTED = "crm_converted"


def converted(amount: int | None, rate: str | None, coin: int) -> int | None:
    """An amount at a rate, both sides in 1/10,000 of a unit, rounded half up to whole coins.

    The same as services/money.py says; None where there is no amount or no rate.
    """
    if amount is None or rate is None:
        return None
    try:
        factor = Decimal(rate)
    except InvalidOperation:
        return None
    if not factor.is_finite() or factor <= 0:
        return None
    with localcontext(prec=60):
        coins = (amount * factor / coin).to_integral_value(ROUND_HALF_UP)
    made = int(coins) * coin
    return made if abs(made) < _TOO_LARGE else None


@cache
def sqlite_module() -> Any:
    """The SQLite library: sqlcipher3 (a current SQLite everywhere), else the interpreter's."""
    try:
        import sqlcipher3.dbapi2 as module  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        import sqlite3 as module
    library: Any = module
    # Of any value but a number and a text the driver asks what it may be adapted to, which costs
    # ten times what binding it costs. What is told here is not asked.
    library.register_adapter(bytes, bytes.__bytes__)
    library.register_adapter(bool, int)
    library.register_adapter(type(None), {None: None}.get)
    return library


def connect_sqlite(path: Path, *, read_only: bool = False) -> Any:
    """A bare connection for looking at a file, backing it up or checking it.

    read_only: a file that nobody has open is looked at without a trace. Where there is a -wal,
    somebody has, or it was left with changes that belong to the file.
    """
    mode = "rw"
    if read_only:
        mode = "ro" if path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite_module().connect(uri, uri=True, isolation_level=None)
    quiet_cipher(connection)
    connection.execute(f"PRAGMA {BUSY}")
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file a path means just now; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def quiet_cipher(connection: Any) -> None:
    """SQLCipher writes to stderr when a file is not encrypted; that is our everyday case."""
    connection.execute("PRAGMA cipher_log_level=NONE").close()


def sqlite_engine(path: Path, *, write: bool) -> Engine:
    """An engine on a store file that exists already, or is made by the write engine."""
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlite_module(),
        poolclass=QueuePool,
        pool_size=1 if write else READERS,
        max_overflow=0 if write else 2,
        pool_reset_on_return="rollback" if write else None,
        hide_parameters=True,  # customers' data belongs in no log and no bug report
        connect_args={"check_same_thread": False, "cached_statements": 256},
    )
    pragmas = (*START_PRAGMAS, *(WRITE_PRAGMAS if write else READ_PRAGMAS))

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # the driver sends nothing by itself
        quiet_cipher(connection)
        connection.create_function(CONVERTED, 3, converted, deterministic=True)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    if write:

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
            # IMMEDIATE: a deferred BEGIN that upgrades fails at once beside another writer.
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    guard(engine)
    return engine


SERVER_OPTIONS = (
    "-c timezone=UTC -c search_path=app,public -c idle_in_transaction_session_timeout=60s"
)
# A server that is gone without a word (a cable, a laptop that slept) is noticed within a minute.
KEEP_ALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds; Linux only, left alone elsewhere
}


def connect_postgres(url: str) -> Any:
    """A bare connection that does not wait by itself, beside the pools: see services/watching."""
    import psycopg

    where = make_url(url)
    given: dict[str, Any] = where.translate_connect_args(username="user", database="dbname")
    options: dict[str, Any] = {"options": SERVER_OPTIONS, **KEEP_ALIVE, **where.query, **given}
    return psycopg.connect(**options, autocommit=True)


class Lines:
    """The connections to a server, so that they can be cut from another thread.

    A server that says nothing any more, but was never heard to hang up, lets a statement wait for
    ever; shutting down its socket ends that at once, which closing or cancelling does not.
    """

    def __init__(self, *engines: Engine) -> None:
        self._lock = threading.Lock()
        self._drivers: weakref.WeakSet[Any] = weakref.WeakSet()
        for engine in engines:
            event.listen(engine, "connect", self._note)

    def _note(self, driver: Any, _record: Any) -> None:
        with self._lock:
            self._drivers.add(driver)

    def cut(self) -> None:
        """End every statement that is under way; from now on others connect anew."""
        with self._lock:
            drivers = list(self._drivers)
        for driver in drivers:
            # One that is closed meanwhile has no handle any more.
            with (
                suppress(OSError, driver.Error),
                socket.fromfd(driver.fileno(), socket.AF_INET, socket.SOCK_STREAM) as line,
            ):
                line.shutdown(socket.SHUT_RDWR)


def postgres_engine(url: str, *, write: bool, pooled: bool = True) -> Engine:
    """An engine on an office server; everything of ours lives in the schema `app`."""
    pool: dict[str, Any] = (
        {"poolclass": QueuePool, "pool_size": 1 if write else READERS, "max_overflow": 2}
        if pooled
        else {"poolclass": NullPool}
    )
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        use_native_hstore=False,
        hide_parameters=True,
        connect_args={"options": SERVER_OPTIONS, "prepare_threshold": 3} | KEEP_ALIVE,
        **pool,
    )
    guard(engine)
    return engine


_forbidden: set[int] = set()
_told: list[Callable[[str], None]] = []


def forbid_thread(ident: int | None, tell: Callable[[str], None] | None = None) -> None:
    """SQL on this thread (the GUI's) raises, or is told to `tell`. None lifts the ban."""
    _forbidden.clear()
    _told.clear()
    if ident is not None:
        _forbidden.add(ident)
        if tell is not None:
            _told.append(tell)


def guard(engine: Engine) -> None:
    """Watch an engine for SQL on a forbidden thread: the rule holds because this place checks."""

    @event.listens_for(engine, "before_cursor_execute")
    def _check(  # pyright: ignore[reportUnusedFunction]
        _connection: Connection, _cursor: Any, statement: str, *_: Any
    ) -> None:
        if threading.get_ident() in _forbidden:
            words = f"SQL on the GUI thread: {statement[:200]}"
            if not _told:
                raise AssertionError(words)
            _told[0](words)
