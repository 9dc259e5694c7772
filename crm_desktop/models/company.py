"""The company and what hangs on it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import false, text

from crm_desktop.models.base import (
    Base,
    OwnedRow,
    Row,
    merged,
    reference,
    sorted_by,
    sorted_by_nullable,
)
from crm_desktop.models.contact_details import (
    AddressRow,
    EmailRow,
    PhoneRow,
    TagRow,
    WebLinkRow,
)
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import Key


class Company(OwnedRow, Base):
    """A company. *_key, city, country and search_text are derived at each save.

    merged_into_id: of one that went into the trash in a merge: the company it became a part of.
    """

    __tablename__ = "company"

    name: Mapped[str]
    legal_name: Mapped[str | None]
    parent_id: Mapped[UUID | None] = reference("company", index=True)
    status: Mapped[str | None] = mapped_column(Key)
    competitor: Mapped[bool] = mapped_column(default=False, server_default=false())
    industry: Mapped[str | None]
    size_band: Mapped[str | None]
    employees: Mapped[int | None]
    annual_revenue: Mapped[Decimal | None]
    year_established: Mapped[int | None]
    region: Mapped[str | None]
    rating: Mapped[str | None]
    lead_source: Mapped[str | None]
    vat_id: Mapped[str | None]
    registration_no: Mapped[str | None]
    language: Mapped[str | None]
    currency: Mapped[str | None]
    price_list: Mapped[str | None]
    payment_terms: Mapped[str | None]
    delivery_terms: Mapped[str | None]
    tax_profile: Mapped[str | None]
    credit_limit: Mapped[Decimal | None]
    note: Mapped[str | None]
    extra_vcard: Mapped[str | None]

    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    city: Mapped[str | None]
    city_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    country: Mapped[str | None]
    last_contact_at: Mapped[datetime | None]
    next_activity_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None]

    __table_args__ = (
        *sorted_by("company", "name_key", "city_key", "created_at", "updated_at"),
        *sorted_by_nullable("company", "status", "last_contact_at", "next_activity_at"),
        Index("ix_company_industry", "industry"),
        Index("ix_company_owner_id", "owner_id"),
        Index(
            "ix_company_external_id",
            "external_id",
            sqlite_where=text("external_id IS NOT NULL"),
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        merged("company"),
        {
            "info": {
                "tracked": True,
                "other": ("merged_into_id",),
                "search": ("search_text", "city_key"),
            }
        },
    )


def _child(*search: str) -> dict[str, Any]:
    return {"info": {"tracked": True, "root": "company_id", "search": search}}


class CompanyType(Row, Base):
    """A further type of a company that is several things to us."""

    __tablename__ = "company_type"
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    type: Mapped[str]
    __table_args__ = (_child(),)


class CompanyPhone(PhoneRow, Base):
    """A phone of a company."""

    __tablename__ = "company_phone"
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    __table_args__ = (
        Index("ix_company_phone_digits_reversed", "digits_reversed"),
        _child("digits"),
    )


class CompanyEmail(EmailRow, Base):
    """An e-mail address of a company."""

    __tablename__ = "company_email"
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    __table_args__ = (Index("ix_company_email_email_key", "email_key"), _child("email_key"))


class CompanyAddress(AddressRow, Base):
    """An address of a company."""

    __tablename__ = "company_address"
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    __table_args__ = (_child(),)


class CompanyWebLink(WebLinkRow, Base):
    """A web site or profile of a company."""

    __tablename__ = "company_web_link"
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    __table_args__ = (_child(),)


class CompanyDomain(Row, Base):
    """A mail domain by which people of the company are recognised."""

    __tablename__ = "company_domain"
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    domain: Mapped[str] = mapped_column(Key)
    __table_args__ = (Index("ix_company_domain_domain", "domain"), _child("domain"))


class CompanyTag(TagRow, Base):
    """A tag of a company."""

    __tablename__ = "company_tag"
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    __table_args__ = (Index("ix_company_tag_tag_key", "tag_key"), _child("tag_key"))
