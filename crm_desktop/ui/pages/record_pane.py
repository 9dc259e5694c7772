"""The record the keyboard is on: who it is, how to reach it, what happened."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

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
        self.card = Card(entity, self.ways)
        self.card.elsewhere.connect(self.edit_fact)
        self._lay_out(self._build(), _("Choose a record in the list to see it here."))

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QWidget:
        head = build.column(self.head, margins=(20, 18, 20, 8))
        card = build.column(self.card, margins=(16, 0, 16, 6))
        tabs = self._tabs_of(pane_parts(self._entity), PARTS, Yielding())
        top = build.column(head, spacing=0)
        if self.band is not None:
            top.addLayout(build.row(self.band, margins=(20, 2, 20, 8)))
        top.addLayout(card)
        line = build.row(tabs, margins=(20, 2, 12, 0))
        whole = build.column(Shrinking(build.holder(top), _LEAST), line, build.rule(), spacing=0)
        whole.addWidget(tabs.stack, 1)
        return build.holder(whole)

    # ---------------------------------------------------------------------------------- show

    def _ask(self, record_id: UUID) -> None:
        super()._ask(record_id)
        if self.has_story:
            self.happened.ask(record_id)

    def show_record(self, record: Record) -> None:
        """Show a record that is here already."""
        self.record = record
        self.head.show_record(record)
        self.card.show_record(record)
        if self.band is not None:
            self.band.show_record(record)
        self._told = {"timeline"}
        self.happened.show_record(record)
        self.tell(self._tabs.key)
        follow_layout(self)
        self._uncover(record)

    def _concerns(self, changes: Changes, record: Record) -> bool:
        shown = (record.id, *self.timeline.ids())
        touched = any(changes.touches(each) for each in shown)
        return touched or (self._entity.key == "company" and bool(changes.entities & _OF_PEOPLE))
