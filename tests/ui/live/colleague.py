"""What somebody else does to the store, and what is done in the window meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from pytestqt.qtbot import QtBot

from crm_desktop.services import records
from crm_desktop.services.catalog import Record
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.application import Application
from crm_desktop.ui.editors import TextEditor
from crm_desktop.ui.form import Form
from crm_desktop.ui.main_window import MainWindow
from tests.stores import opened
from tests.ui.waiting import elsewhere, wait_idle

PATIENCE = 20_000  # milliseconds; far more than anything here takes


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
