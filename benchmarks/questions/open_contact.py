"""Open a contact: all its fields, phones, companies, and twenty things that happened with it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from sqlalchemy import event

from benchmarks.bench import Bench
from benchmarks.measure import COUNT, MS, Row, side_by_side
from crm_desktop.services import listing, records, timeline
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace

ITEMS = 20
BARE = (
    "SELECT p.*, c.name FROM person p LEFT JOIN company c ON c.id = p.company_id WHERE p.id = ?",
    "SELECT number FROM person_phone WHERE person_id = ? AND deleted_at IS NULL",
    "SELECT a.kind, a.subject, a.done_at FROM activity_link l JOIN activity a "
    "ON a.id = l.activity_id WHERE l.person_id = ? ORDER BY a.done_at DESC LIMIT 20",
)


def measure(bench: Bench) -> Iterator[Row]:
    with bench.reading() as workspace, bench.bare(workspace.store.address) as bare:
        vector = listing.ids(workspace, ListQuery("person")).vector
        places = Random(3).sample(range(len(vector) // 16), 200)
        keys = [UUID(bytes=vector[16 * at : 16 * at + 16]) for at in places]

        def ours(turn: int) -> None:
            key = keys[turn % len(keys)]
            records.load(workspace, "person", key)
            timeline.of(workspace, "person", key, ITEMS)

        def limit(turn: int) -> None:
            key = keys[turn % len(keys)]
            for sql in BARE:
                bare.run(sql, (key.bytes if bench.is_sqlite else key,))

        times, bare_times = side_by_side(ours, limit, rounds=150)
        statements = _counted(workspace, keys[0])
    budget = bench.budget(3, 8)
    yield Row("open a contact", MS, times.p50, budget, bare_times.p50, flat=True)
    yield Row("open a contact, statements", COUNT, statements, 5, len(BARE))


def _counted(workspace: Workspace, key: UUID) -> int:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(workspace.store.reads, "before_cursor_execute", note)
    records.load(workspace, "person", key)
    timeline.of(workspace, "person", key, ITEMS)
    return len(sent)
