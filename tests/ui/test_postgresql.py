"""The same window on an office server."""

from __future__ import annotations

from typing import cast

from pytestqt.qtbot import QtBot

from crm_desktop.services import demo_data, opening
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.pages.start_page import Way
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
