"""Logging, completing and putting off: each one command, taken back by one undo."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_desktop.errors import NotFound, UserError, ValidationFailed
from crm_desktop.models.types import uuid7
from crm_desktop.services import activities, listing, records, timeline, undo
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import Filter, ListQuery
from crm_desktop.services.workspace import Workspace
from tests.making import new
from tests.stores import assert_sound, dump

DUE = datetime(2026, 3, 2, 14, 30).astimezone()
DAY = date(2026, 3, 9)


def load(workspace: Workspace, key: Any) -> dict[str, Any]:
    return dict(records.load(workspace, "activity", key).values)


@pytest.fixture
def anna(workspace: Workspace) -> Record:
    company = new(workspace, "company", name="Lupa")
    return new(workspace, last_name="Ruiz", company=Ref(company.id, company.label))


def with_(record: Record) -> tuple[dict[str, Any], ...]:
    rows = ({"person": Ref(record.id, record.label)}, {"company": record.values["company"]})
    return tuple(rows)


def planned(workspace: Workspace, anna: Record, **values: Any) -> Record:
    usual: dict[str, Any] = {"kind": "call", "subject": "Call Anna", "status": "planned"}
    return new(workspace, "activity", **(usual | {"links": with_(anna), "due_at": DUE} | values))


# ---------------------------------------------------------------- log


def test_a_call_and_what_comes_next_are_one_change(workspace: Workspace, anna: Record) -> None:
    before = dump(workspace.store)
    call = {"kind": "call", "subject": "Call with Anna", "links": with_(anna)}
    coming = {"kind": "call", "subject": "Call Anna again", "due_at": DUE}
    logged = activities.log(workspace, call | {"outcome": "voicemail"}, coming)
    done = load(workspace, logged.id)
    assert (done["status"], done["outcome"]) == ("done", "voicemail")
    assert done["done_at"] == done["due_at"]
    assert abs((done["done_at"] - workspace.clock()).total_seconds()) < 60
    following = load(workspace, logged.next_id)
    assert (following["status"], following["due_at"]) == ("planned", DUE)
    assert [row["person"] or row["company"] for row in following["links"]] == [
        Ref(anna.id, ""),
        anna.values["company"],
    ]
    assert following["owner"].id == done["owner"].id == workspace.actor.id
    assert logged.words == "Done: Call with Anna. Next: Call Anna again."
    person = records.load(workspace, "person", anna.id).values
    assert (person["last_contact_at"], person["next_activity_at"]) == (done["done_at"], DUE)
    assert_sound(workspace)
    assert undo.undo(workspace).words == "Undone: Done: Call with Anna."
    assert dump(workspace.store) == before


def test_a_call_with_nothing_to_follow(workspace: Workspace, anna: Record) -> None:
    call = {"kind": "call", "subject": "Call with Anna", "links": with_(anna)}
    logged = activities.log(workspace, call)
    assert logged.next_id is None
    assert [item.title for item in timeline.of(workspace, "person", anna.id)] == ["Call with Anna"]


def test_a_note_and_what_comes_next(workspace: Workspace, anna: Record) -> None:
    before = dump(workspace.store)
    coming = {"kind": "task", "subject": "Send the offer", "due_at": DUE}
    logged = activities.note(workspace, {"body": "Wants an offer", "links": with_(anna)}, coming)
    assert records.load(workspace, "note", logged.id).label == "Wants an offer"
    assert load(workspace, logged.next_id)["links"][0]["person"] == Ref(anna.id, "")
    assert activities.note(workspace, {"body": "b", "links": with_(anna)}).words == "Note saved."
    undo.undo(workspace)
    undo.undo(workspace)
    assert dump(workspace.store) == before


def test_what_will_not_do_writes_nothing(workspace: Workspace, anna: Record) -> None:
    call = {"kind": "call", "subject": "Call with Anna", "links": with_(anna)}
    with pytest.raises(ValidationFailed):
        activities.log(workspace, call, {"kind": "call", "subject": ""})
    assert listing.count(workspace, ListQuery("activity")) == 0


# ---------------------------------------------------------------- lists of them


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("links.any.person.last_name", "Ruiz", ["hers"]),
        ("links.person.company.name", "Lupa", ["hers"]),
        ("links.any.company.name", "Lupa", ["hers", "theirs"]),
        ("links.none.person.last_name", "Ruiz", ["nobody's", "theirs"]),
        ("links.any.person.phones.any.type", "fax", []),
    ],
)
def test_filters_of_those_concerned(
    workspace: Workspace, anna: Record, path: str, value: str, found: list[str]
) -> None:
    company = anna.values["company"]
    planned(workspace, anna, subject="hers")
    planned(workspace, anna, subject="theirs", links=({"company": company},))
    planned(workspace, anna, subject="nobody's", links=())
    asked = ListQuery("activity", filters=(Filter(path, values=(value,)),))
    rows = listing.page(workspace, asked, ("subject",), 50)
    assert sorted(row.cells[0] for row in rows) == found


@pytest.mark.parametrize("path", ["links.any.person.nothing", "links.any.nobody.name"])
def test_a_filter_of_those_concerned_that_makes_no_sense(workspace: Workspace, path: str) -> None:
    asked = ListQuery("activity", filters=(Filter(path, values=("x",)),))
    with pytest.raises(ValidationFailed, match="has no field"):
        listing.count(workspace, asked)


def test_a_list_names_contact_and_company(workspace: Workspace, anna: Record) -> None:
    planned(workspace, anna, subject="both")
    planned(workspace, anna, subject="company", links=({"company": anna.values["company"]},))
    planned(workspace, anna, subject="none", links=())
    rows = listing.page(workspace, ListQuery("activity"), ("subject", "links"), 50)
    named = {row.cells[0]: row.cells[1] for row in rows}
    assert named == {"both": "Ruiz · Lupa", "company": "Lupa", "none": ""}


# ---------------------------------------------------------------- complete


def test_a_planned_call_is_done_with_outcome_note_and_next_step(
    workspace: Workspace, anna: Record
) -> None:
    call = planned(workspace, anna, description="Ask for the budget")
    before = dump(workspace.store)
    values = {"outcome": "reached-positive", "description": "It is 20,000.", "duration": 5}
    coming = {"kind": "task", "subject": "Send the offer", "due_at": DUE + timedelta(days=1)}
    logged = activities.complete(workspace, call.id, values, coming)
    done = load(workspace, call.id)
    assert (logged.id, done["status"], done["duration"]) == (call.id, "done", 5)
    assert done["description"] == "Ask for the budget\n\nIt is 20,000."
    assert done["due_at"] == DUE
    assert load(workspace, logged.next_id)["links"][0]["person"] == Ref(anna.id, "")
    assert_sound(workspace)
    undo.undo(workspace)
    assert dump(workspace.store) == before


def test_done_without_a_word(workspace: Workspace, anna: Record) -> None:
    call = planned(workspace, anna)
    assert activities.complete(workspace, call.id).words == "Done: Call Anna."
    assert load(workspace, call.id)["outcome"] is None


def test_what_is_done_or_gone_is_not_completed_again(workspace: Workspace, anna: Record) -> None:
    call = planned(workspace, anna)
    activities.complete(workspace, call.id)
    with pytest.raises(UserError, match="is done already. Nothing was changed"):
        activities.complete(workspace, call.id)
    records.delete(workspace, "activity", (call.id,))
    for key in (call.id, uuid7()):
        with pytest.raises(NotFound, match="has been deleted"):
            activities.complete(workspace, key)


# ---------------------------------------------------------------- put off


def test_put_off_keeps_the_time_of_day_and_the_length(workspace: Workspace, anna: Record) -> None:
    call = planned(workspace, anna, end_at=DUE + timedelta(minutes=45))
    before = dump(workspace.store)
    assert activities.put_off(workspace, (call.id,), DAY) == "Put off Call Anna."
    moved = load(workspace, call.id)
    assert moved["due_at"] == datetime(2026, 3, 9, 14, 30).astimezone()
    assert moved["end_at"] - moved["due_at"] == timedelta(minutes=45)
    undo.undo(workspace)
    assert dump(workspace.store) == before


def test_a_whole_day_stays_one_and_no_day_becomes_a_morning(
    workspace: Workspace, anna: Record
) -> None:
    whole = planned(workspace, anna, due_at=None, due_on=date(2026, 3, 2))
    never = planned(workspace, anna, due_at=None)
    assert activities.put_off(workspace, (whole.id, never.id), DAY) == "Put off 2 activities."
    assert (load(workspace, whole.id)["due_on"], load(workspace, whole.id)["due_at"]) == (DAY, None)
    assert load(workspace, never.id)["due_at"] == activities.morning_of(DAY)
    assert activities.morning_of(DAY).astimezone(UTC) == datetime(2026, 3, 9, 9).astimezone(UTC)


def test_what_is_done_is_not_put_off(workspace: Workspace, anna: Record) -> None:
    call = planned(workspace, anna)
    activities.complete(workspace, call.id)
    with pytest.raises(UserError, match="done already"):
        activities.put_off(workspace, (call.id,), DAY)
