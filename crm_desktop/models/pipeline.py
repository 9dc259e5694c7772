"""The ways a deal goes: pipelines, their stages, and why deals are lost; the goals of a period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import false

from crm_desktop.models.base import Base, RecordRow, reference, sorted_by, sorted_by_nullable
from crm_desktop.models.declarative import Mapped, mapped_column
from crm_desktop.models.types import Key, Quantity


class Pipeline(RecordRow, Base):
    """A way from enquiry to order."""

    __tablename__ = "pipeline"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    position: Mapped[int | None]
    is_default: Mapped[bool] = mapped_column(default=False, server_default=false())
    archived: Mapped[bool] = mapped_column(default=False, server_default=false())
    description: Mapped[str | None]
    __table_args__ = (
        *sorted_by("pipeline", "name_key"),
        *sorted_by_nullable("pipeline", "position"),
        {"info": {"tracked": True}},
    )


class Stage(RecordRow, Base):
    """A stage of a pipeline. kind: open, won or lost; rot_days: how long a deal may stay in it."""

    __tablename__ = "stage"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    pipeline_id: Mapped[UUID] = reference("pipeline", index=True, nullable=False)
    position: Mapped[int | None]
    kind: Mapped[str]
    probability: Mapped[Decimal] = mapped_column(Quantity())
    rot_days: Mapped[int | None]
    exit_criteria: Mapped[str | None]
    __table_args__ = (
        *sorted_by("stage", "name_key"),
        *sorted_by_nullable("stage", "position"),
        {"info": {"tracked": True, "other": ("pipeline_id",)}},
    )


class LostReason(RecordRow, Base):
    """Why a deal was lost; its kind keeps reports right when it is renamed."""

    __tablename__ = "lost_reason"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    kind: Mapped[str]
    position: Mapped[int | None]
    __table_args__ = (
        *sorted_by("lost_reason", "name_key"),
        *sorted_by_nullable("lost_reason", "position"),
        {"info": {"tracked": True}},
    )


class Quota(RecordRow, Base):
    """What somebody, or a team, is to sell in a period."""

    __tablename__ = "quota"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    user_id: Mapped[UUID | None] = reference("app_user", index=True)
    team_id: Mapped[UUID | None] = reference("team", index=True)
    pipeline_id: Mapped[UUID | None] = reference("pipeline")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    amount: Mapped[Decimal]
    currency: Mapped[str]
    __table_args__ = (
        *sorted_by("quota", "name_key", "starts_on"),
        {"info": {"tracked": True}},
    )
