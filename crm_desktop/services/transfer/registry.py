"""What an import of several tables has met so far: records by their names and by foreign ids.

A rehearsal writes nothing, so what it would make is found here too, under ids that nobody has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import Ref


class Customer(NamedTuple):
    """Who orders: a company, a contact, or both."""

    company: Ref | None
    contact: Ref | None = None


@dataclass(slots=True)
class KeyTable:
    """A table of the import whose rows others name by an id.

    Attributes:
        head: of the column of ids, as it is compared.
        holds: the entity of its records; "colleague" for a table of colleagues.
        keys: all ids.
        refs: id -> its record. contacts: id -> who else it means.
    """

    name: str
    head: str
    holds: str
    keys: frozenset[str]
    refs: dict[str, Ref] = field(default_factory=dict[str, Ref])
    contacts: dict[str, Ref] = field(default_factory=dict[str, Ref])

    def ref(self, key: str, entity: str) -> Ref | None:
        """The record of an id, if it is of that entity: a contact's company, not the contact."""
        is_company = self.holds == "person" and key in self.contacts
        holds = "company" if is_company else self.holds
        return self.refs.get(key) if holds == entity else None


class Registry:
    """Names and ids of one import."""

    def __init__(self) -> None:
        self.tables: list[KeyTable] = []
        self._names: dict[tuple[str, str], Ref] = {}

    def name(self, ref: Ref, entity: str) -> None:
        """A record was met."""
        self._names.setdefault((entity, fold(ref.label)), ref)

    def named(self, entity: str, words: str) -> Ref | None:
        """The record of that name."""
        return self._names.get((entity, fold(words)))

    def names(self, entity: str) -> list[str]:
        """What records of an entity are called."""
        return [ref.label for (kind, _key), ref in self._names.items() if kind == entity]

    def table_for(self, head: str, cells: Iterable[str], holds: tuple[str, ...]) -> KeyTable | None:
        """The table that a column names rows of: the one that has most of its ids.

        Of two that have as many, the one whose ids stand under the same head.
        """
        wanted = {cell for cell in cells if cell}
        if not wanted:
            return None
        fit: list[tuple[int, bool, int]] = []
        for at, each in enumerate(self.tables):
            hits = len(wanted & each.keys) if each.holds in holds else 0
            if hits * 2 >= len(wanted):
                fit.append((hits, each.head == head, -at))
        return self.tables[-max(fit)[2]] if fit else None
