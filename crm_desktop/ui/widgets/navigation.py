"""The rail at the left: the office, the pages that exist, lists and favourites, the settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import mirror, paint, theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Avatar, Elided
from crm_desktop.ui.widgets.buttons import ToolButton
from crm_desktop.ui.widgets.nav_groups import NavGroup, NavItem, NavRow, NavRows

WIDTH = 208
_APART = frozenset({"lead", "product", "activity"})  # a little room above: another kind of work


class NavButton(ToolButton):
    """One page: icon, words, and how many records it has."""

    def __init__(self, text: str, icon_name: str) -> None:
        super().__init__()
        self._text, self._count = text, ""
        self.setObjectName("Nav")
        self.setText(build.GAP + text)
        self.setIcon(icon(icon_name))
        self.setIconSize(QSize(theme.px(17), theme.px(17)))
        self.setFont(theme.font(13, 500))
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(34))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """A style sheet sets a least height of its own; many pages would be pressed to that."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme.px(34))

    def set_count(self, count: int | None) -> None:
        """Show how many there are."""
        self._count = "" if count is None else i18n.number(count)
        words = f"{self._text}, {self._count}" if self._count else self._text
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count:
            painter = QPainter(self)
            mirror.turn(painter, self.rect())
            token = "accent_text" if self.isChecked() else "text3"
            box = QRect(self.rect()).adjusted(0, 0, -theme.px(10), 0).toRectF()
            pen = Pen(painter)
            pen.words(box, self._count, 11.5, 500, token, paint.RIGHT, tabular=True)
            painter.end()


class Navigation(QFrame):
    """The rail.

    Attributes:
        office: the button with the name of the office; it holds the main menu.
        pages: key, words and icon of each page.

    Signals:
        chosen: the key of a page.
        item_chosen: the key of a line under a page or in a group.
        item_menu_asked: the menu of such a line is wanted at a point (of the screen).
        records_dropped: a Dragged was let go over such a line.
        item_moved: a line is to stand before another one of its group.
    """

    chosen = Signal(str)
    item_chosen = Signal(str)
    item_menu_asked = Signal(str, object)
    records_dropped = Signal(str, object)
    item_moved = Signal(str, str)

    def __init__(self, pages: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self.setObjectName("Sidebar")
        self.setFixedWidth(theme.px(WIDTH))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, NavButton] = {}
        self.pages: list[tuple[str, str, str]] = []
        self._name = Elided()
        self._avatar = Avatar(24, square=True, letters=0.42)
        self.office = self._office_button()
        self._pinned: dict[str, NavRows] = {}
        self.groups: dict[str, NavGroup] = {}
        upper = [self._button(*page) for page in pages]
        lower = (
            self._button("trash", _("Trash"), "trash-2"),
            self._button("settings", _("Settings"), "settings"),
        )
        self._inside = build.column(spacing=3)
        for button, (key, _words, _icon) in zip(upper, pages, strict=True):
            if key in _APART:
                self._inside.addSpacing(theme.px(8))
            self._inside.addWidget(button)
        self._inside.addStretch(1)
        column = build.column(self.office, 6, spacing=3, margins=(10, 12, 0, 10))
        column.addWidget(_scrolled(self._inside), 1)
        for button in lower:
            column.addWidget(button)
            button.setFixedWidth(theme.px(WIDTH - 21))
        self.office.setFixedWidth(theme.px(WIDTH - 21))
        self.setLayout(column)
        self.show_office("")

    def _office_button(self) -> QToolButton:
        button = ToolButton()
        button.setObjectName("Office")
        button.setFixedHeight(theme.px(34))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name.setFont(theme.font(13, 600))
        arrow = QToolButton()
        arrow.setIcon(icon("chevron-down"))
        arrow.setIconSize(QSize(theme.px(16), theme.px(16)))
        arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        arrow.setAccessibleName(_("Main menu"))
        for inner in (arrow, self._name, self._avatar):
            inner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = build.row(self._avatar, self._name, arrow, spacing=8, margins=(4, 0, 0, 0))
        line.setStretch(1, 1)
        button.setLayout(line)
        return button

    def _button(self, key: str, text: str, icon_name: str) -> NavButton:
        button = NavButton(text, icon_name)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(button)
        self._buttons[key] = button
        self.pages.append((key, text, icon_name))
        return button

    def set_menu(self, menu: QMenu) -> None:
        """The main menu, opened by the name of the office."""
        self.office.setMenu(menu)

    def show_office(self, name: str) -> None:
        """Name of the office whose data is open."""
        shown = name or _("CRM Desktop")
        self._name.setText(shown)
        self._avatar.show_name(shown, square=True)
        self.office.setAccessibleName(_("{office}, main menu").format(office=shown))

    def show_page(self, key: str) -> None:
        """Mark the page that is shown."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def show_count(self, key: str, count: int | None) -> None:
        """How many records a page has."""
        self._buttons[key].set_count(count)

    def enable(self, *, on: bool) -> None:
        """The pages can be chosen only while a store is open."""
        for button in self._buttons.values():
            button.setEnabled(on)

    # -------------------------------------------------------------------- lines and groups

    def show_pinned(self, page: str, items: Sequence[NavItem]) -> None:
        """The lines under a page."""
        if page not in self._pinned and items:
            rows = self._pinned[page] = self._wired(NavRows(self._group))
            self._inside.insertWidget(self._inside.indexOf(self._buttons[page]) + 1, rows)
        if page in self._pinned:
            self._pinned[page].show_items(items)

    def add_group(
        self, key: str, title: str, *, add: str = "", takes: tuple[str, ...] = ()
    ) -> NavGroup:
        """A group below the pages; it has no lines yet."""
        group = self.groups[key] = NavGroup(title, self._group, add=add, takes=takes)
        self._wired(group.rows)
        self._inside.insertWidget(self._inside.count() - 1, group)
        return group

    def _wired(self, rows: NavRows) -> NavRows:
        rows.chosen.connect(self.item_chosen)
        rows.menu_asked.connect(self.item_menu_asked)
        rows.dropped.connect(self.records_dropped)
        rows.moved.connect(self.item_moved)
        return rows

    def item(self, key: str) -> NavRow | None:
        """The line of that key, under a page or in a group."""
        every = (*self._pinned.values(), *(group.rows for group in self.groups.values()))
        return next((rows.rows[key] for rows in every if key in rows.rows), None)

    def show_item(self, key: str) -> bool:
        """Mark a line as what is shown; False where there is no such line."""
        row = self.item(key)
        if row is not None:
            row.setChecked(True)
        return row is not None


def _scrolled(column: QVBoxLayout) -> QScrollArea:
    """Many lists do not fit on a small screen."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(_("Pages and lists"))
    column.setContentsMargins(0, 0, theme.px(10), 0)
    inside = QWidget()
    inside.setLayout(column)
    area.setWidget(inside)
    return area
