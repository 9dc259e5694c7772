"""What history suggests for a quote, each with its reason; cheap however long the history is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from random import Random
from typing import Any

from sqlalchemy import insert

from crm_desktop.enums import Purpose
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import records
from crm_desktop.services.catalog import Record
from crm_desktop.services.sales.pricing import prices
from crm_desktop.services.sales.quoting.suggestions import Suggestions
from crm_desktop.services.workspace import Workspace
from tests.services.sales import ref
from tests.stores import statements


def company(workspace: Workspace, name: str = "Lupa") -> Record:
    return records.create(workspace, "company", {"name": name})


def product(workspace: Workspace, name: str, **values: Any) -> Record:
    given = {"name": name, "code": name[:2].upper(), "kind": "goods", "list_price": D(100)}
    return records.create(workspace, "product", given | values)


def line(of: Record, price: int = 100, percent: int | None = None, **values: Any) -> dict[str, Any]:
    return {
        "kind": "product",
        "product": ref(of),
        "quantity": D(2),
        "list_price": D(100),
        "unit_price": D(price),
        "discount_percent": None if percent is None else D(percent),
        **values,
    }


def order(workspace: Workspace, customer: Record, *lines: dict[str, Any], **values: Any) -> Record:
    given = {"company": ref(customer), "lines": lines} | values
    return records.create(workspace, "order", given)


def asked(workspace: Workspace, customer: Record | None, *products: Record) -> Suggestions:
    key = customer.id if customer else None
    return prices.suggestions(workspace, key, [each.id for each in products])


def test_the_usual_discount_of_a_customer(workspace: Workspace) -> None:
    lupa, rack = company(workspace), product(workspace, "Rack")
    order(workspace, lupa, line(rack, percent=10), line(rack, percent=10), line(rack))
    assert asked(workspace, lupa).discount is None  # once is no habit
    order(workspace, lupa, line(rack, price=90))  # a price of ten percent less is the same
    order(workspace, lupa, line(rack, discount_amount=D(20)))
    order(workspace, lupa, line(rack), allowances=({"percent": D(10), "reason": "Loyal"},))
    order(workspace, lupa, line(rack))
    order(workspace, company(workspace, "Vega"), line(rack, percent=50))
    found = asked(workspace, lupa).discount
    assert found is not None
    assert (found.percent, found.times, found.of) == (D(10), 4, 5)
    assert found.reason == "10 % off the list price in 4 of 5 orders"


def test_no_discount_where_there_is_no_habit(workspace: Workspace) -> None:
    lupa, rack = company(workspace), product(workspace, "Rack")
    for percent in (5, 5, 0, 0, 0, 12):
        order(workspace, lupa, line(rack, percent=percent))
    assert asked(workspace, lupa).discount is None
    assert asked(workspace, None).discount is None


def test_cancelled_and_deleted_orders_are_no_history(workspace: Workspace) -> None:
    lupa, rack = company(workspace), product(workspace, "Rack")
    made = [order(workspace, lupa, line(rack, percent=20)) for _ in range(3)]
    records.delete(workspace, "order", [made[0].id])
    with workspace.writing(Purpose.EDIT) as tx:
        orders = table("sales_order")
        gone = orders.update().where(orders.c.id == made[1].id).values(status="cancelled")
        tx.session.execute(gone)
    assert asked(workspace, lupa).discount is None
    assert asked(workspace, lupa).usual == ()


def test_what_is_bought_together(workspace: Workspace) -> None:
    lupa, vega = company(workspace), company(workspace, "Vega")
    printer, labels = product(workspace, "Printer"), product(workspace, "Labels")
    rack, old = product(workspace, "Rack"), product(workspace, "Old", discontinued=True)
    for at in range(9):
        rows = [line(printer)]
        rows += [line(labels), line(labels)] if at < 7 else []
        rows += [line(rack)] if at < 1 else []
        order(workspace, vega, *rows, line(old))
    (along,) = asked(workspace, lupa, printer).together
    assert (along.product, along.code) == (ref(labels), "LA")
    assert along.reason == "in 7 of 9 orders with Printer"
    assert asked(workspace, lupa, printer, labels).together == ()
    assert asked(workspace, lupa).together == ()


def test_what_a_customer_orders_again_and_again(workspace: Workspace) -> None:
    lupa = company(workspace)
    rack, film = product(workspace, "Rack"), product(workspace, "Film")
    for _ in range(3):
        order(workspace, lupa, line(film, quantity=D(50)))
    order(workspace, lupa, line(rack))
    (usual,) = asked(workspace, lupa).usual
    assert (usual.product, usual.quantity) == (ref(film), D(50))
    assert usual.reason == "in 3 of 4 orders of this customer"
    assert asked(workspace, lupa, film).usual == ()


LINES, PER_ORDER = 50_000, 5


def test_fifty_thousand_lines_of_history(workspace: Workspace) -> None:
    customer, goods = company(workspace), [product(workspace, f"P{at}") for at in range(40)]
    draw = Random(1)
    first = date(2020, 1, 1)
    orders, lines = list[dict[str, Any]](), list[dict[str, Any]]()
    for at in range(LINES // PER_ORDER):
        key = uuid7()
        day = first + timedelta(days=at % 2000)
        orders.append({"id": key, "company_id": customer.id, "ordered_on": day, "status": "open"})
        lines += [
            {
                "id": uuid7(),
                "sales_order_id": key,
                "product_id": each.id,
                "unit_price": D(90),
                "list_price": D(100),
                "quantity": D(1),
            }
            for each in draw.sample(goods, PER_ORDER)
        ]
    with workspace.writing(Purpose.IMPORT) as tx:
        tx.session.connection().execute(insert(table("sales_order")), orders)
        tx.session.connection().execute(insert(table("sales_order_line")), lines)
    with statements(workspace) as log:
        found = asked(workspace, customer, *goods[:20])
    assert found.discount is not None
    assert len(log) <= 6
