"""What a row of products, leads or deals takes for granted, and what it is known by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.transfer.drafts import Draft
from crm_desktop.services.transfer.personal_names import split_name
from crm_desktop.services.transfer.targets import FULL_NAME

BY_NAME = "name"  # a product without a code is known by its name
_NURTURED = 30  # days until a lead is looked at again
_LEAD_NAMES = ("first_name", "last_name", "company_name")


def key_of(draft: Draft) -> str:
    """What a record is known by: the code of a product, the number of a deal, a name."""
    values = draft.values
    if draft.entity == "product":
        return fold(str(values.get("code") or ""))
    if draft.entity in ("product_category", "price_list"):
        return fold(str(values.get("name") or ""))
    if draft.entity == "lead":
        named = " ".join(str(values.get(k) or "") for k in _LEAD_NAMES)
        mail = next((str(row["address"]) for row in values.get("emails") or ()), "")
        return (str(values.get("external_id") or "") or mail or fold(named)).strip()
    return str(values.get("number") or draft.own_id or f"row {draft.line}")


def complete(draft: Draft, named: Callable[[str, str], Ref | None]) -> None:
    """What a file of products, leads or deals takes for granted."""
    values = draft.values
    if draft.entity == "product":
        if not values.keys() & {"code", "external_id"}:
            draft.uid = BY_NAME
        _product(values)
    elif draft.entity == "lead":
        _lead(values)
    elif draft.entity == "deal":
        _deal(values, named)


def _lead(values: dict[str, Any]) -> None:
    """A name in one piece is taken apart."""
    words = values.pop(FULL_NAME, None)
    if words and not values.keys() & {"first_name", "last_name"}:
        found = dict(split_name(words))
        values |= {
            key: found[key] for key in ("prefix", "first_name", "last_name") if found.get(key)
        }


def _product(values: dict[str, Any]) -> None:
    name, code = values.get("name"), values.get("code")
    if code is None and (name or values.get("external_id")):
        values["code"] = values.get("external_id") or name
    if name is None and code is not None and not values.get("prices"):
        values["name"] = code
    values.setdefault("kind", "goods")
    if values.get("prices") and "list_price" not in values:
        # The currency of a price is not that of the product.
        currency = values.pop("currency", None)
        values["prices"] = tuple(
            row if row.get("price_list") or row.get("currency") else row | {"currency": currency}
            for row in values["prices"]
        )


def _deal(values: dict[str, Any], named: Callable[[str, str], Ref | None]) -> None:
    company, number = values.get("company"), values.get("number")
    lines = [dict(row) for row in values.get("lines") or ()]
    product = lines[0].get("product") if lines else None
    if not values.get("title"):
        parts = (ref.label for ref in (company, product) if isinstance(ref, Ref))
        values["title"] = ", ".join(parts) or number
    if lines and values.get("amount") is not None and lines[0].get("unit_price") is None:
        described = product.label if isinstance(product, Ref) else None
        price = {"unit_price": values["amount"], "quantity": Decimal(1), "description": described}
        values["lines"] = (lines[0] | price, *lines[1:])
    stage = values.get("stage")
    closed = {"won", "lost"} & {fold(stage.label)} if isinstance(stage, Ref) else set[str]()
    if closed and values.get("expected_close"):
        values.setdefault("closed_on", values["expected_close"])
    if "lost" in closed:
        values.setdefault("lost_reason", named("lost_reason", "Other"))


def complete_state(values: dict[str, Any], before: Record | None, now: datetime) -> None:
    """What a status demands, and another program does not ask for."""
    old: Mapping[str, Any] = before.values if before is not None else {}
    wake_up = now.astimezone().date() + timedelta(days=_NURTURED)
    for status, key, value in (
        ("nurture", "wake_up_on", wake_up),
        ("disqualified", "disqualified_reason", "Imported without a reason"),
    ):
        if values.get("status") == status and not old.get(key):
            values.setdefault(key, value)
