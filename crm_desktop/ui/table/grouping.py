"""Rows of a list under headings: what stands in one of its columns, how many say so, their sum.

The list is ordered by that column; the store counts the groups, so no row is looked at for it. The
headings are folded and unfolded one by one or all together, and stay so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from crm_desktop import i18n, services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Field, Kind
from crm_desktop.services.queries import Group, ListQuery, Sort
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.table.columns import SUMMED

if TYPE_CHECKING:
    from crm_desktop.ui.pages.list_page import ListPage

_KINDS = frozenset({Kind.CHOICE, Kind.REF, Kind.TEXT, Kind.BOOL})  # moments are all different


def group_fields(entity: EntityType) -> list[Field]:
    """What a list can be grouped by."""
    return [
        field
        for field in entity.fields
        if field.sortable and field.kind in _KINDS and field.key != entity.label
    ]


class Grouping(QObject):
    """Shows the groups of a list page, and folds them.

    Signals:
        changed: the list is grouped otherwise, so it has to be asked for again.
        said: in words, why there are no headings.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, context: Context, page: ListPage) -> None:
        super().__init__(page)
        self._context, self._place = context, page.place
        self._view, self._model = page.view, page.model
        self._told: ListQuery | None = None  # the list of which it was said
        self._model.counted.connect(self._counted)
        self._view.cell_moved.connect(self._sum_up)
        self._view.fold_asked.connect(self.turn)
        self._view.group_menu_asked.connect(self._open_menu)
        self._place.moved.connect(self._recall)

    def by(self, key: str) -> None:
        """Group by a column; an empty key: no groups."""
        if key != self._model.grouped:
            self._model.grouped = key
            self._recall()
            self._model.summed = self._number_at()
            self.changed.emit()

    def order(self, order: tuple[Sort, ...]) -> tuple[Sort, ...]:
        """The order of a list with its groups first."""
        key = self._model.grouped
        if not key:
            return order
        first = next((sort for sort in order if sort.key == key), Sort(key))
        return (first, *(sort for sort in order if sort.key != key))

    def _counted(self, count: int) -> None:
        there = bool(self._model.groups) or not self._model.grouped or not count
        if not there and self._model.asked != self._told:
            self._told = self._model.asked
            self.said.emit(_("There are too many groups for headings. The list is in order."))

    # ---------------------------------------------------------------------------------- fold

    def turn(self, row: int) -> None:
        """Fold the group with its heading above a row, or unfold it, and go there."""
        key = self._model.groups.starting(row).key
        self._fold(self._model.folded ^ {key})
        self._view.go_to(row)

    def fold_all(self) -> None:
        """Only the headings."""
        self._fold(frozenset(group.key for group in self._model.groups.each))

    def unfold_all(self) -> None:
        """All rows."""
        self._fold(frozenset())

    def _fold(self, folded: frozenset[str]) -> None:
        there = {group.key for group in self._model.groups.each}
        away = self._model.folded - there  # filtered out just now: they stay as they are
        self._view.fold(folded | away)
        self._place.set_folded(self._model.grouped, self._model.folded)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _recall(self) -> None:
        """Another list, or another column: what was folded there."""
        self._model.folded = self._place.folded(self._model.grouped)

    # ---------------------------------------------------------------------------------- sums

    def _number_at(self) -> str:
        """The column the keyboard is in, if it can be added up."""
        field = self._model.columns[self._view.cell_at].field
        summed = self._model.grouped and field.kind in SUMMED
        return field.key if summed else ""

    def _sum_up(self, *_moved: object) -> None:
        """Add up the numbers of the column the keyboard is in, group by group."""
        before, self._model.summed = self._model.summed, self._number_at()
        if before == self._model.summed:
            return
        self._context.tasks.forget(self, "sums")
        self._view.viewport().update()
        if self._model.summed and self._model.groups:
            groups = services.chosen.groups.call(self._model.asked, self._model.summed)
            self._context.tasks.query(self, "sums", groups, done=self._show_sums)

    def _show_sums(self, groups: tuple[Group, ...]) -> None:
        self._model.sum_up(groups)

    # ---------------------------------------------------------------------------------- menu

    def _open_menu(self, row: int, point: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        folded, group = self._model.groups.is_folded(row), self._model.groups.starting(row)
        turn = menu.addAction(_("Unfold this &group") if folded else _("Fold this &group"))
        turn.setIcon(icon("chevron-right" if folded else "chevron-down"))
        turn.triggered.connect(partial(self._turn, row))
        select = menu.addAction(_("&Select all {n}").format(n=i18n.number(group.size)))
        select.triggered.connect(partial(self._select, row))
        menu.addSeparator()
        self.fill(menu)
        menu.addSeparator()
        menu.addAction(_("&No groups")).triggered.connect(self._ungroup)
        menu.popup(point)

    def fill(self, menu: QMenu) -> None:
        """What is done with all groups."""
        some = bool(self._model.groups)
        fold = menu.addAction(_("Fold &all groups"))
        unfold = menu.addAction(_("&Unfold all groups"))
        fold.setIcon(icon("list-collapse"))
        fold.setEnabled(some and len(self._model.groups.folded) < len(self._model.groups.each))
        fold.triggered.connect(self.fold_all)
        unfold.setIcon(icon("unfold-vertical"))
        unfold.setEnabled(some and bool(self._model.groups.folded))
        unfold.triggered.connect(self.unfold_all)

    def _turn(self, row: int, _on: bool = False) -> None:
        self.turn(row)

    def _select(self, row: int, _on: bool = False) -> None:
        self._view.select_group(row)

    def _ungroup(self, _on: bool = False) -> None:
        self._place.set_group("")
        self.by("")
