"""What the pages of settings have in common: a head, a lead, and what is done in them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.enums import Permission
from crm_desktop.services.changes import Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

WIDEST = 760


class SectionPage(QWidget):
    """A section of the settings that belong to the office.

    Attributes:
        entities: kinds of records; when one of them changes, the section is read again.
        notice: a calm line for what is in the way.

    Signals:
        said: what was done, and whether Undo may take it back.
    """

    said = Signal(str, bool)
    entities: frozenset[str] = frozenset()

    def __init__(self, context: Context, title: str, lead: str) -> None:
        super().__init__()
        self.context, self.title = context, title
        self.notice = Notice()
        self._lead = build.label(lead, tone="muted", wrap=True)
        context.tasks.changed.connect(self._on_changes)

    def head(self) -> QVBoxLayout:
        """Title and lead."""
        title = build.label(self.title, size=15, weight=600)
        return build.column(title, self._lead, self.notice, spacing=4)

    def lay(self, *parts: QWidget | QLayout | int, stretch: int = -1) -> None:
        """Put the parts below the head; one of them may take what room is left."""
        column = build.column(self.head(), *parts, spacing=12, margins=(16, 4, 20, 16))
        if stretch >= 0:
            column.setStretch(stretch + 1, 1)
        self.setLayout(column)

    def may(self, permission: Permission) -> bool:
        """Whether who works here may do that."""
        workspace = self.context.tasks.workspace
        return workspace is not None and permission in workspace.permissions

    def ask(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def commit(self) -> None:
        """Keep what is being typed."""

    def done(self, words: str) -> None:
        """Say what a command has done, in its `done`."""
        self.notice.hide()
        self.said.emit(words, True)

    def failed(self, error: Exception) -> None:
        """Say in the section itself why something was not done."""
        from crm_desktop.errors import UserError

        if isinstance(error, UserError):
            self.notice.say(str(error), "problem")
        else:
            self.context.tasks.report(self, error)

    def _on_changes(self, changes: Changes) -> None:
        if changes.many or changes.entities & self.entities:
            self.ask()


def scrolled(content: QWidget, name: str) -> QScrollArea:
    """A part that is scrolled where it does not fit."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    area.setWidget(content)
    return area


def narrow(content: QWidget) -> QLayout:
    """As wide as is good to read; the rest stays empty."""
    content.setMaximumWidth(theme.px(WIDEST))
    line: Any = build.row(content, 0)
    line.setStretch(0, 100)
    return line
