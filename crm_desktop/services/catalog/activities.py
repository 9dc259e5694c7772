"""What happened and what is planned: activities, notes and files."""

from __future__ import annotations

from crm_desktop.enums import Permission
from crm_desktop.services.catalog import shared
from crm_desktop.services.catalog.fields import Choice, EntityType, Field, Kind, Role

ACTIVITY_KINDS = (
    Choice("call", "Call", "indigo"),
    Choice("meeting", "Meeting", "violet"),
    Choice("task", "Task", "green"),
    Choice("email", "E-mail", "teal"),
    Choice("letter", "Letter", "slate"),
    Choice("visit", "Visit", "orange"),
    Choice("demo", "Demo", "rose"),
    Choice("message", "Message", "teal"),
    Choice("fax", "Fax", "slate"),
    Choice("other", "Other", "slate"),
)
OUTCOMES = (
    Choice("reached-positive", "Reached - positive", "green"),
    Choice("reached-later", "Reached - not now", "amber"),
    Choice("reached-no", "Reached - no interest", "rose"),
    Choice("voicemail", "Left voicemail", "slate"),
    Choice("no-answer", "No answer", "slate"),
    Choice("busy", "Busy", "slate"),
    Choice("wrong-number", "Wrong number", "rose"),
    Choice("gatekeeper", "Gatekeeper", "amber"),
    Choice("held", "Held", "green"),
    Choice("done", "Done", "green"),
)
# What a call can come to, and what an appointment can, in the order of their keys.
ANSWERED = tuple(choice.value for choice in OUTCOMES[:8])
HAPPENED = ("held",)
LINK_FIELDS = (
    Field(key="person", label="Contact", kind=Kind.REF, entity="person"),
    Field(key="company", label="Company", kind=Kind.REF, entity="company"),
    Field(key="lead", label="Lead", kind=Kind.REF, entity="lead"),
    Field(key="deal", label="Deal", kind=Kind.REF, entity="deal"),
)

ACTIVITY = EntityType(
    key="activity",
    title="Activity",
    plural="Activities",
    icon="list-checks",
    read=Permission.ACTIVITY_READ,
    edit=Permission.ACTIVITY_EDIT,
    label="subject",
    columns=("subject", "due_at", "links", "status", "priority", "owner"),
    sort=("-due_at",),
    subtitle="kind",
    beside=("status",),
    has_page=True,
    fields=(
        Field(
            key="kind",
            label="Kind",
            kind=Kind.CHOICE,
            choices=ACTIVITY_KINDS,
            required=True,
            essential=True,
        ),
        Field(key="subject", label="Subject", required=True, searchable=True, essential=True),
        Field(
            key="status",
            label="Status",
            kind=Kind.CHOICE,
            required=True,
            choices=(
                Choice("planned", "Planned", "amber"),
                Choice("done", "Done", "green"),
                Choice("cancelled", "Cancelled", "slate"),
                Choice("no-show", "No-show", "rose"),
            ),
        ),
        Field(
            key="links",
            label="With",
            kind=Kind.MULTI,
            table="activity_link",
            children=LINK_FIELDS,
        ),
        Field(
            key="direction",
            label="Direction",
            kind=Kind.CHOICE,
            choices=(Choice("out", "Outgoing"), Choice("in", "Incoming")),
        ),
        Field(
            key="due_at",
            label="Due",
            kind=Kind.DATETIME,
            sortable=True,
            sort_key="due_key",
            whole_days=True,
            essential=True,
        ),
        Field(key="due_on", label="Day (all day)", kind=Kind.DATE),
        Field(key="end_at", label="End", kind=Kind.DATETIME),
        Field(key="zone", label="Time zone", role=Role.ZONE),
        Field(key="recurrence", label="Repeats"),
        Field(key="place", label="Place or link"),
        Field(
            key="priority",
            label="Priority",
            kind=Kind.CHOICE,
            choices=(
                Choice("high", "High", "rose"),
                Choice("normal", "Normal", "slate"),
                Choice("low", "Low", "slate"),
            ),
        ),
        Field(
            key="outcome",
            label="Outcome",
            kind=Kind.CHOICE,
            choices=OUTCOMES,
            open_choice=True,
        ),
        Field(key="done_at", label="Done", kind=Kind.DATETIME, sortable=True),
        Field(key="duration", label="Minutes", kind=Kind.INT),
        Field(key="next_step", label="Next step", searchable=True),
        Field(
            key="description",
            label="Description",
            kind=Kind.LONGTEXT,
            max_length=100_000,
            searchable=True,
        ),
        Field(
            key="attendees",
            label="Attendees",
            kind=Kind.MULTI,
            table="activity_attendee",
            children=(
                Field(key="name", label="Name"),
                Field(key="email", label="E-mail", role=Role.EMAIL),
                Field(key="person", label="Contact", kind=Kind.REF, entity="person"),
                Field(key="user", label="Colleague", kind=Kind.REF, entity="user"),
                Field(
                    key="response",
                    label="Response",
                    kind=Kind.CHOICE,
                    choices=(
                        Choice("accepted", "Accepted"),
                        Choice("declined", "Declined"),
                        Choice("tentative", "Tentative"),
                        Choice("none", "No answer"),
                    ),
                ),
            ),
        ),
        Field(key="private", label="Private", kind=Kind.BOOL),
        shared.tags("activity"),
        *shared.COMMON,
    ),
)

NOTE = EntityType(
    key="note",
    title="Note",
    plural="Notes",
    icon="sticky-note",
    read=Permission.NOTE_READ,
    edit=Permission.NOTE_EDIT,
    label="title",
    columns=("title", "links", "created_at"),
    sort=("-created_at",),
    has_page=True,
    fields=(
        Field(key="title", label="Title", derived=True),
        Field(
            key="body",
            label="Note",
            kind=Kind.LONGTEXT,
            required=True,
            max_length=100_000,
            searchable=True,
            essential=True,
        ),
        Field(key="links", label="About", kind=Kind.MULTI, table="note_link", children=LINK_FIELDS),
        Field(key="pinned", label="Pinned", kind=Kind.BOOL),
        shared.tags("note"),
        *shared.COMMON,
    ),
)

ATTACHMENT = EntityType(
    key="attachment",
    title="File",
    plural="Files",
    icon="paperclip",
    read=Permission.ATTACHMENT_READ,
    edit=Permission.ATTACHMENT_EDIT,
    label="name",
    columns=("name", "media_type", "size", "owner", "created_at"),
    sort=("-created_at",),
    fields=(
        Field(key="name", label="Name", required=True, searchable=True, max_length=255),
        Field(key="media_type", label="Type", derived=True),
        Field(key="size", label="Size", kind=Kind.INT, derived=True),
        Field(key="sha256", label="SHA-256", derived=True),
        Field(key="description", label="Description", searchable=True, max_length=2000),
        Field(key="person", label="Contact", kind=Kind.REF, entity="person"),
        Field(key="company", label="Company", kind=Kind.REF, entity="company"),
        Field(key="activity", label="Activity", kind=Kind.REF, entity="activity"),
        Field(key="about_note", label="Note", kind=Kind.REF, entity="note"),
        Field(key="lead", label="Lead", kind=Kind.REF, entity="lead"),
        Field(key="deal", label="Deal", kind=Kind.REF, entity="deal"),
        Field(key="product", label="Product", kind=Kind.REF, entity="product"),
        Field(key="quote", label="Quote", kind=Kind.REF, entity="quote"),
        Field(key="order", label="Order", kind=Kind.REF, entity="order"),
        Field(key="delivery", label="Delivery", kind=Kind.REF, entity="delivery"),
        Field(key="contract", label="Contract", kind=Kind.REF, entity="contract"),
        *shared.COMMON,
    ),
)
