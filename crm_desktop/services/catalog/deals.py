"""The deal: what may be sold to whom, how likely, until when."""

from __future__ import annotations

from crm_desktop.enums import Permission
from crm_desktop.services.catalog import documents, shared
from crm_desktop.services.catalog.currencies import PERIODS
from crm_desktop.services.catalog.fields import Choice, EntityType, Field, Kind, Role
from crm_desktop.services.catalog.pipelines import STAGE_KINDS

CATEGORIES = (
    Choice("pipeline", "Pipeline", "slate"),
    Choice("best-case", "Best case", "teal"),
    Choice("commit", "Commit", "indigo"),
    Choice("omitted", "Omitted", "slate"),
)
CLOSED = Choice("closed", "Closed", "green")
_STAKEHOLDERS = Field(
    key="stakeholders",
    label="Stakeholders",
    kind=Kind.MULTI,
    group="People",
    table="deal_stakeholder",
    children=(
        Field(key="person", label="Contact", kind=Kind.REF, entity="person", required=True),
        Field(
            key="role",
            label="Role",
            kind=Kind.CHOICE,
            open_choice=True,
            choices=(
                Choice("decider", "Decides"),
                Choice("buyer", "Buys"),
                Choice("user", "Uses"),
                Choice("expert", "Advises"),
                Choice("champion", "Speaks for us"),
                Choice("gatekeeper", "Keeps the door"),
            ),
        ),
        Field(
            key="influence",
            label="Influence",
            kind=Kind.CHOICE,
            choices=(Choice("high", "High"), Choice("medium", "Medium"), Choice("low", "Low")),
        ),
        Field(
            key="stance",
            label="Stance",
            kind=Kind.CHOICE,
            choices=(
                Choice("for", "For us", "green"),
                Choice("neutral", "Neutral", "slate"),
                Choice("against", "Against us", "rose"),
                Choice("unknown", "Not known", "slate"),
            ),
        ),
        Field(key="note", label="Note"),
    ),
)
_COMPETITORS = Field(
    key="competitors",
    label="Competitors",
    kind=Kind.MULTI,
    group="People",
    table="deal_competitor",
    children=(
        Field(key="name", label="Name"),
        Field(key="company", label="Company", kind=Kind.REF, entity="company"),
        Field(key="product", label="Offers"),
        Field(key="price", label="Price", kind=Kind.MONEY),
        Field(
            key="threat",
            label="Threat",
            kind=Kind.CHOICE,
            choices=(Choice("high", "High"), Choice("medium", "Medium"), Choice("low", "Low")),
        ),
        Field(key="note", label="Note", kind=Kind.LONGTEXT, max_length=2000),
    ),
)
_FORECAST = (
    Field(
        key="expected_close",
        label="Expected close",
        kind=Kind.DATE,
        sortable=True,
        group="Forecast",
        essential=True,
        heads=("close date", "closing date", "expected closing", "close_date"),
    ),
    Field(
        key="probability", label="Probability %", kind=Kind.PERCENT, derived=True, group="Forecast"
    ),
    Field(
        key="probability_override",
        label="Own probability %",
        kind=Kind.PERCENT,
        group="Forecast",
    ),
    Field(key="probability_reason", label="Why this probability", group="Forecast"),
    Field(
        key="category",
        label="Category",
        kind=Kind.CHOICE,
        choices=(*CATEGORIES, CLOSED),
        derived=True,
        group="Forecast",
    ),
    Field(
        key="forecast_category",
        label="Category (rep)",
        kind=Kind.CHOICE,
        choices=CATEGORIES,
        group="Forecast",
    ),
    Field(
        key="manager_category",
        label="Category (manager)",
        kind=Kind.CHOICE,
        choices=CATEGORIES,
        group="Forecast",
    ),
    Field(key="on_hold_until", label="On hold until", kind=Kind.DATE, group="Forecast"),
    Field(key="hold_reason", label="Why on hold", group="Forecast"),
    Field(key="next_step", label="Next step", group="Forecast"),
)
_CLOSING = (
    Field(key="closed_on", label="Closed on", kind=Kind.DATE, sortable=True, group="Closing"),
    Field(
        key="lost_reason",
        label="Lost because",
        kind=Kind.REF,
        entity="lost_reason",
        group="Closing",
    ),
    Field(
        key="closing_note",
        label="Closing note",
        kind=Kind.LONGTEXT,
        group="Closing",
        max_length=5000,
    ),
    Field(
        key="closing_rate", label="Rate at closing", role=Role.RATE, derived=True, group="Closing"
    ),
)
_MONEY = (
    Field(
        key="amount",
        label="Amount",
        kind=Kind.MONEY,
        sortable=True,
        group="Amount",
        essential=True,
        heads=("value", "close value", "deal value", "close_value"),
    ),
    Field(key="currency", label="Currency", role=Role.CURRENCY, group="Amount", max_length=3),
    Field(key="quoted", label="Quoted", kind=Kind.MONEY, derived=True, group="Amount"),
    Field(
        key="estimate",
        label="Estimate before the quote",
        kind=Kind.MONEY,
        derived=True,
        group="Amount",
    ),
    Field(
        key="weighted",
        label="Weighted",
        kind=Kind.MONEY,
        derived=True,
        sortable=True,
        group="Amount",
    ),
    Field(key="recurring_amount", label="Recurring", kind=Kind.MONEY, group="Amount"),
    Field(
        key="recurring_period",
        label="Recurs each",
        kind=Kind.CHOICE,
        choices=PERIODS,
        group="Amount",
    ),
    Field(key="cost", label="Cost", kind=Kind.MONEY, derived=True, group="Amount"),
    Field(key="margin", label="Margin", kind=Kind.MONEY, derived=True, group="Amount"),
    Field(key="price_list", label="Price list", kind=Kind.REF, entity="price_list", group="Amount"),
)

DEAL = EntityType(
    key="deal",
    title="Deal",
    plural="Deals",
    icon="handshake",
    has_page=True,
    read=Permission.DEAL_READ,
    edit=Permission.DEAL_EDIT,
    label="title",
    subtitle="stage",
    columns=(
        "title",
        "company",
        "stage",
        "amount",
        "weighted",
        "expected_close",
        "days_in_stage",
        "next_activity_at",
        "owner",
        "category",
    ),
    sort=("-expected_close",),
    usual=(("status", ("open",)),),
    first=("amount", "company", "expected_close"),
    beside=("currency", "status"),
    live=(
        Field(
            key="days_in_stage",
            label="Days in stage",
            kind=Kind.INT,
            sortable=True,
            derived=True,
            live=True,
        ),
    ),
    fields=(
        Field(
            key="title",
            label="Title",
            required=True,
            sortable=True,
            sort_key="title_key",
            searchable=True,
            essential=True,
            heads=("deal", "deal name", "opportunity", "opportunity name", "name"),
        ),
        Field(
            key="number",
            label="Number",
            searchable=True,
            max_length=60,
            heads=("opportunity id", "deal no", "opportunity_id"),
        ),
        Field(
            key="company",
            label="Company",
            kind=Kind.REF,
            entity="company",
            group="Deal",
            essential=True,
            heads=("account", "account name", "customer"),
        ),
        Field(
            key="contact",
            label="Contact",
            kind=Kind.REF,
            entity="person",
            group="Deal",
            essential=True,
        ),
        Field(
            key="stage",
            label="Stage",
            kind=Kind.REF,
            entity="stage",
            group="Deal",
            essential=True,
            heads=("deal stage", "sales stage", "deal_stage"),
        ),
        Field(key="pipeline", label="Pipeline", kind=Kind.REF, entity="pipeline", derived=True),
        Field(
            key="status",
            label="Status",
            kind=Kind.CHOICE,
            choices=STAGE_KINDS,
            derived=True,
            sortable=True,
        ),
        Field(
            key="stage_since",
            label="In stage since",
            kind=Kind.DATETIME,
            derived=True,
            sortable=True,
        ),
        Field(
            key="type",
            label="Type",
            kind=Kind.CHOICE,
            group="Deal",
            open_choice=True,
            choices=(
                Choice("new", "New business", "indigo"),
                Choice("add-on", "Add-on", "teal"),
                Choice("renewal", "Renewal", "green"),
                Choice("service", "Service", "violet"),
            ),
        ),
        *_MONEY,
        documents.lines("deal_line"),
        *_FORECAST,
        Field(
            key="source",
            label="Source",
            kind=Kind.CHOICE,
            choices=shared.SOURCES,
            open_choice=True,
            group="Origin",
        ),
        Field(key="campaign", label="Campaign", group="Origin"),
        Field(key="territory", label="Territory", group="Origin"),
        _STAKEHOLDERS,
        _COMPETITORS,
        *_CLOSING,
        Field(
            key="note",
            label="Background",
            kind=Kind.LONGTEXT,
            group="Background",
            max_length=100_000,
            heads=("notes", "note", "description"),
        ),
        shared.tags("deal"),
        shared.LAST_CONTACT,
        shared.NEXT_ACTIVITY,
        *shared.COMMON,
    ),
)
