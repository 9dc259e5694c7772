"""Tasks alone: no window, services that wait on events instead of sleeping."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import Cancelled, DatabaseUnavailable
from crm_desktop.services import opening, records
from crm_desktop.services.changes import Changes
from crm_desktop.services.workspace import ReadTx, Tx, command, query
from crm_desktop.ui import memory
from crm_desktop.ui.tasks import Job, Tasks
from tests.services import long_services
from tests.ui.waiting import elsewhere, wait_idle

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


class Errors(list[Exception]):
    def show(self, owner: QObject, error: Exception) -> None:
        self.append(error)


@pytest.fixture
def errors() -> Errors:
    return Errors()


@pytest.fixture
def tasks(
    qapp: QApplication, filled_store: Path, errors: Errors, gui_thread_without_sql: None
) -> Iterator[Tasks]:
    tasks = Tasks(errors.show)
    tasks.use(elsewhere(lambda: opening.open_workspace(str(filled_store))))
    yield tasks
    tasks.shutdown()


@query(Permission.PERSON_READ)
def endless(tx: ReadTx, started: threading.Event) -> int:
    started.set()
    return tx.session.execute(text(ENDLESS)).scalar_one()


@query(Permission.PERSON_READ)
def number(tx: ReadTx, value: int) -> int:
    return value


@query(Permission.PERSON_READ)
def asks(tx: ReadTx) -> int:
    return tx.session.execute(text("SELECT 1")).scalar_one()


@query(Permission.PERSON_READ)
def counts(tx: ReadTx, wait: threading.Event) -> int:
    tx.progress(3, 10, "three")
    assert wait.wait(10)
    tx.cancel.check()
    return 10


@command(Permission.PERSON_EDIT, Purpose.EDIT)
def write(tx: Tx, value: int, seen: list[int]) -> int:
    if value == 2:
        raise ValueError("two")
    seen.append(value)
    return value


@command(Permission.PERSON_EDIT, Purpose.EDIT)
def waits(tx: Tx, started: threading.Event, go: threading.Event) -> bool:
    started.set()
    return go.wait(10)


def test_the_newest_query_wins_and_the_older_statement_is_stopped(tasks: Tasks) -> None:
    owner, seen, started = QObject(), list[object](), threading.Event()
    tasks.query(owner, "list", endless.call(started), done=seen.append, failed=seen.append)
    assert started.wait(5)
    tasks.query(owner, "list", number.call(2), done=seen.append)
    wait_idle(tasks)  # would never come if the endless statement were not stopped
    assert seen == [2]


def test_another_key_or_owner_is_not_superseded(tasks: Tasks) -> None:
    one, two, seen = QObject(), QObject(), list[bool]()

    def done(_value: int) -> None:
        seen.append(QThread.currentThread().isMainThread())

    for owner, key in ((one, "a"), (one, "b"), (two, "a")):
        tasks.query(owner, key, number.call(1), done=done)
    wait_idle(tasks)
    assert seen == [True, True, True]


def test_a_forgotten_query_answers_no_more(tasks: Tasks) -> None:
    owner, seen, started = QObject(), list[object](), threading.Event()
    tasks.query(owner, "list", endless.call(started), done=seen.append, failed=seen.append)
    assert started.wait(5)
    tasks.forget(owner, "list")
    wait_idle(tasks)
    assert seen == []


def test_no_callback_for_an_owner_that_is_gone(tasks: Tasks) -> None:
    owner, seen = QObject(), list[int]()
    tasks.query(owner, "list", number.call(1), done=seen.append)
    shiboken6.delete(owner)
    wait_idle(tasks)
    assert seen == []


def test_commands_keep_their_order_and_errors_reach_the_user(tasks: Tasks, errors: Errors) -> None:
    owner, order, answered = QObject(), list[int](), list[int]()
    for value in range(5):
        tasks.command(owner, write.call(value, order), done=answered.append)
    wait_idle(tasks)
    assert order == answered == [0, 1, 3, 4]
    assert [str(error) for error in errors] == ["two"]


def test_the_button_of_a_command_is_disabled_until_it_has_ended(tasks: Tasks) -> None:
    owner, button = QObject(), QPushButton()
    started, go, done = threading.Event(), threading.Event(), list[bool]()
    tasks.command(owner, waits.call(started, go), done=done.append, busy=button)
    assert started.wait(5)
    assert not button.isEnabled()
    go.set()
    wait_idle(tasks)
    assert button.isEnabled()
    assert done == [True]
    shiboken6.delete(button)


def test_a_command_given_to_query_is_refused(tasks: Tasks) -> None:
    with pytest.raises(TypeError, match="command"):
        tasks.query(QObject(), "x", write.call(1, []), done=print)


def test_a_job_tells_how_far_it_is_and_stops_when_asked(tasks: Tasks) -> None:
    owner, wait, told = QObject(), threading.Event(), list[object]()
    moves: list[tuple[int, int, str]] = []
    tasks.job_moved.connect(lambda job: moves.append((job.step, job.total, job.note)))
    job = tasks.job(owner, "Counting", counts.call(wait), done=told.append, failed=told.append)
    assert isinstance(job, Job)
    job.cancel.request()
    wait.set()
    wait_idle(tasks)
    assert isinstance(told[0], Cancelled)
    assert moves in ([], [(3, 10, "three")])  # it may have been stopped before it began


def test_a_long_service_has_a_process_of_its_own_until_the_window_goes(
    tasks: Tasks, filled_store: Path
) -> None:
    owner, told = QObject(), list[int]()
    call = long_services.number_of_process.call()
    tasks.expect(long_services.__name__)
    tasks.job(owner, "Counting", call, done=told.append)
    wait_idle(tasks)
    tasks.use(elsewhere(lambda: opening.open_workspace(str(filled_store))))  # another store
    tasks.job(owner, "Counting", call, done=told.append)
    wait_idle(tasks)
    assert told[0] == told[1] != os.getpid()
    tasks.shutdown()
    assert not psutil.pid_exists(told[0])


def test_a_long_job_moves_and_is_cancelled(tasks: Tasks) -> None:
    owner, told, notes = QObject(), list[object](), list[str]()

    def stop(job: Job) -> None:
        notes.append(job.note)
        job.cancel.request()

    tasks.job_moved.connect(stop)
    call = long_services.until_cancelled.call()
    tasks.job(owner, "Counting", call, done=told.append, failed=told.append)
    wait_idle(tasks)
    assert [type(error) for error in told] == [Cancelled]
    assert notes == ["one"]


def test_what_a_long_command_wrote_is_announced(tasks: Tasks) -> None:
    owner, news, written = QObject(), list[Changes](), list[object]()
    tasks.changed.connect(news.append)
    call = long_services.adds.call("Berg")
    tasks.job(owner, "Adding", call, done=lambda _id: written.append(tasks.written))
    wait_idle(tasks)
    assert [each.change_set for each in news] == written
    assert written[0] is not None


def test_changes_are_told_before_the_commands_own_answer(tasks: Tasks) -> None:
    owner, events = QObject(), list[object]()
    tasks.changed.connect(events.append)
    call = records.create.call("company", {"name": "Fjord Energy"})
    tasks.command(owner, call, done=events.append)
    wait_idle(tasks)
    changes, record = events
    assert isinstance(changes, Changes)
    assert isinstance(record, records.Record)
    assert changes.touches(record.id)


def test_after_leaving_a_store_nothing_of_it_is_answered(tasks: Tasks, errors: Errors) -> None:
    owner, seen, started = QObject(), list[object](), threading.Event()
    tasks.query(owner, "list", endless.call(started), done=seen.append, failed=seen.append)
    assert started.wait(5)
    tasks.leave()
    wait_idle(tasks)
    assert seen == []
    tasks.query(owner, "list", number.call(1), done=seen.append)
    wait_idle(tasks)
    assert isinstance(errors[0], DatabaseUnavailable)


def test_after_shutdown_nothing_is_started(tasks: Tasks) -> None:
    tasks.shutdown()
    tasks.query(QObject(), "x", number.call(1), done=print)
    assert tasks.idle


def test_sql_on_the_gui_thread_is_refused(tasks: Tasks) -> None:
    workspace = tasks.workspace
    assert workspace is not None
    with pytest.raises(AssertionError, match="SQL on the GUI thread"):
        asks(workspace)


def test_free_memory_is_given_back_once_nothing_is_under_way(
    tasks: Tasks, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    given, thread = threading.Event(), list[threading.Thread]()

    def give_back() -> None:
        thread.append(threading.current_thread())
        given.set()

    memory.give_back()  # the real one, on whatever system this is
    monkeypatch.setattr(memory, "give_back", give_back)
    seen: list[int] = []
    owner = QObject()
    tasks._rest.setInterval(0)  # pyright: ignore[reportPrivateUsage]
    tasks.query(owner, "a", number.call(1), done=seen.append)
    qtbot.waitUntil(given.is_set)
    assert seen == [1]
    assert thread[0] is not threading.main_thread()
