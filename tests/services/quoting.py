"""Helpers for tests of quotes: customers, lines, drafts, and quotes that were sent."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any
from uuid import UUID

from crm_desktop.services import records
from crm_desktop.services.catalog import Record
from crm_desktop.services.loading import key_of
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, ref, save
from tests.stores import scalar


def today(workspace: Workspace) -> Any:
    return workspace.clock().astimezone().date()


def newest(workspace: Workspace) -> UUID:
    """The newest change set."""
    return key_of(scalar(workspace, "SELECT id FROM change_set ORDER BY seq DESC LIMIT 1"))


def line(price: str = "100", **more: Any) -> dict[str, Any]:
    return {
        "kind": "product",
        "description": "Rack",
        "quantity": D(2),
        "unit_price": D(price),
        "cost": D(60),
        "tax_category": "S",
        "tax_rate": D(19),
        **more,
    }


def company(workspace: Workspace, **more: Any) -> Record:
    values = {
        "name": "Łódź Meble Sp. z o.o.",
        "language": "pl",
        "currency": "EUR",
        "payment_terms": "14 days net",
        "vat_id": "PL1234567890",
        "addresses": (
            {"type": "work", "street": "ul. Piotrkowska 1", "postcode": "90-001", "city": "Łódź"}
            | {"country": "PL", "is_primary": True},
            {"type": "delivery", "street": "Hala 3", "postcode": "90-002", "city": "Łódź"},
        ),
        **more,
    }
    return records.create(workspace, "company", values)


def deal(workspace: Workspace, **more: Any) -> Record:
    return records.create(workspace, "deal", {"title": "Hall 3", **more})


def quote(workspace: Workspace, *lines: dict[str, Any], **more: Any) -> Record:
    """A draft for a customer."""
    customer = more.pop("company", None) or ref(company(workspace))
    key = quotes.new(workspace, company=customer.id, deal=more.pop("deal", None))
    made = records.load(workspace, "quote", key)
    return save(workspace, made, lines=lines or (line(), line("50.5")), **more)


def sent(workspace: Workspace, *lines: dict[str, Any], **more: Any) -> Record:
    made = quote(workspace, *lines, **more)
    quotes.send(workspace, made.id, made.version, "kasia@lodz.example", "mail")
    return again(workspace, made)
