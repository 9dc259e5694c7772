"""What belongs together with a record."""

from __future__ import annotations

from crm_desktop.models.types import uuid7
from crm_desktop.services import records, related
from crm_desktop.services.catalog import Record
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref
from tests.stores import statements


def told(workspace: Workspace, record: Record) -> dict[str, list[tuple[str, str]]]:
    found = related.of(workspace, record.entity, record.id)
    return {
        group: [(row.name, row.detail) for row in rows]
        for group, rows in found.groups.items()
        if rows
    }


def test_a_contact_knows_its_colleagues_reports_and_who_names_it(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    boss = new(workspace, last_name="Boss", company=ref(company))
    new(workspace, last_name="Aide", job_title="Buyer", company=ref(company), manager=ref(boss))
    gone = new(workspace, last_name="Gone", company=ref(company))
    records.delete(workspace, "person", (gone.id,))
    new(workspace, last_name="Friend", ties=({"other": ref(boss), "kind": "friend"},))
    assert told(workspace, boss) == {
        "reports": [("Aide", "Buyer")],
        "tied": [("Friend", "friend")],
        "colleagues": [("Aide", "Buyer")],
    }


def test_people_without_a_company_are_no_colleagues(workspace: Workspace) -> None:
    one = new(workspace, last_name="One")
    new(workspace, last_name="Two")
    assert told(workspace, one) == {}


def test_a_company_knows_its_people_and_subsidiaries(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    new(workspace, "company", name="Lupa Sud", parent=ref(company), industry="energy")
    new(workspace, last_name="Ruiz", job_title="Owner", company=ref(company))
    links = ({"company": ref(company), "role": "Adviser"},)
    new(workspace, last_name="Outside", companies=links)
    assert told(workspace, company) == {
        "people": [("Ruiz", "Owner")],
        "also": [("Outside", "Adviser")],
        "subsidiaries": [("Lupa Sud", "energy")],
    }


def test_of_very_many_some_are_named(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    for number in range(related.MOST + 1):
        new(workspace, last_name=f"Nr {number:03}", company=ref(company))
    found = related.of(workspace, "company", company.id)
    assert [row.name for row in found.groups["people"][:2]] == ["Nr 000", "Nr 001"]
    assert len(found.groups["people"]) == related.MOST
    assert found.more == {"people"}


def test_one_statement_whatever_there_is(workspace: Workspace) -> None:
    with statements(workspace) as sent:
        assert related.of(workspace, "person", uuid7()).more == frozenset()
    assert len(sent) == 1
    assert related.of(workspace, "note", uuid7()).groups == {}
