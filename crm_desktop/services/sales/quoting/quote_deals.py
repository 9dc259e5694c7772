"""What a deal is worth by its quotes.

A deal is worth what its customer has in writing: the sum of what was accepted, else the quote that
was sent last, else the revision that replaces one. Drafts that nobody has seen, and quotes that are
declined, expired or superseded, are worth nothing; then the lines of the deal, or the estimate from
before, count again. Closed deals stay as they are. See docs/adr/0012-quotes.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from crm_desktop.models.tables import table
from crm_desktop.services import loading, money, rates
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.loading import key_of
from crm_desktop.services.sales.quoting.quote_states import OPEN
from crm_desktop.services.workspace import ReadTx, Tx

Values = Mapping[str, Any]
# What of a quote its deal depends on.
_SEEN = ("deal", "status", "revision", "tax_exclusive", "cost", "currency", "rate")


def changed(tx: Tx, before: Values, wanted: Values) -> None:
    """A quote was saved."""
    if any(before.get(key) != wanted.get(key) for key in _SEEN):
        settle(tx, _deals(before, wanted))


def made(tx: Tx, values: Values) -> None:
    """A quote was made."""
    settle(tx, _deals(values))


def moved(tx: Tx, quotes: Sequence[UUID]) -> None:
    """Quotes went into the trash, or came out of it, or were written back by an undo."""
    rows, deals = table("quote"), dict[UUID, None]()
    for start in range(0, len(quotes), loading.CHUNK):
        part = quotes[start : start + loading.CHUNK]
        found = select(rows.c.deal_id).where(rows.c.id.in_(part), rows.c.deal_id.is_not(None))
        deals |= dict.fromkeys(tx.session.execute(found).scalars())
    settle(tx, list(deals))


def settle_after_undo(tx: Tx) -> None:
    """Deals of quotes that this change set has written back."""
    sql = text(
        "SELECT DISTINCT root_id FROM change WHERE change_set = :own "
        "AND entity IN ('quote', 'quote_line')"
    )
    rows = tx.session.execute(sql, {"own": tx.writing.change_set})
    moved(tx, [key_of(row[0]) for row in rows])


def _deals(*each: Values) -> list[UUID]:
    refs = (values.get("deal") for values in each)
    return list(dict.fromkeys(ref.id for ref in refs if isinstance(ref, Ref)))


def settle(tx: Tx, deals: Sequence[UUID]) -> None:
    """Let open deals be worth what their quotes say now."""
    if not deals:
        return
    from crm_desktop.services import records  # it asks this module

    records.hold(tx, records.entity_named("deal"), deals)
    for deal in loading.read(tx, "deal", deals).values():
        if deal.deleted or deal.values.get("status") != "open":
            continue
        quoted, cost = _worth(tx, deal)
        if quoted != deal.values.get("quoted") or (
            quoted is not None and cost != deal.values.get("cost")
        ):
            wanted = {"quoted": quoted, "cost": cost}
            records.update_record(tx, deal, wanted, checked=True)


def leading(tx: ReadTx, deal: UUID) -> list[UUID]:
    """The quotes by which a deal is worth something: all that were accepted, or one other."""
    return [row.id for row in _leading(tx, deal)]


def _leading(tx: ReadTx, deal: UUID) -> list[Any]:
    rows = table("quote")
    found = (
        select(
            *(rows.c.id, rows.c.status, rows.c.revision, rows.c.sent_at, rows.c.created_at),
            *(rows.c.tax_exclusive, rows.c.cost, rows.c.currency, rows.c.rate),
        )
        .where(rows.c.deal_id == deal, rows.c.deleted_at.is_(None))
        .order_by(rows.c.created_at, rows.c.id)
    )
    quotes = list(tx.session.execute(found))
    if accepted := [row for row in quotes if row.status == "accepted"]:
        return accepted
    if sent := [row for row in quotes if row.status == "sent"]:
        return [max(sent, key=lambda row: (row.sent_at or row.created_at, row.id))]
    anew = [row for row in quotes if row.status in OPEN and (row.revision or 1) > 1]
    return anew[-1:]


def _worth(tx: ReadTx, deal: Record) -> tuple[Decimal | None, Decimal | None]:
    """What the quotes come to, and what that costs us, in the currency of the deal."""
    found = _leading(tx, deal.id)
    known = rates.Rates(tx)
    day, currency = tx.now.astimezone().date(), deal.values.get("currency")
    ours = money.rate_of(known.on(currency, day))

    def worth(row: Any, amount: Decimal | None) -> Decimal | None:
        if amount is None or row.currency == currency:
            return amount
        theirs = money.rate_of(row.rate or known.on(row.currency, day))
        if theirs is None or ours is None:
            return None
        return money.converted(amount, str(theirs / ours), currency)

    quoted = _sum(worth(row, row.tax_exclusive) for row in found)
    return quoted, None if quoted is None else _sum(worth(row, row.cost) for row in found)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """None where there is none, or where one is not known."""
    given = list(amounts)
    known = [amount for amount in given if amount is not None]
    return sum(known, Decimal(0)) if given and len(known) == len(given) else None
