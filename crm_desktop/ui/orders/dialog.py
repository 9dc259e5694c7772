"""What the dialogs of orders and contracts have in common: fields, a notice, one way to do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QLayout, QWidget

from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice

_OF_SCREEN = 0.9  # the rest is for the frame of the window


class PaperDialog(QDialog):
    """A dialog that stays open, with what was typed, until the service has taken it.

    Attributes:
        ok, cancel: the two ways out. notice: why something will not do. editors: by key.
    """

    def __init__(self, context: Context, parent: QWidget, title: str, button: str) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.editors: dict[str, Editor] = {}
        self.title = build.label(title, size=18, weight=600, wrap=True)
        self.notice = Notice()
        self.ok = build.button(button, primary=True)
        self.ok.setDefault(True)
        self.cancel = build.button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self.submit)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)

    def lay(self, *parts: QWidget | QLayout | int, stretch: int = -1) -> None:
        """Put the parts between the title and the buttons; one may take what room is left."""
        top = build.column(self.title, self.notice, *parts, spacing=10, margins=(24, 20, 24, 12))
        if stretch >= 0:
            top.setStretch(stretch + 2, 1)
        column = build.column(spacing=0)
        column.addLayout(top, 1)
        column.addWidget(build.rule())
        column.addLayout(build.row(0, self.cancel, self.ok, margins=(24, 12, 24, 14)))
        self.setLayout(column)

    def fields(self, fields: Sequence[tuple[Field, Any]]) -> QGridLayout:
        """Editors of fields with their values, below each other."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnMinimumWidth(0, theme.px(120))
        grid.setColumnStretch(1, 1)
        for at, (field, value) in enumerate(fields):
            editor = editor_for(field, self.context)
            editor.set_value(value)
            editor.main.setAccessibleName(_(field.label))
            label = build.label(_(field.label), tone="muted")
            label.setBuddy(editor)
            grid.addWidget(label, at, 0)
            grid.addWidget(editor, at, 1)
            self.editors[field.key] = editor
        return grid

    def fit(self, width: int, height: int) -> None:
        """As large as wanted, as far as the screen goes."""
        room = self.screen().availableSize()
        most = round(room.height() * _OF_SCREEN)
        self.resize(min(theme.px(width), room.width()), min(height, most))

    def value(self, key: str) -> Any:
        """What stands in an editor; Unreadable where that is no value."""
        return self.editors[key].value()

    def submit(self) -> None:
        """Send what was typed."""
        raise NotImplementedError

    def unreadable(self, error: Unreadable, where: QWidget | None = None) -> None:
        """Say what cannot be read, and go there."""
        self.notice.say(str(error), "problem")
        if where is not None:
            where.setFocus()

    def run(self, call: Call[Any], done: Callable[[Any], None]) -> None:
        """Send a command; the dialog closes when it is taken."""

        def taken(answer: Any) -> None:
            done(answer)
            self.accept()

        self.context.tasks.command(self, call, done=taken, busy=self.ok)
