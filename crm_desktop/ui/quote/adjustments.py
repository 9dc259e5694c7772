"""Discounts and charges on the whole quote: a reason and a percentage or an amount each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.quote import cells
from crm_desktop.ui.quote.document import QuoteDocument
from crm_desktop.ui.widgets import build

Row = Mapping[str, Any]
_HUNDRED = Decimal(100)


def read_value(text: str) -> dict[str, Decimal | None] | None:
    """`5 %` or `50.00` as an allowance has it; None for what is neither."""
    words = text.strip()
    if not words:
        return {"percent": None, "amount": None}
    percent = words.endswith("%")
    value = i18n.read_number(words.rstrip("% \u00a0"))
    if value is None or value < 0 or (percent and value > _HUNDRED):
        return None
    return {"percent": value if percent else None, "amount": None if percent else value}


def write_value(row: Row) -> str:
    """What read_value() reads."""
    percent, amount = row.get("percent"), row.get("amount")
    if percent is not None:
        return f"{cells.plain(percent)} %"
    return cells.plain(amount)


class _Line(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = dict(row)
        charge = bool(row.get("is_charge"))
        self.reason, self.value = QLineEdit(), QLineEdit()
        self.reason.setPlaceholderText(_("Shipping") if charge else _("Discount"))
        self.reason.setAccessibleName(_("Reason of the charge") if charge else _("Reason"))
        self.value.setPlaceholderText("50.00" if charge else "5 %")
        self.value.setAccessibleName(_("Percent or amount"))
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.value.setFont(theme.font(13, tabular=True))
        self.value.setFixedWidth(theme.px(76))
        self.remove = build.tool("x", _("Remove this line"), size=14)
        self.remove.clicked.connect(self.removed)
        self.show_row(row)
        self.reason.textEdited.connect(self.changed)
        self.value.textEdited.connect(self.changed)
        line = build.row(self.reason, self.value, self.remove, spacing=4)
        line.setStretch(0, 1)
        self.setLayout(line)

    def show_row(self, row: Row) -> None:
        """Show a row; what means the same is left as it was typed."""
        self.row = dict(row)
        reason = str(row.get("reason") or "")
        if " ".join(self.reason.text().split()) != reason:
            with QSignalBlocker(self.reason):
                self.reason.setText(reason)
        held = read_value(self.value.text())
        wanted = {key: row.get(key) for key in ("percent", "amount")}
        if held != wanted and not (held is None and self.value.hasFocus()):
            with QSignalBlocker(self.value):
                self.value.setText(write_value(row))

    def held(self) -> dict[str, Any]:
        """The row as it is typed; a value that is none stays as it was."""
        reason = " ".join(self.reason.text().split()) or None
        read = read_value(self.value.text())
        build.set_state(self.value, "wrong", read is None)
        return {**self.row, "reason": reason, **(read or {})}


class Adjustments(QWidget):
    """Edits the allowances and charges of a document.

    Attributes:
        lines: a line each.
        discount, charge: the buttons that add one.
    """

    def __init__(self, document: QuoteDocument) -> None:
        super().__init__()
        self._document = document
        self.lines: list[_Line] = []
        self._column: QVBoxLayout = build.column(spacing=6)
        self.discount = build.button(_("Discount"), "plus", link=True, name=_("Add a discount"))
        self.charge = build.button(_("Charge"), "plus", link=True, name=_("Add a charge"))
        self.discount.clicked.connect(lambda: self.add(charge=False))
        self.charge.clicked.connect(lambda: self.add(charge=True))
        buttons = build.row(self.discount, self.charge, 0, spacing=4)
        self._buttons = build.holder(buttons)
        layout = build.column(spacing=6)
        layout.addLayout(self._column)
        layout.addWidget(self._buttons)
        self.setLayout(layout)
        document.changed.connect(self.show_values)

    def show_values(self) -> None:
        """Show what the document says."""
        rows: tuple[Row, ...] = tuple(self._document.values.get("allowances") or ())
        can_edit = self._document.can_edit
        if len(rows) != len(self.lines):
            self._make(rows)
        for line, row in zip(self.lines, rows, strict=True):
            line.show_row(row)
            line.reason.setReadOnly(not can_edit)
            line.value.setReadOnly(not can_edit)
            line.remove.setVisible(can_edit)
        self._buttons.setVisible(can_edit)

    def _make(self, rows: tuple[Row, ...]) -> None:
        while len(self.lines) > len(rows):
            gone = self.lines.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.lines) < len(rows):
            line = _Line(rows[len(self.lines)])
            line.changed.connect(self._typed)
            line.removed.connect(partial(self._remove, line))
            self.lines.append(line)
            self._column.addWidget(line)

    def add(self, *, charge: bool, **values: Any) -> None:
        """One more, with the keyboard in it."""
        rows: tuple[Row, ...] = tuple(self._document.values.get("allowances") or ())
        reason = _("Shipping") if charge else _("Discount")
        new = {"is_charge": charge, "reason": reason, "percent": None, "amount": None, **values}
        self._document.change(allowances=(*rows, {**new, "position": len(rows) + 1}))
        if self.lines and not values:
            self.lines[-1].value.setFocus()

    def _typed(self) -> None:
        self._document.type_in("allowances", tuple(line.held() for line in self.lines))

    def _remove(self, line: _Line) -> None:
        at = self.lines.index(line)
        kept = [each.row for each in self.lines if each is not line]
        self._document.change(allowances=tuple(kept))
        there = self.lines[min(at, len(self.lines) - 1)].value if self.lines else self.discount
        there.setFocus()
