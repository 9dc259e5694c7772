"""The page of one kind of record: its list, and the record pane beside it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QToolButton, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery, Sort
from crm_desktop.settings import Density
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages import record_pane
from crm_desktop.ui.pages.record_pane import RecordPane
from crm_desktop.ui.table.columns import Column, column, fitting, possible
from crm_desktop.ui.table.filter_bar import FilterBar
from crm_desktop.ui.table.model import ListModel
from crm_desktop.ui.table.view import ListView
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.empty import EmptyState

_FROM_OTHERS = {"company", "last_contact_at", "next_activity_at"}


class ListPage(QWidget):
    """A list of one kind of record.

    Attributes:
        entity: the kind.
        view, model, pane, filters: its parts.
        text: the words searched for.

    Signals:
        counted: how many rows the list has.
        new_asked, import_asked, export_asked: from the buttons of the page.
        cleared: the words searched for are given up.
    """

    counted = Signal(int)
    new_asked = Signal()
    import_asked = Signal()
    export_asked = Signal()
    cleared = Signal()

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__()
        self._context, self.entity = context, entity
        self.text = ""
        self._stale = False
        self._wanted = b""  # a record to go to as soon as it is in the list
        chosen = self._chosen_columns()
        columns = chosen or fitting(entity, theme.px(680), theme.px)
        self.model = ListModel(context.tasks, entity, columns, context.clock, self)
        self.view = ListView(self.model)
        self.pane = RecordPane(context, entity)
        self.filters = FilterBar(entity)
        self.empty = EmptyState()
        self._count = build.label(tone="muted")
        self._stack = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()
        self._wire()
        self.set_density(context.settings.now.density)

    # --------------------------------------------------------------------------------- build

    def _build(self) -> None:
        title = build.label(_(self.entity.plural), size=15, weight=600)
        head = build.row(title, 4, self._count, 0, spacing=6, margins=(16, 0, 12, 0))
        for widget in (self.filters.button, *self._head_tools()):
            head.addWidget(widget)
        top = build.holder(head)
        top.setFixedHeight(theme.px(50))
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        left = build.column(top, self.filters, spacing=0)
        left.addWidget(self._stack, 1)
        self._splitter.addWidget(build.holder(left))
        self._splitter.addWidget(self.pane)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        if not self._context.state.restore_splitter(self.entity.key, self._splitter):
            self._splitter.setSizes([theme.px(700), theme.px(record_pane.WIDTH)])
        self.setLayout(build.column(self._splitter))

    def _head_tools(self) -> tuple[QToolButton, ...]:
        order = build.tool("arrow-up-down", _("Order"))
        columns = build.tool("columns-3", _("Columns"))
        for button, fill in ((order, self._fill_order), (columns, self._fill_columns)):
            menu = QMenu(button)
            menu.aboutToShow.connect(partial(fill, menu))
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export = build.tool("download", _("Export this list"))
        export.clicked.connect(self.export_asked)
        return order, columns, export

    def _wire(self) -> None:
        self.view.current.connect(self.pane.show_id)
        self.view.header.ordered.connect(self._ask)
        self.view.header.resized.connect(partial(self._context.state.set_width, self.entity.key))
        self.view.header.menu_asked.connect(self._columns_menu)
        self.view.widened.connect(self._fit_columns)
        self.filters.changed.connect(self._ask)
        self.model.counted.connect(self._show_count)

    # ---------------------------------------------------------------------------------- list

    def asked(self) -> ListQuery:
        """The list as it is asked for now."""
        order = self.view.header.order
        return ListQuery(self.entity.key, self.text, self.filters.filters(), order)

    def start(self) -> None:
        """Show the list of a store that has just been opened."""
        self._stale = False
        self._ask()

    def set_stale(self) -> None:
        """Read the list when the page is shown."""
        self.text = ""
        self._stale = True

    def wake(self) -> None:
        """Read the list if that has been put off."""
        if self._stale:
            self._stale = False
            self.refresh() if self.model.complete else self.start()

    def stop(self) -> None:
        """The store is closed."""
        self.model.clear()
        self.pane.show_nothing()
        self._count.clear()

    def search(self, text: str) -> None:
        """Show what holds these words."""
        if text.strip() != self.text:
            self.text = text.strip()
            self._ask()

    def _ask(self) -> None:
        self._fit_columns(self.view.viewport().width())  # those ordered by are always shown
        self.model.show(self.asked())

    def refresh(self) -> None:
        """Read again what is shown."""
        self.model.forget_all()
        self.view.refresh()
        if self.view.current_id:
            self.pane.show_id(self.view.current_id)

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's. A page nobody looks at is read again when it is shown."""
        if not self.isVisible():
            self._stale = True
            return
        self.pane.on_changes(changes)
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
        if not self.view.select_id(record_id.bytes):
            self._wanted = record_id.bytes if self.model.loading else b""
            self.pane.show_id(record_id.bytes)

    def _go_to_wanted(self) -> None:
        if self._wanted and self.view.select_id(self._wanted):
            self._wanted = b""
        elif self._wanted and self.model.complete:
            self.pane.show_id(self._wanted)
            self._wanted = b""

    def _show_count(self, count: int) -> None:
        self._count.setText(i18n.number(count))
        self._stack.setCurrentWidget(self.view if count else self.empty)
        if not count:
            self._show_empty()
        self._go_to_wanted()
        self.counted.emit(count)

    def _show_empty(self) -> None:
        plural, icon_name = _(self.entity.plural).lower(), self.entity.icon
        if self.text or self.filters.filters():
            title = _("Nothing found")
            words = _("No {plural} with these words and filters.").format(plural=plural)
            self.empty.say("search-x", title, words)
            self.empty.offer(_("Show all"), self.show_all, adds=False)
            self.empty.offer_link("", None)
            return
        title = _("No {plural} yet").format(plural=plural)
        self.empty.say(icon_name, title, _("They will be listed here, ready to call and write to."))
        words = _("New {title}").format(title=_(self.entity.title).lower())
        self.empty.offer(words, self.new_asked.emit)
        self.empty.offer_link(_("Import from a file"), self.import_asked.emit)

    def show_all(self) -> None:
        """No words, no filters."""
        self.text = ""
        self.cleared.emit()
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
        for field in self.entity.fields:
            if not field.sortable:
                continue
            now = next((sort for sort in order if sort.key == field.key), None)
            action = menu.addAction(_(field.label))
            action.setCheckable(True)
            action.setChecked(now is not None)
            if now is not None:
                action.setIcon(icon("arrow-down" if now.descending else "arrow-up"))
            action.triggered.connect(partial(self._order_by, field.key))

    def _order_by(self, key: str, _on: bool = False) -> None:
        self.view.header.toggle(key)

    def set_order(self, order: tuple[Sort, ...], _on: bool = False) -> None:
        """Order by these columns; none: the usual order."""
        self.view.header.show_order(order)
        self._ask()

    # ------------------------------------------------------------------------------- columns

    def _chosen_columns(self) -> tuple[Column, ...]:
        keys = self._context.state.columns(self.entity.key)
        known = {each.key for each in possible(self.entity)}
        return tuple(column(self.entity, key) for key in keys if key in known)

    def _fit_columns(self, width: int) -> None:
        """Show the columns that fit, unless the user has chosen some."""
        columns = self._chosen_columns()
        if not columns:
            order = (sort.key for sort in self.view.header.order)
            columns = fitting(self.entity, width, theme.px, order)
        self.view.show_columns(columns, self._context.state.widths(self.entity.key))

    def _fill_columns(self, menu: QMenu) -> None:
        menu.clear()
        chosen = self._context.state.columns(self.entity.key)
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
        self._context.state.set_columns(self.entity.key, keys)
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

    def show_pane(self, *, on: bool) -> None:
        """Show or hide the record pane."""
        self.pane.setVisible(on)

    def remember(self) -> None:
        """Keep how the page is laid out."""
        self._context.state.save_splitter(self.entity.key, self._splitter)
