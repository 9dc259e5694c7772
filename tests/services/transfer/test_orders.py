"""Orders of other programs: one table, several, a folder; added up, found again, undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crm_desktop.errors import FileRefused, ValidationFailed
from crm_desktop.services import listing, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.transfer import importing
from crm_desktop.services.transfer.options import ImportOptions, Policy
from crm_desktop.services.transfer.order_tables import denoised, item_price
from crm_desktop.services.transfer.report import COUNTS, ImportReport
from crm_desktop.services.workspace import Workspace
from tests.services.sales import named, ref
from tests.stores import assert_sound, differences, dump, scalar

SHARED = Path(__file__).parents[4] / "shared" / "data" / "sales"
shared_only = pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
ORDERS = """OrderID,CustomerID,Order Date,Required Date,Shipped Date,Freight,Ship Name,Ship City
7001,C1,2026-03-04,2026-03-20,2026-03-10,12.50,Lupa,Ulm
7002,C2,2026-03-05,2026-03-21,,,Vega,Riga
"""
LINES = """OrderID,ProductID,UnitPrice,Quantity,Discount
7001,11,9.80000019,10,0.150000006
7001,12,0.335,3,0
7002,11,10,1,0
"""
CUSTOMERS = """CustomerID,CompanyName,ContactName
C1,Lupa,Anna Ruiz
C2,Vega,Ben Okafor
"""
PRODUCTS = """ProductID,ProductName,SupplierID,CategoryID,UnitPrice
11,Rack,1,5,10
12,Label,1,6,0.335
"""
SUPPLIERS = "SupplierID,CompanyName,ContactName\n1,Steelworks,Cora Lind\n"
CATEGORIES = "CategoryID,CategoryName,Description\n5,Racks,Made of steel\n6,Labels,Of paper\n"
FLAT = """Order No;Customer;Date;Article;Description;Qty;Price;Discount %
A-1;Lupa;04.03.2026;RK;Rack;2;1.234,50;10
A-1;Lupa;04.03.2026;;Delivery;1;30;
A-2;Nova;05.03.2026;RK;Rack;1;1.234,50;
;Nova;05.03.2026;RK;Rack;1;1;
"""
ALL = {
    "orders.csv": ORDERS,
    "order_details.csv": LINES,
    "customers.csv": CUSTOMERS,
    "products.csv": PRODUCTS,
    "suppliers.csv": SUPPLIERS,
    "categories.csv": CATEGORIES,
}


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, words in files.items():
        (folder / name).write_text(words, "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "old", ALL)


def take(workspace: Workspace, *paths: Path, **how: Any) -> ImportReport:
    """Import, and see that the rehearsal said so, and that rows add up."""
    options = ImportOptions(**how)
    told = importing.rehearse_all(workspace, paths, options)
    report = importing.run_all(workspace, paths, options)
    counted = [[getattr(each, name) for name in ("read", *COUNTS)] for each in (told, report)]
    assert counted[0] == counted[1]
    assert told.amounts == report.amounts
    assert told.dry_run
    for each in (report, *report.files):
        assert each.read == sum(getattr(each, name) for name in COUNTS), each.file
    return report


def order(workspace: Workspace, name: str) -> Record:
    return records.load(workspace, "order", named(workspace, "order", name).id)


def counts(report: ImportReport) -> dict[str, int]:
    return {name: getattr(report, name) for name in COUNTS if getattr(report, name)}


# ------------------------------------------------------------------------- several tables


def test_tables_that_name_each_other_come_in_their_order(
    workspace: Workspace, folder: Path
) -> None:
    report = take(workspace, folder)
    assert counts(report) == {"created": 12}
    assert report.notes[-1] == (
        "The tables were read in this order: categories.csv, customers.csv, suppliers.csv, "
        "products.csv, orders.csv, order_details.csv."
    )
    assert report.failures == []
    first = order(workspace, "7001").values
    assert first["company"] == named(workspace, "company", "Lupa")
    assert first["contact"].label == "Anna Ruiz"
    assert (first["status"], order(workspace, "7002").values["status"]) == ("delivered", "open")
    assert first["delivery_address"] == "Lupa\nUlm"
    (freight,) = first["allowances"]
    assert (freight["reason"], freight["amount"], freight["is_charge"]) == (
        "Freight",
        D("12.50"),
        True,
    )
    line, other = first["lines"]
    assert line["product"] == named(workspace, "product", "Rack")
    assert (line["list_price"], line["unit_price"]) == (D("9.8"), D("8.33"))
    assert (line["net"], other["net"]) == (D("83.30"), D("1.01"))
    rack = records.load(workspace, "product", line["product"].id).values
    assert (rack["supplier"].label, rack["category"].label) == ("Steelworks", "Racks")
    steel = records.load(workspace, "company", rack["supplier"].id).values
    assert steel["status"] == "supplier"
    assert_sound(workspace)


def test_the_sum_is_told_with_what_rounding_makes(workspace: Workspace, folder: Path) -> None:
    report = take(workspace, folder)
    assert report.amounts == [
        {
            "currency": "EUR",
            "orders": 2,
            "lines": 3,
            "value": "94.31",
            "unrounded": "94.305",
            "rounding": "0.005",
            "charges": "12.5000",
        }
    ]
    assert "3 lines of 2 orders come to 94.31 EUR, each line rounded half-up." in report.notes
    notes = report.files[-1].notes
    assert "The discounts in 'Discount' are 0.15: read as 15 %." in notes


def test_importing_again_changes_nothing_and_undo_takes_all_back(
    workspace: Workspace, folder: Path
) -> None:
    before = dump(workspace.store)
    take(workspace, folder)
    after = dump(workspace.store)
    assert counts(take(workspace, folder)) == {"unchanged": 12}
    assert differences(after, dump(workspace.store)) == []
    undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []
    assert counts(take(workspace, folder)) == {"created": 12}


def test_a_workbook_of_tables(workspace: Workspace, tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, words in ALL.items():
        sheet = book.create_sheet(name.removesuffix(".csv"))
        for row in words.splitlines():
            sheet.append([float(c) if c.replace(".", "").isdigit() else c for c in row.split(",")])
    path = tmp_path / "old.xlsx"
    book.save(path)
    assert counts(take(workspace, path)) == {"created": 12}
    assert order(workspace, "7001").values["lines"][0]["product"].label == "Rack"
    assert order(workspace, "7001").values["lines_total"] == D("84.31")


def test_files_one_after_the_other(workspace: Workspace, folder: Path) -> None:
    """What an earlier import brought is found by the ids it was given."""
    for name in ("customers.csv", "products.csv", "orders.csv"):
        assert take(workspace, folder / name).created
    assert order(workspace, "7001").values["company"].label == "Lupa"
    report = take(workspace, folder / "order_details.csv")
    assert counts(report) == {"updated": 3}
    assert order(workspace, "7001").values["lines_total"] == D("84.31")
    assert counts(take(workspace, folder / "order_details.csv")) == {"unchanged": 3}


def test_lines_without_their_orders(workspace: Workspace, folder: Path) -> None:
    take(workspace, folder / "orders.csv")
    write(folder, {"order_details.csv": LINES + "9999,11,1,1,0\n"})
    report = take(workspace, folder / "order_details.csv")
    assert counts(report) == {"updated": 3, "failed": 1}
    reasons = [problem.reason for problem in report.failures]
    assert "There is no order 9999, neither in the files nor here." in reasons


def test_what_is_not_here_is_told_once_and_can_be_mapped(
    workspace: Workspace, folder: Path
) -> None:
    take(workspace, folder / "products.csv")
    paths = [folder / name for name in ("orders.csv", "order_details.csv")]
    rack = {"order_details.csv": {"values": {"ProductID": {"12": "Rack"}}}}
    records.create(workspace, "company", {"name": "Lupa"})
    customers = {"orders.csv": {"values": {"CustomerID": {"C1": "Lupa"}}}}
    report = take(workspace, *paths, mapping={"files": rack | customers})
    (problem,) = report.failures
    assert (problem.file, problem.line, problem.column) == ("orders.csv", 3, "CustomerID")
    assert problem.reason == (
        "There is no customer 'C2'. 1 order came without it; a mapping can say which one is meant."
    )
    first = order(workspace, "7001").values
    assert first["company"].label == "Lupa"
    assert [row["product"].label for row in first["lines"]] == ["Rack", "Rack"]


def test_tables_that_are_nothing_of_ours_are_told(workspace: Workspace, folder: Path) -> None:
    write(folder, {"regions.csv": "region_id,flag\n1,x\n2,y\n", "empty.csv": ""})
    write(folder, {"employees.csv": "EmployeeID,LastName,FirstName\n5,Lind,Cora\n"})
    report = take(workspace, folder)
    assert report.created == 12
    assert report.notes[-1] == "Not imported: employees.csv, empty.csv, regions.csv."
    with pytest.raises(FileRefused, match="no file here"):
        importing.run_all(workspace, [write(folder / "none", {})], ImportOptions())
    with pytest.raises(FileRefused, match="There is no file"):
        importing.run_all(workspace, [folder / "nowhere.csv"], ImportOptions())


# ------------------------------------------------------------------------- one table


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(FLAT, "utf-8")
    return path


def test_a_line_that_says_its_order_once_more(workspace: Workspace, flat: Path) -> None:
    report = take(workspace, flat)
    assert counts(report) == {"created": 3, "failed": 1}
    assert report.entities == {"order": 2, "company": 2}
    values = order(workspace, "A-1").values
    assert values["company"].label == "Lupa"
    rack, delivery = values["lines"]
    assert (rack["code"], rack["quantity"], rack["list_price"]) == ("RK", D(2), D("1234.5"))
    assert (rack["net"], delivery["net"]) == (D("2222.10"), D(30))
    told = [problem.reason for problem in report.failures]
    assert "It names no order: 'Order No' is empty." in told
    assert any("There is no product 'RK'. 2 lines came without it" in words for words in told)
    assert counts(take(workspace, flat)) == {"unchanged": 3, "failed": 1}


def test_changes_of_the_file_are_taken(workspace: Workspace, flat: Path) -> None:
    take(workspace, flat)
    flat.write_text(FLAT.replace(";2;1.234,50;10", ";3;1.234,50;10"), "utf-8")
    assert take(workspace, flat, match=Policy.SKIP).skipped == 3
    assert take(workspace, flat, match=Policy.FILL).unchanged == 3
    assert counts(take(workspace, flat)) == {"updated": 2, "unchanged": 1, "failed": 1}
    assert order(workspace, "A-1").values["lines"][0]["quantity"] == D(3)


def test_orders_in_the_trash_are_left_there(workspace: Workspace, flat: Path) -> None:
    take(workspace, flat)
    records.delete(workspace, "order", [order(workspace, "A-2").id])
    assert counts(take(workspace, flat)) == {"unchanged": 2, "skipped": 1, "failed": 1}


def test_two_programs_may_have_the_same_number(workspace: Workspace, tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("Order No,Customer,Date,Total\n1,Lupa,2026-01-01,10\n", "utf-8")
    other.write_text("Order No,Customer,Date,Total\n1,Vega,2025-01-01,20\n", "utf-8")
    take(workspace, one)
    report = take(workspace, other)
    assert report.created == 1
    assert any("got a number of ours" in note for note in report.notes)
    assert listing.count(workspace, ListQuery("order")) == 2
    assert take(workspace, one).unchanged == take(workspace, other).unchanged == 1
    (line,) = order(workspace, "1").values["lines"]
    assert (line["net"], line["description"]) == (D(10), "Total of the order")


def test_totals_that_do_not_add_up_are_told(workspace: Workspace, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "h.csv": "Invoice No,Customer,Invoice Date,Total\n1,Lupa,2026-01-01,10\n"
            "2,Lupa,2026-01-02,7\n",
            "l.csv": "Invoice No,Item,Qty,Price\n1,Rack,2,5\n2,Rack,2,5\n",
        },
    )
    report = take(workspace, tmp_path / "h.csv", tmp_path / "l.csv")
    said = "Another total than that of the lines is said by 1 order: 2. The lines were taken."
    assert said in report.files[0].notes
    values = order(workspace, "1").values
    assert (values["status"], values["invoiced"]) == ("invoiced", D(10))


def test_statuses_in_other_words(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    words = ("Shipped", "cancelled", "In Process", "On Hold", "Storniert", "Invoiced", "???")
    rows = [f"{at},Lupa,2026-01-0{at},{word},5" for at, word in enumerate(words, 1)]
    path.write_text("\n".join(["Order ID,Customer,Order Date,Status,Total", *rows]), "utf-8")
    report = take(workspace, path)
    found = [order(workspace, str(at)).values["status"] for at in range(1, 8)]
    assert found == ["delivered", "cancelled", "open", "open", "cancelled", "invoiced", "open"]
    assert any("The status '???' of 1 order is none of ours" in note for note in report.notes)


def test_columns_can_be_told(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Aa,Bb,Cc,Dd,Ee\nX1,Lupa,Rack,2,5\n", "utf-8")
    with pytest.raises(ValidationFailed):
        importing.run(workspace, path, ImportOptions())
    with pytest.raises(ValidationFailed, match="These columns are no orders"):
        importing.run(workspace, path, ImportOptions(entity="order"))
    columns = {"Aa": "number", "Bb": "company", "Cc": "lines.description", "Dd": "lines.quantity"}
    mapping = {"entity": "order", "columns": columns | {"Ee": "lines.unit_price"}}
    assert take(workspace, path, mapping=mapping).created == 1
    assert order(workspace, "X1").values["lines_total"] == D(10)
    wrong = {"entity": "order", "columns": {"Aa": "shoe_size"}}
    with pytest.raises(ValidationFailed, match="no field of an order"):
        importing.run(workspace, path, ImportOptions(mapping=wrong))
    with pytest.raises(ValidationFailed, match="no column 'Zz'"):
        told = ImportOptions(mapping={"entity": "order", "columns": {"Zz": "number"}})
        importing.run(workspace, path, told)
    with pytest.raises(ValidationFailed, match="This is no mapping"):
        importing.run(workspace, path, ImportOptions("order", {"columns": ["Aa"]}))


def test_damaged_rows_are_listed(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    rows = ["1,Lupa,2026-01-01,Rack,2,5", "2,Lupa,2026-01-01,Rack,two,5", "3,Lupa,x,Rack,1,5"]
    rows.append("4,Lupa,2026-01-01,Ra\x01ck,1,5")
    path.write_text("\n".join(["Order ID,Customer,Date,Item,Qty,Price", *rows]), "utf-8")
    report = take(workspace, path)
    assert counts(report) == {"created": 3, "failed": 1}
    told = {(problem.line, problem.column) for problem in report.failures}
    assert {(3, "Qty"), (4, "Date"), (5, "")} <= told
    assert "Date: x" in order(workspace, "3").values["note"]


def test_our_own_export_of_orders_changes_nothing(
    workspace: Workspace, folder: Path, tmp_path: Path
) -> None:
    from crm_desktop.services.transfer import exporting

    take(workspace, folder)
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"out.{ending}"
        exporting.export(workspace, ListQuery("order"), path)
        assert counts(take(workspace, path)) == {"unchanged": 2}


# ------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("9.80000019", "9.8"),
        ("32.3800011", "32.38"),
        ("1234.56006", "1234.56"),
        ("0.150000006", "0.15"),
        ("-1007.64001", "-1007.64"),
        ("0.15000001", "0.15000001"),
        ("123.456789", "123.456789"),
        ("1234.5600", "1234.5600"),
        ("4,5", "4,5"),
        ("1.5", "1.5"),
        ("abc.12345678", "abc.12345678"),
        (9.800000190734863, 9.8),
        (12, 12),
        (None, None),
    ],
)
def test_noise_of_single_precision(cell: Any, meant: Any) -> None:
    assert denoised(cell) == meant


def test_a_discount_of_the_price_only_where_it_is_exact() -> None:
    assert item_price(D("9.80"), D(15)) == D("8.33")
    assert item_price(D("2.4675"), D(15)) is None


# ------------------------------------------------------------------------- real files


@shared_only
def test_northwind(workspace: Workspace) -> None:
    before = dump(workspace.store)
    report = take(workspace, SHARED / "northwind" / "csv")
    (amounts,) = report.amounts
    assert (amounts["orders"], amounts["lines"]) == (830, 2155)
    assert (amounts["value"], D(amounts["unrounded"])) == ("1265793.29", D("1265793.0395"))
    assert D(amounts["charges"]) == D("64942.69")
    said = " ".join(report.notes)
    assert "1,265,793.29 EUR, each line rounded half-up" in said
    assert "Without rounding they would come to 1,265,793.04 EUR" in said
    assert "makes 0.25 more" in said
    live = "FROM sales_order WHERE deleted_at IS NULL"
    assert D(scalar(workspace, f"SELECT sum(lines_total) {live}")).scaleb(-4) == D("1265793.29")
    assert scalar(workspace, f"SELECT count(*) {live} AND status = 'open'") == 21
    assert scalar(workspace, f"SELECT count(*) {live} AND company_id IS NULL") == 0
    lines = "FROM sales_order_line WHERE deleted_at IS NULL"
    assert D(scalar(workspace, f"SELECT sum(net) {lines}")).scaleb(-4) == D("1265793.29")
    assert scalar(workspace, f"SELECT count(*) {lines} AND product_id IS NULL") == 0
    products = "FROM product WHERE deleted_at IS NULL"
    assert scalar(workspace, f"SELECT count(supplier_id) {products}") == 77
    assert scalar(workspace, f"SELECT count(category_id) {products}") == 77
    assert counts(take(workspace, SHARED / "northwind" / "csv")) == {
        "unchanged": report.created,
        "skipped": 9,
    }
    assert_sound(workspace)
    undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []


@shared_only
def test_chinook(workspace: Workspace) -> None:
    report = take(workspace, SHARED / "chinook")
    (amounts,) = report.amounts
    assert (amounts["orders"], amounts["lines"], amounts["value"]) == (412, 2240, "2328.60")
    assert D(amounts["rounding"]) == 0
    live = "FROM sales_order WHERE deleted_at IS NULL"
    assert D(scalar(workspace, f"SELECT sum(invoiced) {live}")).scaleb(-4) == D("2328.60")
    assert scalar(workspace, f"SELECT count(*) {live} AND contact_id IS NULL") == 0
    assert [p.reason for p in report.failures] == [
        "1,984 different values are no product here, such as '2', '8', '20', '32', '48'. 2,240 "
        "lines came without it; a mapping can say which ones are meant."
    ]
    assert counts(take(workspace, SHARED / "chinook")) == {"unchanged": 2711, "skipped": 8}


@shared_only
def test_sales_opportunities(workspace: Workspace) -> None:
    folder = SHARED / "crm_sales_opportunities"
    report = take(workspace, folder)
    said = "There is no product called 'GTXPro' (377 rows). Perhaps 'GTX Pro' is meant."
    assert any(said in problem.reason for problem in report.failures)
    won = "FROM deal WHERE deleted_at IS NULL AND status = 'won'"
    assert scalar(workspace, f"SELECT count(*) {won}") == 1040
    assert D(scalar(workspace, f"SELECT sum(amount) {won}")).scaleb(-4) == D("2442747.00")
    first = ListQuery("deal", filters=(Filter("number", Op.EQ, ("1C1I7A6R",)),))
    (deal,) = listing.page(workspace, first, ("created_at", "closed_on"), 5)
    assert deal.cells[0].astimezone().date() == date(2016, 10, 20)  # engage_date
    assert deal.cells[1] == date(2017, 3, 1)
    values = {"product": {"GTXPro": "GTX Pro"}, "deal_stage": {"Engaging": "Qualified"}}
    mapping = {"files": {"sales_pipeline_sample.csv": {"values": values}}}
    again = take(workspace, folder, mapping=mapping)
    assert not any("GTXPro" in problem.reason for problem in again.failures)
    missing = "FROM deal_line WHERE deleted_at IS NULL AND product_id IS NULL"
    assert scalar(workspace, f"SELECT count(*) {missing}") == 0


def test_products_are_found_by_name_too(workspace: Workspace, tmp_path: Path) -> None:
    record = records.create(
        workspace, "product", {"name": "Rack", "code": "RK", "kind": "goods", "unit": "pcs"}
    )
    path = tmp_path / "o.csv"
    path.write_text("Order ID,Customer,Date,Item,Qty,Price\n1,Lupa,2026-01-01,Rack,2,5\n", "utf-8")
    assert take(workspace, path).failures == []
    (line,) = order(workspace, "1").values["lines"]
    assert (line["product"], line["code"], line["unit"]) == (ref(record), "RK", "pcs")
