"""The window with a real store. No sleeps: wait_idle() ends when the last callback has run."""

from __future__ import annotations

from itertools import takewhile
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services import listing, opening, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import Sort
from crm_desktop.settings import Appearance, Density
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.table.row_cache import ID
from tests.ui.answers import YES, Answers
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import elsewhere, settle, workspace_of

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def names(page: ListPage, count: int = 50) -> list[str]:
    """The names that are read, from the top: a row that is still to come ends them."""
    found = (page.model.cache.row(at) for at in range(min(count, page.model.rowCount())))
    return [str(row.cells[0]) for row in takewhile(lambda row: row is not None, found) if row]


def shown_record(page: ListPage) -> Record:
    assert page.pane.record is not None
    return page.pane.record


# -------------------------------------------------------------------------------------- list


def test_all_rows_come_and_a_far_page_is_read_when_it_is_shown(
    program: Application, window: MainWindow
) -> None:
    model, view = window.page.model, window.page.view
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == CONTACTS
    last = CONTACTS - 1
    view.scrollTo(model.index(last, 0))
    settle(program)
    row = model.cache.row(last)
    assert row is not None
    assert model.index(last, 0).data() == row.cells[0]


def test_the_window_shows_office_counts_and_the_first_record(window: MainWindow) -> None:
    assert window.navigation.office.accessibleName().startswith("Meridian Trade")
    assert window.page.view.current_id == window.page.model.cache.id_at(0)
    assert shown_record(window.page).label == names(window.page)[0]


def test_typing_in_the_list_searches_and_arrows_move_on(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page, box = window.page, window.top_bar.search
    qtbot.keyClicks(page.view, "a")
    qtbot.keyClicks(box, "n")
    settle(program)
    assert box.text() == "an"
    assert 0 < page.model.rowCount() < CONTACTS
    first = page.view.current_id
    qtbot.keyClick(box, Qt.Key.Key_Down)
    settle(program)
    assert page.view.current_id == page.model.cache.id_at(1) != first
    assert shown_record(page).id.bytes == page.view.current_id


def test_what_is_not_found_is_said_and_all_can_be_shown_again(
    program: Application, window: MainWindow
) -> None:
    window.top_bar.search.setText("zzzzzz")
    settle(program)
    assert window.page.empty.isVisible()
    assert "Nothing found" in window.page.empty.title.text()
    window.page.empty.button.click()
    settle(program)
    assert window.page.model.rowCount() == CONTACTS
    assert window.top_bar.search.text() == ""


def test_a_click_on_a_heading_orders_and_shift_adds_a_column(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    header = page.view.header
    titles = [column.title for column in page.model.columns]

    def click(title: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at = header.sectionViewportPosition(titles.index(title)) + 20
        place = QPoint(at, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, keys, place)
        settle(program)

    click("Status")
    assert page.asked().sort == (Sort("status"),)
    click("Status")
    assert page.asked().sort == (Sort("status", descending=True),)
    click("Name", SHIFT)
    assert page.asked().sort == (Sort("status", descending=True), Sort("display_name"))
    spoken = page.model.headerData(
        titles.index("Status"), Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
    )
    assert spoken == "Status, descending"
    statuses = [row.cells[titles.index("Status")] for row in rows(page) if row is not None]
    told = [status for status in statuses if status is not None]
    assert told == sorted(told, reverse=True)


def rows(page: ListPage) -> list[listing.ListRow | None]:
    return [page.model.cache.row(at) for at in range(100)]


def test_the_order_menu_goes_back_to_the_usual_order(
    program: Application, window: MainWindow
) -> None:
    page, usual = window.page, names(window.page)
    page.view.header.toggle("display_name")
    page.view.header.toggle("display_name")
    settle(program)
    assert names(page) != usual
    page.set_order(())
    settle(program)
    assert names(page) == usual


# --------------------------------------------------------------------------------- selection


def test_everything_is_selected_at_once(window: MainWindow, qtbot: QtBot) -> None:
    view = window.page.view
    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert len(view.selected_ids()) == ID * CONTACTS
    assert view.selected_count() == CONTACTS


def test_selection_and_current_row_survive_a_change_of_order(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    page.view.move_current(5)
    settle(program)
    chosen = page.view.selected_ids()
    by_a_colleague(program, shown_record(page), last_name="Aaaa")
    assert page.model.cache.id_at(0) == chosen  # moved to the top
    assert page.view.selected_ids() == page.view.current_id == chosen


def by_a_colleague(program: Application, record: Record, **values: object) -> Record:
    """Somebody else saves the record; the window hears of it as of any commit."""
    saved: list[Record] = []
    save = records.save.call(record.entity, record.id, values, version=record.version)
    program.tasks.command(program.window, save, done=saved.append)
    settle(program)
    return saved[0]


def test_selected_rows_are_copied_as_text(window: MainWindow, qtbot: QtBot) -> None:
    view = window.page.view
    view.go_to(0)
    qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == names(window.page)[:2]


# ----------------------------------------------------------------------------------- columns


def test_a_wider_window_shows_more_columns_and_keeps_the_selection(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    page.view.go_to(3)
    before, chosen = len(page.model.columns), page.view.selected_ids()
    window.resize(1900, 800)
    settle(program)
    assert len(page.model.columns) > before
    assert page.view.selected_ids() == chosen
    row = page.model.cache.row(3)
    assert row is not None
    assert len(row.cells) == len(page.model.columns) + 1


def test_chosen_columns_are_remembered(program: Application, window: MainWindow) -> None:
    page = window.page
    page.set_columns(["display_name", "phones"])
    settle(program)
    assert [column.key for column in page.model.columns] == ["display_name", "phones"]
    assert program.context.state.columns("person") == ["display_name", "phones"]
    page.set_columns([])
    assert len(page.model.columns) > 2


def test_the_name_and_what_is_ordered_by_are_always_shown(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    window.resize(900, 700)
    page.view.header.toggle("next_activity_at")
    settle(program)
    keys = [column.key for column in page.model.columns]
    assert keys[0] == "display_name"
    assert "next_activity_at" in keys


# ------------------------------------------------------------------------- delete, undo, redo


def test_delete_offers_undo_and_undo_brings_back(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    page = window.page
    page.view.go_to(2)
    settle(program)
    gone = page.view.current_id
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    settle(program)
    assert page.model.rowCount() == CONTACTS - 1
    assert page.model.cache.row_of(gone) == -1
    assert page.view.current_id == page.model.cache.id_at(2)  # the next one, not the top
    assert window.toast.isVisible()
    window.toast.button.click()
    settle(program)
    assert page.model.cache.row_of(gone) >= 0


def test_deleting_many_asks_first(
    program: Application, window: MainWindow, answers: Answers
) -> None:
    window.page.view.selectAll()
    answers.will_say("no")
    window.commands["delete"].trigger()
    settle(program)
    assert window.page.model.rowCount() == CONTACTS
    answers.will_say(YES)
    window.commands["delete"].trigger()
    settle(program)
    assert window.page.model.rowCount() == 0
    assert window.page.empty.isVisible()
    window.commands["undo"].trigger()
    settle(program)
    assert window.page.model.rowCount() == CONTACTS


def test_undo_and_redo_say_what_they_would_do(program: Application, window: MainWindow) -> None:
    undo, redo = window.commands["undo"], window.commands["redo"]
    assert not undo.isEnabled()  # the sample data cannot be undone
    record = shown_record(window.page)
    by_a_colleague(program, record, department="Sales")
    assert undo.isEnabled()
    assert record.label in undo.toolTip()
    undo.trigger()
    settle(program)
    assert redo.isEnabled()
    assert not undo.isEnabled()
    redo.trigger()
    settle(program)
    assert shown_record(window.page).values["department"] == "Sales"


def test_a_record_that_a_colleague_deletes_leaves_list_and_pane(
    program: Application, window: MainWindow
) -> None:
    page, key = window.page, window.page.view.current_id
    delete = records.delete.call("person", (UUID(bytes=key),))
    program.tasks.command(window, delete, done=lambda _deleted: None)
    settle(program)
    assert page.model.cache.row_of(key) == -1
    assert shown_record(page).id.bytes == page.view.current_id != key


# ------------------------------------------------------------------------------------- pages


def test_companies_have_their_own_list_and_each_page_its_own_search(
    program: Application, window: MainWindow
) -> None:
    window.top_bar.search.setText("an")
    settle(program)
    window.show_page("company")
    settle(program)
    assert window.top_bar.search.text() == ""
    assert window.page.model.rowCount() == len(names(window.page, 1000)) > 10
    window.show_page("person")
    settle(program)
    assert window.top_bar.search.text() == "an"


def test_the_company_of_a_contact_is_one_click_away_and_knows_its_people(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    at = next(i for i, row in enumerate(rows(page)) if row and isinstance(row.cells[1], Ref))
    page.view.go_to(at)
    settle(program)
    person = shown_record(page)
    company = person.values["company"]
    window.go_to("company", company)
    settle(program)
    assert window.current == "company"
    assert shown_record(window.page).label == company.label
    window.page.record_pane.show_part("related")
    settle(program)
    people = window.page.record_pane.parts["related"].lists["people"]
    assert person.label in [button.tied.name for button in people]


def test_a_page_that_nobody_looked_at_is_read_again_when_it_is_shown(
    program: Application, window: MainWindow
) -> None:
    window.show_page("company")
    settle(program)
    window.show_page("person")
    create = records.create.call("company", {"name": "Aaa First of all"})
    program.tasks.command(window, create, done=lambda _record: None)
    settle(program)
    window.show_page("company")
    settle(program)
    assert names(window.page)[0] == "Aaa First of all"


def test_another_process_is_seen_after_refresh(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    address = workspace_of(program).store.address

    def create() -> Record:
        workspace = opening.open_workspace(address)
        made = records.create(workspace, "person", {"first_name": "Aaa", "last_name": "Aaa"})
        workspace.close()
        return made

    made = elsewhere(create)
    window.commands["refresh"].trigger()
    settle(program)
    assert window.page.model.cache.row_of(made.id.bytes) >= 0


# -------------------------------------------------------------------------------------- look


def test_dark_and_light_change_at_once_and_are_remembered(
    program: Application, window: MainWindow
) -> None:
    before = window.grab().toImage()
    window.commands["dark"].trigger()
    settle(program)
    assert theme.tokens().dark
    assert window.grab().toImage() != before
    assert program.context.settings.now.appearance == Appearance.DARK
    window.commands["dark"].trigger()
    assert not theme.tokens().dark


def test_compact_rows_are_lower(program: Application, window: MainWindow) -> None:
    view = window.page.view
    tall = view.rowHeight(0)
    window.commands["compact"].trigger()
    assert view.rowHeight(0) < tall
    assert program.context.settings.now.density == Density.COMPACT


def test_the_record_pane_can_be_hidden(window: MainWindow) -> None:
    window.commands["pane"].trigger()
    assert not window.page.pane.isVisible()
    window.commands["pane"].trigger()
    assert window.page.pane.isVisible()


# ------------------------------------------------------------------------------ pane, timeline


def test_call_and_mail_go_to_the_programs_in_charge(
    program: Application, window: MainWindow, answers: Answers
) -> None:
    page = window.page
    for at in range(30):
        page.view.go_to(at)
        settle(program)
        values = shown_record(page).values
        if values["phones"] and values["emails"]:
            break
    window.commands["call"].trigger()
    window.commands["mail"].trigger()
    call, mail = answers.opened
    assert call.startswith("tel:")
    assert mail == f"mailto:{shown_record(page).values['emails'][0]['address']}"


def test_a_note_written_in_the_pane_stands_in_the_timeline(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    pane = window.page.record_pane
    qtbot.keyClicks(pane.note, "Prefers mornings")
    qtbot.keyClick(pane.note, Qt.Key.Key_Return, CONTROL)
    settle(program)
    assert pane.note.toPlainText() == ""
    bodies = [row.item.body for row in pane.timeline.rows.all if row.item]
    assert "Prefers mornings" in bodies


def test_a_note_that_is_half_written_waits_with_its_record(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    note = window.page.record_pane.note
    qtbot.keyClicks(note, "Half a tho")
    window.page.view.go_to(1)
    settle(program)
    assert note.toPlainText() == ""
    window.page.view.go_to(0)
    settle(program)
    assert note.toPlainText() == "Half a tho"


def planned_titles(window: MainWindow) -> list[str]:
    rows = window.page.pane.timeline.rows.all
    return [row.item.title for row in rows if row.item and row.item.status == "planned"]


def test_a_planned_task_is_next_and_can_be_done(program: Application, window: MainWindow) -> None:
    pane = window.page.pane
    window.commands["new_task"].trigger()
    form = window.work.form
    assert form is not None
    form.editors["subject"].set_value("Send the contract")
    form.editors["due_at"].line.setText("tomorrow 10:30")  # type: ignore[attr-defined]
    form.submit()
    settle(program)
    planned = planned_titles(window)
    assert pane.timeline.rows.all[0].head == "Next"
    assert "Send the contract" in planned
    for _each in planned:
        window.commands["complete"].trigger()
        settle(program)
        assert window.day.dialog is not None
        window.day.dialog.save()
        settle(program)
    assert planned_titles(window) == []


def test_screen_readers_hear_whole_rows(
    program: Application, window: MainWindow, qtbot: QtBot
) -> None:
    model = window.page.model
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith(names(window.page)[0])
    qtbot.keyClicks(window.page.record_pane.note, "Likes tea")
    qtbot.keyClick(window.page.record_pane.note, Qt.Key.Key_Return, CONTROL)
    settle(program)
    timeline = window.page.pane.timeline
    at = next(i for i, row in enumerate(timeline.rows.all) if row.item)
    item = timeline.rows.all[at].item
    assert item is not None
    spoken = timeline.rows.data(timeline.rows.index(at), Qt.ItemDataRole.AccessibleTextRole)
    assert item.title in spoken


@pytest.mark.parametrize("key", ["person", "company"])
def test_the_menus_can_be_opened(program: Application, window: MainWindow, key: str) -> None:
    window.show_page(key)
    settle(program)
    window.page.view.menu_asked.emit(QPoint(10, 10))
    window.page.view.header.menu_asked.emit(QPoint(10, 10))
    for menu in window.findChildren(type(window.navigation.office.menu())):
        menu.close()
