"""Import and export as the window leads through them, with real files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.services import records
from crm_desktop.ui.application import Application
from crm_desktop.ui.import_dialog import ImportDialog
from crm_desktop.ui.main_window import MainWindow
from tests.ui.answers import YES, Answers
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import elsewhere, settle

HEADS = ("First name", "Last name", "Company", "E-mail", "Phone", "Birthday")
NEW = [
    ("Anna", "Ruiz", "Almacenes Sur", "anna.ruiz@almacenes.example", "+34 954 555 012", ""),
    ("Ben", "Okafor", "Harbour Ltd", "ben@harbour.example", "+44 20 7946 0018", "1985-03-27"),
    ("Chloé", "Dubois", "Maison Verte", "chloe@maison.example", "", "31.02.1985"),
]


def write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADS, *rows])
    return path


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write(tmp_path / "people.csv", NEW)


def dialog_of(window: MainWindow) -> ImportDialog:
    assert window.transfers.dialog is not None
    return window.transfers.dialog


def test_an_import_is_rehearsed_run_reported_and_undone(
    program: Application, window: MainWindow, answers: Answers, people: Path
) -> None:
    answers.will_say(people)
    window.commands["import"].trigger()
    settle(program)
    dialog = dialog_of(window)
    assert dialog.report is not None
    assert dialog.report.read == len(NEW)
    assert "Nothing is changed yet" in dialog.lead.text()
    assert window.page.model.rowCount() == CONTACTS
    assert dialog.problems.rowCount() >= 1  # the birthday that is no date
    dialog.import_button.click()
    settle(program)
    report = dialog.report
    assert report.read == sum(
        (report.created, report.updated, report.unchanged, report.skipped, report.failed)
    )
    assert f"{report.read} rows read" in dialog.sums.text()
    assert window.page.model.rowCount() == CONTACTS + len(NEW)
    dialog.undo_button.click()
    settle(program)
    assert window.page.model.rowCount() == CONTACTS
    assert dialog.close_button.text() == "Close"
    dialog.close_button.click()
    assert window.transfers.dialog is None


def test_rows_with_problems_are_saved_mended_and_imported(
    program: Application, window: MainWindow, answers: Answers, people: Path, tmp_path: Path
) -> None:
    window.transfers.import_file(people)
    settle(program)
    dialog = dialog_of(window)
    assert dialog.problem_rows.button.isVisible()  # of the rehearsal already
    dialog.import_button.click()
    settle(program)
    target = tmp_path / "to mend.csv"
    answers.will_say(target)
    dialog.problem_rows.button.click()
    settle(program)
    assert "1 row written to to mend.csv" in dialog.notice.label.text()
    QTest.keyClick(dialog.notice.button, Qt.Key.Key_Space)
    assert answers.opened == [str(target)]
    dialog.close_button.click()
    mended = target.read_text("utf-8-sig")
    assert "Birthday: '31.02.1985'" in mended
    target.write_text(mended.replace("31.02.1985", "28.02.1985", 1), "utf-8")
    window.transfers.import_file(target)
    settle(program)
    dialog = dialog_of(window)
    assert (dialog.problems.rowCount(), dialog.problem_rows.button.isVisible()) == (0, False)
    assert dialog.report is not None
    assert (dialog.report.read, dialog.report.updated) == (1, 1)
    dialog.reject()


def test_where_the_rows_do_not_fit_is_said(
    program: Application, window: MainWindow, answers: Answers, people: Path, tmp_path: Path
) -> None:
    window.transfers.import_file(people)
    settle(program)
    dialog = dialog_of(window)
    answers.will_say(tmp_path / "no such folder" / "to mend.xlsx")
    dialog.problem_rows.button.click()
    settle(program)
    assert "was not written" in dialog.notice.label.text()
    assert dialog.problem_rows.button.isEnabled()
    dialog.reject()


def test_what_was_imported_is_shown_by_one_key(
    program: Application, window: MainWindow, people: Path
) -> None:
    window.show_page("company")
    settle(program)
    window.transfers.import_file(people)
    settle(program)
    dialog = dialog_of(window)
    assert not dialog.show_button.isVisible()
    QTest.keyClick(dialog.import_button, Qt.Key.Key_Return)
    settle(program)
    assert dialog.show_button.text().strip() == "&Show these contacts"
    assert dialog.show_button.accessibleName() == "Show these contacts"
    QTest.keyClick(dialog.show_button, Qt.Key.Key_Space)
    settle(program)
    assert window.transfers.dialog is None
    page = window.page
    assert page.entity.key == "person"
    names = {page.model.index(row, 0).data() for row in range(page.model.rowCount())}
    assert names == {"Anna Ruiz", "Ben Okafor", "Chloé Dubois"}
    assert page.filters.chips[0].text().startswith("Changed: ")


def test_only_a_guessed_encoding_is_told(
    program: Application, window: MainWindow, people: Path, tmp_path: Path
) -> None:
    window.transfers.import_file(people)
    settle(program)
    said = dialog_of(window).sums.text()
    assert "UTF-8" not in said
    assert "byte" not in said
    dialog_of(window).reject()
    old = tmp_path / "old.csv"
    old.write_bytes(people.read_text("utf-8").encode("cp1252"))
    window.transfers.import_file(old)
    settle(program)
    assert "Letters with accents were read as" in dialog_of(window).sums.text()
    dialog_of(window).reject()


def test_the_policy_for_known_people_is_asked_and_rehearsed_anew(
    program: Application, window: MainWindow, people: Path
) -> None:
    window.transfers.import_file(people)
    settle(program)
    dialog_of(window).import_button.click()
    settle(program)
    dialog_of(window).close_button.click()
    changed = [(*NEW[0][:4], "+34 954 555 999", ""), *NEW[1:]]
    window.transfers.import_file(write(people, changed))
    settle(program)
    dialog = dialog_of(window)
    assert dialog.report is not None
    assert dialog.report.created == 0
    assert dialog.report.updated >= 1
    dialog._choose_policy("skip")
    settle(program)
    assert dialog.report.updated == 0
    assert dialog.report.skipped >= 1
    dialog.reject()


def test_a_cancelled_import_leaves_nothing(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    many = [(f"Name{n}", f"Family{n}", "", f"n{n}@many.example", "", "") for n in range(6000)]
    window.transfers.import_file(write(tmp_path / "many.csv", many))
    settle(program)
    dialog = dialog_of(window)
    dialog.run()
    assert dialog.job is not None
    dialog.reject()
    settle(program)
    assert window.transfers.dialog is None
    assert window.page.model.rowCount() == CONTACTS
    window.commands["refresh"].trigger()
    settle(program)
    assert window.page.model.rowCount() == CONTACTS


def test_a_file_that_is_none_is_refused_in_words(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.xlsx"
    bad.write_bytes(b"PK\x03\x04 no workbook")
    window.transfers.import_file(bad)
    settle(program)
    dialog = dialog_of(window)
    assert dialog.notice.isVisible()
    assert dialog.notice.label.text()
    assert dialog.import_button.isHidden()
    dialog.close_button.click()


def test_files_are_dropped_on_the_window(
    program: Application, window: MainWindow, people: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(people))])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPointF(50, 50).toPoint(), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copy, data, left, none))
    settle(program)
    assert dialog_of(window).report is not None
    dialog_of(window).reject()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf"])
def test_the_list_shown_is_exported(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path, ending: str
) -> None:
    window.top_bar.search.setText("an")
    settle(program)
    path = tmp_path / f"out.{ending}"
    answers.will_say(path)
    window.commands["export"].trigger()
    settle(program)
    assert path.stat().st_size > 100
    count = window.page.model.rowCount()
    assert f"{count} rows" in window.toast.label.text()
    if ending == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) == count + 1
    window.toast.button.click()
    assert answers.opened == [str(tmp_path)]


def test_closing_the_program_during_long_work_asks(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    many = [(f"Name{n}", f"Family{n}", "", f"n{n}@many.example", "", "") for n in range(6000)]
    window.transfers.import_file(write(tmp_path / "many.csv", many))
    settle(program)
    dialog_of(window).run()
    answers.will_say("no")
    window.close()
    assert window.isVisible()
    answers.will_say(YES)
    window.close()
    QApplication.processEvents()
    assert not window.isVisible()
    assert program.tasks.idle


def test_saving_waits_for_an_import_and_then_succeeds(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    many = [(f"Name{n}", f"Family{n}", "", f"n{n}@many.example", "", "") for n in range(3000)]
    window.transfers.import_file(write(tmp_path / "many.csv", many))
    settle(program)
    record = window.page.pane.record
    assert record is not None
    dialog_of(window).run()
    save = records.save.call("person", record.id, {"department": "Sales"}, version=record.version)
    program.tasks.command(window, save, done=lambda _record: None)
    settle(program)
    workspace = program.tasks.workspace
    assert workspace is not None
    again = elsewhere(lambda: records.load(workspace, "person", record.id))
    assert again.values["department"] == "Sales"
    dialog_of(window).reject()


ORDERS = "OrderID,CustomerID,Order Date,Freight\n7001,C1,2026-03-04,12.50\n7002,C2,2026-03-05,\n"
LINES = "OrderID,Item,UnitPrice,Quantity,Discount\n7001,Rack,9.8,10,0.15\n7002,Rack,10,1,0\n"
CUSTOMERS = "CustomerID,CompanyName,ContactName\nC1,Lupa,Anna Ruiz\nC2,Vega,Ben Okafor\n"


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    for name, words in (("orders", ORDERS), ("lines", LINES), ("customers", CUSTOMERS)):
        (folder / f"{name}.csv").write_text(words, "utf-8")
    return folder


def test_files_that_belong_together_are_one_import(
    program: Application, window: MainWindow, answers: Answers, sales: Path
) -> None:
    answers.will_say(sales)
    window.commands["import"].trigger()
    settle(program)
    dialog = dialog_of(window)
    assert dialog.heading.text() == "3 files"
    assert dialog.kind.isHidden() or not dialog.kind.isVisible()
    assert "customers.csv: 2 new" in dialog.sums.text()
    assert "2 lines of 2 orders come to 93.30 EUR" in dialog.sums.text()
    dialog.import_button.click()
    settle(program)
    assert dialog.report is not None
    assert dialog.report.created == 6
    assert dialog.show_button.text().strip() == "&Show these orders"
    dialog.undo_button.click()
    settle(program)
    assert window.page.model.rowCount() == CONTACTS
    dialog.close_button.click()


def test_a_folder_is_dropped_on_the_window(
    program: Application, window: MainWindow, sales: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sales))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(50, 50).toPoint(), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copy, data, left, none))
    settle(program)
    report = dialog_of(window).report
    assert report is not None
    assert report.created == 6
    dialog_of(window).reject()


def test_what_the_rows_are_can_be_chosen(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "things.csv"
    path.write_text("Item,Type\nRack,Steel\nLabel,Paper\n", "utf-8")
    window.transfers.import_file(path)
    settle(program)
    dialog = dialog_of(window)
    assert dialog.notice.isVisible()
    assert dialog.kind.isVisible()
    dialog.kind.setFocus()
    QTest.keyClicks(dialog.kind, "Products")
    QTest.keyClick(dialog.kind, Qt.Key.Key_Return)
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    settle(program)
    assert dialog.kind.currentText() == "Products"
    assert dialog.report is None
    assert dialog.import_button.text().strip() == "Check a&gain"
    dialog.import_button.click()
    settle(program)
    assert dialog.report is not None
    assert dialog.report.created == 2
    assert dialog.import_button.isVisible()
    dialog.import_button.click()
    settle(program)
    assert not dialog.kind.isVisible()
    assert dialog.show_button.text().strip() == "&Show these products"
    dialog.close_button.click()


def test_products_are_told_by_their_heads(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "things.csv"
    path.write_text("SKU,Product name,Price\nRK,Rack,9.5\n", "utf-8")
    window.transfers.import_file(path)
    settle(program)
    assert "Each row is read as a product." in dialog_of(window).sums.text()
    dialog_of(window).reject()
