"""Our own side: the office, the colleagues and the teams, each with a form."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidgetItem
from pytestqt.qtbot import QtBot

from crm_desktop.ui.application import Application
from crm_desktop.ui.colleagues_dialog import ColleaguesDialog
from crm_desktop.ui.editors import BoolEditor, ChoiceEditor
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from tests.ui.forms import form_of, line
from tests.ui.waiting import settle


@pytest.fixture
def dialog(program: Application, window: MainWindow) -> ColleaguesDialog:
    window.commands["colleagues"].trigger()
    settle(program)
    found = window.findChild(ColleaguesDialog)
    assert isinstance(found, ColleaguesDialog)
    return found


def rows(dialog: ColleaguesDialog) -> dict[str, list[str]]:
    """The colleagues shown, by login."""
    table = dialog.users
    cells = [
        [
            cast("QTableWidgetItem", table.item(at, column)).text()
            for column in range(table.columnCount())
        ]
        for at in range(table.rowCount())
    ]
    return {row[1]: row for row in cells}


def test_a_colleague_is_made_and_edited(
    program: Application, dialog: ColleaguesDialog, qtbot: QtBot
) -> None:
    assert dialog.users.rowCount() > 1
    dialog.users.add_button.click()
    form = cast("Form", dialog.users.findChild(Form))
    assert not form.dirty
    assert cast("ChoiceEditor", form.editors["role"]).value() == "rep"
    assert cast("BoolEditor", form.editors["active"]).value()
    line(form, "name").setText("Aaron Abel")
    line(form, "login").setText("aaron")
    form.submit()
    settle(program)
    assert rows(dialog)["aaron"][:3] == ["Aaron Abel", "aaron", "Sales rep"]
    dialog.users.selectRow(0)
    qtbot.keyClick(dialog.users, Qt.Key.Key_Return)
    settle(program)
    form = cast("Form", dialog.users.findChild(Form))
    assert form.windowTitle() == "Aaron Abel[*]"
    cast("BoolEditor", form.editors["active"]).tick.click()
    form.submit()
    settle(program)
    assert rows(dialog)["aaron"][4] == "No"


def test_a_team_with_its_lead(program: Application, dialog: ColleaguesDialog) -> None:
    before = dialog.teams.rowCount()
    dialog.teams.add_button.click()
    form = cast("Form", dialog.teams.findChild(Form))
    line(form, "name").setText("Night shift")
    form.submit()
    settle(program)
    assert dialog.teams.rowCount() == before + 1


def test_a_login_that_is_taken_is_refused_in_words(
    program: Application, dialog: ColleaguesDialog
) -> None:
    login = next(iter(rows(dialog)))
    dialog.users.add_button.click()
    form = cast("Form", dialog.users.findChild(Form))
    line(form, "name").setText("Somebody")
    line(form, "login").setText(login)
    form.submit()
    settle(program)
    assert form.isVisible()
    assert form.notice.isVisible() or not form.notes["login"].isHidden()
    form.discard()


def test_who_may_not_edit_them_sees_them(program: Application, dialog: ColleaguesDialog) -> None:
    from dataclasses import replace

    workspace = program.tasks.workspace
    assert workspace is not None
    edits = frozenset(p for p in workspace.permissions if not p.endswith(":edit"))
    program.tasks._workspace = replace(workspace, permissions=edits)
    dialog.users.ask()
    settle(program)
    assert dialog.users.rowCount() > 1
    assert not dialog.users.add_button.isEnabled()
    assert not dialog.users.edit_button.isEnabled()


def test_our_office_has_a_form_in_the_menu(program: Application, window: MainWindow) -> None:
    window.commands["office"].trigger()
    settle(program)
    form = form_of(window)
    line(form, "vat_id").setText("DE 811 234 570")
    name = line(form, "name")
    name.setText(f"{name.text()} & Daughters")
    form.submit()
    settle(program)
    window.commands["office"].trigger()
    settle(program)
    again = form_of(window)
    assert line(again, "vat_id").text() == "DE 811 234 570"
    assert line(again, "name").text().endswith("& Daughters")
