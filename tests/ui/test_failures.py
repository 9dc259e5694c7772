"""What goes wrong: sentences for the person, reports for our bugs."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from crm_desktop import paths
from crm_desktop.enums import Permission
from crm_desktop.errors import Cancelled, PermissionDenied
from crm_desktop.services.workspace import ReadTx, query
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from tests.ui.waiting import wait_idle


@query(Permission.PERSON_READ)
def breaks(tx: ReadTx, error: Exception) -> int:
    raise error


def ask(program: Application, window: MainWindow, error: Exception) -> None:
    program.tasks.query(window.page, "x", breaks.call(error), done=lambda _answer: None)
    wait_idle(program.tasks)


def test_a_users_error_is_a_calm_line_in_the_window(
    program: Application, window: MainWindow
) -> None:
    ask(program, window, PermissionDenied("Your role does not allow this. Nothing was changed."))
    assert window.notice.isVisible()
    assert window.notice.label.text().startswith("Your role does not allow this.")
    assert program.failures.dialog is None


def test_what_was_cancelled_is_not_told(program: Application, window: MainWindow) -> None:
    ask(program, window, Cancelled())
    assert not window.notice.isVisible()


@pytest.mark.expects_log
def test_a_bug_is_reported_on_this_computer_and_can_be_copied(
    program: Application, window: MainWindow
) -> None:
    ask(program, window, ZeroDivisionError("our own fault"))
    wait_idle(program.tasks)
    dialog = program.failures.dialog
    assert dialog is not None
    assert "ZeroDivisionError: our own fault" in dialog.text.toPlainText()
    dialog.copy()
    assert "our own fault" in QGuiApplication.clipboard().text()
    reports = list(paths.log_dir().glob("report-*.txt"))
    assert len(reports) == 1
    assert "our own fault" in reports[0].read_text("utf-8")
    dialog.accept()


@pytest.mark.expects_log
def test_a_second_fault_opens_no_second_dialog(program: Application, window: MainWindow) -> None:
    for words in ("first", "second"):
        ask(program, window, RuntimeError(words))
    wait_idle(program.tasks)
    dialog = program.failures.dialog
    assert dialog is not None
    assert "first" in dialog.text.toPlainText()
    assert len(list(paths.log_dir().glob("report-*.txt"))) == 2
    dialog.accept()


@pytest.mark.expects_log
def test_exceptions_of_any_thread_are_caught(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    restore = program.failures.install()
    try:
        caught = threading.ExceptHookArgs((ValueError, ValueError("in a thread"), None, None))
        thread = threading.Thread(target=lambda: threading.excepthook(caught))
        thread.start()
        thread.join()
        wait_idle(program.tasks)
        dialog = program.failures.dialog
        assert dialog is not None
        assert "in a thread" in dialog.text.toPlainText()
        dialog.accept()
        with qtbot.waitActive(window):
            window.activateWindow()
        sys.excepthook(PermissionDenied, PermissionDenied("Not allowed."), None)
        assert window.notice.label.text() == "Not allowed."
    finally:
        restore()
