"""The forecast: a column a month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
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

if TYPE_CHECKING:
    from datetime import date


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

    # ---------------------------------------------------------------------------------- show

    def show_forecast(self, found: Forecast) -> None:
        """Show a forecast; the keyboard stays on its deal, or goes after those just moved."""
        if self.carrying.is_on:
            self._later = partial(self.show_forecast, found)
            return
        self.shown = found

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

    def _card(self) -> Standing | None:
        return self.columns[self._at].cards.current_deal() if self.columns else None

    def current_deal(self) -> Standing | None:
        """The deal the keyboard is on."""
        return self._card()

    # --------------------------------------------------------------------------------- moves

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
        if self.shown is not None and not self.shown.is_past:
            super()._carry(point)

    def _dropped(self, ids: tuple[UUID, ...], column: MonthColumn) -> None:
        if column.column is not None and column.column.first is not None:
            self.ask_move(ids, column.column.first)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  the one overload with its default
        """To the deals. No focus proxy: Tab would pass by everything else in here."""
        if self.cards is not None:
            self.cards.setFocus(reason)
