"""One value of the history is put back, unless somebody changed it since."""

from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.errors import NotFound, UserError
from crm_desktop.services import history, put_back, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.history import HistoryEntry, Step
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref, save
from tests.stores import assert_sound


def newest(workspace: Workspace, record: Record) -> HistoryEntry:
    return history.of(workspace, record.entity, record.id)[0]


def step(workspace: Workspace, record: Record, start: str) -> tuple[HistoryEntry, Step]:
    """The newest step whose words begin so."""
    for entry in history.of(workspace, record.entity, record.id):
        for each in entry.steps:
            if each.words.startswith(start):
                return entry, each
    raise AssertionError(start)


def back(workspace: Workspace, record: Record, start: str) -> Record:
    entry, what = step(workspace, record, start)
    return put_back.step(workspace, record.entity, record.id, entry.change_set, what)


def test_words_and_steps_say_the_same(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1"},))
    save(workspace, person, first_name="Anna", tags=("VIP",), phones=({"number": "030 2"},))
    for entry in history.of(workspace, "person", person.id):
        assert tuple(each.words for each in entry.steps) == entry.words


def test_one_field_goes_back_and_the_rest_stays(workspace: Workspace) -> None:
    company, other = (new(workspace, "company", name=name) for name in ("One", "Two"))
    person = new(
        workspace,
        last_name="Ruiz",
        job_title="Buyer",
        status="prospect",
        birthday=date(1985, 3, 27),
        company=ref(company),
    )
    save(
        workspace,
        person,
        job_title="Owner",
        status="customer",
        do_not_call=True,
        birthday=None,
        company=ref(other),
    )
    for start in ("Job title", "Status", "Do not call", "Birthday", "Company:"):
        now = back(workspace, person, start)
    told = {key: now.values[key] for key in ("job_title", "status", "do_not_call", "birthday")}
    assert told == {
        "job_title": "Buyer",
        "status": "prospect",
        "do_not_call": False,
        "birthday": date(1985, 3, 27),
    }
    assert now.values["company"] == ref(company)
    assert [row["company"] for row in now.values["companies"]] == [ref(company)]
    assert newest(workspace, person).label == "Put back Company of Ruiz"
    assert_sound(workspace)


def test_what_was_changed_since_is_left_alone(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", job_title="Buyer")
    person = save(workspace, person, job_title="Owner")
    entry, what = step(workspace, person, "Job title")
    save(workspace, person, job_title="Chair")
    with pytest.raises(UserError, match="it is 'Chair' now"):
        put_back.step(workspace, "person", person.id, entry.change_set, what)
    assert records.load(workspace, "person", person.id).values["job_title"] == "Chair"


def test_a_column_of_a_row_goes_back(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", addresses=({"city": "Berlin", "street": "A 1"},))
    (row,) = person.values["addresses"]
    person = save(workspace, person, addresses=({**row, "city": "Ulm", "street": "B 2"},))
    now = back(workspace, person, "Address")  # the city comes first, or the street
    (row,) = now.values["addresses"]
    assert (row["city"], row["street"]) in (("Berlin", "B 2"), ("Ulm", "A 1"))
    assert_sound(workspace)


def test_rows_that_came_go_and_rows_that_went_come(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "+49 30 1111111"},))
    (old,) = person.values["phones"]
    person = save(workspace, person, phones=({"number": "+49 30 2222222"},), tags=("VIP",))
    now = back(workspace, person, "Phone removed")
    assert {row["number"] for row in now.values["phones"]} == {old["number"], "+49 30 2222222"}
    now = back(workspace, person, "Tags added")
    assert now.values["tags"] == ()
    assert_sound(workspace)


def test_it_can_be_undone_like_any_save(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", job_title="Buyer")
    person = save(workspace, person, job_title="Owner")
    back(workspace, person, "Job title")
    assert undo.undo(workspace).words == "Undone: Put back Job title of Ruiz."
    assert records.load(workspace, "person", person.id).values["job_title"] == "Owner"


def test_what_cannot_be_put_back_is_said(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    entry = newest(workspace, person)
    with pytest.raises(UserError, match="whole change"):
        put_back.step(workspace, "person", person.id, entry.change_set, entry.steps[0])
    records.delete(workspace, "person", (person.id,))
    with pytest.raises(NotFound, match="trash"):
        put_back.step(workspace, "person", person.id, entry.change_set, entry.steps[0])
