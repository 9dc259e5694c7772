"""What we sell, and what it costs whom."""

from __future__ import annotations

from crm_desktop.enums import Permission
from crm_desktop.services.catalog import shared
from crm_desktop.services.catalog.currencies import PERIODS
from crm_desktop.services.catalog.fields import Choice, EntityType, Field, Kind, Role

KINDS = (
    Choice("goods", "Goods", "indigo"),
    Choice("service", "Service", "teal"),
    Choice("hours", "Hours", "violet"),
    Choice("subscription", "Subscription", "green"),
    Choice("bundle", "Bundle", "orange"),
)
UNITS = tuple(
    Choice(value, label)
    for value, label in (
        ("pcs", "Pieces"),
        ("set", "Set"),
        ("box", "Box"),
        ("h", "Hours"),
        ("day", "Days"),
        ("month", "Months"),
        ("year", "Years"),
        ("m", "Metres"),
        ("m2", "Square metres"),
        ("kg", "Kilograms"),
        ("l", "Litres"),
        ("km", "Kilometres"),
    )
)

CATEGORY = EntityType(
    key="product_category",
    title="Product category",
    plural="Product categories",
    icon="folder-tree",
    read=Permission.PRODUCT_READ,
    edit=Permission.PRODUCT_EDIT,
    label="name",
    columns=("name", "parent"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="parent", label="Part of", kind=Kind.REF, entity="product_category"),
        Field(key="description", label="Description", kind=Kind.LONGTEXT, max_length=5000),
    ),
)

PRICE_LIST = EntityType(
    key="price_list",
    title="Price list",
    plural="Price lists",
    icon="tags",
    read=Permission.PRODUCT_READ,
    edit=Permission.PRODUCT_EDIT,
    label="name",
    subtitle="currency",
    columns=("name", "currency", "parent", "valid_from", "valid_to", "is_default"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(
            key="currency",
            label="Currency",
            role=Role.CURRENCY,
            required=True,
            max_length=3,
            hint="EUR",
        ),
        Field(key="parent", label="What it lacks comes from", kind=Kind.REF, entity="price_list"),
        Field(key="valid_from", label="Valid from", kind=Kind.DATE),
        Field(key="valid_to", label="Valid to", kind=Kind.DATE),
        Field(key="includes_tax", label="Prices include tax", kind=Kind.BOOL),
        Field(key="is_default", label="For everybody else", kind=Kind.BOOL),
        Field(key="note", label="Note", kind=Kind.LONGTEXT, max_length=5000),
    ),
)

_PRICES = Field(
    key="prices",
    label="Prices",
    kind=Kind.MULTI,
    group="Price",
    table="product_price",
    children=(
        Field(key="price_list", label="Price list", kind=Kind.REF, entity="price_list"),
        Field(key="unit_price", label="Unit price", kind=Kind.MONEY),
        Field(key="company", label="Customer", kind=Kind.REF, entity="company"),
        Field(key="min_quantity", label="From quantity", kind=Kind.QUANTITY),
        Field(key="discount_percent", label="Discount %", kind=Kind.PERCENT),
        Field(key="currency", label="Currency", role=Role.CURRENCY, max_length=3),
        Field(key="valid_from", label="Valid from", kind=Kind.DATE),
        Field(key="valid_to", label="Valid to", kind=Kind.DATE),
    ),
)
_TEXTS = Field(
    key="texts",
    label="In other languages",
    kind=Kind.MULTI,
    group="Product",
    table="product_text",
    children=(
        Field(key="language", label="Language", role=Role.LANGUAGE, required=True, max_length=35),
        Field(key="name", label="Name"),
        Field(key="description", label="Description", kind=Kind.LONGTEXT, max_length=20_000),
    ),
)
_COMPONENTS = Field(
    key="components",
    label="Parts of the bundle",
    kind=Kind.MULTI,
    group="Product",
    table="product_component",
    children=(
        Field(key="component", label="Product", kind=Kind.REF, entity="product", required=True),
        Field(key="quantity", label="Quantity", kind=Kind.QUANTITY),
        Field(key="optional", label="Optional", kind=Kind.BOOL),
        Field(key="position", label="Position", kind=Kind.INT),
    ),
)
_COMPETITORS = Field(
    key="competitors",
    label="Competing products",
    kind=Kind.MULTI,
    group="Market",
    table="product_competitor",
    children=(
        Field(key="name", label="Product", required=True),
        Field(key="company", label="Competitor", kind=Kind.REF, entity="company"),
        Field(key="price", label="Price", kind=Kind.MONEY),
        Field(key="currency", label="Currency", role=Role.CURRENCY, max_length=3),
        Field(key="strengths", label="Strengths", kind=Kind.LONGTEXT, max_length=5000),
        Field(key="weaknesses", label="Weaknesses", kind=Kind.LONGTEXT, max_length=5000),
    ),
)

PRODUCT = EntityType(
    key="product",
    title="Product",
    plural="Products",
    icon="package",
    read=Permission.PRODUCT_READ,
    edit=Permission.PRODUCT_EDIT,
    label="name",
    subtitle="code",
    has_page=True,
    columns=(
        "name",
        "code",
        "category",
        "unit",
        "list_price",
        "cost",
        "margin_percent",
        "tax_class",
        "discontinued",
    ),
    sort=("name",),
    first=("list_price", "margin_percent", "category", "unit"),
    beside=("currency", "kind", "discontinued", "replaced_by"),
    fields=(
        Field(
            key="name",
            label="Name",
            required=True,
            sortable=True,
            sort_key="name_key",
            searchable=True,
            essential=True,
            heads=("product", "product name", "item", "item name", "artikel", "наименование"),
        ),
        Field(
            key="code",
            label="Code",
            required=True,
            sortable=True,
            sort_key="code_key",
            searchable=True,
            essential=True,
            max_length=80,
            heads=("sku", "product code", "item no", "article", "part number", "артикул", "код"),
        ),
        Field(
            key="kind",
            label="Kind",
            kind=Kind.CHOICE,
            choices=KINDS,
            required=True,
            group="Product",
            essential=True,
        ),
        Field(
            key="category",
            label="Category",
            kind=Kind.REF,
            entity="product_category",
            group="Product",
            essential=True,
            heads=("group", "product group", "series"),
        ),
        Field(
            key="unit",
            label="Unit",
            kind=Kind.CHOICE,
            choices=UNITS,
            open_choice=True,
            group="Product",
            essential=True,
            heads=("unit of measure", "uom", "quantity per unit", "ед изм"),
        ),
        Field(
            key="description",
            label="Description",
            kind=Kind.LONGTEXT,
            group="Product",
            searchable=True,
            max_length=20_000,
            heads=("details",),
        ),
        _TEXTS,
        _COMPONENTS,
        Field(
            key="list_price",
            label="List price",
            kind=Kind.MONEY,
            group="Price",
            sortable=True,
            essential=True,
            heads=("price", "unit price", "sales price", "preis", "цена"),
        ),
        Field(key="currency", label="Currency", role=Role.CURRENCY, group="Price", max_length=3),
        Field(
            key="cost",
            label="Cost",
            kind=Kind.MONEY,
            group="Price",
            essential=True,
            heads=("purchase price", "buying price", "standard cost"),
        ),
        Field(
            key="margin_percent", label="Margin %", kind=Kind.PERCENT, group="Price", derived=True
        ),
        Field(key="min_price", label="Floor price", kind=Kind.MONEY, group="Price"),
        Field(key="min_margin", label="Least margin %", kind=Kind.PERCENT, group="Price"),
        Field(
            key="tax_class",
            label="Tax class",
            kind=Kind.REF,
            entity="tax_class",
            group="Price",
            essential=True,
        ),
        Field(
            key="billing_period",
            label="Billed each",
            kind=Kind.CHOICE,
            choices=PERIODS,
            group="Price",
        ),
        _PRICES,
        Field(
            key="warranty_months",
            label="Warranty (months)",
            kind=Kind.INT,
            group="Delivery",
            heads=("warranty",),
        ),
        Field(key="serial_tracked", label="Has serial numbers", kind=Kind.BOOL, group="Delivery"),
        Field(
            key="supplier",
            label="Supplier",
            kind=Kind.REF,
            entity="company",
            group="Delivery",
            heads=("vendor",),
        ),
        Field(key="supplier_code", label="Supplier's code", group="Delivery", searchable=True),
        Field(
            key="gtin",
            label="GTIN",
            group="Delivery",
            searchable=True,
            max_length=14,
            heads=("ean", "upc", "barcode"),
        ),
        Field(key="weight", label="Weight (kg)", kind=Kind.QUANTITY, group="Delivery"),
        Field(
            key="in_stock",
            label="In stock",
            kind=Kind.QUANTITY,
            group="Delivery",
            heads=("stock", "units in stock"),
        ),
        Field(key="discontinued", label="No longer sold", kind=Kind.BOOL, group="Delivery"),
        Field(
            key="replaced_by",
            label="Replaced by",
            kind=Kind.REF,
            entity="product",
            group="Delivery",
        ),
        Field(key="image", label="Picture", kind=Kind.FILE, role=Role.PHOTO, group="Product"),
        _COMPETITORS,
        Field(
            key="note", label="Background", kind=Kind.LONGTEXT, group="Market", max_length=100_000
        ),
        shared.tags("product"),
        *shared.COMMON,
    ),
)
