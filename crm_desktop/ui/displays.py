"""The displays of a list page: its table, and other ways to look at the same records.

A display takes the place of the table. It gets the list as it is asked for (words, filters, place),
so the search box and the chips of the page hold in each display; and it says what the keyboard is
on and what is selected, so that every action of the window works in it.

To add one:

1. A `Display` in ui/pages/: `ask()` reads and shows what is asked for and then emits `counted`;
   `on_changes()` hears of every commit while it is seen. See pages/board_page.py.
2. A function that makes it, which imports it only then, and its `DisplayKind` in `KINDS` here.
3. `Action("display_<key>", Menu.LIST, ...)` in actions.py beside "display_board", and
   `do_display_<key>` in commands.py: `self._window.page.displays.show("<key>")`.

Which display a page was left in is remembered on this computer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from crm_desktop.i18n import N_, _
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import NARROW, ToolButton
from crm_desktop.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from crm_desktop.ui.actions import ActionSet
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.list_page import ListPage
    from crm_desktop.ui.table.view import ListView

TABLE = "table"


class Display(QWidget):
    """A way to look at the records of a list page.

    Attributes:
        wide: it wants the room of the record pane too, which is then hidden; F4 brings it back.
        tools: widgets for the head of the page, there while the display is shown.

    Signals:
        counted: what was asked for is shown: so many records.
        current: id of the record the keyboard is on; b"" for none.
        chosen: how many records are selected.
        opened: id of a record to open.
        typed: a printable key; it belongs to the search box.
        peeked: a look at the current record is wanted, or enough of it.
        escaped: Escape was pressed.
        menu_asked: the menu of the selection is wanted at this point (of the screen).
        said: words for a toast, and whether Undo takes back what they tell.
    """

    wide: ClassVar[bool] = True
    on_heading: ClassVar[bool] = False  # as a table with groups has it
    counted = Signal(int)
    current = Signal(bytes)
    chosen = Signal(int)
    opened = Signal(bytes)
    typed = Signal(str)
    peeked = Signal()
    escaped = Signal()
    menu_asked = Signal(object)
    said = Signal(str, bool)

    def __init__(self, context: Context, page: ListPage) -> None:
        super().__init__()
        self.context, self.page = context, page
        self.tools: tuple[QWidget, ...] = ()

    def wire(self, window: MainWindow) -> None:
        """Tie it to its window."""
        self.typed.connect(window.type_on)
        self.opened.connect(window.open_current)
        self.chosen.connect(window.show_chosen)
        self.current.connect(window.enable)
        self.menu_asked.connect(window.record_menu)

    # ---------------------------------------------------------------------------------- what

    def ask(self, asked: ListQuery) -> None:
        """Read what is asked for, show it, and emit `counted`."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again what is shown."""
        self.ask(self.page.asked())

    def on_changes(self, changes: Changes) -> None:
        """A commit, ours or another's, while the display is seen."""
        raise NotImplementedError

    def stop(self) -> None:
        """The store is closed: show nothing."""
        raise NotImplementedError

    def summary(self) -> str:
        """What stands beside the title; "": the number of records."""
        return ""

    def say_empty(self, empty: EmptyState) -> bool:
        """Say why nothing is here, where the page itself does not know; else False."""
        del empty
        return False

    def remember(self) -> None:
        """Keep how the display is laid out."""

    # ----------------------------------------------------------------------------- selection

    @property
    def current_id(self) -> bytes:
        """Id of the record the keyboard is on, b"" for none."""
        raise NotImplementedError

    def selected_ids(self) -> bytes:
        """16 bytes a record."""
        raise NotImplementedError

    def selected_count(self) -> int:
        """How many records are selected."""
        return len(self.selected_ids()) // 16

    def move_current(self, step: int) -> None:
        """To the record before or after."""
        raise NotImplementedError

    def select_id(self, key: bytes) -> bool:
        """Go to a record if it is here."""
        raise NotImplementedError

    def selectAll(self) -> None:
        """Select what can be selected together."""
        raise NotImplementedError

    def select_one(self) -> None:
        """Only the current record stays selected."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class DisplayKind:
    """A display there can be.

    Attributes:
        entities: of which kinds of record.
        make: makes it; None for the table, which is part of the page.
    """

    key: str
    title: str
    icon: str
    entities: frozenset[str] = frozenset()
    make: Callable[[Context, ListPage], Display] | None = None


def _board(context: Context, page: ListPage) -> Display:
    from crm_desktop.ui.pages.board_page import BoardDisplay

    return BoardDisplay(context, page)


def _forecast(context: Context, page: ListPage) -> Display:
    from crm_desktop.ui.pages.forecast_page import ForecastDisplay

    return ForecastDisplay(context, page)


KINDS = (
    DisplayKind(TABLE, N_("Table"), "table-2"),
    DisplayKind("board", N_("Board"), "square-kanban", frozenset({"deal"}), _board),
    DisplayKind("forecast", N_("Forecast"), "calendar-range", frozenset({"deal"}), _forecast),
)


def kinds_of(entity: str) -> tuple[DisplayKind, ...]:
    """The displays of a kind of record, the table first."""
    return tuple(kind for kind in KINDS if kind.make is None or entity in kind.entities)


class DisplaySwitch(QFrame):
    """The buttons `Table | Board`, of which one is down; only their icons where room is short.

    Signals:
        asked: key of a display.
    """

    asked = Signal(str)

    def __init__(self, kinds: tuple[DisplayKind, ...]) -> None:
        super().__init__()
        self.setObjectName("Switch")
        self.setAccessibleName(_("Display"))
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._narrow, self._full = False, QSize()
        line = build.row(spacing=0, margins=(2, 2, 2, 2))
        for kind in kinds:
            line.addWidget(self._button(kind))
        self.setLayout(line)
        build.hug(self)
        if len(kinds) < 2:
            self.hide()  # shown too early it would be a window of its own

    def _button(self, kind: DisplayKind) -> QToolButton:
        made = ToolButton()
        made.setText(_(kind.title))
        made.setIcon(icon(kind.icon))
        made.setIconSize(QSize(theme.px(15), theme.px(15)))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setFont(theme.font(12, 500))
        made.setCheckable(True)
        made.setAccessibleName(_(kind.title))
        made.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda _on=False, key=kind.key: self.asked.emit(key))
        self._group.addButton(made)
        self.buttons[kind.key] = made
        return made

    def sizeHint(self) -> QSize:
        """With the words, also while they are not shown."""
        if not self._narrow:
            self._full = super().sizeHint()
        return self._full

    def minimumSizeHint(self) -> QSize:
        """The icons."""
        width = len(self.buttons) * theme.px(NARROW) + 2 * theme.px(2)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With or without words."""
        super().resizeEvent(event)
        narrow = self.width() < self.sizeHint().width()
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for button in self.buttons.values():
            build.set_state(button, "narrow", narrow)
            with_words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            only_icon = Qt.ToolButtonStyle.ToolButtonIconOnly
            button.setToolButtonStyle(only_icon if narrow else with_words)
            button.setToolTip(button.text() if narrow else "")

    def show_key(self, key: str) -> None:
        """The display that is shown."""
        self.buttons[key].setChecked(True)


class Displays(QObject):
    """The displays of one page: which is shown, and those made so far.

    Attributes:
        kinds: what there is for this kind of record.
        key: of the one that is shown.
        switch: the buttons.

    Signals:
        made: a Display was made: it is to be tied to the window.
        changed: another one is shown.
    """

    made = Signal(object)
    changed = Signal()

    def __init__(self, context: Context, page: ListPage, stack: QStackedWidget) -> None:
        super().__init__(page)
        self._context, self._page, self._stack = context, page, stack
        self.kinds = kinds_of(page.entity.key)
        self.key = TABLE
        self._made: dict[str, Display] = {}
        self._pane_was_there = True
        self.switch = DisplaySwitch(self.kinds)
        self.switch.asked.connect(self.show)
        self.switch.show_key(TABLE)

    @property
    def shown(self) -> Display | None:
        """The display in the place of the table; None where the table is shown."""
        return self._made.get(self.key)

    @property
    def here(self) -> ListView | Display:
        """What the keyboard goes through: the table, or what stands in its place."""
        return self.shown or self._page.view

    def has(self, key: str) -> bool:
        """Whether there is such a display for this kind of record."""
        return any(kind.key == key for kind in self.kinds)

    def restore(self) -> None:
        """The display the page was left in."""
        kept = self._context.state.display(self._page.entity.key)
        if kept != TABLE and self.has(kept):
            self._show(kept)

    def show(self, key: str) -> None:
        """Show another display."""
        if key == self.key or not self.has(key):
            self.switch.show_key(self.key)
            return
        self._show(key)
        self._context.state.set_display(self._page.entity.key, key)
        self._page.ask()
        self.here.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, key: str) -> None:
        self._page.tools.end_peek()
        if self.shown is not None:
            for tool in self.shown.tools:
                tool.hide()
        kind = next(kind for kind in self.kinds if kind.key == key)
        if kind.make is not None and key not in self._made:
            self._make(kind)
        before, self.key = self.shown, key
        self._give_room(before)
        self._stack.setCurrentWidget(self.here)
        if self.shown is not None:
            for tool in self.shown.tools:
                tool.show()
        self.switch.show_key(key)
        self.changed.emit()

    def _make(self, kind: DisplayKind) -> None:
        assert kind.make is not None
        display = self._made[kind.key] = kind.make(self._context, self._page)
        self._stack.addWidget(display)
        self.made.emit(display)

    def _give_room(self, before: Display | None) -> None:
        """A wide display has the room of the pane too, until the table is back."""
        pane = self._page.pane
        was_wide = before is not None and before.wide
        wide = self.shown is not None and self.shown.wide
        if wide and not was_wide:
            self._pane_was_there = pane.isVisibleTo(self._page)
            pane.hide()
        elif was_wide and not wide:
            pane.setVisible(self._pane_was_there)

    def all_made(self) -> tuple[Display, ...]:
        """The displays that have been shown."""
        return tuple(self._made.values())

    def enable(self, commands: ActionSet, *, on: bool) -> None:
        """Offer the displays there are."""
        for kind in KINDS:
            action = commands[f"display_{kind.key}"]
            action.setEnabled(on and len(self.kinds) > 1 and self.has(kind.key))
