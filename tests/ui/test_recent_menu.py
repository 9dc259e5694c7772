"""The records that were looked at lately, in the menu at the top."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.ui import recents
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from tests.ui.waiting import wait_idle


def labels(window: MainWindow) -> list[str]:
    window.recent.fill()
    return [action.text() for action in window.recent.actions()]


def shown(window: MainWindow) -> str:
    record = window.page.pane.record
    return record.label if record is not None else ""


def show(program: Application, row: int) -> str:
    page = program.window.page
    page.view.go_to(row)
    wait_idle(program.tasks)
    assert page.pane.record is not None
    return page.pane.record.label


def test_what_is_looked_at_for_a_while_is_kept(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    window.recent.stop()
    assert labels(window) == ["Nothing has been looked at yet"]
    assert not window.recent.actions()[0].isEnabled()
    show(program, 3)
    name = show(program, 5)
    window.recent._timer.start(0)
    qtbot.waitUntil(lambda: labels(window) == [name])
    window.recent._timer.setInterval(600_000)  # however long the rest takes
    show(program, 0)
    QTest.mouseClick(window.top_bar.recent, Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is window.recent
    QTest.keyClick(window.recent, Qt.Key.Key_Down)
    QTest.keyClick(window.recent, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert shown(window) == name


def test_the_last_thirty_the_newest_first(program: Application, window: MainWindow) -> None:
    names = [show(program, row) for row in range(32)]
    for row in range(32):
        show(program, row)
        window.recent.keep()
    assert labels(window) == names[:1:-1]
    show(program, 10)
    window.recent.keep()
    assert labels(window)[0] == names[10]
    assert len(labels(window)) == recents.MOST_RECORDS == 30


def test_each_store_has_its_own(program: Application, window: MainWindow) -> None:
    show(program, 1)
    window.recent.keep()
    address = program.context.tasks.workspace
    assert address is not None
    store = address.store.address
    program.leave()
    wait_idle(program.tasks)
    window.recent.keep()  # nothing is open
    assert labels(window) == ["Nothing has been looked at yet"]
    program.open(store)
    wait_idle(program.tasks)
    assert len(labels(window)) == 1
