"""Quotas: what a colleague, a team or the office is to sell in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, ngettext
from crm_desktop.models.tables import table
from crm_desktop.services import loading, money, past, rates, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.sales.forecasting.forecast_figures import ZERO, Scope, spread
from crm_desktop.services.workspace import ReadTx, Tx, command, query

Monthly = dict[date, Decimal]
_Who = tuple[UUID | None, UUID | None]  # a colleague, or a team, or neither: the office
_NOBODY: frozenset[UUID | None] = frozenset()
_COLUMNS = (
    *("user_id", "team_id", "pipeline_id"),
    *("starts_on", "ends_on", "amount", "currency"),
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A quota: of a colleague, of a team, or of the whole office where neither is named."""

    user: UUID | None
    team: UUID | None
    pipeline: UUID | None
    starts_on: date
    ends_on: date
    amount: Decimal
    currency: str
    id: UUID | None = None

    @property
    def place(self) -> tuple[UUID | None, UUID | None, UUID | None, date, date]:
        """Whose it is, and of which period: there is one quota for each."""
        return self.user, self.team, self.pipeline, self.starts_on, self.ends_on


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may have a quota: kind is `office`, `team` or `user`."""

    kind: str
    id: UUID | None
    name: str
    part_of: UUID | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The quotas of a year, and who may have one.

    Attributes:
        months: what each is asked for in each month: the own quota, else the sum of the parts.
    """

    currency: str | None
    holders: tuple[Holder, ...]
    goals: tuple[Goal, ...]
    months: Mapping[UUID | None, Monthly]


@dataclass(frozen=True, slots=True)
class Written:
    """What was done to quotas."""

    count: int
    words: str


@query(Permission.QUOTA_READ)
def sheet(tx: ReadTx, year: int, pipeline: UUID | None = None) -> Sheet:
    """The quotas that touch a year, for all pipelines together or for one of them."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    goals = [
        goal
        for goal in _goals(tx, None)
        if goal.pipeline == pipeline and goal.starts_on <= last and goal.ends_on >= first
    ]
    every = tuple(holders(tx))
    sums = _Sums(_own(tx, pipeline, None), every)
    months = {each.id: sums.of(each.kind, each.id) for each in every}
    return Sheet(rates.office_currency(tx), every, tuple(goals), months)


def holders(tx: ReadTx) -> list[Holder]:
    """The office, its teams and its colleagues: who may have a quota."""
    users, teams = table("app_user"), table("team")
    found = select(teams.c.id, teams.c.name, teams.c.parent_id).where(teams.c.deleted_at.is_(None))
    groups = [Holder("team", *row) for row in tx.session.execute(found.order_by(teams.c.name_key))]
    sellers = select(users.c.id, users.c.name, users.c.team_id)
    sellers = sellers.where(users.c.deleted_at.is_(None), users.c.active.is_(True))
    people = [
        Holder("user", *row) for row in tx.session.execute(sellers.order_by(users.c.name_key))
    ]
    return [Holder("office", None, _("Whole office"), None), *groups, *people]


@command(Permission.QUOTA_EDIT, Purpose.EDIT)
def write(tx: Tx, goals: Sequence[Goal]) -> Written:
    """Set quotas: one that is there for the same people and period is changed, 0 removes it."""
    there = {goal.place: goal for goal in _goals(tx, None)}
    count = 0
    for goal in goals:
        if goal.amount < 0:
            raise ValidationFailed({"amount": _("A quota cannot be below 0.")})
        if _write_one(tx, goal, there.get(goal.place)):
            count += 1
    words = ngettext("{n} quota written.", "{n} quotas written.", count)
    tx.label(ngettext("{n} quota", "{n} quotas", count))
    return Written(count, words)


def _write_one(tx: Tx, goal: Goal, old: Goal | None) -> bool:
    """Write a quota where that changes something."""
    if old is None:
        if goal.amount:
            records.insert_record(tx, "quota", _values(tx, goal))
        return bool(goal.amount)
    if (old.amount, old.currency) == (goal.amount, goal.currency) or old.id is None:
        return False
    if not goal.amount:
        records.delete.work(tx, "quota", [old.id])
        return True
    before = loading.read(tx, "quota", [old.id])[old.id]
    values = {"amount": goal.amount, "currency": goal.currency}
    records.update_record(tx, before, records.changed_values("quota", before.values, values))
    return True


def _values(tx: ReadTx, goal: Goal) -> dict[str, Any]:
    """A new quota, with a name that says whose it is and of when."""
    who = next((h.name for h in holders(tx) if h.id == (goal.user or goal.team)), "")
    return {
        "name": f"{period_name(goal.starts_on, goal.ends_on)}, {who}",
        "user": Ref(goal.user, who) if goal.user else None,
        "team": Ref(goal.team, who) if goal.team else None,
        "pipeline": Ref(goal.pipeline, "") if goal.pipeline else None,
        "starts_on": goal.starts_on,
        "ends_on": goal.ends_on,
        "amount": goal.amount,
        "currency": goal.currency,
    }


def period_name(first: date, last: date) -> str:
    """`2026`, `2026 Q3`, `2026-07`, else from day to day."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    is_whole = first.day == 1 and (last.toordinal() + 1 == _day_after_month(last))
    if is_whole and months == 12 and first.month == 1:
        return str(first.year)
    if is_whole and months == 3 and first.month % 3 == 1:
        return f"{first.year} Q{(first.month + 2) // 3}"
    if is_whole and months == 1:
        return f"{first:%Y-%m}"
    return f"{first} - {last}"


def _day_after_month(day: date) -> int:
    at = day.year * 12 + day.month
    return date(at // 12, at % 12 + 1, 1).toordinal()


# ---------------------------------------------------------------- what is to be sold in a month


def _goals(tx: ReadTx, on: date | None) -> list[Goal]:
    """All quotas, of today or of a past day."""
    if on is not None:
        rows = past.rows_at(tx, "quota", _COLUMNS, past.end_of(on))
        return [Goal(*_cells(row.values), id=row.id) for row in rows if row.was_there]
    quotas = table("quota")
    found = select(quotas.c.id, *(quotas.c[name] for name in _COLUMNS))
    found = found.where(quotas.c.deleted_at.is_(None)).order_by(quotas.c.starts_on, quotas.c.id)
    return [Goal(*_cells(row), id=row["id"]) for row in tx.session.execute(found).mappings()]


def _cells(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in _COLUMNS)


def monthly(tx: ReadTx, scope: Scope, on: date | None = None) -> Monthly:
    """The quota of each month, in the office's currency.

    Who has an own quota for a month is asked for that; else it is the sum of the parts: of a team
    its teams and colleagues, of the office all of them. The same holds for pipelines.
    """
    sums = _Sums(_own(tx, scope.pipeline, on), holders(tx))
    if scope.owner:
        return sums.of("user", scope.owner)
    return sums.of("team" if scope.team else "office", scope.team)


def _own(tx: ReadTx, pipeline: UUID | None, on: date | None) -> Mapping[_Who, Monthly]:
    """What each has a quota of their own for, by months, in the office's currency."""
    day = on or tx.now.astimezone().date()
    known, base = rates.Rates(tx), rates.office_currency(tx)
    own: defaultdict[_Who, Monthly] = defaultdict(dict)
    parts: defaultdict[_Who, Monthly] = defaultdict(dict)
    for goal in _goals(tx, on):
        if pipeline is not None and goal.pipeline != pipeline:
            continue
        amount = money.converted(goal.amount, known.on(goal.currency, day), base)
        if amount is None:
            continue
        target = (own if goal.pipeline == pipeline else parts)[goal.user, goal.team]
        _add(target, spread(amount, goal.starts_on, goal.ends_on, base))
    for who, months in parts.items():
        own[who] = months | own[who]
    return own


def _add(target: Monthly, more: Mapping[date, Decimal]) -> None:
    for month, amount in more.items():
        target[month] = target.get(month, ZERO) + amount


class _Sums:
    """Own quotas, and where there is none those of the parts."""

    def __init__(self, own: Mapping[_Who, Monthly], every: Sequence[Holder]) -> None:
        self._own, self._every = own, every
        self._teams = {each.id for each in every if each.kind == "team"}

    def of(self, kind: str, key: UUID | None, above: frozenset[UUID | None] = _NOBODY) -> Monthly:
        """The quota of a holder by months. above: teams that are being summed up already."""
        own = self._own.get((key, None) if kind == "user" else (None, key), {})
        if kind == "user":
            return own
        total: Monthly = {}
        for each in self._every:
            if each.kind != "office" and each.id not in above and self._is_below(each, kind, key):
                _add(total, self.of(each.kind, each.id, above | {key}))
        return total | own

    def _is_below(self, each: Holder, kind: str, key: UUID | None) -> bool:
        return each.part_of not in self._teams if kind == "office" else each.part_of == key
