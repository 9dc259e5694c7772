"""The months side by side, through which the keyboard and the mouse move deals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea

from crm_desktop.i18n import _
from crm_desktop.services.sales.forecasting.forecast_figures import (
    OPEN_COLUMNS,
    Column,
    Forecast,
    Standing,
    When,
    months_later,
)
from crm_desktop.ui import theme
from crm_desktop.ui.board.carrying import Carrying
from crm_desktop.ui.forecast import words
from crm_desktop.ui.forecast.month import MonthColumn
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.ui.board.column import BoardColumn
    from crm_desktop.ui.board.view import BoardView

_GAP = 10


class MonthCarrying(Carrying):
    """Deals on their way to another month, by mouse."""

    def __init__(self, view: MonthsView) -> None:
        super().__init__(cast("BoardView", view))
        self._months = view

    def _may_drop(self, column: BoardColumn) -> bool:
        to = cast("MonthColumn", column)
        there = to.cards.place_of
        is_month = to.column is not None and to.column.when is When.MONTH
        return is_month and any(there(key) < 0 for key in self.ids)

    def _said(self, column: BoardColumn | None) -> str:
        if column is None or not self._may_drop(column):
            return _("Drop on another month to move. Escape: leave it where it is.")
        to = cast("MonthColumn", column).column
        assert to is not None
        said = _("Expect it in {month}, on the same day.")
        return said.format(month=words.title(to))


class MonthsView(QScrollArea):
    """The columns. One stop for Tab: the column the keyboard was in last.

    Attributes:
        shown: the forecast; None before anything was read.
        columns: one a month, and one for what lies before, behind and beside the months.
        carrying: the deals that the mouse carries.

    Signals:
        current: the deal (a Standing) the keyboard is on; None for none.
        chosen: how many deals are selected.
        move_asked: (ids, the first day of the month they are to be expected in).
        category_asked: (ids, category).
        explained: a MonthColumn whose figures are to be explained.
        opened, peeked, escaped, typed, menu_at: as a list has them.
        told: what a drop would do.
    """

    current = Signal(object)
    chosen = Signal(int)
    move_asked = Signal(object, object)
    category_asked = Signal(object, str)
    explained = Signal(object)
    opened = Signal()
    peeked = Signal()
    escaped = Signal()
    typed = Signal(str)
    menu_at = Signal(object)
    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Board")
        self.shown: Forecast | None = None
        self.columns: list[MonthColumn] = []
        self._waiting: Forecast | None = None  # it came while a card was carried
        self._at = 0
        self._follow: tuple[UUID, ...] = ()  # deals the keyboard goes after when they arrive
        self._filling = False
        self._line = build.row(spacing=_GAP, margins=(12, 0, 12, 4))
        self._inside = build.holder(self._line)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Forecast by month"))
        self.carrying = MonthCarrying(self)
        self.carrying.dropped.connect(self._dropped)
        self.carrying.over.connect(self.told)
        self.carrying.ended.connect(self._take_waiting)

    # ---------------------------------------------------------------------------------- show

    def show_forecast(self, found: Forecast) -> None:
        """Show a forecast; the keyboard stays on its deal, or goes after those just moved."""
        if self.carrying.is_on:
            self._waiting = found
            return
        before = self.current_deal()
        self._filling = True
        self.shown = found
        self._make_columns(len(found.columns))
        for shown, column in zip(self.columns, found.columns, strict=True):
            shown.show_column(column, found.day, found.currency)
        self._filling = False
        self._go_on(before)
        self._chose()
        self._tell_current()

    def _make_columns(self, count: int) -> None:
        while len(self.columns) > count:
            gone = self.columns.pop()
            self._line.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.columns) < count:
            self._add_column(len(self.columns))
        self._at = min(self._at, max(count - 1, 0))

    def _add_column(self, place: int) -> None:
        made = MonthColumn()
        cards = made.cards
        cards.gone_to.connect(partial(self._went, place))
        cards.picked.connect(partial(self._picked, made))
        cards.stepped.connect(self.step_column)
        cards.move_asked.connect(self.move_chosen)
        cards.shifted.connect(self.shift_category)
        cards.carried.connect(self._carry)
        cards.escaped.connect(self._escape)
        cards.opened.connect(self.opened)
        cards.peeked.connect(self.peeked)
        cards.typed.connect(self.typed)
        cards.menu_at.connect(self.menu_at)
        cards.focused.connect(partial(self._focused, place))
        made.explain_asked.connect(partial(self.explained.emit, made))
        self.columns.append(made)
        self._line.addWidget(made, 1)

    def clear(self) -> None:
        """Show nothing."""
        self.carrying.cancel()
        self.shown, self._waiting, self._follow = None, None, ()
        self._make_columns(0)

    def _go_on(self, before: Standing | None) -> None:
        wanted = [*self._follow, *([before.id] if before is not None else [])]
        self._follow = ()
        for key in wanted:
            if self.go_to_id(key):
                return
        if self.current_deal() is None:
            here = [at for at in range(len(self.columns)) if self._has_cards(at)]
            if here:
                nearest = min(here, key=lambda at: abs(at - self._at))
                self._enter(nearest, 0)
        self._show_stop()

    # ------------------------------------------------------------------------------ keyboard

    @property
    def cards(self) -> Any:  # the DealCards the keyboard is in; None without columns
        """The column the keyboard is in."""
        return self.columns[self._at].cards if self.columns else None

    def current_deal(self) -> Standing | None:
        """The deal the keyboard is on."""
        return self.cards.current_deal() if self.cards is not None else None

    def chosen_ids(self) -> list[UUID]:
        """The selected deals, column by column."""
        return [key for column in self.columns for key in column.cards.chosen_ids()]

    def _has_cards(self, at: int) -> bool:
        return 0 <= at < len(self.columns) and bool(self.columns[at].cards.places())

    def step_column(self, side: int) -> None:
        """To the next column that has cards, to the card beside."""
        at = self._at + side
        while 0 <= at < len(self.columns) and not self._has_cards(at):
            at += side
        if not self._has_cards(at):
            return
        here, there = self.columns[self._at].cards, self.columns[at].cards
        top = here.visualRect(here.currentIndex()).center().y()
        index = there.indexAt(QPoint(there.viewport().width() // 2, top))
        self._enter(at, index.row() if index.isValid() else len(there.rows.all) - 1)

    def _enter(self, at: int, row: int) -> None:
        """Put the keyboard on a card; it alone is selected."""
        had = self.has_keyboard
        self._at = at
        for column in self.columns:
            if column is not self.columns[at]:
                column.cards.clear_choice()
        cards = self.columns[at].cards
        self._show_stop()
        places = cards.places()
        cards.go_to(next((place for place in places if place >= row), places[-1]))
        cards.scrollTo(cards.currentIndex())
        self.ensureWidgetVisible(self.columns[at], theme.px(_GAP), 0)
        if had:
            cards.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_current()

    def move_current(self, step: int) -> None:
        """Up or down in the column."""
        if self.cards is not None:
            self.cards.move_current(step)

    def go_to_id(self, key: UUID) -> bool:
        """Put the keyboard on a deal if it is here."""
        for at, column in enumerate(self.columns):
            if (row := column.cards.place_of(key)) >= 0:
                self._enter(at, row)
                return True
        return False

    def choose_column(self) -> None:
        """Select all cards of the column."""
        if self.cards is not None:
            self.cards.selectAll()

    def choose_one(self) -> None:
        """Only the current card stays selected."""
        if self.cards is not None and self.cards.currentIndex().isValid():
            self._enter(self._at, self.cards.currentIndex().row())

    @property
    def has_keyboard(self) -> bool:
        """The keyboard is on a card."""
        return any(column.cards.hasFocus() for column in self.columns)

    def _show_stop(self) -> None:
        """One column takes Tab; the others are reached by arrows."""
        policy = Qt.FocusPolicy
        for at, column in enumerate(self.columns):
            here = at == self._at
            column.cards.setFocusPolicy(policy.StrongFocus if here else policy.ClickFocus)
            button = column.head.explain_button
            button.setFocusPolicy(policy.TabFocus if here else policy.NoFocus)

    def _focused(self, at: int, on: bool) -> None:
        if on and at != self._at:
            self._at = at
            self._show_stop()
            self._tell_current()
        self._mark_choice()

    # ----------------------------------------------------------------------------- selection

    def _went(self, at: int) -> None:
        if at == self._at and not self._filling:
            self._tell_current()

    def _tell_current(self) -> None:
        self.current.emit(self.current_deal())

    def _picked(self, source: MonthColumn, alone: bool) -> None:
        if self._filling:
            return
        if alone:
            for column in self.columns:
                if column is not source:
                    column.cards.clear_choice()
        self._chose()

    def _chose(self) -> None:
        count = len(self.chosen_ids())
        for column in self.columns:
            column.cards.many = count > 1
        self._mark_choice()
        self.chosen.emit(count)

    def _mark_choice(self) -> None:
        """A lone card is marked while the keyboard is here; several always are."""
        marked = self.has_keyboard or any(column.cards.many for column in self.columns)
        for column in self.columns:
            if column.cards.shows_selection != marked:
                column.cards.shows_selection = marked
                column.cards.viewport().update()

    def _escape(self) -> None:
        if self.carrying.is_on:
            self.carrying.cancel()
        elif len(self.chosen_ids()) > 1:
            self.choose_one()
        else:
            self.escaped.emit()

    # --------------------------------------------------------------------------------- moves

    def _meant(self) -> tuple[UUID, ...]:
        deal = self.current_deal()
        return tuple(self.chosen_ids()) or ((deal.id,) if deal is not None else ())

    def move_chosen(self, side: int) -> None:
        """The selected deals to the month before, or after, that of the current one."""
        column = self.columns[self._at].column if self.columns else None
        month = self._beside(column, side) if column is not None else None
        if month is not None and self._meant():
            self.ask_move(self._meant(), month)

    def _beside(self, column: Column, side: int) -> date | None:
        """The first day of the month beside a column; None where there is none."""
        if column.first is not None:
            return months_later(column.first, side)
        assert self.shown is not None
        if column.when is When.EARLIER:
            return self.shown.months[0].first if side > 0 else None
        return self.shown.months[-1].first if side < 0 else None

    def ask_move(self, ids: tuple[UUID, ...], month: date) -> None:
        """Ask for deals to be expected in a month; the keyboard will go along."""
        self._follow = ids
        self.move_asked.emit(ids, month)

    def shift_category(self, step: int) -> None:
        """The selected deals to the category above or below that of the current one."""
        deal = self.current_deal()
        if deal is None or deal.category not in OPEN_COLUMNS:
            return
        at = OPEN_COLUMNS.index(deal.category) + step
        if 0 <= at < len(OPEN_COLUMNS):
            self._follow = self._meant()
            self.category_asked.emit(self._meant(), OPEN_COLUMNS[at])

    # --------------------------------------------------------------------------------- mouse

    def _carry(self, point: QPoint) -> None:
        deal = self.current_deal()
        if deal is not None and self.shown is not None and not self.shown.is_past:
            ids = tuple(self.chosen_ids())
            self.carrying.begin(self.cards, cast("Any", deal), ids, point)

    def column_at(self, point: QPoint) -> MonthColumn | None:
        """The column under a point of the screen."""
        x = self._inside.mapFromGlobal(point).x()
        if not self.viewport().rect().contains(self.viewport().mapFromGlobal(point)):
            return None
        columns = (each for each in self.columns if each.x() <= x < each.x() + each.width())
        return next(columns, None)

    def _dropped(self, ids: tuple[UUID, ...], column: MonthColumn) -> None:
        if column.column is not None and column.column.first is not None:
            self.ask_move(ids, column.column.first)

    def _take_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_forecast(waiting)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  the one overload with its default
        """To the deals. No focus proxy: Tab would pass by everything else in here."""
        if self.cards is not None:
            self.cards.setFocus(reason)
