"""Files linked to records. The bytes live in the database, once for each content."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import String

from crm_desktop.models.base import Base, OwnedRow, reference, sorted_by
from crm_desktop.models.declarative import Mapped, mapped_column
from crm_desktop.models.types import Blob


class FileContent(Base):
    """The bytes of a file under their SHA-256 (hex). Never changed, so never logged."""

    __tablename__ = "file_content"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(Blob)


class Thumbnail(Base):
    """The small picture of a photo, under the photo's SHA-256. Never changed, so never logged."""

    __tablename__ = "thumbnail"
    photo_key: Mapped[bytes] = mapped_column(Blob, primary_key=True)
    content: Mapped[bytes] = mapped_column(Blob)


class Attachment(OwnedRow, Base):
    """A file on a contact, a company, a lead, a deal, a product, an activity, a note or a paper."""

    __tablename__ = "attachment"

    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    description: Mapped[str | None]
    person_id: Mapped[UUID | None] = reference("person", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    activity_id: Mapped[UUID | None] = reference("activity", index=True)
    about_note_id: Mapped[UUID | None] = reference("note", index=True)
    lead_id: Mapped[UUID | None] = reference("lead", index=True)
    deal_id: Mapped[UUID | None] = reference("deal", index=True)
    product_id: Mapped[UUID | None] = reference("product", index=True)
    quote_id: Mapped[UUID | None] = reference("quote", index=True)
    order_id: Mapped[UUID | None] = reference("sales_order", index=True)
    delivery_id: Mapped[UUID | None] = reference("delivery", index=True)
    contract_id: Mapped[UUID | None] = reference("contract", index=True)

    __table_args__ = (
        *sorted_by("attachment", "created_at", "updated_at"),
        {
            "info": {
                "tracked": True,
                "other": (
                    "person_id",
                    "company_id",
                    "activity_id",
                    "about_note_id",
                    "lead_id",
                    "deal_id",
                    "product_id",
                    "quote_id",
                    "order_id",
                    "delivery_id",
                    "contract_id",
                ),
                "search": ("search_text",),
            }
        },
    )
