"""The window while others work on the same store: another process, a colleague, a server that goes.

What others do reaches the window by itself; `until` waits for it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm_desktop.services import commit_log, demo_data, records
from crm_desktop.services.catalog import Record
from crm_desktop.services.changes import Changes
from crm_desktop.services.watching import Link, Reach
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.table.row_cache import ID
from crm_desktop.ui.widgets.status import StatusLine
from tests.postgres import drop_database, new_database
from tests.stores import opened
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import elsewhere, wait_idle
from tests.wire import Wire, wired

PATIENCE = 20_000  # milliseconds; far more than anything here takes
DOWN, SHIFT = Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="session")
def filled_database(postgres_server: str) -> Iterator[str]:
    """A database with some hundred contacts. Copy it, do not open it."""
    url = new_database(postgres_server)
    demo_data.ensure_store(url)
    with opened(url) as workspace:
        demo_data.fill(workspace, CONTACTS)
    yield url
    drop_database(postgres_server, url)


@pytest.fixture
def filled_server(postgres_server: str, filled_database: str) -> Iterator[str]:
    """A database of this test alone."""
    url = new_database(postgres_server, filled_database)
    yield url
    drop_database(postgres_server, url)


@pytest.fixture
def wire(filled_server: str) -> Iterator[Wire]:
    with wired(filled_server) as wire:
        yield wire


@pytest.fixture(params=["filled_store", "filled_server"], ids=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> str:
    """A filled store on each of the two databases."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture(autouse=True)
def filled_first(request: pytest.FixtureRequest) -> None:
    """Before the GUI thread may send no statement any more."""
    for name in ("store", "filled_server"):
        if name in request.fixturenames:
            request.getfixturevalue(name)


@pytest.fixture
def live(program: Application, store: str, qtbot: QtBot) -> MainWindow:
    """The window on the store, with the watch at work."""
    return shown(program, store, qtbot)


def shown(program: Application, store: str, qtbot: QtBot) -> MainWindow:
    program.window.resize(1280, 800)
    program.start(store, [])
    wait_idle(program.tasks)
    until(qtbot, lambda: program.watcher.link is not None)
    return program.window


def until(qtbot: QtBot, met: Callable[[], bool]) -> None:
    qtbot.waitUntil(met, timeout=PATIENCE)


def by_a_colleague(store: str, work: Callable[[Workspace], Any]) -> Any:
    """Do something in another program on the same store."""

    def run() -> Any:
        with opened(store) as workspace:
            return work(workspace)

    return elsewhere(run)


def saves(store: str, record: Record, **values: Any) -> None:
    def save(workspace: Workspace) -> None:
        now = records.load(workspace, record.entity, record.id)
        records.save(workspace, record.entity, record.id, values, version=now.version)

    by_a_colleague(store, save)


def deletes(store: str, record_id: UUID) -> None:
    by_a_colleague(store, lambda workspace: records.delete(workspace, "person", (record_id,)))


def shown_record(window: MainWindow) -> Record:
    record = window.page.pane.record
    assert record is not None
    return record


def go_to(program: Application, window: MainWindow, row: int) -> Record:
    window.page.view.go_to(row)
    wait_idle(program.tasks)
    return shown_record(window)


def open_form(program: Application, window: MainWindow) -> Form:
    window.commands["edit"].trigger()
    wait_idle(program.tasks)
    form = window.work.form
    assert form is not None
    return form


def line(form: Form, key: str) -> TextEditor:
    return cast("TextEditor", form.editors[key])


def types(qtbot: QtBot, form: Form, key: str, text: str) -> None:
    edit = line(form, key).line
    edit.selectAll()
    qtbot.keyClicks(edit, text)


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
    note = live.page.pane.note
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
    live.page.pane.show_part("details")
    wait_idle(program.tasks)
    fact = live.page.pane.parts["details"].facts["first_name"]
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


# ----------------------------------------------------------------------------------------- forms


def test_a_dirty_form_keeps_what_was_typed_and_takes_in_the_rest(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    saves(store, record, first_name="Maria")
    until(qtbot, form.notice.isVisible)
    assert "changed First name" in form.notice.label.text()
    assert "what you typed is kept" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"
    form.submit()
    wait_idle(program.tasks)
    values = shown_record(live).values
    assert (values["first_name"], values["job_title"]) == ("Maria", "Owner")
    assert not isValid(form)  # closed


def test_a_field_both_have_changed_is_asked_about(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    saves(store, record, job_title="Founder")
    until(qtbot, form.notice.isVisible)
    assert "You both changed: Job title" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"
    form.submit()
    wait_idle(program.tasks)
    assert form.merge_dialog is not None
    form.merge_dialog.choose("job_title", mine=True)
    form.merge_dialog.keep.click()
    wait_idle(program.tasks)
    assert shown_record(live).values["job_title"] == "Owner"


def test_a_form_nobody_has_typed_in_shows_the_record_as_it_is(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    saves(store, record, job_title="Founder")
    until(qtbot, lambda: line(form, "job_title").line.text() == "Founder")
    assert not form.dirty
    assert "as it is now" in form.notice.label.text()


def test_a_record_deleted_under_a_form_can_be_restored_and_saved(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    deletes(store, record.id)
    until(qtbot, form.notice.isVisible)
    assert record.label in form.notice.label.text()
    assert "deleted" in form.notice.label.text()
    form.submit()
    wait_idle(program.tasks)
    assert "in the trash" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"


def test_restore_is_offered_in_the_form(
    program: Application, live: MainWindow, store: str, qtbot: QtBot
) -> None:
    record = go_to(program, live, 2)
    form = open_form(program, live)
    types(qtbot, form, "job_title", "Owner")
    deletes(store, record.id)
    until(qtbot, form.notice.isVisible)
    form.notice.button.click()
    wait_idle(program.tasks)
    assert "is back" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"
    form.submit()
    wait_idle(program.tasks)
    assert not isValid(form)  # closed
    now = by_a_colleague(store, lambda w: records.load(w, "person", record.id))
    assert (now.deleted, now.values["job_title"]) == (False, "Owner")


# -------------------------------------------------------------------------- a store that goes


def test_a_server_that_stops_is_told_and_everything_goes_on_when_it_is_back(
    program: Application, wire: Wire, filled_server: str, qtbot: QtBot
) -> None:
    window = shown(program, wire.url, qtbot)
    record = go_to(program, window, 2)
    form = open_form(program, window)
    types(qtbot, form, "job_title", "Owner")
    page = window.page
    wire.cut()
    page.view.verticalScrollBar().setValue(page.view.verticalScrollBar().maximum())
    until(qtbot, lambda: window.status.light.words.text() == "No connection")
    until(qtbot, window.notice.isVisible)
    assert "nothing can be saved" in window.notice.label.text()
    form.submit()
    wait_idle(program.tasks)
    assert form.notice.isVisible()
    assert "not saved" in form.notice.label.text()
    assert line(form, "job_title").line.text() == "Owner"
    saves(filled_server, record, first_name="Maria")
    wire.join()
    until(qtbot, lambda: window.status.light.words.text() == "Connected")
    until(qtbot, lambda: not window.notice.isVisible())
    until(qtbot, lambda: line(form, "first_name").line.text() == "Maria")
    form.submit()
    wait_idle(program.tasks)
    values = shown_record(window).values
    assert (values["first_name"], values["job_title"]) == ("Maria", "Owner")
    last = page.model.rowCount() - 1
    page.view.scrollTo(page.model.index(last, 0))
    until(qtbot, lambda: page.model.row_at(last) is not None)


def test_the_program_can_be_closed_while_a_server_says_nothing(
    program: Application, wire: Wire, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_log, "PATIENCE", 0.5)
    window = shown(program, wire.url, qtbot)
    record = go_to(program, window, 2)
    wire.hold()
    save = records.save.call("person", record.id, {"job_title": "CEO"}, version=record.version)
    program.tasks.command(window, save, done=lambda _record: None, failed=lambda _error: None)
    program.watcher.look()
    until(qtbot, lambda: window.status.light.words.text() == "No connection")
    window.close()  # returns
    wire.hold(on=False)


def test_a_file_that_is_moved_away_takes_no_changes_until_it_is_back(
    program: Application, filled_store: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    if sys.platform == "win32":
        pytest.skip("an open file cannot be moved there")
    window = shown(program, str(filled_store), qtbot)
    go_to(program, window, 2)
    form = open_form(program, window)
    types(qtbot, form, "job_title", "Owner")
    aside = filled_store.rename(tmp_path / "aside.crm")
    until(qtbot, lambda: window.status.light.words.text() == "File not found")
    form.submit()
    wait_idle(program.tasks)
    assert "Nothing was saved" in form.notice.label.text()
    aside.rename(filled_store)
    until(qtbot, lambda: window.status.light.words.text() == "Local file")
    form.submit()
    wait_idle(program.tasks)
    assert shown_record(window).values["job_title"] == "Owner"


def test_leaving_the_store_ends_the_watch(
    program: Application, filled_store: Path, qtbot: QtBot
) -> None:
    shown(program, str(filled_store), qtbot)
    program.leave()
    wait_idle(program.tasks)
    assert program.watcher.link is None
    assert not program.window.status.light.isVisibleTo(program.window.status)
    filled_store.unlink()  # nobody has it open, also where that would be in the way
    program.start("", [])


# ------------------------------------------------------------------------------------- the light


def test_the_light_says_in_words_and_form_what_its_colour_says(dressed: object) -> None:
    status = StatusLine()
    status.show_store("postgresql://anna@office.example/crm", "Anna")
    mono = QImage.Format.Format_Mono
    told: dict[str, str] = {}
    pictures: set[bytes] = set()
    for link in (
        Link(Reach.FINE, 3.2),
        Link(Reach.SLOW, 1400.0),
        Link(Reach.LOST, 0.0, "server closed the connection unexpectedly"),
    ):
        status.show_link(link)
        light = status.light
        told[light.accessibleName()] = light.toolTip()
        pictures.add(bytes(light.mark.grab().toImage().convertToFormat(mono).bits()))
    assert told == {
        "Connected": "The server answers in 3 ms.",
        "Slow connection": "The server answers in 1.4 s.",
        "No connection": "It is tried again by itself.\nserver closed the connection unexpectedly.",
    }
    assert len(pictures) == 3
    status.deleteLater()
