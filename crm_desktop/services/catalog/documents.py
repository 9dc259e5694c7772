"""Fields that deals, quotes and orders have in common: lines, allowances, taxes, totals."""

from __future__ import annotations

from crm_desktop.services.catalog.currencies import TAX_CATEGORIES
from crm_desktop.services.catalog.fields import Choice, Field, Kind, Role

LINE_KINDS = (
    Choice("product", "Product", "indigo"),
    Choice("text", "Free text", "slate"),
    Choice("heading", "Heading", "violet"),
    Choice("subtotal", "Subtotal", "slate"),
    Choice("note", "Note", "slate"),
    Choice("option", "Option", "amber"),
    Choice("alternative", "Alternative", "orange"),
)
TAX_MODES = (Choice("document", "Per rate"), Choice("line", "Per line"))


def lines(table: str, *more: Field) -> Field:
    """The lines of a deal, a quote or an order."""
    return Field(
        key="lines",
        label="Lines",
        kind=Kind.MULTI,
        group="Lines",
        table=table,
        children=(
            Field(key="description", label="Description", kind=Kind.LONGTEXT, max_length=20_000),
            Field(key="position", label="Position", kind=Kind.INT),
            Field(key="kind", label="Kind", kind=Kind.CHOICE, choices=LINE_KINDS),
            Field(key="product", label="Product", kind=Kind.REF, entity="product"),
            Field(key="code", label="Code", max_length=80),
            Field(key="quantity", label="Quantity", kind=Kind.QUANTITY),
            Field(key="unit", label="Unit", max_length=40),
            Field(key="list_price", label="List price", kind=Kind.MONEY),
            Field(key="unit_price", label="Unit price", kind=Kind.MONEY),
            Field(key="base_quantity", label="Price is for", kind=Kind.QUANTITY),
            Field(key="discount_percent", label="Discount %", kind=Kind.PERCENT),
            Field(key="discount_amount", label="Discount", kind=Kind.MONEY),
            Field(key="tax_class", label="Tax class", kind=Kind.REF, entity="tax_class"),
            Field(
                key="tax_category", label="Tax category", kind=Kind.CHOICE, choices=TAX_CATEGORIES
            ),
            Field(key="tax_rate", label="Tax %", kind=Kind.PERCENT),
            Field(key="cost", label="Cost", kind=Kind.MONEY),
            Field(key="net", label="Net", kind=Kind.MONEY, derived=True),
            Field(key="alternative_group", label="One of", max_length=40),
            Field(key="unselected", label="Not chosen", kind=Kind.BOOL),
            Field(key="bundle_position", label="Part of line", kind=Kind.INT),
            Field(key="price_rule", label="Price comes from"),
            Field(key="delivery_weeks", label="Delivery (weeks)", kind=Kind.INT),
            Field(key="reference", label="Reference"),
            *more,
        ),
    )


def allowances(table: str) -> Field:
    """Allowances and charges on the whole document."""
    return Field(
        key="allowances",
        label="Allowances and charges",
        kind=Kind.MULTI,
        group="Lines",
        table=table,
        children=(
            Field(key="reason", label="Reason"),
            Field(key="is_charge", label="Charge", kind=Kind.BOOL),
            Field(key="amount", label="Amount", kind=Kind.MONEY),
            Field(key="percent", label="Percent", kind=Kind.PERCENT),
            Field(
                key="tax_category", label="Tax category", kind=Kind.CHOICE, choices=TAX_CATEGORIES
            ),
            Field(key="tax_rate", label="Tax %", kind=Kind.PERCENT),
            Field(key="position", label="Position", kind=Kind.INT),
        ),
    )


def taxes(table: str) -> Field:
    """The tax breakdown as it was priced."""
    return Field(
        key="taxes",
        label="Tax by rate",
        kind=Kind.MULTI,
        group="Totals",
        table=table,
        derived=True,
        children=(
            Field(
                key="category",
                label="Category",
                kind=Kind.CHOICE,
                choices=TAX_CATEGORIES,
                required=True,
            ),
            Field(key="rate", label="Tax %", kind=Kind.PERCENT),
            Field(key="taxable", label="Taxable", kind=Kind.MONEY),
            Field(key="tax", label="Tax", kind=Kind.MONEY),
        ),
    )


def _total(key: str, label: str, *, sortable: bool = False) -> Field:
    return Field(
        key=key, label=label, kind=Kind.MONEY, group="Totals", derived=True, sortable=sortable
    )


# Written by the engine alone, services/pricing.py.
TOTALS = (
    _total("lines_total", "Sum of the lines"),
    _total("allowances_total", "Allowances"),
    _total("charges_total", "Charges"),
    _total("tax_exclusive", "Net", sortable=True),
    _total("tax_total", "Tax"),
    _total("tax_inclusive", "Gross", sortable=True),
    _total("payable", "To pay"),
    _total("cost", "Cost"),
    Field(key="margin_percent", label="Margin %", kind=Kind.PERCENT, group="Totals", derived=True),
)
ADJUSTED = (
    Field(key="prepaid", label="Paid in advance", kind=Kind.MONEY, group="Totals"),
    Field(key="rounding", label="Rounding", kind=Kind.MONEY, group="Totals"),
)
TERMS = (
    Field(key="currency", label="Currency", role=Role.CURRENCY, group="Terms", max_length=3),
    Field(key="rate", label="Rate", role=Role.RATE, group="Terms", max_length=30),
    Field(key="payment_terms", label="Payment terms", group="Terms", hint="30 days net"),
    Field(key="delivery_terms", label="Delivery terms", group="Terms", hint="DAP, Incoterms 2020"),
    Field(
        key="tax_mode", label="Tax is rounded", kind=Kind.CHOICE, choices=TAX_MODES, group="Terms"
    ),
    Field(key="prices_include_tax", label="Prices include tax", kind=Kind.BOOL, group="Terms"),
    Field(key="language", label="Language", role=Role.LANGUAGE, group="Terms", max_length=35),
)
ADDRESSES = (
    Field(
        key="billing_address",
        label="Billing address",
        kind=Kind.LONGTEXT,
        group="Customer",
        max_length=1000,
    ),
    Field(
        key="delivery_address",
        label="Delivery address",
        kind=Kind.LONGTEXT,
        group="Customer",
        max_length=1000,
    ),
)


def name_of(label: str) -> Field:
    """How a document is called: by its number, or as what it is until it has one."""
    return Field(
        key="name", label=label, derived=True, sortable=True, sort_key="name_key", searchable=True
    )
