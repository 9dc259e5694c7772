"""Figures that are reckoned while a list is read: ordered, filtered and added up as they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from crm_desktop.errors import ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.services import chosen, filter_paths, listing, records, undo
from crm_desktop.services.catalog import ENTITIES, Kind, Ref
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort, parse_filter
from crm_desktop.services.sales.ordering import figures, order_states
from crm_desktop.services.workspace import Workspace
from tests.random_work import Office
from tests.services.sales import again, named, ref, save
from tests.stores import DATABASES, new_store, opened, scalar

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.astimezone().date()
LIVE = [(entity.key, field.key) for entity in ENTITIES.values() for field in entity.live]
COMPARED: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: lambda a, b: a == b,
    Op.NE: lambda a, b: a != b,
    Op.LT: lambda a, b: a < b,
    Op.LE: lambda a, b: a <= b,
    Op.GT: lambda a, b: a > b,
    Op.GE: lambda a, b: a >= b,
}
Cells = dict[UUID, Any]


class World(NamedTuple):
    """A store, and what the cells of its live columns say."""

    workspace: Workspace
    cells: dict[tuple[str, str], Cells]

    def __repr__(self) -> str:
        return "World"


def customers(workspace: Workspace, draw: Random) -> None:
    """Deals in several currencies, won, open and resting, with amounts that have to be rounded."""
    for code, rate in (("USD", "0.9213"), ("JPY", "0.006135"), ("GBP", "1.17")):
        currency = records.load(workspace, "currency", named(workspace, "currency", code).id)
        since = TODAY - timedelta(days=900)
        rows = (
            {"valid_from": since, "rate": "2"},
            {"valid_from": since + timedelta(days=draw.randint(1, 800)), "rate": rate},
        )
        save(workspace, currency, rates=rows)
    companies = [ref(records.create(workspace, "company", {"name": f"C{i}"})) for i in range(9)]
    people = [ref(records.create(workspace, "person", {"last_name": f"P{i}"})) for i in range(9)]
    stages = [named(workspace, "stage", name) for name in ("Qualified", "Verbal yes", "Won")]
    for number in range(160):
        stage = draw.choice(stages)
        values: dict[str, Any] = {
            "title": f"Deal {number}",
            "amount": draw.choice((None, D(draw.randint(-500, 90_000)) / 8, D(1000))),
            "currency": draw.choice(("EUR", "EUR", "USD", "JPY", "GBP", "XOF")),
            "company": draw.choice((None, *companies[:-1])),
            "contact": draw.choice((None, *people[:-1])),
            "stage": stage,
            "on_hold_until": draw.choice((None, None, TODAY, TODAY + timedelta(days=1))),
        }
        if stage.label == "Won":
            values["closed_on"] = TODAY - timedelta(
                days=draw.choice((draw.randint(0, 300), 324, 323, 800))
            )
        key = records.create(workspace, "deal", values).id
        if not draw.randint(0, 9):
            records.delete(workspace, "deal", (key,))


def contracts(workspace: Workspace, draw: Random) -> None:
    for number in range(25):
        ends = draw.choice((None, TODAY + timedelta(days=draw.randint(-90, 400))))
        values = {
            "name": f"Contract {number}",
            "ends_on": ends,
            "notice_days": draw.choice((None, 0, 30, 200)),
            "status": draw.choice(("draft", "active", "active", "cancelled", "ended")),
        }
        records.create(workspace, "contract", values)


def aged(workspace: Workspace, draw: Random) -> None:
    """Leads and deals of other days, some to the microsecond of a border."""
    edges = (timedelta(0), timedelta(microseconds=1), timedelta(hours=25), timedelta(days=-2))
    for number in range(20):
        ago = timedelta(days=draw.choice((0, 1, 30, 400))) + draw.choice(edges)
        lead = records.create(workspace, "lead", {"last_name": f"Lead {number}"})
        deal = records.create(workspace, "deal", {"title": f"Old {number}"})
        with workspace.store.writes.begin() as connection:
            for made, column in ((lead, "created_at"), (deal, "stage_since")):
                rows = table(made.entity)
                then = update(rows).where(rows.c.id == made.id).values({column: NOW - ago})
                connection.execute(then)


@pytest.fixture(scope="module", params=DATABASES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with new_store(request.param, request) as address, opened(address) as workspace:
        workspace = replace(workspace, clock=lambda: NOW)
        draw = Random(5)
        Office(workspace, 3).work(30)
        customers(workspace, draw)
        contracts(workspace, draw)
        aged(workspace, draw)
        yield World(workspace, {each: cells(workspace, *each) for each in LIVE})


def cells(workspace: Workspace, entity: str, key: str) -> Cells:
    rows = listing.page(workspace, ListQuery(entity), (key,), 1_000)
    return {UUID(bytes=row.id): row.cells[0] for row in rows}


def found(workspace: Workspace, asked: ListQuery) -> list[UUID]:
    return [UUID(bytes=row.id) for row in listing.page(workspace, asked, (), 1_000)]


def test_there_is_enough_to_compare(world: World) -> None:
    for each, there in world.cells.items():
        assert len({*there.values()}) > 3, each


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("entity", "key"), LIVE)
def test_lists_are_ordered_by_what_the_cells_say(
    world: World, entity: str, key: str, descending: bool
) -> None:
    there = world.cells[entity, key]
    told = [each for each in there if there[each] is not None]
    told.sort(key=lambda each: (there[each], each.bytes), reverse=descending)
    rest = sorted((e for e in there if there[e] is None), reverse=descending)
    asked = ListQuery(entity, sort=(Sort(key, descending),))
    assert found(world.workspace, asked) == told + rest
    first = listing.first(world.workspace, asked, (key,), 5)
    assert [row.id for row in first] == [each.bytes for each in (told + rest)[:5]]
    all_ids = listing.ids(world.workspace, asked)
    assert all_ids.vector == b"".join(each.bytes for each in told + rest)


def test_a_second_column_orders_what_is_alike(world: World) -> None:
    there = world.cells["company", "open_deals"]
    rows = listing.page(
        world.workspace,
        ListQuery("company", sort=(Sort("open_deals", True), Sort("name"))),
        ("open_deals", "name"),
        1_000,
    )
    assert len(rows) == len(there)
    pairs = [(row.cells[0] is None, -(row.cells[0] or 0), row.cells[1].casefold()) for row in rows]
    assert [pair[:2] for pair in pairs] == sorted(pair[:2] for pair in pairs)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_filters_find_what_the_cells_say(world: World, data: st.DataObject) -> None:
    entity, key = data.draw(st.sampled_from(LIVE))
    there = world.cells[entity, key]
    op = data.draw(st.sampled_from((*COMPARED, Op.IN, Op.BETWEEN, Op.EMPTY, Op.NOTEMPTY)))
    is_days = entity not in ("company", "person")
    known = [D(value) for value in there.values() if value is not None]
    numbers = st.sampled_from([*known, *(value + 1 for value in known), D(0)])
    whole = ENTITIES[entity].field(key).kind == Kind.INT
    values = tuple(data.draw(st.lists(numbers, min_size=2, max_size=2)))
    values = tuple(int(v) for v in values) if whole else values
    given_values = {Op.IN: values, Op.BETWEEN: values, Op.EMPTY: (), Op.NOTEMPTY: ()}
    item = Filter(key, op, given_values.get(op, values[:1]))
    expected = {each for each, cell in there.items() if holds(cell, op, values, is_days)}
    asked = ListQuery(entity, filters=(item,))
    assert set(found(world.workspace, asked)) == expected
    assert listing.count(world.workspace, asked) == len(expected)


def holds(cell: Any, op: Op, values: tuple[Any, ...], is_days: bool) -> bool:
    """Whether a row is found. Nothing is nought, of amounts and numbers of deals."""
    if op in (Op.EMPTY, Op.NOTEMPTY):
        return (cell is None) == (op == Op.EMPTY)
    if cell is None and is_days:
        return op == Op.NE
    figure = cell or 0
    if op == Op.IN:
        return figure in values
    if op == Op.BETWEEN:
        return values[0] <= figure <= values[1]
    return COMPARED[op](figure, values[0])


@pytest.mark.parametrize(("entity", "key"), LIVE)
def test_sums_are_those_of_the_cells(world: World, entity: str, key: str) -> None:
    there = world.cells[entity, key]
    told = chosen.totals(world.workspace, entity, ListQuery(entity), (key,))
    assert told.sums[key] == sum(value for value in there.values() if value is not None)
    assert told.filled[key] == sum(value is not None for value in there.values())
    some = list(there)[:7]
    told = chosen.totals(world.workspace, entity, some, (key,))
    assert told.sums[key] == sum(there[each] or 0 for each in some)


def test_groups_add_up_live_figures(world: World) -> None:
    there = world.cells["deal", "days_in_stage"]
    asked = ListQuery("deal", sort=(Sort("status"),))
    groups = chosen.groups(world.workspace, asked, "days_in_stage")
    assert sum(group.total or 0 for group in groups) == sum(v for v in there.values() if v)
    assert chosen.groups(world.workspace, ListQuery("deal", sort=(Sort("days_in_stage"),))) == ()


def test_a_path_leads_to_figures_of_other_records(world: World) -> None:
    there = world.cells["company", "won_total"]
    rows = listing.page(world.workspace, ListQuery("deal"), ("company",), 1_000)
    least = sorted(value for value in there.values() if value)[2]
    rich = {who for who, value in there.items() if value and value > least}
    expected = {UUID(bytes=r.id) for r in rows if r.cells[0] and r.cells[0].id in rich}
    assert expected
    item = Filter("company.won_total", Op.GT, (least,))
    assert set(found(world.workspace, ListQuery("deal", filters=(item,)))) == expected
    assert filter_paths.path_of(ENTITIES["deal"], "company.won_total") is not None


def test_what_makes_no_sense_is_said(world: World) -> None:
    asked = ListQuery("company", filters=(parse_filter("open_deals=many"),))
    with pytest.raises(ValidationFailed, match="needs a number"):
        listing.count(world.workspace, asked)
    asked = ListQuery("company", filters=(Filter("won_total.x", Op.GT, (1,)),))
    with pytest.raises(ValidationFailed, match="has no field"):
        listing.count(world.workspace, asked)


# ---------------------------------------------------------------- figures that are stored


def order(workspace: Workspace, price: int, **values: Any) -> Any:
    line = {"position": 1, "description": "Rack", "quantity": D(3), "unit_price": D(price)}
    given_values = {"currency": "EUR", "ordered_on": date(2026, 11, 1), "lines": (line,)}
    return records.create(workspace, "order", given_values | values)


def test_orders_are_sorted_and_found_by_what_is_open(workspace: Workspace) -> None:
    small, large, over = order(workspace, 10), order(workspace, 400), order(workspace, 900)
    save(workspace, over, status="cancelled")
    asked = ListQuery("order", sort=(Sort("open_net", True),))
    assert found(workspace, asked) == [large.id, small.id, over.id]
    asked = ListQuery("order", filters=(parse_filter("open_net>1000"),))
    assert found(workspace, asked) == [large.id]
    undo.undo(workspace)
    assert set(found(workspace, asked)) == {large.id, over.id}


def test_figures_of_an_older_store_are_filled(workspace: Workspace) -> None:
    first = order(workspace, 10)
    values = {"name": "Care", "amount": D(100), "period": "month", "currency": "EUR"}
    contract = records.create(workspace, "contract", values)
    assert contract.values["yearly"] == 1200
    with workspace.store.writes.begin() as connection:
        connection.exec_driver_sql("UPDATE sales_order SET open_net = NULL")
        connection.exec_driver_sql("UPDATE contract SET yearly = NULL")
        figures.fill_where_missing(connection)
    assert again(workspace, first).values["open_net"] == 30
    assert again(workspace, contract).values["yearly"] == 1200
    assert scalar(workspace, "SELECT version FROM contract") == contract.version


def test_random_orders_keep_what_is_open(workspace: Workspace) -> None:
    draw = Random(2)
    made = [order(workspace, draw.randint(1, 90)) for _ in range(5)]
    for _ in range(25):
        each = again(workspace, draw.choice(made))
        lines = tuple(
            {**row, "quantity": D(draw.randint(1, 9)), "discount_percent": D(draw.randint(0, 50))}
            for row in each.values["lines"]
        )
        status = draw.choice(("open", "confirmed", "delivered", "cancelled"))
        save(workspace, each, lines=lines, status=status)
        if draw.random() < 0.3:
            undo.undo(workspace)
        for one in made:
            now = again(workspace, one).values
            assert now["open_net"] == order_states.state_of(now).open_net


def test_a_customer_without_deals_has_empty_cells(workspace: Workspace) -> None:
    company = records.create(workspace, "company", {"name": "Lupa"})
    assert cells(workspace, "company", "won_total") == {company.id: None}
    asked = ListQuery("company", filters=(parse_filter("won_total<1000"),))
    assert found(workspace, asked) == [company.id]
    records.create(workspace, "deal", {"title": "X", "company": Ref(company.id, "")})
    asked = ListQuery("company", filters=(parse_filter("open_deals>=1"),))
    assert found(workspace, asked) == [company.id]
