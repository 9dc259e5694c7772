"""Sheets: what stands in each row of a quote, what counts, the totals, and why they are so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services import pricing
from crm_desktop.services.catalog import Ref
from crm_desktop.services.sales.papers import line_amounts
from crm_desktop.services.sales.papers.sheet import Floor, Sheet, positioned, sheet_of

KINDS = [None, "product", "text", "heading", "subtotal", "note", "option"]
FIGURES = ("lines_total", "tax_exclusive", "tax_total", "tax_inclusive", "payable")


def line(price: str | None = "100", /, **more: Any) -> dict[str, Any]:
    return {
        "kind": "product",
        "description": "Rack",
        "quantity": D(1),
        "unit_price": None if price is None else D(price),
        "tax_category": "S",
        "tax_rate": D(19),
        **more,
    }


def heading(words: str) -> dict[str, Any]:
    return {"kind": "heading", "description": words}


def quote(*lines: dict[str, Any], **more: Any) -> Sheet:
    return sheet_of({"currency": "EUR", "lines": lines, **more})


def test_rows_have_numbers_and_sections_their_sums() -> None:
    sheet = quote(
        line("1"),
        heading("Racks"),
        line("10"),
        line("20", discount_percent=D(50)),
        {"kind": "note", "description": "Delivered flat"},
        {"kind": "subtotal"},
        line("7"),
        heading("Service"),
        line("100", kind="text"),
        line("1000", kind="option", unselected=True),
    )
    assert [row.number for row in sheet.rows] == [
        *("1", "2", "2.1", "2.2", "", "", "2.3", "3", "3.1", "3.2")
    ]
    amounts = {row.at: row.amount for row in sheet.rows}
    assert amounts[1] == D("27.00")
    assert amounts[5] == D("20.00")
    assert amounts[7] == D("100.00")
    assert amounts[9] == D("1000.00")
    assert amounts[4] is None
    assert sheet.priced.lines_total == D("128.00")
    assert sheet.priced.tax_total == D("24.32")
    assert [row.section for row in sheet.rows][:4] == [None, None, 1, 1]


def test_exactly_one_alternative_of_a_group_counts() -> None:
    def other(price: str, group: str | None, **more: Any) -> dict[str, Any]:
        return line(price, kind="alternative", alternative_group=group, **more)

    sheet = quote(
        other("1", "A", unselected=True),
        other("2", "A"),
        other("4", "B", unselected=True),
        other("8", "B", unselected=True),
        line("16"),
        other("32", None),
        other("64", None),
        other("128", "A"),
    )
    assert [row.counts for row in sheet.rows] == [
        *(False, True, True, False, True, True, False, False)
    ]
    assert sheet.priced.lines_total == D("54.00")


def test_parts_of_a_bundle_are_shown_under_it() -> None:
    sheet = quote(
        heading("Hall"),
        line("500", position=2),
        line(None, position=3, bundle_position=2, description="Screws"),
        line("50", position=4, bundle_position=2),
        line("1", position=5),
        line("1", position=6, bundle_position=99),
    )
    sheet = quote(*({"position": i, **row.row} for i, row in enumerate(sheet.rows, 1)))
    assert [row.number for row in sheet.rows] == ["1", "1.1", "", "1.1.1", "1.2", "1.3"]
    assert [row.bundle for row in sheet.rows] == [None, None, 1, 1, None, None]
    assert sheet.priced.lines_total == D("552.00")
    assert not sheet.rows[2].warnings


def test_a_part_without_a_price_is_told_where_the_parts_make_the_price() -> None:
    def told(head: str | None, *parts: str | None) -> list[int]:
        rows = [line(head, position=1)]
        rows += [line(part, position=2 + at, bundle_position=1) for at, part in enumerate(parts)]
        return [at for at, row in enumerate(quote(*rows).rows) if row.warnings]

    assert told(None, "30", "12") == []
    assert told(None, "30", None) == [2]  # else it would be given away without a word
    assert told("40", None, None) == []  # in the price of the bundle
    assert told(None, None, None) == [0]  # one sentence is enough
    assert told(None, "0", None) == [2]


def test_a_bundle_may_cost_what_its_parts_do() -> None:
    sheet = quote(
        line(None, position=1, description="Set"),
        line("30", position=2, bundle_position=1),
        line("12", position=3, bundle_position=1, kind="option", unselected=True),
    )
    assert [row.number for row in sheet.rows] == ["1", "1.1", "1.2"]
    assert [row.amount for row in sheet.rows] == [None, D("30.00"), D("12.00")]
    assert sheet.priced.lines_total == D("30.00")
    assert not sheet.rows[0].warnings


def test_discounts_against_the_list_and_margin() -> None:
    sheet = quote(
        line("90", list_price=D(100), quantity=D(2), cost=D(60)),
        line("50", cost=D(10), discount_percent=D(10)),
        allowances=({"percent": D(10), "reason": "Loyalty"},),
    )
    assert sheet.at_list == D("250.00")
    assert sheet.discount == D("47.50")
    assert sheet.discount_percent == D("19.0")
    assert sheet.cost == D("130.00")
    assert sheet.margin == D("72.50")
    assert sheet.margin_percent == D("35.8")
    assert sheet.rows[0].margin == D("42.00")
    for figure in ("discount", "at_list", "margin", "cost"):
        terms = sheet.explain(figure)
        assert sum(term.amount for term in terms) == getattr(sheet, figure), terms


def test_what_is_sold_too_cheaply_is_told() -> None:
    rack, desk, chair = (Ref(uuid4(), name) for name in ("Rack", "Desk", "Chair"))
    values = {
        "currency": "EUR",
        "lines": (
            line("80", product=rack),
            line("80", product=desk, cost=D(75)),
            line("80", product=chair, cost=D(90)),
            line("120", product=rack),
            line(None, product=rack),
        ),
    }
    floors = {rack.id: D("99.9"), desk.id: Floor(margin_percent=D(15))}
    sheet = sheet_of(values, floors=floors)
    assert [[each.code for each in row.warnings] for row in sheet.rows] == [
        *(["floor"], ["margin"], ["loss"], [], ["no-price"])
    ]
    assert "99.9 EUR" in sheet.rows[0].warnings[0].words
    assert "6.2 %" in sheet.rows[1].warnings[0].words or "6.3 %" in str(sheet.warnings)
    assert len(sheet.warnings) == 3  # what has no price does not count
    cheaper = sheet_of({**values, "allowances": ({"percent": D(20)},)}, floors=floors)
    assert [each.code for each in cheaper.rows[3].warnings] == ["floor"]


def test_nothing_and_nonsense_have_a_sheet_too() -> None:
    empty = sheet_of({})
    assert empty.priced.payable == D("0.00")
    assert empty.margin is None
    assert empty.cost is None
    assert not empty.known_currency
    odd = sheet_of({"currency": "XXQ", "lines": (line("5", base_quantity=D(0)), {}, line("3"))})
    assert [row.amount for row in odd.rows] == [None, None, D("3.00")]
    assert odd.rows[0].warnings[0].code == "base-quantity"
    assert odd.explain_row(1) == ()
    with pytest.raises(KeyError):
        odd.explain("nothing")


def test_with_tax_and_in_another_currency() -> None:
    sheet = sheet_of(
        {
            "currency": "JPY",
            "prices_include_tax": True,
            "lines": (line("100.5", tax_rate=D(10)), line("99", tax_rate=D(10))),
            "prepaid": D(50),
        }
    )
    assert [row.amount for row in sheet.rows] == [D(101), D(99)]
    assert sheet.priced.tax_inclusive == D(200)
    assert sheet.priced.payable == D(150)
    assert sheet.totals()["tax_exclusive"] == D(182)
    cash = sheet_of(
        {"currency": "CHF", "lines": (line("1.02", tax_rate=D(0)),)}, cash_step=D(".05")
    )
    assert cash.priced.payable == D("1.00")
    assert cash.priced.rounding == D("-0.02")


def test_positions_are_given_once_and_kept() -> None:
    rows = [line(), line(bundle_position=1), line()]
    assert [r["position"] for r in positioned(rows)] == [1, 2, 3]
    kept = [{**line(), "position": at} for at in (7, 2, 5)]
    assert [r["position"] for r in positioned(kept)] == [2, 5, 7]
    twice = [{**line(), "position": 4}, {**line(), "position": 4, "bundle_position": 4}]
    assert [(r["position"], r.get("bundle_position")) for r in positioned(twice)] == [
        *((1, None), (2, 1))
    ]


# ------------------------------------------------------------------------------- at random


def amounts(largest: int, places: int = 4) -> Any:
    return st.integers(0, largest).map(lambda n: D(n).scaleb(-places))


@st.composite
def rows(draw: Any) -> dict[str, Any]:
    percent = draw(st.sampled_from([None, D(5), D("33.333333"), D(100)]))
    return {
        "kind": draw(st.sampled_from(KINDS)),
        "description": draw(st.sampled_from(["Rack", "Стол\nдва", "桌子"])),
        "quantity": draw(st.none() | st.integers(-99, 9999).map(lambda n: D(n).scaleb(-1))),
        "unit_price": draw(st.none() | amounts(10**8)),
        "list_price": draw(st.none() | amounts(10**8)),
        "base_quantity": draw(st.sampled_from([None, D(1), D(3), D(100)])),
        "discount_percent": percent,
        "discount_amount": draw(st.none() | amounts(10**6)) if percent is None else None,
        "tax_category": "S",
        "tax_rate": draw(st.sampled_from([D(19), D(7), D("8.1")])),
        "cost": draw(st.none() | amounts(10**7)),
        "unselected": draw(st.booleans()),
    }


documents = st.fixed_dictionaries(
    {
        "currency": st.sampled_from(["EUR", "JPY", "KWD"]),
        "lines": st.lists(rows(), max_size=12),
        "prices_include_tax": st.booleans(),
        "tax_mode": st.sampled_from([None, "document", "line"]),
        "allowances": st.lists(
            st.fixed_dictionaries(
                {
                    "is_charge": st.booleans(),
                    "percent": st.none() | st.sampled_from([D(3), D("12.5")]),
                    "amount": st.none() | amounts(10**6, 2),
                }
            ),
            max_size=2,
        ),
        "prepaid": st.none() | amounts(10**5, 2),
    }
)


@given(documents, st.integers(0, 99))
def test_a_sheet_adds_up_in_any_order(values: dict[str, Any], seed: int) -> None:
    sheet = sheet_of(values)
    priced = sheet.priced
    assert [row.priced for row in sheet.counting] == list(priced.lines)
    assert sum((row.net or D() for row in sheet.counting), D()) == priced.lines_total
    for figure in FIGURES:
        terms = sheet.explain(figure)
        assert sum((t.amount for t in terms), D()) == getattr(priced, figure), figure
    for place, row in enumerate(sheet.rows):
        assert sum((t.amount for t in sheet.explain_row(place)), D()) == (row.amount or D())
    assert pricing.price(replace(priced.document)) == priced
    shuffled = list(values["lines"])
    Random(seed).shuffle(shuffled)
    other = sheet_of({**values, "lines": shuffled})
    assert other.totals() == sheet.totals()
    assert other.taxes() == sheet.taxes()
    assert (other.at_list, other.discount) == (sheet.at_list, sheet.discount)


@given(documents)
def test_a_deal_of_the_same_lines_comes_to_the_same(values: dict[str, Any]) -> None:
    """Without tax in the prices and discounts on the whole."""
    plain = {**values, "prices_include_tax": False, "allowances": ()}
    sheet, made = sheet_of(plain), line_amounts.amounts(values["lines"], values["currency"])
    assert sheet.priced.lines_total == made.net
    assert [row.net for row in sheet.rows] == [row["net"] for row in made.lines]
