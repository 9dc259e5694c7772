"""The record the keyboard is on: who it is, how to reach it, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import services
from crm_desktop.errors import NotFound
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.services.changes import Changes
from crm_desktop.ui import paint, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.pages.facts import Facts, is_chip, main_value, scheme_of
from crm_desktop.ui.pages.links import about, owned
from crm_desktop.ui.pages.timeline import Timeline
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Avatar, Elided, Pill
from crm_desktop.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from crm_desktop.services.timeline import TimelineItem
    from crm_desktop.ui.pages.people_tab import PeopleTab

WIDTH = 372
MOST_ITEMS = 50
_TABS = (N_("Timeline"), N_("Details"))
_PEOPLE = N_("Contacts")
_DETAILS = 1  # place of the second tab


class NoteBox(QPlainTextEdit):
    """A line that becomes a note: grows while it is written in, saves with Ctrl+Enter.

    Signals:
        done: the words are to be saved.
    """

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(_("Add a note"))
        self.setAccessibleName(_("Add a note"))
        self.setTabChangesFocus(True)
        self.setFont(theme.font(13))
        self.document().setDocumentMargin(theme.px(2))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        most = 6
        wanted = round(self.document().size().height())
        lines = min(max(wanted, 3 if self.toPlainText() else 1), most)
        policy = Qt.ScrollBarPolicy
        crowded = policy.ScrollBarAsNeeded if wanted > most else policy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(crowded)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + theme.px(15))

    def keyPressEvent(self, e: QKeyEvent) -> None:
        enter = e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and e.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.done.emit()
        elif e.key() == Qt.Key.Key_Escape and self.toPlainText():
            self.clear()
        else:
            super().keyPressEvent(e)


class RecordPane(QFrame):
    """One record, read-only but for what is added to it.

    Attributes:
        record: what is shown; None for nothing.
        timeline: the list of what happened.
        people: the contacts of a company; None for other records.

    Signals:
        edit_asked: the record is to be edited.
        compose_asked: a kind of activity, or note, is to be written about the record.
        item_asked: (entity, id) of an item of the timeline is to be opened.
        go_to_asked: (entity, Ref) of another record is to be shown.
        menu_asked: the menu of the record is wanted at this point of the screen.
        gone: the record does not exist any more.
    """

    edit_asked = Signal()
    compose_asked = Signal(str)
    item_asked = Signal(str, object)
    go_to_asked = Signal(str, object)
    menu_asked = Signal(object)
    gone = Signal()

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__()
        self.setObjectName("Detail")
        self._context, self._entity = context, entity
        self.record: Record | None = None
        self._facts = Facts(self.go_to_asked.emit, self._outside, context.clock)
        self._avatar = Avatar(52)
        self._name, self._under = Elided(), Elided()
        self._chips, self._grid = Flow(), QGridLayout()
        self.timeline = Timeline(context.clock)
        self.people = _people(context) if entity.key == "company" else None
        self.note = NoteBox()
        self._save_note = build.button(_("Save note"), primary=True)
        self._details = QVBoxLayout()
        self._drafts: dict[UUID, str] = {}
        self._told: set[int] = set()  # the tabs that show the present record
        self._tabs, self._stack = QTabBar(), QStackedWidget()
        self._buttons: dict[str, QPushButton] = {}
        self._body = self._build()
        self._nothing = self._build_nothing()
        self.setLayout(build.column(self._body, self._nothing, spacing=0))
        self._wire()
        self.show_nothing()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QWidget:
        self._name.setFont(theme.font(18, 600))
        self._under.setProperty("tone", "muted")
        self._name.setAccessibleName(_("Name"))
        names = build.column(0, self._name, self._under, 0, spacing=2)
        edit = build.tool("pencil", _("Edit"))
        edit.clicked.connect(self.edit_asked)
        more = build.tool("ellipsis", _("More actions"))
        more.clicked.connect(
            lambda: self.menu_asked.emit(more.mapToGlobal(QPoint(0, more.height())))
        )
        head = build.row(self._avatar, spacing=14)
        head.addLayout(names, 1)
        for button in (edit, more):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(7))
        upper = build.column(head, self._actions(), spacing=12, margins=(20, 18, 20, 12))
        upper.addLayout(self._chips)
        upper.addLayout(self._grid)
        tabs = build.row(self._tab_bar(), 0, margins=(20, 2, 20, 0))
        whole = build.column(upper, tabs, build.rule(), spacing=0)
        whole.addWidget(self._pages(), 1)
        return build.holder(whole)

    def _actions(self) -> QWidget:
        line = build.row(spacing=8)
        for key, text, icon_name in (
            ("call", _("Call"), "phone"),
            ("email", _("Email"), "mail"),
            ("note", _("Note"), "sticky-note"),
            ("task", _("Task"), "circle-check"),
        ):
            button = build.button(text, icon_name)
            line.addWidget(button, 1)
            self._buttons[key] = button
        self._buttons["call"].clicked.connect(self.call)
        self._buttons["email"].clicked.connect(self.mail)
        for key in ("note", "task"):
            self._buttons[key].clicked.connect(
                lambda _on=False, kind=key: self.compose_asked.emit(kind)
            )
        return build.holder(line)

    def _tab_bar(self) -> QTabBar:
        for words in (*_TABS, *((_PEOPLE,) if self.people else ())):
            self._tabs.addTab(_(words))
        self._tabs.setFont(theme.font(13, 500))
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(_("Parts of the record"))
        self._tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._tabs.currentChanged.connect(self._tell_tab)
        return self._tabs

    def _pages(self) -> QStackedWidget:
        buttons = build.row(0, self._save_note)
        writing = build.column(self.note, buttons, spacing=6, margins=(20, 10, 20, 4))
        happened = build.column(writing, spacing=0)
        happened.addWidget(self.timeline, 1)
        self._stack.addWidget(build.holder(happened))
        self._details.setSpacing(theme.px(8))
        self._details.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(_("Details"))
        scroll.setWidget(build.holder(self._details))
        self._stack.addWidget(scroll)
        if self.people is not None:
            self._stack.addWidget(self.people)
        return self._stack

    def _build_nothing(self) -> QWidget:
        words = _("Choose a record in the list to see it here.")
        label = build.label(words, tone="faint", wrap=True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return build.holder(build.column(0, label, 0, margins=(40, 0, 40, 60)))

    def _wire(self) -> None:
        self.timeline.opened.connect(self.item_asked)
        self.timeline.menu_asked.connect(self._item_menu)
        if self.people is not None:
            self.people.chosen.connect(self.go_to_asked)
        self.note.done.connect(self._keep_note)
        self.note.textChanged.connect(self._show_save)
        self._save_note.clicked.connect(self._keep_note)
        self._show_save()

    def _show_save(self) -> None:
        self._save_note.setVisible(bool(self.note.toPlainText().strip()))

    # ---------------------------------------------------------------------------------- show

    def show_nothing(self) -> None:
        """No record."""
        for key in ("record", "timeline"):
            self._context.tasks.forget(self, key)
        self.record = None
        self._body.hide()
        self._nothing.show()

    def show_id(self, key: bytes) -> None:
        """Show the record of an id; the one before stays until it is here."""
        if not key:
            self.show_nothing()
            return
        self._ask(UUID(bytes=key))

    def _ask(self, record_id: UUID) -> None:
        entity, tasks = self._entity.key, self._context.tasks
        load = services.records.load.call(entity, record_id)
        tasks.query(self, "record", load, done=self.show_record, failed=self._failed)
        of = services.timeline.of.call(entity, record_id, MOST_ITEMS)
        tasks.query(self, "timeline", of, done=self.timeline.show_items, failed=self._ignore)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.show_nothing()
            self.gone.emit()
        else:
            self._context.tasks.report(self, error)

    def _ignore(self, _error: Exception) -> None:
        """What is wrong with the record is told by its own query."""

    def show_record(self, record: Record) -> None:
        """Show a record that is here already."""
        self._keep_draft(record.id)
        self.record = record
        entity, values = self._entity, record.values
        self._avatar.show_name(record.label, values.get("photo"), square=entity.key != "person")
        self._name.setText(record.label)
        self._under.setText(_subtitle(entity, record))
        self._under.setVisible(bool(self._under.text()))
        self._buttons["call"].setEnabled(bool(self._address("phones")))
        self._buttons["email"].setEnabled(bool(self._address("emails")))
        self._show_chips(record)
        self._facts.card(self._grid, entity, record)
        self._told.clear()
        self._tell_tab(self._tabs.currentIndex())
        self._nothing.hide()
        self._body.show()

    def _tell_tab(self, tab: int) -> None:
        """Fill a tab when it is looked at: going through a list must not wait for the others."""
        if self.record is None or tab in self._told:
            return
        self._told.add(tab)
        if tab == _DETAILS:
            self._facts.details(self._details, self._entity, self.record)
        elif tab > _DETAILS and self.people is not None:
            self.people.show_company(self.record)

    def _keep_draft(self, coming: UUID) -> None:
        """A note that is half written waits with its record."""
        if self.record is not None and self.record.id == coming:
            return
        if self.record is not None:
            self._drafts[self.record.id] = self.note.toPlainText()
        self.note.setPlainText(self._drafts.pop(coming, ""))

    def _show_chips(self, record: Record) -> None:
        self._chips.empty()
        for key in self._entity.columns:
            field, value = self._entity.field(key), record.values.get(key)
            if value and is_chip(field):
                choice = field.choice(value)
                self._chips.addWidget(Pill(_(choice.label), choice.hue))
        for tag in record.values.get("tags") or ():
            self._chips.addWidget(Pill(tag, paint.hue_of(tag)))

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's: read again what it touched."""
        if self.record is None:
            return
        shown = (self.record.id, *self.timeline.ids())
        if any(changes.touches(each) for each in shown):
            self._ask(self.record.id)

    # ------------------------------------------------------------------------------- actions

    def _address(self, key: str) -> str:
        if self.record is None or not self._entity.has(key):
            return ""
        field = self._entity.field(key)
        return scheme_of(field.children[0].role, main_value(field, self.record.values.get(key)))

    def call(self) -> None:
        """Dial the main number."""
        self._outside(self._address("phones"))

    def mail(self) -> None:
        """Write to the main address."""
        self._outside(self._address("emails"))

    def _outside(self, address: str) -> None:
        if address:
            self._context.dialogs.open_outside(address)

    def _keep_note(self) -> None:
        body = self.note.toPlainText().strip()
        if self.record is None or not body:
            return
        values: dict[str, Any] = {"body": body, "links": about(self.record)}
        create = services.records.create.call("note", values | owned(self._context))
        self._context.tasks.command(self, create, done=self._note_kept, busy=self._save_note)

    def _note_kept(self, _record: Record) -> None:
        self.note.clear()
        self.timeline.scrollToTop()

    def _item_menu(self, item: TimelineItem, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if item.entity != "attachment":
            opened = menu.addAction(icon("pencil"), _("&Open"))
            opened.triggered.connect(lambda: self.item_asked.emit(item.entity, item.id))
        if item.status == "planned":
            done = menu.addAction(icon("circle-check"), _("Mark as &done"))
            done.triggered.connect(lambda: self.complete(item))
        delete = menu.addAction(icon("trash-2"), _("&Delete"))
        delete.triggered.connect(lambda: self._delete(item))
        menu.popup(point)

    def complete(self, item: TimelineItem) -> None:
        """Mark a planned activity as done now."""
        tasks = self._context.tasks
        load = services.records.load.call(item.entity, item.id)
        tasks.query(self, "complete", load, done=self._mark_done)

    def complete_next(self) -> None:
        """Mark the chosen planned activity, or the nearest one, as done."""
        item = self.timeline.next_planned()
        if item is not None:
            self.complete(item)

    def _mark_done(self, record: Record) -> None:
        values = {"status": "done", "done_at": self._context.clock()}
        save = services.records.save.call(record.entity, record.id, values, version=record.version)
        self._context.tasks.command(self, save, done=self._nothing_more)

    def _delete(self, item: TimelineItem) -> None:
        delete = services.records.delete.call(item.entity, (item.id,))
        self._context.tasks.command(self, delete, done=self._nothing_more)

    def _nothing_more(self, _answer: object) -> None:
        """The changes of the commit have refreshed what is shown."""


def _people(context: Context) -> PeopleTab:
    from crm_desktop.ui.pages.people_tab import PeopleTab  # companies are seldom shown first

    return PeopleTab(context)


def _subtitle(entity: EntityType, record: Record) -> str:
    if not entity.subtitle:
        return ""
    field, value = entity.field(entity.subtitle), record.values.get(entity.subtitle)
    if not value:
        return ""
    return _(field.choice(value).label) if field.choices else str(value)
