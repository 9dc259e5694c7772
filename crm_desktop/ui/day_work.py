"""The working day: Today, what is logged and completed, and the trash. Belongs to a window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QCursor

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ACTIVITY, Record
from crm_desktop.services.changes import Changes
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.links import about, named, owned

if TYPE_CHECKING:
    from crm_desktop.services.agenda import AgendaItem
    from crm_desktop.ui.log_dialog import LogDialog, LogTask
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.item_pane import ItemPane
    from crm_desktop.ui.pages.today_page import TodayPage
    from crm_desktop.ui.pages.trash_page import TrashPage

TODAY, TRASH = "today", "trash"
PAGES = {TODAY: N_("Today"), TRASH: N_("Trash")}
_DONE = "d"
ICONS = {TODAY: "calendar-check", TRASH: "trash-2"}


class DayWork(QObject):
    """Shows Today and the trash, and opens the dialog in which work is logged.

    Attributes:
        today, trash: None until they are shown for the first time.
        dialog: the one that is open, or was last.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.today: TodayPage | None = None
        self.trash: TrashPage | None = None
        self.dialog: LogDialog | None = None

    # --------------------------------------------------------------------------------- pages

    @property
    def page(self) -> TodayPage | TrashPage | None:
        """The page of ours that is shown; None while another one is."""
        shown = self._window.shown_widget()
        return next((page for page in self._made() if page is shown), None)

    def _made(self) -> list[TodayPage | TrashPage]:
        return [page for page in (self.today, self.trash) if page is not None]

    def show(self, key: str) -> None:
        """Show Today, or the trash."""
        page = self._today() if key == TODAY else self._trash()
        search = self._window.top_bar.search
        search.set_plural(_("Today") if key == TODAY else _("the trash"))
        self._window.top_bar.show_text(page.text)
        self._window.show_widget(page)
        page.wake()
        page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _today(self) -> TodayPage:
        if self.today is None:
            from crm_desktop.ui.pages.today_page import TodayPage  # not for the first paint

            self.today = page = TodayPage(self._context)
            window, work = self._window, self._window.work
            window.add_widget(page)
            page.edit_asked.connect(partial(work.edit, ACTIVITY))
            page.complete_asked.connect(self.complete)
            page.log_asked.connect(self._log_about)
            page.delete_asked.connect(self._delete)
            page.new_asked.connect(self._new_task)
            page.said.connect(window.say)
            page.cleared.connect(window.top_bar.search.clear)
            page.pane.item_asked.connect(work.open_item)
            page.pane.go_to_asked.connect(window.go_to)
        return self.today

    def _trash(self) -> TrashPage:
        if self.trash is None:
            from crm_desktop.ui.pages.trash_page import TrashPage  # not for the first paint

            self.trash = page = TrashPage(self._context)
            self._window.add_widget(page)
            page.said.connect(self._window.say)
            page.cleared.connect(self._window.top_bar.search.clear)
            page.view.typed.connect(self._window.type_on)
        return self.trash

    def wire(self, pane: ItemPane) -> None:
        """The pane beside a list of activities or notes."""
        window = self._window
        pane.edit_asked.connect(window.edit)
        pane.compose_asked.connect(window.compose)
        pane.item_asked.connect(window.work.open_item)
        pane.go_to_asked.connect(window.go_to)
        pane.menu_asked.connect(window.record_menu)
        pane.complete_asked.connect(self.complete)
        pane.put_off_asked.connect(self.put_off)

    # --------------------------------------------------------------------------------- store

    def begin(self) -> None:
        """A store has been opened."""
        for page in self._made():
            page.set_stale()
        self.ask_count()

    def stop(self) -> None:
        """The store is closed."""
        for page in self._made():
            page.stop()
        self._window.navigation.show_count(TODAY, None)

    def on_changes(self, changes: Changes) -> None:
        """Every commit, ours or another's."""
        for page in self._made():
            page.on_changes(changes)
        if changes.many or "activity" in changes.entities:
            self.ask_count()

    def ask_count(self) -> None:
        """How many of mine are due."""
        show = partial(self._window.navigation.show_count, TODAY)
        due = services.agenda.due.call()
        self._context.tasks.query(self, "due", due, done=lambda count: show(count or None))

    def remember(self) -> None:
        """Keep how the pages are laid out."""
        for page in self._made():
            page.remember()

    # ------------------------------------------------------------------------------- actions

    def log(self) -> None:
        """Log a call, or something else, with whom the record shown is about."""
        record = self._window.page.pane.record
        if record is not None:
            self._log(record)

    def _log_about(self, item: AgendaItem) -> None:
        load = services.records.load.call("activity", item.id)
        self._context.tasks.query(self, "log about", load, done=self._log)

    def _log(self, record: Record) -> None:
        from crm_desktop.ui.log_dialog import LogTask

        owner = owned(self._context).get("owner")
        self._open(LogTask(named(record), about(record), owner=owner))

    def complete_shown(self) -> None:
        """The planned activity that is shown, or the nearest one of the record shown."""
        window = self._window
        shown = window.places.page or window.page.pane
        item = shown.timeline.next_planned() if window.page.entity.key != "activity" else None
        if item is not None:
            self.complete(item.id)
        elif window.page.entity.key == "activity":
            window.page.pane.complete_next()

    def takes(self, typed: str) -> bool:
        """D in the list of activities completes the one the keyboard is on, as in Today."""
        page = self._window.page
        if typed.casefold() != _DONE or page.entity.key != ACTIVITY.key or not page.view.current_id:
            return False
        self.complete(UUID(bytes=page.view.current_id))
        return True

    def complete(self, activity: UUID) -> None:
        """Ask how a planned activity ended and what comes next, then write it."""
        load = services.records.load.call("activity", activity)
        self._context.tasks.query(self, "complete", load, done=self._complete)

    def _complete(self, record: Record) -> None:
        from crm_desktop.ui.log_dialog import LogTask

        if record.values.get("status") == "planned":
            self._open(LogTask.completing(record))
        else:
            words = _("“{name}” is not planned, so there is nothing to complete.")
            self._window.say(words.format(name=record.label), undoable=False)

    def _open(self, task: LogTask) -> None:
        from crm_desktop.ui.log_dialog import log  # not for the first paint

        self.dialog = log(self._context, task, self._window)
        self.dialog.logged.connect(self._logged)

    def _logged(self, logged: Any) -> None:
        self._window.say(logged.words, True)

    def put_off(self, activity: UUID) -> None:
        """Choose the day on which a planned activity is to be done."""
        from crm_desktop.ui.pages.today_page import put_off_menu

        menu = put_off_menu(self._window, self._context.today(), partial(self._put_off, activity))
        menu.popup(self._place_of_button())

    def _place_of_button(self) -> QPoint:
        button = getattr(self._window.page.pane, "later", None)
        return button.mapToGlobal(QPoint(0, button.height())) if button else QCursor.pos()

    def _put_off(self, activity: UUID, day: Any) -> None:
        call = services.activities.put_off.call((activity,), day)
        self._context.tasks.command(self, call, done=partial(self._window.say, undoable=True))

    def _delete(self, activity: UUID) -> None:
        self._window.work.delete(ACTIVITY, activity.bytes)

    def _new_task(self) -> None:
        self._window.work.new(ACTIVITY)
