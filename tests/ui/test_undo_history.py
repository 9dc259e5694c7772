"""The undo history, with keys and mouse, on a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel

from crm_desktop.services import bulk, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.undo_history import PAGE, UndoHistory
from crm_desktop.ui.undo_list import ago, how_many
from tests.ui.waiting import elsewhere, wait_idle

Key = Qt.Key


class Office:
    """Does things to a store as somebody else's window would, and opens the history over them."""

    def __init__(self, program: Application, window: MainWindow) -> None:
        self.program, self.window = program, window
        workspace = program.tasks.workspace
        assert workspace is not None
        self.workspace: Workspace = workspace

    def settle(self) -> None:
        wait_idle(self.program.tasks)

    def does(self, work: Callable[[], Any]) -> Any:
        return elsewhere(work)

    def new(self, **values: Any) -> Record:
        return self.does(lambda: records.create(self.workspace, "person", values))

    def save(self, record: Record, **values: Any) -> Record:
        def save() -> Record:
            now = records.load(self.workspace, "person", record.id)
            return records.save(self.workspace, "person", now.id, values, version=now.version)

        return self.does(save)

    def load(self, record: Record) -> Record:
        return self.does(lambda: records.load(self.workspace, "person", record.id))

    def history(self) -> UndoHistory:
        self.window.commands["undo_history"].trigger()
        self.settle()
        dialog = self.window.findChild(UndoHistory)
        assert isinstance(dialog, UndoHistory)
        return dialog


@pytest.fixture
def office(program: Application, window: MainWindow) -> Office:
    return Office(program, window)


def labels(dialog: UndoHistory) -> list[str]:
    return [each.label for each in dialog.list.rows.all]


def detail(dialog: UndoHistory) -> list[str]:
    """The words at the right, below the title."""
    QApplication.processEvents()  # what a layout is given is shown a turn later
    inside = dialog._scroll.widget()
    assert inside is not None
    return [label.text() for label in inside.findChildren(QLabel) if label.isVisible()]


def test_what_was_done_is_listed_and_told(office: Office) -> None:
    person = office.new(last_name="Zyx")
    office.save(person, first_name="Zuzanna", job_title="Buyer")
    dialog = office.history()
    assert labels(dialog)[:2] == ["Edit contact Zyx", "New contact Zyx"]
    assert dialog.title.text() == "Edit contact Zyx"
    assert office.workspace.actor.name in dialog.meta.text()
    name, words = detail(dialog)
    assert name == "Contact Zuzanna Zyx"
    assert words.splitlines() == ["First name: — → Zuzanna", "Job title: — → Buyer"]
    QTest.keyClick(dialog.list, Key.Key_Down)
    office.settle()
    assert detail(dialog) == ["Contact Zuzanna Zyx", "Contact created"]


def test_one_is_taken_back_and_done_again_with_the_keyboard(office: Office) -> None:
    person = office.new(last_name="Zyx")
    office.save(person, first_name="Zuzanna")
    office.save(person, job_title="Buyer")
    dialog = office.history()
    assert dialog.list.hasFocus()
    QTest.keyClick(dialog.list, Key.Key_Down)
    QTest.keyClick(dialog.list, Key.Key_Return)
    assert dialog.undo_button.hasFocus()
    QTest.keyClick(dialog.undo_button, Key.Key_Space)
    office.settle()
    assert (office.load(person).values["first_name"], office.load(person).values["job_title"]) == (
        None,
        "Buyer",
    )
    assert dialog.notice.label.text() == "Undone: Edit contact Zyx."
    assert labels(dialog)[:3] == ["Edit contact Zuzanna Zyx", "Edit contact Zyx", "New contact Zyx"]
    chosen = dialog.list.current_row()
    assert chosen is not None
    assert (chosen.label, chosen.undone) == ("Edit contact Zyx", True)
    assert "Taken back by" in dialog.meta.text()
    assert "Do it again" in dialog.undo_button.accessibleName()
    assert dialog.list.hasFocus()
    QTest.keyClick(dialog.list, Key.Key_Return)
    QTest.keyClick(dialog.undo_button, Key.Key_Space)
    office.settle()
    assert office.load(person).values["first_name"] == "Zuzanna"
    assert dialog.notice.label.text() == "Redone: Edit contact Zyx."
    assert "Take it back" in dialog.undo_button.accessibleName()


def test_all_down_to_one_are_taken_back(office: Office) -> None:
    person = office.new(last_name="Zyx")
    for title in ("One", "Two", "Three"):
        office.save(person, job_title=title)
    dialog = office.history()
    dialog.list.go_to(2)
    office.settle()
    assert dialog.down_button.accessibleName() == "Take back all 3 down to here"
    dialog.down_button.click()
    assert not dialog.undo_button.isEnabled()
    office.settle()
    assert office.load(person).values["job_title"] is None
    assert dialog.notice.label.text() == "3 changes were taken back."
    assert [each.undone for each in dialog.list.rows.all[:4]] == [True, True, True, False]
    assert dialog.undo_button.isEnabled()
    assert not dialog.down_button.isVisible()  # nothing is left that holds


def test_the_work_can_be_stopped_between_two(office: Office) -> None:
    person = office.new(last_name="Zyx")
    for title in ("One", "Two", "Three"):
        office.save(person, job_title=title)
    dialog = office.history()
    dialog.list.go_to(2)
    dialog.down_button.click()
    assert dialog.stop_button.isVisible()
    dialog.stop_button.click()
    office.settle()
    assert office.load(person).values["job_title"] == "Two"
    assert dialog.notice.label.text().startswith("Undone: Edit contact Zyx")


def test_what_was_changed_since_is_kept_and_told(office: Office) -> None:
    person = office.new(last_name="Zyx", job_title="One")
    office.save(person, job_title="Two", first_name="Zuzanna")
    office.save(person, job_title="Three")
    dialog = office.history()
    dialog.list.go_to(1)
    dialog.undo_button.click()
    office.settle()
    values = office.load(person).values
    assert (values["first_name"], values["job_title"]) == (None, "Three")
    assert dialog.notice.label.text().splitlines() == [
        "Undone: Edit contact Zyx. 1 later change was kept.",
        "• Job title was changed again since and stays as it is.",
    ]


def test_the_same_reason_is_told_once(office: Office) -> None:
    people = [office.new(last_name=f"Zyx {i}").id for i in range(4)]
    for value in ("Zeta", "Eta"):
        office.does(
            lambda value=value: bulk.edit(office.workspace, "person", people, {"department": value})
        )
    dialog = office.history()
    dialog.list.go_to(1)
    dialog.undo_button.click()
    office.settle()
    first, second = dialog.notice.label.text().splitlines()
    assert first.endswith("4 later changes were kept.")
    assert second == "• Department was changed again since and stays as it is. (4 times)"


def test_what_cannot_be_taken_back_is_said_and_the_rest_stays(office: Office) -> None:
    person = office.new(last_name="Zyx")
    office.save(person, job_title="One")
    dialog = office.history()
    newest = dialog.list.rows.all[0].id
    office.does(lambda: undo.undo(office.workspace, newest))  # a colleague was faster
    dialog.undo_button.click()
    office.settle()
    assert "is undone already. Nothing was changed." in dialog.notice.label.text()
    assert dialog.list.rows.all[0].undone
    assert dialog.undo_button.isEnabled()


def test_news_come_in_and_the_chosen_one_stays(office: Office) -> None:
    person = office.new(last_name="Zyx")
    dialog = office.history()
    assert dialog.title.text() == "New contact Zyx"
    office.program.tasks.command(
        dialog,
        records.save.call("person", person.id, {"job_title": "One"}, version=person.version),
        done=lambda _saved: None,
    )
    office.settle()
    assert labels(dialog)[:2] == ["Edit contact Zyx", "New contact Zyx"]
    assert dialog.title.text() == "New contact Zyx"
    chosen = dialog.list.current_row()
    assert chosen is not None
    assert chosen.label == "New contact Zyx"


def test_a_long_list_is_read_on(office: Office) -> None:
    def work() -> None:
        for i in range(PAGE + 20):
            records.create(office.workspace, "person", {"last_name": f"Zyx {i}"})

    office.does(work)
    dialog = office.history()
    QAbstractItemModelTester(dialog.list.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert len(dialog.list.rows.all) == PAGE
    QTest.keyClick(dialog.list, Key.Key_End)
    office.settle()
    assert len(dialog.list.rows.all) > PAGE + 19
    assert labels(dialog)[PAGE + 19] == "New contact Zyx 0"
    assert len({each.id for each in dialog.list.rows.all}) == len(dialog.list.rows.all)


def test_the_others_can_be_left_out(office: Office) -> None:
    office.new(last_name="Zyx")
    dialog = office.history()
    every = labels(dialog)
    QTest.keyClick(dialog.mine, Key.Key_Space)
    office.settle()
    assert dialog.mine.isChecked()
    assert "New contact Zyx" in labels(dialog)
    assert set(labels(dialog)) <= set(every)


def test_the_button_shows_what_would_go(office: Office) -> None:
    person = office.new(last_name="Zyx")
    office.save(person, job_title="One")
    dialog = office.history()
    dialog.list.go_to(1)
    before = dialog.list.viewport().grab().toImage()
    QApplication.sendEvent(dialog.down_button, QEvent(QEvent.Type.Enter))
    assert dialog.list.along == 1
    assert dialog.list.viewport().grab().toImage() != before
    QApplication.sendEvent(dialog.down_button, QEvent(QEvent.Type.Leave))
    assert dialog.list.along == -1


def test_rows_are_spoken(office: Office) -> None:
    office.new(last_name="Zyx")
    dialog = office.history()
    spoken = dialog.list.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    who = office.workspace.actor.name
    assert spoken == f"New contact Zyx, {who} · Just now · 1 record"


def test_ages_and_numbers_in_words() -> None:
    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert ago(now - timedelta(seconds=20), now) == "Just now"
    assert ago(now - timedelta(minutes=1), now) == "1 minute ago"
    assert ago(now - timedelta(minutes=59), now) == "59 minutes ago"
    assert ago(now - timedelta(days=3), now).startswith("3 days ago, ")
    assert how_many(1, many=False) == "1 record"
    assert how_many(2_345, many=False) == "2,345 records"
    assert how_many(2_345, many=True) == "more than 2,300 records"
