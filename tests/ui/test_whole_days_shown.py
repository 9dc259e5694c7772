"""What is due on a day, without a time: the day stands in the list, beside the contact, in red."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort
from crm_desktop.ui.application import Application
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from tests.ui.waiting import wait_idle


def planned(program: Application, days: int, **values: Any) -> None:
    day = program.context.today() + timedelta(days=days)
    values = {"kind": "task", "subject": f"whole {days}", "status": "planned", **values}
    create = records.create.call("activity", {**values, "due_on": day})
    program.tasks.command(program.window, create, done=lambda _record: None)
    wait_idle(program.tasks)


def shown(program: Application, window: MainWindow) -> dict[str, tuple[str, bool]]:
    """Subject -> what stands in the column "Due", and whether it is red."""
    window.show_page("activity")
    asked = ListQuery("activity", "whole", (Filter("status", Op.EQ, ("planned",)),))
    window.page.arrange(ListQuery("activity", asked.text, asked.filters, (Sort("due_at"),)))
    wait_idle(program.tasks)
    model = window.page.model
    column = [each.key for each in model.columns].index("due_at")
    rows = [model.row_at(row) for row in range(model.rowCount())]
    return {
        model.text(row, 0): (model.text(row, column), model.is_late(row, column))
        for row in rows
        if row is not None
    }


def test_the_list_says_the_day(program: Application, window: MainWindow) -> None:
    for days in (-3, 0, 1, 4):
        planned(program, days)
    assert shown(program, window) == {
        "whole -3": ("3 days overdue", True),
        "whole 0": ("Today", False),
        "whole 1": ("Tomorrow", False),
        "whole 4": ("In 4 days", False),
    }


def test_f2_on_a_whole_day_opens_the_form(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    """The day has a field of its own there."""
    planned(program, 1)
    shown(program, window)
    view = window.page.view
    view.setFocus()
    view.go_to(0)
    wait_idle(program.tasks)
    column = [each.key for each in window.page.model.columns].index("due_at")
    for _step in range(column):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    wait_idle(program.tasks)
    form = window.findChild(Form)
    assert form is not None
    form.done(0)


def test_beside_the_contact(program: Application, window: MainWindow) -> None:
    record = window.page.pane.record
    assert record is not None
    planned(program, 1, links=({"person": Ref(record.id, record.label)},))
    said = [row.when for row in window.page.pane.timeline.rows.all if row.boxed and row.item]
    assert "Tomorrow" in said
