"""Where a person is in a list: kept while its rows are read again, whoever changed them.

The row the keyboard is on stays at its height on the screen. Where it is out of sight, because
somebody reads elsewhere in the list, the rows they read stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex
from PySide6.QtWidgets import QTableView

from crm_desktop.ui.table.row_cache import ID, RowCache

MOST_SOUGHT = (
    64  # selected rows that are looked for here; of more the store has told where they are
)
Rows = RowCache[Any]
_FLAG = QItemSelectionModel.SelectionFlag
_REPLACE = _FLAG.ClearAndSelect | _FLAG.Rows


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is.

    Attributes:
        at: id of the row the keyboard is on, b"" for none; row: its position.
        chosen: ids of the selected rows; everything: all rows are.
        seen: (id, height on the screen) of the rows that decide how far the list is scrolled, the
            first one that is still there.
        heir: (id, height on the screen) of the row that takes the place of the selected ones should
            they go; the height is where it would stand then.
    """

    at: bytes = b""
    row: int = 0
    chosen: bytes = b""
    everything: bool = False
    seen: tuple[tuple[bytes, int], ...] = ()
    heir: tuple[bytes, int] = (b"", 0)

    def rows(self, cache: Rows, asked: bytes, found: tuple[range, ...]) -> tuple[range, ...]:
        """The runs of rows to select; `found` are those of the ids that were asked for."""
        if self.everything and len(cache):
            return (range(len(cache)),)
        if self.chosen == asked:
            return found
        ids = self.chosen[: ID * MOST_SOUGHT]  # another selection, made since
        places = (cache.row_of(ids[i : i + ID]) for i in range(0, len(ids), ID))
        return tuple(range(place, place + 1) for place in sorted(places) if place >= 0)


def seen(view: QTableView, cache: Rows, current: int) -> Iterator[tuple[bytes, int]]:
    """The row the keyboard is on if it is in sight, then those in sight from the top."""
    height = view.viewport().height()
    first = max(view.rowAt(0), 0)
    shown = range(first, min(first + height // max(view.rowHeight(first), 1) + 1, len(cache)))
    order = (current, *shown) if current in shown else shown
    for row in order:
        yield cache.id_at(row), view.rowViewportPosition(row)


def heir(view: QTableView, cache: Rows, current: int) -> tuple[bytes, int]:
    """The row below those that are selected around a row, and where they begin in sight."""
    chosen = view.selectionModel().selection()
    runs = (chosen.at(i) for i in range(chosen.count()))
    around = next((r for r in runs if r.top() <= current <= r.bottom()), None)
    top, bottom = (around.top(), around.bottom()) if around is not None else (current, current)
    return cache.id_at(bottom + 1), max(view.rowViewportPosition(max(top, 0)), 0)


def put_back(
    view: QTableView, cache: Rows, place: Place, runs: tuple[range, ...], current: QModelIndex
) -> None:
    """Select the runs, put the keyboard on a row and the rows seen where they were."""
    chosen, model = QItemSelection(), view.model()
    for run in runs:
        chosen.select(model.index(run.start, 0), model.index(run.stop - 1, 0))
    view.selectionModel().setCurrentIndex(current, _FLAG.NoUpdate)
    view.selectionModel().select(chosen, _REPLACE)
    for key, height in place.seen:
        row = cache.row_of(key)
        if row >= 0:
            bar = view.verticalScrollBar()
            bar.setValue(bar.value() + view.rowViewportPosition(row) - height)
            return
