"""How long a contract runs, until when it is to be decided on, what it costs in a year. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Any

from crm_desktop.services import money

Values = Mapping[str, Any]
SOON, NEAR = 60, 90  # days before which a contract is to be looked at
_A_YEAR = {"month": 12, "quarter": 4, "year": 1}


class Deadline(StrEnum):
    """What the days that are left lead to."""

    NOTICE = "notice"
    END = "end"
    NONE = "none"  # it has no end, or is over


@dataclass(frozen=True, slots=True)
class Term:
    """How long a contract runs.

    Attributes:
        what: the next date that matters: the last day for notice, else the end.
        day, days: of that date; less than zero: it is over. None where there is none.
    """

    what: Deadline
    day: date | None = None
    days: int | None = None

    @property
    def is_over(self) -> bool:
        """Its end has passed."""
        return self.days is not None and self.days < 0


def term(values: Values, today: date) -> Term:
    """By the dates of a contract. One that was cancelled or has ended has nothing left."""
    ends, notice = values.get("ends_on"), values.get("notice_on")
    if ends is None or values.get("status") in ("cancelled", "ended"):
        return Term(Deadline.NONE)
    if notice is not None and notice >= today:
        return Term(Deadline.NOTICE, notice, (notice - today).days)
    return Term(Deadline.END, ends, (ends - today).days)


def yearly(values: Values) -> Decimal | None:
    """What a contract costs in a year; None where no amount or no period is known."""
    amount, times = values.get("amount"), _A_YEAR.get(values.get("period") or "")
    if amount is None or times is None:
        return None
    return money.rounded(amount * times, values.get("currency"))


def of_term(values: Values) -> Decimal | None:
    """What the next term comes to: so many months of its yearly cost."""
    year, months = yearly(values), values.get("renewal_months")
    if year is None or not months:
        return year
    with localcontext(prec=40):
        return money.rounded(year * months / 12, values.get("currency"))


def months_on(day: date, months: int) -> date:
    """So many months later; from the last day of a month to the last day of a month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))
