"""A call or a note with outcome and next step: how many keys it takes, and what is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.services import records, timeline
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.queries import Filter, ListQuery
from crm_desktop.services.timeline import TimelineItem
from crm_desktop.ui.application import Application
from crm_desktop.ui.log_dialog import LogDialog, outcomes_of
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.timeline import Timeline
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

Key = Qt.Key
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Typist:
    """Presses keys in the window that has the keyboard, and counts them."""

    def __init__(self, program: Application, window: MainWindow) -> None:
        self.program, self.window, self.count = program, window, 0

    def press(self, key: Key, more: Any = Qt.KeyboardModifier.NoModifier) -> None:
        self.count += 1
        QTest.keyClick(self._target(), key, more)
        wait_idle(self.program.tasks)

    def type(self, text: str) -> None:
        QTest.keyClicks(self._target(), text)

    def _target(self) -> QWidget:
        for dialog in self.window.findChildren(LogDialog):
            if dialog.isVisible():
                return dialog.focusWidget() or dialog
        return QApplication.focusWidget() or self.window


@pytest.fixture
def keys(program: Application, window: MainWindow) -> Typist:
    window.activateWindow()
    return Typist(program, window)


def shown(window: MainWindow) -> Record:
    assert window.page.pane.record is not None
    return window.page.pane.record


def dialog_of(window: MainWindow) -> LogDialog:
    assert window.day.dialog is not None
    return window.day.dialog


def log_a_call(window: MainWindow, keys: Typist) -> LogDialog:
    keys.press(Key.Key_L, CONTROL_SHIFT)
    dialog = dialog_of(window)
    assert dialog.isVisible()
    return dialog


def items(program: Application, record: Record) -> list[TimelineItem]:
    return elsewhere(lambda: timeline.of(workspace_of(program), record.entity, record.id))


def planned(program: Application, record: Record) -> list[TimelineItem]:
    return [item for item in items(program, record) if item.status == "planned"]


def values_of(program: Application, key: UUID, entity: str = "activity") -> dict[str, Any]:
    return elsewhere(lambda: dict(records.load(workspace_of(program), entity, key).values))


# --------------------------------------------------------------------------------------- log


def test_a_call_with_outcome_and_next_step_takes_four_keys(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person, before = shown(window), {item.id for item in items(program, shown(window))}
    log_a_call(window, keys)
    keys.press(Key.Key_4)
    keys.press(Key.Key_T)
    keys.press(Key.Key_Return)
    assert keys.count == 4
    new = [item for item in items(program, person) if item.id not in before]
    done = next(item for item in new if item.status == "done")
    coming = next(item for item in new if item.status == "planned")
    assert (done.kind, done.outcome) == ("call", "voicemail")
    assert done.title == f"Call with {person.label}"
    assert coming.title == f"Call {person.label}"
    tomorrow = program.context.today() + timedelta(days=1)
    due = values_of(program, coming.id)["due_at"].astimezone()
    assert (due.date(), due.hour) == (tomorrow, 9)
    links = values_of(program, coming.id)["links"]
    assert links[0]["person"] == Ref(person.id, "")
    assert window.toast.label.text() == f"Done: {done.title}. Next: {coming.title}."
    window.toast.button.click()
    wait_idle(program.tasks)
    assert {item.id for item in items(program, person)} == before


def test_how_a_call_ended_stands_behind_its_title(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person = shown(window)
    log_a_call(window, keys)
    keys.press(Key.Key_1)
    keys.press(Key.Key_Return)
    told, title = outcomes_of("call")[0][1], f"Call with {person.label}"
    timeline_list = window.findChildren(Timeline)[0]
    rows = timeline_list.rows
    spoken = [
        rows.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(len(rows.all))
    ]
    assert any(f"{title}, {told}, " in line for line in spoken)


def test_the_keyboard_is_on_no_answer_before_one_is_meant(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    dialog = log_a_call(window, keys)
    answers = dialog.outcomes
    assert dialog.focusWidget() is answers
    keys.press(Key.Key_M)  # another kind, with other outcomes
    assert dialog.focusWidget() is answers
    keys.press(Key.Key_C)
    keys.press(Key.Key_Down)
    assert answers.picks[0].hasFocus()
    keys.press(Key.Key_Down)
    assert answers.picks[2].hasFocus()


def test_from_no_answer_a_digit_leads_to_its_own_and_tab_passes_by(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    dialog = log_a_call(window, keys)
    keys.press(Key.Key_Tab)
    assert dialog.note.hasFocus()
    keys.press(Key.Key_Backtab)
    assert dialog.outcomes.picks[0].hasFocus()
    dialog.outcomes.wait()
    keys.press(Key.Key_3)
    assert dialog.outcomes.picks[2].hasFocus()


def test_with_words_it_takes_six(program: Application, window: MainWindow, keys: Typist) -> None:
    person = shown(window)
    dialog = log_a_call(window, keys)
    keys.press(Key.Key_1)
    keys.press(Key.Key_W)
    keys.press(Key.Key_Tab)
    assert dialog.note.hasFocus()
    keys.type("Wants 2 more pallets")
    keys.press(Key.Key_Return)
    assert keys.count == 5
    newest = next(item for item in items(program, person) if item.status == "done")
    assert newest.body == "Wants 2 more pallets"
    assert newest.outcome == "reached-positive"


def test_a_note_and_a_task_that_follows_from_it(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person, before = shown(window), len(planned(program, shown(window)))
    dialog = log_a_call(window, keys)
    keys.press(Key.Key_W)
    keys.press(Key.Key_N)
    assert dialog.windowTitle() == f"Note about {person.label}"
    assert not dialog.outcomes.isVisible()
    keys.type("Budget holder is Iryna")
    keys.press(Key.Key_Return)
    assert keys.count <= 6
    note = next(item for item in items(program, person) if item.entity == "note")
    assert note.title == "Budget holder is Iryna"
    assert len(planned(program, person)) == before + 1
    assert window.toast.label.text() == f"Note saved. Next: Follow up with {person.label}."


def test_an_empty_note_is_not_saved(program: Application, window: MainWindow, keys: Typist) -> None:
    dialog = log_a_call(window, keys)
    keys.press(Key.Key_N)
    keys.press(Key.Key_Return)
    assert dialog.isVisible()
    assert "The note is empty" in dialog.notice.label.text()


def test_a_new_line_in_the_note(program: Application, window: MainWindow, keys: Typist) -> None:
    dialog = log_a_call(window, keys)
    dialog.note.setFocus()
    keys.type("one")
    keys.press(Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    keys.type("two 4")
    assert dialog.note.toPlainText() == "one\ntwo 4"
    assert dialog.outcomes.value == ""  # the 4 was typed


def test_what_follows_has_words_of_its_own(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person = shown(window)
    dialog = log_a_call(window, keys)
    assert not dialog.subject.isEnabled()
    keys.press(Key.Key_D)
    assert dialog.day.hasFocus()
    keys.type("+10")
    dialog.subject.setText("Ask for the order")
    keys.press(Key.Key_Return)
    coming = next(i for i in planned(program, person) if i.title == "Ask for the order")
    due = values_of(program, coming.id)["due_at"].astimezone().date()
    assert due == program.context.today() + timedelta(days=10)


@pytest.mark.parametrize("typed", ["soon", "", "yesterday"])
def test_a_day_that_is_none_is_said(
    program: Application, window: MainWindow, keys: Typist, typed: str
) -> None:
    dialog = log_a_call(window, keys)
    keys.press(Key.Key_D)
    keys.type(typed)
    keys.press(Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.notice.label.text().startswith(f"'{typed}' is not a day to come.")


def test_other_kinds_have_their_own_outcomes(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person = shown(window)
    dialog = log_a_call(window, keys)
    assert len(dialog.outcomes.picks) == 8
    keys.press(Key.Key_M)
    assert [pick.text() for pick in dialog.outcomes.picks] == ["Held", "Did not take place"]
    keys.press(Key.Key_2)
    keys.press(Key.Key_Return)
    newest = next(item for item in items(program, person) if item.kind == "meeting")
    assert newest.status == "no-show"


def test_a_second_press_takes_an_outcome_back(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    dialog = log_a_call(window, keys)
    keys.press(Key.Key_5)
    keys.press(Key.Key_5)
    assert dialog.outcomes.value == ""
    keys.press(Key.Key_X)
    assert dialog.next_steps.value == "none"


def test_arrows_go_through_the_answers_and_tab_passes_by(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    dialog = log_a_call(window, keys)
    keys.press(Key.Key_Down)  # to the first one
    keys.press(Key.Key_Down)
    keys.press(Key.Key_Right)
    keys.press(Key.Key_Space)
    assert dialog.outcomes.value == "voicemail"
    keys.press(Key.Key_Tab)
    assert dialog.note.hasFocus()
    keys.press(Key.Key_Tab)
    assert dialog.next_steps.picks[0].hasFocus()


def test_escape_writes_nothing(program: Application, window: MainWindow, keys: Typist) -> None:
    before = len(items(program, shown(window)))
    log_a_call(window, keys)
    keys.press(Key.Key_4)
    keys.press(Key.Key_Escape)
    assert window.findChildren(LogDialog) == []
    assert len(items(program, shown(window))) == before


def test_each_outcome_of_the_catalogue_is_offered_in_words() -> None:
    labels = [choice.label for choice in ENTITIES["activity"].field("outcome").choices[:8]]
    assert [words for _value, words, _key in outcomes_of("call")] == labels
    assert [key for *_rest, key in outcomes_of("call")] == list("12345678")
    assert outcomes_of("task") == []


# ---------------------------------------------------------------------------------- complete


def somebody_with_a_plan(program: Application, window: MainWindow) -> Record:
    def plan() -> Record:
        workspace = workspace_of(program)
        person = records.create(workspace, "person", {"last_name": "Aaa", "status": "customer"})
        values = {"kind": "call", "subject": "Ask her", "status": "planned"}
        links = ({"person": Ref(person.id, person.label)},)
        due = {"due_at": program.context.clock()}
        records.create(workspace, "activity", values | due | {"links": links})
        return person

    person = elsewhere(plan)
    window.go_to("person", Ref(person.id, person.label))
    wait_idle(program.tasks)
    assert shown(window).id == person.id
    return person


def test_the_next_activity_of_a_contact_is_done_with_its_outcome(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person = somebody_with_a_plan(program, window)
    keys.press(Key.Key_D, CONTROL_SHIFT)
    assert dialog_of(window).windowTitle() == "Ask her"
    keys.press(Key.Key_2)
    keys.press(Key.Key_Return)
    (item,) = items(program, person)
    assert (item.status, item.outcome) == ("done", "reached-later")
    assert keys.count == 3


def test_what_is_gone_meanwhile_is_said(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person = somebody_with_a_plan(program, window)
    keys.press(Key.Key_D, CONTROL_SHIFT)
    dialog = dialog_of(window)
    (item,) = items(program, person)
    elsewhere(lambda: records.delete(workspace_of(program), "activity", (item.id,)))
    keys.press(Key.Key_Return)
    assert dialog.isVisible()
    assert "has been deleted. Nothing was changed." in dialog.notice.label.text()


def test_nothing_planned_is_nothing_to_complete(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    def nobody() -> Record:
        return records.create(workspace_of(program), "person", {"last_name": "Bbb"})

    person = elsewhere(nobody)
    window.go_to("person", Ref(person.id, person.label))
    wait_idle(program.tasks)
    keys.press(Key.Key_D, CONTROL_SHIFT)
    assert window.day.dialog is None


def test_on_the_list_of_activities_the_one_shown_is_completed(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    window.show_page("activity")
    wait_idle(program.tasks)
    window.page.arrange(ListQuery("activity", filters=(Filter("status", values=("planned",)),)))
    wait_idle(program.tasks)
    record = shown(window)
    keys.press(Key.Key_D, CONTROL_SHIFT)
    assert dialog_of(window).windowTitle() == record.label
    keys.press(Key.Key_Return)
    assert values_of(program, record.id)["status"] == "done"


# ------------------------------------------------------------------------- D, wherever one is


def test_d_asks_how_it_ended_in_the_timeline_and_9_completes_at_once(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    person = somebody_with_a_plan(program, window)
    timeline_of = window.page.pane.timeline
    (item,) = planned(program, person)
    at = [row.item.id if row.item else None for row in timeline_of.rows.all].index(item.id)
    timeline_of.setFocus()
    timeline_of.go_to(at)
    keys.press(Key.Key_D)
    assert dialog_of(window).windowTitle() == item.title
    keys.press(Key.Key_Escape)
    assert planned(program, person)
    QTest.keyClick(timeline_of, Key.Key_9)
    wait_idle(program.tasks)
    assert not planned(program, person)


def test_d_asks_how_it_ended_in_the_list_of_activities(
    program: Application, window: MainWindow, keys: Typist
) -> None:
    window.show_page("activity")
    wait_idle(program.tasks)
    window.page.arrange(ListQuery("activity", filters=(Filter("status", values=("planned",)),)))
    wait_idle(program.tasks)
    record = shown(window)
    window.page.view.setFocus()
    keys.press(Key.Key_D)
    assert window.top_bar.search.text() == ""
    assert dialog_of(window).windowTitle() == record.label
    keys.press(Key.Key_Return)
    assert values_of(program, record.id)["status"] == "done"
    window.page.arrange(ListQuery("activity", filters=(Filter("status", values=("done",)),)))
    wait_idle(program.tasks)
    QTest.keyClick(window.page.view, Key.Key_D)
    wait_idle(program.tasks)
    assert not any(dialog.isVisible() for dialog in window.findChildren(LogDialog))
    assert "nothing to complete" in window.toast.label.text()
    window.show_page("person")
    QTest.keyClick(window.page.view, Key.Key_D)  # elsewhere a letter is looked for
    assert window.top_bar.search.text() == "d"
