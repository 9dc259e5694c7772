"""Choose a list kept by hand, or name a new one, for the records that are to stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from crm_desktop import i18n
from crm_desktop.errors import UserError
from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.static_lists import StaticList

_KEY = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class AddToListDialog(QDialog):
    """Type to find a list; Enter takes it. A name that no list has makes a new one.

    Attributes:
        line: what is typed; choice: the lists that fit it.

    Signals:
        chosen: the UUID of a list.
        named: the name of a list to be made.
    """

    chosen = Signal(object)
    named = Signal(str)

    def __init__(self, parent: QWidget, lists: Sequence[StaticList], what: str) -> None:
        super().__init__(parent)
        self._lists = lists
        self.setWindowTitle(_("Add to a list"))
        self.setModal(True)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Find a list, or name a new one"))
        self.line.setAccessibleName(_("Name of the list"))
        self.line.setFont(theme.font(13))
        self.line.installEventFilter(self)
        self.choice = QListWidget()
        self.choice.setObjectName("Suggestions")
        self.choice.setAccessibleName(_("Lists"))
        self.choice.setFont(theme.font(13))
        self.choice.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.choice.setFrameShape(QListWidget.Shape.NoFrame)
        self.choice.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.choice.setFixedHeight(theme.px(190))
        self.problem = build.label(size=12, tone="problem", wrap=True)
        self.problem.hide()
        self.ok = build.button(_("Add"), primary=True)
        self.ok.setDefault(True)
        cancel = build.button(_("Cancel"))
        heading = build.label(_("Add {what} to a list").format(what=what), size=15, weight=600)
        heading.setWordWrap(True)
        buttons = build.row(0, cancel, self.ok)
        parts = (heading, self.line, self.choice, self.problem, buttons)
        self.setLayout(build.column(*parts, spacing=10, margins=(20, 18, 20, 16)))
        self.setFixedWidth(theme.px(400))
        self.line.textChanged.connect(self._show)
        self.choice.itemActivated.connect(self._take)
        self.ok.clicked.connect(self._take)
        cancel.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        self._show("")
        self.line.setFocus()

    def _show(self, typed: str) -> None:
        """The lists that hold what is typed, then the one that would be made."""
        key = typed.strip().casefold()
        self.problem.hide()
        self.choice.clear()
        for each in self._lists:
            if key in each.name.casefold():
                count = each.people + each.companies
                self._add(each.name, "tag", each.id, i18n.number(count))
        if key and all(each.name.casefold() != key for each in self._lists):
            name = " ".join(typed.split())
            self._add(_("New list “{name}”").format(name=name), "plus", None, "")
        self.choice.setCurrentRow(0)
        self.ok.setEnabled(self.choice.count() > 0)

    def _add(self, words: str, icon_name: str, key: object, count: str) -> None:
        item = QListWidgetItem(icon(icon_name), f"{words}  ·  {count}" if count else words)
        item.setData(_KEY, key)
        self.choice.addItem(item)

    def _take(self) -> None:
        row = self.choice.currentRow()
        if row < 0:
            return
        key = self.choice.item(row).data(_KEY)
        if key is None:
            self.named.emit(self.line.text())
        else:
            self.chosen.emit(key)

    def refuse(self, error: Exception) -> bool:
        """Say why the name will not do; False where the error is of another kind."""
        if not isinstance(error, UserError):
            return False
        self.problem.setText(str(error))
        self.problem.show()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down go through the lists while one types."""
        if (
            watched is self.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _MOVES
        ):
            self.choice.event(event)
            return True
        return super().eventFilter(watched, event)
