"""Buttons that Enter presses, as it does in every other program; Qt's own hand it to the dialog."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QStyleOptionButton, QToolButton

from crm_desktop.ui import theme

NARROW = 26  # width of a button without words
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def is_enter(event: QKeyEvent) -> bool:
    """True for Enter alone; with Ctrl it means something else."""
    return event.key() in _ENTER and event.modifiers() in _PLAIN


class Button(QPushButton):
    """A push button that Enter presses while it has the keyboard.

    Otherwise the default button of the dialog would be pressed: "Add" would save the form.
    """

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if not is_enter(arg__1):
            super().keyPressEvent(arg__1)
        elif not arg__1.isAutoRepeat():
            self.click()


class NarrowingButton(Button):
    """A button with an icon that does without its words where it has no room for them.

    Attributes:
        tip: what the mouse is told besides.
    """

    tip = ""
    _narrow = False

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(NARROW), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow = self.width() < self.sizeHint().width()
        parts = (self.text().replace("&", "").strip() if self._narrow else "", self.tip)
        self.setToolTip(". ".join(filter(None, parts)))

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        if self._narrow:
            option.text = ""  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs


class ToolButton(QToolButton):
    """A tool button that Enter presses while it has the keyboard."""

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if not is_enter(arg__1):
            super().keyPressEvent(arg__1)
        elif not arg__1.isAutoRepeat():
            self.click()
