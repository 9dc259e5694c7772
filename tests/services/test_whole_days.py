"""What has a day and no time, among what has both: its order, its filters, the next activity."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.models.whole_days import day_of, moment_of
from crm_desktop.services import listing, records, undo
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound

ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Auckland")
NOON = datetime(2026, 3, 5, 12)  # noqa: DTZ001  of the zone, below


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The computer stands somewhere."""
    if not hasattr(time, "tzset"):
        pytest.skip("only some systems let a program change its time zone")
    monkeypatch.setenv("TZ", str(request.param))
    time.tzset()
    yield str(request.param)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def day_by_day(zone: str, workspace: Workspace) -> tuple[Workspace, datetime]:
    """Yesterday, today and tomorrow: at nine, for the whole day, and in the evening."""
    now = NOON.astimezone()
    workspace = replace(workspace, clock=lambda: now)
    for days in (-1, 0, 1):
        day = now.date() + timedelta(days=days)
        at = {"nine": 9, "late": 19}
        planned(workspace, f"{days} whole", due_on=day)
        for name, hour in at.items():
            moment = datetime(day.year, day.month, day.day, hour, 30).astimezone()
            planned(workspace, f"{days} {name}", due_at=moment)
    return workspace, now


def planned(workspace: Workspace, subject: str, **values: Any) -> UUID:
    values = {"kind": "task", "subject": subject, "status": "planned", **values}
    return records.create(workspace, "activity", values).id


def subjects(workspace: Workspace, *filters: Filter) -> list[str]:
    asked = ListQuery("activity", filters=filters, sort=(Sort("due_at"),))
    return [row.cells[0] for row in listing.first(workspace, asked, ("subject", "due_at"))]


def test_a_day_and_back() -> None:
    day = date(2026, 3, 5)
    assert day_of(moment_of(day)) == day
    assert day_of(datetime(2026, 3, 5, 6, tzinfo=UTC)) is None


def test_the_order_is_that_of_the_days(day_by_day: tuple[Workspace, datetime]) -> None:
    workspace, _ = day_by_day
    days = [subject.split()[0] for subject in subjects(workspace)]
    assert days == ["-1"] * 3 + ["0"] * 3 + ["1"] * 3


@pytest.mark.parametrize(
    ("op", "wanted"),
    [
        (Op.LT, {"-1 nine", "-1 late", "-1 whole"}),
        (Op.LE, {"-1 nine", "-1 late", "-1 whole", "0 nine", "0 late", "0 whole"}),
        (Op.EQ, {"0 nine", "0 late", "0 whole"}),
        (Op.GT, {"1 nine", "1 late", "1 whole"}),
        (Op.GE, {"0 nine", "0 late", "0 whole", "1 nine", "1 late", "1 whole"}),
    ],
)
def test_by_day(day_by_day: tuple[Workspace, datetime], op: Op, wanted: set[str]) -> None:
    workspace, now = day_by_day
    assert set(subjects(workspace, Filter("due_at", op, (now.date(),)))) == wanted


def test_overdue_today_and_the_coming_days(day_by_day: tuple[Workspace, datetime]) -> None:
    workspace, now = day_by_day
    overdue = subjects(workspace, Filter("due_at", Op.LT, (now,)))
    assert set(overdue) == {"-1 nine", "-1 late", "-1 whole", "0 nine"}  # today is not over
    today = subjects(workspace, Filter("due_at", Op.WITHIN, (0,)))
    assert set(today) == {"0 nine", "0 late", "0 whole"}
    coming = subjects(workspace, Filter("due_at", Op.WITHIN, (1,)))
    assert len(coming) == 6
    late = datetime(now.year, now.month, now.day, 23, 30).astimezone()
    assert len(subjects(workspace, Filter("due_at", Op.LE, (late,)))) == 6
    assert len(subjects(workspace, Filter("due_at", Op.GT, (late,)))) == 3


def test_a_cell_says_the_day(workspace: Workspace) -> None:
    day = date(2026, 3, 5)
    key = planned(workspace, "whole", due_on=day)
    asked = ListQuery("activity")
    (row,) = listing.first(workspace, asked, ("due_at", "due_on"))
    assert row.cells == (day, day)
    record = records.load(workspace, "activity", key)
    assert record.values["due_at"] is None  # the record itself is as it was written
    assert subjects(workspace, Filter("due_at", Op.EMPTY)) == []
    records.save(workspace, "activity", key, {"due_on": None}, version=record.version)
    assert subjects(workspace, Filter("due_at", Op.EMPTY)) == ["whole"]
    undo.undo(workspace)
    assert subjects(workspace, Filter("due_at", Op.EMPTY)) == []
    assert_sound(workspace)


def test_it_is_a_next_activity(workspace: Workspace) -> None:
    person = records.create(workspace, "person", {"last_name": "Ruiz"})
    link = ({"person": Ref(person.id, "")},)
    later = datetime(2026, 3, 9, 9, tzinfo=UTC)
    planned(workspace, "timed", due_at=later, links=link)
    whole = planned(workspace, "whole", due_on=date(2026, 3, 5), links=link)

    def coming() -> Any:
        return records.load(workspace, "person", person.id).values["next_activity_at"]

    assert coming() == date(2026, 3, 5)
    (row,) = listing.first(workspace, ListQuery("person"), ("next_activity_at",))
    assert row.cells == (date(2026, 3, 5),)
    records.delete(workspace, "activity", (whole,))
    assert coming() == later
    undo.undo(workspace)
    assert coming() == date(2026, 3, 5)
    assert_sound(workspace)


def test_the_order_walks_an_index(workspace: Workspace) -> None:
    planned(workspace, "whole", due_on=date(2026, 3, 5))
    if not workspace.store.is_sqlite:
        return
    with workspace.reading() as tx:
        asked = "SELECT id FROM activity WHERE deleted_at IS NULL ORDER BY due_key DESC, id DESC"
        plan = tx.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert any("ix_activity_due_key" in row[3] for row in plan)
    assert not any("TEMP B-TREE" in row[3] for row in plan)
