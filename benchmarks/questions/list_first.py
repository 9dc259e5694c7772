"""The first screen of a list, ordered by name."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import SCREEN, Bench
from benchmarks.measure import MS, Row, side_by_side
from crm_desktop.services import listing
from crm_desktop.services.queries import ListQuery

BARE = (
    "SELECT id, version, display_name, job_title, city, status FROM person "
    "WHERE deleted_at IS NULL ORDER BY name_key, id LIMIT 50"
)


def measure(bench: Bench) -> Iterator[Row]:
    asked = ListQuery("person")
    with bench.reading() as workspace, bench.bare(workspace.store.address) as bare:
        ours, limit = side_by_side(
            lambda _: listing.first(workspace, asked, SCREEN, 50), lambda _: bare.run(BARE)
        )
    yield Row("first 50 by name", MS, ours.p50, bench.budget(5, 10), limit.p50, flat=True)
