"""Orders, contracts and installed items: beside their list, and on a page of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES, EntityType, Record, Ref
from crm_desktop.services.catalog.documents import TOTALS
from crm_desktop.services.changes import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.orders.head import PaperHead
from crm_desktop.ui.orders.overview import Overview
from crm_desktop.ui.pages.fact_lines import main_value, scheme_of
from crm_desktop.ui.pages.facts import Details
from crm_desktop.ui.pages.own_page import OwnPage, least
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.parts_view import PartsView
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.tab_order import follow_layout

PARTS = {
    "overview": N_("Overview"),
    "details": N_("Details"),
    "files": N_("Files"),
    "history": N_("History"),
}
_FOLLOWED = {"order": frozenset({"delivery", "asset"}), "contract": frozenset({"asset"})}
_SHARES, _SHARES_LARGE = (30, 70), (22, 78)  # the words of a large text need their room beside
# Said by the overview of an order.
_TOLD = frozenset(
    {"lines", "taxes", "invoices", "invoiced", "paid", *(field.key for field in TOTALS)}
)


def _parts_of(entity: EntityType) -> tuple[str, ...]:
    """The tabs; an installed item has no files of its own."""
    return tuple(key for key in PARTS if key != "files" or entity.key != "asset")


def overview_of(context: Context, entity: EntityType, *, wide: bool) -> Overview:
    """The first part of a kind of record."""
    if entity.key == "order":
        from crm_desktop.ui.orders.order_overview import OrderOverview

        return OrderOverview(context, wide=wide)
    from crm_desktop.ui.orders.contract_overview import AssetOverview, ContractOverview

    return ContractOverview(context) if entity.key == "contract" else AssetOverview(context)


class PaperView(PartsView):
    """What a pane and a page of such a record have in common.

    Attributes:
        head: who it is. overview: what is to be known at once.

    Signals:
        work_asked: (key, what about) of something to be done with the record.
    """

    work_asked = Signal(str, object)

    def __init__(self, context: Context, entity: EntityType, *, wide: bool) -> None:
        super().__init__(context, entity)
        self.head = PaperHead(entity, wide=wide)
        self.overview = overview_of(context, entity, wide=wide)
        self.parts["overview"] = self.overview
        self.head.asked.connect(self._asked)
        self.head.edit_asked.connect(self.edit_asked)
        self.head.menu_asked.connect(self.menu_asked)
        self.head.go_to_asked.connect(self.go_to_asked)
        self.overview.asked.connect(self.work_asked)
        self.overview.go_to_asked.connect(self.go_to_asked)
        self.overview.refreshed.connect(lambda: follow_layout(self))

    def _asked(self, key: str) -> None:
        self.work_asked.emit(key, None)

    def _make(self, key: str) -> QWidget:
        if key == "details":
            return Details(_without_papers(self._entity), self.ways)
        return super()._make(key)

    # ------------------------------------------------------------------------------- actions

    def call(self) -> None:
        """Dial the contact's main number, else the company's."""
        self._reach("phones")

    def mail(self) -> None:
        """Write to the contact's main address, else to the company's."""
        self._reach("emails")

    def complete_next(self) -> None:
        """Nothing is planned about such a record."""

    def _reach(self, key: str) -> None:
        values: Mapping[str, Any] = self.record.values if self.record is not None else {}
        for entity in ("contact", "company"):
            ref = values.get(entity)
            if isinstance(ref, Ref):
                kind = "person" if entity == "contact" else entity
                load = services.records.load.call(kind, ref.id)
                self._context.tasks.query(
                    self, "reach", load, done=lambda record: self._reached(record, key)
                )
                return

    def _reached(self, record: Record, key: str) -> None:
        field = ENTITIES[record.entity].field(key)
        value = main_value(field, record.values.get(key))
        address = scheme_of(field.children[0].role, value)
        if address:
            self._outside(address)
        else:
            words = _("{name} has no such address yet.").format(name=record.label)
            self.saver.told.emit(words, None)


class PaperPane(PaperView):
    """Such a record beside its list."""

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__(context, entity, wide=False)
        self._lay_out(self._build(), _("Choose a record in the list to see it here."))

    def _build(self) -> QWidget:
        head = build.column(self.head, margins=(20, 18, 20, 8))
        tabs = self._tabs_of(_parts_of(self._entity), PARTS, QStackedWidget())
        line = build.row(tabs, margins=(20, 2, 12, 0))
        whole = build.column(head, line, build.rule(), spacing=0)
        whole.addWidget(tabs.stack, 1)
        return build.holder(whole)

    def show_record(self, record: Record) -> None:
        self.record = record
        self.head.show_record(record)
        self._told.clear()
        self.tell(self._tabs.key)
        follow_layout(self)
        self._uncover(record)

    def _concerns(self, changes: Changes, record: Record) -> bool:
        followed = _FOLLOWED.get(self._entity.key, frozenset[str]())
        return changes.touches(record.id) or bool(changes.entities & followed)


class PaperPage(OwnPage, PaperView):
    """Such a record on a page of its own."""

    def __init__(self, context: Context, entity: EntityType, pane: Pane) -> None:
        super().__init__(context, entity, wide=True)
        self._begin(pane)
        self._build()

    def _build(self) -> None:
        top = self._top()
        left = build.holder(build.column(self.part("details"), spacing=0))
        left.setMinimumWidth(least(260, 360))
        shares = _SHARES if theme.px(100) < 130 else _SHARES_LARGE
        zones = self._zones((left, self._middle()), shares, (0, 1))
        head = build.column(self.head, margins=(20, 4, 16, 14))
        column = build.column(top, head, build.rule(), spacing=0)
        column.addWidget(zones, 1)
        self.setLayout(column)

    def _middle(self) -> QWidget:
        keys = [
            key for key in _parts_of(self._entity) if key != "details"
        ]  # they stand at the left
        return self._tabbed(self._tabs_of(keys, PARTS, QStackedWidget()))

    def show_record(self, record: Record) -> None:
        self.record = record
        self.head.show_record(record)
        self._told.clear()
        for key in ("details", self._tabs.key):
            self.tell(key)

    def focus(self) -> None:
        """Put the keyboard where one goes on."""
        first = next(iter(self.head.buttons.values()), self.back)
        first.setFocus(Qt.FocusReason.OtherFocusReason)


def _without_papers(entity: EntityType) -> EntityType:
    """The fields that are not told by the overview already."""
    fields = tuple(field for field in entity.fields if field.key not in _TOLD)
    return replace(entity, fields=fields)
