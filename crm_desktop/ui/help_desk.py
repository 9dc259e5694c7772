"""F1, wherever it is pressed: finds the topic for what has the focus and shows the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid

from crm_desktop.ui.actions import ActionSet
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.ui.help_window import HelpWindow


class HelpDesk(QObject):
    """Belongs to a window and ends with it, and so does the help it opened.

    Attributes:
        window: the help, while it is open.
    """

    def __init__(self, owner: QMainWindow, context: Context, commands: ActionSet) -> None:
        super().__init__(owner)
        self._owner, self._context, self._commands = owner, context, commands
        self.window: HelpWindow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        owner.destroyed.connect(self.close)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """A dialog hears the keys of its own actions only: give it this one."""
        dialog = new.window() if new is not None else None
        action: QAction = self._commands["help"]
        if isinstance(dialog, QDialog) and action not in dialog.actions():
            dialog.addAction(action)

    def show_for_focus(self) -> None:
        """The topic of what has the focus."""
        from crm_desktop.ui import help_topics  # not needed before the first F1

        focus = QApplication.focusWidget() or QApplication.activeWindow()
        self.show(help_topics.topic_of(focus))

    def show(self, key: str) -> None:
        """Show a topic."""
        if self.window is None or not isValid(self.window):
            from crm_desktop.ui.help_window import HelpWindow

            self.window = HelpWindow(self._context)
            self.window.asked.connect(self._do)
        self.window.show_topic(key)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _do(self, key: str) -> None:
        """Do what a link of a page stands for, in the window it is about."""
        action = self._commands[key]
        if action.isEnabled():
            self._owner.raise_()
            self._owner.activateWindow()
            action.trigger()

    def close(self) -> None:
        """Close the help with the window it belongs to."""
        if self.window is not None and isValid(self.window):
            self.window.close()
        self.window = None
