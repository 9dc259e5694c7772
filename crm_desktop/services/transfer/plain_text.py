"""Values as the text of a CSV cell, and the guard that keeps a spreadsheet from running it.

A cell that begins with = + - @ TAB or CR is a formula to Excel, LibreOffice and Google Sheets, and
a formula from a stranger can send data away (OWASP: CSV Injection). An apostrophe in front makes it
a text. Numbers and phone numbers begin with + and - too; they can do no harm and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import cast

_RISKY = frozenset("=+-@\t\r'")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_HARMLESS = re.compile(r"[+-]?\d+([.,]\d+)?|\+[\d ()./-]*\d")


def guard(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    if not text or text[0] not in _RISKY:
        return text
    if text[0] == "'":  # so that taking the guard away gives back exactly this
        return f"'{text}" if _GUARDED.match(text) else text
    return text if _HARMLESS.fullmatch(text) else f"'{text}"


def unguard(text: str) -> str:
    """The text as it was before `guard`."""
    if text[:1] != "'":
        return text
    return text[1:] if _GUARDED.match(text) else text


def plain(value: object) -> str:
    """A value as text that every program reads alike: ISO dates, a point in numbers, true/false."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Decimal):
        text = format(value, "f")
    elif isinstance(value, (date, datetime, time)):
        text = value.isoformat()
    elif isinstance(value, (tuple, list)):
        text = ", ".join(map(str, cast("Sequence[object]", value)))
    else:
        text = str(value)
    return guard(text) if text and text[0] in _RISKY else text
