"""The real window with a long list: order it, jump in it, select all of it, search in it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MB, MS, Row
from benchmarks.questions.start import ask

DATABASES = (stores.SQLITE,)


def measure(bench: Bench) -> Iterator[Row]:
    figures = ask("list", stores.sample(bench.database, bench.size))
    for what, key, budget in (
        ("on screen, ordered anew", "order", 60),
        ("on screen, jump", "jump", 50),
        ("on screen, Ctrl+A", "select_all", 50),
        ("on screen, longest gap while it is ordered", "gap", 20),
        ("on screen, longest gap while pages are turned", "scroll", 50),
        ("on screen, longest gap while words are typed", "search_gap", 50),
        ("on screen, the page of a record", "page", 50),
        ("on screen, a key of a search, p50", "key", 60),
        ("on screen, a key of a search, p95", "worst_key", 100),
    ):
        yield Row(what, MS, figures[key], budget)
    yield Row("on screen, memory", MB, figures["memory"], 250)
