from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import delete, update

from crm_desktop.enums import Purpose
from crm_desktop.errors import NotFound
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import attachments, bulk, history, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.history import FieldChange, HistoryEntry
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref, save
from tests.stores import opened, statements


def newest(workspace: Workspace, record: Record) -> HistoryEntry:
    return history.of(workspace, record.entity, record.id)[0]


def words(workspace: Workspace, record: Record) -> list[str]:
    """What the newest entry says, in alphabetical order."""
    return sorted(newest(workspace, record).words)


def test_who_when_why_and_what(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    save(workspace, person, first_name="Anna", do_not_call=True, status="customer")
    edited, created = history.of(workspace, "person", person.id)
    assert created.words == ("Contact created",)
    assert (created.purpose, created.label) == ("create", "New contact Ruiz")
    assert (edited.purpose, edited.label, edited.who) == (
        "edit",
        "Edit contact Ruiz",
        workspace.actor.name,
    )
    assert not edited.undone
    assert abs(edited.at - datetime.now(UTC)).total_seconds() < 60
    assert set(edited.changes) == {
        FieldChange("first_name", "First name", None, "Anna"),
        FieldChange("do_not_call", "Do not call", False, True),
        FieldChange("status", "Status", None, "Customer"),
    }
    assert sorted(edited.words) == [
        "Do not call: no → yes",
        "First name: — → Anna",
        "Status: — → Customer",
    ]


def test_references_are_shown_by_their_label(workspace: Workspace) -> None:
    one, two = (new(workspace, "company", name=name) for name in ("One", "Two"))
    person = new(workspace, last_name="Ruiz", company=ref(one))
    save(workspace, person, company=ref(two))
    entry = newest(workspace, person)
    assert entry.changes == (FieldChange("company", "Company", ref(one), ref(two)),)
    assert entry.changes[0].new.label == "Two"
    assert sorted(entry.words) == [
        "All companies added: Two",
        "All companies removed: One",
        "Company: One → Two",
    ]


def test_phones_are_called_by_their_number(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1234567"},))
    assert sorted(newest(workspace, person).words) == [
        "Contact created",
        "Phone added: 030 1234567",
    ]
    (phone,) = person.values["phones"]
    person = save(workspace, person, phones=(phone | {"type": "fax"}, {"number": "040 55555"}))
    assert words(workspace, person) == [
        "Phone 030 1234567: Type: — → Fax",
        "Phone added: 040 55555",
    ]
    save(workspace, person, phones=())
    assert words(workspace, person) == ["Phone removed: 030 1234567", "Phone removed: 040 55555"]


def test_tags_facts_ties(workspace: Workspace) -> None:
    friend = new(workspace, last_name="Friend")
    person = new(workspace, last_name="Ruiz", tags=("VIP",))
    save(
        workspace,
        person,
        tags=("Fair",),
        facts=({"value": "two dogs", "kind": "family"},),
        ties=({"other": ref(friend), "kind": "friend"},),
    )
    assert words(workspace, person) == [
        "Facts added: two dogs",
        "Tags added: Fair",
        "Tags removed: VIP",
        "Ties added: Friend",
    ]


def test_what_is_linked_shows_at_both_ends(workspace: Workspace) -> None:
    person, company = new(workspace, last_name="Ruiz"), new(workspace, "company", name="Lupa")
    call = new(
        workspace,
        "activity",
        kind="call",
        subject="Price list",
        status="planned",
        links=({"person": ref(person)}, {"company": ref(company)}),
    )
    assert words(workspace, person) == ["Activity Price list: added"]
    assert words(workspace, company) == ["Activity Price list: added"]
    assert words(workspace, call) == ["Activity created", "With added: Lupa", "With added: Ruiz"]
    file = attachments.add(workspace, "person", person.id, "offer.pdf", b"%PDF")
    assert words(workspace, person) == ["File offer.pdf: added"]
    records.delete(workspace, "attachment", (file.id,))
    assert words(workspace, person) == ["File offer.pdf: deleted"]
    save(workspace, person, company=ref(company))
    assert words(workspace, company) == ["Contact Ruiz: added"]


def test_delete_restore_undo(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1"},))
    records.delete(workspace, "person", (person.id,))
    assert words(workspace, person) == ["Contact deleted", "Phone removed: 030 1"]
    undo.undo(workspace)
    undone, deleted, _ = history.of(workspace, "person", person.id)
    assert sorted(undone.words) == ["Contact restored", "Phone added: 030 1"]
    assert undone.label == "Undo: Delete Ruiz"
    assert (deleted.undone, undone.undone) == (True, False)


def test_a_row_removed_for_good(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1"},))
    with workspace.writing(Purpose.EDIT) as tx:
        tx.session.execute(delete(table("person_phone")))
    assert words(workspace, person) == ["Phone removed for good: 030 1"]


def test_a_row_that_moved(workspace: Workspace) -> None:
    one, two = (
        new(workspace, last_name="One", phones=({"number": "030 1"},)),
        new(workspace, last_name="Two"),
    )
    with workspace.writing(Purpose.EDIT) as tx:
        tx.session.execute(update(table("person_phone")).values(person_id=two.id))
    assert words(workspace, two) == ["Phone added: 030 1"]
    assert words(workspace, one) == ["Phone removed: 030 1"]


def test_what_is_computed_is_not_told(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Old")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    save(workspace, company, name="New")
    entry = newest(workspace, person)
    assert (entry.label, entry.words) == ("Edit company Old", ())


def test_a_photo_is_not_spelled_out(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    save(workspace, person, photo=b"\x89PNG")
    assert newest(workspace, person).words == ("Photo: — → (file)",)


def test_money_and_dates(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa", annual_revenue=Decimal("1.5"))
    save(workspace, company, annual_revenue=Decimal("99999999999999.9999"))
    (change,) = newest(workspace, company).changes
    assert (change.old, change.new) == (Decimal("1.5"), Decimal("99999999999999.9999"))
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    call = new(workspace, "activity", kind="call", subject="s", status="planned")
    save(workspace, call, due_at=at)
    (change,) = newest(workspace, call).changes
    assert (change.old, change.new) == (None, at)


def test_a_colleague_with_psql(clone: str) -> None:
    with opened(clone) as workspace:
        person = new(workspace, last_name="Ruiz")
        with psycopg.connect(clone) as shell:
            shell.execute("UPDATE app.person SET first_name = 'Anna'")
        entry = newest(workspace, person)
        assert (entry.purpose, entry.label, entry.who) == ("outside the program", "crm", "")
        assert entry.words == ("First name: — → Anna",)


def test_of_nothing(workspace: Workspace) -> None:
    assert history.of(workspace, "person", uuid7()) == []
    with pytest.raises(NotFound):
        history.of(workspace, "sheep", uuid7())


def test_the_newest_come_first_and_no_more_than_asked(workspace: Workspace) -> None:
    person = new(workspace, last_name="0")
    for i in range(1, 6):
        person = save(workspace, person, last_name=str(i))
    shown = history.of(workspace, "person", person.id, limit=3)
    assert [entry.changes[0].new for entry in shown] == ["5", "4", "3"]


def test_what_was_done_lately(workspace: Workspace) -> None:
    people = [new(workspace, last_name=str(i)).id for i in range(3)]
    bulk.edit(workspace, "person", people, {"status": "customer"})
    undo.undo(workspace)
    undone, edited, *_ = history.recent(workspace, limit=10)
    assert (edited.label, edited.undone, edited.mine) == ("Change Status of 3 contacts", True, True)
    assert (undone.purpose, undone.label, undone.undone) == ("undo", f"Undo: {edited.label}", False)
    assert len(history.recent(workspace, limit=2)) == 2


def test_one_statement_a_table_however_many_rows(workspace: Workspace) -> None:
    phones = tuple({"number": f"030 12345{i}"} for i in range(20))
    person = new(workspace, last_name="Ruiz", phones=phones, tags=("a", "b", "c"))
    for i in range(5):
        person = save(workspace, person, tags=(str(i),))
    with statements(workspace) as sent:
        assert len(history.of(workspace, "person", person.id)) == 6
    assert len(sent) <= 3  # the log, phones, tags


def test_the_list_of_what_can_be_taken_back(workspace: Workspace) -> None:
    people = [new(workspace, last_name=str(i)).id for i in range(3)]
    bulk.edit(workspace, "person", people, {"status": "customer"})
    undo.undo(workspace)
    edited, *made = history.sets(workspace)
    assert (edited.label, edited.records, edited.undone) == ("Change Status of 3 contacts", 3, True)
    assert edited.undone_by == edited.who == workspace.actor.name
    assert edited.undone_at is not None
    assert edited.undone_at >= edited.at
    assert [(each.label, each.records, each.undone_at) for each in made] == [
        (f"New contact {i}", 1, None) for i in (2, 1, 0)
    ]
    undo.redo(workspace)
    again = history.sets(workspace)
    assert [each.undone for each in again] == [False] * 4
    assert history.sets(workspace, mine=True) == again


def test_the_records_of_a_large_set_are_not_all_counted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [new(workspace, last_name=str(i)).id for i in range(5)]
    bulk.edit(workspace, "person", people, {"status": "customer"})
    monkeypatch.setattr(history, "MOST_COUNTED", 3)
    newest = history.sets(workspace)[0]
    assert (newest.records, newest.many) == (3, True)
    monkeypatch.setattr(history, "MOST_COUNTED", 6)
    newest = history.sets(workspace)[0]
    assert (newest.records, newest.many) == (5, False)


def test_the_list_is_read_in_pages(workspace: Workspace) -> None:
    for i in range(5):
        new(workspace, last_name=str(i))
    first = history.sets(workspace, 2)
    second = history.sets(workspace, 2, first[-1].id)
    third = history.sets(workspace, 2, second[-1].id)
    labels = [each.label for each in (*first, *second, *third)]
    assert labels == [f"New contact {i}" for i in (4, 3, 2, 1, 0)]


def test_what_a_change_set_did_record_by_record(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1"},))
    newest = history.sets(workspace)[0].id
    (made,) = history.of_set(workspace, newest).records
    assert (made.entity, made.id, made.label) == ("person", person.id, "Ruiz")
    assert sorted(made.words) == ["Contact created", "Phone added: 030 1"]
    save(workspace, person, company=ref(company), phones=())
    (edited,) = history.of_set(workspace, history.sets(workspace)[0].id).records
    assert sorted(edited.words) == [
        "All companies added: Lupa",
        "Company: — → Lupa",
        "Phone removed: 030 1",
    ]


def test_a_large_set_is_told_in_part(workspace: Workspace) -> None:
    people = [new(workspace, last_name=str(i)).id for i in range(5)]
    bulk.edit(workspace, "person", people, {"status": "customer"})
    newest = history.sets(workspace)[0].id
    detail = history.of_set(workspace, newest, 3)
    assert [record.words for record in detail.records] == [("Status: — → Customer",)] * 3
    assert detail.more
    assert not history.of_set(workspace, newest, 5).more
    assert history.of_set(workspace, uuid7()).records == ()
