"""What orders still bring in and contracts cost in a year, as columns that lists are ordered by.

Revision: 0007, after 0006. They are filled by services/upgrade.py: what an order is worth is the
pricing engine's to say.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_desktop.models import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FIGURES = (("sales_order", "open_net"), ("contract", "yearly"))
LIVE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    """Add the columns and their indexes."""
    for table, column in FIGURES:
        op.add_column(table, sa.Column(column, types.Money(), nullable=True))
        op.create_index(
            op.f(f"ix_{table}_{column}"),
            table,
            [column, "id"],
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )
        if op.get_bind().dialect.name == "postgresql":
            op.create_index(
                op.f(f"ix_{table}_{column}_down"),
                table,
                [sa.text(f"{column} DESC NULLS LAST"), sa.text("id DESC")],
                postgresql_where=LIVE,
            )


def downgrade() -> None:
    """Take this version back (tests only)."""
    for table, column in FIGURES:
        if op.get_bind().dialect.name == "postgresql":
            op.drop_index(op.f(f"ix_{table}_{column}_down"), table)
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.drop_column(table, column)
