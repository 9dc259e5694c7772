"""The row of buttons above the lines, and the menu of a line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from crm_desktop.i18n import _, ngettext
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.document import QuoteDocument
from crm_desktop.ui.quote.view import GridView
from crm_desktop.ui.widgets import build


class LineTools(QWidget):
    """Inserts sections and notes, makes options and alternatives, shows costs.

    Attributes:
        inside: the switch that shows costs and margins.
        menu: the menu of a line that is open, or was last.
    """

    def __init__(self, grid: GridView, document: QuoteDocument) -> None:
        super().__init__()
        self._grid, self._document = grid, document
        self.menu: QMenu | None = None
        self._typing: list[QPushButton] = []
        line = build.row(spacing=2, margins=(12, 4, 12, 4))
        for words, icon_name, act, tip in self._acts():
            button = build.button(words, icon_name, narrows=True, tip=tip)
            button.setProperty("flat", True)
            button.setFont(theme.font(12, 500))
            button.clicked.connect(act)
            self._typing.append(button)
            line.addWidget(button)
        line.addStretch(1)
        self._count = build.label(size=12, tone="faint")
        tip = _("Show what the customer does not see. It is never printed.")
        self.inside = build.button(_("Cost and margin"), "eye", narrows=True, tip=tip)
        self.inside.setProperty("flat", True)
        self.inside.setFont(theme.font(12, 500))
        self.inside.setCheckable(True)
        self.inside.toggled.connect(self._show_inside)
        line.addWidget(self._count)
        line.addSpacing(theme.px(6))
        line.addWidget(self.inside)
        self.setLayout(line)
        document.changed.connect(self._show)

    def _acts(self) -> tuple[tuple[str, str, Callable[[], None], str], ...]:
        return (
            (_("Line"), "plus", partial(self._insert, "text"), _tip(_("Insert a line"), "Ins")),
            (_("Section"), "heading", partial(self._insert, "heading"), _typed("#")),
            (_("Subtotal"), "sigma", partial(self._insert, "subtotal"), _typed("=")),
            (_("Note"), "message-square-text", partial(self._insert, "note"), _typed("//")),
            (_("Option"), "square-check", self.make_options, _("The customer may choose it")),
            (
                _("Alternative"),
                "circle-dot",
                self.make_alternatives,
                _("In the place of the line above it: exactly one counts"),
            ),
        )

    def _show(self) -> None:
        for button in self._typing:
            button.setVisible(self._document.can_edit)
        sold = sum(row.line is not None for row in self._document.sheet.rows)
        self._count.setText(ngettext("{n} position", "{n} positions", sold) if sold else "")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the words of a language are long, the buttons have the room."""
        others = [each for each in (*self._typing, self.inside) if not each.isHidden()]
        needed = sum(each.sizeHint().width() for each in others) + theme.px(44)
        self._count.setVisible(needed + self._count.sizeHint().width() <= self.width())

    def _show_inside(self, on: bool) -> None:
        self._grid.show_inside(on=on)

    # ------------------------------------------------------------------------------------- acts

    def _insert(self, kind: str) -> None:
        self._grid.edits.insert(self._grid.current_key, kind)
        column = "code" if kind == "text" else "description"
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self._grid.go_to(self._grid.currentIndex().row(), column)

    def make_options(self) -> None:
        """The chosen lines may be taken or left, or no more."""
        self._grid.edits.make_options(self._grid.chosen_keys())
        self._grid.setFocus()

    def make_alternatives(self) -> None:
        """The chosen lines stand in the place of one another, or no more."""
        self._grid.edits.make_alternatives(self._grid.chosen_keys())
        self._grid.setFocus()

    # ------------------------------------------------------------------------------------- menu

    def open_menu(self, point: QPoint) -> None:
        """What can be done with the chosen lines."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._document.can_edit:
            self._fill_typing(menu)
        explain = menu.addAction(icon("info"), _("E&xplain the amount"))
        _key(explain, "Ctrl+I")
        row = self._grid.currentIndex().row()
        explain.triggered.connect(lambda: self._grid.explain_asked.emit(row))
        copy = menu.addAction(icon("copy"), _("&Copy"))
        _key(copy, "Ctrl+C")
        copy.triggered.connect(self._grid.copy)
        self.menu = menu
        menu.popup(point)

    def _fill_typing(self, menu: QMenu) -> None:
        grid = self._grid
        self._offer_toggle(menu)
        self._offer_split(menu)
        for each in (
            (_("&Insert a line"), "plus", "Ins", partial(self._insert, "text")),
            (_("Insert a &section"), "heading", "", partial(self._insert, "heading")),
            (_("Insert a su&btotal"), "sigma", "", partial(self._insert, "subtotal")),
            (_("Insert a &note"), "message-square-text", "", partial(self._insert, "note")),
            None,
            (_("&Option"), "square-check", "", self.make_options),
            (_("&Alternative"), "circle-dot", "", self.make_alternatives),
            None,
            (_("Move &up"), "arrow-up", "Ctrl+Up", partial(grid.move_lines, -1)),
            (_("Move do&wn"), "arrow-down", "Ctrl+Down", partial(grid.move_lines, 1)),
            (_("Copy &from above"), "copy-plus", "Ctrl+D", grid.copy_down),
            (_("&Paste"), "clipboard-paste", "Ctrl+V", grid.paste),
            (_("&Delete the line"), "trash-2", "Del", grid.remove_lines),
            None,
        ):
            if each is None:
                menu.addSeparator()
            else:
                self._add(menu, *each)

    def _add(
        self, menu: QMenu, words: str, icon_name: str, keys: str, act: Callable[[], None]
    ) -> None:
        action = menu.addAction(icon(icon_name), words)
        _key(action, keys)
        action.triggered.connect(act)

    def _offer_split(self, menu: QMenu) -> None:
        keys = set(self._grid.chosen_keys())
        heads = lines.bundles(self._document.rows)
        chosen = (row for row in self._document.rows if row[lines.KEY] in keys)
        if any(row[lines.KEY] in heads or row[lines.BUNDLE] in heads for row in chosen):
            words = _("Split the bundle into its &lines")
            self._add(menu, words, "ungroup", "Ctrl+Shift+B", self._grid.split_bundles)
            menu.addSeparator()

    def _offer_toggle(self, menu: QMenu) -> None:
        key = self._grid.current_key
        row = next((each for each in self._document.rows if each[lines.KEY] == key), None)
        if row is None or row.get("kind") not in lines.CHOOSABLE:
            return
        chosen = not row.get("unselected")
        words = _("Leave it &out") if chosen and row.get("kind") == "option" else _("C&hoose it")
        self._add(menu, words, "check", "Space", partial(self._grid.edits.toggle, row[lines.KEY]))
        menu.addSeparator()


def _key(action: QAction, keys: str) -> None:
    """Show a key behind the words; the grid hears it by itself."""
    if keys:
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        action.setText(f"{action.text()}\t{native}")


def _tip(words: str, keys: str) -> str:
    return f"{words} ({keys})"


def _typed(sign: str) -> str:
    return _("Or type {sign} at the beginning of a new line").format(sign=sign)
