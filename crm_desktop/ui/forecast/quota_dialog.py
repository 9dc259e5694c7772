"""Quotas: a year as a table, a line for the office, each team and each colleague."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from crm_desktop import i18n, services
from crm_desktop.enums import Permission
from crm_desktop.errors import UserError
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.sales.forecasting.forecast_figures import ZERO, last_of, months_later
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.painted_list import DELETES, RETURNS

if TYPE_CHECKING:
    from crm_desktop.services.sales.forecasting.forecast import Choices
    from crm_desktop.services.sales.forecasting.quotas import Goal, Holder, Sheet, Written

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_HINT = Qt.ItemDataRole.UserRole
_PARTS = (3, 1, 12)  # months of a period: quarters, months, the year


@dataclass(frozen=True, slots=True)
class Period:
    """A column of the table."""

    first: date
    last: date
    name: str


def periods(year: int, months: int) -> tuple[Period, ...]:
    """The periods of a year, each of so many months."""
    return tuple(_periods(year, months))


def _periods(year: int, months: int) -> Iterator[Period]:
    for at in range(12 // months):
        first = months_later(date(year, 1, 1), at * months)
        last = last_of(months_later(first, months - 1))
        name = {
            1: i18n.month_name(first),
            3: _("Q{n} {year}").format(n=at + 1, year=year),
            12: str(year),
        }[months]
        yield Period(first, last, name)


class _HintDelegate(QStyledItemDelegate):
    """In an empty cell stands faintly what the parts come to."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        hint = index.data(_HINT)
        if hint and not index.data():
            option.text = hint  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
            palette: QPalette = option.palette  # pyright: ignore[reportAttributeAccessIssue]
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                palette.setColor(role, theme.color("text2"))
            option.palette = palette  # pyright: ignore[reportAttributeAccessIssue]
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay  # pyright: ignore[reportAttributeAccessIssue]


class QuotaTable(QTableWidget):
    """Amounts to type into; empty means no quota."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Few")
        self.setAccessibleName(_("Quotas"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.hide()  # it would select all, and is grey in dark mode
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        self.verticalHeader().setHighlightSections(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setFont(theme.font(13))
        self.setItemDelegate(_HintDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits the cell, Delete empties it; neither closes the dialog."""
        if self.currentRow() < 0:
            super().keyPressEvent(event)
        elif event.key() in RETURNS:
            self.editItem(self.currentItem())
        elif event.key() in DELETES:
            if self.currentItem().flags() & Qt.ItemFlag.ItemIsEditable:
                self.currentItem().setText("")
        else:
            super().keyPressEvent(event)


class QuotaDialog(QDialog):
    """What is to be sold.

    Attributes:
        table: the amounts. back, on: to other years. parts: quarters, months or the year.
        pipeline: for which pipeline. save: writes what was changed. problem: what is wrong.

    Signals:
        written: what was done, in words.
    """

    written = Signal(str)

    def __init__(self, context: Context, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self.year = context.today().year
        self._sheet: Sheet | None = None
        self._typed: dict[tuple[UUID | None, date, date], str] = {}
        self.setWindowTitle(_("Quotas"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.table = QuotaTable()
        self.back = build.tool("chevron-left", _("The year before"))
        self.on = build.tool("chevron-right", _("The next year"))
        self._shown = build.label(weight=600)
        self.parts, self.pipeline = ChoiceBox(), ChoiceBox()
        self.problem = build.label(size=12, tone="problem", wrap=True)
        self.save = build.button(_("Save"), primary=True)
        self._sum = build.label(size=12, tone="muted", wrap=True)
        self._build()
        self._wire()
        self._ask()

    def _build(self) -> None:
        for box, name in ((self.parts, _("Periods")), (self.pipeline, _("Pipeline"))):
            box.setAccessibleName(name)
        for months, name in zip(_PARTS, (_("Quarters"), _("Months"), _("The year")), strict=True):
            self.parts.addItem(name, months)
        self.pipeline.addItem(_("All pipelines"), None)
        lead = build.label(
            _(
                "Whoever has no quota of their own for a time has the sum of those below: a team "
                "of its colleagues, the office of all; it stands in brackets. A longer period is "
                "spread over its months."
            ),
            tone="muted",
            wrap=True,
        )
        what = build.row(self.back, self._shown, self.on, 12, self.parts, self.pipeline, 0)
        parts = (build.label(_("Quotas"), size=18, weight=600), lead, what, self.table)
        column = build.column(*parts, spacing=10, margins=(24, 20, 24, 18))
        column.addWidget(self._sum)
        column.addWidget(self.problem)
        column.addLayout(self._buttons())
        column.setStretchFactor(self.table, 1)
        self.setLayout(column)
        self.problem.hide()
        build.fit(self, 860, 600)
        self.table.setFocus()

    def _buttons(self) -> QHBoxLayout:
        cancel = build.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        return build.row(0, cancel, self.save)

    def _wire(self) -> None:
        self.back.clicked.connect(partial(self._turn, -1))
        self.on.clicked.connect(partial(self._turn, 1))
        self.parts.activated.connect(self._show)
        self.pipeline.activated.connect(self._other_pipeline)
        self.table.itemChanged.connect(self._take)
        self.save.clicked.connect(self._write)
        choices = services.sales.forecast.choices.call()
        self._context.tasks.query(self, "choices", choices, done=self._show_pipelines)

    # ---------------------------------------------------------------------------------- show

    def _ask(self) -> None:
        self._shown.setText(str(self.year))
        call = services.sales.quotas.sheet.call(self.year, self.pipeline.currentData())
        self._context.tasks.query(self, "sheet", call, done=self._show_sheet)

    def _show_pipelines(self, choices: Choices) -> None:
        for ref in choices.pipelines:
            self.pipeline.addItem(ref.label, ref.id)
        self.pipeline.setVisible(len(choices.pipelines) > 1)

    def _show_sheet(self, sheet: Sheet) -> None:
        self._sheet = sheet
        if self.parts.currentData() == _PARTS[0] and self._fits(1) > self._fits(3):
            self.parts.setCurrentIndex(1)
        self._show()

    def _fits(self, months: int) -> int:
        """How many quotas are of such periods."""
        ends = {(each.first, each.last) for each in periods(self.year, months)}
        goals = self._sheet.goals if self._sheet is not None else ()
        return sum((goal.starts_on, goal.ends_on) in ends for goal in goals)

    def _show(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        shown = periods(self.year, self.parts.currentData())
        known = {(g.user or g.team, g.starts_on, g.ends_on): g.amount for g in sheet.goals}
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(sheet.holders))
            self.table.setColumnCount(len(shown))
            self.table.setHorizontalHeaderLabels([period.name for period in shown])
            self.table.setVerticalHeaderLabels([_named(holder) for holder in sheet.holders])
            for row, holder in enumerate(sheet.holders):
                for at, period in enumerate(shown):
                    key = (holder.id, period.first, period.last)
                    amount = known.get(key)
                    said = "" if amount is None else i18n.money(amount)
                    hint = self._hint(sheet, holder, period)
                    self._put(row, at, self._typed.get(key, said), hint)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        if len(shown) > 6:
            head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            head.setDefaultSectionSize(theme.px(128))
        if self.table.currentRow() < 0 and sheet.holders and shown:
            today = self._context.today()
            now = (at for at, period in enumerate(shown) if period.first <= today <= period.last)
            self.table.setCurrentCell(0, next(now, 0))
        self._tell_others()
        self._enable()

    @staticmethod
    def _hint(sheet: Sheet, holder: Holder, period: Period) -> str:
        """What the parts, or quotas of other periods, come to; "" for nothing."""
        months = sheet.months.get(holder.id, {})
        total = sum((v for m, v in months.items() if period.first <= m <= period.last), ZERO)
        return f"({i18n.money(total)})" if total else ""

    def _put(self, row: int, at: int, said: str, hint: str) -> None:
        item = QTableWidgetItem(said)
        item.setData(_HINT, hint)
        if hint:
            item.setToolTip(_("Without a quota of its own: the sum of the parts, in brackets."))
        item.setTextAlignment(_RIGHT)
        item.setFont(theme.font(13, 500, tabular=True))
        if not self._may:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        self.table.setItem(row, at, item)

    @property
    def _may(self) -> bool:
        workspace = self._context.tasks.workspace
        return workspace is not None and Permission.QUOTA_EDIT in workspace.permissions

    def _tell_others(self) -> None:
        """Quotas of other periods than those shown count too, and are not lost."""
        sheet = self._sheet
        fitting = sum(self._fits(months) for months in (self.parts.currentData(),))
        others = len(sheet.goals) - fitting if sheet is not None else 0
        said = ngettext(
            "{n} quota of this year is for another kind of period.",
            "{n} quotas of this year are for another kind of period.",
            others,
        )
        currency = sheet.currency if sheet is not None else None
        words = _("Amounts in {currency}.").format(currency=currency) if currency else ""
        self._sum.setText(f"{words} {said if others else ''}".strip())

    # ---------------------------------------------------------------------------------- type

    def _take(self, item: QTableWidgetItem) -> None:
        if self._sheet is None:
            return
        period = periods(self.year, self.parts.currentData())[item.column()]
        holder = self._sheet.holders[item.row()]
        self._typed[holder.id, period.first, period.last] = item.text().strip()
        amount = _read(item.text())
        if amount is not None and item.text().strip():
            with QSignalBlocker(self.table):
                item.setText(i18n.money(amount))
        self._say("" if amount is not None else _not_an_amount(item.text()))
        self._enable()

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _enable(self) -> None:
        self.save.setEnabled(self._may and bool(self._typed))

    def _turn(self, years: int) -> None:
        """Another year; what was typed is kept until it is saved."""
        self.year += years
        self._ask()

    def _other_pipeline(self) -> None:
        """Another pipeline: what was typed for this one is not meant for it."""
        self._typed.clear()
        self._ask()

    # --------------------------------------------------------------------------------- write

    def _write(self) -> None:
        wrong = next((said for said in self._typed.values() if _read(said) is None), None)
        if wrong is not None:
            self._say(_not_an_amount(wrong))
            return
        call = services.sales.quotas.write.call(tuple(self._goals()))
        tasks = self._context.tasks
        tasks.command(self, call, done=self._done, failed=self._failed, busy=self.save)

    def _goals(self) -> Iterator[Goal]:
        from crm_desktop.services.sales.forecasting.quotas import Goal

        sheet = self._sheet
        assert sheet is not None
        kinds = {holder.id: holder.kind for holder in sheet.holders}
        for (key, first, last), said in self._typed.items():
            yield Goal(
                key if kinds.get(key) == "user" else None,
                key if kinds.get(key) == "team" else None,
                self.pipeline.currentData(),
                first,
                last,
                _read(said) or ZERO,
                sheet.currency or "EUR",
            )

    def _done(self, written: Written) -> None:
        if written.count:
            self.written.emit(written.words)
        self.accept()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._say(str(error))
        else:
            self._context.tasks.report(self, error)


def _named(holder: Holder) -> str:
    return _("Team {name}").format(name=holder.name) if holder.kind == "team" else holder.name


def _read(said: str) -> Decimal | None:
    """An amount as it was typed; nothing is 0, None is no amount."""
    if not said.strip():
        return ZERO
    found = i18n.read_number(said)
    return found if found is not None and found >= 0 else None


def _not_an_amount(said: str) -> str:
    return _("'{text}' is no amount. Write a number, like 60,000.").format(text=said.strip())
