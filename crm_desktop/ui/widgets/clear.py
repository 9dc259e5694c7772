"""A button in a line that empties it. Qt's own is a dark disc, in dark colours too."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QToolButton

from crm_desktop.i18n import _
from crm_desktop.ui.icons import icon


def add_clear(line: QLineEdit) -> None:
    """Give a line a button that empties it; it is there only while there is something to empty."""
    known = set(line.findChildren(QToolButton))
    action = line.addAction(icon("x", "text3"), QLineEdit.ActionPosition.TrailingPosition)
    action.setToolTip(_("Clear"))
    for button in set(line.findChildren(QToolButton)) - known:
        button.setAccessibleName(_("Clear"))

    def empty() -> None:
        line.clear()
        line.textEdited.emit("")
        line.setFocus()

    def show() -> None:
        action.setVisible(bool(line.text()))

    action.triggered.connect(empty)
    line.textChanged.connect(show)
    show()
