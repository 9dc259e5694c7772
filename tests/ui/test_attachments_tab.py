"""Files of a record: dropped, opened, saved, renamed, deleted, on a real store."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.errors import FileRefused
from crm_desktop.services.validation import MOST_FILE_BYTES
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages import files
from crm_desktop.ui.pages.files_panel import FilesPanel
from crm_desktop.ui.widgets.overlay import DropHint
from tests.ui.answers import Answers
from tests.ui.waiting import wait_idle

COPY = Qt.DropAction.CopyAction
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def panel(program: Application, window: MainWindow) -> FilesPanel:
    window.page.record_pane.show_part("files")
    wait_idle(program.tasks)
    found: FilesPanel = window.page.record_pane.parts["files"]
    return found


def names(of: FilesPanel) -> list[str]:
    return sorted(file.name for file in of.view.rows.all)


def drop(window: MainWindow, *paths: Path) -> None:
    """Hold files over the pane, and let them go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    pane = window.page.pane
    enter = QDragEnterEvent(QPoint(50, 50), COPY, data, LEFT, NONE)
    QApplication.sendEvent(pane, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(pane, QDropEvent(QPointF(50, 50), COPY, data, LEFT, NONE))


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "offer.pdf"
    path.write_bytes(b"the offer")
    return path


def test_files_dropped_on_the_pane_are_kept_and_undo_takes_all_back(
    program: Application, window: MainWindow, tmp_path: Path, offer: Path
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("plan")
    drop(window, offer, plan)
    wait_idle(program.tasks)
    tab = panel(program, window)
    assert tab.isVisible()
    assert names(tab) == ["offer.pdf", "plan.txt"]
    assert window.toast.label.text() == "2 files added"
    assert window.transfers.dialog is None  # the list imports, the record keeps
    said = tab.view.rows.data(tab.view.rows.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Today" in said
    window.toast.button.click()
    wait_idle(program.tasks)
    assert names(tab) == []


def test_a_table_dragged_over_the_list_onto_the_pane_is_kept_not_imported(
    program: Application, window: MainWindow, tmp_path: Path
) -> None:
    """The way of a real mouse: the hint of the window is met first, and must not be in the way."""
    table = tmp_path / "prices.csv"
    table.write_text("Code,Price\n1,2\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    frame, pane = window.windowHandle(), window.page.record_pane
    hint = window.findChild(DropHint)
    room = hint.parentWidget() if hint is not None else None
    assert hint is not None
    assert room is not None
    over_list = window.page.view.mapTo(window, QPoint(80, 80))
    over_pane = pane.mapTo(window, pane.rect().center())
    QApplication.sendEvent(frame, QDragEnterEvent(over_list, COPY, data, LEFT, NONE))
    assert hint.isVisible()
    covered = hint.geometry().translated(room.mapTo(window, QPoint()))
    assert not covered.contains(over_pane)  # the record can be seen, and aimed at
    QApplication.sendEvent(frame, QDragMoveEvent(over_pane, COPY, data, LEFT, NONE))
    assert not hint.isVisible()
    QApplication.sendEvent(frame, QDropEvent(QPointF(over_pane), COPY, data, LEFT, NONE))
    wait_idle(program.tasks)
    assert window.transfers.dialog is None
    assert names(panel(program, window)) == ["prices.csv"]


def test_the_button_adds_a_file_and_says_what_it_refuses(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path, offer: Path
) -> None:
    tab = panel(program, window)
    answers.will_say(offer)
    tab.add.click()
    wait_idle(program.tasks)
    assert names(tab) == ["offer.pdf"]
    large, program_file = tmp_path / "large.iso", tmp_path / "setup.exe"
    with large.open("wb") as file:
        file.truncate(MOST_FILE_BYTES + 1)
    program_file.write_bytes(b"MZ")
    for path, said in ((large, "25 MB"), (program_file, "is a program")):
        answers.will_say(path)
        tab.add.click()
        wait_idle(program.tasks)
        assert tab.notice.isVisible()
        assert said in tab.notice.label.text()
    assert names(tab) == ["offer.pdf"]


def test_enter_opens_a_copy_that_cannot_be_written(
    program: Application, window: MainWindow, answers: Answers, offer: Path, qtbot: QtBot
) -> None:
    drop(window, offer)
    wait_idle(program.tasks)
    tab = panel(program, window)
    tab.view.setCurrentIndex(tab.view.rows.index(0))
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    (opened,) = map(Path, answers.opened)
    assert opened.name == "offer.pdf"
    assert opened.read_bytes() == b"the offer"
    assert not opened.stat().st_mode & stat.S_IWUSR
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)  # once more, over the copy that is there
    wait_idle(program.tasks)
    assert len(answers.opened) == 2


def test_a_file_is_saved_elsewhere(
    program: Application, window: MainWindow, answers: Answers, tmp_path: Path, offer: Path
) -> None:
    drop(window, offer)
    wait_idle(program.tasks)
    tab = panel(program, window)
    answers.will_say(tmp_path / "copy.pdf")
    tab.save_as(tab.view.rows.all[0])
    wait_idle(program.tasks)
    assert (tmp_path / "copy.pdf").read_bytes() == b"the offer"
    assert window.toast.label.text() == "Saved as copy.pdf"
    answers.will_say(tmp_path / "nowhere" / "copy.pdf")
    tab.save_as(tab.view.rows.all[0])
    wait_idle(program.tasks)
    assert "was not saved" in tab.notice.label.text()


def test_f2_renames_in_place(
    program: Application, window: MainWindow, offer: Path, qtbot: QtBot
) -> None:
    drop(window, offer)
    wait_idle(program.tasks)
    tab = panel(program, window)
    window.activateWindow()
    tab.view.setFocus()
    tab.view.setCurrentIndex(tab.view.rows.index(0))
    qtbot.keyClick(tab.view, Qt.Key.Key_F2)
    line = tab.view.findChild(QLineEdit)
    assert line is not None
    qtbot.waitUntil(lambda: line.selectedText() == "offer")  # the ending stays
    qtbot.keyClicks(line, "Angebot")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert names(tab) == ["Angebot.pdf"]
    window.toast.button.click()
    wait_idle(program.tasks)
    assert names(tab) == ["offer.pdf"]


def test_delete_takes_the_file_and_not_the_contact(
    program: Application, window: MainWindow, offer: Path, qtbot: QtBot
) -> None:
    drop(window, offer)
    wait_idle(program.tasks)
    tab, count = panel(program, window), window.page.model.rowCount()
    window.activateWindow()
    tab.view.setFocus()
    tab.view.setCurrentIndex(tab.view.rows.index(0))
    qtbot.keyClick(tab.view, Qt.Key.Key_Delete)
    wait_idle(program.tasks)
    assert names(tab) == []
    assert window.page.model.rowCount() == count
    window.toast.button.click()
    wait_idle(program.tasks)
    assert names(tab) == ["offer.pdf"]


def test_pictures_show_themselves(program: Application, window: MainWindow, tmp_path: Path) -> None:
    picture = QImage(900, 300, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    picture.save(str(tmp_path / "plan.png"))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    drop(window, tmp_path / "plan.png", tmp_path / "broken.png")
    wait_idle(program.tasks)
    tab = panel(program, window)
    shown = {file.name: file.id in tab.view.pictures for file in tab.view.rows.all}
    assert shown == {"plan.png": True, "broken.png": False}


def test_each_record_has_its_own_files(
    program: Application, window: MainWindow, offer: Path
) -> None:
    drop(window, offer)
    wait_idle(program.tasks)
    tab = panel(program, window)
    window.commands["next"].trigger()
    wait_idle(program.tasks)
    assert names(tab) == []
    window.commands["previous"].trigger()
    wait_idle(program.tasks)
    assert names(tab) == ["offer.pdf"]


# ------------------------------------------------------------------------------- outside copies


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("offer.pdf", "offer.pdf"),
        ('a/b\\c:"d".txt', "a_b_c__d_.txt"),
        ("con.txt", "_con.txt"),
        ("...", "_"),
        ("Angebot 2026 – Größe.pdf", "Angebot 2026 – Größe.pdf"),
    ],
)
def test_names_that_every_system_takes(given: str, safe: str) -> None:
    assert files.safe_name(given) == safe
    assert len(files.safe_name("x" * 300 + ".pdf")) == 120


def test_copies_that_were_opened_long_ago_are_swept(tmp_path: Path) -> None:
    old, new = (tmp_path / uuid4().hex / "offer.pdf" for _ in range(2))
    for path in (old, new):
        path.parent.mkdir()
        path.write_bytes(b"x")
    old.chmod(stat.S_IREAD)
    past = time.time() - 2 * files.KEPT
    os.utime(old, (past, past))
    files.sweep(tmp_path)
    assert not old.parent.exists()
    assert new.exists()


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="was not saved"):
        files.save_copy(tmp_path / "nowhere" / "x.txt", b"x")
    assert list(tmp_path.iterdir()) == []
