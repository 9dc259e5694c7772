"""What a file names and nothing here is called: each text once, counted, with what is nearly it.

A mapping can say what is meant: `"values": {"Product": {"GTXPro": "GTX Pro"}}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import select

from crm_desktop.models.folding import fold
from crm_desktop.services import naming
from crm_desktop.services.catalog import ENTITIES, Field
from crm_desktop.services.transfer.registry import Registry
from crm_desktop.services.workspace import ReadTx

CREATABLE = frozenset({"company", "person", "product", "product_category", "price_list"})
MOST_LISTED = 500
_MOST_NAMES = 20_000  # among which a name that is nearly meant is looked for
_MOST_COMPARED = 4_000  # of which likeness is measured letter by letter
_MOST_MEASURED = 60  # texts for which that is done
_LIKE = 0.8
_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A text that is no name here.

    Attributes:
        column: head of its column, which is its key in the values of a mapping.
        field: label of the field it goes to.
        entity: of the record it should name; "" for a choice of a list.
        rows: how many rows say it; line: the first of them.
        suggestions: what is nearly called so, the nearest first.
        choices: of a list: all that it has.
        file: of an import of several: where it stands.
    """

    column: str
    field: str
    entity: str
    value: str
    rows: int
    line: int
    suggestions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    file: str = ""

    @property
    def can_create(self) -> bool:
        """Whether a mapping may ask for a record of that name."""
        return self.entity in CREATABLE

    def to_json(self) -> dict[str, Any]:
        """Plain data for the command line."""
        plain: dict[str, Any] = {
            "column": self.column,
            "field": self.field,
            "entity": self.entity or None,
            "value": self.value,
            "rows": self.rows,
            "line": self.line,
            "suggestions": list(self.suggestions),
            "can_create": self.can_create,
        }
        return plain | {"file": self.file} if self.file else plain


class Strangers:
    """Collects what is named and not there."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], list[Any]] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, column: str, field: Field, text: str, line: int, rows: int = 1) -> None:
        """A row names it."""
        known = self._found.setdefault((column, field.label, text), [field, line, 0])
        known[2] += rows

    def listed(self, tx: ReadTx, registry: Registry | None = None) -> list[Unmatched]:
        """All of them, those of most rows first."""
        near: dict[str, Callable[[str], tuple[str, ...]]] = {}
        by_rows = sorted(self._found.items(), key=lambda each: (-each[1][2], each[1][1]))
        out: list[Unmatched] = []
        for (column, label, text), (field, line, rows) in by_rows[:MOST_LISTED]:
            choices = tuple(choice.label for choice in field.choices)
            entity = field.entity if not choices else ""
            key = entity or f"{column}\n{label}"
            if key not in near:
                names = _names(tx, entity, registry) if entity else choices
                near[key] = finder(names)
            out.append(Unmatched(column, label, entity, text, rows, line, near[key](text), choices))
        return out


def _names(tx: ReadTx, entity: str, registry: Registry | None) -> list[str]:
    kind = ENTITIES[entity]
    target = naming.table_of(kind)
    found = select(target.c[kind.label]).where(target.c.deleted_at.is_(None)).limit(_MOST_NAMES)
    names = [name for name in tx.session.execute(found).scalars() if name]
    return [*names, *(registry.names(entity) if registry is not None else ())]


def compact(words: str) -> str:
    """A name without blanks, signs and case."""
    return "".join(letter for letter in fold(words) if letter.isalnum())


def finder(names: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """Finds the names that are nearly a text: but for blanks and signs, or by their letters."""
    there = list(dict.fromkeys(names))
    by_compact: dict[str, str] = {}
    for name in there:
        by_compact.setdefault(compact(name), name)
    keys: Sequence[str] = list(by_compact) if len(by_compact) <= _MOST_COMPARED else ()
    measured = 0

    def near(text: str) -> tuple[str, ...]:
        nonlocal measured
        key = compact(text)
        if not key:
            return ()
        found = [by_compact[key]] if key in by_compact else []
        if measured < _MOST_MEASURED:
            measured += 1
            close = get_close_matches(key, keys, _SUGGESTED, _LIKE)
            found += [by_compact[each] for each in close if by_compact[each] not in found]
        return tuple(found[:_SUGGESTED])

    return near
