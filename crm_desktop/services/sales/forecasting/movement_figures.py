"""How a pipeline moved between two days: what comes, what goes, what changes its value. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from crm_desktop.i18n import N_
from crm_desktop.services import money
from crm_desktop.services.sales.forecasting.forecast_figures import WON, ZERO, Scope, Standing


class Class(StrEnum):
    """What happened to a deal, in the order in which it is told."""

    OPENING = "opening"
    NEW = "new"  # made, or brought back from the trash
    REOPENED = "reopened"  # was won or lost
    PULLED_IN = "pulled-in"  # is expected earlier now, within the time looked at
    TAKEN_OVER = "taken-over"  # from somebody, or from a pipeline, not looked at
    INCREASED = "increased"
    DECREASED = "decreased"
    RATES = "rates"  # only the exchange rate changed
    SLIPPED_OUT = "slipped-out"
    HANDED_OVER = "handed-over"
    LOST = "lost"
    REMOVED = "removed"  # deleted
    WON = "won"
    CLOSING = "closing"


NAMES: dict[Class, str] = {
    Class.OPENING: N_("At the start"),
    Class.NEW: N_("New"),
    Class.REOPENED: N_("Reopened"),
    Class.PULLED_IN: N_("Pulled in"),
    Class.TAKEN_OVER: N_("Taken over"),
    Class.INCREASED: N_("Increased"),
    Class.DECREASED: N_("Decreased"),
    Class.RATES: N_("Exchange rates"),
    Class.SLIPPED_OUT: N_("Slipped out"),
    Class.HANDED_OVER: N_("Handed over"),
    Class.LOST: N_("Lost"),
    Class.REMOVED: N_("Deleted"),
    Class.WON: N_("Won"),
    Class.CLOSING: N_("At the end"),
}
COMING = (Class.NEW, Class.REOPENED, Class.PULLED_IN, Class.TAKEN_OVER)
VALUE = (Class.INCREASED, Class.DECREASED, Class.RATES)
GOING = (Class.SLIPPED_OUT, Class.HANDED_OVER, Class.LOST, Class.REMOVED, Class.WON)
# Told only where there is something to tell.
RARE = frozenset({Class.REOPENED, Class.TAKEN_OVER, Class.RATES, Class.HANDED_OVER, Class.REMOVED})


@dataclass(frozen=True, slots=True)
class Moved:
    """A deal in a class. base: what it adds to the pipeline; below nothing where it takes."""

    deal: Standing
    base: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to some deals.

    Attributes:
        n: by how many deals the pipeline grew; below nothing where it shrank, and nothing where
            deals only changed their value.
        base: by how much, in the office's currency.
    """

    kind: Class
    n: int
    base: Decimal
    deals: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """The pipeline from the end of one day to the end of another.

    Attributes:
        until: only deals expected to be closed by that day count; None: all open ones.
        steps: from the opening to the closing; what is between makes the one out of the other.
        notes: what cannot be known, in sentences.
    """

    first: date
    last: date
    until: date | None
    currency: str | None
    scope: Scope
    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    def step(self, kind: Class) -> Step:
        """The step of a class."""
        return next(step for step in self.steps if step.kind is kind)

    @property
    def told(self) -> tuple[Step, ...]:
        """The steps worth telling."""
        return tuple(step for step in self.steps if step.deals or step.kind not in RARE)


Fits = Callable[[Standing], bool]


@dataclass(frozen=True, slots=True)
class Look:
    """Which deals are looked at. fits: whose they are; until: expected by then."""

    fits: Fits
    until: date | None
    currency: str | None

    def is_due(self, day: date | None) -> bool:
        """Whether a day lies within the time looked at."""
        return self.until is None or (day is not None and day <= self.until)

    def has(self, deal: Standing | None) -> bool:
        """Whether a deal was in the pipeline."""
        return (
            deal is not None
            and deal.is_open
            and self.fits(deal)
            and self.is_due(deal.expected_close)
        )


def steps(
    before: Mapping[UUID, Standing], after: Mapping[UUID, Standing], look: Look
) -> tuple[Step, ...]:
    """All steps, from the opening to the closing."""
    found: dict[Class, list[Moved]] = {kind: [] for kind in Class}
    for key in before.keys() | after.keys():
        for kind, moved in _of_deal(before.get(key), after.get(key), look):
            found[kind].append(moved)
    return tuple(_step(kind, moved) for kind, moved in found.items())


def _step(kind: Class, moved: Sequence[Moved]) -> Step:
    ordered = sorted(moved, key=lambda each: (-abs(each.base), each.deal.title, each.deal.id))
    sign = 0 if kind in VALUE else -1 if kind in GOING else 1
    base = sum((each.base for each in moved), ZERO)
    return Step(kind, sign * len(moved), base, tuple(ordered))


def _of_deal(
    was: Standing | None, now: Standing | None, look: Look
) -> Iterator[tuple[Class, Moved]]:
    """What happened to one deal."""
    came = look.has(was)
    value = _base(was) if came else ZERO
    if was is not None and came:
        yield Class.OPENING, Moved(was, value)
    stays = look.has(now)
    goes = None if stays else _going(was, now, look, was_in=came)
    if not came and (stays or goes):
        assert now is not None  # who was never in it goes only by being closed
        value = _base(now)
        yield _coming(was, look), Moved(now, value)
    if now is not None and came:
        for kind, part in _change_of_value(was, now, look.currency):
            value += part
            yield kind, Moved(now, part)
    if stays and now is not None:
        yield Class.CLOSING, Moved(now, value)
    elif goes is not None:
        last = now or was
        assert last is not None
        yield goes, Moved(last, -value)


def _going(was: Standing | None, now: Standing | None, look: Look, *, was_in: bool) -> Class | None:
    """Why a deal is not in the pipeline at the end; None where it never was in it."""
    if now is None:
        return Class.REMOVED if was_in else None
    if not was_in and not _came_and_went(was, now, look):
        return None
    if not look.fits(now):
        return Class.HANDED_OVER
    if now.is_open:
        return Class.SLIPPED_OUT
    return Class.WON if now.status == WON else Class.LOST


def _came_and_went(was: Standing | None, now: Standing, look: Look) -> bool:
    """Closed between the two days, without having been in the pipeline at the first.

    Made meanwhile, or won earlier than it was expected.
    """
    if now.is_open or not look.fits(now) or not look.is_due(now.closed_on):
        return False
    if was is None:
        return True
    return was.is_open and now.status == WON


def _coming(was: Standing | None, look: Look) -> Class:
    """Why a deal is in the pipeline that was not in it at the first day."""
    if was is None:
        return Class.NEW
    if not was.is_open:
        return Class.REOPENED
    return Class.TAKEN_OVER if not look.fits(was) else Class.PULLED_IN


def _base(deal: Standing | None) -> Decimal:
    return ZERO if deal is None or deal.base is None else deal.base


def _change_of_value(
    was: Standing | None, now: Standing, currency: str | None
) -> Iterator[tuple[Class, Decimal]]:
    """What the amount did, at the rate of now, and what the rate did to the amount of then."""
    whole = _base(now) - _base(was)
    then = _base(was)
    if was is not None and was.currency == now.currency and was.amount is not None:
        then = money.converted(was.amount, now.rate, currency) or ZERO
    by_rate = then - _base(was)
    if amount := whole - by_rate:
        yield (Class.INCREASED if amount > 0 else Class.DECREASED), amount
    if by_rate:
        yield Class.RATES, by_rate
