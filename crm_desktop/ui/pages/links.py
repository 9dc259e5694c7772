"""What a new activity, note or record is about, and whose it is."""

from __future__ import annotations

from typing import Any

from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.context import Context


def about(record: Record) -> tuple[dict[str, Any], ...]:
    """The links of something written about a record: the record, and a contact's company too.

    What is written about an activity or a note concerns the same people.
    """
    if record.entity in ("activity", "note"):
        rows = record.values.get("links") or ()
        return tuple({key: row.get(key) for key in ("person", "company")} for row in rows)
    links: list[dict[str, Any]] = [{record.entity: Ref(record.id, record.label)}]
    company = record.values.get("company")
    if record.entity == "person" and isinstance(company, Ref):
        links.append({"company": company})
    return tuple(links)


def named(record: Record) -> str:
    """Who a record is about: itself, or the first of whom an activity or a note concerns."""
    if record.entity not in ("activity", "note"):
        return record.label
    refs = (row.get("person") or row.get("company") for row in record.values.get("links") or ())
    return next((ref.label for ref in refs if isinstance(ref, Ref)), record.label)


def owned(context: Context) -> dict[str, Any]:
    """What is new belongs to the colleague who makes it."""
    workspace = context.tasks.workspace
    if workspace is None:
        return {}
    return {"owner": Ref(workspace.actor.id, workspace.actor.name)}
