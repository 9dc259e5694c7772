"""The command line: every command, on both databases, through its own front door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest

from crm_desktop import cli

PEOPLE = """First name,Last name,Company,E-mail
Ada,Lovelace,Analytical Engines,ada@engines.example
Grace,Hopper,Cobol & Sons,grace@cobol.example
"""


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
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    return path


def test_import_list_show_and_history(run: Run, people: Path) -> None:
    assert run("import", people, "--dry-run")["created"] == 2
    assert run("list", "person")["total"] == 0
    assert run("import", people)["created"] == 2
    assert run("import", people)["unchanged"] == 2
    found = run("list", "person", "--search", "lovel", "--columns", "display_name,company")
    assert found["total"] == 1
    (row,) = found["rows"]
    assert row["company"]["label"] == "Analytical Engines"
    shown = run("show", "person", row["id"])
    assert shown["first_name"] == "Ada"
    assert shown["emails"][0]["address"] == "ada@engines.example"
    (entry,) = run("history", "person", row["id"])["entries"]
    assert entry["purpose"] == "import"


def test_lists_are_filtered_sorted_and_paged(run: Run) -> None:
    run("demo", "--contacts", "60")
    total = run("list", "person")["total"]
    assert total == 60
    ordered = run(
        "list", "person", "--sort", "display_name", "--columns", "display_name", "--limit", "60"
    )
    pages = [
        run("list", "person", "--sort", "display_name", "--limit", "25", "--offset", str(offset))
        for offset in (0, 25, 50)
    ]
    paged = [row["id"] for page in pages for row in page["rows"]]
    assert paged == [row["id"] for row in ordered["rows"]]
    turned = run("list", "person", "--sort", "-display_name", "--limit", "60")["rows"]
    assert {row["id"] for row in turned} == set(paged)
    assert turned[0]["id"] != paged[0]
    countries = {
        row["country"] for row in run("list", "company", "--columns", "country")["rows"]
    } - {None}
    country = min(countries)
    filtered = run("list", "company", "--filter", f"country={country}", "--columns", "country")
    assert filtered["total"] > 0
    assert {row["country"] for row in filtered["rows"]} == {country}


def test_undo_and_redo(run: Run, people: Path) -> None:
    run("import", people)
    undone = run("undo")
    assert undone["kept"] == []
    assert run("list", "person")["total"] == 0
    run("redo")
    assert run("list", "person")["total"] == 2
    run("undo", undone["undone"])
    assert run("list", "company")["total"] == 0


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "vcf"])
def test_an_export_is_read_back_without_a_change(
    run: Run, people: Path, tmp_path: Path, suffix: str
) -> None:
    run("import", people)
    out = tmp_path / f"out.{suffix}"
    assert run("export", "person", out)["rows"] == 2
    again = run("import", out)
    assert (again["created"], again["updated"]) == (0, 0)


def test_backup_check_restore_and_upgrade(run: Run, people: Path, tmp_path: Path) -> None:
    run("import", people)
    backup = tmp_path / "backup.crm"
    assert run("backup", backup)["backup"] == str(backup)
    run("undo")
    assert run("list", "person")["total"] == 0
    run("restore", backup)
    assert run("list", "person")["total"] == 2
    assert run("check")["ok"] is True
    assert run("upgrade")["upgraded"] is False


def test_refused_in_words(
    run: Run, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no" in run("show", "person", str(uuid4()), code=cli.REFUSED)["error"].lower()
    assert "cannot be read" in run(
        "import", tmp_path / "none.csv", "--mapping", tmp_path / "none.json", code=cli.REFUSED
    )["error"]  # fmt: skip
    run("list", "person", "--filter", "no_such_field=1", code=cli.REFUSED)
    assert cli.main(["undo", "--store", address]) == cli.REFUSED
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().endswith(".")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["list"],
        ["list", "planet"],
        ["list", "person", "--limit", "-1"],
        ["show", "person", "not-an-id"],
        ["demo", "--contacts", "0"],
        ["demo", "--contacts", "1000001"],
        ["import", "x.csv", "--match", "guess"],
    ],
)
def test_wrong_usage(words: list[str], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_store_is_made_and_remembered(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "new.crm"
    missing = ["list", "person", "--store", str(store)]
    assert cli.main(missing) == cli.REFUSED  # nothing is made where something was meant to be read
    assert not store.exists()
    made = ["init", "--store", str(store), "--office", "Lupa", "--country", "DE", "--json"]
    capsys.readouterr()
    assert cli.main(made) == cli.DONE
    assert json.loads(capsys.readouterr().out)["office"] == "Lupa"
    assert cli.main(made) == cli.REFUSED  # never over one that is there
    capsys.readouterr()
    assert cli.main(["list", "person"]) == cli.DONE  # without --store: the last one
    assert capsys.readouterr().out.strip() == "0 in all"


def test_words_for_people(run: Run, address: str, people: Path, capsys: Any) -> None:
    run("import", people)
    assert (
        cli.main(["list", "person", "--columns", "display_name,company", "--store", address]) == 0
    )
    out = capsys.readouterr().out
    assert "Grace Hopper  Cobol & Sons" in out
    assert out.strip().endswith("2 in all")
    found = run("list", "person", "--search", "grace")["rows"][0]["id"]
    assert UUID(found)
    assert cli.main(["show", "person", found, "--store", address]) == 0
    assert "E-mail" in capsys.readouterr().out
    assert cli.main(["history", "person", found, "--store", address]) == 0
    assert "E-mail added: grace@cobol.example" in capsys.readouterr().out
