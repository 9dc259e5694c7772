"""What happened to the pipeline between two days: a picture, its figures, the deals behind them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.sales.forecasting.movement_figures import (
    NAMES,
    VALUE,
    Class,
    Moved,
    Movement,
    Step,
)
from crm_desktop.ui import theme
from crm_desktop.ui.forecast import words
from crm_desktop.ui.forecast.figures import Figures
from crm_desktop.ui.forecast.waterfall import Waterfall, signed
from crm_desktop.ui.widgets import build

_LEAST = 100  # of the tables: a heading and more than two rows
_NARROW, _WIDE = 300, 400  # of the table of classes


class MovementView(QWidget):
    """The picture, the figures of each class, and the deals of the chosen one.

    Attributes:
        moved: what is shown.
        waterfall: the picture. classes, deals: the tables.

    Signals:
        opened: a deal is to be opened.
        current: id of the deal the keyboard is on; b"" for none.
        escaped: Escape was pressed.
    """

    opened = Signal()
    current = Signal(bytes)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.moved: Movement | None = None
        self._steps: tuple[Step, ...] = ()
        self.waterfall = Waterfall()
        heads = (_("What happened"), _("Deals"), _("Base"))
        self.classes = Figures(_("What happened to the pipeline"), heads, (1, 2))
        heads = (_("Deal"), _("Company"), _("Owner"), _("Expected"), _("Base"))
        self.deals = Figures(_("Deals"), heads, (4,), (0, 1))
        self._name = build.label(weight=600)
        self._name.setBuddy(self.deals)
        self._build()
        self._wire()

    def _build(self) -> None:
        left = build.column(self.classes, spacing=6)
        right = build.column(self._name, self.deals, spacing=6)
        self.classes.setMinimumWidth(theme.px(_NARROW))
        for table in (self.classes, self.deals):
            table.setMinimumHeight(theme.px(_LEAST))
        below = build.row(spacing=12, margins=(16, 4, 16, 8))
        below.addLayout(left, 2)
        below.addLayout(right, 5)
        whole = build.column(self.waterfall, spacing=4)
        whole.addLayout(below, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.waterfall.picked.connect(self.choose)
        self.classes.went.connect(self._show_deals)
        self.classes.entered.connect(self._to_deals)
        self.deals.went.connect(self._tell_current)
        self.deals.entered.connect(self.opened)
        for table in (self.classes, self.deals):
            table.escaped.connect(self.escaped)

    # ---------------------------------------------------------------------------------- show

    def show_movement(self, moved: Movement) -> None:
        """Show what happened; the chosen class stays."""
        kept = self._chosen()
        deal = self.current_id
        self.moved, self._steps = moved, moved.told
        self.waterfall.show_movement(moved)
        self.classes.show_rows(self._steps, lambda step: _cells(step, moved.currency))
        wide = self.classes.natural_width()
        self.classes.setMinimumWidth(min(max(wide, theme.px(_NARROW)), theme.px(_WIDE)))
        kinds = [step.kind for step in self._steps]
        self.classes.selectRow(next((at for at, kind in enumerate(kinds) if kind is kept), 0))
        self._show_deals()
        self.select_id(deal)

    def choose(self, kind: Class) -> None:
        """Show the deals of a class."""
        kinds = [step.kind for step in self._steps]
        if kind in kinds:
            self.classes.selectRow(kinds.index(kind))

    def clear(self) -> None:
        """Show nothing."""
        self.moved, self._steps = None, ()
        self.waterfall.clear()
        for table in (self.classes, self.deals):
            table.show_rows((), tuple)

    def _step(self) -> Step | None:
        at = self.classes.row
        return self._steps[at] if 0 <= at < len(self._steps) else None

    def _chosen(self) -> Class | None:
        step = self._step()
        return step.kind if step is not None else None

    def _show_deals(self) -> None:
        step, moved = self._step(), self.moved
        if step is None or moved is None:
            return
        self.waterfall.choose(step.kind)
        counted = words.counted(len(step.deals))
        said = f"{_(NAMES[step.kind])}: {counted}, {signed(step, moved.currency)}"
        self._name.setText(said)
        self.deals.setAccessibleName(said)
        self.deals.show_rows(step.deals, lambda each: _deal_cells(each, moved))
        if step.deals:
            with QSignalBlocker(self.deals):
                self.deals.selectRow(0)
        self._tell_current()

    def _to_deals(self) -> None:
        if self.deals.count:
            self.deals.setFocus(Qt.FocusReason.OtherFocusReason)

    # ----------------------------------------------------------------------------- selection

    @property
    def current_id(self) -> bytes:
        """Id of the deal the keyboard is on."""
        step, at = self._step(), self.deals.row
        if step is None or not 0 <= at < len(step.deals):
            return b""
        return step.deals[at].deal.id.bytes

    def select_id(self, key: bytes) -> bool:
        """Go to a deal of the chosen class."""
        step = self._step()
        for at, each in enumerate(step.deals if step is not None else ()):
            if each.deal.id.bytes == key:
                self.deals.selectRow(at)
                return True
        return False

    def move_current(self, by: int) -> None:
        """Up or down in the deals."""
        at = self.deals.row + by
        if 0 <= at < self.deals.count:
            self.deals.selectRow(at)

    def _tell_current(self) -> None:
        self.current.emit(self.current_id)


def _cells(step: Step, currency: str | None) -> tuple[str, str, str]:
    number = i18n.number(step.n)
    if step.kind in VALUE and step.deals:
        number = f"({i18n.number(len(step.deals))})"  # they were there before and are after
    return _(NAMES[step.kind]), number, words.exact(step.base, currency)


def _deal_cells(each: Moved, moved: Movement) -> tuple[str, ...]:
    deal = each.deal
    due = words.day_of(deal)
    return (
        deal.title,
        deal.company,
        deal.owner_name,
        i18n.full_day(due) if due is not None else i18n.NOTHING,
        words.exact(each.base, moved.currency),
    )
