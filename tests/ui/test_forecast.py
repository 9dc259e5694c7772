"""The forecast in the window: months, days of the past, the movement, quotas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTableWidget, QTableWidgetItem

from crm_desktop.services import demo_data, records
from crm_desktop.services.catalog import Record
from crm_desktop.services.sales.forecasting import forecast
from crm_desktop.services.sales.forecasting.forecast_figures import (
    Column,
    Scope,
    When,
    first_of,
    last_of,
    months_later,
    moved_to,
)
from crm_desktop.services.sales.forecasting.movement_figures import Class
from crm_desktop.services.sales.pipeline import deals
from crm_desktop.ui.application import Application
from crm_desktop.ui.forecast.cards import Heading
from crm_desktop.ui.forecast.explain import Explanation
from crm_desktop.ui.forecast.month import MonthColumn
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.forecast_page import ForecastDisplay
from tests.services.sales import named
from tests.ui.answers import Answers
from tests.ui.waiting import elsewhere, settle, workspace_of

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(program: Application, window: MainWindow) -> ForecastDisplay:
    """The forecast of the sample deals."""
    window.show_page("deal")
    settle(program)
    window.commands["display_forecast"].trigger()
    settle(program)
    display = window.page.displays.shown
    assert isinstance(display, ForecastDisplay)
    return display


@pytest.fixture(autouse=True)
def closed(program: Application, answers: Answers) -> Iterator[None]:
    """A popover that a test leaves open is no window left behind."""
    yield
    for popover in program.window.findChildren(Explanation):
        popover.close()
    del answers


def months(shown: ForecastDisplay) -> list[MonthColumn]:
    """The columns that are months."""
    return [each for each in shown.months.columns if column_of(each).when is When.MONTH]


def cell(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    """A cell of a table."""
    found = table.item(row, column)
    assert found is not None
    return found


def column_of(column: MonthColumn) -> Column:
    """What a column shows."""
    assert column.column is not None
    return column.column


def make(program: Application, **values: Any) -> Record:
    """A deal of ours, made by a colleague."""
    workspace = workspace_of(program)
    given = {"title": "Racks", "amount": D("1234.50"), **values}
    record = elsewhere(lambda: records.create(workspace, "deal", given))
    program.window.page.refresh()
    settle(program)
    return record


def now(program: Application, record: Record) -> dict[str, Any]:
    """A deal as it is."""
    workspace = workspace_of(program)
    found = elsewhere(lambda: records.load(workspace, "deal", record.id))
    return dict(found.values)


def press(program: Application, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    """A key where the keyboard is."""
    here = QApplication.focusWidget()
    assert here is not None
    QTest.keyClick(here, key, modifiers)
    settle(program)


def go_to(program: Application, shown: ForecastDisplay, record: Record) -> None:
    """The keyboard on a deal."""
    program.window.activateWindow()
    shown.setFocus()
    assert shown.select_id(record.id.bytes)
    QApplication.processEvents()


# ---------------------------------------------------------------- months


def test_the_months_show_what_the_service_reckons(
    program: Application, shown: ForecastDisplay
) -> None:
    workspace = workspace_of(program)
    found = elsewhere(lambda: forecast.forecast(workspace))
    assert [column_of(each) for each in shown.months.columns] == list(found.columns)
    first = months(shown)[0]
    said = first.head.accessibleName()
    assert "Closed" in said
    assert "Quota" in said
    headings = [row for row in first.cards.rows.all if isinstance(row, Heading)]
    assert [row.category for row in headings] == [
        key
        for key in ("closed", "commit", "best-case", "pipeline", "omitted")
        if column_of(first).of(key)
    ]
    assert shown.summary().endswith("weighted")
    assert " closed, " in shown.whole.text()
    assert shown.page.displays.switch.buttons["forecast"].isChecked()


def test_ctrl_and_an_arrow_move_a_deal_to_another_month(
    program: Application, shown: ForecastDisplay
) -> None:
    day = last_of(program.context.today())
    deal = make(program, expected_close=day)
    go_to(program, shown, deal)
    press(program, Qt.Key.Key_Right)
    there = moved_to(day, months_later(day, 1))
    assert now(program, deal)["expected_close"] == there
    assert shown.current_id == deal.id.bytes
    assert months(shown)[1].cards.place_of(deal.id) >= 0
    toast = program.window.toast
    assert toast.label.text().startswith("Racks: expected in")
    toast.button.click()
    settle(program)
    assert now(program, deal)["expected_close"] == day
    go_to(program, shown, deal)
    press(program, Qt.Key.Key_Left)
    assert now(program, deal)["expected_close"] < first_of(day)
    assert column_of(shown.months.columns[0]).when is When.EARLIER
    assert shown.months.columns[0].cards.place_of(deal.id) >= 0
    press(program, Qt.Key.Key_Left)
    assert now(program, deal)["expected_close"] < first_of(day)
    press(program, Qt.Key.Key_Right)
    assert first_of(now(program, deal)["expected_close"]) == first_of(day)


def test_ctrl_up_and_down_change_the_category(program: Application, shown: ForecastDisplay) -> None:
    deal = make(program, expected_close=program.context.today())
    go_to(program, shown, deal)
    assert now(program, deal)["category"] == "pipeline"
    press(program, Qt.Key.Key_Up)
    assert now(program, deal)["forecast_category"] == "best-case"
    press(program, Qt.Key.Key_Up)
    press(program, Qt.Key.Key_Up)
    assert now(program, deal)["category"] == "commit"
    assert shown.current_id == deal.id.bytes
    press(program, Qt.Key.Key_Down)
    assert now(program, deal)["category"] == "best-case"


def test_with_ctrl_held_only_the_deal_that_was_meant_moves(
    program: Application, shown: ForecastDisplay
) -> None:
    today = program.context.today()
    first, second = make(program, expected_close=today), make(program, expected_close=today)
    go_to(program, shown, first)
    press(program, Qt.Key.Key_Up)  # Qt takes Ctrl for held until the next event
    go_to(program, shown, second)
    assert shown.months.chosen_ids() == [second.id]
    press(program, Qt.Key.Key_Up)
    press(program, Qt.Key.Key_Up)
    assert now(program, second)["category"] == "commit"
    assert now(program, first)["category"] == "best-case"


def test_a_deal_is_dragged_to_another_month(program: Application, shown: ForecastDisplay) -> None:
    day = first_of(program.context.today())
    deal = make(program, expected_close=day, amount=D(10) ** 7)
    go_to(program, shown, deal)
    source, target = months(shown)[0].cards, months(shown)[1]
    index = source.rows.index(source.place_of(deal.id))
    source.scrollTo(index)
    start = source.visualRect(index).center()
    end = source.viewport().mapFromGlobal(target.mapToGlobal(target.rect().center()))
    QTest.mousePress(source.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for at in (start + QPoint(20, 0), end - QPoint(3, 0), end):
        QTest.mouseMove(source.viewport(), at)
    assert shown.months.carrying.is_on
    assert target.property("drop")
    assert "on the same day" in shown.foot.text()
    QTest.mouseRelease(source.viewport(), Qt.MouseButton.LeftButton, pos=end)
    settle(program)
    assert now(program, deal)["expected_close"] == months_later(day, 1)


def test_what_is_won_stays_in_its_month(program: Application, shown: ForecastDisplay) -> None:
    deal = make(program, expected_close=program.context.today(), amount=D(10) ** 7)
    workspace = workspace_of(program)
    won = elsewhere(lambda: named(workspace, "stage", "Won"))
    elsewhere(lambda: deals.move(workspace, [deal.id], won.id))
    shown.refresh()
    settle(program)
    go_to(program, shown, deal)
    press(program, Qt.Key.Key_Right)
    assert program.window.toast.label.text().startswith("Nothing changed")
    press(program, Qt.Key.Key_Down)
    assert now(program, deal)["category"] == "closed"


def test_the_menu_of_a_deal(program: Application, shown: ForecastDisplay) -> None:
    deal = make(program, expected_close=program.context.today())
    go_to(program, shown, deal)
    shown.months.menu_at.emit(shown.mapToGlobal(QPoint(50, 50)))
    menu = _menu(shown)
    parts = {action.text(): action.menu() for action in menu.actions()}
    rep = parts["Category (&rep)"]
    assert isinstance(rep, QMenu)
    assert [action.text() for action in rep.actions() if action.isChecked()] == ["By probability"]
    next(action for action in rep.actions() if action.text() == "Commit").trigger()
    menu.close()
    settle(program)
    assert now(program, deal)["forecast_category"] == "commit"
    shown.months.menu_at.emit(shown.mapToGlobal(QPoint(50, 50)))
    menu = _menu(shown)
    parts = {action.text(): action.menu() for action in menu.actions()}
    expected = parts["&Expected in"]
    assert isinstance(expected, QMenu)
    expected.actions()[2].trigger()
    menu.close()
    settle(program)
    month = months_later(program.context.today(), 2)
    assert first_of(now(program, deal)["expected_close"]) == month


def _menu(shown: ForecastDisplay) -> QMenu:
    menus = [menu for menu in shown.findChildren(QMenu) if menu.isVisible()]
    return menus[-1]


def test_a_figure_explains_itself_and_leads_to_its_deals(
    program: Application, shown: ForecastDisplay
) -> None:
    deal = make(program, expected_close=program.context.today(), forecast_category="commit")
    month = months(shown)[0]
    commit = column_of(month).of("commit")
    month.head.explain_button.click()
    (explained,) = shown.findChildren(Explanation)
    link = next(each for each in explained.links if "Commit" in each.accessibleName())
    link.click()
    settle(program)
    page = program.window.page
    assert page.displays.shown is None
    assert page.model.rowCount() == len(commit)
    assert page.view.select_id(deal.id.bytes)


def test_the_list_of_a_figure_is_of_the_same_people(
    program: Application, shown: ForecastDisplay
) -> None:
    workspace = workspace_of(program)
    mine = make(program, expected_close=program.context.today(), forecast_category="commit")
    shown.bar.choose(Scope(owner=workspace.actor.id))
    settle(program)
    column = column_of(months(shown)[0])
    months(shown)[0].head.explain_button.click()
    (explained,) = shown.findChildren(Explanation)
    link = next(each for each in explained.links if "Commit" in each.accessibleName())
    link.click()
    settle(program)
    page = program.window.page
    assert page.model.rowCount() == column.total("commit").n
    assert page.view.select_id(mine.id.bytes)
    assert "owner" in str(page.asked().filters)


def test_other_months_and_other_people(program: Application, shown: ForecastDisplay) -> None:
    today = program.context.today()
    shown.bar.on.click()
    settle(program)
    assert column_of(months(shown)[0]).first == months_later(today, 1)
    assert column_of(shown.months.columns[0]).when is When.EARLIER
    shown.bar.span.click()
    settle(program)
    assert column_of(months(shown)[0]).first == first_of(today)
    menu = shown.bar.whose.menu()
    menu.aboutToShow.emit()
    me = next(action for action in menu.actions() if action.text() == "Me")
    me.trigger()
    settle(program)
    workspace = workspace_of(program)
    for column in shown.months.columns:
        assert {deal.owner for deal in column_of(column).deals} <= {workspace.actor.id}
    assert workspace.actor.name in shown.bar.whose.text()


def test_the_words_of_the_search_box_hold(program: Application, shown: ForecastDisplay) -> None:
    deal = make(program, title="Zebra crossing", expected_close=program.context.today())
    program.window.top_bar.search.setText("zebra")
    settle(program)
    found = [d.id for column in shown.months.columns for d in column_of(column).deals]
    assert found == [deal.id]
    program.window.top_bar.search.setText("no such thing at all")
    settle(program)
    assert program.window.page.empty.isVisible()


# ---------------------------------------------------------------- the past


def test_a_day_of_the_past_can_only_be_looked_at(
    program: Application, shown: ForecastDisplay
) -> None:
    deal = make(program, expected_close=program.context.today())
    day = program.context.today() - timedelta(days=3)
    shown.bar.day.line.setFocus()
    shown.bar.day.line.setText(f"{day:%Y-%m-%d}")
    shown.bar.day.line.editingFinished.emit()
    settle(program)
    assert shown.notice.isVisible()
    assert shown.months.shown is not None
    assert shown.months.shown.is_past
    assert not shown.select_id(deal.id.bytes)
    assert "came into the program later" in shown.foot.text()
    old = next(d for c in shown.months.columns for d in column_of(c).deals if d.is_open)
    shown.months.setFocus()
    assert shown.select_id(old.id.bytes)
    shown.months.move_chosen(1)
    settle(program)
    assert "cannot be changed" in program.window.toast.label.text()
    program.window.commands["delete"].trigger()
    settle(program)
    assert not elsewhere(lambda: records.load(workspace_of(program), "deal", old.id)).deleted
    assert shown.selected_ids() == shown.current_id == b""
    assert program.window.page.pane.record is None
    shown.months.opened.emit()
    settle(program)
    assert program.window.places.page is not None
    assert program.window.page.pane.record is not None
    assert program.window.page.pane.record.id == old.id
    program.window.places.close()
    settle(program)
    shown.bar.to_today()
    settle(program)
    assert not shown.notice.isVisible()
    assert shown.select_id(deal.id.bytes)


def test_a_day_to_come_is_refused_in_words(program: Application, shown: ForecastDisplay) -> None:
    shown.bar.day.line.setText("tomorrow")
    shown.bar.day.line.editingFinished.emit()
    settle(program)
    assert "is no day of the past" in shown.foot.text()
    assert shown.months.shown is not None
    assert not shown.months.shown.is_past


# ---------------------------------------------------------------- movement


def test_the_movement_in_a_picture_and_in_figures(
    program: Application, shown: ForecastDisplay
) -> None:
    deal = make(program, expected_close=program.context.today(), amount=D(10) ** 7)
    shown.bar.switch.buttons["movement"].click()
    settle(program)
    view = shown.movement
    assert view.moved is not None
    assert view.classes.count == len(view.moved.told)
    view.waterfall.picked.emit(Class.NEW)
    assert view.deals.count == len(view.moved.step(Class.NEW).deals)
    assert view.deals.words(0, 0) == "Racks"
    assert shown.current_id == deal.id.bytes
    assert "New" in view.waterfall.accessibleDescription()
    bars = [step.kind for step in view.moved.told]
    slot = view.waterfall.width() / len(bars)
    at = QPoint(int(slot * (bars.index(Class.CLOSING) + 0.5)), 90)
    QTest.mouseClick(view.waterfall, Qt.MouseButton.LeftButton, pos=at)
    assert view.classes.row == len(bars) - 1
    view.select_id(deal.id.bytes)
    QTest.keyClick(view.deals, Qt.Key.Key_Return)
    settle(program)
    assert program.window.places.page is not None


def test_the_movement_of_all_open_deals(program: Application, shown: ForecastDisplay) -> None:
    make(program, expected_close=date(2999, 1, 1))
    shown.show_mode("movement")
    settle(program)
    assert shown.movement.moved is not None
    before = shown.movement.moved.step(Class.CLOSING).n
    menu = shown.bar.line.menu()
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    settle(program)
    assert shown.movement.moved.until is None
    assert shown.movement.moved.step(Class.CLOSING).n > before
    shown.show_mode("months")
    settle(program)
    assert shown.months.isVisible()


# ---------------------------------------------------------------- quotas


def test_quotas_are_typed_into_a_table(program: Application, shown: ForecastDisplay) -> None:
    before = column_of(months(shown)[0]).quota
    shown.bar.quotas.click()
    settle(program)
    dialog = shown.dialog
    assert dialog is not None
    table = dialog.table
    assert not dialog.save.isEnabled()
    quarter = (program.context.today().month - 1) // 3
    table.setCurrentCell(0, quarter)
    assert cell(table, 0, quarter).data(Qt.ItemDataRole.UserRole).startswith("(")
    cell(table, 0, quarter).setText("a lot")
    assert "is no amount" in dialog.problem.text()
    cell(table, 0, quarter).setText("900,000")
    assert dialog.problem.text() == ""
    assert cell(table, 0, quarter).text() == "900,000"
    dialog.save.click()
    settle(program)
    assert column_of(months(shown)[0]).quota == 300_000
    assert program.window.toast.label.text() == "1 quota written."
    program.window.toast.button.click()
    settle(program)
    assert column_of(months(shown)[0]).quota == before


def test_quotas_of_months_and_of_another_year(program: Application, shown: ForecastDisplay) -> None:
    shown.show_quotas()
    settle(program)
    dialog = shown.dialog
    assert dialog is not None
    year = dialog.year
    dialog.on.click()
    settle(program)
    dialog.parts.setCurrentIndex(1)
    dialog.parts.activated.emit(1)
    assert dialog.table.columnCount() == 12
    assert "another kind of period" not in dialog._sum.text()
    dialog.back.click()
    settle(program)
    assert dialog.year == year
    assert "another kind of period" in dialog._sum.text()
    dialog.reject()
    settle(program)


# ---------------------------------------------------------------- nothing


def test_without_any_deal_the_page_says_so(
    program: Application, own_home: object, tmp_path: Any
) -> None:
    path = str(tmp_path / "new.crm")
    elsewhere(lambda: demo_data.ensure_store(path))
    program.window.resize(1280, 800)
    program.start(path, [])
    settle(program)
    window = program.window
    window.show_page("deal")
    settle(program)
    window.commands["display_forecast"].trigger()
    settle(program)
    assert window.page.empty.isVisible()


def test_a_colleagues_change_is_shown(program: Application, shown: ForecastDisplay) -> None:
    deal = make(program, expected_close=program.context.today())
    workspace = workspace_of(program)
    elsewhere(lambda: forecast.categorise(workspace, [deal.id], "omitted"))
    shown.refresh()
    settle(program)
    assert [d.id for d in column_of(months(shown)[0]).of("omitted")][-1:] == [deal.id]
