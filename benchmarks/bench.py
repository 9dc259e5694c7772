"""What a question gets: which database, how many contacts, a store, bare connections beside it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import stores
from benchmarks.stores import SQLITE
from crm_desktop.models.engines import START_PRAGMAS, sqlite_module
from crm_desktop.services import opening
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.workspace import Workspace

SCREEN = (*ENTITIES["person"].columns,)  # what the list of contacts shows


@dataclass(frozen=True, slots=True)
class Bench:
    """One database and size to measure."""

    database: str
    size: int

    @property
    def is_sqlite(self) -> bool:
        return self.database == SQLITE

    def budget(self, sqlite: float, postgres: float) -> float:
        """The one of this database."""
        return sqlite if self.is_sqlite else postgres

    @contextmanager
    def reading(self) -> Generator[Workspace]:
        """Somebody at work in the sample store. Nothing may be written."""
        with closing(opening.open_workspace(stores.sample(self.database, self.size))) as workspace:
            yield workspace

    @contextmanager
    def writing(self, *, empty: bool = False) -> Generator[Workspace]:
        """Somebody at work in a store of one's own: a copy of the sample, or an empty one."""
        size = 0 if empty else self.size
        with (
            stores.copy(self.database, size) as address,
            closing(opening.open_workspace(address)) as workspace,
        ):
            yield workspace

    @contextmanager
    def bare(self, address: str) -> Generator[Bare]:
        """The store's database without this program."""
        with closing(connect(address)) as connection:
            yield Bare(connection, is_sqlite=self.is_sqlite)

    @contextmanager
    def bare_database(self) -> Generator[Bare]:
        """An empty database without this program: durable, but no more."""
        if self.is_sqlite:
            with stores.scratch() as place, self.bare(str(place / "bare.db")) as bare:
                bare.run("PRAGMA journal_mode=WAL")
                yield bare
            return
        with stores.copy(self.database, 0) as address, self.bare(address) as bare:
            bare.run("CREATE SCHEMA bare")
            bare.run("SET search_path = bare")
            yield bare


def connect(address: str) -> Any:
    """A bare connection in autocommit."""
    if "://" not in address:
        connection = sqlite_module().connect(address, isolation_level=None)
        for pragma in ("cipher_log_level=NONE", *START_PRAGMAS, "cache_size=-8192"):
            connection.execute(f"PRAGMA {pragma}").close()
        return connection
    import psycopg

    return psycopg.connect(
        address,
        autocommit=True,
        prepare_threshold=0,
        options="-c search_path=app,public -c timezone=UTC",
    )


class Bare:
    """A driver's connection; `?` stands for a value on both databases."""

    def __init__(self, connection: Any, *, is_sqlite: bool) -> None:
        self.connection, self.is_sqlite = connection, is_sqlite

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Execute and fetch everything."""
        cursor = self.connection.execute(self.words(sql), values)
        return cursor.fetchall() if cursor.description else []

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """The driver's own executemany."""
        with closing(self.connection.cursor()) as cursor:
            cursor.executemany(self.words(sql), rows)

    def words(self, sql: str) -> str:
        """The statement as the driver wants it."""
        return sql if self.is_sqlite else sql.replace("%", "%%").replace("?", "%s")


def scratch_file(folder: Path, name: str) -> Path:
    """A file that is not there yet."""
    path = folder / name
    path.unlink(missing_ok=True)
    return path
