"""What lasts after a sale: contracts, and what stands at customers with its warranty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from crm_desktop.models.base import LIVE, Base, OwnedRow, reference, sorted_by, sorted_by_nullable
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import Key


class Contract(OwnedRow, Base):
    """A contract that runs.

    Derived are notice_on, the last day on which it can be ended, and yearly, its cost in a year.
    """

    __tablename__ = "contract"
    number: Mapped[str | None]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    kind: Mapped[str | None]
    status: Mapped[str | None] = mapped_column(Key)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    contact_id: Mapped[UUID | None] = reference("person", index=True)
    deal_id: Mapped[UUID | None] = reference("deal", index=True)
    order_id: Mapped[UUID | None] = reference("sales_order", index=True)
    product_id: Mapped[UUID | None] = reference("product", index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    renewal: Mapped[str | None]
    renewal_months: Mapped[int | None]
    notice_days: Mapped[int | None]
    notice_on: Mapped[date | None]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    period: Mapped[str | None]
    yearly: Mapped[Decimal | None]
    service_level: Mapped[str | None]
    renewal_deal_id: Mapped[UUID | None] = reference("deal", index=True)
    note: Mapped[str | None]
    __table_args__ = (
        *sorted_by("contract", "name_key", "created_at", "updated_at"),
        *sorted_by_nullable(
            "contract", "status", "starts_on", "ends_on", "notice_on", "amount", "yearly"
        ),
        Index(
            "uq_contract_number", "number", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        {
            "info": {
                "tracked": True,
                "other": ("company_id", "deal_id"),
                "search": ("search_text",),
            }
        },
    )


class Asset(OwnedRow, Base):
    """A thing we sold that stands at a customer."""

    __tablename__ = "asset"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    serial: Mapped[str | None]
    status: Mapped[str | None] = mapped_column(Key)
    product_id: Mapped[UUID | None] = reference("product", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    contact_id: Mapped[UUID | None] = reference("person", index=True)
    order_id: Mapped[UUID | None] = reference("sales_order", index=True)
    contract_id: Mapped[UUID | None] = reference("contract", index=True)
    installed_on: Mapped[date | None]
    warranty_until: Mapped[date | None]
    next_service_on: Mapped[date | None]
    place: Mapped[str | None]
    note: Mapped[str | None]
    __table_args__ = (
        *sorted_by("asset", "name_key", "created_at", "updated_at"),
        *sorted_by_nullable("asset", "status", "installed_on", "warranty_until", "next_service_on"),
        Index("ix_asset_serial", "serial"),
        {
            "info": {
                "tracked": True,
                "other": ("company_id", "product_id"),
                "search": ("search_text",),
            }
        },
    )
