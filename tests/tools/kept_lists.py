"""Saved lists, a list kept by hand and favourites for the pictures of the window."""

from __future__ import annotations

from uuid import UUID

from crm_desktop.models.types import uuid7
from crm_desktop.services import favourites, listing, saved_views, static_lists
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort
from crm_desktop.services.view_content import ViewContent
from crm_desktop.services.workspace import Workspace

VIEW, FAIR = "Key accounts", "Trade fair 2026"
_CUSTOMERS = Filter("status", Op.IN, ("customer",))
_ASKED = (
    (VIEW, ListQuery("person", filters=(_CUSTOMERS,))),
    (
        "No contact in 30 days",
        ListQuery("person", filters=(_CUSTOMERS,), sort=(Sort("last_contact_at"),)),
    ),
    ("Suppliers", ListQuery("company", filters=(Filter("status", Op.IN, ("supplier",)),))),
)


def keep_lists(workspace: Workspace) -> None:
    """As an office has them after some months."""
    for name, asked in _ASKED:
        saved_views.keep_as(workspace, name, ViewContent(asked))
    fair = uuid7()
    static_lists.create(workspace, FAIR, list_id=fair)
    static_lists.create(workspace, "Christmas cards")
    people, companies = _some(workspace, "person", 40), _some(workspace, "company", 3)
    static_lists.add(workspace, fair, "person", people[::3])
    static_lists.add(workspace, fair, "company", companies)
    for one in people[2:30:9]:
        favourites.mark(workspace, "person", one, on=True)
    favourites.mark(workspace, "company", companies[1], on=True)


def _some(workspace: Workspace, entity: str, count: int) -> list[UUID]:
    found = listing.ids(workspace, ListQuery(entity)).vector[: 16 * count]
    return [UUID(bytes=found[at : at + 16]) for at in range(0, len(found), 16)]
