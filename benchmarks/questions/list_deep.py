"""A page of a list far down, after a jump of the scroll bar."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import SCREEN, Bench
from benchmarks.measure import MS, Row, side_by_side
from crm_desktop.services import listing
from crm_desktop.services.queries import ListQuery

PAGE = 50
BARE = (
    "SELECT id, version, display_name, job_title, city, status FROM person WHERE "
    "deleted_at IS NULL AND (name_key, id) > (?, ?) ORDER BY name_key, id LIMIT 50"
)


def measure(bench: Bench) -> Iterator[Row]:
    with bench.reading() as workspace, bench.bare(workspace.store.address) as bare:
        vector = listing.ids(workspace, ListQuery("person")).vector
        at = len(vector) // 16 * 9 // 10

        def keys(turn: int) -> tuple[bytes, ...]:
            start = at + turn * PAGE % (at // 20)
            return tuple(vector[16 * i : 16 * i + 16] for i in range(start, start + PAGE))

        pages = [keys(turn) for turn in range(80)]
        key = bare.run("SELECT name_key, id FROM person WHERE id = ?", (_id(pages[0][0], bench),))
        ours, limit = side_by_side(
            lambda turn: listing.rows(workspace, "person", SCREEN, pages[turn]),
            lambda _: bare.run(BARE, key[0]),
        )
    yield Row("50 rows at 90 % depth", MS, ours.p50, bench.budget(5, 10), limit.p50, flat=True)


def _id(key: bytes, bench: Bench) -> object:
    from uuid import UUID

    return key if bench.is_sqlite else UUID(bytes=key)
