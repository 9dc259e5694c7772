"""The forecast by month and category, its quotas, and how deals are moved about in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import PermissionDenied, UserError, ValidationFailed
from crm_desktop.services import records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery, parse_filter
from crm_desktop.services.sales.forecasting import forecast, movement, quotas
from crm_desktop.services.sales.forecasting.forecast_figures import (
    COLUMNS,
    Column,
    Forecast,
    Scope,
    When,
    first_of,
    months_later,
    moved_to,
    spread,
)
from crm_desktop.services.sales.forecasting.movement_figures import Class
from crm_desktop.services.sales.forecasting.quotas import Goal
from crm_desktop.services.sales.pipeline import deals
from crm_desktop.services.workspace import Actor, Workspace
from tests.services.sales import again, named, ref, save
from tests.stores import assert_sound

NOVEMBER = date(2026, 11, 1)
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    """Somebody who looks on the 20th of November."""
    return replace(workspace, clock=lambda: TODAY)


def new(workspace: Workspace, title: str, due: date | None, amount: str, **more: Any) -> Record:
    values = {"title": title, "expected_close": due, "amount": D(amount), **more}
    return records.create(workspace, "deal", values)


def colleague(workspace: Workspace, name: str, **more: Any) -> Record:
    values = {"name": name, "login": name.lower(), "role": "rep", "active": True}
    return records.create(workspace, "user", values | more)


def titles(found: Forecast) -> dict[str, list[str]]:
    """The deals of each column."""
    return {_name(column): [deal.title for deal in column.deals] for column in found.columns}


def _name(column: Column) -> str:
    return f"{column.first:%Y-%m}" if column.first else column.when.value


# ---------------------------------------------------------------- what stands where


def test_deals_stand_in_the_month_they_are_expected_or_were_won_in(office: Workspace) -> None:
    new(office, "overdue", date(2026, 11, 3), "1")
    new(office, "old", date(2026, 8, 3), "2")
    new(office, "december", date(2026, 12, 31), "3")
    new(office, "far", date(2027, 6, 1), "4")
    new(office, "some day", None, "5")
    won = new(office, "won", date(2026, 12, 24), "6")
    lost = new(office, "lost", date(2026, 11, 24), "7")
    gone = new(office, "gone", date(2026, 11, 24), "8")
    reason = {"lost_reason": named(office, "lost_reason", "Price")}
    when = {"closed_on": date(2026, 11, 9)}
    deals.move(office, [won.id], named(office, "stage", "Won").id, when)
    deals.move(office, [lost.id], named(office, "stage", "Lost").id, reason)
    records.delete(office, "deal", [gone.id])
    found = forecast.forecast(office)
    assert titles(found) == {
        "earlier": ["old"],
        "2026-11": ["won", "overdue"],
        "2026-12": ["december"],
        "2027-01": [],
        "2027-02": [],
        "later": ["far"],
        "never": ["some day"],
    }
    assert [column.overdue for column in found.columns] == [1, 1, 0, 0, 0, 0, 0]
    assert found.months[0].closed == 6
    assert found.whole.total("closed").n == 1
    assert found.whole.open.base == 4
    assert [c.when for c in forecast.forecast(office, date(2027, 6, 9), 1).columns] == [
        When.EARLIER,
        When.MONTH,
        When.NEVER,
    ]


def test_a_deal_stands_in_the_category_of_the_manager_then_of_the_rep(office: Workspace) -> None:
    due = date(2026, 11, 25)
    sure = named(office, "stage", "Negotiation")
    deal = new(office, "sure", due, "200", stage=sure)
    new(office, "rather", due, "100", stage=named(office, "stage", "Quote presented"))
    new(office, "new", due, "100")

    def categories() -> list[tuple[str, str]]:
        column = forecast.forecast(office, NOVEMBER, 1).months[0]
        return [(each, d.title) for each in COLUMNS for d in column.of(each)]

    by_probability = [("commit", "sure"), ("best-case", "rather"), ("pipeline", "new")]
    assert categories() == by_probability
    assert forecast.categorise(office, [deal.id], "omitted").words == "sure: Omitted."
    assert categories()[-1] == ("omitted", "sure")
    forecast.categorise(office, [deal.id], "best-case", forecast.MANAGER)
    assert categories()[0] == ("best-case", "sure")
    done = forecast.categorise(office, [deal.id], "commit", forecast.REP)
    assert done.words == "sure: Commit. On 1 of them the manager's word stands."
    assert categories()[0] == ("best-case", "sure")
    forecast.categorise(office, [deal.id], None, forecast.MANAGER)
    assert categories()[0] == ("commit", "sure")
    assert forecast.categorise(office, [deal.id], None).count == 1
    assert categories() == by_probability
    with pytest.raises(ValidationFailed, match="'sure' is no category"):
        forecast.categorise(office, [deal.id], "sure")


def test_a_manager_speaks_as_one_on_the_deals_of_others(office: Workspace) -> None:
    mara = colleague(office, "Mara")
    theirs = new(office, "theirs", NOVEMBER, "1", owner=ref(mara))
    ours = new(office, "ours", NOVEMBER, "1")
    manager = Actor(office.actor.id, "Me", "me", "manager")
    forecast.categorise(replace(office, actor=manager), [theirs.id, ours.id], "commit")
    theirs, ours = again(office, theirs), again(office, ours)
    assert theirs.values["manager_category"] == ours.values["forecast_category"] == "commit"
    assert theirs.values["forecast_category"] is ours.values["manager_category"] is None
    rep = replace(office, actor=Actor(office.actor.id, "Me", "me", "rep"))
    with pytest.raises(PermissionDenied, match="Only a manager"):
        forecast.categorise(rep, [ours.id], "commit", forecast.MANAGER)
    forecast.categorise(rep, [theirs.id], "omitted")
    assert again(office, theirs).values["forecast_category"] == "omitted"


# ---------------------------------------------------------------- the measures


def test_sums_are_in_the_currency_of_the_office(office: Workspace) -> None:
    dollar = records.load(office, "currency", named(office, "currency", "USD").id)
    rates = ({"valid_from": date(2026, 1, 1), "rate": "0.5"},)
    dollar = save(office, dollar, rates=rates)
    due = date(2026, 11, 25)
    stage = named(office, "stage", "Quote presented")
    new(office, "open", due, "33.33", currency="USD", stage=stage)
    new(office, "resting", due, "10", stage=stage, on_hold_until=date(2026, 12, 1))
    new(office, "unknown", due, "10", currency="UAH", stage=stage)
    won = new(office, "won", due, "10", currency="USD")
    on = {"closed_on": date(2026, 11, 2)}
    deals.move(office, [won.id], named(office, "stage", "Won").id, on)
    row = dict(dollar.values["rates"][0])
    save(office, dollar, rates=(row, {"valid_from": date(2026, 11, 19), "rate": "0.9"}))
    found = forecast.forecast(office, NOVEMBER, 1)
    month = found.months[0]
    assert found.currency == "EUR"
    assert month.closed == 5  # at the rate of the day it was closed
    assert month.total("best-case").n == 3
    assert month.total("best-case").base == D("40.00")  # 30.00 at the rate of today, and 10
    assert month.weighted == D("23.00")  # 5 + 60 % of 30; who rests is worth nothing
    assert month.total("best-case").without_rate == 1
    assert found.notes == (
        "1 deal is counted but not summed up: there is no exchange rate for UAH.",
    )


def test_quota_gap_and_coverage(office: Workspace) -> None:
    won = new(office, "won", NOVEMBER, "25")
    deals.move(office, [won.id], named(office, "stage", "Won").id, {"closed_on": date(2026, 11, 9)})
    new(office, "open", date(2026, 11, 30), "100")
    me = office.actor.id
    goal = Goal(me, None, None, date(2026, 10, 1), date(2026, 12, 31), D(225), "EUR")
    assert quotas.write(office, [goal]).words == "1 quota written."
    found = forecast.forecast(office, NOVEMBER, 3)
    november, december, january = found.months
    assert (november.quota, november.gap, november.coverage) == (75, 50, 2)
    assert (december.quota, december.gap, december.coverage) == (75, 75, 0)
    assert (january.quota, january.gap, january.coverage) == (None, None, None)
    assert (found.whole.quota, found.whole.gap) == (150, 125)
    quotas.write(office, [replace(goal, amount=D(30))])
    passed = forecast.forecast(office, NOVEMBER, 1).months[0]
    assert (passed.quota, passed.gap, passed.coverage) == (10, -15, None)
    assert quotas.write(office, [replace(goal, amount=D(30))]).count == 0
    quotas.write(office, [replace(goal, amount=D(0))])
    assert forecast.forecast(office, NOVEMBER, 1).months[0].quota is None
    undo.undo(office)
    assert forecast.forecast(office, NOVEMBER, 1).months[0].quota == 10
    with pytest.raises(ValidationFailed, match="below 0"):
        quotas.write(office, [replace(goal, amount=D(-1))])
    assert_sound(office)


def test_who_has_no_quota_has_that_of_the_parts(office: Workspace) -> None:
    north = records.create(office, "team", {"name": "North"})
    coast = records.create(office, "team", {"name": "Coast", "parent": ref(north)})
    mara = colleague(office, "Mara", team=ref(coast))
    ivo = colleague(office, "Ivo", team=ref(north))
    lone = colleague(office, "Lone")
    first, last = NOVEMBER, date(2026, 11, 30)

    def give(amount: int, user: Record | None = None, team: Record | None = None, **more: Any):
        goal = Goal(user and user.id, team and team.id, None, first, last, D(amount), "EUR")
        quotas.write(office, [replace(goal, **more)])

    def quota(**scope: Any) -> D | None:
        return forecast.forecast(office, NOVEMBER, 1, Scope(**scope)).months[0].quota

    assert quota() is None
    give(10, mara)
    give(5, ivo)
    give(3, lone)
    assert (quota(), quota(team=north.id), quota(team=coast.id)) == (18, 15, 10)
    assert (quota(owner=mara.id), quota(owner=lone.id)) == (10, 3)
    give(40, team=coast)
    assert (quota(), quota(team=north.id), quota(team=coast.id)) == (48, 45, 40)
    assert quota(owner=mara.id) == 10
    give(100)
    assert (quota(), quota(team=north.id)) == (100, 45)
    renewals = named(office, "pipeline", "Renewals")
    give(7, lone, pipeline=renewals.id)
    assert (quota(pipeline=renewals.id), quota(owner=lone.id)) == (7, 3)
    months = quotas.sheet(office, 2026).months
    assert [months[each][first] for each in (None, north.id, mara.id)] == [100, 45, 10]
    save(office, again(office, north), parent=ref(coast))  # each below the other
    assert quota(team=north.id) == 45
    save(office, again(office, north), parent=None)
    give(8, ivo, pipeline=renewals.id)
    assert quota(pipeline=renewals.id) == 15


def test_the_scope_is_a_colleague_a_team_with_those_below_or_a_pipeline(office: Workspace) -> None:
    north = records.create(office, "team", {"name": "North"})
    coast = records.create(office, "team", {"name": "Coast", "parent": ref(north)})
    mara = colleague(office, "Mara", team=ref(coast))
    due = date(2026, 11, 25)
    new(office, "Mara's", due, "1", owner=ref(mara))
    new(office, "ours", due, "1")
    renewal = new(office, "renewal", due, "1", stage=named(office, "stage", "Contacted"))

    def seen(**scope: Any) -> set[str]:
        found = forecast.forecast(office, NOVEMBER, 1, Scope(**scope))
        return {deal.title for deal in found.months[0].deals}

    assert seen() == {"Mara's", "ours", "renewal"}
    assert seen(owner=mara.id) == seen(team=north.id) == seen(team=coast.id) == {"Mara's"}
    assert seen(pipeline=renewal.values["pipeline"].id) == {"renewal"}
    assert seen(owner=mara.id, pipeline=renewal.values["pipeline"].id) == set()


# ---------------------------------------------------------------- moving about


def test_a_deal_is_moved_to_another_month(office: Workspace) -> None:
    late = new(office, "late", date(2026, 1, 31), "1")
    dateless = new(office, "dateless", None, "1")
    done = forecast.reschedule(office, [late.id], date(2027, 2, 1))
    assert done.words == "late: expected in February 2027."
    assert again(office, late).values["expected_close"] == date(2027, 2, 28)
    both = forecast.reschedule(office, [late.id, dateless.id], date(2027, 4, 1))
    assert both.words == "2 deals: expected in April 2027."
    assert again(office, late).values["expected_close"] == date(2027, 4, 28)
    assert again(office, dateless).values["expected_close"] == date(2027, 4, 30)
    undo.undo(office)
    assert again(office, dateless).values["expected_close"] is None
    deals.move(office, [late.id], named(office, "stage", "Won").id)
    assert forecast.reschedule(office, [late.id], NOVEMBER).words == "Nothing changed."


def test_the_words_and_filters_of_a_list_hold(office: Workspace) -> None:
    new(office, "Racks", date(2026, 11, 25), "1")
    new(office, "Scanners", date(2026, 11, 25), "1", tags=("VIP",))
    for asked in (ListQuery("deal", "scan"), ListQuery("deal", "", (parse_filter("tags=VIP"),))):
        found = forecast.forecast(office, NOVEMBER, 1, asked=asked)
        assert titles(found) == {"2026-11": ["Scanners"]}
        moved = movement.movement(office, TODAY.date(), TODAY.date(), asked=asked)
        assert moved.step(Class.CLOSING).n == 1
    past = forecast.forecast(office, NOVEMBER, 1, on=date(2026, 11, 1), asked=asked)
    assert past.notes[-1] == "Words and filters of the list hold as they are today."


def test_months_that_cannot_be_asked_for(office: Workspace) -> None:
    for months in (0, 25):
        with pytest.raises(ValidationFailed, match="between 1 and 24"):
            forecast.forecast(office, months=months)
    with pytest.raises(UserError, match="has not come yet"):
        forecast.forecast(office, on=date(2026, 11, 21))


@given(st.dates(date(1999, 1, 1), date(2050, 1, 1)), st.integers(-300, 300))
def test_the_same_day_of_another_month(day: date, months: int) -> None:
    month = months_later(day, months)
    moved = moved_to(day, month)
    assert first_of(moved) == month
    assert moved.day == day.day or (moved.day < day.day and months_later(moved, 1) > moved)
    assert moved_to(day, day) == day


@given(
    st.decimals(0, 10**9, places=2),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 900),
)
def test_a_quota_spread_over_months_adds_up(amount: D, first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    parts = spread(amount, first, last, "EUR")
    assert sum(parts.values()) == amount
    assert min(parts) == first_of(first)
    assert max(parts) == first_of(last)
    assert all(part >= 0 for part in parts.values())
