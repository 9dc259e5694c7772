"""What the bell tells of work that has ended: well, or not; and what a click on it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from crm_desktop.ui.application import Application
from crm_desktop.ui.bell import FAILED, BellPanel, News
from crm_desktop.ui.main_window import MainWindow
from tests.services import long_services
from tests.ui.answers import Answers
from tests.ui.waiting import wait_idle


def opened(window: MainWindow) -> BellPanel:
    window.commands["bell"].trigger()
    assert window.bell.panel is not None
    return window.bell.panel


def choose(panel: BellPanel, words: str) -> None:
    """Click on the line that begins so."""
    items = [panel.list.item(at) for at in range(panel.list.count())]
    item = next(item for item in items if item.text().startswith(words))
    place = panel.list.visualItemRect(item).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_work_that_failed_is_told_as_failed_and_a_click_says_why(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    answers.will_say(tmp_path / "no such folder" / "out.xlsx")
    window.commands["export"].trigger()
    wait_idle(program.tasks)
    assert window.notice.isVisible()
    why = window.notice.label.text()
    window.notice.hide()
    panel = opened(window)
    news = window.bell._news[0]
    assert news.icon == FAILED
    assert news.words == "Writing the file: it failed"
    assert why in news.more
    choose(panel, "Writing the file: it failed")
    assert not panel.isVisible()
    assert window.notice.isVisible()
    assert window.notice.label.text() == why


def test_work_that_went_well_leads_to_what_came_of_it(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    answers.will_say(tmp_path / "out.xlsx")
    window.commands["export"].trigger()
    wait_idle(program.tasks)
    panel = opened(window)
    choose(panel, "Writing the file: it has ended")
    assert answers.opened == [str(tmp_path)]


@pytest.mark.expects_log
def test_a_mistake_of_the_program_leads_to_its_report(
    program: Application, window: MainWindow
) -> None:
    call = long_services.mistaken.call()
    program.tasks.job(window, "Counting", call, done=lambda _nothing: None, failed=lambda _e: None)
    wait_idle(program.tasks)
    panel = opened(window)
    choose(panel, "Counting: it failed")
    wait_idle(program.tasks)
    dialog = program.failures.dialog
    assert dialog is not None
    assert "ZeroDivisionError" in dialog.text.toPlainText()
    dialog.close()


def test_failure_has_its_own_picture(window: MainWindow) -> None:
    def picture(name: str) -> QImage:
        window.bell._news.clear()
        window.bell.tell(News(name, "Same words"))
        panel = opened(window)
        panel.list.setCurrentRow(-1)
        taken = panel.list.grab().toImage()
        panel.hide()
        return taken

    assert picture("check") != picture(FAILED)
