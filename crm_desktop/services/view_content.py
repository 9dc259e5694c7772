"""What a saved list keeps: the query, the columns and their widths. Pure data.

services/saved_views.py stores these and mends what no longer exists.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from crm_desktop.services.queries import ListQuery, Op

KINDS = ("person", "company")  # what lists kept by hand hold, and what can be a favourite


@dataclass(frozen=True, slots=True)
class ViewContent:
    """A list as it was arranged. Two equal ones show the same.

    Attributes:
        query: kind, words, filters and order.
        columns: keys of the columns; empty: those that fit.
        widths: (key, pixels) of the columns that were given one, by key.
        group: key of the column whose values are headings; "" for none.
        more: what a newer version keeps beside; it is written back as it was.
    """

    query: ListQuery
    columns: tuple[str, ...] = ()
    widths: tuple[tuple[str, int], ...] = ()
    group: str = ""
    more: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False, hash=False)

    def to_json(self) -> dict[str, Any]:
        """Plain data for the store."""
        own = {
            "columns": list(self.columns),
            "widths": dict(self.widths),
            "group": self.group,
        }
        return {**self.more, **self.query.to_json(), **own}

    @classmethod
    def from_json(cls, data: Any) -> ViewContent:
        """The content of a stored list. ValidationFailed where there is no query in it."""
        query = ListQuery.from_json(data)
        given = cast("dict[str, Any]", data)
        known = {*query.to_json(), "columns", "widths", "group"}
        return cls(
            query,
            _keys(given.get("columns")),
            _widths(given.get("widths")),
            str(given.get("group") or ""),
            {key: value for key, value in given.items() if key not in known},
        )

    def same_as(self, other: ViewContent) -> bool:
        """Whether both show the same, in whatever order filters were set and values chosen."""
        return _canonical(self) == _canonical(other)


def _canonical(content: ViewContent) -> tuple[Any, ...]:
    plain = content.query.to_json()
    filters: list[str] = []
    for one in plain.pop("filters"):
        if "values" in one and one["op"] == Op.IN:
            one["values"] = sorted(one["values"], key=str)
        filters.append(json.dumps(one, sort_keys=True))
    return plain, sorted(filters), content.columns, content.widths, content.group


def widths_of(widths: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Widths in the order in which a ViewContent has them."""
    return tuple(sorted(widths.items()))


def _keys(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list):
        return ()
    return tuple(key for key in cast("list[Any]", given) if isinstance(key, str))


def _widths(given: Any) -> tuple[tuple[str, int], ...]:
    if not isinstance(given, dict):
        return ()
    pairs = cast("dict[str, Any]", given)
    return widths_of({k: v for k, v in pairs.items() if isinstance(v, int) and v > 0})


@dataclass(frozen=True, slots=True)
class View:
    """A saved list.

    Attributes:
        content: what can still be shown of it.
        lost: what cannot, as sentences.
        pinned: it stands in the navigation.
    """

    id: UUID
    name: str
    content: ViewContent
    pinned: bool
    lost: tuple[str, ...] = ()

    @property
    def entity(self) -> str:
        """Of which kind of record it is."""
        return self.content.query.entity
