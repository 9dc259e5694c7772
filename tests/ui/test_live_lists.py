"""Lists that are ordered, filtered and added up by figures, in the window."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.services import opening, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import Filter, Op, Sort
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.quote.ask_dialog import AskDialog
from tests.ui.quotes import Writer, new_office
from tests.ui.test_filters import Desk
from tests.ui.test_orders import new
from tests.ui.waiting import elsewhere, wait_idle

KEY = Qt.Key


def names(page: ListPage) -> list[str]:
    """What the list holds, from the top."""
    rows = [page.model.row_at(at) for at in range(page.model.rowCount())]
    return [str(row.cells[0]) for row in rows if row is not None]


def order(program: Application, title: str, price: int) -> Record:
    line = {"position": 1, "description": "Rack", "quantity": D(1), "unit_price": D(price)}
    return new(program, "order", title=title, currency="EUR", lines=(line,), number=title)


def click(page: ListPage, key: str) -> None:
    """On the heading of a column."""
    header = page.view.header
    at = [column.key for column in page.model.columns].index(key)
    place = QPoint(header.sectionViewportPosition(at) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_orders_are_ordered_and_found_by_what_is_open(
    program: Application, window: MainWindow
) -> None:
    for title, price in (("O-2", 300), ("O-1", 4_000), ("O-3", 20)):
        order(program, title, price)
    window.show_page("order")
    wait_idle(program.tasks)
    page = window.page
    page.set_columns(["name", "status", "open_net"])
    wait_idle(program.tasks)
    click(page, "open_net")
    wait_idle(program.tasks)
    assert page.asked().sort == (Sort("open_net"),)
    mine = [name for name in names(page) if name in ("O-1", "O-2", "O-3")]
    assert mine == ["O-3", "O-2", "O-1"]
    desk = Desk(program, window)
    desk.open("open net")
    desk.compare("at least")
    desk.type("1000")
    wait_idle(program.tasks)
    assert page.asked().filters == (Filter("open_net", Op.GE, (D(1000),)),)
    assert "O-1" in names(page)
    assert not {"O-2", "O-3"} & {*names(page)}


def test_companies_are_ordered_and_added_up_by_their_deals(
    program: Application, window: MainWindow
) -> None:
    for at, count in enumerate((1, 3, 2)):
        company = new(program, "company", name=f"Zeta {at}")
        for _deal in range(count):
            new(program, "deal", title="Hall", company=Ref(company.id, ""))
    window.show_page("company")
    wait_idle(program.tasks)
    page = window.page
    page.set_columns(["name", "open_deals"])
    page.set_order((Sort("open_deals", True),))
    wait_idle(program.tasks)
    assert [n for n in names(page) if n.startswith("Zeta")] == ["Zeta 1", "Zeta 2", "Zeta 0"]
    page.view.setFocus()
    page.view.selectAll()
    QTest.keyClick(page.view, KEY.Key_Right)
    wait_idle(program.tasks)
    assert window.status.sum_words.startswith("Open deals: sum ")
    menu = QMenu()
    page._fill_order(menu)
    there = {action.text().replace("&", "") for action in menu.actions()}
    assert {"Open deals", "Weighted", "Won total", "Won this year"} <= there
    menu.deleteLater()


@pytest.fixture
def office(request: pytest.FixtureRequest) -> str:
    """An office on a server, with a boss; the one at this machine is the administrator."""
    address = new_office(request)

    def hire() -> None:
        workspace = opening.open_workspace(address)
        values: dict[str, Any] = {"name": "Ada Krüger", "login": "ada", "role": "owner"}
        records.create(workspace, "user", values | {"active": True})
        workspace.close()

    elsewhere(hire)
    return address


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_who_may_not_approve_is_told_who_can(
    office: str, program: Application, qtbot: QtBot
) -> None:
    writer = Writer(program, qtbot, office)
    page = writer.new()
    writer.line("SCAN-2", "2")
    page.work.deciding.ask_approval()
    writer.settle()
    dialog = writer.program.window.findChild(AskDialog)
    assert dialog is not None
    dialog.ok.click()
    writer.settle()
    assert writer.stored().values["status"] == "in-approval"
    assert not page.work.step_button.isVisible()
    assert "Ada Krüger can approve it." in page.notice.label.text()
    page.work.open_menu()
    assert page.work.menu is not None
    said = [action.text() for action in page.work.menu.actions()]
    assert not [words for words in said if "Refuse" in words]
    page.work.menu.close()
