"""What a list page shows: all records, a saved list, a list kept by hand, the favourites."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.i18n import _
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, Op
from crm_desktop.services.view_content import ViewContent, widths_of

if TYPE_CHECKING:
    from uuid import UUID

    from crm_desktop.services.catalog import EntityType
    from crm_desktop.ui.pages.list_page import ListPage
    from crm_desktop.ui.state import State
    from crm_desktop.ui.table.filter_bar import FilterBar


class Kind(Enum):
    """Which kind of list."""

    ALL = "all"
    VIEW = "view"
    LIST = "list"
    FAVOURITES = "favourites"


@dataclass(frozen=True, slots=True)
class Place:
    """A list that can be shown.

    Attributes:
        key: of a saved list, or of one kept by hand.
        scope: what all of its records have in common; not a filter that can be taken off.
        saved: how a saved list was kept.
    """

    kind: Kind = Kind.ALL
    key: UUID | None = None
    name: str = ""
    scope: tuple[Filter, ...] = ()
    saved: ViewContent | None = field(default=None, compare=False)


ALL = Place()


class UsualFilters:
    """What the table of all records begins with: chips that can be taken off.

    Displays that have columns for what is closed do without them until the table is back.

    Attributes:
        filters: what they are; () for most kinds of record.
        waits: they come back with the table.
    """

    def __init__(self, entity: EntityType) -> None:
        self.filters = tuple(Filter(key, Op.IN, values) for key, values in entity.usual)
        self.waits = False

    def begin(self, *, on_table: bool) -> tuple[Filter | AnyOf, ...]:
        """All records are shown, in the table or elsewhere: with which filters."""
        self.waits = not on_table
        return self.filters if on_table else ()

    def follow(self, bar: FilterBar, *, on_table: bool) -> None:
        """Another display is shown."""
        there = bar.filters()
        others = tuple(each for each in there if each not in self.filters)
        if on_table and self.waits:
            bar.set_filters((*self.filters, *others))
            self.waits = False
        elif not on_table and len(there) == len(others) + len(self.filters):
            bar.set_filters(others)
            self.waits = True


class ListPlace(QObject):
    """Where a list page is, with which words, filters, order, columns and widths.

    Columns, widths and groups of a saved list are its own; those of all others are this computer's,
    as is which groups are folded.

    Attributes:
        now: the place.
        usual: what the table of all records begins with.

    Signals:
        moved: another place.
        changed: another place, or something of it has changed.
    """

    moved = Signal()
    changed = Signal()

    def __init__(self, page: ListPage, state: State) -> None:
        super().__init__(page)
        self._page, self._state = page, state
        self.now = ALL
        self.usual = UsualFilters(page.entity)
        self._columns: tuple[str, ...] = ()
        self._widths: dict[str, int] = {}

    # -------------------------------------------------------------------------------- layout

    def columns(self) -> list[str]:
        """Keys of the columns chosen; empty: those that fit."""
        if self.now.saved is not None:
            return list(self._columns)
        return self._state.columns(self._page.entity.key)

    def set_columns(self, keys: list[str]) -> None:
        """Keep the columns chosen."""
        if self.now.saved is None:
            self._state.set_columns(self._page.entity.key, keys)
        self._columns = tuple(keys)
        self.changed.emit()

    def widths(self) -> dict[str, int]:
        """Widths given to columns, by key."""
        if self.now.saved is not None:
            return self._widths
        return self._state.widths(self._page.entity.key)

    def set_width(self, key: str, width: int) -> None:
        """Keep the width of a column."""
        if self.now.saved is None:
            self._state.set_width(self._page.entity.key, key, width)
        self._widths = self._widths | {key: width}
        self.changed.emit()

    # -------------------------------------------------------------------------------- groups

    def group(self) -> str:
        """Key of the column that all but saved lists are grouped by; "" for none."""
        key, entity = self._state.group(self._page.entity.key), self._page.entity
        return key if entity.has(key) and entity.field(key).sortable else ""

    def set_group(self, key: str) -> None:
        """Keep by which column the list is grouped; a saved list keeps it when it is saved."""
        if self.now.saved is None:
            self._state.set_group(self._page.entity.key, key)

    def folded(self, column: str) -> frozenset[str]:
        """Which groups of a column are folded in this place."""
        return self._state.folded_groups(self._line, column)

    def set_folded(self, column: str, keys: frozenset[str]) -> None:
        """Keep which groups are folded."""
        self._state.set_folded_groups(self._line, column, keys)

    @property
    def _line(self) -> str:
        """What this computer keeps about the place under."""
        own = self.now.key.hex if self.now.key is not None else self.now.kind.value
        return f"{self._page.entity.key}-{own}"

    # --------------------------------------------------------------------------------- place

    @property
    def title(self) -> str:
        """What the list is called."""
        return self.now.name or _(self._page.entity.plural)

    @property
    def is_changed(self) -> bool:
        """A saved list that is arranged otherwise than it was kept."""
        saved = self.now.saved
        return saved is not None and not saved.same_as(self.content())

    def content(self) -> ViewContent:
        """The list as it is arranged now, to be saved."""
        columns, widths = tuple(self.columns()), widths_of(self.widths())
        asked = replace(self._page.asked(), sort=self._page.view.header.order)
        content = ViewContent(asked, columns, widths, self._page.model.grouped)
        return replace(content, more=self.now.saved.more) if self.now.saved else content

    def show(self, place: Place, content: ViewContent | None = None) -> None:
        """Go to a place. `content`: not as it was saved, but as it was left."""
        page, shown = self._page, content or place.saved
        self.now = place
        if shown is not None:
            self._columns, self._widths = shown.columns, dict(shown.widths)
        self.moved.emit()
        usual = self._usual_now() if place.kind is Kind.ALL else ()
        asked = shown.query if shown is not None else ListQuery(page.entity.key, filters=usual)
        waits = self.usual.waits
        page.arrange(asked)
        self.usual.waits = waits and place.kind is Kind.ALL
        group = shown.group if shown is not None else self.group()
        if group != page.model.grouped:
            page.tools.group_by(group)
        self.changed.emit()

    def _usual_now(self) -> tuple[Filter | AnyOf, ...]:
        return self.usual.begin(on_table=self._page.displays.shown is None)

    def follow_display(self) -> None:
        """Another display is shown: what the table begins with goes, or comes back."""
        if self.now.kind is Kind.ALL:
            page = self._page
            self.usual.follow(page.filters, on_table=page.displays.shown is None)

    def rename(self, place: Place) -> None:
        """The same place under another name, or saved anew."""
        self.now = place
        self.changed.emit()

    def start_over(self) -> None:
        """Another store: all records."""
        self.now = replace(ALL)
        self.moved.emit()
        self.changed.emit()
