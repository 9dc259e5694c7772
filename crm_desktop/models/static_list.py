"""Lists kept by hand: who stands in one, and who is somebody's favourite."""

from __future__ import annotations

from uuid import UUID

from crm_desktop.models.base import Base, RecordRow, Row, reference, sorted_by
from crm_desktop.models.declarative import Mapped, mapped_column
from crm_desktop.models.types import Key


class StaticList(RecordRow, Base):
    """A named list of contacts and companies, put together by hand: "Trade fair 2026"."""

    __tablename__ = "static_list"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    owner_id: Mapped[UUID | None] = reference("app_user")
    visibility: Mapped[str | None]
    __table_args__ = (*sorted_by("static_list", "name_key"), {"info": {"tracked": True}})


class StaticListMember(Row, Base):
    """Who stands in a list: one contact or one company a row."""

    __tablename__ = "static_list_member"
    static_list_id: Mapped[UUID] = reference("static_list", index=True, nullable=False)
    person_id: Mapped[UUID | None] = reference("person", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    __table_args__ = (
        {"info": {"tracked": True, "root": "static_list_id", "other": ("person_id", "company_id")}},
    )


class UserFavourite(Row, Base):
    """A favourite of a colleague. No `other`: it is no part of the record's own history."""

    __tablename__ = "user_favourite"
    app_user_id: Mapped[UUID] = reference("app_user", index=True, nullable=False)
    person_id: Mapped[UUID | None] = reference("person", index=True)
    company_id: Mapped[UUID | None] = reference("company", index=True)
    position: Mapped[int | None]
    __table_args__ = ({"info": {"tracked": True, "root": "app_user_id"}},)
