"""What we sell: products in a tree of categories, and what they cost whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import false

from crm_desktop.models.base import (
    Base,
    OwnedRow,
    RecordRow,
    Row,
    reference,
    sorted_by,
    sorted_by_nullable,
)
from crm_desktop.models.contact_details import TagRow
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import Blob, Key, Quantity


class ProductCategory(RecordRow, Base):
    """A branch of the catalogue."""

    __tablename__ = "product_category"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    parent_id: Mapped[UUID | None] = reference("product_category", index=True)
    description: Mapped[str | None]
    __table_args__ = (*sorted_by("product_category", "name_key"), {"info": {"tracked": True}})


class Product(OwnedRow, Base):
    """Goods, a service, hours, a subscription or a bundle of other products."""

    __tablename__ = "product"
    code: Mapped[str]
    code_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    kind: Mapped[str]
    category_id: Mapped[UUID | None] = reference("product_category", index=True)
    unit: Mapped[str | None]
    description: Mapped[str | None]
    list_price: Mapped[Decimal | None]
    currency: Mapped[str | None]
    cost: Mapped[Decimal | None]
    margin_percent: Mapped[Decimal | None] = mapped_column(Quantity())
    min_price: Mapped[Decimal | None]
    min_margin: Mapped[Decimal | None] = mapped_column(Quantity())
    tax_class_id: Mapped[UUID | None] = reference("tax_class")
    billing_period: Mapped[str | None]
    warranty_months: Mapped[int | None]
    serial_tracked: Mapped[bool] = mapped_column(default=False, server_default=false())
    supplier_id: Mapped[UUID | None] = reference("company", index=True)
    supplier_code: Mapped[str | None]
    gtin: Mapped[str | None]
    weight: Mapped[Decimal | None] = mapped_column(Quantity())
    in_stock: Mapped[Decimal | None] = mapped_column(Quantity())
    discontinued: Mapped[bool] = mapped_column(default=False, server_default=false())
    replaced_by_id: Mapped[UUID | None] = reference("product", index=True)
    image: Mapped[bytes | None] = mapped_column(Blob)
    note: Mapped[str | None]
    __table_args__ = (
        *sorted_by("product", "code_key", "name_key", "created_at", "updated_at"),
        *sorted_by_nullable("product", "list_price"),
        Index("ix_product_external_id", "external_id"),
        {"info": {"tracked": True, "search": ("search_text",)}},
    )


class ProductText(Row, Base):
    """What a product is called in the language of a customer."""

    __tablename__ = "product_text"
    product_id: Mapped[UUID] = reference("product", index=True, nullable=False)
    language: Mapped[str]
    name: Mapped[str | None]
    description: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "product_id"}},)


class ProductComponent(Row, Base):
    """A part of a bundle."""

    __tablename__ = "product_component"
    product_id: Mapped[UUID] = reference("product", index=True, nullable=False)
    position: Mapped[int | None]
    component_id: Mapped[UUID] = reference("product", index=True, nullable=False)
    quantity: Mapped[Decimal | None] = mapped_column(Quantity())
    optional: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (
        {"info": {"tracked": True, "root": "product_id", "other": ("component_id",)}},
    )


class ProductCompetitor(Row, Base):
    """What others sell instead."""

    __tablename__ = "product_competitor"
    product_id: Mapped[UUID] = reference("product", index=True, nullable=False)
    name: Mapped[str]
    company_id: Mapped[UUID | None] = reference("company", index=True)
    price: Mapped[Decimal | None]
    currency: Mapped[str | None]
    strengths: Mapped[str | None]
    weaknesses: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "product_id", "other": ("company_id",)}},)


class ProductTag(TagRow, Base):
    """A tag of a product."""

    __tablename__ = "product_tag"
    product_id: Mapped[UUID] = reference("product", index=True, nullable=False)
    __table_args__ = (
        Index("ix_product_tag_tag_key", "tag_key"),
        {"info": {"tracked": True, "root": "product_id", "search": ("tag_key",)}},
    )


class PriceList(RecordRow, Base):
    """A list of prices in one currency; what it does not name comes from its parent."""

    __tablename__ = "price_list"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    currency: Mapped[str]
    parent_id: Mapped[UUID | None] = reference("price_list", index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    includes_tax: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_default: Mapped[bool] = mapped_column(default=False, server_default=false())
    note: Mapped[str | None]
    __table_args__ = (*sorted_by("price_list", "name_key"), {"info": {"tracked": True}})


class ProductPrice(Row, Base):
    """A price of a product: in a list, for one customer, from a quantity on, between two days."""

    __tablename__ = "product_price"
    product_id: Mapped[UUID] = reference("product", index=True, nullable=False)
    price_list_id: Mapped[UUID | None] = reference("price_list", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    currency: Mapped[str | None]
    min_quantity: Mapped[Decimal | None] = mapped_column(Quantity())
    unit_price: Mapped[Decimal | None]
    discount_percent: Mapped[Decimal | None] = mapped_column(Quantity())
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    __table_args__ = (
        {
            "info": {
                "tracked": True,
                "root": "product_id",
                "other": ("price_list_id", "company_id"),
            }
        },
    )
