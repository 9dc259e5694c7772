"""Two engines on one store, and the transaction of a change set."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from crm_desktop.models.database import MOST_TOUCHED, Intent, Store, is_server
from crm_desktop.models.engines import forbid_thread
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from tests.stores import together

PERSON = table("person")
ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)
EDIT = Intent("edit")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with closing(Store(address)) as store:
        yield store


def add_person(store: Store, name: str, intent: Intent = EDIT) -> UUID:
    key = uuid7()
    with store.writing(intent) as writing:
        writing.session.execute(insert(PERSON).values(id=key, last_name=name, name_key=name))
    return key


def names(store: Store) -> list[str | None]:
    with store.reading() as session:
        return list(session.execute(select(PERSON.c.last_name).order_by(PERSON.c.id)).scalars())


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("postgresql://crm@host/crm", True),
        ("postgres://host/crm", True),
        ("postgresql+psycopg://host/crm", True),
        ("office.crm", False),
        ("/people/anna/postgresql/office.crm", False),
    ],
)
def test_addresses(address: str, server: bool) -> None:
    assert is_server(address) == server


def test_a_reader_cannot_write(store_file: Store) -> None:
    """On a file; on a server the account's rights decide."""
    with (
        closing(Store(str(store_file))) as store,
        store.reading() as session,
        pytest.raises(DBAPIError, match="readonly"),
    ):
        session.execute(text("DELETE FROM office"))


def test_a_reader_beside_a_writer_sees_the_state_before(store: Store) -> None:
    with store.writing(EDIT) as writing:
        writing.session.execute(insert(PERSON).values(id=uuid7(), last_name="Ruiz"))
        assert names(store) == []
    assert names(store) == ["Ruiz"]


def test_an_exception_rolls_back_everything(store: Store) -> None:
    def stumble() -> None:
        with store.writing(EDIT) as writing:
            writing.session.execute(insert(PERSON).values(id=uuid7(), last_name="Ruiz"))
            raise ZeroDivisionError

    before = counts(store)
    with pytest.raises(ZeroDivisionError):
        stumble()
    assert names(store) == []
    assert counts(store) == before
    add_person(store, "Afterwards")
    assert names(store) == ["Afterwards"]


def counts(store: Store) -> list[int]:
    """How many rows there are of what a transaction writes by itself."""
    with store.reading() as session:
        return [
            session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in ("change", "search", "change_context")
        ]


def test_a_failing_statement_leaves_the_connection_usable(store: Store) -> None:
    for _ in range(3):
        with pytest.raises(DBAPIError), store.writing(EDIT) as writing:
            writing.session.execute(text("SELECT * FROM nowhere"))
    add_person(store, "Ruiz")
    assert names(store) == ["Ruiz"]


def test_a_broken_reference_is_found_at_the_end(store: Store) -> None:
    with pytest.raises(DBAPIError), store.writing(EDIT) as writing:
        writing.session.execute(insert(PERSON).values(id=uuid7(), company_id=uuid7()))
    assert names(store) == []
    add_person(store, "Ruiz")


def test_a_set_says_who_why_and_what(store: Store) -> None:
    who, client = uuid7(), uuid7()
    with store.writing(Intent("create", "before", who, client)) as writing:
        key = uuid7()
        writing.session.execute(insert(PERSON).values(id=key, last_name="Ruiz"))
        writing.label = "New contact Ruiz"
    assert list(writing.touched) == [("person", key, None)]
    sets = table("change_set")
    with store.reading() as session:
        row = session.execute(select(sets).where(sets.c.id == writing.change_set_id)).one()
    assert (row.user_id, row.client_session, row.purpose) == (who, client, "create")
    assert (row.label, row.at, row.undoes) == ("New contact Ruiz", writing.now, None)


def test_a_set_that_changes_nothing_is_not_recorded(store: Store) -> None:
    key = add_person(store, "Ruiz")
    before = sets_in(store)
    with store.writing(EDIT) as writing:
        writing.session.execute(update(PERSON).where(PERSON.c.id == key).values(last_name="Ruiz"))
    assert list(writing.touched) == []
    assert sets_in(store) == before


def sets_in(store: Store) -> int:
    with store.reading() as session:
        return session.execute(text("SELECT count(*) FROM change_set")).scalar_one()


def test_very_many_touched_records_are_not_all_named(store: Store) -> None:
    with store.writing(EDIT) as writing:
        rows = [{"id": uuid7(), "last_name": "x"} for _ in range(MOST_TOUCHED + 50)]
        writing.session.execute(insert(PERSON), rows)
    assert len(writing.touched) == MOST_TOUCHED + 1


@pytest.mark.timeout(30)
def test_a_running_query_stops_when_it_is_cancelled(store: Store) -> None:
    stop = threading.Event()
    began = time.monotonic()
    threading.Timer(0.2, stop.set).start()
    with store.reading(stop.is_set) as session, pytest.raises(DBAPIError):
        session.execute(ENDLESS)
    assert time.monotonic() - began < 3
    assert names(store) == []  # and the connection can be used again


@pytest.mark.timeout(30)
def test_a_cancel_before_the_query_begins_is_not_lost(store: Store) -> None:
    with store.reading(lambda: True) as session, pytest.raises(DBAPIError):
        session.execute(ENDLESS)
    for _ in range(4):  # on whatever connection of the pool
        assert names(store) == []


def test_two_statements_of_a_snapshot_see_one_state(store: Store) -> None:
    count = select(text("count(*)")).select_from(PERSON)
    with store.reading() as session, store.snapshot(session):
        before = session.execute(count).scalar_one()
        add_person(store, "Ruiz")
        assert session.execute(count).scalar_one() == before
    assert names(store) == ["Ruiz"]


def test_eight_threads_write_and_nothing_is_lost(address: str) -> None:
    """Half of them in one opened store, half in another, as two programs would."""
    stores = [Store(address), Store(address)]

    def write(number: int) -> None:
        for i in range(10):
            add_person(stores[number % 2], f"{number}-{i}")

    assert together(*(partial(write, n) for n in range(8))) == [None] * 8
    assert len(names(stores[0])) == 80
    with stores[0].reading() as session:
        logged = text("SELECT count(DISTINCT change_set) FROM change WHERE entity = 'person'")
        assert session.execute(logged).scalar_one() == 80
    for store in stores:
        store.close()


def test_sql_on_a_forbidden_thread_raises(store: Store) -> None:
    forbid_thread(threading.get_ident())
    try:
        with pytest.raises(AssertionError, match="SQL on the GUI thread"):
            names(store)
        told: list[str] = []
        forbid_thread(threading.get_ident(), told.append)
        names(store)
        assert told
    finally:
        forbid_thread(None)
    names(store)
