"""What services run statements on: a connection, held from the first statement to the end."""

from __future__ import annotations

from types import TracebackType

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.engine import RootTransaction


class Session:
    """A stay with the database. No unit of work, no identity map: statements in, rows out."""

    __slots__ = ("_connection", "_engine")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def connection(self) -> Connection:
        """The connection; it is taken from the pool when it is first asked for."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    @property
    def execute(self):
        """Run a statement: Connection.execute() with its many forms."""
        return self.connection().execute

    def begin(self) -> RootTransaction:
        """A transaction: committed at the end of `with`, rolled back on any exception."""
        return self.connection().begin()

    @property
    def dialect(self) -> Dialect:
        """Which database it is, and with which driver."""
        return self._engine.dialect

    def invalidate(self) -> None:
        """The connection is broken: throw it away. The next statement gets another one."""
        if self._connection is not None:
            self._connection.invalidate()
        self.close()

    def close(self) -> None:
        """Give the connection back; what was not committed is rolled back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
