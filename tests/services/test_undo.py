from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, insert, text, update

from crm_desktop.enums import Purpose
from crm_desktop.errors import NotFound, NothingToUndo, UserError
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import (
    attachments,
    bulk,
    history,
    listing,
    loading,
    opening,
    records,
    undo,
)
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.undo import Undone, UndoState
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref, save
from tests.stores import assert_sound, differences, dump, opened, scalar

PEOPLE = ListQuery("person")
CUSTOM: list[Any] = [{"a": 1}, "text", "null", "{}", [], {}, 0, None, {"ü": [None, True, 1.5]}]


def load(workspace: Workspace, record: Record) -> Record:
    return records.load(workspace, record.entity, record.id)


def set_of(workspace: Workspace, at: int = 0) -> Any:
    """Key of the newest change set but `at`."""
    return history.recent(workspace)[at].id


def kept(undone: Undone) -> list[tuple[str, Any]]:
    return sorted((k.column, k.now) for k in undone.kept)


# ---------------------------------------------------------------- newest first


def test_an_edit(workspace: Workspace) -> None:
    person = new(workspace, first_name="Anna", last_name="Ruiz", tags=("a",))
    before = dump(workspace.store)
    save(workspace, person, first_name="Maria", tags=("b", "c"), phones=({"number": "030 1"},))
    after = dump(workspace.store)
    undone = undo.undo(workspace)
    assert undone.words == "Undone: Edit contact Anna Ruiz."
    assert undone.kept == ()
    assert differences(before, dump(workspace.store)) == []
    redone = undo.redo(workspace)
    assert redone.words == "Redone: Edit contact Anna Ruiz."
    assert differences(after, dump(workspace.store)) == []
    assert_sound(workspace)


def test_undo_raises_the_version(workspace: Workspace) -> None:
    """Else a form that was opened before would overwrite what undo wrote."""
    person = new(workspace, last_name="Ruiz")
    edited = save(workspace, person, first_name="Anna")
    undo.undo(workspace)
    assert load(workspace, person).version > edited.version
    phoned = save(workspace, load(workspace, person), phones=({"number": "030 1"},))
    undo.undo(workspace)
    assert load(workspace, person).version > phoned.version


def test_a_create_is_withdrawn(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1"},))
    undo.undo(workspace)
    assert listing.count(workspace, PEOPLE) == 0
    assert listing.count(workspace, ListQuery("person", trash=True)) == 0  # nobody threw it away
    undo.redo(workspace)
    now = load(workspace, person).values
    assert now == dict(person.values) | {"updated_at": now["updated_at"]}


def test_a_delete(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    people = [new(workspace, last_name=str(i), company=ref(company)) for i in range(3)]
    before = dump(workspace.store)
    records.delete(workspace, "company", (company.id,))
    undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []
    assert load(workspace, people[0]).values["company"].label == "Lupa"
    assert_sound(workspace)


def test_a_bulk_edit_as_one(workspace: Workspace) -> None:
    keys = [new(workspace, last_name=str(i), job_title=str(i % 2)).id for i in range(10)]
    before = dump(workspace.store)
    bulk.edit(workspace, "person", keys, {"job_title": "1", "status": "customer"})
    assert undo.undo(workspace).words == "Undone: Change Job title, Status of 10 contacts."
    assert differences(before, dump(workspace.store)) == []


def test_a_file(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    file = attachments.add(workspace, "person", person.id, "a.txt", b"text")
    undo.undo(workspace)
    assert load(workspace, file).deleted
    undo.redo(workspace)
    assert attachments.content(workspace, file.id) == b"text"
    assert_sound(workspace)


def test_rows_removed_for_good(workspace: Workspace) -> None:
    new(workspace, last_name="Ruiz", phones=({"number": "030 1"}, {"number": "030 2"}))
    before = dump(workspace.store)
    with workspace.writing(Purpose.EDIT) as tx:
        tx.session.execute(delete(table("person_phone")))
    undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []
    undo.redo(workspace)
    assert dump(workspace.store)["person_phone"] == []
    assert_sound(workspace)


def test_photos_and_other_bytes(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", photo=b"\x00\xff'\\")
    changed = save(workspace, person, photo=b"")
    save(workspace, changed, photo=None)
    undo.undo(workspace)
    assert load(workspace, person).values["photo"] == b""
    undo.undo(workspace)
    assert load(workspace, person).values["photo"] == b"\x00\xff'\\"


@pytest.mark.parametrize("value", CUSTOM, ids=str)
def test_json(workspace: Workspace, value: Any) -> None:
    person = new(workspace, last_name="Ruiz")

    def write(content: Any) -> None:
        with workspace.writing(Purpose.EDIT) as tx:
            tx.session.execute(update(table("person")).values(custom=content))

    def read() -> Any:
        with workspace.reading() as tx:
            return tx.session.execute(table("person").select()).mappings().one()["custom"]

    write(value)
    write({"next": True})
    undo.undo(workspace)
    assert read() == value
    if value is not None:
        undo.undo(workspace)
        assert read() is None
        undo.redo(workspace)
        assert read() == value
    assert load(workspace, person).label == "Ruiz"


def test_two_changes_of_a_row_in_one_set(workspace: Workspace) -> None:
    person = new(workspace, last_name="0")
    with workspace.writing(Purpose.EDIT) as tx:
        for i in range(1, 4):
            tx.session.execute(update(table("person")).values(last_name=str(i)))
        new_row = insert(table("person_phone"))
        key = uuid7()
        tx.session.execute(new_row.values(id=key, person_id=person.id, number="1"))
        tx.session.execute(update(table("person_phone")).values(number="2"))
        tx.session.execute(delete(table("person_phone")))
        tx.session.execute(new_row.values(id=key, person_id=person.id, number="3"))
    undo.undo(workspace)
    assert load(workspace, person).values["last_name"] == "0"
    assert load(workspace, person).values["phones"] == ()
    undo.redo(workspace)
    assert load(workspace, person).values["last_name"] == "3"
    assert [row["number"] for row in load(workspace, person).values["phones"]] == ["3"]


def test_back_and_forth(workspace: Workspace) -> None:
    person = new(workspace, last_name="0")
    for i in (1, 2, 3):
        person = save(workspace, person, last_name=str(i))

    def name() -> str:
        return load(workspace, person).values["last_name"]

    steps = "uuurrruururrru"
    at, seen = 3, []
    for step in steps:
        try:
            (undo.undo if step == "u" else undo.redo)(workspace)
        except NothingToUndo:
            seen.append("none")
            continue
        at += -1 if step == "u" else 1
        seen.append(step)
        assert name() == str(at)
    assert seen == ["u", "u", "u", "r", "r", "r", "u", "u", "r", "u", "r", "r", "none", "u"]
    assert name() == "2"


def test_after_something_new_nothing_can_be_redone(workspace: Workspace) -> None:
    person = new(workspace, last_name="0")
    save(workspace, person, last_name="1")
    undo.undo(workspace)
    assert undo.state(workspace) == UndoState("New contact 0", "Edit contact 0")
    save(workspace, load(workspace, person), last_name="2")
    assert undo.state(workspace) == UndoState("Edit contact 0", None)
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        undo.redo(workspace)


def test_what_the_program_did_by_itself_is_not_undone(workspace: Workspace) -> None:
    assert undo.state(workspace) == UndoState(None, None)
    with pytest.raises(NothingToUndo, match="nothing of yours to undo"):
        undo.undo(workspace)
    (init, *_) = history.recent(workspace)
    with pytest.raises(UserError, match="cannot be undone"):
        undo.undo(workspace, init.id)


def test_a_change_of_a_colleague_is_not_ours_to_undo_by_chance(clone: str) -> None:
    with opened(clone) as workspace:
        new(workspace, last_name="Ours")
        other = new(workspace, "user", name="Kim", login="kim", role="rep")
        theirs = opening.Workspace(
            workspace.store,
            opening.Actor(other.id, "Kim", "kim", "rep"),
            opening.permissions_of("rep", alone=False),
        )
        made = new(theirs, last_name="Theirs")
        assert undo.undo(workspace).words == "Undone: New colleague Kim."
        assert not load(workspace, made).deleted
        assert undo.state(theirs).undo == "New contact Theirs"


def test_undo_by_key(workspace: Workspace) -> None:
    one, two = new(workspace, last_name="One"), new(workspace, last_name="Two")
    undone = undo.undo(workspace, set_of(workspace, 1))
    assert undone.words == "Undone: New contact One."
    assert load(workspace, one).deleted
    assert not load(workspace, two).deleted
    with pytest.raises(UserError, match="undone already"):
        undo.undo(workspace, undone.undone)
    with pytest.raises(NotFound, match="no change"):
        undo.undo(workspace, uuid7())


def test_undoing_an_undo_is_redo_and_so_on(workspace: Workspace) -> None:
    person = new(workspace, last_name="0")
    save(workspace, person, last_name="1")
    expected = "1"
    for _ in range(4):
        undo.undo(workspace, set_of(workspace))
        expected = "0" if expected == "1" else "1"
        assert load(workspace, person).values["last_name"] == expected
    assert undo.state(workspace).undo == "Edit contact 0"
    redone = set_of(workspace)
    undo.undo(workspace, redone)  # the edit is undone again, and so it is marked
    assert undo.state(workspace).undo == "New contact 0"


def test_an_undo_that_fails_changes_nothing(workspace: Workspace) -> None:
    """Somebody else took the login meanwhile."""
    user = new(workspace, "user", name="Kim", login="kim", role="rep")
    records.delete(workspace, "user", (user.id,))
    deleted = set_of(workspace)
    new(workspace, "user", name="Kim Two", login="kim", role="rep")
    before = dump(workspace.store)
    with pytest.raises(UserError, match="stand in its place"):
        undo.undo(workspace, deleted)
    assert differences(before, dump(workspace.store)) == []
    assert undo.state(workspace).undo == "New colleague Kim Two"


# ---------------------------------------------------------------- out of order


def test_values_changed_since_are_kept(workspace: Workspace) -> None:
    person = new(workspace, first_name="Anna", last_name="Ruiz")
    person = save(workspace, person, first_name="Maria", job_title="CEO")
    edit = set_of(workspace)
    save(workspace, person, job_title="CTO")
    undone = undo.undo(workspace, edit)
    now = load(workspace, person)
    assert (now.values["first_name"], now.values["job_title"]) == ("Anna", "CTO")
    assert now.label == "Anna Ruiz"
    assert kept(undone) == [("job_title", "CTO")]
    assert undone.kept[0].words == "Job title was changed again since and stays as it is."
    assert undone.words.endswith("1 later change was kept.")
    assert_sound(workspace)


def test_what_is_computed_follows_and_is_not_kept(workspace: Workspace) -> None:
    person = new(workspace, first_name="Anna", last_name="Ruiz")
    person = save(workspace, person, first_name="Maria")
    edit = set_of(workspace)
    save(workspace, person, last_name="Rühl", nickname="Maria")
    undone = undo.undo(workspace, edit)
    assert kept(undone) == []
    assert load(workspace, person).label == "Anna Rühl"
    assert listing.count(workspace, ListQuery("person", text="anna")) == 1
    assert listing.count(workspace, ListQuery("person", text="maria")) == 1  # the nickname
    assert_sound(workspace)


def test_a_kept_row_says_which(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1"},))
    (phone,) = person.values["phones"]
    person = save(workspace, person, phones=(phone | {"number": "030 2"},))
    edit = set_of(workspace)
    save(workspace, person, phones=(phone | {"number": "030 3"},))
    undone = undo.undo(workspace, edit)
    assert kept(undone) == [("number", "030 3")]
    assert undone.kept[0].words == "Phone, Number was changed again since and stays as it is."
    assert_sound(workspace)


def test_keys_of_a_kept_number_fit_it(workspace: Workspace) -> None:
    """The number was only written otherwise since; its digits are the same."""
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 11111"},))
    (phone,) = person.values["phones"]
    person = save(workspace, person, phones=(phone | {"number": "030 22222"},))
    edit = set_of(workspace)
    save(workspace, person, phones=(phone | {"number": "(030) 22222"},))
    undo.undo(workspace, edit)
    assert listing.count(workspace, ListQuery("person", text="03022222")) == 1
    assert listing.count(workspace, ListQuery("person", text="03011111")) == 0


def test_numbers_stay_what_they_are_when_the_office_moves(workspace: Workspace) -> None:
    """A local number was read in the country where it was typed, and undo is not typing."""
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1234567"},))
    person = save(workspace, person, job_title="Buyer")
    edit = set_of(workspace)
    save(workspace, person, department="Purchase")
    with workspace.reading() as tx:
        office = loading.key_of(tx.session.execute(text("SELECT id FROM office")).scalar_one())
    save(workspace, records.load(workspace, "office", office), country="FR")
    undo.undo(workspace, edit)
    after = load(workspace, person).values
    assert after["job_title"] is None
    assert after["phones"][0]["e164"] == "+49301234567"


def test_a_record_that_was_worked_on_since_goes_and_is_named(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    made = set_of(workspace)
    save(workspace, person, phones=({"number": "030 1"},))
    undone = undo.undo(workspace, made)
    assert [(k.entity, k.row_id, k.column) for k in undone.kept] == [("person", person.id, "")]
    assert load(workspace, person).values["phones"] == ()  # no living row of a dead record
    assert_sound(workspace)
    undo.redo(workspace)
    assert [row["number"] for row in load(workspace, person).values["phones"]] == ["030 1"]
    assert_sound(workspace)


def test_a_company_that_people_were_given_since(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    made = set_of(workspace)
    person = new(workspace, last_name="Ruiz", company=ref(company))
    undone = undo.undo(workspace, made)
    assert [k.row_id for k in undone.kept] == [company.id]
    assert load(workspace, person).values["company"] is None
    assert load(workspace, person).values["companies"] == ()
    assert_sound(workspace)
    undo.redo(workspace)
    assert load(workspace, person).values["company"] == ref(company)
    assert_sound(workspace)


def test_a_link_to_a_company_that_is_gone_does_not_come_back(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    save(workspace, person, company=None)
    edit = set_of(workspace)
    records.delete(workspace, "company", (company.id,))
    undo.undo(workspace, edit)
    assert load(workspace, person).values["company"] is None
    assert_sound(workspace)


def test_a_name_that_others_took_over_since(workspace: Workspace) -> None:
    """Undoing a company's new name reaches the people who came after it."""
    company = save(workspace, new(workspace, "company", name="Old"), name="New")
    edit = set_of(workspace)
    person = new(workspace, last_name="Ruiz", company=ref(company))
    nameless = new(workspace, company=ref(company))
    undo.undo(workspace, edit)
    assert listing.count(workspace, ListQuery("person", text="old")) == 2
    assert listing.count(workspace, ListQuery("person", text="new")) == 0
    assert load(workspace, nameless).label == "Old"
    assert load(workspace, person).values["company"].label == "Old"
    assert_sound(workspace)


def test_a_row_that_came_back_to_a_deleted_record(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz", phones=({"number": "030 1"},))
    save(workspace, person, phones=())
    edit = set_of(workspace)
    records.delete(workspace, "person", (person.id,))
    undo.undo(workspace, edit)
    assert_sound(workspace)
    records.restore(workspace, "person", (person.id,))
    assert len(load(workspace, person).values["phones"]) == 1  # it is where it belongs


def test_a_delete_that_was_restored_and_edited(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    records.delete(workspace, "person", (person.id,))
    deleted = set_of(workspace)
    records.restore(workspace, "person", (person.id,))
    undone = undo.undo(workspace, deleted)
    assert not load(workspace, person).deleted
    assert undone.kept == ()  # it is as it was before: nothing to tell
    assert_sound(workspace)


def test_undo_of_a_restore_takes_later_rows_along(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    records.delete(workspace, "person", (person.id,))
    records.restore(workspace, "person", (person.id,))
    restored = set_of(workspace)
    save(workspace, load(workspace, person), tags=("late",))
    undo.undo(workspace, restored)
    assert load(workspace, person).deleted
    assert_sound(workspace)


def test_a_foreign_change_can_be_undone_on_a_server(clone: str) -> None:
    with opened(clone) as workspace:
        person = new(workspace, last_name="Ruiz")
        with psycopg.connect(clone) as shell:
            shell.execute("UPDATE app.person SET last_name = 'Rühl', name_key = 'ruhl'")
        undo.undo(workspace, set_of(workspace))
        assert load(workspace, person).values["last_name"] == "Ruiz"


def test_an_undo_set_names_what_it_undid(workspace: Workspace) -> None:
    new(workspace, last_name="Ruiz")
    undone = undo.undo(workspace)
    original = scalar(
        workspace,
        "SELECT o.id FROM change_set u JOIN change_set o ON o.seq = u.undoes",
    )
    assert original in (undone.undone, undone.undone.bytes)
    with workspace.reading() as tx:
        states = tx.session.execute(text("SELECT state FROM change_set WHERE undoes IS NOT NULL"))
        assert list(states.scalars()) == [""]


def test_any_undone_change_can_be_done_again(workspace: Workspace) -> None:
    person = new(workspace, last_name="Ruiz")
    save(workspace, person, first_name="Anna")
    first = set_of(workspace)
    save(workspace, load(workspace, person), job_title="Buyer")
    undo.undo(workspace, first)
    assert load(workspace, person).values["first_name"] is None
    save(workspace, load(workspace, person), department="Sales")  # the newest undo is out of reach
    redone = undo.redo(workspace, first)
    assert redone.words == "Redone: Edit contact Ruiz."
    values = load(workspace, person).values
    assert (values["first_name"], values["job_title"]) == ("Anna", "Buyer")
    with pytest.raises(UserError, match="is not undone"):
        undo.redo(workspace, first)
    undo.undo(workspace, first)
    undo.redo(workspace, first)
    assert load(workspace, person).values["first_name"] == "Anna"
    with pytest.raises(NotFound):
        undo.redo(workspace, uuid7())
