"""What the pages of one's own day share: a list that is read when it is looked at, and searched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.services.changes import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.empty import EmptyState


class DayList(QWidget):
    """A page with one list. While nobody looks at it, it reads nothing.

    Attributes:
        empty: what stands where there is nothing to list.
        text: the words searched for.

    Signals:
        said: (words, True where Undo takes it back).
        cleared: the words searched for are given up.
        moved: the keyboard is elsewhere in the list, or other records are selected.
    """

    said = Signal(str, bool)
    cleared = Signal()
    moved = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.text = ""
        self.empty = EmptyState()
        self._stale = True
        self._stack = QStackedWidget()

    # ----------------------------------------------------------------------- what a page says

    def _ask(self) -> None:
        """Ask the store for the list."""
        raise NotImplementedError

    def _concerns(self, changes: Changes) -> bool:
        """The list may be another one after that."""
        raise NotImplementedError

    def _searched(self) -> None:
        """Other words are searched for."""
        self.refresh()

    # ---------------------------------------------------------------------------------- build

    def _laid_out(self, head: QHBoxLayout, view: QWidget, keys: str) -> QVBoxLayout:
        """The list under its head, and under the list the keys that work there."""
        top = build.holder(head)
        top.setFixedHeight(theme.px(50))
        told = Elided(keys)
        told.setFont(theme.font(12))
        told.setProperty("tone", "faint")
        foot = build.holder(build.row(told, margins=(20, 6, 20, 8)))
        self._stack.addWidget(build.holder(build.column(view, foot, spacing=0)))
        self._stack.addWidget(self.empty)
        column = build.column(top, spacing=0)
        column.addWidget(self._stack, 1)
        return column

    # ---------------------------------------------------------------------------------- read

    def refresh(self) -> None:
        """Read the list again."""
        if self._context.tasks.workspace is not None:
            self._stale = False
            self._ask()

    def set_stale(self) -> None:
        """Read the list when the page is shown."""
        self._stale = True

    def stop(self) -> None:
        """The store is closed."""
        self._stale = True

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's. A page nobody looks at is read again when it is shown."""
        if not self._concerns(changes):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def wake(self) -> None:
        """Read the page if that has been put off."""
        if self._stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wake()

    def remember(self) -> None:
        """Keep how the page is laid out."""

    # --------------------------------------------------------------------------------- search

    def search(self, text: str) -> None:
        """Show what holds these words."""
        if text.strip() != self.text:
            self.text = text.strip()
            self._searched()

    def show_all(self) -> None:
        """No words."""
        self.text = ""
        self.cleared.emit()
        self.refresh()
