"""A list described: which entity, which words, which filters, which order. Pure data.

A saved view is the JSON of a ListQuery. services/listing.py answers one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, cast
from uuid import UUID

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _


class Op(StrEnum):
    """How a field is compared."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    CONTAINS = "contains"
    PREFIX = "prefix"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    BETWEEN = "between"
    EMPTY = "empty"
    NOTEMPTY = "notempty"
    WITHIN = "within"  # days from today: -30 the last thirty days, 7 the coming week
    NONE = "none"  # no row of that relation


@dataclass(frozen=True, slots=True)
class Filter:
    """A test on `field`, `to_one.field`, `to_many.any.field`; `to_many` with NONE: no such row."""

    path: str
    op: Op = Op.EQ
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these is enough."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """One column of an order."""

    key: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort:
        """`name`, or `-name` for descending."""
        return cls(text.removeprefix("-"), text.startswith("-"))


_PARTS = {"entity": str, "text": str, "filters": list, "sort": list, "trash": bool}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list, frozen: two equal queries give the same list.

    Attributes:
        text: words that must all occur in the record's search text.
        filters: all must hold.
        sort: empty for the entity's own order; ties are broken by id.
        trash: the deleted records instead of the living.
    """

    entity: str
    text: str = ""
    filters: tuple[Filter | AnyOf, ...] = ()
    sort: tuple[Sort, ...] = ()
    trash: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data for a saved view; from_json() reads it."""
        return {
            "entity": self.entity,
            "text": self.text,
            "filters": [_filter_json(f) for f in self.filters],
            "sort": [f"-{s.key}" if s.descending else s.key for s in self.sort],
            "trash": self.trash,
        }

    @classmethod
    def from_json(cls, data: Any) -> ListQuery:
        """The query of a saved view. ValidationFailed where it is none."""
        blank: dict[str, Any] = {"text": "", "filters": [], "sort": [], "trash": False}
        given = blank | (cast("dict[str, Any]", data) if isinstance(data, dict) else {})
        if not all(isinstance(given.get(key), kind) for key, kind in _PARTS.items()) or not all(
            isinstance(word, str) for word in given["sort"]
        ):
            shown = json.dumps(data, default=str)[:200]
            raise ValidationFailed(
                {"view": _("This is no saved list: {shown}.").format(shown=shown)}
            )
        return cls(
            given["entity"],
            given["text"],
            tuple(filter_from_json(f) for f in given["filters"]),
            tuple(Sort.parse(s) for s in given["sort"]),
            given["trash"],
        )


class ListRow(NamedTuple):
    """One row of a list: cells in the order of the columns that were asked for.

    A cell is a value of the field's kind (see Record.values); of a MULTI field the words of its
    main row, or "" where there is none; of a field with whole_days a date where it is a whole day.
    """

    id: bytes
    version: int
    cells: tuple[Any, ...]


class Ids(NamedTuple):
    """All matching ids in order, 16 bytes each, and the runs of rows of the ones looked for."""

    vector: bytes
    found: tuple[range, ...]


class Group(NamedTuple):
    """Neighbouring rows of a list that say the same in the column it is ordered by first.

    Attributes:
        key: what they say, as the store orders it; empty where they say nothing.
        size: how many rows.
        total: the sum of a number of theirs; None where none was asked for.
        parts: of an amount, the sums by currency, the largest group of records first.
    """

    key: str
    size: int
    total: Decimal | None = None
    parts: tuple[tuple[str, Decimal], ...] = ()


class Arranged(NamedTuple):
    """A list in order, and its groups: of one moment. No groups where there are too many."""

    ids: Ids
    groups: tuple[Group, ...] = ()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _filter_json(item: Filter | AnyOf) -> dict[str, Any]:
    if isinstance(item, AnyOf):
        return {"any": [_filter_json(f) for f in item.filters]}
    return {"path": item.path, "op": str(item.op), "values": [_plain(v) for v in item.values]}


def filter_from_json(data: Any) -> Filter | AnyOf:
    """A filter of plain data: {"path","op","values"} or {"any": [...]}.

    ValidationFailed where it is none.
    """
    if isinstance(data, dict):
        given = cast("dict[str, Any]", data)
        if isinstance(group := given.get("any"), list):
            inner = tuple(filter_from_json(f) for f in cast("list[Any]", group))
            flat = tuple(f for f in inner if isinstance(f, Filter))
            if len(flat) == len(inner):
                return AnyOf(flat)
        values = given.get("values", [given["value"]] if "value" in given else [])
        if isinstance(path := given.get("path"), str) and isinstance(values, list):
            try:
                return Filter(path, Op(given.get("op", "eq")), tuple(cast("list[Any]", values)))
            except ValueError:
                pass
    raise ValidationFailed(
        {
            "filter": _("This is no filter: {dumps}. Write field=value.").format(
                dumps=json.dumps(data, default=str)[:200]
            )
        }
    )


_SIGNS = (
    ("!=", Op.NE),
    (">=", Op.GE),
    ("<=", Op.LE),
    ("=", Op.EQ),
    (">", Op.GT),
    ("<", Op.LT),
    ("~", Op.CONTAINS),
)


def parse_filter(text: str) -> Filter | AnyOf:
    """`city=Berlin`, `employees>=50`, `note~price`, `phones=` (empty), `notes.none`, or JSON."""
    if text.lstrip().startswith("{"):
        try:
            return filter_from_json(json.loads(text))
        except json.JSONDecodeError as error:
            words = _("The filter is no JSON: {error}.").format(error=error)
            raise ValidationFailed({"filter": words}) from None
    places = [(text.find(sign), -len(sign), sign, op) for sign, op in _SIGNS if sign in text]
    if text.strip().endswith(".none"):
        return Filter(text.strip(), Op.NONE)
    if text.strip().endswith(".any"):
        return Filter(text.strip(), Op.NOTEMPTY)
    if not places:
        words = _("'{text}' is no filter. Write field=value.").format(text=text)
        raise ValidationFailed({"filter": words})
    at, _longest, sign, op = min(places)
    path, value = text[:at].strip(), text[at + len(sign) :].strip()
    if not value and op in (Op.EQ, Op.NE):
        return Filter(path, Op.EMPTY if op == Op.EQ else Op.NOTEMPTY)
    return Filter(path, op, (value,))


@dataclass(frozen=True, slots=True)
class Summary:
    """What a footer shows about a list or a selection: how many, sums, how many had a number.

    Attributes:
        parts: field key -> currency -> sum: amounts of records in different currencies, which are
            never added to each other.
    """

    count: int
    sums: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    filled: Mapping[str, int] = field(default_factory=dict[str, int])
    parts: Mapping[str, Mapping[str, Decimal]] = field(
        default_factory=dict[str, Mapping[str, Decimal]]
    )
