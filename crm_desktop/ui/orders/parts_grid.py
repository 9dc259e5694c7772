"""Lines of an order, each with a quantity to type: what is delivered, what is invoiced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.sales.ordering.order_states import serials_of
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build

_SERIAL_LINES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A line that can be chosen a quantity of.

    Attributes:
        most: how much there is of it. usual: how much is meant at first.
        tracked: each piece has a serial number.
    """

    position: int
    number: str
    title: str
    unit: str
    most: Decimal
    usual: Decimal
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """How much of a line was typed, and its serial numbers."""

    position: int
    quantity: Decimal
    serials: str = ""


class Serials(QPlainTextEdit):
    """Serial numbers, one a line. A scanner types each with Enter; Tab goes on."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFont(theme.font(13))
        self.setAccessibleName(_("Serial numbers of {name}, one a line").format(name=title))
        self.setPlaceholderText(_("Scan, paste or type: one serial number a line"))
        rows = self.fontMetrics().lineSpacing() * _SERIAL_LINES
        self.setFixedHeight(rows + theme.px(16))


class PartsGrid(QScrollArea):
    """The lines below each other, made for the keyboard: Tab goes from quantity to quantity.

    Attributes:
        quantities, serials: the editors, by position.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, lines: Sequence[Asked], left: str) -> None:
        super().__init__()
        self._lines = {line.position: line for line in lines}
        self.quantities: dict[int, QLineEdit] = {}
        self.serials: dict[int, Serials] = {}
        self._counts: dict[int, QLabel] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Lines"))
        self._grid = self._heads(left)
        self.room = build.holder(self._grid)  # as high as its lines
        self.setWidget(self.room)
        for line in lines:
            self._add(line)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    @staticmethod
    def _heads(left: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, theme.px(10), 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 1)
        for at, words in enumerate((_("Pos"), _("Description"), left, _("Now"))):
            head = build.label(words, size=12, weight=600, tone="muted")
            if at > 1:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, at)
        return grid

    def _add(self, line: Asked) -> None:
        at = self._grid.rowCount()
        most = f"{_figure(line.most)} {line.unit}".strip()
        title = build.label(line.title, wrap=True)
        edit = QLineEdit(i18n.plain_number(line.usual) if line.usual else "")
        edit.setFont(theme.font(13))
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setFixedWidth(theme.px(92))
        named = _("Quantity of {name}, at most {most}").format(name=line.title, most=most)
        edit.setAccessibleName(named)
        edit.textChanged.connect(partial(self._typed, line.position))
        self.quantities[line.position] = edit
        left = build.label(most, tone="muted")
        left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(build.label(line.number, tone="muted"), at, 0)
        self._grid.addWidget(title, at, 1)
        self._grid.addWidget(left, at, 2)
        self._grid.addWidget(edit, at, 3)
        if line.tracked:
            self._add_serials(line, at + 1)

    def _add_serials(self, line: Asked, at: int) -> None:
        box, count = Serials(line.title), build.label(size=12, tone="muted")
        box.textChanged.connect(partial(self._typed, line.position))
        self.serials[line.position], self._counts[line.position] = box, count
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(box, at, 1, 1, 2)
        self._grid.addWidget(count, at, 3)
        self._count(line.position)

    def _typed(self, position: int, _text: str = "") -> None:
        self._count(position)
        build.set_state(self.quantities[position], "wrong", self._wrong(position))
        self.changed.emit()

    def _count(self, position: int) -> None:
        if position not in self.serials:
            return
        quantity = self.quantity(position) or Decimal(0)
        count = len(serials_of(self.serials[position].toPlainText()))
        label, words = self._counts[position], _("{n} of {total}")
        label.setText(words.format(n=i18n.number(count), total=_figure(quantity)))
        build.set_state(label, "tone", "muted" if count == quantity else "problem")

    # -------------------------------------------------------------------------------- values

    def quantity(self, position: int) -> Decimal | None:
        """What is typed for a line; None for what is no number."""
        text = self.quantities[position].text().strip()
        return i18n.read_number(text) if text else Decimal(0)

    def _wrong(self, position: int) -> bool:
        quantity = self.quantity(position)
        return quantity is None or quantity < 0

    def unreadable(self) -> QWidget | None:
        """The first editor in which no number stands."""
        wrong = (at for at in self.quantities if self._wrong(at))
        return next((self.quantities[at] for at in wrong), None)

    def chosen(self) -> list[Chosen]:
        """The lines of which something was typed."""
        out: list[Chosen] = []
        for position in self._lines:
            quantity = self.quantity(position)
            if quantity:
                box = self.serials.get(position)
                serials = box.toPlainText() if box is not None else ""
                out.append(Chosen(position, quantity, serials))
        return out

    def set_all(self, *, on: bool) -> None:
        """Everything there is, or nothing."""
        for position, edit in self.quantities.items():
            edit.setText(i18n.plain_number(self._lines[position].most) if on else "")

    def first(self) -> QWidget | None:
        """Where the keyboard begins."""
        return next(iter(self.quantities.values()), None)


def _figure(value: Decimal) -> str:
    return i18n.number(value.normalize() if value else Decimal(0))
