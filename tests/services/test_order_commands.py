"""Orders on the command line, on both databases."""

from __future__ import annotations

import json
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from crm_desktop import cli
from crm_desktop.services import records
from tests.services.sales import ref
from tests.stores import opened


@pytest.fixture
def order(address: str) -> str:
    """The number of an order with a tracked and an untracked line."""
    with opened(address) as workspace:
        values = {"name": "Scanner", "code": "SC", "kind": "goods", "serial_tracked": True}
        scanner = records.create(workspace, "product", values)
        lupa = records.create(workspace, "company", {"name": "Lupa"})
        usual: dict[str, Any] = {"kind": "product", "tax_category": "S", "tax_rate": D(19)}
        lines = (
            usual
            | {"description": "Rack", "quantity": D(10), "unit_price": D("9.90"), "unit": "pc"},
            usual
            | {
                "description": "Scanner",
                "product": ref(scanner),
                "quantity": D(2),
                "unit_price": D(500),
            },
        )
        made = records.create(
            workspace, "order", {"company": ref(lupa), "lines": lines, "currency": "EUR"}
        )
        return made.label


def run(capsys: pytest.CaptureFixture[str], address: str, *words: str) -> Any:
    capsys.readouterr()
    code = cli.main(["order", *words, "--store", address, "--json"])
    told = capsys.readouterr()
    return json.loads(told.out) | {"code": code, "said": told.err.strip()}


def test_an_order_from_the_command_line(
    address: str, order: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(capsys, address, "confirm", order)["status"] == "confirmed"
    found = run(capsys, address, "list")
    assert (found["count"], found["open_net"], found["currency"]) == (1, "1099.00", "EUR")

    refused = run(capsys, address, "deliver", order, "--line", "2=2:A-1")
    assert refused["code"] == 1
    assert "1 serial numbers for 2 pieces" in refused["said"]
    done = run(capsys, address, "deliver", order, "--line", "1=4", "--line", "2=2:A-1,A-2")
    assert (done["status"], done["installed_items"]) == ("part-delivered", 2)

    shown = run(capsys, address, "show", order)
    assert [line["open"] for line in shown["lines"]] == ["6.000000", "0"] or shown["lines"]
    assert D(shown["open_net"]) == D("59.40")
    assert shown["deliveries"][0]["number"] == done["number"]

    noted = run(capsys, address, "invoice", order, "R-1", "--line", "2=2", "--day", "2026-11-20")
    assert D(noted["amount"]) == D("1190.00")
    assert run(capsys, address, "deliver", order, "--arrived")["status"] == "delivered"
    assert run(capsys, address, "invoice", order, "R-2")["status"] == "invoiced"
    assert run(capsys, address, "list")["count"] == 0
    assert run(capsys, address, "list", "--all")["count"] == 1

    for kind in ("confirmation", "delivery", "proforma"):
        for form in ("pdf", "xlsx"):
            out = tmp_path / f"{kind}.{form}"
            printed = run(capsys, address, "pdf", order, str(out), "--kind", kind)
            assert printed["bytes"] == out.stat().st_size > 1000
            assert out.read_bytes()[:2] == {"pdf": b"%P", "xlsx": b"PK"}[form]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "O-1900-1"), "There is no order O-1900-1"),
        (("deliver", "ORDER", "--line", "x"), "'x' is no line"),
        (("pdf", "ORDER", "out.doc"), "no .pdf or .xlsx file"),
        (("pdf", "ORDER", "out.pdf", "--kind", "delivery"), "has no delivery yet"),
    ],
)
def test_what_the_command_line_refuses(
    address: str,
    order: str,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    answer = run(capsys, address, *(order if word == "ORDER" else word for word in words))
    assert answer["code"] == 1
    assert said in answer["said"]


def test_orders_are_listed_by_what_is_open(
    address: str, order: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def listed(*words: str) -> list[Any]:
        capsys.readouterr()
        assert cli.main(["list", "order", *words, "--store", address, "--json"]) == 0
        return json.loads(capsys.readouterr().out)["rows"]

    with opened(address) as workspace:
        line = {"description": "Label", "quantity": D(1), "unit_price": D(5)}
        small = records.create(workspace, "order", {"currency": "EUR", "lines": (line,)})
    (found,) = listed("--filter", "open_net>1000")
    assert found["name"] == order
    in_order = listed("--sort", "open_net")
    assert [each["name"] for each in in_order] == [small.label, order]
    delivered = run(capsys, address, "deliver", order, "--line", "1=10", "--line", "2=2:A-1,A-2")
    assert delivered["status"] == "delivered"
    assert listed("--filter", "open_net>1000") == []
