"""Fields that several entities have in common: phones, e-mails, addresses, tags, ownership."""

from __future__ import annotations

from crm_desktop.services.catalog.fields import Choice, Field, Kind, Role

PHONE_TYPES = (
    Choice("work", "Work"),
    Choice("mobile", "Mobile"),
    Choice("home", "Home"),
    Choice("fax", "Fax"),
    Choice("pager", "Pager"),
    Choice("main", "Main"),
    Choice("other", "Other"),
)
EMAIL_TYPES = (Choice("work", "Work"), Choice("home", "Home"), Choice("other", "Other"))
ADDRESS_TYPES = (
    Choice("work", "Work"),
    Choice("home", "Home"),
    Choice("billing", "Billing"),
    Choice("delivery", "Delivery"),
    Choice("visit", "Visit"),
    Choice("other", "Other"),
)
WEB_TYPES = (
    Choice("website", "Website"),
    Choice("linkedin", "LinkedIn"),
    Choice("xing", "Xing"),
    Choice("facebook", "Facebook"),
    Choice("x", "X"),
    Choice("instagram", "Instagram"),
    Choice("telegram", "Telegram"),
    Choice("other", "Other"),
)
INDUSTRIES = tuple(
    Choice(value, value)
    for value in (
        "Agriculture",
        "Automotive",
        "Chemicals",
        "Construction",
        "Consulting",
        "Education",
        "Energy",
        "Entertainment",
        "Finance",
        "Food",
        "Government",
        "Health",
        "Hospitality",
        "IT services",
        "Logistics",
        "Manufacturing",
        "Media",
        "Non-profit",
        "Pharma",
        "Real estate",
        "Retail",
        "Software",
        "Telecom",
        "Trade",
    )
)
STATUSES = (
    Choice("prospect", "Prospect", "teal"),
    Choice("customer", "Customer", "indigo"),
    Choice("former", "Former", "slate"),
    Choice("partner", "Partner", "violet"),
    Choice("supplier", "Supplier", "orange"),
    Choice("press", "Press", "rose"),
    Choice("other", "Other", "slate"),
)
RATINGS = (
    Choice("A", "A", "green"),
    Choice("B", "B", "amber"),
    Choice("C", "C", "slate"),
)
SOURCES = tuple(
    Choice(value.lower(), value)
    for value in (
        "Advert",
        "Call-in",
        "Campaign",
        "Event",
        "Partner",
        "Referral",
        "Trade fair",
        "Web",
        "Other",
    )
)


def phones(entity: str) -> Field:
    """Phone numbers: the raw text is kept; E.164, digits and extension are made from it."""
    return Field(
        key="phones",
        label="Phone",
        kind=Kind.MULTI,
        group="Contact",
        table=f"{entity}_phone",
        has_primary=True,
        searchable=True,
        essential=True,
        heads=("telephone", "tel", "phone number", "phones", "telefon", "телефон"),
        children=(
            Field(
                key="number",
                label="Number",
                role=Role.PHONE,
                required=True,
                max_length=80,
                hint="+49 30 123456 ext. 12",
            ),
            Field(
                key="type", label="Type", kind=Kind.CHOICE, choices=PHONE_TYPES, open_choice=True
            ),
            Field(key="extension", label="Extension", max_length=20),
            Field(key="e164", label="International", derived=True),
            Field(key="do_not_call", label="Do not call", kind=Kind.BOOL),
        ),
    )


def emails(entity: str) -> Field:
    """E-mail addresses; `email_key` (normalised) is what matching compares."""
    return Field(
        key="emails",
        label="E-mail",
        kind=Kind.MULTI,
        group="Contact",
        table=f"{entity}_email",
        has_primary=True,
        searchable=True,
        essential=True,
        heads=("email", "e mail", "mail", "email address", "e-mail address", "emails", "почта"),
        children=(
            Field(
                key="address",
                label="Address",
                role=Role.EMAIL,
                required=True,
                max_length=254,
                hint="name@company.example",
            ),
            Field(
                key="type", label="Type", kind=Kind.CHOICE, choices=EMAIL_TYPES, open_choice=True
            ),
            Field(key="bounced", label="Bounced", kind=Kind.BOOL),
        ),
    )


def addresses(entity: str) -> Field:
    """Postal addresses; the primary one gives the record its city and country."""
    return Field(
        key="addresses",
        label="Address",
        kind=Kind.MULTI,
        group="Address",
        table=f"{entity}_address",
        has_primary=True,
        children=(
            Field(
                key="street",
                label="Street",
                kind=Kind.LONGTEXT,
                max_length=500,
                hint="Street and number",
            ),
            Field(
                key="type", label="Type", kind=Kind.CHOICE, choices=ADDRESS_TYPES, open_choice=True
            ),
            Field(key="extra", label="Address line 2", max_length=200),
            Field(key="po_box", label="PO box", max_length=60),
            Field(key="postcode", label="Postcode", max_length=20),
            Field(key="city", label="City", max_length=120),
            Field(key="region", label="Region", max_length=120),
            Field(key="country", label="Country", role=Role.COUNTRY, max_length=80),
        ),
    )


def web_links(entity: str) -> Field:
    """Web sites and social profiles."""
    return Field(
        key="web_links",
        label="Web",
        kind=Kind.MULTI,
        group="Contact",
        table=f"{entity}_web_link",
        has_primary=True,
        heads=("web", "website", "web page", "homepage", "url", "www", "сайт"),
        children=(
            Field(
                key="url",
                label="Link",
                role=Role.WEB,
                required=True,
                max_length=2000,
                hint="https://company.example",
            ),
            Field(key="type", label="Type", kind=Kind.CHOICE, choices=WEB_TYPES, open_choice=True),
        ),
    )


def tags(entity: str) -> Field:
    """Free labels; equal when they fold alike."""
    return Field(
        key="tags",
        label="Tags",
        kind=Kind.TAGS,
        table=f"{entity}_tag",
        searchable=True,
        max_length=60,
        heads=("categories", "category", "labels", "groups", "group membership"),
    )


CITY = Field(key="city", label="City", derived=True, sortable=True, sort_key="city_key")
COUNTRY = Field(key="country", label="Country", role=Role.COUNTRY, derived=True)
LAST_CONTACT = Field(
    key="last_contact_at",
    label="Last contact",
    kind=Kind.DATETIME,
    derived=True,
    sortable=True,
)
NEXT_ACTIVITY = Field(
    key="next_activity_at",
    label="Next activity",
    kind=Kind.DATETIME,
    derived=True,
    sortable=True,
    whole_days=True,
)
OWNER = Field(
    key="owner", label="Owner", kind=Kind.REF, entity="user", group="Office", heads=("assigned to",)
)
TEAM = Field(key="team", label="Team", kind=Kind.REF, entity="team", group="Office")
VISIBILITY = Field(
    key="visibility",
    label="Visibility",
    kind=Kind.CHOICE,
    group="Office",
    choices=(Choice("own", "Only me"), Choice("team", "My team"), Choice("office", "The office")),
)
EXTERNAL_ID = Field(
    key="external_id", label="External id", group="Office", max_length=500, heads=("uid",)
)
ORIGIN = Field(
    key="origin",
    label="Recorded by",
    kind=Kind.CHOICE,
    derived=True,
    group="Office",
    choices=(
        Choice("manual", "By hand"),
        Choice("import", "Import"),
        Choice("mail", "Mail"),
        Choice("api", "Another program"),
        Choice("demo", "Sample data"),
    ),
)
CREATED_AT = Field(
    key="created_at", label="Created", kind=Kind.DATETIME, derived=True, sortable=True
)
UPDATED_AT = Field(
    key="updated_at", label="Changed", kind=Kind.DATETIME, derived=True, sortable=True
)
COMMON = (OWNER, TEAM, VISIBILITY, EXTERNAL_ID, ORIGIN, CREATED_AT, UPDATED_AT)
