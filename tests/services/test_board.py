"""The board of deals: its columns, what they come to, and what is planned next; on both stores."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any
from uuid import uuid4

import pytest

from crm_desktop import cli
from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.services import activities, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery, parse_filter
from crm_desktop.services.sales.pipeline import board as boards
from crm_desktop.services.sales.pipeline import deals, next_steps
from crm_desktop.services.sales.pipeline.board import Board, Card, Column, Risk
from crm_desktop.services.sales.pipeline.deal_states import SOON
from crm_desktop.services.sales.pipeline.deal_states import NextActivity as Next
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, named, ref, save
from tests.stores import assert_sound

TODAY = datetime.now(UTC).astimezone().date()


def new(workspace: Workspace, title: str = "Racks", **values: Any) -> Record:
    return records.create(workspace, "deal", {"title": title, **values})


def column(board: Board, stage: str) -> Column:
    return next(each for each in board.columns if each.info.stage.label == stage)


def card(workspace: Workspace, deal: Record) -> Card:
    cards = (card for each in boards.board(workspace).columns for card in each.cards)
    return next(card for card in cards if card.id == deal.id)


def plan(workspace: Workspace, deal: Record, **when: Any) -> None:
    links = ({"deal": ref(deal)},)
    values = {"kind": "call", "subject": "Call", "status": "planned", "links": links}
    records.create(workspace, "activity", values | when)


def test_the_columns_are_the_stages_in_their_order_the_closed_ones_last(
    workspace: Workspace,
) -> None:
    board = boards.board(workspace)
    assert [each.info.stage.label for each in board.columns] == [
        "New enquiry",
        "Qualified",
        "Need agreed",
        "Quote presented",
        "Negotiation",
        "Verbal yes",
        "Won",
        "Lost",
    ]
    assert board.pipeline.label == "Sales"
    assert [each.pipeline.label for each in board.pipelines] == ["Sales", "Renewals", "Tender"]
    assert column(board, "Qualified").info.exit_criteria.startswith("Budget range")
    assert (board.currency, board.count) == ("EUR", 0)


def test_a_column_adds_up_in_the_currency_of_the_office(workspace: Workspace) -> None:
    currency = named(workspace, "currency", "USD")
    usd = records.load(workspace, "currency", currency.id)
    save(workspace, usd, rates=({"valid_from": date(2020, 1, 1), "rate": "0.5"},))
    new(workspace, amount=D("1000.01"))
    new(workspace, "Dollars", amount=D("100"), currency="USD")
    new(workspace, "Nothing said")
    strange = new(workspace, "Yen", amount=D("900"), currency="JPY")
    board = boards.board(workspace)
    totals = column(board, "New enquiry").totals
    assert (totals.count, totals.sum, totals.unknown) == (4, D("1050.01"), 1)
    assert totals.weighted == D("50.00") + D("2.50")
    assert board.unknown == ("JPY",)
    assert card(workspace, strange).base is None
    assert card(workspace, strange).amount == 900


def test_a_deal_that_rests_is_in_the_sum_but_not_in_the_weighted_one(workspace: Workspace) -> None:
    until = TODAY + timedelta(days=9)
    resting = new(workspace, amount=D(1000), on_hold_until=until)
    new(workspace, amount=D(1000))
    totals = column(boards.board(workspace), "New enquiry").totals
    assert (totals.count, totals.sum, totals.weighted, totals.resting) == (2, 2000, 50, 1)
    assert totals.next == {Next.NONE: 1}
    shown = card(workspace, resting)
    assert (shown.rests_until, shown.rots, shown.risks) == (until, False, ())
    awake = save(workspace, resting, on_hold_until=TODAY)
    assert card(workspace, awake).rests_until is None


def test_a_card_says_what_comes_next(workspace: Workspace) -> None:
    made = {state: new(workspace, state) for state in Next}
    now = datetime.now(UTC)
    plan(workspace, made[Next.OVERDUE], due_at=now - timedelta(hours=1))
    plan(workspace, made[Next.PLANNED], due_at=now + timedelta(days=20), kind="meeting")
    plan(workspace, made[Next.PLANNED], due_at=now + timedelta(days=3), subject="Ask")
    plan(workspace, made[Next.NOT_SOON], due_at=now + SOON + timedelta(days=2))
    assert {state: card(workspace, deal).next for state, deal in made.items()} == {
        state: state for state in Next
    }
    planned = card(workspace, made[Next.PLANNED]).planned
    assert planned is not None
    assert (planned.kind, planned.subject) == ("call", "Ask")
    assert card(workspace, made[Next.NONE]).planned is None


@pytest.mark.parametrize(("days", "state"), [(-1, Next.OVERDUE), (0, Next.PLANNED)])
def test_a_whole_day_is_over_when_it_has_passed(
    workspace: Workspace, days: int, state: Next
) -> None:
    deal = new(workspace)
    plan(workspace, deal, due_on=TODAY + timedelta(days=days))
    shown = card(workspace, deal)
    assert shown.next == state
    assert shown.planned is not None
    assert shown.planned.day == TODAY + timedelta(days=days)


def test_a_card_warns(workspace: Workspace) -> None:
    person = records.create(workspace, "person", {"last_name": "Ruiz"})
    risky = new(
        workspace,
        expected_close=TODAY - timedelta(days=1),
        competitors=({"name": "Rackworks", "threat": "high"},),
        stakeholders=({"person": ref(person), "stance": "against"},),
    )
    assert set(card(workspace, risky).risks) == set(Risk)
    calm = save(
        workspace,
        again(workspace, risky),
        expected_close=TODAY,
        competitors=({"name": "Rackworks", "threat": "low"},),
        stakeholders=(),
    )
    assert card(workspace, calm).risks == ()
    late = replace(workspace, clock=lambda: datetime.now(UTC) + timedelta(days=8))
    assert card(late, calm).rots
    assert card(late, calm).days == 8
    assert not card(workspace, calm).rots


def test_won_and_lost_deals_stay_for_a_month(workspace: Workspace) -> None:
    won = named(workspace, "stage", "Won")
    lately, long_ago = new(workspace, amount=D(5)), new(workspace, amount=D(7))
    deals.move(workspace, (lately.id,), won.id)
    closed = TODAY - timedelta(days=boards.CLOSED_FOR)
    deals.move(workspace, (long_ago.id,), won.id, {"closed_on": closed})
    totals = column(boards.board(workspace), "Won").totals
    assert (totals.count, totals.sum, totals.next) == (1, 5, {})
    assert card(workspace, lately).closed_on == TODAY
    before = TODAY - timedelta(days=3)
    deals.move(workspace, (long_ago.id,), won.id, {"closed_on": before})
    closed_on = [each.closed_on for each in column(boards.board(workspace), "Won").cards]
    assert closed_on == [TODAY, before]


def test_words_and_filters_hold_on_the_board(workspace: Workspace) -> None:
    company = records.create(workspace, "company", {"name": "Lupa GmbH"})
    new(workspace, "Racks", amount=D(100), company=ref(company))
    new(workspace, "Scanners", amount=D(900))
    found = boards.board(workspace, None, ListQuery("deal", "scann"))
    assert (found.count, column(found, "New enquiry").totals.sum) == (1, 900)
    cheap = ListQuery("deal", filters=(parse_filter("amount<500"),))
    (only,) = column(boards.board(workspace, None, cheap), "New enquiry").cards
    assert (only.title, only.company) == ("Racks", "Lupa GmbH")


def test_another_pipeline_is_another_board(workspace: Workspace) -> None:
    upcoming = named(workspace, "stage", "Upcoming")
    renewal = new(workspace, "Renewal", stage=upcoming, amount=D(10))
    usual = boards.board(workspace)
    assert (usual.count, usual.elsewhere, usual.asked) == (0, 1, 1)
    pipeline = renewal.values["pipeline"]
    board = boards.board(workspace, pipeline.id)
    assert (board.pipeline, board.count, board.elsewhere) == (pipeline, 1, 0)
    assert boards.board(workspace, uuid4()).pipeline == usual.pipeline
    stage, stages = boards.stages_of(workspace, renewal.id)
    assert stage is not None
    assert stage.stage == upcoming
    assert [each.kind for each in stages] == ["open", "open", "open", "won", "lost"]


def test_what_is_deleted_is_not_on_the_board(workspace: Workspace) -> None:
    deal = new(workspace)
    records.delete(workspace, "deal", (deal.id,))
    assert boards.board(workspace).count == 0
    with pytest.raises(NotFound):
        boards.stages_of(workspace, deal.id)


def test_sums_hold_where_not_all_cards_are_shown(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(5):
        new(workspace, f"Deal {at}", amount=D(at + 1))
    whole = boards.board(workspace)
    monkeypatch.setattr(boards, "MOST", 3)
    board = boards.board(workspace)
    assert (board.hidden, len(column(board, "New enquiry").cards)) == (2, 3)
    assert column(board, "New enquiry").totals == column(whole, "New enquiry").totals


# ---------------------------------------------------------------- what comes next


def test_the_next_step_is_with_the_deal_and_its_customer(workspace: Workspace) -> None:
    company = records.create(workspace, "company", {"name": "Lupa GmbH"})
    person = records.create(workspace, "person", {"last_name": "Ruiz"})
    first = new(workspace, "Racks", company=ref(company), contact=ref(person))
    second = new(workspace, "Scanners")
    due = activities.morning_of(TODAY + timedelta(days=1))
    done = next_steps.plan(
        workspace,
        (first.id, second.id),
        {"kind": "call", "subject": "Call about {deal}", "due_at": due},
    )
    assert (len(done.ids), done.words) == (2, "Planned: 2 activities.")
    made = records.load(workspace, "activity", done.ids[0])
    assert made.label == "Call about Racks"
    assert made.values["owner"] == first.values["owner"]
    linked = [row[key] for row in made.values["links"] for key in row if row[key] and key != "id"]
    assert {each.id for each in linked} == {first.id, company.id, person.id}
    assert card(workspace, second).next == Next.PLANNED
    assert_sound(workspace)
    undo.undo(workspace)
    assert card(workspace, first).next == Next.NONE
    with pytest.raises(NotFound):
        next_steps.plan(workspace, (uuid4(),), {"kind": "call", "subject": "x"})


def test_moved_says_what(workspace: Workspace) -> None:
    deal = new(workspace)
    qualified = named(workspace, "stage", "Qualified")
    moved = deals.move(workspace, (deal.id,), qualified.id)
    assert (moved.what, moved.unplanned) == ("Racks", (deal.id,))
    with pytest.raises(ValidationFailed):
        deals.move(workspace, (deal.id,), named(workspace, "stage", "Lost").id)


# ---------------------------------------------------------------- the command line


def test_deals_on_the_command_line(
    address: str, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str, code: int = cli.DONE) -> Any:
        assert cli.main(["deal", *words, "--store", address, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    deal = new(workspace, amount=D("1000"))
    number = deal.values["number"]
    (stage,) = run("list", "--stage", "new enquiry")["stages"]
    assert (stage["count"], stage["sum"], stage["weighted"]) == (1, "1000.00", "50.00")
    assert stage["deals"][0]["id"] == str(deal.id)
    moved = run("move", number, "Need agreed")
    assert (moved["stage"]["label"], moved["nothing_planned"]) == ("Need agreed", True)
    assert run("move", str(deal.id), "need agreed")["moved"] == 0
    run("lose", number, "--reason", "No such", code=cli.REFUSED)
    lost = run("lose", number, "--reason", "price", "--note", "Too dear", "--competitor", "Rival")
    assert (lost["status"], lost["lost_reason"]["label"]) == ("lost", "Price")
    assert (lost["closing_note"], lost["competitors"][0]["name"]) == ("Too dear", "Rival")
    won = run("win", number, "--on", "2026-01-15")
    assert (won["status"], won["closed_on"], won["lost_reason"]) == ("won", "2026-01-15", None)
    shown = run("show", number)
    stages = [each["stage"] for each in shown["stages"]]
    assert stages == ["New enquiry", "Need agreed", "Lost", "Won"]
    assert run("list")["stages"][6]["count"] == int(
        TODAY - date(2026, 1, 15) < timedelta(days=boards.CLOSED_FOR)
    )
    assert run("list", "--all")["total"] == 1
    assert "no deal" in run("show", "4711", code=cli.REFUSED)["error"]
    run("list", "--stage", "Nowhere", code=cli.REFUSED)
    assert cli.main(["deal", "list", "--store", address]) == cli.DONE
    assert "Sales" not in capsys.readouterr().err
