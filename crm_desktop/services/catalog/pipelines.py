"""The ways a deal goes, why deals are lost, and the goals of a period."""

from __future__ import annotations

from crm_desktop.enums import Permission
from crm_desktop.services.catalog.fields import Choice, EntityType, Field, Kind, Role

STAGE_KINDS = (
    Choice("open", "Open", "indigo"),
    Choice("won", "Won", "green"),
    Choice("lost", "Lost", "rose"),
)
_POSITION = Field(key="position", label="Position", kind=Kind.INT, sortable=True)

PIPELINE = EntityType(
    key="pipeline",
    title="Pipeline",
    plural="Pipelines",
    icon="workflow",
    read=Permission.PIPELINE_READ,
    edit=Permission.PIPELINE_EDIT,
    label="name",
    columns=("name", "is_default", "archived"),
    sort=("position", "name"),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        _POSITION,
        Field(key="is_default", label="For new deals", kind=Kind.BOOL),
        Field(key="archived", label="No longer used", kind=Kind.BOOL),
        Field(key="description", label="Description", kind=Kind.LONGTEXT, max_length=5000),
    ),
)

STAGE = EntityType(
    key="stage",
    title="Stage",
    plural="Stages",
    icon="milestone",
    read=Permission.PIPELINE_READ,
    edit=Permission.PIPELINE_EDIT,
    label="name",
    subtitle="kind",
    columns=("name", "pipeline", "probability", "kind", "rot_days"),
    sort=("position", "name"),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="pipeline", label="Pipeline", kind=Kind.REF, entity="pipeline", required=True),
        _POSITION,
        Field(key="kind", label="Kind", kind=Kind.CHOICE, choices=STAGE_KINDS, required=True),
        Field(key="probability", label="Probability %", kind=Kind.PERCENT, required=True),
        Field(key="rot_days", label="Rots after (days)", kind=Kind.INT),
        Field(key="exit_criteria", label="Left when", kind=Kind.LONGTEXT, max_length=2000),
    ),
)

LOST_REASON = EntityType(
    key="lost_reason",
    title="Lost reason",
    plural="Lost reasons",
    icon="thumbs-down",
    read=Permission.PIPELINE_READ,
    edit=Permission.PIPELINE_EDIT,
    label="name",
    columns=("name", "kind"),
    sort=("position", "name"),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(
            key="kind",
            label="Kind",
            kind=Kind.CHOICE,
            required=True,
            choices=(
                Choice("price", "Price"),
                Choice("competitor", "Competitor"),
                Choice("product", "Product gap"),
                Choice("timing", "Timing"),
                Choice("budget", "No budget"),
                Choice("no-decision", "No decision"),
                Choice("relationship", "Relationship"),
                Choice("duplicate", "Duplicate"),
                Choice("other", "Other"),
            ),
        ),
        _POSITION,
    ),
)

QUOTA = EntityType(
    key="quota",
    title="Quota",
    plural="Quotas",
    icon="target",
    read=Permission.QUOTA_READ,
    edit=Permission.QUOTA_EDIT,
    label="name",
    columns=("name", "user", "team", "starts_on", "ends_on", "amount", "currency"),
    sort=("-starts_on",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="user", label="Colleague", kind=Kind.REF, entity="user"),
        Field(key="team", label="Team", kind=Kind.REF, entity="team"),
        Field(key="pipeline", label="Pipeline", kind=Kind.REF, entity="pipeline"),
        Field(key="starts_on", label="From", kind=Kind.DATE, required=True, sortable=True),
        Field(key="ends_on", label="To", kind=Kind.DATE, required=True),
        Field(key="amount", label="Amount", kind=Kind.MONEY, required=True),
        Field(key="currency", label="Currency", role=Role.CURRENCY, required=True, max_length=3),
    ),
)
