"""Deals: what the stage and the lines say, moves, their history, how they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from crm_desktop.enums import Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.models.whole_days import moment_of
from crm_desktop.services import bulk, derived, history, listing, money, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery, Sort, parse_filter
from crm_desktop.services.sales.papers import line_amounts
from crm_desktop.services.sales.pipeline import deal_path, deal_states, deals
from crm_desktop.services.sales.pipeline.deal_states import NextActivity
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, named, ref, save
from tests.stores import assert_sound

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def new(workspace: Workspace, **values: Any) -> Record:
    return records.create(workspace, "deal", {"title": "Racks", **values})


@pytest.fixture
def deal(workspace: Workspace) -> Record:
    return new(workspace, amount=D("1000.01"))


# ---------------------------------------------------------------- what the program writes


def test_a_new_deal_stands_at_the_beginning(workspace: Workspace, deal: Record) -> None:
    values = deal.values
    assert values["stage"].label == "New enquiry"
    assert values["pipeline"].label == "Sales"
    assert (values["status"], values["currency"], values["number"]) == ("open", "EUR", "00001")
    assert values["probability"] == 5
    assert values["weighted"] == D("50.00")
    assert values["category"] == "pipeline"
    assert values["owner"].id == workspace.actor.id
    assert values["stage_since"] is not None
    assert_sound(workspace)


def test_the_stage_says_how_likely_it_is(workspace: Workspace, deal: Record) -> None:
    stage = named(workspace, "stage", "Negotiation")
    moved = save(workspace, deal, stage=stage)
    assert (moved.values["probability"], moved.values["weighted"]) == (75, D("750.01"))
    assert moved.values["category"] == "commit"
    assert moved.values["stage_since"] > deal.values["stage_since"]
    own = save(workspace, moved, probability_override=D(50), probability_reason="Budget frozen")
    assert (own.values["probability"], own.values["category"]) == (50, "best-case")
    assert own.values["stage_since"] == moved.values["stage_since"]
    mine = save(workspace, own, forecast_category="commit")
    assert mine.values["category"] == "commit"
    theirs = save(workspace, mine, manager_category="pipeline")
    assert (theirs.values["category"], theirs.values["forecast_category"]) == ("pipeline", "commit")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"probability_override": D(30)}, "probability_reason"),
        ({"probability_override": D(130), "probability_reason": "x"}, "probability_override"),
        ({"probability_override": D(-1), "probability_reason": "x"}, "probability_override"),
        ({"title": None}, "title"),
        ({"lines": ({"unit_price": D(1), "base_quantity": D(0)},)}, "lines"),
        ({"lines": ({"unit_price": D(1), "discount_percent": D(101)},)}, "lines"),
        (
            {"lines": ({"unit_price": D(1), "discount_percent": D(1), "discount_amount": D(1)},)},
            "lines",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    workspace: Workspace, deal: Record, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        save(workspace, deal, **values)
    assert field in refused.value.problems
    assert again(workspace, deal).values == deal.values


def test_a_lost_deal_needs_a_reason(workspace: Workspace, deal: Record) -> None:
    lost = named(workspace, "stage", "Lost")
    with pytest.raises(ValidationFailed) as refused:
        save(workspace, deal, stage=lost)
    assert "lost_reason" in refused.value.problems
    why = named(workspace, "lost_reason", "Price")
    gone = save(workspace, deal, stage=lost, lost_reason=why)
    assert (gone.values["status"], gone.values["probability"]) == ("lost", 0)
    assert (gone.values["category"], gone.values["weighted"]) == ("omitted", 0)
    assert gone.values["closed_on"] is not None
    back = save(workspace, gone, stage=named(workspace, "stage", "Negotiation"))
    assert back.values["closed_on"] is None
    assert back.values["lost_reason"] is None
    assert back.values["probability"] == 75


def test_a_won_deal_keeps_the_rate_of_its_day(workspace: Workspace) -> None:
    dollar = records.load(workspace, "currency", named(workspace, "currency", "USD").id)
    rates = (
        {"valid_from": date(2026, 1, 1), "rate": "0.95"},
        {"valid_from": date(2026, 10, 1), "rate": "0.9213"},
    )
    save(workspace, dollar, rates=rates)
    deal = new(workspace, amount=D(1000), currency="USD")
    won = named(workspace, "stage", "Won")
    closed = save(workspace, deal, stage=won, closed_on=date(2026, 9, 30))
    assert closed.values["closing_rate"] == "0.95"
    later = save(workspace, closed, closed_on=date(2026, 10, 1))
    assert later.values["closing_rate"] == "0.9213"
    found = deals.outlook(workspace, [deal.id])[deal.id]
    assert (found.base, found.weighted_base) == (D("921.30"), D("921.30"))


def test_the_amount_is_that_of_the_lines(workspace: Workspace) -> None:
    lines = (
        {"position": 1, "kind": "heading", "description": "Hall 1"},
        {"position": 2, "description": "Rack", "quantity": D(3), "unit_price": D("33.335")},
        {"position": 3, "kind": "option", "unit_price": D(500), "unselected": True},
        {
            "position": 4,
            "description": "Fitting",
            "quantity": D("2.5"),
            "unit_price": D(60),
            "discount_percent": D(10),
            "cost": D(20),
        },
    )
    deal = new(workspace, lines=lines)
    assert [row["net"] for row in deal.values["lines"]] == [None, D("100.01"), D(500), D("135.00")]
    assert deal.values["amount"] == D("235.01")
    assert deal.values["cost"] is None  # of one line it is not known
    with pytest.raises(ValidationFailed, match="sum of the lines"):
        save(workspace, deal, amount=D(1))
    chosen = tuple({**row, "unselected": False, "cost": D(10)} for row in deal.values["lines"])
    bigger = save(workspace, deal, lines=chosen)
    assert bigger.values["amount"] == D("735.01")
    assert (bigger.values["cost"], bigger.values["margin"]) == (D(65), D("670.01"))
    in_yen = save(workspace, bigger, currency="JPY")
    assert [row["net"] for row in in_yen.values["lines"]] == [None, D(100), D(500), D(135)]
    assert in_yen.values["amount"] == 735
    typed = save(workspace, in_yen, lines=(), amount=D(700))
    assert (typed.values["amount"], typed.values["cost"]) == (700, None)
    for _ in range(3):
        undo.undo(workspace)
    back = again(workspace, deal).values
    assert {k: back[k] for k in ("amount", "currency", "weighted", "lines")} == {
        k: deal.values[k] for k in ("amount", "currency", "weighted", "lines")
    }
    assert_sound(workspace)


def test_deals_follow_their_stage(workspace: Workspace, deal: Record) -> None:
    own = new(workspace, amount=D(10), probability_override=D(50), probability_reason="x")
    stage = records.load(workspace, "stage", deal.values["stage"].id)
    save(workspace, stage, probability=D(15))
    after = again(workspace, deal)
    assert (after.values["probability"], after.values["weighted"]) == (15, D("150.00"))
    assert again(workspace, own).values["probability"] == 50
    undo.undo(workspace)
    assert again(workspace, deal).values["weighted"] == deal.values["weighted"]
    assert_sound(workspace)


def test_a_stage_with_deals_stays(workspace: Workspace, deal: Record) -> None:
    stage, pipeline = deal.values["stage"], deal.values["pipeline"]
    for entity, key in (("stage", stage.id), ("pipeline", pipeline.id)):
        with pytest.raises(ValidationFailed, match="1 deal is in this"):
            records.delete(workspace, entity, [key])
    tender = named(workspace, "pipeline", "Tender")
    done = records.delete(workspace, "pipeline", [tender.id])
    assert done.words == "Deleted Tender and 7 stages."
    assert listing.count(workspace, ListQuery("stage")) == 13
    undo.undo(workspace)
    assert listing.count(workspace, ListQuery("stage")) == 20
    records.delete(workspace, "pipeline", [tender.id])
    records.restore(workspace, "pipeline", [tender.id])
    assert listing.count(workspace, ListQuery("stage")) == 20
    assert_sound(workspace)


def test_a_deal_out_of_the_trash_follows_its_stage(workspace: Workspace, deal: Record) -> None:
    records.delete(workspace, "deal", [deal.id])
    stage = records.load(workspace, "stage", deal.values["stage"].id)
    save(workspace, stage, probability=D(15))
    records.restore(workspace, "deal", [deal.id])
    assert again(workspace, deal).values["weighted"] == D("150.00")
    assert_sound(workspace)


def test_many_deals_at_once_follow_the_rules(workspace: Workspace) -> None:
    made = [new(workspace, title=f"Deal {n}", amount=D(100)) for n in range(3)]
    stage = named(workspace, "stage", "Qualified")
    done = bulk.edit(workspace, "deal", ListQuery("deal"), {"stage": stage})
    assert done.changed == 3
    assert {again(workspace, d).values["weighted"] for d in made} == {D(20)}
    undo.undo(workspace)
    assert {again(workspace, d).values["probability"] for d in made} == {D(5)}
    assert [again(workspace, d).values["stage_since"] for d in made] == [
        d.values["stage_since"] for d in made
    ]


# ---------------------------------------------------------------- moves


def test_deals_are_moved_together_and_back(workspace: Workspace) -> None:
    made = [new(workspace, title=f"Deal {n}", amount=D(100)) for n in range(2)]
    stage = named(workspace, "stage", "Qualified")
    moved = deals.move(workspace, [d.id for d in made], stage.id)
    assert (moved.count, set(moved.unplanned)) == (2, {d.id for d in made})
    assert moved.words == "Moved 2 deals to Qualified."
    assert deals.move(workspace, [made[0].id], stage.id).count == 0
    won = named(workspace, "stage", "Won")
    last = deals.move(workspace, [made[0].id], won.id, {"closing_note": "Signed"})
    assert last.words == "Moved Deal 0 to Won."
    assert last.unplanned == ()
    assert again(workspace, made[0]).values["closing_note"] == "Signed"
    undo.undo(workspace)
    undo.undo(workspace)
    assert [again(workspace, d).values["stage"].label for d in made] == ["New enquiry"] * 2


def test_a_lost_deal_names_the_competitor(workspace: Workspace, deal: Record) -> None:
    lost = named(workspace, "stage", "Lost").id
    with pytest.raises(ValidationFailed):
        deals.move(workspace, [deal.id], lost)
    closing = {
        "lost_reason": named(workspace, "lost_reason", "Competitor"),
        "competitors": ({"name": "Rackworks"},),
    }
    deals.move(workspace, [deal.id], lost, closing)
    values = again(workspace, deal).values
    assert [row["name"] for row in values["competitors"]] == ["Rackworks"]
    assert values["lost_reason"].label == "Competitor"


def test_the_history_of_its_stages_comes_from_the_log(workspace: Workspace, deal: Record) -> None:
    for name in ("Qualified", "Negotiation", "Won"):
        deals.move(workspace, [deal.id], named(workspace, "stage", name).id)
    undo.undo(workspace)
    stays = deals.stage_history(workspace, deal.id)
    assert [stay.stage.label for stay in stays] == ["New enquiry", "Qualified", "Negotiation"]
    assert [stay.left for stay in stays] == [stays[1].entered, stays[2].entered, None]
    assert {stay.who for stay in stays} == {workspace.actor.name}
    undo.redo(workspace)
    assert [s.stage.label for s in deals.stage_history(workspace, deal.id)][-1] == "Won"


def test_a_deal_from_elsewhere_is_in_its_stage_since_its_stage_says_so(
    workspace: Workspace,
) -> None:
    since = datetime.now(UTC) - timedelta(days=20)
    old = new(workspace)
    moments = {"created_at": since - timedelta(days=100), "stage_since": since}
    there = table("deal")
    with workspace.writing(Purpose.IMPORT) as tx:
        tx.session.execute(update(there).where(there.c.id == old.id).values(**moments))
    (stay,) = deals.stage_history(workspace, old.id)
    assert (stay.entered, stay.left) == (since, None)
    now = deal_path.of(workspace, old.id).now
    assert now is not None
    assert now.days == deals.outlook(workspace, (old.id,))[old.id].days_in_stage == 20


def test_the_change_is_told_without_what_follows_from_it(
    workspace: Workspace, deal: Record
) -> None:
    deals.move(workspace, [deal.id], named(workspace, "stage", "Qualified").id)
    assert history.of(workspace, "deal", deal.id)[0].words == ("Stage: New enquiry → Qualified",)


# ---------------------------------------------------------------- how it stands


@pytest.mark.parametrize(
    ("planned", "state"),
    [
        (None, NextActivity.NONE),
        (NOON - timedelta(minutes=1), NextActivity.OVERDUE),
        (NOON + timedelta(minutes=1), NextActivity.PLANNED),
        (NOON + timedelta(days=14), NextActivity.PLANNED),
        (NOON + timedelta(days=15), NextActivity.NOT_SOON),
        (moment_of(NOON.date()), NextActivity.PLANNED),  # the whole of today, not six o'clock
        (moment_of(NOON.date() - timedelta(days=1)), NextActivity.OVERDUE),
    ],
)
def test_what_comes_next(planned: datetime | None, state: NextActivity) -> None:
    assert deal_states.next_activity(planned, NOON) is state


def test_a_deal_rots_after_the_days_of_its_stage() -> None:
    assert not deal_states.is_rotting(NOON - timedelta(days=7), 7, NOON)
    assert deal_states.is_rotting(NOON - timedelta(days=8), 7, NOON)
    assert not deal_states.is_rotting(NOON - timedelta(days=800), None, NOON)
    assert deal_states.days_in_stage(NOON + timedelta(days=1), NOON) == 0


def test_the_outlook_of_deals(workspace: Workspace, deal: Record) -> None:
    due = datetime.now(UTC) - timedelta(days=1)
    call = {"kind": "call", "subject": "Ask", "status": "planned", "due_at": due}
    records.create(workspace, "activity", call | {"links": ({"deal": ref(deal)},)})
    assert again(workspace, deal).values["next_activity_at"] == due
    resting = new(workspace, amount=D(100), on_hold_until=date(2999, 1, 1))
    foreign = new(workspace, amount=D(100), currency="CHF")
    late = replace(workspace, clock=lambda: datetime.now(UTC) + timedelta(days=8))
    found = deals.outlook(late, [deal.id, resting.id, foreign.id])
    assert found[deal.id].next_activity is NextActivity.OVERDUE
    assert (found[deal.id].rots, found[deal.id].days_in_stage) == (True, 8)
    assert found[resting.id].next_activity is NextActivity.NONE
    assert (found[resting.id].on_hold, found[resting.id].rots) == (True, False)
    assert (found[resting.id].base, found[resting.id].weighted_base) == (100, 0)
    assert found[foreign.id].base is None  # no rate is known
    assert_sound(workspace)


def test_deals_are_listed_found_and_sorted(workspace: Workspace) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    new(workspace, title="Small", amount=D(5), company=ref(lupa), tags=("VIP",))
    new(workspace, title="Large", amount=D(50))
    new(workspace, title="Unknown")

    def titles(**how: Any) -> list[str]:
        rows = listing.page(workspace, ListQuery("deal", **how), ("title",), 10)
        return [row.cells[0] for row in rows]

    assert titles(sort=(Sort("amount", True),)) == ["Large", "Small", "Unknown"]
    assert titles(filters=(parse_filter("company.name=Lupa"),)) == ["Small"]
    assert titles(filters=(parse_filter("stage.kind=open"),), sort=(Sort("title"),)) == [
        "Large",
        "Small",
        "Unknown",
    ]
    assert titles(text="vip") == ["Small"]
    with_deals = ListQuery("company", filters=(parse_filter("deals.any.amount=5"),))
    assert [r.cells[0] for r in listing.page(workspace, with_deals, ("name",), 5)] == ["Lupa"]


# ---------------------------------------------------------------- money

AMOUNTS = st.decimals(-(10**9), 10**9, places=4)
PERCENTS = st.decimals(0, 100, places=6)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CHF", None, "???"])


@given(AMOUNTS, PERCENTS, CURRENCIES)
def test_a_weighted_amount_is_a_payable_part(amount: D, percent: D, currency: str | None) -> None:
    made = derived.columns(
        "deal", {"title": "x", "amount": amount, "probability": percent, "currency": currency}
    )["weighted"]
    unit = money.smallest(currency)
    assert made == made.quantize(unit)
    assert abs(made - amount * percent / 100) <= unit / 2
    assert money.part(amount, D(100), currency) == money.rounded(amount, currency)


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.none() | st.decimals(0, 10**6, places=6),
            "unit_price": st.none() | st.decimals(-(10**6), 10**6, places=4),
            "base_quantity": st.none() | st.sampled_from([D(1), D(100), D("0.5")]),
            "discount_percent": st.none() | PERCENTS,
            "kind": st.sampled_from([None, "product", "text", "heading", "option", "note"]),
            "unselected": st.booleans(),
            "cost": st.none() | st.decimals(0, 10**6, places=4),
        }
    ),
    max_size=8,
)


@given(LINES, st.sampled_from(["EUR", "JPY", "KWD"]), st.randoms(use_true_random=False))
def test_lines_add_up_in_any_order(lines: list[dict[str, Any]], currency: str, draw: Any) -> None:
    made = line_amounts.amounts(lines, currency)
    assert made.net == sum(
        (r["net"] for r in made.lines if r["net"] and line_amounts.counts(r)), D()
    )
    shuffled = list(lines)
    draw.shuffle(shuffled)
    assert line_amounts.amounts(shuffled, currency).net == made.net
    assert line_amounts.amounts(made.lines, currency) == made
