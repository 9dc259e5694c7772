"""An office begins in the language of who makes it, and is understood in every other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services import listing, opening, records
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.office import seeds
from crm_desktop.services.sales.ordering import contracts
from crm_desktop.services.workspace import Workspace
from tests.stores import opened


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use("en_GB", "en_GB")


@pytest.fixture
def german_office(tmp_path: Path, home: Path) -> Iterator[Workspace]:
    """Made by somebody who works in German, opened by somebody who does not."""
    path = str(tmp_path / "amt.crm")
    i18n.use("de", "de")
    opening.create_store(path, office_name="Büro", country="DE")
    i18n.use("en_GB", "en_GB")
    with opened(path) as workspace:
        yield workspace


def names(workspace: Workspace, entity: str) -> list[str]:
    found = listing.page(workspace, ListQuery(entity), ("name",), 300)
    return [str(row.cells[0]) for row in found]


def test_an_office_begins_in_the_language_of_who_makes_it(german_office: Workspace) -> None:
    stages, reasons = names(german_office, "stage"), names(german_office, "lost_reason")
    assert {"Gewonnen", "Verloren"} <= set(stages)
    assert "Preis" in reasons
    i18n.use("de", "de")
    assert set(names(german_office, "pipeline")) == {_(name) for name, _stages in seeds.PIPELINES}
    currencies = listing.page(german_office, ListQuery("currency"), ("code", "name"), 300)
    assert dict(row.cells[:2] for row in currencies)["CHF"] == "Schweizer Franken"


def test_renewals_are_found_in_whatever_language_they_were_named(german_office: Workspace) -> None:
    values = {"name": "Wartung", "status": "active", "ends_on": date(2027, 1, 31)}
    contract = records.create(german_office, "contract", values)
    made = contracts.renewal_deal(german_office, contract.id)
    deal = records.load(german_office, "deal", made.id).values
    i18n.use("de", "de")
    assert deal["pipeline"].label == _(seeds.RENEWALS)


def test_a_text_in_every_language() -> None:
    assert {"Yesterday", "Gestern"} <= i18n.in_every_language("Yesterday")
    assert i18n.in_every_language("no such text") == {"no such text"}


def test_the_role_of_an_owner_is_not_the_owner_of_a_record() -> None:
    role = ENTITIES["user"].field("role").choice("owner").label
    owner = ENTITIES["deal"].field("owner").label
    assert role != owner  # one word in English, two in other languages
