"""Deals of an import are written as sets, and are what saving them one by one makes."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal as D
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.services import health, listing, records, undo
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.queries import ListQuery, Sort
from crm_desktop.services.transfer import importing
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.report import ImportReport
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, differences, dump, scalar, statements

HEADS = (
    *("number", "title", "company", "stage", "expected_close", "closed_on", "amount", "currency"),
    *("product", "note"),
)
PLACES = {head: head for head in HEADS} | {"product": "lines.product"}
MADE_BY_THE_WAY = {"number", "title", "stage_since", "created_at", "updated_at", "external_id"}


def take(workspace: Workspace, path: Path) -> ImportReport:
    options = ImportOptions(entity="deal", mapping={"columns": PLACES})
    return importing.run(workspace, path, options)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, HEADS)
        out.writeheader()
        out.writerows(rows)
    return path


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    for name in ("Lupa GmbH", "Otava Oy"):
        records.create(workspace, "company", {"name": name})
    for code in ("R-1", "R-2"):
        values = {"code": code, "name": code, "kind": "goods", "list_price": D("99.90")}
        records.create(workspace, "product", values)
    return workspace


def some(draw: Random, count: int) -> list[dict[str, Any]]:
    return [
        {
            "number": draw.choice(("", f"X-{at}")),
            "title": f"Hall {at}",
            "company": draw.choice(("", "Lupa GmbH", "Otava Oy")),
            "stage": draw.choice(("New enquiry", "Negotiation", "Won")),
            "expected_close": draw.choice(("", "2026-03-01", "2027-01-31")),
            "closed_on": draw.choice(("", "2026-02-01")),
            "amount": draw.choice(("", "1200", "0.10", "99999.99")),
            "currency": draw.choice(("", "EUR", "USD")),
            "product": "",
            "note": draw.choice(("", "Über den Zaun", 'with "quotes", {braces} and \\ slashes')),
        }
        for at in range(count)
    ]


def deals(workspace: Workspace) -> list[Record]:
    rows = listing.page(workspace, ListQuery("deal", sort=(Sort("created_at"),)), (), 10_000)
    ids = [UUID(bytes=row.id) for row in rows]
    return list(records.load_many(workspace, "deal", ids).values())


def plain(record: Record) -> dict[str, Any]:
    """What a deal says, without its keys and what is its own."""
    out = {key: value for key, value in record.values.items() if key not in MADE_BY_THE_WAY}
    out["lines"] = [{k: v for k, v in row.items() if k != "id"} for row in out["lines"]]
    out.pop("origin", None)
    return out


def test_they_are_what_saving_them_makes(office: Workspace, tmp_path: Path) -> None:
    rows = some(Random(3), 60)
    for at in (5, 9, 30):
        rows[at] |= {"product": "R-1", "amount": ""}
    report = take(office, written(tmp_path / "deals.csv", rows))
    assert (report.created, report.failed) == (60, 0)
    kind = ENTITIES["deal"]
    imported = deals(office)
    assert len(imported) == 60
    for each in imported:
        values = {field.key: each.values[field.key] for field in kind.editable()}
        values["lines"] = tuple({**row, "id": None} for row in values["lines"])
        if values["lines"]:
            values["amount"] = None
        twin = records.create(office, "deal", values | {"number": None})
        assert plain(twin) == plain(each)
        assert twin.values["origin"] == "manual"
        assert each.values["origin"] == "import"
    assert_sound(office)
    assert not health.check(office).problems


def test_numbers_are_drawn_in_order_and_none_twice(office: Workspace, tmp_path: Path) -> None:
    first = records.create(office, "deal", {"title": "Before"}).values["number"]
    taken = f"{int(first) + 2:05}"
    records.create(office, "deal", {"title": "By hand", "number": taken})
    rows = some(Random(1), 6)
    for at, row in enumerate(rows):
        row["number"] = f"{int(first) + 4:05}" if at == 5 else ""
    take(office, written(tmp_path / "deals.csv", rows))
    numbers = [each.values["number"] for each in deals(office)]
    assert len(set(numbers)) == len(numbers)
    by_title = {each.label: each.values["number"] for each in deals(office)}
    wanted = [f"{int(first) + n:05}" for n in (1, 3, 5, 6, 7)]
    assert [by_title[f"Hall {at}"] for at in range(5)] == wanted
    after = records.create(office, "deal", {"title": "After"}).values["number"]
    assert after == f"{int(first) + 8:05}"


def test_a_later_row_that_means_a_deal_of_the_same_file(office: Workspace, tmp_path: Path) -> None:
    rows = some(Random(4), 3)
    for row in rows:
        row |= {"number": "X-1", "title": "Hall", "amount": "10", "stage": "Negotiation"}
    rows[2]["amount"] = "25"
    report = take(office, written(tmp_path / "deals.csv", rows))
    assert (report.created, report.created + report.updated + report.unchanged) == (1, 3)
    (only,) = deals(office)
    assert only.values["amount"] == 25
    assert_sound(office)


def test_a_row_that_will_not_do_leaves_the_others(office: Workspace, tmp_path: Path) -> None:
    rows = some(Random(2), 5)
    rows[2] |= {"stage": "Lost"}
    rows[3] |= {"title": ""}
    report = take(office, written(tmp_path / "deals.csv", rows))
    assert report.created + report.failed == 5
    assert len(deals(office)) == report.created


def test_many_take_few_statements_and_one_undo(office: Workspace, tmp_path: Path) -> None:
    before = dump(office.store)
    path = written(tmp_path / "deals.csv", some(Random(8), 2_500))
    with statements(office) as sent:
        report = take(office, path)
    assert report.created == 2_500
    assert len(sent) < 300
    assert listing.count(office, ListQuery("deal", text="hall 2499")) == 1
    now = scalar(office, "SELECT count(*) FROM deal WHERE stage_since IS NULL OR weighted < 0")
    assert now == 0
    undo.undo(office)
    assert not differences(before, dump(office.store))
    undo.redo(office)
    assert listing.count(office, ListQuery("deal")) == 2_500


def test_the_same_file_again_takes_few_statements(office: Workspace, tmp_path: Path) -> None:
    rows = some(Random(8), 1_200)
    for at, row in enumerate(rows):
        closed = "2026-02-01" if row["stage"] == "Won" else ""
        row |= {"number": f"X-{at}", "closed_on": closed}
    path = written(tmp_path / "deals.csv", rows)
    assert take(office, path).created == 1_200
    rows[7]["amount"], rows[900]["title"] = "77.70", "Yard"
    written(path, rows)
    with statements(office) as sent:
        report = take(office, path)
    assert (report.updated, report.unchanged) == (2, 1_198)
    assert len(sent) < 200
    found = {each.values["number"]: each for each in deals(office)}
    assert found["X-7"].values["amount"] == D("77.70")
    assert found["X-900"].label == "Yard"
    records.delete(office, "deal", (found["X-3"].id,))
    assert take(office, path).skipped == 1
    assert_sound(office)


def test_what_another_program_began(office: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(
        "Deal name,Stage,Amount,Create date,Close date\n"
        "Hall,Negotiation,100,2026-01-05,2026-12-31\n"
        "Yard,Won,200,2026-01-05,2026-02-10\n",
        "utf-8",
    )
    report = importing.run(office, path, ImportOptions(entity="deal"))
    assert report.created == 2
    found = {each.label: each.values for each in deals(office)}
    day = datetime(2026, 1, 5, 12).astimezone(UTC).date()
    assert found["Hall"]["created_at"].date() == day
    assert found["Hall"]["stage_since"].date() == day
    assert found["Yard"]["created_at"].date() == day
    assert found["Yard"]["stage_since"].date() == (found["Yard"]["closed_on"])
    assert found["Hall"]["owner"] == Ref(office.actor.id, "")
