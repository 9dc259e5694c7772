"""What amounts are reckoned by: currencies, taxes, numbers of documents."""

from __future__ import annotations

from crm_desktop.enums import Permission
from crm_desktop.services.catalog.fields import Choice, EntityType, Field, Kind, Role

# Categories of EN 16931 (UNTDID 5305).
TAX_CATEGORIES = (
    Choice("S", "Standard or reduced rate", "indigo"),
    Choice("Z", "Zero rated", "teal"),
    Choice("E", "Exempt", "slate"),
    Choice("AE", "Reverse charge", "violet"),
    Choice("K", "Intra-community supply", "violet"),
    Choice("G", "Export", "orange"),
    Choice("O", "Not subject to tax", "slate"),
    Choice("L", "Canary Islands (IGIC)", "amber"),
    Choice("M", "Ceuta and Melilla (IPSI)", "amber"),
)
PERIODS = (Choice("month", "Month"), Choice("quarter", "Quarter"), Choice("year", "Year"))

CURRENCY = EntityType(
    key="currency",
    title="Currency",
    plural="Currencies",
    icon="coins",
    read=Permission.ACCOUNTING_READ,
    edit=Permission.ACCOUNTING_EDIT,
    label="code",
    subtitle="name",
    columns=("code", "name", "symbol", "minor_units", "in_use"),
    sort=("code",),
    fields=(
        Field(
            key="code",
            label="Code",
            role=Role.CURRENCY,
            required=True,
            max_length=3,
            sortable=True,
            hint="EUR",
        ),
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="symbol", label="Symbol", max_length=8),
        Field(key="minor_units", label="Decimals", kind=Kind.INT, required=True),
        Field(key="cash_rounding", label="Smallest coin", kind=Kind.MONEY, hint="0.05"),
        Field(key="in_use", label="In use", kind=Kind.BOOL),
        Field(
            key="rates",
            label="Rates",
            kind=Kind.MULTI,
            table="currency_rate",
            children=(
                Field(key="valid_from", label="From", kind=Kind.DATE, required=True),
                Field(
                    key="rate",
                    label="Worth of one unit",
                    role=Role.RATE,
                    required=True,
                    max_length=30,
                    hint="0.9213",
                ),
                Field(key="source", label="Source", hint="ECB"),
            ),
        ),
    ),
)

TAX_CLASS = EntityType(
    key="tax_class",
    title="Tax class",
    plural="Tax classes",
    icon="percent",
    read=Permission.ACCOUNTING_READ,
    edit=Permission.ACCOUNTING_EDIT,
    label="name",
    subtitle="category",
    columns=("name", "category", "rates", "is_default"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(
            key="category",
            label="Category",
            kind=Kind.CHOICE,
            required=True,
            choices=TAX_CATEGORIES,
        ),
        Field(key="exemption_reason", label="Reason of exemption", max_length=500),
        Field(key="is_default", label="For new products", kind=Kind.BOOL),
        Field(
            key="rates",
            label="Rates",
            kind=Kind.MULTI,
            table="tax_rate",
            children=(
                Field(
                    key="country",
                    label="Country",
                    role=Role.COUNTRY,
                    required=True,
                    max_length=2,
                    hint="DE",
                ),
                Field(key="rate", label="Percent", kind=Kind.PERCENT, required=True),
                Field(key="valid_from", label="From", kind=Kind.DATE),
                Field(key="valid_to", label="To", kind=Kind.DATE),
            ),
        ),
    ),
)

NUMBER_SERIES = EntityType(
    key="number_series",
    title="Number series",
    plural="Number series",
    icon="hash",
    read=Permission.ACCOUNTING_READ,
    edit=Permission.ACCOUNTING_EDIT,
    label="name",
    columns=("name", "kind", "pattern"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(
            key="kind",
            label="Kind",
            kind=Kind.CHOICE,
            required=True,
            choices=(
                Choice("quote", "Quotes"),
                Choice("order", "Orders"),
                Choice("delivery", "Deliveries"),
                Choice("contract", "Contracts"),
                Choice("deal", "Deals"),
            ),
        ),
        Field(
            key="pattern",
            label="Pattern",
            required=True,
            max_length=60,
            hint="Q-{year}-{number:4}",
        ),
    ),
)
