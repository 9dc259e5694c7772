"""Saved lists: kept, opened, changed, given up, from the head of a page and the navigation."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from crm_desktop.services import records, saved_views
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort
from crm_desktop.services.view_content import View, ViewContent
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.name_dialog import NameDialog
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.pages.list_place import Kind
from crm_desktop.ui.widgets.nav_groups import NavRow
from tests.ui.waiting import elsewhere, wait_idle

LEFT = Qt.MouseButton.LeftButton
CUSTOMERS = Filter("status", Op.IN, ("customer",))
PARTNERS = Filter("status", Op.IN, ("customer", "partner"))
ASKED = ListQuery("person", filters=(CUSTOMERS,), sort=(Sort("last_contact_at", True),))


class Desk:
    """The window, and the store behind it."""

    def __init__(self, program: Application, window: MainWindow) -> None:
        self.program, self.window, self.lists = program, window, window.lists

    @property
    def page(self) -> ListPage:
        return self.window.page

    @property
    def workspace(self) -> Workspace:
        assert self.program.tasks.workspace is not None
        return self.program.tasks.workspace

    def settle(self) -> None:
        wait_idle(self.program.tasks)

    def stored(self) -> list[View]:
        return elsewhere(lambda: saved_views.mine(self.workspace))

    def trigger(self, key: str) -> None:
        self.window.commands[key].trigger()
        self.settle()

    def arrange(self, asked: ListQuery) -> None:
        """As somebody would, with menus and headings."""
        self.page.filters.set_filters(asked.filters)
        self.page.filters.changed.emit()
        self.page.set_order(asked.sort)
        self.settle()

    def save_as(self, name: str) -> None:
        self.trigger("save_list_as")
        dialog = self.lists.work.dialog
        assert isinstance(dialog, NameDialog)
        QTest.keyClicks(dialog.line, name)
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
        self.settle()

    def line(self, name: str) -> NavRow:
        view = next(view for view in self.lists.views if view.name == name)
        row = self.window.navigation.item(f"view {view.id.hex}")
        assert row is not None
        return row

    def menu(self) -> list[str]:
        menu = self.page.title.menu()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        return [a.text().replace("&", "") for a in menu.actions() if not a.isSeparator()]

    def choose(self, words: str) -> None:
        """An action of the menu under the name of the list."""
        self.menu()
        actions = self.page.title.menu().actions()
        next(a for a in actions if a.text().replace("&", "").startswith(words)).trigger()
        self.settle()


@pytest.fixture
def desk(program: Application, window: MainWindow) -> Desk:
    return Desk(program, window)


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """The customers, saved and shown."""
    desk.arrange(ASKED)
    desk.save_as("Our customers")
    return desk


def test_a_list_is_saved_and_stands_in_the_navigation(kept: Desk) -> None:
    (view,) = kept.stored()
    assert view.content.same_as(ViewContent(ASKED))
    row = kept.line("Our customers")
    assert row.isVisible()
    assert row.isChecked()
    assert row.item.count == kept.page.model.rowCount() > 0
    assert row.accessibleName() == f"Our customers, {row.item.count}"
    assert (kept.page.title.words, kept.page.title.is_changed) == ("Our customers", False)
    assert kept.window.toast.label.text() == "Saved the list Our customers."
    kept.window.toast.button.click()
    kept.settle()
    assert kept.stored() == []
    assert kept.page.title.words == "Contacts"


def test_back_and_forth_between_all_and_a_saved_list(kept: Desk) -> None:
    customers = kept.page.model.rowCount()
    QTest.mouseClick(kept.window.navigation._buttons["person"], LEFT)
    kept.settle()
    assert kept.page.title.words == "Contacts"
    assert kept.page.filters.filters() == ()
    assert kept.page.view.header.order == ()
    assert kept.page.model.rowCount() > customers
    kept.line("Our customers").setFocus()
    QTest.keyClick(kept.line("Our customers"), Qt.Key.Key_Space)
    kept.settle()
    assert kept.page.asked() == ASKED
    assert kept.page.model.rowCount() == customers


def test_a_change_shows_a_dot_and_is_saved_or_discarded(kept: Desk) -> None:
    page = kept.page
    kept.arrange(replace(ASKED, filters=(PARTNERS,)))
    assert page.title.is_changed
    assert "changed, not saved" in page.title.accessibleName()
    assert page._save.isVisible()
    kept.trigger("discard_list")
    assert page.asked() == ASKED
    assert not page.title.is_changed
    kept.arrange(replace(ASKED, filters=(PARTNERS,)))
    QTest.mouseClick(page._save, LEFT)
    kept.settle()
    assert not page.title.is_changed
    assert kept.stored()[0].content.query.filters == (PARTNERS,)
    assert kept.line("Our customers").item.count == page.model.rowCount()
    kept.window.toast.button.click()  # undo: the list goes back to what it was
    kept.settle()
    assert page.asked() == ASKED
    assert not page.title.is_changed


def test_changes_wait_while_one_looks_elsewhere(kept: Desk) -> None:
    kept.arrange(replace(ASKED, filters=(PARTNERS,)))
    kept.window.choose_page("company")
    kept.window.choose_page("person")
    kept.settle()
    assert kept.page.place.now.kind is Kind.ALL
    QTest.mouseClick(kept.line("Our customers"), LEFT)
    kept.settle()
    assert kept.page.title.is_changed
    assert kept.page.filters.filters() == (PARTNERS,)
    kept.trigger("discard_list")
    kept.window.choose_page("person")
    QTest.mouseClick(kept.line("Our customers"), LEFT)
    kept.settle()
    assert not kept.page.title.is_changed


def test_words_are_part_of_a_list(kept: Desk) -> None:
    kept.window.top_bar.search.setText("an")
    kept.settle()
    assert kept.page.title.is_changed
    kept.trigger("save_list")
    kept.window.choose_page("person")
    kept.settle()
    assert kept.window.top_bar.search.text() == ""
    QTest.mouseClick(kept.line("Our customers"), LEFT)
    kept.settle()
    assert kept.window.top_bar.search.text() == "an"
    assert kept.page.asked().text == "an"


def test_columns_and_widths_belong_to_the_list(kept: Desk) -> None:
    page = kept.page
    page.set_columns(["display_name", "city", "status"])
    page.view.header.resized.emit("city", 211)
    assert page.title.is_changed
    kept.trigger("save_list")
    kept.window.choose_page("person")
    kept.settle()
    assert [c.key for c in page.model.columns] != ["display_name", "city", "status"]
    QTest.mouseClick(kept.line("Our customers"), LEFT)
    kept.settle()
    assert [c.key for c in page.model.columns] == ["display_name", "city", "status"]
    assert page.place.widths() == {"city": 211}
    assert kept.program.context.state.columns("person") == []


def test_groups_belong_to_the_list(kept: Desk) -> None:
    page = kept.page
    page.tools.group_by("status")
    kept.settle()
    assert page.title.is_changed
    kept.trigger("save_list")
    assert kept.stored()[0].content.group == "status"
    assert kept.stored()[0].content.query.sort == ASKED.sort
    kept.window.choose_page("person")
    kept.settle()
    assert page.model.grouped == ""
    QTest.mouseClick(kept.line("Our customers"), LEFT)
    kept.settle()
    assert page.model.grouped == "status"
    assert not page.title.is_changed


def test_the_menu_of_lists(kept: Desk) -> None:
    words = kept.menu()
    assert words[:2] == ["All contacts", "Our customers"]
    assert words[2:] == [
        "Save this list",
        "Save this list as …",
        "Rename …",
        "Discard changes",
        "Take out of the navigation",
        "Delete this list",
    ]
    kept.choose("All contacts")
    assert kept.page.title.words == "Contacts"
    assert not kept.window.commands["rename_list"].isEnabled()
    kept.choose("Our customers")
    assert kept.page.title.words == "Our customers"


def test_a_list_is_renamed(kept: Desk) -> None:
    kept.choose("Rename")
    dialog = kept.lists.work.dialog
    assert isinstance(dialog, NameDialog)
    assert dialog.line.selectedText() == "Our customers"
    QTest.keyClicks(dialog.line, "Customers & friends")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    kept.settle()
    assert kept.page.title.words == "Customers & friends"
    assert kept.line("Customers & friends").isChecked()
    kept.menu()
    assert "Customers && friends" in [a.text() for a in kept.page.title.menu().actions()]


def test_a_list_is_taken_out_of_the_navigation(kept: Desk) -> None:
    view = kept.lists.views[0]
    kept.choose("Take out of the navigation")
    assert kept.window.navigation.item(f"view {view.id.hex}") is None
    assert kept.page.title.words == "Our customers"
    kept.choose("Show in the navigation")
    assert kept.line("Our customers").isChecked()


def test_a_list_is_given_up_and_comes_back(kept: Desk) -> None:
    kept.choose("Delete this list")
    assert kept.stored() == []
    assert kept.page.title.words == "Contacts"
    assert kept.window.toast.label.text() == ("Deleted the list Our customers. Its records stay.")
    kept.window.toast.button.click()
    kept.settle()
    assert kept.line("Our customers").isVisible()


def test_a_second_list_of_the_name_is_refused(kept: Desk) -> None:
    kept.save_as("our CUSTOMERS")
    dialog = kept.lists.work.dialog
    assert isinstance(dialog, NameDialog)
    assert dialog.isVisible()
    assert dialog.problem.text() == "There is a list called our CUSTOMERS already."
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(kept.stored()) == 1


def test_a_count_follows_the_records(kept: Desk) -> None:
    before = kept.line("Our customers").item.count
    assert before is not None
    values = {"last_name": "Zzz", "status": "customer"}
    create = records.create.call("person", values)
    kept.program.tasks.command(kept.window, create, done=lambda _record: None)
    kept.settle()
    assert kept.line("Our customers").item.count == before + 1


def test_a_list_that_names_what_is_gone_opens_with_a_sentence(desk: Desk) -> None:
    asked = replace(ASKED, filters=(CUSTOMERS, Filter("shoe_size", Op.GT, (40,))))
    made = elsewhere(lambda: saved_views.keep_as(desk.workspace, "Feet", ViewContent(asked)))
    desk.lists._ask_views()
    desk.settle()
    desk.lists.show_view(made.id)
    desk.settle()
    assert desk.page.filters.filters() == (CUSTOMERS,)
    assert desk.page.model.rowCount() > 0
    assert "shoe_size" in desk.window.notice.label.text()
    assert desk.window.notice.isVisible()


def test_lists_of_other_kinds(desk: Desk) -> None:
    desk.window.choose_page("company")
    desk.settle()
    desk.page.set_order((Sort("city"),))
    desk.save_as("By city")
    desk.window.choose_page("person")
    desk.settle()
    assert desk.menu()[0:2] == ["All contacts", "Save this list"]
    QTest.mouseClick(desk.line("By city"), LEFT)
    desk.settle()
    assert desk.page.entity.key == "company"
    assert desk.page.asked().sort == (Sort("city"),)


def test_the_next_store_begins_with_all_records(kept: Desk) -> None:
    address = kept.workspace.store.address
    kept.program.leave()
    kept.settle()
    assert kept.lists.views == []
    kept.program.open(address)
    kept.settle()
    assert kept.page.title.words == "Contacts"
    assert kept.page.filters.filters() == ()
    assert kept.line("Our customers").isVisible()


def test_a_key_of_nothing_leads_nowhere(desk: Desk) -> None:
    desk.lists.show_view(UUID(int=0))
    desk.lists.show_list(UUID(int=0))
    desk.lists.go(f"person {UUID(int=0).hex}")
    assert desk.page.place.now.kind is Kind.ALL
