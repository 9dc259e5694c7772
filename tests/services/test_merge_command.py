"""Contacts made one on the command line, on both databases."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from crm_desktop import cli
from crm_desktop.services import records, undo
from crm_desktop.services.catalog import Record
from tests.making import new, ref
from tests.stores import opened


@pytest.fixture
def people(address: str) -> tuple[Record, Record]:
    with opened(address) as workspace:
        one = new(workspace, first_name="Anna", last_name="Berg", job_title="CEO", note="Tea.")
        other = new(workspace, first_name="A.", last_name="Berg", job_title="Boss", note="Fair.")
        new(workspace, "deal", title="Hall", contact=ref(other))
    return one, other


def run(capsys: pytest.CaptureFixture[str], address: str, *words: object) -> Any:
    capsys.readouterr()
    code = cli.main(["merge", *map(str, words), "--store", address, "--json"])
    told = capsys.readouterr()
    return json.loads(told.out) | {"code": code, "said": told.err.strip()}


def test_two_contacts_are_made_one(
    address: str, people: tuple[Record, Record], capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = people
    shown = run(capsys, address, one.id, other.id, "--dry-run", "--take", f"job_title={other.id}")
    taken = {each["field"]: each["taken"] for each in shown["fields"]}
    assert taken == {"first_name": str(one.id), "job_title": str(other.id), "note": "all"}
    assert shown["fields"][0]["values"] == {str(one.id): "Anna", str(other.id): "A."}
    assert shown["moving"] == {"deal": 1}

    done = run(capsys, address, one.id, other.id, "--take", f"job_title={other.id}")
    assert (done["code"], done["words"]) == (0, "Merged A. Berg into Anna Berg.")
    assert (done["job_title"], done["note"]) == ("Boss", "Tea.\n\nFair.")
    assert done["moved"] == {"deal": 1}
    again = run(capsys, address, one.id, other.id)
    assert (again["code"], again["said"]) == (
        1,
        "A. Berg is in the trash. Restore it first, then merge.",
    )
    with opened(address) as workspace:
        assert undo.undo(workspace).words == "Undone: Merge Anna Berg and A. Berg."
        assert not records.load(workspace, "person", other.id).deleted


def test_in_words(
    address: str, people: tuple[Record, Record], capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (str(each.id) for each in people)
    cli.main(["merge", one, other, "--dry-run", "--store", address])
    told = capsys.readouterr().out
    assert "Would merge Anna Berg, A. Berg." in told
    assert "  Job title: * CEO; Boss" in told
    assert "  Background: * Tea.; * Fair." in told
    cli.main(["merge", one, other, "--store", address])
    told = capsys.readouterr().out
    assert told == "Merged A. Berg into Anna Berg. 1 deal moves to Anna Berg.\n"


def test_what_is_no_contact_is_said(
    address: str, people: tuple[Record, Record], capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = uuid4()
    refused = run(capsys, address, unknown, people[0].id)
    assert refused["code"] == 1
    assert refused["said"].startswith("There is no contact and no company")
    with pytest.raises(SystemExit):
        cli.main(["merge", str(people[0].id), str(people[1].id), "--take", "job_title"])
    assert "is no FIELD=ID" in capsys.readouterr().err
