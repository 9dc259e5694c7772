"""What a product costs whom: its list price, what is left of it, and the prices of lists and
customers with their quantities and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from crm_desktop import i18n, services
from crm_desktop.i18n import NOTHING, _
from crm_desktop.services.catalog import PRODUCT, Record, Ref
from crm_desktop.services.queries import ListQuery, ListRow
from crm_desktop.ui import words
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.rows_panel import RowsPanel, Values
from crm_desktop.ui.pages.saving import Saver
from crm_desktop.ui.selling.few import Column, Row

_MOST_LISTS = 500
_KEYS = (
    "price_list",
    "company",
    "min_quantity",
    "unit_price",
    "discount_percent",
    "currency",
    "valid_from",
    "valid_to",
)


class PricesPanel(RowsPanel):
    """The prices of a product, those of customers after those of lists."""

    def __init__(self, context: Context, saver: Saver) -> None:
        columns = (
            Column(_("For whom")),
            Column(_("From"), 50, figures=True),
            Column(_("Price"), 92, figures=True),
            Column(_("Valid"), 84),
        )
        super().__init__(context, saver, ("product", "prices"), columns, _KEYS)
        self._currencies: dict[UUID, str] = {}  # of the price lists

    def show_record(self, record: Record) -> None:
        """Show its prices; those of a list are in the currency of the list."""
        super().show_record(record)
        asked = ListQuery("price_list")
        lists = services.listing.page.call(asked, ("name", "currency"), _MOST_LISTS)
        self._context.tasks.query(self, "lists", lists, done=self._show_lists)

    def _show_lists(self, rows: list[ListRow]) -> None:
        found = {UUID(bytes=row.id): str(row.cells[1] or "") for row in rows}
        if found != self._currencies:
            self._currencies = found
            if self._record is not None:
                super().show_record(self._record)

    def forget(self) -> None:
        """No record."""
        self._context.tasks.forget(self, "lists")

    def rows(self, record: Record) -> Sequence[Values]:
        """By list, then by customer; in each, the small quantities first."""
        return sorted(record.values.get("prices") or (), key=_order)

    def row(self, values: Values) -> Row:
        """A price in words; one whose days are over is quiet."""
        whom = [_label(values.get("price_list")), _label(values.get("company"))]
        least = values.get("min_quantity")
        first, last = values.get("valid_from"), values.get("valid_to")
        return Row(
            values["id"],
            (
                ", ".join(filter(None, whom)) or _("Everybody"),
                i18n.number(least.normalize()) if isinstance(least, Decimal) else NOTHING,
                self._price(values),
                _days(first, last, self._context.today()),
            ),
            quiet=isinstance(last, date) and last < self._context.today(),
        )

    def _price(self, values: Values) -> str:
        price, discount = values.get("unit_price"), values.get("discount_percent")
        if isinstance(discount, Decimal):
            return f"−{i18n.number(discount.normalize())} %"
        own = self._record.values.get("currency") if self._record is not None else ""
        of_list = values.get("price_list")
        listed = self._currencies.get(of_list.id, "") if isinstance(of_list, Ref) else ""
        currency = str(values.get("currency") or listed or own or "")
        field = PRODUCT.field("prices").child("unit_price")
        return words.full(field, price, currency)

    def lead_words(self, record: Record) -> str:
        """The list price, what it costs us, what is left, and below what it is not sold."""
        values = record.values
        currency = str(values.get("currency") or "")

        def said(key: str, lead: str) -> str:
            value = values.get(key)
            if not isinstance(value, Decimal):
                return ""
            field = PRODUCT.field(key)
            percent = key in ("margin_percent", "min_margin")
            figure = f"{i18n.number(value.normalize())} %" if percent else ""
            return lead.format(figure=figure or words.full(field, value, currency))

        parts = (
            said("list_price", _("List price {figure}")),
            said("cost", _("cost {figure}")),
            said("margin_percent", _("margin {figure}")),
            said("min_price", _("not below {figure}")),
            said("min_margin", _("least margin {figure}")),
        )
        return " · ".join(filter(None, parts))

    def foot_words(self, record: Record) -> str:
        """Where there is no price but the list price."""
        if record.values.get("prices"):
            return ""
        return _("Everybody pays the list price. Add quantity breaks or prices of customers here.")


def _order(row: Values) -> tuple[Any, ...]:
    least = row.get("min_quantity") or Decimal(0)
    day = row.get("valid_from") or date.min
    whom = (_label(row.get("company")), _label(row.get("price_list")))
    return (bool(row.get("company")), *whom, least, day)


def _label(ref: Any) -> str:
    return ref.label if isinstance(ref, Ref) else ""


def _days(first: date | None, last: date | None, today: date) -> str:
    if first is None and last is None:
        return _("always")
    if last is None:
        return _("from {day}").format(day=i18n.day(first, today)) if first else ""
    if first is None or first <= today <= last:
        return _("until {day}").format(day=i18n.day(last, today))
    return f"{i18n.day(first, today)} – {i18n.day(last, today)}"
