"""A small dialog that asks for a name, and says beside it why one will not do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from crm_desktop.errors import UserError
from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build

Submit = Callable[[str], None]


class NameDialog(QDialog):
    """One line, one button. It stays open until the name is taken.

    Attributes:
        line: the name.
        ok: the button.
        problem: why a name was refused.
    """

    def __init__(
        self, parent: QWidget, title: str, button: str, submit: Submit, name: str = ""
    ) -> None:
        super().__init__(parent)
        self._submit = submit
        self.setWindowTitle(title)
        self.setModal(True)
        self.line = QLineEdit(name)
        self.line.setAccessibleName(title)
        self.line.setFont(theme.font(13))
        self.line.setMaxLength(200)
        self.line.selectAll()
        self.problem = build.label(size=12, tone="problem", wrap=True)
        self.problem.hide()
        self.ok = build.button(button, primary=True)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self._ask)
        cancel = build.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.line.textChanged.connect(self._typed)
        heading = build.label(title, size=15, weight=600)
        buttons = build.row(0, cancel, self.ok)
        parts = (heading, self.line, self.problem, 2, buttons)
        self.setLayout(build.column(*parts, spacing=10, margins=(20, 18, 20, 16)))
        self.setFixedWidth(theme.px(380))
        self.finished.connect(self.deleteLater)
        self._typed(name)
        self.line.setFocus()

    def _typed(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))
        self.problem.hide()
        build.set_state(self.line, "wrong", False)
        self.adjustSize()

    def _ask(self) -> None:
        self._submit(self.line.text())

    def refuse(self, error: Exception) -> bool:
        """Say why the name will not do; False where the error is of another kind."""
        if not isinstance(error, UserError):
            return False
        self.problem.setText(str(error))
        self.problem.show()
        build.set_state(self.line, "wrong", True)
        self.line.setFocus()
        self.adjustSize()
        return True
