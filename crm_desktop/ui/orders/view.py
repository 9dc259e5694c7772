"""Orders, contracts and installed items: beside their list, and on a page of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QToolButton, QWidget

from crm_desktop import services
from crm_desktop.errors import NotFound
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
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.saving import Saver, Ways
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.tab_order import follow_layout

PARTS = {
    "overview": N_("Overview"),
    "details": N_("Details"),
    "files": N_("Files"),
    "history": N_("History"),
}
_FOLLOWED = {"order": frozenset({"delivery", "asset"}), "contract": frozenset({"asset"})}
_SHARES = (25, 75)
# Said by the overview of an order.
_TOLD = frozenset(
    {"lines", "taxes", "invoices", "invoiced", "paid", *(field.key for field in TOTALS)}
)


def overview_of(context: Context, entity: EntityType, *, wide: bool) -> Overview:
    """The first part of a kind of record."""
    if entity.key == "order":
        from crm_desktop.ui.orders.order_overview import OrderOverview

        return OrderOverview(context, wide=wide)
    from crm_desktop.ui.orders.contract_overview import AssetOverview, ContractOverview

    return ContractOverview(context) if entity.key == "contract" else AssetOverview(context)


class PaperView(Pane):
    """What a pane and a page of such a record have in common.

    Attributes:
        head: who it is. overview: what is to be known at once. parts: those made so far.
        saver: writes what is edited in place.

    Signals:
        work_asked: (key, what about) of something to be done with the record.
    """

    work_asked = Signal(str, object)

    def __init__(self, context: Context, entity: EntityType, *, wide: bool) -> None:
        super().__init__()
        self.context, self.entity = context, entity
        self.saver = Saver(context, self)
        self.ways = Ways(self.saver, self.go_to_asked.emit, self._outside)
        self.head = PaperHead(entity, wide=wide)
        self.overview = overview_of(context, entity, wide=wide)
        self.parts: dict[str, Any] = {"overview": self.overview}
        self._told: set[str] = set()  # the parts that show the present record
        self.head.asked.connect(self._asked)
        self.head.edit_asked.connect(self.edit_asked)
        self.head.menu_asked.connect(self.menu_asked)
        self.head.go_to_asked.connect(self.go_to_asked)
        self.overview.asked.connect(self.work_asked)
        self.overview.go_to_asked.connect(self.go_to_asked)
        self.overview.refreshed.connect(lambda: follow_layout(self))

    def _asked(self, key: str) -> None:
        self.work_asked.emit(key, None)

    def part(self, key: str) -> QWidget:
        """A part, made when it is first looked at."""
        if key not in self.parts:
            self.parts[key] = self._make(key)
        return self.parts[key]

    def _make(self, key: str) -> QWidget:
        if key == "details":
            return Details(_without_papers(self.entity), self.ways)
        if key == "files":
            from crm_desktop.ui.pages.files_panel import FilesPanel

            return FilesPanel(self.context, self.entity, self.saver)
        from crm_desktop.ui.pages.history_panel import HistoryPanel

        return HistoryPanel(self.context, self.saver)

    def tell(self, key: str) -> None:
        """Fill a part when it is looked at."""
        if self.record is not None and key not in self._told:
            self._told.add(key)
            self.part(key).show_record(self.record)  # type: ignore[attr-defined]  # pyright: ignore
            if key == "details":
                follow_layout(self)

    def forget_parts(self) -> None:
        """Stop what is being read for a record."""
        for part in self.parts.values():
            if hasattr(part, "forget"):
                part.forget()

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
                self.context.tasks.query(
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

    def _outside(self, address: str) -> None:
        if address:
            self.context.dialogs.open_outside(address)


class PaperPane(PaperView):
    """Such a record beside its list."""

    def __init__(self, context: Context, entity: EntityType) -> None:
        super().__init__(context, entity, wide=False)
        self._keys = tuple(key for key in PARTS if key != "files" or entity.key != "asset")
        self._tabs, self._stack = QTabBar(), QStackedWidget()
        self._body = self._build()
        self._nothing = build.quiet_words(_("Choose a record in the list to see it here."))
        self.setLayout(build.column(self._body, self._nothing, spacing=0))
        self.show_nothing()

    def _build(self) -> QWidget:
        head = build.column(self.head, margins=(20, 18, 16, 8))
        tabs = build.row(_tab_bar(self._tabs, self._keys), margins=(20, 2, 12, 0))
        for _key in self._keys:
            self._stack.addWidget(QWidget())
        self._tabs.currentChanged.connect(self._tab_chosen)
        self._put(0)
        whole = build.column(head, tabs, build.rule(), spacing=0)
        whole.addWidget(self._stack, 1)
        return build.holder(whole)

    def _put(self, tab: int) -> None:
        part = self.part(self._keys[tab])
        if self._stack.indexOf(part) < 0:
            build.replace_page(self._stack, tab, part)
        self._stack.setCurrentIndex(tab)

    def _tab_chosen(self, tab: int) -> None:
        self._put(tab)
        self.tell(self._keys[tab])

    def show_part(self, key: str) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(self._keys.index(key))

    def show_nothing(self) -> None:
        self.context.tasks.forget(self, "record")
        self.forget_parts()
        self.record = None
        self._body.hide()
        self._nothing.show()
        self.shown.emit(None)

    def show_id(self, key: bytes) -> None:
        if key:
            self._ask(UUID(bytes=key))
        else:
            self.show_nothing()

    def _ask(self, record_id: UUID) -> None:
        load = services.records.load.call(self.entity.key, record_id)
        self.context.tasks.query(self, "record", load, done=self.show_record, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.show_nothing()
            self.gone.emit()
        else:
            self.context.tasks.report(self, error)

    def show_record(self, record: Record) -> None:
        self.record = record
        self.head.show_record(record)
        self._told.clear()
        self.tell(self._keys[self._tabs.currentIndex()])
        follow_layout(self)
        self._nothing.hide()
        self._body.show()
        self.shown.emit(record)

    def on_changes(self, changes: Changes) -> None:
        if self.record is None:
            return
        followed = _FOLLOWED.get(self.entity.key, frozenset[str]())
        if changes.touches(self.record.id) or changes.entities & followed:
            self._ask(self.record.id)


class PaperPage(PaperView):
    """Such a record on a page of its own. It follows the pane of its list.

    Attributes:
        back, previous, next: the buttons at the top.

    Signals:
        back_asked: to where one came from. move_asked: so many records further in the list.
    """

    back_asked = Signal()
    move_asked = Signal(int)

    def __init__(self, context: Context, entity: EntityType, pane: Pane) -> None:
        super().__init__(context, entity, wide=True)
        self.pane = pane
        self._keys = tuple(key for key in ("overview", "files", "history"))
        if entity.key == "asset":  # has no files of its own
            self._keys = ("overview", "history")
        self.back = build.button(_(entity.plural), "arrow-left", name=_("Back"))
        self.previous = build.tool("chevron-up", _("Previous record (Alt+Up)"))
        self.next = build.tool("chevron-down", _("Next record (Alt+Down)"))
        self._tabs, self._centre = QTabBar(), QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()
        pane.shown.connect(self.follow)

    def _build(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self.previous.clicked.connect(lambda: self.move_asked.emit(-1))
        self.next.clicked.connect(lambda: self.move_asked.emit(1))
        build.hug(self.back)
        line = build.row(self.back, 0, self.previous, self.next, margins=(12, 0, 12, 0))
        top = build.holder(line)
        top.setFixedHeight(theme.px(50))
        left = build.holder(build.column(self.part("details"), spacing=0))
        left.setMinimumWidth(min(theme.px(260), 360))
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._middle())
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        if not self.context.state.restore_splitter(f"{self.entity.key}_page", self._splitter):
            self._splitter.setSizes([theme.px(share * 10) for share in _SHARES])
        self._splitter.setStretchFactor(1, 1)
        head = build.column(self.head, margins=(20, 4, 16, 14))
        column = build.column(top, head, build.rule(), spacing=0)
        column.addWidget(self._splitter, 1)
        self.setLayout(column)

    def _middle(self) -> QWidget:
        tabs = build.row(_tab_bar(self._tabs, self._keys), margins=(20, 8, 20, 0))
        for _key in self._keys:
            self._centre.addWidget(QWidget())
        self._tabs.currentChanged.connect(self._chosen)
        column = build.column(tabs, build.rule(), spacing=0)
        column.addWidget(self._centre, 1)
        self._put(0)
        return build.holder(column)

    def _put(self, tab: int) -> None:
        part = self.part(self._keys[tab])
        if self._centre.indexOf(part) < 0:
            build.replace_page(self._centre, tab, part)
        self._centre.setCurrentIndex(tab)

    def _chosen(self, tab: int) -> None:
        self._put(tab)
        self.tell(self._keys[tab])

    def show_part(self, key: str) -> None:
        """Bring a part to the front."""
        if key in self._keys:
            self._tabs.setCurrentIndex(self._keys.index(key))

    def follow(self, record: Record | None) -> None:
        """The pane shows another record, or the same one anew."""
        if not self.isVisible():
            return
        if record is None or record.deleted:
            self.back_asked.emit()
        else:
            self.show_record(record)

    def show_record(self, record: Record) -> None:
        self.record = record
        self.head.show_record(record)
        self._told.clear()
        for key in ("details", self._keys[self._tabs.currentIndex()]):
            self.tell(key)

    def show_nothing(self) -> None:
        self.forget_parts()
        self.record = None

    def show_id(self, key: bytes) -> None:
        self.pane.show_id(key)

    def on_changes(self, changes: Changes) -> None:
        self.pane.on_changes(changes)

    def focus(self) -> None:
        """Put the keyboard where one goes on."""
        first = next(iter(self.head.buttons.values()), self.back)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def remember(self) -> None:
        """Keep how the page is laid out."""
        self.context.state.save_splitter(f"{self.entity.key}_page", self._splitter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)


def _without_papers(entity: EntityType) -> EntityType:
    """The fields that are not told by the overview already."""
    fields = tuple(field for field in entity.fields if field.key not in _TOLD)
    return replace(entity, fields=fields)


def _tab_bar(tabs: QTabBar, keys: tuple[str, ...]) -> QTabBar:
    for key in keys:
        tabs.addTab(_(PARTS[key]))
    tabs.setObjectName("Parts")
    tabs.setExpanding(False)
    tabs.setAccessibleName(_("Parts of the record"))
    for arrow in tabs.findChildren(QToolButton):  # seen where the tabs do not fit
        arrow.setToolTip(arrow.accessibleName())
    return tabs
