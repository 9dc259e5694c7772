"""Today: what I have to do, the overdue first, worked off with one key each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ACTIVITY, Role
from crm_desktop.services.changes import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.log_dialog import NO_SHOW, outcomes_of
from crm_desktop.ui.pages.agenda_view import AgendaView, whom
from crm_desktop.ui.pages.day_list import DayList
from crm_desktop.ui.pages.fact_lines import scheme_of
from crm_desktop.ui.pages.item_pane import ItemPane
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.agenda import Agenda, AgendaItem

KEY = "today"
PANE = 372
MINUTE = 60_000  # milliseconds: how often what is late is looked at anew
_TOUCHED_BY = frozenset({"activity", "person", "company"})


class TodayPage(DayList):
    """My agenda, and what is known of the activity the keyboard is on.

    Attributes:
        view, pane: its parts.
        items: what is shown, before words typed leave some out.

    Signals:
        edit_asked: id of an activity to open in a form.
        complete_asked: id of an activity to complete in the dialog.
        log_asked: an AgendaItem about whose people something else is to be logged.
        delete_asked: id of one to delete.
        new_asked: a task is to be planned.
    """

    edit_asked = Signal(object)
    complete_asked = Signal(object)
    log_asked = Signal(object)
    delete_asked = Signal(object)
    new_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.items: tuple[AgendaItem, ...] = ()
        self._leaving: set[UUID] = set()  # done or put off, and not yet read again
        self.view, self.pane = AgendaView(), ItemPane(context, ACTIVITY)
        self._day, self._count = build.label(tone="muted"), build.label(tone="muted")
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE)
        self._clock.timeout.connect(self.refresh)
        self._build()
        self._wire()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> None:
        title = build.label(_("Today"), size=15, weight=600)
        new = build.tool("plus", _("New task"))
        new.clicked.connect(self.new_asked)
        head = build.row(
            title, 4, self._day, 0, self._count, new, spacing=6, margins=(20, 0, 12, 0)
        )
        keys = _("D done with outcome   9 done   1–8 outcome   S later   C call   Enter open")
        self._splitter.addWidget(build.holder(self._laid_out(head, self.view, keys)))
        self._splitter.addWidget(self.pane)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        if not self._context.state.restore_splitter(KEY, self._splitter):
            self._splitter.setSizes([theme.px(700), theme.px(PANE)])
        self.setLayout(build.column(self._splitter))

    def _wire(self) -> None:
        view = self.view
        view.current.connect(self._show_current)
        view.opened.connect(partial(_emit_id, self.edit_asked))
        view.done_asked.connect(partial(_emit_id, self.complete_asked))
        view.delete_asked.connect(partial(_emit_id, self.delete_asked))
        view.log_asked.connect(self.log_asked)
        view.done_at_once.connect(self.complete)
        view.outcome_asked.connect(self._complete_with)
        view.later_asked.connect(self._ask_later)
        view.call_asked.connect(self.call)
        view.menu_asked.connect(self._menu)
        self.pane.complete_asked.connect(self.complete_asked)
        self.pane.put_off_asked.connect(self._put_off_here)
        self.pane.edit_asked.connect(self._edit_shown)
        self.pane.menu_asked.connect(self._shown_menu)

    # ---------------------------------------------------------------------------------- read

    def _ask(self) -> None:
        self._context.tasks.query(self, "agenda", services.agenda.mine.call(), done=self._show)

    def _concerns(self, changes: Changes) -> bool:
        return changes.many or bool(changes.entities & _TOUCHED_BY)

    def stop(self) -> None:
        """The store is closed."""
        super().stop()
        self.items = ()
        self._leaving.clear()
        self._context.tasks.forget(self, "agenda")
        self.view.show_items((), self._context.clock())
        self.pane.show_nothing()

    def on_changes(self, changes: Changes) -> None:
        super().on_changes(changes)
        if self.isVisible() and self._concerns(changes):
            self.pane.on_changes(changes)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def remember(self) -> None:
        """Keep how the page is laid out."""
        self._context.state.save_splitter(KEY, self._splitter)

    # ---------------------------------------------------------------------------------- show

    def _show(self, agenda: Agenda) -> None:
        self.items = agenda.items
        self._leaving &= {item.id for item in agenda.items}
        today = self._context.today()
        self._day.setText(i18n.long_weekday(today))
        self._say_empty(agenda)
        self._list()

    def _list(self) -> None:
        """The items, without what is leaving and what the words typed leave out."""
        wanted = self.text.casefold().split()
        shown = [
            item for item in self.items if item.id not in self._leaving and _holds(item, wanted)
        ]
        self.view.show_items(shown, self._context.clock())
        self._stack.setCurrentIndex(0 if shown else 1)
        due = sum(item.part.value in ("overdue", "today") for item in shown)
        self._count.setText(ngettext("{n} due", "{n} due", due) if due else "")
        if not shown and self.text:
            self.empty.say("search-x", _("Nothing found"), _("No activity with these words."))
            self.empty.offer(_("Show all"), self.show_all, adds=False)
        if not shown:
            self.pane.show_nothing()

    def _say_empty(self, agenda: Agenda) -> None:
        told: list[str] = []
        if agenda.done:
            told.append(
                ngettext(
                    "{n} activity done this week.", "{n} activities done this week.", agenda.done
                )
            )
        if agenda.later:
            told.append(
                ngettext("{n} is planned for later.", "{n} are planned for later.", agenda.later)
            )
        words = " ".join(told) or _("What you plan for the coming days will be listed here.")
        self.empty.say("calendar-check", _("Nothing due"), words)
        self.empty.offer(_("New task"), self.new_asked.emit)
        self.empty.offer_link("", None)

    def _show_current(self, item: AgendaItem | None) -> None:
        self.pane.show_id(item.id.bytes if item is not None else b"")
        self.moved.emit()

    def _searched(self) -> None:
        self._list()

    def open_current(self) -> None:
        """Open the activity the keyboard is on."""
        item = self.view.item()
        if item is not None:
            self.edit_asked.emit(item.id)

    def _edit_shown(self) -> None:
        if self.pane.record is not None:
            self.edit_asked.emit(self.pane.record.id)

    # ------------------------------------------------------------------------------- actions

    def call(self, item: AgendaItem) -> None:
        """Dial the number of whom it is with."""
        address = scheme_of(Role.PHONE, item.phone) if item.phone else ""
        if address:
            self._context.dialogs.open_outside(address)
        else:
            name = whom(item) or item.subject
            self.said.emit(_("There is no number to call for {name}.").format(name=name), False)

    def complete(self, item: AgendaItem, outcome: str = "") -> None:
        """Done, with an outcome or without; the next one moves up at once."""
        values: dict[str, Any] = {"outcome": outcome} if outcome else {}
        if outcome == NO_SHOW:
            values = {"status": NO_SHOW}
        call = services.activities.complete.call(item.id, values)
        self._leave(item.id)
        failed = partial(self._failed, item.id)
        self._context.tasks.command(self, call, done=self._completed, failed=failed)

    def _complete_with(self, item: AgendaItem, digit: str) -> None:
        for value, _words, key in outcomes_of(item.kind):
            if key == digit:
                self.complete(item, value)
                return
        self.said.emit(_("This kind of activity has no such outcome. Press 9 or D."), False)

    def _completed(self, logged: Any) -> None:
        self.said.emit(logged.words, True)

    def _leave(self, key: UUID) -> None:
        self._leaving.add(key)
        self._list()

    def _failed(self, key: UUID, error: Exception) -> None:
        self._leaving.discard(key)
        self._context.tasks.report(self, error)
        self.refresh()

    # --------------------------------------------------------------------------------- later

    def _ask_later(self, item: AgendaItem) -> None:
        put_off_menu(self, self._context.today(), partial(self.put_off, item.id)).popup(
            self.view.place_of_current()
        )

    def _put_off_here(self, key: UUID) -> None:
        button = self.pane.later
        menu = put_off_menu(self, self._context.today(), partial(self.put_off, key))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def put_off(self, key: UUID, day: date) -> None:
        """To be done on another day."""
        call = services.activities.put_off.call((key,), day)
        failed = partial(self._failed, key)
        done: Callable[[str], None] = lambda words: self.said.emit(words, True)  # noqa: E731
        self._context.tasks.command(self, call, done=done, failed=failed)

    def _shown_menu(self, point: QPoint) -> None:
        item = self.view.item()
        if item is not None:
            self._menu(item, point)

    def _menu(self, item: AgendaItem, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for icon_name, words, signal in (
            ("circle-check", _("&Done …"), self.view.done_asked),
            ("clock", _("&Later …"), self.view.later_asked),
            ("phone", _("&Call"), self.view.call_asked),
            ("pencil", _("&Open"), self.view.opened),
            ("trash-2", _("De&lete"), self.view.delete_asked),
        ):
            action = menu.addAction(icon(icon_name), words)
            action.triggered.connect(partial(_emit, signal, item))
        menu.popup(point)


def _emit(signal: Any, item: AgendaItem, _on: bool = False) -> None:
    signal.emit(item)


def _emit_id(signal: Any, item: AgendaItem) -> None:
    signal.emit(item.id)


def _holds(item: AgendaItem, wanted: list[str]) -> bool:
    said = f"{item.subject} {whom(item)} {item.body}".casefold()
    return all(word in said for word in wanted)


def put_off_menu(owner: QWidget, today: date, then: Callable[[date], None]) -> QMenu:
    """The days something can be put off to; a letter chooses."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    monday = today + timedelta(days=7 - today.weekday())
    for words, day in (
        (_("&Tomorrow"), today + timedelta(days=1)),
        (_("In t&hree days"), today + timedelta(days=3)),
        (_("Next &week"), monday),
        (_("In two wee&ks"), monday + timedelta(days=7)),
    ):
        action = menu.addAction(icon("clock"), f"{words}\t{i18n.weekday(day)}")
        action.triggered.connect(partial(_choose, then, day))
    return menu


def _choose(then: Callable[[date], None], day: date, _on: bool = False) -> None:
    then(day)
