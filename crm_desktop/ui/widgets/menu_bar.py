"""A menu bar that stays out of sight until Alt or F10 asks for it.

Every action is in a menu; the name of the office opens them all. The bar is for those who go
through menus by keys.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenuBar

_TALLEST = 16_777_215  # Qt's own "as tall as you like"


class QuietMenuBar(QMenuBar):
    """Has no height while it is not used; its Alt keys work all the same."""

    def __init__(self) -> None:
        super().__init__()
        self._always = sys.platform == "darwin"
        self._fold()

    def set_always(self, always: bool) -> None:
        """Show it always (as macOS does anyway), or only when it is used."""
        self._always = always or sys.platform == "darwin"
        self._unfold() if self._always else self._fold()

    def _fold(self) -> None:
        if not self._always:
            self.setMaximumHeight(0)

    def _unfold(self) -> None:
        self.setMaximumHeight(_TALLEST)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._unfold()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        QTimer.singleShot(0, self, self._fold_when_done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape:
            QTimer.singleShot(0, self, self._fold_when_done)

    def _fold_when_done(self) -> None:
        if not self.hasFocus() and QApplication.activePopupWidget() is None:
            self._fold()
