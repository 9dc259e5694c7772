"""A record on a page of its own: facts, what happened, what belongs to it, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QTabBar, QToolButton, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.record_view import PARTS, RecordView, centre_parts
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.shrinking import Shrinking, Yielding

_SHARES = (29, 44, 27)
_LEAST = 110  # height that stays for the head, where a large text leaves little room


class RecordPage(RecordView):
    """One record, whole. It follows the pane of its list: what is shown there is shown here.

    Attributes:
        back, previous, next: the buttons at the top.

    Signals:
        back_asked: to where one came from.
        move_asked: so many records further in the list.
    """

    back_asked = Signal()
    move_asked = Signal(int)

    def __init__(self, context: Context, entity: EntityType, pane: Pane) -> None:
        super().__init__(context, entity, wide=True)
        self.pane, self._keys = pane, centre_parts(entity)
        self.back = build.button(_(entity.plural), "arrow-left", name=_("Back"))
        self.previous = build.tool("chevron-up", _("Previous record (Alt+Up)"))
        self.next = build.tool("chevron-down", _("Next record (Alt+Down)"))
        self._tabs, self._centre = QTabBar(), Yielding()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()
        pane.shown.connect(self.follow)

    # --------------------------------------------------------------------------------- build

    def _build(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self.previous.clicked.connect(lambda: self.move_asked.emit(-1))
        self.next.clicked.connect(lambda: self.move_asked.emit(1))
        build.hug(self.back)
        line = build.row(self.back, 0, self.previous, self.next, margins=(12, 0, 12, 0), spacing=8)
        top = build.holder(line)
        top.setFixedHeight(theme.px(50))
        for zone in (self._left(), self._middle(), self._right()):
            self._splitter.addWidget(zone)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for at, share in enumerate(_SHARES):
            self._splitter.setStretchFactor(at, share)
        if not self._context.state.restore_splitter(f"{self._entity.key}_page", self._splitter):
            self._splitter.setSizes([theme.px(share * 10) for share in _SHARES])
        head = build.column(self.head, margins=(20, 4, 16, 14), spacing=12)
        if self.band is not None:
            head.addWidget(self.band)
        high = Shrinking(build.holder(head), _LEAST)
        column = build.column(top, high, build.rule(), spacing=0)
        column.addWidget(self._splitter, 1)
        self.setLayout(column)

    def _left(self) -> QWidget:
        left = build.holder(build.column(self.part("details"), spacing=0))
        left.setMinimumWidth(_least(260, 360))
        return left

    def _middle(self) -> QWidget:
        for key in self._keys:
            self._tabs.addTab(_(PARTS[key]))
            self._centre.addWidget(QWidget())
        self._tabs.setObjectName("Parts")
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(_("Parts of the record"))
        for arrow in self._tabs.findChildren(QToolButton):  # seen where the tabs do not fit
            arrow.setToolTip(arrow.accessibleName())
        self._tabs.currentChanged.connect(self._chosen)
        tabs = build.row(self._tabs, margins=(20, 8, 20, 0))
        column = build.column(tabs, build.rule(), spacing=0)
        column.addWidget(self._centre, 1)
        self._put(0)
        middle = build.holder(column)
        middle.setMinimumWidth(_least(300, 320))
        return middle

    def _right(self) -> QWidget:
        right = build.holder(build.column(self.part("related"), spacing=0))
        right.setMinimumWidth(_least(220, 250))
        return right

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

    # ---------------------------------------------------------------------------------- show

    def follow(self, record: Record | None) -> None:
        """The pane shows another record, or the same one anew."""
        if not self.isVisible():
            return
        if record is None or record.deleted:
            self.back_asked.emit()
        else:
            self.show_record(record)

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
        for key in ("details", "related", self._keys[self._tabs.currentIndex()]):
            self.tell(key)

    def focus(self) -> None:
        """Put the keyboard where one reads on."""
        here = self.timeline if self.has_story else self.part(self._keys[0])
        here.setFocus(Qt.FocusReason.OtherFocusReason)

    def remember(self) -> None:
        """Keep how the page is laid out."""
        self._context.state.save_splitter(f"{self._entity.key}_page", self._splitter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)


def _least(width: int, at_most: int) -> int:
    """Large text takes more room, but never so much that the page is wider than a screen."""
    return min(theme.px(width), at_most)
