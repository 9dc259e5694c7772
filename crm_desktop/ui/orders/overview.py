"""What the first parts of orders, contracts and installed items have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QVBoxLayout

from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build


class Overview(QScrollArea):
    """What is to be known of a record at once.

    Signals:
        asked: (key, what about) of something to be done.
        go_to_asked: (entity, Ref) of another record is to be shown.
        refreshed: it shows what the store says now.
    """

    asked = Signal(str, object)
    go_to_asked = Signal(str, object)
    refreshed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.record: Record | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Overview"))

    def lay(self, column: QVBoxLayout) -> None:
        """Put the parts in."""
        outer = build.column(margins=(20, 14, 20, 16))
        outer.addLayout(column)
        self.setWidget(build.holder(outer))

    def show_record(self, record: Record) -> None:
        """Show a record; what stands elsewhere is asked for."""
        self.record = record
        self.ask(record)

    def ask(self, record: Record) -> None:
        """Ask for what the record itself does not say."""
        raise NotImplementedError

    def forget(self) -> None:
        """No record."""
        self.context.tasks.forget(self, "overview")
        self.record = None


def heading(words: str) -> QLabel:
    """A heading between parts."""
    return build.label(words, size=12, weight=600, tone="muted")


def emptied(layout: QLayout) -> None:
    """Take out what a layout holds."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
