"""Where a quote stands, and what of it may still be changed. Pure.

Draft -> (in approval -> approved) -> sent -> accepted, declined or expired; a revision makes the
one before it superseded. Once a quote is sent what it says is frozen: its fingerprint tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, cast

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.pricing import plain

Values = Mapping[str, Any]
OPEN = frozenset({"draft", "in-approval", "approved"})  # can be edited
STANDING = ("accepted", "sent")  # a customer can hold us to it; the first one leads
CHOICES = frozenset({"option", "alternative"})  # kinds of lines that a customer may tick
OVER = frozenset({"declined", "expired", "superseded"})  # worth nothing in a forecast

# What is no part of what the customer read. Company and contact are compared by themselves: where
# duplicates are merged, a quote goes along.
_LIVING = frozenset(
    {
        *("name", "status", "deal", "company", "contact", "owner", "team", "visibility", "tags"),
        *("origin", "external_id", "created_at", "updated_at", "approvals", "previous"),
        *("content_hash", "pdf_sha256", "sent_at", "sent_to", "accepted_at", "accepted_by"),
        *("accepted_how", "decline_reason"),
    }
)
_WHOM = ("company", "contact")


def is_frozen(values: Values) -> bool:
    """Whether a quote was sent: what it says is never changed again."""
    return bool(values.get("content_hash"))


def fingerprint(values: Values) -> str:
    """SHA-256 of all that a quote says, the same on both databases and for years.

    Empty values are left out: a field that a later version adds changes no fingerprint.
    """
    told = {
        field.key: plain_value(values.get(field.key))
        for field in ENTITIES["quote"].fields
        if field.key not in _LIVING and values.get(field.key)
    }
    text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def plain_value(value: Any) -> Any:
    """A value as JSON that does not depend on how it was stored."""
    if isinstance(value, Mapping):
        row = cast("Mapping[str, Any]", value)
        return {key: plain_value(item) for key, item in _told(row)}
    if isinstance(value, tuple | list):
        return [plain_value(item) for item in cast("list[Any]", value)]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Ref):
        return value.id.hex
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def _told(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a row says: without its key, and without what it does not say."""
    for key in sorted(row):
        value = row[key]
        if key != "id" and value is not None and value is not False and value != "":
            yield key, value


def refuse_change(before: Values | None, wanted: Values) -> None:
    """ValidationFailed where what a customer has read would become something else."""
    moved = [key for key in _WHOM if before is not None and before.get(key) != wanted.get(key)]
    if moved or fingerprint(wanted) != wanted["content_hash"]:
        name = wanted.get("name") or wanted.get("number") or _("This quote")
        words = _("{quote} was sent and stays as it is. Nothing was changed. Revise it instead.")
        words = words.format(quote=name)
        raise ValidationFailed({moved[0] if moved else _differs(before, wanted): words})


def _differs(before: Values | None, wanted: Values) -> str:
    """The first field that would be another one."""
    for field in ENTITIES["quote"].fields:
        old = None if before is None else before.get(field.key)
        if field.key not in _LIVING and plain_value(old) != plain_value(wanted.get(field.key)):
            return field.key
    return "number"


def status_after(before: Values | None, wanted: Values) -> str:
    """The status of a quote that is saved: what was approved is a draft again once it differs."""
    status = str(wanted.get("status") or "draft")
    if before is None or status not in ("in-approval", "approved"):
        return status
    same = before.get("status") == status and not before.get("content_hash")
    return "draft" if same and said(before) != said(wanted) else status


def said(values: Values) -> dict[str, Any]:
    """What a quote says that its writer has typed: without what is reckoned from it."""
    derived = {field.key for field in ENTITIES["quote"].fields if field.derived}
    out: dict[str, Any] = {}
    for field in ENTITIES["quote"].fields:
        if field.key in _LIVING - set(_WHOM) or field.key in derived:
            continue
        value = values.get(field.key)
        if field.children and value:
            keys = {child.key for child in field.children if not child.derived}
            value = [{k: v for k, v in row.items() if k in keys} for row in value]
        out[field.key] = plain_value(value) if value else None
    return out
