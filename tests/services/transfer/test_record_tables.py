"""Products, price lists and deals from tables."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.errors import ValidationFailed
from crm_desktop.services import listing, records, undo
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.transfer import exporting, importing
from crm_desktop.services.transfer.importing import ImportReport
from crm_desktop.services.transfer.options import ImportOptions, Policy
from crm_desktop.services.workspace import Workspace
from tests.services.sales import named
from tests.stores import assert_sound, differences, dump, scalar

SHARED = Path(__file__).parents[4] / "shared" / "data" / "sales"
CRM = SHARED / "crm_sales_opportunities"
CATALOGUE = """SKU;Product name;Product group;Unit;Price;Purchase price;Discontinued;Colour
RK-1;Rack;Racks;pcs;1.489,00;301,50;no;grey
RK-2;Shelf;Racks;pcs;12,4;7;yes;grey
SC-1;Scanner;Scanners;pcs;abc;90;no;black
"""
PRICES = """Product code,Price list,From quantity,Price,Valid from
RK-1,Export,,1400.50,2026-01-01
RK-1,Export,10,1350,2026-01-01
RK-9,Export,,1,2026-01-01
"""


def take(workspace: Workspace, path: Path, entity: str, **how: Any) -> ImportReport:
    options = ImportOptions(entity=entity, **how)
    rehearsed = importing.rehearse(workspace, path, options)
    report = importing.run(workspace, path, options)
    counted = [
        (r.read, r.created, r.updated, r.unchanged, r.skipped, r.failed)
        for r in (rehearsed, report)
    ]
    assert counted[0] == counted[1]
    assert report.read == sum(counted[1][1:])
    return report


def product(workspace: Workspace, name: str) -> dict[str, Any]:
    return dict(records.load(workspace, "product", named(workspace, "product", name).id).values)


@pytest.fixture
def catalogue(workspace: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text(CATALOGUE, "utf-8")
    return path


def test_products_come_with_their_categories(workspace: Workspace, catalogue: Path) -> None:
    report = take(workspace, catalogue, "product")
    assert (report.read, report.created, report.failed) == (3, 3, 0)
    assert report.entities == {"product": 3, "product_category": 2}
    assert "Not read: 'Colour'." in report.notes
    rack = product(workspace, "Rack")
    assert (rack["code"], rack["category"].label, rack["kind"]) == ("RK-1", "Racks", "goods")
    assert (rack["list_price"], rack["cost"]) == (D(1489), D("301.50"))
    assert rack["currency"] == "EUR"
    assert product(workspace, "Shelf")["discontinued"] is True
    (problem,) = report.failures
    assert problem.column == "Price"
    assert product(workspace, "Scanner")["note"] == "Price: abc"
    again = take(workspace, catalogue, "product")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert_sound(workspace)


def test_an_import_is_undone_as_one(workspace: Workspace, catalogue: Path) -> None:
    before = dump(workspace.store)
    take(workspace, catalogue, "product")
    undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []
    assert take(workspace, catalogue, "product").created == 3


def test_a_price_list_is_rows_of_its_products(
    workspace: Workspace, catalogue: Path, tmp_path: Path
) -> None:
    take(workspace, catalogue, "product")
    path = tmp_path / "prices.csv"
    path.write_text(PRICES, "utf-8")
    report = importing.run(workspace, path, ImportOptions(entity="product"))
    assert (report.read, report.updated, report.failed) == (3, 2, 1)
    assert report.failures[0].reason == "Name is needed."
    rows = product(workspace, "Rack")["prices"]
    assert [(r["price_list"].label, r["min_quantity"], r["unit_price"]) for r in rows] == [
        ("Export", None, D("1400.50")),
        ("Export", D(10), D(1350)),
    ]
    assert importing.run(workspace, path, ImportOptions(entity="product")).unchanged == 2
    path.write_text(PRICES.replace("1350", "1300"), "utf-8")
    assert importing.run(workspace, path, ImportOptions(entity="product")).updated == 1
    assert [r["unit_price"] for r in product(workspace, "Rack")["prices"]] == [
        D("1400.50"),
        D(1300),
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_export_changes_nothing(
    workspace: Workspace, catalogue: Path, tmp_path: Path, ending: str
) -> None:
    take(workspace, catalogue, "product")
    path = tmp_path / f"out.{ending}"
    exporting.export(workspace, ListQuery("product"), path)
    assert take(workspace, path, "product").unchanged == 3


def test_what_is_there_can_be_left_alone(workspace: Workspace, catalogue: Path) -> None:
    take(workspace, catalogue, "product")
    catalogue.write_text(CATALOGUE.replace("301,50", "299"), "utf-8")
    assert take(workspace, catalogue, "product", match=Policy.SKIP).skipped == 3
    assert take(workspace, catalogue, "product", match=Policy.FILL).unchanged == 3
    assert take(workspace, catalogue, "product").updated == 1


def test_a_product_without_a_code_is_known_by_its_name(
    workspace: Workspace, catalogue: Path, tmp_path: Path
) -> None:
    take(workspace, catalogue, "product")
    path = tmp_path / "names.csv"
    path.write_text("Product,Price\nShelf,13\nRK-1,5\n", "utf-8")
    report = take(workspace, path, "product")
    assert (report.updated, report.created) == (1, 1)
    assert product(workspace, "Shelf")["list_price"] == 13
    assert product(workspace, "Rack")["list_price"] == 1489


def test_heads_that_say_nothing_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_text("Aa,Bb\n1,2\n3,4\n", "utf-8")
    with pytest.raises(ValidationFailed, match="No column looks like"):
        take(workspace, path, "product")
    mapping = {"columns": {"Aa": "code", "Bb": "list_price"}}
    assert take(workspace, path, "product", mapping=mapping).created == 2
    with pytest.raises(ValidationFailed, match="no field of a product"):
        take(workspace, path, "product", mapping={"columns": {"Aa": "shoe_size"}})


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_deals_of_another_program(workspace: Workspace) -> None:
    """Every fourth deal of the CRM Sales Opportunities: counts and totals to the cent."""
    assert take(workspace, CRM / "products.csv", "product").created == 7
    importing.run(workspace, CRM / "accounts.csv", ImportOptions(entity="company"))
    mapping = {
        "columns": {
            "opportunity_id": "number",
            "product": "lines.product",
            "account": "company",
            "deal_stage": "stage",
            "close_date": "expected_close",
            "close_value": "amount",
        },
        "values": {"deal_stage": {"Engaging": "Qualified", "Prospecting": "New enquiry"}},
    }
    path = CRM / "sales_pipeline_sample.csv"
    told = importing.rehearse(workspace, path, ImportOptions(entity="deal", mapping=mapping))
    assert any("GTXPro" in problem.reason for problem in told.failures)
    mapping["values"] |= {"product": {"GTXPro": "GTX Pro"}}
    report = importing.run(workspace, path, ImportOptions(entity="deal", mapping=mapping))
    assert (report.read, report.created, report.failed) == (2200, 2200, 0)
    assert not [p for p in report.failures if "GTXPro" in p.reason]
    won = "FROM deal WHERE deleted_at IS NULL AND status = 'won'"
    assert scalar(workspace, f"SELECT count(*) {won}") == 1040
    assert D(scalar(workspace, f"SELECT sum(amount) {won}")).scaleb(-4) == D("2442747.00")
    assert scalar(workspace, "SELECT count(*) FROM deal WHERE status = 'lost'") == 634
    assert listing.count(workspace, ListQuery("deal")) == 2200
    undo.undo(workspace)
    assert listing.count(workspace, ListQuery("deal")) == 0
