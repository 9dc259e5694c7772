"""How often the database is asked. A statement more is a round trip more, on a slow line 80 ms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.services import bulk, history, listing, records, timeline, undo
from crm_desktop.services.catalog import COMPANY, PERSON, Record, Ref
from crm_desktop.services.queries import Filter, ListQuery
from crm_desktop.services.workspace import Workspace
from tests.stores import DATABASES, new_store, opened, statements

PEOPLE = ListQuery("person")


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """Twenty people with all that belongs to them, read by all tests here."""
    with new_store(request.param, request) as address, opened(address) as workspace:
        company = records.create(workspace, "company", {"name": "Lupa"})
        for i in range(20):
            person = records.create(workspace, "person", _person(i, company))
            link = {"person": Ref(person.id, person.label)}
            values = {"kind": "call", "subject": "s", "status": "done", "done_at": _MOMENT}
            records.create(workspace, "activity", values | {"links": (link,)})
            records.create(workspace, "note", {"body": "b", "links": (link,)})
        yield workspace


_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def _person(number: int, company: Record) -> dict[str, Any]:
    return {
        "first_name": "Anna",
        "last_name": f"Ruiz {number}",
        "company": Ref(company.id, company.label),
        "phones": tuple({"number": f"030 {number}{i}{i}{i}"} for i in range(3)),
        "emails": ({"address": f"a{number}@lupa.example"},),
        "addresses": ({"city": "Ulm"},),
        "tags": ("VIP", "Fair"),
    }


def first(workspace: Workspace) -> Record:
    (row, *_) = listing.first(workspace, PEOPLE, PERSON.columns, 1)
    return records.load(workspace, "person", UUID(bytes=row.id))


def sent(workspace: Workspace, work: Callable[[], Any]) -> int:
    with statements(workspace) as log:
        work()
    return len(log)


def test_open_a_contact_with_its_timeline(office: Workspace) -> None:
    key = first(office).id

    def open_it() -> None:
        records.load(office, "person", key)
        timeline.of(office, "person", key)

    assert sent(office, open_it) <= 2


def test_the_first_page_of_a_list(office: Workspace) -> None:
    assert sent(office, lambda: listing.first(office, PEOPLE, PERSON.columns)) <= 2
    companies = ListQuery("company")
    # Their deals once for all rows, and in which currency the office reckons.
    assert sent(office, lambda: listing.first(office, companies, COMPANY.columns)) <= 4


@pytest.mark.parametrize(
    "asked",
    [
        ListQuery("person", text="ruiz 1"),
        ListQuery("person", filters=(Filter("phones.any.type", values=("fax",)),)),
        ListQuery("person", filters=(Filter("company.industry", values=("IT",)),)),
    ],
    ids=("words", "of a phone", "of the company"),
)
def test_a_list_with_words_and_filters(office: Workspace, asked: ListQuery) -> None:
    assert sent(office, lambda: listing.first(office, asked, PERSON.columns)) <= 3
    assert sent(office, lambda: listing.ids(office, asked)) <= 2
    assert sent(office, lambda: listing.count(office, asked)) <= 2


def test_a_page_of_a_long_list(office: Workspace) -> None:
    vector = listing.ids(office, PEOPLE).vector
    keys = tuple(vector[i : i + 16] for i in range(0, len(vector), 16))
    assert sent(office, lambda: listing.rows(office, "person", PERSON.columns, keys)) == 1


def test_the_history_of_a_contact(office: Workspace) -> None:
    key = first(office).id
    assert sent(office, lambda: history.of(office, "person", key)) <= 9  # one a table of rows


def test_the_undo_menu(office: Workspace) -> None:
    assert sent(office, lambda: undo.state(office)) == 2


# ---------------------------------------------------------------- saves
#
# Through SQLAlchemy. On a server BEGIN and the change set are one trip beside, and so are the end
# of the change set with its search texts and COMMIT.


def framing(workspace: Workspace) -> int:
    """Statements of a transaction in a file: BEGIN, the set, its context, the end."""
    return 11 if workspace.store.is_sqlite else 0


def test_a_save_of_a_field(office: Workspace) -> None:
    record = first(office)
    values = {"job_title": f"{record.version}"}

    def save() -> None:
        records.save(office, "person", record.id, values, version=record.version)

    assert sent(office, save) <= 3 + framing(office)  # read, write, read


def test_a_save_of_rows(office: Workspace) -> None:
    """One statement more for what is gone, one for what is new, one for what changed."""
    record = first(office)
    one, two, *_ = record.values["phones"]
    new = tuple({"number": f"040 55555{i}"} for i in range(5))
    values = {"phones": (one | {"type": "fax"}, two, *new)}

    def save() -> None:
        records.save(office, "person", record.id, values, version=record.version)

    assert sent(office, save) <= 7 + framing(office)


def test_a_new_contact(office: Workspace) -> None:
    values = {"last_name": "New", "phones": tuple({"number": f"030 {i}55555"} for i in range(5))}
    assert sent(office, lambda: records.create(office, "person", values)) <= 4 + framing(office)


def test_a_bulk_edit_is_not_a_statement_a_record(office: Workspace) -> None:
    values = {"status": str(first(office).version)}
    work = lambda: bulk.edit(office, "person", PEOPLE, values)  # noqa: E731
    assert sent(office, work) <= 4 + framing(office)  # which, held, read, written


def test_a_delete_is_not_a_statement_a_record(office: Workspace) -> None:
    keys = [records.create(office, "person", {"last_name": str(i)}).id for i in range(5)]
    children = 10
    assert sent(office, lambda: records.delete(office, "person", keys)) <= children + 2 + framing(
        office
    )
