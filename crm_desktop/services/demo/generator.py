"""Synthetic data for the sample office and for measuring: believable, endless, always the same.

The same (count, seed, today) gives the same data on every machine: only `random()` and
`getrandbits()` are drawn, and nothing depends on the order of a set, on a hash or on a power.
Rows are made one by one, so a million people need no more memory than ten.

    for company in companies(20, seed, today=now): ...
    for some in chunks(people(200, seed, companies=20, today=now)):
        for activity in activities(some, now): ...
        for note in notes(some, now): ...
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from crm_desktop.services.demo import companies as firms
from crm_desktop.services.demo import people as persons
from crm_desktop.services.demo.office import colleagues, office, teams
from crm_desktop.services.demo.rows import DemoActivity, DemoCompany, DemoNote, DemoPerson
from crm_desktop.services.demo.timeline import activities, notes

__all__ = [
    "TODAY",
    "DemoActivity",
    "DemoCompany",
    "DemoNote",
    "DemoPerson",
    "activities",
    "colleagues",
    "companies",
    "notes",
    "office",
    "people",
    "teams",
]

# What data is relative to where nobody names another moment.
TODAY = datetime(2026, 11, 16, 10, 30, tzinfo=UTC)


def companies(count: int, seed: int = 1, *, today: datetime = TODAY) -> Iterator[DemoCompany]:
    """Companies; those of a smaller count are the first of a larger one."""
    return firms.companies(count, seed, today)


def people(
    count: int, seed: int = 1, *, companies: int, today: datetime = TODAY
) -> Iterator[DemoPerson]:
    """People, most of whom work in one of that many companies of the same seed."""
    return persons.people(count, seed, companies, today)
