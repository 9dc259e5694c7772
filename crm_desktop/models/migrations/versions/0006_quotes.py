"""Files on quotes, orders, deliveries and contracts; deals that know what was quoted.

Revision: 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_desktop.models import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What a file can be about now, by its column.
OWNERS = {
    "quote_id": "quote",
    "order_id": "sales_order",
    "delivery_id": "delivery",
    "contract_id": "contract",
}
AMOUNTS = ("quoted", "estimate")


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("attachment") as batch:
        for column, target in OWNERS.items():
            batch.add_column(sa.Column(column, types.Uuid(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_attachment_{column}"),
                target,
                [column],
                ["id"],
                initially="DEFERRED",
                deferrable=True,
            )
    for column in OWNERS:
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column])
    for column in AMOUNTS:
        op.add_column("deal", sa.Column(column, types.Money(), nullable=True))


def downgrade() -> None:
    """Take this version back (tests only)."""
    for column in AMOUNTS:
        op.drop_column("deal", column)
    for column in OWNERS:
        op.drop_index(op.f(f"ix_attachment_{column}"), "attachment")
    with op.batch_alter_table("attachment") as batch:
        for column in OWNERS:
            batch.drop_constraint(op.f(f"fk_attachment_{column}"), type_="foreignkey")
            batch.drop_column(column)
