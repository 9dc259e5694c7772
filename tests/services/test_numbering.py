"""Numbers of documents: no gaps, no duplicates, whoever writes at the same time."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.enums import Purpose
from crm_desktop.services import listing, records, undo
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.sales.papers import number_patterns, numbering
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, column, opened, together

DAY = date(2026, 11, 22)
WRITERS, EACH = 50, 4


class Stop(Exception):
    """A transaction that is given up."""


def issue(workspace: Workspace, writer: int) -> list[str]:
    """What one writer gets; every fifth of its transactions is given up."""
    got: list[str] = []
    for turn in range(EACH):
        with suppress(Stop):
            got.append(issued(workspace, fails=(writer + turn) % 5 == 0))
    return got


def issued(workspace: Workspace, *, fails: bool) -> str:
    with workspace.writing(Purpose.CREATE) as tx:
        number = numbering.take(tx, "quote", DAY)
        records.insert_record(tx, "team", {"name": number})
        if fails:
            raise Stop
    return number


def test_fifty_writers_leave_no_gap_and_no_duplicate(address: str) -> None:
    with opened(address) as workspace:
        told = together(*(partial(issue, workspace, writer) for writer in range(WRITERS)))
        assert not [each for each in told if isinstance(each, BaseException)]
        numbers = sorted(number for each in told for number in each)
        assert numbers == [f"Q-2026-{n:04}" for n in range(1, len(numbers) + 1)]
        assert numbers == sorted(
            row.cells[0] for row in listing.page(workspace, ListQuery("team"), ("name",), 500)
        )
        assert_sound(workspace)


def test_two_programs_share_a_counter(address: str) -> None:
    with opened(address) as one, opened(address) as other:
        told = together(*(partial(issue, w, n) for n, w in enumerate((one, other) * 4)))
        numbers = sorted(number for each in told for number in each)
        assert numbers == [f"Q-2026-{n:04}" for n in range(1, len(numbers) + 1)]


def test_an_undo_gives_no_number_back(workspace: Workspace) -> None:
    first = records.create(workspace, "order", {"title": "One", "ordered_on": DAY})
    assert first.values["number"] == "O-2026-0001"
    undo.undo(workspace)
    second = records.create(workspace, "order", {"title": "Two", "ordered_on": DAY})
    assert second.values["number"] == "O-2026-0002"
    undo.undo(workspace)
    undo.redo(workspace)
    numbers = column(workspace, "SELECT number FROM sales_order WHERE deleted_at IS NULL")
    assert numbers == ["O-2026-0002"]


def test_a_number_typed_by_hand_is_passed_over(workspace: Workspace) -> None:
    records.create(workspace, "order", {"title": "Old", "number": "O-2026-0001"})
    made = records.create(workspace, "order", {"title": "New", "ordered_on": DAY})
    assert made.values["number"] == "O-2026-0002"


def test_a_series_can_be_changed(workspace: Workspace) -> None:
    (row,) = [
        r
        for r in listing.page(workspace, ListQuery("number_series"), ("name", "kind"), 20)
        if r.cells[1] == "order"
    ]
    series = records.load_many(workspace, "number_series", [UUID(bytes=row.id)])[UUID(bytes=row.id)]
    values = {"pattern": "AB{yy}{month}/{number:3}"}
    records.save(workspace, "number_series", series.id, values, version=series.version)
    made = records.create(workspace, "order", {"title": "One", "ordered_on": DAY})
    assert made.label == "AB2611/001"
    december = {"title": "Two", "ordered_on": date(2026, 12, 1)}
    assert records.create(workspace, "order", december).label == "AB2612/001"


# ---------------------------------------------------------------- patterns


@pytest.mark.parametrize(
    "pattern",
    [
        *("", "Q-", "{year}", "{number}{number}", "{day}-{number}", "{number:99}"),
        *("{month}-{number}", "{year:4}-{number}", "{{number}}", "}{number}"),
    ],
)
def test_a_pattern_that_will_not_do_is_refused(pattern: str) -> None:
    assert number_patterns.wrong(pattern)


PATTERNS = st.builds(
    "".join,
    st.permutations(["{year}", "{month}", "{number:5}", "-", "X"]),
) | st.sampled_from(["{number}", "Q{yy}-{number:3}", "{number:8}", "A{year}.{number}"])


@given(
    PATTERNS,
    st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2099, 12, 31))), min_size=1, max_size=30),
)
def test_numbers_of_a_pattern_never_repeat(pattern: str, days: list[tuple[date]]) -> None:
    assert number_patterns.wrong(pattern) == ""
    last: dict[str, int] = {}
    seen: set[str] = set()
    for (day,) in days:
        period = number_patterns.period(pattern, day)
        last[period] = last.get(period, 0) + 1
        number = number_patterns.written(pattern, last[period], day)
        assert number not in seen
        seen.add(number)
