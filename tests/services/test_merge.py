"""Several contacts, or companies, that are one: what they say, and all that points at them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import Conflict, NotFound, PermissionDenied, ValidationFailed
from crm_desktop.services import (
    attachments,
    favourites,
    history,
    listing,
    merge,
    merge_values,
    records,
    static_lists,
    trash,
    undo,
)
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.quoting import quote_states
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref, save
from tests.services import quoting
from tests.stores import assert_sound, differences, dump, together


def again(workspace: Workspace, record: Record) -> Record:
    return records.load(workspace, record.entity, record.id)


def do(workspace: Workspace, survivor: Record, *others: Record, **more: Any) -> merge.Merged:
    return merge.merge(workspace, survivor.entity, survivor.id, [o.id for o in others], **more)


def anna(workspace: Workspace, **more: Any) -> Record:
    return new(workspace, first_name="Anna", last_name="Berg", **more)


def short(workspace: Workspace, **more: Any) -> Record:
    return new(workspace, first_name="A.", last_name="Berg", **more)


def plain(rows: Any) -> list[dict[str, Any]]:
    """Rows by what they say."""
    return [{k: v for k, v in row.items() if k != "id" and v} for row in rows]


# ---------------------------------------------------------------- what they say


def test_the_survivor_keeps_its_values_and_gets_those_it_has_not(workspace: Workspace) -> None:
    one = anna(workspace, job_title="CEO", rating="A")
    other = short(workspace, job_title="Boss", department="Board", language="de", do_not_call=True)
    done = do(workspace, one, other)
    assert done.words == "Merged A. Berg into Anna Berg."
    now = again(workspace, one)
    assert done.record == now
    said = {key: now.values[key] for key in ("first_name", "job_title", "department", "language")}
    assert said == {
        "first_name": "Anna",
        "job_title": "CEO",
        "department": "Board",
        "language": "de",
    }
    assert now.values["do_not_call"], "who asked once not to be called has asked"
    assert now.values["rating"] == "A"
    assert again(workspace, other).deleted
    assert_sound(workspace)


def test_each_field_can_be_taken_from_another_one(workspace: Workspace) -> None:
    one, other = anna(workspace, note="Likes tea."), short(workspace, note="Met in Łódź.")
    third = new(workspace, first_name="Ann", last_name="Berg", job_title="CTO")
    choices = {"first_name": third.id, "job_title": third.id, "note": other.id}
    do(workspace, one, other, third, choices=choices)
    now = again(workspace, one).values
    assert (now["first_name"], now["job_title"], now["note"]) == ("Ann", "CTO", "Met in Łódź.")
    assert now["display_name"] == "Ann Berg"


def test_a_background_is_never_lost(workspace: Workspace) -> None:
    one, other = anna(workspace, note="Likes tea."), short(workspace, note="Met in Łódź.")
    third = new(workspace, last_name="Berg", note="Likes tea.")
    do(workspace, one, other, third)
    assert again(workspace, one).values["note"] == "Likes tea.\n\nMet in Łódź."


def test_a_background_that_says_it_all_is_taken_alone(workspace: Workspace) -> None:
    one, other = anna(workspace, note="Likes tea."), short(workspace, note="Likes tea. A lot.")
    sides = merge.preview(workspace, "person", (one.id, other.id)).sides
    assert merge_values.suggested(ENTITIES["person"], sides)["note"] == other.id
    do(workspace, one, other)
    assert again(workspace, one).values["note"] == "Likes tea. A lot."


def test_another_name_is_not_taken_over(workspace: Workspace) -> None:
    one, other = anna(workspace), short(workspace, name_override="Berg, A. (old)", prefix="Dr")
    do(workspace, one, other)
    assert again(workspace, one).label == "Dr Anna Berg"


def test_details_are_brought_together_each_once(workspace: Workspace) -> None:
    one = anna(
        workspace,
        phones=({"number": "+49 30 123456", "type": "work"},),
        emails=({"address": "anna@berg.example", "type": "work"},),
        addresses=({"street": "Weg 1", "city": "Berlin"},),
        tags=("VIP", "Fair"),
    )
    other = short(
        workspace,
        phones=(
            {"number": "(030) 12 34 56", "type": "home", "do_not_call": True},
            {"number": "0171 55", "type": "mobile", "is_primary": True},
        ),
        emails=({"address": "ANNA@berg.example"}, {"address": "a@b.example", "is_primary": True}),
        addresses=(
            {"street": "weg 1", "city": "Berlin", "type": "home"},
            {"street": "Hof 2", "city": "Łódź", "is_primary": True},
        ),
        tags=("vip", "Sailing"),
        facts=({"value": "Two children", "kind": "family"},),
        consents=({"purpose": "newsletter", "withdrawn_on": date(2026, 1, 2)},),
    )
    do(workspace, one, other)
    now = again(workspace, one).values
    numbers = [(row["number"], row["type"], row["is_primary"]) for row in now["phones"]]
    assert numbers == [("+49 30 123456", "work", True), ("0171 55", "mobile", False)]
    assert now["phones"][0]["do_not_call"]
    mails = [(row["address"], row["is_primary"]) for row in now["emails"]]
    assert mails == [("anna@berg.example", True), ("a@b.example", False)]
    assert [(row["street"], row["type"]) for row in now["addresses"]] == [
        ("Weg 1", "home"),
        ("Hof 2", None),
    ]
    assert now["tags"] == ("VIP", "Fair", "Sailing")
    assert now["city"] == "Berlin"
    assert plain(now["facts"]) == [{"value": "Two children", "kind": "family"}]
    assert plain(now["consents"])[0]["withdrawn_on"] == date(2026, 1, 2)
    assert_sound(workspace)


def test_roles_at_companies_are_kept(workspace: Workspace) -> None:
    """Also the company that the survivor no longer belongs to in the first place."""
    lupa, acme = new(workspace, "company", name="Lupa"), new(workspace, "company", name="Acme")
    one = anna(workspace, company=ref(lupa), companies=({"company": ref(acme), "role": "Adviser"},))
    other = short(
        workspace,
        company=ref(acme),
        companies=(
            {"company": ref(acme), "role": "Founder"},
            {"company": ref(lupa), "role": "Owner"},
        ),
    )
    do(workspace, one, other, choices={"company": other.id})
    now = again(workspace, one).values
    assert now["company"] == ref(acme)
    ties = sorted((row["company"].label, row["role"] or "") for row in now["companies"])
    assert ties == [("Acme", "Adviser"), ("Acme", "Founder"), ("Lupa", "Owner")]
    assert_sound(workspace)


def test_what_is_said_first_is_what_differs(workspace: Workspace) -> None:
    one, other = anna(workspace, job_title="CEO"), short(workspace, job_title="CEO", rating="B")
    sides = merge.preview(workspace, "person", (one.id, other.id)).sides
    fields = merge_values.differing(ENTITIES["person"], [side.values for side in sides])
    assert [field.key for field in fields] == ["first_name", "rating"]
    taken = merge_values.suggested(ENTITIES["person"], sides)
    assert taken == {"first_name": one.id, "rating": other.id}


# ---------------------------------------------------------------- what points at them


def test_all_that_hangs_on_the_others_hangs_on_the_survivor(workspace: Workspace) -> None:
    one, other = anna(workspace), short(workspace)
    lupa = new(workspace, "company", name="Lupa")
    call = new(
        workspace,
        "activity",
        kind="call",
        subject="Prices",
        status="done",
        done_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
        links=({"person": ref(other)}, {"company": ref(lupa)}),
    )
    task = new(
        workspace,
        "activity",
        kind="task",
        subject="Send them",
        status="planned",
        due_at=datetime(2026, 12, 4, 9, tzinfo=UTC),
        links=({"person": ref(other)}, {"person": ref(one)}),
    )
    note = new(workspace, "note", body="Tea", links=({"person": ref(other)},))
    file = attachments.add(workspace, "person", other.id, "a.txt", b"a")
    deal = new(workspace, "deal", title="Hall", contact=ref(other))
    deal = save(workspace, deal, stakeholders=({"person": ref(other), "role": "decider"},))
    report = new(workspace, last_name="Ruiz", manager=ref(other), referred_by=ref(other))
    fair = static_lists.create(workspace, "Fair", "person", (other.id, one.id))
    favourites.mark(workspace, "person", other.id, on=True)
    favourites.mark(workspace, "person", one.id, on=True)

    shown = merge.preview(workspace, "person", (one.id, other.id))
    assert shown.moving(one.id) == {
        "person": 1,
        "deal": 1,
        "activity": 1,
        "note": 1,
        "attachment": 1,
    }
    words = merge.told(shown.moving(one.id), one.label)
    assert words == "1 contact, 1 deal, 1 activity, 1 note and 1 file move to Anna Berg."
    done = do(workspace, one, other)
    assert done.moved == shown.moving(one.id)

    assert links(workspace, call) == {one.id, lupa.id}
    assert links(workspace, task) == {one.id}
    assert links(workspace, note) == {one.id}
    assert again(workspace, deal).values["contact"] == ref(one)
    assert [r["person"] for r in again(workspace, deal).values["stakeholders"]] == [ref(one)]
    assert again(workspace, report).values["manager"] == ref(one)
    assert again(workspace, report).values["referred_by"] == ref(one)
    assert records.load(workspace, "attachment", file.id).values["person"] == ref(one)
    (listed,) = static_lists.every(workspace)
    assert (listed.name, listed.people) == ("Fair", 1), fair.words
    assert [each.id for each in favourites.mine(workspace)] == [one.id]
    now = again(workspace, one).values
    assert now["last_contact_at"] == datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert now["next_activity_at"] == datetime(2026, 12, 4, 9, tzinfo=UTC)
    assert again(workspace, deal).version > deal.version, "an open form must not write it back"
    assert_sound(workspace)


def links(workspace: Workspace, record: Record) -> set[UUID]:
    rows = again(workspace, record).values["links"]
    return {row[key].id for row in rows for key in ("person", "company") if row[key] is not None}


def test_people_and_papers_of_a_company_follow(workspace: Workspace) -> None:
    one, other = quoting.company(workspace, name="Zeta"), quoting.company(workspace, name="Alpha")
    ruiz = new(workspace, last_name="Ruiz", company=ref(other))
    nameless = new(workspace, company=ref(other))
    both = new(workspace, last_name="Both", company=ref(one), companies=({"company": ref(other)},))
    daughter = new(workspace, "company", name="Daughter", parent=ref(other))
    draft = quoting.quote(workspace, company=ref(other))
    sent = quoting.sent(workspace, company=ref(other))
    rack = new(workspace, "product", name="Rack", code="R", kind="goods", supplier=ref(other))
    price = {"company": ref(other), "currency": "EUR", "min_quantity": D(1), "unit_price": D(9)}
    more = price | {"company": ref(one), "min_quantity": D(10)}
    rack = save(workspace, rack, prices=(price, more))

    done = do(workspace, one, other)
    assert done.moved["person"] == 2
    assert done.moved["quote"] == 2
    assert again(workspace, ruiz).values["company"] == ref(one)
    assert again(workspace, nameless).label == "Zeta"
    assert [row["company"] for row in again(workspace, both).values["companies"]] == [ref(one)]
    assert again(workspace, daughter).values["parent"] == ref(one)
    assert again(workspace, draft).label == "Zeta"
    kept = again(workspace, sent).values
    assert kept["company"] == ref(one)
    assert quote_states.fingerprint(kept) == kept["content_hash"] == sent.values["content_hash"]
    assert again(workspace, rack).values["supplier"] == ref(one)
    assert len(again(workspace, rack).values["prices"]) == 2, "from ten on is another price"
    people = listing.page(workspace, ListQuery("person", "zeta"), ("display_name",), 10)
    assert len(people) == 3
    assert not listing.page(workspace, ListQuery("person", "alpha"), ("display_name",), 10)
    assert_sound(workspace)


def test_what_lies_in_the_trash_comes_back_to_the_survivor(workspace: Workspace) -> None:
    one, other = anna(workspace), short(workspace)
    note = new(workspace, "note", body="Tea", links=({"person": ref(other)},))
    deal = new(workspace, "deal", title="Hall", contact=ref(other))
    records.delete(workspace, "note", (note.id,))
    records.delete(workspace, "deal", (deal.id,))
    do(workspace, one, other)
    records.restore(workspace, "note", (note.id,))
    records.restore(workspace, "deal", (deal.id,))
    assert links(workspace, note) == {one.id}
    assert again(workspace, deal).values["contact"] == ref(one)
    assert_sound(workspace)


def test_rows_that_say_the_same_become_one_and_nothing_they_say_is_lost(
    workspace: Workspace,
) -> None:
    one, other, third = anna(workspace), short(workspace), new(workspace, last_name="Berg")
    deal = new(workspace, "deal", title="Hall")
    held = ({"person": ref(one)}, {"person": ref(other), "role": "decider", "note": "Tea"})
    deal = save(workspace, deal, stakeholders=(*held, {"person": ref(third), "role": "user"}))
    ruiz = new(workspace, last_name="Ruiz", ties=tuple({"other": ref(r)} for r in (other, third)))
    do(workspace, one, other, third)
    rows = plain(again(workspace, deal).values["stakeholders"])
    assert rows == [
        {"person": ref(one), "role": "decider", "note": "Tea"},
        {"person": ref(one), "role": "user"},
    ]
    assert plain(again(workspace, ruiz).values["ties"]) == [{"other": ref(one)}]


# ---------------------------------------------------------------- above itself


def test_nobody_is_tied_to_themselves(workspace: Workspace) -> None:
    other = short(workspace)
    one = anna(workspace, manager=ref(other), referred_by=ref(other), ties=({"other": ref(other)},))
    other = save(workspace, other, ties=({"other": ref(one), "kind": "friend"},))
    chief = new(workspace, last_name="Chief")
    other = save(workspace, other, manager=ref(chief))
    do(workspace, one, other)
    now = again(workspace, one).values
    assert now["manager"] == ref(chief), "that of the other is left"
    assert now["referred_by"] is None
    assert now["ties"] == ()
    assert_sound(workspace)


def test_no_company_comes_to_stand_above_itself(workspace: Workspace) -> None:
    other = new(workspace, "company", name="Holding")
    between = new(workspace, "company", name="Between", parent=ref(other))
    one = new(workspace, "company", name="Works", parent=ref(between))
    shown = merge.preview(workspace, "company", (one.id, other.id))
    assert shown.notes == ("Parent company is left empty: Between would stand above itself.",)
    do(workspace, one, other)
    assert again(workspace, one).values["parent"] is None
    assert again(workspace, between).values["parent"] == ref(one)
    assert_sound(workspace)


# ---------------------------------------------------------------- undo, trash, history


def test_undo_takes_all_back_and_redo_does_it_again(workspace: Workspace) -> None:
    one, other = anna(workspace, tags=("A",)), short(workspace, tags=("B",), job_title="Boss")
    new(
        workspace,
        "activity",
        kind="call",
        subject="Prices",
        status="done",
        done_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
        links=({"person": ref(other)},),
    )
    new(workspace, "deal", title="Hall", contact=ref(other))
    before = dump(workspace.store)
    do(workspace, one, other)
    after = dump(workspace.store)
    assert undo.state(workspace).undo == "Merge Anna Berg and A. Berg"
    undone = undo.undo(workspace)
    assert undone.kept == ()
    assert differences(before, dump(workspace.store)) == []
    assert not again(workspace, other).deleted
    assert_sound(workspace)
    undo.redo(workspace)
    assert differences(after, dump(workspace.store)) == []
    assert_sound(workspace)


def test_undone_after_more_was_done_the_last_contact_is_right(workspace: Workspace) -> None:
    """A call that lay in the trash during the merge goes back to whom it was about."""
    one, other = anna(workspace), short(workspace)
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    said = {"kind": "call", "subject": "Prices", "status": "done", "done_at": at}
    call = new(workspace, "activity", **said, links=({"person": ref(other)},))
    records.delete(workspace, "activity", (call.id,))
    do(workspace, one, other)
    merged = history.recent(workspace, 1)[0].id
    records.restore(workspace, "activity", (call.id,))
    assert again(workspace, one).values["last_contact_at"] == at
    undo.undo(workspace, merged)
    assert links(workspace, call) == {other.id}
    assert again(workspace, one).values["last_contact_at"] is None
    assert again(workspace, other).values["last_contact_at"] == at
    assert_sound(workspace)


def test_one_that_is_restored_is_itself_again(workspace: Workspace) -> None:
    """With its own details; what hung on it stays with the survivor."""
    one, other = anna(workspace), short(workspace, phones=({"number": "030 1234567"},))
    note = new(workspace, "note", body="Tea", links=({"person": ref(other)},))
    do(workspace, one, other)
    (gone,) = trash.items(workspace)
    assert gone.label == "A. Berg"
    records.restore(workspace, "person", (other.id,))
    assert [row["number"] for row in again(workspace, other).values["phones"]] == ["030 1234567"]
    assert links(workspace, note) == {one.id}
    told = [words for entry in history.of(workspace, "person", one.id) for words in entry.words]
    assert "Contact A. Berg: merged into this one" in told
    do(workspace, one, again(workspace, other))
    assert_sound(workspace)


@pytest.mark.parametrize("entity", ["person", "company"])
def test_the_history_of_both_says_what_was_done(workspace: Workspace, entity: str) -> None:
    """Also where there was nothing to bring together."""
    name = {"person": "last_name", "company": "name"}[entity]
    one, other = (new(workspace, entity, **{name: "Berg"}) for _ in range(2))
    do(workspace, one, other)
    newest = history.of(workspace, entity, one.id)[0]
    assert newest.label == "Merge Berg and Berg"
    assert newest.purpose == "merge"
    kind = ENTITIES[entity].title
    assert newest.words[0] == f"{kind} Berg: merged into this one"
    theirs = history.of(workspace, entity, other.id)[0]
    assert theirs.label == "Merge Berg and Berg"
    assert f"{kind} deleted" in " ".join(theirs.words)


def test_the_search_finds_the_survivor_by_what_the_others_said(workspace: Workspace) -> None:
    one = anna(workspace)
    other = short(workspace, phones=({"number": "030 7654321"},), nickname="Bergziege")
    do(workspace, one, other)
    for typed in ("7654321", "bergzie"):
        rows = listing.page(workspace, ListQuery("person", typed), ("display_name",), 10)
        assert [row.cells[0] for row in rows] == ["Anna Berg"], typed


# ---------------------------------------------------------------- what is refused


def test_somebody_was_faster(workspace: Workspace) -> None:
    one, other = anna(workspace), short(workspace)
    seen = {one.id: one.version, other.id: other.version}
    save(workspace, other, job_title="Boss")
    before = dump(workspace.store)
    with pytest.raises(Conflict) as caught:
        do(workspace, one, other, versions=seen)
    assert caught.value.theirs.values["job_title"] == "Boss"
    assert differences(before, dump(workspace.store)) == []
    do(workspace, one, other, versions=seen | {other.id: other.version + 1})


def test_two_who_merge_the_same_at_once(workspace: Workspace) -> None:
    """Crosswise, too: one is done, the other one hears that it was."""
    one, other = anna(workspace), short(workspace)
    new(workspace, "deal", title="Hall", contact=ref(other))
    seen = {one.id: one.version, other.id: other.version}
    done = together(
        lambda: do(workspace, one, other, versions=seen),
        lambda: do(workspace, other, one, versions=seen),
    )
    assert sum(isinstance(each, merge.Merged) for each in done) == 1
    assert sum(isinstance(each, NotFound | Conflict) for each in done) == 1
    assert again(workspace, one).deleted != again(workspace, other).deleted
    assert_sound(workspace)


def test_what_cannot_be_merged_is_said(workspace: Workspace) -> None:
    one, other = anna(workspace), short(workspace)
    lupa = new(workspace, "company", name="Lupa")
    with pytest.raises(ValidationFailed, match="chosen twice"):
        do(workspace, one, one)
    with pytest.raises(ValidationFailed, match="two to 10 contacts"):
        do(workspace, one)
    with pytest.raises(NotFound, match="Lupa is no contact"):
        do(workspace, one, lupa)
    with pytest.raises(ValidationFailed, match="Only contacts and companies"):
        merge.merge(workspace, "deal", one.id, (other.id,))
    with pytest.raises(NotFound, match="does not exist"):
        merge.merge(workspace, "person", one.id, (UUID(int=5),))
    for choices in ({"job_title": lupa.id}, {"job_title": None}, {"phones": one.id}, {"x": one.id}):
        with pytest.raises(ValidationFailed, match="cannot be chosen"):
            do(workspace, one, other, choices=choices)
    records.delete(workspace, "person", (other.id,))
    with pytest.raises(NotFound, match=r"A\. Berg is in the trash"):
        do(workspace, one, other)
    with pytest.raises(NotFound, match=r"A\. Berg is in the trash"):
        merge.preview(workspace, "person", (one.id, other.id))


def test_who_may_only_read_does_not_merge(workspace: Workspace) -> None:
    one, other = anna(workspace), short(workspace)
    reader = replace(workspace, permissions=permissions_of("readonly", alone=False))
    merge.preview(reader, "person", (one.id, other.id))
    with pytest.raises(PermissionDenied):
        do(reader, one, other)


def test_lines_of_cards_and_own_fields_go_along(workspace: Workspace) -> None:
    from sqlalchemy import select, update

    from crm_desktop.enums import Purpose
    from crm_desktop.models.tables import table

    one, other, third = anna(workspace), short(workspace), new(workspace, last_name="Berg")
    people = table("person")
    with workspace.writing(Purpose.EDIT, "Cards") as tx:
        here = update(people).where(people.c.id == third.id)
        tx.session.execute(here.values(extra_vcard="X-SHOE:42", custom={"shoe": 42}))
    do(workspace, one, other, third)
    with workspace.reading() as tx:
        wanted = select(people.c.extra_vcard, people.c.custom).where(people.c.id == one.id)
        found = tuple(tx.session.execute(wanted).one())
    assert found == ("X-SHOE:42", {"shoe": 42})


def test_a_reference_is_one_to_the_survivor_in_words_too(workspace: Workspace) -> None:
    one, other = anna(workspace), short(workspace)
    deal = new(workspace, "deal", title="Hall", contact=Ref(other.id, "old words"))
    do(workspace, one, other)
    assert again(workspace, deal).values["contact"].label == "Anna Berg"
