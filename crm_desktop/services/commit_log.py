"""The change log of a store, read as it grows: a file, or an office server.

A file is asked twice a second for its `data_version`, which reads nothing. A server sends a word
on the channel `crm_changes`, heard on a connection of its own; a look every quarter of a minute
finds what came without a word, and how long the way is. Only then is the log read.

The mark up to which it has been read is the last change set of a file, and its last row: what was
written beside the program all stands in set 0. On a server it is a snapshot: numbers are given when
a transaction begins, and one that ends late would be passed over.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from crm_desktop.i18n import _
from crm_desktop.models.engines import (
    connect_postgres,
    connect_sqlite,
    file_identity,
    sqlite_module,
)
from crm_desktop.services.changes import MOST_NAMED, Touched
from crm_desktop.services.workspace import ReadTx

LOOK = 0.5  # seconds between two looks at a file
HEARTBEAT = 15.0  # between two looks at a server that says nothing
PATIENCE = 10.0  # so long may an answer take before the server is held to be gone
SLOW = 1.0  # an answer that takes longer is told
CHANNEL = "crm_changes"


class Gone(Exception):
    """The store cannot be reached, for now."""


class Stopped(Exception):
    """Nobody watches any more."""


class Bell:
    """Ends a wait from another thread, also one for a socket."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._ends: tuple[socket.socket, socket.socket] | None = None
        self._selector: selectors.BaseSelector | None = None

    def __enter__(self) -> None:
        self._ends = socket.socketpair()
        for end in self._ends:
            end.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._ends[0], selectors.EVENT_READ)

    def __exit__(self, *_: object) -> None:
        ends, self._ends = self._ends, None
        if self._selector is not None:
            self._selector.close()
        for end in ends or ():
            end.close()

    def ring(self) -> None:
        """End the wait under way."""
        ends = self._ends
        if ends is not None:
            with suppress(OSError):  # full: it rings already; closed: nobody listens any more
                ends[1].send(b"!")

    def stop(self) -> None:
        """End this wait and every later one."""
        self._over.set()
        self.ring()

    def wait(self, seconds: float) -> bool:
        """Wait; True where a socket that is heard has something to say. Raises Stopped."""
        assert self._selector is not None
        self._check()
        said = False
        for key, _more in self._selector.select(max(seconds, 0.0)):
            if self._ends is not None and key.fileobj is self._ends[0]:
                with suppress(BlockingIOError):
                    self._ends[0].recv(64)
            else:
                said = True
        self._check()
        return said

    def pause(self, seconds: float) -> None:
        """Wait, whatever is said and rung. Raises Stopped."""
        self._over.wait(seconds)
        self._check()

    def hear(self, handle: int) -> None:
        """From now on a wait ends when there is something to read from a socket."""
        assert self._selector is not None
        self._selector.register(handle, selectors.EVENT_READ)

    def forget(self, handle: int) -> None:
        """No longer so."""
        assert self._selector is not None
        with suppress(KeyError, ValueError, OSError):
            self._selector.unregister(handle)

    def _check(self) -> None:
        if self._over.is_set():
            raise Stopped


class Source:
    """A database, as the Watch sees it. Everything raises Gone where it cannot be reached.

    Attributes:
        slow: called while an answer is waited for that is long in coming.
    """

    slow: Callable[[], None]

    def open(self) -> None:
        """Connect."""
        raise NotImplementedError

    def look(self) -> list[Touched] | None:
        """What others touched since the last look; None where nothing can have happened."""
        raise NotImplementedError

    def set_mark(self) -> None:
        """Leave out what has happened until now."""
        raise NotImplementedError

    def wait(self) -> None:
        """Until it is time for another look."""
        raise NotImplementedError

    def close(self) -> None:
        """Disconnect."""
        raise NotImplementedError


# ------------------------------------------------------------------------------------ a file

_FILE_MARK = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM change_set), "
    "(SELECT coalesce(max(seq), 0) FROM change)"
)
_FILE_LOG = (
    "SELECT c.entity, c.root_id, c.other_id FROM change_set s CROSS JOIN change c "
    "ON c.change_set = s.seq WHERE s.seq > ? AND s.client_session IS NOT ? "
    "UNION ALL SELECT entity, root_id, other_id FROM change WHERE change_set = 0 AND seq > ? "
    f"LIMIT {MOST_NAMED + 1}"
)


class FileSource(Source):
    """A store file. One writer at a time: what has a higher number was committed later."""

    def __init__(self, address: str, client: UUID | None, bell: Bell, tx: ReadTx) -> None:
        self._path, self._client, self._bell = Path(address), client, bell
        self._file = file_identity(self._path)
        self._connection: Any = None
        self._version = -1
        self._mark: tuple[int, int] = tuple(
            tx.session.connection().exec_driver_sql(_FILE_MARK).one()
        )

    def open(self) -> None:
        self._expect_file()
        with self._told():
            self._connection = connect_sqlite(self._path)
            self._connection.execute("PRAGMA query_only=ON")
        self._version = -1

    def look(self) -> list[Touched] | None:
        self._expect_file()
        with self._told():
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if version == self._version:
                return None
            rows = self._read()
        self._version = version
        return rows

    def _read(self) -> list[Touched]:
        """The log from the mark on, and the new mark, as they stood at one moment."""
        client = self._client and self._client.bytes
        self._connection.execute("BEGIN")
        try:
            sets, rows = self._mark
            found = self._connection.execute(_FILE_LOG, (sets, client, rows)).fetchall()
            self._mark = self._connection.execute(_FILE_MARK).fetchone()
        finally:
            self._connection.execute("ROLLBACK")
        return [
            (table, UUID(bytes=root), UUID(bytes=other) if other else None)
            for table, root, other in found
        ]

    def set_mark(self) -> None:
        with self._told():
            self._mark = self._connection.execute(_FILE_MARK).fetchone()

    def wait(self) -> None:
        self._bell.wait(LOOK)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _expect_file(self) -> None:
        """A file that was moved or replaced goes on answering, and what is saved is lost."""
        if file_identity(self._path) != self._file:
            raise Gone(_("{path} was moved, deleted or replaced.").format(path=self._path))

    @staticmethod
    @contextmanager
    def _told() -> Generator[None]:
        try:
            yield
        except sqlite_module().Error as error:
            raise Gone(str(error)) from error


# ---------------------------------------------------------------------------------- a server

_SERVER_MARK = "SELECT pg_current_snapshot()::text"
# The columns of `one` come back also where nothing has happened. Numbers of transactions that are
# still to come are in a log that was brought here from another server.
_SERVER_LOG = f"""
SELECT one.mark, t.entity, t.root_id::text, t.other_id::text
FROM (SELECT pg_current_snapshot()::text AS mark) one LEFT JOIN (
 SELECT c.entity, c.root_id, c.other_id FROM change_set s JOIN change c ON c.change_set = s.seq
 WHERE s.xid >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint
 AND NOT pg_visible_in_snapshot(s.xid::text::xid8, $1::pg_snapshot)
 AND pg_visible_in_snapshot(s.xid::text::xid8, pg_current_snapshot())
 AND s.client_session IS DISTINCT FROM $2::uuid LIMIT {MOST_NAMED + 1}) t ON true"""
_Answer = list[tuple[str | None, ...]]


class ServerSource(Source):
    """An office server. libpq is asked piece by piece: no answer is waited for without an end."""

    def __init__(self, address: str, client: UUID | None, bell: Bell, tx: ReadTx) -> None:
        self._address, self._client, self._bell = address, client, bell
        self._driver: Any = None
        self._handle = -1
        self._heard = False  # a word came in while another answer was read
        self._mark = str(tx.session.connection().exec_driver_sql(_SERVER_MARK).scalar_one())

    def open(self) -> None:
        with self._told():
            self._driver = connect_postgres(self._address)
            self._handle = self._driver.pgconn.socket
            self._bell.hear(self._handle)
            self._ask(f"LISTEN {CHANNEL}")

    def look(self) -> list[Touched] | None:
        client = None if self._client is None else str(self._client)
        with self._told():
            answer = self._ask(_SERVER_LOG, self._mark, client)
        self._mark = str(answer[0][0])
        return [
            (table, UUID(root), UUID(other) if other else None)
            for _, table, root, other in answer
            if table is not None
        ]

    def set_mark(self) -> None:
        with self._told():
            self._mark = str(self._ask(_SERVER_MARK)[0][0])

    def wait(self) -> None:
        with self._told():
            if not self._heard and self._bell.wait(HEARTBEAT):
                self._driver.pgconn.consume_input()
            self._hear()
        self._heard = False

    def close(self) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            self._bell.forget(self._handle)
            driver.close()

    def _hear(self) -> bool:
        """Take in what was said on the channel."""
        said = False
        while self._driver.pgconn.notifies() is not None:
            said = True
        return said

    def _ask(self, sql: str, *given: str | None) -> _Answer:
        """One statement, one round trip."""
        connection = self._driver.pgconn
        bound = [None if value is None else value.encode() for value in given]
        connection.send_query_params(sql.encode(), bound)
        deadline = _Deadline(self._bell, self.slow)
        while connection.flush():
            deadline.wait()
        answer: _Answer = []
        while True:
            while connection.is_busy():
                deadline.wait()
                connection.consume_input()
            result = connection.get_result()
            if result is None:
                break
            if result.status not in self._good():
                raise Gone(_first_line(result.error_message))
            answer += [
                tuple(_text(result.get_value(row, at)) for at in range(result.nfields))
                for row in range(result.ntuples)
            ]
        self._heard = self._hear() or self._heard
        return answer

    @staticmethod
    def _good() -> tuple[Any, Any]:
        from psycopg.pq import ExecStatus

        return ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK

    @staticmethod
    @contextmanager
    def _told() -> Generator[None]:
        import psycopg

        try:
            yield
        except (psycopg.Error, OSError) as error:
            raise Gone(_first_line(str(error))) from error


class _Deadline:
    """Waits for the pieces of one answer, but not for ever."""

    def __init__(self, bell: Bell, slow: Callable[[], None]) -> None:
        self._bell, self._slow = bell, slow
        self._asked, self._told = time.monotonic(), False

    def wait(self) -> None:
        """For the next piece. Raises Gone."""
        passed = time.monotonic() - self._asked
        if passed >= PATIENCE:
            raise Gone(_("no answer within {seconds} seconds").format(seconds=f"{PATIENCE:.0f}"))
        if passed >= SLOW and not self._told:
            self._told = True
            self._slow()
        self._bell.wait((PATIENCE if self._told else SLOW) - passed)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def _first_line(words: str) -> str:
    return next(iter(words.strip().splitlines()), "").rstrip(".")
