"""A record on a page of its own: facts, what happened, what belongs to it, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.own_page import OwnPage, least
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.record_view import PARTS, RecordView, centre_parts
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.shrinking import Shrinking, Yielding

_SHARES = (29, 44, 27)
_LEAST = 110  # height that stays for the head, where a large text leaves little room


class RecordPage(OwnPage, RecordView):
    """One record, whole."""

    def __init__(self, context: Context, entity: EntityType, pane: Pane) -> None:
        super().__init__(context, entity, wide=True)
        self._begin(pane)
        self._build()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> None:
        top = self._top()
        zones = self._zones((self._left(), self._middle(), self._right()), _SHARES, _SHARES)
        head = build.column(self.head, margins=(20, 4, 16, 14), spacing=12)
        if self.band is not None:
            head.addWidget(self.band)
        high = Shrinking(build.holder(head), _LEAST)
        column = build.column(top, high, build.rule(), spacing=0)
        column.addWidget(zones, 1)
        self.setLayout(column)

    def _left(self) -> QWidget:
        left = build.holder(build.column(self.part("details"), spacing=0))
        left.setMinimumWidth(least(260, 360))
        return left

    def _middle(self) -> QWidget:
        tabs = self._tabs_of(centre_parts(self._entity), PARTS, Yielding())
        middle = self._tabbed(tabs)
        middle.setMinimumWidth(least(300, 320))
        return middle

    def _right(self) -> QWidget:
        right = build.holder(build.column(self.part("related"), spacing=0))
        right.setMinimumWidth(least(220, 250))
        return right

    # ---------------------------------------------------------------------------------- show

    def show_record(self, record: Record) -> None:
        """Show a record."""
        self.record = record
        self.head.show_record(record)
        if self.band is not None:
            self.band.show_record(record)
        self._told = {"timeline"}
        self.happened.show_record(record)
        if self.has_story:
            self.happened.ask(record.id)
        for key in ("details", "related", self._tabs.key):
            self.tell(key)

    def focus(self) -> None:
        """Put the keyboard where one reads on."""
        here = self.timeline if self.has_story else self.part(self._tabs.key)
        here.setFocus(Qt.FocusReason.OtherFocusReason)
