"""The contact and what hangs on it."""

from __future__ import annotations

from datetime import date, datetime
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
from crm_desktop.models.types import Blob, Key


class Person(OwnedRow, Base):
    """A contact. display_name, *_key, city, country and search_text are derived at each save.

    photo_key: SHA-256 of the photo, under which its small picture is kept (see Thumbnail).
    merged_into_id: of one that went into the trash in a merge: the contact it became a part of.
    """

    __tablename__ = "person"

    prefix: Mapped[str | None]
    first_name: Mapped[str | None]
    middle_name: Mapped[str | None]
    last_name: Mapped[str | None]
    suffix: Mapped[str | None]
    nickname: Mapped[str | None]
    name_override: Mapped[str | None]
    salutation: Mapped[str | None]
    phonetic_name: Mapped[str | None]
    gender: Mapped[str | None]
    pronoun: Mapped[str | None]
    company_id: Mapped[UUID | None] = reference("company")
    job_title: Mapped[str | None]
    department: Mapped[str | None]
    assistant: Mapped[str | None]
    manager_id: Mapped[UUID | None] = reference("person")
    status: Mapped[str | None] = mapped_column(Key)
    rating: Mapped[str | None]
    lead_source: Mapped[str | None]
    referred_by_id: Mapped[UUID | None] = reference("person")
    preferred_channel: Mapped[str | None]
    do_not_call: Mapped[bool] = mapped_column(default=False, server_default=false())
    do_not_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[str | None]
    time_zone: Mapped[str | None]
    birthday: Mapped[date | None]
    photo: Mapped[bytes | None] = mapped_column(Blob)
    note: Mapped[str | None]
    extra_vcard: Mapped[str | None]

    display_name: Mapped[str] = mapped_column(default="", server_default="")
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    company_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    city: Mapped[str | None]
    city_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    country: Mapped[str | None]
    photo_key: Mapped[bytes | None] = mapped_column(Blob)
    import_key: Mapped[bytes | None] = mapped_column(Blob)
    last_contact_at: Mapped[datetime | None]
    next_activity_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None]

    __table_args__ = (
        *sorted_by("person", "name_key", "company_key", "city_key", "created_at", "updated_at"),
        *sorted_by_nullable("person", "status", "last_contact_at", "next_activity_at"),
        Index("ix_person_company_id", "company_id"),
        Index("ix_person_owner_id", "owner_id"),
        Index(
            "ix_person_external_id",
            "external_id",
            sqlite_where=text("external_id IS NOT NULL"),
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index(
            "ix_person_import_key",
            "import_key",
            sqlite_where=text("import_key IS NOT NULL"),
            postgresql_where=text("import_key IS NOT NULL"),
        ),
        Index(  # covers what a list asks for: no row with its photo is read
            "ix_person_photo_key",
            "id",
            "photo_key",
            sqlite_where=text("photo_key IS NOT NULL"),
            postgresql_where=text("photo_key IS NOT NULL"),
        ),
        merged("person"),
        {
            "info": {
                "tracked": True,
                "other": ("merged_into_id",),
                "search": ("search_text", "company_key", "city_key"),
            }
        },
    )


def _child(*search: str, other: tuple[str, ...] = ()) -> dict[str, Any]:
    info: dict[str, Any] = {"tracked": True, "root": "person_id", "search": search}
    if other:
        info["other"] = other
    return {"info": info}


class PersonPhone(PhoneRow, Base):
    """A phone of a contact."""

    __tablename__ = "person_phone"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    __table_args__ = (
        Index("ix_person_phone_digits_reversed", "digits_reversed"),
        _child("digits"),
    )


class PersonEmail(EmailRow, Base):
    """An e-mail address of a contact."""

    __tablename__ = "person_email"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    __table_args__ = (Index("ix_person_email_email_key", "email_key"), _child("email_key"))


class PersonAddress(AddressRow, Base):
    """An address of a contact."""

    __tablename__ = "person_address"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    __table_args__ = (_child(),)


class PersonWebLink(WebLinkRow, Base):
    """A web site or profile of a contact."""

    __tablename__ = "person_web_link"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    __table_args__ = (_child(),)


class PersonTag(TagRow, Base):
    """A tag of a contact."""

    __tablename__ = "person_tag"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    __table_args__ = (Index("ix_person_tag_tag_key", "tag_key"), _child("tag_key"))


class PersonCompany(Row, Base):
    """A tie between a contact and a company, with what the contact is there.

    The contact's main company is person.company_id; it has a row here like the others.
    """

    __tablename__ = "person_company"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    company_id: Mapped[UUID] = reference("company", index=True, nullable=False)
    role: Mapped[str | None]
    department: Mapped[str | None]
    reports_to_id: Mapped[UUID | None] = reference("person")
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]
    inactive: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (_child(other=("company_id",)),)


class PersonConsent(Row, Base):
    """What a contact has agreed to, and since when not any more."""

    __tablename__ = "person_consent"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    purpose: Mapped[str]
    basis: Mapped[str | None]
    given_on: Mapped[date | None]
    source: Mapped[str | None]
    withdrawn_on: Mapped[date | None]
    __table_args__ = (_child(),)


class PersonFact(Row, Base):
    """Something worth knowing about a contact: family, plans, wishes, preferences."""

    __tablename__ = "person_fact"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    kind: Mapped[str | None]
    value: Mapped[str]
    noted_on: Mapped[date | None]
    source: Mapped[str | None]
    __table_args__ = (_child(),)


class PersonTie(Row, Base):
    """A formal or informal tie between two contacts."""

    __tablename__ = "person_tie"
    person_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    other_id: Mapped[UUID] = reference("person", index=True, nullable=False)
    kind: Mapped[str | None]
    note: Mapped[str | None]
    __table_args__ = (_child(other=("other_id",)),)
