"""What products, quotes, orders, deliveries, contracts and installed items say of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.tables import table
from crm_desktop.services import rates
from crm_desktop.services.catalog import Ref
from crm_desktop.services.catalog.documents import TOTALS
from crm_desktop.services.sales.papers import numbering
from crm_desktop.services.sales.papers.sheet import positioned, sheet_of
from crm_desktop.services.sales.quoting import quote_states
from crm_desktop.services.workspace import ReadTx, Tx

Values = Mapping[str, Any]


def product(tx: Tx, _before: Values | None, wanted: Values) -> dict[str, Any]:
    """A price is in a currency: in the office's, unless another is named."""
    return _in_a_currency(tx, wanted) if wanted.get("list_price") is not None else {}


# What the pricing engine writes into quotes and orders.
PRICED = ("lines", "taxes", *(field.key for field in TOTALS))


def priced(tx: ReadTx, wanted: Values) -> dict[str, Any]:
    """Lines with their net amounts and positions, tax by rate and totals, as the engine says.

    Where the office rounds to the smallest coin, the rounding is made here as well.
    """
    from crm_desktop.services.sales.office import settings  # no part of what each start loads

    lines = positioned(wanted.get("lines") or ())
    step = settings.cash_step(tx, wanted.get("currency"))
    sheet = sheet_of({**wanted, "lines": lines}, cash_step=step)
    nets = {row.at: row.net for row in sheet.rows}
    made: dict[str, Any] = dict(sheet.totals())
    if step is not None:
        made["rounding"] = sheet.priced.rounding
    made["lines"] = tuple({**row, "net": nets[at]} for at, row in enumerate(lines))
    made["taxes"] = _as_before(sheet.taxes(), wanted.get("taxes") or ())
    return made


def _without_old_rounding(before: Values | None, wanted: Values) -> dict[str, Any]:
    """What was rounded in one currency is not what is rounded in another."""
    was = before or {}
    moved = before is not None and was.get("currency") != wanted.get("currency")
    same = was.get("rounding") == wanted.get("rounding")
    return {"rounding": None} if moved and same else {}


def _as_before(rows: tuple[dict[str, Any], ...], before: Any) -> tuple[dict[str, Any], ...]:
    """The rows; those before, with their keys, where they say the same."""
    told = [{key: row[key] for key in rows[0]} for row in before] if rows else []
    return tuple(before) if len(before) == len(rows) and told == list(rows) else rows


def quote(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """A quote begins as a draft without a number; one that was sent is never changed."""
    if quote_states.is_frozen(wanted):
        quote_states.refuse_change(before, wanted)
        return {}
    made = _in_a_currency(tx, wanted) | _without_old_rounding(before, wanted)
    made |= priced(tx, {**wanted, **made})
    made["status"] = quote_states.status_after(before, wanted)
    made["revision"] = wanted.get("revision") or 1
    return made


def refuse_where_sent(tx: ReadTx, ids: Sequence[UUID]) -> None:
    """A quote that a customer has is kept."""
    quotes = table("quote")
    there = select(quotes.c.name).where(quotes.c.id.in_(ids), quotes.c.content_hash.is_not(None))
    if name := tx.session.execute(there.limit(1)).scalar_one_or_none():
        words = _("{quote} was sent, and is kept as it is. Nothing was deleted. Mark it declined.")
        raise ValidationFailed({"quote": words.format(quote=name)})


def order(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """An order has a number from the beginning, and knows what was invoiced and paid."""
    rows = wanted.get("invoices") or ()
    made = _in_a_currency(tx, wanted)
    made |= priced(tx, {**wanted, **made})
    made |= {
        "status": wanted.get("status") or "open",
        "invoiced": _sum(rows, "amount"),
        "paid": _sum(rows, "paid_amount"),
    }
    if before is None:
        made |= _numbered(tx, "order", wanted, wanted.get("ordered_on"))
        made["ordered_on"] = wanted.get("ordered_on") or tx.now.astimezone().date()
    return made


def delivery(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """A delivery has a number from the beginning."""
    made: dict[str, Any] = {"status": wanted.get("status") or "planned"}
    if before is None:
        made |= _numbered(tx, "delivery", wanted, wanted.get("shipped_on"))
    return made


def contract(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """A contract has a number from the beginning."""
    made: dict[str, Any] = {"status": wanted.get("status") or "draft"}
    if wanted.get("amount") is not None:
        made |= _in_a_currency(tx, wanted)
    if before is None:
        made |= _numbered(tx, "contract", wanted, wanted.get("starts_on"))
    return made


def asset(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """What was installed has a warranty as long as its product says."""
    made: dict[str, Any] = {"status": wanted.get("status") or "in-use"}
    day, given = wanted.get("installed_on"), wanted.get("product")
    is_new = before is None or before.get("installed_on") is None
    if is_new and wanted.get("warranty_until") is None and day and isinstance(given, Ref):
        products = table("product")
        found = select(products.c.warranty_months).where(products.c.id == given.id)
        if months := tx.session.execute(found).scalar_one_or_none():
            made["warranty_until"] = months_later(day, months)
    return made


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def _in_a_currency(tx: Tx, wanted: Values) -> dict[str, Any]:
    return {"currency": wanted.get("currency") or rates.office_currency(tx)}


def _numbered(tx: Tx, kind: str, wanted: Values, day: date | None) -> dict[str, Any]:
    if wanted.get("number"):
        return {}
    return {"number": numbering.take(tx, kind, day)}


def _sum(rows: Any, key: str) -> Decimal | None:
    amounts = [row[key] for row in rows if row.get(key) is not None]
    return sum(amounts, Decimal(0)) if amounts else None
