"""What lasts after a sale: contracts and what stands at customers."""

from __future__ import annotations

from crm_desktop.enums import Permission
from crm_desktop.services.catalog import shared
from crm_desktop.services.catalog.currencies import PERIODS
from crm_desktop.services.catalog.fields import Choice, EntityType, Field, Kind, Role

_COMPANY = Field(
    key="company",
    label="Company",
    kind=Kind.REF,
    entity="company",
    group="Customer",
    essential=True,
)
_CONTACT = Field(key="contact", label="Contact", kind=Kind.REF, entity="person", group="Customer")
_ORDER = Field(key="order", label="Order", kind=Kind.REF, entity="order", group="Customer")
_PRODUCT = Field(key="product", label="Product", kind=Kind.REF, entity="product", essential=True)
_NOTE = Field(
    key="note", label="Background", kind=Kind.LONGTEXT, group="Background", max_length=100_000
)

CONTRACT = EntityType(
    key="contract",
    title="Contract",
    plural="Contracts",
    icon="file-check",
    read=Permission.ORDER_READ,
    edit=Permission.ORDER_EDIT,
    label="name",
    has_page=True,
    subtitle="company",
    first=("status", "days_left", "ends_on", "yearly"),
    columns=(
        "name",
        "company",
        "product",
        "status",
        "ends_on",
        "notice_on",
        "days_left",
        "yearly",
        "owner",
    ),
    sort=("ends_on",),
    beside=("currency", "notice_on"),
    live=(
        Field(
            key="days_left",
            label="Days left",
            kind=Kind.INT,
            sortable=True,
            derived=True,
            live=True,
        ),
    ),
    fields=(
        Field(
            key="name",
            label="Name",
            required=True,
            sortable=True,
            sort_key="name_key",
            searchable=True,
            essential=True,
        ),
        Field(key="number", label="Number", searchable=True, max_length=60),
        Field(
            key="kind",
            label="Kind",
            kind=Kind.CHOICE,
            open_choice=True,
            choices=(
                Choice("maintenance", "Maintenance"),
                Choice("support", "Support"),
                Choice("subscription", "Subscription"),
                Choice("rental", "Rental"),
                Choice("framework", "Framework"),
            ),
        ),
        Field(
            key="status",
            label="Status",
            kind=Kind.CHOICE,
            sortable=True,
            choices=(
                Choice("draft", "Draft", "slate"),
                Choice("active", "Active", "green"),
                Choice("cancelled", "Cancelled", "rose"),
                Choice("ended", "Ended", "slate"),
            ),
        ),
        _COMPANY,
        _CONTACT,
        Field(key="deal", label="Deal", kind=Kind.REF, entity="deal", group="Customer"),
        _ORDER,
        _PRODUCT,
        Field(key="starts_on", label="Begins", kind=Kind.DATE, sortable=True, group="Term"),
        Field(key="ends_on", label="Ends", kind=Kind.DATE, sortable=True, group="Term"),
        Field(
            key="renewal",
            label="Renewal",
            kind=Kind.CHOICE,
            group="Term",
            choices=(
                Choice("automatic", "By itself"),
                Choice("manual", "By agreement"),
                Choice("none", "None"),
            ),
        ),
        Field(key="renewal_months", label="Renewed for (months)", kind=Kind.INT, group="Term"),
        Field(key="notice_days", label="Notice (days)", kind=Kind.INT, group="Term"),
        Field(
            key="notice_on",
            label="Notice by",
            kind=Kind.DATE,
            derived=True,
            sortable=True,
            group="Term",
        ),
        Field(key="amount", label="Amount", kind=Kind.MONEY, sortable=True, group="Amount"),
        Field(key="currency", label="Currency", role=Role.CURRENCY, group="Amount", max_length=3),
        Field(key="period", label="Each", kind=Kind.CHOICE, choices=PERIODS, group="Amount"),
        Field(
            key="yearly",
            label="Amount/yr",
            kind=Kind.MONEY,
            derived=True,
            sortable=True,
            group="Amount",
        ),
        Field(key="service_level", label="Service level", group="Term"),
        Field(
            key="renewal_deal", label="Renewal deal", kind=Kind.REF, entity="deal", group="Customer"
        ),
        _NOTE,
        *shared.COMMON,
    ),
)

ASSET = EntityType(
    key="asset",
    title="Installed item",
    plural="Installed items",
    icon="hard-drive",
    read=Permission.ORDER_READ,
    edit=Permission.ORDER_EDIT,
    label="name",
    has_page=True,
    subtitle="serial",
    first=("company", "status", "warranty_until"),
    columns=("name", "serial", "company", "product", "installed_on", "warranty_until", "status"),
    sort=("name",),
    fields=(
        Field(
            key="name",
            label="Name",
            required=True,
            sortable=True,
            sort_key="name_key",
            searchable=True,
            essential=True,
        ),
        Field(key="serial", label="Serial number", searchable=True, max_length=120),
        Field(
            key="status",
            label="Status",
            kind=Kind.CHOICE,
            sortable=True,
            choices=(
                Choice("in-use", "In use", "green"),
                Choice("stored", "Stored", "slate"),
                Choice("repair", "In repair", "amber"),
                Choice("retired", "Retired", "slate"),
            ),
        ),
        _PRODUCT,
        _COMPANY,
        _CONTACT,
        _ORDER,
        Field(key="contract", label="Contract", kind=Kind.REF, entity="contract", group="Customer"),
        Field(
            key="installed_on", label="Installed on", kind=Kind.DATE, sortable=True, group="Service"
        ),
        Field(
            key="warranty_until",
            label="Warranty until",
            kind=Kind.DATE,
            sortable=True,
            group="Service",
        ),
        Field(
            key="next_service_on",
            label="Next service",
            kind=Kind.DATE,
            sortable=True,
            group="Service",
        ),
        Field(key="place", label="Where it stands", group="Service"),
        _NOTE,
        *shared.COMMON,
    ),
)
