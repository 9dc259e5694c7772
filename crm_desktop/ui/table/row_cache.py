"""The rows of a long list that are in memory: an id vector and some pages.

No Qt, no database, no threads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Set
from typing import Generic, Protocol, TypeVar

ID = 16  # bytes
PAGE = 128
KEEP = 64  # pages: 8,192 rows, a few megabytes
AT_ONCE = 3  # pages in one request; a viewport touches two
OLD = 2048  # rows that are shown once more until they have been read again


class HasId(Protocol):
    """A row knows its id."""

    @property
    def id(self) -> bytes:
        """16 bytes."""
        ...


T = TypeVar("T", bound=HasId)


class RowCache(Generic[T]):
    """Rows by position. `row()` answers at once: the row, or None and a note that it is wanted.

    Rows that may have changed are shown as they were until they have been read again: nothing
    flickers after a save.
    """

    def __init__(self) -> None:
        self._ids = b""
        self._pages: OrderedDict[int, dict[bytes, T]] = OrderedDict()
        self._old: dict[bytes, T] = {}
        self._wanted: dict[int, None] = {}  # an ordered set, the latest last
        self._touched = -1

    def __len__(self) -> int:
        return len(self._ids) // ID

    @property
    def ids(self) -> bytes:
        """The ids of all rows in order, 16 bytes each."""
        return self._ids

    def id_at(self, row: int) -> bytes:
        """Id of a row; empty beyond the end."""
        return self._ids[ID * row : ID * row + ID] if row >= 0 else b""

    def row_of(self, key: bytes) -> int:
        """Position of an id, -1 where it is not in the list."""
        at = self._ids.find(key) if key else -1
        while at >= 0 and at % ID:  # found across the border of two ids
            at = self._ids.find(key, at + 1)
        return at // ID if at >= 0 else -1

    def replace(self, ids: bytes, *, keep_rows: bool = False) -> None:
        """Another order or another set of ids.

        Rows in memory are read again unless they are sure to be still in place.
        """
        self._ids = ids
        self._wanted.clear()
        self._touched = -1
        if not keep_rows:
            self.forget_all()

    def show_first(self, rows: list[T]) -> None:
        """The first rows of a new list, before its ids are known."""
        self.replace(b"".join(row.id for row in rows))
        for page in range(-(-len(rows) // PAGE)):
            part = rows[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = {row.id: row for row in part}

    def row(self, row: int) -> T | None:
        """The row if it is in memory; else its page is noted as wanted."""
        page = row // PAGE
        rows = self._pages.get(page)
        if rows is not None:
            found = rows.get(self._ids[ID * row : ID * row + ID])
            if found is not None:
                if page != self._touched:  # a page is painted row by row: once is enough
                    self._touched = page
                    self._pages.move_to_end(page)
                return found
        self._wanted.pop(page, None)
        self._wanted[page] = None
        return self._old.get(self._ids[ID * row : ID * row + ID])

    def held(self, key: bytes) -> T | None:
        """A row by its id, if it is in memory; it is not wanted for that."""
        for rows in (*self._pages.values(), self._old):
            if key in rows:
                return rows[key]
        return None

    @property
    def pages(self) -> Set[int]:
        """The pages that are in memory and up to date."""
        return self._pages.keys()

    @property
    def wants(self) -> bool:
        """Some row that was asked for has to be read."""
        return bool(self._wanted)

    def take_wanted(self) -> list[int]:
        """The pages to fetch now: the latest. Older wishes were scrolled past and are forgotten."""
        latest = list(self._wanted)[-AT_ONCE:]
        self._wanted.clear()
        return latest

    def ids_of(self, pages: list[int]) -> tuple[bytes, ...]:
        """The ids of some pages."""
        return tuple(self.id_at(row) for page in pages for row in self.rows_of(page))

    def rows_of(self, page: int) -> range:
        """The positions of a page."""
        return range(page * PAGE, min((page + 1) * PAGE, len(self)))

    def put(self, pages: list[int], rows: dict[bytes, T]) -> None:
        """Keep what was fetched; the pages shown longest ago go."""
        for page in pages:
            ids = (self.id_at(row) for row in self.rows_of(page))
            self._pages[page] = {key: rows[key] for key in ids if key in rows}
            self._pages.move_to_end(page)
        while len(self._pages) > KEEP:
            self._pages.popitem(last=False)
        self._touched = -1

    def forget(self, keys: set[bytes]) -> list[int]:
        """Read the pages that hold these rows again when they are shown; names the pages."""
        hit = [page for page, rows in self._pages.items() if not keys.isdisjoint(rows)]
        for page in hit:
            self._keep_old(self._pages.pop(page))
        self._touched = -1
        return hit

    def change(self, key: bytes, make: Callable[[T], T]) -> None:
        """Show a row otherwise until it has been read again."""
        for rows in (*self._pages.values(), self._old):
            if key in rows:
                rows[key] = make(rows[key])

    def forget_all(self) -> None:
        """Read every row again when it is shown."""
        for page in list(self._pages)[-OLD // PAGE :]:
            self._keep_old(self._pages[page])
        self._pages.clear()
        self._touched = -1

    def remake(self, make: Callable[[T], T]) -> None:
        """Read every row again; until then show what `make` makes of the old one."""
        self.forget_all()
        self._old = {key: make(row) for key, row in self._old.items()}

    def _keep_old(self, rows: dict[bytes, T]) -> None:
        if len(self._old) > OLD:
            self._old.clear()
        self._old.update(rows)
