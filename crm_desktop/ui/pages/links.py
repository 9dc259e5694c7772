"""What a new activity, note or record is about, and whose it is."""

from __future__ import annotations

from typing import Any

from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.context import Context

_CONCERNED = ("person", "company", "lead", "deal")
# What is written about a contact shows at the company too, what is about a deal at its customer.
_BESIDE = {
    "person": (("company", "company"),),
    "deal": (("company", "company"), ("person", "contact")),
}


def about(record: Record) -> tuple[dict[str, Any], ...]:
    """The links of something written about a record: the record, and whom it belongs to.

    What is written about an activity or a note concerns the same people.
    """
    if record.entity in ("activity", "note"):
        rows = record.values.get("links") or ()
        return tuple({key: row.get(key) for key in _CONCERNED} for row in rows)
    if record.entity not in _CONCERNED:
        return ()
    links: list[dict[str, Any]] = [{record.entity: Ref(record.id, record.label)}]
    for key, field in _BESIDE.get(record.entity, ()):
        if isinstance(other := record.values.get(field), Ref):
            links.append({key: other})
    return tuple(links)


def named(record: Record) -> str:
    """Who a record is about: itself, or the first of whom an activity or a note concerns."""
    if record.entity not in ("activity", "note"):
        return record.label
    rows = record.values.get("links") or ()
    refs = (row.get(key) for row in rows for key in _CONCERNED)
    return next((ref.label for ref in refs if isinstance(ref, Ref)), record.label)


def owned(context: Context) -> dict[str, Any]:
    """What is new belongs to the colleague who makes it."""
    workspace = context.tasks.workspace
    if workspace is None:
        return {}
    return {"owner": Ref(workspace.actor.id, workspace.actor.name)}
