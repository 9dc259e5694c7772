"""A store: its two engines, and the transaction in which one change set is written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import DBAPIError

from crm_desktop.errors import DatabaseUnavailable
from crm_desktop.i18n import _
from crm_desktop.models import cancelling, search_index
from crm_desktop.models.base import utc_now
from crm_desktop.models.engines import Lines, file_identity, postgres_engine, sqlite_engine
from crm_desktop.models.session import Session
from crm_desktop.models.types import microseconds, uuid7

CANCEL_STEPS = 20_000  # steps of SQLite's machine between two looks at the cancel flag
_OPEN = text(
    "INSERT INTO change_set (id, at, user_id, client_session, purpose, label, undoes) "
    "VALUES (:id, :at, :user, :client, :purpose, :label, :undoes) RETURNING seq"
)


def is_server(address: str) -> bool:
    """True for a PostgreSQL URL, False for a file."""
    return address.startswith(("postgresql:", "postgres:", "postgresql+psycopg:"))


MOST_TOUCHED = 5_000
_TOUCHED = (
    "SELECT DISTINCT entity, root_id, other_id FROM change WHERE change_set = {} "
    f"LIMIT {MOST_TOUCHED + 1}"
)


Asked = tuple[TextClause, Mapping[str, Any]]  # a statement and its values
Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class Writing:
    """What is being written.

    Attributes:
        change_set: its number; change_set_id its key; now the moment of the transaction.
        label: words for the history; may be set until the end.
        touched: after the end, (table, record, other record) of the changes, at most
            MOST_TOUCHED + 1 of them; empty when nothing changed.
        first: rows of what was asked for with the beginning.
        last: what is to be read with the end, as others will see it; answer: its rows, after it.
    """

    session: Session
    change_set: int
    change_set_id: UUID
    now: datetime
    label: str | None
    touched: Sequence[tuple[str, UUID, UUID | None]] = ()
    first: Rows = ()
    last: Asked | None = None
    answer: Rows = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """Who writes, why, and in which words it is shown."""

    purpose: str
    label: str | None = None
    actor: UUID | None = None
    client: UUID | None = None
    undoes: int | None = None


class Store:
    """One database, opened. Not checked or upgraded here: see services/upgrade.py.

    Attributes:
        address: path or URL.
        is_sqlite: which of the two.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_sqlite = not is_server(address)
        self._file = file_identity(Path(address)) if self.is_sqlite else None
        self._lines: Lines | None = None
        if self.is_sqlite:
            self.writes = sqlite_engine(Path(address), write=True)
            self.reads = sqlite_engine(Path(address), write=False)
        else:
            self.writes = postgres_engine(address, write=True)
            self.reads = postgres_engine(address, write=False)
            self._lines = Lines(self.writes, self.reads)
        # One writer a process: the others queue here, not in the database's lock.
        self._turn = threading.RLock()

    def close(self) -> None:
        """Give the connections back. SQLite then folds the -wal into the file."""
        self.reads.dispose()
        self.writes.dispose()

    def hang_up(self) -> None:
        """Give up a server that says nothing: what waits for it fails. From any thread."""
        if self._lines is not None:
            self._lines.cut()

    # ---- reading

    @contextmanager
    def reading(self, cancelled: Callable[[], bool] | None = None) -> Generator[Session]:
        """A session whose statements stop soon after `cancelled()` turns true."""
        with Session(self.reads) as session:
            connection = session.connection()
            if cancelled is None:
                yield session
            elif self.is_sqlite:
                with _interruptible_sqlite(connection, cancelled):
                    yield session
            else:
                driver: Any = connection.connection.driver_connection
                with cancelling.WATCH.over(driver, cancelled):
                    yield session

    @contextmanager
    def snapshot(self, session: Session) -> Generator[None]:
        """Several statements of a reading session that see one and the same state."""
        begin = "BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        connection = session.connection()
        connection.exec_driver_sql(begin)
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def replanning(self, session: Session) -> Generator[None]:
        """PostgreSQL: no statement keeps a plan that was made while a table was small."""
        if self.is_sqlite:
            yield
            return
        driver: Any = session.connection().connection.driver_connection
        threshold, driver.prepare_threshold = driver.prepare_threshold, None
        try:
            yield
        finally:
            driver.prepare_threshold = threshold

    # ---- writing

    @contextmanager
    def writing(self, intent: Intent, first: Asked | None = None) -> Generator[Writing]:
        """One change set: committed on a clean end, rolled back on any exception.

        first: read together with the beginning; on a server both are one round trip.
        """
        begin = self._writing_sqlite if self.is_sqlite else self._writing_postgres
        with self._turn, Session(self.writes) as session, begin(session, intent, first) as writing:
            yield writing

    @contextmanager
    def _writing_sqlite(
        self, session: Session, intent: Intent, first: Asked | None
    ) -> Generator[Writing]:
        self._expect_file()
        with session.begin():
            now, key = utc_now(), uuid7()
            values = {
                "id": key.bytes,
                "at": microseconds(now),
                "user": intent.actor and intent.actor.bytes,
                "client": intent.client and intent.client.bytes,
                "purpose": intent.purpose,
                "label": intent.label,
                "undoes": intent.undoes,
            }
            seq = session.execute(_OPEN, values).scalar_one()
            session.execute(
                text("INSERT OR REPLACE INTO change_context (one, change_set) VALUES (1, :seq)"),
                {"seq": seq},
            )
            writing = Writing(session, seq, key, now, intent.label)
            if first is not None:
                writing.first = session.execute(*first).all()
            yield writing
            search_index.finish(session, seq, writing.label)
            if writing.last is not None:
                writing.answer = session.execute(*writing.last).all()
            rows = session.connection().exec_driver_sql(_TOUCHED.format("?"), (seq,)).all()
            writing.touched = [
                (table, UUID(bytes=root), UUID(bytes=other) if other else None)
                for table, root, other in rows
            ]
            session.execute(text("DELETE FROM change_context"))

    def _expect_file(self) -> None:
        """A file that was moved or replaced still takes what is written, and nobody finds it."""
        if self._file is not None and file_identity(Path(self.address)) != self._file:
            raise DatabaseUnavailable(
                _(
                    "{address} is not the file that was opened: it was moved, deleted or "
                    "replaced. Nothing was saved. Put it back, or open it again."
                ).format(address=self.address)
            )

    @contextmanager
    def _writing_postgres(
        self, session: Session, intent: Intent, first: Asked | None
    ) -> Generator[Writing]:
        """Two round trips beside the work itself.

        The engine is in AUTOCOMMIT: psycopg's own BEGIN and commit() would cost a trip each.
        """
        key = uuid7()
        opening = (key, intent.actor, intent.client, intent.purpose, intent.label, intent.undoes)
        with _as_sqlalchemy_tells(session):
            driver, (seq, now), rows = _begin_postgres(session, opening, first)
            writing = Writing(session, seq, key, now, intent.label, first=rows)
            with _rolled_back(session, driver):
                yield writing
                with driver.pipeline():
                    driver.execute("SELECT finish_change_set(%s, %s)", (seq, writing.label))
                    answer = _along(session, driver, writing.last)
                    touched = driver.execute(_TOUCHED.format("%s"), (seq,))
                    driver.execute("COMMIT")
            writing.touched = touched.fetchall()
            writing.answer = answer.fetchall() if answer is not None else ()


def _along(session: Session, driver: Any, asked: Asked | None) -> Any:
    """A statement that travels with others: a cursor of the driver, to be read after them."""
    if asked is None:
        return None
    statement, values = asked
    return driver.execute(statement.compile(dialect=session.dialect).string, values)


def _begin_postgres(
    session: Session, opening: tuple[Any, ...], first: Asked | None, *, again: bool = True
) -> tuple[Any, Any, Rows]:
    """BEGIN, the change set and what is read first, in one round trip.

    Once more where the server had hung up.
    """
    driver: Any = session.connection().connection.driver_connection
    try:
        with _rolled_back(session, driver), driver.pipeline():
            driver.execute("BEGIN")
            opened = driver.execute(
                "SELECT seq, at FROM begin_change_set(%s, %s, %s, %s, %s, %s)", opening
            )
            along = _along(session, driver, first)
    except driver_error(session):
        if again and driver.closed:
            return _begin_postgres(session, opening, first, again=False)
        raise
    return driver, opened.fetchone(), along.fetchall() if along is not None else ()


@contextmanager
def _rolled_back(session: Session, driver: Any) -> Generator[None]:
    """After an exception the connection can be used again, or is thrown away."""
    with ExitStack() as undo:
        undo.callback(_give_back, session, driver)
        yield
        undo.pop_all()


def _give_back(session: Session, driver: Any) -> None:
    if driver.closed:
        session.invalidate()
    else:
        driver.rollback()


def driver_error(session: Session) -> type[Exception]:
    """What the driver's own errors are derived from."""
    driver: Any = session.dialect.loaded_dbapi
    return driver.Error


@contextmanager
def _as_sqlalchemy_tells(session: Session) -> Generator[None]:
    """An error of the bare driver as SQLAlchemy would raise it: one kind for all callers."""
    try:
        yield
    except driver_error(session) as error:
        told = DBAPIError.instance(None, None, error, Exception, dialect=session.dialect)
        raise told from error


@contextmanager
def _interruptible_sqlite(connection: Connection, cancelled: Callable[[], bool]) -> Generator[None]:
    # interrupt() is no substitute: before the statement has begun it is lost.
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(cancelled, CANCEL_STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
