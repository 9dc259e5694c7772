"""Where the groups of a list stand, and what is shown of it while some of them are folded.

A folded group is one row, that of its first record, of which only the heading is painted. It stands
for all of its records: whoever selects it has selected them. No Qt, no database.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate

from crm_desktop.services.queries import Group
from crm_desktop.ui.table.row_cache import ID


class Groups:
    """The groups of a list of any length. Rows "of the whole" are counted as if none were folded.

    Attributes:
        whole: the ids of all rows, 16 bytes each.
        each: the groups, in order; empty where the list has no headings.
        folded: keys of the groups of which only the heading is shown.
    """

    def __init__(
        self, whole: bytes = b"", each: Sequence[Group] = (), folded: Set[str] = frozenset()
    ) -> None:
        self.whole, self.each = whole, tuple(each)
        self.folded = frozenset(folded) & {group.key for group in self.each}
        shown = (1 if group.key in self.folded else group.size for group in self.each)
        self._starts = list(accumulate((group.size for group in self.each), initial=0))
        self._rows = list(accumulate(shown, initial=0))
        self._at = {row: at for at, row in enumerate(self._rows[:-1])}

    def __contains__(self, row: object) -> bool:
        return row in self._at

    def __iter__(self) -> Iterator[int]:
        return iter(self._at)

    def __bool__(self) -> bool:
        return bool(self.each)

    def __len__(self) -> int:
        """How many records, folded ones included."""
        return len(self.whole) // ID

    # -------------------------------------------------------------------------------- groups

    def starting(self, row: int) -> Group:
        """The group whose heading stands above a row."""
        return self.each[self._at[row]]

    def around(self, row: int) -> int:
        """The row with the heading of the group in which a row stands; -1 without groups."""
        return self._rows[self._group_of(row, self._rows)] if self.each and row >= 0 else -1

    def is_folded(self, row: int) -> bool:
        """Whether of this row only the heading is shown."""
        return bool(self.folded) and row in self._at and self.starting(row).key in self.folded

    def span(self, row: int) -> range:
        """The rows of the group whose heading stands above a row."""
        at = self._at[row]
        return range(row, self._rows[at + 1])

    def with_folded(self, folded: Set[str]) -> Groups:
        """The same list with other groups folded."""
        return Groups(self.whole, self.each, folded)

    def with_totals(self, each: Sequence[Group]) -> Groups:
        """The same groups with other sums; as they are where they have changed meanwhile."""
        if [group[:2] for group in each] != [group[:2] for group in self.each]:
            return self
        return Groups(self.whole, each, self.folded)

    def looks_like(self, other: Groups) -> bool:
        """Whether the same rows stand at the same places."""
        return self.whole == other.whole and self._rows == other._rows

    # ---------------------------------------------------------------------------------- rows

    @property
    def shown(self) -> bytes:
        """The ids of the rows that are shown."""
        if not self.folded:
            return self.whole
        return b"".join(self._slice(at) for at in range(len(self.each)))

    def _slice(self, at: int) -> bytes:
        start = self._starts[at]
        stop = start + 1 if self.each[at].key in self.folded else self._starts[at + 1]
        return self.whole[ID * start : ID * stop]

    def whole_rows(self, rows: range) -> range:
        """The rows of the whole for which a run of shown rows stands."""
        if not self.folded or not rows:
            return rows
        first, last = (self._group_of(row, self._rows) for row in (rows.start, rows.stop - 1))
        start = self._starts[first] + rows.start - self._rows[first]
        if self.each[last].key in self.folded:
            return range(start, self._starts[last + 1])
        return range(start, self._starts[last] + rows.stop - self._rows[last])

    def shown_row(self, row: int) -> int:
        """Where a row of the whole is shown: itself, or the heading of its folded group."""
        if not self.folded or row < 0:
            return row
        at = self._group_of(row, self._starts)
        inside = 0 if self.each[at].key in self.folded else row - self._starts[at]
        return self._rows[at] + inside

    def shown_runs(self, runs: Iterable[range]) -> tuple[range, ...]:
        """Where runs of the whole are shown. Of a folded group all rows, or the heading is none."""
        if not self.folded:
            return tuple(runs)
        out: list[range] = []
        for run in runs:
            for part in self._shown_parts(run):
                if out and out[-1].stop == part.start:
                    out[-1] = range(out[-1].start, part.stop)
                else:
                    out.append(part)
        return tuple(out)

    def _shown_parts(self, run: range) -> Iterator[range]:
        """A run of the whole, group by group."""
        row = run.start
        while row < run.stop:
            at = self._group_of(row, self._starts)
            start, stop = self._starts[at], min(self._starts[at + 1], run.stop)
            if self.each[at].key not in self.folded:
                first = self._rows[at] + row - start
                yield range(first, first + stop - row)
            elif row == start and stop == self._starts[at + 1]:
                yield range(self._rows[at], self._rows[at] + 1)
            row = stop

    def hiding(self, key: bytes) -> str | None:
        """Key of the folded group in which a record stands; None where it is shown, or is not."""
        row = _place(self.whole, key)
        if row < 0 or not self.folded:
            return None
        found = self.each[self._group_of(row, self._starts)].key
        return found if found in self.folded else None

    def row_of(self, key: bytes) -> int:
        """Where a record is shown, if only by the heading of its group; -1 where it is not."""
        return self.shown_row(_place(self.whole, key))

    def _group_of(self, row: int, starts: list[int]) -> int:
        """Index of the group in which a row stands; the last one for those beyond."""
        return min(bisect_right(starts, row), len(self.each)) - 1


def _place(whole: bytes, key: bytes) -> int:
    at = whole.find(key) if key else -1
    while at >= 0 and at % ID:  # found across the border of two ids
        at = whole.find(key, at + 1)
    return at // ID if at >= 0 else -1
