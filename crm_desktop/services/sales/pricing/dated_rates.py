"""Rates that hold from a day on: of taxes by country, of currencies. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def newest(rows: Sequence[Row], today: date) -> Row | None:
    """Of rows that hold from a day on, the one that holds today."""
    begun = [row for row in rows if (row["valid_from"] or date.min) <= today]
    return max(begun, key=lambda row: row["valid_from"] or date.min, default=None)


def holding(rows: Sequence[Row], today: date) -> list[Row]:
    """The newest row of each country that has not ended, in the order of the countries."""
    out: list[Row] = []
    for country in sorted({row["country"] for row in rows}):
        own = [
            row
            for row in rows
            if row["country"] == country and (row["valid_to"] or date.max) >= today
        ]
        found = newest(own, today)
        if found is not None:
            out.append(found)
    return out


def coming(rows: Sequence[Row], today: date) -> Row | None:
    """The next row that has not begun."""
    later = [row for row in rows if row["valid_from"] and row["valid_from"] > today]
    return min(later, key=lambda row: row["valid_from"], default=None)
