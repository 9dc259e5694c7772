"""Make a contact and edit one: durable, logged, indexed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from benchmarks.bench import Bench
from benchmarks.measure import MS, Row, Times, took
from crm_desktop.models.types import uuid7
from crm_desktop.services import listing, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Workspace

ROUNDS = 60
BARE = "INSERT INTO contact (id, first_name, last_name, phone, mail) VALUES (?, ?, ?, ?, ?)"


def measure(bench: Bench) -> Iterator[Row]:
    with bench.writing() as workspace, bench.bare_database() as bare:
        bare.run(
            "CREATE TABLE contact (id TEXT, first_name TEXT, last_name TEXT, phone TEXT, mail TEXT)"
        )
        keys = _some(workspace)
        company = records.load(workspace, "person", keys[0]).values["company"]
        made: list[float] = []
        edited: list[float] = []
        limit: list[float] = []
        for turn in range(ROUNDS + 5):
            made.append(took(lambda turn=turn: _make(workspace, turn, company)))
            key = keys[turn]
            version = records.load(workspace, "person", key).version
            edited.append(took(lambda k=key, v=version: _edit(workspace, k, v)))
            row = (str(uuid7()), "Anna", f"Ruiz {turn}", "030 1234567", "anna@ruiz.example")
            limit.append(took(lambda row=row: bare.run(BARE, row)))
    for what, times in (("make a contact", made), ("edit a contact", edited)):
        ours, floor = Times(times[5:]), Times(limit[5:])
        yield Row(f"{what}, p50", MS, ours.p50, bench.budget(10, 15), floor.p50, flat=True)
        yield Row(f"{what}, p95", MS, ours.p95, bench.budget(30, 40), floor.p95)


def _some(workspace: Workspace) -> list[UUID]:
    vector = listing.ids(workspace, ListQuery("person")).vector
    places = Random(11).sample(range(len(vector) // 16), ROUNDS + 5)
    return [UUID(bytes=vector[16 * at : 16 * at + 16]) for at in places]


def _make(workspace: Workspace, turn: int, company: Ref | None) -> None:
    records.create(
        workspace,
        "person",
        {
            "first_name": "Anna",
            "last_name": f"Ruiz {turn}",
            "job_title": "Buyer",
            "company": company,
            "phones": ({"number": f"030 123{turn:04}", "type": "work", "is_primary": True},),
            "emails": ({"address": f"anna{turn}@ruiz.example", "is_primary": True},),
            "tags": ("Newsletter",),
        },
    )


def _edit(workspace: Workspace, key: UUID, version: int) -> None:
    phones = ({"number": "+49 30 7654321", "type": "mobile", "is_primary": True},)
    values = {"job_title": "Head of buying", "nickname": "Ann", "phones": phones}
    records.save(workspace, "person", key, values, version=version)
