"""What the triggers write down, whoever changes a row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import delete, insert, select, text, update

from crm_desktop.models import triggers
from crm_desktop.models.database import Intent, Store
from crm_desktop.models.tables import TRACKED, table
from crm_desktop.models.types import uuid7

PERSON, PHONE, LINK = table("person"), table("person_phone"), table("activity_link")
EDIT = Intent("edit")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with closing(Store(address)) as store:
        yield store


def write(store: Store, *statements: Any) -> int:
    """Run statements as one change set; returns its number."""
    with store.writing(EDIT) as writing:
        for statement in statements:
            writing.session.execute(statement)
        return writing.change_set


def logged(store: Store, change_set: int | None = None) -> list[dict[str, Any]]:
    change = table("change")
    query = select(change).order_by(change.c.seq)
    if change_set is not None:
        query = query.where(change.c.change_set == change_set)
    with store.reading() as session:
        return [dict(row) for row in session.execute(query).mappings()]


@pytest.fixture
def person(store: Store) -> UUID:
    key = uuid7()
    write(
        store,
        insert(PERSON).values(id=key, first_name="Anna", last_name="Ruiz", photo=b"\x00\xff'\""),
    )
    return key


def test_an_insert_logs_no_values(store: Store) -> None:
    key = uuid7()
    change_set = write(store, insert(PERSON).values(id=key, last_name="Ruiz"))
    (row,) = logged(store, change_set)
    assert (row["entity"], row["row_id"], row["root_id"]) == ("person", key, key)
    assert (row["op"], row["other_id"], row["changed"]) == ("I", None, None)


def test_an_update_logs_what_differs(store: Store, person: UUID) -> None:
    here = PERSON.c.id == person
    change_set = write(
        store,
        update(PERSON).where(here).values(first_name="Anna", last_name="Rühl", do_not_call=True),
    )
    (row,) = logged(store, change_set)
    no, yes = (0, 1) if store.is_sqlite else (False, True)
    assert row["op"] == "U"
    assert row["changed"] == {"last_name": ["Ruiz", "Rühl"], "do_not_call": [no, yes]}


def test_an_update_of_nothing_logs_nothing(store: Store, person: UUID) -> None:
    change_set = write(store, update(PERSON).where(PERSON.c.id == person).values(last_name="Ruiz"))
    assert logged(store, change_set) == []


def test_what_the_program_keeps_by_itself_is_not_logged(store: Store, person: UUID) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    kept = {
        "version": 7,
        "updated_at": now,
        "updated_by": uuid7(),
        "last_contact_at": now,
        "next_activity_at": now,
    }
    change_set = write(store, update(PERSON).where(PERSON.c.id == person).values(**kept))
    assert logged(store, change_set) == []


def test_each_kind_of_value_is_logged_exactly(store: Store) -> None:
    company, key = table("company"), uuid7()
    write(store, insert(company).values(id=key, name="Old"))
    long_ago = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    values: dict[str, Any] = {
        "name": "quote \" apostrophe ' backslash \\ newline \n 李 𝓐",
        "annual_revenue": Decimal("99999999999999.9999"),
        "custom": {"a": [1, None, "ü"], "b": {}},
        "deleted_at": long_ago,
    }
    change_set = write(store, update(company).where(company.c.id == key).values(**values))
    (row,) = logged(store, change_set)
    changed = row["changed"]
    assert changed["name"] == ["Old", values["name"]]
    assert changed["annual_revenue"] == [None, 999999999999999999]
    assert changed["custom"] == [None, values["custom"]]
    assert changed["deleted_at"][0] is None
    if store.is_sqlite:
        assert changed["deleted_at"][1] == -1
    else:
        assert datetime.fromisoformat(changed["deleted_at"][1]) == long_ago


def test_a_photo_is_logged_whole(store: Store, person: UUID) -> None:
    change_set = write(store, update(PERSON).where(PERSON.c.id == person).values(photo=None))
    (row,) = logged(store, change_set)
    old, new = row["changed"]["photo"]
    assert bytes.fromhex(old.removeprefix("\\x")) == b"\x00\xff'\""
    assert new is None


def test_a_delete_logs_the_whole_row(store: Store, person: UUID) -> None:
    phone = uuid7()
    write(store, insert(PHONE).values(id=phone, person_id=person, number="030 1", digits="0301"))
    change_set = write(store, delete(PHONE).where(PHONE.c.id == phone))
    (row,) = logged(store, change_set)
    assert (row["op"], row["row_id"], row["root_id"]) == ("D", phone, person)
    assert set(row["changed"]) == {c.name for c in PHONE.columns} - {"id"}
    assert row["changed"]["number"] == "030 1"


def test_a_child_belongs_to_the_history_of_its_record(store: Store, person: UUID) -> None:
    change_set = write(store, insert(PHONE).values(id=uuid7(), person_id=person, number="1"))
    (row,) = logged(store, change_set)
    assert row["root_id"] == person


def test_a_child_that_moves_is_in_both_histories(store: Store, person: UUID) -> None:
    phone, other = uuid7(), uuid7()
    write(
        store,
        insert(PERSON).values(id=other, last_name="Other"),
        insert(PHONE).values(id=phone, person_id=person, number="1"),
    )
    change_set = write(store, update(PHONE).where(PHONE.c.id == phone).values(person_id=other))
    (row,) = logged(store, change_set)
    assert (row["root_id"], row["other_id"]) == (other, person)


def test_a_link_is_in_the_history_of_both_ends(store: Store, person: UUID) -> None:
    activity = uuid7()
    made = insert(table("activity")).values(id=activity, kind="call", subject="s", status="done")
    link = insert(LINK).values(id=uuid7(), activity_id=activity, person_id=person)
    rows = logged(store, write(store, made, link))
    assert [(r["entity"], r["root_id"], r["other_id"]) for r in rows] == [
        ("activity", activity, None),
        ("activity_link", activity, person),
    ]


def test_one_statement_on_many_rows_logs_each(store: Store) -> None:
    write(store, insert(PERSON).values([{"id": uuid7(), "last_name": str(i)} for i in range(50)]))
    change_set = write(store, update(PERSON).values(city="Ulm"))
    rows = logged(store, change_set)
    assert len(rows) == 50
    assert all(row["changed"] == {"city": [None, "Ulm"]} for row in rows)


# ---------------------------------------------------------------- from outside the program


def outside(store: Store) -> list[dict[str, Any]]:
    sets = table("change_set")
    numbers = select(sets.c.seq).where(sets.c.purpose == "outside the program")
    change = table("change")
    with store.reading() as session:
        rows = session.execute(select(change).where(change.c.change_set.in_(numbers))).mappings()
        return [dict(row) for row in rows]


def test_a_colleague_with_a_sql_shell_is_logged(store: Store, person: UUID) -> None:
    sql = f"UPDATE {'app.' if not store.is_sqlite else ''}person SET last_name = 'Rühl'"
    if store.is_sqlite:
        with closing(sqlite3.connect(store.address)) as shell, shell:
            shell.execute(sql)
    else:
        with psycopg.connect(store.address) as shell:
            shell.execute(sql)  # pyright: ignore[reportArgumentType] - the statement is ours
    (row,) = outside(store)
    assert row["row_id"] == person
    assert row["changed"] == {"last_name": ["Ruiz", "Rühl"]}


def test_two_statements_of_a_foreign_transaction_are_one_set(clone: str) -> None:
    with psycopg.connect(clone) as shell:
        shell.execute("UPDATE app.office SET name = 'One'")
        shell.execute("UPDATE app.office SET name = 'Two'")
    with psycopg.connect(clone) as shell:
        shell.execute("UPDATE app.office SET name = 'Three'")
    with closing(Store(clone)) as store:
        numbers = [row["change_set"] for row in outside(store)]
        assert len(numbers) == 3
        assert len(set(numbers)) == 2
        with store.reading() as session:
            who = session.execute(
                text("SELECT DISTINCT label FROM change_set WHERE purpose = 'outside the program'")
            ).scalar_one()
        assert who == "crm"  # the account


def test_a_foreign_transaction_that_rolls_back_leaves_nothing(clone: str) -> None:
    with psycopg.connect(clone) as shell:
        shell.execute("UPDATE app.office SET name = 'One'")
        shell.rollback()
    with closing(Store(clone)) as store:
        assert outside(store) == []


def test_beside_an_open_set_a_colleague_is_not_taken_for_us(clone: str) -> None:
    """The set is found by the transaction, not by the time or by a setting."""
    with closing(Store(clone)) as store:
        with store.writing(EDIT) as writing:
            writing.session.execute(insert(PERSON).values(id=uuid7(), last_name="Ours"))
            with psycopg.connect(clone) as shell:
                shell.execute("UPDATE app.office SET name = 'Theirs'")
        assert [row["entity"] for row in outside(store)] == ["office"]
        assert [row["entity"] for row in logged(store, writing.change_set)] == ["person"]


# ---------------------------------------------------------------- what is installed


@pytest.mark.parametrize("op", "iud")
def test_a_missing_trigger_is_noticed(store: Store, op: str) -> None:
    name = f"log_person_{op}"
    with store.writes.connect() as connection:
        if store.is_sqlite:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.commit()
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON app.person")
        assert triggers.missing_triggers(connection) == [name]


def test_a_switched_off_trigger_is_noticed(clone: str) -> None:
    with psycopg.connect(clone) as shell:
        shell.execute("ALTER TABLE app.person DISABLE TRIGGER log_person_u")
    with closing(Store(clone)) as store, store.reading() as session:
        assert triggers.missing_triggers(session.connection()) == ["log_person_u"]


def test_triggers_can_be_made_anew(store: Store) -> None:
    with store.writes.connect() as connection:
        triggers.drop_triggers(connection)
        assert len(triggers.missing_triggers(connection)) == 3 * len(TRACKED)
        triggers.install_triggers(connection)
        assert triggers.missing_triggers(connection) == []


def test_the_log_in_a_file_is_json(store_file: str, person: UUID, store: Store) -> None:
    """So that history and undo may ask it with json_each."""
    if store.is_sqlite:
        write(store, update(PERSON).where(PERSON.c.id == person).values(last_name="R"))
        with store.reading() as session:
            found = session.execute(text("SELECT changed FROM change WHERE op = 'U'")).scalars()
            assert [json.loads(words) for words in found] == [{"last_name": ["Ruiz", "R"]}]
