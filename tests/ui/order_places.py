"""Pages and dialogs of orders, contracts and installed items, for tests that walk through them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.sales.ordering import deliveries, orders
from crm_desktop.services.sales.ordering.deliveries import Part
from crm_desktop.services.sales.ordering.orders import Billed, Invoice
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from tests.ui.waiting import wait_idle

Place = Callable[[Application, MainWindow], QWidget]


def run(program: Application, call: Any) -> Any:
    """Run a command as the window would."""
    found: list[Any] = []
    program.tasks.command(program.window, call, done=found.append)
    wait_idle(program.tasks)
    return found[0]


def new_order(program: Application) -> Record:
    """An order of which a part is delivered and invoiced, late, with serial numbers."""
    tracked = {"code": "SC-9", "kind": "goods", "serial_tracked": True, "warranty_months": 24}
    scanner = run(program, records.create.call("product", {"name": "Scanner", **tracked}))
    company = run(program, records.create.call("company", {"name": "Lupa GmbH"}))
    usual = {"kind": "product", "tax_category": "S", "tax_rate": Decimal(19), "unit": "pc"}
    rack = {"description": "Cantilever rack", "quantity": Decimal(10), "unit_price": Decimal(742)}
    piece = {"description": "Scanner", "quantity": Decimal(3), "unit_price": Decimal(499)}
    values = {
        "company": Ref(company.id, company.label),
        "title": "Racks for hall 2",
        "currency": "EUR",
        "payment_terms": "30 days net",
        "delivery_on": date.today() - timedelta(days=5),  # noqa: DTZ011  a calendar day here
        "lines": (
            {"kind": "heading", "description": "Hall 2"},
            usual | rack,
            usual | piece | {"product": Ref(scanner.id, "Scanner")},
        ),
    }
    order = run(program, records.create.call("order", values))
    parts = [Part(2, Decimal(4)), Part(3, Decimal(1), "SN-1001")]
    run(program, deliveries.deliver.call(order.id, parts))
    run(program, orders.invoice.call(order.id, Invoice("R-118"), [Billed(2, Decimal(4))]))
    return order


def new_contract(program: Application) -> Record:
    """A contract that runs out, with an installed item."""
    company = run(program, records.create.call("company", {"name": "Atlas Exports"}))
    today = date.today()  # noqa: DTZ011  a calendar day here
    values = {
        "name": "Service of the scanners",
        "company": Ref(company.id, company.label),
        "status": "active",
        "ends_on": today + timedelta(days=80),
        "notice_days": 30,
        "renewal": "automatic",
        "renewal_months": 12,
        "amount": Decimal(155),
        "period": "month",
        "currency": "EUR",
    }
    contract = run(program, records.create.call("contract", values))
    item = {"company": Ref(company.id, company.label), "serial": "SN-77", "status": "in-use"}
    covered = item | {"name": "Label printer", "contract": Ref(contract.id, contract.label)}
    run(program, records.create.call("asset", covered))
    run(program, records.create.call("asset", item | {"name": "Scanner", "serial": "SN-78"}))
    return contract


def show(program: Application, window: MainWindow, record: Record, *, page: bool) -> MainWindow:
    """Show a record beside its list, or on its page."""
    window.show_page(record.entity)
    wait_idle(program.tasks)
    window.page.reveal(record.id)
    wait_idle(program.tasks)
    if page:
        window.places.open()
        wait_idle(program.tasks)
    return window


def order_pane(program: Application, window: MainWindow) -> QWidget:
    return show(program, window, new_order(program), page=False)


def order_page(program: Application, window: MainWindow) -> QWidget:
    return show(program, window, new_order(program), page=True)


def contract_page(program: Application, window: MainWindow) -> QWidget:
    return show(program, window, new_contract(program), page=True)


def asset_page(program: Application, window: MainWindow) -> QWidget:
    new_contract(program)
    window.show_page("asset")
    wait_idle(program.tasks)
    window.page.view.go_to(0)
    wait_idle(program.tasks)
    window.places.open()
    wait_idle(program.tasks)
    return window


def new_order_dialog(program: Application, window: MainWindow) -> QWidget:
    order = new_order(program)
    window.work.new(ENTITIES["order"], company=order.values["company"])
    wait_idle(program.tasks)
    assert window.papers.work.dialog is not None
    return window.papers.work.dialog


def _dialog(key: str, make: Callable[[Application], Record]) -> Place:
    def opened(program: Application, window: MainWindow) -> QWidget:
        show(program, window, make(program), page=False)
        window.commands[key].trigger()
        wait_idle(program.tasks)
        assert window.papers.work.dialog is not None
        return window.papers.work.dialog

    opened.__name__ = key
    return opened


ORDER_PLACES: tuple[Place, ...] = (
    order_pane,
    order_page,
    contract_page,
    asset_page,
    new_order_dialog,
    _dialog("order_deliver", new_order),
    _dialog("order_invoice", new_order),
    _dialog("contract_renew", new_contract),
    _dialog("contract_cover", new_contract),
)
