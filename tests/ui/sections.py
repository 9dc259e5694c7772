"""Going to a section of the settings, and working in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.selling.few import FewTable
from crm_desktop.ui.selling.fields import SettingFields
from tests.ui.waiting import settle

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
Shown = Callable[[str], Any]


def go_to_section(program: Application, window: MainWindow, qtbot: QtBot, key: str) -> Any:
    """The page of a section, shown."""
    with qtbot.waitActive(window):
        window.activateWindow()
    window.show_page("settings")
    window.settings().show_section(key)
    settle(program)
    return window.settings().made[key]


def words(table: FewTable, column: int = 0) -> list[str]:
    rows = range(table.rowCount())
    return [cast("Any", table.item(at, column)).text() for at in rows]


def go_to(table: FewTable, name: str) -> None:
    table.setFocus()
    table.selectRow(words(table).index(name))


def form_in(section: QWidget) -> Form:
    forms = [each for each in section.findChildren(Form) if each.isVisible()]
    assert len(forms) == 1
    return forms[0]


def text_of(form: SettingFields, key: str) -> Any:
    return cast("TextEditor", form.editors[key]).line


def type_in(qtbot: QtBot, form: SettingFields, key: str, words: str) -> Any:
    edit = text_of(form, key)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, words)
    return edit
