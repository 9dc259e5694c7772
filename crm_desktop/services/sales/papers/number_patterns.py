"""How numbers of documents are written: `Q-{year}-{number:4}` becomes Q-2026-0001. Pure."""

from __future__ import annotations

import re
from datetime import date

from crm_desktop.i18n import _

_PART = re.compile(r"\{(year|yy|month|number)(?::(\d{1,2}))?\}|[{}]")
MOST_DIGITS = 12


def wrong(pattern: str) -> str:
    """What is wrong with a pattern, in words; "" for nothing."""
    parts = list(_PART.finditer(pattern))
    names = [part[1] for part in parts]
    if None in names:
        return _(
            "A pattern knows {year}, {yy}, {month} and {number}, or {number:4} for four digits; "
            "other braces mean nothing."
        )
    if names.count("number") != 1:
        return _("A pattern needs {number} once, as in Q-{year}-{number:4}.")
    if any(part[2] and (part[1] != "number" or int(part[2]) > MOST_DIGITS) for part in parts):
        return _("Only {{number}} has digits to count, at most {most}.").format(most=MOST_DIGITS)
    if "month" in names and not {"year", "yy"} & set(names):
        return _(
            "A pattern with {month} needs {year} too: else the numbers of a year ago come again."
        )
    return ""


def period(pattern: str, day: date) -> str:
    """What the counting begins anew with: "2026", "2026-11", or "" for never."""
    if "{month}" in pattern:
        return f"{day:%Y-%m}"
    return f"{day.year:04}" if "{year}" in pattern or "{yy}" in pattern else ""


def written(pattern: str, number: int, day: date) -> str:
    """The number as it stands on the document."""

    def part(found: re.Match[str]) -> str:
        name, digits = found[1], found[2]
        if name == "number":
            return f"{number:0{int(digits)}}" if digits else str(number)
        return {"year": f"{day.year:04}", "yy": f"{day.year % 100:02}", "month": f"{day.month:02}"}[
            name
        ]

    return _PART.sub(part, pattern)
