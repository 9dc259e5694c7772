"""Small pictures of photos; whole days among moments; the trash by the time of deletion.

Revision: 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_desktop.models import thumbnails, types, whole_days

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WITH_PHOTO = sa.text("photo_key IS NOT NULL")
LIVE = sa.text("deleted_at IS NULL")
GONE = sa.text("deleted_at IS NOT NULL AND NOT withdrawn")
OF_RECORDS = {"deleted_at", "withdrawn", "version"}


def _with_photos() -> None:
    """Each photo once: its key at its person, its small picture under it."""
    connection = op.get_bind()
    found = sa.text("SELECT id FROM person WHERE photo IS NOT NULL")
    one = sa.text("SELECT photo FROM person WHERE id = :id")
    mark = sa.text("UPDATE person SET photo_key = :key WHERE id = :id")
    keep = sa.text(
        "INSERT INTO thumbnail (photo_key, content) VALUES (:key, :content) "
        "ON CONFLICT (photo_key) DO NOTHING"
    )
    for person in connection.execute(found).scalars().all():
        photo = bytes(connection.execute(one, {"id": person}).scalar_one())
        key = thumbnails.key_of(photo)
        connection.execute(mark, {"id": person, "key": key})
        if content := thumbnails.make(photo):
            connection.execute(keep, {"key": key, "content": content})


def _photos() -> None:
    op.create_table(
        "thumbnail",
        sa.Column("photo_key", types.Blob, nullable=False),
        sa.Column("content", types.Blob, nullable=False),
        sa.PrimaryKeyConstraint("photo_key", name=op.f("pk_thumbnail")),
    )
    op.add_column("person", sa.Column("photo_key", types.Blob, nullable=True))
    _with_photos()
    op.create_index(
        "ix_person_photo_key",
        "person",
        ["id", "photo_key"],
        sqlite_where=WITH_PHOTO,
        postgresql_where=WITH_PHOTO,
    )


def _due_keys() -> None:
    """Fill them; who has something to do on a whole day has it as a next activity now."""
    if op.get_bind().dialect.name == "sqlite":
        day = f"unixepoch(due_on) * 1000000 + {whole_days.MICROSECONDS}"
    else:
        day = (
            "(CAST(due_on AS timestamp) AT TIME ZONE 'UTC') "
            f"+ interval '{whole_days.MICROSECONDS} microseconds'"
        )
    op.execute(f"UPDATE activity SET due_key = coalesce(due_at, {day})")
    planned = (
        "FROM activity_link l JOIN activity a ON a.id = l.activity_id WHERE l.deleted_at IS NULL "
        "AND a.deleted_at IS NULL AND a.status = 'planned'"
    )
    for owner in ("person", "company"):
        op.execute(
            f"UPDATE {owner} SET next_activity_at = (SELECT min(a.due_key) {planned} "
            f"AND l.{owner}_id = {owner}.id) WHERE id IN (SELECT l.{owner}_id {planned} "
            "AND a.due_at IS NULL AND a.due_on IS NOT NULL)"
        )


def _due() -> None:
    op.add_column("activity", sa.Column("due_key", types.UtcDateTime(), nullable=True))
    _due_keys()
    for name in ("ix_activity_due_at", "ix_activity_due_at_down"):
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.create_index(
        "ix_activity_due_key",
        "activity",
        ["due_key", "id"],
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_activity_due_key_down",
            "activity",
            [sa.text("due_key DESC NULLS LAST"), sa.text("id DESC")],
            postgresql_where=LIVE,
        )


def _records() -> list[str]:
    """The tables of what can be in the trash."""
    found = sa.inspect(op.get_bind())
    tables = sorted(found.get_table_names())
    return [t for t in tables if {c["name"] for c in found.get_columns(t)} >= OF_RECORDS]


def _trash() -> None:
    for table in _records():
        op.create_index(
            f"ix_{table}_deleted_at",
            table,
            ["deleted_at", "id"],
            sqlite_where=GONE,
            postgresql_where=GONE,
        )


def upgrade() -> None:
    """Make columns, table and indexes, and fill them."""
    _photos()
    _due()
    _trash()


def downgrade() -> None:
    """Take this version back (tests only)."""
    for table in _records():
        op.drop_index(f"ix_{table}_deleted_at", table)
    op.drop_index("ix_activity_due_key", "activity")
    op.drop_column("activity", "due_key")
    op.drop_index("ix_person_photo_key", "person")
    op.drop_column("person", "photo_key")
    op.drop_table("thumbnail")
