"""What a deal is about: its lines with what they come to, and what comes again each period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal

from crm_desktop import i18n
from crm_desktop.i18n import NOTHING, _
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.ui import words
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.related_groups import preset
from crm_desktop.ui.pages.rows_panel import RowsPanel, Values
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.selling.few import Column, Row
from crm_desktop.ui.widgets import build

_KEYS = ("product", "description", "quantity", "unit", "unit_price", "discount_percent", "cost")


class LinesPanel(RowsPanel):
    """The lines of a deal.

    Signals:
        new_asked: (entity, values) of a record to make.
        part_asked: key of a field of the deal to edit in a small form.
    """

    new_asked = Signal(object, object)
    part_asked = Signal(str)

    def __init__(self, context: Context, saver: Saver) -> None:
        columns = (
            Column(_("Description")),
            Column(_("Quantity"), 72, figures=True),
            Column(_("Price"), 88, figures=True),
            Column(_("Net"), 96, figures=True),
        )
        super().__init__(context, saver, ("deal", "lines"), columns, _KEYS)
        quote = build.button(_("Quote"), "file-text", name=_("New quote of these lines"))
        quote.clicked.connect(self._quote)
        self.buttons.addWidget(quote)

    def _quote(self) -> None:
        if self._record is not None:
            self.new_asked.emit(*preset(self._record, "quotes"))

    def rows(self, record: Record) -> Sequence[Values]:
        """In the order of their positions."""
        rows = record.values.get("lines") or ()
        return sorted(rows, key=lambda row: (row.get("position") is None, row.get("position") or 0))

    def row(self, values: Values) -> Row:
        """A line in words; one that does not count is quiet."""
        product = values.get("product")
        name = values.get("description") or (product.label if isinstance(product, Ref) else "")
        first = str(name).partition("\n")[0]
        said = (
            " · ".join(filter(None, (values.get("code"), first))) or NOTHING,
            self._quantity(values),
            self._price(values),
            self._money("net", values.get("net")),
        )
        return Row(values["id"], said, quiet=bool(values.get("unselected")))

    def _quantity(self, values: Values) -> str:
        quantity = values.get("quantity")
        if not isinstance(quantity, Decimal):
            return NOTHING
        return " ".join(filter(None, (i18n.number(quantity.normalize()), values.get("unit"))))

    def _price(self, values: Values) -> str:
        discount = values.get("discount_percent")
        less = f" −{i18n.number(discount.normalize())} %" if discount else ""
        return self._money("unit_price", values.get("unit_price")) + less

    def _money(self, key: str, value: Any) -> str:
        currency = self._record.values.get("currency") if self._record is not None else ""
        if currency and isinstance(value, Decimal):
            return i18n.figure(value, str(currency))  # the sum below says the currency
        return words.full(self._field.child(key), value)

    def foot_words(self, record: Record) -> str:
        """What the lines come to, what is left of it, what comes again."""
        values, deal = record.values, ENTITIES["deal"]
        currency = str(values.get("currency") or "")
        parts: list[str] = []
        if values.get("lines"):
            for key in ("amount", "cost", "margin"):
                if values.get(key) is not None:
                    field = deal.field(key)
                    figure = words.full(field, values[key], currency)
                    parts.append(f"{_(field.label)} {figure}")
        else:
            parts.append(_("No lines: the amount of the deal is typed in."))
        if values.get("recurring_amount") is not None:
            figure = words.full(
                deal.field("recurring_amount"), values["recurring_amount"], currency
            )
            period = values.get("recurring_period")
            each = words.full(deal.field("recurring_period"), period).lower() if period else ""
            parts.append(_("recurring {amount} {each}").format(amount=figure, each=each).strip())
        return " · ".join(parts)
