"""The search box. Typing searches; arrow keys and Enter go on to the list."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit

from crm_desktop.i18n import _, inner
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.clear import make_search

WIDTH = 400
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_PageUp: -10,
}


class SearchBox(QLineEdit):
    """The hands can stay here: the list moves under it.

    Signals:
        moved: the list is to go down (or up) by some rows.
        entered: the current row is to be opened.
        left: the keyboard is to go back to the list.
    """

    moved = Signal(int)
    entered = Signal()
    left = Signal()

    def __init__(self, keys: str) -> None:
        super().__init__()
        self.setObjectName("Search")
        self._show_clear = make_search(self)
        self.setMaximumWidth(theme.px(WIDTH))
        self.setMinimumWidth(theme.px(200))
        self._hint = self._key_hint(keys)
        self.textChanged.connect(self._show_hint)
        self.set_plural(_("everything"))

    def _key_hint(self, keys: str) -> QLabel:
        words = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        hint = build.label(words.replace("+", " "), size=11, tone="faint")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(build.row(0, hint, margins=(0, 0, 10, 0)))
        return hint

    def set_plural(self, plural: str) -> None:
        """Say what is searched."""
        words = _("Search {plural}").format(plural=inner(plural))
        self.setPlaceholderText(words)
        self.setAccessibleName(words)

    def show_text(self, text: str) -> None:
        """Show words that are searched for already: no search is begun."""
        with QSignalBlocker(self):
            self.setText(text)
        self._show_clear()
        self._show_hint()

    def _show_hint(self) -> None:
        self._hint.setVisible(not self.text() and not self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_hint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step:
            self.moved.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear() if self.text() else self.left.emit()
        else:
            super().keyPressEvent(event)
