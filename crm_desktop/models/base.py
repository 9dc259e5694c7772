"""Declarative base and the columns that every row, and every record, has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData, false, text

from crm_desktop.models.declarative import DeclarativeTable, Index, Mapped, mapped_column
from crm_desktop.models.types import Json, Key, uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LIVE = text("deleted_at IS NULL")


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


class Base(DeclarativeTable):
    """The metadata. `info` of a table tells the generators of triggers and search:

    tracked: its changes are logged. root: column of the record it belongs to (default: itself).
    other: columns of a second record in whose history it shows. search: folded columns that go
    into the search text of the root record.
    """

    metadata = MetaData(naming_convention=NAMING)


class Row:
    """What every tracked row has. Children need no more."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-10)
    acl_id: Mapped[int] = mapped_column(default=0, server_default="0", sort_order=90)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=91)
    # Set when an undo took the creation back: not in the trash, ignored by matching.
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false(), sort_order=92)


class RecordRow(Row):
    """A row that a person opens, edits and may collide on."""

    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=93)
    created_at: Mapped[datetime] = mapped_column(default=utc_now, sort_order=94)
    created_by: Mapped[UUID | None] = mapped_column(sort_order=95)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, sort_order=96)
    updated_by: Mapped[UUID | None] = mapped_column(sort_order=97)


def reference(target: str, *, index: bool = False, nullable: bool = True) -> Any:
    """A foreign key column; deferred, so that undo and import may write in any order."""
    return mapped_column(target=target, index=index, nullable=nullable)


class OwnedRow(RecordRow):
    """A record that belongs to somebody and may come from elsewhere."""

    owner_id: Mapped[UUID | None] = mapped_column(target="app_user", sort_order=80)
    team_id: Mapped[UUID | None] = mapped_column(target="team", sort_order=81)
    visibility: Mapped[str | None] = mapped_column(sort_order=82)
    origin: Mapped[str | None] = mapped_column(sort_order=83)
    external_id: Mapped[str | None] = mapped_column(sort_order=84)
    custom: Mapped[Any | None] = mapped_column(Json, sort_order=85)
    # Folded text of the record's own searchable fields; see models/search_index.py.
    search_text: Mapped[str] = mapped_column(Key, default="", server_default="", sort_order=86)


def sorted_by(table: str, *columns: str) -> list[Index]:
    """Indexes by which a list of live records is ordered, id as tie-break.

    PostgreSQL needs a second one for descending order of a column that may be empty.
    """
    return [
        Index(f"ix_{table}_{column}", column, "id", sqlite_where=LIVE, postgresql_where=LIVE)
        for column in columns
    ]


def merged(table: str) -> Index:
    """The index of records that became part of another one: few, asked for by its history."""
    few = text("merged_into_id IS NOT NULL")
    return Index(
        f"ix_{table}_merged_into_id", "merged_into_id", sqlite_where=few, postgresql_where=few
    )


def sorted_by_nullable(table: str, *columns: str) -> list[Index]:
    """Like sorted_by(), for columns that may be empty: empty values come last both ways."""
    out = sorted_by(table, *columns)
    for column in columns:
        down = (text(f"{column} DESC NULLS LAST"), text("id DESC"))
        name = f"ix_{table}_{column}_down"
        out.append(Index(name, *down, only="postgresql", postgresql_where=LIVE))
    return out
