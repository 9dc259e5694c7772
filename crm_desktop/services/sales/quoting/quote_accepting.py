"""What a quote becomes once it is accepted: an order that comes to the same, a deal that is won."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, NOTHING, _, figure
from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.pricing import ZERO
from crm_desktop.services.sales.papers.sheet import sheet_of
from crm_desktop.services.sales.quoting import quote_making, quote_states
from crm_desktop.services.sales.quoting.quote_access import day
from crm_desktop.services.workspace import Tx

_NOT_SENT = N_("{quote} was not sent yet. Send it first, so that it is known what was accepted.")
NOT_ACCEPTABLE = {
    "draft": _NOT_SENT,
    "in-approval": N_(
        "{quote} waits for approval. Send it first, so that it is known what was accepted."
    ),
    "approved": _NOT_SENT,
    "accepted": N_("{quote} was accepted already. Nothing was changed."),
    "superseded": N_("{quote} has a newer revision. Accept that one. Nothing was changed."),
}


def order_of(tx: Tx, quote: Record, reference: str, chosen: Sequence[int] | None) -> Record:
    """The order of a quote. UserError where it would come to something else."""
    values = quote.values
    rows = _ordered(values["lines"], chosen)
    sheet = sheet_of({**values, "lines": rows})
    kept = [row.row for row in sheet.rows if row.kind not in quote_states.CHOICES or row.counts]
    wanted: dict[str, Any] = {key: values[key] for key in _TO_ORDER}
    wanted |= {
        "quote": Ref(quote.id, quote.label),
        "customer_reference": reference.strip()[:200] or None,
        "ordered_on": day(tx),
        "lines": quote_making.lines_of(_firm(row) for row in kept),
        "allowances": quote_making.allowances_of(values["allowances"]),
    }
    order = records.get(tx, "order", records.insert_record(tx, "order", wanted))
    if chosen is None:
        _refuse_other_totals(quote, order)
    return order


_TO_ORDER = (
    *("title", "deal", "company", "contact", "billing_address", "delivery_address", "currency"),
    *("rate", "payment_terms", "delivery_terms", "tax_mode", "prices_include_tax", "language"),
    *("prepaid", "rounding", "owner", "team"),
)


def _ordered(rows: Sequence[Mapping[str, Any]], chosen: Sequence[int] | None) -> tuple[Any, ...]:
    """Lines with the options that the customer wants."""
    if chosen is None:
        return tuple(rows)
    wanted = set(chosen)
    _check_choice(rows, wanted)
    return tuple(
        {**row, "unselected": row["position"] not in wanted}
        if row["kind"] in quote_states.CHOICES
        else row
        for row in rows
    )


def _check_choice(rows: Sequence[Mapping[str, Any]], wanted: set[int]) -> None:
    """UserError for positions that are no options, or two alternatives of each other."""
    choices = {row["position"]: row for row in rows if row["kind"] in quote_states.CHOICES}
    if strange := sorted(wanted - choices.keys()):
        there = ", ".join(map(str, sorted(choices))) or NOTHING
        words = _(
            "Position {position} is no option of this quote. Its options are: {there}. Nothing "
            "was changed."
        )
        raise UserError(words.format(position=strange[0], there=there))
    groups: dict[Any, int] = {}
    for position in sorted(wanted):
        row = choices[position]
        if row["kind"] != "alternative":
            continue
        other = groups.setdefault(row.get("alternative_group"), position)
        if other != position:
            words = _(
                "Positions {one} and {other} are alternatives of each other: only one of them "
                "can be ordered. Nothing was changed."
            )
            raise UserError(words.format(one=other, other=position))


def _firm(row: Mapping[str, Any]) -> dict[str, Any]:
    """What was an option is ordered now."""
    is_choice = row.get("kind") in quote_states.CHOICES
    kind = ("product" if row.get("product") else "text") if is_choice else row.get("kind")
    return {**row, "kind": kind, "unselected": False, "alternative_group": None}


def _refuse_other_totals(quote: Record, order: Record) -> None:
    for key in ("tax_exclusive", "tax_total", "tax_inclusive", "payable"):
        if quote.values[key] != order.values[key]:
            words = _(
                "The order would come to {order} instead of the {quote} of the quote. Nothing "
                "was changed. Revise the quote and send it again."
            )
            currency = quote.values["currency"] or ""
            made, said = (figure(of.values[key] or ZERO, currency) for of in (order, quote))
            raise UserError(words.format(order=made, quote=said))


def win(tx: Tx, quote: Record) -> Ref | None:
    """Put the deal into the stage that means won; None where it is not open."""
    ref = quote.values["deal"]
    deal = loading.read(tx, "deal", (ref.id,)).get(ref.id) if ref else None
    if deal is None or deal.deleted or deal.values["status"] != "open":
        return None
    stages = table("stage")
    found = select(stages.c.id, stages.c.name).where(
        stages.c.pipeline_id == deal.values["pipeline"].id,
        stages.c.kind == "won",
        stages.c.deleted_at.is_(None),
    )
    row = tx.session.execute(found.order_by(stages.c.position, stages.c.id).limit(1)).first()
    if row is None:
        return None
    records.hold(tx, ENTITIES["deal"], (deal.id,))
    records.update_record(tx, deal, {"stage": Ref(row.id, row.name), "closed_on": day(tx)})
    return Ref(deal.id, deal.label)
