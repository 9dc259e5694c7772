"""Orders: delivered in parts, invoiced, paid, cancelled; always one change set, undone as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.errors import NotFound, UserError, ValidationFailed
from crm_desktop.services import listing, records, undo
from crm_desktop.services.catalog import Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.ordering import deliveries, order_states, orders
from crm_desktop.services.sales.ordering.deliveries import Part, Shipment
from crm_desktop.services.sales.ordering.orders import Billed, Invoice
from crm_desktop.services.transfer import exporting
from crm_desktop.services.workspace import Workspace
from tests.services.sales import again, ref, save
from tests.stores import assert_sound, differences, dump, opened, together

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def line(at: int, quantity: Any, price: Any = 10, **more: Any) -> dict[str, Any]:
    usual = {"position": at, "kind": "product", "description": f"Thing {at}", "tax_rate": D(19)}
    return usual | {"quantity": D(quantity), "unit_price": D(price), "tax_category": "S"} | more


def new(workspace: Workspace, *lines: dict[str, Any], **values: Any) -> Record:
    return records.create(workspace, "order", {"lines": lines, "currency": "EUR", **values})


@pytest.fixture
def at_noon(workspace: Workspace) -> Workspace:
    return replace(workspace, clock=lambda: NOON)


@pytest.fixture
def scanner(workspace: Workspace) -> Record:
    values = {"name": "Scanner", "code": "SC", "kind": "goods", "serial_tracked": True}
    return records.create(workspace, "product", values | {"warranty_months": 24})


def state(workspace: Workspace, order: Record) -> order_states.OrderState:
    return order_states.state_of(again(workspace, order).values)


def delivered(workspace: Workspace, order: Record) -> list[D | None]:
    return [row["delivered_quantity"] for row in again(workspace, order).values["lines"]]


def status(workspace: Workspace, order: Record) -> str:
    return again(workspace, order).values["status"]


def items(workspace: Workspace) -> list[Record]:
    vector = listing.ids(workspace, ListQuery("asset")).vector
    ids = [UUID(bytes=vector[at : at + 16]) for at in range(0, len(vector), 16)]
    return [records.load(workspace, "asset", key) for key in ids]


# ---------------------------------------------------------------- how it goes


def test_an_order_on_its_way(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10), line(2, 3, "99.99"))
    assert order.values["status"] == "open"
    assert order.values["ordered_on"] is not None
    assert orders.confirm(workspace, order.id).values["status"] == "confirmed"

    made = deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    assert (made.status, made.installed) == ("part-delivered", 0)
    assert made.number in made.words
    assert delivered(workspace, order) == [4, None]
    now = state(workspace, order)
    assert [each.open for each in now.lines] == [6, 3]
    assert now.open_net == 60 + D("299.97")

    made = deliveries.deliver(workspace, order.id)
    assert made.status == "delivered"
    assert delivered(workspace, order) == [10, 3]
    assert state(workspace, order).open_net == 0
    assert_sound(workspace)


def test_a_delivery_undone_deleted_or_brought_back(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10), status="confirmed")
    before = dump(workspace.store)
    first = deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    second = deliveries.deliver(workspace, order.id, [Part(1, D(6))])
    assert status(workspace, order) == "delivered"

    records.delete(workspace, "delivery", [second.id])
    assert (status(workspace, order), delivered(workspace, order)) == ("part-delivered", [4])
    records.delete(workspace, "delivery", [first.id])
    assert (status(workspace, order), delivered(workspace, order)) == ("confirmed", [None])
    records.restore(workspace, "delivery", [second.id])
    assert (status(workspace, order), delivered(workspace, order)) == ("part-delivered", [6])
    for _ in range(5):
        assert undo.undo(workspace).kept == ()
    assert differences(before, dump(workspace.store)) == []
    undo.redo(workspace)
    assert (status(workspace, order), delivered(workspace, order)) == ("part-delivered", [4])
    assert_sound(workspace)


def test_deliveries_undone_out_of_order(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    sets = _sets(workspace)
    deliveries.deliver(workspace, order.id, [Part(1, D(6))])
    undo.undo(workspace, sets[-1])
    assert (status(workspace, order), delivered(workspace, order)) == ("part-delivered", [6])
    assert_sound(workspace)


def _sets(workspace: Workspace) -> list[UUID]:
    from sqlalchemy import text

    from crm_desktop.services.loading import key_of

    with workspace.reading() as tx:
        found = tx.session.execute(text("SELECT id FROM change_set ORDER BY seq")).scalars()
        return [key_of(key) for key in found]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([Part(1, D(11))], "10 are still to be delivered, not 11"),
        ([Part(1, D(6)), Part(1, D(5))], "10 are still to be delivered, not 11"),
        ([Part(7, D(1))], "has no line 7"),
        ([Part(2, D(1))], "has no line 2"),
        ([Part(1, D(0))], "more than zero"),
        ([], "at least one line"),
    ],
)
def test_what_cannot_be_delivered(workspace: Workspace, parts: list[Part], words: str) -> None:
    heading = {"position": 2, "kind": "heading", "description": "Racks"}
    order = new(workspace, line(1, 10), heading)
    before = dump(workspace.store)
    with pytest.raises(ValidationFailed, match=words):
        deliveries.deliver(workspace, order.id, parts)
    assert differences(before, dump(workspace.store)) == []


def test_more_than_is_open_only_where_that_is_said(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    made = deliveries.deliver(workspace, order.id, [Part(1, D(12))], Shipment(more=True))
    assert made.status == "delivered"
    now = state(workspace, order).lines[0]
    assert (now.ordered, now.delivered, now.open, now.open_net) == (10, 12, 0, 0)


def test_a_cancelled_or_deleted_order_delivers_nothing(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    assert orders.cancel(workspace, order.id).values["status"] == "cancelled"
    with pytest.raises(ValidationFailed, match="is cancelled"):
        deliveries.deliver(workspace, order.id)
    assert orders.confirm(workspace, order.id).values["status"] == "confirmed"
    records.delete(workspace, "order", [order.id])
    with pytest.raises(NotFound, match="Restore it first"):
        deliveries.deliver(workspace, order.id)


def test_all_delivered_nothing_is_left(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    deliveries.deliver(workspace, order.id)
    with pytest.raises(ValidationFailed, match="Nothing of"):
        deliveries.deliver(workspace, order.id)


def test_lines_that_were_delivered_stay(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10), line(2, 5))
    deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    order = again(workspace, order)
    first, second = order.values["lines"]
    with pytest.raises(ValidationFailed, match="Thing 1 was delivered already"):
        save(workspace, order, lines=(second,))
    with pytest.raises(ValidationFailed, match="4 of Thing 1 were delivered"):
        save(workspace, order, lines=(first | {"quantity": D(3)}, second))
    saved = save(workspace, order, lines=(first | {"quantity": D(4)},))
    assert saved.values["status"] == "delivered"


def test_deliveries_follow_lines_to_another_place(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10), line(2, 5))
    made = deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    order = again(workspace, order)
    first, second = order.values["lines"]
    save(workspace, order, lines=(second | {"position": 1}, first | {"position": 2}))
    delivery = records.load(workspace, "delivery", made.id)
    assert delivery.values["lines"][0]["order_position"] == 2
    assert delivered(workspace, order) == [None, 4]
    undo.undo(workspace)
    assert delivered(workspace, order) == [4, None]
    deliveries.deliver(workspace, order.id)
    assert delivered(workspace, order) == [10, 5]
    assert_sound(workspace)


def test_an_edit_of_a_delivery_delivers_no_more_than_is_open(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    made = deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    delivery = records.load(workspace, "delivery", made.id)
    (row,) = delivery.values["lines"]
    with pytest.raises(ValidationFailed, match="6 are still to be delivered, not 7"):
        save(workspace, delivery, lines=(row | {"quantity": D(11)},))
    save(workspace, delivery, lines=(row | {"quantity": D(10)},))
    assert (status(workspace, order), delivered(workspace, order)) == ("delivered", [10])
    deliveries.came_back(workspace, made.id)
    assert (status(workspace, order), delivered(workspace, order)) == ("confirmed", [None])
    with pytest.raises(ValidationFailed, match="still to be delivered"):
        deliveries.deliver(workspace, order.id)
        save(workspace, again(workspace, delivery), status="delivered")


def test_a_delivery_comes_back_only_where_there_is_room(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    first = deliveries.deliver(workspace, order.id)
    records.delete(workspace, "delivery", [first.id])
    deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    with pytest.raises(ValidationFailed, match="6 are still to be delivered, not 10"):
        records.restore(workspace, "delivery", [first.id])
    assert delivered(workspace, order) == [4]


def test_a_planned_delivery_does_not_count_yet(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10), status="confirmed")
    made = deliveries.deliver(workspace, order.id, [Part(1, D(4))], Shipment("planned"))
    assert "is planned" in made.words
    assert (status(workspace, order), delivered(workspace, order)) == ("confirmed", [None])
    deliveries.arrived(workspace, made.id, TODAY)
    assert (status(workspace, order), delivered(workspace, order)) == ("part-delivered", [4])


# ---------------------------------------------------------------- what the status says


def test_a_status_said_by_hand_holds_where_there_are_no_deliveries(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    order = save(workspace, order, status="delivered")
    assert order.values["status"] == "delivered"
    assert save(workspace, order, title="From before").values["status"] == "delivered"
    assert state(workspace, order).open_net == 0
    order = save(workspace, again(workspace, order), status="confirmed")
    deliveries.deliver(workspace, order.id, [Part(1, D(1))])
    order = save(workspace, again(workspace, order), status="open")
    assert order.values["status"] == "part-delivered"
    assert orders.cancel(workspace, order.id).values["status"] == "cancelled"
    assert delivered(workspace, order) == [1]


def test_an_order_from_elsewhere_keeps_what_it_knows(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    with workspace.writing("edit") as tx:  # type: ignore[arg-type]
        from sqlalchemy import text

        tx.session.execute(text("UPDATE sales_order_line SET delivered_quantity = 3000000"))
    order = save(workspace, again(workspace, order), title="x")
    assert delivered(workspace, order) == [3]


# ---------------------------------------------------------------- serial numbers


def test_pieces_with_serial_numbers_are_installed(at_noon: Workspace, scanner: Record) -> None:
    workspace = at_noon
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    own = line(1, 3, 500, product=ref(scanner), description="Scanner")
    order = new(
        workspace, own, company=ref(lupa), delivery_address="Lupa GmbH\nHafenstr. 1\n20457 Hamburg"
    )
    before = dump(workspace.store)
    (wanted,) = deliveries.deliverable(workspace, order.id)
    assert wanted.serial_tracked
    how = Shipment("delivered", date(2026, 11, 18), carrier="Trans", tracking="T-1")
    made = deliveries.deliver(workspace, order.id, [Part(1, D(2), " A-1 \n\nA-2\n")], how)
    assert made.installed == 2
    one, two = items(workspace)
    assert [one.values["serial"], two.values["serial"]] == ["A-1", "A-2"]
    assert one.values["product"].label == "Scanner"
    assert one.values["company"].label == "Lupa"
    assert one.values["order"].id == order.id
    assert one.values["installed_on"] == date(2026, 11, 18)
    assert one.values["warranty_until"] == date(2028, 11, 18)
    assert one.values["place"] == "Lupa GmbH, Hafenstr. 1, 20457 Hamburg"
    assert orders.overview(workspace, order.id).items == 2
    undo.undo(workspace)
    assert items(workspace) == []
    assert differences(before, dump(workspace.store)) == []
    undo.redo(workspace)
    assert len(items(workspace)) == 2
    assert_sound(workspace)


@pytest.mark.parametrize(
    ("serials", "words"),
    [
        ("", "0 serial numbers for 2 pieces"),
        ("A-1", "1 serial numbers for 2 pieces"),
        ("A-1\nA-1", "A-1 stands there twice"),
        ("A-1\nKNOWN", "stands at Lupa already"),
    ],
)
def test_serial_numbers_that_cannot_be(
    workspace: Workspace, scanner: Record, serials: str, words: str
) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    there = {"name": "Scanner", "serial": "KNOWN", "product": ref(scanner), "company": ref(lupa)}
    records.create(workspace, "asset", there)
    order = new(workspace, line(1, 3, 500, product=ref(scanner)))
    with pytest.raises(ValidationFailed, match=words):
        deliveries.deliver(workspace, order.id, [Part(1, D(2), serials)])
    assert len(items(workspace)) == 1


def test_installed_items_follow_their_delivery(at_noon: Workspace, scanner: Record) -> None:
    workspace = at_noon
    order = new(workspace, line(1, 3, 500, product=ref(scanner)))
    made = deliveries.deliver(workspace, order.id, [Part(1, D(2), "A-1, A-2")])
    delivery = records.load(workspace, "delivery", made.id)
    first = items(workspace)[0]
    (row,) = delivery.values["lines"]

    delivery = save(workspace, delivery, lines=(row | {"serials": "A-1\nA-9"},))  # mistyped
    now = items(workspace)
    assert [item.values["serial"] for item in now] == ["A-1", "A-9"]
    assert now[0].id == first.id

    deliveries.arrived(workspace, made.id, date(2026, 11, 25))
    assert {item.values["installed_on"] for item in items(workspace)} == {date(2026, 11, 25)}
    assert {item.values["warranty_until"] for item in items(workspace)} == {date(2028, 11, 25)}

    deliveries.came_back(workspace, made.id)
    assert {item.values["status"] for item in items(workspace)} == {"retired"}
    made = deliveries.deliver(workspace, order.id, [Part(1, D(1), "A-1")])
    assert items(workspace)[0].values["status"] == "in-use"
    assert len(items(workspace)) == 2

    records.delete(workspace, "delivery", [made.id])
    assert [item.values["serial"] for item in items(workspace)] == ["A-9"]
    records.restore(workspace, "delivery", [made.id])
    assert len(items(workspace)) == 2
    assert_sound(workspace)


def test_an_order_goes_and_comes_with_all_of_it(workspace: Workspace, scanner: Record) -> None:
    order = new(workspace, line(1, 3, 500, product=ref(scanner)))
    deliveries.deliver(workspace, order.id, [Part(1, D(1), "A")])
    deliveries.deliver(workspace, order.id, [Part(1, D(1), "B")])
    before = dump(workspace.store)
    gone = records.delete(workspace, "order", [order.id])
    assert "2 deliveries" in gone.words
    assert items(workspace) == []
    assert listing.count(workspace, ListQuery("delivery")) == 0
    records.restore(workspace, "order", [order.id])
    assert differences(before, dump(workspace.store)) == []
    assert_sound(workspace)


# ---------------------------------------------------------------- invoices


def test_invoices_add_up_to_the_cent(at_noon: Workspace) -> None:
    workspace = at_noon
    order = new(workspace, line(1, 3, "33.33"), line(2, 7, "0.05"), payment_terms="30 days net")
    total = state(workspace, order).sheet.priced.tax_inclusive
    deliveries.deliver(workspace, order.id, [Part(1, D(1))])
    (first, usual), (_second, nothing) = orders.billable(workspace, order.id)
    assert (first.position, usual, nothing) == (1, 1, 0)
    amounts = [
        orders.invoice(workspace, order.id, Invoice(f"R-{at}"), [Billed(1, D(1))]).amount
        for at in range(1, 4)
    ]
    assert status(workspace, order) == "part-delivered"
    rest = orders.invoice(workspace, order.id, Invoice("R-4"))
    assert sum(amounts) + rest.amount == total
    now = again(workspace, order).values
    assert now["invoiced"] == total
    assert [row["invoiced_quantity"] for row in now["lines"]] == [3, 7]
    first_row = now["invoices"][0]
    assert first_row["due_on"] == first_row["issued_on"] + timedelta(days=30)
    deliveries.deliver(workspace, order.id)
    assert status(workspace, order) == "invoiced"
    with pytest.raises(ValidationFailed, match="on invoices already"):
        orders.invoice(workspace, order.id, Invoice("R-5"))
    paid = orders.pay(workspace, order.id, "R-4")
    assert paid.values["paid"] == rest.amount
    undo.undo(workspace)
    undo.undo(workspace)
    assert status(workspace, order) == "part-delivered"
    assert_sound(workspace)


@pytest.mark.parametrize(
    ("what", "parts", "words"),
    [
        (Invoice(" "), None, "needs its number"),
        (Invoice("R-1"), None, "has an invoice R-1 already"),
        (Invoice("R-2"), [Billed(1, D(11))], "9 are not on an invoice yet, not 11"),
        (Invoice("R-2"), [Billed(5, D(1))], "has no line 5"),
        (Invoice("R-2", amount=D(0)), None, "more than zero"),
    ],
)
def test_invoices_that_cannot_be(
    workspace: Workspace, what: Invoice, parts: list[Billed] | None, words: str
) -> None:
    order = new(workspace, line(1, 10))
    orders.invoice(workspace, order.id, Invoice("R-1"), [Billed(1, D(1))])
    with pytest.raises(ValidationFailed, match=words):
        orders.invoice(workspace, order.id, what, parts)


def test_an_invoice_taken_back(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10))
    deliveries.deliver(workspace, order.id)
    orders.invoice(workspace, order.id, Invoice("R-1"))
    order = again(workspace, order)
    assert order.values["status"] == "invoiced"
    order = save(workspace, order, invoices=())
    assert (order.values["status"], order.values["invoiced"]) == ("delivered", None)


@pytest.mark.parametrize(
    ("terms", "days"),
    [("30 days net", 30), ("14 Tage", 14), ("prepaid", None), (None, None), ("60 d, 2 %", 60)],
)
def test_the_day_to_pay_by_the_payment_terms(terms: str | None, days: int | None) -> None:
    due = orders.due_day(terms, TODAY)
    assert due == (None if days is None else TODAY + timedelta(days=days))


# ---------------------------------------------------------------- what is open in all


def test_the_backlog(at_noon: Workspace) -> None:
    workspace = at_noon
    late = new(workspace, line(1, 10), delivery_on=date(2026, 11, 10), status="confirmed")
    soon = new(workspace, line(1, 2, 50), delivery_on=date(2026, 12, 1))
    new(workspace, line(1, 1, 5), currency="XYZ")
    over = new(workspace, line(1, 1))
    deliveries.deliver(workspace, over.id)
    orders.cancel(workspace, new(workspace, line(1, 1)).id)
    deliveries.deliver(workspace, late.id, [Part(1, D(4))])
    found = orders.backlog(workspace)
    assert [row.id for row in found.rows][:2] == [late.id, soon.id]
    assert len(found.rows) == 3
    first = found.rows[0]
    assert (first.ordered, first.delivered, first.open, first.open_net) == (10, 4, 6, 60)
    assert (first.late_days, found.late, found.unknown) == (10, 1, 1)
    assert (found.base, found.currency) == (160, "EUR")
    rows = listing.page(workspace, ListQuery("order"), ("name", "open_net"), 10)
    assert sorted(row.cells[1] for row in rows) == [0, 0, 5, 60, 100]


def test_what_is_open_is_exported_with_its_list(workspace: Workspace, tmp_path: Path) -> None:
    order = new(workspace, line(1, 10))
    deliveries.deliver(workspace, order.id, [Part(1, D(4))])
    out = tmp_path / "orders.csv"
    exporting.export(workspace, ListQuery("order"), out, columns=("name", "open_net"))
    head, row = out.read_text("utf-8-sig").splitlines()
    assert "Open net" in head
    assert order.label in row
    assert "60" in row


def test_a_discount_on_all_is_part_of_what_is_open(workspace: Workspace) -> None:
    order = new(workspace, line(1, 10), line(2, 10), allowances=({"percent": D(10)},))
    assert state(workspace, order).open_net == 180
    deliveries.deliver(workspace, order.id, [Part(1, D(5))])
    assert state(workspace, order).open_net == 135


def test_a_bundle_is_delivered_by_its_parts(workspace: Workspace) -> None:
    order = new(
        workspace,
        line(1, 2, 300),
        line(2, 2, 0, bundle_position=1, unit_price=None),
        line(3, 6, 0, bundle_position=1, unit_price=None),
    )
    found = deliveries.deliverable(workspace, order.id)
    assert [each.position for each in found] == [2, 3]
    deliveries.deliver(workspace, order.id, [Part(2, D(2))])
    assert state(workspace, order).open_net == 600
    deliveries.deliver(workspace, order.id, [Part(3, D(3))])
    assert state(workspace, order).open_net == 300
    deliveries.deliver(workspace, order.id)
    assert (status(workspace, order), state(workspace, order).open_net) == ("delivered", 0)


# ---------------------------------------------------------------- always

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from([None, "product", "text", "option", "heading", "alternative"]),
            "quantity": st.one_of(st.none(), st.decimals(-5, 500, places=2)),
            "unit_price": st.one_of(st.none(), st.decimals(0, 900, places=4)),
            "delivered_quantity": st.one_of(st.none(), st.decimals(0, 600, places=2)),
            "bundle_position": st.one_of(st.none(), st.integers(1, 6)),
            "unselected": st.booleans(),
        }
    ),
    max_size=6,
)


@given(rows=ROWS, percent=st.one_of(st.none(), st.decimals(0, 90, places=1)))
def test_what_is_open_of_any_lines(rows: list[dict[str, Any]], percent: D | None) -> None:
    lines = tuple(row | {"position": at} for at, row in enumerate(rows, 1))
    allowances = ({"percent": percent, "tax_category": ""},) if percent else ()
    values = {"lines": lines, "currency": "EUR", "allowances": allowances, "status": "open"}
    now = order_states.state_of(values)
    for each in now.lines:
        excess = max(each.delivered - each.ordered, D(0))
        assert each.ordered + excess == each.delivered + each.open
        assert each.open_net == 0 or each.row.counts
    nothing = tuple(row | {"delivered_quantity": None} for row in lines)
    fresh = order_states.state_of(values | {"lines": nothing})
    assert fresh.open_net == fresh.sheet.priced.tax_exclusive or not fresh.sheet.counting
    full = tuple(
        {**line.values, "delivered_quantity": line.ordered or None}
        for line in sorted(now.lines, key=lambda line: line.row.at)
    )
    done = order_states.state_of(values | {"lines": full})
    assert not done.is_open
    assert order_states.status_of(None, values | {"status": "cancelled"}) == "cancelled"


SHARED_STORE = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
QUANTITY = st.decimals(min_value="0.001", max_value="5000", places=3)


@settings(max_examples=6, deadline=None, suppress_health_check=SHARED_STORE)
@given(
    ordered=st.lists(QUANTITY, min_size=1, max_size=4),
    steps=st.lists(
        st.tuples(st.integers(0, 5), st.integers(1, 4), QUANTITY), min_size=1, max_size=6
    ),
)
def test_delivered_and_open_are_ordered_always(
    store_workspace: Callable[[], Workspace], ordered: list[D], steps: list[tuple[int, int, D]]
) -> None:
    """Whatever is delivered, undone, deleted, brought back, or refused."""
    workspace = store_workspace()
    order = new(workspace, *(line(at, count, "7.77") for at, count in enumerate(ordered, 1)))
    made: list[UUID] = []
    for kind, at, quantity in steps:
        try:
            _step(workspace, order, made, kind, Part(at, quantity))
        except (UserError, ValidationFailed):
            pass
        if again(workspace, order).deleted:  # so much was undone
            break
        now = state(workspace, order)
        for each in now.lines:
            assert each.delivered + each.open == each.ordered
            assert (each.open_net == 0) == (each.open == 0) or each.open_net < D("0.01")
        stored = [row["delivered_quantity"] or 0 for row in again(workspace, order).values["lines"]]
        assert stored == _sums(workspace, order, len(ordered))
        expected = "delivered" if not now.is_open else "part-delivered" if any(stored) else None
        assert expected is None or now.status == expected
        assert now.status not in ("delivered", "invoiced") or stored == ordered


def _step(workspace: Workspace, order: Record, made: list[UUID], kind: int, part: Part) -> None:
    if kind <= 2:
        made.append(deliveries.deliver(workspace, order.id, [part]).id)
    elif kind == 3:
        undo.undo(workspace)
    elif made and kind == 4:
        records.delete(workspace, "delivery", [made[-1]])
    elif made:
        records.restore(workspace, "delivery", [made[0]])


def _sums(workspace: Workspace, order: Record, count: int) -> list[D]:
    """What the living deliveries say."""
    with workspace.reading() as tx:
        found = deliveries.of_order(tx, order.id)
    sums = [D(0)] * count
    for delivery in found:
        for row in delivery.values["lines"]:
            sums[row["order_position"] - 1] += row["quantity"]
    return sums


@pytest.fixture
def store_workspace(workspace: Workspace) -> Callable[[], Workspace]:
    return lambda: workspace


def test_two_who_deliver_at_once_do_not_deliver_more_than_is_open(address: str) -> None:
    with opened(address) as one, opened(address) as other:
        order = new(one, line(1, 10))
        done = together(
            lambda: deliveries.deliver(one, order.id, [Part(1, D(6))]),
            lambda: deliveries.deliver(other, order.id, [Part(1, D(6))]),
        )
        refused = [each for each in done if isinstance(each, ValidationFailed)]
        assert len(refused) == 1, done
        assert "4 are still to be delivered, not 6" in str(refused[0])
        assert delivered(one, order) == [6]


# ---------------------------------------------------------------- new ones without a quote


def test_an_order_without_a_quote_has_the_terms_of_its_customer(workspace: Workspace) -> None:
    address = {"street": "Hafenstr. 1", "postcode": "20457", "city": "Hamburg", "country": "DE"}
    values = {"name": "Lupa", "payment_terms": "14 days net", "currency": "USD", "language": "de"}
    lupa = records.create(workspace, "company", values | {"addresses": (address,)})
    order = orders.new(workspace, lupa.id, values={"title": "By phone"})
    found = order.values
    assert (found["company"].id, found["title"]) == (lupa.id, "By phone")
    assert (found["payment_terms"], found["currency"]) == ("14 days net", "USD")
    assert "Hafenstr. 1" in found["billing_address"]
    assert found["status"] == "open"
    assert found["number"]
    undo.undo(workspace)
    assert again(workspace, order).deleted


def test_an_earlier_order_is_taken_over(workspace: Workspace) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    first = new(workspace, line(1, 10), line(2, 3), company=ref(lupa), payment_terms="60 days")
    deliveries.deliver(workspace, first.id)
    orders.invoice(workspace, first.id, Invoice("R-1"))
    (known,) = orders.earlier(workspace, lupa.id)
    assert (known.id, known.net) == (first.id, 130)
    order = orders.new(workspace, lupa.id, copy_of=first.id)
    found = order.values
    assert found["tax_exclusive"] == 130
    assert [row["delivered_quantity"] for row in found["lines"]] == [None, None]
    assert (found["invoices"], found["invoiced"], found["status"]) == ((), None, "open")
    assert found["payment_terms"] == "60 days"
    assert found["number"] != first.values["number"]
    assert status(workspace, first) == "invoiced"
    assert_sound(workspace)
