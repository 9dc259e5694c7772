"""Exchange rates: what a unit of a currency was worth in the office's currency on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from crm_desktop.models.tables import table
from crm_desktop.services import money
from crm_desktop.services.workspace import ReadTx

SAME = "1"


def office_currency(tx: ReadTx) -> str | None:
    """The currency in which our office reckons."""
    office = table("office")
    found = select(office.c.currency).where(office.c.deleted_at.is_(None)).limit(1)
    return tx.session.execute(found).scalar_one_or_none()


def rate_on(tx: ReadTx, currency: str | None, day: date) -> str | None:
    """The rate of a day: the newest that had begun. None where none is known."""
    if not currency:
        return None
    if currency == office_currency(tx):
        return SAME
    currencies, rows = table("currency"), table("currency_rate")
    found = (
        select(rows.c.rate)
        .join(currencies, currencies.c.id == rows.c.currency_id)
        .where(
            currencies.c.code == currency,
            currencies.c.deleted_at.is_(None),
            rows.c.deleted_at.is_(None),
            rows.c.valid_from <= day,
        )
        .order_by(rows.c.valid_from.desc(), rows.c.id.desc())
        .limit(1)
    )
    return tx.session.execute(found).scalar_one_or_none()


def entered_on(tx: ReadTx, day: date) -> dict[str, str]:
    """The rates of a day that somebody has entered, by the codes of the currencies."""
    currencies, rows = table("currency"), table("currency_rate")
    found = (
        select(currencies.c.code, rows.c.rate)
        .join(rows, rows.c.currency_id == currencies.c.id)
        .where(
            currencies.c.deleted_at.is_(None),
            rows.c.deleted_at.is_(None),
            rows.c.valid_from <= day,
        )
        .order_by(rows.c.valid_from, rows.c.id)
    )
    # The newest comes last.
    return {code: rate for code, rate in tx.session.execute(found) if code}


def known_on(tx: ReadTx, day: date) -> dict[str, str]:
    """rate_on() of all currencies that have one, by their codes."""
    found, base = entered_on(tx, day), office_currency(tx)
    return found | {base: SAME} if base else found


def in_base(tx: ReadTx, amount: Decimal, currency: str | None, day: date) -> Decimal | None:
    """An amount in the office's currency at the rate of a day; None where that is not known."""
    return money.converted(amount, rate_on(tx, currency, day), office_currency(tx))


class Rates:
    """The rates of one list: each is asked for once."""

    def __init__(self, tx: ReadTx) -> None:
        self._tx = tx
        self._known: dict[tuple[str | None, date], str | None] = {}
        self.base = office_currency(tx)

    def on(self, currency: str | None, day: date) -> str | None:
        """rate_on(), remembered."""
        if currency and currency == self.base:
            return SAME
        key = (currency, day)
        if key not in self._known:
            self._known[key] = rate_on(self._tx, currency, day)
        return self._known[key]

    def converted(self, amount: Decimal | None, rate: str | None) -> Decimal | None:
        """An amount in the office's currency."""
        return None if amount is None else money.converted(amount, rate, self.base)
