"""The search texts follow the change log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update

from crm_desktop.models import search_index
from crm_desktop.models.database import Intent, Store
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7

PERSON, PHONE, TAG = table("person"), table("person_phone"), table("person_tag")
ACTIVITY, LINK = table("activity"), table("activity_link")
EARLY, LATE = datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with closing(Store(address)) as store:
        yield store


@pytest.fixture
def person(store: Store) -> UUID:
    key = uuid7()
    write(store, insert(PERSON).values(id=key, last_name="Ruiz", search_text="ruiz anna"))
    return key


def write(store: Store, *statements: Any) -> None:
    with store.writing(Intent("edit")) as writing:
        for statement in statements:
            writing.session.execute(statement)


def body(store: Store, key: UUID) -> str | None:
    search = table("search")
    with store.reading() as session:
        found = session.execute(select(search.c.body).where(search.c.record_id == key))
        return found.scalar_one_or_none()


def stale(store: Store) -> int:
    with store.reading() as session:
        return search_index.stale_documents(session.connection())


def test_a_record_is_found_by_its_own_columns_and_its_children(store: Store, person: UUID) -> None:
    first, second = uuid7(), uuid7()
    write(
        store,
        update(PERSON).where(PERSON.c.id == person).values(company_key="lupa gmbh", city_key="ulm"),
        insert(PHONE).values(id=second, person_id=person, number="2", digits="4922"),
        insert(PHONE).values(id=first, person_id=person, number="1", digits="4911"),
    )
    assert body(store, person) == " ruiz anna lupa gmbh ulm 4911 4922 "  # in the order of the keys
    assert stale(store) == 0


def test_a_removed_child_is_not_found_any_more(store: Store, person: UUID) -> None:
    write(store, insert(TAG).values(id=uuid7(), person_id=person, tag="VIP", tag_key="vip"))
    assert body(store, person) == " ruiz anna   vip "
    write(store, update(TAG).values(deleted_at=EARLY))
    assert body(store, person) == " ruiz anna   "
    write(store, update(TAG).values(deleted_at=None))
    assert body(store, person) == " ruiz anna   vip "
    write(store, delete(TAG))
    assert body(store, person) == " ruiz anna   "
    assert stale(store) == 0


def test_a_child_that_moves_is_found_at_its_new_record_alone(store: Store, person: UUID) -> None:
    other, phone = uuid7(), uuid7()
    write(
        store,
        insert(PERSON).values(id=other, last_name="Other"),
        insert(PHONE).values(id=phone, person_id=person, number="1", digits="4911"),
    )
    write(store, update(PHONE).where(PHONE.c.id == phone).values(person_id=other))
    assert "4911" not in (body(store, person) or "")
    assert "4911" in (body(store, other) or "")
    assert stale(store) == 0


def test_a_deleted_record_is_not_found(store: Store, person: UUID) -> None:
    write(store, update(PERSON).where(PERSON.c.id == person).values(deleted_at=EARLY))
    assert body(store, person) is None
    write(store, update(PERSON).where(PERSON.c.id == person).values(deleted_at=None))
    assert body(store, person) == " ruiz anna   "
    write(store, delete(PERSON).where(PERSON.c.id == person))
    assert body(store, person) is None
    assert stale(store) == 0


def test_a_rolled_back_change_leaves_the_index_alone(store: Store, person: UUID) -> None:
    def stumble() -> None:
        with store.writing(Intent("edit")) as writing:
            writing.session.execute(update(PERSON).values(search_text="other"))
            if store.is_sqlite:  # on a server it is a part of the commit
                search_index.finish(writing.session, writing.change_set, None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert body(store, person) == " ruiz anna   "
    assert stale(store) == 0


def test_a_stale_text_is_counted(store: Store, person: UUID) -> None:
    with store.writes.connect() as connection:
        connection.execute(text("UPDATE search SET body = 'wrong'"))
        connection.commit()
    assert stale(store) == 2  # one too many, one missing
    with store.writes.connect() as connection:
        connection.execute(text("DELETE FROM search"))
        connection.commit()
    assert stale(store) == 1


# ---------------------------------------------------------------- last contact, next activity


def dates(store: Store, person: UUID) -> tuple[datetime | None, datetime | None]:
    with store.reading() as session:
        columns = select(PERSON.c.last_contact_at, PERSON.c.next_activity_at)
        row = session.execute(columns.where(PERSON.c.id == person)).one()
    return row[0], row[1]


def activity(store: Store, person: UUID, **values: Any) -> UUID:
    key = uuid7()
    write(
        store,
        insert(ACTIVITY).values(
            id=key, subject="s", due_key=values.get("due_at"), **({"kind": "call"} | values)
        ),
        insert(LINK).values(id=uuid7(), activity_id=key, person_id=person),
    )
    return key


def test_the_last_contact_is_the_newest_that_was_one(store: Store, person: UUID) -> None:
    activity(store, person, status="done", done_at=EARLY)
    late = activity(store, person, status="done", done_at=LATE)
    activity(store, person, status="done", done_at=datetime(2026, 3, 1, tzinfo=UTC), kind="task")
    assert dates(store, person) == (LATE, None)
    write(store, update(ACTIVITY).where(ACTIVITY.c.id == late).values(deleted_at=LATE))
    assert dates(store, person) == (EARLY, None)
    write(store, update(LINK).values(deleted_at=LATE))
    assert dates(store, person) == (None, None)


def test_the_next_activity_is_the_first_that_is_planned(store: Store, person: UUID) -> None:
    soon = activity(store, person, status="planned", due_at=EARLY)
    activity(store, person, status="planned", due_at=LATE)
    activity(store, person, status="planned", due_at=None)
    assert dates(store, person) == (None, EARLY)
    done = update(ACTIVITY).where(ACTIVITY.c.id == soon).values(status="done", done_at=EARLY)
    write(store, done)
    assert dates(store, person) == (EARLY, LATE)
