"""The page of a record, the timeline in it, and what belongs to a record; keys and mouse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop import i18n
from crm_desktop.services import records
from crm_desktop.services.catalog import Record
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages import composer
from crm_desktop.ui.pages.record_page import RecordPage
from crm_desktop.ui.pages.related_panel import RelatedPanel
from tests.making import ref
from tests.ui.test_facts import made, shown
from tests.ui.waiting import wait_idle

CONTROL = Qt.KeyboardModifier.ControlModifier
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday


def new(program: Application, entity: str, /, **values: Any) -> Record:
    found: list[Record] = []
    create = records.create.call(entity, values)
    program.tasks.command(program.window, create, done=found.append)
    wait_idle(program.tasks)
    return found[0]


def opened(program: Application, window: MainWindow, qtbot: QtBot) -> RecordPage:
    qtbot.keyClick(window.page.view, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    page = window.places.page
    assert isinstance(page, RecordPage)
    return page


# -------------------------------------------------------------------------------------- page


def test_enter_opens_the_page_and_escape_goes_back(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(program, window, qtbot)
    assert page.isVisible()
    assert not window.page.isVisible()
    assert page.record == shown(window)
    assert window.work.form is None
    qtbot.keyClick(page.timeline, Qt.Key.Key_Escape)
    wait_idle(program.tasks)
    assert window.places.page is None
    assert window.page.isVisible()
    assert window.focusWidget() is window.page.view


def test_enter_waits_for_a_record_that_has_only_just_been_gone_to(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.page.view, Qt.Key.Key_Down)
    qtbot.keyClick(window.page.view, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    page = window.places.page
    assert page is not None
    assert page.record is not None
    assert page.record.id.bytes == window.page.model.cache.id_at(1)


def test_a_double_click_and_the_menu_open_it_too(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    view = window.page.view
    place = view.visualRect(window.page.model.index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_idle(program.tasks)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_idle(program.tasks)
    assert window.places.page is not None
    window.commands["back"].trigger()
    assert window.places.page is None
    window.commands["open_page"].trigger()
    assert window.places.page is not None


def test_previous_and_next_leaf_through_the_list(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(program, window, qtbot)
    first = page.record
    window.commands["next"].trigger()
    wait_idle(program.tasks)
    assert page.record is not None
    assert first is not None
    assert page.record.id != first.id
    assert page.head.name.text() == page.record.label
    page.previous.click()
    wait_idle(program.tasks)
    assert page.record.id == first.id


def test_commands_are_about_the_record_of_the_page(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(program, window, qtbot)
    for key in ("edit", "new_task", "next", "delete", "open_page"):
        assert window.commands[key].isEnabled(), key
    window.commands["edit"].trigger()
    wait_idle(program.tasks)
    form = window.work.form
    assert form is not None
    form.editors["job_title"].set_value("Chair of the board")
    form.submit()
    wait_idle(program.tasks)
    assert page.parts["details"].facts["job_title"].text == "Chair of the board"


def test_a_record_that_is_deleted_leaves_its_page(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(program, window, qtbot)
    assert page.record is not None
    gone = page.record.id.bytes
    window.commands["delete"].trigger()
    wait_idle(program.tasks)
    assert window.places.page is None
    assert window.page.model.cache.row_of(gone) == -1
    assert window.toast.button.isVisible()


def test_related_records_open_on_their_page_and_back_leads_home(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    company = new(program, "company", name="Lupa", phones=({"number": "+49 30 1"},))
    person = made(program, window, last_name="Ruiz", company=ref(company))
    page = opened(program, window, qtbot)
    (button,) = page.parts["related"].lists["companies"]
    button.click()
    wait_idle(program.tasks)
    there = window.places.page
    assert isinstance(there, RecordPage)
    assert there.record is not None
    assert (window.current, there.record.label) == ("company", "Lupa")
    (back,) = there.parts["related"].lists["people"]
    assert back.tied.name == "Ruiz"
    window.commands["back"].trigger()
    wait_idle(program.tasks)
    assert window.places.page is page
    assert page.record is not None
    assert page.record.id == person.id
    window.commands["back"].trigger()
    wait_idle(program.tasks)
    assert window.places.page is None


def test_from_the_pane_back_leads_to_the_contact_one_came_from(
    program: Application, window: MainWindow
) -> None:
    company = new(program, "company", name="Lupa")
    person = made(program, window, last_name="Ruiz", company=ref(company))
    window.go_to("company", ref(company))
    wait_idle(program.tasks)
    assert shown(window).label == "Lupa"
    window.commands["back"].trigger()
    wait_idle(program.tasks)
    assert window.current == "person"
    assert shown(window).id == person.id


# ----------------------------------------------------------------------------------- related


def related(program: Application, window: MainWindow) -> RelatedPanel:
    window.page.record_pane.show_part("related")
    wait_idle(program.tasks)
    found: RelatedPanel = window.page.record_pane.parts["related"]
    return found


def told(panel: RelatedPanel, key: str) -> list[tuple[str, str]]:
    return [(button.tied.name, button.tied.detail) for button in panel.lists[key]]


def test_a_contact_has_companies_ties_and_colleagues(
    program: Application, window: MainWindow
) -> None:
    company, other = (new(program, "company", name=name) for name in ("Lupa", "Former"))
    friend = new(program, "person", last_name="Friend")
    new(program, "person", last_name="Colleague", job_title="Buyer", company=ref(company))
    made(
        program,
        window,
        last_name="Ruiz",
        job_title="Owner",
        company=ref(company),
        companies=(
            {"company": ref(company)},
            {"company": ref(other), "role": "Adviser", "inactive": True},
        ),
        ties=({"other": ref(friend), "kind": "spouse"},),
    )
    panel = related(program, window)
    assert told(panel, "companies") == [("Lupa", "Owner"), ("Former", "Adviser, former")]
    assert told(panel, "ties") == [("Friend", "spouse")]
    assert told(panel, "colleagues") == [("Colleague", "Buyer")]
    window.page.reveal(friend.id)
    wait_idle(program.tasks)
    assert told(panel, "ties") == [("Ruiz", "spouse")]


def test_plus_makes_a_contact_of_this_company(program: Application, window: MainWindow) -> None:
    company = new(program, "company", name="Lupa")
    window.go_to("company", ref(company))
    wait_idle(program.tasks)
    panel = related(program, window)
    assert told(panel, "people") == []
    panel.adders["people"].click()
    form = window.work.form
    assert form is not None
    assert form.editors["company"].value() == ref(company)
    form.editors["last_name"].set_value("Ruiz")
    form.submit()
    wait_idle(program.tasks)
    assert window.current == "person"
    window.go_to("company", ref(company))
    wait_idle(program.tasks)
    assert told(panel, "people") == [("Ruiz", "")]


def test_plus_edits_the_ties_of_a_contact(program: Application, window: MainWindow) -> None:
    friend = new(program, "person", last_name="Friend")
    made(program, window, last_name="Ruiz")
    panel = related(program, window)
    panel.adders["ties"].click()
    form = window.work.form
    assert form is not None
    assert list(form.editors) == ["ties"]
    form.editors["ties"].set_value(({"other": ref(friend), "kind": "friend"},))
    form.submit()
    wait_idle(program.tasks)
    assert told(panel, "ties") == [("Friend", "friend")]


# ---------------------------------------------------------------------------------- timeline


def titles(window: MainWindow) -> list[str]:
    rows = window.page.pane.timeline.rows.all
    return [row.item.title for row in rows if row.item]


def test_a_line_becomes_a_task_that_stands_in_the_box_of_what_is_next(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz")
    pane = window.page.record_pane
    qtbot.keyClicks(pane.note, "/task Send the contract tomorrow 10:30")
    assert pane.happened.composer.understood.text().startswith("Task · ")
    assert pane.happened.composer.save.text() == "Save task"
    qtbot.keyClick(pane.note, Qt.Key.Key_Return, CONTROL)
    wait_idle(program.tasks)
    first, item = pane.timeline.rows.all[:2]
    assert (first.head, first.boxed, item.boxed) == ("Next", True, True)
    assert titles(window) == ["Send the contract"]
    assert window.toast.label.text() == "Task planned"
    assert item.when.startswith("Tomorrow, 10:30")
    index = pane.timeline.rows.index(1)
    ring = pane.timeline.target_rect(index).center().toPoint()
    qtbot.mouseClick(pane.timeline.viewport(), Qt.MouseButton.LeftButton, pos=ring)
    wait_idle(program.tasks)
    assert [row.item.status for row in pane.timeline.rows.all if row.item] == ["done"]
    assert window.toast.label.text() == "Done: Send the contract"


def test_a_call_is_logged_with_its_words(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    made(program, window, last_name="Ruiz")
    pane = window.page.record_pane
    qtbot.keyClicks(pane.note, "/call")
    qtbot.keyClick(pane.note, Qt.Key.Key_Return, CONTROL)
    wait_idle(program.tasks)
    assert titles(window) == ["Call with Ruiz"]
    assert pane.record is not None
    assert pane.record.values["last_contact_at"] is not None


def test_enter_expands_j_and_k_move_and_delete_spares_the_contact(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    record = made(program, window, last_name="Ruiz")
    links = ({"person": ref(record)},)
    done: dict[str, Any] = {"status": "done", "kind": "call", "links": links}
    long = "\n".join(f"line {number}" for number in range(80))
    at = datetime.now(UTC) - timedelta(hours=1)
    new(program, "activity", subject="long", description=long, done_at=at, **done)
    earlier = at - timedelta(days=2)
    new(program, "activity", subject="short", outcome="held", done_at=earlier, **done)
    timeline = window.page.pane.timeline
    window.activateWindow()
    timeline.setFocus()
    timeline.setCurrentIndex(timeline.rows.index(1))
    height = timeline.visualRect(timeline.currentIndex()).height()
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    item = timeline.current_item()
    assert item is not None
    assert timeline.expanded[item.id].startswith(long)
    qtbot.waitUntil(lambda: timeline.visualRect(timeline.currentIndex()).height() > 3 * height)
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert timeline.expanded == {}
    qtbot.keyClick(timeline, Qt.Key.Key_J)
    item = timeline.current_item()
    assert item is not None
    assert item.title == "short"
    count = window.page.model.rowCount()
    qtbot.keyClick(timeline, Qt.Key.Key_Delete)
    wait_idle(program.tasks)
    assert titles(window) == ["long"]
    assert window.page.model.rowCount() == count
    window.toast.button.click()
    wait_idle(program.tasks)
    assert titles(window) == ["long", "short"]


def test_the_timeline_is_filtered_by_kind(program: Application, window: MainWindow) -> None:
    record = made(program, window, last_name="Ruiz")
    links = ({"person": ref(record)},)
    new(program, "activity", subject="a call", kind="call", status="done", links=links)
    new(program, "activity", subject="a visit", kind="visit", status="done", links=links)
    new(program, "note", body="A note", links=links)
    happened = window.page.record_pane.happened
    calls, meetings, *_rest = happened.filters
    calls.click()
    wait_idle(program.tasks)
    assert titles(window) == ["a call"]
    meetings.click()
    wait_idle(program.tasks)
    assert sorted(titles(window)) == ["a call", "a visit"]
    happened.show_all()
    wait_idle(program.tasks)
    assert len(titles(window)) == 3


def test_what_is_older_comes_when_it_is_asked_for(
    program: Application, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm_desktop.ui.pages import happened

    monkeypatch.setattr(happened, "FIRST", 2)
    record = made(program, window, last_name="Ruiz")
    for number in range(4):
        new(program, "note", body=f"Note {number}", links=({"person": ref(record)},))
    timeline = window.page.pane.timeline
    assert titles(window) == ["Note 3", "Note 2"]
    last = timeline.rows.rowCount() - 1
    assert timeline.rows.data(timeline.rows.index(last)) == "Show older"
    timeline.setCurrentIndex(timeline.rows.index(last))
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    wait_idle(program.tasks)
    assert titles(window) == [f"Note {number}" for number in (3, 2, 1, 0)]


# ---------------------------------------------------------------------------------- composer


@pytest.mark.parametrize(
    ("text", "kind", "title", "body", "due"),
    [
        ("Prefers mornings", "note", "", "Prefers mornings", None),
        ("/note Prefers\nmornings", "note", "", "Prefers\nmornings", None),
        ("/call Agreed volumes\nand dates", "call", "Agreed volumes", "and dates", None),
        ("/c", "call", "", "", None),
        ("/task Send 3 monitors", "task", "Send 3 monitors", "", None),
        ("/task Call Tom", "task", "Call Tom", "", None),
        ("/task Send it fri", "task", "Send it", "", "2026-11-20 09:00"),
        ("/task tomorrow 10:30 Send it", "task", "Send it", "", "2026-11-19 10:30"),
        ("/meeting Site visit 27 Nov 14:00", "meeting", "Site visit", "", "2026-11-27 14:00"),
        ("/sheep Baa", "note", "", "/sheep Baa", None),
    ],
)
def test_lines_are_understood(text: str, kind: str, title: str, body: str, due: str | None) -> None:
    i18n.use("en_GB", "en_GB")
    draft = composer.read(text, NOW)
    assert (draft.kind, draft.title, draft.body) == (kind, title, body)
    assert (f"{i18n.local(draft.due):%Y-%m-%d %H:%M}" if draft.due else None) == due


@pytest.mark.parametrize(
    ("text", "title", "due"),
    [
        ("/task Vertrag schicken Freitag", "Vertrag schicken", "2026-11-20 09:00"),
        ("/task Vertrag schicken fr 10:30", "Vertrag schicken", "2026-11-20 10:30"),
        ("/task Die Firma anrufen", "Die Firma anrufen", None),
        ("/task Mit Anna sprechen", "Mit Anna sprechen", None),
        ("/task So lassen", "So lassen", None),
        ("/task Montage planen", "Montage planen", None),
    ],
)
def test_lines_are_understood_in_german(text: str, title: str, due: str | None) -> None:
    i18n.use("de", "de")
    draft = composer.read(text, NOW)
    i18n.use("en_GB", "en_GB")
    assert draft.title == title
    assert (f"{i18n.local(draft.due):%Y-%m-%d %H:%M}" if draft.due else None) == due
