"""Lists put together by hand, with their members; the favourites of each colleague.

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_desktop.models import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVE = sa.text("deleted_at IS NULL")
TABLES = ("static_list", "static_list_member", "user_favourite")


def _of_rows() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
        initially="DEFERRED",
        deferrable=True,
    )


def _static_list() -> None:
    op.create_table(
        "static_list",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        *_of_rows(),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        _reference("static_list", "owner_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_static_list")),
    )
    op.create_index(
        "ix_static_list_name_key",
        "static_list",
        ["name_key", "id"],
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _rows_of(table: str, owner: str, owner_id: str, *more: sa.Column[int]) -> None:
    """A table of contacts and companies that belong to one record."""
    op.create_table(
        table,
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column(owner_id, types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=True),
        sa.Column("company_id", types.Uuid(), nullable=True),
        *more,
        *_of_rows(),
        _reference(table, owner_id, owner),
        _reference(table, "person_id", "person"),
        _reference(table, "company_id", "company"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in (owner_id, "person_id", "company_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    """Make the tables."""
    _static_list()
    _rows_of("static_list_member", "static_list", "static_list_id")
    position = sa.Column("position", sa.Integer(), nullable=True)
    _rows_of("user_favourite", "app_user", "app_user_id", position)


def downgrade() -> None:
    """Take this version back (tests only)."""
    for table in reversed(TABLES):
        op.drop_table(table)
