"""The table of deals begins with what is open: a chip that can be taken off."""

from __future__ import annotations

from decimal import Decimal as D
from uuid import UUID

import pytest

from crm_desktop.services import listing, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.sales.pipeline import deals
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.pages.list_place import ALL
from tests.ui.waiting import elsewhere, settle, workspace_of

OPEN = (Filter("status", Op.IN, ("open",)),)


def stage(program: Application, name: str) -> Ref:
    asked = ListQuery("stage", filters=(Filter("name", Op.EQ, (name,)),))
    (row,) = listing.page(workspace_of(program), asked, ("name",), 5)
    return Ref(UUID(bytes=row.id), name)


def deal(program: Application, title: str, *, won: bool = False) -> Record:
    def make() -> Record:
        workspace = workspace_of(program)
        made = records.create(workspace, "deal", {"title": title, "amount": D(100)})
        if won:
            deals.move(workspace, (made.id,), stage(program, "Won").id)
        return made

    return elsewhere(make)


def shown(program: Application, window: MainWindow) -> ListPage:
    window.show_page("deal")
    settle(program)
    return window.page


@pytest.fixture(autouse=True)
def _nothing_there(program: Application, window: MainWindow) -> None:
    """The deals of the sample data are gone."""
    del window

    def clear() -> None:
        every = listing.page(workspace_of(program), ListQuery("deal"), ("title",), 1000)
        gone = [UUID(bytes=row.id) for row in every]
        records.delete(workspace_of(program), "deal", gone)

    elsewhere(clear)


@pytest.fixture
def page(program: Application, window: MainWindow) -> ListPage:
    for title, won in (("Alpha", False), ("Beta", True)):
        deal(program, title, won=won)
    return shown(program, window)


def titles(page: ListPage) -> set[str]:
    rows = (page.model.cache.row(at) for at in range(page.model.rowCount()))
    return {str(row.cells[0]) for row in rows if row is not None}


def test_the_table_of_deals_begins_with_the_open_ones(program: Application, page: ListPage) -> None:
    assert page.filters.filters() == OPEN
    assert [chip.text().strip() for chip in page.filters.chips] == ["Status: Open"]
    assert titles(page) == {"Alpha"}
    page.filters.chips[0].removed.emit()
    settle(program)
    assert titles(page) == {"Alpha", "Beta"}


def test_the_board_has_columns_for_what_is_closed(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    window.commands["display_board"].trigger()
    settle(program)
    assert page.filters.filters() == ()
    assert page.displays.shown is not None
    assert page.displays.shown.summary().startswith("1 deal open")
    window.commands["display_table"].trigger()
    settle(program)
    assert page.filters.filters() == OPEN


def test_what_was_taken_off_stays_off(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    page.show_all()
    for display in ("board", "table"):
        window.commands[f"display_{display}"].trigger()
        settle(program)
    assert page.filters.filters() == ()
    page.place.show(ALL)
    settle(program)
    assert page.filters.filters() == OPEN


def test_who_asks_for_all_on_the_board_has_all_in_the_table(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    window.commands["display_board"].trigger()
    page.show_all()
    window.commands["display_table"].trigger()
    settle(program)
    assert titles(page) == {"Alpha", "Beta"}


def test_nothing_is_open(program: Application, window: MainWindow) -> None:
    deal(program, "Beta", won=True)
    page = shown(program, window)
    assert page.empty.title.text() == "No open deals"
    page.empty.link.click()
    settle(program)
    assert titles(page) == {"Beta"}


def test_there_is_nothing_at_all(program: Application, window: MainWindow) -> None:
    page = shown(program, window)
    assert page.empty.title.text() == "No deals yet"
    assert page.empty.link.text() == "Import from a file"


def test_a_list_of_others_is_shown_as_it_is_asked_for(
    program: Application, window: MainWindow, page: ListPage
) -> None:
    """From a record: all of its deals, the closed ones too."""
    window.places.open_list("deal", (Filter("title", Op.EQ, ("Beta",)),))
    settle(program)
    assert titles(page) == {"Beta"}
