"""Groups of a list: headings that fold, with counts and sums, remembered; by key and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu

from crm_desktop.services import records
from crm_desktop.services.queries import Group
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.table.groups import Groups
from crm_desktop.ui.table.row_cache import ID
from tests.ui.answers import Answers
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import wait_idle

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(program: Application, window: MainWindow) -> ListPage:
    """The contacts, grouped by status as a person does it."""
    group(window.page, "Status")
    wait_idle(program.tasks)
    assert len(window.page.model.groups.each) > 2
    return window.page


def group(page: ListPage, words: str) -> None:
    choose(group_menu(page), words)


def group_menu(page: ListPage) -> QMenu:
    menu = QMenu(page)
    page._fill_order(menu)
    found = next(action.menu() for action in menu.actions() if action.text() == "&Group by")
    assert isinstance(found, QMenu)
    return found


def choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()


def sizes(page: ListPage) -> list[int]:
    return [each.size for each in page.model.groups.each]


def starts(page: ListPage) -> list[int]:
    return list(page.model.groups)


def click_heading(page: ListPage, row: int, keys: Qt.KeyboardModifier | None = None) -> None:
    view = page.view
    at = QPoint(60, view.rowViewportPosition(row) + 12)
    assert view.heading_at(at) == row
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys or none, at)


def press(page: ListPage, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(page.view, key)


def menu_of(page: ListPage, row: int) -> QMenu:
    """The menu of a heading, by the right button."""
    at = QPoint(60, page.view.rowViewportPosition(row) + 12)
    where = page.view.viewport().mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
    QApplication.sendEvent(page.view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


# ------------------------------------------------------------------------------ mouse and keys


def test_a_click_on_a_heading_folds_its_rows_and_another_one_brings_them_back(
    program: Application, page: ListPage
) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    first, second = sizes(page)[:2]
    whole = page.model.groups.whole
    click_heading(page, 0)
    wait_idle(program.tasks)
    assert page.model.rowCount() == CONTACTS - first + 1
    assert page.model.groups.is_folded(0)
    assert starts(page)[:2] == [0, 1]
    assert page.view.rowHeight(0) < page.view.rowHeight(2) < page.view.rowHeight(1)
    assert page.model.heading(0).endswith(f"·  {first}")
    assert page._count.text() == str(CONTACTS)  # folded, not gone
    assert page.view.on_heading
    assert page.view.selected_count() == 0
    assert page.pane.record is None
    click_heading(page, 1)
    wait_idle(program.tasks)
    assert page.model.rowCount() == CONTACTS - first - second + 2
    click_heading(page, 0)
    wait_idle(program.tasks)
    assert starts(page)[:2] == [0, first]
    assert page.model.cache.ids.startswith(whole[: ID * first])
    assert page.view.current_id == whole[:ID]
    assert page.pane.record is not None


def test_left_folds_and_right_unfolds_as_in_a_tree(program: Application, page: ListPage) -> None:
    view, size = page.view, sizes(page)[0]
    view.setFocus()
    view.go_to(2)
    press(page, Qt.Key.Key_Right)
    assert view.cell_at == 1
    press(page, Qt.Key.Key_Left)
    assert (view.cell_at, page.model.rowCount()) == (0, CONTACTS)  # only one cell to the left
    press(page, Qt.Key.Key_Left)
    wait_idle(program.tasks)
    assert view.on_heading
    assert view.currentIndex().row() == 0
    assert page.model.rowCount() == CONTACTS - size + 1
    press(page, Qt.Key.Key_Left)  # nothing further to fold
    assert view.on_heading
    press(page, Qt.Key.Key_Down)
    assert view.current_id == page.model.groups.whole[ID * size : ID * (size + 1)]
    press(page, Qt.Key.Key_Up)
    assert view.on_heading
    assert view.selected_count() == 0  # going over a heading selects nothing
    press(page, Qt.Key.Key_Right)
    wait_idle(program.tasks)
    assert page.model.rowCount() == CONTACTS
    assert view.current_id == page.model.cache.id_at(0)
    assert view.selected_count() == 1
    press(page, Qt.Key.Key_Left, Qt.Key.Key_Return)  # Enter opens a heading, not a record
    assert page.model.rowCount() == CONTACTS
    assert page.isVisible()


def test_all_groups_fold_and_unfold_from_the_menu_of_a_heading(
    program: Application, page: ListPage
) -> None:
    count, here = len(sizes(page)), page.view.current_id
    choose(menu_of(page, 0), "Fold &all groups")
    wait_idle(program.tasks)
    assert page.model.rowCount() == count
    assert all(page.model.groups.is_folded(row) for row in range(count))
    says = page.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert says == f"{page.model.heading(1)}, folded"
    menu = menu_of(page, 1)
    off = [action.text() for action in menu.actions() if not action.isEnabled()]
    assert off == ["Fold &all groups", ""][: len(off)]
    choose(menu, "&Unfold all groups")
    wait_idle(program.tasks)
    assert page.model.rowCount() == CONTACTS
    choose(group_menu(page), "Fold &all groups")
    assert page.model.rowCount() == count
    page.view.select_id(here)  # whoever is gone to is shown
    assert page.view.current_id == here
    choose(menu_of(page, 0), "&No groups")
    wait_idle(program.tasks)
    assert not page.model.groups
    assert page.model.rowCount() == CONTACTS


# ------------------------------------------------------------------------------------ selection


def test_everything_includes_what_is_folded(program: Application, page: ListPage) -> None:
    click_heading(page, 0)
    wait_idle(program.tasks)
    QTest.keyClick(page.view, Qt.Key.Key_A, CONTROL)
    assert page.view.selected_count() == CONTACTS
    assert page.view.selected_ids() == page.model.groups.whole
    assert page.tools.selection().count == CONTACTS


def test_the_rows_of_a_group_are_selected_at_once_and_stay_so_when_it_is_folded(
    program: Application, page: ListPage
) -> None:
    view, size = page.view, sizes(page)[0]
    ids = page.model.groups.whole[: ID * size]
    click_heading(page, 0, CONTROL)
    assert view.selected_ids() == ids
    click_heading(page, 0)
    wait_idle(program.tasks)
    view.go_to(1)
    choose(menu_of(page, 0), f"&Select all {size}")
    page.view.clearSelection()
    choose(menu_of(page, 0), f"&Select all {size}")
    assert view.selected_ids() == ids
    choose(menu_of(page, 0), "&Unfold all groups")
    wait_idle(program.tasks)
    assert view.selected_ids() == ids
    view.go_to(2)
    click_heading(page, 0)  # a part of a group is not the whole
    assert view.selected_count() == 0


def test_a_folded_group_is_deleted_only_when_it_is_selected(
    program: Application, window: MainWindow, page: ListPage, answers: Answers
) -> None:
    at = min(range(len(sizes(page))), key=lambda i: sizes(page)[i])
    size = sizes(page)[at]
    choose(group_menu(page), "Fold &all groups")
    page.view.go_to(at)
    press(page, Qt.Key.Key_Delete)
    wait_idle(program.tasks)
    assert sum(sizes(page)) == CONTACTS
    click_heading(page, at, CONTROL)
    if size >= 50:
        answers.will_say("yes")
    press(page, Qt.Key.Key_Delete)
    wait_idle(program.tasks)
    assert sum(sizes(page)) == CONTACTS - size
    window.toast.button.click()
    wait_idle(program.tasks)
    assert sizes(page)[at] == size
    assert page.model.rowCount() == len(sizes(page))  # all are folded still


# ------------------------------------------------------------------------------------- changes


def test_what_is_folded_stays_so_when_a_record_changes(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    click_heading(page, 0)
    wait_idle(program.tasks)
    first, second = sizes(page)[:2]
    page.view.go_to(3)
    wait_idle(program.tasks)
    record, there = page.pane.record, page.view.rowViewportPosition(3)
    assert record is not None
    key = page.model.groups.each[0].key
    save = records.save.call("person", record.id, {"status": key}, version=record.version)
    program.tasks.command(window, save, done=lambda _saved: None)
    wait_idle(program.tasks)
    assert sizes(page)[:2] == [first + 1, second - 1]
    assert page.model.groups.is_folded(0)
    assert page.model.rowCount() == CONTACTS - first
    assert page.view.rowViewportPosition(3) == there


def test_a_folded_list_is_searched_and_filtered(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    choose(group_menu(page), "Fold &all groups")
    window.top_bar.search.setText("an")
    wait_idle(program.tasks)
    found = sum(sizes(page))
    assert 0 < found < CONTACTS
    assert page._count.text() == str(found)
    assert page.model.rowCount() == len(sizes(page))
    window.top_bar.search.clear()
    wait_idle(program.tasks)
    assert sum(sizes(page)) == CONTACTS


# ----------------------------------------------------------------------------------- remembered


def test_groups_and_what_is_folded_are_remembered_for_a_page(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    click_heading(page, 0)
    wait_idle(program.tasks)
    folded = page.model.groups.folded
    again = ListPage(program.context, page.entity)
    again.resize(800, 600)
    again.show()
    again.start()
    wait_idle(program.tasks)
    assert again.model.grouped == "status"
    assert again.model.groups.folded == folded
    assert again.model.rowCount() == page.model.rowCount()
    again.close()
    again.deleteLater()
    group(page, "&Nothing")
    wait_idle(program.tasks)
    group(page, "Status")
    wait_idle(program.tasks)
    assert page.model.groups.folded == folded


def test_a_saved_list_has_its_own_groups_and_folds(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    window.lists.work.save_as()
    dialog = window.lists.work.dialog
    assert dialog is not None
    dialog.line.setText("By status")  # type: ignore[attr-defined]
    dialog.ok.click()  # type: ignore[attr-defined]
    wait_idle(program.tasks)
    click_heading(page, 0)
    wait_idle(program.tasks)
    folded = page.model.groups.folded
    assert not page.place.is_changed  # folding is looking, not arranging
    window.choose_page("person")
    wait_idle(program.tasks)
    assert page.model.grouped == "status"
    assert not page.model.groups.folded
    group(page, "&Nothing")
    wait_idle(program.tasks)
    window.lists.show_view(window.lists.views[0].id)
    wait_idle(program.tasks)
    assert page.model.grouped == "status"
    assert page.model.groups.folded == folded


# ----------------------------------------------------------------------------------------- sums


def test_headings_add_up_the_numbers_of_the_column_the_keyboard_is_in(
    program: Application, window: MainWindow
) -> None:
    window.show_page("company")
    page = window.page
    page.set_columns(["name", "status", "employees"])
    group(page, "Type")
    wait_idle(program.tasks)
    assert {each.total for each in page.model.groups.each} == {None}
    page.view.setFocus()
    press(page, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert page.view.cell_key == "employees"
    wait_idle(program.tasks)
    rows = [page.model.cache.row(row) for row in page.model.groups.span(0)]
    total = sum(row.cells[2] or 0 for row in rows if row)
    assert page.model.groups.starting(0).total == total
    assert page.model.total(0) == f"{total:,}"
    says = page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert f"Employees: sum {total:,}" in says
    click_heading(page, 0)
    wait_idle(program.tasks)
    assert page.model.total(0) == f"{total:,}"
    press(page, Qt.Key.Key_Down, Qt.Key.Key_Left)
    assert page.model.total(0) == ""


def test_the_group_without_a_value_is_called_so(program: Application, window: MainWindow) -> None:
    page = window.page
    page.set_columns(["display_name", "city"])
    wait_idle(program.tasks)
    group(page, "City")
    wait_idle(program.tasks)
    rows = range(page.model.rowCount())
    row = next(row for row in rows if page.model.index(row, 1).data() == "—")
    assert page.model.heading(page.model.groups.around(row)).startswith("No city  ·  ")


def test_density_keeps_the_heights_of_headings(page: ListPage) -> None:
    page.view.set_compact(True)
    rows = [page.view.rowHeight(row) for row in (0, 1)]
    assert rows[0] > rows[1]


# ---------------------------------------------------------------------------------- where rows are


def laid(folded: str) -> Groups:
    """Groups a (3 rows), b (1), c (2)."""
    whole = b"".join(bytes([row]) * ID for row in range(6))
    return Groups(whole, (Group("a", 3), Group("b", 1), Group("c", 2)), frozenset(folded))


@pytest.mark.parametrize(
    ("folded", "shown", "rows"),
    [
        ("", [0, 1, 2, 3, 4, 5], [0, 3, 4]),
        ("a", [0, 3, 4, 5], [0, 1, 2]),
        ("c", [0, 1, 2, 3, 4], [0, 3, 4]),
        ("abc", [0, 3, 4], [0, 1, 2]),
    ],
)
def test_shown_rows_and_rows_of_the_whole(folded: str, shown: list[int], rows: list[int]) -> None:
    groups = laid(folded)
    assert [groups.shown[at] for at in range(0, len(groups.shown), ID)] == shown
    assert list(groups) == rows
    for row in range(len(shown)):
        whole = groups.whole_rows(range(row, row + 1))
        assert whole[0] == shown[row]
        assert groups.shown_runs([whole]) == (range(row, row + 1),)
        assert groups.shown_row(whole[-1]) == row
    everything = range(len(shown))
    assert groups.whole_rows(everything) == range(6)
    assert groups.shown_runs([range(6)]) == (everything,)


def test_a_part_of_a_folded_group_is_nowhere_and_its_record_at_the_heading() -> None:
    groups = laid("a")
    assert groups.shown_runs([range(1, 4)]) == (range(1, 2),)
    assert groups.row_of(bytes([2]) * ID) == 0
    assert groups.hiding(bytes([2]) * ID) == "a"
    assert groups.hiding(bytes([3]) * ID) is None
    assert groups.row_of(bytes([9]) * ID) == -1
