"""Search, New, Undo, the bell, and the switch between light and dark."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.actions import ActionSet
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.buttons import ToolButton
from crm_desktop.ui.widgets.search_box import SearchBox


class TopBar(QFrame):
    """The bar over the pages.

    Attributes:
        search: the search box.
        recent: the button over the menu of the records looked at lately.
    """

    def __init__(self, actions: ActionSet, bell: QToolButton) -> None:
        super().__init__()
        self.setObjectName("TopBar")
        self.setFixedHeight(theme.px(52))
        self._actions = actions
        self.search = SearchBox("Ctrl+F")
        self._mode = build.tool("moon", _("Switch between light and dark"))
        self._mode.clicked.connect(actions["dark"].trigger)
        line = build.row(margins=(16, 0, 14, 0))
        line.addWidget(self.search, 1)
        line.addWidget(self._button("palette"))
        self.recent = self._button("recent")
        line.addWidget(self.recent)
        line.addStretch(1)
        for key in ("undo", "redo"):
            line.addWidget(self._button(key))
        line.addWidget(bell)
        line.addWidget(self._mode)
        line.addSpacing(theme.px(4))
        line.addLayout(self._new())
        self.setLayout(line)

    def _button(self, key: str) -> QToolButton:
        button = ToolButton()
        button.setDefaultAction(self._actions[key])
        button.setIconSize(QSize(theme.px(16), theme.px(16)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _new(self) -> QHBoxLayout:
        """A button that makes a record of the page shown, and a menu for the other kinds."""
        main = build.button(_("New"), "plus", primary=True)
        main.setObjectName("NewMain")
        main.clicked.connect(self._actions["new"].trigger)
        more = build.button("", primary=True, name=_("New, other kinds"))
        more.setObjectName("NewMore")
        more.setIcon(icon("chevron-down", "on_accent"))
        more.setIconSize(QSize(theme.px(14), theme.px(14)))
        more.setFixedWidth(theme.px(26))
        menu = QMenu(more)
        for key in ("new_person", "new_company", "import"):
            menu.addAction(self._actions[key])
        self._new_menu = menu
        self._new_buttons = (main, more)
        more.clicked.connect(self.open_new_menu)
        return build.row(main, more, spacing=1)

    def open_new_menu(self) -> None:
        """Ask which kind of record is to be made."""
        more = self._new_buttons[1]
        place = more.mapToGlobal(QPoint(0, more.height() + 2))
        self._new_menu.popup(place, self._actions["new_person"])

    def show_text(self, text: str) -> None:
        """The words searched for on the page that is shown now."""
        self.search.show_text(text)

    def show_mode(self, *, dark: bool) -> None:
        """The moon leads to the dark, the sun out of it."""
        self._mode.setIcon(icon("sun" if dark else "moon"))

    def enable(self, *, on: bool) -> None:
        """Searching and making need a store."""
        for widget in (self.search, *self._new_buttons):
            widget.setEnabled(on)
