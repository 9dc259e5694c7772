"""Today, worked off with keys and mouse."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.services import activities, listing, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import Filter, ListQuery
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.application import Application
from crm_desktop.ui.log_dialog import LogDialog
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.agenda_view import AgendaView
from crm_desktop.ui.pages.today_page import TodayPage
from tests.stores import split_ids
from tests.ui.answers import Answers
from tests.ui.forms import form_of
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
NOW = datetime.now().astimezone()
NOON = NOW.replace(hour=12, minute=0, second=0, microsecond=0)


def plan(workspace: Workspace, subject: str, **values: Any) -> Record:
    usual: dict[str, Any] = {"kind": "call", "subject": subject, "status": "planned"}
    return records.create(workspace, "activity", usual | values)


def clear_agenda(workspace: Workspace) -> None:
    """Without what the sample data has planned."""
    planned = ListQuery("activity", filters=(Filter("status", values=("planned",)),))
    records.delete(workspace, "activity", split_ids(listing.ids(workspace, planned).vector))


@pytest.fixture
def anna(program: Application, window: MainWindow) -> Record:
    def make() -> Record:
        workspace = workspace_of(program)
        clear_agenda(workspace)
        company = records.create(workspace, "company", {"name": "Lupa GmbH"})
        values = {
            "first_name": "Anna",
            "last_name": "Ruiz",
            "company": Ref(company.id, company.label),
            "phones": ({"number": "+49 30 111222"},),
        }
        return records.create(workspace, "person", values)

    return elsewhere(make)


@pytest.fixture
def today(program: Application, window: MainWindow, anna: Record) -> TodayPage:
    """The page with one overdue call, one meeting today, one task ahead, one without a date."""
    links = ({"person": Ref(anna.id, anna.label)},)

    def make() -> None:
        workspace = workspace_of(program)
        plan(workspace, "Ask for the budget", links=links, due_at=NOON - timedelta(days=3))
        late = {"kind": "meeting", "due_on": NOW.date(), "priority": "high"}
        plan(workspace, "Fair visit", links=links, **late)
        plan(workspace, "Send the offer", kind="task", due_at=NOON + timedelta(days=2))
        plan(workspace, "Tidy up the list", kind="task")

    elsewhere(make)
    return open_today(program, window)


def open_today(program: Application, window: MainWindow) -> TodayPage:
    tell(program)
    window.activateWindow()
    QTest.keyClick(window, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    wait_idle(program.tasks)
    assert window.day.today is not None
    assert window.day.today.isVisible()
    return window.day.today


def tell(program: Application) -> None:
    """What a watcher of the store says of another program's commit."""
    program.tasks.changed.emit(Changes(None, frozenset({"activity"}), many=True))


def told(view: AgendaView) -> list[str]:
    return [line.item.subject if line.item else line.head for line in view.rows.all]


def current(today: TodayPage) -> str:
    item = today.view.item()
    return item.subject if item is not None else ""


def press(
    program: Application,
    today: TodayPage,
    key: Key,
    more: Qt.KeyboardModifier = PLAIN,
) -> None:
    QTest.keyClick(today.view, key, more)
    wait_idle(program.tasks)


def status_of(program: Application, subject: str) -> dict[str, Any]:
    def read() -> dict[str, Any]:
        workspace = workspace_of(program)
        asked = ListQuery("activity", text=subject)
        (row,) = listing.page(workspace, asked, ("status",), 5)
        return dict(records.load(workspace, "activity", UUID(bytes=row.id)).values)

    return elsewhere(read)


def dialog_of(window: MainWindow) -> LogDialog:
    assert window.day.dialog is not None
    return window.day.dialog


def menu_of(today: TodayPage) -> QMenu:
    menus = [menu for menu in today.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


# ------------------------------------------------------------------------------------- shown


def test_the_overdue_first_then_today_then_the_coming_days(today: TodayPage) -> None:
    QAbstractItemModelTester(today.view.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert told(today.view) == [
        "Overdue",
        "Ask for the budget",
        "Today",
        "Fair visit",
        "Next 7 days",
        "Send the offer",
        "No date",
        "Tidy up the list",
    ]
    role = Qt.ItemDataRole.AccessibleTextRole
    spoken = [today.view.rows.index(row).data(role) for row in range(4)]
    assert spoken[1] == (
        "3 days overdue, Call, Ask for the budget, Anna Ruiz · Lupa GmbH, +49 30 111222"
    )
    assert spoken[3].startswith("All day, Meeting, Fair visit")
    assert "High priority" in spoken[3]


def test_the_navigation_counts_what_is_due(window: MainWindow, today: TodayPage) -> None:
    assert window.navigation._buttons["today"].accessibleName() == "Today, 2"


def test_the_pane_shows_the_activity_and_its_people(
    program: Application, window: MainWindow, today: TodayPage, answers: Answers
) -> None:
    pane = today.pane
    assert pane.record is not None
    assert pane.record.label == "Ask for the budget"
    assert [row.ref.label for row in pane.people] == ["Anna Ruiz"]
    pane.call()
    assert answers.opened == ["tel:+4930111222"]
    pane.people[0].name.click()
    wait_idle(program.tasks)
    assert window.current == "person"
    assert window.page.pane.record is not None
    assert window.page.pane.record.label == "Anna Ruiz"


def test_headings_are_passed_by(program: Application, today: TodayPage) -> None:
    assert current(today) == "Ask for the budget"
    press(program, today, Key.Key_Down)
    assert current(today) == "Fair visit"
    press(program, today, Key.Key_J)
    assert current(today) == "Send the offer"
    press(program, today, Key.Key_K)
    press(program, today, Key.Key_Up)
    assert current(today) == "Ask for the budget"


def test_words_leave_out_what_does_not_hold_them(
    program: Application, window: MainWindow, today: TodayPage
) -> None:
    window.top_bar.search.setText("lupa budget")
    assert told(today.view) == ["Overdue", "Ask for the budget"]
    window.top_bar.search.setText("zzz")
    assert today.empty.isVisible()
    today.empty.button.click()
    wait_idle(program.tasks)
    assert len(today.view.rows.all) == 8
    assert window.top_bar.search.text() == ""


def test_nothing_due_is_a_friendly_page(
    program: Application, window: MainWindow, anna: Record
) -> None:
    def make() -> None:
        workspace = workspace_of(program)
        call = plan(workspace, "Call her", due_at=NOON)
        activities.complete(workspace, call.id)
        plan(workspace, "Some day", due_at=NOON + timedelta(days=30))

    elsewhere(make)
    today = open_today(program, window)
    assert today.empty.isVisible()
    assert today.empty.title.text() == "Nothing due"
    words = today.empty.words.text()
    assert "done this week." in words
    assert words.endswith("1 is planned for later.")
    today.empty.button.click()
    form = form_of(window)
    assert form.values()[0]["status"] == "planned"


def test_a_colleagues_change_comes_by_itself(program: Application, today: TodayPage) -> None:
    elsewhere(lambda: plan(workspace_of(program), "Ring back", due_at=NOON - timedelta(days=9)))
    tell(program)
    wait_idle(program.tasks)
    assert told(today.view)[1] == "Ring back"
    assert current(today) == "Ask for the budget"


# -------------------------------------------------------------------------------------- done


def test_one_key_completes_and_the_next_is_ready(
    program: Application, window: MainWindow, today: TodayPage
) -> None:
    press(program, today, Key.Key_4)
    values = status_of(program, "Ask for the budget")
    assert (values["status"], values["outcome"]) == ("done", "voicemail")
    assert current(today) == "Fair visit"
    assert "Ask for the budget" not in told(today.view)
    assert window.toast.label.text() == "Done: Ask for the budget."
    window.toast.button.click()
    wait_idle(program.tasks)
    assert status_of(program, "Ask for the budget")["status"] == "planned"
    assert "Ask for the budget" in told(today.view)


def test_nine_is_done_without_an_outcome_whatever_it_is(
    program: Application, today: TodayPage
) -> None:
    today.view.move_current(2)
    press(program, today, Key.Key_9)
    values = status_of(program, "Send the offer")
    assert (values["status"], values["outcome"]) == ("done", None)
    assert current(today) == "Tidy up the list"


def test_a_meeting_that_did_not_take_place(program: Application, today: TodayPage) -> None:
    today.view.move_current(1)
    press(program, today, Key.Key_2)
    assert status_of(program, "Fair visit")["status"] == "no-show"


def test_an_outcome_that_the_kind_does_not_have(
    program: Application, window: MainWindow, today: TodayPage
) -> None:
    today.view.move_current(3)
    press(program, today, Key.Key_4)
    assert status_of(program, "Tidy up the list")["status"] == "planned"
    assert "no such outcome" in window.toast.label.text()


@pytest.mark.parametrize(
    "more", [Qt.KeyboardModifier.NoModifier, CONTROL_SHIFT], ids=("D", "Ctrl+Shift+D")
)
def test_d_asks_for_outcome_and_next_step(
    program: Application, window: MainWindow, today: TodayPage, more: Any
) -> None:
    press(program, today, Key.Key_D, more)
    dialog = dialog_of(window)
    for key in (Key.Key_1, Key.Key_T, Key.Key_Return):
        QTest.keyClick(QApplication.focusWidget() or dialog, key)
    wait_idle(program.tasks)
    assert status_of(program, "Ask for the budget")["outcome"] == "reached-positive"
    assert "Call Anna Ruiz" in told(today.view)
    assert current(today) == "Fair visit"
    window.commands["undo"].trigger()
    wait_idle(program.tasks)
    assert "Call Anna Ruiz" not in told(today.view)
    assert "Ask for the budget" in told(today.view)


def test_a_click_on_the_ring_completes(program: Application, today: TodayPage) -> None:
    index = today.view.rows.index(1)
    middle = today.view.target_rect(index).center().toPoint()
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(middle),
        today.view.viewport().mapToGlobal(QPointF(middle)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(today.view.viewport(), move)
    assert today.view.viewport().toolTip() == "Mark as done"
    QTest.mouseClick(today.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    wait_idle(program.tasks)
    assert status_of(program, "Ask for the budget")["status"] == "done"


def test_what_a_colleague_did_first_is_said_and_goes(
    program: Application, window: MainWindow, today: TodayPage
) -> None:
    item = today.view.item()
    assert item is not None
    elsewhere(lambda: activities.complete(workspace_of(program), item.id))
    press(program, today, Key.Key_9)
    assert "is done already. Nothing was changed." in window.notice.label.text()
    assert "Ask for the budget" not in told(today.view)


# --------------------------------------------------------------------------- later and others


def test_s_puts_off_to_another_day(
    program: Application, window: MainWindow, today: TodayPage
) -> None:
    press(program, today, Key.Key_S)
    QTest.keyClick(menu_of(today), Key.Key_T)
    wait_idle(program.tasks)
    due = status_of(program, "Ask for the budget")["due_at"].astimezone()
    assert due == NOON + timedelta(days=1)
    assert told(today.view)[0] == "Today"
    assert window.toast.label.text() == "Put off Ask for the budget."
    assert current(today) == "Ask for the budget"
    window.toast.button.click()
    wait_idle(program.tasks)
    assert told(today.view)[0] == "Overdue"


def test_next_week_is_its_monday(program: Application, today: TodayPage) -> None:
    press(program, today, Key.Key_S)
    QTest.keyClick(menu_of(today), Key.Key_W)
    wait_idle(program.tasks)
    due = status_of(program, "Ask for the budget")["due_at"].astimezone()
    assert due.weekday() == 0
    assert 0 < (due.date() - NOW.date()).days <= 7


@pytest.mark.parametrize(
    "more", [Qt.KeyboardModifier.NoModifier, CONTROL_SHIFT], ids=("C", "Ctrl+Shift+C")
)
def test_c_calls(program: Application, today: TodayPage, answers: Answers, more: Any) -> None:
    press(program, today, Key.Key_C, more)
    assert answers.opened == ["tel:+4930111222"]


def test_who_has_no_number_is_not_called(
    program: Application, window: MainWindow, today: TodayPage, answers: Answers
) -> None:
    today.view.move_current(2)
    press(program, today, Key.Key_C)
    assert answers.opened == []
    assert window.toast.label.text() == "There is no number to call for Send the offer."


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_F2])
def test_enter_opens_the_form(
    program: Application, window: MainWindow, today: TodayPage, key: Key
) -> None:
    press(program, today, key)
    assert form_of(window).values()[0]["subject"] == "Ask for the budget"


def test_delete_goes_to_the_trash(
    program: Application, window: MainWindow, today: TodayPage
) -> None:
    press(program, today, Key.Key_Delete)
    assert "Ask for the budget" not in told(today.view)
    assert window.toast.label.text() == "Deleted Ask for the budget."


def test_another_call_is_logged_with_the_same_people(
    program: Application, window: MainWindow, today: TodayPage
) -> None:
    press(program, today, Key.Key_L, CONTROL_SHIFT)
    assert dialog_of(window).windowTitle() == "Call with Anna Ruiz"


def test_the_menu_of_an_activity(program: Application, today: TodayPage, qtbot: QtBot) -> None:
    today.view.menu_asked.emit(today.view.item(), today.view.mapToGlobal(QPoint(9, 9)))
    words = [action.text() for action in menu_of(today).actions()]
    assert words == ["&Done …", "&Later …", "&Call", "&Open", "De&lete"]
    menu_of(today).close()


def test_today_is_shown_again_at_the_next_start(
    program: Application, window: MainWindow, today: TodayPage, filled_store: Any
) -> None:
    assert program.context.settings.now.last_page == "today"
    program.open(str(filled_store))
    wait_idle(program.tasks)
    assert window.day.today is not None
    assert window.day.today.isVisible()
    assert told(window.day.today.view)[0] == "Overdue"


def test_the_clock_stands_still_while_another_page_is_shown(
    window: MainWindow, today: TodayPage
) -> None:
    assert today._clock.isActive()
    window.show_page("person")
    assert not today._clock.isActive()
