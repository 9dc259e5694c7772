"""Documents as workbooks, read back: the figures of the pricing engine, and formulas that agree."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from crm_desktop.errors import ValidationFailed
from crm_desktop.services.documents.content import Address, Content, Section, Subtotal
from crm_desktop.services.documents.words import Words, totals
from crm_desktop.services.documents.xlsx import print_xlsx
from crm_desktop.services.pricing import Adjustment, Document
from tests.services.documents import samples

D = Decimal


class Read:
    """A workbook, once as stored results and once as formulas."""

    def __init__(self, content: Content) -> None:
        data = print_xlsx(content)
        self.values: Any = load_workbook(BytesIO(data), data_only=True).active
        self.formulas: Any = load_workbook(BytesIO(data)).active
        heads = next(row for row in self.values.iter_rows() if _is_head(content, row))
        self.head = heads[0].row
        self.last = max(cell.column for cell in heads if cell.value)

    def amounts(self) -> dict[str, Decimal]:
        """First cell with words -> last cell, below the head of the table."""
        found: dict[str, Decimal] = {}
        for row in self.values.iter_rows(min_row=self.head + 1):
            amount = row[self.last - 1].value
            words = [cell.value for cell in row[: self.last - 1] if isinstance(cell.value, str)]
            if isinstance(amount, int | float) and words:
                found.setdefault(words[0], D(repr(amount)))
        return found

    def texts(self) -> str:
        """All words."""
        cells = (cell.value for row in self.values.iter_rows() for cell in row)
        return "\n".join(cell for cell in cells if isinstance(cell, str))


def _is_head(content: Content, row: tuple[Any, ...]) -> bool:
    return row[0].value == Words(content.language).say.pos


@pytest.mark.parametrize(
    "content",
    [samples.small_quote(), samples.large_quote(), samples.chinese(), samples.proforma()],
    ids=["small", "large", "chinese", "proforma"],
)
def test_lines_and_totals_are_those_of_the_engine(content: Content) -> None:
    assert content.priced
    found = Read(content).amounts()
    for position in content.positions():
        assert position.priced
        assert found[position.number] == position.priced.total
    for row in totals(Words(content.language, content.priced.document.currency), content.priced):
        assert found[row.words] == row.amount


def test_subtotals() -> None:
    one, two, three = (samples.position(f"{i}", f"Ware {i}", "1", f"{i}0") for i in (1, 2, 3))
    items = [one, Section("Büro"), two, Subtotal("Bis hier"), three, Section("Hinweis")]
    found = Read(samples.document(items)).amounts()
    assert found["Bis hier"] == 20
    assert found["Zwischensumme Büro"] == 50
    assert "Zwischensumme Hinweis" not in found


def test_who_what_and_when() -> None:
    read = Read(samples.small_quote(draft=True))
    told = read.texts()
    for words in ("Angebot AN-2026-0042", "Frau Dr. Katharina Müller", "Entwurf", "Zahlung"):
        assert words in told
    assert "Treuerabatt: " in told
    book = load_workbook(BytesIO(print_xlsx(samples.small_quote())))
    assert book.properties.title == "AN-2026-0042"
    assert book.sheetnames == ["Angebot AN-2026-0042"]


def test_a_delivery_note() -> None:
    told = Read(samples.delivery())
    assert "Aviz de însoțire a mărfii AV-118" in told.texts()
    rows = [[cell.value for cell in row] for row in told.values.iter_rows(min_row=told.head + 1)]
    assert ["1", "Scaun de birou ergonomic", 16, 12, "buc."] in rows


def test_the_same_bytes() -> None:
    assert print_xlsx(samples.large_quote()) == print_xlsx(samples.large_quote())


def test_texts_are_no_formulas() -> None:
    items = [samples.position("=1+1", "=HYPERLINK(1)", "1", "1")]
    read = Read(samples.document(items, title="=A1", buyer=Address(("@SUM(A1)",))))
    told = read.texts()
    assert "=HYPERLINK(1)" in told
    assert "=A1" in told
    kinds = {cell.data_type for row in read.formulas.iter_rows() for cell in row if cell.value}
    formulas = [
        cell.value for row in read.formulas.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert "f" in kinds
    assert all(str(formula).startswith("=ROUND(") for formula in formulas)


def test_a_half_cent_has_no_formula() -> None:
    """1.005 is 1.00499... in binary: Excel would say 1.00, the engine says 1.01."""
    items = [samples.position("1", "Kleinteil", "1", "1.005"), samples.position("2", "x", "1", "2")]
    read = Read(samples.document(items))
    cells = {
        row[0].value: row[read.last - 1].value
        for row in read.formulas.iter_rows(min_row=read.head + 1)
    }
    assert cells["1"] == 1.01
    assert str(cells["2"]).startswith("=ROUND(")


def test_what_cannot_be_printed_is_refused() -> None:
    with pytest.raises(ValidationFailed):
        print_xlsx(samples.small_quote(number=""))


quantities = st.decimals(D("-99"), D(9_999), places=3)
prices = st.decimals(D("0.0001"), D(99_999), places=4)
percents = st.lists(
    st.builds(Adjustment, percent=st.decimals(0, 100, places=2), reason=st.just("")), max_size=2
).map(tuple)


@given(
    st.lists(
        st.tuples(quantities, prices, percents, st.sampled_from(["1", "3", "100"])),
        min_size=1,
        max_size=8,
    ),
    st.booleans(),
)
@settings(max_examples=60)
def test_every_formula_comes_to_the_amount_beside_it(
    asked: list[tuple[Decimal, Decimal, Any, str]], gross: bool
) -> None:
    """What Excel computes, in its binary numbers, is what is stored and what the engine says."""
    items = [
        samples.position(f"n{i}", "x", str(quantity), str(price), less=less, base=base)
        for i, (quantity, price, less, base) in enumerate(asked)
    ]
    content = samples.document(items, pricing=Document("EUR", prices_include_tax=gross))
    assert content.priced
    read = Read(content)
    found = read.amounts()
    for position in content.counting:
        assert position.priced
        assert found[position.number] == position.priced.total
    for row in read.formulas.iter_rows(min_row=read.head + 1):
        for cell in row:
            if cell.data_type == "f":
                stored = read.values[cell.coordinate].value
                assert computed(str(cell.value), read.values) == D(repr(stored)).quantize(D("0.01"))


def computed(formula: str, cells: Any) -> Decimal:
    """A formula of ours in binary numbers; ROUND works on the 15 figures that Excel shows."""

    def value(found: re.Match[str]) -> str:
        return repr(float(cells[found[0]].value or 0))

    def added(found: re.Match[str]) -> str:
        ranges = found[1].split(",")
        parts = [cell.value or 0 for each in ranges for row in cells[each] for cell in row]
        return repr(float(sum(parts)))

    text = formula.removeprefix("=")
    text = re.sub(r"SUM\(([^)]*)\)", added, text)
    text = re.sub(r"\b[A-Z]\d+\b", value, text)
    return D(repr(eval(text, {"ROUND": rounded}))).quantize(D("0.01"))  # noqa: S307


def rounded(value: float, digits: int) -> float:
    return float(D(f"{value:.15g}").quantize(D(1).scaleb(-digits), ROUND_HALF_UP))
