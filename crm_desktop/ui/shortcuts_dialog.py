"""The list of keys, made from the actions: to be searched, and to be printed for the wall."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from crm_desktop.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.actions import ACTIONS, Menu, shortcuts
from crm_desktop.ui.dialogs import Dialogs
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.clear import make_search
from crm_desktop.ui.widgets.overlay import close_button

# Keys that belong to a place, not to the window.
ELSEWHERE = (
    (N_("In the list"), N_("Open the record"), "Return"),
    (N_("In the list"), N_("Copy the selected rows"), "Ctrl+C"),
    (N_("In the list"), N_("Add a column to the order"), N_("Shift + click")),
    (N_("In the list"), N_("From cell to cell"), "Left, Right"),
    (N_("In the list"), N_("Peek at the record, while its pane is hidden"), "Space"),
    (N_("In a cell that is edited"), N_("Save"), "Return"),
    (N_("In a cell that is edited"), N_("Save, and edit the next one"), "Tab"),
    (N_("In a cell that is edited"), N_("Leave it as it was"), "Esc"),
    (N_("In the timeline"), N_("Down, up"), "J, K"),
    (N_("In the timeline"), N_("Open the record"), "Return"),
    (N_("In a form"), N_("Save, and stay"), "Ctrl+S"),
    (N_("In a form"), N_("Save and close"), "Ctrl+Return"),
    (N_("In a form"), N_("Save, and make another one"), "Ctrl+Shift+Return"),
    (N_("In a form"), N_("Go on with the record above, below"), "Alt+Up, Alt+Down"),
    (N_("In a form"), N_("Paste the details of a contact"), "Ctrl+Shift+V"),
    (N_("In a form"), N_("Bring in what others have changed"), "F5"),
    (N_("In a form"), N_("Close"), "Esc"),
    (N_("In the note box"), N_("Save the note"), "Ctrl+Return"),
    (N_("In the box that finds everything"), N_("Open the form of a record"), "Ctrl+Return"),
    (N_("In the box that finds everything"), N_("Next group, previous group"), "Tab, Shift+Tab"),
    (N_("In the help"), N_("Back, forward"), "Alt+Left, Alt+Right"),
    (N_("In the help"), N_("Search the help"), "Ctrl+F"),
    (N_("In a quote"), N_("From cell to cell"), "Tab, Shift+Tab"),
    (N_("In a quote"), N_("Edit the cell"), "F2"),
    (N_("In a quote"), N_("Insert a line"), "Ins"),
    (N_("In a quote"), N_("Delete the line"), "Del"),
    (N_("In a quote"), N_("Move the line up, down"), "Ctrl+Up, Ctrl+Down"),
    (N_("In a quote"), N_("Fill the cell from above"), "Ctrl+D"),
    (N_("In a quote"), N_("Choose an option, fold a bundle"), "Space"),
    (N_("In a quote"), N_("Explain the amount"), "Ctrl+I"),
    (N_("In a quote"), N_("Look for a product"), "Ctrl+F"),
    (N_("In a quote"), N_("Take the first suggestion"), "F8"),
    (N_("In a quote"), N_("Preview and print"), "Ctrl+P"),
    (N_("In a quote"), N_("Save"), "Ctrl+S"),
    (N_("In a quote"), N_("Send, approve, accept"), "Ctrl+Return"),
    (N_("In a quote"), N_("Leave the lines"), "Esc"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One action and its keys, as shown."""

    place: str
    words: str
    keys: str


def spoken_keys(keys: list[QKeySequence]) -> str:
    """Key sequences as people of this system write them."""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def lines() -> list[Line]:
    """Every key there is, by menu and place."""
    found = [
        Line(
            _(menu.value).replace("&", ""),
            _(action.text).replace("&", "").removesuffix(" …"),
            spoken_keys(shortcuts(action)),
        )
        for menu in Menu
        for action in ACTIONS
        if action.menu is menu and action.keys
    ]
    for place, words, keys in ELSEWHERE:
        known = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        found.append(Line(_(place), _(words), _(keys) if " click" in keys else known or keys))
    return found


class ShortcutsDialog(QDialog):
    """Every key there is, by menu and place.

    Attributes:
        search: words or keys to look for.
        shown: the lines that are shown.
    """

    def __init__(self, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self._lines = self.shown = lines()
        self.setWindowTitle(_("Keyboard shortcuts"))
        self.search = self._search()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(_("Keyboard shortcuts"))
        self.print_button = build.button(_("&Print …"), "printer")
        self.print_button.clicked.connect(self._print)
        close = close_button()
        close.clicked.connect(self.accept)
        title = build.label(_("Keyboard shortcuts"), size=18, weight=600)
        column = build.column(title, self.search, spacing=12, margins=(24, 20, 24, 18))
        column.addWidget(self._scroll, 1)
        column.addLayout(build.row(self.print_button, 0, close))
        self.setLayout(column)
        build.fit(self, 620, 640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._show()
        self.search.setFocus()

    def _search(self) -> QLineEdit:
        made = QLineEdit()
        make_search(made)
        made.setPlaceholderText(_("What do you want to do?"))
        made.setAccessibleName(_("Search the shortcuts"))
        made.textChanged.connect(self._find)
        return made

    def _find(self, words: str) -> None:
        wanted = words.casefold().split()

        def holds(line: Line) -> bool:
            text = f"{line.place} {line.words} {line.keys}".casefold()
            return all(word in text for word in wanted)

        self.shown = [line for line in self._lines if holds(line)]
        self._show()

    def _show(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(0, 1)
        place, at = "", 0
        for line in self.shown:
            if line.place != place:
                place = line.place
                head = build.label(place, size=12, weight=600, tone="muted")
                head.setContentsMargins(0, theme.px(10 if at else 0), 0, 0)
                grid.addWidget(head, at, 0, 1, 2)
                at += 1
            grid.addWidget(build.label(line.words), at, 0)
            keys = build.label(line.keys, tone="muted")
            grid.addWidget(keys, at, 1, Qt.AlignmentFlag.AlignTrailing)
            at += 1
        if not self.shown:
            grid.addWidget(build.label(_("No such shortcut."), tone="muted"), at, 0)
        grid.setRowStretch(at + 1, 1)
        self._scroll.setWidget(build.holder(grid))

    def document(self) -> QTextDocument:
        """The lines that are shown, as a page to print."""
        made = QTextDocument(self)
        made.setDefaultFont(theme.font(11))
        html = [f"<h2>{escape(_('Keyboard shortcuts'))}</h2><table width='100%'>"]
        place = ""
        for line in self.shown:
            if line.place != place:
                place = line.place
                html.append(f"<tr><td colspan='2'><br><b>{escape(place)}</b></td></tr>")
            cells = f"<td>{escape(line.words)}</td><td align='right'>{escape(line.keys)}</td>"
            html.append(f"<tr>{cells}</tr>")
        made.setHtml("".join([*html, "</table>"]))
        return made

    def _print(self) -> None:
        self._dialogs.print_document(self, self.document())
