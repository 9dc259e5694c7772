"""The rail at the left: the office, the pages that exist, the settings."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QSizePolicy, QToolButton

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import paint, theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Avatar, Elided

WIDTH = 208


class NavButton(QToolButton):
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
            token = "accent_text" if self.isChecked() else "text3"
            box = QRect(self.rect()).adjusted(0, 0, -theme.px(10), 0).toRectF()
            pen = Pen(painter)
            pen.words(box, self._count, 11.5, 500, token, paint.RIGHT, tabular=True)
            painter.end()


class Navigation(QFrame):
    """The rail.

    Attributes:
        office: the button with the name of the office; it holds the main menu.

    Signals:
        chosen: the key of a page.
    """

    chosen = Signal(str)

    def __init__(self, pages: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self.setObjectName("Sidebar")
        self.setFixedWidth(theme.px(WIDTH))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, NavButton] = {}
        self._name = Elided()
        self._avatar = Avatar(24, square=True, letters=0.42)
        self.office = self._office_button()
        upper = [self._button(*page) for page in pages]
        lower = self._button("settings", _("Settings"), "settings")
        column = build.column(self.office, 6, spacing=3, margins=(10, 12, 10, 10))
        for button in upper:
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(lower)
        self.setLayout(column)
        self.show_office("")

    def _office_button(self) -> QToolButton:
        button = QToolButton()
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
