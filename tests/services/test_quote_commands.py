"""Quotes on the command line, on both databases, through its own front door."""

from __future__ import annotations

import json
from decimal import Decimal as D
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID
from zipfile import is_zipfile

import pytest

from crm_desktop import cli
from crm_desktop.services import records
from tests.services.documents import reading
from tests.services.sales import ref
from tests.stores import opened


class Run(Protocol):
    def __call__(self, *words: str | Path, code: int = cli.DONE) -> Any: ...


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the store; its JSON answer."""

    def call(*words: str | Path, code: int = cli.DONE) -> Any:
        assert cli.main([*map(str, words), "--store", address, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def office(address: str) -> str:
    """A customer, a product, a bundle and a deal; the number of the deal."""
    with opened(address) as workspace:
        lodz = records.create(workspace, "company", {"name": "Łódź Meble", "currency": "EUR"})
        rack = records.create(
            workspace,
            "product",
            {"code": "RACK-1", "name": "Rack", "kind": "goods", "unit": "pcs"}
            | {"list_price": D("99.99"), "cost": D(60)},
        )
        records.create(
            workspace,
            "product",
            {"code": "SET-1", "name": "Set", "kind": "bundle", "list_price": D(500)}
            | {"components": ({"component": ref(rack), "quantity": D(4)},)},
        )
        made = records.create(workspace, "deal", {"title": "Hall 3", "company": ref(lodz)})
    return str(made.values["number"])


def test_from_the_first_line_to_the_order(run: Run, office: str, tmp_path: Path) -> None:
    made = run("quote", "new", "--deal", office, "--line", "RACK-1=3", "--line", "SET-1")
    assert made["status"] == "draft"
    assert made["company"]["label"] == "Łódź Meble"
    assert [row["number"] for row in made["lines"]] == ["1", "2", ""]
    assert [row["net"] for row in made["lines"]] == ["299.97", "500.00", None]
    assert made["tax_exclusive"] == "799.97"
    assert made["taxes"] == [{"category": "S", "rate": "19", "taxable": "799.97", "tax": "151.99"}]
    assert (made["lines"][0]["quantity"], made["lines"][0]["unit_price"]) == ("3", "99.99")
    draft = tmp_path / "draft.pdf"
    run("quote", "pdf", made["id"], draft)
    assert "Entwurf" in reading.text(draft.read_bytes())
    sent = run("quote", "send", made["id"], "--to", "kasia@x.example", "--out", tmp_path / "o.pdf")
    assert run("quote", "pdf", sent["name"], tmp_path / "again.pdf")["sha256"] == sent["sha256"]
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "o.pdf").read_bytes()
    run("quote", "pdf", sent["name"], tmp_path / "q.xlsx")
    assert is_zipfile(tmp_path / "q.xlsx")
    second = run("quote", "revise", sent["name"])
    assert (second["name"], second["status"]) == (f"{sent['name']}-2", "draft")
    assert run("quote", "show", second["name"], "--changes")["changes"] == []
    run("quote", "send", second["id"])
    done = run("quote", "accept", second["name"], "--by", "Kasia", "--reference", "PO 7")
    assert done["deal"]["label"] == "Hall 3"
    order = run("show", "order", done["order"]["id"])
    assert D(order["tax_exclusive"]) == D("799.97")
    assert run("quote", "show", second["id"])["status"] == "accepted"
    copy = run("quote", "new", "--copy", second["name"], "--title", "Once more")
    assert (copy["title"], copy["tax_exclusive"]) == ("Once more", "799.97")
    assert run("quote", "new", "--order", done["order"]["label"])["tax_exclusive"] == "799.97"


def test_declined(run: Run, office: str) -> None:
    made = run("quote", "new", "--company", "Łódź Meble", "--line", "rack-1=2")
    refused = run("quote", "decline", made["id"], code=cli.REFUSED)
    assert "Only a quote that the customer has" in refused["error"]
    run("quote", "send", made["id"])
    assert run("quote", "decline", made["id"], "--reason", "Too dear")["status"] == "declined"
    assert run("quote", "show", made["id"])["decline_reason"] == "Too dear"
    assert office


def test_what_is_wrong_is_said(run: Run, office: str, tmp_path: Path) -> None:
    for words, told in (
        (("new", "--company", "Nobody"), "no company called Nobody"),
        (("new", "--company", "Łódź Meble", "--line", "NIX=2"), "NIX"),
        (("new", "--deal", office, "--line", "RACK-1=many"), "is no line"),
        (("show", "Q-1999-0001"), "no quote called"),
        (("accept", "Q-1999-0001"), "no quote called"),
    ):
        assert told in run("quote", *words, code=cli.REFUSED)["error"]
    made = run("quote", "new", "--deal", office)
    assert "no line with a price" in run("quote", "send", made["id"], code=cli.REFUSED)["error"]
    told = run("quote", "accept", made["id"], "--choose", "a", code=cli.REFUSED)["error"]
    assert "no positions" in told
    far = tmp_path / "no" / "such" / "o.pdf"
    assert "cannot be written" in run("quote", "pdf", made["id"], far, code=cli.REFUSED)["error"]


def test_in_words(address: str, office: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["quote", "new", "--deal", office, "--line", "RACK-1", "--store", address]) == 0
    told = capsys.readouterr().out
    assert "Hall 3: Draft, Łódź Meble" in told
    assert "to pay 118.99" in told


@pytest.mark.parametrize("line", ["RACK-1=1e999", "RACK-1=NaN", "RACK-1=", "=3"])
def test_what_is_no_line_is_refused(run: Run, office: str, line: str) -> None:
    told = run("quote", "new", "--deal", office, "--line", line, code=cli.REFUSED)
    assert told["error"].endswith("Nothing was made.")


def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(
    run: Run, office: str, tmp_path: Path
) -> None:
    key = run("quote", "new", "--deal", office, "--line", "RACK-1")["id"]
    nowhere = tmp_path / "nowhere" / "quote.pdf"
    run("quote", "send", key, "--out", nowhere, code=cli.REFUSED)
    run("quote", "send", key, "--out", tmp_path / "quote.doc", code=cli.REFUSED)
    run("quote", "pdf", key, tmp_path / "quote.txt", code=cli.REFUSED)
    assert run("quote", "show", key)["status"] == "draft"


def test_a_position_that_is_no_option_is_not_chosen(run: Run, office: str) -> None:
    key = run("quote", "new", "--deal", office, "--line", "RACK-1")["id"]
    run("quote", "send", key)
    told = run("quote", "accept", key, "--choose", "9", code=cli.REFUSED)
    assert told["error"].startswith("Position 9 is no option of this quote.")
    assert run("quote", "show", key)["status"] == "sent"


def test_of_alternatives_only_one_is_ordered(run: Run, office: str, address: str) -> None:
    key = run("quote", "new", "--deal", office, "--line", "RACK-1", "--line", "RACK-1=2")["id"]
    with opened(address) as workspace:
        record = records.load(workspace, "quote", UUID(key))
        rows = [
            {**row, "kind": "alternative", "alternative_group": "a", "position": at}
            for at, row in enumerate(record.values["lines"], 1)
        ]
        records.save(workspace, "quote", record.id, {"lines": rows}, version=record.version)
    run("quote", "send", key)
    told = run("quote", "accept", key, "--choose", "1,2", code=cli.REFUSED)
    assert told["error"].startswith("Positions 1 and 2 are alternatives of each other")
    run("quote", "accept", key, "--choose", "2")


@pytest.mark.parametrize("what", [("deal", "list"), ("order", "list")])
def test_less_than_nothing_is_not_listed(run: Run, what: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*what, "--limit", "-1")
    assert stopped.value.code == 2
