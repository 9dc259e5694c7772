"""The real window at selling: a board of 2,000 cards, a quote of 50 lines, its preview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MS, Row
from benchmarks.questions.start import ask
from crm_desktop.services import listing, opening, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace

DATABASES = (stores.SQLITE,)
SIZES = (10_000,)  # it makes its deals itself: one size is enough
CARDS = 2_000
LINES = 50


def measure(bench: Bench) -> Iterator[Row]:
    with stores.copy(bench.database, bench.size) as address:
        with closing(opening.open_workspace(address)) as workspace:
            fill(workspace)
        figures = ask("sales", address)
    if figures["cards"] < CARDS:
        raise ValueError(f"the board has {figures['cards']:.0f} cards, not {CARDS}")
    for what, key, budget in (
        ("a board of 2,000 cards, opened", "board", 300),
        ("a board of 2,000 cards, a card moved", "move", 300),
        ("a quote of 50 lines, opened", "quote", 300),
        ("a quote of 50 lines, a key p95", "key", 50),
        ("a quote of 50 lines, a cell p95", "cell", 50),
        ("a quote of 50 lines, its PDF on the screen", "preview", 300),
    ):
        yield Row(what, MS, figures[key], budget)


def fill(workspace: Workspace) -> None:
    """So many open deals in the first pipeline, and the draft of a long quote."""
    random = Random(9)
    companies = _refs(workspace, "company", 200)
    stages = _stages(workspace)
    start = workspace.clock().date()
    for i in range(CARDS):
        deal = {
            "title": f"Fit-out {i}",
            "company": companies[i % len(companies)],
            "stage": stages[i % len(stages)],
            "amount": Decimal(random.randint(100, 9_000_000)) / 100,
            "currency": "EUR",
            "expected_close": start + timedelta(days=random.randint(-30, 200)),
        }
        records.create(workspace, "deal", deal)
    lines = tuple(
        {
            "kind": "product",
            "position": i + 1,
            "description": f"Schreibtisch Fjord {i}",
            "quantity": Decimal(random.randint(1, 40)),
            "unit_price": Decimal(random.randint(100, 900_000)) / 100,
            "tax_category": "S",
            "tax_rate": Decimal(19),
            "cost": Decimal(random.randint(10, 90)),
        }
        for i in range(LINES)
    )
    quote = {"title": "Benchmark", "company": companies[0], "currency": "EUR", "lines": lines}
    records.create(workspace, "quote", quote)


def _refs(workspace: Workspace, entity: str, limit: int) -> list[Ref]:
    rows = listing.first(workspace, ListQuery(entity), ("name",), limit)
    return [Ref(UUID(bytes=row.id), str(row.cells[0])) for row in rows]


def _stages(workspace: Workspace) -> list[Ref]:
    rows = listing.page(workspace, ListQuery("stage"), ("name", "pipeline", "kind"), 500)
    pipelines = listing.page(workspace, ListQuery("pipeline"), ("name", "is_default"), 50)
    default = next(row.id for row in pipelines if row.cells[1])
    return [
        Ref(UUID(bytes=row.id), str(row.cells[0]))
        for row in rows
        if row.cells[1].id.bytes == default and row.cells[2] == "open"
    ]
