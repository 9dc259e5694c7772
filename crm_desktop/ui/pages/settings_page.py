"""What the user can choose."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QScrollArea, QWidget

from crm_desktop import paths
from crm_desktop.i18n import N_, _
from crm_desktop.settings import Appearance, Density
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox, TickBox
from crm_desktop.ui.widgets import build

_APPEARANCES = (
    (Appearance.SYSTEM, N_("As the system")),
    (Appearance.LIGHT, N_("Light")),
    (Appearance.DARK, N_("Dark")),
)
_DENSITIES = ((Density.NORMAL, N_("Two lines a row")), (Density.COMPACT, N_("One line a row")))
_SIZES = (80, 90, 100, 110, 125, 140, 160)
_LANGUAGES = (
    ("", N_("As the system")),
    ("en_GB", "English (GB)"),
    ("en_US", "English (US)"),
    ("de", "Deutsch"),
    ("uk", "Українська"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("zh_CN", "中文（简体）"),
)


class SettingsPage(QWidget):
    """The settings; a change holds at once, or says when it will.

    Signals:
        changed: one of them has changed.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._radio_buttons: dict[tuple[str, StrEnum], QRadioButton] = {}
        self._tick = TickBox(_("Always show the menu bar (else Alt or F10 shows it)"))
        self._store = build.label(selectable=True, wrap=True)
        self._later = build.label(
            _("Text size and language change when the program is started again."),
            size=12,
            tone="faint",
            wrap=True,
        )
        title = build.label(_("Settings"), size=15, weight=600)
        head = build.holder(build.row(title, 0, margins=(16, 0, 16, 0)))
        head.setFixedHeight(theme.px(50))
        inner = build.column(
            self._card(_("Colours"), self._radios("appearance", _APPEARANCES)),
            self._card(_("Lists"), self._radios("density", _DENSITIES)),
            self._card(_("Text and language"), self._text_card()),
            self._card(_("Menus"), self._menu_tick()),
            self._card(_("Your data"), self._data_card()),
            0,
            spacing=12,
            margins=(16, 4, 16, 20),
        )
        holder = build.holder(inner)
        holder.setMaximumWidth(theme.px(640))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(build.holder(build.row(holder, 0)))
        column = build.column(head, spacing=0)
        column.addWidget(scroll, 1)
        self.setLayout(column)

    @staticmethod
    def _card(title: str, content: QWidget) -> QFrame:
        head = build.label(title, weight=600)
        return build.panel("Card", build.column(head, content, margins=(16, 12, 16, 14)))

    def show_settings(self) -> None:
        """A setting was changed elsewhere: show it."""
        now = self._context.settings.now
        for (name, value), button in self._radio_buttons.items():
            button.setChecked(getattr(now, name) == value)
        self._tick.setChecked(now.menu_bar)

    def _radios(self, name: str, choices: tuple[tuple[StrEnum, str], ...]) -> QWidget:
        line, group = build.row(spacing=20), QButtonGroup(self)
        for value, words in choices:
            button = QRadioButton(_(words))
            button.setAccessibleName(_(words))
            button.setChecked(getattr(self._context.settings.now, name) == value)
            button.clicked.connect(lambda _on=False, chosen=value: self._set(name, chosen))
            group.addButton(button)
            self._radio_buttons[name, value] = button
            line.addWidget(button)
        line.addStretch(1)
        return build.holder(line)

    def _text_card(self) -> QWidget:
        now = self._context.settings.now
        size = self._box(_("Text size"), [(each, f"{each} %") for each in _SIZES], now.text_size)
        size.activated.connect(partial(self._set_from, "text_size", size))
        words = [(key, _(name) if not key else name) for key, name in _LANGUAGES]
        language = self._box(_("Language"), words, now.language)
        language.activated.connect(partial(self._set_from, "language", language))
        line = build.row(spacing=12)
        for box in (size, language):
            label = build.label(box.accessibleName(), tone="muted")
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
        line.addStretch(1)
        return build.holder(build.column(line, self._later, spacing=8))

    @staticmethod
    def _box(name: str, choices: list[tuple[Any, str]], now: Any) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(now), 0))
        box.setMinimumWidth(theme.px(150))
        return box

    def _menu_tick(self) -> QWidget:
        tick = self._tick
        tick.setAccessibleName(tick.text())
        tick.setChecked(self._context.settings.now.menu_bar)
        tick.toggled.connect(partial(self._set, "menu_bar"))
        return tick

    def _data_card(self) -> QWidget:
        self._store.setText(_("No office is open."))
        folder = build.button(_("Open the folder of reports and logs"), "folder")
        folder.clicked.connect(lambda: self._context.dialogs.open_outside(str(paths.log_dir())))
        build.hug(folder)
        return build.holder(build.column(self._store, folder, spacing=10))

    def show_store(self, address: str) -> None:
        """Which store is open."""
        self._store.setText(address or _("No office is open."))

    def _set_from(self, name: str, box: ChoiceBox, at: int) -> None:
        self._set(name, box.itemData(at))

    def _set(self, name: str, value: Any) -> None:
        if getattr(self._context.settings.now, name) == value:
            return
        self._context.settings.change(**{name: value})
        self.changed.emit()
