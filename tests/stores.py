"""Stores for tests: real files and real PostgreSQL databases, each a copy of one template.

`address` and `workspace` run a test on both databases. A copy of the template file costs nothing; a
clone of the template database is made ahead of its test, in a thread.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text

from crm_desktop import i18n
from crm_desktop.models.database import Store
from crm_desktop.paths import HOME_VARIABLE
from crm_desktop.services import copying, health, opening
from crm_desktop.services.workspace import Workspace
from tests.postgres import drop_database, new_database

DATABASES = ("sqlite", "postgresql")
OFFICE = "Test office"
COUNTRY = "DE"


def make_office(address: str) -> None:
    """Make a template, in English: whoever wants it first may speak another language."""
    before = i18n._now
    i18n.use("en_GB", "en_GB")
    try:
        opening.create_store(address, office_name=OFFICE, country=COUNTRY)
    finally:
        i18n._now = before


class Clones:
    """Copies of a template database, one always in the making."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._maker = ThreadPoolExecutor(1, "clones")
        self.template = new_database(server)
        make_office(self.template)
        self._next = self._made()

    def _made(self) -> Future[str]:
        return self._maker.submit(new_database, self._server, self.template)

    def take(self) -> str:
        """The URL of a fresh clone."""
        url, self._next = self._next.result(), self._made()
        return url

    def give_back(self, url: str) -> None:
        """Drop a clone, some time soon."""
        self._maker.submit(drop_database, self._server, url)

    def close(self) -> None:
        for url in (self._next.result(), self.template):
            self.give_back(url)
        self._maker.shutdown()


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with an office and one colleague. Copy it, do not open it."""
    path = tmp_path_factory.mktemp("template") / "office.crm"
    make_office(str(path))
    return path


@pytest.fixture(scope="session")
def clones(postgres_server: str) -> Iterator[Clones]:
    made = Clones(postgres_server)
    yield made
    made.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program keeps its own files during a test."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def store_file(store_template: Path, tmp_path: Path, home: Path) -> Path:
    """A fresh store file."""
    return Path(shutil.copy(store_template, tmp_path / "office.crm"))


@pytest.fixture
def clone(clones: Clones, home: Path) -> Iterator[str]:
    """The URL of a fresh database with an office."""
    url = clones.take()
    yield url
    clones.give_back(url)


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest) -> str:
    """A fresh store on each of the two databases."""
    return str(request.getfixturevalue("store_file" if request.param == "sqlite" else "clone"))


@pytest.fixture
def workspace(address: str) -> Iterator[Workspace]:
    """Somebody at work in a fresh store, on each of the two databases."""
    with opened(address) as workspace:
        yield workspace


@contextmanager
def opened(address: str | Path) -> Generator[Workspace]:
    """A workspace, closed at the end."""
    with closing(opening.open_workspace(str(address))) as workspace:
        yield workspace


@contextmanager
def new_store(kind: str, request: pytest.FixtureRequest) -> Generator[str]:
    """For fixtures with a wider scope than a test: a fresh store of one kind."""
    if kind == "sqlite":
        folder = request.getfixturevalue("tmp_path_factory").mktemp("store")
        template = request.getfixturevalue("store_template")
        yield str(shutil.copy(template, folder / "office.crm"))
        return
    clones: Clones = request.getfixturevalue("clones")
    url = clones.take()
    yield url
    clones.give_back(url)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run each work in a thread of its own, all at once; return results and exceptions."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(run, work) for work in works]
    return [future.exception() or future.result() for future in futures]


# ------------------------------------------------------------------------- looking into stores


def scalar(workspace: Workspace, sql: str, **values: Any) -> Any:
    """The one value of a statement, read beside the services."""
    with workspace.reading() as tx:
        return tx.session.execute(text(sql), values).scalar_one()


def column(workspace: Workspace, sql: str, **values: Any) -> list[Any]:
    """The first column of a statement."""
    with workspace.reading() as tx:
        return list(tx.session.execute(text(sql), values).scalars())


@contextmanager
def statements(workspace: Workspace) -> Generator[list[str]]:
    """What SQLAlchemy sends meanwhile, without the framing of a transaction."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engines: Sequence[Engine] = (workspace.store.reads, workspace.store.writes)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def split_ids(vector: bytes) -> list[UUID]:
    """The ids of a vector."""
    return [UUID(bytes=vector[i : i + 16]) for i in range(0, len(vector), 16)]


Row = tuple[Any, ...]
_DERIVED = frozenset({"version", "updated_at", "updated_by", "last_contact_at", "next_activity_at"})


def dump(store: Store) -> dict[str, list[Row]]:
    """What the living rows say: without versions, times of change and what is derived of others."""
    out: dict[str, list[Row]] = {}
    with store.reading() as session:
        for table in copying.tables():
            if "deleted_at" not in table.c:
                continue
            columns = [c for c in table.columns if c.name not in _DERIVED]
            rows = session.execute(
                table.select().with_only_columns(*columns).where(table.c.deleted_at.is_(None))
            )
            out[table.name] = sorted((_plain(row) for row in rows), key=repr)
    return out


def _plain(row: Any) -> Row:
    return tuple(repr(cell) if isinstance(cell, dict | list) else cell for cell in row)


def differences(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> list[str]:
    """Rows that are in one dump alone, to be read by people."""
    out: list[str] = []
    for name, rows in before.items():
        left, right = set(rows), set(after[name])
        out += [f"- {name} {row}" for row in left - right]
        out += [f"+ {name} {row}" for row in right - left]
    return out


def assert_sound(workspace: Workspace) -> None:
    """`check` finds nothing."""
    problems = health.check(workspace).problems
    assert not problems, problems
