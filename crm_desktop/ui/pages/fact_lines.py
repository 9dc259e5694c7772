"""A fact as lines of text, and where each of them leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from crm_desktop.services.catalog import ENTITIES, Field, Kind, Ref, Role
from crm_desktop.ui import words

MAP = "https://www.openstreetmap.org/search?query="
_PLACE = ("street", "extra", "po_box", "postcode", "city", "region", "country")


def scheme_of(role: Role, value: str) -> str:
    """The address that calls, mails or opens a value; empty where it leads nowhere."""
    text = value.strip()
    match role:
        case Role.PHONE:
            digits = "".join(c for c in text if c.isdigit() or c in "+*#")
            return f"tel:{digits}" if digits else ""
        case Role.EMAIL:
            return f"mailto:{text}" if "@" in text else ""
        case Role.WEB:
            return text if text.startswith(("http://", "https://")) else f"https://{text}"
        case _:
            return ""


def map_of(row: Mapping[str, Any]) -> str:
    """A map with the place of an address on it; empty where nothing is known of the place."""
    parts = [" ".join(str(row[key]).split()) for key in _PLACE if row.get(key)]
    return MAP + quote(", ".join(parts)) if parts else ""


def main_value(field: Field, value: Any) -> str:
    """What a multi field says in one line: the main child of its main row."""
    row = words.main_row(cast("tuple[Mapping[str, Any], ...]", value or ()))
    if row is None:
        return ""
    main = row.get(field.children[0].key)
    return "" if main is None else words.full(field.children[0], main)


def has_value(value: Any) -> bool:
    """True where there is something to show."""
    return value is not None and value not in ("", (), False)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a value.

    Attributes:
        outside: address for another program; ref: record of `entity` to go to.
        more: what there is besides, smaller.
    """

    text: str
    outside: str = ""
    ref: Ref | None = None
    entity: str = ""
    token: str = "accent_text"
    more: str = ""


def lines_of(
    field: Field, value: Any, *, short: bool, now: Any, currency: str = ""
) -> Iterator[Line]:
    """A value line by line; nothing for no value."""
    if not has_value(value):
        return
    if field.kind == Kind.MULTI:
        rows = cast("tuple[Mapping[str, Any], ...]", value)
        main = words.main_row(rows) if short else None
        for row in (main,) if main is not None else rows:
            yield _row_line(field, row, short=short)
    elif isinstance(value, Ref):
        known = field.entity in ENTITIES and ENTITIES[field.entity].has_page
        yield Line(value.label, ref=value if known else None, entity=field.entity, token="text")
    else:
        say = words.cell(field, value, now, currency) if short else ""
        text = say or words.full(field, value, currency)
        if field.kind == Kind.INT and field.key.startswith("year"):
            text = str(value)
        yield Line(text, scheme_of(field.role, text) if isinstance(value, str) else "")


def _row_line(field: Field, row: Mapping[str, Any], *, short: bool) -> Line:
    main = field.children[0]
    first = row.get(main.key)
    rest = "" if short else words.row_words(field, {**row, main.key: None})
    if isinstance(first, Ref):
        return Line(first.label, ref=first, entity=main.entity, token="text", more=rest)
    if field.key == "addresses":
        return _address_line(field, row)
    text = words.full(main, first).replace("\n", ", ") if first else rest
    token = "text" if main.role == Role.PHONE else "accent_text"
    return Line(text, scheme_of(main.role, text), token=token, more=rest if first else "")


def _address_line(field: Field, row: Mapping[str, Any]) -> Line:
    """The street, or what comes first, leads to the map; the rest stands under it."""
    key = next((key for key in _PLACE if row.get(key)), "")
    rest = words.row_words(field, {**row, key: None})
    first = words.full(field.child(key), row[key]).replace("\n", ", ") if key else rest
    return Line(first, map_of(row), more=rest if key else "")
