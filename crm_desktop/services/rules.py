"""What the program itself writes into a record when it is saved, where that needs other records.

A rule is asked by each save, import, bulk edit and undo, inside the transaction. It gets the values
before (None: a new record) and the wanted ones, and returns the fields it makes; it may refuse
with ValidationFailed. What needs nothing but the record's own values is derived.py's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from crm_desktop.services.catalog import EntityType
from crm_desktop.services.sales import document_rules
from crm_desktop.services.sales.ordering import delivery_rules, order_rules
from crm_desktop.services.sales.pipeline import deal_rules, lead_rules
from crm_desktop.services.workspace import Tx

Values = Mapping[str, Any]
Rule = Callable[[Tx, Values | None, Values], dict[str, Any]]

_RULES: dict[str, Rule] = {
    "deal": deal_rules.applied,
    "lead": lead_rules.applied,
    "order": order_rules.applied,
    "quote": document_rules.quote,
    "delivery": delivery_rules.applied,
    "contract": document_rules.contract,
    "asset": document_rules.asset,
    "product": document_rules.product,
}
# Derived fields that rules keep: made again after an undo that kept some of the values.
_KEPT: dict[str, tuple[str, ...]] = {
    "deal": ("pipeline", "status", "probability", "cost"),
    "order": ("invoiced", "paid", "open_net", *document_rules.PRICED),
    "quote": document_rules.PRICED,
}


def has(entity: str) -> bool:
    """Whether each record of the entity has to be looked at when it changes."""
    return entity in _RULES


def applied(tx: Tx, entity: str, before: Values | None, wanted: Values) -> dict[str, Any]:
    """The fields that the rules of an entity make, by key, where they differ from the wanted."""
    rule = _RULES.get(entity)
    if rule is None:
        return {}
    made = rule(tx, before, wanted)
    return {key: value for key, value in made.items() if key not in wanted or wanted[key] != value}


def refuse_delete(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    """ValidationFailed where living deals stand on what is to be deleted, or a customer has it."""
    if entity in ("stage", "pipeline"):
        deal_rules.refuse_where_deals_are(tx, entity, ids)
    elif entity == "quote":
        document_rules.refuse_where_sent(tx, ids)


@cache
def kept_fields(kind: EntityType) -> tuple[str, ...]:
    """The derived fields that a rule keeps."""
    return _KEPT.get(kind.key, ())
