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
