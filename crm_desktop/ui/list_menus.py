"""The menus of lists: under the name at the head of a page, and of lines of the navigation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.view_content import KINDS
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.list_place import Kind

if TYPE_CHECKING:
    from crm_desktop.services.favourites import Favourite
    from crm_desktop.services.static_lists import StaticList
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.list_page import ListPage
    from crm_desktop.ui.saved_lists import SavedLists


class ListMenus:
    """Fills the menus; what they do is done by SavedLists and its work."""

    def __init__(self, window: MainWindow, lists: SavedLists) -> None:
        self._window, self._lists = window, lists

    def fill(self, page: ListPage, menu: QMenu) -> None:
        """The lists of a kind, and what can be done with the one shown."""
        menu.clear()
        lists, entity, now = self._lists, page.entity.key, page.place.now
        all_of_them = _("All {plural}").format(plural=inner(_(page.entity.plural)))
        _choice(menu, all_of_them, now.kind is Kind.ALL, partial(lists.show_all, entity))
        if entity in KINDS and lists.favourites:
            go = partial(lists.show_favourites, entity)
            _choice(menu, _("Favourites"), now.kind is Kind.FAVOURITES, go)
        menu.addSeparator()
        for view in lists.views:
            if view.entity == entity:
                go = partial(lists.show_view, view.id)
                _choice(menu, view.name, now.key == view.id, go)
        menu.addSeparator()
        for each in lists.lists if entity in KINDS else ():
            go = partial(lists.show_list, each.id, entity)
            _choice(menu, each.name, now.key == each.id, go)
        menu.addSeparator()
        for key in ("save_list", "save_list_as", "rename_list", "discard_list", "pin_list"):
            menu.addAction(self._window.commands[key])
        menu.addSeparator()
        menu.addAction(self._window.commands["delete_list"])

    def of_line(self, key: str, point: QPoint) -> None:
        """The menu of a line of the navigation, at a point of the screen."""
        kind, _space, rest = key.partition(" ")
        menu = QMenu(self._window)
        menu.addAction(icon("arrow-right"), _("&Open"), partial(self._lists.go, key))
        if kind == "view":
            self._of_view(menu, UUID(rest))
        elif kind == "list":
            self._of_list(menu, UUID(rest))
        elif kind in KINDS:
            self._of_favourite(menu, key, kind, UUID(rest))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _of_view(self, menu: QMenu, key: UUID) -> None:
        work = self._lists.work
        name = next(each.name for each in self._lists.views if each.id == key)
        menu.addAction(icon("pencil"), _("&Rename …"), partial(work.rename_view, key, name))
        unpin = partial(work.pin, key, on=False)
        menu.addAction(icon("pin-off"), _("&Take out of the navigation"), unpin)
        menu.addAction(icon("trash-2"), _("&Delete"), partial(work.delete_view, key))

    def _of_list(self, menu: QMenu, key: UUID) -> None:
        work = self._lists.work
        found = next(each for each in self._lists.lists if each.id == key)
        for kind in KINDS:
            if found.count(kind) and found.count(kind) != size(found):
                words = _("Its {plural}").format(plural=inner(_(ENTITIES[kind].plural)))
                show = partial(self._lists.show_list, key, kind)
                menu.addAction(icon(ENTITIES[kind].icon), words, show)
        rename = partial(work.rename_list, key, found.name)
        menu.addAction(icon("pencil"), _("&Rename …"), rename)
        menu.addAction(icon("trash-2"), _("&Delete"), partial(work.delete_list, key))

    def _of_favourite(self, menu: QMenu, line: str, kind: str, key: UUID) -> None:
        lists = self._lists
        moves = ((_("Move &up"), "arrow-up", -1), (_("Move &down"), "arrow-down", 1))
        for words, name, step in moves:
            if (beside := lists.beside(line, step)) is not None:
                menu.addAction(icon(name), words, partial(lists.move, line, beside))
        unstar = partial(lists.work.star, kind, key, on=False)
        menu.addAction(icon("star-off"), _("&Remove from the favourites"), unstar)


def _choice(menu: QMenu, words: str, on: bool, then: Callable[[], None]) -> None:
    action = menu.addAction(words.replace("&", "&&"), then)
    action.setCheckable(True)
    action.setChecked(on)


def size(each: StaticList) -> int:
    """How many records stand in a list."""
    return each.people + each.companies


def key_of(each: Favourite) -> str:
    """Key of the line of a favourite in the navigation."""
    return f"{each.entity} {each.id.hex}"
