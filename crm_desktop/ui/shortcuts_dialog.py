"""The list of keys, made from the actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QWidget

from crm_desktop.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.actions import ACTIONS, Menu, shortcuts
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import close_button

# Keys that belong to a place, not to the window.
ELSEWHERE = (
    (N_("In the list"), N_("Open the record"), "Return"),
    (N_("In the list"), N_("Copy the selected rows"), "Ctrl+C"),
    (N_("In the list"), N_("Add a column to the order"), N_("Shift + click")),
    (N_("In the timeline"), N_("Down, up"), "J, K"),
    (N_("In the timeline"), N_("Open"), "Return"),
    (N_("In a form"), N_("Save and close"), "Ctrl+S, Ctrl+Return"),
    (N_("In a form"), N_("Save, and make another one"), "Ctrl+Shift+Return"),
    (N_("In a form"), N_("Close"), "Esc"),
    (N_("In the note box"), N_("Save the note"), "Ctrl+Return"),
)


def spoken_keys(keys: list[QKeySequence]) -> str:
    """Key sequences as people of this system write them."""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


class ShortcutsDialog(QDialog):
    """Every key there is, by menu and place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(0, 1)
        self._grid, self._at = grid, 0
        self._fill()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(_("Keyboard shortcuts"))
        scroll.setWidget(build.holder(grid))
        close = close_button()
        close.clicked.connect(self.accept)
        column = build.column(
            build.label(_("Keyboard shortcuts"), size=18, weight=600),
            spacing=12,
            margins=(24, 20, 24, 18),
        )
        column.addWidget(scroll, 1)
        column.addLayout(build.row(0, close))
        self.setLayout(column)
        self.resize(theme.px(620), theme.px(620))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _fill(self) -> None:
        for menu in Menu:
            with_keys = [a for a in ACTIONS if a.menu is menu and a.keys]
            if with_keys:
                self._head(_(menu.value).replace("&", ""))
            for action in with_keys:
                words = _(action.text).replace("&", "").removesuffix(" …")
                self._line(words, spoken_keys(shortcuts(action)))
        place = ""
        for where, words, keys in ELSEWHERE:
            if where != place:
                place = where
                self._head(_(where))
            known = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            self._line(_(words), _(keys) if " click" in keys else known or keys)
        self._grid.setRowStretch(self._at, 1)

    def _head(self, words: str) -> None:
        head = build.label(words, size=12, weight=600, tone="muted")
        head.setContentsMargins(0, theme.px(10 if self._at else 0), 0, 0)
        self._grid.addWidget(head, self._at, 0, 1, 2)
        self._at += 1

    def _line(self, words: str, keys: str) -> None:
        self._grid.addWidget(build.label(words), self._at, 0)
        shown = build.label(keys, tone="muted")
        self._grid.addWidget(shown, self._at, 1, Qt.AlignmentFlag.AlignRight)
        self._at += 1
