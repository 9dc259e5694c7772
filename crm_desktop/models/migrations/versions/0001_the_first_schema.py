"""The first schema.

Revision: 0001, after None.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_desktop.models import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# PostgreSQL reads an index backwards only with the empty values first; SQLite does not mind.
DOWN = (
    ("activity", "done_at"),
    ("activity", "due_at"),
    ("company", "last_contact_at"),
    ("company", "next_activity_at"),
    ("company", "status"),
    ("person", "last_contact_at"),
    ("person", "next_activity_at"),
    ("person", "status"),
)


def upgrade() -> None:
    """Bring the schema to this version."""
    op.create_table(
        "change",
        sa.Column("seq", types.BigKey, autoincrement=True, nullable=False),
        sa.Column("change_set", types.BigKey, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("row_id", types.Uuid(), nullable=False),
        sa.Column("root_id", types.Uuid(), nullable=False),
        sa.Column("other_id", types.Uuid(), nullable=True),
        sa.Column("op", sa.String(length=1), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed", types.Json, nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("ix_change_change_set", ["change_set", "entity"], unique=False)
        batch_op.create_index(
            "ix_change_other_id",
            ["other_id", "seq"],
            unique=False,
            sqlite_where=sa.text("other_id IS NOT NULL"),
            postgresql_where=sa.text("other_id IS NOT NULL"),
        )
        batch_op.create_index("ix_change_root_id", ["root_id", "seq"], unique=False)

    op.create_table(
        "change_context",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("change_set", types.BigKey, nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_change_context")),
    )
    op.create_table(
        "change_set",
        sa.Column("seq", types.BigKey, autoincrement=True, nullable=False),
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("user_id", types.Uuid(), nullable=True),
        sa.Column("client_session", types.Uuid(), nullable=True),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("undoes", types.BigKey, nullable=True),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("xid", types.BigKey, nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change_set")),
        sa.UniqueConstraint("id", name=op.f("uq_change_set_id")),
    )
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_set_undoes"), ["undoes"], unique=False)
        batch_op.create_index("ix_change_set_user_id", ["user_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_set_xid"), ["xid"], unique=False)

    op.create_table(
        "file_content",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", types.Blob, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_content")),
    )
    op.create_table(
        "office",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("web", sa.Text(), nullable=True),
        sa.Column("vat_id", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("logo", types.Blob, nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        info={"tracked": True},
    )
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.create_index(
            "ix_office_name_key",
            ["name_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "search",
        sa.Column("docid", types.BigKey, autoincrement=True, nullable=False),
        sa.Column("record_id", types.Uuid(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("docid", name=op.f("pk_search")),
        sa.UniqueConstraint("record_id", name=op.f("uq_search_record_id")),
    )
    op.create_table(
        "store_info",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_info")),
    )
    op.create_table(
        "team",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("lead_id", types.Uuid(), nullable=True),
        sa.Column("parent_id", types.Uuid(), nullable=True),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["team.id"],
            name=op.f("fk_team_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        info={"tracked": True},
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(
            "ix_team_name_key",
            ["name_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "app_user",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team_id", types.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_app_user_team_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        info={"tracked": True},
    )
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.create_index(
            "ix_app_user_name_key",
            ["name_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_app_user_login",
            ["login"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "office_milestone",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("office_id", types.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["office.id"],
            name=op.f("fk_office_milestone_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_milestone")),
        info={"tracked": True, "root": "office_id"},
    )
    with op.batch_alter_table("office_milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_office_milestone_office_id"), ["office_id"], unique=False
        )

    op.create_table(
        "activity",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("due_at", types.UtcDateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("end_at", types.UtcDateTime(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("done_at", types.UtcDateTime(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("team_id", types.Uuid(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("search_text", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_activity_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_activity_team_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        info={"tracked": True, "search": ("search_text",)},
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(
            "ix_activity_created_at",
            ["created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_activity_done_at",
            ["done_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_activity_due_at",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_activity_owner_id", ["owner_id", "status", "due_at"], unique=False
        )
        batch_op.create_index(
            "ix_activity_updated_at",
            ["updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "company",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=True),
        sa.Column("parent_id", types.Uuid(), nullable=True),
        sa.Column("status", types.Key, nullable=True),
        sa.Column("competitor", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("size_band", sa.Text(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("annual_revenue", types.Money(), nullable=True),
        sa.Column("year_established", sa.Integer(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("rating", sa.Text(), nullable=True),
        sa.Column("lead_source", sa.Text(), nullable=True),
        sa.Column("vat_id", sa.Text(), nullable=True),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("price_list", sa.Text(), nullable=True),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("tax_profile", sa.Text(), nullable=True),
        sa.Column("credit_limit", types.Money(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("extra_vcard", sa.Text(), nullable=True),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("city_key", types.Key, server_default="", nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("last_contact_at", types.UtcDateTime(), nullable=True),
        sa.Column("next_activity_at", types.UtcDateTime(), nullable=True),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("team_id", types.Uuid(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("search_text", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_company_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["company.id"],
            name=op.f("fk_company_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_company_team_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        info={"tracked": True, "search": ("search_text", "city_key")},
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.create_index(
            "ix_company_city_key",
            ["city_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_company_created_at",
            ["created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_company_external_id",
            ["external_id"],
            unique=False,
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )
        batch_op.create_index("ix_company_industry", ["industry"], unique=False)
        batch_op.create_index(
            "ix_company_last_contact_at",
            ["last_contact_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_company_name_key",
            ["name_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_company_next_activity_at",
            ["next_activity_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("ix_company_owner_id", ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_company_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "ix_company_status",
            ["status", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_company_updated_at",
            ["updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "note",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("team_id", types.Uuid(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("search_text", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_note_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_note_team_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        info={"tracked": True, "search": ("search_text",)},
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_note_created_at",
            ["created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_note_updated_at",
            ["updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "office_department",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("office_id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head_id", types.Uuid(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_id"],
            ["app_user.id"],
            name=op.f("fk_office_department_head_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["office.id"],
            name=op.f("fk_office_department_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_department")),
        info={"tracked": True, "root": "office_id"},
    )
    with op.batch_alter_table("office_department", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_office_department_office_id"), ["office_id"], unique=False
        )

    op.create_table(
        "saved_view",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("content", types.Json, nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_saved_view_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        info={"tracked": True},
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(
            "ix_saved_view_name_key",
            ["name_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "setting",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("content", types.Json, nullable=True),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_setting_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        info={"tracked": True},
    )
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_setting_name_key",
            ["name_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "activity_tag",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("activity_id", types.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("tag_key", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_activity_tag_activity_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_tag")),
        info={"tracked": True, "root": "activity_id", "search": ("tag_key",)},
    )
    with op.batch_alter_table("activity_tag", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_tag_activity_id"), ["activity_id"], unique=False
        )
        batch_op.create_index("ix_activity_tag_tag_key", ["tag_key"], unique=False)

    op.create_table(
        "company_address",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.Column("po_box", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_address_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_address")),
        info={"tracked": True, "root": "company_id", "search": ()},
    )
    with op.batch_alter_table("company_address", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_company_address_company_id"), ["company_id"], unique=False
        )

    op.create_table(
        "company_domain",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("domain", types.Key, nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_domain_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_domain")),
        info={"tracked": True, "root": "company_id", "search": ("domain",)},
    )
    with op.batch_alter_table("company_domain", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_company_domain_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index("ix_company_domain_domain", ["domain"], unique=False)

    op.create_table(
        "company_email",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("email_key", types.Key, server_default="", nullable=False),
        sa.Column("bounced", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_email_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_email")),
        info={"tracked": True, "root": "company_id", "search": ("email_key",)},
    )
    with op.batch_alter_table("company_email", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_company_email_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index("ix_company_email_email_key", ["email_key"], unique=False)

    op.create_table(
        "company_phone",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("e164", sa.Text(), nullable=True),
        sa.Column("digits", types.Key, server_default="", nullable=False),
        sa.Column("digits_reversed", types.Key, server_default="", nullable=False),
        sa.Column("do_not_call", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_phone_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_phone")),
        info={"tracked": True, "root": "company_id", "search": ("digits",)},
    )
    with op.batch_alter_table("company_phone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_company_phone_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index("ix_company_phone_digits_reversed", ["digits_reversed"], unique=False)

    op.create_table(
        "company_tag",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("tag_key", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_tag_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_tag")),
        info={"tracked": True, "root": "company_id", "search": ("tag_key",)},
    )
    with op.batch_alter_table("company_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_tag_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_company_tag_tag_key", ["tag_key"], unique=False)

    op.create_table(
        "company_type",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_type_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_type")),
        info={"tracked": True, "root": "company_id", "search": ()},
    )
    with op.batch_alter_table("company_type", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_company_type_company_id"), ["company_id"], unique=False
        )

    op.create_table(
        "company_web_link",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_company_web_link_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_web_link")),
        info={"tracked": True, "root": "company_id", "search": ()},
    )
    with op.batch_alter_table("company_web_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_company_web_link_company_id"), ["company_id"], unique=False
        )

    op.create_table(
        "note_tag",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("note_id", types.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("tag_key", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["note.id"],
            name=op.f("fk_note_tag_note_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_tag")),
        info={"tracked": True, "root": "note_id", "search": ("tag_key",)},
    )
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_tag_note_id"), ["note_id"], unique=False)
        batch_op.create_index("ix_note_tag_tag_key", ["tag_key"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("middle_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("suffix", sa.Text(), nullable=True),
        sa.Column("nickname", sa.Text(), nullable=True),
        sa.Column("name_override", sa.Text(), nullable=True),
        sa.Column("salutation", sa.Text(), nullable=True),
        sa.Column("phonetic_name", sa.Text(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("pronoun", sa.Text(), nullable=True),
        sa.Column("company_id", types.Uuid(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("assistant", sa.Text(), nullable=True),
        sa.Column("manager_id", types.Uuid(), nullable=True),
        sa.Column("status", types.Key, nullable=True),
        sa.Column("rating", sa.Text(), nullable=True),
        sa.Column("lead_source", sa.Text(), nullable=True),
        sa.Column("referred_by_id", types.Uuid(), nullable=True),
        sa.Column("preferred_channel", sa.Text(), nullable=True),
        sa.Column("do_not_call", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("do_not_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("photo", types.Blob, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("extra_vcard", sa.Text(), nullable=True),
        sa.Column("display_name", sa.Text(), server_default="", nullable=False),
        sa.Column("name_key", types.Key, server_default="", nullable=False),
        sa.Column("company_key", types.Key, server_default="", nullable=False),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("city_key", types.Key, server_default="", nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("import_key", types.Blob, nullable=True),
        sa.Column("last_contact_at", types.UtcDateTime(), nullable=True),
        sa.Column("next_activity_at", types.UtcDateTime(), nullable=True),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("team_id", types.Uuid(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("search_text", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_person_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["person.id"],
            name=op.f("fk_person_manager_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_person_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["referred_by_id"],
            ["person.id"],
            name=op.f("fk_person_referred_by_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_person_team_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        info={"tracked": True, "search": ("search_text", "company_key", "city_key")},
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            "ix_person_city_key",
            ["city_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("ix_person_company_id", ["company_id"], unique=False)
        batch_op.create_index(
            "ix_person_company_key",
            ["company_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_created_at",
            ["created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_external_id",
            ["external_id"],
            unique=False,
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_person_import_key",
            ["import_key"],
            unique=False,
            sqlite_where=sa.text("import_key IS NOT NULL"),
            postgresql_where=sa.text("import_key IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_person_last_contact_at",
            ["last_contact_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_name_key",
            ["name_key", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_next_activity_at",
            ["next_activity_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index("ix_person_owner_id", ["owner_id"], unique=False)
        batch_op.create_index(
            "ix_person_status",
            ["status", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_updated_at",
            ["updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "activity_attendee",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("activity_id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("person_id", types.Uuid(), nullable=True),
        sa.Column("user_id", types.Uuid(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_activity_attendee_activity_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_activity_attendee_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_activity_attendee_user_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_attendee")),
        info={"tracked": True, "root": "activity_id", "other": ("person_id",)},
    )
    with op.batch_alter_table("activity_attendee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_attendee_activity_id"), ["activity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_activity_attendee_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "activity_link",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("activity_id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=True),
        sa.Column("company_id", types.Uuid(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_activity_link_activity_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_activity_link_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_activity_link_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_link")),
        info={"tracked": True, "root": "activity_id", "other": ("person_id", "company_id")},
    )
    with op.batch_alter_table("activity_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_link_activity_id"), ["activity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_activity_link_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_activity_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("person_id", types.Uuid(), nullable=True),
        sa.Column("company_id", types.Uuid(), nullable=True),
        sa.Column("activity_id", types.Uuid(), nullable=True),
        sa.Column("about_note_id", types.Uuid(), nullable=True),
        sa.Column("owner_id", types.Uuid(), nullable=True),
        sa.Column("team_id", types.Uuid(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("custom", types.Json, nullable=True),
        sa.Column("search_text", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.Uuid(), nullable=True),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_by", types.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_note_id"],
            ["note.id"],
            name=op.f("fk_attachment_about_note_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_attachment_activity_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_attachment_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_attachment_owner_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_attachment_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_attachment_team_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        info={
            "tracked": True,
            "other": ("person_id", "company_id", "activity_id", "about_note_id"),
            "search": ("search_text",),
        },
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_about_note_id"), ["about_note_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attachment_activity_id"), ["activity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attachment_company_id"), ["company_id"], unique=False)
        batch_op.create_index(
            "ix_attachment_created_at",
            ["created_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_attachment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            "ix_attachment_updated_at",
            ["updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "note_link",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("note_id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=True),
        sa.Column("company_id", types.Uuid(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_note_link_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["note.id"],
            name=op.f("fk_note_link_note_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_note_link_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_link")),
        info={"tracked": True, "root": "note_id", "other": ("person_id", "company_id")},
    )
    with op.batch_alter_table("note_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_link_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_link_note_id"), ["note_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_address",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.Column("po_box", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_address_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_address")),
        info={"tracked": True, "root": "person_id", "search": ()},
    )
    with op.batch_alter_table("person_address", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_address_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "person_company",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("company_id", types.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("reports_to_id", types.Uuid(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("inactive", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_person_company_company_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_company_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["reports_to_id"],
            ["person.id"],
            name=op.f("fk_person_company_reports_to_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_company")),
        info={"tracked": True, "root": "person_id", "search": (), "other": ("company_id",)},
    )
    with op.batch_alter_table("person_company", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_company_company_id"), ["company_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_person_company_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "person_consent",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_consent_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_consent")),
        info={"tracked": True, "root": "person_id", "search": ()},
    )
    with op.batch_alter_table("person_consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_consent_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "person_email",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("email_key", types.Key, server_default="", nullable=False),
        sa.Column("bounced", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_email_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_email")),
        info={"tracked": True, "root": "person_id", "search": ("email_key",)},
    )
    with op.batch_alter_table("person_email", schema=None) as batch_op:
        batch_op.create_index("ix_person_email_email_key", ["email_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_email_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_fact",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_fact_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_fact")),
        info={"tracked": True, "root": "person_id", "search": ()},
    )
    with op.batch_alter_table("person_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_fact_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_phone",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("e164", sa.Text(), nullable=True),
        sa.Column("digits", types.Key, server_default="", nullable=False),
        sa.Column("digits_reversed", types.Key, server_default="", nullable=False),
        sa.Column("do_not_call", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_phone_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_phone")),
        info={"tracked": True, "root": "person_id", "search": ("digits",)},
    )
    with op.batch_alter_table("person_phone", schema=None) as batch_op:
        batch_op.create_index("ix_person_phone_digits_reversed", ["digits_reversed"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_tag",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("tag_key", types.Key, server_default="", nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_tag_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_tag")),
        info={"tracked": True, "root": "person_id", "search": ("tag_key",)},
    )
    with op.batch_alter_table("person_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_tag_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_person_tag_tag_key", ["tag_key"], unique=False)

    op.create_table(
        "person_tie",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("other_id", types.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["person.id"],
            name=op.f("fk_person_tie_other_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_tie_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_tie")),
        info={"tracked": True, "root": "person_id", "search": (), "other": ("other_id",)},
    )
    with op.batch_alter_table("person_tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_tie_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_tie_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_web_link",
        sa.Column("id", types.Uuid(), nullable=False),
        sa.Column("person_id", types.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_web_link_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_web_link")),
        info={"tracked": True, "root": "person_id", "search": ()},
    )
    with op.batch_alter_table("person_web_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_web_link_person_id"), ["person_id"], unique=False
        )

    if op.get_bind().dialect.name == "postgresql":
        for table, column in DOWN:
            op.execute(
                f"CREATE INDEX ix_{table}_{column}_down ON {table} "
                f"({column} DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL"
            )


def downgrade() -> None:
    """Take this version back (tests only)."""
    with op.batch_alter_table("person_web_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_web_link_person_id"))

    op.drop_table("person_web_link")
    with op.batch_alter_table("person_tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_tie_person_id"))
        batch_op.drop_index(batch_op.f("ix_person_tie_other_id"))

    op.drop_table("person_tie")
    with op.batch_alter_table("person_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_person_tag_tag_key")
        batch_op.drop_index(batch_op.f("ix_person_tag_person_id"))

    op.drop_table("person_tag")
    with op.batch_alter_table("person_phone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_phone_person_id"))
        batch_op.drop_index("ix_person_phone_digits_reversed")

    op.drop_table("person_phone")
    with op.batch_alter_table("person_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_fact_person_id"))

    op.drop_table("person_fact")
    with op.batch_alter_table("person_email", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_email_person_id"))
        batch_op.drop_index("ix_person_email_email_key")

    op.drop_table("person_email")
    with op.batch_alter_table("person_consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_consent_person_id"))

    op.drop_table("person_consent")
    with op.batch_alter_table("person_company", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_company_person_id"))
        batch_op.drop_index(batch_op.f("ix_person_company_company_id"))

    op.drop_table("person_company")
    with op.batch_alter_table("person_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_address_person_id"))

    op.drop_table("person_address")
    with op.batch_alter_table("note_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_note_link_note_id"))
        batch_op.drop_index(batch_op.f("ix_note_link_company_id"))

    op.drop_table("note_link")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_attachment_updated_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attachment_sha256"))
        batch_op.drop_index(batch_op.f("ix_attachment_person_id"))
        batch_op.drop_index(
            "ix_attachment_created_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attachment_company_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_activity_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_about_note_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("activity_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_activity_link_company_id"))
        batch_op.drop_index(batch_op.f("ix_activity_link_activity_id"))

    op.drop_table("activity_link")
    with op.batch_alter_table("activity_attendee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_attendee_person_id"))
        batch_op.drop_index(batch_op.f("ix_activity_attendee_activity_id"))

    op.drop_table("activity_attendee")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_person_updated_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_status",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_person_owner_id")
        batch_op.drop_index(
            "ix_person_next_activity_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_name_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_last_contact_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_import_key",
            sqlite_where=sa.text("import_key IS NOT NULL"),
            postgresql_where=sa.text("import_key IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_person_external_id",
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_person_created_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_company_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_person_company_id")
        batch_op.drop_index(
            "ix_person_city_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("person")
    with op.batch_alter_table("note_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_note_tag_tag_key")
        batch_op.drop_index(batch_op.f("ix_note_tag_note_id"))

    op.drop_table("note_tag")
    with op.batch_alter_table("company_web_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_web_link_company_id"))

    op.drop_table("company_web_link")
    with op.batch_alter_table("company_type", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_type_company_id"))

    op.drop_table("company_type")
    with op.batch_alter_table("company_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_company_tag_tag_key")
        batch_op.drop_index(batch_op.f("ix_company_tag_company_id"))

    op.drop_table("company_tag")
    with op.batch_alter_table("company_phone", schema=None) as batch_op:
        batch_op.drop_index("ix_company_phone_digits_reversed")
        batch_op.drop_index(batch_op.f("ix_company_phone_company_id"))

    op.drop_table("company_phone")
    with op.batch_alter_table("company_email", schema=None) as batch_op:
        batch_op.drop_index("ix_company_email_email_key")
        batch_op.drop_index(batch_op.f("ix_company_email_company_id"))

    op.drop_table("company_email")
    with op.batch_alter_table("company_domain", schema=None) as batch_op:
        batch_op.drop_index("ix_company_domain_domain")
        batch_op.drop_index(batch_op.f("ix_company_domain_company_id"))

    op.drop_table("company_domain")
    with op.batch_alter_table("company_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_address_company_id"))

    op.drop_table("company_address")
    with op.batch_alter_table("activity_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_tag_tag_key")
        batch_op.drop_index(batch_op.f("ix_activity_tag_activity_id"))

    op.drop_table("activity_tag")
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_setting_name_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("setting")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_saved_view_name_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("saved_view")
    with op.batch_alter_table("office_department", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_department_office_id"))

    op.drop_table("office_department")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_note_updated_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_note_created_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("note")
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_company_updated_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_company_status",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_company_parent_id"))
        batch_op.drop_index("ix_company_owner_id")
        batch_op.drop_index(
            "ix_company_next_activity_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_company_name_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_company_last_contact_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_company_industry")
        batch_op.drop_index(
            "ix_company_external_id",
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_company_created_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_company_city_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("company")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_activity_updated_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index("ix_activity_owner_id")
        batch_op.drop_index(
            "ix_activity_due_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_activity_done_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_activity_created_at",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("activity")
    with op.batch_alter_table("office_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_milestone_office_id"))

    op.drop_table("office_milestone")
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_app_user_login",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_app_user_name_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("app_user")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_team_name_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("team")
    op.drop_table("store_info")
    op.drop_table("search")
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_office_name_key",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("office")
    op.drop_table("file_content")
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_set_xid"))
        batch_op.drop_index("ix_change_set_user_id")
        batch_op.drop_index(batch_op.f("ix_change_set_undoes"))

    op.drop_table("change_set")
    op.drop_table("change_context")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_root_id")
        batch_op.drop_index(
            "ix_change_other_id",
            sqlite_where=sa.text("other_id IS NOT NULL"),
            postgresql_where=sa.text("other_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_change_change_set")

    op.drop_table("change")
