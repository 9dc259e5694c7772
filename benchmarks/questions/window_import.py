"""The real window while a file is imported: for how long it cannot react."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MS, Row
from benchmarks.questions.start import ask

DATABASES = (stores.SQLITE,)


def measure(bench: Bench) -> Iterator[Row]:
    with stores.copy(bench.database, bench.size) as address:
        figures = ask("import", address)
    yield Row("on screen, longest gap while a file is imported", MS, figures["import_gap"], 50)
