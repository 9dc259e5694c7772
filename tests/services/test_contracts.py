"""Contracts: how long they run, renewed, and what stands under them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.services import listing, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort
from crm_desktop.services.sales.ordering import contract_states, contracts
from crm_desktop.services.sales.ordering.contract_states import Deadline
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, ref, save
from tests.stores import assert_sound, differences, dump

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def at_noon(workspace: Workspace) -> Workspace:
    return replace(workspace, clock=lambda: NOON)


def new(workspace: Workspace, name: str = "Service", **values: Any) -> Record:
    usual = {"status": "active", "ends_on": date(2027, 1, 31), "notice_days": 30}
    return records.create(workspace, "contract", {"name": name, **usual, **values})


@pytest.mark.parametrize(
    ("values", "what", "days"),
    [
        ({"ends_on": date(2027, 1, 31), "notice_on": date(2026, 12, 1)}, Deadline.NOTICE, 11),
        ({"ends_on": date(2027, 1, 31), "notice_on": TODAY}, Deadline.NOTICE, 0),
        ({"ends_on": date(2026, 11, 30), "notice_on": date(2026, 10, 1)}, Deadline.END, 10),
        ({"ends_on": date(2026, 11, 10)}, Deadline.END, -10),
        ({}, Deadline.NONE, None),
        ({"ends_on": TODAY, "status": "cancelled"}, Deadline.NONE, None),
    ],
)
def test_what_is_left_of_a_contract(
    values: dict[str, Any], what: Deadline, days: int | None
) -> None:
    term = contract_states.term(values, TODAY)
    assert (term.what, term.days) == (what, days)
    assert term.is_over == (days is not None and days < 0)


@pytest.mark.parametrize(
    ("amount", "period", "months", "year", "term"),
    [
        (D("99.90"), "month", 24, D("1198.80"), D("2397.60")),
        (D(100), "quarter", 6, D(400), D(200)),
        (D(100), "year", None, D(100), D(100)),
        (D(100), None, 12, None, None),
        (None, "year", 12, None, None),
    ],
)
def test_what_a_contract_costs(
    amount: D | None, period: str | None, months: int | None, year: D | None, term: D | None
) -> None:
    values = {"amount": amount, "period": period, "renewal_months": months, "currency": "EUR"}
    assert contract_states.yearly(values) == year
    assert contract_states.of_term(values) == term


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 31)),
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
    ],
)
def test_months_go_from_end_to_end(day: date, months: int, later: date) -> None:
    assert contract_states.months_on(day, months) == later


def test_the_contracts_that_run_out(at_noon: Workspace) -> None:
    workspace = at_noon
    later = new(workspace, "Later", ends_on=TODAY + timedelta(days=80), notice_days=None)
    over = new(workspace, "Over", ends_on=TODAY - timedelta(days=3))
    soon = new(workspace, "Soon", ends_on=TODAY + timedelta(days=140), notice_days=90)
    new(workspace, "Far", ends_on=TODAY + timedelta(days=400))
    new(workspace, "Endless", ends_on=None)
    new(workspace, "Given up", status="cancelled")
    found = contracts.running_out(workspace, 90)
    assert [row.record.id for row in found] == [over.id, soon.id, later.id]
    assert [row.term.days for row in found] == [-3, 50, 80]
    assert [row.record.label for row in contracts.running_out(workspace, 60)] == ["Over", "Soon"]
    rows = listing.page(workspace, ListQuery("contract"), ("name", "days_left", "yearly"), 10)
    assert dict(row.cells[:2] for row in rows)["Soon"] == 50
    soonest = ListQuery("contract", sort=(Sort("days_left"),))
    rows = listing.page(workspace, soonest, ("name",), 10)
    names = ["Over", "Soon", "Later", "Far", "Endless", "Given up"]
    assert [row.cells[0] for row in rows] == names
    near = Filter("days_left", Op.LT, (60,))
    assert listing.count(workspace, ListQuery("contract", filters=(near,))) == 2


def test_a_contract_is_renewed(workspace: Workspace) -> None:
    contract = new(workspace, renewal_months=24, amount=D(100), period="month", currency="EUR")
    before = dump(workspace.store)
    done = contracts.renew(workspace, contract.id)
    assert (done.until, done.deal) == (date(2029, 1, 31), None)
    now = again(workspace, contract).values
    assert (now["ends_on"], now["notice_on"]) == (date(2029, 1, 31), date(2029, 1, 1))
    undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []
    done = contracts.renew(workspace, contract.id, until=date(2027, 6, 30), amount=D(120))
    assert again(workspace, contract).values["amount"] == 120
    assert_sound(workspace)


def test_a_renewal_with_its_deal(workspace: Workspace) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    values = {"amount": D(100), "period": "month", "currency": "EUR", "renewal_months": 12}
    contract = new(workspace, company=ref(lupa), **values)
    before = dump(workspace.store)
    made = contracts.renewal_deal(workspace, contract.id)
    deal = records.load(workspace, "deal", made.id).values
    assert deal["pipeline"].label == "Renewals"
    assert (deal["amount"], deal["recurring_amount"]) == (1200, 100)
    assert (deal["company"].label, deal["type"]) == ("Lupa", "renewal")
    assert deal["expected_close"] == date(2027, 1, 1)
    assert contracts.renewal_deal(workspace, contract.id) == made
    done = contracts.renew(workspace, contract.id, deal=True)
    assert done.deal == made
    for _ in range(2):  # asking for the deal a second time changed nothing
        undo.undo(workspace)
    assert differences(before, dump(workspace.store)) == []


def test_what_cannot_be_renewed(workspace: Workspace) -> None:
    endless = new(workspace, ends_on=None)
    with pytest.raises(ValidationFailed, match="has no end"):
        contracts.renew(workspace, endless.id)
    contract = new(workspace)
    with pytest.raises(ValidationFailed, match="runs until 31 Jan 2027 already"):
        contracts.renew(workspace, contract.id, until=date(2027, 1, 31))
    contract = save(workspace, contract, status="cancelled")
    with pytest.raises(ValidationFailed, match="is cancelled"):
        contracts.renew(workspace, contract.id)
    records.delete(workspace, "contract", [contract.id])
    with pytest.raises(NotFound, match="in the trash"):
        contracts.renew(workspace, contract.id)


def test_what_stands_under_a_contract(workspace: Workspace) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    contract = new(workspace, company=ref(lupa))
    items = [
        records.create(workspace, "asset", {"name": name, "serial": name, "company": ref(lupa)})
        for name in ("A", "B")
    ]
    records.create(workspace, "asset", {"name": "Elsewhere"})
    assert [r.label for r in contracts.coverable(workspace, contract.id)] == ["A", "B"]
    assert contracts.cover(workspace, contract.id, [item.id for item in items]) == 2
    assert contracts.cover(workspace, contract.id, [items[0].id]) == 0
    assert [r.label for r in contracts.covered(workspace, contract.id)] == ["A", "B"]
    assert contracts.coverable(workspace, contract.id) == []
    undo.undo(workspace)
    assert contracts.covered(workspace, contract.id) == []
    assert_sound(workspace)
