"""Columns that deals, quotes and orders have in common: lines, allowances, taxes, totals."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import false

from crm_desktop.models.base import Row
from crm_desktop.models.declarative import Mapped, mapped_column
from crm_desktop.models.types import Quantity


class LineRow(Row):
    """A line: a product, a free text, a heading, a subtotal.

    unit_price is for base_quantity units (EN 16931 BT-146, BT-149); net is what the line adds to
    the total, without document allowances.
    """

    position: Mapped[int | None]
    kind: Mapped[str | None]
    product_id: Mapped[UUID | None] = mapped_column(target="product", index=True)
    code: Mapped[str | None]
    description: Mapped[str | None]
    quantity: Mapped[Decimal | None] = mapped_column(Quantity())
    unit: Mapped[str | None]
    list_price: Mapped[Decimal | None]
    unit_price: Mapped[Decimal | None]
    base_quantity: Mapped[Decimal | None] = mapped_column(Quantity())
    discount_percent: Mapped[Decimal | None] = mapped_column(Quantity())
    discount_amount: Mapped[Decimal | None]
    tax_class_id: Mapped[UUID | None] = mapped_column(target="tax_class")
    tax_category: Mapped[str | None]
    tax_rate: Mapped[Decimal | None] = mapped_column(Quantity())
    cost: Mapped[Decimal | None]
    net: Mapped[Decimal | None]
    alternative_group: Mapped[str | None]
    unselected: Mapped[bool] = mapped_column(default=False, server_default=false())
    bundle_position: Mapped[int | None]
    price_rule: Mapped[str | None]
    delivery_weeks: Mapped[int | None]
    reference: Mapped[str | None]


class AllowanceRow(Row):
    """An allowance, or a charge, on a whole document (EN 16931 BG-20, BG-21)."""

    position: Mapped[int | None]
    is_charge: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str | None]
    amount: Mapped[Decimal | None]
    percent: Mapped[Decimal | None] = mapped_column(Quantity())
    tax_category: Mapped[str | None]
    tax_rate: Mapped[Decimal | None] = mapped_column(Quantity())


class TaxRow(Row):
    """One line of the tax breakdown, as frozen when the document was priced (EN 16931 BG-23)."""

    category: Mapped[str]
    rate: Mapped[Decimal | None] = mapped_column(Quantity())
    taxable: Mapped[Decimal | None]
    tax: Mapped[Decimal | None]


class Totals:
    """The totals of a document (EN 16931 BG-22), as frozen when it was priced."""

    lines_total: Mapped[Decimal | None]
    allowances_total: Mapped[Decimal | None]
    charges_total: Mapped[Decimal | None]
    tax_exclusive: Mapped[Decimal | None]
    tax_total: Mapped[Decimal | None]
    tax_inclusive: Mapped[Decimal | None]
    prepaid: Mapped[Decimal | None]
    rounding: Mapped[Decimal | None]
    payable: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    margin_percent: Mapped[Decimal | None] = mapped_column(Quantity())
