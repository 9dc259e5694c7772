from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crm_desktop.services import attachments, records, timeline
from crm_desktop.services.catalog import Record
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 9, tzinfo=UTC)


def call(workspace: Workspace, *links: Record, **values: Any) -> Record:
    rows = tuple({link.entity: ref(link)} for link in links)
    defaults = {"kind": "call", "subject": "s", "status": "done"}
    return new(workspace, "activity", links=rows, **(defaults | values))


def titles(workspace: Workspace, record: Record, limit: int = 50) -> list[str]:
    return [item.title for item in timeline.of(workspace, record.entity, record.id, limit)]


def test_newest_first_whatever_it_is(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    call(workspace, person, subject="done early", done_at=day(1))
    call(workspace, person, subject="planned late", status="planned", due_at=day(9))
    call(workspace, person, subject="done late", done_at=day(5), due_at=day(30))
    new(workspace, "note", body="A note\nmore", links=({"person": ref(person)},))
    attachments.add(workspace, "person", person.id, "offer.pdf", b"x", "see page 2")
    assert titles(workspace, person) == [
        "offer.pdf",  # made just now
        "A note",
        "planned late",
        "done late",
        "done early",
    ]


def test_an_item_says_what_is_shown(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    made = call(
        workspace,
        person,
        subject="Price list",
        done_at=day(1),
        duration=12,
        outcome="held",
        description="long " * 500,
    )
    (item,) = timeline.of(workspace, "person", person.id)
    assert (item.entity, item.id, item.kind, item.at) == ("activity", made.id, "call", day(1))
    assert (item.status, item.outcome, item.duration) == ("done", "held", 12)
    assert item.who == workspace.actor.name
    assert len(item.body) == 400
    note = new(workspace, "note", body="A note\nmore", links=({"person": ref(person)},))
    item = timeline.of(workspace, "person", person.id)[0]
    assert (item.entity, item.id, item.kind, item.title) == ("note", note.id, "note", "A note")
    assert (item.status, item.outcome, item.duration) == ("done", "", None)


def test_of_a_company_and_of_its_people_apart(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    call(workspace, company, subject="with the company", done_at=day(1))
    call(workspace, person, subject="with the person", done_at=day(2))
    call(workspace, person, company, subject="with both", done_at=day(3))
    assert titles(workspace, company) == ["with both", "with the company"]
    assert titles(workspace, person) == ["with both", "with the person"]


def test_what_is_deleted_or_unlinked_is_not_shown(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    gone = call(workspace, person, subject="gone")
    unlinked = call(workspace, person, subject="unlinked")
    call(workspace, person, subject="there")
    records.delete(workspace, "activity", (gone.id,))
    records.save(workspace, "activity", unlinked.id, {"links": ()}, version=1)
    assert titles(workspace, person) == ["there"]


def test_no_more_than_asked(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    for number in range(1, 9):
        call(workspace, person, subject=str(number), done_at=day(number))
    assert titles(workspace, person, 3) == ["8", "7", "6"]


def test_what_is_planned_is_never_cut_off(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    call(workspace, person, subject="forgotten", status="planned", due_at=day(1))
    for number in range(2, 8):
        call(workspace, person, subject=f"done {number}", done_at=day(number))
    assert titles(workspace, person, 2) == ["done 7", "done 6", "forgotten"]


def test_only_some_kinds(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    call(workspace, person, subject="a call", done_at=day(1))
    call(workspace, person, subject="a visit", kind="visit", done_at=day(2))
    new(workspace, "note", body="A note", links=({"person": ref(person)},))
    attachments.add(workspace, "person", person.id, "offer.pdf", b"x")

    def of(*kinds: str) -> list[str]:
        found = timeline.of(workspace, "person", person.id, kinds=kinds)
        return sorted(item.title for item in found)

    assert of("call") == ["a call"]
    assert of("visit", "note") == ["A note", "a visit"]
    assert of("note") == ["A note"]
    assert of("file") == ["offer.pdf"]
    assert of("demo") == []
    assert len(of()) == 4


def test_a_company_has_what_was_done_with_its_people(workspace: Workspace) -> None:
    company, other = (new(workspace, "company", name=name) for name in ("Lupa", "Other"))
    person = new(workspace, last_name="Ruiz", company=ref(company))
    former = new(workspace, last_name="Former", company=ref(other))
    call(workspace, person, subject="with Ruiz", done_at=day(1))
    call(workspace, person, company, subject="with both", done_at=day(2))
    call(workspace, company, subject="with nobody named", done_at=day(3))
    call(workspace, former, subject="elsewhere", done_at=day(4))
    new(workspace, "note", body="About Ruiz", links=({"person": ref(person)},))
    attachments.add(workspace, "person", person.id, "offer.pdf", b"x")
    items = timeline.of(workspace, "company", company.id, people=True)
    assert {(item.title, item.about) for item in items} == {
        ("offer.pdf", "Ruiz"),
        ("About Ruiz", "Ruiz"),
        ("with nobody named", ""),
        ("with both", "Ruiz"),
        ("with Ruiz", "Ruiz"),
    }
    assert len(items) == 5  # what is linked to both stands there once
    assert titles(workspace, company) == ["with nobody named", "with both"]
