"""The lines of an order as a table to read: what was ordered, delivered, what is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from crm_desktop import i18n
from crm_desktop.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.quote import cells  # as in a quote: the currency stands below, once

if TYPE_CHECKING:
    from crm_desktop.services.sales.ordering.order_states import LineState

ROW = 30
MOST_ROWS = 14  # more are scrolled
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Words = Callable[["LineState", str], str]


def _number(line: LineState, _currency: str) -> str:
    return line.row.number


def _title(line: LineState, _currency: str) -> str:
    return line.row.title


def _code(line: LineState, _currency: str) -> str:
    return line.values.get("code") or ""


def _count(value: Decimal, line: LineState) -> str:
    return i18n.number(value.normalize() if value else Decimal(0)) if line.ordered else ""


def _ordered(line: LineState, _currency: str) -> str:
    unit = line.values.get("unit") or ""
    return f"{_count(line.ordered, line)} {unit}".strip()


def _delivered(line: LineState, _currency: str) -> str:
    return _count(line.delivered, line)


def _open(line: LineState, _currency: str) -> str:
    return _count(line.open, line)


def _price(line: LineState, currency: str) -> str:
    price: Decimal | None = line.values.get("unit_price")
    return "" if price is None or line.row.line is None else cells.price(price, currency)


def _net(line: LineState, currency: str) -> str:
    return "" if line.net is None else cells.amount(line.net, currency)


def _open_net(line: LineState, currency: str) -> str:
    return "" if line.net is None else cells.amount(line.open_net, currency)


_COLUMNS: tuple[tuple[str, Words, bool, bool], ...] = (  # heading, words, at the right, narrow too
    (N_("Pos"), _number, False, False),
    (N_("Code"), _code, False, False),
    (N_("Description"), _title, False, True),
    (N_("Ordered"), _ordered, True, False),
    (N_("Delivered"), _delivered, True, False),
    (N_("Open"), _open, True, True),
    (N_("Price"), _price, True, False),
    (N_("Net"), _net, True, True),
    (N_("Open net"), _open_net, True, False),
)


class LinesTable(QTableWidget):
    """The lines of one order, read-only. `wide`: all columns, as on a page."""

    def __init__(self, *, wide: bool) -> None:
        super().__init__()
        self._columns = [each for each in _COLUMNS if wide or each[3]]
        self.setObjectName("Few")
        self.setAccessibleName(_("Lines"))
        self.setColumnCount(len(self._columns))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self._heads()

    def _heads(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for at, (words, told, right, _narrow) in enumerate(self._columns):
            item = QTableWidgetItem(_(words))
            item.setTextAlignment(_RIGHT if right else _LEFT)
            self.setHorizontalHeaderItem(at, item)
            if told is _title:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def show_lines(self, lines: Sequence[LineState], currency: str) -> None:
        """Show the lines of an order."""
        self.setRowCount(len(lines))
        for at, line in enumerate(lines):
            for column, (_words, told, right, _narrow) in enumerate(self._columns):
                self.setItem(at, column, self._item(line, told(line, currency), right=right))
        rows = min(max(len(lines), 1), MOST_ROWS)
        head = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(head + rows * theme.px(ROW) + 2 * self.frameWidth() + 2)

    def _item(self, line: LineState, words: str, *, right: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(words)
        item.setTextAlignment(_RIGHT if right else _LEFT)
        item.setToolTip(str(line.values.get("description") or ""))
        if line.row.kind in ("heading", "subtotal"):
            item.setFont(theme.font(13, 600))
        elif not line.ordered and line.row.line is None:
            item.setForeground(theme.color("text3"))
        elif line.ordered and not line.open:
            item.setForeground(theme.color("text2"))
        return item
