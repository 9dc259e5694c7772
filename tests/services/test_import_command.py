"""`import` with several files, a folder, a kind and a mapping, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crm_desktop import cli
from tests.services.transfer.test_orders import ALL, FLAT, write


class Run:
    """Runs the command on a store."""

    def __init__(self, address: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._address, self._capsys = address, capsys

    def words(self, *words: str | Path, code: int = cli.DONE) -> str:
        """What it prints."""
        assert cli.main([*map(str, words), "--store", self._address]) == code
        out = self._capsys.readouterr()
        return out.out + out.err

    def json(self, *words: str | Path, code: int = cli.DONE) -> Any:
        """Its JSON answer."""
        assert cli.main([*map(str, words), "--store", self._address, "--json"]) == code
        return json.loads(self._capsys.readouterr().out)


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(address, capsys)


def test_a_folder_is_imported_as_one(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "old", ALL)
    told = run.json("import", folder, "--dry-run")
    assert (told["dry_run"], told["created"], told["change_set"]) == (True, 12, None)
    assert run.json("list", "order")["total"] == 0
    report = run.json("import", folder)
    assert report["created"] == 12
    (amounts,) = report["amounts"]
    assert (amounts["value"], amounts["orders"], amounts["lines"]) == ("94.31", 2, 3)
    assert {each["file"]: each["created"] for each in report["files"]} == {
        "categories.csv": 2,
        "customers.csv": 2,
        "suppliers.csv": 1,
        "products.csv": 2,
        "orders.csv": 2,
        "order_details.csv": 3,
    }
    assert run.json("list", "order")["total"] == 2
    assert run.json("import", folder)["unchanged"] == 12
    run.json("undo")
    assert run.json("list", "order")["total"] == 0


def test_files_are_named_one_by_one(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "old", ALL)
    words = run.words("import", folder / "order_details.csv", folder / "orders.csv")
    assert "orders.csv: read 2 rows: 2 created" in words
    assert "order_details.csv: read 3 rows: 3 created" in words
    assert "3 lines of 2 orders come to 94.31 EUR" in words
    assert "orders.csv: Row 2, column CustomerID: There is no customer 'C1'." in words


def test_a_mapping_says_what_is_meant(run: Run, tmp_path: Path) -> None:
    path, mapping = tmp_path / "sales.csv", tmp_path / "mapping.json"
    path.write_text(FLAT, "utf-8")
    run.json("import", write(tmp_path / "old", ALL) / "products.csv")
    values = {"Article": {"RK": "Rack"}}
    mapping.write_text(json.dumps({"entity": "order", "values": values}), "utf-8")
    report = run.json("import", path, "--mapping", mapping)
    assert report["created"] == 3
    assert [each["reason"] for each in report["failures"]] == [
        "It names no order: 'Order No' is empty."
    ]


def test_a_kind_can_be_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text("Item,Type\nRack,Steel\n", "utf-8")
    assert "No column looks like" in run.words("import", path, code=cli.REFUSED)
    assert run.json("import", path, "--entity", "product")["entities"] == {"product": 1}
    missing = run.words("import", tmp_path / "no.csv", path, code=cli.REFUSED)
    assert "There is no file" in missing


PRODUCTS = "Code,Product name,Price\nGP,GTX Pro,4821\n"
DEALS = "opportunity_id,product,deal_stage,close_value\nA1,GTXPro,Won,100\nA2,GTXPro,Won,50\n"
REPORT = """Our prices
;;
Code;Product name;Price
Racks
RK;Rack;10
SH;Shelf;5
"""


def test_what_matched_nothing_is_told_and_mapped(run: Run, tmp_path: Path) -> None:
    products, deals = tmp_path / "products.csv", tmp_path / "deals.csv"
    products.write_text(PRODUCTS, "utf-8")
    deals.write_text(DEALS, "utf-8")
    run.json("import", products)
    (odd,) = run.json("import", deals, "--dry-run")["unmatched"]
    assert odd == {
        "column": "product",
        "field": "Product",
        "entity": "product",
        "value": "GTXPro",
        "rows": 2,
        "line": 2,
        "suggestions": ["GTX Pro"],
        "can_create": True,
    }
    words = run.words("import", deals, "--dry-run")
    assert 'put this in a mapping: {"values": {"product": {"GTXPro": "GTX Pro"}}}' in words
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"values": {"product": {"GTXPro": "GTX Pro"}}}', "utf-8")
    assert run.json("import", deals, "--map", mapping)["unmatched"] == []
    deals.write_text(DEALS.replace("A1", "B1"), "utf-8")
    told = run.json("import", deals, "--dry-run")
    assert told["remembered"] == json.loads(mapping.read_text("utf-8"))
    assert "--remembered uses it again" in run.words("import", deals, "--dry-run")
    assert run.json("import", deals, "--remembered")["unmatched"] == []
    both = run.words("import", deals, "--remembered", "--mapping", mapping, code=cli.REFUSED)
    assert "Say either --mapping or --remembered" in both


def test_a_report_is_read_or_refused_in_words(run: Run, tmp_path: Path) -> None:
    path, mapping = tmp_path / "prices.csv", tmp_path / "mapping.json"
    path.write_text(REPORT.replace("Price\n", "Price;List price\n"), "utf-8")
    words = run.words("import", path, code=cli.REFUSED)
    assert "row 3 was taken for the heads: 'Code', 'Product name', 'Price', 'List price'" in words
    assert "Several columns may hold the price" in words
    assert '"head_row": 3' in words
    columns = {"Code": "code", "Product name": "name", "Price": "list_price", "Group": "category"}
    mapping.write_text(json.dumps({"entity": "product", "columns": columns}), "utf-8")
    report = run.json("import", path, "--mapping", mapping)
    assert report["entities"] == {"product": 2, "product_category": 1}
    path.write_text(REPORT, "utf-8")
    assert run.json("import", path)["unchanged"] == 2


def test_rows_with_problems_are_written_for_mending(run: Run, tmp_path: Path) -> None:
    heads = "First name,Last name,E-mail,Birthday\n"
    path, out = tmp_path / "people.csv", tmp_path / "mend.csv"
    path.write_text(heads + "Anna,Ruiz,a@x.example,31.02.1985\nBo,Li,b@x.example,\n", "utf-8")
    assert "Wrote 1 rows with problems" in run.words("import", path, "--problems", out)
    mended = out.read_text("utf-8-sig").replace("31.02.1985", "28.02.1985", 1)
    out.write_text(mended, "utf-8")
    told = run.json("import", out)
    assert (told["read"], told["updated"], told["failures"]) == (1, 1, [])
    nowhere = tmp_path / "none" / "mend.csv"
    words = run.words("import", path, "--problems", nowhere)
    assert "2 rows" in words
    assert "was not written" in words
