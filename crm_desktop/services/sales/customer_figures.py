"""What customers are worth to us: open deals, what they won for us. Read with the rows of a list.

Amounts are in the office's currency: of open deals at the rate of today, of won ones at that of the
day on which they were won. A deal that rests is worth nothing in a weighted forecast. What has no
known rate is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.models.tables import table
from crm_desktop.services import loading, rates
from crm_desktop.services.sales.pipeline import deal_states
from crm_desktop.services.workspace import ReadTx

_OF = {"company": "company_id", "person": "contact_id"}


@dataclass(slots=True)
class Figures:
    """Of one customer."""

    open_deals: int = 0
    weighted: Decimal = Decimal(0)
    won_total: Decimal = Decimal(0)
    won_this_year: Decimal = Decimal(0)


def of_customers(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> dict[UUID, Figures]:
    """The figures of contacts or companies; none where there is neither an open nor a won deal."""
    today = tx.now.astimezone().date()
    known = rates.Rates(tx)
    out: dict[UUID, Figures] = {}
    for row in _deals(tx, _OF[entity], ids):
        figures = out.setdefault(row.customer, Figures())
        if row.status == "open":
            _add_open(figures, row, known, today)
        else:
            won = known.converted(row.amount, row.closing_rate) or Decimal(0)
            figures.won_total += won
            if row.closed_on is not None and row.closed_on.year == today.year:
                figures.won_this_year += won
    return out


def _deals(tx: ReadTx, column: str, ids: Sequence[UUID]) -> Iterator[Any]:
    deals = table("deal")
    found = select(
        deals.c[column].label("customer"),
        deals.c.status,
        deals.c.amount,
        deals.c.weighted,
        deals.c.currency,
        deals.c.closing_rate,
        deals.c.closed_on,
        deals.c.on_hold_until,
    ).where(deals.c.deleted_at.is_(None), deals.c.status.in_(("open", "won")))
    for start in range(0, len(ids), loading.CHUNK):
        part = found.where(deals.c[column].in_(ids[start : start + loading.CHUNK]))
        yield from tx.session.execute(part)


def _add_open(figures: Figures, row: Any, known: rates.Rates, today: date) -> None:
    figures.open_deals += 1
    if not deal_states.is_on_hold(row.on_hold_until, today):
        weighted = known.converted(row.weighted, known.on(row.currency, today))
        figures.weighted += weighted or Decimal(0)


def cells(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """The figures as cells of a list; nothing where one is nought."""
    return {
        who: {
            "open_deals": each.open_deals or None,
            "weighted": each.weighted or None,
            "won_total": each.won_total or None,
            "won_this_year": each.won_this_year or None,
        }
        for who, each in of_customers(tx, entity, ids).items()
    }


def days_since(tx: ReadTx, entity: str, key: str, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """For how many whole days each has been there, or in its stage, by a moment in its row."""
    rows = table(entity)
    found = select(rows.c.id, rows.c[key]).where(rows.c.id.in_(ids))
    return {
        row[0]: max(0, (tx.now - row[1]).days)
        for row in tx.session.execute(found)
        if row[1] is not None
    }
