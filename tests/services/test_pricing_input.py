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
from crm_desktop.services.pricing_input import read_document, to_json

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
