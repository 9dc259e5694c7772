"""Leads before they are converted: who they may be, taken, put off, given up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from crm_desktop.errors import UserError
from crm_desktop.services import records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.sales.pipeline import lead_steps, leads
from crm_desktop.services.sales.pipeline.leads import Conversion
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, ref


@pytest.fixture
def lead(workspace: Workspace) -> Record:
    values = {
        "first_name": "Іван",
        "last_name": "Мельник",
        "company_name": "Otava Oy",
        "emails": ({"address": "ivan@otava.example"},),
    }
    return records.create(workspace, "lead", values)


def test_who_a_lead_may_be(workspace: Workspace, lead: Record) -> None:
    company = records.create(workspace, "company", {"name": "Otava GmbH"})
    domain = {"name": "Another name", "domains": ({"domain": "otava.example"},)}
    by_domain = records.create(workspace, "company", domain)
    emails = ({"address": "ivan@otava.example"},)
    person = records.create(workspace, "person", {"last_name": "M.", "emails": emails})
    found = lead_steps.known(workspace, lead.id)
    assert {each.id for each in found.companies} == {company.id, by_domain.id}
    assert [(each.id, each.why) for each in found.people] == [(person.id, ("email",))]


def test_a_lead_is_taken_and_undone(workspace: Workspace, lead: Record) -> None:
    done = lead_steps.take(workspace, (lead.id,))
    now = again(workspace, lead)
    assert (done.count, now.values["owner"].id) == (1, workspace.actor.id)
    assert now.values["status"] == "contacting"
    assert lead_steps.take(workspace, (lead.id,)).count == 0
    undo.undo(workspace)
    assert again(workspace, lead).values["status"] == "new"


def test_a_lead_rests_until_a_day_to_come(workspace: Workspace, lead: Record) -> None:
    today = workspace.clock().astimezone().date()
    with pytest.raises(UserError, match="after today"):
        lead_steps.put_off(workspace, (lead.id,), today)
    lead_steps.put_off(workspace, (lead.id,), today + timedelta(days=30))
    values = again(workspace, lead).values
    assert (values["status"], values["wake_up_on"]) == ("nurture", today + timedelta(days=30))


def test_leads_are_given_up_for_a_reason(workspace: Workspace, lead: Record) -> None:
    other = records.create(workspace, "lead", {"company_name": "Lupa"})
    with pytest.raises(UserError, match="why"):
        lead_steps.disqualify(workspace, (lead.id,), " ")
    done = lead_steps.disqualify(workspace, (lead.id, other.id), "No budget")
    assert (done.count, done.words) == (2, "2 leads were disqualified.")
    assert again(workspace, other).values["disqualified_reason"] == "No budget"


def test_what_is_typed_wins_over_what_the_lead_says(workspace: Workspace, lead: Record) -> None:
    wish = Conversion(
        company_values={"name": "Otava Helsinki"},
        person_values={"first_name": "Ivan", "last_name": "Melnyk"},
        new_deal={"title": "Racks", "amount": D("1200.50"), "currency": "EUR"},
    )
    made = leads.convert(workspace, lead.id, wish, version=lead.version)
    assert made.company is not None
    assert made.person is not None
    assert made.deal is not None
    assert (made.company.label, made.person.label) == ("Otava Helsinki", "Ivan Melnyk")
    deal = records.load(workspace, "deal", made.deal.id)
    assert (deal.values["amount"], deal.values["company"]) == (D("1200.50"), made.company)
    assert lead_steps.take(workspace, (lead.id,)).count == 0  # it is converted
    person = records.load(workspace, "person", made.person.id)
    assert person.values["company"] == ref(records.load(workspace, "company", made.company.id))
