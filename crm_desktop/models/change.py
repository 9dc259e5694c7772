"""The change log: who changed what, when and why. Written by triggers only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, text

from crm_desktop.models.base import Base
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import BigKey, Json


class ChangeSet(Base):
    """What one command did, as a whole."""

    __tablename__ = "change_set"
    __table_args__ = (Index("ix_change_set_user_id", "user_id", "seq"),)
    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    user_id: Mapped[UUID | None]
    client_session: Mapped[UUID | None]
    at: Mapped[datetime]
    purpose: Mapped[str]
    label: Mapped[str | None]
    undoes: Mapped[int | None] = mapped_column(BigKey, index=True)
    state: Mapped[str] = mapped_column(default="", server_default="")  # or "undone"
    xid: Mapped[int | None] = mapped_column(BigKey, index=True)  # PostgreSQL: the transaction


class ChangeContext(Base):
    """SQLite only: one row while a transaction of the program is open; triggers read it.

    A main-schema trigger may not read a temporary table, and with trusted_schema=OFF it may not
    call a function of the program.
    """

    __tablename__ = "change_context"
    one: Mapped[int] = mapped_column(primary_key=True)
    change_set: Mapped[int] = mapped_column(BigKey)


class Change(Base):
    """One changed row.

    op I: nothing in `changed` (the row itself has the values); U: {column: [old, new]};
    D: {column: old}. root_id is the record in whose history it shows, other_id a second one.
    """

    __tablename__ = "change"
    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    change_set: Mapped[int] = mapped_column(BigKey)
    entity: Mapped[str]  # name of the table
    row_id: Mapped[UUID]
    root_id: Mapped[UUID]
    other_id: Mapped[UUID | None]
    op: Mapped[str] = mapped_column(String(1))
    acl_id: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[Any | None] = mapped_column(Json)
    __table_args__ = (
        Index("ix_change_change_set", "change_set", "entity"),
        Index("ix_change_root_id", "root_id", "seq"),
        Index(
            "ix_change_other_id",
            "other_id",
            "seq",
            sqlite_where=text("other_id IS NOT NULL"),
            postgresql_where=text("other_id IS NOT NULL"),
        ),
    )


class Search(Base):
    """One folded text a record, made from the record and its children."""

    __tablename__ = "search"
    docid: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    record_id: Mapped[UUID] = mapped_column(unique=True)
    entity: Mapped[str]
    acl_id: Mapped[int] = mapped_column(default=0, server_default="0")
    body: Mapped[str]


class StoreInfo(Base):
    """What a store says about itself: its id, its generation, the program that made it."""

    __tablename__ = "store_info"
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
