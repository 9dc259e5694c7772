"""Rows that could not be taken are saved, mended and imported again."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from crm_desktop.errors import FileRefused
from crm_desktop.services import health
from crm_desktop.services.transfer import importing, rejected
from crm_desktop.services.transfer.delimited import write_csv
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.tables import Column, open_table
from crm_desktop.services.workspace import Workspace
from tests.services.transfer.test_importing import counts, people, written

HEADS = "First Name,Last Name,E-mail,Birthday\n"
GOOD = "Anna,Ruiz,anna@acme.example,1980-02-01\n"
NO_DAY = "Boris,Kovač,boris@acme.example,31.02.1985\n"
NOBODY = ",,,1990-01-01\n"
TOO_MANY = "Eva,Adam,eva@acme.example,1991-01-01,x,y\n"


def sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_rows_with_problems_are_saved_mended_and_taken(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = written(tmp_path, HEADS + GOOD + NO_DAY + NOBODY + TOO_MANY)
    report = importing.run(workspace, path, ImportOptions())
    assert counts(report) == (2, 0, 0, 0, 2)
    target = tmp_path / "to mend.xlsx"
    done = rejected.save(workspace, [path], ImportOptions(), report.problem_rows, target)
    assert done.rows == 3
    ((name, rows),) = sheets(target).items()
    assert name == "people"
    assert rows[0] == ("First Name", "Last Name", "E-mail", "Birthday", "! What is wrong")
    boris, nobody, unread = rows[1:]
    assert boris[:4] == ("Boris", "Kovač", "boris@acme.example", "31.02.1985")
    assert "Line 3: Birthday: '31.02.1985'" in str(boris[4])
    assert nobody[3] == "1990-01-01"
    assert "no name" in str(nobody[4])
    assert unread[:4] == (None, None, None, None)
    assert str(unread[4]).startswith("Line 5: ")

    book = load_workbook(target)
    sheet = book[name]
    sheet["D2"] = "28.02.1985"
    sheet["B3"], sheet["C3"] = "Chen", "chen@acme.example"
    book.save(target)
    again = importing.run(workspace, target, ImportOptions())
    assert counts(again) == (1, 1, 0, 0, 0)
    found = people(workspace)
    assert str(found["Boris Kovač"].values["birthday"]) == "1985-02-28"
    assert "wrong" not in str(found["Boris Kovač"].values["note"])
    assert "Chen" in found
    assert health.check(workspace).problems == []


def test_the_same_as_csv(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, HEADS + GOOD + NOBODY)
    report = importing.rehearse(workspace, path, ImportOptions())
    target = tmp_path / "to mend.csv"
    done = rejected.save(workspace, [path], ImportOptions(), report.problem_rows, target)
    assert done.rows == 1
    with open_table(target) as file:
        assert file.heads == ("First Name", "Last Name", "E-mail", "Birthday")
        assert [list(row) for _, row in file.rows()] == [["", "", "", "1990-01-01"]]


def test_a_sheet_each_for_tables_that_belong_together(workspace: Workspace, tmp_path: Path) -> None:
    products = written(
        tmp_path, "Code,Product name,List price\nA1,Anvil,10\nB2,Bolt,cheap\n", "products.csv"
    )
    clients = written(tmp_path, "Company,City,Founded\nAcme,Köln,1990-13-40\n", "people.csv")
    clients.write_text(HEADS + GOOD + NO_DAY, "utf-8")
    report = importing.run_all(workspace, [products, clients], ImportOptions())
    assert {each.file for each in report.failures} == {"products.csv", "people.csv"}
    target = tmp_path / "to mend.xlsx"
    both = [products, clients]
    assert rejected.save(workspace, both, ImportOptions(), report.problem_rows, target).rows == 2
    found = sheets(target)
    assert set(found) == {"products", "people"}
    assert found["products"][1][:3] == ("B2", "Bolt", "cheap")
    assert found["people"][1][:2] == ("Boris", "Kovač")
    with pytest.raises(FileRefused, match="workbook"):
        as_csv = target.with_suffix(".csv")
        rejected.save(workspace, both, ImportOptions(), report.problem_rows, as_csv)


def test_a_sheet_of_a_workbook_keeps_its_name(workspace: Workspace, tmp_path: Path) -> None:
    path, book = tmp_path / "office.xlsx", Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Staff"
    sheet.append(["First Name", "Last Name", "E-mail", "Birthday"])
    sheet.append(["Boris", "Kovač", "boris@acme.example", "31.02.1985"])
    book.create_sheet("Notes").append(["nothing"])
    book.save(path)
    options = ImportOptions(sheet="Staff")
    report = importing.run(workspace, path, options)
    target = tmp_path / "out.xlsx"
    rejected.save(workspace, [path], options, report.problem_rows, target)
    assert list(sheets(target)) == ["Staff"]


def test_nothing_to_mend_is_said(workspace: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, HEADS + GOOD)
    target = tmp_path / "out.xlsx"
    with pytest.raises(FileRefused, match="no rows to be mended"):
        rejected.save(workspace, [path], ImportOptions(), [], target)
    assert not target.exists()


def test_the_column_of_reasons_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    heads = [Column("Name"), Column("! Was ist falsch")]
    write_csv(path, heads, [["Acme", "Zeile 2: etwas"], ["", "Zeile 3"]])
    with open_table(path) as file:
        assert file.heads == ("Name",)
        assert [list(row) for _, row in file.rows()] == [["Acme"]]
        assert [list(row) for _, row in file.raw_rows()][-1] in (["Acme"], [""])


def test_orders_are_not_taken_apart(workspace: Workspace, tmp_path: Path) -> None:
    """An order that came back with one of its lines would lose the others."""
    orders = written(tmp_path, "OrderID,CustomerName,OrderDate\nO1,Acme,2026-02-01\n", "orders.csv")
    lines = written(
        tmp_path,
        "OrderID,ProductID,Quantity,UnitPrice\nO1,A1,2,10\nO1,77,1,5\n",
        "order_details.csv",
    )
    report = importing.run_all(workspace, [orders, lines], ImportOptions())
    assert [(each.file, each.line) for each in report.failures if each.column == "ProductID"] == [
        ("order_details.csv", 2),
        ("order_details.csv", 3),
    ]
    assert report.problem_rows == []
