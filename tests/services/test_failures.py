"""What goes wrong in a database is told in words; what is our bug stays one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import Cancelled, DatabaseUnavailable, StoreRefused, UserError
from crm_desktop.models.engines import connect_sqlite
from crm_desktop.services import listing, opening, records
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Cancel, ReadTx, Tx, Workspace, command, query
from tests.stores import opened, together

PEOPLE = ListQuery("person")
ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)


@query(Permission.PERSON_READ)
def endless(tx: ReadTx) -> int:
    return tx.session.execute(ENDLESS).scalar_one()


@query(Permission.PERSON_READ)
def mistaken(tx: ReadTx) -> int:
    return tx.session.execute(text("SELECT wrong FROM nowhere")).scalar_one()


@command(Permission.PERSON_EDIT, Purpose.EDIT)
def interrupted(tx: Tx, during: threading.Event, on: threading.Event) -> None:
    records.insert_record(tx, "person", {"last_name": "Half"})
    during.set()
    on.wait(10)
    records.insert_record(tx, "person", {"last_name": "Other half"})


@pytest.fixture
def file(store_file: Path) -> Iterator[Workspace]:
    with opened(store_file) as workspace:
        yield workspace


@pytest.fixture
def server(clone: str) -> Iterator[Workspace]:
    with opened(clone) as workspace:
        yield workspace


def set_pragma(workspace: Workspace, pragma: str) -> None:
    """On the one connection that writes."""
    with workspace.store.writes.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA {pragma}").close()


def add(workspace: Workspace, name: str = "Ruiz") -> None:
    records.create(workspace, "person", {"last_name": name})


def count(workspace: Workspace) -> int:
    return listing.count(workspace, PEOPLE)


# ---------------------------------------------------------------- a file


def test_somebody_else_writes_for_long(file: Workspace) -> None:
    set_pragma(file, "busy_timeout = 50")
    with closing(connect_sqlite(Path(file.store.address))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="Another program is writing"):
            add(file)
        assert count(file) == 0  # reading goes on
        other.execute("ROLLBACK")
    add(file)
    assert count(file) == 1


def test_the_disk_is_full(file: Workspace) -> None:
    with file.store.writes.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.rollback()
    set_pragma(file, f"max_page_count = {pages}")
    with pytest.raises(DatabaseUnavailable, match="disk is full"):
        records.create(file, "person", {"last_name": "Ruiz", "photo": os.urandom(200_000)})
    assert count(file) == 0
    set_pragma(file, "max_page_count = 1000000")
    add(file)
    assert count(file) == 1


def test_the_file_is_read_only(file: Workspace) -> None:
    set_pragma(file, "query_only = ON")
    with pytest.raises(DatabaseUnavailable, match="read-only"):
        add(file)


def test_the_file_is_damaged_while_open(store_file: Path) -> None:
    with opened(store_file) as workspace:
        key = records.create(workspace, "person", {"last_name": "Ruiz"}).id
    with closing(connect_sqlite(store_file)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'person'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with store_file.open("r+b") as handle:
        handle.seek((root - 1) * size)
        handle.write(b"\xff" * size)
    with opened(store_file) as workspace, pytest.raises(StoreRefused, match="damaged"):
        records.load(workspace, "person", key)


# ---------------------------------------------------------------- a server


def hang_up(url: str) -> None:
    """End every other connection to this database, as a restart of the server does."""
    with psycopg.connect(url, autocommit=True) as shell:
        shell.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.expects_log  # the driver's
def test_a_reader_does_not_notice_a_restart(server: Workspace, clone: str) -> None:
    assert count(server) == 0
    hang_up(clone)
    assert count(server) == 0


@pytest.mark.expects_log  # the driver's
def test_a_writer_does_not_notice_a_restart_between_two_saves(
    server: Workspace, clone: str
) -> None:
    add(server, "before")
    hang_up(clone)
    add(server, "after")
    assert count(server) == 2


@pytest.mark.expects_log  # the driver's
def test_a_save_that_was_cut_off_is_not_saved(server: Workspace, clone: str) -> None:
    began, go_on = threading.Event(), threading.Event()

    def cut() -> None:
        began.wait(10)
        hang_up(clone)
        go_on.set()

    told, _ = together(lambda: interrupted(server, began, go_on), cut)
    assert isinstance(told, DatabaseUnavailable)
    assert "was lost" in str(told)
    assert count(server) == 0
    add(server)
    assert count(server) == 1


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        opening.open_workspace("postgresql://crm:crm@127.0.0.1:9/crm")


def test_a_wrong_password(clone: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="password"):
        opening.open_workspace(clone.replace("crm:crm", "crm:wrong"))


def test_two_transactions_that_wait_for_each_other(clone: str) -> None:
    """One of the two gives way, in words; nothing of it is left."""

    @command(Permission.PERSON_EDIT, Purpose.EDIT)
    def both(tx: Tx, first: str, second: str, here: threading.Barrier) -> None:
        rename = text("UPDATE company SET legal_name = :who WHERE name = :name")
        tx.session.execute(rename, {"who": first, "name": first})
        here.wait(10)
        tx.session.execute(rename, {"who": first, "name": second})

    with opened(clone) as one, opened(clone) as two:
        for name in "ab":
            records.create(one, "company", {"name": name})
        here = threading.Barrier(2)
        told = together(lambda: both(one, "a", "b", here), lambda: both(two, "b", "a", here))
        refused = [error for error in told if error is not None]
        assert [type(error) for error in refused] == [DatabaseUnavailable]
        assert "busy" in str(refused[0])


# ---------------------------------------------------------------- both


@pytest.mark.timeout(30)
def test_a_query_is_cancelled(workspace: Workspace) -> None:
    cancel = Cancel()
    threading.Timer(0.2, cancel.request).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        endless(workspace.during(cancel, lambda *_: None, lambda _: None))
    assert time.monotonic() - began < 3
    assert count(workspace) == 0


def test_all_connections_are_in_use(workspace: Workspace) -> None:
    pool = workspace.store.reads.pool
    vars(pool)["_timeout"] = 0.1
    with ExitStack() as held:
        for _ in range(5):
            held.enter_context(workspace.store.reads.connect())
        with pytest.raises(DatabaseUnavailable, match="busy"):
            count(workspace)
    assert count(workspace) == 0


def test_a_mistake_of_ours_stays_one(workspace: Workspace) -> None:
    with pytest.raises(DBAPIError) as raised:
        mistaken(workspace)
    assert not isinstance(raised.value, UserError)


def test_each_failure_is_an_error_of_its_own(file: Workspace) -> None:
    """An error that is raised twice would carry the other's traceback."""
    set_pragma(file, "query_only = ON")
    told: list[UserError] = []
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable) as raised:
            add(file)
        told.append(raised.value)
    assert told[0] is not told[1]
