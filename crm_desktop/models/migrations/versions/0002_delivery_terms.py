"""On what terms goods go to a company: who pays the transport and bears the risk (Incoterms).

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("company", sa.Column("delivery_terms", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take this version back (tests only)."""
    op.drop_column("company", "delivery_terms")
