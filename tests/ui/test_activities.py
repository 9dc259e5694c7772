"""The lists of activities and notes, and the pane beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop import paths
from crm_desktop.services import listing, records
from crm_desktop.services.catalog import ACTIVITY, NOTE, Record, Ref
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.ui import kinds, words
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.item_pane import ItemPane, linked
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.widgets.links import Link
from tests.ui.answers import Answers
from tests.ui.forms import form_of
from tests.ui.waiting import elsewhere, wait_idle, workspace_of

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def show(program: Application, window: MainWindow, digit: Key) -> ListPage:
    window.activateWindow()
    QTest.keyClick(window, digit, CONTROL)
    wait_idle(program.tasks)
    return window.page


@pytest.fixture
def activities(program: Application, window: MainWindow) -> ListPage:
    return show(program, window, Key.Key_9)


@pytest.fixture
def notes(program: Application, window: MainWindow) -> ListPage:
    window.choose_page("note")
    wait_idle(program.tasks)
    return window.page


def pane_of(page: ListPage) -> ItemPane:
    pane: Any = page.pane
    assert isinstance(pane, ItemPane)
    return pane


def only(program: Application, page: ListPage, *filters: Filter) -> None:
    page.arrange(ListQuery(page.entity.key, filters=filters))
    wait_idle(program.tasks)


def planned(program: Application, page: ListPage) -> None:
    only(program, page, Filter("status", values=("planned",)))


def texts(page: ListPage, key: str) -> list[str]:
    at = [column.key for column in page.model.columns].index(key)
    rows = [page.model.cache.row(row) for row in range(min(page.model.rowCount(), 50))]
    return [page.model.text(row, at) for row in rows if row is not None]


# -------------------------------------------------------------------------------------- list


def test_the_list_of_activities(window: MainWindow, activities: ListPage) -> None:
    assert activities.entity is ACTIVITY
    shown = [column.title for column in activities.model.columns]
    assert shown[:4] == ["Subject", "Due", "With", "Status"]
    assert activities.model.rowCount() > 400
    assert window.navigation._buttons["activity"].accessibleName().startswith("Activities, ")
    row = activities.model.cache.row(0)
    assert row is not None
    assert activities.model.subtitle(row) in {c.label for c in ACTIVITY.field("kind").choices}
    mark = activities.model.mark(row)
    assert mark is not None
    assert mark[0] in kinds.ICONS.values()


def test_the_newest_are_on_top(activities: ListPage) -> None:
    at = [column.key for column in activities.model.columns].index("due_at")
    rows = [activities.model.cache.row(row) for row in range(50)]
    due = [row.cells[at] for row in rows if row is not None]
    assert due == sorted(due, reverse=True)


def test_what_is_overdue_says_so_and_is_red(program: Application, activities: ListPage) -> None:
    now = program.context.clock()
    overdue = Filter("due_at", Op.LT, (now - timedelta(days=2),))
    only(program, activities, Filter("status", values=("planned",)), overdue)
    at = [column.key for column in activities.model.columns].index("due_at")
    row = activities.model.cache.row(0)
    assert row is not None
    assert activities.model.is_late(row, at)
    assert "overdue" in texts(activities, "due_at")[0].lower()
    only(program, activities, Filter("status", values=("done",)))
    row = activities.model.cache.row(0)
    assert row is not None
    assert not activities.model.is_late(row, at)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(days=1), "1 day overdue"),
        (timedelta(days=5), "5 days overdue"),
        (timedelta(hours=2), "Overdue, 10:00"),
        (timedelta(days=60), "Overdue, 3 Jan"),
    ],
)
def test_how_late_something_is_in_words(window: MainWindow, ago: timedelta, said: str) -> None:
    local = NOW.astimezone().replace(hour=12)
    assert words.due(local - ago, local, late=True) == said


def test_what_is_near_has_its_time_of_day(window: MainWindow) -> None:
    local = NOW.astimezone().replace(hour=12)
    assert words.due(local + timedelta(hours=2), local, late=False) == "Today, 14:00"
    assert words.due(local + timedelta(days=1), local, late=False) == "Tomorrow, 12:00"
    assert words.due(local + timedelta(days=40), local, late=False) == "13 Apr"


def test_whom_it_is_with_names_contact_and_company(
    program: Application, window: MainWindow, activities: ListPage
) -> None:
    def make() -> None:
        workspace = workspace_of(program)
        company = records.create(workspace, "company", {"name": "Lupa"})
        person = records.create(workspace, "person", {"last_name": "Ruiz"})
        links = ({"company": Ref(company.id, "")}, {"person": Ref(person.id, "")})
        far = {"due_at": program.context.clock() + timedelta(days=900)}
        values = {"kind": "call", "subject": "Far away", "status": "planned", "links": links}
        records.create(workspace, "activity", values | far)

    elsewhere(make)
    activities.refresh()
    wait_idle(program.tasks)
    assert texts(activities, "links")[0] == "Ruiz · Lupa"


def test_filters_of_those_concerned(program: Application, activities: ListPage) -> None:
    pane = pane_of(activities)
    assert pane.record is not None
    person = next(ref for entity, ref in linked(pane.record.values["links"]) if entity == "person")
    only(program, activities, Filter("links.any.person", values=(person,)))
    count = activities.model.rowCount()
    assert 0 < count < 50
    assert all(text.startswith(person.label) for text in texts(activities, "links"))


def test_of_contacts_those_with_a_call(program: Application, window: MainWindow) -> None:
    only(program, window.page, Filter("activities.any.kind", values=("call",)))
    assert 0 < window.page.model.rowCount() < 400


def test_typing_searches_the_activities(
    program: Application, window: MainWindow, activities: ListPage
) -> None:
    before = activities.model.rowCount()
    QTest.keyClicks(activities.view, "q")
    QTest.keyClicks(window.top_bar.search, "uote")
    wait_idle(program.tasks)
    assert 0 < activities.model.rowCount() < before


@pytest.mark.parametrize("key", ["activity", "note"])
def test_an_empty_list_says_what_will_stand_there(
    program: Application, window: MainWindow, key: str
) -> None:
    program.create(str(paths.data_dir() / "empty.crm"), "Bellini Interiors")
    wait_idle(program.tasks)
    window.show_page(key)
    wait_idle(program.tasks)
    empty = window.page.empty
    assert empty.isVisible()
    assert empty.words.text().endswith("here.") or "stand" in empty.words.text()
    assert not empty.link.isVisible()
    empty.button.click()
    assert form_of(window).isVisible()


# -------------------------------------------------------------------------------------- pane


def test_the_pane_shows_whom_it_concerns_with_ways_to_reach_them(
    program: Application, window: MainWindow, activities: ListPage, answers: Answers
) -> None:
    planned(program, activities)
    pane = pane_of(activities)
    assert pane.record is not None
    assert pane.record.label == texts(activities, "subject")[0]
    assert pane.done.isVisible()
    row = pane.people[0]
    ways = [link for link in row.findChildren(Link) if link is not row.name]
    assert ways
    ways[0].click()
    assert len(answers.opened) == 1
    row.name.click()
    wait_idle(program.tasks)
    assert window.current == "person"
    shown = window.page.pane.record
    assert shown is not None
    assert shown.label == row.ref.label


def test_what_else_happened_there_is_below(program: Application, activities: ListPage) -> None:
    only(program, activities, Filter("status", values=("done",)))
    pane = pane_of(activities)
    for at in range(8):
        activities.view.go_to(at)
        wait_idle(program.tasks)
        assert pane.record is not None
        assert pane.record.id not in pane.timeline.ids()
        if pane.timeline.ids():
            return
    pytest.fail("nobody has a history")


@pytest.mark.parametrize("kind", ["activity", "note"])
def test_enter_opens_the_form(program: Application, window: MainWindow, kind: str) -> None:
    window.choose_page(kind)
    wait_idle(program.tasks)
    page = window.page
    record = page.pane.record
    assert record is not None
    QTest.keyClick(page.view, Key.Key_Return)
    wait_idle(program.tasks)
    form = form_of(window)
    key = "subject" if page.entity is ACTIVITY else "body"
    assert form.values()[0][key] == record.values[key]


def test_done_and_later_from_the_pane(
    program: Application, window: MainWindow, activities: ListPage
) -> None:
    planned(program, activities)
    pane = pane_of(activities)
    record = pane.record
    assert record is not None
    window.day._put_off(record.id, (program.context.clock() + timedelta(days=400)).date())
    wait_idle(program.tasks)
    assert window.toast.label.text() == f"Put off {record.label}."
    assert pane.record is not None
    assert pane.record.id == record.id
    pane.done.click()
    wait_idle(program.tasks)
    assert window.day.dialog is not None
    assert window.day.dialog.windowTitle() == record.label
    window.day.dialog.save()
    wait_idle(program.tasks)
    assert status_of(program, record) == "done"


def status_of(program: Application, record: Record) -> str:
    def read() -> str:
        return str(records.load(workspace_of(program), "activity", record.id).values["status"])

    return elsewhere(read)


def test_later_offers_days(program: Application, window: MainWindow, activities: ListPage) -> None:
    from PySide6.QtWidgets import QMenu

    planned(program, activities)
    pane_of(activities).later.click()
    menus = [menu for menu in window.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    assert menus[0].actions()[0].text().startswith("&Tomorrow")
    menus[0].close()


def test_a_note_is_read_in_full(program: Application, notes: ListPage) -> None:
    pane = pane_of(notes)
    record = pane.record
    assert record is not None
    assert notes.entity is NOTE
    assert pane._text.text() == record.values["body"]
    names = [ref.label for _entity, ref in linked(record.values["links"])]
    assert pane._title.text() == f"Note about {names[0]}"
    assert not pane.done.isVisible()


def test_a_note_written_from_here_concerns_the_same_people(
    program: Application, window: MainWindow, activities: ListPage
) -> None:
    record = activities.pane.record
    assert record is not None
    QTest.keyClick(activities.view, Key.Key_O, CONTROL_SHIFT)
    wait_idle(program.tasks)
    form = form_of(window)
    name = linked(record.values["links"])[0][1].label
    assert form.windowTitle().startswith(f"Note about {name}")


def test_what_is_written_about_a_contact_leaves_the_page_where_it_is(
    program: Application, window: MainWindow
) -> None:
    window.commands["new_task"].trigger()
    wait_idle(program.tasks)
    form = form_of(window)
    form.editors["subject"].set_value("Send the samples")
    form.submit()
    wait_idle(program.tasks)
    assert window.current == "person"


def test_new_on_the_list_of_activities_plans_a_task(
    program: Application, window: MainWindow, activities: ListPage
) -> None:
    window.commands["new"].trigger()
    wait_idle(program.tasks)
    form = form_of(window)
    form.editors["subject"].set_value("Water the plants")
    form.submit()
    wait_idle(program.tasks)
    assert window.current == "activity"
    made = activities.pane.record
    assert made is not None
    assert (made.label, made.values["status"]) == ("Water the plants", "planned")


def test_a_deleted_activity_is_gone_from_list_and_count(
    program: Application, window: MainWindow, activities: ListPage
) -> None:
    before = activities.model.rowCount()
    QTest.keyClick(activities.view, Key.Key_Delete)
    wait_idle(program.tasks)
    assert activities.model.rowCount() == before - 1
    count = elsewhere(lambda: listing.count(workspace_of(program), ListQuery("activity")))
    name = window.navigation._buttons["activity"].accessibleName()
    assert name == f"Activities, {count:,}"
    assert UUID(bytes=activities.view.current_id)
