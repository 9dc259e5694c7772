"""Leads, categories and price lists from tables, and our own exports of what is sold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook

from crm_desktop.services import demo_data, listing, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.pricing import prices
from crm_desktop.services.sales.pricing.prices import PriceSetting, Wish
from crm_desktop.services.transfer import exporting, importing
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.report import ImportReport
from crm_desktop.services.transfer.table_kinds import kind_of
from crm_desktop.services.workspace import Workspace
from tests.services.sales import named
from tests.services.transfer.test_orders import counts, take
from tests.stores import differences, dump

LEADS = """Lead ID;Lead Name;Company;Email;Phone;Lead Source;Lead Status;Budget;Created;City;Rank
L-1;Dr. Anna Ruiz;Lupa;anna@lupa.example;+34 954 1;fair;Qualified;12.500,50;04.03.2026;Sevilla;a
L-2;Ben Okafor;;ben@h.example;;;New;;;Riga;b
L-3;;Vega;;;;Lukewarm;;;;c
;;;;;;New;;;;d
"""
PRICES = """SKU,Price list,Quantity from,Price,Currency,Valid from,Valid to,Customer
RK-1,Retail 2026,,100,EUR,2026-01-01,,
RK-1,Retail 2026,10,90,EUR,2026-01-01,,
RK-1,Retail 2026,50,80.1234,EUR,2026-01-01,2026-06-30,
RK-1,Export,,120,USD,,,
RK-1,,,85,EUR,,,Lupa
RK-9,Retail 2026,,1,EUR,,,
"""
CATEGORIES = "Category name;Parent category;Description\nRacks;;Steel\nWall racks;Racks;\n"


def all_of(workspace: Workspace, entity: str) -> list[Record]:
    vector = listing.ids(workspace, ListQuery(entity)).vector
    ids = [UUID(bytes=vector[at : at + 16]) for at in range(0, len(vector), 16)]
    return [records.load(workspace, entity, key) for key in ids]


def write(path: Path, words: str) -> Path:
    path.write_text(words, "utf-8")
    return path


# ------------------------------------------------------------------------- leads


def test_leads(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "leads.csv", LEADS)
    report = take(workspace, path)
    assert counts(report) == {"created": 3, "failed": 1}
    assert report.entities == {"lead": 3}
    anna, ben, vega = sorted(all_of(workspace, "lead"), key=lambda r: r.values["external_id"])
    values = anna.values
    assert (values["prefix"], values["first_name"], values["last_name"]) == ("Dr.", "Anna", "Ruiz")
    assert (values["company_name"], values["estimated_amount"]) == ("Lupa", D("12500.5"))
    assert (values["status"], values["source"]) == ("qualified", "fair")
    assert values["emails"][0]["address"] == "anna@lupa.example"
    assert values["created_at"].astimezone().date() == date(2026, 3, 4)
    assert values["addresses"][0]["city"] == "Sevilla"
    assert ben.label == "Ben Okafor"
    assert "Lead Status: Lukewarm" in vega.values["note"]
    told = [str(problem) for problem in report.failures]
    assert any("Lukewarm" in words for words in told)
    assert "Not read: 'Rank'." in report.notes
    assert counts(take(workspace, path)) == {"unchanged": 3, "failed": 1}
    write(path, LEADS.replace("Qualified", "Nurture").replace("12.500,50", "13.000"))
    assert take(workspace, path).updated == 1
    undo.undo(workspace)


def test_leads_without_ids_are_known_by_mail_or_name(workspace: Workspace, tmp_path: Path) -> None:
    words = "Name,Company,Email,Lead Source,Lead Status\nAnna Ruiz,Lupa,a@l.example,Fair,New\n"
    path = write(tmp_path / "leads.csv", words + "Ben Okafor,Vega,,Fair,New\n")
    assert counts(take(workspace, path)) == {"created": 2}
    assert counts(take(workspace, path)) == {"unchanged": 2}


# ------------------------------------------------------------------------- price lists


def product(workspace: Workspace, code: str = "RK-1", **values: Any) -> Record:
    given = {"name": "Rack", "code": code, "kind": "goods", "list_price": D(110)}
    return records.create(workspace, "product", given | values)


def price(workspace: Workspace, record: Record, quantity: int, **how: Any) -> D | None:
    setting = PriceSetting(how.pop("currency", "EUR"), day=date(2026, 3, 1), **how)
    (offer,) = prices.find(workspace, [Wish(record.id, D(quantity))], setting)
    return offer.row["unit_price"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_price_list_with_breaks_days_and_customers(
    workspace: Workspace, tmp_path: Path, ending: str
) -> None:
    record = product(workspace)
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    path = tmp_path / f"prices.{ending}"
    if ending == "csv":
        write(path, PRICES)
    else:
        as_workbook(path, PRICES)
    report = take(workspace, path)
    assert counts(report) == {"updated": 5, "failed": 1}
    assert report.entities == {"price_list": 2}
    assert report.failures[0].reason == "Name is needed."
    lists = {each.label: each for each in all_of(workspace, "price_list")}
    assert {name: each.values["currency"] for name, each in lists.items()} == {
        "Retail 2026": "EUR",
        "Export": "USD",
    }
    retail, export = lists["Retail 2026"].id, lists["Export"].id
    found = [price(workspace, record, at, price_list=retail) for at in (1, 10, 50)]
    assert found == [D(100), D(90), D("80.1234")]
    assert price(workspace, record, 1, price_list=export, currency="USD") == D(120)
    assert price(workspace, record, 1, company=lupa.id) == D(85)
    assert price(workspace, record, 1) == D(110)
    again = take(workspace, path)
    assert counts(again) == {"unchanged": 5, "failed": 1}


def as_workbook(path: Path, words: str) -> None:
    book = Workbook()
    (sheet,) = book.worksheets
    for row in words.splitlines():
        sheet.append([_cell(cell) for cell in row.split(",")])
    book.save(path)


def _cell(words: str) -> Any:
    if words.replace(".", "").isdigit():
        return float(words)
    return date.fromisoformat(words) if words[:3] == "202" else words or None


def test_products_with_their_prices_in_one_table(workspace: Workspace, tmp_path: Path) -> None:
    words = "Artikelnummer;Bezeichnung;Preisliste;ab Menge;Preis\nA1;Regal;Händler;;10,5\n"
    path = write(tmp_path / "p.csv", words + "A1;Regal;Händler;10;9,5\n")
    assert counts(take(workspace, path)) == {"created": 1, "updated": 1}
    (record,) = all_of(workspace, "product")
    assert [row["unit_price"] for row in record.values["prices"]] == [D("10.5"), D("9.5")]


def test_categories(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", CATEGORIES)
    assert take(workspace, path, entity="product_category").created == 2
    wall = records.load(
        workspace, "product_category", named(workspace, "product_category", "Wall racks").id
    )
    assert wall.values["parent"].label == "Racks"
    assert take(workspace, path, entity="product_category").unchanged == 2


def test_price_lists_themselves(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "l.csv", "Name,Currency,Valid from\nRetail,EUR,2026-01-01\nUSA,USD,\n")
    assert take(workspace, path, entity="price_list").created == 2
    assert take(workspace, path, entity="price_list").unchanged == 2


# ------------------------------------------------------------------------- what a table is


@pytest.mark.parametrize(
    ("heads", "kind"),
    [
        ("First name,Last name,E-mail,Company", "person"),
        ("Name,Phone,City", "person"),
        ("Company,Website,City", "company"),
        ("SKU,Product name,Price", "product"),
        ("Артикул,Наименование,Цена", "product"),
        ("Artikelnummer,Bezeichnung,Preis", "product"),
        ("Opportunity Name,Account,Stage,Close Date,Amount", "deal"),
        ("Deal Name,Deal Stage,Deal Owner,Amount", "deal"),
        ("Lead ID,First Name,Last Name,Lead Source", "lead"),
        ("Order ID,Customer,Order Date,Total", "order"),
        ("ORDERNUMBER,QUANTITYORDERED,PRICEEACH,PRODUCTCODE,ORDERDATE,CUSTOMERNAME", "order"),
        ("Номер заказа,Покупатель,Дата,Артикул,Количество,Цена", "order"),
        ("Rechnungsnummer,Kunde,Datum,Artikel,Menge,Einzelpreis", "order"),
        ("Order ID,Product ID,Quantity,Unit Price", "lines"),
        ("Aa,Bb", None),
    ],
)
def test_tables_are_told_by_their_heads(heads: str, kind: str | None) -> None:
    names = heads.split(",")
    row = ["Lupa"] * len(names)
    assert kind_of("table", names, [row], among=False).entity == kind


# ------------------------------------------------------------------------- our own exports


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_exports_change_nothing(workspace: Workspace, tmp_path: Path, ending: str) -> None:
    demo_data.fill(workspace, 40)
    make_an_order(workspace)
    before = dump(workspace.store)
    kinds = ("product", "product_category", "price_list", "lead", "deal", "order")
    for entity in kinds:
        path = tmp_path / f"{entity}.{ending}"
        rows = exporting.export(workspace, ListQuery(entity), path).rows
        assert rows
        report = importing.run(workspace, path, ImportOptions())
        assert counts(report) == {"unchanged": rows}, (entity, told(report))
    assert differences(before, dump(workspace.store)) == []


def make_an_order(workspace: Workspace) -> None:
    (some, *_) = all_of(workspace, "product")
    lines: Sequence[dict[str, Any]] = (
        {"kind": "heading", "description": "Racks", "position": 1},
        {"product": named(workspace, "product", some.label), "quantity": D(2), "position": 2}
        | {"unit_price": D("9.5"), "discount_percent": D("7.5"), "description": "Rack"},
        {"quantity": D(1), "unit_price": D(3), "description": "Rack", "position": 3},
    )
    values = {"title": "Order", "lines": lines, "allowances": ({"percent": D(2), "reason": "x"},)}
    records.create(workspace, "order", values)


def told(report: ImportReport) -> list[str]:
    return [str(problem) for problem in report.failures[:3]] + report.notes
