"""A store that goes and comes back, and the light that says so.

What others do reaches the window by itself; `until` waits for it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from crm_desktop.services import commit_log, records
from crm_desktop.services.watching import Link, Reach
from crm_desktop.ui.application import Application
from crm_desktop.ui.widgets.status import StatusLine
from tests.ui.live.colleague import (
    go_to,
    line,
    open_form,
    saves,
    shown,
    shown_record,
    types,
    until,
)
from tests.ui.waiting import wait_idle
from tests.wire import Wire

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
