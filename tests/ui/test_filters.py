"""The filter panel and its chips, driven with keys and mouse."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.filter_paths import paths
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, Op
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.table.filter_bar import FilterBar
from crm_desktop.ui.table.filter_panel import FilterPanel
from crm_desktop.ui.table.filter_words import comparison_of, comparisons, in_words
from tests.ui.conftest import CONTACTS
from tests.ui.waiting import settle

KEY = Qt.Key
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Desk:
    """A window with its list of contacts, and the filters of it."""

    def __init__(self, program: Application, window: MainWindow) -> None:
        self.program, self.window = program, window

    @property
    def page(self) -> ListPage:
        return self.window.page

    @property
    def bar(self) -> FilterBar:
        return self.page.filters

    @property
    def panel(self) -> FilterPanel:
        assert self.bar.panel is not None
        return self.bar.panel

    @property
    def count(self) -> int:
        settle(self.program)
        return self.page.model.rowCount()

    @property
    def words(self) -> list[str]:
        return [chip.accessibleName() for chip in self.bar.chips]

    def activate(self) -> None:
        """Without a window system nobody does this when a popup closes."""
        settle(self.program)
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)

    def open(self, typed: str) -> None:
        """Ctrl+Shift+F, some letters, Enter."""
        self.activate()
        QTest.keyClick(self.window, KEY.Key_F, CONTROL_SHIFT)
        QTest.keyClicks(self.panel.line, typed)
        QTest.keyClick(self.panel.line, KEY.Key_Return)

    def compare(self, words: str) -> None:
        self.panel.how.setCurrentText(words)

    def type(self, *texts: str) -> None:
        for editor, text in zip(self.panel.editors, texts, strict=True):
            assert isinstance(editor.first, QLineEdit)
            editor.first.clear()
            QTest.keyClicks(editor.first, text)
        QTest.keyClick(self.panel, KEY.Key_Return)


@pytest.fixture
def desk(program: Application, window: MainWindow) -> Desk:
    return Desk(program, window)


def test_a_text_is_filtered_with_the_keyboard_alone(desk: Desk) -> None:
    desk.open("city")
    desk.type("berl")
    assert desk.bar.filters() == (Filter("city", Op.CONTAINS, ("berl",)),)
    assert 0 < desk.count < CONTACTS
    assert desk.words == ["City contains berl"]
    assert desk.bar.button.accessibleName() == "Filter · 1"


def test_values_of_a_list_are_ticked_and_stay_in_sight(desk: Desk) -> None:
    desk.open("status")
    ticks = desk.panel.ticks
    assert ticks is not None
    assert desk.panel.focusWidget() is ticks  # keys go there at once
    QTest.keyClick(ticks, KEY.Key_Space)
    QTest.keyClick(ticks, KEY.Key_Down)
    QTest.keyClick(ticks, KEY.Key_Space)
    assert desk.bar.filters() == ()  # not before Enter
    QTest.keyClick(ticks, KEY.Key_Return)
    (item,) = desk.bar.filters()
    assert isinstance(item, Filter)
    assert (item.op, len(item.values)) == (Op.IN, 2)
    some = desk.count
    assert 0 < some < CONTACTS
    desk.bar.chips[0].click()
    desk.compare("is none of")
    ticks = desk.panel.ticks
    assert ticks is not None
    for row in range(2):
        QTest.mouseClick(
            ticks.viewport(),
            Qt.MouseButton.LeftButton,
            pos=ticks.visualItemRect(ticks.item(row)).center(),
        )
    desk.panel.apply_button.click()
    assert desk.count == CONTACTS - some


def test_a_click_on_a_chip_changes_it_and_its_cross_removes_it(desk: Desk) -> None:
    desk.open("first name")
    desk.compare("starts with")
    desk.type("a")
    before = desk.count
    desk.bar.chips[0].click()
    assert desk.panel.how.currentText() == "starts with"
    desk.type("an")
    assert desk.words == ["First name starts with an"]
    assert desk.count < before
    chip = desk.bar.chips[0]
    edge = QPoint(chip.width() - 10, chip.height() // 2)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=edge)
    assert desk.bar.filters() == ()
    assert desk.count == CONTACTS


def test_delete_on_a_chip_removes_it_and_the_keyboard_goes_on(desk: Desk) -> None:
    for name in ("a", "e"):
        desk.open("first name")
        desk.type(name)
    desk.activate()
    desk.bar.chips[1].setFocus()
    QTest.keyClick(desk.bar.chips[1], KEY.Key_Delete)
    assert desk.words == ["First name contains a"]
    assert desk.bar.chips[0].hasFocus()
    QTest.keyClick(desk.bar.chips[0], KEY.Key_Backspace)
    assert desk.bar.filters() == ()
    assert desk.bar.button.hasFocus()


def test_days_numbers_dates_and_ranges(desk: Desk) -> None:
    desk.open("last contact")
    desk.compare("in the last days")
    desk.type("90")
    assert desk.words == ["Last contact: last 90 days"]
    assert desk.bar.filters() == (Filter("last_contact_at", Op.WITHIN, (-90,)),)
    inside = desk.count
    desk.bar.clear()
    desk.open("company employees")
    desk.compare("between")
    desk.type("500", "20")
    assert desk.words == ["Company › Employees: 20 – 500"]  # in whichever order it was typed
    desk.bar.clear()
    desk.open("last contact")
    desk.compare("after")
    today = desk.page._context.today()
    desk.type((today - timedelta(days=91)).isoformat())
    assert desk.count >= inside > 0


def test_what_makes_no_sense_is_said_and_nothing_is_lost(desk: Desk) -> None:
    desk.open("employees")
    desk.type("many")
    panel = desk.panel
    assert "not a number" in panel.problem.text()
    assert panel.problem.isVisible()
    desk.compare("between")
    desk.type("", "5")
    assert panel.problem.text() == "Type what to compare with."
    QTest.keyClick(panel, KEY.Key_Escape)
    assert panel.line.isVisible()  # back to the choice
    QTest.keyClick(panel, KEY.Key_Escape)
    assert not panel.isVisible()
    assert desk.bar.filters() == ()


def test_related_records(desk: Desk) -> None:
    desk.open("activities")
    desk.compare("there are none")
    QTest.keyClick(desk.panel, KEY.Key_Return)
    assert desk.words == ["Without activities"]
    without = desk.count
    desk.bar.clear()
    desk.open("activities")
    QTest.keyClick(desk.panel, KEY.Key_Return)
    assert desk.words == ["With activities"]
    assert desk.count + without == CONTACTS
    desk.bar.clear()
    desk.open("company city")
    desk.type("berlin")
    assert desk.words == ["Company › City contains berlin"]
    assert desk.count < CONTACTS


def test_a_colleague_is_me(desk: Desk) -> None:
    workspace = desk.program.tasks.workspace
    assert workspace is not None
    desk.open("owner")
    assert desk.panel.how.currentText() == "is me"
    QTest.keyClick(desk.panel, KEY.Key_Return)
    assert desk.bar.filters() == (Filter("owner", Op.EQ, (workspace.actor.id,)),)
    assert desk.words == [f"Owner: {workspace.actor.name}"]
    assert desk.count > 0


def test_names_of_a_saved_filter_are_looked_up(desk: Desk) -> None:
    row = desk.page.model.cache.row(0)
    at = [column.key for column in desk.page.model.columns].index("company")
    companies = (desk.page.model.cache.row(n) for n in range(20))
    company = next(r.cells[at] for r in companies if r is not None and r.cells[at])
    assert row is not None
    asked = ListQuery("person", filters=(Filter("company", Op.EQ, (str(company.id),)),))
    desk.page.arrange(ListQuery.from_json(asked.to_json()))
    settle(desk.program)
    assert desk.words == [f"Company: {company.label}"]
    desk.bar.chips[0].click()
    assert desk.panel.editors[0].value() == company
    assert UUID(str(company.id))


def test_one_of_two_is_enough(desk: Desk) -> None:
    desk.open("first name")
    desk.type("anna")
    one = desk.count
    desk.bar._ask_menu(0, QPoint(0, 0))
    menu = next(m for m in desk.bar.findChildren(QMenu) if m.isVisible())
    next(a for a in menu.actions() if "Or else" in a.text()).trigger()
    menu.close()
    QTest.keyClicks(desk.panel.line, "first name")
    QTest.keyClick(desk.panel.line, KEY.Key_Return)
    desk.type("maria")
    (item,) = desk.bar.filters()
    assert isinstance(item, AnyOf)
    assert desk.words == ["First name contains anna or First name contains maria"]
    assert desk.count > one


def test_tags(desk: Desk) -> None:
    desk.open("tags")
    desk.compare("is filled in")
    QTest.keyClick(desk.panel, KEY.Key_Return)
    assert desk.words == ["With tags"]
    assert 0 < desk.count < CONTACTS


@pytest.mark.parametrize("entity", ["person", "company", "activity", "note"])
def test_every_path_offers_comparisons_that_the_store_answers(desk: Desk, entity: str) -> None:
    """Each field of each related record, by the panel itself: what it makes can be asked."""
    kind = ENTITIES[entity]
    for path in paths(entity):
        tests = comparisons(path)
        assert tests, path.path
        for test in tests:
            if test.fixed or test.op in (Op.EMPTY, Op.NOTEMPTY, Op.NONE):
                item = Filter(path.path, test.op, test.fixed)
                assert comparison_of(path, item) == test
                assert in_words(kind, item, {}).strip()
    desk.window.show_page(entity)
    settle(desk.program)


def test_the_panel_is_fit_for_the_keyboard_and_named(desk: Desk) -> None:
    desk.open("status")
    for widget in desk.panel.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget
    desk.panel.close()
