"""The rows that an import could not take as they are, to be mended and imported again.

They are written as they stand in the file, with a last column that says what was wrong. That column
is no data: whatever opens a table leaves it out (tables.WithoutReasons), so the file is known by
the same heads as the one it comes from, and is mapped as that one was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crm_desktop.enums import Permission
from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _, number
from crm_desktop.services.transfer.drafts import Problem
from crm_desktop.services.transfer.exporting import Exported
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.related_import import Found, RelatedImport, nobody
from crm_desktop.services.transfer.shaping import open_shaped
from crm_desktop.services.transfer.tables import REASONS, Column
from crm_desktop.services.workspace import ReadTx, query

_WIDTH = 60
Reasons = Mapping[int, Sequence[str]]  # of a line


@query(Permission.TRANSFER_IMPORT, is_long=True)
def save(
    tx: ReadTx,
    paths: Sequence[Path],
    options: ImportOptions,
    problems: Sequence[Problem],
    target: Path,
) -> Exported:
    """Write the rows of an import's problems to a workbook (a sheet a table), or to a CSV file.

    problems: ImportReport.problem_rows. FileRefused where there is nothing to write, or it does not
    fit.
    """
    reasons: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        words = f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        reasons[problem.file][problem.line].append(words)
    tables = [
        (table, reasons[table.name] | reasons[""])
        for table in RelatedImport(tx, paths, options, nobody).tables()
        if table.name in reasons or "" in reasons
    ]
    if not tables:
        raise FileRefused(_("There are no rows to be mended. Nothing was written."))
    if target.suffix.lower() == ".csv":
        return Exported(target, _write_csv(tx, tables, target))
    return Exported(target, _write_workbook(tx, tables, target))


def _write_workbook(tx: ReadTx, tables: Sequence[tuple[Found, Reasons]], target: Path) -> int:
    from crm_desktop.services.transfer.xlsx_writer import SheetContent, write_sheets

    def sheets() -> Iterator[SheetContent]:
        for table, reasons in tables:
            heads, rows = _content(tx, table, reasons)
            yield SheetContent(table.options.sheet or table.path.stem, heads, rows)

    return write_sheets(target, sheets(), tx.cancel.check)


def _write_csv(tx: ReadTx, tables: Sequence[tuple[Found, Reasons]], target: Path) -> int:
    from crm_desktop.services.transfer.delimited import write_csv

    if len(tables) > 1:
        raise FileRefused(
            _("The rows are of several tables. Nothing was written. Save them as a workbook.")
        )
    heads, rows = _content(tx, *tables[0])
    return write_csv(target, heads, rows, cancel=tx.cancel.check)


def _content(
    tx: ReadTx, table: Found, reasons: Reasons
) -> tuple[list[Column], Iterator[Sequence[Any]]]:
    """Heads and rows of a table: those that were read, then what could not even be read."""
    with open_shaped(table.path, table.options, tx.cancel.check) as file:
        heads = file.heads

    def rows() -> Iterator[Sequence[Any]]:
        missing = dict(reasons)
        with open_shaped(table.path, table.options, tx.cancel.check) as file:
            for line, row in file.rows():
                if line in missing:
                    yield (*row, _said(line, missing.pop(line)))
        for line, words in sorted(missing.items()):
            yield (*(None for _head in heads), _said(line, words))

    reason = Column(REASONS + _("What is wrong"), width=_WIDTH)
    return [*(Column(head) for head in heads), reason], rows()


def _said(line: int, words: Sequence[str]) -> str:
    return _("Line {line}: {reasons}").format(line=number(line), reasons=" ".join(words))
