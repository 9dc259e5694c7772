"""Price lists laid out as reports: titles, groups, heads again, totals, remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm_desktop.errors import ValidationFailed
from crm_desktop.services import listing, records
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.transfer import importing
from crm_desktop.services.transfer.importing import ImportReport
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.price_heads import loosely
from crm_desktop.services.workspace import Workspace
from tests.services.sales import named

SPREADSHEETS = Path(__file__).parents[4] / "shared" / "data" / "spreadsheets"
Rows = Sequence[Sequence[Any]]

REPORT: Rows = [
    ["Racks & Co. KG"],
    ["Price list 2026, valid from 1 January 2026"],
    [],
    ["e-mail: sales@racks.example", None, None, "page 1"],
    [],
    ["Code", "Product name", "Unit", "Price"],
    ["Steel racks"],
    ["RK-1", "Rack 100", "pcs", 1489],
    ["RK-2", "Rack 200", "pcs", 1612.5],
    [],
    ["Code", "Product name", "Unit", "Price"],
    ["Shelves"],
    ["SH-1", "Shelf", "pcs", 12.4],
    ["SH-2", "Corner shelf", "pcs", "on request"],
    ["Prices are net and without freight."],
    [],
    ["Total", None, None, 3113.9],
]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def make(rows: Rows, name: str = "prices.xlsx", sheet: str = "Prices") -> Path:
        workbook = openpyxl.Workbook()
        page = workbook.active
        assert page is not None
        page.title = sheet
        for row in rows:
            page.append(list(row))
        workbook.save(tmp_path / name)
        return tmp_path / name

    return make


def take(workspace: Workspace, path: Path, **how: Any) -> ImportReport:
    options = ImportOptions(**how)
    told = importing.rehearse(workspace, path, options)
    report = importing.run(workspace, path, options)
    assert (told.created, told.read, told.failed) == (report.created, report.read, report.failed)
    return report


def prices(workspace: Workspace) -> dict[str, tuple[str | None, D | None]]:
    """Name -> category and price of every product."""
    rows = listing.page(workspace, ListQuery("product"), ("name",), 1000, 0)
    out: dict[str, tuple[str | None, D | None]] = {}
    for row in rows:
        values = records.load(workspace, "product", named(workspace, "product", row.cells[0]).id)
        category = values.values["category"]
        out[row.cells[0]] = (category and category.label, values.values["list_price"])
    return out


def test_a_report_is_read_as_what_it_is(workspace: Workspace, book: Callable[..., Path]) -> None:
    report = take(workspace, book(REPORT))
    assert (report.created, report.failed) == (4, 0)
    assert prices(workspace) == {
        "Rack 100": ("Steel racks", D(1489)),
        "Rack 200": ("Steel racks", D("1612.5")),
        "Shelf": ("Shelves", D("12.4")),
        "Corner shelf": ("Shelves", None),
    }
    notes = " ".join(report.notes)
    assert "Rows above row 6 were taken for titles." in notes
    assert "groups of what follows: 'Steel racks', 'Shelves'" in notes
    assert "repeat the heads: row 11" in notes
    assert "are remarks: row 15" in notes
    assert "are totals: row 17" in notes
    assert importing.run(workspace, book(REPORT), ImportOptions()).unchanged == 4


def test_a_report_as_text(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    lines = [";".join(str(c or "") for c in (*row, *[""] * (4 - len(row)))) for row in REPORT]
    path.write_text("\n".join(lines).replace("1612.5", "1612,50"), "utf-8")
    take(workspace, path)
    assert prices(workspace)["Rack 200"] == ("Steel racks", D("1612.50"))
    assert prices(workspace)["Shelf"][0] == "Shelves"
    assert len(prices(workspace)) == 4


def test_heads_in_two_rows(workspace: Workspace, book: Callable[..., Path]) -> None:
    rows: Rows = [
        ["Прайс-лист"],
        [],
        ["Артикул", "Наименование", "Цена", None],
        [None, None, "закупка", "евро"],
        ["Стеллажи"],
        ["RK-1", "Стеллаж", 10, 12.5],
        ["RK-2", "Полка", 3, 4],
    ]
    path = book(rows)
    with pytest.raises(ValidationFailed, match="Say which row holds the heads"):
        importing.rehearse(workspace, path, ImportOptions())
    mapping = {
        "entity": "product",
        "head_row": 3,
        "columns": {
            "Артикул": "code",
            "Наименование": "name",
            "Цена закупка": "cost",
            "Цена евро": "list_price",
            "Group": "category",
        },
    }
    report = take(workspace, path, mapping=mapping)
    assert (report.created, report.failed) == (2, 0)
    assert prices(workspace) == {
        "Стеллаж": ("Стеллажи", D("12.5")),
        "Полка": ("Стеллажи", D(4)),
    }


def test_groups_of_products_under_strange_heads(
    workspace: Workspace, book: Callable[..., Path]
) -> None:
    rows: Rows = [
        ["Our prices"],
        [],
        ["Art.", "What it is", "Net"],
        ["Racks"],
        ["RK-1", "Rack", 10],
        ["Shelves"],
        ["SH-1", "Shelf", 5],
    ]
    path = book(rows)
    columns = {"Art.": "code", "What it is": "name", "Net": "list_price"}
    take(workspace, path, mapping={"entity": "product", "columns": columns})
    assert prices(workspace) == {"Rack": (None, D(10)), "Shelf": (None, D(5))}
    columns["Group"] = "category"
    report = take(workspace, path, mapping={"entity": "product", "columns": columns})
    assert report.updated == 2
    assert prices(workspace)["Shelf"] == ("Shelves", D(5))


def test_two_prices_are_not_guessed(workspace: Workspace, book: Callable[..., Path]) -> None:
    heads = ["Code", "Product", "Price", "List price"]
    rows = [["Prices"], [], heads, ["Racks"], ["A", "Rack", 1, 2]]
    with pytest.raises(ValidationFailed, match=r"Several columns may hold the price") as refusal:
        importing.rehearse(workspace, book(rows), ImportOptions(entity="product"))
    assert "row 3 was taken for the heads" in str(refusal.value)
    assert "Rows 1 to 5 were looked at" in str(refusal.value)


def test_other_heads_further_down_are_not_guessed(
    workspace: Workspace, book: Callable[..., Path]
) -> None:
    rows = [
        ["Code", "Product name", "Unit", "Price"],
        ["A", "Rack", "pcs", 1],
        [],
        ["Code", "Product name", "Price", "Weight"],
        ["B", "Shelf", 9, 4],
    ]
    with pytest.raises(ValidationFailed, match="Row 4 holds other heads than row 1"):
        importing.rehearse(workspace, book(rows), ImportOptions())


def test_a_product_with_two_prices_keeps_the_first(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("Code,Product name,Price\nA,Rack,10\nB,Shelf,5\nA,Rack,12\n", "utf-8")
    report = take(workspace, path)
    assert (report.created, report.failed) == (2, 1)
    assert "Row 2 has another price for the same product: 10 there, 12 here" in str(
        report.failures[0]
    )
    assert prices(workspace)["Rack"][1] == D(10)


def test_a_row_that_says_little_is_no_group(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("Code,Product name,Price\nA,Rack,10\nB,,\nC,Shelf,5\n", "utf-8")
    assert take(workspace, path).created == 3


def test_groups_in_groups(workspace: Workspace, book: Callable[..., Path]) -> None:
    rows = [
        ["Our prices"],
        ["Code", "Product name", "Unit", "Price"],
        ["Storage"],
        ["Racks"],
        ["RK-1", "Rack", "pcs", 10],
        ["Shelves"],
        ["SH-1", "Shelf", "pcs", 5],
    ]
    report = take(workspace, book(rows))
    assert prices(workspace) == {"Rack": ("Racks", D(10)), "Shelf": ("Shelves", D(5))}
    assert "Not read: 'Group above'." in report.notes


@pytest.mark.skipif(not SPREADSHEETS.exists(), reason="the shared data is not here")
def test_a_foreign_report_is_refused_and_mappable(workspace: Workspace) -> None:
    path = next((SPREADSHEETS / "poi").glob("com.aida*"))
    with pytest.raises(ValidationFailed) as refusal:
        importing.rehearse(workspace, path, ImportOptions())
    words = str(refusal.value)
    assert "Rows 1 to 280" in words
    assert "row 21 reads most like heads: 'Размещение'" in words
    columns = {"Group": "name", "Group above": "category", "DBL": "list_price"}
    mapping = {"entity": "product", "head_row": 21, "columns": columns}
    report = take(workspace, path, mapping=mapping)
    assert report.created > 10
    assert "another price for the same product" in str(report.failures)
    category, price = (
        prices(workspace)["POLL VILLA WITH DECK"]
        if ("POLL VILLA WITH DECK" in prices(workspace))
        else next(iter(prices(workspace).values()))
    )
    assert category
    assert category.startswith("Отель")
    assert price


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"entity": "product", "head_row": 99}, "There is no row 99"),
        ({"entity": "product", "head_row": -1}, "no number of a row"),
        ({"entity": "product", "colums": {}}, "has no part 'colums'"),
        ({"values": {"Code": {"A": [1]}}}, "must be a text"),
        (
            {"entity": "product", "columns": {"Code": "code", "Unit": "code"}},
            "go to Code, which holds one value",
        ),
    ],
)
def test_a_wrong_mapping_is_refused(
    workspace: Workspace, book: Callable[..., Path], mapping: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationFailed, match=words):
        importing.rehearse(workspace, book(REPORT), ImportOptions(mapping=mapping))


RUSSIAN = """ООО Стеллажи;;;
Прайс-лист от 01.03.2026;;;
;;;
№;Наименование товара;Ед. изм.;Цена, руб.
1. Стеллажи;;;
1;Стеллаж 100;шт;1 250,00
2;Стеллаж 200;шт;2 300,50
2. Полки;;;
3;Полка;шт;300,00
"""
GERMAN = """Preisliste 2026

Art.-Nr.;Bezeichnung;VPE;Preis/Stück EUR
Regale
R-1;Regal;1;1.250,00
Böden
B-1;Boden;10;30,00
"""
NET = "Name,Price incl. VAT,Price excl. VAT\nRacks,,\nRack,119,100\nShelf,11.9,10\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            RUSSIAN,
            {
                "Стеллаж 100": ("1. Стеллажи", D(1250)),
                "Стеллаж 200": ("1. Стеллажи", D("2300.5")),
                "Полка": ("2. Полки", D(300)),
            },
        ),
        (GERMAN, {"Regal": ("Regale", D(1250)), "Boden": ("Böden", D(30))}),
        (NET, {"Rack": ("Racks", D(100)), "Shelf": ("Racks", D(10))}),
    ],
)
def test_price_lists_of_the_world(
    workspace: Workspace, tmp_path: Path, words: str, expected: dict[str, Any]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(words, "utf-8")
    assert take(workspace, path).failed == 0
    assert prices(workspace) == expected


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Preis/Stück EUR", "list_price"),
        ("Цена, руб. без НДС", "list_price"),
        ("Unit price (net, USD)", "list_price"),
        ("Prix unitaire HT €", None),
        ("Price incl. VAT", None),
        ("Цена с НДС", None),
        ("Dealer price", None),
        ("Оптовая цена", None),
        ("Art.-Nr.", "code"),
        ("Наименование товара", "name"),
        ("Ед. изм.", "unit"),
        ("№", None),
        ("№ п/п", None),
        ("Note", None),
    ],
)
def test_heads_are_read_loosely_and_not_more(head: str, field: str | None) -> None:
    assert loosely(head) == field


def test_people_are_no_price_list(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,Company,Price\nAnna Ruiz,Sur,10\nBen Okafor,Harbour,5\n", "utf-8")
    assert set(importing.rehearse(workspace, path, ImportOptions()).entities) >= {"person"}
