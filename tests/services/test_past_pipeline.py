"""The pipeline of past days, and what moved between two: against what was really shown then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal as D
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, text

from crm_desktop.enums import Purpose
from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.models.types import microseconds
from crm_desktop.services import bulk, listing, records, undo
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.forecasting import forecast, movement
from crm_desktop.services.sales.forecasting.forecast_figures import Scope, Standing
from crm_desktop.services.sales.forecasting.movement_figures import (
    COMING,
    GOING,
    VALUE,
    Class,
    Movement,
)
from crm_desktop.services.sales.pipeline import deals
from crm_desktop.services.transfer.batches import Batch
from crm_desktop.services.transfer.writer import Writer
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, named, ref, save
from tests.stores import scalar

FIRST = datetime.now(UTC).date() - timedelta(days=30)  # undo reaches back 90 days
DAYS, STEPS, SEEDS = 6, 14, (1, 2, 3)


class Calendar:
    """A store in which days pass: what was written since the last evening was written on that day.

    The clock of a server cannot be moved, so the log is dated anew instead.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.day, self._dated = workspace, FIRST - timedelta(days=1), 0
        self.evening()

    def evening(self) -> date:
        """The day is over."""
        over = self.day
        at = datetime.combine(over, time(17)).astimezone(UTC)
        given: Any = microseconds(at) if self.workspace.store.is_sqlite else at
        with self.workspace.store.writes.connect() as connection:
            found = "UPDATE change_set SET at = :at WHERE seq > :dated"
            connection.execute(text(found), {"at": given, "dated": self._dated})
            connection.commit()
        self._dated = scalar(self.workspace, "SELECT max(seq) FROM change_set")
        self.day += timedelta(days=1)
        return over

    def on(self, day: date) -> Workspace:
        """Somebody who looks at noon of a day."""
        noon = datetime.combine(day, time(12)).astimezone(UTC)
        return replace(self.workspace, clock=lambda: noon)


@pytest.fixture
def days(workspace: Workspace) -> Calendar:
    return Calendar(workspace)


def new(workspace: Workspace, **values: Any) -> Record:
    return records.create(workspace, "deal", {"title": "Racks", **values})


# ---------------------------------------------------------------- at random


class Sellers:
    """Work on deals, at random."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace, self.draw, self.made = workspace, Random(seed), 0
        self.colleague = records.create(
            workspace, "user", {"name": "Mara", "login": "mara", "role": "rep", "active": True}
        )
        self.steps = (
            *(self.new_deal, self.new_deal, self.edit, self.edit, self.edit, self.edit),
            *(self.move, self.move, self.many, self.throw_away, self.bring_back, self.rate),
            *(self.undo, self.redo, self.stage, self.purge, self.shift, self.lines),
        )

    def step(self) -> None:
        """One step; one that is refused in words changes nothing."""
        try:
            self.draw.choice(self.steps)()
        except (ValidationFailed, UserError):
            pass

    def any(self, entity: str = "deal", *, trash: bool = False) -> Record | None:
        vector = listing.ids(self.workspace, ListQuery(entity, trash=trash)).vector
        if not vector:
            return None
        at = self.draw.randrange(len(vector) // 16) * 16
        return records.load(self.workspace, entity, UUID(bytes=vector[at : at + 16]))

    def ref(self, entity: str) -> Ref | None:
        found = self.any(entity)
        return None if found is None else ref(found)

    def _values(self) -> dict[str, Any]:
        day = FIRST + timedelta(days=self.draw.randrange(-20, 90))
        return {
            "amount": self.draw.choice((None, D(self.draw.randrange(10**6)).scaleb(-2))),
            "currency": self.draw.choice(("EUR", "USD", "CHF")),
            "expected_close": self.draw.choice((None, day, day, day)),
            "forecast_category": self.draw.choice((None, "commit", "omitted")),
            "manager_category": self.draw.choice((None, None, "best-case")),
            "probability_override": self.draw.choice((None, D("33.5"))),
            "probability_reason": "Because",
            "on_hold_until": self.draw.choice((None, None, day)),
            "owner": self.draw.choice((ref(self.colleague), None)),
            "pipeline": None,
        }

    def new_deal(self) -> None:
        self.made += 1
        values = self._values() | {"stage": self.draw.choice((None, self.ref("stage")))}
        del values["pipeline"]
        records.create(self.workspace, "deal", {"title": f"Deal {self.made}", **values})

    def edit(self) -> None:
        if deal := self.any():
            values = self._values()
            del values["pipeline"]
            chosen = self.draw.sample(sorted(values), 3)
            save(self.workspace, deal, **{key: values[key] for key in chosen})

    def move(self) -> None:
        deal, stage = self.any(), self.any("stage")
        if deal and stage:
            closing = {"lost_reason": self.ref("lost_reason")}
            deals.move(self.workspace, [deal.id], stage.id, closing)

    def shift(self) -> None:
        if deal := self.any():
            month = date(2026, self.draw.randint(1, 12), 1)
            forecast.reschedule(self.workspace, [deal.id], month)

    def lines(self) -> None:
        if deal := self.any():
            row = {"kind": "product", "description": "x", "quantity": D(2), "unit_price": D("9.99")}
            save(self.workspace, deal, lines=self.draw.choice(((), (row,))))

    def many(self) -> None:
        bulk.edit(self.workspace, "deal", ListQuery("deal"), {"stage": self.ref("stage")})

    def throw_away(self) -> None:
        if deal := self.any():
            records.delete(self.workspace, "deal", [deal.id])

    def bring_back(self) -> None:
        if deal := self.any(trash=True):
            records.restore(self.workspace, "deal", [deal.id])

    def purge(self) -> None:
        """Removed for good, as a colleague with a SQL shell would."""
        if self.draw.random() < 0.5 and (deal := self.any()):
            with self.workspace.writing(Purpose.PURGE, "Remove") as tx:
                for child in ("deal_line", "deal_tag"):
                    rows = table(child)
                    tx.session.execute(delete(rows).where(rows.c.deal_id == deal.id))
                rows = table("deal")
                tx.session.execute(delete(rows).where(rows.c.id == deal.id))

    def rate(self) -> None:
        code = self.draw.choice(("USD", "CHF"))
        currency = _currency(self.workspace, code)
        rows = [dict(row) for row in currency.values["rates"]]
        if rows and self.draw.random() < 0.4:
            rows[0]["rate"] = D(self.draw.randint(5, 15)) / 10
        else:
            day = FIRST + timedelta(days=self.draw.randrange(-3, DAYS))
            rows.append({"valid_from": day, "rate": D(self.draw.randint(50, 150)) / 100})
        rows = [row | {"rate": str(row["rate"])} for row in rows]
        save(self.workspace, currency, rates=tuple(rows))

    def stage(self) -> None:
        if stage := self.any("stage"):
            save(self.workspace, stage, probability=D(self.draw.randrange(101)))

    def undo(self) -> None:
        undo.undo(self.workspace)

    def redo(self) -> None:
        undo.redo(self.workspace)


def _currency(workspace: Workspace, code: str) -> Record:
    return records.load(workspace, "currency", named(workspace, "currency", code).id)


def shown(workspace: Workspace) -> dict[UUID, tuple[Any, ...]]:
    """What the lists and the board show of all deals."""
    vector = listing.ids(workspace, ListQuery("deal")).vector
    ids = [UUID(bytes=vector[at : at + 16]) for at in range(0, len(vector), 16)]
    outlooks = deals.outlook(workspace, ids)
    return {
        key: (
            *(record.values[name] for name in ("title", "amount", "currency", "status")),
            *(record.values[name] for name in ("category", "probability")),
            *(record.values[name] for name in ("expected_close", "closed_on")),
            record.values["owner"] and record.values["owner"].id,
            record.values["stage"].id,
            record.values["pipeline"].id,
            outlooks[key].on_hold,
            outlooks[key].base,
            outlooks[key].weighted_base,
        )
        for key, record in records.load_many(workspace, "deal", ids).items()
    }


def told(deal: Standing) -> tuple[Any, ...]:
    """The same of a deal of a past day."""
    return (
        *(deal.title, deal.amount, deal.currency, deal.status, deal.category, deal.probability),
        *(deal.expected_close, deal.closed_on, deal.owner, deal.stage, deal.pipeline),
        *(deal.on_hold, deal.base, deal.weighted_base),
    )


def _office(days: Calendar, seed: int) -> dict[date, dict[UUID, tuple[Any, ...]]]:
    """An office at work for some days; what it saw each evening."""
    office = Sellers(days.workspace, seed)
    seen: dict[date, dict[UUID, tuple[Any, ...]]] = {}
    for _ in range(DAYS):
        for _ in range(STEPS):
            office.step()
        seen[days.day] = shown(days.on(days.day))
        days.evening()
    return seen


@pytest.mark.parametrize("seed", SEEDS)
def test_a_past_day_is_told_as_it_was_shown(days: Calendar, seed: int) -> None:
    seen = _office(days, seed)
    later = days.on(FIRST + timedelta(days=DAYS + 30))
    for day, then in seen.items():
        found = forecast.pipeline_on(later, day)
        assert {deal.id: told(deal) for deal in found.deals} == then, day
        assert not any(deal.assumed for deal in found.deals)
    assert forecast.pipeline_on(later, FIRST - timedelta(days=3)).deals == ()
    _movements_add_up(later, sorted(seen))


def _movements_add_up(workspace: Workspace, days: list[date]) -> None:
    """Between any two days, of everybody and of one colleague, with and without a line."""
    draw = Random(5)
    somebody = named(workspace, "user", "Mara").id
    for first in days:
        for last in days[days.index(first) :]:
            scope = draw.choice((Scope(), Scope(owner=somebody)))
            until = draw.choice((None, FIRST + timedelta(days=draw.randrange(60))))
            moved = movement.movement(workspace, first, last, scope, until)
            _adds_up(moved)
            for kind, day in ((Class.OPENING, first), (Class.CLOSING, last)):
                there = forecast.pipeline_on(workspace, day, scope).deals
                assert {m.deal.id for m in moved.step(kind).deals} == {
                    deal.id for deal in there if deal.is_open and _due(deal, until)
                }
                assert moved.step(kind).base == sum(
                    (d.base or 0 for d in there if d.is_open and _due(d, until)), D(0)
                )


def _due(deal: Standing, until: date | None) -> bool:
    return until is None or (deal.expected_close is not None and deal.expected_close <= until)


def _adds_up(moved: Movement) -> None:
    opening, *between, closing = moved.steps
    assert opening.n + sum(step.n for step in between) == closing.n
    assert opening.base + sum((step.base for step in between), D(0)) == closing.base
    for step in moved.steps:
        assert step.base == sum((each.base for each in step.deals), D(0))
        assert abs(step.n) == (0 if step.kind in VALUE else len(step.deals))
        if step.kind in (*COMING, Class.INCREASED):
            assert all(each.base >= 0 for each in step.deals)
        if step.kind in (*GOING, Class.DECREASED):
            assert all(each.base <= 0 for each in step.deals)


# ---------------------------------------------------------------- one by one


def bases(moved: Movement) -> dict[str, tuple[int, D]]:
    """What happened, by class."""
    return {step.kind.value: (step.n, step.base) for step in moved.steps if step.deals}


def _stage(workspace: Workspace, name: str) -> UUID:
    return named(workspace, "stage", name).id


@pytest.fixture
def monday(days: Calendar) -> dict[str, Record]:
    """Deals of a Monday evening."""
    names = ("grows", "shrinks", "slips", "comes", "won", "lost", "deleted", "stays")
    due = FIRST + timedelta(days=20)
    made = {
        name: new(days.workspace, title=name, amount=D(100), expected_close=due) for name in names
    }
    save(days.workspace, made["comes"], expected_close=due + timedelta(days=300))
    days.evening()
    days.evening()
    return made


def test_each_class_lists_its_deals(days: Calendar, monday: dict[str, Record]) -> None:
    workspace, due = days.workspace, FIRST + timedelta(days=20)
    now = {name: again(workspace, record) for name, record in monday.items()}
    save(workspace, now["grows"], amount=D(130))
    save(workspace, now["shrinks"], amount=D(60))
    save(workspace, now["slips"], expected_close=due + timedelta(days=200))
    save(workspace, now["comes"], expected_close=due)
    save(workspace, now["won"], amount=D(150))
    reason = {"lost_reason": named(workspace, "lost_reason", "Price")}
    deals.move(workspace, [monday["won"].id], _stage(workspace, "Won"))
    deals.move(workspace, [monday["lost"].id], _stage(workspace, "Lost"), reason)
    records.delete(workspace, "deal", [monday["deleted"].id])
    new(workspace, title="new", amount=D(77), expected_close=due)
    quick = new(workspace, title="quick", amount=D(10))
    deals.move(workspace, [quick.id], _stage(workspace, "Won"), {"closed_on": days.day})
    last = days.evening()
    moved = movement.movement(days.on(days.day), FIRST, last, until=due + timedelta(days=30))
    assert bases(moved) == {
        "opening": (7, D(700)),
        "new": (2, D(87)),
        "pulled-in": (1, D(100)),
        "increased": (0, D(80)),
        "decreased": (0, D(-40)),
        "slipped-out": (-1, D(-100)),
        "lost": (-1, D(-100)),
        "removed": (-1, D(-100)),
        "won": (-2, D(-160)),
        "closing": (5, D(467)),
    }
    _adds_up(moved)
    titles = [each.deal.title for each in moved.step(Class.INCREASED).deals]
    assert titles == ["won", "grows"]
    assert moved.step(Class.RATES) not in moved.told
    assert moved.step(Class.LOST) in moved.told


def test_a_rate_moves_the_pipeline_by_itself(days: Calendar) -> None:
    workspace = days.workspace
    dollar = _currency(workspace, "USD")
    dollar = save(workspace, dollar, rates=({"valid_from": FIRST, "rate": "0.5"},))
    deal = new(workspace, amount=D(100), currency="USD")
    first = days.evening()
    row = dict(dollar.values["rates"][0])
    more = {"valid_from": days.day, "rate": "0.6"}
    save(workspace, dollar, rates=(row, more))
    save(workspace, deal, amount=D(200))
    last = days.evening()
    moved = movement.movement(days.on(last), first, last)
    assert bases(moved) == {
        "opening": (1, D(50)),
        "increased": (0, D(60)),
        "rates": (0, D(10)),
        "closing": (1, D(120)),
    }


def test_a_rate_entered_later_does_not_change_what_was_shown(days: Calendar) -> None:
    workspace = days.workspace
    new(workspace, amount=D(100), currency="USD")
    day = days.evening()
    dollar = _currency(workspace, "USD")
    save(workspace, dollar, rates=({"valid_from": FIRST, "rate": "0.5"},))
    today = days.evening()
    then, now = (forecast.pipeline_on(days.on(days.day), each) for each in (day, today))
    assert then.deals[0].base is None
    assert "no exchange rate for USD" in then.notes[-1]
    assert now.deals[0].base == 50


def test_what_was_undone_later_was_on_the_screen_then(days: Calendar) -> None:
    workspace = days.workspace
    deal = new(workspace, amount=D(100))
    save(workspace, deal, amount=D(900))
    first = days.evening()
    undo.undo(workspace)
    last = days.evening()
    then = forecast.pipeline_on(days.on(last), first)
    assert then.deals[0].amount == 900
    assert then.notes == (
        "1 change that was undone later is in it: it was on the screen that day.",
    )
    assert forecast.pipeline_on(days.on(days.day), last).deals[0].amount == 100
    assert not forecast.pipeline_on(days.on(days.day), last).notes


def _facts(workspace: Workspace, stage: str) -> dict[str, Any]:
    found = records.load(workspace, "stage", _stage(workspace, stage))
    values = found.values
    return {
        "stage": ref(found),
        "pipeline": values["pipeline"],
        "status": values["kind"],
        "probability": values["probability"],
    }


def test_deals_of_before_the_import_are_told_by_their_own_dates(days: Calendar) -> None:
    workspace = days.workspace
    days.evening()
    made = datetime.combine(FIRST - timedelta(days=60), time(9)).astimezone(UTC)
    stage, won = _facts(workspace, "Negotiation"), _facts(workspace, "Won")
    with workspace.writing(Purpose.IMPORT, "Import") as tx:
        batch = Batch(tx.session.connection())
        writer = Writer(batch, now=tx.now, actor=tx.actor.id, region="DE", origin="import")
        for title, amount, facts, more in (
            ("old", D(10), stage, {"stage_since": made + timedelta(days=10)}),
            ("closed", D(20), won, {"closed_on": FIRST - timedelta(days=30), "closing_rate": "1"}),
        ):
            values = facts | {"title": title, "amount": amount, "currency": "EUR"}
            writer.add("deal", writer.new_id(), values, {"created_at": made} | more)
        batch.flush()
    days.evening()
    looking = days.on(days.day)
    early = forecast.pipeline_on(looking, FIRST - timedelta(days=40))
    found = {deal.title: deal for deal in early.deals}
    assert {title: deal.assumed for title, deal in found.items()} == {"old": True, "closed": True}
    assert (found["old"].stage_name, found["old"].weighted_base) == ("Negotiation", D("7.5"))
    assert (found["closed"].status, found["closed"].stage) == ("open", None)
    assert (found["closed"].base, found["closed"].weighted_base) == (D(20), None)
    words = " ".join(early.notes)
    assert "This store was begun on" in words
    assert "2 open deals came into the program later." in words
    assert "Of 1 of them the stage of then is not known" in words
    before_stage = forecast.pipeline_on(looking, FIRST - timedelta(days=55))
    assert {deal.stage for deal in before_stage.deals} == {None}
    between = forecast.pipeline_on(looking, FIRST - timedelta(days=10))
    assert {d.title: d.status for d in between.deals} == {"old": "open", "closed": "won"}
    assert forecast.pipeline_on(looking, FIRST - timedelta(days=70)).deals == ()


def test_an_import_that_was_undone_leaves_nothing_in_the_days_before(days: Calendar) -> None:
    workspace = days.workspace
    days.evening()
    with workspace.writing(Purpose.IMPORT, "Import") as tx:
        batch = Batch(tx.session.connection())
        writer = Writer(batch, now=tx.now, actor=tx.actor.id, region="DE", origin="import")
        values = _facts(workspace, "Negotiation") | {"title": "wrong", "amount": D(1)}
        long_ago = datetime(2025, 1, 1, tzinfo=UTC)
        writer.add("deal", writer.new_id(), values, {"created_at": long_ago})
        batch.flush()
    undo.undo(workspace)
    days.evening()
    assert forecast.pipeline_on(days.on(days.day), FIRST).deals == ()


def test_days_that_cannot_be_asked_for(days: Calendar) -> None:
    looking = days.on(FIRST)
    with pytest.raises(UserError, match="has not come yet"):
        forecast.pipeline_on(looking, FIRST + timedelta(days=1))
    with pytest.raises(ValidationFailed, match="in their order"):
        movement.movement(looking, FIRST, FIRST - timedelta(days=1))
    assert scalar(days.workspace, "SELECT count(*) FROM deal") == 0
