"""`check` notices what is wrong, and says what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text, update

from crm_desktop.enums import Purpose
from crm_desktop.models import triggers
from crm_desktop.models.tables import table
from crm_desktop.services import attachments, health, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.workspace import Workspace
from tests.random_work import Office
from tests.stores import together

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    company = records.create(workspace, "company", {"name": "Lupa"})
    person = {"last_name": "Ruiz", "company": Ref(company.id, ""), "phones": ({"number": "030 1"},)}
    made = records.create(workspace, "person", person)
    call: dict[str, Any] = {"kind": "call", "subject": "s", "status": "done", "done_at": NOW}
    records.create(workspace, "activity", call | {"links": ({"person": Ref(made.id, "")},)})
    attachments.add(workspace, "person", made.id, "a.txt", b"x")
    return workspace


def spoil(workspace: Workspace, *statements: Any) -> list[str]:
    """Write past the program and its triggers, then look what `check` says."""
    with workspace.store.writes.connect() as connection:
        triggers.drop_triggers(connection)
        for statement in statements:
            connection.execute(text(statement) if isinstance(statement, str) else statement)
        triggers.install_triggers(connection)
        if workspace.store.is_sqlite:
            from crm_desktop.models.search_index import SQLITE_TRIGGERS

            for _, statement in SQLITE_TRIGGERS:
                connection.exec_driver_sql(statement)
        connection.commit()
    return health.check(workspace).problems


def test_a_sound_store(office: Workspace) -> None:
    found = health.check(office)
    assert found.sound
    assert found.problems == []
    assert {"search index", "triggers of the change log", "contents of files"} <= set(found.checked)
    assert ("pages and indexes of the file" in found.checked) == office.store.is_sqlite


def test_a_store_with_a_history(workspace: Workspace) -> None:
    Office(workspace, 2).work(80)
    assert health.check(workspace).problems == []


def test_missing_triggers(office: Workspace) -> None:
    with office.store.writes.connect() as connection:
        if office.store.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER log_person_u")
            connection.commit()
        else:
            connection.exec_driver_sql("DROP FUNCTION app.log_person_u() CASCADE")
    (problem,) = health.check(office).problems
    assert problem.startswith("1 trigger of the change log is missing or changed (log_person_u")
    assert "upgrade --repair" in problem


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE search SET body = 'x' WHERE entity = 'person'", "differs from the records in 2"),
        ("DELETE FROM search WHERE entity = 'company'", "differs from the records in 1"),
        ("UPDATE person SET last_contact_at = NULL", "1 record has another last contact"),
        ("UPDATE person SET next_activity_at = created_at", "1 record has another last contact"),
        ("UPDATE person SET name_key = 'x'", "1 record has outdated derived values (Contact)"),
        ("UPDATE company SET city_key = 'x'", "1 record has outdated derived values (Company)"),
        ("UPDATE note SET title = 'x'", None),
        ("DELETE FROM file_content", "1 file has lost its content"),
    ],
)
def test_what_does_not_fit(office: Workspace, statement: str, words: str | None) -> None:
    problems = spoil(office, statement)
    if words is None:
        assert problems == []
    else:
        assert any(words in problem for problem in problems), problems


def test_living_rows_of_dead_records(office: Workspace) -> None:
    problems = spoil(office, update(table("person")).values(deleted_at=NOW))
    assert any("1 row belongs to deleted records (person_phone)" in p for p in problems)


def test_people_of_dead_companies(office: Workspace) -> None:
    problems = spoil(office, update(table("company")).values(deleted_at=NOW))
    assert problems.count("1 contact is linked to deleted companies.") == 2  # and their ties


def test_a_broken_reference_in_a_file(office: Workspace) -> None:
    if not office.store.is_sqlite:
        return  # a server does not let it happen
    with office.store.writes.connect() as connection:
        connection.rollback()
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF").close()
        driver.execute("UPDATE person SET company_id = zeroblob(16)").close()
        driver.execute("PRAGMA foreign_keys = ON").close()
    assert "1 link points at a record that does not exist." in health.check(office).problems


def test_a_check_beside_somebody_who_works(workspace: Workspace) -> None:
    """It looks at one moment: what is saved meanwhile is no fault."""

    def work() -> None:
        for i in range(15):
            records.create(workspace, "person", {"last_name": str(i), "tags": ("a", "b")})

    def check() -> list[str]:
        return [problem for _ in range(4) for problem in health.check(workspace).problems]

    _, problems = together(work, check)
    assert problems == []


def test_it_can_be_cancelled(office: Workspace) -> None:
    from crm_desktop.errors import Cancelled
    from crm_desktop.services.workspace import Cancel

    with office.writing(Purpose.EDIT) as tx:  # enough to look at for a while
        tx.session.execute(table("search").select())
    cancel = Cancel()
    cancel.request()
    with pytest.raises(Cancelled):
        health.check(office.during(cancel, lambda *_: None, lambda _: None))
