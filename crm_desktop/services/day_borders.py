"""Days as borders in a column whose moments may stand for whole days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from crm_desktop.models.whole_days import moment_of

Condition = ColumnElement[bool]


class Border:
    """A day, or a moment of it, and what lies on its two sides: moments and whole days.

    What stands for a whole day is found by its value where it may lie on the other side: that of
    this day, and that of the next (models/whole_days.py). Each condition holds a plain range, for
    the index.
    """

    def __init__(self, day: date, start: datetime, end: datetime) -> None:
        self.start, self.end = start, end
        self.own, self.next = moment_of(day), moment_of(day + timedelta(days=1))

    def before(self, column: ColumnElement[Any]) -> Condition:
        """Over by then."""
        return and_(column < self.start, column.not_in([self.own, self.next]))

    def since(self, column: ColumnElement[Any]) -> Condition:
        """Then or later."""
        beside = or_(column >= self.start, column.in_([self.own, self.next]))
        return and_(column >= min(self.start, self.own), beside)

    def until(self, column: ColumnElement[Any]) -> Condition:
        """Then or before."""
        beside = or_(and_(column < self.end, column != self.next), column == self.own)
        return and_(column < max(self.end, self.next), beside)

    def after(self, column: ColumnElement[Any]) -> Condition:
        """Not begun by then."""
        beside = or_(column >= self.end, column == self.next)
        return and_(column >= min(self.end, self.next), beside, column != self.own)

    def same(self, column: ColumnElement[Any]) -> Condition:
        """On that day, or at that moment."""
        if self.end - self.start < timedelta(seconds=1):  # a moment is no whole day
            return and_(column >= self.start, column < self.end)
        return and_(self.since(column), self.until(column))
