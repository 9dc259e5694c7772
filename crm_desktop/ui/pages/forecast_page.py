"""The forecast of the deals: a display of their page, see ui/displays.py."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QStackedWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import Filter, ListQuery
from crm_desktop.services.sales.forecasting.forecast_figures import (
    OPEN_COLUMNS,
    Forecast,
    Standing,
    first_of,
    months_later,
)
from crm_desktop.services.sales.forecasting.movement_figures import Class
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.displays import Display
from crm_desktop.ui.forecast import words
from crm_desktop.ui.forecast.bar import MONTHS, MOVEMENT, ForecastBar
from crm_desktop.ui.forecast.explain import Explanation
from crm_desktop.ui.forecast.month import MonthColumn
from crm_desktop.ui.forecast.months_view import MonthsView
from crm_desktop.ui.forecast.movement_view import MovementView
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from crm_desktop.services.sales.forecasting.forecast import Changed, Choices
    from crm_desktop.services.sales.forecasting.movement_figures import Movement
    from crm_desktop.ui.forecast.quota_dialog import QuotaDialog
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.list_page import ListPage

_CONCERNED = frozenset(
    {"deal", "company", "user", "team", "stage", "pipeline", "currency", "office", "quota"}
)
_CHOICES = frozenset({"user", "team", "pipeline"})
_MODE = "forecast/mode"  # what this computer remembers


class ForecastDisplay(Display):
    """The months or the movement, under the line that says which.

    Attributes:
        bar: the line. months, movement: the two views. notice: that this is the past.
        foot: what is not known, and what a drop would do. whole: what all the months come to.
        dialog: that of the quotas: it is open, or was last.
    """

    def __init__(self, context: Context, page: ListPage) -> None:
        super().__init__(context, page)
        self.mode = MONTHS
        self._window: MainWindow | None = None
        self._asked: ListQuery | None = None
        self._first: date | None = None  # the first month; None: this one
        self._summary = ""
        self._opening = b""  # a deal of the past that is being looked at as it is today
        self._choices: Choices | None = None
        self.dialog: QuotaDialog | None = None
        self.bar = ForecastBar(context)
        self.months, self.movement = MonthsView(), MovementView()
        self._stack = QStackedWidget()
        self.foot = build.label(size=12, tone="muted", wrap=True)
        self._build()
        self._wire()

    def _build(self) -> None:
        self._past = Elided()
        self._past.setFont(theme.font(13, 500))
        self._to_today = build.button(_("Back to today"), link=True)
        line = build.row(margins=(12, 5, 8, 5))
        line.addWidget(self._past, 1)
        line.addWidget(self._to_today)
        self.notice = build.panel("Notice", line)
        self.notice.setProperty("tone", "calm")
        self.notice.hide()
        self._stack.addWidget(self.months)
        self._stack.addWidget(self.movement)
        self.whole = Elided()
        self.whole.setFont(theme.font(12, 500, tabular=True))
        foot = build.column(self.whole, self.foot, spacing=1, margins=(16, 2, 16, 6))
        shown = build.row(spacing=0, margins=(12, 0, 12, 8))
        shown.addWidget(self.notice)
        column = build.column(self.bar, spacing=0)
        column.addLayout(shown)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self.setLayout(column)

    def _wire(self) -> None:
        bar, months, moved = self.bar, self.months, self.movement
        bar.mode_asked.connect(self.show_mode)
        bar.stepped.connect(self._step)
        bar.changed.connect(self.refresh)
        bar.quotas_asked.connect(self.show_quotas)
        bar.refused.connect(self._tell)
        self._to_today.clicked.connect(bar.to_today)
        months.current.connect(self._tell_deal)
        months.chosen.connect(self._tell_chosen)
        months.opened.connect(self._open)
        months.peeked.connect(self.peeked)
        months.escaped.connect(self.escaped)
        months.typed.connect(self.typed)
        months.menu_at.connect(self._menu)
        months.told.connect(self._tell)
        months.move_asked.connect(self._reschedule)
        months.category_asked.connect(self._categorise)
        months.explained.connect(self._explain)
        moved.current.connect(self.current)
        moved.opened.connect(self._open)
        moved.escaped.connect(self.escaped)

    def wire(self, window: MainWindow) -> None:
        """Undo, lists and the menu of records are the window's."""
        super().wire(window)
        self._window = window

    # ---------------------------------------------------------------------------------- show

    def ask(self, asked: ListQuery) -> None:
        """Read what is looked at."""
        self._asked = asked
        if self._choices is None:
            choices = services.sales.forecast.choices.call()
            self.context.tasks.query(self, "choices", choices, done=self._show_choices)
            if self.context.state.choice(_MODE) == MOVEMENT and self.mode == MONTHS:
                self._turn(MOVEMENT)
        if self.mode == MONTHS:
            months = services.sales.forecast.forecast.call(
                self._first, scope=self.bar.scope, on=self.bar.day.day(), asked=asked
            )
            self.context.tasks.query(self, "shown", months, done=self._show_months)
        else:
            first, last = self.bar.movement_days()
            moved = services.sales.movement.movement.call(
                first, last, self.bar.scope, self.bar.until, asked
            )
            self.context.tasks.query(self, "shown", moved, done=self._show_movement)

    def _show_choices(self, choices: Choices) -> None:
        self._choices = choices
        self.bar.show_choices(choices)

    def _show_months(self, found: Forecast) -> None:
        self.bar.show_span(words.span(found))
        self._summary = words.short(found)
        self.whole.setText(words.summary(found))
        self.months.show_forecast(found)
        self._show_past(found.day if found.is_past else None)
        self._tell("")
        self._count(sum(len(column.deals) for column in found.columns))

    def _show_movement(self, moved: Movement) -> None:
        self.movement.show_movement(moved)
        self._show_past(None)
        self.whole.setText("")
        self._tell("")
        count = sum(len(step.deals) for step in moved.steps)
        said = words.sum_of(moved.step(Class.CLOSING).base, moved.currency)
        self._summary = _("{amount} open").format(amount=said)
        self._count(count)

    def _count(self, count: int) -> None:
        """Nothing here is told by the page; but nothing on a day, or of somebody, is told here."""
        is_usual = self.mode == MONTHS and self.bar.scope.owner is None
        is_usual = is_usual and self.bar.scope.team is None and self.bar.scope.pipeline is None
        is_usual = is_usual and self._first is None and self.bar.day.day() is None
        self.counted.emit(count if is_usual else max(count, 1))

    def _show_past(self, day: date | None) -> None:
        if day is not None:
            said = _("As it was at the end of {day}. It can be looked at, and not be changed.")
            self._past.setText(said.format(day=i18n.full_day(day)))
        self.notice.setVisible(day is not None)

    def _tell(self, said: str) -> None:
        """What a drop would do, else what is not known."""
        notes = self._notes()
        self.foot.setText(said or " ".join(notes))
        self.foot.setVisible(bool(self.foot.text()))
        self.whole.setVisible(bool(self.whole.text()))
        self.foot.setToolTip("\n".join(notes))

    def _notes(self) -> tuple[str, ...]:
        if self.mode == MONTHS:
            return self.months.shown.notes if self.months.shown is not None else ()
        return self.movement.moved.notes if self.movement.moved is not None else ()

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's: reckon anew if it may show something of it."""
        if changes.many or changes.entities & _CHOICES:
            self._choices = None
        if changes.many or changes.entities & _CONCERNED:
            self.refresh()

    def stop(self) -> None:
        """No store, no forecast."""
        for key in ("shown", "choices"):
            self.context.tasks.forget(self, key)
        self._choices = None
        self.months.clear()
        self.movement.clear()

    def summary(self) -> str:
        """What all the months come to, or of which days the movement is."""
        return self._summary

    def say_empty(self, empty: EmptyState) -> bool:
        """There are deals, but none that a forecast is about."""
        asked = self._asked
        if asked is None or asked.text or asked.filters:
            return False
        title = _("Nothing to forecast")
        said = _("No deal is open, and none was won in these months.")
        empty.say("chart-column", title, said)
        empty.offer(_("New deal"), self.page.new_asked.emit)
        empty.offer_link("", None)
        return True

    # ---------------------------------------------------------------------------------- what

    def show_mode(self, mode: str) -> None:
        """Months or movement."""
        if mode != self.mode:
            self._turn(mode)
            self.context.state.set_choice(_MODE, mode)
            self.refresh()
            self.setFocus()

    def _turn(self, mode: str) -> None:
        self.mode = mode
        self.bar.show_mode(mode)
        self._stack.setCurrentWidget(self._here)
        self._show_past(None)

    @property
    def _here(self) -> MonthsView | MovementView:
        return self.months if self.mode == MONTHS else self.movement

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  the one overload with its default
        """To the deals. No focus proxy: Tab would pass by everything else in here."""
        (self.months if self.mode == MONTHS else self.movement.classes).setFocus(reason)

    def _step(self, months: int) -> None:
        """To earlier or later months; 0: to this one."""
        if not months:
            self._first = None
        else:
            shown = self.months.shown
            now = shown.months[0].first if shown is not None else None
            month = months_later(now or self.context.today(), months)
            base = self.bar.day.day() or self.context.today()
            self._first = None if month == first_of(base) else month
        self.refresh()

    def show_quotas(self) -> None:
        """What is to be sold, to be looked at and changed."""
        from crm_desktop.ui.forecast.quota_dialog import QuotaDialog

        self.dialog = dialog = QuotaDialog(self.context, self.window())
        dialog.written.connect(self._offer_undo)
        dialog.open()

    def _explain(self, column: MonthColumn) -> None:
        found = self.months.shown
        if found is None or column.column is None:
            return
        shown = Explanation(found, column.column, self)
        shown.list_asked.connect(self._show_list)
        shown.show_under(column.head.explain_button)

    def _show_list(self, filters: tuple[Filter, ...]) -> None:
        """The deals of a figure, as a table; the page's own words and filters hold on."""
        scope, page = self.bar.scope, self.page
        whose = (("owner", scope.owner), ("pipeline", scope.pipeline))
        more = tuple(Filter(path, values=(key,)) for path, key in whose if key is not None)
        own = page.filters.filters()  # without those the table begins with: this may be closed
        page.displays.show("table")
        page.arrange(ListQuery("deal", page.text, (*own, *more, *filters)))
        page.here.setFocus(Qt.FocusReason.OtherFocusReason)

    # --------------------------------------------------------------------------------- moves

    def _reschedule(self, ids: tuple[UUID, ...], month: date) -> None:
        if self._may_change():
            self._run(services.sales.forecast.reschedule.call(ids, month))

    def _categorise(
        self, ids: tuple[UUID, ...], category: str | None, voice: str | None = None
    ) -> None:
        if self._may_change():
            self._run(services.sales.forecast.categorise.call(ids, category, voice))

    def _may_change(self) -> bool:
        if not self._is_past:
            return True
        self._say(_("This is a day of the past: it cannot be changed. Go back to today first."))
        return False

    def _run(self, call: Call[Changed]) -> None:
        self.months.set_off()
        self.context.tasks.command(self, call, done=self._changed, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        self.months.arrived(changed=False)
        self.context.tasks.report(self, error)

    def _changed(self, changed: Changed) -> None:
        self.months.arrived(changed=bool(changed.count))
        if changed.count:
            self._offer_undo(changed.words)
        else:
            self._say(_("Nothing changed: what is won or lost stays where it is."))

    def _offer_undo(self, said: str) -> None:
        if self._window is not None:
            self._window.work.offer_undo(said)

    def _say(self, said: str) -> None:
        if self._window is not None:
            self._window.toast.say(said)

    # ---------------------------------------------------------------------------------- menu

    def _menu(self, point: QPoint) -> None:
        """What can be done with the selected deals: month, category, and all the rest."""
        deal, shown = self.months.current_deal(), self.months.shown
        if deal is None or shown is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = _("&Open as it is today") if shown.is_past else _("&Open")
        menu.addAction(icon("arrow-right"), name, self._open)
        if deal.is_open and not shown.is_past:
            self._fill_moves(menu, deal, shown)
        if not shown.is_past:
            menu.addSeparator()
            menu.addAction(_("&More …"), partial(self.menu_asked.emit, point))
        menu.popup(point)

    def _fill_moves(self, menu: QMenu, deal: Standing, shown: Forecast) -> None:
        ids = tuple(self.months.chosen_ids()) or (deal.id,)
        months = menu.addMenu(icon("calendar-range"), _("&Expected in"))
        for column in shown.months:
            if column.first is not None:
                ask = partial(self.months.ask_move, ids, column.first)
                months.addAction(words.title(column), ask)
        managers = self._choices is not None and self._choices.speaks_last
        voices = [("rep", _("Category (&rep)"), deal.rep_category)]
        if managers:
            voices.append(("manager", _("Category (&manager)"), deal.manager_category))
        for voice, name, now in voices:
            part = menu.addMenu(name)
            every = [(None, _("By probability")), *((k, words.category(k)) for k in OPEN_COLUMNS)]
            for key, said in every:
                action = part.addAction(said, partial(self._categorise, ids, key, voice))
                action.setCheckable(True)
                action.setChecked(key == now)

    def _open(self) -> None:
        """The deal as it is today, also from a day of the past."""
        if key := self._key_here():
            self._opening = key
            self.current.emit(key)
            self.opened.emit(key)

    # ----------------------------------------------------------------------------- selection

    @property
    def _is_past(self) -> bool:
        """A day of the past is shown: nothing that changes deals may reach them from here."""
        shown = self.months.shown
        return self.mode == MONTHS and shown is not None and shown.is_past

    def _tell_deal(self, _deal: Standing | None) -> None:
        self._opening = b""
        self.current.emit(self.current_id)

    def _tell_chosen(self, count: int) -> None:
        self.chosen.emit(0 if self._is_past else count)

    def _key_here(self) -> bytes:
        if self.mode == MOVEMENT:
            return self.movement.current_id
        deal = self.months.current_deal()
        return deal.id.bytes if deal is not None else b""

    @property
    def current_id(self) -> bytes:
        """Id of the deal the keyboard is on; of the past only that which is being opened."""
        return self._opening if self._is_past else self._key_here()

    def selected_ids(self) -> bytes:
        """16 bytes a deal."""
        if self.mode == MOVEMENT or self._is_past:
            return self.current_id
        return b"".join(key.bytes for key in self.months.chosen_ids())

    def move_current(self, step: int) -> None:
        """Up or down in the column, or in the deals of a class."""
        self._here.move_current(step)

    def select_id(self, key: bytes) -> bool:
        """Go to a deal if it is here."""
        if self.mode == MOVEMENT:
            return self.movement.select_id(key)
        return self.months.go_to_id(UUID(bytes=key))

    def selectAll(self) -> None:
        """All cards of the column."""
        if self.mode == MONTHS:
            self.months.choose_column()

    def select_one(self) -> None:
        """Only the current card stays selected."""
        if self.mode == MONTHS:
            self.months.choose_one()
