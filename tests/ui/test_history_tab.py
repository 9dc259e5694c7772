"""The history of a record, and what is put back from it, on a real store."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from crm_desktop.services.catalog import Record
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.history_list import Row
from crm_desktop.ui.pages.history_panel import HistoryPanel
from tests.ui.test_facts import by_a_colleague, made, shown
from tests.ui.waiting import wait_idle


def panel(program: Application, window: MainWindow) -> HistoryPanel:
    window.page.record_pane.show_part("history")
    wait_idle(program.tasks)
    found: HistoryPanel = window.page.record_pane.parts["history"]
    return found


def words(of: HistoryPanel) -> list[str]:
    rows = of.view.rows
    return [rows.data(rows.index(at)) for at in range(rows.rowCount())]


def at(of: HistoryPanel, start: str) -> int:
    return next(i for i, said in enumerate(words(of)) if said.startswith(start))


def row(of: HistoryPanel, start: str) -> Row:
    return of.view.rows.all[at(of, start)]


def edited(program: Application, window: MainWindow) -> Record:
    """A contact whose job and department were changed together."""
    made(program, window, last_name="Ruiz", job_title="Buyer", department="Sales")
    by_a_colleague(program, shown(window), job_title="Owner", department="Office")
    return shown(window)


def test_changes_stand_in_words_under_their_day(program: Application, window: MainWindow) -> None:
    edited(program, window)
    told = words(panel(program, window))
    assert told[0] == "Today"
    assert told[1].startswith("Edit contact Ruiz, ")
    assert set(told[2:4]) == {"Job title: Buyer → Owner", "Department: Sales → Office"}
    assert told[4].startswith("New contact Ruiz")


def test_enter_puts_back_one_value_and_the_toast_takes_that_back(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    edited(program, window)
    tab = panel(program, window)
    assert row(tab, "Job title").action == "Put back “Buyer”"
    tab.view.setCurrentIndex(tab.view.rows.index(at(tab, "Job title")))
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    values = shown(window).values
    assert (values["job_title"], values["department"]) == ("Buyer", "Office")
    assert words(tab)[1].startswith("Put back Job title of Ruiz")
    window.toast.button.click()
    wait_idle(program.tasks)
    assert shown(window).values["job_title"] == "Owner"


def test_a_click_on_undo_all_takes_the_whole_change_back(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    edited(program, window)
    tab = panel(program, window)
    index = tab.view.rows.index(at(tab, "Edit contact"))
    box = tab.view.visualRect(index)
    place = tab.view.target_rect(index).center().toPoint()
    qtbot.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_idle(program.tasks)
    values = shown(window).values
    assert (values["job_title"], values["department"]) == ("Buyer", "Sales")
    entry = row(tab, "Edit contact Ruiz (undone)")
    assert entry.action == ""
    # A click beside the words does nothing.
    qtbot.mouseClick(
        tab.view.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(9, 9)
    )
    wait_idle(program.tasks)
    assert shown(window).values["job_title"] == "Buyer"


def test_what_was_changed_since_is_said_and_left_alone(
    program: Application, window: MainWindow
) -> None:
    edited(program, window)
    by_a_colleague(program, shown(window), job_title="Chair")
    tab = panel(program, window)
    tab.take_back(row(tab, "Job title: Buyer"))
    wait_idle(program.tasks)
    assert "it is 'Chair' now" in tab.notice.label.text()
    assert shown(window).values["job_title"] == "Chair"


def test_values_are_named_as_people_write_them(program: Application, window: MainWindow) -> None:
    made(program, window, last_name="Ruiz", birthday=date(1985, 3, 27), do_not_call=True)
    values: dict[str, Any] = {"birthday": None, "do_not_call": False, "nickname": "Rui"}
    by_a_colleague(program, shown(window), **values)
    tab = panel(program, window)
    assert row(tab, "Birthday").action == "Put back “27 Mar 1985”"
    assert row(tab, "Do not call").action == "Put back"
    assert row(tab, "Nickname").action == "Clear again"
    spoken = tab.view.rows.data(
        tab.view.rows.index(at(tab, "Nickname")), Qt.ItemDataRole.AccessibleTextRole
    )
    assert spoken.endswith("Enter: Clear again")


def test_the_history_of_another_record_is_its_own(program: Application, window: MainWindow) -> None:
    edited(program, window)
    tab = panel(program, window)
    assert any("Ruiz" in said for said in words(tab))
    made(program, window, last_name="Okafor")
    told = words(tab)
    assert told[0] == "Today"
    assert told[1].startswith("New contact Okafor")
    assert len(told) == 2  # that it was created is not said twice
