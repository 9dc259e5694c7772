"""Orders, contracts and installed items in the window, with the keyboard."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.services import listing, records
from crm_desktop.services.catalog import ENTITIES, EntityType, Record
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.ordering import contracts, deliveries, orders
from crm_desktop.services.sales.ordering.deliveries import Part
from crm_desktop.services.workspace import Call
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.orders.cover_dialog import CoverDialog
from crm_desktop.ui.orders.deliver_dialog import DeliverDialog
from crm_desktop.ui.orders.invoice_dialog import InvoiceDialog
from crm_desktop.ui.orders.new_order_dialog import NewOrderDialog
from crm_desktop.ui.orders.order_overview import OrderOverview
from crm_desktop.ui.orders.renew_dialog import RenewDialog
from crm_desktop.ui.orders.view import PaperPage, PaperView
from crm_desktop.ui.quote.pdf_preview import PdfPreview
from tests.making import ref
from tests.ui.answers import Answers
from tests.ui.forms import form_of
from tests.ui.waiting import wait_idle

R = TypeVar("R")
CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


def do(program: Application, call: Call[R]) -> R:
    found: list[R] = []
    if call.is_command:
        program.tasks.command(program.window, call, done=found.append)
    else:
        program.tasks.query(program.window, "test", call, done=found.append)
    wait_idle(program.tasks)
    return found[0]


def new(program: Application, entity: str, /, **values: Any) -> Record:
    return do(program, records.create.call(entity, values))


def load(program: Application, record: Record) -> Record:
    return do(program, records.load.call(record.entity, record.id))


@pytest.fixture
def lupa(program: Application, window: MainWindow) -> Record:
    return new(program, "company", name="Lupa", phones=({"number": "+49 40 1234"},))


@pytest.fixture
def order(program: Application, window: MainWindow, lupa: Record) -> Record:
    """An order of ten racks and two scanners with serial numbers, late for five days."""
    tracked: dict[str, Any] = {"serial_tracked": True, "warranty_months": 24, "kind": "goods"}
    scanner = new(program, "product", name="Scanner", code="SC", **tracked)
    usual: dict[str, Any] = {"kind": "product", "tax_category": "S", "tax_rate": D(19)}
    rack = usual | {"description": "Rack", "code": "RK", "unit": "pc", "unit_price": D("9.90")}
    piece = usual | {"description": "Scanner", "product": ref(scanner), "unit_price": D(500)}
    return new(
        program,
        "order",
        company=ref(lupa),
        title="Racks for hall 2",
        currency="EUR",
        payment_terms="30 days net",
        delivery_on=date.today() - timedelta(days=5),  # noqa: DTZ011  a calendar day here
        lines=(
            {"kind": "heading", "description": "Hall 2"},
            rack | {"quantity": D(10)},
            piece | {"quantity": D(2)},
        ),
    )


def shown(program: Application, window: MainWindow, record: Record) -> PaperView:
    """The pane of a record beside its list."""
    window.show_page(record.entity)
    wait_idle(program.tasks)
    window.page.reveal(record.id)
    wait_idle(program.tasks)
    pane = window.page.pane
    assert isinstance(pane, PaperView)
    assert pane.record == record or pane.record is not None
    return pane


def opened(program: Application, window: MainWindow, record: Record, qtbot: QtBot) -> PaperPage:
    shown(program, window, record)
    qtbot.keyClick(window.page.view, ENTER)
    wait_idle(program.tasks)
    page = window.places.page
    assert isinstance(page, PaperPage)
    return page


def keys(qtbot: QtBot, widget: QWidget | None, *each: Any) -> None:
    """Type words and keys where the keyboard is."""
    assert widget is not None
    for key in each:
        if isinstance(key, str):
            qtbot.keyClicks(widget, key)
        else:
            qtbot.keyClick(widget, key)


def press(program: Application, qtbot: QtBot, widget: QWidget) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Space)
    wait_idle(program.tasks)


def overview(view: PaperView) -> OrderOverview:
    assert isinstance(view.overview, OrderOverview)
    return view.overview


def cells(view: PaperView, column: str) -> list[str]:
    table = overview(view).table
    heads = [_said(table.horizontalHeaderItem(at)) for at in range(table.columnCount())]
    at = heads.index(column)
    return [_said(table.item(row, at)) for row in range(table.rowCount())]


def _said(item: QTableWidgetItem | None) -> str:
    assert item is not None
    return item.text()


# ---------------------------------------------------------------- list and pane


def throw_away(program: Application, entity: str) -> None:
    """No sample data of a kind."""
    vector = do(program, listing.ids.call(ListQuery(entity))).vector
    ids = [UUID(bytes=vector[at : at + 16]) for at in range(0, len(vector), 16)]
    do(program, records.delete.call(entity, ids))


def test_no_orders_yet(program: Application, window: MainWindow, qtbot: QtBot) -> None:
    throw_away(program, "order")
    window.show_page("order")
    wait_idle(program.tasks)
    page = window.page
    assert page.empty.isVisible()
    assert not window.commands["order_deliver"].isEnabled()
    lupa = new(program, "company", name="Lupa", payment_terms="14 days net")
    window.commands["new"].trigger()
    wait_idle(program.tasks)
    dialog = window.papers.work.dialog
    assert isinstance(dialog, NewOrderDialog)
    dialog.submit()
    assert "Choose the company" in dialog.notice.label.text()
    dialog.editors["company"].set_value(ref(lupa))
    keys(qtbot, dialog.editors["title"].main, "By phone")
    qtbot.keyClick(dialog, ENTER, CONTROL)
    wait_idle(program.tasks)
    form = form_of(window)  # at its lines, which are still to be typed
    assert form.entity.key == "order"
    assert form.base["payment_terms"] == "14 days net"
    form.editors["lines"].set_value(
        ({"description": "Rack", "quantity": D(3), "unit_price": D(10)},)
    )
    form.submit()
    wait_idle(program.tasks)
    assert page.model.rowCount() == 1
    assert page.model.data(page.model.index(0, 0)).startswith("O-")


def test_a_new_order_is_like_an_earlier_one(
    program: Application, window: MainWindow, order: Record, lupa: Record, qtbot: QtBot
) -> None:
    shown(program, window, order)
    window.work.new(order_entity(), company=ref(lupa))
    wait_idle(program.tasks)
    dialog = window.papers.work.dialog
    assert isinstance(dialog, NewOrderDialog)
    assert len(dialog.choices) == 2
    assert order.label in dialog.choices[1][0].text()
    press(program, qtbot, dialog.choices[1][0])
    qtbot.keyClick(dialog, ENTER, CONTROL)
    wait_idle(program.tasks)
    made = window.page.pane.record
    assert made is not None
    assert made.label != order.label
    assert made.values["tax_exclusive"] == order.values["tax_exclusive"]
    assert [row["delivered_quantity"] for row in made.values["lines"]] == [None, None, None]


def test_nothing_is_planned_about_an_order(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    shown(program, window, order)
    assert window.commands["call"].isEnabled()
    assert not window.commands["complete"].isEnabled()
    opened(program, window, order, qtbot)
    assert not window.commands["complete"].isEnabled()


def order_entity() -> EntityType:
    return ENTITIES["order"]


def test_the_list_says_what_is_open(
    program: Application, window: MainWindow, order: Record
) -> None:
    pane = shown(program, window, order)
    model = window.page.model
    heads = [column.key for column in model.columns]
    assert heads == ["name", "status", "delivery_on", "tax_exclusive", "open_net"]
    row = model.row_at(0)
    assert row is not None
    assert model.subtitle(row) == "Lupa"
    assert "1,099" in model.text(row, heads.index("open_net"))
    assert "5 days late" in overview(pane).told.text()
    assert cells(pane, "Open") == ["", "10", "2"]
    assert list(pane.head.buttons) == [
        *("order_confirm", "order_deliver", "order_invoice", "order_print")
    ]


def test_prices_of_a_page_are_as_exact_as_they_are(
    program: Application, window: MainWindow, lupa: Record, qtbot: QtBot
) -> None:
    label = {"kind": "product", "description": "Label", "unit_price": D("0.0085")}
    lines = (label | {"quantity": D(2000)},)
    cheap = new(program, "order", company=ref(lupa), currency="EUR", lines=lines)
    page = opened(program, window, cheap, qtbot)
    assert cells(page, "Price") == ["0.0085"]
    assert cells(page, "Net") == ["17.00"]


def test_confirmed_cancelled_and_taken_back(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    pane = shown(program, window, order)
    press(program, qtbot, pane.head.buttons["order_confirm"])
    assert load(program, order).values["status"] == "confirmed"
    assert "order_confirm" not in pane.head.buttons
    assert window.focusWidget() is pane.head.buttons["order_deliver"]  # what comes next
    window.commands["order_cancel"].trigger()
    wait_idle(program.tasks)
    assert load(program, order).values["status"] == "cancelled"
    assert not window.commands["order_deliver"].isEnabled()
    assert not window.commands["order_cancel"].isEnabled()
    qtbot.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    wait_idle(program.tasks)
    assert load(program, order).values["status"] == "confirmed"
    assert window.commands["order_deliver"].isEnabled()


def test_the_menu_of_an_order_has_all_that_is_done_with_orders(
    program: Application, window: MainWindow, order: Record
) -> None:
    pane = shown(program, window, order)
    pane.menu_asked.emit(pane.mapToGlobal(pane.rect().center()))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = [action for action in menu.actions() if action.isVisible()]
    for key in ("order_cancel", "order_proforma", "order_delivery_note"):
        assert window.commands[key] in offered
    assert window.commands["contract_renew"] not in offered
    assert window.commands["copy_cards"] not in offered  # an order is no business card
    menu.close()


# ---------------------------------------------------------------- deliver


def test_a_part_is_delivered_with_the_keyboard_alone(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    page = opened(program, window, order, qtbot)
    assert cells(page, "Ordered") == ["", "10 pc", "2"]
    press(program, qtbot, page.head.buttons["order_deliver"])
    dialog = window.papers.work.dialog
    assert isinstance(dialog, DeliverDialog)
    rack, scanner = dialog.grid.quantities.values()
    assert (rack.text(), scanner.text()) == ("10", "2")
    assert dialog.focusWidget() is rack
    rack.selectAll()
    keys(qtbot, rack, "4", Qt.Key.Key_Tab)
    assert dialog.focusWidget() is scanner
    keys(qtbot, scanner, Qt.Key.Key_Tab)
    (box,) = dialog.grid.serials.values()
    assert dialog.focusWidget() is box
    keys(qtbot, box, "SN-1", ENTER)
    qtbot.keyClick(dialog, ENTER, CONTROL)
    wait_idle(program.tasks)
    assert dialog.isVisible()
    assert "1 serial numbers for 2 pieces" in dialog.notice.label.text()
    keys(qtbot, box, "SN-2")
    qtbot.keyClick(box, ENTER, CONTROL)
    wait_idle(program.tasks)
    assert load(program, order).values["status"] == "part-delivered"
    assert cells(page, "Open") == ["", "6", "0"]
    assert overview(page).items.text() == "2 installed items"
    assert "is now part delivered" in window.toast.label.text()
    qtbot.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    wait_idle(program.tasks)
    assert cells(page, "Open") == ["", "10", "2"]
    assert load(program, order).values["status"] == "open"


def test_a_quantity_that_is_none_and_one_too_many(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    shown(program, window, order)
    window.commands["order_deliver"].trigger()
    wait_idle(program.tasks)
    dialog = window.papers.work.dialog
    assert isinstance(dialog, DeliverDialog)
    rack, scanner = dialog.grid.quantities.values()
    scanner.clear()
    rack.setText("many")
    dialog.submit()
    assert "no number" in dialog.notice.label.text()
    assert dialog.focusWidget() is rack
    rack.setText("11")
    dialog.submit()
    wait_idle(program.tasks)
    assert "10 are still to be delivered, not 11" in dialog.notice.label.text()
    press(program, qtbot, dialog.more)
    dialog.submit()
    wait_idle(program.tasks)
    assert load(program, order).values["lines"][1]["delivered_quantity"] == 11


def test_a_delivery_arrives_comes_back_and_goes(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    done = do(program, deliveries.deliver.call(order.id, [Part(2, D(4))]))
    page = opened(program, window, order, qtbot)
    press(program, qtbot, overview(page).buttons["delivery_arrived"])
    delivery = do(program, records.load.call("delivery", done.id))
    assert delivery.values["status"] == "delivered"
    assert "delivery_arrived" not in overview(page).buttons
    menu = overview(page).menu_of(delivery)
    words = [action.text() for action in menu.actions()]
    assert words[2] == "&All of it came back"
    menu.actions()[2].trigger()
    wait_idle(program.tasks)
    assert cells(page, "Open") == ["", "10", "2"]
    menu.actions()[3].trigger()
    wait_idle(program.tasks)
    assert do(program, orders.overview.call(order.id)).deliveries == ()
    assert "Nothing was delivered yet." in _texts(overview(page))


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_installed_items_of_an_order_are_a_list(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    do(program, deliveries.deliver.call(order.id, [Part(3, D(2), "A-1\nA-2")]))
    page = opened(program, window, order, qtbot)
    press(program, qtbot, overview(page).items)
    assert window.current == "asset"
    assert window.page.model.rowCount() == 2
    window.page.view.go_to(0)
    wait_idle(program.tasks)
    page = opened(program, window, window.page.pane.record, qtbot)  # type: ignore[arg-type]
    assert page.overview.told.text().startswith("Warranty for ")  # type: ignore[attr-defined]
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    wait_idle(program.tasks)
    back = window.places.page  # where the list of the items was asked for
    assert back is not None
    assert back.record == load(program, order)


# ---------------------------------------------------------------- invoices and papers


def test_an_invoice_is_noted_and_paid(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    do(program, deliveries.deliver.call(order.id, [Part(2, D(4))]))
    page = opened(program, window, order, qtbot)
    press(program, qtbot, page.head.buttons["order_invoice"])
    dialog = window.papers.work.dialog
    assert isinstance(dialog, InvoiceDialog)
    assert [edit.text() for edit in dialog.grid.quantities.values()] == ["4", ""]
    assert dialog.amount.text() == "With tax: €47.12"
    dialog.submit()
    wait_idle(program.tasks)
    assert "needs its number" in dialog.notice.label.text()
    keys(qtbot, dialog.editors["number"].main, "R-1")
    qtbot.keyClick(dialog, ENTER, CONTROL)
    wait_idle(program.tasks)
    (row,) = load(program, order).values["invoices"]
    assert (row["number"], row["amount"]) == ("R-1", D("47.12"))
    assert row["due_on"] == row["issued_on"] + timedelta(days=30)
    press(program, qtbot, overview(page).buttons["invoice_paid"])
    assert load(program, order).values["paid"] == D("47.12")
    assert "invoice_paid" not in overview(page).buttons


def test_papers_are_shown_as_they_are_sent(
    program: Application, window: MainWindow, order: Record, qtbot: QtBot
) -> None:
    shown(program, window, order)
    window.commands["order_delivery_note"].trigger()
    wait_idle(program.tasks)
    assert window.papers.work.dialog is None  # there is no delivery yet, and that is said
    do(program, deliveries.deliver.call(order.id, [Part(2, D(4))]))
    for key in ("order_print", "order_delivery_note", "order_proforma"):
        window.commands[key].trigger()
        wait_idle(program.tasks)
        preview = window.papers.work.dialog
        assert isinstance(preview, PdfPreview)
        assert preview.data.startswith(b"%PDF")
        preview.reject()


def test_a_delivery_note_is_saved_for_excel(
    program: Application,
    window: MainWindow,
    order: Record,
    answers: Answers,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    do(program, deliveries.deliver.call(order.id, [Part(2, D(4))]))
    page = opened(program, window, order, qtbot)
    found = do(program, orders.overview.call(order.id))
    answers.will_say(tmp_path / "note.xlsx")
    overview(page).menu_of(found.deliveries[0]).actions()[1].trigger()
    wait_idle(program.tasks)
    assert (tmp_path / "note.xlsx").read_bytes().startswith(b"PK")


def test_the_customer_is_called(
    program: Application, window: MainWindow, order: Record, answers: Answers
) -> None:
    shown(program, window, order)
    window.commands["call"].trigger()
    wait_idle(program.tasks)
    assert answers.opened == ["tel:+49401234"]
    window.commands["mail"].trigger()
    wait_idle(program.tasks)
    assert "no such address" in window.toast.label.text()


# ---------------------------------------------------------------- contracts


@pytest.fixture
def contract(program: Application, window: MainWindow, lupa: Record) -> Record:
    today = date.today()  # noqa: DTZ011  a calendar day here
    values = {"status": "active", "amount": D(100), "period": "month", "currency": "EUR"}
    new(program, "contract", name="Far", ends_on=today + timedelta(days=400), **values)
    return new(
        program,
        "contract",
        name="Service",
        company=ref(lupa),
        ends_on=today + timedelta(days=80),
        notice_days=30,
        renewal="automatic",
        renewal_months=12,
        **values,
    )


def test_the_contracts_that_run_out_are_a_list(
    program: Application, window: MainWindow, contract: Record
) -> None:
    throw_away(program, "contract")
    do(program, records.restore.call("contract", [contract.id]))
    window.commands["contracts_60"].trigger()
    wait_idle(program.tasks)
    page = window.page
    assert (window.current, page.model.rowCount()) == ("contract", 1)
    at = [column.key for column in page.model.columns].index("days_left")
    row = page.model.row_at(0)
    assert row is not None
    assert page.model.text(row, at) == "50 days to notice"
    assert page.model.is_late(row, at)
    assert page.model.subtitle(row) == "Lupa"


def test_the_orders_to_be_delivered_are_a_list(
    program: Application, window: MainWindow, order: Record
) -> None:
    throw_away(program, "order")
    do(program, records.restore.call("order", [order.id]))
    do(program, orders.cancel.call(new(program, "order", title="Not any more").id))
    window.commands["backlog"].trigger()
    wait_idle(program.tasks)
    assert (window.current, window.page.model.rowCount()) == ("order", 1)


def test_a_contract_is_renewed_with_the_keyboard(
    program: Application, window: MainWindow, contract: Record, qtbot: QtBot
) -> None:
    page = opened(program, window, contract, qtbot)
    press(program, qtbot, page.head.buttons["contract_renew"])
    dialog = window.papers.work.dialog
    assert isinstance(dialog, RenewDialog)
    press(program, qtbot, dialog.deal)
    qtbot.keyClick(dialog, ENTER, CONTROL)
    wait_idle(program.tasks)
    now = load(program, contract).values
    assert (now["ends_on"] - contract.values["ends_on"]).days in (365, 366)
    assert now["renewal_deal"].label == "Renewal: Service"
    assert "in the pipeline" in window.toast.label.text()
    qtbot.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    wait_idle(program.tasks)
    assert load(program, contract).values["ends_on"] == contract.values["ends_on"]


def test_items_are_put_under_a_contract(
    program: Application, window: MainWindow, contract: Record, lupa: Record, qtbot: QtBot
) -> None:
    for name in ("Scanner", "Printer"):
        new(program, "asset", name=name, serial=f"{name}-1", company=ref(lupa))
    page = opened(program, window, contract, qtbot)
    press(program, qtbot, page.overview.add)  # type: ignore[attr-defined]
    dialog = window.papers.work.dialog
    assert isinstance(dialog, CoverDialog)
    assert dialog.list.count() == 2
    dialog.list.setCurrentRow(0)
    keys(qtbot, dialog.list, Qt.Key.Key_Space)
    qtbot.keyClick(dialog, ENTER, CONTROL)
    wait_idle(program.tasks)
    (item,) = do(program, contracts.covered.call(contract.id))
    (link,) = page.overview.links  # type: ignore[attr-defined]
    assert link.text() == item.label
    press(program, qtbot, link)
    assert window.current == "asset"
    assert window.page.pane.record == item


def test_a_contract_without_end_offers_nothing(
    program: Application, window: MainWindow, lupa: Record
) -> None:
    endless = new(program, "contract", name="Endless", company=ref(lupa), status="active")
    pane = shown(program, window, endless)
    assert pane.head.buttons == {}
    assert not window.commands["contract_renew"].isEnabled()
    assert window.commands["contract_cover"].isEnabled()
