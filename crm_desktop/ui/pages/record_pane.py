"""The record the keyboard is on: who it is, how to reach it, what happened."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from crm_desktop import services
from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.services.changes import Changes
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.facts import Card
from crm_desktop.ui.pages.record_view import PARTS, RecordView, pane_parts
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.shrinking import Shrinking, Yielding
from crm_desktop.ui.widgets.tab_order import follow_layout

WIDTH = 372
_LEAST = 150  # height that stays for who it is, where a large text leaves little room
_OF_PEOPLE = frozenset({"activity", "note", "attachment"})  # a company tells those of its people


class RecordPane(RecordView):
    """One record beside its list.

    Attributes:
        card: the facts at the top.
    """

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__(context, entity)
        self._keys = pane_parts(entity)
        self.card = Card(entity, self.ways)
        self.card.elsewhere.connect(self.edit_fact)
        self._tabs, self._stack = QTabBar(), Yielding()
        self._body = self._build()
        self._nothing = build.quiet_words(_("Choose a record in the list to see it here."))
        self.setLayout(build.column(self._body, self._nothing, spacing=0))
        self.show_nothing()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QWidget:
        head = build.column(self.head, margins=(20, 18, 20, 8))
        card = build.column(self.card, margins=(16, 0, 16, 6))
        tabs = build.row(self._tab_bar(), margins=(20, 2, 12, 0))
        top = build.column(head, spacing=0)
        if self.band is not None:
            top.addLayout(build.row(self.band, margins=(20, 2, 20, 8)))
        top.addLayout(card)
        whole = build.column(Shrinking(build.holder(top), _LEAST), tabs, build.rule(), spacing=0)
        whole.addWidget(self._stack, 1)
        return build.holder(whole)

    def _tab_bar(self) -> QTabBar:
        for key in self._keys:
            self._tabs.addTab(_(PARTS[key]))
            self._stack.addWidget(QWidget())
        self._tabs.setObjectName("Parts")
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(_("Parts of the record"))
        for arrow in self._tabs.findChildren(QToolButton):  # seen where the tabs do not fit
            arrow.setToolTip(arrow.accessibleName())
        self._tabs.currentChanged.connect(self._tab_chosen)
        self._put(0)
        return self._tabs

    def _put(self, tab: int) -> None:
        """Put a part in the place that was kept for it."""
        part = self.part(self._keys[tab])
        if self._stack.indexOf(part) < 0:
            build.replace_page(self._stack, tab, part)
        self._stack.setCurrentIndex(tab)

    # ---------------------------------------------------------------------------------- show

    def show_nothing(self) -> None:
        """No record."""
        self._context.tasks.forget(self, "record")
        self.forget_parts()
        self.record = None
        self._body.hide()
        self._nothing.show()
        self.shown.emit(None)

    def show_id(self, key: bytes) -> None:
        """Show the record of an id; the one before stays until it is here."""
        if not key:
            self.show_nothing()
            return
        self._ask(UUID(bytes=key))

    def _ask(self, record_id: UUID) -> None:
        load = services.records.load.call(self._entity.key, record_id)
        self._context.tasks.query(self, "record", load, done=self.show_record, failed=self._failed)
        if self.has_story:
            self.happened.ask(record_id)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.show_nothing()
            self.gone.emit()
        else:
            self._context.tasks.report(self, error)

    def show_record(self, record: Record) -> None:
        """Show a record that is here already."""
        self.record = record
        self.head.show_record(record)
        self.card.show_record(record)
        if self.band is not None:
            self.band.show_record(record)
        self._told.clear()
        self._told.add("timeline")
        self.happened.show_record(record)
        self.tell(self._keys[self._tabs.currentIndex()])
        follow_layout(self)
        self._nothing.hide()
        self._body.show()
        self.shown.emit(record)

    def _tab_chosen(self, tab: int) -> None:
        self._put(tab)
        self.tell(self._keys[tab])

    def show_part(self, key: str) -> None:
        """Bring a tab to the front."""
        if key in self._keys:
            self._tabs.setCurrentIndex(self._keys.index(key))

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's: read again what it touched."""
        if self.record is None:
            return
        shown = (self.record.id, *self.timeline.ids())
        touched = any(changes.touches(each) for each in shown)
        if touched or (self._entity.key == "company" and changes.entities & _OF_PEOPLE):
            self._ask(self.record.id)
