"""The lines of a quote as values: what is typed, moved, chosen, pasted; without a window."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QMimeData

from crm_desktop import i18n
from crm_desktop.services.catalog import QUOTE, Ref
from crm_desktop.ui.quote import cells, clip, plain
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.adjustments import read_value, write_value

D = Decimal
LINES = QUOTE.field("lines")


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en_GB", "en_GB")


def made(*codes: str) -> lines.Rows:
    return tuple(lines.fresh("product", code=code, unit_price=D(1)) for code in codes)


def codes(rows: lines.Rows) -> str:
    return "".join(str(row["code"]) for row in rows)


def bundle() -> lines.Rows:
    head = lines.fresh("product", code="B")
    return (*made("A"), *lines.with_parts(head, ({"code": "x"}, {"code": "y"})), *made("C"))


def key(rows: lines.Rows, code: str) -> int:
    return next(row[lines.KEY] for row in rows if row["code"] == code)


def test_positions_are_made_when_lines_are_stored() -> None:
    stored = lines.stored(bundle())
    assert [row["position"] for row in stored] == [1, 2, 3, 4, 5]
    assert [row["bundle_position"] for row in stored] == [None, None, 2, 2, None]
    assert not any(name.startswith("_") for row in stored for name in row)
    again = lines.opened(reversed(stored))
    assert codes(again) == "ABxyC"
    assert lines.parts_of(again, key(again, "B")) == again[2:4]


def test_a_line_that_was_only_begun_is_not_stored() -> None:
    rows = (*made("A"), lines.fresh(), *made("B"))
    assert codes(tuple(lines.stored(rows))) == "AB"
    assert len(lines.stored(rows, blanks=True)) == 3


def test_a_bundle_moves_with_its_parts() -> None:
    rows = bundle()
    assert codes(lines.moved(rows, {key(rows, "B")}, -1)) == "BxyAC"
    assert codes(lines.moved(rows, {key(rows, "B")}, 1)) == "ACBxy"
    assert codes(lines.moved(rows, {key(rows, "x")}, 1)) == "AByxC"
    assert codes(lines.moved(rows, {key(rows, "x")}, -1)) == "ABxyC"
    assert codes(lines.moved(rows, {key(rows, "A")}, -1)) == "ABxyC"
    assert codes(lines.removed(rows, {key(rows, "B")})) == "AC"


def test_no_line_comes_between_a_bundle_and_its_parts() -> None:
    rows = bundle()
    assert codes(lines.inserted(rows, 3, made("N"))) == "ABxyNC"


def test_lines_are_never_lost_whatever_is_moved() -> None:
    dice = random.Random(4)
    rows = (*bundle(), *made("D", "E"), *bundle())
    everything = sorted(row[lines.KEY] for row in rows)
    for _turn in range(400):
        chosen = dice.sample(everything, dice.randint(1, 3))
        rows = lines.moved(rows, set(chosen), dice.choice((-1, 1)))
        assert sorted(row[lines.KEY] for row in rows) == everything
        for at, row in enumerate(rows):
            if row[lines.BUNDLE] is not None:
                assert rows[at - 1][lines.BUNDLE] in (row[lines.BUNDLE], None)


def test_exactly_one_alternative_counts() -> None:
    rows = made("A", "B", "C")
    rows = lines.made_alternatives(rows, {key(rows, "B"), key(rows, "C")})
    assert [row.get("unselected") for row in rows] == [None, False, True]
    rows = lines.toggled(rows, key(rows, "C"))
    assert [row.get("unselected") for row in rows] == [None, True, False]
    rows = lines.made_alternatives(rows, {key(rows, "B"), key(rows, "C")})  # no more
    assert {row["kind"] for row in rows[1:]} == {"text"}
    assert not any(row.get("unselected") for row in rows)


def test_an_option_is_chosen_and_left_out() -> None:
    rows = made("A")
    rows = lines.made_options(rows, {key(rows, "A")})
    assert rows[0]["unselected"]
    rows = lines.toggled(rows, key(rows, "A"))
    assert not rows[0]["unselected"]


@pytest.mark.parametrize(
    ("column", "typed", "values"),
    [
        ("quantity", "1,250.5", {"quantity": D("1250.5")}),
        ("unit_price", "9.99999", {"unit_price": D("10.0000")}),
        ("discount", "5 %", {"discount_percent": D(5), "discount_amount": None}),
        ("discount", "12", {"discount_percent": D(12), "discount_amount": None}),
        ("discount", "50 EUR", {"discount_amount": D(50), "discount_percent": None}),
        ("discount", "", {"discount_percent": None, "discount_amount": None}),
        ("tax_rate", "0", {"tax_rate": D(0), "tax_category": "Z", "tax_class": None}),
        ("code", "  A  1 ", {"code": "A 1"}),
    ],
)
def test_cells_are_read_as_people_type(column: str, typed: str, values: dict[str, Any]) -> None:
    assert cells.read(column, typed) == values


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("quantity", "many"),
        ("discount", "101"),
        ("tax_rate", "-1"),
        ("unit_price", "1e20"),
        ("code", "x" * 90),
    ],
)
def test_what_is_no_value_is_refused_in_words(column: str, typed: str) -> None:
    with pytest.raises(cells.Unreadable, match=r"\w+ \w+"):
        cells.read(column, typed)


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert cells.amount(D("1234.5"), "EUR") == "1,234.50"
    assert cells.amount(D("1234.5"), "JPY") in ("1,234", "1,235")
    assert cells.price(D("0.684"), "EUR") == "0.684"
    assert cells.price(D("62"), "EUR") == "62.00"


def test_values_come_back_from_their_plain_form() -> None:
    row = {
        "id": uuid4(),
        "kind": "product",
        "product": Ref(uuid4(), "Größe"),
        "quantity": D("1.5"),
        "unit_price": D("0.6840"),
        "unselected": True,
        "position": 3,
        "description": "上海云帆\nДоставка",
    }
    (back,) = plain.from_plain(LINES, plain.to_plain(LINES, (row,)))
    assert back == row


@pytest.mark.parametrize("broken", [{"quantity": "NaN"}, {"product": {"id": "x"}}, 5, "text"])
def test_what_was_never_a_line_is_refused(broken: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        plain.row_from_plain(LINES, broken)


def unpacked(text: str) -> clip.Clip:
    data = QMimeData()
    data.setText(text)
    return clip.unpack(data)


def test_tables_of_other_programs_are_told_apart() -> None:
    table = unpacked("A-1\t3\r\nA-2\t\r\n").table
    assert table is not None
    assert clip.as_codes(table, "code") == [("A-1", D(3)), ("A-2", None)]
    assert clip.as_codes(table, "quantity") == []
    block = unpacked("A-1\tScanner\t3\n").table
    assert block is not None
    assert clip.as_codes(block, "code") == []
    assert clip.columns_for(block, "code")[0] == ["code", "description", "quantity"]
    headed = unpacked("Qty\tCode\n3\tA-1\n").table
    assert headed is not None
    assert clip.columns_for(headed, "code") == (["quantity", "code"], [["3", "A-1"]])
    quoted = unpacked('"Two\nlines"\t4\n').table
    assert quoted == [["Two\nlines", "4"]]


def test_lines_on_the_clipboard_come_back_whole() -> None:
    rows = lines.stored(bundle())
    held = clip.unpack(clip.pack(list(rows), [["A"]]))
    assert [row["code"] for row in held.lines] == ["A", "B", "x", "y", "C"]
    assert held.lines[2]["bundle_position"] == 2
    data = QMimeData()
    data.setData(clip.MIME, b'[{"quantity": "NaN"}]')
    data.setText("A-1\t2")
    assert clip.unpack(data).table == [["A-1", "2"]]  # what cannot be read falls back to its text


def test_values_of_adjustments() -> None:
    assert read_value("5 %") == {"percent": D(5), "amount": None}
    assert read_value("50.25") == {"percent": None, "amount": D("50.25")}
    assert read_value("120 %") is None
    assert read_value("-3") is None
    assert write_value({"percent": D("2.50")}) == "2.5 %"
