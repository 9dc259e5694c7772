"""The window: navigation, top bar, pages, and what holds them together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QWidget

from crm_desktop.i18n import _
from crm_desktop.paths import APP_NAME
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.workspace import Workspace
from crm_desktop.settings import Density
from crm_desktop.ui import enabling, recents, theme
from crm_desktop.ui.actions import ActionSet, Menu, not_about
from crm_desktop.ui.bell import Bell
from crm_desktop.ui.commands import Commands
from crm_desktop.ui.context import Context
from crm_desktop.ui.day_work import ICONS, TODAY, DayWork
from crm_desktop.ui.day_work import PAGES as DAY_PAGES
from crm_desktop.ui.dialogs import Question
from crm_desktop.ui.first_steps import FirstSteps
from crm_desktop.ui.help_desk import HelpDesk
from crm_desktop.ui.list_pages import ListPages
from crm_desktop.ui.orders.offers import PAPERS
from crm_desktop.ui.pages.list_page import ITEMS, ListPage
from crm_desktop.ui.pages.start_page import StartPage
from crm_desktop.ui.papers import Papers
from crm_desktop.ui.quote_desk import QuoteDesk
from crm_desktop.ui.recent_menu import RecentMenu
from crm_desktop.ui.record_places import RecordPlaces
from crm_desktop.ui.record_work import RecordWork
from crm_desktop.ui.saved_lists import SavedLists
from crm_desktop.ui.store_signs import StoreSigns
from crm_desktop.ui.top_bar import TopBar
from crm_desktop.ui.transfers import Transfers
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.menu_bar import QuietMenuBar
from crm_desktop.ui.widgets.navigation import Navigation
from crm_desktop.ui.widgets.overlay import DropHint, JobCard, Notice, Toast
from crm_desktop.ui.widgets.status import StatusLine

if TYPE_CHECKING:
    from crm_desktop.ui.deal_moves import DealMoves
    from crm_desktop.ui.lead_work import LeadWork
    from crm_desktop.ui.merge_work import MergeWork
    from crm_desktop.ui.pages.settings_page import SettingsPage
    from crm_desktop.ui.palette import Palette

PAGES = tuple(entity for entity in ENTITIES.values() if entity.has_page)
_KEYS = tuple(entity.key for entity in PAGES)
WIDTH, HEIGHT = 1280, 800
FRAME = 48  # about what a title bar and its borders take
SMALLEST = 1024  # no screen for people is narrower; some without a display are


class MainWindow(QMainWindow):
    """Everything a person sees. It is complete without a store: then it asks how to begin.

    Attributes:
        pages: the list pages that have been shown, by entity key.
        settings_page: None until it is shown for the first time.
        start_page, top_bar, navigation: the other parts.
        notice: a calm line for messages.
        signs: what the frame says about the store.
        work, transfers: what is done with records and files.

    Signals:
        painted: the window is on the screen for the first time.
        dressed: colours or another setting have changed.
        left: the store is to be closed and another one chosen.
        store_chosen: address of a store to open.
        rebuild_asked: text size or language has changed, which only a new window shows.
    """

    painted = Signal()
    dressed = Signal()
    left = Signal()
    store_chosen = Signal(str)
    rebuild_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._was_painted = self._has_store = self._asked_to_stop = False
        self.current = PAGES[0].key
        self.setWindowTitle(APP_NAME)
        self.setAcceptDrops(True)
        self.notice = Notice()
        self.start_page = StartPage(context)
        self.settings_page: SettingsPage | None = None
        self._palette: Palette | None = None
        self._deal_moves: DealMoves | None = None
        self._lead_work: LeadWork | None = None
        self._merge_work: MergeWork | None = None
        self._lists = ListPages(context, self)
        self.pages = self._lists.made
        self.commands = ActionSet(self, Commands(self, context).handlers())
        today = (TODAY, _(DAY_PAGES[TODAY]), ICONS[TODAY])
        self.navigation = Navigation((today, *((e.key, _(e.plural), e.icon) for e in PAGES)))
        self.bell = Bell(context)
        self.top_bar = TopBar(self.commands, self.bell)
        self.first_steps = FirstSteps(context)
        self.help = HelpDesk(self, context, self.commands)
        self._stack, self._whole = QStackedWidget(), QStackedWidget()
        self.status = StatusLine()
        self._build()
        self.toast = Toast(self._whole)
        self._drop_hint = DropHint(self._whole)
        self.jobs = JobCard(self._whole, context.tasks)
        self.signs = StoreSigns(context, self, _KEYS)
        self.work = RecordWork(context, self, self.toast)
        self.transfers = Transfers(context, self, self.toast)
        self.places = RecordPlaces(context, self)
        self.papers = Papers(context, self)
        self.work.begun["order"] = self.papers.new_order
        self.quotes = QuoteDesk(context, self)
        self.work.elsewhere["quote"] = self.quotes
        self.transfers.show_list = self.places.open_list
        self.lists = SavedLists(context, self)
        self.recent = RecentMenu(context, self)
        self.day = DayWork(context, self)
        self._wire()
        self.apply_settings()
        self.close_store()
        if not context.state.restore_window("main", self):
            self.resize(WIDTH, HEIGHT)
            room = self.screen().availableSize()
            tight = room.width() < WIDTH + FRAME or room.height() < HEIGHT + FRAME
            if tight and room.width() >= SMALLEST:
                self.setWindowState(Qt.WindowState.WindowMaximized)

    # --------------------------------------------------------------------------------- build

    def _build(self) -> None:
        self._bar = QuietMenuBar()
        self.setMenuBar(self._bar)
        self.commands.fill(self._bar)
        main_menu = QMenu(self)
        for each in Menu:
            self.commands.fill_menu(main_menu.addMenu(_(each.value)), each)
        self.navigation.set_menu(main_menu)
        right = build.column(self.top_bar, build.row(16, self.notice, 16, spacing=0), spacing=0)
        right.addLayout(build.row(16, self.first_steps, 16, spacing=0))
        self._above = build.row(spacing=0, margins=(16, 0, 16, 0))  # for what asks calmly
        right.addLayout(self._above)
        right.addWidget(self._stack, 1)
        inside = build.row(self.navigation, spacing=0)
        inside.addLayout(right, 1)
        self._whole.addWidget(build.holder(inside))
        self._whole.addWidget(self.start_page)
        self.setCentralWidget(self._whole)
        self.setStatusBar(self.status)

    def _wire(self) -> None:
        self.navigation.chosen.connect(self.choose_page)
        search = self.top_bar.search
        search.textChanged.connect(self._search)
        search.moved.connect(self._move)
        search.entered.connect(self.open_current)
        search.left.connect(self._go_to_list)
        self._context.tasks.changed.connect(self._on_changes)
        self.start_page.open_asked.connect(self.store_chosen)
        self.work.made.connect(self._made)
        self.work.stepped.connect(self._edit_next)
        self.bell.activity_asked.connect(partial(self.work.open_item, "activity"))
        self.bell.quote_asked.connect(self.quotes.show)
        self.first_steps.asked.connect(self._take_first_step)
        self._context.dialogs.unopened = self._say_unopened
        self._stack.setCurrentWidget(self._lists.of(self.current))

    def _say_unopened(self, address: str) -> None:
        from crm_desktop.ui.outside import say_unopened  # hardly ever needed

        say_unopened(self.toast, address)

    def settings(self) -> SettingsPage:
        """The settings, made when they are shown for the first time."""
        if self.settings_page is None:
            from crm_desktop.ui.pages.settings_page import SettingsPage

            self.settings_page = page = SettingsPage(self._context)
            self._stack.addWidget(page)
            page.changed.connect(self.apply_settings)
            page.changed.connect(self.dressed)
            page.rebuild_asked.connect(self.rebuild_asked)
            page.office_asked.connect(self.signs.edit_office)
            page.said.connect(self.say)
            page.asked.connect(partial(self.show_page, "settings"))
        workspace = self._context.tasks.workspace
        self.settings_page.show_store(workspace.store.address if workspace else "")
        return self.settings_page

    def deal_moves(self) -> DealMoves:
        """What is done with deals, made when it is done for the first time."""
        if self._deal_moves is None:
            from crm_desktop.ui.deal_moves import DealMoves
            from crm_desktop.ui.next_step import NextStepLine

            line = NextStepLine(self._context)
            line.left.connect(self._go_to_list)
            self._above.addWidget(line)
            self._deal_moves = DealMoves(self._context, self, line)
        return self._deal_moves

    def palette_card(self) -> Palette:
        """The command palette, made when it is opened for the first time."""
        if self._palette is None:
            from crm_desktop.ui.palette import Palette

            self._palette = Palette(self, self._context)
        return self._palette

    def lead_work(self) -> LeadWork:
        """What is done with leads, made when it is done for the first time."""
        if self._lead_work is None:
            from crm_desktop.ui.lead_work import LeadWork

            self._lead_work = LeadWork(self._context, self)
        return self._lead_work

    def merge_work(self) -> MergeWork:
        """Makes records that are one one; made when it is done for the first time."""
        if self._merge_work is None:
            from crm_desktop.ui.merge_work import MergeWork

            self._merge_work = MergeWork(self._context, self)
        return self._merge_work

    # --------------------------------------------------------------------------------- store

    def open_store(self, workspace: Workspace) -> None:
        """Show a store that has just been opened; the tasks use it already."""
        self._has_store = True
        self.status.show()
        self.start_page.ready()
        self._whole.setCurrentIndex(0)
        self.navigation.enable(on=True)
        self.top_bar.enable(on=True)
        self.status.show_store(workspace.store.address, workspace.actor.name)
        self.signs.begin()
        self._lists.set_stale()
        self.day.begin()
        kept = self._context.settings.now.last_page
        self.show_page(kept if kept in (*_KEYS, TODAY) else _KEYS[0])
        self.page.wake()
        self.signs.count()
        self.work.offer_drafts(self.notice)
        self.bell.begin()
        self.first_steps.begin()
        self._go_to_list()

    def close_store(self) -> None:
        """No store: empty pages, and only what needs none can be done."""
        self._has_store = False
        self.bell.stop()
        self.first_steps.hide()
        self._lists.stop()
        self.lists.stop()
        self.recent.stop()
        self.day.stop()
        self.quotes.close_store()
        self.places.forget()
        self.signs.stop()
        self.navigation.enable(on=False)
        self.navigation.show_page(self.current)
        self.top_bar.enable(on=False)
        self.top_bar.search.clear()
        self.status.clear()
        self.enable()

    def show_start(self) -> None:
        """Ask how to begin."""
        self.start_page.ready()
        self._whole.setCurrentWidget(self.start_page)
        self.start_page.take_keyboard()
        self.status.hide()

    def _on_changes(self, changes: Changes) -> None:
        """Every commit, ours or another's."""
        self._lists.on_changes(changes)
        self.places.on_changes(changes)
        self.lists.on_changes(changes)
        self.day.on_changes(changes)
        self.signs.on_changes(changes)
        self.first_steps.on_changes(changes)

    # --------------------------------------------------------------------------------- pages

    @property
    def page(self) -> ListPage:
        """The list page that is shown, or was last."""
        return self.pages[self.current]

    def choose_page(self, key: str) -> None:
        """A page was chosen by its name: all of its records."""
        self.show_page(key)
        self.lists.show_all(key)

    def list_shown(self) -> ListPage | None:
        """The list page that is worked on; None while there is none."""
        on_list = self._stack.currentWidget() in (self.page, self.places.page)
        return self.page if self._has_store and on_list else None

    def show_page(self, key: str) -> None:
        """Show a page of the navigation."""
        self.navigation.show_page(key)
        self._whole.setCurrentIndex(0)
        if key == "settings":
            self._stack.setCurrentWidget(self.settings())
        elif key in DAY_PAGES:
            self.day.show(key)
            if self._has_store and key == TODAY:
                self._context.settings.change(last_page=key)
        else:
            self.current = key
            self._stack.setCurrentWidget(self._lists.of(key))
            self.top_bar.search.set_plural(_(self.page.entity.plural))
            self.top_bar.show_text(self.page.text)
            if self._has_store:
                self._context.settings.change(last_page=key)
            self.status.show_chosen(self.page.here.selected_count())
            self.page.tools.sum_up()
            self._go_to_list()
        self.enable()

    def go_to(self, entity: str, ref: Ref) -> None:
        """Show a record that another one points at."""
        recents.add_record(self._context, entity, ref.id, ref.label)
        self.places.go_to(entity, ref)

    def trigger(self, action: str) -> None:
        """Do what an action does, if it can be done now."""
        self.commands[action].trigger()

    def add_widget(self, widget: QWidget) -> None:
        """A page that is shown in the place of a list."""
        self._stack.addWidget(widget)

    def show_widget(self, widget: QWidget) -> None:
        """Show such a page."""
        self._stack.setCurrentWidget(widget)
        self.enable()

    def shown_widget(self) -> QWidget:
        """The page that is shown: a list, the settings, a record."""
        return self._stack.currentWidget() or self.page

    def _search(self, text: str) -> None:
        (self.day.page or self.page).search(text)

    def open_current(self, _key: bytes = b"") -> None:
        """Show what the keyboard is on in full: a record on its page, an activity in its form."""
        if self.day.page is not None:
            self.day.page.open_current()
        else:
            self.places.open()

    def _go_to_list(self) -> None:
        here = self.day.page.view if self.day.page is not None else self.page.here
        here.setFocus(Qt.FocusReason.OtherFocusReason)

    def type_on(self, key: str) -> None:
        """What is typed in the list goes on in the search box."""
        if self.day.page is None and self.day.takes(key):
            return
        self.top_bar.search.setFocus()
        self.top_bar.search.insert(key)

    def _move(self, step: int) -> None:
        here = self.day.page.view if self.day.page is not None else self.page.here
        here.move_current(step)

    def counted(self, key: str, _count: int) -> None:
        """A list knows how long it is."""
        if key == self.current:
            self.status.show_chosen(self.page.here.selected_count())
            self.enable()
            self.lists.begin()

    def show_chosen(self, count: int) -> None:
        """So many rows are selected."""
        self.status.show_chosen(count)
        if self.page.here.on_heading:  # no record, but a group of them
            self.enable()

    def enable(self, _key: bytes = b"") -> None:
        """Offer what can be done with what is shown."""
        enabling.enable(self, has_store=self._has_store)

    # ------------------------------------------------------------------------------- records

    def edit(self, key: bytes = b"", place: str = "") -> None:
        """Open a record in a form, perhaps at one of its fields; none given: the one shown."""
        record = self.page.pane.record
        key = key or (record.id.bytes if record else self.page.here.current_id)
        if key:
            label = record.label if record and record.id.bytes == key else ""
            recents.add_record(self._context, self.page.entity.key, UUID(bytes=key), label)
            self.work.edit(self.page.entity, UUID(bytes=key), place)

    def _edit_next(self, step: int) -> None:
        """A form was left for the next record of the list."""
        self._move(step)
        self.edit(self.page.here.current_id)

    def compose(self, kind: str) -> None:
        """Write something about the record shown."""
        self.work.compose(kind, self.page.pane.record)

    def say(self, words: str, undoable: bool) -> None:
        """What a page has done; Undo may take it back."""
        if undoable:
            self.work.offer_undo(words)
        else:
            self.toast.say(words)

    def _take_first_step(self, key: str) -> None:
        if key == "contact":
            self.work.new(ENTITIES["person"])
        elif key == "import":
            self.transfers.choose_import()
        else:
            self.signs.edit_office()

    def _made(self, record: Record) -> None:
        """Go to what was made, once the list knows it."""
        recents.add_record(self._context, record.entity, record.id, record.label)
        here = record.entity == self.current and self.list_shown() is self.page
        if record.entity in _KEYS and (here or record.entity not in ITEMS):
            self.show_page(record.entity)
            self.page.reveal(record.id)

    def record_menu(self, point: QPoint) -> None:
        """What can be done with the record shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.commands.fill_menu(menu, Menu.RECORD, without=("previous", "next"))
        kind = self.page.entity.key
        if kind == "lead":
            menu.addSeparator()
            self.commands.fill_menu(menu, Menu.LEAD)
        elif kind in PAPERS:
            menu.addSeparator()
            self.commands.fill_menu(menu, Menu.SALES, without=not_about(kind))
        menu.addSeparator()
        for key in ("copy", "copy_csv", "copy_cards", "delete"):
            menu.addAction(self.commands[key])
        menu.popup(point)

    # ---------------------------------------------------------------------------------- look

    def apply_settings(self) -> None:
        """Take over what the user chose."""
        now = self._context.settings.now
        self._lists.set_density(now.density)
        self._bar.set_always(now.menu_bar)
        self.commands["compact"].setChecked(now.density == Density.COMPACT)
        self.commands["menu_bar"].setChecked(now.menu_bar)
        self.commands["high_contrast"].setChecked(theme.tokens().high)
        self.commands["pane"].setChecked(self.page.pane.isVisibleTo(self.page))

    def show_mode(self) -> None:
        """The colours have changed."""
        dark = theme.tokens().dark
        self.commands["dark"].setChecked(dark)
        self.commands["high_contrast"].setChecked(theme.tokens().high)
        self.top_bar.show_mode(dark=dark)

    # -------------------------------------------------------------------------------- events

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.transfers.can_take(event):
            event.acceptProposedAction()
            self._drop_hint.spared = self.page.pane if self._has_store else None
            self._drop_hint.show()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_hint.hide()
        event.acceptProposedAction()
        self.transfers.take(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._context.tasks.long_work and not self._asked_to_stop:
            event.ignore()
            question = Question(
                _("Close the program and stop what is under way?"),
                _("Stop and close"),
                _("An import that has not finished is taken back. What was saved before is safe."),
            )
            self._context.dialogs.confirm(self, question, self._stop_and_close)
            return
        self.put_away()
        self._context.tasks.shutdown()
        super().closeEvent(event)

    def put_away(self) -> None:
        """Keep size, place and columns, and end what runs by the clock."""
        if self.settings_page is not None:
            self.settings_page.commit()
        self._context.state.save_window("main", self)
        self._lists.remember()
        self.places.remember()
        self.day.remember()
        self.bell.stop()
        self.recent.stop()
        self.help.close()

    def _stop_and_close(self) -> None:
        self._asked_to_stop = True
        QTimer.singleShot(0, self, self.close)  # a window cannot be closed while it is closing
