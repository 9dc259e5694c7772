"""The forecast: by month and category, as it is and as it was; moving deals about in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import PermissionDenied, ValidationFailed
from crm_desktop.i18n import N_, _, month_name, ngettext
from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.catalog.deals import CATEGORIES
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.forecasting import quotas, standings
from crm_desktop.services.sales.forecasting.forecast_figures import (
    OPEN,
    Forecast,
    Scope,
    columns,
    first_of,
    moved_to,
)
from crm_desktop.services.sales.forecasting.standings import Standings
from crm_desktop.services.workspace import ReadTx, Tx, command, query

MONTHS, MOST_MONTHS = 4, 24
MANAGERS = frozenset({"manager", "owner", "admin"})
REP, MANAGER = "rep", "manager"
_FIELDS = {REP: "forecast_category", MANAGER: "manager_category"}
BY_PROBABILITY = N_("By probability")
EVERYBODY = Scope()


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done to deals: how many changed, in a sentence."""

    count: int
    words: str


@query(Permission.DEAL_READ)
def forecast(
    tx: ReadTx,
    first: date | None = None,
    months: int = MONTHS,
    scope: Scope = EVERYBODY,
    on: date | None = None,
    asked: ListQuery | None = None,
) -> Forecast:
    """The forecast of some months, beginning with that of `first` (None: this month).

    on: a past day whose forecast is wanted, as it was at its end; asked: a list whose words and
    filters hold. UserError for a day to come.
    """
    if not 1 <= months <= MOST_MONTHS:
        words = _("A forecast has between 1 and {n} months.").format(n=MOST_MONTHS)
        raise ValidationFailed({"months": words})
    found = standings.standings(tx, on, asked)
    deals = standings.in_scope(tx, found.deals, scope)
    goals = quotas.monthly(tx, scope, found.day if found.is_past else None)
    begin = first_of(first or found.day)
    return Forecast(
        found.day,
        found.is_past,
        found.base,
        scope,
        tuple(columns(deals, begin, months, found.day, goals)),
        found.notes,
    )


@query(Permission.DEAL_READ)
def pipeline_on(tx: ReadTx, day: date, scope: Scope = EVERYBODY) -> Standings:
    """The deals as they stood at the end of a day, from the change log.

    UserError for a day to come.
    """
    found = standings.standings(tx, day)
    deals = standings.in_scope(tx, found.deals, scope)
    return Standings(found.day, found.is_past, found.base, deals, found.notes)


# ---------------------------------------------------------------- moving deals about


@command(Permission.DEAL_EDIT, Purpose.EDIT)
def reschedule(tx: Tx, ids: Sequence[UUID], month: date) -> Changed:
    """Expect open deals to be closed in another month: on the same day of it, or on its last.

    A deal that had no date gets the last day of the month.
    """

    def wanted(deal: Record) -> dict[str, date]:
        return {"expected_close": moved_to(deal.values["expected_close"], month)}

    changed = _change(tx, ids, wanted)
    words = _told(changed, _("{deals}: expected in {month}."), month=month_name(month))
    tx.label(words.removesuffix("."))
    return Changed(len(changed), words)


@command(Permission.DEAL_EDIT, Purpose.EDIT)
def categorise(
    tx: Tx, ids: Sequence[UUID], category: str | None, voice: str | None = None
) -> Changed:
    """Say in which category of the forecast open deals are. None: as the probability has it.

    voice: who says it: `rep` or `manager`, whose word counts more; None: a manager on the deals of
    others is the manager. PermissionDenied where somebody who is none speaks as one.
    """
    if category is not None and category not in {choice.value for choice in CATEGORIES}:
        words = _("'{category}' is no category of a forecast.").format(category=category)
        raise ValidationFailed({"category": words})
    is_manager = tx.actor.role in MANAGERS
    if voice == MANAGER and not is_manager:
        raise PermissionDenied(
            _("Only a manager has the last word on a category. Nothing was changed.")
        )

    def wanted(deal: Record) -> dict[str, str | None]:
        owner = deal.values["owner"]
        is_others = owner is not None and owner.id != tx.actor.id
        speaks = voice or (MANAGER if is_manager and is_others else REP)
        return {_FIELDS[speaks]: category}

    changed = _change(tx, ids, wanted)
    label = next((c.label for c in CATEGORIES if c.value == category), BY_PROBABILITY)
    words = _told(changed, _("{deals}: {category}."), category=_(label))
    tx.label(words.removesuffix("."))
    if held := _managers_hold(tx, changed, category):
        words += " " + ngettext(
            "On {n} of them the manager's word stands.",
            "On {n} of them the manager's word stands.",
            held,
        )
    return Changed(len(changed), words)


def _change(
    tx: Tx, ids: Sequence[UUID], wanted: Callable[[Record], dict[str, Any]]
) -> list[Record]:
    """Write values into open deals; those that changed, as they were before."""
    records.hold(tx, ENTITIES["deal"], ids)
    changed: list[Record] = []
    for before in loading.read(tx, "deal", ids).values():
        if before.deleted or before.values["status"] != OPEN:
            continue
        values = records.changed_values("deal", before.values, wanted(before))
        if values:
            records.update_record(tx, before, values)
            changed.append(before)
    return changed


def _told(changed: Sequence[Record], sentence: str, **more: str) -> str:
    """A sentence about what changed."""
    if not changed:
        return _("Nothing changed.")
    many = ngettext("{n} deal", "{n} deals", len(changed))
    deals = changed[0].label if len(changed) == 1 else many
    return sentence.format(deals=deals, **more)


def _managers_hold(tx: Tx, changed: Sequence[Record], category: str | None) -> int:
    """On how many deals something else was said by the manager, and stays."""
    now = loading.read(tx, "deal", [deal.id for deal in changed]).values()
    return sum(deal.values["manager_category"] not in (None, category) for deal in now)


# ---------------------------------------------------------------- whose


@dataclass(frozen=True, slots=True)
class Choices:
    """Whose forecast can be asked for: colleagues, teams, pipelines, by name."""

    me: UUID
    people: tuple[Ref, ...]
    teams: tuple[Ref, ...]
    pipelines: tuple[Ref, ...]
    speaks_last: bool  # who looks is a manager


@query(Permission.DEAL_READ)
def choices(tx: ReadTx) -> Choices:
    """Whose forecast can be asked for."""
    holders = quotas.holders(tx)
    pipelines = table("pipeline")
    found = select(pipelines.c.id, pipelines.c.name)
    found = found.where(pipelines.c.deleted_at.is_(None), pipelines.c.archived.is_(False))
    rows = tx.session.execute(found.order_by(pipelines.c.position, pipelines.c.id))
    return Choices(
        tx.actor.id,
        tuple(Ref(each.id, each.name) for each in holders if each.kind == "user" and each.id),
        tuple(Ref(each.id, each.name) for each in holders if each.kind == "team" and each.id),
        tuple(Ref(row.id, row.name) for row in rows),
        tx.actor.role in MANAGERS,
    )
