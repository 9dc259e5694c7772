"""The line over the forecast: months or movement, of when, whose."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Ref
from crm_desktop.services.catalog.fields import Field, Kind
from crm_desktop.services.sales.forecasting.forecast_figures import Scope, end_of_quarter
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.displays import DisplayKind, DisplaySwitch
from crm_desktop.ui.editors import DateEditor, Unreadable
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import ToolButton
from crm_desktop.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from crm_desktop.services.sales.forecasting.forecast import Choices

MONTHS, MOVEMENT = "months", "movement"
_DAYS, _HEIGHT = 136, 32  # width of a day, height of the line
_MODES = (
    DisplayKind(MONTHS, N_("Months"), "calendar-range"),
    DisplayKind(MOVEMENT, N_("Movement"), "chart-column"),
)


class PastDay(DateEditor):
    """A day that is over, or today. Empty means today."""

    def __init__(self, key: str, name: str, context: Context) -> None:
        super().__init__(Field(key=key, label=name, kind=Kind.DATE), context)
        self.setFixedWidth(theme.px(_DAYS))
        self.line.setPlaceholderText(_("Today"))
        self.line.setAccessibleName(name)

    def day(self) -> date | None:
        """The day; None for today, and for what cannot be read or has not come yet."""
        try:
            found = self.value()
        except Unreadable:
            self.mark_wrong(on=True)
            return None
        wrong = found is not None and found > self.context.today()
        self.mark_wrong(on=wrong)
        return None if wrong or found == self.context.today() else found

    @property
    def is_wrong(self) -> bool:
        """What stands in it is no day of the past."""
        try:
            found = self.value()
        except Unreadable:
            return True
        return found is not None and found > self.context.today()


class ForecastBar(QWidget):
    """What is looked at.

    Attributes:
        switch: months or movement.
        back, on: to other months. span: which are shown; a click leads to this month again.
        whose: the menu of colleagues, teams and pipelines.
        day: as of which day. first, last: of the movement. until: what it is about.
        quotas: opens the quotas.

    Signals:
        mode_asked: MONTHS or MOVEMENT.
        stepped: so many months further; 0: to this month.
        changed: another day, or other people.
        quotas_asked: the quotas are wanted.
        refused: why a day that was typed will not do.
    """

    mode_asked = Signal(str)
    stepped = Signal(int)
    changed = Signal()
    quotas_asked = Signal()
    refused = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._choices: Choices | None = None
        self.scope = Scope()
        self.until: date | None = end_of_quarter(context.today())
        self.switch = DisplaySwitch(_MODES)
        self.switch.setAccessibleName(_("Forecast"))
        self.switch.show_key(MONTHS)
        self.switch.asked.connect(self.mode_asked)
        self.back = build.tool("chevron-left", _("Earlier months"))
        self.on = build.tool("chevron-right", _("Later months"))
        self.span = ToolButton()
        self.whose, self.line = ToolButton(), ToolButton()
        self.day = PastDay("day", _("As of"), context)
        self.first = PastDay("first", _("From"), context)
        self.last = PastDay("last", _("To"), context)
        self.quotas = build.button(_("Quotas …"), "target")
        self._build()
        self._wire()
        self.show_mode(MONTHS)

    def _build(self) -> None:
        for button in (self.span, self.whose, self.line):
            button.setFont(theme.font(12.5, 500))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.span.setToolTip(_("Back to this month"))
        from_day, to_day, as_of = (
            build.label(each, size=12.5, tone="muted") for each in (_("From"), _("to"), _("As of"))
        )
        for label, editor in ((from_day, self.first), (to_day, self.last), (as_of, self.day)):
            label.setBuddy(editor)
        for button, name in ((self.whose, "users"), (self.line, "calendar-check")):
            button.setIcon(icon(name))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setMenu(QMenu(button))
        moving = build.row(from_day, self.first, to_day, self.last, spacing=6)
        moving.setContentsMargins(theme.px(6), 0, 0, 0)
        self._of_months = build.holder(build.row(self.back, self.span, self.on, spacing=0))
        self._of_movement = build.holder(moving)
        self._as_of = build.holder(build.row(as_of, self.day, spacing=6))
        flow = Flow(gap=8)
        parts = (self.switch, self._of_months, self._of_movement, self.line, self._as_of)
        for part in (*parts, self.whose, self.quotas):
            part.setFixedHeight(max(theme.px(_HEIGHT), _HEIGHT))  # icons, edges do not shrink
            flow.addWidget(part)
        flow.setContentsMargins(*(theme.px(each) for each in (12, 0, 12, 8)))
        self.setLayout(flow)

    def _wire(self) -> None:
        self.back.clicked.connect(partial(self.stepped.emit, -1))
        self.on.clicked.connect(partial(self.stepped.emit, 1))
        self.span.clicked.connect(partial(self.stepped.emit, 0))
        self.quotas.clicked.connect(self.quotas_asked)
        for editor in (self.day, self.first, self.last):
            editor.changed.connect(self._typed)
            editor.line.editingFinished.connect(self._finished)
        self.whose.menu().aboutToShow.connect(self._fill_whose)
        self.line.menu().aboutToShow.connect(self._fill_until)
        self._asked = self._days()
        self._show_scope()
        self._show_until()

    # ---------------------------------------------------------------------------------- days

    def _days(self) -> tuple[date | None, ...]:
        return self.day.day(), self.first.day(), self.last.day()

    def _typed(self) -> None:
        """A day was picked in the calendar; one that is being typed is taken when it is left."""
        typing = any(each.line.hasFocus() for each in (self.day, self.first, self.last))
        if not typing:
            self._finished()

    def _finished(self) -> None:
        days = self._days()
        wrong = next((e.line.text() for e in (self.day, self.first, self.last) if e.is_wrong), "")
        if wrong:
            said = _("'{text}' is no day of the past. Choose one that is over.")
            self.refused.emit(said.format(text=wrong))
        elif days != self._asked:
            self._asked = days
            self.changed.emit()

    def movement_days(self) -> tuple[date, date]:
        """From the end of which day to that of which; a month up to today where none is given."""
        last = self.last.day() or self._context.today()
        first = self.first.day() or min(last, self._context.today() - timedelta(days=30))
        return first, last

    def to_today(self) -> None:
        """The present again."""
        self.day.set_value(None)
        self._finished()

    # ---------------------------------------------------------------------------------- what

    def show_mode(self, mode: str) -> None:
        """Months or movement."""
        is_months = mode == MONTHS
        self.switch.show_key(mode)
        for part in (self._of_months, self._as_of):
            part.setVisible(is_months)
        for part in (self._of_movement, self.line):
            part.setVisible(not is_months)
        if not is_months and self.first.line.text() == "":
            self.first.set_value(self.movement_days()[0])
            self._asked = self._days()

    def show_span(self, said: str) -> None:
        """Which months are shown."""
        self.span.setText(said)
        name = _("{months}. Back to this month").format(months=said)
        self.span.setAccessibleName(name)

    # --------------------------------------------------------------------------------- whose

    def show_choices(self, choices: Choices) -> None:
        """Whose forecast can be asked for."""
        self._choices = choices
        self._show_scope()

    def _show_scope(self) -> None:
        names = [ref.label for ref in self._chosen()]
        said = ", ".join(names) or _("Everybody")
        self.whose.setText(said)
        self.whose.setAccessibleName(_("Whose forecast: {name}").format(name=said))

    def _chosen(self) -> list[Ref]:
        found, scope = self._choices, self.scope
        if found is None:
            return []
        every = (*found.people, *found.teams, *found.pipelines)
        wanted = {scope.owner, scope.team, scope.pipeline} - {None}
        return [ref for ref in every if ref.id in wanted]

    def _fill_whose(self) -> None:
        menu = self.whose.menu()
        menu.clear()
        scope, found = self.scope, self._choices
        everybody = Scope(pipeline=scope.pipeline)
        self._choice(menu, _("Everybody"), everybody, checked=scope == everybody)
        if found is None:
            return
        mine = Scope(owner=found.me, pipeline=scope.pipeline)
        self._choice(menu, _("Me"), mine, checked=scope == mine)
        menu.addSeparator()
        self._part(menu, _("&Colleague"), found.people, "owner")
        self._part(menu, _("&Team"), found.teams, "team")
        menu.addSeparator()
        pipelines = menu.addMenu(_("&Pipeline"))
        every = Scope(scope.owner, scope.team)
        self._choice(pipelines, _("All pipelines"), every, checked=scope.pipeline is None)
        for ref in found.pipelines:
            wanted = Scope(scope.owner, scope.team, ref.id)
            self._choice(pipelines, ref.label, wanted, checked=scope.pipeline == ref.id)

    def _part(self, menu: QMenu, title: str, refs: tuple[Ref, ...], kind: str) -> None:
        if not refs:
            return
        part = menu.addMenu(title)
        for ref in refs:
            wanted = _scope(kind, ref.id, self.scope.pipeline)
            self._choice(part, ref.label, wanted, checked=getattr(self.scope, kind) == ref.id)

    def _choice(self, menu: QMenu, name: str, scope: Scope, *, checked: bool) -> None:
        action = menu.addAction(name.replace("&", "&&"), partial(self.choose, scope))
        action.setCheckable(True)
        action.setChecked(checked)

    def choose(self, scope: Scope) -> None:
        """Look at somebody's forecast."""
        if scope != self.scope:
            self.scope = scope
            self._show_scope()
            self.changed.emit()

    # ---------------------------------------------------------------------- what moves about

    def _lines(self) -> tuple[tuple[str, date | None], ...]:
        today = self._context.today()
        return (
            (_("Expected this quarter"), end_of_quarter(today)),
            (_("Expected this year"), date(today.year, 12, 31)),
            (_("All open deals"), None),
        )

    def _fill_until(self) -> None:
        menu = self.line.menu()
        menu.clear()
        for name, until in self._lines():
            action = menu.addAction(name, partial(self.choose_until, until))
            action.setCheckable(True)
            action.setChecked(until == self.until)

    def choose_until(self, until: date | None) -> None:
        """Only deals expected by a day; None: all open ones."""
        if until != self.until:
            self.until = until
            self._show_until()
            self.changed.emit()

    def _show_until(self) -> None:
        said = next((name for name, until in self._lines() if until == self.until), "")
        self.line.setText(said)
        self.line.setAccessibleName(_("Which deals: {name}").format(name=said))


def _scope(kind: str, key: UUID, pipeline: UUID | None) -> Scope:
    return Scope(
        owner=key if kind == "owner" else None,
        team=key if kind == "team" else None,
        pipeline=pipeline,
    )
