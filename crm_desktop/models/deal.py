"""Deals: what may be sold to whom, how likely, until when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from crm_desktop.models.base import Base, OwnedRow, Row, reference, sorted_by, sorted_by_nullable
from crm_desktop.models.contact_details import TagRow
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.document_lines import LineRow
from crm_desktop.models.types import Key, Quantity


class Deal(OwnedRow, Base):
    """A deal.

    pipeline, status, stage_since, probability, weighted, category and margin are kept by the
    program (services/sales/pipeline/deal_rules.py); so is amount where there are lines, or a quote
    that stands: quoted is what it comes to, estimate what the amount was before.
    """

    __tablename__ = "deal"
    number: Mapped[str | None]
    title: Mapped[str]
    title_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    company_id: Mapped[UUID | None] = reference("company", index=True)
    contact_id: Mapped[UUID | None] = reference("person", index=True)
    stage_id: Mapped[UUID | None] = reference("stage", index=True)
    pipeline_id: Mapped[UUID | None] = reference("pipeline", index=True)
    status: Mapped[str | None] = mapped_column(Key)
    stage_since: Mapped[datetime | None]
    probability: Mapped[Decimal | None] = mapped_column(Quantity())
    probability_override: Mapped[Decimal | None] = mapped_column(Quantity())
    probability_reason: Mapped[str | None]
    type: Mapped[str | None]
    currency: Mapped[str | None]
    amount: Mapped[Decimal | None]
    quoted: Mapped[Decimal | None]
    estimate: Mapped[Decimal | None]
    weighted: Mapped[Decimal | None]
    recurring_amount: Mapped[Decimal | None]
    recurring_period: Mapped[str | None]
    cost: Mapped[Decimal | None]
    margin: Mapped[Decimal | None]
    price_list_id: Mapped[UUID | None] = reference("price_list")
    expected_close: Mapped[date | None]
    category: Mapped[str | None]
    forecast_category: Mapped[str | None]
    manager_category: Mapped[str | None]
    on_hold_until: Mapped[date | None]
    hold_reason: Mapped[str | None]
    source: Mapped[str | None]
    campaign: Mapped[str | None]
    territory: Mapped[str | None]
    next_step: Mapped[str | None]
    closed_on: Mapped[date | None]
    closing_rate: Mapped[str | None]
    lost_reason_id: Mapped[UUID | None] = reference("lost_reason", index=True)
    closing_note: Mapped[str | None]
    note: Mapped[str | None]
    last_contact_at: Mapped[datetime | None]
    next_activity_at: Mapped[datetime | None]
    __table_args__ = (
        *sorted_by("deal", "title_key", "created_at", "updated_at"),
        *sorted_by_nullable(
            "deal",
            "status",
            "amount",
            "weighted",
            "stage_since",
            "expected_close",
            "closed_on",
            "last_contact_at",
            "next_activity_at",
        ),
        Index("ix_deal_owner_id", "owner_id"),
        Index("ix_deal_external_id", "external_id"),
        Index("ix_deal_number", "number"),
        {"info": {"tracked": True, "other": ("company_id",), "search": ("search_text",)}},
    )


class DealStakeholder(Row, Base):
    """Somebody who has a say."""

    __tablename__ = "deal_stakeholder"
    deal_id: Mapped[UUID] = reference("deal", index=True, nullable=False)
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    role: Mapped[str | None]
    influence: Mapped[str | None]
    stance: Mapped[str | None]
    note: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "deal_id", "other": ("person_id",)}},)


class DealCompetitor(Row, Base):
    """Who else would like to have the deal."""

    __tablename__ = "deal_competitor"
    deal_id: Mapped[UUID] = reference("deal", index=True, nullable=False)
    name: Mapped[str | None]
    company_id: Mapped[UUID | None] = reference("company", index=True)
    product: Mapped[str | None]
    price: Mapped[Decimal | None]
    threat: Mapped[str | None]
    note: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "deal_id", "other": ("company_id",)}},)


class DealLine(LineRow, Base):
    """What is to be sold."""

    __tablename__ = "deal_line"
    deal_id: Mapped[UUID] = reference("deal", index=True, nullable=False)
    __table_args__ = ({"info": {"tracked": True, "root": "deal_id", "other": ("product_id",)}},)


class DealTag(TagRow, Base):
    """A tag of a deal."""

    __tablename__ = "deal_tag"
    deal_id: Mapped[UUID] = reference("deal", index=True, nullable=False)
    __table_args__ = (
        Index("ix_deal_tag_tag_key", "tag_key"),
        {"info": {"tracked": True, "root": "deal_id", "search": ("tag_key",)}},
    )
