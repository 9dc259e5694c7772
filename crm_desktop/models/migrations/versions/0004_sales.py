"""Sales: products and prices, leads, deals and their pipelines, quotes, orders, contracts.

Activities, notes and files can be about a lead or a deal, files about a product.

Revision: 0004, after 0003.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from crm_desktop.models import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LIVE = sa.text("deleted_at IS NULL")
KEY, TEXT, INT, DAY = types.Key, sa.Text(), sa.Integer(), sa.Date()
MONEY, QUANTITY, MOMENT, UUID = types.Money(), types.Quantity(), types.UtcDateTime(), types.Uuid()
# What a table is of: rows of a record, records, records that belong to somebody.
ROW, RECORD, OWNED = 1, 2, 3


# ---------------------------------------------------------------- columns and indexes


def _col(name: str, kind: Any, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=not needed)


def _made(name: str, kind: Any) -> sa.Column[Any]:
    """Text that the program derives."""
    return sa.Column(name, kind, server_default="", nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _ref(name: str, target: str, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UUID, nullable=not needed, info={"target": target})


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
        initially="DEFERRED",
        deferrable=True,
    )


def _of_owned() -> tuple[sa.Column[Any], ...]:
    return (
        _ref("owner_id", "app_user"),
        _ref("team_id", "team"),
        _col("visibility", TEXT),
        _col("origin", TEXT),
        _col("external_id", TEXT),
        _col("custom", types.Json),
        _made("search_text", KEY),
    )


def _of_rows() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("acl_id", sa.Integer(), server_default="0", nullable=False),
        _col("deleted_at", MOMENT),
        _flag("withdrawn"),
    )


def _of_records() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _col("created_at", MOMENT, True),
        _col("created_by", UUID),
        _col("updated_at", MOMENT, True),
        _col("updated_by", UUID),
    )


def _table(name: str, level: int, *columns: sa.Column[Any]) -> None:
    """A table with the columns that all of its kind have."""
    every = [_col("id", UUID, True), *columns]
    every += _of_owned() if level == OWNED else ()
    every += _of_rows()
    every += _of_records() if level >= RECORD else ()
    keys = [_key(name, c.name, c.info["target"]) for c in every if "target" in c.info]
    op.create_table(name, *every, *keys, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _sorted(table: str, *columns: str) -> None:
    """Lists are ordered by these."""
    for column in columns:
        op.create_index(
            f"ix_{table}_{column}",
            table,
            [column, "id"],
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )


def _sorted_down(table: str, *columns: str) -> None:
    """The same of columns that may be empty: empty values come last both ways."""
    _sorted(table, *columns)
    if op.get_bind().dialect.name != "postgresql":
        return
    for column in columns:
        op.create_index(
            f"ix_{table}_{column}_down",
            table,
            [sa.text(f"{column} DESC NULLS LAST"), sa.text("id DESC")],
            postgresql_where=LIVE,
        )


def _unique(name: str, table: str, *columns: str) -> None:
    op.create_index(
        name, table, list(columns), unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )


# ---------------------------------------------------------------- tables


def _currency() -> None:
    _table(
        "currency",
        RECORD,
        _col("code", KEY, True),
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("symbol", TEXT),
        _col("minor_units", INT, True),
        _col("cash_rounding", MONEY),
        _flag("in_use"),
    )
    _sorted("currency", "code", "name_key")
    _unique("uq_currency_code", "currency", "code")


def _lost_reason() -> None:
    _table(
        "lost_reason",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("kind", TEXT, True),
        _col("position", INT),
    )
    _sorted("lost_reason", "name_key")
    _sorted_down("lost_reason", "position")


def _number_series() -> None:
    _table(
        "number_series",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("kind", TEXT, True),
        _col("pattern", TEXT, True),
    )
    _sorted("number_series", "name_key")
    _unique("uq_number_series_kind", "number_series", "kind")


def _pipeline() -> None:
    _table(
        "pipeline",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("position", INT),
        _flag("is_default"),
        _flag("archived"),
        _col("description", TEXT),
    )
    _sorted("pipeline", "name_key")
    _sorted_down("pipeline", "position")


def _price_list() -> None:
    _table(
        "price_list",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("currency", TEXT, True),
        _ref("parent_id", "price_list"),
        _col("valid_from", DAY),
        _col("valid_to", DAY),
        _flag("includes_tax"),
        _flag("is_default"),
        _col("note", TEXT),
    )
    _indexed("price_list", "parent_id")
    _sorted("price_list", "name_key")


def _product_category() -> None:
    _table(
        "product_category",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _ref("parent_id", "product_category"),
        _col("description", TEXT),
    )
    _indexed("product_category", "parent_id")
    _sorted("product_category", "name_key")


def _tax_class() -> None:
    _table(
        "tax_class",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("category", TEXT, True),
        _col("exemption_reason", TEXT),
        _flag("is_default"),
    )
    _sorted("tax_class", "name_key")


def _currency_rate() -> None:
    _table(
        "currency_rate",
        ROW,
        _ref("currency_id", "currency", True),
        _col("valid_from", DAY, True),
        _col("rate", TEXT, True),
        _col("source", TEXT),
    )
    _indexed("currency_rate", "currency_id")


def _stage() -> None:
    _table(
        "stage",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _ref("pipeline_id", "pipeline", True),
        _col("position", INT),
        _col("kind", TEXT, True),
        _col("probability", QUANTITY, True),
        _col("rot_days", INT),
        _col("exit_criteria", TEXT),
    )
    _indexed("stage", "pipeline_id")
    _sorted("stage", "name_key")
    _sorted_down("stage", "position")


def _tax_rate() -> None:
    _table(
        "tax_rate",
        ROW,
        _ref("tax_class_id", "tax_class", True),
        _col("country", TEXT, True),
        _col("rate", QUANTITY, True),
        _col("valid_from", DAY),
        _col("valid_to", DAY),
    )
    _indexed("tax_rate", "tax_class_id")


def _quota() -> None:
    _table(
        "quota",
        RECORD,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _ref("user_id", "app_user"),
        _ref("team_id", "team"),
        _ref("pipeline_id", "pipeline"),
        _col("starts_on", DAY, True),
        _col("ends_on", DAY, True),
        _col("amount", MONEY, True),
        _col("currency", TEXT, True),
    )
    _indexed("quota", "team_id", "user_id")
    _sorted("quota", "name_key", "starts_on")


def _product() -> None:
    _table(
        "product",
        OWNED,
        _col("code", TEXT, True),
        _made("code_key", KEY),
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("kind", TEXT, True),
        _ref("category_id", "product_category"),
        _col("unit", TEXT),
        _col("description", TEXT),
        _col("list_price", MONEY),
        _col("currency", TEXT),
        _col("cost", MONEY),
        _col("margin_percent", QUANTITY),
        _col("min_price", MONEY),
        _col("min_margin", QUANTITY),
        _ref("tax_class_id", "tax_class"),
        _col("billing_period", TEXT),
        _col("warranty_months", INT),
        _flag("serial_tracked"),
        _ref("supplier_id", "company"),
        _col("supplier_code", TEXT),
        _col("gtin", TEXT),
        _col("weight", QUANTITY),
        _col("in_stock", QUANTITY),
        _flag("discontinued"),
        _ref("replaced_by_id", "product"),
        _col("image", types.Blob),
        _col("note", TEXT),
    )
    _indexed("product", "category_id", "external_id", "replaced_by_id", "supplier_id")
    _sorted("product", "code_key", "created_at", "name_key", "updated_at")
    _sorted_down("product", "list_price")


def _deal() -> None:
    _table(
        "deal",
        OWNED,
        _col("number", TEXT),
        _col("title", TEXT, True),
        _made("title_key", KEY),
        _ref("company_id", "company"),
        _ref("contact_id", "person"),
        _ref("stage_id", "stage"),
        _ref("pipeline_id", "pipeline"),
        _col("status", KEY),
        _col("stage_since", MOMENT),
        _col("probability", QUANTITY),
        _col("probability_override", QUANTITY),
        _col("probability_reason", TEXT),
        _col("type", TEXT),
        _col("currency", TEXT),
        _col("amount", MONEY),
        _col("weighted", MONEY),
        _col("recurring_amount", MONEY),
        _col("recurring_period", TEXT),
        _col("cost", MONEY),
        _col("margin", MONEY),
        _ref("price_list_id", "price_list"),
        _col("expected_close", DAY),
        _col("category", TEXT),
        _col("forecast_category", TEXT),
        _col("manager_category", TEXT),
        _col("on_hold_until", DAY),
        _col("hold_reason", TEXT),
        _col("source", TEXT),
        _col("campaign", TEXT),
        _col("territory", TEXT),
        _col("next_step", TEXT),
        _col("closed_on", DAY),
        _col("closing_rate", TEXT),
        _ref("lost_reason_id", "lost_reason"),
        _col("closing_note", TEXT),
        _col("note", TEXT),
        _col("last_contact_at", MOMENT),
        _col("next_activity_at", MOMENT),
    )
    _indexed(
        "deal",
        "company_id",
        "contact_id",
        "external_id",
        "lost_reason_id",
        "number",
        "owner_id",
        "pipeline_id",
        "stage_id",
    )
    _sorted("deal", "created_at", "title_key", "updated_at")
    _sorted_down(
        "deal",
        "amount",
        "closed_on",
        "expected_close",
        "last_contact_at",
        "next_activity_at",
        "stage_since",
        "status",
        "weighted",
    )


def _product_competitor() -> None:
    _table(
        "product_competitor",
        ROW,
        _ref("product_id", "product", True),
        _col("name", TEXT, True),
        _ref("company_id", "company"),
        _col("price", MONEY),
        _col("currency", TEXT),
        _col("strengths", TEXT),
        _col("weaknesses", TEXT),
    )
    _indexed("product_competitor", "company_id", "product_id")


def _product_component() -> None:
    _table(
        "product_component",
        ROW,
        _ref("product_id", "product", True),
        _col("position", INT),
        _ref("component_id", "product", True),
        _col("quantity", QUANTITY),
        _flag("optional"),
    )
    _indexed("product_component", "component_id", "product_id")


def _product_price() -> None:
    _table(
        "product_price",
        ROW,
        _ref("product_id", "product", True),
        _ref("price_list_id", "price_list"),
        _ref("company_id", "company"),
        _col("currency", TEXT),
        _col("min_quantity", QUANTITY),
        _col("unit_price", MONEY),
        _col("discount_percent", QUANTITY),
        _col("valid_from", DAY),
        _col("valid_to", DAY),
    )
    _indexed("product_price", "company_id", "price_list_id", "product_id")


def _product_tag() -> None:
    _table(
        "product_tag",
        ROW,
        _ref("product_id", "product", True),
        _col("tag", TEXT, True),
        _made("tag_key", KEY),
    )
    _indexed("product_tag", "product_id", "tag_key")


def _product_text() -> None:
    _table(
        "product_text",
        ROW,
        _ref("product_id", "product", True),
        _col("language", TEXT, True),
        _col("name", TEXT),
        _col("description", TEXT),
    )
    _indexed("product_text", "product_id")


def _deal_competitor() -> None:
    _table(
        "deal_competitor",
        ROW,
        _ref("deal_id", "deal", True),
        _col("name", TEXT),
        _ref("company_id", "company"),
        _col("product", TEXT),
        _col("price", MONEY),
        _col("threat", TEXT),
        _col("note", TEXT),
    )
    _indexed("deal_competitor", "company_id", "deal_id")


def _deal_line() -> None:
    _table(
        "deal_line",
        ROW,
        _ref("deal_id", "deal", True),
        _col("position", INT),
        _col("kind", TEXT),
        _ref("product_id", "product"),
        _col("code", TEXT),
        _col("description", TEXT),
        _col("quantity", QUANTITY),
        _col("unit", TEXT),
        _col("list_price", MONEY),
        _col("unit_price", MONEY),
        _col("base_quantity", QUANTITY),
        _col("discount_percent", QUANTITY),
        _col("discount_amount", MONEY),
        _ref("tax_class_id", "tax_class"),
        _col("tax_category", TEXT),
        _col("tax_rate", QUANTITY),
        _col("cost", MONEY),
        _col("net", MONEY),
        _col("alternative_group", TEXT),
        _flag("unselected"),
        _col("bundle_position", INT),
        _col("price_rule", TEXT),
        _col("delivery_weeks", INT),
        _col("reference", TEXT),
    )
    _indexed("deal_line", "deal_id", "product_id")


def _deal_stakeholder() -> None:
    _table(
        "deal_stakeholder",
        ROW,
        _ref("deal_id", "deal", True),
        _ref("person_id", "person", True),
        _col("role", TEXT),
        _col("influence", TEXT),
        _col("stance", TEXT),
        _col("note", TEXT),
    )
    _indexed("deal_stakeholder", "deal_id", "person_id")


def _deal_tag() -> None:
    _table(
        "deal_tag",
        ROW,
        _ref("deal_id", "deal", True),
        _col("tag", TEXT, True),
        _made("tag_key", KEY),
    )
    _indexed("deal_tag", "deal_id", "tag_key")


def _lead() -> None:
    _table(
        "lead",
        OWNED,
        _col("prefix", TEXT),
        _col("first_name", TEXT),
        _col("last_name", TEXT),
        _col("company_name", TEXT),
        _made("display_name", TEXT),
        _made("name_key", KEY),
        _col("job_title", TEXT),
        _col("source", TEXT),
        _col("campaign", TEXT),
        _col("status", KEY),
        _col("wake_up_on", DAY),
        _col("score", INT),
        _col("estimated_amount", MONEY),
        _col("currency", TEXT),
        _col("response_due_at", MOMENT),
        _col("responded_at", MOMENT),
        _col("disqualified_reason", TEXT),
        _col("converted_at", MOMENT),
        _ref("person_id", "person"),
        _ref("company_id", "company"),
        _ref("deal_id", "deal"),
        _col("note", TEXT),
        _col("city", TEXT),
        _made("city_key", KEY),
        _col("country", TEXT),
        _col("last_contact_at", MOMENT),
        _col("next_activity_at", MOMENT),
    )
    _indexed("lead", "company_id", "deal_id", "external_id", "owner_id", "person_id")
    _sorted("lead", "city_key", "created_at", "name_key", "updated_at")
    _sorted_down(
        "lead", "estimated_amount", "last_contact_at", "next_activity_at", "score", "status"
    )


def _quote() -> None:
    _table(
        "quote",
        OWNED,
        _col("number", TEXT),
        _col("revision", INT),
        _made("name", TEXT),
        _made("name_key", KEY),
        _col("title", TEXT),
        _col("status", KEY),
        _ref("deal_id", "deal"),
        _ref("company_id", "company"),
        _ref("contact_id", "person"),
        _col("billing_address", TEXT),
        _col("delivery_address", TEXT),
        _col("issued_on", DAY),
        _col("valid_until", DAY),
        _col("currency", TEXT),
        _col("rate", TEXT),
        _ref("price_list_id", "price_list"),
        _col("payment_terms", TEXT),
        _col("delivery_terms", TEXT),
        _col("tax_mode", TEXT),
        _flag("prices_include_tax"),
        _col("intro", TEXT),
        _col("closing", TEXT),
        _col("language", TEXT),
        _col("template", TEXT),
        _ref("previous_id", "quote"),
        _col("content_hash", TEXT),
        _col("pdf_sha256", TEXT),
        _col("sent_at", MOMENT),
        _col("sent_to", TEXT),
        _col("accepted_at", MOMENT),
        _col("accepted_by", TEXT),
        _col("accepted_how", TEXT),
        _col("decline_reason", TEXT),
        _col("lines_total", MONEY),
        _col("allowances_total", MONEY),
        _col("charges_total", MONEY),
        _col("tax_exclusive", MONEY),
        _col("tax_total", MONEY),
        _col("tax_inclusive", MONEY),
        _col("prepaid", MONEY),
        _col("rounding", MONEY),
        _col("payable", MONEY),
        _col("cost", MONEY),
        _col("margin_percent", QUANTITY),
    )
    _indexed("quote", "company_id", "contact_id", "deal_id", "owner_id", "previous_id")
    _sorted("quote", "created_at", "name_key", "updated_at")
    _sorted_down("quote", "issued_on", "status", "tax_exclusive", "tax_inclusive", "valid_until")
    _unique("uq_quote_number", "quote", "number", "revision")


def _lead_address() -> None:
    _table(
        "lead_address",
        ROW,
        _ref("lead_id", "lead", True),
        _col("type", TEXT),
        _col("street", TEXT),
        _col("extra", TEXT),
        _col("po_box", TEXT),
        _col("postcode", TEXT),
        _col("city", TEXT),
        _col("region", TEXT),
        _col("country", TEXT),
        _flag("is_primary"),
    )
    _indexed("lead_address", "lead_id")


def _lead_email() -> None:
    _table(
        "lead_email",
        ROW,
        _ref("lead_id", "lead", True),
        _col("address", TEXT, True),
        _col("type", TEXT),
        _made("email_key", KEY),
        _flag("bounced"),
        _flag("is_primary"),
    )
    _indexed("lead_email", "email_key", "lead_id")


def _lead_phone() -> None:
    _table(
        "lead_phone",
        ROW,
        _ref("lead_id", "lead", True),
        _col("number", TEXT, True),
        _col("type", TEXT),
        _col("extension", TEXT),
        _col("e164", TEXT),
        _made("digits", KEY),
        _made("digits_reversed", KEY),
        _flag("do_not_call"),
        _flag("is_primary"),
    )
    _indexed("lead_phone", "digits_reversed", "lead_id")


def _lead_product() -> None:
    _table(
        "lead_product",
        ROW,
        _ref("lead_id", "lead", True),
        _ref("product_id", "product", True),
        _col("note", TEXT),
    )
    _indexed("lead_product", "lead_id", "product_id")


def _lead_reason() -> None:
    _table(
        "lead_reason",
        ROW,
        _ref("lead_id", "lead", True),
        _col("reason", TEXT, True),
        _col("points", INT, True),
    )
    _indexed("lead_reason", "lead_id")


def _lead_tag() -> None:
    _table(
        "lead_tag",
        ROW,
        _ref("lead_id", "lead", True),
        _col("tag", TEXT, True),
        _made("tag_key", KEY),
    )
    _indexed("lead_tag", "lead_id", "tag_key")


def _lead_web_link() -> None:
    _table(
        "lead_web_link",
        ROW,
        _ref("lead_id", "lead", True),
        _col("url", TEXT, True),
        _col("type", TEXT),
        _flag("is_primary"),
    )
    _indexed("lead_web_link", "lead_id")


def _quote_allowance() -> None:
    _table(
        "quote_allowance",
        ROW,
        _ref("quote_id", "quote", True),
        _col("position", INT),
        _flag("is_charge"),
        _col("reason", TEXT),
        _col("amount", MONEY),
        _col("percent", QUANTITY),
        _col("tax_category", TEXT),
        _col("tax_rate", QUANTITY),
    )
    _indexed("quote_allowance", "quote_id")


def _quote_approval() -> None:
    _table(
        "quote_approval",
        ROW,
        _ref("quote_id", "quote", True),
        _col("decision", TEXT, True),
        _ref("user_id", "app_user"),
        _col("decided_at", MOMENT),
        _col("reason", TEXT),
    )
    _indexed("quote_approval", "quote_id")


def _quote_line() -> None:
    _table(
        "quote_line",
        ROW,
        _ref("quote_id", "quote", True),
        _col("position", INT),
        _col("kind", TEXT),
        _ref("product_id", "product"),
        _col("code", TEXT),
        _col("description", TEXT),
        _col("quantity", QUANTITY),
        _col("unit", TEXT),
        _col("list_price", MONEY),
        _col("unit_price", MONEY),
        _col("base_quantity", QUANTITY),
        _col("discount_percent", QUANTITY),
        _col("discount_amount", MONEY),
        _ref("tax_class_id", "tax_class"),
        _col("tax_category", TEXT),
        _col("tax_rate", QUANTITY),
        _col("cost", MONEY),
        _col("net", MONEY),
        _col("alternative_group", TEXT),
        _flag("unselected"),
        _col("bundle_position", INT),
        _col("price_rule", TEXT),
        _col("delivery_weeks", INT),
        _col("reference", TEXT),
    )
    _indexed("quote_line", "product_id", "quote_id")


def _quote_tax() -> None:
    _table(
        "quote_tax",
        ROW,
        _ref("quote_id", "quote", True),
        _col("category", TEXT, True),
        _col("rate", QUANTITY),
        _col("taxable", MONEY),
        _col("tax", MONEY),
    )
    _indexed("quote_tax", "quote_id")


def _sales_order() -> None:
    _table(
        "sales_order",
        OWNED,
        _col("number", TEXT),
        _made("name", TEXT),
        _made("name_key", KEY),
        _col("title", TEXT),
        _col("status", KEY),
        _ref("quote_id", "quote"),
        _ref("deal_id", "deal"),
        _ref("company_id", "company"),
        _ref("contact_id", "person"),
        _col("billing_address", TEXT),
        _col("delivery_address", TEXT),
        _col("ordered_on", DAY),
        _col("delivery_on", DAY),
        _col("customer_reference", TEXT),
        _col("currency", TEXT),
        _col("rate", TEXT),
        _col("payment_terms", TEXT),
        _col("delivery_terms", TEXT),
        _col("tax_mode", TEXT),
        _flag("prices_include_tax"),
        _col("invoiced", MONEY),
        _col("paid", MONEY),
        _col("language", TEXT),
        _col("note", TEXT),
        _col("lines_total", MONEY),
        _col("allowances_total", MONEY),
        _col("charges_total", MONEY),
        _col("tax_exclusive", MONEY),
        _col("tax_total", MONEY),
        _col("tax_inclusive", MONEY),
        _col("prepaid", MONEY),
        _col("rounding", MONEY),
        _col("payable", MONEY),
        _col("cost", MONEY),
        _col("margin_percent", QUANTITY),
    )
    _indexed(
        "sales_order", "company_id", "contact_id", "deal_id", "external_id", "owner_id", "quote_id"
    )
    _sorted("sales_order", "created_at", "name_key", "updated_at")
    _sorted_down(
        "sales_order", "delivery_on", "ordered_on", "status", "tax_exclusive", "tax_inclusive"
    )
    _unique("uq_sales_order_number", "sales_order", "number")


def _contract() -> None:
    _table(
        "contract",
        OWNED,
        _col("number", TEXT),
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("kind", TEXT),
        _col("status", KEY),
        _ref("company_id", "company"),
        _ref("contact_id", "person"),
        _ref("deal_id", "deal"),
        _ref("order_id", "sales_order"),
        _ref("product_id", "product"),
        _col("starts_on", DAY),
        _col("ends_on", DAY),
        _col("renewal", TEXT),
        _col("renewal_months", INT),
        _col("notice_days", INT),
        _col("notice_on", DAY),
        _col("amount", MONEY),
        _col("currency", TEXT),
        _col("period", TEXT),
        _col("service_level", TEXT),
        _ref("renewal_deal_id", "deal"),
        _col("note", TEXT),
    )
    _indexed(
        "contract",
        "company_id",
        "contact_id",
        "deal_id",
        "order_id",
        "product_id",
        "renewal_deal_id",
    )
    _sorted("contract", "created_at", "name_key", "updated_at")
    _sorted_down("contract", "amount", "ends_on", "notice_on", "starts_on", "status")
    _unique("uq_contract_number", "contract", "number")


def _delivery() -> None:
    _table(
        "delivery",
        OWNED,
        _col("number", TEXT),
        _made("name", TEXT),
        _made("name_key", KEY),
        _col("status", KEY),
        _ref("order_id", "sales_order"),
        _ref("company_id", "company"),
        _col("delivery_address", TEXT),
        _col("shipped_on", DAY),
        _col("delivered_on", DAY),
        _col("carrier", TEXT),
        _col("tracking", TEXT),
        _col("note", TEXT),
    )
    _indexed("delivery", "company_id", "order_id")
    _sorted("delivery", "created_at", "name_key", "updated_at")
    _sorted_down("delivery", "shipped_on", "status")
    _unique("uq_delivery_number", "delivery", "number")


def _sales_order_allowance() -> None:
    _table(
        "sales_order_allowance",
        ROW,
        _ref("sales_order_id", "sales_order", True),
        _col("position", INT),
        _flag("is_charge"),
        _col("reason", TEXT),
        _col("amount", MONEY),
        _col("percent", QUANTITY),
        _col("tax_category", TEXT),
        _col("tax_rate", QUANTITY),
    )
    _indexed("sales_order_allowance", "sales_order_id")


def _sales_order_invoice() -> None:
    _table(
        "sales_order_invoice",
        ROW,
        _ref("sales_order_id", "sales_order", True),
        _col("number", TEXT, True),
        _col("issued_on", DAY),
        _col("amount", MONEY),
        _col("due_on", DAY),
        _col("paid_amount", MONEY),
        _col("paid_on", DAY),
    )
    _indexed("sales_order_invoice", "sales_order_id")


def _sales_order_line() -> None:
    _table(
        "sales_order_line",
        ROW,
        _ref("sales_order_id", "sales_order", True),
        _col("delivered_quantity", QUANTITY),
        _col("invoiced_quantity", QUANTITY),
        _col("delivery_on", DAY),
        _col("position", INT),
        _col("kind", TEXT),
        _ref("product_id", "product"),
        _col("code", TEXT),
        _col("description", TEXT),
        _col("quantity", QUANTITY),
        _col("unit", TEXT),
        _col("list_price", MONEY),
        _col("unit_price", MONEY),
        _col("base_quantity", QUANTITY),
        _col("discount_percent", QUANTITY),
        _col("discount_amount", MONEY),
        _ref("tax_class_id", "tax_class"),
        _col("tax_category", TEXT),
        _col("tax_rate", QUANTITY),
        _col("cost", MONEY),
        _col("net", MONEY),
        _col("alternative_group", TEXT),
        _flag("unselected"),
        _col("bundle_position", INT),
        _col("price_rule", TEXT),
        _col("delivery_weeks", INT),
        _col("reference", TEXT),
    )
    _indexed("sales_order_line", "product_id", "sales_order_id")


def _sales_order_tax() -> None:
    _table(
        "sales_order_tax",
        ROW,
        _ref("sales_order_id", "sales_order", True),
        _col("category", TEXT, True),
        _col("rate", QUANTITY),
        _col("taxable", MONEY),
        _col("tax", MONEY),
    )
    _indexed("sales_order_tax", "sales_order_id")


def _asset() -> None:
    _table(
        "asset",
        OWNED,
        _col("name", TEXT, True),
        _made("name_key", KEY),
        _col("serial", TEXT),
        _col("status", KEY),
        _ref("product_id", "product"),
        _ref("company_id", "company"),
        _ref("contact_id", "person"),
        _ref("order_id", "sales_order"),
        _ref("contract_id", "contract"),
        _col("installed_on", DAY),
        _col("warranty_until", DAY),
        _col("next_service_on", DAY),
        _col("place", TEXT),
        _col("note", TEXT),
    )
    _indexed("asset", "company_id", "contact_id", "contract_id", "order_id", "product_id", "serial")
    _sorted("asset", "created_at", "name_key", "updated_at")
    _sorted_down("asset", "installed_on", "next_service_on", "status", "warranty_until")


def _delivery_line() -> None:
    _table(
        "delivery_line",
        ROW,
        _ref("delivery_id", "delivery", True),
        _col("position", INT),
        _col("order_position", INT),
        _ref("product_id", "product"),
        _col("description", TEXT),
        _col("quantity", QUANTITY),
        _col("unit", TEXT),
        _col("serials", TEXT),
    )
    _indexed("delivery_line", "delivery_id", "product_id")


# ---------------------------------------------------------------- up and down

# Parents first; keys are checked at the end, so that the order is for people.
TABLES = (
    _currency,
    _lost_reason,
    _number_series,
    _pipeline,
    _price_list,
    _product_category,
    _tax_class,
    _currency_rate,
    _stage,
    _tax_rate,
    _quota,
    _product,
    _deal,
    _product_competitor,
    _product_component,
    _product_price,
    _product_tag,
    _product_text,
    _deal_competitor,
    _deal_line,
    _deal_stakeholder,
    _deal_tag,
    _lead,
    _quote,
    _lead_address,
    _lead_email,
    _lead_phone,
    _lead_product,
    _lead_reason,
    _lead_tag,
    _lead_web_link,
    _quote_allowance,
    _quote_approval,
    _quote_line,
    _quote_tax,
    _sales_order,
    _contract,
    _delivery,
    _sales_order_allowance,
    _sales_order_invoice,
    _sales_order_line,
    _sales_order_tax,
    _asset,
    _delivery_line,
)
LINKS = {
    "activity_link": ("lead", "deal"),
    "note_link": ("lead", "deal"),
    "attachment": ("lead", "deal", "product"),
}


def upgrade() -> None:
    """Make the tables, and let activities, notes and files be about leads, deals, products."""
    for make in TABLES:
        make()
    op.create_table(
        "number_counter",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("last", types.BigKey, nullable=False),
        sa.PrimaryKeyConstraint("kind", "period", name=op.f("pk_number_counter")),
    )
    for table, targets in LINKS.items():
        with op.batch_alter_table(table) as batch:
            for target in targets:
                batch.add_column(_col(f"{target}_id", UUID))
                batch.create_foreign_key(
                    op.f(f"fk_{table}_{target}_id"),
                    target,
                    [f"{target}_id"],
                    ["id"],
                    initially="DEFERRED",
                    deferrable=True,
                )
        _indexed(table, *(f"{target}_id" for target in targets))


def downgrade() -> None:
    """Take this version back (tests only)."""
    for table, targets in LINKS.items():
        for target in targets:
            op.drop_index(op.f(f"ix_{table}_{target}_id"), table)
        with op.batch_alter_table(table) as batch:
            for target in targets:
                batch.drop_constraint(op.f(f"fk_{table}_{target}_id"), type_="foreignkey")
                batch.drop_column(f"{target}_id")
    op.drop_table("number_counter")
    for make in reversed(TABLES):
        op.drop_table(make.__name__[1:])
