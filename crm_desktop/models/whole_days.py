"""A whole day among moments: how what has a day and no time is sorted with what has both.

Stored as one microsecond past six in the morning, UTC, of that day. From Honolulu to Auckland that
lies between the evening before and the next morning, so a list is in the order of the days
wherever it is read; and no clock gives that microsecond, so it is known for what it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

_AT = time(6, 0, 0, 1, tzinfo=UTC)
MICROSECONDS = 6 * 3_600 * 1_000_000 + 1  # since midnight, for SQL


def moment_of(day: date) -> datetime:
    """What stands for a whole day."""
    return datetime.combine(day, _AT)


def day_of(moment: datetime) -> date | None:
    """The whole day a moment stands for; None where it is an ordinary one."""
    there = moment.astimezone(UTC)
    return there.date() if there.timetz() == _AT else None
