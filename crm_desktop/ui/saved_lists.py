"""Saved lists, lists kept by hand, favourites: in the navigation and at the head of a page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import i18n, services
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import Filter, Op
from crm_desktop.services.view_content import KINDS
from crm_desktop.ui.context import Context
from crm_desktop.ui.dragging import Dragged
from crm_desktop.ui.list_menus import ListMenus, key_of, size
from crm_desktop.ui.list_work import ListWork
from crm_desktop.ui.pages.list_place import ALL, Kind, Place
from crm_desktop.ui.widgets.nav_groups import NavItem

if TYPE_CHECKING:
    from crm_desktop.services.favourites import Favourite
    from crm_desktop.services.static_lists import StaticList
    from crm_desktop.services.view_content import View, ViewContent
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.list_page import ListPage
    from crm_desktop.ui.pages.record_view import RecordView
    from crm_desktop.ui.widgets.star import StarButton

PAGES = tuple(entity.key for entity in ENTITIES.values() if entity.has_page)
MOST_FAVOURITES = 10
MOST_STARS = 20  # rows that become favourites by one drop
EVERY_FAVOURITE = "favourites"
OF_LISTS = (
    "save_list",
    "save_list_as",
    "rename_list",
    "discard_list",
    "pin_list",
    "delete_list",
    "remove_from_list",
    "favourite",
)


class SavedLists(QObject):
    """Knows the lists there are, shows them in the navigation, and goes to them.

    Attributes:
        views, lists, favourites: what there is.
        work: what is done with them.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window, self._rail = context, window, window.navigation
        self.views: list[View] = []
        self.lists: list[StaticList] = []
        self.favourites: list[Favourite] = []
        self._counts: dict[UUID, int | None] = {}
        self._drafts: dict[UUID, ViewContent] = {}  # saved lists that were left changed
        self._stars: list[StarButton] = []
        self._begun = False
        self.work = ListWork(context, window, self)
        self._menus = ListMenus(window, self)
        self._make_groups()
        self._rail.item_chosen.connect(self.go)
        self._rail.item_menu_asked.connect(self._menus.of_line)
        self._rail.records_dropped.connect(self._dropped)
        self._rail.item_moved.connect(self.move)

    def _make_groups(self) -> None:
        rail, state = self._rail, self._context.state
        favourites = rail.add_group("favourites", _("Favourites"), takes=KINDS)
        favourites.heading_dropped.connect(self._star_dropped)
        lists = rail.add_group("lists", _("Lists"), add=_("New list"), takes=KINDS)
        lists.adding.connect(self.work.new_list)
        lists.heading_dropped.connect(self.work.new_list)
        for key, group in rail.groups.items():
            group.fold(state.is_folded(key))
            group.folded.connect(partial(state.set_folded, key))
            group.show_items(())

    def wire(self, page: ListPage) -> None:
        """A list page that has just been made."""
        page.model.show_stars(self._stars_of(page))
        page.title.fill_asked.connect(partial(self._menus.fill, page))
        page.place.changed.connect(self.enable)
        page.arranged.connect(partial(self._arranged, page))
        page.save_asked.connect(self.work.save)
        page.also_asked.connect(partial(self._show_also, page))
        page.place.changed.connect(partial(self._tell_also, page))

    def wire_record(self, view: RecordView) -> None:
        """A pane or a page that shows records."""
        star = view.head.star
        star.show_favourites(self._favourite_ids())
        star.asked.connect(self._star_asked)
        self._stars.append(star)

    def _star_asked(self, entity: str, record_id: UUID, on: bool) -> None:
        self.work.star(entity, record_id, on=on)

    def _stars_of(self, page: ListPage) -> frozenset[bytes]:
        kind = page.entity.key
        return frozenset(each.id.bytes for each in self.favourites if each.entity == kind)

    def _favourite_ids(self) -> frozenset[UUID]:
        return frozenset(each.id for each in self.favourites)

    # -------------------------------------------------------------------------------- reading

    def begin(self) -> None:
        """The rows of a store that has just been opened are here: now the lists."""
        if not self._begun:
            self._begun = True
            self._ask_views()
            self._ask_lists()
            self._ask_favourites()

    def stop(self) -> None:
        """The store is closed."""
        self._begun = False
        for key in ("views", "lists", "favourites", "counts"):
            self._context.tasks.forget(self, key)
        self.views, self.lists = [], []
        self._counts.clear()
        self._drafts.clear()
        self._show_favourites([])

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's."""
        if not self._begun:
            return
        touched = changes.entities
        records = changes.many or not touched.isdisjoint(KINDS)
        if changes.many or "saved_view" in touched or "static_list" in touched:
            self._ask_views()
        elif records or not touched.isdisjoint(("activity", "note", "user")):
            self._ask_counts()
        if records or "static_list" in touched:
            self._ask_lists()
        if records or "user" in touched:
            self._ask_favourites()

    def _ask_views(self) -> None:
        call = services.saved_views.mine.call()
        self._context.tasks.query(self, "views", call, done=self._show_views)

    def _ask_lists(self) -> None:
        call = services.static_lists.every.call()
        self._context.tasks.query(self, "lists", call, done=self._show_lists)

    def _ask_favourites(self) -> None:
        call = services.favourites.mine.call()
        self._context.tasks.query(self, "favourites", call, done=self._show_favourites)

    def _ask_counts(self) -> None:
        """How many records the pinned lists have, counted in a reader's thread."""
        pinned = [view for view in self.views if view.pinned]
        call = services.saved_views.counts.call([view.content.query for view in pinned])
        keys = [view.id for view in pinned]
        self._context.tasks.query(self, "counts", call, done=partial(self._show_counts, keys))

    def _show_views(self, views: list[View]) -> None:
        self.views = views
        known = {view.id for view in views}
        self._drafts = {key: draft for key, draft in self._drafts.items() if key in known}
        for page in self._window.pages.values():
            self._follow_view(page)
        self._show_rail()
        self._ask_counts()

    def _show_lists(self, lists: list[StaticList]) -> None:
        self.lists = lists
        names = {each.id: each.name for each in lists}
        for page in self._window.pages.values():
            page.filters.know({str(key): name for key, name in names.items()})
            now = page.place.now
            if now.kind is Kind.LIST and now.key is not None:
                if now.key not in names:
                    page.place.show(ALL)
                elif names[now.key] != now.name:
                    page.place.rename(_list_place(now.key, names[now.key]))
            self._tell_also(page)
        self._show_rail()

    def _show_favourites(self, favourites: list[Favourite]) -> None:
        self.favourites = favourites
        for star in self._stars:
            star.show_favourites(self._favourite_ids())
        for page in self._window.pages.values():
            self._tell_also(page)
            page.model.show_stars(self._stars_of(page))
        self._show_rail()

    def _show_counts(self, keys: list[UUID], counts: list[int | None]) -> None:
        self._counts = dict(zip(keys, counts, strict=True))
        self._show_rail()

    def _follow_view(self, page: ListPage) -> None:
        """The saved list a page shows was changed, taken back or given up, here or elsewhere."""
        now = page.place.now
        if now.kind is not Kind.VIEW:
            return
        view = next((each for each in self.views if each.id == now.key), None)
        if view is None:
            page.place.show(ALL)
        elif now.saved is None or view.content.same_as(now.saved) or page.place.is_changed:
            page.place.rename(_view_place(view))
        else:
            page.place.show(_view_place(view))

    # ----------------------------------------------------------------------------- navigation

    def _show_rail(self) -> None:
        for key in PAGES:
            pinned = [v for v in self.views if v.pinned and v.entity == key]
            self._rail.show_pinned(key, [self._view_item(view) for view in pinned])
        lists = [
            NavItem(f"list {each.id.hex}", each.name, "tag", count=size(each), takes=KINDS)
            for each in self.lists
        ]
        if "lists" in self._rail.groups:
            self._rail.groups["lists"].show_items(lists)
            self._rail.groups["favourites"].show_items(self._favourite_items())
        self.mark()

    def _view_item(self, view: View) -> NavItem:
        count = self._counts.get(view.id)
        return NavItem(f"view {view.id.hex}", view.name, "list-filter", count=count, under=True)

    def _favourite_items(self) -> list[NavItem]:
        items = [
            NavItem(key_of(each), each.label, square=each.entity != "person", moves=True)
            for each in self.favourites[:MOST_FAVOURITES]
        ]
        if items:
            count = len(self.favourites)
            items.append(NavItem(EVERY_FAVOURITE, _("All favourites"), "star", count=count))
        return items

    def mark(self) -> None:
        """Light up the line of what is shown."""
        window = self._window
        if window.page.isVisibleTo(window) and not self._rail.show_item(_line(window.page)):
            self._rail.show_page(window.current)

    def go(self, key: str) -> None:
        """Go to what a line of the navigation stands for."""
        kind, _space, rest = key.partition(" ")
        if kind == EVERY_FAVOURITE:
            self.show_favourites()
        elif kind == "view":
            self.show_view(UUID(rest))
        elif kind == "list":
            self.show_list(UUID(rest))
        else:
            found = next((each for each in self.favourites if key_of(each) == key), None)
            if found is not None:
                self._window.go_to(found.entity, Ref(found.id, found.label))

    def show_view(self, key: UUID) -> None:
        """Go to a saved list, as it was left."""
        view = next((each for each in self.views if each.id == key), None)
        if view is None:
            return
        self._go(view.entity, _view_place(view), self._drafts.get(key))
        if view.lost:
            words = _("“{name}” cannot be shown whole. {lost}")
            lost = " ".join(view.lost)
            self._window.notice.say(words.format(name=view.name, lost=lost))

    def show_list(self, key: UUID, entity: str = "") -> None:
        """Go to a list kept by hand: its contacts, or its companies."""
        found = next((each for each in self.lists if each.id == key), None)
        if found is not None:
            self._go(entity or self._kind_in(found), _list_place(key, found.name))

    def _kind_in(self, found: StaticList) -> str:
        """The kind that is shown, if there are such records in the list."""
        now = self._window.current
        return now if now in KINDS and found.count(now) else found.entity

    def show_favourites(self, entity: str = "") -> None:
        """Go to all my favourites of a kind."""
        workspace = self._context.tasks.workspace
        if workspace is not None:
            kinds = [each.entity for each in self.favourites]
            now = self._window.current
            kind = entity or (now if now in kinds else kinds[0] if kinds else KINDS[0])
            scope = (Filter("favourite_of", Op.EQ, (workspace.actor.id,)),)
            self._go(kind, Place(Kind.FAVOURITES, None, _("Favourites"), scope))

    def show_all(self, entity: str) -> None:
        """All records of a kind; where they are shown already, as they are arranged."""
        page = self._window.pages.get(entity)
        if page is not None and page.place.now.kind is not Kind.ALL:
            self._leave(page)
            page.place.show(ALL)

    def _go(self, entity: str, place: Place, content: ViewContent | None = None) -> None:
        window = self._window
        window.show_page(entity)
        if window.page.place.now != place:
            self._leave(window.page)
            window.page.place.show(place, content)
        self.mark()

    def _leave(self, page: ListPage) -> None:
        """What was changed in a saved list waits there."""
        key = page.place.now.key
        if page.place.now.kind is Kind.VIEW and key is not None:
            self._drafts.pop(key, None)
            if page.place.is_changed:
                self._drafts[key] = page.place.content()

    def add_view(self, view: View) -> None:
        """A list that has just been saved under a new name: go there."""
        self.views = [*(each for each in self.views if each.id != view.id), view]
        self._window.page.place.show(_view_place(view))
        self._show_rail()

    def forget_draft(self, key: UUID) -> None:
        """The changes of a saved list are saved, or given up."""
        self._drafts.pop(key, None)

    def _arranged(self, page: ListPage, text: str) -> None:
        if page is self._window.pages.get(self._window.current):
            self._window.top_bar.show_text(text)

    # ---------------------------------------------------------------------------------- drops

    def _dropped(self, key: str, records: Dragged) -> None:
        kind, _space, rest = key.partition(" ")
        if kind == "list":
            self.work.add(UUID(rest), records)

    def _star_dropped(self, records: Dragged) -> None:
        for one in records.keys()[:MOST_STARS]:
            self.work.star(records.entity, one, on=True)

    def beside(self, key: str, step: int) -> str | None:
        """The favourite above or below another one."""
        order = [key_of(each) for each in self.favourites]
        at = order.index(key) + step if key in order else -1
        return order[at] if 0 <= at < len(order) else None

    def move(self, key: str, before: str) -> None:
        """A favourite takes the place of another one."""
        order = [key_of(each) for each in self.favourites]
        if key in order and before in order:
            down = order.index(key) < order.index(before)
            order.remove(key)
            order.insert(order.index(before) + down, key)
            ids = {key_of(each): each.id for each in self.favourites}
            self.work.order([ids[each] for each in order])

    # ------------------------------------------------------------------- the other kind in it

    def _tell_also(self, page: ListPage) -> None:
        """Contacts and companies stand in one list: say how many of the others there are."""
        kind = _other_kind(page.entity.key)
        count = self._count_of(page, kind) if kind else 0
        named = ENTITIES[kind] if kind else page.entity
        words = f"{i18n.number(count)} {inner(_(named.title if count == 1 else named.plural))}"
        page.also.setText(f"+ {words}")
        page.also.setAccessibleName(_("Show {what} of this list").format(what=words))
        page.also.setVisible(bool(count))

    def _count_of(self, page: ListPage, kind: str) -> int:
        now = page.place.now
        if now.kind is Kind.LIST:
            return next((each.count(kind) for each in self.lists if each.id == now.key), 0)
        if now.kind is Kind.FAVOURITES:
            return sum(each.entity == kind for each in self.favourites)
        return 0

    def _show_also(self, page: ListPage) -> None:
        now, kind = page.place.now, _other_kind(page.entity.key)
        if now.kind is Kind.LIST and now.key is not None:
            self.show_list(now.key, kind)
        elif now.kind is Kind.FAVOURITES:
            self.show_favourites(kind)

    # -------------------------------------------------------------------------------- actions

    def enable(self) -> None:
        """Which of the actions on lists can be chosen now."""
        window = self._window
        page = window.list_shown()
        now = page.place.now if page is not None else ALL
        own = now.kind in (Kind.VIEW, Kind.LIST)
        changed = page is not None and page.place.is_changed
        member = page is not None and page.entity.key in KINDS
        record = page is not None and bool(page.pane.record or page.here.current_id)
        can = {
            "save_list": changed,
            "save_list_as": page is not None,
            "rename_list": own,
            "discard_list": changed,
            "pin_list": now.kind is Kind.VIEW,
            "delete_list": own,
            "remove_from_list": now.kind is Kind.LIST and record,
            "favourite": member and record,
        }
        for key, on in can.items():
            window.commands[key].setEnabled(on)
        pinned = any(view.id == now.key and view.pinned for view in self.views)
        words = _("Take out of the &navigation") if pinned else _("Show in the &navigation")
        window.commands["pin_list"].setText(words)
        self.mark()

    def is_favourite(self, record_id: UUID) -> bool:
        """Whether the star of a record is on."""
        return any(each.id == record_id for each in self.favourites)


def _other_kind(key: str) -> str:
    """Companies beside contacts, contacts beside companies; "" beside the others."""
    return KINDS[1 - KINDS.index(key)] if key in KINDS else ""


def _line(page: ListPage) -> str:
    """Key of the line that stands for what a page shows."""
    now = page.place.now
    if now.kind is Kind.FAVOURITES:
        return EVERY_FAVOURITE
    return f"{now.kind.value} {now.key.hex}" if now.key is not None else ""


def _view_place(view: View) -> Place:
    return Place(Kind.VIEW, view.id, view.name, saved=view.content)


def _list_place(key: UUID, name: str) -> Place:
    return Place(Kind.LIST, key, name, (Filter("lists", Op.EQ, (key,)),))
