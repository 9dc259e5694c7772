"""A file seen as a table: heads and rows. What every reader gives and every writer takes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias

from crm_desktop.services.catalog.fields import Kind

Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | time | None
Cancel: TypeAlias = Callable[[], None]  # raises Cancelled
CHUNK = 1000  # rows between two looks at `cancel`
MOST_FAILURES = 10_000  # listed one by one; the rest is counted
REASONS = "! "  # so begins the head of a column that tells what was wrong with each row


class Failure(NamedTuple):
    """A row that could not be read: where it begins, and why, as a sentence."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column to be written.

    Attributes:
        kind: decides the type of its cells, their format and their alignment.
        width: in characters; 0 for a usual one of its kind.
    """

    head: str
    kind: Kind = Kind.TEXT
    width: int = 0


class TableFile(ABC):
    """An open file that is a table. Use it as a context manager.

    Attributes:
        kind: csv, xlsx, xlsb, xls or ods.
        heads: one name a column, all different, none empty.
        head_line: line or row of the heads; 0 where the file has none.
        encoding, delimiter: of a text file, else empty.
        sheet, sheets: of a workbook: the one that is read, and all.
        notes: what was guessed and why, as sentences.
        failures: rows that could not be read; filled while `rows` runs.
        failed: how many rows could not be read, the unlisted ones among them.
        head_notes: those of the notes that speak of where the heads were found.
    """

    def __init__(self, kind: str, path: Path, cancel: Cancel | None) -> None:
        self.kind = kind
        self.path = path
        self.heads: tuple[str, ...] = ()
        self.head_line = 0
        self.encoding = ""
        self.delimiter = ""
        self.sheet = ""
        self.sheets: tuple[str, ...] = ()
        self.notes: list[str] = []
        self.head_notes: tuple[str, ...] = ()
        self.failures: list[Failure] = []
        self.failed = 0
        self.cancel = cancel

    @abstractmethod
    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Line of the row and its cells, as many as there are heads; from the start each time."""

    def raw_rows(self, most: int = 0) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Every row (or the first ones) with its line, whatever the heads are."""
        return islice(self.rows(), most or None)

    @abstractmethod
    def close(self) -> None:
        """Let go of the file. Closing twice does no harm."""

    def note(self, sentence: str) -> None:
        """Say something once about how the file was read."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def fail(self, line: int, reason: str) -> None:
        """Note a row that could not be read."""
        self.failed += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append(Failure(line, reason))

    def restart(self) -> None:
        """Forget the failures of an earlier pass."""
        self.failures.clear()
        self.failed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_table(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    cancel: Cancel | None = None,
) -> TableFile:
    """Open a table by what is in the file, whatever its name ends in. FileRefused in words."""
    from crm_desktop.services.transfer.delimited import open_delimited
    from crm_desktop.services.transfer.workbooks import looks_like_workbook, open_workbook

    if looks_like_workbook(path):
        file: TableFile = open_workbook(path, sheet=sheet, cancel=cancel)
    else:
        file = open_delimited(path, encoding=encoding, delimiter=delimiter, cancel=cancel)
    return WithoutReasons(file) if len(file.heads) > 1 and says_reasons(file.heads[-1]) else file


def says_reasons(head: str) -> bool:
    """Whether a column says what was wrong with its row in an import before: it is no data."""
    return head.startswith(REASONS)


class WithoutReasons(TableFile):
    """A table without its last column, in which our own import told what was wrong."""

    def __init__(self, inner: TableFile) -> None:
        super().__init__(inner.kind, inner.path, inner.cancel)
        self._inner = inner
        for name in ("head_line", "encoding", "delimiter", "sheet", "sheets", "head_notes"):
            setattr(self, name, getattr(inner, name))
        self.heads = inner.heads[:-1]
        self.notes, self.failures = inner.notes, inner.failures

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows, where something but the reason is filled."""
        for line, row in self._inner.rows():
            if any(cell is not None and cell != "" for cell in row[:-1]):
                yield line, row[:-1]
        self.failed = self._inner.failed

    def raw_rows(self, most: int = 0) -> Iterator[tuple[int, Sequence[Cell]]]:
        width = len(self.heads)
        for line, row in self._inner.raw_rows(most):
            yield line, row[:width]

    def restart(self) -> None:
        super().restart()
        self._inner.restart()

    def close(self) -> None:
        self._inner.close()
