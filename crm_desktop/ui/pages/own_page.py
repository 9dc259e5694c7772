"""What the pages of records of all kinds have in common: the line at the top, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record
from crm_desktop.ui import theme
from crm_desktop.ui.pages.pane import Pane
from crm_desktop.ui.pages.parts_view import PartTabs
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    Beside = Pane
else:
    Beside = object  # a widget has one base of Qt: that of the kind of record


class OwnPage(Beside):
    """A record on a page of its own. What the pane of its list shows is shown here.

    Attributes:
        pane: that of the list. back, previous, next: the buttons at the top.

    Signals:
        back_asked: to where one came from.
        move_asked: so many records further in the list.
    """

    back_asked = Signal()
    move_asked = Signal(int)

    def _begin(self, pane: Pane) -> None:
        self.pane = pane
        self.back = build.button(_(self._entity.plural), "arrow-left", name=_("Back"))
        self.previous = build.tool("chevron-up", _("Previous record (Alt+Up)"))
        self.next = build.tool("chevron-down", _("Next record (Alt+Down)"))
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self.back.clicked.connect(self.back_asked)
        self.previous.clicked.connect(lambda: self.move_asked.emit(-1))
        self.next.clicked.connect(lambda: self.move_asked.emit(1))
        pane.shown.connect(self.follow)

    def _top(self) -> QWidget:
        build.hug(self.back)
        top = build.holder(
            build.row(self.back, 0, self.previous, self.next, margins=(20, 0, 16, 0))
        )
        top.setFixedHeight(theme.px(50))
        return top

    def _zones(
        self, zones: Sequence[QWidget], shares: Sequence[int], stretch: Sequence[int]
    ) -> QSplitter:
        """What stands side by side: shares of the width at first, and what grows with it."""
        for zone in zones:
            self._splitter.addWidget(zone)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for at, factor in enumerate(stretch):
            self._splitter.setStretchFactor(at, factor)
        if not self._context.state.restore_splitter(self._place, self._splitter):
            self._splitter.setSizes([theme.px(share * 10) for share in shares])
        return self._splitter

    @staticmethod
    def _tabbed(tabs: PartTabs) -> QWidget:
        line = build.row(tabs, margins=(20, 8, 20, 0))
        column = build.column(line, build.rule(), spacing=0)
        column.addWidget(tabs.stack, 1)
        return build.holder(column)

    @property
    def _place(self) -> str:
        return f"{self._entity.key}_page"

    def remember(self) -> None:
        """Keep how the page is laid out."""
        self._context.state.save_splitter(self._place, self._splitter)

    def follow(self, record: Record | None) -> None:
        """The pane shows another record, or the same one anew."""
        if not self.isVisible():
            return
        if record is None or record.deleted:
            self.back_asked.emit()
        else:
            self.show_record(record)

    def show_nothing(self) -> None:
        self.forget()
        self.record = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)


def least(width: int, at_most: int) -> int:
    """Large text takes more room, but never so much that the page is wider than a screen."""
    return min(theme.px(width), at_most)
