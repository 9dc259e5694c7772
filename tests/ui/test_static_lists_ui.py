"""Lists kept by hand and favourites, with the mouse and with keys."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.models.types import uuid7
from crm_desktop.services import favourites, static_lists
from crm_desktop.services.changes import Changes
from crm_desktop.services.static_lists import StaticList
from crm_desktop.ui import dragging
from crm_desktop.ui.add_to_list_dialog import AddToListDialog
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.name_dialog import NameDialog
from crm_desktop.ui.pages.list_place import Kind
from crm_desktop.ui.widgets.nav_groups import NavRow
from tests.ui.answers import Answers
from tests.ui.waiting import elsewhere, wait_idle

LEFT = Qt.MouseButton.LeftButton


class Office:
    """The window, and the store behind it."""

    def __init__(self, program: Application, window: MainWindow) -> None:
        self.program, self.window = program, window

    def settle(self) -> None:
        wait_idle(self.program.tasks)

    def lists(self) -> list[StaticList]:
        workspace = self.program.tasks.workspace
        assert workspace is not None
        return elsewhere(lambda: static_lists.every(workspace))

    def make(self, name: str) -> UUID:
        workspace, key = self.program.tasks.workspace, uuid7()
        assert workspace is not None
        elsewhere(lambda: static_lists.create(workspace, name, list_id=key))
        self.window.lists.on_changes(of("static_list"))
        self.settle()
        return key

    def line(self, key: str) -> NavRow:
        row = self.window.navigation.item(key)
        assert row is not None
        return row

    def select(self, first: int, last: int) -> None:
        view = self.window.page.view
        view.setFocus()
        view.go_to(first)
        for _row in range(last - first):
            QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        self.settle()

    def names(self) -> list[str]:
        model = self.window.page.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def toast(self) -> str:
        return self.window.toast.label.text()


def of(*entities: str) -> Changes:
    return Changes(None, frozenset(entities))


@pytest.fixture
def office(program: Application, window: MainWindow) -> Office:
    return Office(program, window)


@pytest.fixture
def carry(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Press, move, let go over a target. Qt's offscreen platform carries nothing between the two:
    what the mouse has taken hold of is let go by the events Qt would send. Returns the labels."""

    def carried(source: QWidget, start: QPoint, target: QWidget) -> list[str]:
        labels: list[str] = []

        def let_go(_source: QWidget, data: QMimeData, words: str, action: Qt.DropAction) -> object:
            labels.append(words)
            drop(target, data)
            return action

        monkeypatch.setattr(dragging, "drag", let_go)
        none = Qt.KeyboardModifier.NoModifier
        QTest.mousePress(source, LEFT, none, start)
        for step in (4, 16, 24):
            QTest.mouseMove(source, start + QPoint(step, 0))
        QTest.mouseRelease(source, LEFT, none, start + QPoint(24, 0))
        office.settle()
        return labels

    return carried


def drop(target: QWidget, data: QMimeData) -> None:
    """Let something go over a widget, as Qt tells it."""
    at = target.rect().center()
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(at, actions, data, LEFT, none)
    entered.ignore()
    QApplication.sendEvent(target, entered)
    if entered.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(at), actions, data, LEFT, none))


def row_at(office: Office, row: int) -> QPoint:
    view = office.window.page.view
    return view.visualRect(view.model().index(row, 0)).center()


def test_rows_are_dragged_onto_the_name_of_a_list(
    office: Office, carry: Callable[..., list[str]]
) -> None:
    key = office.make("Trade fair 2026")
    office.select(2, 4)
    wanted, view = office.names()[2:5], office.window.page.view
    line = office.line(f"list {key.hex}")
    assert carry(view.viewport(), row_at(office, 3), line) == ["3 contacts"]
    assert office.toast() == "Added 3 contacts to Trade fair 2026."
    assert office.lists()[0].people == 3
    assert line.item.count == 3
    assert view.selected_count() == 3  # what was carried stays selected
    QTest.mouseClick(line, LEFT)
    office.settle()
    assert office.window.page.title.words == "Trade fair 2026"
    assert office.names() == wanted


def test_a_row_that_is_not_selected_is_carried_alone(
    office: Office, carry: Callable[..., list[str]]
) -> None:
    key = office.make("Fair")
    office.select(0, 2)
    view, name = office.window.page.view, office.names()[5]
    assert carry(view.viewport(), row_at(office, 5), office.line(f"list {key.hex}")) == [name]
    assert office.toast() == f"Added {name} to Fair."
    assert view.selected_count() == 1


def test_a_click_among_selected_rows_selects_one(office: Office) -> None:
    office.select(0, 3)
    view = office.window.page.view
    QTest.mouseClick(view.viewport(), LEFT, pos=row_at(office, 2))
    assert (view.selected_count(), view.currentIndex().row()) == (1, 2)
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, row_at(office, 5))
    assert view.selected_count() == 4
    QTest.mouseDClick(view.viewport(), LEFT, pos=row_at(office, 3))
    office.settle()


def test_rows_dropped_on_the_heading_make_a_new_list(office: Office) -> None:
    office.select(0, 1)
    ids = office.window.page.view.selected_ids()
    drop(office.window.navigation.groups["lists"].heading, dragging.packed("person", ids))
    dialog = office.window.lists.work.dialog
    assert isinstance(dialog, NameDialog)
    QTest.keyClicks(dialog.line, "Christmas")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    office.settle()
    assert office.toast() == "Made the list Christmas with 2 contacts."
    assert [(one.name, one.people) for one in office.lists()] == [("Christmas", 2)]
    office.window.toast.button.click()
    office.settle()
    assert office.lists() == []


def test_what_is_no_record_is_not_taken(office: Office) -> None:
    key = office.make("Fair")
    note = dragging.packed("note", uuid7().bytes)
    for data in (note, dragging.packed("person", b"short")):
        drop(office.line(f"list {key.hex}"), data)
        office.settle()
    assert office.lists()[0].people == 0


def test_add_by_the_menu_and_by_keys(office: Office) -> None:
    key = office.make("Fair")
    office.make("Other")
    office.select(0, 2)
    office.window.commands["add_to_list"].trigger()
    dialog = office.window.lists.work.dialog
    assert isinstance(dialog, AddToListDialog)
    QTest.keyClicks(dialog.line, "fa")
    assert dialog.choice.count() == 2  # Fair, and a new one
    QTest.keyClick(dialog.line, Qt.Key.Key_Down)
    QTest.keyClick(dialog.line, Qt.Key.Key_Up)
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    office.settle()
    assert office.toast() == "Added 3 contacts to Fair."
    assert [one.people for one in office.lists() if one.id == key] == [3]
    office.select(2, 2)
    office.window.commands["add_to_list"].trigger()
    dialog = office.window.lists.work.dialog
    assert isinstance(dialog, AddToListDialog)
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    office.settle()
    assert office.toast() == "That is in Fair already."
    assert not office.window.toast.button.isVisible()


def test_a_name_that_no_list_has_makes_one(office: Office) -> None:
    office.make("Fair")
    office.select(0, 0)
    office.window.commands["add_to_list"].trigger()
    dialog = office.window.lists.work.dialog
    assert isinstance(dialog, AddToListDialog)
    QTest.keyClicks(dialog.line, "Golf ")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    office.settle()
    assert "Made the list Golf" in office.toast()
    assert [(one.name, one.people) for one in office.lists()] == [("Fair", 0), ("Golf", 1)]


def test_delete_takes_a_record_out_of_the_list_alone(office: Office) -> None:
    key = office.make("Fair")
    office.select(0, 2)
    office.window.lists.work.add(key, dragged(office))
    office.settle()
    office.window.lists.show_list(key)
    office.settle()
    everybody = office.names()
    office.select(1, 1)
    QTest.keyClick(office.window.page.view, Qt.Key.Key_Delete)
    office.settle()
    assert office.toast() == f"Removed {everybody[1]} from Fair. The contact stays."
    assert office.names() == [everybody[0], everybody[2]]
    office.window.toast.button.click()
    office.settle()
    assert office.names() == everybody
    office.window.choose_page("person")
    office.settle()
    assert everybody[1] in office.names()


def dragged(office: Office) -> dragging.Dragged:
    found = office.window.lists.work.selected()
    assert found is not None
    return found


def test_an_empty_list_says_what_to_do(office: Office) -> None:
    key = office.make("Fair")
    QTest.mouseClick(office.line(f"list {key.hex}"), LEFT)
    office.settle()
    page = office.window.page
    assert page.empty.isVisible()
    assert page.empty.title.text() == "Nothing in Fair yet"
    page.empty.button.click()
    office.settle()
    assert page.place.now.kind is Kind.ALL
    assert len(office.names()) > 100


def test_contacts_and_companies_in_one_list(office: Office) -> None:
    key = office.make("Fair")
    office.select(0, 1)
    office.window.lists.work.add(key, dragged(office))
    office.window.choose_page("company")
    office.settle()
    office.select(0, 2)
    office.window.lists.work.add(key, dragged(office))
    office.settle()
    office.window.lists.show_list(key)
    office.settle()
    page = office.window.page
    assert (page.entity.key, len(office.names())) == ("company", 3)
    assert page.also.text() == "+ 2 contacts"
    page.also.click()
    office.settle()
    assert (office.window.page.entity.key, len(office.names())) == ("person", 2)


def test_a_list_is_renamed_and_given_up_in_the_navigation(office: Office) -> None:
    key = office.make("Fair")
    row = office.line(f"list {key.hex}")
    QTest.mouseClick(row, LEFT)
    office.settle()
    choose(row, "Rename")
    dialog = office.window.lists.work.dialog
    assert isinstance(dialog, NameDialog)
    QTest.keyClicks(dialog.line, "Fair 2027")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    office.settle()
    assert office.window.page.title.words == "Fair 2027"
    assert row.accessibleName() == "Fair 2027, 0"
    choose(row, "Delete")
    office.settle()
    assert office.window.navigation.item(f"list {key.hex}") is None
    assert office.window.page.title.words == "Contacts"
    office.window.toast.button.click()
    office.settle()
    assert office.line(f"list {key.hex}").item.text == "Fair 2027"


def choose(row: NavRow, words: str) -> None:
    """An action of the menu of a line, opened by the menu key."""
    row.menu_asked.emit(row.mapToGlobal(row.rect().center()))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(a for a in menu.actions() if words in a.text().replace("&", ""))
    menu.hide()
    action.trigger()


def test_a_second_list_of_the_name_is_refused_in_the_dialog(office: Office) -> None:
    office.make("Fair")
    group = office.window.navigation.groups["lists"]
    assert group.plus is not None
    group.plus.click()
    dialog = office.window.lists.work.dialog
    assert isinstance(dialog, NameDialog)
    assert not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.line, "fair")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    office.settle()
    assert dialog.isVisible()
    assert dialog.problem.text() == "There is a list called fair already."
    QTest.keyClicks(dialog.line, "2")
    assert not dialog.problem.isVisible()
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    office.settle()
    assert [one.name for one in office.lists()] == ["Fair", "fair2"]


def test_too_many_are_refused_in_words(
    office: Office, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_desktop.ui.list_work.MOST_AT_ONCE", 2)
    office.select(0, 3)
    office.window.commands["add_to_list"].trigger()
    assert "At most 2 records" in answers.told[0]


# --------------------------------------------------------------------------------- favourites


def star(office: Office) -> Callable[[], bool]:
    return office.window.page.record_pane.head.star.isChecked


def test_the_star_makes_a_favourite(office: Office) -> None:
    page = office.window.page
    office.select(1, 1)
    name = office.names()[1]
    button = page.record_pane.head.star
    assert not button.isChecked()
    QTest.mouseClick(button, LEFT)
    office.settle()
    assert button.isChecked()
    assert office.toast() == f"{name} is a favourite now."
    rows = office.window.navigation.groups["favourites"].rows.rows
    assert [row.item.text for row in rows.values()] == [name, "All favourites"]
    office.select(3, 3)
    assert not button.isChecked()
    QTest.mouseClick(next(iter(rows.values())), LEFT)
    office.settle()
    assert page.pane.record is not None
    assert page.pane.record.label == name
    assert button.isChecked()
    QTest.mouseClick(rows["favourites"], LEFT)
    office.settle()
    assert office.names() == [name]
    office.window.commands["favourite"].trigger()
    office.settle()
    assert not star(office)()
    assert office.names() == []
    office.window.toast.button.click()
    office.settle()
    assert office.names() == [name]


def test_favourites_are_put_in_order_by_mouse(
    office: Office, carry: Callable[..., list[str]]
) -> None:
    for row in (0, 1, 2):
        office.select(row, row)
        office.window.commands["favourite"].trigger()
        office.settle()
    rows = office.window.navigation.groups["favourites"].rows.rows
    first, second, third = (row for row in rows.values() if row.item.moves)
    assert carry(third, third.rect().center(), first) == [third.item.text]
    workspace = office.program.tasks.workspace
    assert workspace is not None
    now = [one.label for one in elsewhere(lambda: favourites.mine(workspace))]
    assert now == [third.item.text, first.item.text, second.item.text]


def test_favourites_are_put_in_order_by_their_menu(office: Office) -> None:
    for row in (0, 1, 2):
        office.select(row, row)
        office.window.commands["favourite"].trigger()
        office.settle()
    lists = office.window.lists
    before = [one.label for one in lists.favourites]
    for words, wanted in (("Move down", [1, 0, 2]), ("Move up", [0, 1, 2])):
        key = next(f"person {one.id.hex}" for one in lists.favourites if one.label == before[0])
        choose(office.line(key), words)
        office.settle()
        assert [one.label for one in lists.favourites] == [before[at] for at in wanted]


def test_records_dropped_on_the_heading_become_favourites(office: Office) -> None:
    office.select(0, 1)
    ids = office.window.page.view.selected_ids()
    drop(office.window.navigation.groups["favourites"].heading, dragging.packed("person", ids))
    office.settle()
    assert len(office.window.lists.favourites) == 2


def test_a_group_is_folded_and_stays_so(office: Office, qtbot: QtBot) -> None:
    office.make("Fair")
    group = office.window.navigation.groups["lists"]
    group.heading.setFocus()
    QTest.keyClick(group.heading, Qt.Key.Key_Space)
    assert not group.rows.isVisible()
    assert group.heading.accessibleName() == "Lists, folded"
    office.make("Other")
    assert not group.rows.isVisible()
    assert office.window.navigation.groups["lists"].heading.isChecked()
    QTest.keyClick(group.heading, Qt.Key.Key_Space)
    assert group.rows.isVisible()


def test_the_next_store_has_its_own(office: Office, own_home: object) -> None:
    office.make("Fair")
    office.program.leave()
    office.settle()
    assert office.window.navigation.groups["lists"].rows.rows == {}
    assert office.window.lists.lists == []
