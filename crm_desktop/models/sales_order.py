"""Orders, and what of them was delivered, invoiced and paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import false

from crm_desktop.models.base import (
    LIVE,
    Base,
    OwnedRow,
    Row,
    reference,
    sorted_by,
    sorted_by_nullable,
)
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.document_lines import AllowanceRow, LineRow, TaxRow, Totals
from crm_desktop.models.types import Key, Quantity


class SalesOrder(Totals, OwnedRow, Base):
    """An order of a customer."""

    __tablename__ = "sales_order"
    number: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="", server_default="")
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    title: Mapped[str | None]
    status: Mapped[str | None] = mapped_column(Key)
    quote_id: Mapped[UUID | None] = reference("quote", index=True)
    deal_id: Mapped[UUID | None] = reference("deal", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    contact_id: Mapped[UUID | None] = reference("person", index=True)
    billing_address: Mapped[str | None]
    delivery_address: Mapped[str | None]
    ordered_on: Mapped[date | None]
    delivery_on: Mapped[date | None]
    customer_reference: Mapped[str | None]
    currency: Mapped[str | None]
    rate: Mapped[str | None]
    payment_terms: Mapped[str | None]
    delivery_terms: Mapped[str | None]
    tax_mode: Mapped[str | None]
    prices_include_tax: Mapped[bool] = mapped_column(default=False, server_default=false())
    invoiced: Mapped[Decimal | None]
    paid: Mapped[Decimal | None]
    open_net: Mapped[Decimal | None]
    language: Mapped[str | None]
    note: Mapped[str | None]
    __table_args__ = (
        *sorted_by("sales_order", "name_key", "created_at", "updated_at"),
        *sorted_by_nullable(
            "sales_order",
            "status",
            "ordered_on",
            "delivery_on",
            "tax_exclusive",
            "tax_inclusive",
            "open_net",
        ),
        Index("ix_sales_order_owner_id", "owner_id"),
        Index("ix_sales_order_external_id", "external_id"),
        Index(
            "uq_sales_order_number",
            "number",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        {
            "info": {
                "tracked": True,
                "other": ("deal_id", "company_id"),
                "search": ("search_text",),
            }
        },
    )


class SalesOrderLine(LineRow, Base):
    """A line of an order, and how much of it is with the customer and on an invoice."""

    __tablename__ = "sales_order_line"
    sales_order_id: Mapped[UUID] = reference("sales_order", index=True, nullable=False)
    delivered_quantity: Mapped[Decimal | None] = mapped_column(Quantity())
    invoiced_quantity: Mapped[Decimal | None] = mapped_column(Quantity())
    delivery_on: Mapped[date | None]
    __table_args__ = (
        {"info": {"tracked": True, "root": "sales_order_id", "other": ("product_id",)}},
    )


class SalesOrderAllowance(AllowanceRow, Base):
    """An allowance or charge on an order."""

    __tablename__ = "sales_order_allowance"
    sales_order_id: Mapped[UUID] = reference("sales_order", index=True, nullable=False)
    __table_args__ = ({"info": {"tracked": True, "root": "sales_order_id"}},)


class SalesOrderTax(TaxRow, Base):
    """A line of the tax breakdown of an order."""

    __tablename__ = "sales_order_tax"
    sales_order_id: Mapped[UUID] = reference("sales_order", index=True, nullable=False)
    __table_args__ = ({"info": {"tracked": True, "root": "sales_order_id"}},)


class SalesOrderInvoice(Row, Base):
    """An invoice that another program wrote, and what was paid of it."""

    __tablename__ = "sales_order_invoice"
    sales_order_id: Mapped[UUID] = reference("sales_order", index=True, nullable=False)
    number: Mapped[str]
    issued_on: Mapped[date | None]
    amount: Mapped[Decimal | None]
    due_on: Mapped[date | None]
    paid_amount: Mapped[Decimal | None]
    paid_on: Mapped[date | None]
    __table_args__ = ({"info": {"tracked": True, "root": "sales_order_id"}},)


class Delivery(OwnedRow, Base):
    """Goods on their way to a customer: all of an order, or a part of it."""

    __tablename__ = "delivery"
    number: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="", server_default="")
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    status: Mapped[str | None] = mapped_column(Key)
    order_id: Mapped[UUID | None] = reference("sales_order", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    delivery_address: Mapped[str | None]
    shipped_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    carrier: Mapped[str | None]
    tracking: Mapped[str | None]
    note: Mapped[str | None]
    __table_args__ = (
        *sorted_by("delivery", "name_key", "created_at", "updated_at"),
        *sorted_by_nullable("delivery", "status", "shipped_on"),
        Index(
            "uq_delivery_number", "number", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        {
            "info": {
                "tracked": True,
                "other": ("order_id", "company_id"),
                "search": ("search_text",),
            }
        },
    )


class DeliveryLine(Row, Base):
    """What is in a delivery: how much of which line of the order, with its serial numbers."""

    __tablename__ = "delivery_line"
    delivery_id: Mapped[UUID] = reference("delivery", index=True, nullable=False)
    position: Mapped[int | None]
    order_position: Mapped[int | None]
    product_id: Mapped[UUID | None] = reference("product", index=True)
    description: Mapped[str | None]
    quantity: Mapped[Decimal | None] = mapped_column(Quantity())
    unit: Mapped[str | None]
    serials: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "delivery_id", "other": ("product_id",)}},)
