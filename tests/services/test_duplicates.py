"""Is somebody who is being typed in here already?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from crm_desktop.services import duplicates, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.workspace import Workspace
from tests.stores import statements


def make(workspace: Workspace, entity: str, **values: Any) -> Record:
    return records.create(workspace, entity, values)


@pytest.fixture
def acme(workspace: Workspace) -> Record:
    return make(
        workspace,
        "company",
        name="Acme GmbH",
        phones=({"number": "+49 30 900 100"},),
        emails=({"address": "Info@Acme.example"},),
        domains=({"domain": "acme.example"},),
        addresses=({"city": "Berlin"},),
    )


@pytest.fixture
def anna(workspace: Workspace, acme: Record) -> Record:
    return make(
        workspace,
        "person",
        first_name="Anna",
        last_name="Ruiz",
        company=Ref(acme.id, acme.label),
        emails=({"address": "anna.ruiz@acme.example"},),
        phones=({"number": "030 123456"},),
    )


def found(workspace: Workspace, entity: str, **values: Any) -> dict[UUID, tuple[str, ...]]:
    return {each.id: each.why for each in duplicates.likely(workspace, entity, values)}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"emails": ({"address": " ANNA.RUIZ@acme.example"},)}, ("email",)),
        ({"phones": ({"number": "+49 (30) 123-456"},)}, ("phone",)),
        ({"first_name": "anna", "last_name": "RUÍZ"}, ("name",)),
        ({"first_name": "Ruiz", "last_name": "Anna"}, ("name",)),
        (
            {
                "first_name": "Anna",
                "last_name": "Ruiz",
                "emails": ({"address": "anna.ruiz@acme.example"},),
                "phones": ({"number": "030 123456"},),
            },
            ("email", "phone", "name"),
        ),
        ({"last_name": "Ruiz"}, None),
        ({"first_name": "Anna", "last_name": "Ruizz"}, None),
        ({"emails": ({"address": "anna"},), "phones": ({"number": "12"},)}, None),
        ({"emails": ({"address": None},), "phones": ()}, None),
        ({}, None),
    ],
)
def test_a_contact_is_found_by_its_keys(
    workspace: Workspace, anna: Record, values: dict[str, Any], why: tuple[str, ...] | None
) -> None:
    assert found(workspace, "person", **values) == ({anna.id: why} if why else {})


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": "ACME"}, ("name",)),
        ({"name": "Acme Inc."}, ("name",)),
        ({"name": "Acme GmbH"}, ("name",)),
        ({"name": "Acm"}, None),
        ({"name": "Acme Logistics"}, None),
        ({"name": "GmbH"}, None),
        ({"web_links": ({"url": "https://www.acme.example/about"},)}, ("domain",)),
        ({"emails": ({"address": "info@acme.example"},)}, ("email", "domain")),
        ({"emails": ({"address": "info@gmail.com"},)}, None),
        ({"phones": ({"number": "030 900100"},)}, ("phone",)),
        ({"name": None}, None),
    ],
)
def test_a_company_is_found_by_its_keys(
    workspace: Workspace, acme: Record, values: dict[str, Any], why: tuple[str, ...] | None
) -> None:
    assert found(workspace, "company", **values) == ({acme.id: why} if why else {})


def test_it_says_where_and_leaves_out_the_record_itself(workspace: Workspace, anna: Record) -> None:
    values = {"emails": ({"address": "anna.ruiz@acme.example"},)}
    (one,) = duplicates.likely(workspace, "person", values)
    assert (one.label, one.place) == ("Anna Ruiz", "Acme GmbH")
    assert duplicates.likely(workspace, "person", values, anna.id) == ()
    (company,) = duplicates.likely(workspace, "company", {"name": "Acme"})
    assert (company.label, company.place) == ("Acme GmbH", "Berlin")


def test_what_is_in_the_trash_is_no_duplicate(workspace: Workspace, anna: Record) -> None:
    records.delete(workspace, "person", (anna.id,))
    assert found(workspace, "person", emails=({"address": "anna.ruiz@acme.example"},)) == {}


def test_an_address_that_was_taken_away_is_no_duplicate(workspace: Workspace, anna: Record) -> None:
    records.save(workspace, "person", anna.id, {"emails": ()}, version=anna.version)
    assert found(workspace, "person", emails=({"address": "anna.ruiz@acme.example"},)) == {}


def test_the_surest_comes_first_and_a_common_name_floods_nothing(
    workspace: Workspace, anna: Record
) -> None:
    for _at in range(12):
        make(workspace, "person", first_name="Anna", last_name="Ruiz")
    values = {
        "first_name": "Anna",
        "last_name": "Ruiz",
        "emails": ({"address": "anna.ruiz@acme.example"},),
    }
    out = duplicates.likely(workspace, "person", values)
    assert len(out) == duplicates.MOST
    assert out[0].id == anna.id
    assert out[0].why[0] == "email"


def test_two_statements_at_most(workspace: Workspace, anna: Record, acme: Record) -> None:
    person = {key: anna.values[key] for key in ("first_name", "last_name", "emails", "phones")}
    company = {key: acme.values[key] for key in ("name", "emails", "phones", "domains")}
    for entity, values in (("person", person), ("company", company)):
        with statements(workspace) as sent:
            assert duplicates.likely(workspace, entity, values)
        assert len(sent) <= 2
