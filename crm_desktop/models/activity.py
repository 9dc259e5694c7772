"""Activities: calls, meetings, tasks, letters; whom they concern and who takes part."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import false

from crm_desktop.models.base import Base, OwnedRow, Row, reference, sorted_by, sorted_by_nullable
from crm_desktop.models.contact_details import TagRow
from crm_desktop.models.declarative import Index, Mapped, mapped_column


class Activity(OwnedRow, Base):
    """Something planned or done. due_at is a moment; due_on a day without a time.

    due_key: either of them, as lists are ordered by it (models/whole_days.py).
    """

    __tablename__ = "activity"

    kind: Mapped[str]
    subject: Mapped[str]
    status: Mapped[str]
    direction: Mapped[str | None]
    due_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    end_at: Mapped[datetime | None]
    zone: Mapped[str | None]
    recurrence: Mapped[str | None]
    place: Mapped[str | None]
    priority: Mapped[str | None]
    outcome: Mapped[str | None]
    done_at: Mapped[datetime | None]
    duration: Mapped[int | None]
    next_step: Mapped[str | None]
    description: Mapped[str | None]
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_key: Mapped[datetime | None]

    __table_args__ = (
        *sorted_by("activity", "created_at", "updated_at"),
        *sorted_by_nullable("activity", "due_key", "done_at"),
        Index("ix_activity_owner_id", "owner_id", "status", "due_at"),
        {"info": {"tracked": True, "search": ("search_text",)}},
    )


class ActivityLink(Row, Base):
    """What an activity is about: one contact, company, lead or deal a row."""

    __tablename__ = "activity_link"
    activity_id: Mapped[UUID] = reference("activity", index=True, nullable=False)
    person_id: Mapped[UUID | None] = reference("person", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    lead_id: Mapped[UUID | None] = reference("lead", index=True)
    deal_id: Mapped[UUID | None] = reference("deal", index=True)
    __table_args__ = (
        {
            "info": {
                "tracked": True,
                "root": "activity_id",
                "other": ("person_id", "company_id", "lead_id", "deal_id"),
            }
        },
    )


class ActivityAttendee(Row, Base):
    """Somebody who takes part."""

    __tablename__ = "activity_attendee"
    activity_id: Mapped[UUID] = reference("activity", index=True, nullable=False)
    name: Mapped[str | None]
    email: Mapped[str | None]
    person_id: Mapped[UUID | None] = reference("person", index=True)
    user_id: Mapped[UUID | None] = reference("app_user")
    response: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "activity_id", "other": ("person_id",)}},)


class ActivityTag(TagRow, Base):
    """A tag of an activity."""

    __tablename__ = "activity_tag"
    activity_id: Mapped[UUID] = reference("activity", index=True, nullable=False)
    __table_args__ = (
        Index("ix_activity_tag_tag_key", "tag_key"),
        {"info": {"tracked": True, "root": "activity_id", "search": ("tag_key",)}},
    )
