"""500 quotes at random: the screen, the database, the paper and the workbook say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal as D
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from crm_desktop.services import records, undo
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.documents.content import Content, Kind, check
from crm_desktop.services.documents.pdf import print_pdf
from crm_desktop.services.documents.words import Words, totals
from crm_desktop.services.documents.xlsx import print_xlsx
from crm_desktop.services.sales.papers import quote_documents
from crm_desktop.services.sales.papers.sheet import Sheet, sheet_of
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Workspace
from tests.services.documents import reading
from tests.stores import DATABASES, assert_sound, new_store, opened

QUOTES, PRINTED, UNDONE = 500, 40, 25
NAMES = ("Łódź Regały", "Бердичів склад", "Ștefan Țiriac", "北京仓库", "O'Brien & Søn")
LANGUAGES = ("en", "de", "pl", "ro", "ru", "uk", "zh", "fr")
TOTALS = (
    *("lines_total", "allowances_total", "charges_total", "tax_exclusive", "tax_total"),
    *("tax_inclusive", "payable", "cost", "margin_percent"),
)


class Writer:
    """Somebody who quotes anything."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)

    def money(self, most: int = 10**8, places: int = 4) -> D:
        return D(self.draw.randrange(most)).scaleb(-places)

    def some(self, value: D, share: float = 0.5) -> D | None:
        return value if self.draw.random() < share else None

    def line(self, at: int) -> dict[str, Any]:
        kinds = ("product",) * 8 + ("text", "text", "option", "note", "heading", "subtotal")
        kind = self.draw.choice(kinds)
        if kind == "option" and self.draw.random() < 0.4:
            kind = "alternative"
        name = self.draw.choice(NAMES)
        off = self.draw.choice((None, None, "percent", "amount"))
        return {
            "position": at,
            "kind": kind,
            "description": f"{name} {at}\nL 240 × B 80",
            "quantity": self.some(D(self.draw.randrange(1, 99_999)).scaleb(-2), 0.9),
            "unit": self.draw.choice((None, "pcs", "h", "Eimer")),
            "unit_price": self.some(self.money(), 0.95),
            "list_price": self.some(self.money(), 0.3),
            "base_quantity": self.draw.choice((None, None, D(100), D("2.5"))),
            "discount_percent": D(self.draw.randrange(10**6)).scaleb(-4)
            if off == "percent"
            else None,
            "discount_amount": self.money(10**4, 2) if off == "amount" else None,
            "tax_category": "S",
            "tax_rate": self.draw.choice((D(19), D(7), D("8.1"))),
            "cost": self.some(self.money(10**7), 0.8),
            "unselected": self.draw.random() < 0.5,
            "alternative_group": self.draw.choice((None, "A")),
        }

    def values(self) -> dict[str, Any]:
        draw = self.draw
        count = draw.choice((1, 2, 3, 5, 8, 13, 21))
        lines = tuple(self.line(at) for at in range(1, count + 1))
        allowances = tuple(
            {
                "is_charge": draw.random() < 0.3,
                "percent": D(draw.randrange(2_000)).scaleb(-2) if percent else None,
                "amount": None if percent else self.money(10**4, 2),
                "reason": draw.choice((None, "Rabatt")),
            }
            for percent in draw.choices((True, False), k=draw.choice((0, 0, 1, 2)))
        )
        return {
            "title": draw.choice(NAMES),
            "billing_address": f"{draw.choice(NAMES)}\n1 Main St",
            "issued_on": date(2026, 11, 22),
            "currency": draw.choice(("EUR", "EUR", "JPY", "KWD", "CHF")),
            "language": draw.choice(LANGUAGES),
            "prices_include_tax": draw.random() < 0.3,
            "tax_mode": draw.choice((None, "document", "line")),
            "lines": lines,
            "allowances": allowances,
            "prepaid": self.some(self.money(10**5, 2), 0.2),
            "rounding": self.some(D("0.02"), 0.1),
        }


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest) -> Iterator[Workspace]:
    with new_store(request.param, request) as address, opened(address) as workspace:
        yield workspace


def test_screen_paper_workbook_and_database_say_the_same(office: Workspace) -> None:
    writer = Writer(7)
    customer = records.create(office, "company", {"name": "Łódź Meble"})
    for number in range(QUOTES):
        values = writer.values() | {"company": Ref(customer.id, "")}
        stored = records.create(office, "quote", values)
        sheet = sheet_of(stored.values)
        _same_in_database(stored, sheet)
        assert sheet.totals() == sheet_of(values).totals(), "the screen before the save"
        with office.reading() as tx:
            content = quote_documents.content_of(tx, stored.id, Kind.QUOTE)
        check(content)
        assert content.priced == sheet.priced
        if number < PRINTED // (1 if office.store.is_sqlite else 8):
            _same_on_paper(content)
            _same_in_workbook(content)
    assert_sound(office)


def _same_in_database(stored: Record, sheet: Sheet) -> None:
    assert {key: stored.values[key] for key in TOTALS} == {
        key: sheet.totals()[key] for key in TOTALS
    }
    assert [row["net"] for row in stored.values["lines"]] == [row.net for row in sheet.rows]
    told = [(row["category"], row["rate"], row["tax"]) for row in stored.values["taxes"]]
    assert told == [(t.category, t.rate, t.tax) for t in sheet.priced.taxes]
    counting = (row["net"] for row, each in zip(stored.values["lines"], sheet.rows, strict=True))
    nets = [net for net, row in zip(counting, sheet.rows, strict=True) if row.counts]
    assert sum(nets, D()) == stored.values["lines_total"]


def _same_on_paper(content: Content) -> None:
    assert content.priced
    words = Words(content.language, content.priced.document.currency)
    read = reading.squeezed(reading.text(print_pdf(content).data))
    for position in content.positions():
        assert position.priced
        assert reading.squeezed(words.amount(position.priced.total)) in read
    for row in totals(words, content.priced):
        assert reading.squeezed(row.words) in read
        assert reading.squeezed(words.amount(row.amount)) in read
    for line in content.buyer.lines:
        assert reading.squeezed(line) in read


def _same_in_workbook(content: Content) -> None:
    assert content.priced
    sheet: Any = load_workbook(BytesIO(print_xlsx(content)), data_only=True).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    amounts = {D(repr(cell)) for cell in cells if isinstance(cell, int | float)}
    for position in content.positions():
        assert position.priced
        assert position.priced.total in amounts
    currency = content.priced.document.currency
    for row in totals(Words(content.language, currency), content.priced):
        assert row.amount in amounts, row.words


def test_undo_brings_every_figure_back(office: Workspace) -> None:
    writer = Writer(8)
    for _ in range(UNDONE):
        made = records.create(office, "quote", writer.values())
        wanted = {key: value for key, value in writer.values().items() if key != "title"}
        edited = records.save(office, "quote", made.id, wanted, version=made.version)
        _same_in_database(edited, sheet_of(edited.values))
        undo.undo(office)
        back = records.load(office, "quote", made.id)
        assert _told(back) == _told(made)
        undo.redo(office)
        assert _told(records.load(office, "quote", made.id)) == _told(edited)


def _told(record: Record) -> dict[str, Any]:
    return {
        key: tuple(sorted(repr(row) for row in value)) if isinstance(value, tuple) else value
        for key, value in record.values.items()
        if key != "updated_at"
    }


def test_what_was_sent_prints_as_it_was(office: Workspace) -> None:
    writer, printed = Writer(9), 0
    while printed < 5:
        made = records.create(office, "quote", writer.values())
        if quotes.ready(office, made.id).missing != ("Choose the customer it is for.",):
            continue
        customer = records.create(office, "company", {"name": NAMES[printed]})
        made = records.save(
            office, "quote", made.id, {"company": Ref(customer.id, "")}, version=made.version
        )
        quotes.send(office, made.id, made.version)
        with office.reading() as tx:
            anew = print_pdf(quote_documents.content_of(tx, made.id, Kind.QUOTE))
        assert anew.data == quotes.pdf(office, made.id).data
        printed += 1
