"""How a deal stands today: how long in its stage, what comes next, whether it is on hold. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from crm_desktop.models.whole_days import day_of

SOON = timedelta(days=14)  # what is planned later than that is not soon


class NextActivity(StrEnum):
    """What comes next with a deal, as boards show it in a colour with a shape."""

    OVERDUE = "overdue"  # red
    PLANNED = "planned"  # green
    NOT_SOON = "not soon"  # yellow
    NONE = "none"  # grey


def next_activity(planned: datetime | None, now: datetime) -> NextActivity:
    """By the moment of the next planned activity, or its whole day, where we are."""
    if planned is None:
        return NextActivity.NONE
    today, whole = now.astimezone().date(), day_of(planned)
    if (whole < today) if whole else (planned < now):
        return NextActivity.OVERDUE
    day = whole or planned.astimezone().date()
    return NextActivity.NOT_SOON if day > today + SOON else NextActivity.PLANNED


def days_in_stage(since: datetime | None, now: datetime) -> int | None:
    """Whole days since the deal came into its stage."""
    return None if since is None else max(0, (now - since).days)


def is_rotting(since: datetime | None, rot_days: int | None, now: datetime) -> bool:
    """Whether a deal has been longer in its stage than is good."""
    days = days_in_stage(since, now)
    return days is not None and rot_days is not None and days > rot_days


def is_on_hold(until: date | None, today: date) -> bool:
    """Whether a deal rests. It wakes up by itself on the day named."""
    return until is not None and until > today
