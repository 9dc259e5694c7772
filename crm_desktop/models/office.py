"""Our own side: the office, colleagues, teams, settings and saved lists."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import false, true

from crm_desktop.models.base import LIVE, Base, RecordRow, Row, reference, sorted_by
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import Blob, Json, Key


class Office(RecordRow, Base):
    """Our own company. A store has one."""

    __tablename__ = "office"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    legal_name: Mapped[str | None]
    street: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    country: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    web: Mapped[str | None]
    vat_id: Mapped[str | None]
    registration_no: Mapped[str | None]
    currency: Mapped[str | None]
    language: Mapped[str | None]
    time_zone: Mapped[str | None]
    logo: Mapped[bytes | None] = mapped_column(Blob)
    about: Mapped[str | None]
    custom: Mapped[Any | None] = mapped_column(Json)
    __table_args__ = (*sorted_by("office", "name_key"), {"info": {"tracked": True}})


class OfficeDepartment(Row, Base):
    """A department of ours."""

    __tablename__ = "office_department"
    office_id: Mapped[UUID] = reference("office", index=True, nullable=False)
    name: Mapped[str]
    head_id: Mapped[UUID | None] = reference("app_user")
    __table_args__ = ({"info": {"tracked": True, "root": "office_id"}},)


class OfficeMilestone(Row, Base):
    """A date in our history or plan."""

    __tablename__ = "office_milestone"
    office_id: Mapped[UUID] = reference("office", index=True, nullable=False)
    title: Mapped[str]
    day: Mapped[date | None]
    note: Mapped[str | None]
    __table_args__ = ({"info": {"tracked": True, "root": "office_id"}},)


class Team(RecordRow, Base):
    """A team of colleagues."""

    __tablename__ = "team"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    # No foreign key: teams and colleagues point at each other.
    lead_id: Mapped[UUID | None]
    parent_id: Mapped[UUID | None] = reference("team")
    custom: Mapped[Any | None] = mapped_column(Json)
    __table_args__ = (*sorted_by("team", "name_key"), {"info": {"tracked": True}})


class AppUser(RecordRow, Base):
    """A colleague who logs in: `login` is the operating system's or the server's account name."""

    __tablename__ = "app_user"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    login: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    job_title: Mapped[str | None]
    department: Mapped[str | None]
    role: Mapped[str]
    team_id: Mapped[UUID | None] = reference("team")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    custom: Mapped[Any | None] = mapped_column(Json)
    __table_args__ = (
        *sorted_by("app_user", "name_key"),
        Index("uq_app_user_login", "login", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        {"info": {"tracked": True}},
    )


class Setting(RecordRow, Base):
    """A shared setting (no owner), or one of a colleague."""

    __tablename__ = "setting"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    content: Mapped[Any | None] = mapped_column(Json)
    owner_id: Mapped[UUID | None] = reference("app_user")
    __table_args__ = (*sorted_by("setting", "name_key"), {"info": {"tracked": True}})


class SavedView(RecordRow, Base):
    """A list somebody keeps: content is the JSON of a ListQuery and of its columns."""

    __tablename__ = "saved_view"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    entity: Mapped[str]
    content: Mapped[Any | None] = mapped_column(Json)
    position: Mapped[int | None]
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    visibility: Mapped[str | None]
    owner_id: Mapped[UUID | None] = reference("app_user")
    __table_args__ = (*sorted_by("saved_view", "name_key"), {"info": {"tracked": True}})
