"""Amounts in the decimals of their currency. Rounded half-up, as services/pricing.py does."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from crm_desktop.services.pricing import unit_of

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def smallest(currency: str | None) -> Decimal:
    """The smallest amount of a currency; a cent where it is not known."""
    try:
        return unit_of(currency or "")
    except KeyError:
        return CENT


def rounded(amount: Decimal, currency: str | None) -> Decimal:
    """An amount as it can be paid."""
    with localcontext(prec=40):
        return amount.quantize(smallest(currency), ROUND_HALF_UP)


def part(amount: Decimal, percent: Decimal, currency: str | None) -> Decimal:
    """So many percent of an amount."""
    with localcontext(prec=40):
        return rounded(amount * percent / HUNDRED, currency)


def percent_of(some: Decimal, whole: Decimal, places: int = 2) -> Decimal | None:
    """Which part of the whole something is, in percent; None where there is no whole."""
    if not whole:
        return None
    with localcontext(prec=40):
        return (some * HUNDRED / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def rate_of(text: str | None) -> Decimal | None:
    """An exchange rate from its text; None for what is none."""
    try:
        rate = Decimal(text or "")
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and rate > 0 else None


def converted(amount: Decimal, rate: str | None, currency: str | None) -> Decimal | None:
    """An amount in another currency, at a rate; None where that is not known."""
    found = rate_of(rate)
    if found is None:
        return None
    with localcontext(prec=40):
        return rounded(amount * found, currency)
