"""Leads, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from crm_desktop.errors import Conflict, UserError, ValidationFailed
from crm_desktop.services import attachments, history, listing, records, timeline, trash, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.pipeline import lead_rules, leads
from crm_desktop.services.sales.pipeline.leads import Conversion
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, ref, save
from tests.stores import assert_sound, differences, dump, statements

ANNA: dict[str, Any] = {
    "first_name": "Anna",
    "last_name": "Ruiz",
    "company_name": "Lupa GmbH",
    "job_title": "Buyer",
    "emails": ({"address": "anna@lupa.example"},),
    "phones": ({"number": "+49 30 123456"},),
    "web_links": ({"url": "https://lupa.example"},),
    "addresses": ({"street": "Hafen 1", "city": "Łódź", "country": "PL"},),
    "source": "web",
    "estimated_amount": D(5000),
    "currency": "CHF",
    "tags": ("fair",),
    "note": "Saw us at the fair.",
    "reasons": ({"reason": "Wrote twice", "points": 20}, {"reason": "Too far", "points": -5}),
}


@pytest.fixture
def lead(workspace: Workspace) -> Record:
    made = records.create(workspace, "lead", ANNA)
    call = {"kind": "call", "subject": "First call", "status": "done"}
    at = datetime.now(UTC) - timedelta(days=2)
    records.create(workspace, "activity", call | {"done_at": at, "links": ({"lead": ref(made)},)})
    records.create(workspace, "note", {"body": "Likes blue", "links": ({"lead": ref(made)},)})
    attachments.add(workspace, "lead", made.id, "plan.txt", b"plan")
    return again(workspace, made)


def test_a_lead_says_who_it_is(workspace: Workspace, lead: Record) -> None:
    values = lead.values
    assert (lead.label, values["status"], values["score"]) == ("Anna Ruiz", "new", 15)
    assert (values["city"], values["country"]) == ("Łódź", "PL")
    assert values["last_contact_at"] is not None
    assert values["response_due_at"] > values["created_at"]
    for words in ("ruiz", "lupa", "lodz", "anna@lupa", "123456", "fair"):
        found = listing.page(workspace, ListQuery("lead", text=words), ("display_name",), 5)
        assert [row.cells[0] for row in found] == ["Anna Ruiz"], words
    only = records.create(workspace, "lead", {"company_name": "Otava"})
    assert only.label == "Otava"
    assert_sound(workspace)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_name": None, "last_name": None, "company_name": None}, "last_name"),
        ({"status": "disqualified"}, "disqualified_reason"),
        ({"status": "nurture"}, "wake_up_on"),
        ({"estimated_amount": D(-1)}, "estimated_amount"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    workspace: Workspace, lead: Record, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        save(workspace, lead, **values)
    assert field in refused.value.problems


def test_an_answer_is_due_on_the_next_working_day() -> None:
    friday = datetime(2026, 11, 20, 12).astimezone()
    assert lead_rules.next_working_day(friday).date() == date(2026, 11, 23)
    monday = datetime(2026, 11, 23, 12).astimezone()
    assert lead_rules.next_working_day(monday).date() == date(2026, 11, 24)


# ---------------------------------------------------------------- conversion


def test_a_lead_becomes_company_contact_and_deal(workspace: Workspace, lead: Record) -> None:
    done = leads.convert(workspace, lead.id, Conversion(new_deal={}), version=lead.version)
    assert done.words == "Anna Ruiz became Lupa GmbH, Anna Ruiz, Lupa GmbH."
    assert done.company
    assert done.person
    assert done.deal
    company = records.load(workspace, "company", done.company.id)
    assert (company.values["city"], company.values["lead_source"]) == ("Łódź", "web")
    assert [row["url"] for row in company.values["web_links"]] == ["https://lupa.example"]
    person = records.load(workspace, "person", done.person.id)
    assert person.values["company"] == done.company
    assert [row["address"] for row in person.values["emails"]] == ["anna@lupa.example"]
    assert (person.values["job_title"], person.values["tags"]) == ("Buyer", ("fair",))
    deal = records.load(workspace, "deal", done.deal.id)
    assert (deal.values["amount"], deal.values["currency"]) == (5000, "CHF")
    assert (deal.values["company"], deal.values["contact"]) == (done.company, done.person)
    assert [row["person"] for row in deal.values["stakeholders"]] == [done.person]
    after = again(workspace, lead).values
    assert (after["status"], after["deal"], after["person"]) == (
        "converted",
        done.deal,
        done.person,
    )
    assert_sound(workspace)


def test_its_history_goes_along(workspace: Workspace, lead: Record) -> None:
    done = leads.convert(workspace, lead.id, Conversion(new_deal={}), version=lead.version)
    for entity, found in (("person", done.person), ("company", done.company), ("deal", done.deal)):
        assert found
        titles = {item.title for item in timeline.of(workspace, entity, found.id)}
        assert titles == {"First call", "Likes blue", "plan.txt"}, entity
        record = records.load(workspace, entity, found.id)
        assert record.values["last_contact_at"] == lead.values["last_contact_at"]
    assert len(timeline.of(workspace, "lead", lead.id)) == 3


def test_one_undo_takes_all_of_it_back(workspace: Workspace, lead: Record) -> None:
    before = dump(workspace.store)
    leads.convert(workspace, lead.id, Conversion(new_deal={}), version=lead.version)
    after = dump(workspace.store)
    undone = undo.undo(workspace)
    assert undone.words == "Undone: Convert lead Anna Ruiz."
    assert undone.kept == ()
    assert differences(before, dump(workspace.store)) == []
    undo.redo(workspace)
    assert differences(after, dump(workspace.store)) == []
    assert_sound(workspace)


def test_a_lead_is_somebody_we_know(workspace: Workspace, lead: Record) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    known = {"last_name": "Ruiz", "job_title": "CEO", "emails": ({"address": "a@b.example"},)}
    anna = records.create(workspace, "person", known)
    deal = records.create(workspace, "deal", {"title": "Racks"})
    wish = Conversion(company=lupa.id, person=anna.id, deal=deal.id)
    leads.convert(workspace, lead.id, wish, version=lead.version)
    values = again(workspace, anna).values
    assert {row["address"] for row in values["emails"]} == {"a@b.example", "anna@lupa.example"}
    assert (values["job_title"], values["company"]) == ("CEO", ref(lupa))
    assert len(timeline.of(workspace, "deal", deal.id)) == 3
    undo.undo(workspace)
    made_at = {"updated_at": None}
    assert dict(again(workspace, anna).values) | made_at == dict(anna.values) | made_at
    assert timeline.of(workspace, "deal", deal.id) == []


def test_a_company_without_a_name_of_a_person(workspace: Workspace) -> None:
    made = records.create(workspace, "lead", {**ANNA, "first_name": None, "last_name": None})
    done = leads.convert(workspace, made.id, Conversion(), version=made.version)
    assert done.person is None
    assert done.deal is None
    assert done.company
    company = records.load(workspace, "company", done.company.id)
    assert [row["address"] for row in company.values["emails"]] == ["anna@lupa.example"]


def test_of_a_product_there_are_files(workspace: Workspace) -> None:
    values = {"name": "Rack", "code": "R", "kind": "goods"}
    rack = records.create(workspace, "product", values)
    attachments.add(workspace, "product", rack.id, "plan.txt", b"plan")
    assert [item.title for item in timeline.of(workspace, "product", rack.id)] == ["plan.txt"]
    assert timeline.of(workspace, "order", rack.id) == []
    records.delete(workspace, "product", [rack.id])
    (gone,) = trash.items(workspace)
    assert (gone.entity, dict(gone.along)) == ("product", {"attachment": 1})


def test_conversions_that_cannot_be(workspace: Workspace, lead: Record) -> None:
    nothing = Conversion(new_company=False, new_person=False)
    with pytest.raises(ValidationFailed):
        leads.convert(workspace, lead.id, nothing, version=lead.version)
    with pytest.raises(Conflict):
        leads.convert(workspace, lead.id, Conversion(), version=lead.version - 1)
    gone = records.create(workspace, "company", {"name": "Gone"})
    records.delete(workspace, "company", [gone.id])
    with pytest.raises(ValidationFailed, match="in the trash"):
        leads.convert(workspace, lead.id, Conversion(company=gone.id), version=lead.version)
    leads.convert(workspace, lead.id, Conversion(), version=lead.version)
    with pytest.raises(UserError, match="converted already"):
        leads.convert(workspace, lead.id, Conversion(), version=lead.version + 1)


def test_what_concerned_a_lead_alone_goes_into_the_trash_with_it(
    workspace: Workspace, lead: Record
) -> None:
    done = records.delete(workspace, "lead", [lead.id])
    assert done.words == "Deleted Anna Ruiz, 1 file, 1 activity and 1 note."
    (thrown,) = trash.items(workspace)
    assert (thrown.entity, thrown.label) == ("lead", "Anna Ruiz")
    assert dict(thrown.along) == {"activity": 1, "note": 1, "attachment": 1}
    trash.restore(workspace, [("lead", lead.id)])
    assert len(timeline.of(workspace, "lead", lead.id)) == 3
    assert_sound(workspace)


def test_the_history_is_in_words(workspace: Workspace, lead: Record) -> None:
    leads.convert(workspace, lead.id, Conversion(), version=lead.version)
    assert "Status: New → Converted" in history.of(workspace, "lead", lead.id)[0].words


def test_a_conversion_does_not_ask_for_ever(workspace: Workspace, lead: Record) -> None:
    with statements(workspace) as sent:
        leads.convert(workspace, lead.id, Conversion(new_deal={}), version=lead.version)
    assert len(sent) <= 60, len(sent)
