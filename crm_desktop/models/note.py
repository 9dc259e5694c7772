"""Notes, and what they are about."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import false

from crm_desktop.models.base import Base, OwnedRow, Row, reference, sorted_by
from crm_desktop.models.contact_details import TagRow
from crm_desktop.models.declarative import Index, Mapped, mapped_column


class Note(OwnedRow, Base):
    """A note. title is its first line, derived."""

    __tablename__ = "note"

    body: Mapped[str]
    title: Mapped[str] = mapped_column(default="", server_default="")
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        *sorted_by("note", "created_at", "updated_at"),
        {"info": {"tracked": True, "search": ("search_text",)}},
    )


class NoteLink(Row, Base):
    """What a note is about: one contact, company, lead or deal a row."""

    __tablename__ = "note_link"
    note_id: Mapped[UUID] = reference("note", index=True, nullable=False)
    person_id: Mapped[UUID | None] = reference("person", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    lead_id: Mapped[UUID | None] = reference("lead", index=True)
    deal_id: Mapped[UUID | None] = reference("deal", index=True)
    __table_args__ = (
        {
            "info": {
                "tracked": True,
                "root": "note_id",
                "other": ("person_id", "company_id", "lead_id", "deal_id"),
            }
        },
    )


class NoteTag(TagRow, Base):
    """A tag of a note."""

    __tablename__ = "note_tag"
    note_id: Mapped[UUID] = reference("note", index=True, nullable=False)
    __table_args__ = (
        Index("ix_note_tag_tag_key", "tag_key"),
        {"info": {"tracked": True, "root": "note_id", "search": ("tag_key",)}},
    )
