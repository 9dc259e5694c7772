"""Values of a quote as JSON and back: for drafts and for the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from crm_desktop.services.catalog import Field, Kind, Ref


def to_plain(field: Field, value: Any) -> Any:
    """A value fit for JSON."""
    if value is None:
        return None
    if field.kind == Kind.MULTI:
        return [row_to_plain(field, row) for row in value]
    if isinstance(value, Ref):
        return {"id": str(value.id), "label": value.label}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return list(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value


def row_to_plain(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row fit for JSON; what is nothing is left out."""
    made = {
        child.key: to_plain(child, row.get(child.key))
        for child in field.children
        if row.get(child.key) is not None
    }
    return made | ({"id": str(row["id"])} if row.get("id") else {})


def from_plain(field: Field, given: Any) -> Any:
    """What to_plain() was given; an error of any usual kind where it never was."""
    if given is None:
        return None
    if field.kind == Kind.MULTI:
        return tuple(row_from_plain(field, row) for row in given)
    return _READERS.get(field.kind, str)(given)


def _number(given: Any) -> Decimal:
    try:
        number = Decimal(given)
    except ArithmeticError:
        raise ValueError(given) from None
    if not number.is_finite():
        raise ValueError(given)
    return number


def row_from_plain(field: Field, given: Any) -> dict[str, Any]:
    """What row_to_plain() was given."""
    known = {child.key: child for child in field.children}
    row = cast("dict[str, Any]", dict(given))
    made = {key: from_plain(known[key], value) for key, value in row.items() if key in known}
    return made | ({"id": UUID(row["id"])} if row.get("id") else {})


_READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TAGS: lambda given: tuple(str(tag) for tag in given),
    Kind.REF: lambda given: Ref(UUID(given["id"]), str(given["label"])),
    Kind.DATE: date.fromisoformat,
    Kind.DATETIME: datetime.fromisoformat,
    Kind.INT: int,
    Kind.BOOL: bool,
    Kind.MONEY: _number,
    Kind.QUANTITY: _number,
    Kind.PERCENT: _number,
}
