"""Deals as they are worked on: moved through their stages, looked at from outside.

What is written into a deal when it is saved stands in deal_rules.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.models.tables import table
from crm_desktop.services import loading, naming, rates, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.sales.pipeline import deal_rules, deal_states
from crm_desktop.services.sales.pipeline.deal_states import NextActivity
from crm_desktop.services.workspace import ReadTx, Tx, command, query


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did.

    Attributes:
        count: how many deals changed their stage.
        unplanned: deals that are still open and have nothing planned: "what comes next?"
        words: a sentence about it.
        what: the title of the deal, or how many they are.
    """

    count: int
    unplanned: tuple[UUID, ...]
    words: str
    what: str = ""


@command(Permission.DEAL_EDIT, Purpose.EDIT)
def move(
    tx: Tx, ids: Sequence[UUID], stage: UUID, closing: Mapping[str, Any] | None = None
) -> Moved:
    """Put deals into a stage.

    closing: lost_reason, closing_note, closed_on, competitors: of deals that are won or lost.
    ValidationFailed where one is lost without a reason; then none is moved.
    """
    facts = deal_rules.facts_of(tx, stage)
    if facts is None:
        raise NotFound(_("This stage does not exist any more. Nothing was changed."))
    records.hold(tx, ENTITIES["deal"], ids)
    moved: list[Record] = []
    for before in loading.read(tx, "deal", ids).values():
        values = {"stage": facts.stage} | _closing(before, closing or {})
        changed = records.changed_values("deal", before.values, values)
        if not before.deleted and changed:
            records.update_record(tx, before, changed)
            moved.append(before)
    what = moved[0].label if len(moved) == 1 else naming.how_many(ENTITIES["deal"], len(moved))
    tx.label(f"{what}: {facts.stage.label}")
    unplanned = [d.id for d in moved if d.values["next_activity_at"] is None]
    return Moved(
        len(moved),
        tuple(unplanned) if facts.kind == "open" else (),
        _("Moved {what} to {stage}.").format(what=what, stage=facts.stage.label),
        what,
    )


def _closing(before: Record, closing: Mapping[str, Any]) -> dict[str, Any]:
    """Competitors are added to those that are known."""
    values = dict(closing)
    if more := values.pop("competitors", ()):
        values["competitors"] = (*before.values["competitors"], *more)
    return values


# ---------------------------------------------------------------- how it came here


@dataclass(frozen=True, slots=True)
class Stay:
    """A time that a deal spent in a stage. left: None where it is there now."""

    stage: Ref
    entered: datetime
    left: datetime | None
    who: str


@query(Permission.DEAL_READ)
def stage_history(tx: ReadTx, deal: UUID) -> list[Stay]:
    """The stages of a deal, the first one first, out of the change log.

    What was undone is left out: it was a slip of the hand. A deal that came from elsewhere was
    longer known than it is in its stage: that stay begins when its stage says it does.
    """
    record = records.get(tx, "deal", deal)
    moves = _moves(tx, deal)
    now: Ref | None = record.values["stage"]
    keys = [old for old, _new, _at, _who in moves[:1]] + [new for _old, new, _at, _who in moves]
    keys = keys or [now.id if now else None]
    names = _names(tx, [key for key in keys if key is not None])
    starts = [(record.values["created_at"], _creator(tx, deal))]
    starts += [(at, who) for _old, _new, at, who in moves]
    ends = [at for at, _ in starts[1:]] + [None]
    since: datetime | None = record.values["stage_since"]
    if since is not None and since > starts[-1][0]:
        starts[-1] = (since, starts[-1][1])
    return [
        Stay(Ref(key, names.get(key, "")), at, left, who)
        for key, (at, who), left in zip(keys, starts, ends, strict=True)
        if key is not None
    ]


def _moves(tx: ReadTx, deal: UUID) -> list[tuple[UUID | None, UUID | None, datetime, str]]:
    change, sets, users = table("change"), table("change_set"), table("app_user")
    found = (
        select(change.c.changed, sets.c.at, users.c.name)
        .join(sets, sets.c.seq == change.c.change_set)
        .join(users, users.c.id == sets.c.user_id, isouter=True)
        .where(
            change.c.root_id == deal,
            change.c.row_id == deal,
            change.c.op == "U",
            sets.c.state == "",
            sets.c.purpose.not_in((Purpose.UNDO, Purpose.REDO)),
        )
        .order_by(change.c.seq)
    )
    out: list[tuple[UUID | None, UUID | None, datetime, str]] = []
    for changed, at, who in tx.session.execute(found):
        if "stage_id" in changed:
            old, new = (loading.key_of(key) if key else None for key in changed["stage_id"])
            out.append((old, new, at, who or ""))
    return out


def _names(tx: ReadTx, keys: Sequence[UUID]) -> dict[UUID, str]:
    stages = table("stage")
    found = select(stages.c.id, stages.c.name).where(stages.c.id.in_(keys))
    return {row.id: row.name for row in tx.session.execute(found)}


def _creator(tx: ReadTx, deal: UUID) -> str:
    deals, users = table("deal"), table("app_user")
    found = select(users.c.name).join(deals, deals.c.created_by == users.c.id)
    return tx.session.execute(found.where(deals.c.id == deal)).scalar_one_or_none() or ""


# ---------------------------------------------------------------- how it stands


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a deal stands.

    Attributes:
        base, weighted_base: in the office's currency: of an open deal at the rate of today, of a
            closed one at that of the day it was closed; None where the rate is not known.
            A deal that rests is worth nothing in a weighted forecast.
    """

    days_in_stage: int | None
    rots: bool
    next_activity: NextActivity
    on_hold: bool
    base: Decimal | None
    weighted_base: Decimal | None


@query(Permission.DEAL_READ)
def outlook(tx: ReadTx, ids: Sequence[UUID]) -> dict[UUID, Outlook]:
    """How deals stand now."""
    deals, stages = table("deal"), table("stage")
    found = select(
        deals.c.id,
        deals.c.stage_since,
        stages.c.rot_days,
        deals.c.next_activity_at,
        deals.c.on_hold_until,
        deals.c.amount,
        deals.c.weighted,
        deals.c.currency,
        deals.c.closing_rate,
        deals.c.status,
    ).join(stages, stages.c.id == deals.c.stage_id, isouter=True)
    known = rates.Rates(tx)
    out: dict[UUID, Outlook] = {}
    for start in range(0, len(ids), loading.CHUNK):
        part = found.where(deals.c.id.in_(ids[start : start + loading.CHUNK]))
        out |= {row.id: _outlook(row, tx.now, known) for row in tx.session.execute(part)}
    return out


def _outlook(row: Any, now: datetime, known: rates.Rates) -> Outlook:
    today = now.astimezone().date()
    is_open = row.status == "open"
    rests = is_open and deal_states.is_on_hold(row.on_hold_until, today)
    rate = known.on(row.currency, today) if is_open else row.closing_rate
    weighted = Decimal(0) if rests and row.weighted is not None else row.weighted
    return Outlook(
        deal_states.days_in_stage(row.stage_since, now),
        is_open and not rests and deal_states.is_rotting(row.stage_since, row.rot_days, now),
        deal_states.next_activity(row.next_activity_at, now),
        rests,
        known.converted(row.amount, rate),
        known.converted(weighted, rate),
    )
