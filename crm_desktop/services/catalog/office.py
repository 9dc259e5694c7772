"""Our own side: the office, its people, teams, settings and saved lists."""

from __future__ import annotations

from crm_desktop.enums import Permission
from crm_desktop.services.catalog import shared
from crm_desktop.services.catalog.fields import Choice, EntityType, Field, Kind, Role

_MEMBER = (
    Field(key="person", label="Contact", kind=Kind.REF, entity="person"),
    Field(key="company", label="Company", kind=Kind.REF, entity="company"),
)

OFFICE = EntityType(
    key="office",
    title="Our office",
    plural="Our office",
    icon="store",
    read=Permission.OFFICE_READ,
    edit=Permission.OFFICE_EDIT,
    label="name",
    columns=("name", "city", "country"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="legal_name", label="Legal name"),
        Field(key="street", label="Street", kind=Kind.LONGTEXT),
        Field(key="postcode", label="Postcode", max_length=20),
        Field(key="city", label="City"),
        Field(key="region", label="Region"),
        Field(key="country", label="Country", role=Role.COUNTRY, max_length=2, hint="DE"),
        Field(key="phone", label="Phone", role=Role.PHONE),
        Field(key="email", label="E-mail", role=Role.EMAIL),
        Field(key="web", label="Web", role=Role.WEB),
        Field(key="vat_id", label="VAT id"),
        Field(key="registration_no", label="Registration no."),
        Field(key="currency", label="Currency", role=Role.CURRENCY, max_length=3),
        Field(key="language", label="Language", role=Role.LANGUAGE),
        Field(key="time_zone", label="Time zone", role=Role.ZONE),
        Field(key="logo", label="Logo", kind=Kind.FILE, role=Role.PHOTO),
        Field(key="about", label="About us", kind=Kind.LONGTEXT, max_length=100_000),
        Field(
            key="departments",
            label="Departments",
            kind=Kind.MULTI,
            table="office_department",
            children=(
                Field(key="name", label="Name", required=True),
                Field(key="head", label="Head", kind=Kind.REF, entity="user"),
            ),
        ),
        Field(
            key="milestones",
            label="Milestones",
            kind=Kind.MULTI,
            table="office_milestone",
            children=(
                Field(key="title", label="Milestone", required=True),
                Field(key="day", label="Date", kind=Kind.DATE),
                Field(key="note", label="Note", kind=Kind.LONGTEXT, max_length=2000),
            ),
        ),
    ),
)

USER = EntityType(
    key="user",
    title="Colleague",
    plural="Colleagues",
    icon="user-round",
    read=Permission.USER_READ,
    edit=Permission.USER_EDIT,
    label="name",
    table="app_user",
    columns=("name", "login", "role", "email", "active"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="login", label="Login", required=True),
        Field(key="email", label="E-mail", role=Role.EMAIL),
        Field(key="phone", label="Phone", role=Role.PHONE),
        Field(key="job_title", label="Job title"),
        Field(key="department", label="Department"),
        Field(
            key="role",
            label="Role",
            kind=Kind.CHOICE,
            required=True,
            choices=tuple(
                Choice(value, label)
                for value, label in (
                    ("rep", "Sales rep"),
                    ("assistant", "Assistant"),
                    ("manager", "Manager"),
                    ("owner", "Office owner"),  # not "Owner": that is whose a record is
                    ("admin", "Administrator"),
                    ("readonly", "Read-only"),
                )
            ),
        ),
        Field(key="team", label="Team", kind=Kind.REF, entity="team"),
        Field(key="active", label="Active", kind=Kind.BOOL),
        Field(
            key="favourites",
            label="Favourites",
            kind=Kind.MULTI,
            table="user_favourite",
            children=(*_MEMBER, Field(key="position", label="Position", kind=Kind.INT)),
        ),
    ),
)

TEAM = EntityType(
    key="team",
    title="Team",
    plural="Teams",
    icon="users-round",
    read=Permission.TEAM_READ,
    edit=Permission.TEAM_EDIT,
    label="name",
    columns=("name", "lead"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="lead", label="Head", kind=Kind.REF, entity="user"),
        Field(key="parent", label="Part of", kind=Kind.REF, entity="team"),
    ),
)

SAVED_VIEW = EntityType(
    key="saved_view",
    title="Saved list",
    plural="Saved lists",
    icon="list-filter",
    read=Permission.VIEW_READ,
    edit=Permission.VIEW_EDIT,
    label="name",
    columns=("name", "entity", "owner"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="entity", label="Kind of record", required=True),
        Field(key="content", label="Content", kind=Kind.JSON),
        Field(key="position", label="Position", kind=Kind.INT),
        Field(key="pinned", label="Pinned", kind=Kind.BOOL),
        shared.OWNER,
        shared.VISIBILITY,
    ),
)

STATIC_LIST = EntityType(
    key="static_list",
    title="List",
    plural="Lists",
    icon="tag",
    read=Permission.VIEW_READ,
    edit=Permission.VIEW_EDIT,
    label="name",
    columns=("name", "owner"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(
            key="members",
            label="In the list",
            kind=Kind.MULTI,
            table="static_list_member",
            children=_MEMBER,
        ),
        shared.OWNER,
        shared.VISIBILITY,
    ),
)

SETTING = EntityType(
    key="setting",
    title="Setting",
    plural="Settings",
    icon="settings",
    read=Permission.SETTING_READ,
    edit=Permission.SETTING_EDIT,
    label="name",
    columns=("name", "owner"),
    sort=("name",),
    fields=(
        Field(key="name", label="Name", required=True, sortable=True, sort_key="name_key"),
        Field(key="content", label="Value", kind=Kind.JSON),
        shared.OWNER,
    ),
)
