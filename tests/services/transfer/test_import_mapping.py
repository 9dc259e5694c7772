"""What a file names and nothing is called here: listed, mapped, made; and mappings remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import ValidationFailed
from crm_desktop.services import listing, records, undo
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.transfer import importing, offered, preview
from crm_desktop.services.transfer.importing import ImportReport
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.unmatched import Unmatched
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, differences, dump

PRODUCTS = "Code,Product name,Price\nGP,GTX Pro,4821\nGB,GTX Basic,550\n"
DEALS = """opportunity_id,product,account,deal_stage,close_value,sales_agent
A1,GTXPro,Acme,Won,100,Nobody Known
A2,GTXPro,Acme,Won,200,Nobody Known
A3,GTX Basic,Initech,Won,50,
"""
ORDERS = """Order No,Date,Customer,Article,Quantity,Price,Status
1,2026-03-01,Acme,GTXPro,2,10,Odd state
2,2026-03-02,Acme,GTX Basic,1,5,
"""
CONTACTS = """First name,Last name,E-mail,Owner
Anna,Ruiz,anna@a.example,Bossy Boss
Ben,Okafor,ben@b.example,Bossy Boss
"""


@pytest.fixture
def folder(workspace: Workspace, tmp_path: Path) -> Path:
    """Files; the products are there."""
    for name, words in {
        "products": PRODUCTS,
        "deals": DEALS,
        "orders": ORDERS,
        "contacts": CONTACTS,
    }.items():
        (tmp_path / f"{name}.csv").write_text(words, "utf-8")
    assert importing.run(workspace, tmp_path / "products.csv", ImportOptions()).created == 2
    return tmp_path


def both(workspace: Workspace, path: Path, mapping: dict[str, Any] | None = None) -> ImportReport:
    """A rehearsal, which says the same as the import."""
    options = ImportOptions(mapping=mapping)
    told = importing.rehearse(workspace, path, options)
    report = importing.run(workspace, path, options)
    assert told.unmatched == report.unmatched
    assert told.created == report.created
    assert told.entities == report.entities
    return report


def values(found: list[Unmatched]) -> dict[tuple[str, str], int]:
    return {(one.column, one.value): one.rows for one in found}


def products_of(workspace: Workspace) -> list[str]:
    """The products in the lines of all deals."""
    rows = listing.page(workspace, ListQuery("deal"), ("number",), 100, 0)
    loaded = [records.load(workspace, "deal", UUID(bytes=row.id)) for row in rows]
    return sorted(
        line["product"].label if line["product"] else ""
        for deal in loaded
        for line in deal.values["lines"]
    )


def test_what_deals_name_is_listed_with_what_is_near(workspace: Workspace, folder: Path) -> None:
    found = importing.rehearse(workspace, folder / "deals.csv", ImportOptions()).unmatched
    assert values(found) == {
        ("product", "GTXPro"): 2,
        ("account", "Acme"): 2,
        ("sales_agent", "Nobody Known"): 2,
        ("account", "Initech"): 1,
    }
    by_value = {one.value: one for one in found}
    assert by_value["GTXPro"].suggestions == ("GTX Pro",)
    assert (by_value["GTXPro"].entity, by_value["GTXPro"].line) == ("product", 2)
    assert by_value["Acme"].can_create
    assert not by_value["Nobody Known"].can_create


def test_values_are_mapped_made_and_left_blank(workspace: Workspace, folder: Path) -> None:
    meant = {
        "product": {"GTXPro": "GTX Pro"},
        "account": {"Acme": {"create": "Acme Ltd"}, "Initech": None},
        "sales_agent": {"Nobody Known": None},
    }
    before = dump(workspace.store)
    report = both(workspace, folder / "deals.csv", {"values": meant})
    assert report.unmatched == []
    assert report.entities == {"deal": 3, "company": 1}
    assert products_of(workspace) == ["GTX Basic", "GTX Pro", "GTX Pro"]
    companies = listing.page(workspace, ListQuery("company"), ("name",), 10, 0)
    assert [row.cells for row in companies] == [("Acme Ltd",)]
    assert_sound(workspace)
    undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []


def test_a_product_is_made_where_a_mapping_asks_for_it(workspace: Workspace, folder: Path) -> None:
    meant = {"product": {"GTXPro": {"create": "GTXPro"}}}
    report = both(workspace, folder / "deals.csv", {"entity": "deal", "values": meant})
    assert report.entities["product"] == 1
    assert products_of(workspace) == ["GTX Basic", "GTXPro", "GTXPro"]


def test_what_orders_name(workspace: Workspace, folder: Path) -> None:
    found = importing.rehearse(workspace, folder / "orders.csv", ImportOptions()).unmatched
    assert values(found) == {("Article", "GTXPro"): 1, ("Status", "Odd state"): 1}
    by_value = {one.value: one for one in found}
    assert by_value["GTXPro"].suggestions == ("GTX Pro",)
    assert "Confirmed" in by_value["Odd state"].choices
    meant = {"Article": {"GTXPro": {"create": "New thing"}}, "Status": {"Odd state": "Confirmed"}}
    report = both(workspace, folder / "orders.csv", {"values": meant})
    assert report.unmatched == []
    assert report.entities["product"] == 1


def test_what_contacts_name(workspace: Workspace, folder: Path) -> None:
    report = importing.rehearse(workspace, folder / "contacts.csv", ImportOptions())
    assert values(report.unmatched) == {("Owner", "Bossy Boss"): 2}
    assert [problem.line for problem in report.failures] == [2, 3]
    meant = {"Owner": {"Bossy Boss": None}}
    assert both(workspace, folder / "contacts.csv", {"values": meant}).unmatched == []


def test_choices_that_are_none(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Lead name,Lead status,Company\nAnna Ruiz,Nurturee,Sur\n", "utf-8")
    (odd,) = importing.rehearse(workspace, path, ImportOptions(entity="lead")).unmatched
    assert (odd.column, odd.entity, odd.value) == ("Lead status", "", "Nurturee")
    assert odd.suggestions == ("Nurture",)
    mapping = {"entity": "lead", "values": {"Lead status": {"Nurturee": "Nurture"}}}
    assert both(workspace, path, mapping).unmatched == []


def test_several_files_take_values_and_mappings_of_their_own(
    workspace: Workspace, folder: Path
) -> None:
    mapping = {
        "files": {"deals.csv": {"values": {"account": {"Acme": {"create": "Acme"}}}}},
        "values": {"product": {"GTXPro": "GTX Pro"}},
    }
    paths = [folder / "deals.csv", folder / "contacts.csv"]
    report = importing.rehearse_all(workspace, paths, ImportOptions(mapping=mapping))
    left = {(one.file, one.value) for one in report.unmatched}
    assert ("deals.csv", "GTXPro") not in left
    assert ("deals.csv", "Acme") not in left
    assert ("contacts.csv", "Bossy Boss") in left
    assert report.entities["company"] == 1


def test_a_mapping_is_remembered_and_forgotten_with_the_import(
    workspace: Workspace, folder: Path
) -> None:
    path, other = folder / "deals.csv", folder / "later.csv"
    mapping = {"entity": "deal", "values": {"product": {"GTXPro": "GTX Pro"}}}
    assert importing.rehearse(workspace, path, ImportOptions()).remembered is None
    importing.run(workspace, path, ImportOptions(mapping=mapping))
    other.write_text(DEALS.replace("A1", "B1"), "utf-8")
    assert importing.rehearse(workspace, other, ImportOptions()).remembered == mapping
    assert importing.recalled(workspace, [other], ImportOptions()) == mapping
    assert importing.recalled(workspace, [folder / "contacts.csv"], ImportOptions()) is None
    changed = {"entity": "deal", "values": {"product": {"GTXPro": "GTX Basic"}}}
    importing.run(workspace, other, ImportOptions(mapping=changed))
    assert importing.recalled(workspace, [path], ImportOptions()) == changed
    undo.undo(workspace)
    assert importing.recalled(workspace, [path], ImportOptions()) == mapping
    undo.undo(workspace)
    assert importing.recalled(workspace, [path], ImportOptions()) is None


# ----------------------------------------------------------------------------- the preview


def test_a_preview_guesses_and_can_be_told(workspace: Workspace, folder: Path) -> None:
    path = folder / "products.csv"
    found = preview.look(workspace, path, ImportOptions())
    assert (found.entity, found.head_row, found.sheets) == ("product", 1, ())
    assert [(c.head, c.path) for c in found.columns] == [
        ("Code", "code"),
        ("Product name", "name"),
        ("Price", "list_price"),
    ]
    assert found.columns[1].samples == ("GTX Pro", "GTX Basic")
    assert found.rows[0] == (1, ("Code", "Product name", "Price"))
    told = {"head_row": 2}
    moved = preview.look(workspace, path, ImportOptions(entity="product", mapping=told))
    assert [c.head for c in moved.columns] == ["GP", "GTX Pro", "4821"]
    people = preview.look(workspace, folder / "contacts.csv", ImportOptions())
    assert people.entity == "person"
    assert people.columns[2].path == "emails.1.address"


@pytest.mark.parametrize("entity", ["person", "company", "product", "lead", "deal", "order"])
def test_every_place_that_is_offered_is_taken(
    workspace: Workspace, tmp_path: Path, entity: str
) -> None:
    """Each place alone: it is a field that an import knows, or lacks what a row needs."""
    path = tmp_path / "one.csv"
    path.write_text("Head one,Head two\nx,y\n", "utf-8")
    places = offered.places(entity)
    assert len({place.path for place in places}) == len(places)
    for place in places:
        assert place.label
        mapping = {"entity": entity, "columns": {"Head one": place.path}}
        try:
            importing.rehearse(workspace, path, ImportOptions(mapping=mapping))
        except ValidationFailed as refusal:
            words = "These columns are no orders" if entity == "order" else "No column goes to"
            assert words in str(refusal)
            assert entity == "order" or place.path == "id"


def test_what_is_wrong_with_columns_is_said() -> None:
    assert offered.missing("product", {"Net": "list_price"}) == "A product needs a name or a code."
    assert offered.missing("product", {"Art.": "code"}) == ""
    assert offered.missing("person", {"Mail": "emails.work.address"}) == ""
    assert offered.missing("person", {"Birthday": "birthday"})
    assert offered.missing("order", {"No": "number", "Who": "company", "On": "ordered_on"}) == ""
    twice = offered.twice("product", {"A": "name", "B": "name", "C": None})
    assert twice["A"] == "'A' and 'B' go to Name, which holds one value. Choose one."
    phones = {"A": "phones.work.number", "B": "phones.work.number"}
    assert offered.twice("person", phones) == {}
