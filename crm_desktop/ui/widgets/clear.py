"""Lines one searches in, with a button that empties them. Qt's own is a dark disc, always."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QToolButton

from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon


def make_search(line: QLineEdit) -> Callable[[], None]:
    """Have a line look like one that is searched in; returns what add_clear() returns."""
    line.setFont(theme.font(13))
    line.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    return add_clear(line)


def add_clear(line: QLineEdit) -> Callable[[], None]:
    """Give a line a button that empties it; it is there only while there is something to empty.

    Returns what looks at the line again: it may have been filled while its signals were blocked.
    """
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
    return show
