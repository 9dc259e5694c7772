"""Many rows at once: the bar, the dialogs, what they do and how it is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from crm_desktop.services import bulk, listing, records
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.ui.application import Application
from crm_desktop.ui.bulk_bar import BulkBar
from crm_desktop.ui.bulk_dialog import BulkDialog, FieldDialog, TagDialog
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from tests.ui.answers import Answers
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def select(page: ListPage, count: int) -> BulkBar:
    """Select the first rows with the keyboard."""
    page.view.setFocus()
    page.view.go_to(0)
    for _row in range(count - 1):
        QTest.keyClick(page.view, Qt.Key.Key_Down, SHIFT)
    assert page.tools.bar is not None
    return page.tools.bar


def press(page: ListPage, key: str) -> BulkDialog:
    bar = page.tools.bar
    assert bar is not None
    bar.buttons[key].click()
    dialog = page.tools.dialog
    assert dialog is not None
    return dialog


def field_dialog(program: Application, page: ListPage, key: str) -> FieldDialog:
    dialog = press(page, "bulk_edit")
    assert isinstance(dialog, FieldDialog)
    dialog.field_box.setCurrentIndex(dialog.field_box.findData(key))
    wait_idle(program.tasks)
    return dialog


def told(dialog: BulkDialog) -> str:
    return " ".join(line.text() for line in dialog.lines)


def number_with(program: Application, key: str, value: str) -> int:
    asked = ListQuery("person", filters=(Filter(key, Op.EQ, (value,)),))
    workspace = workspace_of(program)
    return elsewhere(lambda: listing.count(workspace, asked))


def tags(program: Application) -> list[tuple[str, int]]:
    workspace = workspace_of(program)
    return elsewhere(lambda: bulk.tags_in_use(workspace, "person"))


def test_the_bar_comes_with_the_second_row_and_goes_with_it(window: MainWindow) -> None:
    page = window.page
    assert page.tools.bar is None
    bar = select(page, 3)
    assert bar.isVisible()
    assert bar.label.text() == "3 selected"
    QTest.mouseClick(bar.clear, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert page.view.selected_count() == 1
    assert page.view.hasFocus()


def test_every_button_is_reached_with_tab_and_named(window: MainWindow) -> None:
    bar = select(window.page, 2)
    for button in (*bar.buttons.values(), bar.clear):
        assert button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_narrow_bar_shows_icons_and_keeps_the_names(window: MainWindow) -> None:
    window.resize(1600, 800)
    bar = select(window.page, 2)
    window.page.pane.hide()
    bar.resize(1200, bar.height())
    assert "Edit field" in bar.buttons["bulk_edit"].text()
    bar.resize(360, bar.height())
    assert bar.buttons["bulk_edit"].text() == ""
    assert bar.buttons["bulk_edit"].toolTip() == "Edit field"


def test_one_value_for_many_is_previewed_done_and_undone(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    select(page, 5)
    dialog = field_dialog(program, page, "department")
    line = dialog.editor.main
    assert isinstance(line, QLineEdit)
    assert not dialog.go_button.isEnabled()
    QTest.keyClicks(line, "Purchase of stamps")
    wait_idle(program.tasks)
    assert "5 contacts will change." in told(dialog)
    assert dialog.go_button.text() == "Change 5 contacts"
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert number_with(program, "department", "Purchase of stamps") == 5
    assert window.toast.label.text() == "Changed 5 contacts."
    assert page.view.selected_count() == 5
    again = field_dialog(program, page, "department")
    assert isinstance(again.editor.main, QLineEdit)
    QTest.keyClicks(again.editor.main, "Purchase of stamps")
    wait_idle(program.tasks)
    assert "5 contacts like that already." in told(again)
    assert not again.go_button.isEnabled()
    again.reject()
    window.toast.button.click()
    wait_idle(program.tasks)
    assert number_with(program, "department", "Purchase of stamps") == 0


def test_undo_in_the_toast_takes_back_what_the_toast_tells_and_nothing_else(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    select(page, 3)
    dialog = field_dialog(program, page, "department")
    assert isinstance(dialog.editor.main, QLineEdit)
    QTest.keyClicks(dialog.editor.main, "Stamps")
    wait_idle(program.tasks)
    QTest.keyClick(dialog.editor.main, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert number_with(program, "department", "Stamps") == 3
    record = page.pane.record
    assert record is not None
    later = records.save.call("person", record.id, {"job_title": "Later"}, version=record.version)
    program.tasks.command(window, later, done=lambda _saved: None)
    wait_idle(program.tasks)
    assert window.toast.label.text() == "Changed 3 contacts."
    window.toast.button.click()
    wait_idle(program.tasks)
    assert number_with(program, "department", "Stamps") == 0
    assert number_with(program, "job_title", "Later") == 1


def test_the_whole_list_is_changed_without_naming_its_rows(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    QTest.keyClick(page.view, Qt.Key.Key_A, CONTROL)
    assert page.tools.selection().chosen == page.model.asked
    dialog = field_dialog(program, page, "status")
    dialog.editor.set_value("press")
    dialog.look()
    wait_idle(program.tasks)
    dialog.go_button.click()
    wait_idle(program.tasks)
    assert number_with(program, "status", "press") == CONTACTS


def test_who_cannot_be_changed_is_told_with_the_reason(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    select(page, 3)
    dialog = field_dialog(program, page, "birthday")
    assert isinstance(dialog.editor.main, QLineEdit)
    QTest.keyClicks(dialog.editor.main, "31.02.1980")
    wait_idle(program.tasks)
    assert "is not a date" in dialog.problem.text()
    assert not dialog.go_button.isEnabled()
    dialog.editor.main.selectAll()
    QTest.keyClicks(dialog.editor.main, "1.1.2999")
    wait_idle(program.tasks)
    assert "future" in dialog.problem.text()


def test_a_field_is_emptied(program: Application, window: MainWindow) -> None:
    page = window.page
    select(page, 4)
    dialog = field_dialog(program, page, "status")
    dialog.empty.click()
    wait_idle(program.tasks)
    assert not dialog.editor.isEnabled()
    dialog.go_button.click()
    wait_idle(program.tasks)
    workspace, first = workspace_of(program), page.view.selected_ids()
    keys = tuple(first[at : at + 16] for at in range(0, len(first), 16))
    found = elsewhere(lambda: listing.rows(workspace, "person", ("status",), keys))
    assert [found[key].cells for key in keys] == [(None,)] * 4


def test_a_tag_is_put_on_and_taken_off(program: Application, window: MainWindow) -> None:
    page = window.page
    select(page, 3)
    dialog = press(page, "bulk_tag")
    assert isinstance(dialog, TagDialog)
    wait_idle(program.tasks)
    line = dialog.box.lineEdit()
    assert line is not None
    QTest.keyClicks(line, "Trade fair")
    wait_idle(program.tasks)
    assert "3 contacts will change." in told(dialog)
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert ("Trade fair", 3) in tags(program)
    dialog = press(page, "bulk_untag")
    assert isinstance(dialog, TagDialog)
    wait_idle(program.tasks)
    dialog.box.setCurrentIndex(dialog.box.findData("Trade fair"))
    assert dialog.box.currentText() == "Trade fair  (3)"
    wait_idle(program.tasks)
    dialog.go_button.click()
    wait_idle(program.tasks)
    assert "Trade fair" not in dict(tags(program))


def test_records_are_given_to_somebody(program: Application, window: MainWindow) -> None:
    page = window.page
    select(page, 2)
    dialog = press(page, "bulk_assign")
    assert isinstance(dialog, FieldDialog)
    assert not dialog.field_box.isVisible()
    assert dialog.empty.text() == "Nobody"
    dialog.empty.click()
    wait_idle(program.tasks)
    dialog.reject()


def test_only_the_selected_rows_are_exported(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    page = window.page
    bar = select(page, 3)
    answers.will_say(tmp_path / "some.csv")
    bar.buttons["bulk_export"].click()
    wait_idle(program.tasks)
    lines = (tmp_path / "some.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert str(page.model.index(1, 0).data()) in lines[2]


def test_the_selected_rows_are_deleted_from_the_bar(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    select(page, 3).buttons["delete"].click()
    wait_idle(program.tasks)
    assert page.model.rowCount() == CONTACTS - 3


@pytest.mark.parametrize("key", ["bulk_edit", "bulk_assign", "bulk_tag", "bulk_untag"])
def test_the_dialogs_are_closed_with_escape(
    program: Application, window: MainWindow, key: str
) -> None:
    select(window.page, 2)
    dialog = press(window.page, key)
    wait_idle(program.tasks)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
