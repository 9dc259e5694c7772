"""The page of one kind of record: its list, and the record pane beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QToolButton, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import EntityType, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery, Sort
from crm_desktop.settings import Density
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.displays import Display, Displays
from crm_desktop.ui.icons import icon
from crm_desktop.ui.orders.offers import PAPERS
from crm_desktop.ui.pages import record_pane
from crm_desktop.ui.pages.list_place import ALL, Kind, ListPlace
from crm_desktop.ui.pages.list_tools import ListTools
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.record_pane import RecordPane
from crm_desktop.ui.table.columns import Column, column, fitting, possible
from crm_desktop.ui.table.filter_bar import FilterBar
from crm_desktop.ui.table.model import ListModel
from crm_desktop.ui.table.view import ListView
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.empty import EmptyState
from crm_desktop.ui.widgets.list_title import ListTitle

if TYPE_CHECKING:
    from crm_desktop.ui.products.category_tree import CategoryTree

ITEMS = ("activity", "note")  # what is about others, and has another pane
_USUALLY_EMPTY = N_("They will be listed here, ready to call and write to.")
_EMPTY = {
    "activity": N_("Calls, meetings and tasks stand here, what is planned and what was done."),
    "note": N_("What you write about contacts and companies stands here."),
    "deal": N_("What you may sell, to whom, for how much and until when."),
    "order": N_("An accepted quote becomes an order. One without a quote is made here."),
    "contract": N_("Maintenance, rental, subscriptions: what runs, and when it is to be renewed."),
    "asset": N_("What was delivered with a serial number stands here, with its warranty."),
}
_NOT_IMPORTED = frozenset({*ITEMS, "contract", "asset"})
_FROM_OTHERS = {"company", "last_contact_at", "next_activity_at"}


class ListPage(QWidget):
    """A list of one kind of record.

    Attributes:
        entity: the kind.
        view, model, pane, filters, tools: its parts.
        side: the tree of categories beside the list of products; None elsewhere.
        displays: the table, and what can be shown in its place.
        text: the words searched for.
        place: which list is shown; title: its name, with the menu of lists.

    Signals:
        counted: how many rows the list has.
        new_asked, import_asked, export_asked: from the buttons of the page.
        cleared: the words searched for are given up.
        arranged: another list is shown, with these words.
        save_asked: the list is to be saved as it is arranged.
        also_asked: the records of the other kind in the list are to be shown.
    """

    counted = Signal(int)
    new_asked = Signal()
    import_asked = Signal()
    export_asked = Signal()
    cleared = Signal()
    arranged = Signal(str)
    save_asked = Signal()
    also_asked = Signal()

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__()
        self._context, self.entity = context, entity
        self.text = ""
        self._stale, self._found = False, b""
        self._wanted = b""  # a record to go to as soon as it is in the list
        self.place = ListPlace(self, context.state)
        chosen = self._chosen_columns()
        columns = chosen or fitting(entity, theme.px(680), theme.px)
        self.model = ListModel(context.tasks, entity, columns, context.clock, self)
        self.view = ListView(self.model)
        self.view.show_faces(context.faces)
        self.pane = _pane(context, entity)
        self.filters = FilterBar(context, entity)
        self.empty = EmptyState()
        self.tools = ListTools(context, self)
        self.title = ListTitle()
        self._save = build.button(_("Save"), link=True, name=_("Save this list"))
        self.also = build.button("", link=True)  # the other kind of record in the list
        self.also.hide()
        self._count = Elided()
        self._count.setProperty("tone", "muted")
        self._count.setFont(theme.font(13))
        build.hug(self._count)
        self._count.setMinimumWidth(1)  # it is shortened where the head has no room
        self._stack = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._table_tools: tuple[QToolButton, ...] = ()
        self.displays = Displays(context, self, self._stack)
        self.side = _side(context, entity)
        self._build()
        self._wire()
        self.set_density(context.settings.now.density)
        if kept := self.place.group():
            self.tools.group_by(kept)
        self.filters.set_filters(self.place.usual.begin(on_table=True))
        self.displays.restore()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> None:
        named = (self.title, self._count, 4, self.also, self._save, 0)
        self._head = build.row(*named, spacing=4, margins=(10, 0, 12, 0))
        for widget in (self.displays.switch, self.filters.button, *self._head_tools()):
            self._head.addWidget(widget)
        top = build.holder(self._head)
        top.setFixedHeight(theme.px(50))
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        left = build.column(top, self.filters, spacing=0)
        left.addWidget(self._stack, 1)
        self.tools.wire(left)
        if self.side is not None:
            self._splitter.addWidget(self.side)
            self.side.chosen.connect(self._ask)
            self.side.said.connect(self.tools.said)
        self._splitter.addWidget(build.holder(left))
        self._splitter.addWidget(self.pane)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        list_at = self._splitter.count() - 2
        for at in range(self._splitter.count()):
            self._splitter.setStretchFactor(at, int(at == list_at))
        if not self._context.state.restore_splitter(self.entity.key, self._splitter):
            beside = [theme.px(self.side.WIDTH)] if self.side is not None else []
            room = theme.px(700) - sum(beside)
            self._splitter.setSizes([*beside, room, theme.px(record_pane.WIDTH)])
        self.setLayout(build.column(self._splitter))

    def _head_tools(self) -> tuple[QToolButton, ...]:
        order = build.tool("arrow-up-down", _("Order of rows"))
        columns = build.tool("columns-3", _("Columns"))
        for button, fill in ((order, self._fill_order), (columns, self._fill_columns)):
            menu = QMenu(button)
            menu.aboutToShow.connect(partial(fill, menu))
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export = build.tool("download", _("Export this list"))
        export.clicked.connect(self.export_asked)
        self._table_tools = (order, columns)
        return order, columns, export

    def _wire(self) -> None:
        self.view.current.connect(self.pane.show_id)
        self.view.header.ordered.connect(self._ask)
        self.view.header.resized.connect(self.place.set_width)
        self.place.changed.connect(self._show_place)
        self._save.clicked.connect(self.save_asked)
        self.also.clicked.connect(self.also_asked)
        self.view.header.menu_asked.connect(self._columns_menu)
        self.view.widened.connect(self._fit_columns)
        self.filters.changed.connect(self._ask)
        self.model.counted.connect(self._show_table_count)
        self.model.counted.connect(self._stay)
        self.displays.made.connect(self._take_display)
        self.displays.changed.connect(self._show_display)
        self._show_place()

    # ------------------------------------------------------------------------------ displays

    @property
    def here(self) -> ListView | Display:
        """What the keyboard goes through: the table, or the display in its place."""
        return self.displays.here

    def _take_display(self, display: Display) -> None:
        """A display that has just been made."""
        for tool in display.tools:
            self._head.insertWidget(self._head.indexOf(self.displays.switch), tool)
        display.counted.connect(self._show_count)
        display.current.connect(self.pane.show_id)
        self.tools.follow(display)

    def _show_display(self) -> None:
        for tool in self._table_tools:
            tool.setVisible(self.displays.shown is None)
        self._count.clear()
        self.place.follow_display()
        self.tools.show_choice()

    # ---------------------------------------------------------------------------------- list

    def asked(self) -> ListQuery:
        """The list as it is asked for now."""
        order = self.tools.order(self.view.header.order)
        side = self.side.filters() if self.side is not None else ()
        filters = (*self.place.now.scope, *side, *self.filters.filters())
        return ListQuery(self.entity.key, self.text, filters, order)

    def preset(self) -> dict[str, Any]:
        """What a new record begins with, made where this list is."""
        branch = self.side.preset() if self.side is not None else None
        return {} if branch is None else {"category": Ref(branch.id, branch.name)}

    def arrange(self, asked: ListQuery) -> None:
        """Show another list, with its words, filters and order."""
        self.text = asked.text
        self.place.usual.waits = False
        self.filters.set_filters(asked.filters)
        self.view.header.show_order(asked.sort)
        self.arranged.emit(asked.text)
        if self._context.tasks.workspace is not None:
            self._stale = False
            self._ask()

    def _show_place(self) -> None:
        changed = self.place.is_changed
        self.title.say(self.place.title, changed=changed)
        self._save.setVisible(changed)

    def start(self) -> None:
        """Show the list of a store that has just been opened."""
        self._stale = False
        if self.side is not None:
            self.side.ask()
        self._ask()

    def set_stale(self) -> None:
        """Read the list when the page is shown."""
        self.text = ""
        self._stale = True

    def wake(self) -> None:
        """Read the list if that has been put off."""
        if self._stale:
            self._stale = False
            known = self.displays.shown is None and self.model.complete
            self.refresh() if known else self.start()

    def stop(self) -> None:
        """The store is closed."""
        self.model.clear()
        if self.place.now.kind is not Kind.ALL:
            on_table = self.displays.shown is None
            self.filters.set_filters(self.place.usual.begin(on_table=on_table))
            self.view.header.show_order(())
        self.place.start_over()
        for display in self.displays.all_made():
            display.stop()
        self.pane.show_nothing()
        self._count.clear()

    def search(self, text: str) -> None:
        """Show what holds these words."""
        words = text.strip()
        if words != self.text:
            self._found = self.view.current_id if not words else b""
            self.text = words
            self._ask()

    def _stay(self) -> None:
        """The words are gone, and all records are there: on with the one that was found."""
        if self._found and self.model.complete:
            key, self._found = self._found, b""
            if self.view.currentIndex().row() <= 0:  # nobody has moved on meanwhile
                self.view.select_id(key)

    def ask(self) -> None:
        """Show the list as it is asked for now, if there is a store to ask."""
        if self._context.tasks.workspace is not None:
            self._ask()

    def _ask(self) -> None:
        if self.displays.shown is not None:
            self.displays.shown.ask(self.asked())
            self.place.changed.emit()
            return
        self._fit_columns(self.view.viewport().width())  # those ordered by are always shown
        self.model.show(self.asked())
        self.place.changed.emit()

    def refresh(self) -> None:
        """Read again what is shown."""
        if self.side is not None:
            self.side.ask()
        if self.displays.shown is not None:
            self.displays.shown.refresh()
        else:
            self.model.forget_all()
            self.view.refresh()
        if self.here.current_id:
            self.pane.show_id(self.here.current_id)

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's. A page nobody looks at is read again when it is shown."""
        if not self.isVisible():
            self._stale = True
            return
        self.pane.on_changes(changes)
        if self.side is not None:
            self.side.on_changes(changes)
        if self.displays.shown is not None:
            self.displays.shown.on_changes(changes)
            return
        if changes.many or changes.entities != frozenset({self.entity.key}):
            self.model.forget_all()  # a company's new name, a call's date stand in many rows
        else:
            self.model.forget_rows({key.bytes for key in changes.ids})
        if self.entity.key in changes.entities or changes.many or self._depends_on_others():
            self.view.refresh()

    def _depends_on_others(self) -> bool:
        """Whether changes of other records may change which rows there are, or their order."""
        asked = self.asked()
        return bool(asked.filters) or any(sort.key in _FROM_OTHERS for sort in asked.sort)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._context.tasks.workspace is not None:
            self.wake()

    def reveal(self, record_id: UUID) -> None:
        """Go to a record: in the list if it is there, else in the pane alone."""
        if not self.here.select_id(record_id.bytes):
            loading = self.model.loading if self.displays.shown is None else True
            self._wanted = record_id.bytes if loading else b""
            self.pane.show_id(record_id.bytes)

    def _go_to_wanted(self) -> None:
        if self._wanted and self.here.select_id(self._wanted):
            self._wanted = b""
        elif self._wanted and (self.displays.shown is not None or self.model.complete):
            self.pane.show_id(self._wanted)
            self._wanted = b""

    def _show_table_count(self, count: int) -> None:
        if self.displays.shown is None:
            self._show_count(count)

    def _show_count(self, count: int) -> None:
        shown = self.displays.shown
        self._count.setText((shown.summary() if shown else "") or i18n.number(count))
        self._stack.setCurrentWidget(self.here if count else self.empty)
        if not count:
            self._show_empty()
        self._go_to_wanted()
        self.counted.emit(count)

    def _show_empty(self) -> None:
        plural, icon_name = inner(_(self.entity.plural)), self.entity.icon
        if self.displays.shown is not None and self.displays.shown.say_empty(self.empty):
            return
        if not self._asks_for_all():
            title = _("Nothing found")
            words = _("No {plural} with these words and filters.").format(plural=plural)
            self.empty.say("search-x", title, words)
            self.empty.offer(_("Show all"), self.show_all, adds=False)
            self.empty.offer_link("", None)
            return
        if self.place.now.kind is not Kind.ALL:
            self._show_empty_place()
            return
        if self.filters.filters():
            self._ask_for_closed()
        title = _("No {plural} yet").format(plural=plural)
        self.empty.say(icon_name, title, _(_EMPTY.get(self.entity.key, _USUALLY_EMPTY)))
        words = _("New {title}").format(title=inner(_(self.entity.title)))
        self.empty.offer(words, self.new_asked.emit)
        importable = self.entity.key not in _NOT_IMPORTED
        self.empty.offer_link(
            _("Import from a file") if importable else "",
            self.import_asked.emit if importable else None,
        )

    def _asks_for_all(self) -> bool:
        """No words, no filters but those the table begins with."""
        if self.text or (self.side is not None and self.side.filters()):
            return False
        usual = self.place.usual.filters if self.place.now.kind is Kind.ALL else ()
        return self.filters.filters() in ((), usual)

    def _ask_for_closed(self) -> None:
        """Nothing is open: there may be records all the same."""
        call = services.listing.count.call(ListQuery(self.entity.key))
        self._context.tasks.query(self, "closed", call, done=self._say_closed)

    def _say_closed(self, count: int) -> None:
        asks = self._asks_for_all() and bool(self.filters.filters())
        if not count or not asks or self._stack.currentWidget() is not self.empty:
            return
        plural = inner(_(self.entity.plural))
        title = _("No open {plural}").format(plural=plural)
        self.empty.say(self.entity.icon, title, _(_EMPTY.get(self.entity.key, "")))
        self.empty.offer_link(_("Show those that are closed too"), self.show_all)

    def _show_empty_place(self) -> None:
        title = _("Nothing in {list} yet").format(list=self.place.title)
        words = _("Drag rows onto its name at the left, or choose Add to list in their menu.")
        if self.place.now.kind is Kind.FAVOURITES:
            words = _("The star beside a name makes a favourite of it.")
        self.empty.say(self.entity.icon, title, words)
        all_of_them = _("All {plural}").format(plural=inner(_(self.entity.plural)))
        self.empty.offer(all_of_them, lambda: self.place.show(ALL), adds=False)
        self.empty.offer_link("", None)

    def show_all(self) -> None:
        """No words, no filters."""
        if self.side is not None:
            self.side.select_all()
        self.text = ""
        self.cleared.emit()
        self.place.usual.waits = False
        self.filters.clear()
        self._ask()

    # --------------------------------------------------------------------------------- order

    def _fill_order(self, menu: QMenu) -> None:
        menu.clear()
        order = self.view.header.order
        own = menu.addAction(_("&Usual order"))
        own.setCheckable(True)
        own.setChecked(not order)
        own.triggered.connect(partial(self.set_order, ()))
        menu.addSeparator()
        for field in (*self.entity.fields, *self.entity.live):
            if not field.sortable:
                continue
            now = next((sort for sort in order if sort.key == field.key), None)
            action = menu.addAction(_(field.label))
            action.setCheckable(True)
            action.setChecked(now is not None)
            if now is not None:
                action.setIcon(icon("arrow-down" if now.descending else "arrow-up"))
            action.triggered.connect(partial(self._order_by, field.key))
        menu.addSeparator()
        self.tools.fill_groups(menu.addMenu(_("&Group by")))
        if order:
            self._fill_then_by(menu.addMenu(_("&Then by")))

    def _fill_then_by(self, menu: QMenu) -> None:
        """Further columns of the order, as Shift and a click on a heading add them."""
        for field in (*self.entity.fields, *self.entity.live):
            if field.sortable and all(sort.key != field.key for sort in self.view.header.order):
                action = menu.addAction(_(field.label))
                action.triggered.connect(partial(self._order_by, field.key, add=True))

    def _order_by(self, key: str, _on: bool = False, *, add: bool = False) -> None:
        self.view.header.toggle(key, add=add)

    def set_order(self, order: tuple[Sort, ...], _on: bool = False) -> None:
        """Order by these columns; none: the usual order."""
        self.view.header.show_order(order)
        self._ask()

    # ------------------------------------------------------------------------------- columns

    def _chosen_columns(self) -> tuple[Column, ...]:
        keys = self.place.columns()
        known = {each.key for each in possible(self.entity)}
        return tuple(column(self.entity, key) for key in keys if key in known)

    def _fit_columns(self, width: int) -> None:
        """Show the columns that fit, unless the user has chosen some."""
        columns = self._chosen_columns()
        if not columns:
            order = (sort.key for sort in self.asked().sort)
            columns = fitting(self.entity, width, theme.px, order)
        grouped = self.model.grouped
        if grouped and all(each.key != grouped for each in columns):
            columns = (*columns, column(self.entity, grouped))  # the headings say it
        self.view.show_columns(columns, self.place.widths())

    def _fill_columns(self, menu: QMenu) -> None:
        menu.clear()
        chosen = self.place.columns()
        fit = menu.addAction(_("&Those that fit"))
        fit.setCheckable(True)
        fit.setChecked(not chosen)
        fit.triggered.connect(partial(self.set_columns, []))
        menu.addSeparator()
        shown = {each.key for each in self.model.columns}
        more: QMenu | None = None
        for each in possible(self.entity):
            if each.key not in self.entity.columns and more is None:
                menu.addSeparator()
                more = menu.addMenu(_("&More columns"))
            action = (more or menu).addAction(each.title)
            action.setCheckable(True)
            action.setChecked(each.key in shown)
            action.setEnabled(each.key != self.entity.label)
            action.triggered.connect(partial(self._toggle_column, each.key))

    def _toggle_column(self, key: str, on: bool) -> None:
        shown = {each.key for each in self.model.columns}
        wanted = shown | {key} if on else shown - {key}
        self.set_columns([each.key for each in possible(self.entity) if each.key in wanted])

    def set_columns(self, keys: list[str], _on: bool = False) -> None:
        """Show these columns; none: those that fit."""
        self.place.set_columns(keys)
        self._fit_columns(self.view.viewport().width())

    def _columns_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_columns(menu)
        menu.popup(point)

    # ---------------------------------------------------------------------------------- look

    def set_density(self, density: Density) -> None:
        """One line a row, or two."""
        self.view.set_compact(density == Density.COMPACT)

    @property
    def record_pane(self) -> RecordPane:
        """The pane of a contact or a company, with all its parts."""
        assert isinstance(self.pane, RecordPane), self.entity.key
        return self.pane

    def show_pane(self, *, on: bool) -> None:
        """Show or hide the record pane."""
        self.pane.setVisible(on)

    def remember(self) -> None:
        """Keep how the page is laid out."""
        for display in self.displays.all_made():
            display.remember()
        self._context.state.save_splitter(self.entity.key, self._splitter)


def _side(context: Context, entity: EntityType) -> CategoryTree | None:
    """What stands at the left of a list: the categories of products."""
    if entity.key != "product":
        return None
    from crm_desktop.ui.products.category_tree import CategoryTree  # not for the first paint

    return CategoryTree(context)


def _pane(context: Context, entity: EntityType) -> Pane:
    """The pane of a kind of record."""
    if entity.key in PAPERS:
        from crm_desktop.ui.orders.view import PaperPane  # not for the first paint

        return PaperPane(context, entity)
    if entity.key not in ITEMS:
        return RecordPane(context, entity)
    from crm_desktop.ui.pages.item_pane import ItemPane  # not for the first paint

    return ItemPane(context, entity)
