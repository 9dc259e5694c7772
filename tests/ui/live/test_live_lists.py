"""Lists and panes while others work on the same store.

What others do reaches the window by itself; `until` waits for it.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.changes import Changes
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.table.row_cache import ID
from tests.ui.live.colleague import (
    by_a_colleague,
    deletes,
    go_to,
    saves,
    shown_record,
    until,
)
from tests.ui.waiting import elsewhere, wait_idle

DOWN, SHIFT = Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier


# ------------------------------------------------------------------------------ lists and pane


def test_a_new_record_comes_into_the_list_and_the_selection_stays(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    page, view = live.page, live.page.view
    go_to(program, live, 5)
    qtbot.keyClick(view, DOWN, SHIFT)
    qtbot.keyClick(view, DOWN, SHIFT)
    wait_idle(program.tasks)
    chosen, current, count = view.selected_ids(), view.current_id, page.model.rowCount()
    assert len(chosen) == 3 * ID
    by_a_colleague(store, lambda w: records.create(w, "person", {"last_name": "Aaaa"}))
    until(qtbot, lambda: page.model.rowCount() == count + 1)
    wait_idle(program.tasks)
    assert view.selected_ids() == chosen
    assert view.current_id == current
    assert page.model.cache.row_of(current) == 8


def test_the_open_record_and_its_row_show_what_a_colleague_saved(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 3)
    saves(store, record, job_title="Harbour master")
    until(qtbot, lambda: shown_record(live).values["job_title"] == "Harbour master")
    wait_idle(program.tasks)
    assert live.page.view.current_id == record.id.bytes


def test_a_list_that_is_read_elsewhere_does_not_jump(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    """The keyboard is on the first row; the person has scrolled far down, and reads there."""
    page, view = live.page, live.page.view
    go_to(program, live, 0)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    top = page.model.cache.id_at(view.rowAt(0))
    height, count = view.rowViewportPosition(view.rowAt(0)), page.model.rowCount()
    by_a_colleague(store, lambda w: records.create(w, "person", {"last_name": "Aaaa"}))
    until(qtbot, lambda: page.model.rowCount() == count + 1)
    wait_idle(program.tasks)
    row = page.model.cache.row_of(top)
    assert view.rowViewportPosition(row) == height


def test_the_row_the_keyboard_is_on_stays_at_its_height(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    page, view = live.page, live.page.view
    go_to(program, live, 60)
    key, count = view.current_id, page.model.rowCount()
    height = view.rowViewportPosition(60)
    by_a_colleague(store, lambda w: records.create(w, "person", {"last_name": "Aaaa"}))
    until(qtbot, lambda: page.model.rowCount() == count + 1)
    wait_idle(program.tasks)
    assert page.model.cache.row_of(key) == view.currentIndex().row() == 61
    assert view.rowViewportPosition(61) == height


def test_somebody_who_moves_on_while_the_list_is_read_stays_there(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    page, view = live.page, live.page.view
    go_to(program, live, 4)
    count = page.model.rowCount()
    program.tasks.changed.connect(lambda _changes: qtbot.keyClick(view, DOWN))  # after the request
    by_a_colleague(store, lambda w: records.create(w, "person", {"last_name": "Aaaa"}))
    until(qtbot, lambda: page.model.rowCount() == count + 1)
    wait_idle(program.tasks)
    assert view.currentIndex().row() == 6  # one further, and one new row above
    assert view.selected_ids() == view.current_id == page.model.cache.id_at(6)


def test_a_record_that_a_colleague_deletes_says_so(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    after = live.page.model.cache.id_at(3)
    deletes(store, record.id)
    until(qtbot, lambda: record.label in live.toast.label.text())
    wait_idle(program.tasks)
    assert "deleted" in live.toast.label.text()
    until(qtbot, lambda: live.page.view.current_id == after)
    wait_idle(program.tasks)
    assert shown_record(live).id.bytes == after


def test_a_note_half_written_stays(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    note = live.page.record_pane.note
    qtbot.keyClicks(note, "Called about the")
    saves(store, record, job_title="Harbour master")
    until(qtbot, lambda: shown_record(live).values["job_title"] == "Harbour master")
    assert note.toPlainText() == "Called about the"


def test_a_cell_that_is_edited_keeps_what_was_typed_and_its_place(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    page, view = live.page, live.page.view
    live.activateWindow()
    page.set_columns(["display_name", "nickname"])
    wait_idle(program.tasks)
    view.setFocus()
    record, count = go_to(program, live, 3), page.model.rowCount()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert page.tools.cells is not None
    editor = page.tools.cells.editor
    assert editor is not None
    qtbot.keyClicks(editor.editor.main, "Nuria")
    by_a_colleague(store, lambda w: records.create(w, "person", {"last_name": "Aaaa"}))
    saves(store, record, job_title="Harbour master")
    until(qtbot, lambda: page.model.rowCount() == count + 1)
    until(qtbot, lambda: shown_record(live).values["job_title"] == "Harbour master")
    wait_idle(program.tasks)
    assert page.tools.cells.editor is editor
    at = view.visualRect(page.model.index(page.model.cache.row_of(record.id.bytes), 1))
    assert editor.geometry().intersects(at)
    qtbot.keyClick(editor.editor.main, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    values = by_a_colleague(store, lambda w: records.load(w, "person", record.id)).values
    assert (values["nickname"], values["job_title"]) == ("Nuria", "Harbour master")


def test_a_fact_that_is_edited_keeps_what_was_typed(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 3)
    live.page.record_pane.show_part("details")
    wait_idle(program.tasks)
    fact = live.page.record_pane.parts["details"].facts["first_name"]
    qtbot.mouseClick(fact, Qt.MouseButton.LeftButton)
    fact.editor.main.selectAll()
    qtbot.keyClicks(fact.editor.main, "Nuria")
    saves(store, record, job_title="Harbour master")
    until(qtbot, lambda: shown_record(live).values["job_title"] == "Harbour master")
    qtbot.keyClick(fact.editor.main, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    values = by_a_colleague(store, lambda w: records.load(w, "person", record.id)).values
    assert (values["first_name"], values["job_title"]) == ("Nuria", "Harbour master")


def test_another_process_is_followed(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    made = by_a_colleague(store, lambda w: records.create(w, "person", {"last_name": "Aaaa"}))
    until(qtbot, lambda: live.page.model.cache.row_of(made.id.bytes) >= 0)
    order = [sys.executable, "-m", "crm_desktop", "--store", store, "undo"]
    told = elsewhere(lambda: subprocess.run(order, capture_output=True, text=True, check=False))
    assert told.returncode == 0, told.stderr
    until(qtbot, lambda: live.page.model.cache.row_of(made.id.bytes) < 0)
    wait_idle(program.tasks)


def test_own_work_is_not_told_twice(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    heard: list[Any] = []
    program.tasks.changed.connect(heard.append)
    record = go_to(program, live, 1)
    save = records.save.call("person", record.id, {"job_title": "CEO"}, version=record.version)
    program.tasks.command(live, save, done=lambda _record: None)
    wait_idle(program.tasks)
    theirs = by_a_colleague(store, lambda w: records.create(w, "person", {"last_name": "Aaaa"}))
    until(qtbot, lambda: len(heard) > 1)
    own, others = heard
    assert own.touches(record.id)
    assert not own.others
    assert others.ids == {theirs.id}
    assert others.others
    program.tasks.changed.disconnect(heard.append)


def test_a_burst_of_commits_is_told_in_few_pieces(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    """A list that takes longer to read than the next commit takes to come would never be read."""
    burst, heard, count = 25, list[Changes](), live.page.model.rowCount()
    program.tasks.changed.connect(heard.append)

    def write(workspace: Workspace) -> list[UUID]:
        names = (f"Aaaa {at}" for at in range(burst))
        return [records.create(workspace, "person", {"last_name": n}).id for n in names]

    made = by_a_colleague(store, write)
    until(qtbot, lambda: all(any(each.touches(key) for each in heard) for key in made))
    wait_idle(program.tasks)
    assert len(heard) < burst / 2
    assert live.page.model.rowCount() == count + burst
    program.tasks.changed.disconnect(heard.append)
