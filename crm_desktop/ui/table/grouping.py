"""Rows of a list under headings: what stands in one of its columns, and how many say so.

The list is ordered by that column; the store counts the groups, so no row is looked at for it.
"""

from __future__ import annotations

from itertools import accumulate

from PySide6.QtCore import QObject, Signal

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind
from crm_desktop.services.queries import Sort
from crm_desktop.ui.context import Context
from crm_desktop.ui.table.model import ListModel
from crm_desktop.ui.table.view import ListView

_KINDS = frozenset({Kind.CHOICE, Kind.REF, Kind.TEXT, Kind.BOOL})  # moments are all different


def group_fields(entity: EntityType) -> list[Field]:
    """What a list can be grouped by."""
    return [
        field
        for field in entity.fields
        if field.sortable and field.kind in _KINDS and field.key != entity.label
    ]


class Grouping(QObject):
    """Shows the groups of a list.

    Signals:
        changed: the list is grouped otherwise, so it has to be asked for again.
        said: in words, why there are no headings.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, context: Context, view: ListView, model: ListModel) -> None:
        super().__init__(view)
        self._context, self._view, self._model = context, view, model
        model.counted.connect(self._ask)
        model.modelAboutToBeReset.connect(self._forget)
        model.modelReset.connect(self._was_reset)
        self._kept: dict[int, int] = {}

    def by(self, key: str) -> None:
        """Group by a column; an empty key: no groups."""
        if key != self._model.grouped:
            self._show({})
            self._model.grouped = key
            self.changed.emit()

    def order(self, order: tuple[Sort, ...]) -> tuple[Sort, ...]:
        """The order of a list with its groups first."""
        key = self._model.grouped
        if not key:
            return order
        first = next((sort for sort in order if sort.key == key), Sort(key))
        return (first, *(sort for sort in order if sort.key != key))

    def _ask(self, _count: int) -> None:
        if self._model.grouped and self._model.asked.sort:
            groups = services.chosen.groups.call(self._model.asked)
            self._context.tasks.query(self, "groups", groups, done=self._tell)

    def _tell(self, sizes: tuple[int, ...]) -> None:
        if sum(sizes) != self._model.rowCount():
            if not sizes and self._model.rowCount():
                self.said.emit(_("There are too many groups for headings. The list is in order."))
            self._show({})
            return
        starts = accumulate(sizes[:-1], initial=0)
        self._show(dict(zip(starts, sizes, strict=True)) if sizes else {})

    def _show(self, groups: dict[int, int]) -> None:
        before, self._model.groups = self._model.groups, groups
        if before != groups:
            self._view.show_groups(before)

    def _forget(self) -> None:
        """Room above rows goes with a reset."""
        self._kept, self._model.groups = self._model.groups, {}

    def _was_reset(self) -> None:
        """The same list again: its groups as they were, until they have been counted."""
        self._context.tasks.forget(self, "groups")
        if self._model.complete and sum(self._kept.values()) == self._model.rowCount():
            self._model.groups = self._kept
            self._view.show_groups(())
