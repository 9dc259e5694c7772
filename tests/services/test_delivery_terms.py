"""A field is named in the model, a migration and the catalogue; everything else follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.services import history, listing, records, undo
from crm_desktop.services.queries import ListQuery, parse_filter
from crm_desktop.services.transfer import exporting, importing
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.workspace import Workspace

FILE = "Company,Lieferbedingungen,City\nLupa Oy,DAP Turku,Turku\nOtava Ky,,Oulu\n"


def found(workspace: Workspace, asked: ListQuery) -> list[Any]:
    return [row.cells[0] for row in listing.page(workspace, asked, ("name",), 10)]


@pytest.fixture
def office(workspace: Workspace, tmp_path: Path) -> Workspace:
    path = tmp_path / "companies.csv"
    path.write_text(FILE, encoding="utf-8")
    report = importing.run(workspace, path, ImportOptions())
    assert (report.created, report.failed) == (2, 0)
    return workspace


def test_it_is_imported_found_and_filtered(office: Workspace) -> None:
    known = ListQuery("company", filters=(parse_filter("delivery_terms=DAP Turku"),))
    assert found(office, known) == ["Lupa Oy"]
    blank = ListQuery("company", filters=(parse_filter("delivery_terms="),))
    assert found(office, blank) == ["Otava Ky"]
    assert found(office, ListQuery("company", text="dap tur")) == ["Lupa Oy"]


def test_a_change_is_told_and_taken_back(office: Workspace) -> None:
    key = UUID(bytes=listing.ids(office, ListQuery("company", text="lupa")).vector)
    before = records.load(office, "company", key)
    records.save(office, "company", key, {"delivery_terms": "EXW Graz"}, version=before.version)
    change = history.of(office, "company", key)[0].changes[0]
    assert (change.label, change.old, change.new) == ("Delivery terms", "DAP Turku", "EXW Graz")
    undo.undo(office)
    assert records.load(office, "company", key).values["delivery_terms"] == "DAP Turku"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_it_is_exported(office: Workspace, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    exporting.export(office, ListQuery("company"), path)
    assert importing.run(office, path, ImportOptions()).unchanged == 2
    undo.undo(office)
    assert importing.run(office, path, ImportOptions()).created == 2
    assert found(office, ListQuery("company", text="dap tur")) == ["Lupa Oy"]
