"""Open a file as the table that is meant: its sheet, its heads, its groups, what its cells mean.

What a mapping says counts; where it is silent, a price list laid out as a report is read as one if
that is sure. Every way into a file goes through open_shaped().
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from crm_desktop.errors import FileRefused, ValidationFailed
from crm_desktop.i18n import _, number
from crm_desktop.services.transfer import report_layout, table_kinds
from crm_desktop.services.transfer.headings import fold
from crm_desktop.services.transfer.options import (
    ImportOptions,
    replacements,
    told_columns,
    told_entity,
    told_head_row,
    told_sheet,
)
from crm_desktop.services.transfer.order_heads import plain
from crm_desktop.services.transfer.order_tables import key_text
from crm_desktop.services.transfer.report_layout import GROUP, GROUP_ABOVE, Heads, Layout
from crm_desktop.services.transfer.tables import Cancel, Cell, TableFile, open_table
from crm_desktop.services.transfer.wording import HOW, LOOKED_AT, listed, too_many_cells

LOOK_AT = 400  # rows in which titles and heads are looked for


def open_shaped(path: Path, options: ImportOptions, cancel: Cancel | None = None) -> TableFile:
    """Open a table as the options and their mapping say. FileRefused or ValidationFailed."""
    told = options.mapping
    sheet = options.sheet or told_sheet(told)
    with ExitStack() as undo:
        file = open_table(
            path,
            sheet=sheet,
            encoding=options.encoding,
            delimiter=options.delimiter,
            cancel=cancel,
        )
        undo.callback(file.close)
        file = shaped(file, options)
        if pairs := replacements(told):
            file = Replaced(file, pairs)
        undo.pop_all()
    return file


def shaped(file: TableFile, options: ImportOptions, *, doubtful: bool = False) -> TableFile:
    """The file with the heads and groups that are meant; the file itself where it is plain.

    doubtful: a report that nobody is sure of is given all the same, for somebody to look at.
    """
    told, entity = options.mapping, options.entity or told_entity(options.mapping)
    line = told_head_row(told)
    if line is None and entity not in (None, "product"):
        return file
    rows = list(_first(file))
    if line is not None:
        layout = _told_layout(file, rows, line, is_product=entity in (None, "product"))
    else:
        found = _report(file, rows, entity)
        if found is None:
            return file
        layout = found
        if layout.doubts and not doubtful and not told_columns(told):
            raise refusal(file, rows, layout)
    return ShapedTable(file, layout)


def _first(file: TableFile) -> Iterator[tuple[int, Sequence[Cell]]]:
    yield from islice(file.raw_rows(LOOK_AT), LOOK_AT)
    file.restart()


def _told_layout(
    file: TableFile, rows: Sequence[report_layout.Row], line: int, *, is_product: bool
) -> Layout:
    if line and all(number != line for number, _row in rows):
        words = _(
            "There is no row {line} with heads among the first {most} of {name}. "
            "Nothing was imported."
        ).format(line=number(line), most=LOOK_AT, name=file.path.name)
        raise ValidationFailed({"head_row": words})
    heads = report_layout.heads_at(rows, line)
    if not is_product or not line:
        return Layout(heads, takes_lone=False)
    layout = report_layout.layout_of(file.raw_rows(), heads)
    file.restart()
    return layout


def _report(
    file: TableFile, rows: Sequence[report_layout.Row], entity: str | None
) -> Layout | None:
    """The layout of a price list that is no plain table; None for everything else."""
    heads = report_layout.find_heads(rows)
    if heads is None:  # somebody says that these are products, whatever the heads say
        if entity is None or not file.head_line:
            return None
        heads = report_layout.heads_at(rows, file.head_line)
    if entity is None:
        sample = [row for number, row in rows if number >= heads.first]
        if kind_of(file.path.stem, heads.names, sample, among=False).entity != "product":
            return None
    layout = report_layout.layout_of(file.raw_rows(), heads)
    file.restart()
    is_plain = layout.is_plain and file.head_line in (0, *heads.lines)
    return None if is_plain and file.head_line else layout


def kind_of(
    name: str, heads: Sequence[str], sample: Sequence[Sequence[Cell]], *, among: bool
) -> table_kinds.TableKind:
    """What the rows are: as table_kinds says, but what has names and prices alone is sold."""
    kind = table_kinds.kind_of(name, heads, sample, among=among)
    maybe = kind.entity in (None, "person", "company") and not kind.role
    if maybe and report_layout.holds_prices(heads):
        is_of_people = any(map(table_kinds.is_of_people, heads))
        return kind if is_of_people else table_kinds.TableKind("product")
    return kind


# -------------------------------------------------------------------------------- refusals


def refusal(file: TableFile, rows: Sequence[report_layout.Row], layout: Layout) -> ValidationFailed:
    """Why a report is not read without being told how, with the rows that were looked at."""
    heads = layout.heads
    words = (
        _(
            "{name} is laid out as a report. Rows 1 to {last} were looked at, and row {line} was "
            "taken for the heads: {heads}. {doubts} Nothing was imported."
        )
        if heads.lines
        else _(
            "{name} is laid out as a report. Rows 1 to {last} were looked at, and no row was "
            "taken for the heads: {heads}. {doubts} Nothing was imported."
        )
    )
    words = words.format(
        name=_name(file),
        last=number(rows[-1][0]),
        line=number(heads.lines[0]) if heads.lines else "",
        heads=listed(heads.names[:12]),
        doubts=" ".join(dict.fromkeys(layout.doubts[:3])),
    )
    return ValidationFailed({LOOKED_AT: words, HOW: _how(file, heads)})


def looked_at(file: TableFile) -> dict[str, str]:
    """What a table that nobody knows looks like: which rows were looked at, and how to map it."""
    rows = list(_first(file))
    line = report_layout.likely_heads(rows)
    last = number(rows[-1][0] if rows else 0)
    if not line:
        words = _("Rows 1 to {last} were looked at; none of them holds heads.").format(last=last)
        return {LOOKED_AT: words}
    heads = report_layout.heads_at(rows, line)
    words = _(
        "Rows 1 to {last} of {name} were looked at; row {line} reads most like heads: {heads}."
    ).format(last=last, name=_name(file), line=number(line), heads=listed(heads.names[:12]))
    return {LOOKED_AT: words, HOW: _how(file, heads)}


def _name(file: TableFile) -> str:
    if len(file.sheets) < 2:
        return file.path.name
    return _("{name}, sheet '{sheet}',").format(name=file.path.name, sheet=file.sheet)


def _how(file: TableFile, heads: Heads) -> str:
    sheet = f'"sheet": "{file.sheet}", ' if len(file.sheets) > 1 else ""
    line = heads.lines[0] if heads.lines else 0
    first = (heads.names or ("",))[0]
    words = _(
        "Say which row holds the heads and which column is what in a mapping, such as {example}; "
        "a group above the rows is the column '{group}'."
    )
    example = (
        f'{{"entity": "product", {sheet}"head_row": {line}, '
        f'"columns": {{"{first}": "name", "(the price)": "list_price"}}}}'
    )
    return words.format(example=example, group=GROUP)


# ---------------------------------------------------------------------------------- tables


class ShapedTable(TableFile):
    """A table whose heads stand somewhere else, and whose groups are columns of their own."""

    def __init__(self, inner: TableFile, layout: Layout) -> None:
        super().__init__(inner.kind, inner.path, inner.cancel)
        self._inner, self.layout = inner, layout
        self.encoding, self.delimiter = inner.encoding, inner.delimiter
        self.sheet, self.sheets = inner.sheet, inner.sheets
        notes = [note for note in inner.notes if note not in inner.head_notes]
        self.notes = [*notes, *layout.notes()]
        self.head_line = layout.heads.lines[0] if layout.heads.lines else 0
        groups = (GROUP, GROUP_ABOVE)[: layout.groups]
        self._extra = len(groups)
        self.heads = (*layout.heads.names, *_unlike(groups, layout.heads.names))
        self.failures = inner.failures
        if not self.heads:
            words = _("{name} holds no table there. Nothing was imported.")
            raise FileRefused(words.format(name=inner.path.name))

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Rows of data with their groups beside them."""
        self.restart()
        width = len(self.layout.heads.names)
        groups: list[Cell] = [None, None]
        for kind, line, row, above in report_layout.told_apart(self._inner.raw_rows(), self.layout):
            if kind not in ("data", "other"):
                continue
            if above:
                groups = [above[-1], above[0] if len(above) > 1 else groups[1]]
            if any(_is_filled(cell) for cell in row[width:]):
                self.fail(line, too_many_cells(len(row), width))
                continue
            cells = (*row[:width], *(None for _ in range(width - len(row))))
            yield line, (*cells, *groups[: self._extra])
        self.failed += self._inner.failed
        for note in self._inner.notes:
            if note not in self._inner.head_notes:
                self.note(note)

    def raw_rows(self, most: int = 0) -> Iterator[tuple[int, Sequence[Cell]]]:
        return self._inner.raw_rows(most)

    def restart(self) -> None:
        super().restart()
        self._inner.restart()

    def close(self) -> None:
        self._inner.close()


def _is_filled(cell: Cell) -> bool:
    return cell is not None and bool(str(cell).strip())


def _unlike(groups: Sequence[str], heads: Sequence[str]) -> tuple[str, ...]:
    """Names for the columns of groups that no column of the file has."""
    taken = {fold(head) for head in heads}
    return tuple(f"{name} of rows" if fold(name) in taken else name for name in groups)


class Replaced(TableFile):
    """A table in which some texts mean others, as a mapping says: `GTXPro` is `GTX Pro`."""

    def __init__(self, inner: TableFile, pairs: Mapping[str, Mapping[str, str | None]]) -> None:
        super().__init__(inner.kind, inner.path, inner.cancel)
        self.inner = inner
        for name in ("heads", "head_line", "encoding", "delimiter", "sheet", "sheets"):
            setattr(self, name, getattr(inner, name))
        self.notes, self.failures = inner.notes, inner.failures
        by_head = {plain(head): given for head, given in pairs.items()}
        self._at = [
            (i, by_head[plain(head)]) for i, head in enumerate(self.heads) if plain(head) in by_head
        ]

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows, with what is meant in place of what is written."""
        rows: Any = self.inner.rows()
        for line, row in rows:
            changed: list[Cell] | None = None
            for i, meant in self._at:
                text = key_text(row[i])
                if text in meant:
                    changed = changed or list(row)
                    changed[i] = meant[text]
            yield line, changed or row
        self.failed = self.inner.failed

    def raw_rows(self, most: int = 0) -> Iterator[tuple[int, Sequence[Cell]]]:
        return self.inner.raw_rows(most)

    def restart(self) -> None:
        super().restart()
        self.inner.restart()

    def close(self) -> None:
        self.inner.close()


__all__ = ["GROUP", "GROUP_ABOVE", "Replaced", "ShapedTable", "looked_at", "open_shaped", "shaped"]
