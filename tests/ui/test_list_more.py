"""Peek, copy, drag, print and sums of a list, with real keys and mouse."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crm_desktop.services.queries import Filter, Op, Sort
from crm_desktop.services.transfer import vcard
from crm_desktop.ui import dragging
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.peek import Peek
from tests.ui.waiting import wait_idle

SHIFT = Qt.KeyboardModifier.ShiftModifier


def list_only(program: Application, window: MainWindow) -> ListPage:
    """The list without its pane, the keyboard in it."""
    window.activateWindow()
    page = window.page
    QTest.keyClick(window, Qt.Key.Key_F4)
    assert not page.pane.isVisible()
    page.view.setFocus()
    page.view.go_to(0)
    wait_idle(program.tasks)
    return page


def peek(program: Application, page: ListPage) -> Peek:
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    wait_idle(program.tasks)
    glance = page.tools.glance
    assert glance is not None
    return glance


# -------------------------------------------------------------------------------------- peek


def test_space_peeks_at_a_record_and_the_arrows_go_on(
    program: Application, window: MainWindow
) -> None:
    page = list_only(program, window)
    glance = peek(program, page)
    assert glance.isVisible()
    assert page.view.hasFocus()
    assert glance.geometry().right() == page.rect().right()
    first = glance.record
    assert first is not None
    assert first.id.bytes == page.view.current_id
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    wait_idle(program.tasks)
    assert glance.record is not None
    assert glance.record.id.bytes == page.view.current_id != first.id.bytes
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert not glance.isVisible()


def test_escape_ends_the_peek_and_space_with_the_pane_shows_nothing_twice(
    program: Application, window: MainWindow
) -> None:
    page = list_only(program, window)
    glance = peek(program, page)
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    assert not glance.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F4)
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    wait_idle(program.tasks)
    assert page.pane.isVisible()
    assert not glance.isVisible()


def test_a_peek_hears_of_changes_and_ends_with_the_pane(
    program: Application, window: MainWindow
) -> None:
    page = list_only(program, window)
    glance = peek(program, page)
    record = glance.record
    assert record is not None
    from crm_desktop.services import records

    save = records.save.call("person", record.id, {"nickname": "Sparrow"}, version=record.version)
    program.tasks.command(window, save, done=lambda _record: None)
    wait_idle(program.tasks)
    assert glance.record is not None
    assert glance.record.values["nickname"] == "Sparrow"
    QTest.keyClick(window, Qt.Key.Key_F4)
    assert not glance.isVisible()


# ---------------------------------------------------------------------------------- copying


def select(page: ListPage, count: int) -> None:
    page.view.setFocus()
    page.view.go_to(0)
    for _row in range(count - 1):
        QTest.keyClick(page.view, Qt.Key.Key_Down, SHIFT)


def test_rows_are_copied_as_csv(program: Application, window: MainWindow) -> None:
    page = window.page
    page.set_columns(["display_name", "status", "tags", "created_at"])
    wait_idle(program.tasks)
    select(page, 3)
    window.commands["copy_csv"].trigger()
    wait_idle(program.tasks)
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert rows[0][:2] == ["Name", "Status"]
    assert len(rows) == 4
    assert rows[1][0] == page.model.index(0, 0).data()
    assert rows[1][3][:2] == "20"  # a date that other programs read, no "Today"
    assert window.toast.label.text() == "Copied 3 contacts."


def test_rows_are_copied_as_cards(program: Application, window: MainWindow) -> None:
    select(window.page, 2)
    window.commands["copy_cards"].trigger()
    wait_idle(program.tasks)
    data = QGuiApplication.clipboard().mimeData()
    assert bytes(data.data("text/vcard").data()).count(b"BEGIN:VCARD") == 2
    assert data.text().startswith("BEGIN:VCARD")


def test_rows_that_are_not_in_memory_are_copied_too(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    QTest.keyClick(page.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    wait_idle(program.tasks)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == page.model.rowCount()
    assert "…" not in lines[-1]


def test_notes_have_no_cards(program: Application, window: MainWindow) -> None:
    copy = window.commands["copy_cards"]
    assert copy.isVisible()
    window.show_page("note")
    wait_idle(program.tasks)
    assert not copy.isVisible()
    assert not copy.isEnabled()


# --------------------------------------------------------------------------------- dragging


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[QMimeData]:
    """What a drag takes along. Qt's offscreen platform has nowhere to carry it."""
    taken: list[QMimeData] = []

    def take(_source: QWidget, data: QMimeData, _words: str, action: Qt.DropAction) -> object:
        taken.append(data)
        return action

    monkeypatch.setattr(dragging, "drag", take)
    return taken


def drag_row(window: MainWindow, row: int) -> None:
    view = window.page.view
    QApplication.processEvents()
    start = view.viewport().mapTo(window, view.visualRect(view.model().index(row, 0)).center())
    handle, left = window.windowHandle(), Qt.MouseButton.LeftButton
    QTest.mousePress(handle, left, Qt.KeyboardModifier.NoModifier, start)
    for step in (4, 16, 30):
        QTest.mouseMove(handle, start + QPoint(step, 0))
    QTest.mouseRelease(handle, left, Qt.KeyboardModifier.NoModifier, start + QPoint(30, 0))


def test_selected_rows_are_dragged_out_as_a_file_of_cards(
    program: Application, window: MainWindow, carried: list[QMimeData]
) -> None:
    page = window.page
    select(page, 3)
    names = [page.model.index(row, 0).data() for row in range(3)]
    drag_row(window, 1)
    (data,) = carried
    assert data.hasUrls()  # promised before the cards are there
    wait_idle(program.tasks)
    (url,) = data.urls()
    path = Path(url.toLocalFile())
    assert path.name == "3 contacts.vcf"
    assert path.read_bytes() == data.data("text/vcard").data()
    assert len(list(vcard.read_cards(path))) == 3
    assert [line.split("\t")[0] for line in data.text().splitlines()] == names
    packed = dragging.unpacked(data)
    assert packed is not None
    assert packed.ids == page.view.selected_ids()
    wait_idle(program.tasks)
    assert page.view.selected_count() == 3


def test_a_row_that_is_not_selected_is_dragged_alone(
    program: Application, window: MainWindow, carried: list[QMimeData]
) -> None:
    page = window.page
    select(page, 2)
    drag_row(window, 4)
    (data,) = carried
    wait_idle(program.tasks)
    assert Path(data.urls()[0].toLocalFile()).stem == page.model.index(4, 0).data()
    assert page.view.selected_count() == 1


def test_a_click_on_one_of_several_selects_it_when_it_is_let_go(window: MainWindow) -> None:
    page = window.page
    select(page, 3)
    place = page.view.visualRect(page.model.index(1, 0)).center()
    QTest.mousePress(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.view.selected_count() == 3
    QTest.mouseRelease(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.view.selected_count() == 1
    assert page.view.currentIndex().row() == 1


# -------------------------------------------------------------------------------------- sums


def test_the_selected_numbers_are_added_up_in_the_status_bar(
    program: Application, window: MainWindow
) -> None:
    window.show_page("company")
    wait_idle(program.tasks)
    page = window.page
    page.set_columns(["name", "employees", "city"])
    wait_idle(program.tasks)
    select(page, 3)
    wait_idle(program.tasks)
    assert window.status.sum_words == ""
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    wait_idle(program.tasks)
    rows = [page.model.cache.row(at) for at in range(3)]
    numbers = [row.cells[1] for row in rows if row is not None and row.cells[1] is not None]
    assert window.status.sum_words.startswith(f"Employees: sum {sum(numbers):,}")
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    assert window.status.sum_words == ""


# ------------------------------------------------------------------------------------- order


def test_a_second_column_is_added_turned_round_and_taken_out_of_the_order(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    header = page.view.header

    def click(key: str) -> None:
        at = [column.key for column in page.model.columns].index(key)
        place = QPoint(header.sectionViewportPosition(at) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, SHIFT, place)
        wait_idle(program.tasks)

    click("status")
    click("display_name")
    click("display_name")
    assert page.asked().sort == (Sort("status"), Sort("display_name", descending=True))
    click("display_name")
    assert page.asked().sort == (Sort("status"),)
    menu = QMenu()
    page._fill_order(menu)
    more = next(a.menu() for a in menu.actions() if a.text() == "&Then by")
    assert isinstance(more, QMenu)
    next(a for a in more.actions() if a.text() == "Name").trigger()
    wait_idle(program.tasks)
    assert page.asked().sort == (Sort("status"), Sort("display_name"))
    menu.deleteLater()


# ------------------------------------------------------------------------------------ groups


def test_rows_stand_under_headings_of_what_they_have_in_common(
    program: Application, window: MainWindow
) -> None:
    page = window.page
    usual = page.view.rowHeight(0)
    page.tools.group_by("status")
    wait_idle(program.tasks)
    groups = sizes(page)
    assert sum(groups.values()) == page.model.rowCount()
    assert len(groups) > 2
    assert {page.view.rowHeight(start) for start in groups} == {page.view.rowHeight(0)}
    assert page.view.rowHeight(0) > usual == page.view.rowHeight(1)
    at = [column.key for column in page.model.columns].index("status")
    for start, size in list(groups.items())[:3]:
        said = {cell(program, page, row, at) for row in (start, start + size - 1)}
        assert len(said) == 1
        assert page.model.heading(start).startswith(said.pop())
    spoken = page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(page.model.heading(0))
    page.view.header.toggle("display_name")
    wait_idle(program.tasks)
    assert page.asked().sort == (Sort("status"), Sort("display_name"))
    assert sum(sizes(page).values()) == page.model.rowCount()
    page.filters.add(Filter("status", Op.IN, ("customer",)))
    wait_idle(program.tasks)
    assert sizes(page) == {0: page.model.rowCount()}
    page.tools.group_by("")
    wait_idle(program.tasks)
    assert sizes(page) == {}
    assert page.view.rowHeight(0) == usual


def sizes(page: ListPage) -> dict[int, int]:
    """The first row of each group, and how many rows it has."""
    return {row: page.model.groups.starting(row).size for row in page.model.groups}


def cell(program: Application, page: ListPage, row: int, column: int) -> str:
    page.model.index(row, column).data()
    wait_idle(program.tasks)
    return page.model.index(row, column).data()


def test_groups_follow_changes_and_other_columns(program: Application, window: MainWindow) -> None:
    page = window.page
    page.tools.group_by("status")
    wait_idle(program.tasks)
    before = list(sizes(page).values())
    page.set_columns(["display_name", "city"])
    wait_idle(program.tasks)
    assert [column.key for column in page.model.columns] == ["display_name", "city", "status"]
    assert list(sizes(page).values()) == before
    assert page.view.rowHeight(0) > page.view.rowHeight(1)
    page.view.go_to(0)
    page.view.go_to_cell(1)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    wait_idle(program.tasks)
    assert list(sizes(page).values()) == [before[0] - 1, *before[1:]]


def test_the_menu_groups(program: Application, window: MainWindow) -> None:
    page, menu = window.page, QMenu()
    page._fill_order(menu)
    more = next(a.menu() for a in menu.actions() if a.text() == "&Group by")
    assert isinstance(more, QMenu)
    next(a for a in more.actions() if a.text() == "Status").trigger()
    wait_idle(program.tasks)
    assert page.model.grouped == "status"
    menu.deleteLater()


# ------------------------------------------------------------------------------------ delete


def scrolled_to(program: Application, page: ListPage, row: int, above: int) -> None:
    """The keyboard is on a row, with so many pixels of the list above it in sight."""
    page.view.go_to(row)
    bar = page.view.verticalScrollBar()
    bar.setValue(bar.value() + page.view.rowViewportPosition(row) - above)
    wait_idle(program.tasks)


def test_the_next_row_takes_the_place_of_a_deleted_one(
    program: Application, window: MainWindow
) -> None:
    page = list_only(program, window)
    view, bar = page.view, page.view.verticalScrollBar()
    for above in (200, 0):  # in the middle, and at the upper edge
        scrolled_to(program, page, 150, above)
        place, following = bar.value(), page.model.cache.id_at(151)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        wait_idle(program.tasks)
        assert (view.current_id, view.selected_ids()) == (following, following)
        assert view.hasFocus()
        assert bar.value() == place
        assert view.rowViewportPosition(view.currentIndex().row()) == above


def test_the_row_below_takes_the_place_of_several_deleted_ones(
    program: Application, window: MainWindow
) -> None:
    page = list_only(program, window)
    view, bar = page.view, page.view.verticalScrollBar()
    scrolled_to(program, page, 150, 100)
    for _row in range(4):
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    place, following = bar.value(), page.model.cache.id_at(155)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    wait_idle(program.tasks)
    assert (view.current_id, bar.value()) == (following, place)
    assert view.rowViewportPosition(view.currentIndex().row()) == 100


def test_after_the_last_row_the_one_above_has_the_keyboard(
    program: Application, window: MainWindow
) -> None:
    page = list_only(program, window)
    last = page.model.rowCount() - 1
    page.view.go_to(last)
    wait_idle(program.tasks)
    above = page.model.cache.id_at(last - 1)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    wait_idle(program.tasks)
    assert page.view.current_id == above
    bottom = page.view.rowViewportPosition(last - 1) + page.view.rowHeight(last - 1)
    assert bottom <= page.view.viewport().height()
