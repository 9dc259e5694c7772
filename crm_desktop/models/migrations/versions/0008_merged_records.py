"""Of contacts and companies in the trash: the one they were merged into.

Revision: 0008, after 0007. No reference: it is a trace, and nothing hangs on it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_desktop.models import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FEW = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    """Add the columns and their indexes."""
    for table in ("person", "company"):
        op.add_column(table, sa.Column("merged_into_id", types.Uuid(), nullable=True))
        op.create_index(
            op.f(f"ix_{table}_merged_into_id"),
            table,
            ["merged_into_id"],
            sqlite_where=FEW,
            postgresql_where=FEW,
        )


def downgrade() -> None:
    """Take this version back (tests only)."""
    for table in ("person", "company"):
        op.drop_index(op.f(f"ix_{table}_merged_into_id"), table)
        op.drop_column(table, "merged_into_id")
