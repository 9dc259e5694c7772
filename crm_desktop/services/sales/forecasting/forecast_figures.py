"""Deals as a forecast sees them, and what is reckoned from them. Pure: no database.

The measures are those of the whole program: Base is the amount in the office's currency, of an open
deal at the rate of the day looked at, of a closed one at that of the day it was closed; weighted is
Base times probability, and nothing while a deal rests. Every sum is one of rounded amounts: it is
what one gets who adds up the deals on the screen.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from crm_desktop.services import money
from crm_desktop.services.catalog.deals import CATEGORIES, CLOSED

OPEN, WON, LOST = "open", "won", "lost"
ZERO = Decimal(0)
# As they stand in a column, the surest first.
COLUMNS = ("closed", "commit", "best-case", "pipeline", "omitted")
OPEN_COLUMNS = COLUMNS[1:]
assert set(COLUMNS) == {choice.value for choice in (*CATEGORIES, CLOSED)}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose deals: of a colleague, of a team with the teams below it, of a pipeline; None: all."""

    owner: UUID | None = None
    team: UUID | None = None
    pipeline: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A deal as it stood at the end of a day.

    Attributes:
        stage: None where it is not known what stage the deal was in.
        amount: in its own currency; weighted: by its probability, in that currency too.
        rate: what one unit of the currency is worth in the office's; base, weighted_base: in that
            currency; None where no rate is known. weighted_base is 0 while the deal rests.
        category: the manager's word, else the rep's, else by the probability.
        assumed: it came into the program after that day, and says itself that it is older.
    """

    id: UUID
    title: str
    company: str
    owner: UUID | None
    owner_name: str
    team: UUID | None
    pipeline: UUID | None
    stage: UUID | None
    stage_name: str
    status: str
    category: str
    rep_category: str | None
    manager_category: str | None
    probability: Decimal | None
    amount: Decimal | None
    currency: str | None
    expected_close: date | None
    closed_on: date | None
    on_hold: bool
    rate: str | None
    base: Decimal | None
    weighted_base: Decimal | None
    assumed: bool = False

    @property
    def is_open(self) -> bool:
        """Neither won nor lost."""
        return self.status == OPEN


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of deals: how many, Base, weighted, and how many of them have an amount but no rate."""

    n: int = 0
    base: Decimal = ZERO
    weighted: Decimal = ZERO
    without_rate: int = 0

    @classmethod
    def of(cls, deals: Iterable[Standing]) -> Total:
        """The sum of some deals."""
        n = without_rate = 0
        base = weighted = ZERO
        for deal in deals:
            n += 1
            base += deal.base or ZERO
            weighted += deal.weighted_base or ZERO
            without_rate += deal.base is None and deal.amount is not None
        return cls(n, base, weighted, without_rate)

    def __add__(self, other: Total) -> Total:
        return Total(
            self.n + other.n,
            self.base + other.base,
            self.weighted + other.weighted,
            self.without_rate + other.without_rate,
        )


class When(StrEnum):
    """What a column of the forecast stands for."""

    EARLIER = "earlier"  # due before the first month, and still open
    MONTH = "month"
    LATER = "later"
    NEVER = "never"  # without a date


@dataclass(frozen=True, slots=True)
class Column:
    """A month of the forecast, or what lies before, behind and beside the months.

    Attributes:
        first, last: days of a month.
        deals: won ones and open ones, as they are shown; by category: `of()`.
        quota: what is to be sold in the month, in the office's currency; None where nothing is.
        overdue: how many open deals should have been closed before the day looked at.
    """

    when: When
    first: date | None
    last: date | None
    deals: tuple[Standing, ...]
    quota: Decimal | None = None
    overdue: int = 0
    totals: dict[str, Total] = field(default_factory=dict)

    def of(self, category: str) -> tuple[Standing, ...]:
        """The deals of a category."""
        return tuple(deal for deal in self.deals if deal.category == category)

    def total(self, category: str) -> Total:
        """The sum of a category."""
        return self.totals.get(category, Total())

    @property
    def open(self) -> Total:
        """All that is open."""
        return sum((self.total(each) for each in OPEN_COLUMNS), Total())

    @property
    def closed(self) -> Decimal:
        """What is won."""
        return self.total("closed").base

    @property
    def weighted(self) -> Decimal:
        """What is won, and what is open by its probability."""
        return self.closed + self.open.weighted

    @property
    def gap(self) -> Decimal | None:
        """What is missing to the quota; below nothing where it is passed."""
        return None if self.quota is None else self.quota - self.closed

    @property
    def coverage(self) -> Decimal | None:
        """How often the open deals hold what is missing; None where nothing is."""
        if self.gap is None or self.gap <= 0:
            return None
        return (self.open.base / self.gap).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast as it was on a day.

    Attributes:
        day: that day; is_past: whether it is over. currency: of all sums.
        notes: what cannot be known, in sentences.
    """

    day: date
    is_past: bool
    currency: str | None
    scope: Scope
    columns: tuple[Column, ...]
    notes: tuple[str, ...]

    @property
    def months(self) -> tuple[Column, ...]:
        """The columns that are months."""
        return tuple(column for column in self.columns if column.when is When.MONTH)

    @property
    def whole(self) -> Column:
        """All the months together."""
        months = self.months
        quotas = [column.quota for column in months if column.quota is not None]
        return Column(
            When.MONTH,
            months[0].first,
            months[-1].last,
            tuple(deal for column in months for deal in column.deals),
            sum(quotas, ZERO) if quotas else None,
            sum(column.overdue for column in months),
            {each: sum((column.total(each) for column in months), Total()) for each in COLUMNS},
        )


# ---------------------------------------------------------------- months


def first_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def moved_to(day: date | None, month: date) -> date:
    """The same day of another month; its last one where it has no such day, or none was given."""
    last = last_of(month)
    return last if day is None else last.replace(day=min(day.day, last.day))


def end_of_quarter(day: date) -> date:
    """The last day of the quarter a day lies in."""
    return last_of(date(day.year, (day.month + 2) // 3 * 3, 1))


def columns(
    deals: Sequence[Standing],
    first: date,
    count: int,
    day: date,
    quotas: dict[date, Decimal],
) -> Iterator[Column]:
    """Deals in columns: what is open by its expected close, what is won by its day.

    A column that is no month is there only where a deal is in it.
    """
    months = [months_later(first, at) for at in range(count)]
    last = last_of(months[-1])
    held: dict[date | When, list[Standing]] = {month: [] for month in months}
    for deal in deals:
        if place := _place(deal, months[0], last):
            held.setdefault(place, []).append(deal)
    if When.EARLIER in held:
        yield _column(When.EARLIER, None, held[When.EARLIER], day, None)
    for month in months:
        yield _column(When.MONTH, month, held[month], day, quotas.get(month))
    for when in (When.LATER, When.NEVER):
        if when in held:
            yield _column(when, None, held[when], day, None)


def _place(deal: Standing, first: date, last: date) -> date | When | None:
    if deal.status == WON:
        closed = deal.closed_on
        return first_of(closed) if closed and first <= closed <= last else None
    if not deal.is_open:
        return None
    due = deal.expected_close
    if due is None:
        return When.NEVER
    if due < first:
        return When.EARLIER
    return first_of(due) if due <= last else When.LATER


def _column(
    when: When, month: date | None, deals: list[Standing], day: date, quota: Decimal | None
) -> Column:
    order = {each: at for at, each in enumerate(COLUMNS)}
    shown = sorted(
        deals, key=lambda deal: (order[deal.category], -(deal.base or ZERO), deal.title, deal.id)
    )
    overdue = sum(
        deal.is_open and deal.expected_close is not None and deal.expected_close < day
        for deal in deals
    )
    totals = {each: Total.of(d for d in shown if d.category == each) for each in COLUMNS}
    last = last_of(month) if month else None
    return Column(when, month, last, tuple(shown), quota, overdue, totals)


# ---------------------------------------------------------------- quotas


def spread(amount: Decimal, first: date, last: date, currency: str | None) -> dict[date, Decimal]:
    """An amount over the months of a period: evenly over whole ones, else by days.

    The parts always add up to the amount.
    """
    parts: list[tuple[date, int]] = []
    whole = first.day == 1 and last == last_of(last)
    month = first_of(first)
    while month <= last:
        days = (min(last, last_of(month)) - max(first, month)) // timedelta(days=1) + 1
        parts.append((month, 1 if whole else days))
        month = months_later(month, 1)
    size, so_far, given = sum(weight for _, weight in parts), 0, ZERO
    out: dict[date, Decimal] = {}
    for month, weight in parts:
        so_far += weight
        upto = money.rounded(amount * so_far / size, currency)
        out[month], given = upto - given, upto
    return out
