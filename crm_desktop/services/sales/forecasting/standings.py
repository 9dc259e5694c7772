"""How all deals stand, today or at the end of a past day: what forecasts are reckoned from.

A past day is rebuilt from the change log (services/past.py), rates included: one that was entered
later does not change what was shown then. Deals that came into the program later, by an import,
but say that they are older, are shown as far as their own dates tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from crm_desktop.errors import UserError
from crm_desktop.i18n import _, full_day, ngettext
from crm_desktop.models.tables import table
from crm_desktop.services import listing, money, past, rates
from crm_desktop.services.past import PastRow
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.forecasting.forecast_figures import (
    LOST,
    OPEN,
    WON,
    ZERO,
    Scope,
    Standing,
)
from crm_desktop.services.sales.pipeline import deal_states
from crm_desktop.services.workspace import ReadTx

_COLUMNS = (
    *("title", "company_id", "owner_id", "team_id", "pipeline_id", "stage_id", "status"),
    *("category", "forecast_category", "manager_category", "probability", "amount", "weighted"),
    *("currency", "expected_close", "closed_on", "on_hold_until", "closing_rate"),
)
_PAST_ONLY = ("created_at", "stage_since")
_SMALLEST = "pipeline"  # the category of which nothing is known


@dataclass(frozen=True, slots=True)
class Standings:
    """All deals of a day.

    Attributes:
        deals: those that were not deleted, in no order.
        base: the office's currency. notes: what cannot be known, in sentences.
    """

    day: date
    is_past: bool
    base: str | None
    deals: tuple[Standing, ...]
    notes: tuple[str, ...]


def today(tx: ReadTx) -> date:
    """The day it is where we are."""
    return tx.now.astimezone().date()


def standings(tx: ReadTx, day: date | None = None, asked: ListQuery | None = None) -> Standings:
    """All deals as they stand, or as they stood at the end of a past day.

    asked: a list of deals; only those that it holds today. UserError for a day that has not come.
    """
    found = _of_day(tx, day, today(tx))
    if asked is None or not (asked.text or asked.filters):
        return found
    vector = listing.ids.work(tx, asked).vector
    wanted = {vector[at : at + 16] for at in range(0, len(vector), 16)}
    deals = tuple(deal for deal in found.deals if deal.id.bytes in wanted)
    notes = found.notes
    if found.is_past:
        notes += (_("Words and filters of the list hold as they are today."),)
    return replace(found, deals=deals, notes=notes)


def _of_day(tx: ReadTx, day: date | None, now: date) -> Standings:
    if day is None or day == now:
        return _of_today(tx, now)
    if day > now:
        raise UserError(
            _("{day} has not come yet. Choose a day of the past.").format(day=full_day(day))
        )
    return _of_the_past(tx, day)


def in_scope(tx: ReadTx, deals: Iterable[Standing], scope: Scope) -> tuple[Standing, ...]:
    """The deals of somebody, or of a pipeline."""
    teams = teams_below(tx, scope.team) if scope.team else frozenset[UUID]()
    return tuple(deal for deal in deals if fits(deal, scope, teams))


def fits(deal: Standing, scope: Scope, teams: frozenset[UUID]) -> bool:
    """Whether a deal is one of those meant; teams: the one meant and those below it."""
    return (
        scope.owner in (None, deal.owner)
        and scope.pipeline in (None, deal.pipeline)
        and (scope.team is None or deal.team in teams)
    )


def teams_below(tx: ReadTx, team: UUID) -> frozenset[UUID]:
    """A team and all that are part of it."""
    teams = table("team")
    found = select(teams.c.id, teams.c.parent_id).where(teams.c.deleted_at.is_(None))
    parents = {row.id: row.parent_id for row in tx.session.execute(found)}
    out = {team}
    while more := {key for key, parent in parents.items() if parent in out} - out:
        out |= more
    return frozenset(out)


# ---------------------------------------------------------------- what others are called


class _People(NamedTuple):
    """Colleagues: their names and teams, of today."""

    names: dict[UUID, str]
    teams: dict[UUID, UUID | None]


class _Setting(NamedTuple):
    """What deals are looked at with."""

    day: date
    base: str | None
    companies: dict[UUID, str]
    stages: dict[UUID, str]
    people: _People
    rates: _Rates
    rates_of_day: _Rates  # as they are known now, for what nobody saw on that day


class _Rates:
    """What the currencies are worth on a day."""

    def __init__(self, base: str | None, known: dict[str, str]) -> None:
        self.base, self._known = base, known

    def of(self, currency: str | None) -> str | None:
        """The rate of a currency; None where none is known."""
        if currency and currency == self.base:
            return rates.SAME
        return self._known.get(currency or "")


def _names(tx: ReadTx, name: str) -> dict[UUID, str]:
    source = table(name)
    return {row[0]: row[1] for row in tx.session.execute(select(source.c.id, source.c.name))}


def _customers(tx: ReadTx) -> dict[UUID, str]:
    """The names of the companies that deals are with."""
    companies, deals = table("company"), table("deal")
    found = select(companies.c.id, companies.c.name)
    found = found.where(companies.c.id.in_(select(deals.c.company_id)))
    return {row[0]: row[1] for row in tx.session.execute(found)}


def _people(tx: ReadTx) -> _People:
    users = table("app_user")
    rows = tx.session.execute(select(users.c.id, users.c.name, users.c.team_id)).all()
    return _People({row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})


def _setting(tx: ReadTx, day: date, at: datetime | None) -> _Setting:
    base, of_day = rates.office_currency(tx), rates.entered_on(tx, day)
    known = of_day if at is None else _rates_then(tx, day, at)
    return _Setting(
        day,
        base,
        _customers(tx),
        _names(tx, "stage"),
        _people(tx),
        _Rates(base, known),
        _Rates(base, of_day),
    )


def _rates_then(tx: ReadTx, day: date, at: datetime) -> dict[str, str]:
    """The rates of a day, of those that had been entered by then."""
    codes = {
        row.id: row.values["code"]
        for row in past.rows_at(tx, "currency", ("code",), at)
        if row.was_there
    }
    found = past.rows_at(tx, "currency_rate", ("currency_id", "valid_from", "rate"), at)
    begun = [row for row in found if row.was_there and row.values["valid_from"] <= day]
    begun.sort(key=lambda row: (row.values["valid_from"], row.id.bytes))
    return {
        codes[row.values["currency_id"]]: row.values["rate"]
        for row in begun
        if row.values["currency_id"] in codes
    }


# ---------------------------------------------------------------- today


def _of_today(tx: ReadTx, day: date) -> Standings:
    setting = _setting(tx, day, None)
    rows = past.rows_now(tx, "deal", _COLUMNS, "deleted_at IS NULL")
    made = [_standing(row | {"id": key}, setting) for key, row in rows.items()]
    return Standings(day, False, setting.base, tuple(made), tuple(_without_rates(made)))


def _standing(row: Any, setting: _Setting) -> Standing:
    owner, status = row["owner_id"], row["status"]
    is_open = status == OPEN
    rests = is_open and deal_states.is_on_hold(row["on_hold_until"], setting.day)
    currency, amount, weighted = row["currency"], row["amount"], row["weighted"]
    rate = setting.rates.of(currency) if is_open else row["closing_rate"]
    counted = ZERO if rests and weighted is not None else weighted
    return Standing(
        id=row["id"],
        title=row["title"],
        company=setting.companies.get(row["company_id"], ""),
        owner=owner,
        owner_name=setting.people.names.get(owner, ""),
        team=row["team_id"] or setting.people.teams.get(owner),
        pipeline=row["pipeline_id"],
        stage=row["stage_id"],
        stage_name=setting.stages.get(row["stage_id"], ""),
        status=status,
        category=row["category"] or _SMALLEST,
        rep_category=row["forecast_category"],
        manager_category=row["manager_category"],
        probability=row["probability"],
        amount=amount,
        currency=currency,
        expected_close=row["expected_close"],
        closed_on=row["closed_on"],
        on_hold=rests,
        rate=rate,
        base=_converted(amount, rate, setting.base),
        weighted_base=_converted(counted, rate, setting.base),
    )


@lru_cache(50_000)
def _converted(amount: Decimal | None, rate: str | None, base: str | None) -> Decimal | None:
    return None if amount is None else money.converted(amount, rate, base)


def _without_rates(deals: Sequence[Standing]) -> list[str]:
    missing = [deal for deal in deals if deal.base is None and deal.amount is not None]
    if not missing:
        return []
    codes = ", ".join(sorted({deal.currency or "?" for deal in missing}))
    words = ngettext(
        "{n} deal is counted but not summed up: there is no exchange rate for",
        "{n} deals are counted but not summed up: there is no exchange rate for",
        len(missing),
    )
    return [f"{words} {codes}."]


# ---------------------------------------------------------------- a day of the past


def _of_the_past(tx: ReadTx, day: date) -> Standings:
    at = past.end_of(day)
    setting = _setting(tx, day, at)
    made: list[Standing] = []
    for row in past.rows_at(tx, "deal", (*_COLUMNS, *_PAST_ONLY), at):
        values = row.values | {"id": row.id}
        if row.was_there:
            made.append(_standing(values, setting))
        elif _says_it_is_older(row, at):
            made.append(_assumed(values, setting, at))
    notes = [*_what_is_not_known(tx, made, at), *_without_rates(made)]
    return Standings(day, True, setting.base, tuple(made), tuple(notes))


def _says_it_is_older(row: PastRow, at: datetime) -> bool:
    """It came into the program later, with a date of its making that lies before."""
    return (
        row.entered is not None
        and not row.withdrawn_since
        and row.values["created_at"] is not None
        and row.values["created_at"] < at
    )


def _assumed(values: dict[str, Any], setting: _Setting, at: datetime) -> Standing:
    """A deal of before it came here: as it came, as far as its own dates tell."""
    closed_on = values["closed_on"]
    if values["status"] in (WON, LOST) and closed_on is not None and closed_on > setting.day:
        values |= {"status": OPEN, "closed_on": None} | _NOTHING
    elif values["stage_since"] is not None and values["stage_since"] >= at:
        values |= _NOTHING
    setting = setting._replace(rates=setting.rates_of_day)
    return replace(_standing(values, setting), assumed=True)


# What is not known of a deal whose stage is not.
_NOTHING: dict[str, Any] = dict.fromkeys(
    (
        *("stage_id", "probability", "weighted", "closing_rate"),
        *("category", "forecast_category", "manager_category"),
    )
)


def _what_is_not_known(tx: ReadTx, deals: Sequence[Standing], at: datetime) -> list[str]:
    notes: list[str] = []
    begins = past.log_begins(tx)
    if begins is not None and begins >= at:
        words = _("This store was begun on {day}: what was before, only imported deals can tell.")
        notes.append(words.format(day=full_day(begins.astimezone().date())))
    assumed = [deal for deal in deals if deal.assumed and deal.is_open]
    if assumed:
        notes.append(
            ngettext(
                "{n} open deal came into the program later. It is shown as it came, from the day "
                "it was made until the day it was closed; what changed before is not known.",
                "{n} open deals came into the program later. They are shown as they came, from the "
                "day they were made until the day they were closed; what changed before is not "
                "known.",
                len(assumed),
            )
        )
    if lost := sum(deal.stage is None for deal in assumed):
        notes.append(
            ngettext(
                "Of {n} of them the stage of then is not known: it is not in the weighted sum.",
                "Of {n} of them the stage of then is not known: they are not in the weighted sum.",
                lost,
            )
        )
    if undone := past.undone_since(tx, "deal", at):
        notes.append(
            ngettext(
                "{n} change that was undone later is in it: it was on the screen that day.",
                "{n} changes that were undone later are in it: they were on the screen that day.",
                undone,
            )
        )
    return notes
