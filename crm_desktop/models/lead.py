"""Leads: who may become a customer, and why we think so."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from crm_desktop.models.base import Base, OwnedRow, Row, reference, sorted_by, sorted_by_nullable
from crm_desktop.models.contact_details import (
    AddressRow,
    EmailRow,
    PhoneRow,
    TagRow,
    WebLinkRow,
)
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import Key


class Lead(OwnedRow, Base):
    """An enquiry that is no contact yet. person, company, deal: what it became."""

    __tablename__ = "lead"
    prefix: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    company_name: Mapped[str | None]
    display_name: Mapped[str] = mapped_column(default="", server_default="")
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    job_title: Mapped[str | None]
    source: Mapped[str | None]
    campaign: Mapped[str | None]
    status: Mapped[str | None] = mapped_column(Key)
    wake_up_on: Mapped[date | None]
    score: Mapped[int | None]
    estimated_amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    response_due_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    disqualified_reason: Mapped[str | None]
    converted_at: Mapped[datetime | None]
    person_id: Mapped[UUID | None] = reference("person", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    deal_id: Mapped[UUID | None] = reference("deal", index=True)
    note: Mapped[str | None]
    city: Mapped[str | None]
    city_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    country: Mapped[str | None]
    last_contact_at: Mapped[datetime | None]
    next_activity_at: Mapped[datetime | None]
    __table_args__ = (
        *sorted_by("lead", "name_key", "city_key", "created_at", "updated_at"),
        *sorted_by_nullable(
            "lead", "status", "score", "estimated_amount", "last_contact_at", "next_activity_at"
        ),
        Index("ix_lead_owner_id", "owner_id"),
        Index("ix_lead_external_id", "external_id"),
        {"info": {"tracked": True, "search": ("search_text", "city_key")}},
    )


def _child(*search: str) -> dict[str, Any]:
    return {"info": {"tracked": True, "root": "lead_id", "search": search}}


class LeadPhone(PhoneRow, Base):
    """A phone of a lead."""

    __tablename__ = "lead_phone"
    lead_id: Mapped[UUID] = reference("lead", index=True, nullable=False)
    __table_args__ = (
        Index("ix_lead_phone_digits_reversed", "digits_reversed"),
        _child("digits"),
    )


class LeadEmail(EmailRow, Base):
    """An e-mail address of a lead."""

    __tablename__ = "lead_email"
    lead_id: Mapped[UUID] = reference("lead", index=True, nullable=False)
    __table_args__ = (Index("ix_lead_email_email_key", "email_key"), _child("email_key"))


class LeadAddress(AddressRow, Base):
    """An address of a lead."""

    __tablename__ = "lead_address"
    lead_id: Mapped[UUID] = reference("lead", index=True, nullable=False)
    __table_args__ = (_child(),)


class LeadWebLink(WebLinkRow, Base):
    """A web site or profile of a lead."""

    __tablename__ = "lead_web_link"
    lead_id: Mapped[UUID] = reference("lead", index=True, nullable=False)
    __table_args__ = (_child(),)


class LeadReason(Row, Base):
    """A reason for the score of a lead; the score is their sum."""

    __tablename__ = "lead_reason"
    lead_id: Mapped[UUID] = reference("lead", index=True, nullable=False)
    reason: Mapped[str]
    points: Mapped[int]
    __table_args__ = (_child(),)


class LeadProduct(Row, Base):
    """What a lead is interested in."""

    __tablename__ = "lead_product"
    lead_id: Mapped[UUID] = reference("lead", index=True, nullable=False)
    product_id: Mapped[UUID] = reference("product", index=True, nullable=False)
    note: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "lead_id", "other": ("product_id",)}},)


class LeadTag(TagRow, Base):
    """A tag of a lead."""

    __tablename__ = "lead_tag"
    lead_id: Mapped[UUID] = reference("lead", index=True, nullable=False)
    __table_args__ = (Index("ix_lead_tag_tag_key", "tag_key"), _child("tag_key"))
