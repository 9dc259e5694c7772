"""The forecast: a column a month."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal

from crm_desktop.i18n import _
from crm_desktop.services.sales.forecasting.forecast_figures import (
    OPEN_COLUMNS,
    Column,
    Forecast,
    Standing,
    When,
    months_later,
)
from crm_desktop.ui.board.carrying import Carrying
from crm_desktop.ui.board.columns_view import ColumnsView
from crm_desktop.ui.forecast import words
from crm_desktop.ui.forecast.month import MonthColumn


class MonthCarrying(Carrying[MonthColumn]):
    """Deals on their way to another month, by mouse."""

    def _may_drop(self, column: MonthColumn) -> bool:
        is_month = column.column is not None and column.column.when is When.MONTH
        return is_month and super()._may_drop(column)

    def _said(self, column: MonthColumn | None) -> str:
        if column is None or column.column is None or not self._may_drop(column):
            return _("Drop on another month to move. Escape: leave it where it is.")
        said = _("Expect it in {month}, on the same day.")
        return said.format(month=words.title(column.column))


class MonthsView(ColumnsView[MonthColumn]):
    """The months, and a column for what lies before, behind and beside them.

    Attributes:
        shown: the forecast; None before anything was read.

    Signals:
        move_asked: (ids, the first day of the month they are to be expected in).
        category_asked: (ids, category).
        explained: a MonthColumn whose figures are to be explained.
        told: what a drop would do.
    """

    category_asked = Signal(object, str)
    explained = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Forecast by month"), MonthCarrying)
        self.shown: Forecast | None = None
        self._bound: dict[UUID, str | date] = {}  # deals on their way, and where to
        self._asked = 0  # how many changes are under way

    # ---------------------------------------------------------------------------------- show

    def show_forecast(self, found: Forecast) -> None:
        """Show a forecast; the keyboard stays on its deal, or goes after those just moved."""
        if self.carrying.is_on:
            self._later = partial(self.show_forecast, found)
            return
        self.shown = found
        if not self._asked:
            self._bound.clear()

        def show() -> None:
            for shown, column in zip(self.columns, found.columns, strict=True):
                shown.show_column(column, found.day, found.currency)

        self._fill(len(found.columns), show)

    def _make_column(self) -> MonthColumn:
        made = MonthColumn()
        made.cards.shifted.connect(self.shift_category)
        made.explain_asked.connect(partial(self.explained.emit, made))
        return made

    def clear(self) -> None:
        """Show nothing."""
        super().clear()
        self.shown = None
        self._bound.clear()

    def _card(self) -> Standing | None:
        return self.columns[self._at].cards.current_deal() if self.columns else None

    def current_deal(self) -> Standing | None:
        """The deal the keyboard is on."""
        return self._card()

    # --------------------------------------------------------------------------------- moves

    def set_off(self) -> None:
        """A change is under way: a key that follows goes on from where it leads to."""
        self._asked += 1

    def arrived(self, *, changed: bool) -> None:
        """It is there, and will be shown; or nothing has changed."""
        self._asked -= 1
        if not changed and not self._asked:
            self._bound.clear()

    def move_chosen(self, side: int) -> None:
        """The selected deals to the month before, or after, that of the current one."""
        column = self.columns[self._at].column if self.columns else None
        deal = self.current_deal()
        if column is None or deal is None:
            return
        bound = self._bound.get(deal.id)
        month = months_later(bound, side) if isinstance(bound, date) else self._beside(column, side)
        if month is not None:
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
        self._go(ids, month)
        self.move_asked.emit(ids, month)

    def _go(self, ids: tuple[UUID, ...], to: str | date) -> None:
        self._follow = ids
        self._bound |= dict.fromkeys(ids, to)

    def shift_category(self, step: int) -> None:
        """The selected deals to the category above or below that of the current one."""
        deal = self.current_deal()
        if deal is None or deal.category not in OPEN_COLUMNS:
            return
        bound = self._bound.get(deal.id)
        at = OPEN_COLUMNS.index(bound if isinstance(bound, str) else deal.category) + step
        if 0 <= at < len(OPEN_COLUMNS):
            self._go(self._meant(), OPEN_COLUMNS[at])
            self.category_asked.emit(self._meant(), OPEN_COLUMNS[at])

    # --------------------------------------------------------------------------------- mouse

    def _carry(self, point: QPoint) -> None:
        if self.shown is not None and not self.shown.is_past:
            super()._carry(point)

    def _dropped(self, ids: tuple[UUID, ...], column: MonthColumn) -> None:
        if column.column is not None and column.column.first is not None:
            self.ask_move(ids, column.column.first)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  the one overload with its default
        """To the deals. No focus proxy: Tab would pass by everything else in here."""
        if self.cards is not None:
            self.cards.setFocus(reason)
