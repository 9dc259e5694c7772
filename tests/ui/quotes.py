"""An office that sells five things, and hands that write quotes in it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.services import opening, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from crm_desktop.ui.application import Application
from crm_desktop.ui.pages.quote_page import QuotePage
from crm_desktop.ui.quote.editors import CodeLine
from crm_desktop.ui.quote.product_list import ProductList
from tests.stores import make_office
from tests.ui.waiting import elsewhere, settle, workspace_of

CTRL = Qt.KeyboardModifier.ControlModifier
NOTHING = Qt.KeyboardModifier.NoModifier
D = Decimal
# Code, name, price, cost, floor.
GOODS = (
    ("SCAN-1", "Hand scanner", "199.90", "121.40", "150"),
    ("SCAN-2", "Hand scanner, wireless", "329.00", "204.50", None),
    ("LAB-1", "Label printer", "389.00", "260.00", None),
    ("FILM-1", "Stretch film", "8.95", "5.10", None),
    ("HOUR", "Installation, per hour", "62.00", "38.00", None),
)


def new_office(request: pytest.FixtureRequest) -> str:
    """The address of a fresh office on the database that `request` names."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("store_file"))
    url: str = request.getfixturevalue("postgres_url")
    make_office(url)
    return url


def stock(workspace: Workspace) -> dict[str, Ref]:
    """Products, a customer, a contact; by code and by name."""
    found: dict[str, Ref] = {}
    for code, name, price, cost, floor in GOODS:
        values: dict[str, Any] = {
            "code": code,
            "name": name,
            "kind": "goods",
            "unit": "pcs",
            "list_price": D(price),
            "cost": D(cost),
            "currency": "EUR",
        }
        if floor:
            values["min_price"] = D(floor)
        if code == "FILM-1":
            values["prices"] = (
                {"min_quantity": D(50), "unit_price": D("7.25"), "currency": "EUR"},
            )
        made = records.create(workspace, "product", values)
        found[code] = Ref(made.id, made.label)
    company = records.create(
        workspace,
        "company",
        {
            "name": "Größe & Söhne GmbH",
            "language": "de",
            "payment_terms": "14 days net",
            "addresses": ({"street": "Hafenstraße 1", "city": "Hamburg", "country": "DE"},),
        },
    )
    person = records.create(
        workspace,
        "person",
        {
            "first_name": "Jonas",
            "last_name": "Weiß",
            "company": Ref(company.id, company.label),
            "emails": ({"address": "jonas@groesse.example", "is_primary": True},),
        },
    )
    found["company"] = Ref(company.id, company.label)
    found["person"] = Ref(person.id, person.label)
    return found


class Writer:
    """Somebody at the page of a quote, with a keyboard and no mouse.

    Attributes:
        refs: the goods and the customer.
    """

    def __init__(self, program: Application, qtbot: QtBot, address: str) -> None:
        self.program, self.qtbot = program, qtbot
        self.refs = elsewhere(lambda: self._stock(address))
        program.window.resize(1280, 800)
        if "://" in address:
            program.start("", [])
            program.open(address)
        else:
            program.start(address, [])
        self.settle()
        with qtbot.waitActive(program.window):
            program.window.activateWindow()

    @staticmethod
    def _stock(address: str) -> dict[str, Ref]:
        workspace = opening.open_workspace(address)
        try:
            return stock(workspace)
        finally:
            workspace.close()

    def settle(self) -> None:
        settle(self.program)

    # ------------------------------------------------------------------------------------- page

    def new(self, **preset: Any) -> QuotePage:
        """A new quote for the customer."""
        window = self.program.window
        window.quotes.new({"company": self.refs["company"], **preset})
        self.settle()
        page = self.page
        page.grid.setFocus()
        page.grid.go_to(page.model.rowCount() - 1, "code")
        return page

    @property
    def page(self) -> QuotePage:
        page = self.program.window.places.page
        assert isinstance(page, QuotePage)
        return page

    def stored(self, key: UUID | None = None) -> Record:
        """The quote as it is in the store."""
        wanted = key or self.page.record.id  # type: ignore[union-attr]
        workspace = workspace_of(self.program)
        return elsewhere(lambda: records.load(workspace, "quote", wanted))

    def by_a_colleague(self, **values: Any) -> Record:
        """Another program saves the quote."""
        before = self.stored()

        def save() -> Record:
            other = opening.open_workspace(workspace_of(self.program).store.address)
            try:
                return records.save(other, "quote", before.id, values, version=before.version)
            finally:
                other.close()

        return elsewhere(save)

    def codes(self) -> list[Any]:
        return [row.get("code") for row in self.page.document.rows]

    def cells(self, key: str) -> list[Any]:
        return [row.get(key) for row in self.page.document.rows]

    # ------------------------------------------------------------------------------------- keys

    def type(self, words: str) -> None:
        """Each letter goes to where the keyboard is."""
        for letter in words:
            QTest.keyClicks(self._here(), letter)

    def press(self, key: Qt.Key, mods: Qt.KeyboardModifier = NOTHING, times: int = 1) -> None:
        for _time in range(times):
            QTest.keyClick(self._here(), key, mods)

    def enter(self, words: str) -> None:
        """Type, and Enter."""
        self.type(words)
        self.press(Qt.Key.Key_Return)

    def line(self, code: str, quantity: str = "") -> None:
        """A line with its code and its quantity; the keyboard is on the next one then."""
        self.enter(code)
        self.settle()
        if quantity:
            self.enter(quantity)
        else:
            self.press(Qt.Key.Key_Return)
        self.settle()

    def search(self, words: str) -> ProductList:
        """Type until the products are there."""
        self.type(words)
        editor = self._here()
        assert isinstance(editor, CodeLine)
        self.qtbot.waitUntil(lambda: editor.is_settled and editor.products.isVisible())
        self.settle()
        return editor.products

    def save(self) -> None:
        self.press(Qt.Key.Key_S, CTRL)
        self.settle()

    def _here(self) -> Any:
        here = QApplication.focusWidget()
        if here is None:  # offscreen, a dialog that closes leaves no window active
            window = self.program.window
            with self.qtbot.waitActive(window):
                window.activateWindow()
            here = QApplication.focusWidget()
        assert here is not None
        return here

    # ---------------------------------------------------------------------------------- as store

    def run(self, work: Callable[[Workspace], Any]) -> Any:
        """Something done in the store meanwhile, in another program."""
        address = workspace_of(self.program).store.address

        def go() -> Any:
            other = opening.open_workspace(address)
            try:
                return work(other)
            finally:
                other.close()

        return elsewhere(go)

    def frozen_pdf(self, key: UUID) -> bytes:
        """What was kept of a quote when it was sent."""
        return bytes(self.run(lambda workspace: quotes.pdf(workspace, key)).data)
