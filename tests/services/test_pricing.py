"""The arithmetic of documents: by hand, by the rules of EN 16931, and for any document."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.pricing import (
    Adjustment,
    Document,
    Line,
    Priced,
    explain,
    explain_line,
    plain,
    price,
    spread,
    unit_of,
)

D = Decimal
CENT = D("0.01")
RATES = (D(0), D(7), D(19), D("5.5"), D(25))


def rounded(amount: D, unit: D = CENT) -> D:
    return amount.quantize(unit, ROUND_HALF_UP)


# ------------------------------------------------------------------------------ by hand


def test_a_quote_by_hand() -> None:
    """3 x 19.99 less 10 %, at 19 %; 100 at 7 %; 5.00 off at 19 %."""
    ten = (Adjustment(percent=D(10)),)
    lines = (
        Line(D(3), D("19.99"), allowances=ten, tax_rate=D(19)),
        Line(D(1), D(100), tax_rate=D(7)),
    )
    five = (Adjustment(D(5), tax_category="S", tax_rate=D(19)),)
    priced = price(Document("EUR", lines, allowances=five))
    assert [line.net for line in priced.lines] == [D("53.97"), D("100.00")]
    assert [(t.rate, t.taxable, t.tax) for t in priced.taxes] == [
        (D(7), D("100.00"), D("7.00")),
        (D(19), D("48.97"), D("9.30")),
    ]
    assert (priced.tax_exclusive, priced.tax_inclusive) == (D("148.97"), D("165.27"))
    assert priced.payable == D("165.27")


@pytest.mark.parametrize(
    ("quantity", "unit_price", "base", "net"),
    [
        ("3", "0.335", "1", "1.01"),  # 1.005: a half goes away from zero
        ("-3", "0.335", "1", "-1.01"),
        ("7", "10", "3", "23.33"),
        ("1000", "12.345", "100", "123.45"),
        ("0", "9.99", "1", "0.00"),
        ("999999999999", "9999.9999", "1", "9999999899990000.00"),
    ],
)
def test_a_line_is_quantity_times_price(
    quantity: str, unit_price: str, base: str, net: str
) -> None:
    line = Line(D(quantity), D(unit_price), D(base))
    assert price(Document("EUR", (line,))).lines[0].net == D(net)


def test_prices_with_tax() -> None:
    """119 with 19 % in it is 100; three times 1.00 with 19 % adds up to 2.52 without."""
    priced = price(Document("EUR", (Line(D(1), D(119), tax_rate=D(19)),), prices_include_tax=True))
    assert (priced.tax_exclusive, priced.tax_total) == (D("100.00"), D("19.00"))
    three = price(
        Document(
            "EUR", tuple(Line(D(1), D(1), tax_rate=D(19)) for _ in "abc"), prices_include_tax=True
        )
    )
    assert three.tax_inclusive == D("3.00")
    assert sorted(line.net for line in three.lines) == [D("0.84"), D("0.84"), D("0.84")]
    assert three.lines_total == D("2.52")


def test_a_discount_on_prices_with_tax_does_not_make_them_nothing() -> None:
    ten = (Adjustment(percent=D(10)),)
    line = Line(D(1), D("12.00"), allowances=ten, tax_rate=D(20))
    priced = price(Document("EUR", (line,), prices_include_tax=True))
    assert (priced.tax_inclusive, priced.tax_exclusive) == (D("10.80"), D("9.00"))


def test_tax_of_each_line_or_of_each_rate() -> None:
    lines = tuple(Line(D(1), D("0.03"), tax_rate=D(19)) for _ in range(10))
    assert price(Document("EUR", lines)).tax_total == D("0.06")
    assert price(Document("EUR", lines, tax_per_line=True)).tax_total == D("0.10")


@pytest.mark.parametrize(
    ("step", "payable", "rounding"),
    [("0.05", "10.00", "-0.02"), ("0.10", "10.00", "-0.02"), ("1", "10.00", "-0.02")],
)
def test_cash_is_rounded_to_what_there_are_coins_for(
    step: str, payable: str, rounding: str
) -> None:
    priced = price(Document("CHF", (Line(D(1), D("10.02")),), cash_step=D(step)))
    assert (priced.payable, priced.rounding) == (D(payable), D(rounding))


def test_currencies_have_their_own_decimals() -> None:
    line = (Line(D(1), D("1234.5678"), tax_rate=D(10)),)
    assert price(Document("JPY", line)).tax_inclusive == D(1359)
    assert price(Document("KWD", line)).tax_inclusive == D("1358.025")
    assert price(Document("RSD", line)).tax_inclusive == D("1358.03")  # CLDR shows it without
    with pytest.raises(KeyError):
        unit_of("XXY")


def test_margin() -> None:
    lines = (Line(D(2), D(100), cost=D(60)), Line(D(1), D(50), cost=D(10)))
    priced = price(Document("EUR", lines, allowances=(Adjustment(D(25)),)))
    assert priced.margin == D("95.00")
    assert priced.margin_percent == D("42.2")
    assert sum(line.margin or D(0) for line in priced.lines) == priced.margin
    unknown = price(Document("EUR", (*lines, Line(D(1), D(1)))))
    assert unknown.margin is None


def test_figures_explain_themselves() -> None:
    ten = (Adjustment(percent=D(10)),)
    line = Line(D("2.50"), D("19.99"), allowances=ten, tax_rate=D(19))
    priced = price(Document("EUR", (line,), prepaid=D(5)))
    words = [(term.words, term.amount) for term in explain_line(line, priced.lines[0])]
    assert words == [("2.5 × 19.99", D("49.98")), ("Discounts", D("-5.00"))]
    assert [term.words for term in explain(priced, "tax_total")] == ["S 19 %, of 44.98"]
    assert [term.words for term in explain(priced, "payable")][1] == "Paid already"
    assert plain(D("1E+2")) == "100"


# ------------------------------------------------------------------------- any document

amounts = st.decimals(0, 100_000, places=2)
prices = st.decimals(-1_000, 100_000, places=4)
rates = st.sampled_from(RATES)
reductions = st.one_of(
    st.builds(Adjustment, amount=st.decimals(0, 50, places=2)),
    st.builds(Adjustment, percent=st.decimals(0, 100, places=2)),
)
lines = st.builds(
    Line,
    quantity=st.decimals(-100, 1_000, places=3),
    unit_price=prices,
    base_quantity=st.sampled_from([D(1), D(10), D("0.5"), D(3)]),
    allowances=st.lists(reductions, max_size=2).map(tuple),
    charges=st.lists(reductions, max_size=1).map(tuple),
    tax_rate=rates,
)
of_document = st.one_of(
    reductions, st.builds(Adjustment, amount=amounts, tax_category=st.just("S"), tax_rate=rates)
)
documents = st.builds(
    Document,
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    lines=st.lists(lines, min_size=1, max_size=8).map(tuple),
    prices_include_tax=st.booleans(),
    allowances=st.lists(of_document, max_size=2).map(tuple),
    charges=st.lists(of_document, max_size=2).map(tuple),
    tax_per_line=st.booleans(),
)


def adds_up(priced: Priced) -> None:
    """The rules BR-CO-10 to BR-CO-16, and what lines hold of the totals."""
    assert priced.lines_total == sum(line.net for line in priced.lines)
    assert priced.tax_exclusive == (
        priced.lines_total - priced.allowances_total + priced.charges_total
    )
    assert priced.tax_exclusive == sum(tax.taxable for tax in priced.taxes)
    assert priced.tax_total == sum(tax.tax for tax in priced.taxes)
    assert priced.tax_inclusive == priced.tax_exclusive + priced.tax_total
    assert priced.payable == priced.tax_inclusive - priced.prepaid + priced.rounding
    for figure in ("lines_total", "tax_exclusive", "tax_total", "tax_inclusive", "payable"):
        assert sum(term.amount for term in explain(priced, figure)) == getattr(priced, figure)


@given(documents)
def test_lines_add_up_to_totals(document: Document) -> None:
    priced = price(document)
    adds_up(priced)
    unit = unit_of(document.currency)
    for amount in (priced.payable, *(line.net for line in priced.lines)):
        assert amount == amount.quantize(unit)
        assert not (amount.is_zero() and amount.is_signed())
    if not document.prices_include_tax and not document.tax_per_line:
        for tax in priced.taxes:  # BR-CO-17
            assert tax.tax == rounded(tax.taxable * tax.rate / 100, unit)
    if all(each.group is None for each in (*document.allowances, *document.charges)):
        held = sum(line.net + line.spread for line in priced.lines)
        assert held == priced.tax_exclusive
        assert sum(line.tax for line in priced.lines) == priced.tax_total


@given(documents.filter(lambda document: len(document.lines) <= 4))
def test_the_order_of_lines_does_not_matter(document: Document) -> None:
    totals = {
        (priced.tax_exclusive, priced.tax_total, priced.payable)
        for order in list(permutations(document.lines))[:6]
        for priced in [price(replace(document, lines=order))]
    }
    assert len(totals) == 1


@given(st.lists(st.tuples(amounts, rates), min_size=1, max_size=8))
def test_prices_with_and_without_tax_agree(pairs: list[tuple[D, D]]) -> None:
    """Sold at prices with tax, it comes to their sum, and to the same tax within a cent a rate."""
    without = price(Document("EUR", tuple(Line(D(1), a, tax_rate=r) for a, r in pairs)))
    gross = [(t.taxable + t.tax, t.rate) for t in without.taxes]
    among = tuple(Line(D(1), amount, tax_rate=rate) for amount, rate in gross)
    back = price(Document("EUR", among, prices_include_tax=True))
    assert back.tax_inclusive == without.tax_inclusive
    for there, here in zip(without.taxes, back.taxes, strict=True):
        assert abs(there.tax - here.tax) <= CENT
        assert there.taxable + there.tax == here.taxable + here.tax


@given(
    st.decimals(-10_000, 10_000, places=2), st.lists(st.decimals(0, 1_000, places=2), max_size=9)
)
def test_parts_add_up_and_none_is_a_cent_too_far(amount: D, weights: list[D]) -> None:
    parts = spread(amount, weights, CENT)
    assert sum(parts) == (amount if weights else 0)
    if total := sum(weights):
        exact = [amount * weight / total for weight in weights]
        assert all(abs(part - by_rule) < CENT for part, by_rule in zip(parts, exact, strict=True))
