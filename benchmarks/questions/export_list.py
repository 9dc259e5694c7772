"""Export the list as it is shown, to CSV and to Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import stores
from benchmarks.bench import Bare, Bench
from benchmarks.measure import MB, PER_SECOND, Row, memory, peak_memory, took
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.transfer import exporting

# Twelve columns with the id that comes first.
SHOWN = (
    "display_name",
    "first_name",
    "last_name",
    "company",
    "job_title",
    "phones",
    "emails",
    "city",
    "country",
    "status",
    "updated_at",
)
BARE = (
    "SELECT r.id, r.display_name, r.first_name, r.last_name, c.name, r.job_title, "
    "(SELECT number FROM person_phone x WHERE x.person_id = r.id LIMIT 1), "
    "(SELECT address FROM person_email x WHERE x.person_id = r.id LIMIT 1), "
    "r.city, r.country, r.status, r.updated_at FROM person r LEFT JOIN company c "
    "ON c.id = r.company_id WHERE r.deleted_at IS NULL"
)
CHUNK = 1_000


def measure(bench: Bench) -> Iterator[Row]:
    with (
        stores.scratch() as place,
        bench.reading() as workspace,
        bench.bare(workspace.store.address) as bare,
    ):
        asked = ListQuery("person")

        def ours(name: str) -> float:
            path = place / name
            work = took(lambda: exporting.export(workspace, asked, path, SHOWN))
            return bench.size / (work / 1e3)

        small = place / "small.xlsx"  # loads the writers
        exporting.export(workspace, ListQuery("person", text="kowal"), small, SHOWN)
        before = memory()
        as_csv, as_xlsx = (max(ours(name), ours(name)) for name in ("all.csv", "all.xlsx"))
        grown = peak_memory() - before
        # Both, and not only the writer: our rows come out of the database too.
        csv_limit = bench.size / (took(lambda: bare_csv(bare, place / "bare.csv")) / 1e3)
        xlsx_limit = bench.size / (took(lambda: bare_xlsx(bare, place / "bare.xlsx")) / 1e3)
    yield Row("export CSV, rows", PER_SECOND, as_csv, bench.budget(50_000, 30_000), csv_limit, 1.8)
    yield Row("export xlsx, rows", PER_SECOND, as_xlsx, 10_000, xlsx_limit, 1 / 0.9)
    yield Row("export, memory on top", MB, grown, 30)


def _bare_rows(bare: Bare) -> Iterator[Sequence[Any]]:
    if bare.is_sqlite:
        cursor = bare.connection.execute(BARE)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
        return
    with bare.connection.transaction(), bare.connection.cursor("bare") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(BARE)
        yield from cursor


def bare_csv(bare: Bare, path: Path) -> None:
    """The same rows, from a cursor into the csv module."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for row in _bare_rows(bare):
            writer.writerow((str(row[0]), *row[1:]))


def bare_xlsx(bare: Bare, path: Path) -> None:
    """The same rows, from a cursor into xlsxwriter."""
    from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

    book = Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(_bare_rows(bare)):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write_string(at, column, str(value))
    book.close()
