"""CSV and its relatives, read row by row and written so that a spreadsheet opens them right.

A clean file costs no more than the standard library's reader. What is not clean is found, listed
with its line, and left behind: a quotation mark that nobody closed takes its own line with it, not
the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TextIO

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _, number
from crm_desktop.services.transfer.atomic import replacing
from crm_desktop.services.transfer.dialects import TAB_NAMES, Dialect, find_dialect
from crm_desktop.services.transfer.encodings import OpenedText, Survey, open_text, unreadable
from crm_desktop.services.transfer.headings import Headings, find_headings
from crm_desktop.services.transfer.plain_text import guard, plain, unguard
from crm_desktop.services.transfer.tables import CHUNK, Cancel, Cell, Column, TableFile
from crm_desktop.services.transfer.wording import quoted, too_many_cells

SAMPLE = 1 << 17  # characters
SAMPLE_ROWS = 1500
LONGEST_LINE = 8_000_000  # bytes
LONGEST_CELL = 1_000_000  # characters
MOST_LINES = 20_000  # of one row

csv.field_size_limit(LONGEST_CELL)  # of the whole process; nobody else here reads CSV

_FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*)"')


def open_delimited(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    cancel: Cancel | None = None,
) -> DelimitedFile:
    """Open a text file as a table. FileRefused where there is none in it."""
    opened = open_text(path, encoding, cancel)
    with opened.stream as stream:
        sample = stream.read(SAMPLE)
        whole = not stream.read(1)
    _refuse(path, opened.survey, sample)
    dialect = find_dialect(sample, whole=whole, delimiter=delimiter)
    return DelimitedFile(path, opened, dialect, chosen=bool(delimiter), cancel=cancel)


def _refuse(path: Path, survey: Survey, sample: str) -> None:
    if not sample.strip("\ufeff \t\r\n\0"):
        raise FileRefused(_("{name} is empty. Nothing was imported.").format(name=path.name))
    if survey.longest_line > LONGEST_LINE:
        raise FileRefused(
            _(
                "{name} has a line of more than {most} bytes: that is no table. "
                "Nothing was imported."
            ).format(name=path.name, most=number(LONGEST_LINE))
        )
    if (
        sample.lstrip("\ufeff \t\r\n")[:256]
        .lower()
        .startswith(("<!doctype html", "<html", "<?xml"))
    ):
        raise FileRefused(
            _(
                "{name} is a web page or an XML file, whatever its name ends in. Nothing was "
                "imported. Open it in a spreadsheet program and save it as .xlsx."
            ).format(name=path.name)
        )


class DelimitedFile(TableFile):
    """A text file as a table. See TableFile for what it offers."""

    def __init__(
        self,
        path: Path,
        opened: OpenedText,
        dialect: Dialect,
        *,
        chosen: bool,
        cancel: Cancel | None,
    ) -> None:
        super().__init__("tsv" if dialect.delimiter == "\t" else "csv", path, cancel)
        self.encoding = opened.encoding
        self.delimiter = dialect.delimiter
        self._survey = opened.survey
        self._errors = opened.stream.errors or "strict"
        self._dialect = dialect
        if dialect.quote == '"' and not opened.survey.quotes and not _is_wide(self.encoding):
            self._dialect = replace(dialect, quote="")
        self._clean = self._cleaner()
        self._head_row: list[str] = []
        self._first_line = 0
        self._raw: BinaryIO | None = None
        self._short = self._repeated = 0
        if not opened.sure:
            self.notes.append(opened.why)
        self._note_dialect(chosen)
        self._find_heads()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with its line; blank rows and repeated heads are left out."""
        self.restart()
        self._short = self._repeated = 0
        with closing(self._open()) as stream:
            yield from self._fitted(_Records(stream, self._dialect, self))
        if self._short:
            words = _(
                "Rows with fewer cells than there are heads: {count}. "
                "The missing cells were taken as empty."
            )
            self.note(words.format(count=self._short))
        if self._repeated:
            words = _("Rows that repeat the heads were left out: {count}.")
            self.note(words.format(count=self._repeated))

    def raw_rows(self, most: int = 0) -> Iterator[tuple[int, list[str]]]:
        """Every row (or the first ones) with its line, whatever the heads are."""
        clean = self._clean
        with closing(self._open()) as stream:
            for count, (line, row) in enumerate(_Records(stream, self._dialect, self), 1):
                if self.cancel and not count % CHUNK:
                    self.cancel()
                yield line, [clean(cell) for cell in row] if clean else row
                if count == most:
                    return

    @property
    def longest_line(self) -> int:
        """In bytes; no cell is longer."""
        return self._survey.longest_line

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()

    # ------------------------------------------------------------------------------- opening

    def _open(self) -> TextIO:
        try:
            self._raw = raw = self.path.open("rb")
        except OSError as error:
            raise unreadable(self.path, error) from error
        newline = self._dialect.terminator
        stream = io.TextIOWrapper(raw, encoding=self.encoding, errors=self._errors, newline=newline)
        if stream.read(1) != "\ufeff":
            stream.seek(0)
        for _line in range(self._dialect.skip_lines):
            stream.readline()
        return stream

    def _note_dialect(self, chosen: bool) -> None:
        known = TAB_NAMES.get(self.delimiter)
        if chosen:
            words = _("Cells are separated by {name}, as you chose.")
        elif self._dialect.skip_lines:
            words = _("Cells are separated by {name}: the file says so.")
        else:
            words = _("Cells are separated by {name}.")
        self.notes.append(words.format(name=_(known) if known else quoted(self.delimiter)))
        if self._dialect.quote == "'":
            self.notes.append(_("Texts stand between apostrophes."))
        if self._dialect.escape:
            self.notes.append(_("Quotation marks inside texts have a backslash before them."))
        if self._dialect.wrapped:
            self.notes.append(_("Every line is quoted as a whole; it was taken apart."))

    def _find_heads(self) -> None:
        records: list[tuple[int, list[str]]] = []
        with closing(self._open()) as stream:
            for record in _Records(stream, self._dialect, self):
                records.append(record)
                if len(records) == SAMPLE_ROWS:
                    break
        records = [record for record in records if record[1]]
        self.restart()
        rows = _repaired([row for _, row in records], self._dialect)
        found = find_headings(rows)
        if not found.names:
            words = _("{name} holds no table. Nothing was imported.")
            raise FileRefused(words.format(name=self.path.name))
        self._take(found, records, rows)

    def _take(
        self, found: Headings, records: Sequence[tuple[int, list[str]]], rows: Sequence[list[str]]
    ) -> None:
        clean = self._clean
        self.heads = tuple(clean(name) for name in found.names) if clean else found.names
        self.head_notes = found.notes
        self.notes.extend(found.notes)
        if found.head is not None:
            self.head_line = records[found.head][0]
            self._head_row = list(rows[found.head])
        end = found.first
        self._first_line = records[end][0] if end < len(records) else records[-1][0] + 1

    def _cleaner(self) -> Callable[[str], str] | None:
        """What has to be done to each cell; None in a clean file, where that time is saved."""
        wide = _is_wide(self.encoding)
        steps: list[Callable[[str], str]] = []
        if self._dialect.terminator:
            steps.append(_restore_line_ends)
        if self._survey.guarded or wide:
            steps.append(unguard)
        if self._survey.formula_texts or wide:
            steps.append(_formula_text)
        if not steps:
            return None

        def clean(cell: str) -> str:
            for step in steps:
                cell = step(cell)
            return cell

        return clean

    # ------------------------------------------------------------------------------ reading

    def _fitted(self, records: _Records) -> Iterator[tuple[int, list[str]]]:
        """Rows of the right width; the rest becomes failures."""
        width, first, head_row = len(self.heads), self._first_line, self._head_row
        zeros = bool(self._survey.zeros)
        clean, cancel = self._clean, self.cancel
        count = 0
        records.width = width
        for line, row in records:
            count += 1
            if cancel and not count % CHUNK:
                cancel()
            if line < first:
                continue
            if len(row) != width:
                fitted = self._fit(line, row, width, suspect=line <= records.suspect_until)
                if fitted is None:
                    continue
                row = fitted  # noqa: PLW2901 # the same row, made to fit
            if not row[0] and not any(row):
                continue
            if row == head_row:
                self._repeated += 1
                continue
            if zeros and any("\0" in cell for cell in row):
                self.fail(line, _("A cell holds a zero byte; the row is damaged."))
                continue
            yield line, [clean(cell) for cell in row] if clean else row

    def _fit(self, line: int, row: list[str], width: int, *, suspect: bool) -> list[str] | None:
        found = len(row)
        if found > width:
            if any(cell.strip() for cell in row[width:]):
                self.fail(line, too_many_cells(found, width))
                return None
            return row[:width]
        filled = sum(1 for cell in row if cell.strip())
        if not filled:
            return None
        if self.head_line and (suspect or (found == 1 and width > 2)):
            words = _("The row has {found} of {width} cells.")
            self.fail(line, words.format(found=found, width=width))
            return None
        self._short += 1
        return row + [""] * (width - found)


class _Records:
    """The rows of a file as they are, each with the line it begins in.

    Attributes:
        width: number of cells to expect, once that is known.
        suspect_until: up to this line the rows come out of a damaged place.
    """

    def __init__(self, stream: TextIO, dialect: Dialect, owner: DelimitedFile) -> None:
        self.width = 0
        self.suspect_until = 0
        self._stream = stream
        self._dialect = dialect
        self._owner = owner
        self._pending: list[str] = []  # the lines of the row that is being read
        self._pushed: deque[str] = deque()  # lines to be read again
        self._unclosed = False
        self._line = dialect.skip_lines
        self._is_simple = not dialect.quote and owner.longest_line <= LONGEST_CELL

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        if self._is_simple:
            yield from enumerate(self._dialect.reader(self._source()), start=self._line + 1)
            return
        pending = self._pending
        reader = self._dialect.reader(self._lines())
        while True:
            start = self._line + 1
            try:
                row = next(reader, None)
                reason = self._damage(row) if len(pending) > 1 or self._unclosed else ""
            except csv.Error:
                reason = _("A cell is longer than {most} characters.")
                row, reason = None, reason.format(most=number(LONGEST_CELL))
            if reason:
                self._owner.fail(start, reason)
                self._read_again(start)
                reader = self._dialect.reader(self._lines())
                continue
            self._line += len(pending)
            pending.clear()
            if row is None:
                return
            yield start, row

    def _read_again(self, start: int) -> None:
        """Give up the first line only."""
        self.suspect_until = max(self.suspect_until, start + len(self._pending) - 1)
        self._pushed.extendleft(reversed(self._pending[1:]))
        self._pending.clear()
        self._unclosed = False
        self._line = start

    def _lines(self) -> Iterator[str]:
        pending, pushed = self._pending, self._pushed
        source = self._source()
        while True:
            while pushed:
                line = pushed.popleft()
                pending.append(line)
                yield line
            for line in source:
                pending.append(line)
                yield line
                if pushed:
                    break
                if len(pending) > MOST_LINES:
                    self._unclosed = True
                    return
            else:
                self._unclosed = bool(pending)
                return

    def _source(self) -> Iterator[str]:
        """The lines as the dialect wants them; the stream itself where nothing is to be done."""
        if self._dialect.wrapped:
            return (_unwrapped(line, self._dialect.quote) for line in self._stream)
        if self._dialect.terminator:
            return (_one_line(line, self._dialect.terminator) for line in self._stream)
        return iter(self._stream)

    def _damage(self, row: list[str] | None) -> str:
        """What is wrong with a row of several lines; empty where its quotation marks are right."""
        if self._unclosed:
            return _("A quotation mark opens a cell that is never closed.")
        if row is None:
            return ""
        try:
            reader = csv.reader(
                self._pending,
                delimiter=self._dialect.delimiter,
                quotechar=self._dialect.quote,
                escapechar=self._dialect.escape or None,
                skipinitialspace=self._dialect.skip_blanks,
                strict=True,
            )
            next(reader)
        except csv.Error:
            return _("A quotation mark opens a cell that is closed in the middle of another row.")
        if self.width and len(row) != self.width and self._holds_rows():
            return _("A quotation mark opens a cell that swallows other rows.")
        return ""

    def _holds_rows(self) -> bool:
        """True where one of the following lines would be a whole row by itself."""
        for line in self._pending[1:]:
            if line.count(self._dialect.delimiter) >= self.width - 1:
                return True
        return False


def _is_wide(encoding: str) -> bool:
    return encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))


def _unwrapped(line: str, quote: str) -> str:
    text = line.rstrip("\r\n")
    if len(text) > 1 and text[0] == quote and text[-1] == quote:
        return text[1:-1].replace(quote * 2, quote) + "\n"
    return line


def _one_line(line: str, terminator: str) -> str:
    return line.removesuffix(terminator).replace("\r\n", "\v").replace("\n", "\v") + "\n"


def _restore_line_ends(cell: str) -> str:
    return cell.replace("\v", "\n")


def _formula_text(cell: str) -> str:
    """The text in ="00123", by which programs keep Excel from dropping the zeros."""
    if cell[:2] != '="':
        return cell
    found = _FORMULA_TEXT.fullmatch(cell)
    return found.group(1).replace('""', '"') if found else cell


def _repaired(rows: list[list[str]], dialect: Dialect) -> list[list[str]]:
    """The heads without a stray quotation mark at their beginning, where that makes them fit."""
    if len(rows) < 3 or not dialect.quote:
        return rows
    usual = len(rows[1])
    if len(rows[0]) == usual or dialect.delimiter not in rows[0][0]:
        return rows
    text = rows[0][0].replace(dialect.quote, "")
    head = [*next(dialect.reader(iter([text]))), *rows[0][1:]]
    return [head, *rows[1:]] if len(head) == usual else rows


# ------------------------------------------------------------------------------------ writing


def write_csv(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    bom: bool = True,
    cancel: Cancel | None = None,
) -> int:
    """Write a table (RFC 4180, UTF-8); answers the number of rows.

    With the byte order mark Excel reads the letters right. Cells that it would take for a formula
    are guarded; our own reader takes the guard away.
    """
    count = 0
    with replacing(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig" if bom else "utf-8", newline="")
        writer = csv.writer(text, delimiter=delimiter)
        writer.writerow([guard(column.head) for column in columns])
        for row in rows:
            if cancel and not count % CHUNK:
                cancel()
            writer.writerow([plain(cell) for cell in row])
            count += 1
        text.detach()
    return count


__all__ = ["Cell", "DelimitedFile", "guard", "open_delimited", "unguard", "write_csv"]
