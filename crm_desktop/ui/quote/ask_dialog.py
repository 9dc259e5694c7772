"""A small dialog: what is going to happen, a few things to fill in, one button that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.errors import UserError
from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.editors import TickBox
from crm_desktop.ui.widgets import build


@dataclass(frozen=True, slots=True)
class Line:
    """Something to fill in.

    Attributes:
        key: by which it is answered. text: what stands there in the beginning.
        long: of several lines. required: without it the button cannot be pressed.
    """

    key: str
    label: str
    text: str = ""
    hint: str = ""
    long: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to choose."""

    key: str
    label: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dialog says.

    Attributes:
        title: of the dialog. more: what happens, what is safe. button: the words of the button.
    """

    title: str
    more: str
    button: str
    lines: Sequence[Line] = ()
    ticks: Sequence[Tick] = ()


class AskDialog(QDialog):
    """Asks, and hands the answers on. It stays open until they are taken.

    Attributes:
        lines, ticks: the widgets, by key. ok: the button. problem: why it was refused.
    """

    def __init__(self, parent: QWidget, asked: Asked, submit: Callable[[AskDialog], None]) -> None:
        super().__init__(parent)
        self._submit, self._asked = submit, asked
        self.setWindowTitle(asked.title)
        self.setModal(True)
        self.lines: dict[str, QLineEdit | QPlainTextEdit] = {}
        self.ticks: dict[str, QCheckBox] = {}
        self.problem = build.label(size=12, tone="problem", wrap=True)
        self.problem.hide()
        self.ok = build.button(asked.button, primary=True)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self._press)
        column = build.column(spacing=10, margins=(22, 18, 22, 16))
        column.addWidget(build.label(asked.title, size=15, weight=600, wrap=True))
        if asked.more:
            column.addWidget(build.label(asked.more, tone="muted", wrap=True))
        for line in asked.lines:
            self._add_line(column, line)
        for tick in asked.ticks:
            box = self.ticks[tick.key] = TickBox(tick.label)
            box.setChecked(tick.on)
            column.addWidget(box)
        self.middle: QVBoxLayout = build.column(spacing=8)
        column.addLayout(self.middle)
        column.addWidget(self.problem)
        cancel = build.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        column.addSpacing(theme.px(2))
        column.addLayout(build.row(0, cancel, self.ok))
        self.setLayout(column)
        QWidget.setTabOrder(self.ok, cancel)  # Tab and Enter after the words do not throw them away
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.ok.click)
        self.setFixedWidth(theme.px(460))
        self.finished.connect(self.deleteLater)
        self._check()

    def _add_line(self, column: QVBoxLayout, line: Line) -> None:
        label = build.label(line.label, size=12, tone="faint")
        editor: QLineEdit | QPlainTextEdit
        if line.long:
            editor = QPlainTextEdit(line.text)
            editor.setTabChangesFocus(True)
            editor.setFixedHeight(theme.px(76))
        else:
            editor = QLineEdit(line.text)
            editor.setMaxLength(200)
        editor.setPlaceholderText(line.hint)
        editor.setAccessibleName(line.label)
        editor.textChanged.connect(self._check)
        label.setBuddy(editor)
        self.lines[line.key] = editor
        column.addLayout(build.column(label, editor, spacing=4))

    def text(self, key: str) -> str:
        """What was typed."""
        editor = self.lines[key]
        words = editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()
        return words.strip()

    def is_on(self, key: str) -> bool:
        """Whether something is chosen."""
        return self.ticks[key].isChecked()

    def _check(self) -> None:
        self.problem.hide()
        self.ok.setEnabled(all(self.text(line.key) for line in self._asked.lines if line.required))

    def _press(self) -> None:
        self._submit(self)

    def refused(self, error: Exception) -> bool:
        """Say why it was refused; False where that is no error for people."""
        if not isinstance(error, UserError):
            return False
        self.problem.setText(str(error))
        self.problem.show()
        self.fit()
        return True

    def fit(self) -> None:
        """As high as its words need; adjustSize() would stop at two thirds of the screen."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        most = self.screen().availableSize().height()
        self.resize(self.width(), min(layout.totalHeightForWidth(self.width()), most))
