"""Workbooks (xlsx, xlsm, xlsb, xls, ods) as tables, read in a process of their own.

The parser is foreign code and so is the file: a workbook can be built, or broken, to hang it, to
crash it or to fill the memory. So it works in a child with a deadline and a limit of memory, and
whatever becomes of it, the program answers in a sentence.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _
from crm_desktop.services.transfer.headings import find_headings
from crm_desktop.services.transfer.memory_limit import resident
from crm_desktop.services.transfer.tables import Cancel, Cell, TableFile
from crm_desktop.services.transfer.workbook_checks import (
    check_workbook,
    damaged,
    looks_like_workbook,
    protected,
    too_large,
)

DEADLINE = 60.0  # seconds that the parser may keep us waiting, all in all
MEMORY = 2_500_000_000  # bytes that it may take
SAMPLE_ROWS = 1500
# How a process ends that gets no more memory: SIGABRT, SIGKILL; abort() and a failed allocation on
# Windows.
OUT_OF_MEMORY = frozenset({-6, -9, 3, 0xC0000409, 0xC0000409 - (1 << 32)})
LOOK = 0.1  # seconds between two looks at `cancel`


def open_workbook(
    path: Path,
    *,
    sheet: str | None = None,
    cancel: Cancel | None = None,
    deadline: float = DEADLINE,
) -> WorkbookFile:
    """Open a sheet as a table: the named one, or the one with most data. FileRefused in words."""
    kind = check_workbook(path)
    with ExitStack() as undo:
        parser = _Parser(path, deadline, cancel)
        undo.callback(parser.close)
        book = WorkbookFile(kind, path, parser, sheet, cancel)
        undo.pop_all()
    return book


def sheet_shapes(
    path: Path, *, cancel: Cancel | None = None, deadline: float = DEADLINE
) -> dict[str, tuple[int, int, int]]:
    """Rows and columns up to the last used one and filled cells of every sheet."""
    check_workbook(path)
    parser = _Parser(path, deadline, cancel)
    try:
        return {name: parser.shape(name) for name, _, _ in parser.sheets()}
    finally:
        parser.close()


class WorkbookFile(TableFile):
    """A sheet of a workbook as a table. See TableFile for what it offers."""

    def __init__(
        self, kind: str, path: Path, parser: _Parser, sheet: str | None, cancel: Cancel | None
    ) -> None:
        super().__init__(kind, path, cancel)
        self._parser = parser
        found = [(name, visible) for name, visible, has_cells in parser.sheets() if has_cells]
        self.sheets = tuple(name for name, _ in found)
        if not found:
            words = _("{name} has no sheet with cells. Nothing was imported.")
            raise FileRefused(words.format(name=path.name))
        self.sheet = self._choose(found, sheet)
        self._first_row = 1
        self._find_heads()

    def raw_rows(self, most: int = 0) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Every row (or the first ones) with its number, whatever the heads are."""
        number = 0
        for piece in self._parser.rows(most):
            for row in piece:
                number += 1
                yield number, row
            if self.cancel:
                self.cancel()
        self._note_errors()

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Each row with its number; blank ones are left out."""
        self.restart()
        width, first = len(self.heads), self._first_row
        for number, row in self.raw_rows():
            if number < first or all(cell is None for cell in row):
                continue
            yield number, row if len(row) == width else _fitted(row, width)

    def close(self) -> None:
        self._parser.close()

    def _choose(self, found: Sequence[tuple[str, bool]], wanted: str | None) -> str:
        """The sheet that was asked for, else the visible one with the most filled cells."""
        if wanted is not None:
            name = _named(wanted, self.sheets)
            if not name:
                words = _("{name} has no sheet '{sheet}'. It has: {known}.")
                known = ", ".join(self.sheets)
                raise FileRefused(words.format(name=self.path.name, sheet=wanted, known=known))
            self._parser.shape(name)
            return name
        visible = [name for name, shown in found if shown] or list(self.sheets)
        filled = {name: self._parser.shape(name)[2] for name in visible}
        best = max(visible, key=filled.__getitem__)
        if best != visible[-1]:
            self._parser.shape(best)
        if len(self.sheets) > 1:
            words = _("Of {count} sheets '{sheet}' was read: it holds most data.")
            self.notes.append(words.format(count=len(self.sheets), sheet=best))
        hidden = [name for name, shown in found if not shown]
        if hidden and len(hidden) < len(found):
            words = _("Hidden sheets were left out: {sheets}.")
            self.notes.append(words.format(sheets=", ".join(hidden)))
        return best

    def _find_heads(self) -> None:
        sample: list[Sequence[Cell]] = []
        numbers: list[int] = []
        for number, row in self.raw_rows(SAMPLE_ROWS):
            if any(cell is not None for cell in row):
                sample.append(row)
                numbers.append(number)
        if not sample:
            words = _("The sheet '{sheet}' of {name} is empty. Nothing was imported.")
            raise FileRefused(words.format(sheet=self.sheet, name=self.path.name))
        heads = find_headings(sample)
        self.heads = heads.names
        self.head_notes = heads.notes
        self.notes.extend(heads.notes)
        if heads.head is not None:
            self.head_line = numbers[heads.head]
        after = heads.first
        self._first_row = numbers[after] if after < len(numbers) else numbers[-1] + 1

    def _note_errors(self) -> None:
        errors = self._parser.errors
        if errors:
            some = ", ".join(f"{place} ({text})" for place, text in errors[:5])
            words = (
                _("Cells with an error in place of a value were taken as empty: {some} and more.")
                if len(errors) > 5
                else _("Cells with an error in place of a value were taken as empty: {some}.")
            )
            self.note(words.format(some=some))


def _named(wanted: str, names: Sequence[str]) -> str:
    """A sheet by its name, or by its name in other case and blanks."""
    if wanted in names:
        return wanted
    same = [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
    return same[0] if same else ""


def _fitted(row: Sequence[Cell], width: int) -> Sequence[Cell]:
    return (*row, *(None for _ in range(width - len(row))))[:width]


class _Parser:
    """The child process and the talk with it.

    Attributes:
        errors: after `rows`: place and text of cells like #N/A.
    """

    def __init__(self, path: Path, deadline: float, cancel: Cancel | None) -> None:
        from crm_desktop.services.transfer.workbook_child import serve

        self.errors: list[tuple[str, str]] = []
        self._path = path
        self._left = deadline
        self._cancel = cancel
        self._busy = False  # rows are under way that nobody has taken
        context = multiprocessing.get_context("spawn")
        self._pipe: Connection
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, str(path.absolute()), MEMORY), daemon=True
        )
        self._process.start()
        theirs.close()

    def sheets(self) -> list[tuple[str, bool, bool]]:
        """Of each sheet the name, whether it is visible, and whether it can hold cells."""
        return self._ask("sheets")

    def shape(self, name: str) -> tuple[int, int, int]:
        """Open a sheet; its rows, columns and filled cells."""
        return self._ask("shape", name)

    def rows(self, most: int = 0) -> Iterator[list[list[Cell]]]:
        """The rows of the sheet that was opened last, or its first ones, in pieces."""
        self._finish()
        self._send("rows", most)
        self._busy = True
        while True:
            word, content = self._receive()
            if word == "end":
                self._busy = False
                self.errors = content
                return
            yield content

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._pipe.closed:
            return
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()

    def _ask(self, *command: str) -> Any:
        self._finish()
        self._send(*command)
        return self._receive()[1]

    def _finish(self) -> None:
        """Take in what is left of rows that somebody stopped reading."""
        while self._busy:
            self._busy = self._receive()[0] != "end"

    def _send(self, *command: str | int) -> None:
        try:
            self._pipe.send(command)
        except OSError as error:
            raise self._end() from error

    def _receive(self) -> tuple[str, Any]:
        """The next message; FileRefused when it takes too long or too much, or is not coming."""
        if self._pipe.closed:
            raise self._closed()
        while not self._wait():
            if self._cancel:
                self._cancel()
        try:
            word, content = self._pipe.recv()
        except (EOFError, OSError) as error:  # it died, perhaps in the middle of a word
            raise self._end() from error
        if word == "refused":
            raise self._refusal(content)
        return word, content

    def _wait(self) -> bool:
        start = time.monotonic()
        ready = wait([self._pipe, self._process.sentinel], timeout=min(LOOK, max(self._left, 0)))
        self._left -= time.monotonic() - start
        if ready:
            return True
        if self._left <= 0:
            raise FileRefused(
                _(
                    "{name} takes too long to read; it is too large or built to do so. Nothing "
                    "was imported. Save the sheet you need as CSV and import that."
                ).format(name=self._path.name)
            )
        if resident(self._process.pid or 0) > MEMORY:
            raise too_large(self._path)
        return False

    def _closed(self) -> FileRefused:
        return FileRefused(_("{name} is closed.").format(name=self._path.name))

    def _refusal(self, code: str) -> FileRefused:
        if code == "password":
            return protected(self._path)
        return too_large(self._path) if code == "memory" else damaged(self._path)

    def _end(self) -> FileRefused:
        """Why the child is gone: no memory makes the parser abort."""
        if self._pipe.closed:
            return self._closed()
        self._process.join(timeout=5)
        return (
            too_large(self._path)
            if self._process.exitcode in OUT_OF_MEMORY
            else damaged(self._path)
        )


__all__ = ["WorkbookFile", "looks_like_workbook", "open_workbook", "sheet_shapes"]
