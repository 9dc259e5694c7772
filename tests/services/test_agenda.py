"""My agenda, by the days of the computer's time zone."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_desktop.services import agenda, records
from crm_desktop.services.agenda import Agenda, AgendaItem, Part
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.workspace import Workspace

NOW = datetime(2026, 3, 4, 12).astimezone()  # a Wednesday


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The computer stands there."""
    if sys.platform == "win32":
        pytest.skip("no tzset() there")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def at(workspace: Workspace, now: datetime) -> Workspace:
    return replace(workspace, clock=lambda: now)


def mine(workspace: Workspace, now: datetime = NOW) -> Agenda:
    return agenda.mine(at(workspace, now))


def plan(workspace: Workspace, subject: str, /, *links: Record, **values: Any) -> Record:
    rows = tuple({link.entity: Ref(link.id, link.label)} for link in links)
    usual: dict[str, Any] = {"kind": "call", "subject": subject, "status": "planned"}
    return records.create(workspace, "activity", usual | {"links": rows} | values)


def told(found: Agenda) -> list[tuple[str, str]]:
    return [(item.part.value, item.subject) for item in found.items]


def only(workspace: Workspace) -> AgendaItem:
    (item,) = mine(workspace).items
    return item


def test_overdue_then_today_then_the_coming_days_then_undated(workspace: Workspace) -> None:
    plan(workspace, "some time")
    plan(workspace, "in a week", due_at=NOW + timedelta(days=7))
    plan(workspace, "in eight days", due_at=NOW + timedelta(days=8))
    plan(workspace, "tomorrow, whole day", due_on=NOW.date() + timedelta(days=1))
    plan(workspace, "this morning", due_at=NOW - timedelta(hours=2))
    plan(workspace, "today, whole day", due_on=NOW.date())
    plan(workspace, "tonight", due_at=NOW + timedelta(hours=8))
    plan(workspace, "long ago", due_at=NOW - timedelta(days=40))
    plan(workspace, "yesterday, whole day", due_on=NOW.date() - timedelta(days=1))
    plan(workspace, "in nine days, whole day", due_on=NOW.date() + timedelta(days=9))
    found = mine(workspace)
    assert told(found) == [
        ("overdue", "long ago"),
        ("overdue", "yesterday, whole day"),
        ("today", "today, whole day"),
        ("today", "this morning"),
        ("today", "tonight"),
        ("ahead", "tomorrow, whole day"),
        ("ahead", "in a week"),
        ("undated", "some time"),
    ]
    assert [item.subject for item in found.items if item.late] == [
        "long ago",
        "yesterday, whole day",
        "this morning",
    ]
    assert found.later == 2
    assert agenda.due(at(workspace, NOW)) == 5


def test_a_meeting_under_way_is_not_late(workspace: Workspace) -> None:
    start, end = NOW - timedelta(minutes=10), NOW + timedelta(minutes=20)
    plan(workspace, "under way", due_at=start, end_at=end)
    assert only(workspace).late is False


def test_days_are_those_of_this_computer(workspace: Workspace, zone: str) -> None:
    midnight = datetime(2026, 3, 5).astimezone()
    plan(workspace, "23:59", due_at=midnight - timedelta(minutes=1))
    plan(workspace, "00:00", due_at=midnight)
    plan(workspace, "the fourth", due_on=date(2026, 3, 4))
    plan(workspace, "the fifth", due_on=date(2026, 3, 5))
    late_that_evening = mine(workspace, midnight - timedelta(hours=1))
    assert told(late_that_evening) == [
        ("today", "the fourth"),
        ("today", "23:59"),
        ("ahead", "the fifth"),
        ("ahead", "00:00"),
    ]
    next_day = mine(workspace, midnight + timedelta(hours=1))
    assert told(next_day) == [
        ("overdue", "the fourth"),
        ("overdue", "23:59"),
        ("today", "the fifth"),
        ("today", "00:00"),
    ]


def test_only_mine_and_only_what_is_planned(workspace: Workspace) -> None:
    values = {"name": "Ben", "login": "ben", "role": "rep", "active": True}
    ben = records.create(workspace, "user", values)
    plan(workspace, "his", owner=Ref(ben.id, "Ben"))
    plan(workspace, "nobody's", owner=None)
    plan(workspace, "cancelled", status="cancelled")
    gone = plan(workspace, "gone")
    records.delete(workspace, "activity", (gone.id,))
    assert mine(workspace).items == ()


def test_what_is_done_this_week_is_counted(workspace: Workspace) -> None:
    monday = datetime(2026, 3, 2).astimezone()
    for moment in (monday, NOW, monday - timedelta(minutes=1)):
        plan(workspace, "done", status="done", done_at=moment)
    assert mine(workspace) == Agenda((), done=2, later=0)


def test_whom_it_is_with_and_the_number_to_call(workspace: Workspace) -> None:
    lupa = records.create(
        workspace, "company", {"name": "Lupa", "phones": ({"number": "+49 30 111"},)}
    )
    phones = (
        {"number": "+49 30 222", "type": "work"},
        {"number": "+49 30 333", "type": "mobile", "is_primary": True},
    )
    person = {"last_name": "Ruiz", "company": Ref(lupa.id, "Lupa"), "phones": phones}
    anna = records.create(workspace, "person", person)
    call = plan(workspace, "Call her", anna, priority="high", description="About the offer")
    item = only(workspace)
    assert (item.id, item.kind, item.priority) == (call.id, "call", "high")
    assert (item.person, item.company) == (Ref(anna.id, ""), Ref(lupa.id, ""))
    assert (item.phone, item.body) == ("+49 30 333", "About the offer")
    assert item.person is not None
    assert item.person.label == "Ruiz"


def test_who_is_not_to_be_called_has_no_number(workspace: Workspace) -> None:
    phones = ({"number": "1", "do_not_call": True}, {"number": "+49 30 222"})
    some = records.create(workspace, "person", {"last_name": "A", "phones": phones})
    none = records.create(
        workspace, "person", {"last_name": "B", "phones": phones[1:], "do_not_call": True}
    )
    plan(workspace, "some", some)
    plan(workspace, "none", none)
    numbers = {item.subject: item.phone for item in mine(workspace).items}
    assert numbers == {"some": "+49 30 222", "none": ""}


def test_of_a_company_its_own_number(workspace: Workspace) -> None:
    lupa = records.create(
        workspace, "company", {"name": "Lupa", "phones": ({"number": "+49 30 111"},)}
    )
    plan(workspace, "Call them", lupa)
    item = only(workspace)
    assert (item.person, item.company, item.phone) == (None, Ref(lupa.id, ""), "+49 30 111")


def test_the_urgent_come_first_on_their_day(workspace: Workspace) -> None:
    for subject, priority in (("low", "low"), ("high", "high"), ("normal", "normal")):
        plan(workspace, subject, due_on=NOW.date(), priority=priority)
    assert told(mine(workspace))[0] == ("today", "high")
    assert mine(workspace).items[0].part is Part.TODAY


def test_a_moment_is_aware(workspace: Workspace) -> None:
    plan(workspace, "tonight", due_at=NOW + timedelta(hours=8))
    assert only(workspace).at == (NOW + timedelta(hours=8)).astimezone(UTC)
