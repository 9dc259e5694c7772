"""The same window on an office server."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services import demo_data, opening, records
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.pages.start_page import Way
from crm_desktop.ui.undo_history import UndoHistory
from tests.ui.waiting import elsewhere, wait_idle

CONTACTS = 300


def fill(url: str) -> None:
    demo_data.ensure_store(url)
    workspace = opening.open_workspace(url)
    demo_data.fill(workspace, CONTACTS)
    workspace.close()


def test_list_search_edit_and_undo_on_a_server(
    program: Application, postgres_url: str, qtbot: QtBot
) -> None:
    elsewhere(lambda: fill(postgres_url))
    program.start("", [])
    window, start = program.window, program.window.start_page
    start.buttons[Way.SERVER].click()
    start.address.setText(postgres_url)
    start.address.returnPressed.emit()
    wait_idle(program.tasks)
    page = window.page
    assert page.model.rowCount() == CONTACTS
    page.view.scrollTo(page.model.index(CONTACTS - 1, 0))
    qtbot.waitUntil(lambda: page.model.row_at(CONTACTS - 1) is not None)
    window.top_bar.search.setText("an")
    wait_idle(program.tasks)
    assert 0 < page.model.rowCount() < CONTACTS
    window.commands["edit"].trigger()
    wait_idle(program.tasks)
    form = window.work.form
    assert form is not None
    cast("TextEditor", form.editors["job_title"]).line.setText("Owner and founder")
    form.submit()
    wait_idle(program.tasks)
    assert page.pane.record is not None
    assert page.pane.record.values["job_title"] == "Owner and founder"
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    assert page.pane.record.values["job_title"] != "Owner and founder"
    assert "@" not in window.status.store.text()


def test_a_server_that_does_not_answer_is_told_and_its_address_can_be_mended(
    program: Application,
) -> None:
    program.start("", [])
    program.open("postgresql://anna:secret@127.0.0.1:9/office")
    wait_idle(program.tasks)
    start = program.window.start_page
    assert start.notice.isVisible()
    assert "does not answer" in start.notice.label.text()
    assert start.address.text() == "postgresql://anna@127.0.0.1:9/office"
    assert start.address.isVisible()


def test_palette_and_undo_history_on_a_server(program: Application, postgres_url: str) -> None:
    elsewhere(lambda: fill(postgres_url))
    program.start(postgres_url, [])
    wait_idle(program.tasks)
    window, workspace = program.window, program.tasks.workspace
    assert workspace is not None
    made = elsewhere(lambda: records.create(workspace, "person", {"last_name": "Ștefănescu"}))
    window.activateWindow()
    window.commands["palette"].trigger()
    palette = window.palette_card()
    palette.box.setText("stefanescu")
    QTest.keyClick(palette.box, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert not palette.isVisible()
    record = window.page.pane.record
    assert record is not None
    assert record.id == made.id
    window.commands["undo_history"].trigger()
    wait_idle(program.tasks)
    history = window.findChild(UndoHistory)
    assert isinstance(history, UndoHistory)
    assert history.title.text() == "New contact Ștefănescu"
    for words in ("Undone", "Redone"):
        history.undo_button.click()
        wait_idle(program.tasks)
        assert history.notice.label.text() == f"{words}: New contact Ștefănescu."
    palette.open()
    palette.box.setText("stefanescu")  # opened lately, but on screen: only a search names it
    wait_idle(program.tasks)
    assert "Ștefănescu" in [getattr(line, "label", "") for line in palette.list.rows.all]
    palette.leave()


def test_lists_and_favourites_on_a_server(program: Application, postgres_url: str) -> None:
    elsewhere(lambda: fill(postgres_url))
    program.start(postgres_url, [])
    wait_idle(program.tasks)
    window = program.window
    window.page.view.go_to(0)
    wait_idle(program.tasks)
    for key, name in (("add_to_list", "Fair"), ("save_list_as", "By name")):
        window.commands[key].trigger()
        dialog = window.lists.work.dialog
        assert dialog is not None
        QTest.keyClicks(dialog.line, name)
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
        wait_idle(program.tasks)
    window.commands["favourite"].trigger()
    wait_idle(program.tasks)
    (fair,), (view,) = window.lists.lists, window.lists.views
    assert (fair.name, fair.people) == ("Fair", 1)
    row = window.navigation.item(f"view {view.id.hex}")
    assert row is not None
    assert row.item.count == CONTACTS
    window.lists.show_list(fair.id)
    wait_idle(program.tasks)
    assert window.page.model.rowCount() == 1
    assert window.page.record_pane.head.star.isChecked()
    for _step in range(3):
        window.commands["undo"].trigger()
        wait_idle(program.tasks)
    assert (window.lists.lists, window.lists.views, window.lists.favourites) == ([], [], [])
    assert window.page.model.rowCount() == CONTACTS
