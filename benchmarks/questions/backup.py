"""A verified backup of the whole store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks import stores
from benchmarks.bench import Bare, Bench
from benchmarks.measure import PER_SECOND, Row, took
from crm_desktop.models.tables import METADATA
from crm_desktop.services import backup as service


def measure(bench: Bench) -> Iterator[Row]:
    address = stores.sample(bench.database, bench.size)
    with stores.scratch() as place:
        ours = took(lambda: service.copy_whole(address, place / "backup.crm"))
        if bench.is_sqlite:
            limit = took(lambda: _bare_copy(Path(address), place / "bare.crm"))
        else:
            with bench.bare(address) as bare:
                limit = took(lambda: _bare_dump(bare, place / "bare.dump"))
    contacts = (bench.size / (time / 1e3) for time in (ours, limit))
    budget = bench.budget(15_000, 600)
    yield Row("back up, contacts", PER_SECOND, next(contacts), budget, next(contacts))


def _bare_copy(source: Path, target: Path) -> None:
    """The bytes of the file, on the disk. Neither consistent nor verified."""
    shutil.copyfile(source, target)
    with target.open("rb+") as handle:
        os.fsync(handle.fileno())


def _bare_dump(bare: Bare, target: Path) -> None:
    """Every table by COPY: no new database, no index, no search."""
    with target.open("wb") as stream, bare.connection.cursor() as cursor:
        for table in METADATA.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" TO STDOUT') as rows:
                for data in rows:
                    stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
