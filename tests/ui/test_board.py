"""The board of deals, driven with keys and the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.services import listing, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.sales.pipeline import deals
from crm_desktop.services.sales.pipeline.board import Column, StageInfo, Totals
from crm_desktop.ui import theme
from crm_desktop.ui.application import Application
from crm_desktop.ui.board import words
from crm_desktop.ui.board.column import CardList
from crm_desktop.ui.board.view import BoardView
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.board_page import BoardDisplay
from tests.ui.waiting import elsewhere, settle, workspace_of

TODAY = datetime.now(UTC).astimezone().date()
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
IDENTIFIED, BID, SUBMITTED, SHORTLIST, PREFERRED, AWARDED, NOT_AWARDED = range(7)


class Desk:
    """The board of a pipeline of its own, with five deals."""

    def __init__(self, program: Application, window: MainWindow) -> None:
        self.program, self.window = program, window
        self.stages = elsewhere(self._stages)
        for title, stage, days in (
            ("Alpha", "Identified", 1),
            ("Beta", "Identified", 2),
            ("Gamma", "Identified", 3),
            ("Delta", "Bid decision", 4),
            ("Epsilon", "Submitted", 5),
        ):
            self.new(title, stage, days)
        window.show_page("deal")
        self.trigger("display_board")
        shown = window.page.displays.shown
        assert isinstance(shown, BoardDisplay)
        self.display = shown
        board = self.view.board
        assert board is not None
        tender = next(each for each in board.pipelines if each.pipeline.label == "Tender")
        shown.choose_pipeline(tender.pipeline.id)
        self.settle()
        self.cards(IDENTIFIED).setFocus()

    def _stages(self) -> dict[str, UUID]:
        asked = ListQuery("stage", filters=(Filter("pipeline.name", Op.EQ, ("Tender",)),))
        rows = listing.page(workspace_of(self.program), asked, ("name",), 50)
        return {str(row.cells[0]): UUID(bytes=row.id) for row in rows}

    def new(self, title: str, stage: str, days: int, **values: Any) -> Record:
        close = TODAY + timedelta(days=days)
        there = {"stage": Ref(self.stages[stage], stage), "amount": D(1000), "title": title}
        given = there | {"expected_close": close} | values
        return elsewhere(lambda: records.create(workspace_of(self.program), "deal", given))

    # ------------------------------------------------------------------------------- looking

    @property
    def view(self) -> BoardView:
        return self.display.view

    def cards(self, at: int) -> CardList:
        return self.view.columns[at].cards

    def titles(self, at: int) -> list[str]:
        return [card.title for card in self.cards(at).rows.all]

    @property
    def current(self) -> str:
        card = self.view.current_card()
        return card.title if card is not None else ""

    def chosen(self) -> set[str]:
        keys = set(self.view.chosen_ids())
        cards = (card for column in self.view.columns for card in column.cards.rows.all)
        return {card.title for card in cards if card.id in keys}

    def stored(self, title: str) -> Record:
        def read() -> Record:
            asked = ListQuery("deal", filters=(Filter("title", Op.EQ, (title,)),))
            (row,) = listing.page(workspace_of(self.program), asked, ("title",), 5)
            return records.load(workspace_of(self.program), "deal", UUID(bytes=row.id))

        return elsewhere(read)

    # --------------------------------------------------------------------------------- doing

    def settle(self) -> None:
        settle(self.program)

    def trigger(self, key: str) -> None:
        self.window.commands[key].trigger()
        self.settle()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        cards = self.view.cards
        assert cards is not None
        QTest.keyClick(cards, key, modifiers)
        self.settle()

    def place(self, at: int, row: int) -> QPoint:
        cards = self.cards(at)
        return cards.visualRect(cards.rows.index(row)).center()

    def click(self, at: int, row: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.cards(at).viewport(), LEFT, modifiers, self.place(at, row))
        self.settle()

    def drag(self, at: int, row: int, to: int, *, drop: bool = True) -> None:
        """Press a card, carry it over a column, let go."""
        source, start = self.cards(at).viewport(), self.place(at, row)
        target = self.view.columns[to]
        end = target.mapToGlobal(QPoint(target.width() // 2, theme.px(120)))
        QTest.mousePress(source, LEFT, NONE, start)
        for part in (0.3, 0.7, 1.0):
            between = source.mapToGlobal(start) + (end - source.mapToGlobal(start)) * part
            self._mouse(source, QEvent.Type.MouseMove, between)
        if drop:
            self._mouse(source, QEvent.Type.MouseButtonRelease, end)
            self.settle()

    @staticmethod
    def _mouse(target: Any, kind: QEvent.Type, point: QPoint) -> None:
        at = QPointF(target.mapFromGlobal(point))
        held = LEFT if kind == QEvent.Type.MouseMove else Qt.MouseButton.NoButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        event = QMouseEvent(kind, at, QPointF(point), button, held, NONE)
        QApplication.sendEvent(target, event)

    def hear(self) -> None:
        """The window hears that somebody else has changed deals."""
        news = Changes(None, frozenset({"deal"}), many=True, others=True)
        self.program.tasks.changed.emit(news)
        self.settle()

    @property
    def dialog(self) -> Any:
        dialog = self.window.deal_moves().dialog
        assert dialog is not None
        return dialog

    @property
    def line(self) -> Any:
        return self.window.deal_moves().line


@pytest.fixture
def desk(program: Application, window: MainWindow) -> Desk:
    window.show()
    return Desk(program, window)


def expect(desk: Desk, *columns: Sequence[str]) -> None:
    assert [desk.titles(at) for at in range(len(columns))] == [list(each) for each in columns]


# ---------------------------------------------------------------- display


def test_the_board_takes_the_place_of_the_table_and_is_remembered(desk: Desk) -> None:
    page = desk.window.page
    expect(desk, ["Alpha", "Beta", "Gamma"], ["Delta"], ["Epsilon"], [], [], [], [])
    assert not page.pane.isVisible()
    assert page.displays.switch.buttons["board"].isChecked()
    assert desk.program.context.state.display("deal") == "board"
    assert "5 deals open" in page._count.text()
    QTest.mouseClick(page.displays.switch.buttons["table"], LEFT)
    desk.settle()
    assert page.displays.shown is None
    assert page.view.isVisible()
    assert page.pane.isVisible()
    desk.trigger("display_board")
    assert desk.display.isVisible()
    desk.trigger("person")
    assert not desk.window.commands["display_board"].isEnabled()
    assert not desk.window.commands["win"].isVisible()
    desk.window.show_page("deal")
    assert desk.window.commands["display_board"].isEnabled()


def test_the_search_box_and_filters_hold_on_the_board(desk: Desk) -> None:
    desk.press(Qt.Key.Key_G)
    assert desk.window.top_bar.search.text() == "g"
    desk.window.top_bar.search.setText("gamm")
    desk.settle()
    expect(desk, ["Gamma"], [], [])
    desk.window.top_bar.search.setText("no such deal at all")
    desk.settle()
    assert desk.window.page.empty.isVisible()
    desk.window.page.empty.button.click()
    desk.settle()
    expect(desk, ["Alpha", "Beta", "Gamma"], ["Delta"], ["Epsilon"])


def test_the_empty_board_leads_to_the_pipeline_with_deals(desk: Desk) -> None:
    board = desk.view.board
    assert board is not None
    renewals = next(each for each in board.pipelines if each.pipeline.label == "Renewals")
    desk.display.choose_pipeline(renewals.pipeline.id)
    desk.settle()
    empty = desk.window.page.empty
    assert empty.isVisible()
    assert empty.title.text() == "No deals in Renewals"
    assert empty.button.text().strip() == "Show Sales"
    empty.button.click()
    desk.settle()
    assert desk.display.isVisible()
    assert desk.view.board is not None
    assert desk.view.board.pipeline.label == "Sales"


def test_a_board_of_old_deals_leads_to_the_table(desk: Desk) -> None:
    workspace = workspace_of(desk.program)
    for title in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon"):
        key, awarded = desk.stored(title).id, desk.stages["Awarded"]
        closing = {"closed_on": TODAY - timedelta(days=90)}
        elsewhere(partial(deals.move, workspace, (key,), awarded, closing))
    stage = Filter("pipeline.name", Op.EQ, ("Tender",))
    desk.window.page.arrange(ListQuery("deal", filters=(stage,)))
    desk.settle()
    empty = desk.window.page.empty
    assert (empty.title.text(), empty.isVisible()) == ("No open deals", True)
    empty.button.click()
    desk.settle()
    assert desk.window.page.displays.shown is None
    assert desk.window.page.model.rowCount() == 5


def test_the_chooser_names_the_pipelines_and_how_much_is_in_them(desk: Desk) -> None:
    menu = desk.display.chooser.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][2] == "Tender\t5"
    menu.actions()[0].trigger()
    desk.settle()
    assert desk.display.chooser.text() == "Sales"


# ---------------------------------------------------------------- keys


def test_arrows_go_through_the_board(desk: Desk) -> None:
    assert desk.current == "Alpha"
    desk.press(Qt.Key.Key_Down)
    assert desk.current == "Beta"
    desk.press(Qt.Key.Key_End)
    assert desk.current == "Gamma"
    desk.press(Qt.Key.Key_Right)
    assert (desk.current, desk.chosen()) == ("Delta", {"Delta"})
    desk.press(Qt.Key.Key_Right)
    assert desk.current == "Epsilon"
    desk.press(Qt.Key.Key_Right)
    assert desk.current == "Epsilon"
    desk.press(Qt.Key.Key_Left)
    desk.press(Qt.Key.Key_Left)
    assert desk.current == "Alpha"
    assert desk.window.page.pane.record is not None
    assert desk.window.page.pane.record.label == "Alpha"


def test_ctrl_and_an_arrow_move_the_card_and_undo_brings_it_back(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Right, CONTROL)
    expect(desk, ["Alpha", "Gamma"], ["Beta", "Delta"], ["Epsilon"])
    assert desk.current == "Beta"
    desk.press(Qt.Key.Key_Right, CONTROL)
    expect(desk, ["Alpha", "Gamma"], ["Delta"], ["Beta", "Epsilon"])
    assert desk.window.toast.label.text() == "Moved Beta to Submitted."
    desk.window.toast.button.click()
    desk.settle()
    expect(desk, ["Alpha", "Gamma"], ["Beta", "Delta"], ["Epsilon"])
    assert desk.current == "Beta"
    desk.press(Qt.Key.Key_Left, CONTROL)
    expect(desk, ["Alpha", "Beta", "Gamma"], ["Delta"], ["Epsilon"])
    desk.press(Qt.Key.Key_Left, CONTROL)
    expect(desk, ["Alpha", "Beta", "Gamma"], ["Delta"], ["Epsilon"])


def test_keys_pressed_faster_than_the_store_answers_count(desk: Desk) -> None:
    cards = desk.view.cards
    assert cards is not None
    QTest.keyClick(cards, Qt.Key.Key_Right, CONTROL)
    QTest.keyClick(cards, Qt.Key.Key_Right, CONTROL)
    desk.settle()
    expect(desk, ["Beta", "Gamma"], ["Delta"], ["Alpha", "Epsilon"])
    assert desk.current == "Alpha"


def test_from_the_right_the_next_stage_is_at_the_left(desk: Desk) -> None:
    desk.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    desk.settle()
    desk.press(Qt.Key.Key_Left)
    assert desk.current == "Delta"
    desk.press(Qt.Key.Key_Left, CONTROL)
    expect(desk, ["Alpha", "Beta", "Gamma"], [], ["Delta", "Epsilon"])


def test_enter_opens_and_space_peeks(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Space)
    assert desk.window.page.tools.is_peeking
    desk.press(Qt.Key.Key_Escape)
    assert not desk.window.page.tools.is_peeking
    desk.press(Qt.Key.Key_Return)
    page = desk.window.places.page
    assert page is not None
    assert page.record is not None
    assert page.record.label == "Alpha"
    desk.trigger("back")
    assert desk.display.isVisible()
    desk.trigger("next")
    assert desk.current == "Beta"


def test_several_cards_move_together(desk: Desk) -> None:
    desk.click(IDENTIFIED, 0)
    desk.click(IDENTIFIED, 2, CONTROL)
    desk.click(BID, 0, CONTROL)
    assert desk.chosen() == {"Alpha", "Gamma", "Delta"}
    bar = desk.window.page.tools.bar
    assert bar is not None
    assert bar.label.text() == "3 selected"
    desk.press(Qt.Key.Key_Right, CONTROL)
    expect(desk, ["Beta"], [], ["Alpha", "Gamma", "Delta", "Epsilon"])
    assert desk.chosen() == {"Alpha", "Gamma", "Delta"}
    desk.press(Qt.Key.Key_Escape)
    assert len(desk.chosen()) == 1
    desk.trigger("undo")
    expect(desk, ["Alpha", "Beta", "Gamma"], ["Delta"], ["Epsilon"])
    desk.click(IDENTIFIED, 1)
    desk.trigger("select_all")
    assert desk.chosen() == {"Alpha", "Beta", "Gamma"}
    desk.trigger("delete")
    expect(desk, [], ["Delta"], ["Epsilon"])


def test_tab_stops_once_in_the_columns(desk: Desk) -> None:
    policies = [column.cards.focusPolicy() for column in desk.view.columns]
    tabbed = [policy for policy in policies if policy & Qt.FocusPolicy.TabFocus]
    assert len(tabbed) == 1
    desk.press(Qt.Key.Key_Right)
    assert desk.cards(BID).focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert desk.cards(IDENTIFIED).focusPolicy() == Qt.FocusPolicy.ClickFocus


def test_a_folded_column_is_passed_by_and_remembered(desk: Desk) -> None:
    column = desk.view.columns[BID]
    column.fold_button.click()
    desk.settle()
    assert column.is_folded
    assert column.width() == theme.px(44)
    desk.press(Qt.Key.Key_Right)
    assert desk.current == "Epsilon"
    desk.trigger("refresh")
    assert column.is_folded
    desk.press(Qt.Key.Key_Left, CONTROL)  # into the folded one: the keyboard does not follow
    assert desk.titles(BID) == ["Delta", "Epsilon"]
    assert desk.current == "Alpha"
    QTest.mouseClick(column.strip, LEFT)
    assert not column.is_folded


# ---------------------------------------------------------------- mouse


def test_a_card_is_dragged_to_another_column(desk: Desk) -> None:
    desk.drag(IDENTIFIED, 1, SUBMITTED, drop=False)
    assert desk.view.carrying.is_on
    assert desk.view.columns[SUBMITTED].property("drop") is True
    assert desk.display.foot.text().startswith("Move to Submitted.")
    target = desk.view.columns[SUBMITTED]
    end = target.mapToGlobal(QPoint(target.width() // 2, theme.px(120)))
    desk._mouse(desk.cards(IDENTIFIED).viewport(), QEvent.Type.MouseButtonRelease, end)
    desk.settle()
    assert not desk.view.carrying.is_on
    assert desk.view.columns[SUBMITTED].property("drop") is False
    expect(desk, ["Alpha", "Gamma"], ["Delta"], ["Beta", "Epsilon"])
    assert desk.current == "Beta"
    assert desk.stored("Beta").values["stage"].label == "Submitted"


def test_escape_leaves_the_card_where_it_is(desk: Desk) -> None:
    desk.drag(IDENTIFIED, 0, BID, drop=False)
    desk.press(Qt.Key.Key_Escape)
    assert not desk.view.carrying.is_on
    QTest.mouseRelease(desk.cards(IDENTIFIED).viewport(), LEFT, NONE, QPoint(5, 5))
    desk.settle()
    expect(desk, ["Alpha", "Beta", "Gamma"], ["Delta"])


def test_dropped_where_it_was_nothing_happens(desk: Desk) -> None:
    before = desk.stored("Alpha").version
    desk.drag(IDENTIFIED, 0, IDENTIFIED)
    expect(desk, ["Alpha", "Beta", "Gamma"], ["Delta"])
    assert desk.stored("Alpha").version == before


def test_the_selected_cards_are_dragged_together(desk: Desk) -> None:
    desk.click(IDENTIFIED, 0)
    desk.click(IDENTIFIED, 1, CONTROL)
    desk.drag(IDENTIFIED, 1, SHORTLIST)
    expect(desk, ["Gamma"], ["Delta"], ["Epsilon"], ["Alpha", "Beta"])


def test_one_of_several_clicked_alone_is_alone(desk: Desk) -> None:
    desk.click(IDENTIFIED, 0)
    desk.click(BID, 0, CONTROL)
    desk.click(BID, 0)
    assert desk.chosen() == {"Delta"}


def test_the_board_scrolls_where_a_card_is_carried_to_its_side(desk: Desk) -> None:
    desk.window.resize(900, 700)
    desk.settle()
    bar = desk.view.horizontalScrollBar()
    assert bar.maximum() > 0
    desk.drag(IDENTIFIED, 0, IDENTIFIED, drop=False)
    source = desk.cards(IDENTIFIED).viewport()
    edge = desk.view.viewport().mapToGlobal(QPoint(desk.view.viewport().width() - 5, 200))
    desk._mouse(source, QEvent.Type.MouseMove, edge)
    assert desk.view.carrying._scrolling.isActive()
    desk.view.carrying._scroll()
    assert bar.value() > 0
    desk.press(Qt.Key.Key_Escape)
    assert not desk.view.carrying._scrolling.isActive()


# ---------------------------------------------------------------- closing


def test_a_drop_on_lost_asks_why(desk: Desk) -> None:
    desk.view.ensureWidgetVisible(desk.view.columns[NOT_AWARDED])
    desk.view.columns[IDENTIFIED].cards.go_to(0)
    card = desk.view.current_card()
    assert card is not None
    board = desk.view.board
    assert board is not None
    desk.view.move_asked.emit((card.id,), board.columns[NOT_AWARDED])
    desk.settle()
    dialog = desk.dialog
    assert dialog.isVisible()
    dialog.save_button.click()
    desk.settle()
    assert dialog.isVisible()
    assert dialog.notice.label.text().startswith("Say why it is lost")
    QTest.keyClick(dialog, Qt.Key.Key_3)
    assert not dialog.notice.isVisible()
    QTest.keyClicks(dialog.rival, "Rackworks")
    dialog.note.setPlainText("Faster delivery")
    dialog.day.main.setText("yesterday")
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    desk.settle()
    values = desk.stored("Alpha").values
    assert values["status"] == "lost"
    assert values["lost_reason"].label == "Competitor"
    assert values["closing_note"] == "Faster delivery"
    assert values["closed_on"] == TODAY - timedelta(days=1)
    assert [row["name"] for row in values["competitors"]] == ["Rackworks"]
    assert desk.titles(NOT_AWARDED) == ["Alpha"]
    assert not desk.line.isVisible()
    desk.window.toast.button.click()
    desk.settle()
    expect(desk, ["Alpha", "Beta", "Gamma"])
    assert desk.stored("Alpha").values["competitors"] == ()


def test_a_deal_is_won_and_one_that_was_cancelled_is_not(desk: Desk) -> None:
    desk.trigger("win")
    assert desk.dialog.windowTitle() == "Alpha is won"
    desk.dialog.reject()
    desk.settle()
    expect(desk, ["Alpha", "Beta", "Gamma"])
    desk.trigger("win")
    desk.dialog.save_button.click()
    desk.settle()
    assert desk.titles(AWARDED) == ["Alpha"]
    assert desk.stored("Alpha").values["closed_on"] == TODAY


def test_a_day_that_is_none_is_refused_in_words(desk: Desk) -> None:
    desk.trigger("win")
    desk.dialog.day.main.setText("some day")
    desk.dialog.save_button.click()
    assert "is not a date" in desk.dialog.notice.label.text()
    desk.dialog.reject()


# ---------------------------------------------------------------- what comes next


def test_a_moved_deal_asks_what_comes_next(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Right, CONTROL)
    assert desk.line.isVisible()
    assert desk.line.question.text() == "What comes next with Alpha?"
    assert desk.cards(BID).hasFocus() or not desk.window.isActiveWindow()
    desk.line.call.click()
    desk.settle()
    assert not desk.line.isVisible()
    assert desk.window.toast.label.text() == "Planned: Call about Alpha."
    card = desk.view.current_card()
    assert card is not None
    assert (card.title, card.next.value) == ("Alpha", "planned")
    desk.press(Qt.Key.Key_Right, CONTROL)
    assert not desk.line.isVisible()


def test_nothing_is_asked_about_a_move_that_was_taken_back(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Right, CONTROL)
    assert desk.line.isVisible()
    desk.trigger("undo")
    assert not desk.line.isVisible()
    desk.trigger("redo")
    desk.press(Qt.Key.Key_Right, CONTROL)
    assert desk.line.isVisible()
    desk.window.toast.button.click()
    desk.settle()
    assert not desk.line.isVisible()


def test_own_words_are_planned_for_their_day(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Right, CONTROL)
    desk.line.own.click()
    QTest.keyClicks(desk.line.subject, "Send samples")
    QTest.keyClicks(desk.line.day, "long ago")
    QTest.keyClick(desk.line.day, Qt.Key.Key_Return)
    assert desk.line.day.property("wrong") is True
    desk.line.day.setText("+3")
    QTest.keyClick(desk.line.day, Qt.Key.Key_Return)
    desk.settle()
    card = desk.view.current_card()
    assert card is not None
    assert card.planned is not None
    assert (card.planned.subject, card.planned.day) == (
        "Send samples",
        TODAY + timedelta(days=3),
    )


def test_nobody_is_asked_who_does_not_want_to_be(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Right, CONTROL)
    desk.line.never.click()
    desk.settle()
    assert not desk.program.context.settings.now.ask_next_step
    desk.press(Qt.Key.Key_Right, CONTROL)
    assert not desk.line.isVisible()
    desk.window.settings()
    page = desk.window.settings_page
    assert page is not None
    page.program._next_step.click()
    assert desk.program.context.settings.now.ask_next_step
    desk.trigger("next_step")
    assert desk.line.isVisible()
    QTest.keyClick(desk.line, Qt.Key.Key_Escape)
    assert not desk.line.isVisible()


# ---------------------------------------------------------------- others at work


def test_a_colleague_moves_a_card_and_the_keyboard_goes_along(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Down)
    beta = desk.stored("Beta")
    workspace = workspace_of(desk.program)
    elsewhere(lambda: deals.move(workspace, (beta.id,), desk.stages["Shortlist"]))
    desk.hear()
    expect(desk, ["Alpha", "Gamma"], ["Delta"], ["Epsilon"], ["Beta"])
    assert (desk.current, desk.chosen()) == ("Beta", {"Beta"})
    alpha = desk.stored("Alpha")
    elsewhere(lambda: records.delete(workspace, "deal", (alpha.id,)))
    desk.hear()
    assert desk.current == "Beta"


def test_a_card_moved_behind_another_window_is_alone_chosen(desk: Desk, qtbot: QtBot) -> None:
    """The keyboard must not come back to a card that is not the one selected."""
    assert desk.current == "Alpha"
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not desk.view.has_keyboard)
    alpha, workspace = desk.stored("Alpha"), workspace_of(desk.program)
    elsewhere(lambda: deals.move(workspace, (alpha.id,), desk.stages["Submitted"]))
    desk.hear()
    other.close()
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: desk.view.has_keyboard)
    assert desk.cards(SUBMITTED).hasFocus()
    assert (desk.current, desk.chosen()) == ("Alpha", {"Alpha"})


def test_a_drag_is_never_stolen(desk: Desk) -> None:
    desk.drag(IDENTIFIED, 0, BID, drop=False)
    delta = desk.stored("Delta")
    workspace = workspace_of(desk.program)
    elsewhere(lambda: deals.move(workspace, (delta.id,), desk.stages["Shortlist"]))
    desk.hear()
    assert desk.view.carrying.is_on
    assert desk.titles(BID) == ["Delta"]
    target = desk.view.columns[BID]
    end = target.mapToGlobal(QPoint(target.width() // 2, theme.px(120)))
    desk._mouse(desk.cards(IDENTIFIED).viewport(), QEvent.Type.MouseButtonRelease, end)
    desk.settle()
    expect(desk, ["Beta", "Gamma"], ["Alpha"], ["Epsilon"], ["Delta"])


def test_a_deal_that_is_gone_is_not_moved(desk: Desk) -> None:
    alpha = desk.stored("Alpha")
    workspace = workspace_of(desk.program)
    elsewhere(lambda: records.delete(workspace, "deal", (alpha.id,)))
    desk.press(Qt.Key.Key_Right, CONTROL)
    expect(desk, ["Beta", "Gamma"], ["Delta"])
    assert desk.current == "Beta"


# ---------------------------------------------------------------- screen readers, colours


def test_a_stage_says_when_it_is_left_and_a_closed_one_what_it_means() -> None:
    def said(kind: str, criteria: str = "An order is there.") -> str:
        info = StageInfo(Ref(UUID(int=1), "Won"), kind, D(100), None, criteria)
        return words.criteria(Column(info, Totals(), ()))

    assert said("open") == "Won is left when: An order is there."
    assert said("won") == "Won means: An order is there."
    assert said("won", "") == ""


def test_cards_speak(desk: Desk) -> None:
    desk.new("Zeta", "Identified", 9, amount=D("12000"), on_hold_until=date(2999, 1, 3))
    desk.display.refresh()
    desk.settle()
    cards = desk.cards(IDENTIFIED)
    said = cards.rows.data(cards.rows.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Deal Alpha, €1,000, 0 days in Identified, Nothing planned")
    rests = cards.rows.data(cards.rows.index(3), Qt.ItemDataRole.AccessibleTextRole)
    assert "On hold until 3 Jan 2999" in rests
    assert cards.accessibleName().startswith("Identified, 4 deals, €15,000, weighted €150")
    reader = QAccessible.queryAccessibleInterface(cards)
    assert reader.childCount() >= 4
    assert reader.child(0).text(QAccessible.Text.Name).startswith("Deal Alpha")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("high", [False, True])
def test_the_board_paints_in_every_mode(desk: Desk, dark: bool, high: bool) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, dark=dark, high=high)
    try:
        desk.view.columns[BID].fold_button.click()
        picture = desk.display.grab().toImage()
        assert not picture.isNull()
    finally:
        theme.apply(app, dark=False)


# ---------------------------------------------------------------- beside the board


def test_deals_are_moved_in_the_table_and_on_their_page_too(desk: Desk) -> None:
    desk.trigger("display_table")
    desk.window.top_bar.search.setText("alpha")
    desk.settle()
    desk.trigger("next_stage")
    assert desk.stored("Alpha").values["stage"].label == "Bid decision"
    assert desk.line.isVisible()
    desk.trigger("open_page")
    desk.trigger("previous_stage")
    assert desk.stored("Alpha").values["stage"].label == "Identified"
    desk.trigger("previous_stage")
    assert desk.window.toast.label.text() == "There is no further stage on this side."
    desk.trigger("lose")
    assert desk.dialog.windowTitle() == "Alpha is lost"
    desk.dialog.reject()


def test_the_page_comes_back_as_it_was_left(desk: Desk) -> None:
    program = desk.program
    program.rebuild()
    desk.settle()
    window = program.window
    window.show_page("deal")
    desk.settle()
    shown = window.page.displays.shown
    assert isinstance(shown, BoardDisplay)
    assert shown.view.board is not None
    assert shown.view.board.pipeline.label == "Tender"
    assert not window.page.pane.isVisible()
    window.commands["display_table"].trigger()
    desk.settle()
    assert window.page.pane.isVisible()
    assert window.page.model.rowCount() > 0
