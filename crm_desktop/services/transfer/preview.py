"""A file before it is imported: its sheets, its first rows, and where its columns would go."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from crm_desktop.enums import Permission
from crm_desktop.errors import ValidationFailed
from crm_desktop.services.transfer import mapping, order_heads, record_heads
from crm_desktop.services.transfer.options import ImportOptions, told_columns, told_sheet
from crm_desktop.services.transfer.report_layout import filled_at
from crm_desktop.services.transfer.shaping import GROUP, ShapedTable, kind_of, shaped
from crm_desktop.services.transfer.sources import SAMPLE
from crm_desktop.services.transfer.table_kinds import LINES, OURS
from crm_desktop.services.transfer.tables import Cell, TableFile, open_table
from crm_desktop.services.transfer.targets import Target
from crm_desktop.services.workspace import ReadTx, query

SHOWN_ROWS = 40
SHOWN_CELLS = 16
_SAMPLES = 3
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column: what it is called, what is in it, and where it would go.

    Attributes:
        path: as in a mapping file; None: it would be left out. A list: two places.
    """

    head: str
    samples: tuple[str, ...]
    path: str | list[str] | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be said of a file by its first rows.

    Attributes:
        entity: what its rows are; None where that cannot be told.
        head_row: number of the row of the heads; 0: it has none.
        rows: its first rows with their numbers, as texts.
        columns: the columns of the table.
    """

    sheet: str
    sheets: tuple[str, ...]
    entity: str | None
    head_row: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    columns: tuple[ColumnPreview, ...] = field(default=())


@query(Permission.TRANSFER_IMPORT)
def look(tx: ReadTx, path: Path, options: ImportOptions) -> Preview:
    """Look at a file as the options and their mapping say; nothing is refused for its heads."""
    with ExitStack() as files:
        file: TableFile = open_table(
            path,
            sheet=options.sheet or told_sheet(options.mapping),
            encoding=options.encoding,
            delimiter=options.delimiter,
            cancel=tx.cancel.check,
        )
        files.callback(file.close)
        raw = [(line, tuple(map(as_words, row))) for line, row in _first(file, SHOWN_ROWS)]
        file = shaped(file, options, doubtful=True)
        sample = [row for _line, row in islice(file.rows(), SAMPLE)]
        file.restart()
        entity = options.entity or (options.mapping or {}).get("entity")
        entity = entity or _entity(path, file, sample)
        told = told_columns(options.mapping)
        paths = _told(file.heads, told) if told else guess(entity, file.heads, sample)
        columns = tuple(
            ColumnPreview(head, _samples(sample, i), paths[i]) for i, head in enumerate(file.heads)
        )
        rows = tuple((line, row[:SHOWN_CELLS]) for line, row in raw)
        return Preview(file.sheet, file.sheets, entity, file.head_line, rows, columns)


def _first(file: TableFile, most: int) -> list[tuple[int, Sequence[Cell]]]:
    found = [(line, row) for line, row in file.raw_rows(most * 5) if filled_at(row)][:most]
    file.restart()
    return found


def _entity(path: Path, file: TableFile, sample: Sequence[Sequence[Cell]]) -> str | None:
    if isinstance(file, ShapedTable) and file.layout.priced:
        return "product"
    kind = kind_of(path.stem, file.heads, sample, among=False)
    entity = "order" if kind.entity == LINES else kind.entity
    return entity if entity in ("person", "company", *OURS) else None


def guess(
    entity: str | None, heads: Sequence[str], sample: Sequence[Sequence[Cell]]
) -> list[str | list[str] | None]:
    """Where the columns would go, as in a mapping file."""
    if entity is None:
        return [None] * len(heads)
    if entity == "order":
        return list(order_heads.places(heads))
    if entity in ("person", "company"):
        try:
            found = mapping.guess(heads, sample, entity)
        except ValidationFailed:
            return [None] * len(heads)
        said = replace(found, own=False).to_json()["columns"]
        return [said[head] for head in heads]
    try:
        places = record_heads.targets(entity, heads, None)
    except ValidationFailed:
        places = [record_heads.guessed(entity, head) for head in heads]
    return [_path(target) for target in places]


def _path(target: Target | None) -> str | None:
    if target is None:
        return None
    return f"{target.field}.{target.child}" if target.child else target.field


def _told(heads: Sequence[str], told: dict[str, Any]) -> list[str | list[str] | None]:
    by_head = {order_heads.plain(head): path for head, path in told.items()}
    taken = set(map(str, told.values()))
    if GROUP in heads and "category" not in taken:
        by_head.setdefault(order_heads.plain(GROUP), "category")
    return [by_head.get(order_heads.plain(head)) or None for head in heads]


def _samples(rows: Sequence[Sequence[Cell]], at: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows:
        words = as_words(row[at]) if at < len(row) else ""
        if words:
            found[words] = None
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def as_words(cell: Cell) -> str:
    """A cell as it is shown."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    words = cell.isoformat() if isinstance(cell, date) else " ".join(str(cell).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


__all__ = ["ColumnPreview", "Preview", "look"]
