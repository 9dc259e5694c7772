"""A pipeline as a board: a column a stage, a card a deal, with what each column is worth.

Won and lost deals stay on the board for a month. Amounts are added up in the office's currency: of
open deals at the rate of today, of closed ones at that of their day. A deal that rests counts in
the sum, not in the weighted one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select

from crm_desktop.enums import Permission
from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.models.tables import table
from crm_desktop.services import listing, rates
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.queries import ListQuery, Sort
from crm_desktop.services.sales.pipeline import deal_states
from crm_desktop.services.sales.pipeline.deal_states import NextActivity
from crm_desktop.services.workspace import ReadTx, query

CLOSED_FOR = 30  # days that a won or a lost deal stays on the board
MOST = 5_000  # cards; a column says of all of its deals what they are worth
ALL_DEALS = ListQuery("deal")
_SOONEST = (Sort("expected_close"),)  # where no other order is asked for
_USUAL = ((), tuple(Sort.parse(each) for each in ENTITIES["deal"].sort))


class Risk(StrEnum):
    """Why an open deal may be lost."""

    LATE = "late"  # the day it was to be closed on is over
    RIVAL = "rival"  # a competitor is a high threat
    AGAINST = "against"  # somebody who has a say is against us


@dataclass(frozen=True, slots=True)
class Planned:
    """The next activity of a deal. day: where it has no time of its own."""

    kind: str
    subject: str
    at: datetime | None
    day: date | None


class Card(NamedTuple):
    """A deal on the board. A tuple: there may be thousands.

    Attributes:
        base, weighted: in the office's currency; None where the amount or its rate is not known.
        days: how long it is in its stage.
        rots: longer than is good for it.
        next: what comes next; planned: what that is, if anything.
        rests_until: it is on hold until that day.
        closed_on: of a won or lost deal.
    """

    id: UUID
    version: int
    stage: UUID
    title: str
    company: str
    amount: Decimal | None
    currency: str
    base: Decimal | None
    weighted: Decimal | None
    days: int | None
    rots: bool
    next: NextActivity
    planned: Planned | None
    owner: str
    expected_close: date | None
    rests_until: date | None
    closed_on: date | None
    risks: tuple[Risk, ...]


@dataclass(slots=True)
class Totals:
    """What the deals of a column come to.

    Attributes:
        sum, weighted: in the office's currency.
        unknown: deals whose amount could not be converted: they are in neither.
        next: how many deals there are of each state of what comes next; of open ones that do not
            rest.
        resting: how many are on hold.
    """

    count: int = 0
    sum: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    unknown: int = 0
    resting: int = 0
    next: Counter[NextActivity] = field(default_factory=Counter[NextActivity])


@dataclass(frozen=True, slots=True)
class StageInfo:
    """A stage of a pipeline."""

    stage: Ref
    kind: str  # open, won or lost
    probability: Decimal
    rot_days: int | None
    exit_criteria: str


@dataclass(frozen=True, slots=True)
class Column:
    """A stage and its deals."""

    info: StageInfo
    totals: Totals
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PipelineInfo:
    """A pipeline to choose. open, all: how many deals of it are asked for."""

    pipeline: Ref
    open: int
    all: int


@dataclass(frozen=True, slots=True)
class Board:
    """A pipeline as it stands.

    Attributes:
        currency: in which sums are given; None where the office has none.
        unknown: the currencies whose rate of today is not known.
        hidden: deals for which there was no room; the totals have them.
    """

    pipeline: Ref
    pipelines: tuple[PipelineInfo, ...]
    columns: tuple[Column, ...]
    currency: str | None
    unknown: tuple[str, ...] = ()
    hidden: int = 0

    @property
    def count(self) -> int:
        """How many deals are on it."""
        return sum(column.totals.count for column in self.columns)

    @property
    def asked(self) -> int:
        """How many deals are asked for, in any pipeline, those closed long ago too."""
        return sum(each.all for each in self.pipelines)

    @property
    def elsewhere(self) -> int:
        """Open deals that are asked for, but are in another pipeline."""
        return sum(each.open for each in self.pipelines if each.pipeline != self.pipeline)


# ---------------------------------------------------------------- services


@query(Permission.DEAL_READ)
def board(tx: ReadTx, pipeline: UUID | None = None, asked: ListQuery = ALL_DEALS) -> Board:
    """A pipeline with the deals that are asked for. None, or one that is gone: the usual one."""
    what = listing.plan(tx, replace(asked, sort=_SOONEST) if asked.sort in _USUAL else asked)
    where = [*what.where, *what.words]
    pipelines = _pipelines(tx, where)
    if not pipelines:
        raise NotFound(_("There is no pipeline. Make one in the settings first."))
    wanted = next((each for each in pipelines if each.pipeline.id == pipeline), pipelines[0])
    stages = _stages(tx, wanted.pipeline.id)
    today = tx.now.astimezone().date()
    where += [table("deal").c.pipeline_id == wanted.pipeline.id, _on_board(today)]
    reckoned = _Reckoning(tx, today)
    rows = tx.session.execute(_rows(where).order_by(*what.order).limit(MOST + 1)).all()
    hidden = 0
    totals = {each.stage.id: Totals() for each in stages}
    told = [reckoned.of(row) for row in rows[:MOST]]
    if len(rows) > MOST:
        every = tx.session.execute(_light(where)).all()
        hidden = len(every) - MOST
        _add_up(totals, (reckoned.of(row) for row in every))
    else:
        _add_up(totals, told)
    cards = _cards(told, reckoned, _planned(tx, where))
    columns = tuple(
        Column(each, totals[each.stage.id], _ordered(each, cards.get(each.stage.id, ())))
        for each in stages
    )
    unknown = tuple(sorted(reckoned.unknown))
    return Board(wanted.pipeline, pipelines, columns, reckoned.base, unknown, hidden)


@query(Permission.DEAL_READ)
def stages_of(tx: ReadTx, deal: UUID) -> tuple[StageInfo | None, tuple[StageInfo, ...]]:
    """The stage a deal is in, and all stages of its pipeline in their order."""
    deals = table("deal")
    found = select(deals.c.stage_id, deals.c.pipeline_id)
    found = found.where(deals.c.id == deal, deals.c.deleted_at.is_(None))
    row = tx.session.execute(found).one_or_none()
    if row is None:
        raise NotFound(_("This deal does not exist any more."))
    stages = _stages(tx, row.pipeline_id)
    return next((each for each in stages if each.stage.id == row.stage_id), None), stages


# ---------------------------------------------------------------- pipelines and stages


def _pipelines(tx: ReadTx, where: Sequence[ColumnElement[bool]]) -> tuple[PipelineInfo, ...]:
    """The pipelines in use, the usual one first; one no longer used while it has open deals."""
    pipelines, deals = table("pipeline"), table("deal")
    counted = select(deals.c.pipeline_id, deals.c.status, func.count()).where(*where)
    counts, every = Counter[UUID | None](), Counter[UUID | None]()
    grouped = counted.group_by(deals.c.pipeline_id, deals.c.status)
    for key, status, count in tx.session.execute(grouped):
        every[key] += count
        counts[key] += count if status == "open" else 0
    found = select(pipelines.c.id, pipelines.c.name, pipelines.c.archived)
    found = found.where(pipelines.c.deleted_at.is_(None))
    order = (pipelines.c.is_default.desc(), pipelines.c.position, pipelines.c.id)
    return tuple(
        PipelineInfo(Ref(row.id, row.name), counts[row.id], every[row.id])
        for row in tx.session.execute(found.order_by(*order))
        if not row.archived or counts[row.id]
    )


def _stages(tx: ReadTx, pipeline: UUID) -> tuple[StageInfo, ...]:
    """The stages of a pipeline, the closed ones last: won, then lost."""
    stages = table("stage")
    found = select(
        stages.c.id,
        stages.c.name,
        stages.c.kind,
        stages.c.probability,
        stages.c.rot_days,
        stages.c.exit_criteria,
    ).where(stages.c.pipeline_id == pipeline, stages.c.deleted_at.is_(None))
    rows = tx.session.execute(found.order_by(stages.c.position, stages.c.id)).all()
    made = [
        StageInfo(
            Ref(row.id, row.name), row.kind, row.probability, row.rot_days, row.exit_criteria or ""
        )
        for row in rows
    ]
    return tuple(sorted(made, key=lambda each: ("open", "won", "lost").index(each.kind)))


# ---------------------------------------------------------------- rows


def _on_board(today: date) -> ColumnElement[bool]:
    deals = table("deal")
    return or_(deals.c.status == "open", deals.c.closed_on > today - timedelta(days=CLOSED_FOR))


def _light(where: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """What totals need of a deal."""
    deals = table("deal")
    return select(
        deals.c.stage_id,
        deals.c.status,
        deals.c.amount,
        deals.c.weighted,
        deals.c.currency,
        deals.c.closing_rate,
        deals.c.on_hold_until,
        deals.c.next_activity_at,
    ).where(*where)


def _rows(where: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """What cards need."""
    deals, company = table("deal"), table("company")
    users, stages = table("app_user"), table("stage")
    rivals, people = table("deal_competitor"), table("deal_stakeholder")
    threat = exists().where(
        rivals.c.deal_id == deals.c.id, rivals.c.threat == "high", rivals.c.deleted_at.is_(None)
    )
    against = exists().where(
        people.c.deal_id == deals.c.id, people.c.stance == "against", people.c.deleted_at.is_(None)
    )
    return (
        _light(where)
        .add_columns(
            deals.c.id,
            deals.c.version,
            deals.c.title,
            company.c.name.label("company"),
            users.c.name.label("owner"),
            deals.c.stage_since,
            stages.c.rot_days,
            deals.c.expected_close,
            deals.c.closed_on,
            threat.label("threat"),
            against.label("against"),
        )
        .select_from(
            deals.join(company, company.c.id == deals.c.company_id, isouter=True)
            .join(users, users.c.id == deals.c.owner_id, isouter=True)
            .join(stages, stages.c.id == deals.c.stage_id, isouter=True)
        )
    )


def _planned(tx: ReadTx, where: Sequence[ColumnElement[bool]]) -> dict[UUID, Planned]:
    """The next activity of each of these deals, by id."""
    deals, links, activities = table("deal"), table("activity_link"), table("activity")
    found = (
        select(
            deals.c.id,
            activities.c.kind,
            activities.c.subject,
            activities.c.due_at,
            activities.c.due_on,
        )
        .join(links, links.c.deal_id == deals.c.id)
        .join(activities, activities.c.id == links.c.activity_id)
        .where(
            *where,
            deals.c.next_activity_at.is_not(None),
            links.c.deleted_at.is_(None),
            activities.c.deleted_at.is_(None),
            activities.c.status == "planned",
            activities.c.due_key.is_not(None),
        )
        .order_by(activities.c.due_key, activities.c.id)
    )
    out: dict[UUID, Planned] = {}
    for key, kind, subject, at, day in tx.session.execute(found):
        if key not in out:
            out[key] = Planned(kind, subject, at, day)
    return out


# ---------------------------------------------------------------- what they say


class _Told(NamedTuple):
    """What a row says at a moment."""

    row: Row[Any]
    base: Decimal | None
    weighted: Decimal | None
    rests: bool
    next: NextActivity


class _Reckoning:
    """Converts amounts and tells states, as of one moment."""

    def __init__(self, tx: ReadTx, today: date) -> None:
        self.now, self.today = tx.now, today
        self._rates = rates.Rates(tx)
        self.base = self._rates.base
        self.unknown: set[str] = set()

    def of(self, row: Row[Any]) -> _Told:
        """What a row says."""
        rests = row.status == "open" and deal_states.is_on_hold(row.on_hold_until, self.today)
        base, weighted = self._converted(row, rests=rests)
        state = deal_states.next_activity(row.next_activity_at, self.now)
        return _Told(row, base, weighted, rests, state)

    def _converted(self, row: Row[Any], *, rests: bool) -> tuple[Decimal | None, Decimal | None]:
        """Amount and weighted amount in the office's currency."""
        if row.amount is None:
            return None, None
        is_open = row.status == "open"
        rate = self._rates.on(row.currency, self.today) if is_open else row.closing_rate
        if row.currency and row.currency == self.base:
            rate = rates.SAME
        base = self._rates.converted(row.amount, rate)
        if base is None:
            self.unknown.add(row.currency or "?")
            return None, None
        weighted = Decimal(0) if rests else self._rates.converted(row.weighted, rate)
        return base, weighted


def _add_up(totals: Mapping[UUID, Totals], every: Iterable[_Told]) -> None:
    for row, base, weighted, rests, state in every:
        total = totals.get(row.stage_id)
        if total is None:
            continue  # of a stage that was deleted under it
        total.count += 1
        total.sum += base or 0
        total.weighted += weighted or 0
        total.unknown += row.amount is not None and base is None
        if rests:
            total.resting += 1
        elif row.status == "open":
            total.next[state] += 1


def _cards(
    every: Iterable[_Told], reckoned: _Reckoning, planned: Mapping[UUID, Planned]
) -> dict[UUID, list[Card]]:
    out: dict[UUID, list[Card]] = {}
    for told in every:
        card = _card(reckoned, planned.get(told.row.id), told)
        out.setdefault(card.stage, []).append(card)
    return out


def _ordered(stage: StageInfo, cards: Sequence[Card]) -> tuple[Card, ...]:
    """Open deals in the order they were read; closed ones the last one first."""
    if stage.kind == "open":
        return tuple(cards)
    return tuple(sorted(cards, key=lambda card: card.closed_on or date.min, reverse=True))


def _card(reckoned: _Reckoning, planned: Planned | None, told: _Told) -> Card:
    row, base, weighted, rests, state = told
    works = row.status == "open" and not rests
    days = deal_states.days_in_stage(row.stage_since, reckoned.now)
    return Card(
        row.id,
        row.version,
        row.stage_id,
        row.title,
        row.company or "",
        row.amount,
        row.currency or "",
        base,
        weighted,
        days,
        works and deal_states.is_rotting(row.stage_since, row.rot_days, reckoned.now),
        state,
        planned,
        row.owner or "",
        row.expected_close,
        row.on_hold_until if rests else None,
        row.closed_on,
        _risks(row, reckoned.today) if works else (),
    )


def _risks(row: Row[Any], today: date) -> tuple[Risk, ...]:
    found = (
        (Risk.LATE, row.expected_close is not None and row.expected_close < today),
        (Risk.RIVAL, row.threat),
        (Risk.AGAINST, row.against),
    )
    return tuple(risk for risk, there in found if there)
