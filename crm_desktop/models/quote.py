"""Quotes and their revisions."""

from __future__ import annotations

from datetime import date, datetime
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
from crm_desktop.models.types import Key


class Quote(Totals, OwnedRow, Base):
    """A revision of a quote. It has a number once it is issued; a sent one is never changed."""

    __tablename__ = "quote"
    number: Mapped[str | None]
    revision: Mapped[int | None]
    name: Mapped[str] = mapped_column(default="", server_default="")
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    title: Mapped[str | None]
    status: Mapped[str | None] = mapped_column(Key)
    deal_id: Mapped[UUID | None] = reference("deal", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    contact_id: Mapped[UUID | None] = reference("person", index=True)
    billing_address: Mapped[str | None]
    delivery_address: Mapped[str | None]
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    currency: Mapped[str | None]
    rate: Mapped[str | None]
    price_list_id: Mapped[UUID | None] = reference("price_list")
    payment_terms: Mapped[str | None]
    delivery_terms: Mapped[str | None]
    tax_mode: Mapped[str | None]
    prices_include_tax: Mapped[bool] = mapped_column(default=False, server_default=false())
    intro: Mapped[str | None]
    closing: Mapped[str | None]
    language: Mapped[str | None]
    template: Mapped[str | None]
    previous_id: Mapped[UUID | None] = reference("quote", index=True)
    content_hash: Mapped[str | None]
    pdf_sha256: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    sent_to: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    accepted_how: Mapped[str | None]
    decline_reason: Mapped[str | None]
    __table_args__ = (
        *sorted_by("quote", "name_key", "created_at", "updated_at"),
        *sorted_by_nullable(
            "quote", "status", "issued_on", "valid_until", "tax_exclusive", "tax_inclusive"
        ),
        Index("ix_quote_owner_id", "owner_id"),
        Index(
            "uq_quote_number",
            "number",
            "revision",
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


class QuoteLine(LineRow, Base):
    """A line of a quote."""

    __tablename__ = "quote_line"
    quote_id: Mapped[UUID] = reference("quote", index=True, nullable=False)
    __table_args__ = ({"info": {"tracked": True, "root": "quote_id", "other": ("product_id",)}},)


class QuoteAllowance(AllowanceRow, Base):
    """An allowance or charge on a quote."""

    __tablename__ = "quote_allowance"
    quote_id: Mapped[UUID] = reference("quote", index=True, nullable=False)
    __table_args__ = ({"info": {"tracked": True, "root": "quote_id"}},)


class QuoteTax(TaxRow, Base):
    """A line of the tax breakdown of a quote."""

    __tablename__ = "quote_tax"
    quote_id: Mapped[UUID] = reference("quote", index=True, nullable=False)
    __table_args__ = ({"info": {"tracked": True, "root": "quote_id"}},)


class QuoteApproval(Row, Base):
    """Who asked for approval, who gave or refused it, and why."""

    __tablename__ = "quote_approval"
    quote_id: Mapped[UUID] = reference("quote", index=True, nullable=False)
    decision: Mapped[str]
    user_id: Mapped[UUID | None] = reference("app_user")
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "quote_id"}},)
