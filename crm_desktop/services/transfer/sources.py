"""A file of any format we import, as a stream of drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from crm_desktop.services.transfer.tables import Failure

SAMPLE = 200


class Source(Protocol):
    """An open file.

    Attributes:
        position, size: how far it was read, in the same unit; 0 where unknown.
        encoding: of a text file. notes: what was guessed, as sentences.
        failures, failed: rows that could not be read at all.
    """

    path: Path
    position: int
    size: int
    encoding: str
    notes: list[str]
    failures: list[Failure]
    failed: int

    def drafts(self) -> Iterator[Any]: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_source(
    path: Path,
    *,
    entity: str | None,
    mapping: dict[str, Any] | None,
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    region: str | None,
    cancel: Callable[[], None],
) -> Source:
    """Open a file by what is in it: cards, or a table. FileRefused in words."""
    raise NotImplementedError
