"""What is computed from the values of products, leads, deals and documents. Part of derived.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crm_desktop.models.folding import fold, is_cjk
from crm_desktop.services import money
from crm_desktop.services.catalog.fields import Ref
from crm_desktop.services.sales.ordering import contract_states

Values = Mapping[str, Any]
NAMES = ("name", "display_name")  # made here, and found by the search
NAMELESS = "(no name)"
LARGEST = Decimal("900000000000000")  # what is more cannot be stored
_OVER = {"won": "closed", "lost": "omitted"}
_CATEGORIES = ((75, "commit"), (50, "best-case"), (0, "pipeline"))


def product(values: Values) -> dict[str, Any]:
    """Sort keys and the margin of a product."""
    price, cost = values.get("list_price"), values.get("cost")
    margin = None
    if isinstance(price, Decimal) and isinstance(cost, Decimal):
        margin = money.percent_of(price - cost, price)
    return {
        "name_key": fold(values.get("name") or ""),
        "code_key": fold(values.get("code") or ""),
        "margin_percent": margin,
    }


def lead(values: Values) -> dict[str, Any]:
    """How a lead is called, and its score: the sum of the reasons."""
    given, family = values.get("first_name") or "", values.get("last_name") or ""
    company = values.get("company_name") or ""
    name = " ".join(part for part in (values.get("prefix"), given, family) if part)
    if family and given and is_cjk(family[0]) and is_cjk(given[0]):
        name = family + given
    reasons = values.get("reasons") or ()
    return {
        "display_name": name or company or NAMELESS,
        "name_key": fold(f"{family} {given}".strip() or company or NAMELESS),
        "score": sum(row.get("points") or 0 for row in reasons) if reasons else None,
    }


def deal(values: Values) -> dict[str, Any]:
    """What a deal is worth by its probability, and what is left after its cost."""
    amount, cost = values.get("amount"), values.get("cost")
    probability, currency = values.get("probability"), values.get("currency")
    weighted = margin = None
    if isinstance(amount, Decimal) and isinstance(probability, Decimal):
        weighted = money.part(amount, probability, currency)
    if isinstance(amount, Decimal) and isinstance(cost, Decimal):
        margin = amount - cost
    return {
        "title_key": fold(values.get("title") or ""),
        "weighted": weighted,
        "category": _category(values, probability),
        "margin": margin,
    }


def _category(values: Values, probability: Decimal | None) -> str | None:
    """Of the forecast: the manager's word, else the rep's, else by the probability."""
    if values.get("status") in _OVER:
        return _OVER[values["status"]]
    said = values.get("manager_category") or values.get("forecast_category")
    if said or not isinstance(probability, Decimal):
        return said
    return next(name for least, name in _CATEGORIES if probability >= least)


def document(values: Values) -> dict[str, Any]:
    """A quote, an order or a delivery is called by its number, else by what it is about."""
    number, revision = values.get("number"), values.get("revision")
    company = values.get("company")
    if number:
        name = f"{number}-{revision}" if revision and revision > 1 else str(number)
    else:
        about = company.label if isinstance(company, Ref) else ""
        name = values.get("title") or about or NAMELESS
    return {"name": name, "name_key": fold(name)}


def contract(values: Values) -> dict[str, Any]:
    """The last day on which a contract can be ended, and what it costs in a year."""
    ends, days = values.get("ends_on"), values.get("notice_days")
    notice = None
    if isinstance(ends, date) and isinstance(days, int):
        notice = ends - timedelta(days=days)
    yearly = contract_states.yearly(values)
    return {
        "name_key": fold(values.get("name") or ""),
        "notice_on": notice,
        "yearly": None if yearly is None or abs(yearly) > LARGEST else yearly,
    }
