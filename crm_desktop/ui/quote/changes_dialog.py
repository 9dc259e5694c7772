"""What a revision says differently from the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from crm_desktop.i18n import N_, NOTHING, _
from crm_desktop.services.catalog import QUOTE, Record
from crm_desktop.ui import theme, words
from crm_desktop.ui.quote import cells
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Pill
from crm_desktop.ui.widgets.overlay import close_button

if TYPE_CHECKING:
    from crm_desktop.services.sales.quoting.quote_changes import Cell, Changed

_KINDS = {
    "added": (N_("Added"), "green"),
    "removed": (N_("Removed"), "rose"),
    "changed": (N_("Changed"), "amber"),
    "moved": (N_("Moved"), "slate"),
    "field": (N_("Changed"), "amber"),
    "allowance": (N_("Discount or charge"), "violet"),
    "total": (N_("Total"), "indigo"),
}
_PLAIN = {"quantity", "base_quantity", "discount_percent", "tax_rate", "margin_percent", "percent"}


class ChangesDialog(QDialog):
    """Lists the differences, with what stood there before and what stands there now."""

    def __init__(self, parent: QWidget, record: Record, changes: Sequence[Changed]) -> None:
        super().__init__(parent)
        title = _("What {name} changes").format(name=record.label)
        self.setWindowTitle(title)
        column = build.column(spacing=12, margins=(2, 2, 10, 2))
        for change in changes:
            column.addWidget(_shown(change))
        if not changes:
            words_ = _("It says the same as the revision before it.")
            column.addWidget(build.label(words_, tone="muted", wrap=True))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(build.holder(column))
        area.setAccessibleName(title)
        close = close_button()
        close.clicked.connect(self.accept)
        head = build.label(title, size=15, weight=600, wrap=True)
        layout = build.column(head, area, build.row(0, close), spacing=12)
        layout.setContentsMargins(*(theme.px(side) for side in (22, 18, 22, 16)))
        self.setLayout(layout)
        build.fit(self, 600, 520)


def _shown(change: Changed) -> QWidget:
    label, hue = _KINDS.get(change.kind, (N_("Changed"), "amber"))
    pill = Pill(_(label), hue)
    name = build.label(change.what, weight=500, wrap=True)
    line = build.row(pill, name, spacing=8)
    line.setStretch(1, 1)
    column = build.column(spacing=3)
    column.addLayout(line)
    for cell in change.cells:
        words_ = _cell(cell, alone=change.what in (cell.label, _(cell.label)))
        column.addWidget(build.label(words_, size=12.5, tone="muted", wrap=True))
    return build.holder(column)


def _cell(cell: Cell, *, alone: bool) -> str:
    told = f"{_value(cell.key, cell.before)}  →  {_value(cell.key, cell.after)}"
    return told if alone else f"{_(cell.label)}:  {told}"


def _value(key: str, value: Any) -> str:
    if value in (None, "", ()):
        return NOTHING
    if isinstance(value, Decimal):
        return cells.plain(value) if key in _PLAIN else cells.price(value, "")
    if QUOTE.has(key):
        return words.full(QUOTE.field(key), value)
    lines = QUOTE.field("lines")
    child = next((each for each in lines.children if each.key == key), None)
    return words.full(child, value) if child is not None else str(value)
