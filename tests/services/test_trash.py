from __future__ import annotations

from uuid import UUID

import pytest

from crm_desktop.enums import Permission
from crm_desktop.errors import PermissionDenied
from crm_desktop.models.types import uuid7
from crm_desktop.services import attachments, records, trash, undo
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.trash import Trashed
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref
from tests.stores import assert_sound, dump


def about(*owners: Record) -> tuple[dict[str, Ref], ...]:
    return tuple({owner.entity: ref(owner)} for owner in owners)


def note(workspace: Workspace, body: str, *owners: Record) -> Record:
    return new(workspace, "note", body=body, links=about(*owners))


def call(workspace: Workspace, subject: str, *owners: Record) -> Record:
    values = {"kind": "call", "subject": subject, "status": "planned", "links": about(*owners)}
    return new(workspace, "activity", **values)


def labels(workspace: Workspace, typed: str = "") -> list[str]:
    return [item.label for item in trash.items(workspace, typed)]


def only(workspace: Workspace, typed: str = "") -> Trashed:
    (item,) = trash.items(workspace, typed)
    return item


def is_gone(workspace: Workspace, record: Record) -> bool:
    return records.load(workspace, record.entity, record.id).deleted


@pytest.fixture
def anna(workspace: Workspace) -> Record:
    return new(workspace, first_name="Anna", last_name="Ruiz")


# ---------------------------------------------------------------- what goes along


def test_what_concerned_nobody_else_goes_along(workspace: Workspace, anna: Record) -> None:
    alone, planned = note(workspace, "only her", anna), call(workspace, "Call Anna", anna)
    attachments.add(workspace, "note", alone.id, "of the note.pdf", b"x")
    attachments.add(workspace, "person", anna.id, "hers.pdf", b"x")
    done = records.delete(workspace, "person", (anna.id,))
    assert done.words == "Deleted Anna Ruiz, 2 files, 1 activity and 1 note."
    assert is_gone(workspace, alone)
    assert is_gone(workspace, planned)
    assert_sound(workspace)


def test_what_concerns_somebody_who_is_left_stays(workspace: Workspace, anna: Record) -> None:
    ben, company = new(workspace, last_name="Ben"), new(workspace, "company", name="Lupa")
    both, of_company = note(workspace, "both", anna, ben), call(workspace, "s", anna, company)
    assert records.delete(workspace, "person", (anna.id,)).words == "Deleted Anna Ruiz."
    assert not is_gone(workspace, both)
    assert not is_gone(workspace, of_company)
    assert records.delete(workspace, "person", (ben.id,)).along == {"note": 1}
    assert records.delete(workspace, "company", (company.id,)).along == {"activity": 1}
    assert_sound(workspace)


def test_two_who_are_deleted_at_once_take_along_what_concerned_both(
    workspace: Workspace, anna: Record
) -> None:
    ben = new(workspace, last_name="Ben")
    both = note(workspace, "both", anna, ben)
    assert records.delete(workspace, "person", (anna.id, ben.id)).along == {"note": 1}
    assert trash.restore(workspace, (("person", ben.id),)).along == {"note": 1}
    assert not is_gone(workspace, both)
    assert_sound(workspace)


def test_undo_of_a_delete_brings_everything_back(workspace: Workspace, anna: Record) -> None:
    attachments.add(workspace, "note", note(workspace, "hers", anna).id, "a.pdf", b"x")
    call(workspace, "Call Anna", anna)
    before = dump(workspace.store)
    records.delete(workspace, "person", (anna.id,))
    undo.undo(workspace)
    assert dump(workspace.store) == before
    assert trash.items(workspace) == []


# ---------------------------------------------------------------- what is in the trash


def test_an_empty_trash(workspace: Workspace, anna: Record) -> None:
    assert trash.items(workspace) == []
    assert trash.items(workspace, "anna") == []


def test_what_who_and_when(workspace: Workspace, anna: Record) -> None:
    note(workspace, "hers", anna)
    records.delete(workspace, "person", (anna.id,))
    item = only(workspace)
    assert (item.entity, item.id, item.label) == ("person", anna.id, "Anna Ruiz")
    assert (item.who, item.along) == (workspace.actor.name, (("note", 1),))
    assert abs((item.at - workspace.clock()).total_seconds()) < 60


def test_the_newest_first_whatever_it_is(workspace: Workspace, anna: Record) -> None:
    company, other = new(workspace, "company", name="Lupa"), new(workspace, last_name="Z")
    written, planned = note(workspace, "A note\nmore", other), call(workspace, "Call Z", other)
    for each in (company, written, anna, planned):
        records.delete(workspace, each.entity, (each.id,))
    assert labels(workspace) == ["Call Z", "Anna Ruiz", "A note", "Lupa"]
    by_label = {item.label: item for item in trash.items(workspace)}
    assert (by_label["Call Z"].kind, by_label["Call Z"].about) == ("call", "Z")
    assert by_label["A note"].about == "Z"
    assert [item.label for item in trash.items(workspace, "", 2)] == ["Call Z", "Anna Ruiz"]


def test_what_went_along_is_found_by_its_words(workspace: Workspace, anna: Record) -> None:
    note(workspace, "Prefers mornings", anna)
    records.delete(workspace, "person", (anna.id,))
    assert labels(workspace) == ["Anna Ruiz"]
    item = only(workspace, "MORN")
    assert (item.label, item.went_along, item.about) == ("Prefers mornings", True, "Anna Ruiz")


@pytest.mark.parametrize(
    ("typed", "found"), [("ruiz anna", 1), ("rui", 1), ("%", 0), ("_", 0), ("ruiz ben", 0)]
)
def test_words_are_looked_for(workspace: Workspace, anna: Record, typed: str, found: int) -> None:
    records.delete(workspace, "person", (anna.id,))
    assert len(trash.items(workspace, typed)) == found


def test_what_an_undo_took_back_is_not_in_the_trash(workspace: Workspace, anna: Record) -> None:
    undo.undo(workspace)
    assert trash.items(workspace) == []


# ---------------------------------------------------------------- restore


def test_several_kinds_are_restored_as_one(workspace: Workspace, anna: Record) -> None:
    company, other = new(workspace, "company", name="Lupa"), new(workspace, last_name="Z")
    note(workspace, "hers", anna)
    before = dump(workspace.store)
    for each in (anna, company, other):
        records.delete(workspace, each.entity, (each.id,))
    chosen = [(item.entity, item.id) for item in trash.items(workspace)]
    done = trash.restore(workspace, chosen)
    assert (done.count, done.along) == (3, {"note": 1})
    assert done.words == "Restored 2 contacts, 1 company and 1 note."
    assert dump(workspace.store) == before
    assert undo.undo(workspace).words == "Undone: Restore 2 contacts and 1 company."
    assert len(trash.items(workspace)) == 3
    assert_sound(workspace)


def test_one_is_restored_by_its_name(workspace: Workspace, anna: Record) -> None:
    call(workspace, "Call Anna", anna)
    records.delete(workspace, "person", (anna.id,))
    done = trash.restore(workspace, (("person", anna.id),))
    assert done.words == "Restored Anna Ruiz and 1 activity."
    assert trash.items(workspace) == []
    assert_sound(workspace)


def test_a_note_alone_comes_back_and_its_contact_stays(workspace: Workspace, anna: Record) -> None:
    written = note(workspace, "hers", anna)
    records.delete(workspace, "person", (anna.id,))
    trash.restore(workspace, (("note", written.id),))
    assert not is_gone(workspace, written)
    assert is_gone(workspace, anna)
    assert records.delete(workspace, "note", (written.id,)).count == 1
    assert_sound(workspace)


def test_the_contact_of_a_company_that_is_gone(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    records.delete(workspace, "person", (person.id,))
    records.delete(workspace, "company", (company.id,))
    trash.restore(workspace, (("person", person.id),))
    assert records.load(workspace, "person", person.id).values["company"] is None
    assert_sound(workspace)


def test_restoring_what_is_there_is_nothing(workspace: Workspace, anna: Record) -> None:
    assert trash.restore(workspace, (("person", anna.id), ("person", uuid7()))).count == 0


def test_who_may_not_edit_restores_nothing(workspace: Workspace, anna: Record) -> None:
    from dataclasses import replace

    reader = replace(workspace, permissions=frozenset({Permission.PERSON_READ}))
    with pytest.raises(PermissionDenied):
        trash.restore(reader, (("person", anna.id),))


def test_older_ones_page_by_page(workspace: Workspace) -> None:
    """Also where several were deleted at the same moment."""
    people = [records.create(workspace, "person", {"last_name": f"P{i}"}).id for i in range(7)]
    notes = [records.create(workspace, "note", {"body": f"N{i}"}).id for i in range(4)]
    records.delete(workspace, "person", people)
    records.delete(workspace, "note", notes)
    every = [item.id for item in trash.items(workspace)]
    assert len(every) == 11
    paged: list[UUID] = []
    after = None
    while found := trash.items(workspace, limit=3, after=after):
        paged += [item.id for item in found]
        after = (found[-1].at, found[-1].id)
    assert paged == every
    assert [i.label for i in trash.items(workspace, "p3", after=None)] == ["P3"]
    assert trash.items(workspace, "p3", after=after) == []


def test_the_newest_are_found_by_an_index(workspace: Workspace) -> None:
    """Whatever else was deleted; what an undo has withdrawn is not in it."""
    if not workspace.store.is_sqlite:
        return
    with workspace.reading() as tx:
        newest = (
            "SELECT * FROM person r WHERE r.deleted_at IS NOT NULL AND NOT r.withdrawn "
            "ORDER BY r.deleted_at DESC, r.id DESC LIMIT 500"
        )
        plan = tx.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {newest}").all()
    assert any("ix_person_deleted_at" in row[3] for row in plan)
    assert not any("TEMP B-TREE" in row[3] for row in plan)
