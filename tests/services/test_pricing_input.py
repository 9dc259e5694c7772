"""Documents as JSON: what is refused, with its path; what comes out."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop import cli
from crm_desktop.errors import ValidationFailed
from crm_desktop.services.pricing import price
from crm_desktop.services.pricing_input import parse, read_document, to_json

LINE = {"quantity": "1", "unit_price": "10"}


def line(**more: Any) -> dict[str, Any]:
    return {"currency": "EUR", "lines": [LINE | more]}


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (line(unit_price=19.99), "lines[0].unit_price"),
        (line(unit_price=True), "lines[0].unit_price"),
        (line(quantity="NaN"), "lines[0].quantity"),
        (line(quantity="1e5"), "lines[0].quantity"),
        (line(quantity="١"), "lines[0].quantity"),
        (line(quantity=" 1"), "lines[0].quantity"),
        (line(quantity="Infinity"), "lines[0].quantity"),
        (line(quantity="9" * 30), "lines[0].quantity"),
        (line(quantity=None), "lines[0].quantity"),
        (line(colour="red"), "lines[0].colour"),
        (line(base_quantity="0"), "lines[0].base_quantity"),
        (line(base_quantity="-1"), "lines[0].base_quantity"),
        (line(tax_category="X"), "lines[0].tax_category"),
        (line(tax_category=["S"]), "lines[0].tax_category"),
        (line(tax_category="E", tax_rate="19"), "lines[0].tax_rate"),
        (line(tax_rate="-1"), "lines[0].tax_rate"),
        (line(allowances=[{}]), "lines[0].allowances[0]"),
        (line(allowances=[{"amount": "1", "percent": "1"}]), "lines[0].allowances[0]"),
        (line(allowances=[{"amount": "-1"}]), "lines[0].allowances[0].amount"),
        (line(allowances=[{"amount": "1", "tax_rate": "19"}]), "lines[0].allowances[0].tax_rate"),
        (line(charges={"amount": "1"}), "lines[0].charges"),
        ({"lines": []}, "currency"),
        ({"currency": "EUR"}, "lines"),
        ({"currency": "EURO", "lines": []}, "currency"),
        ({"currency": 978, "lines": []}, "currency"),
        ({"currency": "EUR", "lines": [], "prepaid": "0.001"}, "prepaid"),
        ({"currency": "EUR", "lines": [], "prices_include_tax": "no"}, "prices_include_tax"),
        ({"currency": "EUR", "lines": [], "rounding": "0.01", "cash_step": "0.05"}, "cash_step"),
        ({"currency": "EUR", "lines": [3]}, "lines[0]"),
        ([], "document"),
        (None, "document"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_path(document: Any, path: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        read_document(document)
    assert list(refused.value.problems) == [path]
    assert str(refused.value).startswith(f"{path}: ")


def test_everything_goes_in_and_out_as_text() -> None:
    document = {
        "currency": "EUR",
        "lines": [line()["lines"][0] | {"tax_rate": "19.00", "cost": "4"}],
        "charges": [{"percent": "10", "reason": "Freight"}],
        "cash_step": "0.05",
    }
    out = to_json(price(read_document(document)))
    assert out["lines"] == [
        {"net": "10.00", "allowances": "0.00", "charges": "0.00", "spread": "1.00", "tax": "2.09"}
        | {"margin": "7.00"}
    ]
    assert out["taxes"] == [{"category": "S", "rate": "19", "taxable": "11.00", "tax": "2.09"}]
    assert (out["tax_inclusive"], out["rounding"], out["payable"]) == ("13.09", "0.01", "13.10")

    def texts(value: Any) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                texts(inner)
        elif isinstance(value, list):
            for inner in value:
                texts(inner)
        else:
            assert isinstance(value, str)

    texts(out)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["currency", "lines", "quantity", "unit_price", "allowances", "x"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_priced_or_refused_in_words(data: object) -> None:
    try:
        document = read_document(data)
    except ValidationFailed as refused:
        assert refused.problems
    else:
        price(document)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "is no JSON"), (b"\xff\xfe\x00", "is no JSON"), (b"[" * 100_000, "is no JSON")],
)
def test_a_file_that_is_no_document(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "quote.json"
    path.write_bytes(content)
    assert cli.main(["quote", "price", str(path)]) == 1
    assert words in capsys.readouterr().err


def test_the_command_needs_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "quote.json"
    path.write_text(json.dumps(line(tax_rate="19")), "utf-8")
    assert cli.main(["quote", "price", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["payable"] == "11.90"
    assert cli.main(["quote", "price", str(path)]) == 0
    assert "Total 11.90 EUR" in capsys.readouterr().out
    assert cli.main(["quote", "price", str(tmp_path / "none.json")]) == 1


def test_decimals_of_the_input_are_kept() -> None:
    document = read_document(line(unit_price="0.0000000001", quantity="100000000"))
    assert document.lines[0].unit_price == Decimal("0.0000000001")
    assert to_json(price(document))["payable"] == "0.01"


def test_a_key_that_is_said_twice_is_refused_with_its_path() -> None:
    words = '{"currency":"EUR","lines":[{"quantity":"1","quantity":"2","unit_price":"1"}]}'
    with pytest.raises(ValidationFailed, match=r"lines\[0\].quantity: is said twice"):
        read_document(parse(words))
    assert read_document(parse(words.replace('"quantity":"2",', ""))).currency == "EUR"


# What was reckoned by hand: lines [quantity, price, category, rate, more], document, and its sums.
BY_HAND: dict[str, tuple[list[tuple[Any, ...]], dict[str, Any], dict[str, str]]] = {
    "reverse charge": (
        [("10", "100", "AE", "0", {})],
        {"currency": "EUR"},
        {"tax_exclusive": "1000.00", "tax_total": "0.00", "payable": "1000.00"},
    ),
    "four groups, base quantity, prepaid more than due": (
        [
            ("4", "25.005", "S", "25", {}),
            ("3", "10", "Z", "0", {"base_quantity": "100"}),
            ("1", "200", "E", "0", {"allowances": [{"percent": "10"}]}),
            ("0", "7", "O", "0", {}),
        ],
        {
            "currency": "EUR",
            "allowances": [{"amount": "5.02", "tax_category": "S", "tax_rate": "25"}],
            "charges": [{"amount": "9.70", "tax_category": "Z"}],
            "prepaid": "400",
            "rounding": "0.25",
        },
        {"lines_total": "280.32", "allowances_total": "5.02", "charges_total": "9.70"}
        | {"tax_exclusive": "285.00", "tax_total": "23.75", "payable": "-91.00"},
    ),
    "yen": (
        [("3", "333.5", "S", "10", {})],
        {"currency": "JPY"},
        {"tax_exclusive": "1001", "tax_total": "100", "payable": "1101"},
    ),
    "dinar": (
        [("1", "1.0005", "S", "5", {})],
        {"currency": "KWD"},
        {"tax_exclusive": "1.001", "tax_total": "0.050", "payable": "1.051"},
    ),
    "with tax, two rates, a tenth less": (
        [("1", "119", "S", "19", {}), ("1", "107", "S", "7", {})],
        {"currency": "EUR", "prices_include_tax": True, "allowances": [{"percent": "10"}]},
        {"lines_total": "200.00", "allowances_total": "20.00", "tax_exclusive": "180.00"}
        | {"tax_total": "23.40", "tax_inclusive": "203.40"},
    ),
    "credit": (
        [("-2", "50", "S", "19", {}), ("-1", "0.005", "S", "19", {})],
        {"currency": "EUR"},
        {"tax_exclusive": "-100.01", "tax_total": "-19.00", "payable": "-119.01"},
    ),
    "export and a trillion": (
        [("999999999999.99", "1", "G", "0", {})],
        {"currency": "USD", "charges": [{"amount": "0.01", "tax_category": "K"}]},
        {"tax_exclusive": "1000000000000.00", "payable": "1000000000000.00"},
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_documents_that_were_reckoned_by_hand(name: str) -> None:
    lines, document, wanted = BY_HAND[name]
    keys = ("quantity", "unit_price", "tax_category", "tax_rate")
    rows = [dict(zip(keys, line[:4], strict=True)) | line[4] for line in lines]
    found = to_json(price(read_document(document | {"lines": rows})))
    assert {key: found[key] for key in wanted} == wanted
