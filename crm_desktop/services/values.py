"""Values in their one canonical form, so that equal facts compare equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import EntityType, Field, Kind, Role

_TEXTS = frozenset({Kind.TEXT, Kind.LONGTEXT, Kind.CHOICE})
_UPPER = frozenset({Role.CURRENCY})


def normalised(entity: EntityType, values: Mapping[str, Any]) -> dict[str, Any]:
    """The given values (of editable fields only), each in canonical form."""
    out: dict[str, Any] = {}
    for field in entity.fields:
        if field.key in values and not field.derived:
            out[field.key] = normal(field, values[field.key])
    return out


def normal(field: Field, value: Any) -> Any:
    """One value in canonical form: no blanks around text, None for nothing, rows as a tuple."""
    if field.kind in _TEXTS:
        return _text(field, value)
    if field.kind == Kind.BOOL:
        return False if value is None else value
    if field.kind == Kind.TAGS:
        return _tags(value or ())
    if field.kind == Kind.MULTI:
        return _rows(field, value or ())
    return value


def _text(field: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").strip()
    if field.kind == Kind.TEXT:
        text = " ".join(text.split())
    if field.role == Role.RATE and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")  # a rate has no thousands: 0,9213 is 0.9213
    return (text.upper() if field.role in _UPPER else text) or None


def _tags(value: Sequence[Any]) -> Sequence[Any]:
    if not all(isinstance(tag, str) for tag in value):
        return value  # for validation to refuse in words
    seen: dict[str, str] = {}
    for tag in value:
        if name := " ".join(tag.split()):
            seen.setdefault(fold(name), name)
    return tuple(seen.values())


def _rows(field: Field, value: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    rows: list[dict[str, Any]] = []
    for given in value:
        row = {child.key: normal(child, given.get(child.key)) for child in field.children}
        if all(not row[child.key] for child in field.children if not child.derived):
            continue  # an empty line of a form
        if given.get("id") is not None:
            row["id"] = given["id"]
        if field.has_primary:
            row["is_primary"] = bool(given.get("is_primary"))
        rows.append(row)
    if field.has_primary and rows:
        _one_primary(rows)
    return tuple(rows)


def _one_primary(rows: list[dict[str, Any]]) -> None:
    """Exactly one row is the main one, and it comes first."""
    main = next((i for i, row in enumerate(rows) if row["is_primary"]), 0)
    for i, row in enumerate(rows):
        row["is_primary"] = i == main
    rows.insert(0, rows.pop(main))


def same_row(field: Field, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """True where two child rows say the same, whatever their ids."""
    if field.has_primary and bool(a.get("is_primary")) != bool(b.get("is_primary")):
        return False
    return all(a.get(c.key) == b.get(c.key) for c in field.children if not c.derived)


def same(field: Field, a: Any, b: Any) -> bool:
    """True where two canonical values of a field say the same. Rows and tags have no order."""
    if field.kind == Kind.MULTI:
        rows, left = a or (), [*(b or ())]
        return len(rows) == len(left) and all(_taken(field, row, left) for row in rows)
    if field.kind == Kind.TAGS:
        return set(a or ()) == set(b or ())
    return a == b


def _taken(field: Field, row: Mapping[str, Any], left: list[Any]) -> bool:
    """Take a row that says the same from those left."""
    for at, other in enumerate(left):
        if same_row(field, row, other):
            del left[at]
            return True
    return False


def blank(field: Field) -> Any:
    """The canonical value of an empty field."""
    if field.is_child_table:
        return ()
    return False if field.kind == Kind.BOOL else None
