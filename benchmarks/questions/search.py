"""Find contacts by a piece of a name, a mail address, a phone number: one box over all."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.bench import SCREEN, Bare, Bench
from benchmarks.measure import MS, Row, Times, side_by_side
from crm_desktop.services import listing
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace

ASKED = 5
ABSENT = ("qqzzxx", "юзззз", "nobody@nowhere", "4930999888777")
# In a great part of the records: syllables, domains, towns, country codes, two letters, one.
COMMON = ("ann", "mar", "example", "berlin", "+49", "gmbh", "an", "s", "manager", "wien", "ova")
BARE = {
    True: "SELECT s.record_id FROM search s WHERE s.docid IN "
    "(SELECT rowid FROM search_fts WHERE body LIKE ?) LIMIT 200",
    False: "SELECT record_id FROM search WHERE body LIKE ? LIMIT 200",
}


def pieces(bare: Bare) -> list[str]:
    """What people type: parts of names, addresses and numbers that are there."""
    random = Random(5)
    sql = (
        "SELECT p.first_name, p.last_name, e.email_key, x.digits FROM person p "
        "JOIN person_email e ON e.person_id = p.id JOIN person_phone x ON x.person_id = p.id "
        "ORDER BY p.id LIMIT 4000"
    )
    out: list[str] = []
    for first, last, mail, digits in random.sample(bare.run(sql), 40):
        name = (last or first or "").strip()
        out.append(name[: random.randint(3, 8)] if len(name) > 3 else name)
        out.append(f"{first or ''} {last or ''}".strip())
        out.append(mail[: random.randint(4, 12)])
        out.append(digits.split()[0][-random.randint(4, 8) :])
    return [piece for piece in out if piece]


def measure(bench: Bench) -> Iterator[Row]:
    with bench.reading() as workspace, bench.bare(workspace.store.address) as bare:
        most = bench.budget(50 if bench.size >= 1_000_000 else 15, 30)
        asked: tuple[tuple[str, list[str], float], ...] = (
            ("find a piece, p95", pieces(bare), most),
            ("find common words, p95", list(COMMON), bench.budget(50, 90)),
            ("find nothing, p95", list(ABSENT), 3),
        )
        for what, words, budget in asked:
            times, floors = Times([]), Times([])
            for word in words:
                ours, limit = _asked(bench, workspace, bare, word)
                times.all.append(ours.p50)
                floors.all.append(limit.p50)
            yield Row(what, MS, times.p95, budget, floors.p95, flat=what == "find nothing, p95")


def _asked(bench: Bench, workspace: Workspace, bare: Bare, word: str) -> tuple[Times, Times]:
    """Each word several times: how long it takes is a matter of the word, not of the moment."""
    asked, pattern = ListQuery("person", text=word), f"%{word.casefold()}%"
    return side_by_side(
        lambda _: listing.first(workspace, asked, SCREEN),
        lambda _: bare.run(BARE[bench.is_sqlite], (pattern,)),
        rounds=ASKED,
        warm=1,
    )
