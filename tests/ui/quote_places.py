"""The page of a quote and its dialogs, for tests that walk through every place."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop import services
from crm_desktop.services.catalog import Ref
from crm_desktop.ui.application import Application
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.pages.quote_page import QuotePage
from tests.ui.waiting import wait_idle


def _asked(program: Application, call: Any) -> Any:
    found: list[Any] = []
    program.tasks.query(program.tasks, "asked", call, done=found.append)
    wait_idle(program.tasks)
    return found[0]


def _written(program: Application, window: MainWindow) -> QuotePage:
    """A quote with lines of every kind."""
    (company, *_rest) = _asked(program, services.listing.suggest.call("company", ""))
    window.quotes.new({"company": Ref(company.id, company.label)})
    wait_idle(program.tasks)
    page = window.places.page
    assert isinstance(page, QuotePage)
    call = services.sales.prices.search.call("", page.prices.setting(), 6)
    page.edits.type_in(None, "code", "# Equipment")
    page.edits.take_offers(None, _asked(program, call))
    wait_idle(program.tasks)
    keys = [row["_key"] for row in page.document.rows]
    page.edits.make_options(keys[2:3])
    page.edits.make_alternatives(keys[3:5])
    page.edits.type_in(keys[1], "unit_price", "0.5")
    page.totals.adjustments.add(charge=True, amount=None)
    return page


def quote(program: Application, window: MainWindow) -> QWidget:
    page = _written(program, window)
    wait_idle(program.tasks)
    page.header.first().setFocus()  # in the lines Tab goes from cell to cell
    return window


def quote_costs(program: Application, window: MainWindow) -> QWidget:
    page = _written(program, window)
    page.tools.inside.setChecked(True)
    page.header.first().setFocus()
    return window


def quote_sending(program: Application, window: MainWindow) -> QWidget:
    page = _written(program, window)
    page.work.sending.send()
    wait_idle(program.tasks)
    dialog = page.work.dialog
    assert dialog is not None
    return dialog


def quote_pages(program: Application, window: MainWindow) -> QWidget:
    page = _written(program, window)
    page.work.preview()
    wait_idle(program.tasks)
    assert page.work.pages is not None
    return page.work.pages


def quote_currency(program: Application, window: MainWindow) -> QWidget:
    page = _written(program, window)
    page.work.choose_currency()
    wait_idle(program.tasks)
    dialog = page.work.dialog
    assert dialog is not None
    return dialog


QUOTE_PLACES = (quote, quote_costs, quote_sending, quote_pages, quote_currency)
