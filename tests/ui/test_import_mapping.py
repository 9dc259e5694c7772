"""Saying what the columns and the values of a file mean, with keys and mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.services import listing
from crm_desktop.services.queries import ListQuery
from crm_desktop.ui.application import Application
from crm_desktop.ui.import_columns import SearchedBox
from crm_desktop.ui.import_dialog import CHECK, COLUMNS, VALUES, ImportDialog
from crm_desktop.ui.main_window import MainWindow
from tests.ui.waiting import elsewhere, settle

PRODUCTS = "Code,Product name,Price\nGP,GTX Pro,4821\nGB,GTX Basic,550\n"
DEALS = """opportunity_id,product,account,deal_stage,close_value
A1,GTXPro,Acme,Won,100
A2,GTXPro,Initech,Won,200
"""
STRANGE = "Aa,Bb,Cc\nRK,Rack,10\nSH,Shelf,5\n"


def start(program: Application, window: MainWindow, *paths: Path) -> ImportDialog:
    window.transfers.import_files(list(paths))
    settle(program)
    dialog = window.transfers.dialog
    assert dialog is not None
    return dialog


def choose(program: Application, box: SearchedBox, words: str) -> None:
    """As somebody types a part of it, and takes what is offered with the keys."""
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, words)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(program)


def products(program: Application) -> dict[str, str]:
    workspace = program.tasks.workspace
    assert workspace is not None
    asked = ListQuery("product")
    rows = elsewhere(lambda: listing.page(workspace, asked, ("name", "list_price"), 500, 0))
    return {row.cells[0]: str(row.cells[1]) for row in rows}


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "strange.csv"
    path.write_text(STRANGE, "utf-8")
    return path


@pytest.fixture
def deals(program: Application, window: MainWindow, tmp_path: Path) -> Path:
    """Deals; the products they name are there, under other names."""
    things, path = tmp_path / "things.csv", tmp_path / "deals.csv"
    things.write_text(PRODUCTS, "utf-8")
    path.write_text(DEALS, "utf-8")
    dialog = start(program, window, things)
    dialog.import_button.click()
    settle(program)
    dialog.close_button.click()
    settle(program)
    return path


def test_columns_that_nobody_knows_are_mapped_with_the_keyboard(
    program: Application, window: MainWindow, strange: Path
) -> None:
    dialog = start(program, window, strange)
    assert dialog.tabs.currentIndex() == COLUMNS
    assert dialog.notice.isVisible()
    assert "{" not in dialog.notice.label.text()
    assert dialog.columns.missing.text() == "Choose above what the rows are."
    assert not dialog.import_button.isEnabled()
    dialog.kind.setFocus()
    QTest.keyClicks(dialog.kind, "Products")
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    settle(program)
    assert dialog.columns.missing.text() == "A product needs a name or a code."
    assert not dialog.import_button.isEnabled()
    boxes = dialog.columns.boxes
    assert boxes["Aa"].currentText() == "Leave out"
    choose(program, boxes["Aa"], "Code")
    choose(program, boxes["Bb"], "Code")
    assert not dialog.import_button.isEnabled()
    wrong = boxes["Bb"].accessibleDescription()
    assert wrong == "'Aa' and 'Bb' go to Code, which holds one value. Choose one."
    choose(program, boxes["Bb"], "Name")
    choose(program, boxes["Cc"], "list pr")
    choose(program, boxes["Cc"], "nothing of that name")  # gives way to the last choice
    assert boxes["Cc"].currentData() == "list_price"
    assert dialog.import_button.isEnabled()
    QTest.keyClick(dialog.import_button, Qt.Key.Key_Space)
    settle(program)
    assert dialog.tabs.currentIndex() == CHECK
    assert dialog.report is not None
    assert dialog.report.created == 2
    assert dialog.import_button.text().strip() == "&Import"
    QTest.keyClick(dialog.import_button, Qt.Key.Key_Space)
    settle(program)
    assert not dialog.tabs.isVisible()
    assert products(program)["Rack"].startswith("10")
    dialog.close_button.click()
    settle(program)
    dialog = start(program, window, strange)  # the same heads once more
    assert dialog.report is not None
    assert dialog.report.unchanged == 2
    assert "as in the last file with these heads" in dialog.notice.label.text()
    dialog.notice.button.click()
    settle(program)
    assert dialog.report.unchanged == 2
    assert dialog.tabs.currentIndex() == COLUMNS
    dialog.reject()


def test_the_row_of_the_heads_is_chosen_by_arrow_and_click(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "prices.xlsx"
    book = Workbook()
    for title in ("Old", "New"):
        sheet = book.create_sheet(title)
        rows = [["x", "y", "z"], ["Code", "Name", "Price"], [title, f"{title} rack", 10]]
        for row in rows if title == "Old" else [["Code", "Name", "Price"], *rows[2:]]:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    dialog = start(program, window, path)
    dialog.tabs.setCurrentIndex(COLUMNS)
    settle(program)
    dialog.kind.setCurrentIndex(dialog.kind.findData("product"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    settle(program)
    sheet = dialog.mapping.table.sheet
    assert sheet.isVisible()
    sheet.setCurrentText("Old")
    sheet.activated.emit(sheet.currentIndex())
    settle(program)
    table = dialog.columns.table
    table.setFocus()
    for _times in range(3):
        QTest.keyClick(table, Qt.Key.Key_Up)
        settle(program)
    assert dialog.columns.rows.head_row == 1
    assert list(dialog.columns.boxes) == ["x", "y", "z"]
    place = table.visualRect(dialog.columns.rows.index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(program)
    assert dialog.columns.rows.head_row == 2
    assert [box.currentData() for box in dialog.columns.boxes.values()] == [
        *("code", "name", "list_price"),
    ]
    dialog.tabs.setCurrentIndex(CHECK)
    settle(program)
    assert dialog.report is not None
    assert dialog.report.created == 1
    assert dialog.choices.mapping() == {"entity": "product", "sheet": "Old", "head_row": 2}
    dialog.reject()


def test_the_near_name_is_taken_with_one_click(
    program: Application, window: MainWindow, deals: Path
) -> None:
    dialog = start(program, window, deals)
    assert dialog.report is not None
    assert len(dialog.report.unmatched) == 3
    assert "“GTXPro” (2 rows) is nearly “GTX Pro”." in dialog.unmatched.label.text()
    assert dialog.unmatched.button.text() == "Use “GTX Pro”"
    QTest.mouseClick(dialog.unmatched.button, Qt.MouseButton.LeftButton)
    settle(program)
    assert {one.value for one in dialog.report.unmatched} == {"Acme", "Initech"}
    assert dialog.choices.mapping() == {"values": {"product": {"GTXPro": "GTX Pro"}}}
    dialog.reject()


def test_values_are_mapped_one_by_one(
    program: Application, window: MainWindow, deals: Path
) -> None:
    dialog = start(program, window, deals)
    assert dialog.report is not None
    assert dialog.tabs.tabText(VALUES) == "&Values (3)"
    dialog.tabs.setFocus()
    dialog.tabs.setCurrentIndex(VALUES)
    boxes = dialog.values.boxes
    choose(program, boxes["product", "GTXPro"], "GTX B")
    choose(program, boxes["product", "GTXPro"], "GTX Basic")
    choose(program, boxes["account", "Acme"], "Create the")
    choose(program, boxes["account", "Initech"], "Leave the field")
    assert dialog.choices.values == {
        "product": {"GTXPro": "GTX Basic"},
        "account": {"Acme": {"create": "Acme"}, "Initech": None},
    }
    assert dialog.import_button.accessibleName() == "Check again"
    dialog.import_button.click()
    settle(program)
    assert dialog.report.unmatched == []
    assert dialog.report.entities == {"deal": 2, "company": 1}
    dialog.tabs.setCurrentIndex(VALUES)
    assert dialog.values.lead.text() == "All values are matched."
    again = dialog.values.boxes["account", "Initech"]
    assert again.currentText() == "Leave the field blank"
    choose(program, again, "Leave it as")
    dialog.import_button.click()
    settle(program)
    assert [one.value for one in dialog.report.unmatched] == ["Initech"]
    dialog.reject()


def test_all_that_is_missing_is_made(program: Application, window: MainWindow, deals: Path) -> None:
    dialog = start(program, window, deals)
    dialog.tabs.setCurrentIndex(VALUES)
    assert dialog.values.make.isVisible()
    QTest.mouseClick(dialog.values.make, Qt.MouseButton.LeftButton)
    settle(program)
    assert dialog.report is not None
    assert dialog.report.entities["company"] == 2
    assert [one.value for one in dialog.report.unmatched] == ["GTXPro"]
    dialog.reject()


def test_files_that_belong_together_are_mapped_one_by_one(
    program: Application, window: MainWindow, strange: Path, deals: Path
) -> None:
    dialog = start(program, window, deals, strange)
    dialog.tabs.setCurrentIndex(COLUMNS)
    settle(program)
    file = dialog.mapping.table.file
    assert file.isVisible()
    file.setCurrentIndex(1)
    file.activated.emit(1)
    settle(program)
    dialog.kind.setCurrentIndex(dialog.kind.findData("product"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    settle(program)
    choose(program, dialog.columns.boxes["Aa"], "Code")
    choose(program, dialog.columns.boxes["Bb"], "Name")
    dialog.import_button.click()
    settle(program)
    assert dialog.report is not None
    assert dialog.report.entities == {"product": 2, "deal": 2}
    assert not file.isVisible()
    dialog.reject()


def test_cards_have_no_columns(program: Application, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "one.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Anna Ruiz\nN:Ruiz;Anna\nEND:VCARD\n", "utf-8")
    dialog = start(program, window, path)
    assert not dialog.tabs.isVisible()
    assert dialog.report is not None
    assert dialog.report.created == 1
    dialog.reject()
