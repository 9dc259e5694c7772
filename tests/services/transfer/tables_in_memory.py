"""Tables that are no files, for the tests of what is made from tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from crm_desktop.services.transfer import mapping
from crm_desktop.services.transfer.drafts import Draft, read_drafts
from crm_desktop.services.transfer.mapping import Mapping
from crm_desktop.services.transfer.tables import Cell, TableFile, open_table


class Table(TableFile):
    """A table in memory."""

    def __init__(
        self, heads: Sequence[str], rows: Sequence[Sequence[Cell]], kind: str = "csv"
    ) -> None:
        super().__init__(kind, Path("memory"), None)
        self.heads = tuple(heads)
        self._rows = rows

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        yield from enumerate(self._rows, start=2)

    def close(self) -> None:
        pass


def guessed(table: TableFile, entity: str | None = None) -> Mapping:
    """The mapping of a table by its first rows."""
    sample = [row for _, row in islice(table.rows(), 200)]
    return mapping.guess(table.heads, sample, entity)


def drafts_of(
    table: TableFile, entity: str | None = None, region: str | None = "DE"
) -> list[Draft]:
    """The drafts of a table as it is guessed."""
    return list(read_drafts(table, guessed(table, entity), region=region))


def draft_of(heads: Sequence[str], *cells: Cell, entity: str | None = None) -> Draft:
    """The draft of a table of one row."""
    [draft] = drafts_of(Table(heads, [cells]), entity)
    return draft


def file_drafts(path: Path, region: str | None = "DE") -> tuple[Mapping, list[Draft]]:
    """The mapping and the drafts of a file."""
    with open_table(path) as table:
        found = guessed(table)
        return found, list(read_drafts(table, found, region=region))
