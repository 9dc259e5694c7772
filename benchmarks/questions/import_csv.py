"""Import a CSV: read, map, match, write, index, log; then take all of it back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from benchmarks import stores
from benchmarks.bench import Bare, Bench
from benchmarks.measure import MB, PER_SECOND, Row, peak_memory, took
from crm_desktop.models.base import utc_now
from crm_desktop.models.tables import table
from crm_desktop.models.types import microseconds, uuid7_bytes
from crm_desktop.services import undo
from crm_desktop.services.transfer import importing
from crm_desktop.services.transfer.options import ImportOptions

CHUNK = 5_000
# The columns of each table that a row of the file fills.
COLUMNS = {
    "company": ("id", "name", "created_at", "updated_at"),
    "person": (
        "id",
        "first_name",
        "last_name",
        "company_id",
        "job_title",
        "created_at",
        "updated_at",
    ),
    "person_company": ("id", "person_id", "company_id"),
    "person_email": ("id", "person_id", "address"),
    "person_phone": ("id", "person_id", "number"),
    "person_address": ("id", "person_id", "street", "postcode", "city", "country"),
}


def measure(bench: Bench) -> Iterator[Row]:
    file = stores.people_csv(bench.size)
    bare: list[float] = []
    made: list[float] = []
    undone: list[float] = []
    peak = 0.0
    for _ in range(3 if bench.size <= 10_000 else 1):
        with bench.bare_database() as database:
            bare.append(bench.size / took(lambda: bare_import(database, file)) * 1e3)
        with bench.writing(empty=True) as workspace:
            importing.rehearse(workspace, stores.people_csv(200), ImportOptions())  # loads modules
            made.append(bench.size / took(lambda: _imported(workspace, file, bench.size)) * 1e3)
            peak = peak or peak_memory()  # of the first: an undo comes after it
            undone.append(bench.size / took(lambda: undo.undo(workspace)) * 1e3)
    budget = 1_000_000 / 180 if bench.size >= 1_000_000 else bench.budget(8_000, 4_000)
    fair = bench.budget(3.6, 2.5)
    yield Row("import CSV, contacts", PER_SECOND, median(made), budget, median(bare), fair)
    yield Row("import CSV, peak memory", MB, peak, 250)
    # The slowest: a plan that goes wrong on fresh tables would show in one of them only. To take
    # an import back must not take longer than the import.
    yield Row("undo the import, contacts", PER_SECOND, min(undone), bench.budget(8_000, 4_000))


def _imported(workspace: Any, file: Path, size: int) -> None:
    report = importing.run(workspace, file, ImportOptions())
    if report.created < size * 0.99 or report.failed:
        raise AssertionError(f"{report.created} of {size} made, {report.failed} failed")


# ------------------------------------------------------------------------------------ the limit


def bare_import(bare: Bare, file: Path) -> None:
    """A csv reader and executemany into tables of the same columns: no index, trigger, search."""
    for name in COLUMNS:
        bare.run(_create(table(name), is_sqlite=bare.is_sqlite))
    bare.run("BEGIN")
    companies: dict[str, Any] = {}
    now: Any = microseconds(utc_now()) if bare.is_sqlite else utc_now()
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        for count, cells in enumerate(reader, start=1):
            _spread(cells, rows, companies, now, bare.is_sqlite)
            if not count % CHUNK:
                _write(bare, rows)
        _write(bare, rows)
    bare.run("COMMIT")


def _spread(
    cells: list[str],
    rows: dict[str, list[tuple[Any, ...]]],
    companies: dict[str, Any],
    now: Any,
    is_sqlite: bool,
) -> None:
    first, last, company, title, mail, phone, *address = cells
    keys: list[Any] = uuid7_bytes(6)
    if not is_sqlite:
        keys = [UUID(bytes=key) for key in keys]
    person = keys[0]
    if company and company not in companies:
        companies[company] = keys[1]
        rows["company"].append((keys[1], company, now, now))
    rows["person"].append((person, first, last, companies.get(company), title, now, now))
    if company:
        rows["person_company"].append((keys[2], person, companies[company]))
    if mail:
        rows["person_email"].append((keys[3], person, mail))
    if phone:
        rows["person_phone"].append((keys[4], person, phone))
    if any(address):
        rows["person_address"].append((keys[5], person, *address))


def _write(bare: Bare, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for name, columns in COLUMNS.items():
        marks = ", ".join("?" * len(columns))
        bare.run_many(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows[name])
        rows[name].clear()


def _create(source: Table, *, is_sqlite: bool) -> str:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()
    columns = ", ".join(f"{c.name} {c.type.compile(dialect)}" for c in source.columns)
    return f"CREATE TABLE {source.name} ({columns})"
