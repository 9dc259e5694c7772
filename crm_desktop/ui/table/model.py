"""A list of any length for QTableView. data() never waits and never queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from crm_desktop import i18n, services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.services.queries import Ids, ListQuery, ListRow
from crm_desktop.ui import kinds, words
from crm_desktop.ui.table.columns import Column, asked_for, behind
from crm_desktop.ui.table.row_cache import ID, RowCache
from crm_desktop.ui.tasks import Tasks

FIRST = 200
WAITING = "…"
Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_ROLE = Qt.ItemDataRole


class ListModel(QAbstractTableModel):
    """Shows a ListQuery: its first rows at once, then all positions, each page when looked at.

    Attributes:
        entity: what the list is of.
        columns: what is shown of each row.
        asked: the query shown, or on its way.
        complete: the ids of all rows are known.
        loading: another order, or another list, is on its way.
        grouped: key of the column whose values stand above their rows; "" for none.
        groups: the first row of each group, and how many rows it has.
        stars: ids of my favourites.

    Signals:
        shown: the first rows of another list are here.
        reordered: runs of rows where the ids given to refresh() stand now; None: nothing moved.
        counted: how many rows the list has.
    """

    shown = Signal()
    reordered = Signal(object)
    counted = Signal(int)

    def __init__(
        self,
        tasks: Tasks,
        entity: EntityType,
        columns: tuple[Column, ...],
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._clock = tasks, clock
        self.entity, self.columns = entity, columns
        self.cache: RowCache[ListRow] = RowCache()
        self.asked = ListQuery(entity.key)
        self.complete = self.loading = False
        self.now = clock()
        self.stars: frozenset[bytes] = frozenset()
        self.grouped = ""
        self.groups: dict[int, int] = {}
        self._fetching = False
        self._soon = QTimer(self)  # one paint asks for many rows: fetch once, after it
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fetch)

    # --------------------------------------------------------------------------------- lists

    def show(self, asked: ListQuery) -> None:
        """Another list. The old rows stay until the first new ones are here: no flicker."""
        self.asked, self.loading = asked, True
        self._tasks.forget(self, "ids")
        first = services.listing.first.call(asked, self._keys, FIRST)
        self._tasks.query(self, "first", first, done=self._show_first)

    def refresh(self, selected: bytes) -> None:
        """The same list again, after a change; `selected` are ids to find in the new order."""
        self.now, self.loading = self._clock(), True
        ids = services.listing.ids.call(self.asked, selected)
        self._tasks.query(self, "ids", ids, done=self._reorder)

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        """Show other columns. A reset: the view lays selection and scroll place on again."""
        self._stop_fetching()
        before = [column.key for column in self.columns]
        self.beginResetModel()
        self.columns = columns
        self.cache.remake(lambda row: _with_cells(row, before, columns))
        self.endResetModel()
        if self._tasks.workspace is not None and not self.complete:
            self.show(self.asked)

    def clear(self) -> None:
        """An empty list, as long as no store is open."""
        self._stop_fetching()
        for key in ("first", "ids"):
            self._tasks.forget(self, key)
        self.beginResetModel()
        self.cache.replace(b"")
        self.complete = self.loading = False
        self.endResetModel()

    @property
    def _keys(self) -> tuple[str, ...]:
        return asked_for(self.entity, self.columns)

    def _show_first(self, rows: list[ListRow]) -> None:
        self._stop_fetching()
        self.now = self._clock()
        self.beginResetModel()
        self.cache.show_first(rows)
        self.complete = False
        self.endResetModel()
        self.shown.emit()
        if len(rows) < FIRST and not self.asked.text:  # that is all there is
            self.complete, self.loading = True, False
            self.counted.emit(len(rows))
            return
        ids = services.listing.ids.call(self.asked)
        self._tasks.query(self, "ids", ids, done=self._grow)

    def _grow(self, ids: Ids) -> None:
        """All positions are known: append them, so that scroll place and selection stay."""
        shown, total = len(self.cache), len(ids.vector) // ID
        if not ids.vector.startswith(self.cache.ids):  # somebody wrote between the two statements
            self._reorder(ids)
            return
        if total > shown:
            self.beginInsertRows(_NONE, shown, total - 1)
            self.cache.replace(ids.vector, keep_rows=True)
            self.endInsertRows()
        self.complete, self.loading = True, False
        self.counted.emit(total)

    def _reorder(self, ids: Ids) -> None:
        self.loading = False
        if ids.vector == self.cache.ids:  # the usual save: no row moved
            self.complete = True
            self.reordered.emit(None)
            self.counted.emit(len(self.cache))
            return
        self._stop_fetching()
        self.beginResetModel()
        self.cache.replace(ids.vector)
        self.complete = True
        self.endResetModel()
        self.reordered.emit(ids.found)  # selection and current row first
        self.counted.emit(len(self.cache))

    # --------------------------------------------------------------------------------- pages

    def row_at(self, row: int) -> ListRow | None:
        """For delegates: one call a cell instead of seven data() calls."""
        found = self.cache.row(row)
        if self.cache.wants and not self._fetching and not self._soon.isActive():
            self._soon.start()
        return found

    def show_stars(self, ids: frozenset[bytes]) -> None:
        """Which rows have a star beside their name."""
        if ids != self.stars:
            self.stars = ids
            self._repaint(range(len(self.cache)))

    def forget_rows(self, keys: set[bytes]) -> None:
        """These records have changed: read them again when they are shown."""
        for page in self.cache.forget(keys):
            self._repaint(self.cache.rows_of(page))

    def show_saved(self, record: Record) -> None:
        """Show a record that has just been saved; its row is read again all the same."""
        own = [column.key for column in self.columns if not column.field.is_child_table]

        def saved(row: ListRow) -> ListRow:
            now = dict(zip((column.key for column in self.columns), row.cells, strict=False))
            now |= {key: record.values[key] for key in own if key in record.values}
            under = row.cells[len(self.columns) :]
            return row._replace(version=record.version, cells=(*now.values(), *under))

        self.cache.change(record.id.bytes, saved)
        at = self.cache.row_of(record.id.bytes)
        self._repaint(range(at, at + 1) if at >= 0 else range(0))

    def forget_all(self) -> None:
        """Every record may have changed."""
        self.cache.forget_all()
        self._repaint(range(len(self.cache)))

    def _fetch(self) -> None:
        """One request at a time, made of what is looked at when it starts: nothing stale waits."""
        if self._fetching:
            return
        pages = self.cache.take_wanted()
        if not pages or self._tasks.workspace is None:
            return
        self._fetching = True
        rows = services.listing.rows.call(self.entity.key, self._keys, self.cache.ids_of(pages))
        self._tasks.query(
            self,
            "rows",
            rows,
            done=lambda found: self._put(pages, found),
            failed=self._fetch_failed,
        )

    def _put(self, pages: list[int], rows: dict[bytes, ListRow]) -> None:
        self._fetching = False
        self.cache.put(pages, rows)
        for page in pages:
            self._repaint(self.cache.rows_of(page))
        self._fetch()

    def _fetch_failed(self, _error: Exception) -> None:
        # The rows stay "…" until the next paint asks again; asked at once, it would be for ever.
        self._fetching = False

    def _stop_fetching(self) -> None:
        self._tasks.forget(self, "rows")
        self._fetching = False

    def _repaint(self, rows: range) -> None:
        if rows:
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(rows.start, 0), self.index(rows.stop - 1, last))

    # ------------------------------------------------------------------------------------ Qt

    def text(self, row: ListRow, column: int) -> str:
        """What a cell says."""
        if column >= len(row.cells):
            return ""
        field, value = self.columns[column].field, row.cells[column]
        if field.key == "due_at" and value is not None:
            return words.due(value, self.now, late=self.is_late(row, column))
        return words.cell(field, value, self.now)

    def is_late(self, row: ListRow, column: int) -> bool:
        """A planned activity whose time is over, in the cell that says when."""
        if self.columns[column].key != "due_at" or self._behind(row, "status") != "planned":
            return False
        due = row.cells[column]
        return due is not None and due < self.now

    def mark(self, row: ListRow) -> tuple[str, str] | None:
        """Icon and hue in the place of initials, where the record is no person or company."""
        return kinds.mark(self.entity, self._behind(row, self.entity.subtitle))

    def _behind(self, row: ListRow, key: str) -> Any:
        """What was read with a row besides its columns."""
        at = len(self.columns) + (keys.index(key) if key in (keys := behind(self.entity)) else 99)
        return row.cells[at] if at < len(row.cells) else None

    def heading(self, at: int) -> str:
        """What is said above the first row of a group: `Customer · 38`."""
        row, keys = self.row_at(at), [column.key for column in self.columns]
        if row is None or self.grouped not in keys:
            return WAITING
        said = self.text(row, keys.index(self.grouped))
        return f"{said}  ·  {i18n.number(self.groups[at])}"

    def subtitle(self, row: ListRow) -> str:
        """The line under the name; empty where there is none."""
        if not self.entity.subtitle or len(row.cells) <= len(self.columns):
            return ""
        value = row.cells[len(self.columns)]
        return "" if value is None else words.full(self.entity.field(self.entity.subtitle), value)

    def rowCount(self, parent: Index = _NONE) -> int:
        """Rows whose position is known."""
        return 0 if parent.isValid() else len(self.cache)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Columns shown."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words, for screen readers, copying and tests; the delegate does not come here."""
        if role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole) or not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return WAITING
        text = self.text(row, index.column())
        if role == _ROLE.AccessibleTextRole and index.column() == 0:
            star = _("favourite") if row.id in self.stars else ""
            lead = self.heading(index.row()) if index.row() in self.groups else ""
            return ", ".join(filter(None, (lead, text, star, self.subtitle(row))))
        return text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Headings, and how each is ordered, for screen readers."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        title = self.columns[section].title
        if role == _ROLE.DisplayRole:
            return title
        if role == _ROLE.AccessibleTextRole:
            now = [s for s in self.asked.sort if s.key == self.columns[section].key]
            if now:
                down, up = _("{title}, descending"), _("{title}, ascending")
                return (down if now[0].descending else up).format(title=title)
            return title
        return None


def _with_cells(row: ListRow, before: list[str], columns: tuple[Column, ...]) -> ListRow:
    """The row with the cells that are known already."""
    known = dict(zip(before, row.cells, strict=False))
    under = row.cells[len(before) :]
    return row._replace(cells=(*(known.get(column.key) for column in columns), *under))
