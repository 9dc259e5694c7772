"""A list of any length for QTableView. data() never waits and never queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from crm_desktop.i18n import NOTHING, _, inner
from crm_desktop.services.catalog import EntityType, Kind, Record, Ref
from crm_desktop.services.queries import Arranged, Group, Ids, ListQuery, ListRow
from crm_desktop.ui import kinds, words
from crm_desktop.ui.table.columns import Column, asked_for, behind
from crm_desktop.ui.table.groups import Groups
from crm_desktop.ui.table.row_cache import RowCache
from crm_desktop.ui.tasks import Tasks

FIRST = 200
WAITING = "…"
Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_ROLE = Qt.ItemDataRole
# Column of a day that may be over -> the status of records that still wait for it.
_AWAITED = {"due_at": "planned", "expected_close": "open"}


class ListModel(QAbstractTableModel):
    """Shows a ListQuery: its first rows at once, then all positions, each page when looked at.

    Attributes:
        entity: what the list is of.
        columns: what is shown of each row.
        asked: the query shown, or on its way.
        complete: the ids of all rows are known.
        loading: another order, or another list, is on its way.
        grouped: key of the column whose values stand above their rows; "" for none.
        folded: keys of the groups of which only the heading is to be shown.
        summed: key of the number that is added up in the headings; "" for none.
        groups: where the groups are, and all rows, those of folded groups included.
        stars: ids of my favourites.

    Signals:
        shown: the first rows of another list are here.
        reordered: runs of rows where the ids given to refresh() stand now; None: nothing moved.
        counted: how many rows the list has, folded ones included.
        regrouped: other rows have a heading.
    """

    shown = Signal()
    reordered = Signal(object)
    counted = Signal(int)
    regrouped = Signal()

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
        self.grouped = self.summed = ""
        self.folded: frozenset[str] = frozenset()
        self.groups = Groups()
        self._starting = False  # the first rows of a list are on their way
        self._coming: list[int] = []  # pages that are on their way
        self._soon = QTimer(self)  # one paint asks for many rows: fetch once, after it
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fetch)

    # --------------------------------------------------------------------------------- lists

    def show(self, asked: ListQuery) -> None:
        """Another list. The old rows stay until the first new ones are here: no flicker."""
        self.asked, self.loading = asked, True
        self._tasks.forget(self, "ids")
        if self.grouped and self.folded:  # its first rows may be folded away
            self._tasks.forget(self, "first")
            self._starting = False
            self._ask_ids(b"", self._show_whole)
            return
        self._starting = True
        first = services.listing.first.call(asked, self._keys, FIRST)
        self._tasks.query(self, "first", first, done=self._show_first)

    def refresh(self, selected: bytes) -> None:
        """The same list again, after a change; `selected` are ids to find in the new order."""
        if self._starting:  # what is on its way may have been read before the change
            self.show(self.asked)
            return
        self.now, self.loading = self._clock(), True
        self._ask_ids(selected, self._reorder)

    def _ask_ids(self, selected: bytes, done: Callable[[Ids | Arranged], None]) -> None:
        """All ids in order; where the list has headings, what they say too."""
        if self.grouped and self.asked.sort:
            call = services.chosen.arranged.call(self.asked, selected, self.summed)
            self._tasks.query(self, "ids", call, done=done)
        else:
            self._tasks.query(
                self, "ids", services.listing.ids.call(self.asked, selected), done=done
            )

    def _laid(self, found: Ids | Arranged) -> tuple[Ids, Groups]:
        ids, groups = found if isinstance(found, Arranged) else (found, ())
        return ids, Groups(ids.vector, groups, self.folded)

    def fold(self, folded: frozenset[str]) -> None:
        """Show other groups as a heading alone. A reset: see ListView.fold()."""
        self.folded = folded
        self._lay(self.groups.with_folded(folded))

    def sum_up(self, each: Sequence[Group]) -> None:
        """Other sums in the headings."""
        self.groups = self.groups.with_totals(each)
        self._repaint(range(len(self.cache)))

    def _lay(self, groups: Groups) -> None:
        """Other rows, all of whose positions are known."""
        self._stop_fetching()
        self.beginResetModel()
        self.cache.replace(groups.shown)
        self.groups, self.complete = groups, True
        self.endResetModel()

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        """Show other columns. A reset: the view lays selection and scroll place on again."""
        self._stop_fetching()
        before = [column.key for column in self.columns]
        self.beginResetModel()
        self.columns = columns
        self.cache.remake(lambda row: _with_cells(row, before, columns))
        self.endResetModel()
        if self._tasks.workspace is not None and (self._starting or not self.complete):
            self.show(self.asked)  # what is on its way has the cells of the columns of before

    def clear(self) -> None:
        """An empty list, as long as no store is open."""
        self._stop_fetching()
        for key in ("first", "ids"):
            self._tasks.forget(self, key)
        self.beginResetModel()
        self.cache.replace(b"")
        self.groups = Groups()
        self.complete = self.loading = self._starting = False
        self.endResetModel()

    @property
    def _keys(self) -> tuple[str, ...]:
        return asked_for(self.entity, self.columns)

    def _show_first(self, rows: list[ListRow]) -> None:
        self._stop_fetching()
        self._starting = False
        self.now = self._clock()
        self.beginResetModel()
        self.cache.show_first(rows)
        self.groups = Groups(self.cache.ids)
        self.complete = False
        self.endResetModel()
        self.shown.emit()
        if len(rows) < FIRST and not self.asked.text and not self.grouped:  # that is all there is
            self.complete, self.loading = True, False
            self.counted.emit(len(rows))
            return
        self._ask_ids(b"", self._grow)

    def _show_whole(self, found: Ids | Arranged) -> None:
        """Another list, of which everything is known at once."""
        self.now, self.loading = self._clock(), False
        self._lay(self._laid(found)[1])
        self.shown.emit()
        self.counted.emit(len(self.groups))

    def _grow(self, found: Ids | Arranged) -> None:
        """All positions are known: append them, so that scroll place and selection stay."""
        groups, shown = self._laid(found)[1], len(self.cache)
        if groups.folded or not groups.whole.startswith(self.cache.ids):  # somebody wrote between
            self._reorder(found)
            return
        if len(groups) > shown:
            self.beginInsertRows(_NONE, shown, len(groups) - 1)
            self.cache.replace(groups.whole, keep_rows=True)
            self.endInsertRows()
        self.groups = groups
        self.complete, self.loading = True, False
        self.regrouped.emit()
        self.counted.emit(len(groups))

    def _reorder(self, found: Ids | Arranged) -> None:
        self.loading = False
        ids, groups = self._laid(found)
        if groups.looks_like(self.groups):  # the usual save: no row moved
            self.groups, self.complete = groups, True
            self.reordered.emit(None)
            self.counted.emit(len(groups))
            return
        self._lay(groups)
        self.reordered.emit(groups.shown_runs(ids.found))  # selection and current row first
        self.counted.emit(len(groups))

    # --------------------------------------------------------------------------------- pages

    def row_at(self, row: int) -> ListRow | None:
        """For delegates: one call a cell instead of seven data() calls."""
        found = self.cache.row(row)
        if self.cache.wants and not self._coming and not self._soon.isActive():
            self._soon.start()
        return found

    def show_stars(self, ids: frozenset[bytes]) -> None:
        """Which rows have a star beside their name."""
        if ids != self.stars:
            self.stars = ids
            self._repaint(range(len(self.cache)))

    def forget_rows(self, keys: set[bytes]) -> None:
        """These records have changed: read them again when they are shown."""
        for page in (*self.cache.forget(keys), *self._drop_coming()):
            self._repaint(self.cache.rows_of(page))

    def show_saved(self, record: Record) -> None:
        """Show a record that has just been saved; its row is read again all the same."""
        own = [column.key for column in self.columns if not column.field.is_child_table]

        def saved(row: ListRow) -> ListRow:
            now = dict(zip((column.key for column in self.columns), row.cells, strict=False))
            now |= {key: words.listed(record, key) for key in own if key in record.values}
            under = row.cells[len(self.columns) :]
            return row._replace(version=record.version, cells=(*now.values(), *under))

        self.cache.change(record.id.bytes, saved)
        at = self.cache.row_of(record.id.bytes)
        self._repaint(range(at, at + 1) if at >= 0 else range(0))

    def forget_all(self) -> None:
        """Every record may have changed."""
        self.cache.forget_all()
        self._drop_coming()
        self._repaint(range(len(self.cache)))

    def _drop_coming(self) -> list[int]:
        """The pages on their way may have been read before the change: ask for them again."""
        pages = self._coming
        self._stop_fetching()
        return pages

    def _fetch(self) -> None:
        """One request at a time, made of what is looked at when it starts: nothing stale waits."""
        if self._coming:
            return
        pages = self.cache.take_wanted()
        if not pages or self._tasks.workspace is None:
            return
        self._coming = pages
        rows = services.listing.rows.call(self.entity.key, self._keys, self.cache.ids_of(pages))
        self._tasks.query(
            self,
            "rows",
            rows,
            done=lambda found: self._put(pages, found),
            failed=self._fetch_failed,
        )

    def _put(self, pages: list[int], rows: dict[bytes, ListRow]) -> None:
        self._coming = []
        self.cache.put(pages, rows)
        for page in pages:
            self._repaint(self.cache.rows_of(page))
        self._fetch()

    def _fetch_failed(self, _error: Exception) -> None:
        # The rows stay "…" until the next paint asks again; asked at once, it would be for ever.
        self._coming = []

    def _stop_fetching(self) -> None:
        self._tasks.forget(self, "rows")
        self._coming = []

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
        if field.key == "days_left" and value is not None:
            return words.days_left(value, self._behind(row, "notice_on"), self.now)
        currency = self._behind(row, "currency") if field.kind == Kind.MONEY else ""
        return words.cell(field, value, self.now, currency or "")

    def is_late(self, row: ListRow, column: int) -> bool:
        """A planned activity, or an open deal, whose time is over, in the cell that says when."""
        if self.columns[column].key == "days_left":  # of a contract: soon, or over
            return row.cells[column] is not None and row.cells[column] <= words.SOON
        awaited = _AWAITED.get(self.columns[column].key)
        if awaited is None or self._behind(row, "status") != awaited:
            return False
        due = row.cells[column]
        return due is not None and words.is_over(due, self.now)

    def mark(self, row: ListRow) -> tuple[str, str] | None:
        """Icon and hue in the place of initials, where the record is no person or company."""
        key = kinds.MARKED_BY.get(self.entity.key, self.entity.subtitle)
        return kinds.mark(self.entity, self._behind(row, key))

    def is_past(self, row: ListRow) -> bool:
        """A product that is no longer sold: painted calmly."""
        return self._behind(row, "discontinued") is True

    def _behind(self, row: ListRow, key: str) -> Any:
        """What was read with a row besides its columns."""
        at = len(self.columns) + (keys.index(key) if key in (keys := behind(self.entity)) else 99)
        return row.cells[at] if at < len(row.cells) else None

    def heading(self, at: int) -> str:
        """What is said above the first row of a group: `Customer · 38`."""
        return self.heading_of(self.row_at(at), at)

    def heading_of(self, row: ListRow | None, at: int) -> str:
        """The same for a row that is known."""
        keys = [column.key for column in self.columns]
        if row is None or self.grouped not in keys:
            return WAITING
        said = self.text(row, keys.index(self.grouped))
        if said == NOTHING:
            label = inner(_(self.entity.field(self.grouped).label))
            said = _("No {field}").format(field=label)
        return f"{said}  ·  {i18n.number(self.groups.starting(at).size)}"

    def total(self, at: int) -> str:
        """What the numbers of a group add up to, in words; empty where none are added up."""
        group = self.groups.starting(at)
        if group.total is None or not self.summed:
            return ""
        field = self.entity.field(self.summed)
        if group.parts:
            return words.sums_of(field, dict(group.parts))
        return words.sum_of(field, group.total)

    def _spoken_heading(self, at: int) -> str:
        """The heading of a group for screen readers."""
        state = _("folded") if self.groups.is_folded(at) else ""
        total = self.total(at)
        if total:
            label = _(self.entity.field(self.summed).label)
            total = _("{field}: sum {sum}").format(field=label, sum=total)
        return ", ".join(filter(None, (self.heading(at), total, state)))

    def subtitle(self, row: ListRow) -> str:
        """The line under the name; empty where there is none."""
        if not self.entity.subtitle or len(row.cells) <= len(self.columns):
            return ""
        value = row.cells[len(self.columns)]
        said = "" if value is None else words.full(self.entity.field(self.entity.subtitle), value)
        return self._no_longer(row, said) if self.is_past(row) else said

    def _no_longer(self, row: ListRow, said: str) -> str:
        """A product that is no longer sold, and what is sold in its place."""
        other = self._behind(row, "replaced_by")
        if isinstance(other, Ref):
            words_of_it = _("replaced by {product}").format(product=other.label)
        else:
            words_of_it = _("no longer sold")
        return " · ".join(filter(None, (said, words_of_it)))

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
        if role == _ROLE.AccessibleTextRole and self.groups.is_folded(index.row()):
            return self._spoken_heading(index.row())
        if role == _ROLE.AccessibleTextRole and index.column() == 0:
            star = _("favourite") if row.id in self.stars else ""
            lead = self._spoken_heading(index.row()) if index.row() in self.groups else ""
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
