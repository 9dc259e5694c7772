"""What the user can choose about the program itself: colours, text, lists, where the data lie."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from crm_desktop import i18n, paths
from crm_desktop.i18n import N_, _
from crm_desktop.settings import TEXT_SIZES, Appearance, Contrast, Density
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox, TickBox
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.flow import Flow

_APPEARANCES = (
    (Appearance.SYSTEM, N_("As the system")),
    (Appearance.LIGHT, N_("Light")),
    (Appearance.DARK, N_("Dark")),
)
_CONTRASTS = (
    (Contrast.SYSTEM, N_("As the system")),
    (Contrast.NORMAL, N_("Usual")),
    (Contrast.HIGH, N_("High")),
)
_DENSITIES = ((Density.NORMAL, N_("Two lines a row")), (Density.COMPACT, N_("One line a row")))
_LOCALES = (
    ("en_GB", "English (GB)"),
    ("en_US", "English (US)"),
    ("de", "Deutsch"),
    ("de_AT", "Deutsch (Österreich)"),
    ("de_CH", "Deutsch (Schweiz)"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("ro", "Română"),
    ("uk", "Українська"),
    ("ru", "Русский"),
    ("ja", "日本語"),
    ("zh_CN", "中文（简体）"),
)
_REBUILT = {"text_size", "language", "locale"}  # what is built into every part of the window
_LABELS = 130


class ProgramSettings(QWidget):
    """The settings of this program on this computer; a change holds at once.

    Attributes:
        text_size, language, locale_box: the boxes.

    Signals:
        changed: one of them has changed.
        rebuild_asked: the window has to be built anew for it.
        office_asked: our own details are to be edited.
    """

    changed = Signal()
    rebuild_asked = Signal()
    office_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._radio_buttons: dict[tuple[str, StrEnum], QRadioButton] = {}
        self._tick = TickBox(_("Always show the menu bar"))
        self._next_step = TickBox(_("Ask what comes next after a move"))
        self._store = build.label(selectable=True, wrap=True)
        self._address = ""
        self._folder = build.button(_("Open the folder of the file"), "folder-open")
        self._office = build.button(_("Edit our own details"), "store")
        now = context.settings.now
        sizes = [(each, f"{each} %") for each in TEXT_SIZES]
        self.text_size = self._box("text_size", _("Text size"), sizes, now.text_size)
        self.language = self._box("language", _("Language"), _languages(), now.language)
        self.locale_box = self._box("locale", _("Numbers and dates"), _locales(), now.locale)
        self.setLayout(build.column(self._scroll(), spacing=0))

    def _scroll(self) -> QScrollArea:
        inner = build.column(
            self._card(_("Colours"), self._colours_card()),
            self._card(_("Text and language"), self._text_card()),
            self._card(_("Lists"), self._grid((_("Rows"), self._radios("density", _DENSITIES)))),
            self._card(_("Menus"), self._menu_tick()),
            self._card(_("Deals"), self._next_step_tick()),
            self._card(_("Your data"), self._data_card()),
            0,
            spacing=12,
            margins=(16, 4, 16, 20),
        )
        holder = build.holder(inner)
        holder.setMaximumWidth(theme.px(680))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = build.row(holder, 0)
        line.setStretch(0, 100)  # as wide as it may be, the rest stays empty
        scroll.setWidget(build.holder(line))
        return scroll

    # --------------------------------------------------------------------------------- cards

    @staticmethod
    def _card(title: str, content: QWidget) -> QFrame:
        head = build.label(title, weight=600)
        return build.panel("Card", build.column(head, content, margins=(16, 12, 16, 14)))

    @staticmethod
    def _grid(*lines: tuple[str, QWidget]) -> QWidget:
        """Labels at one side, what is chosen at the other."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnMinimumWidth(0, theme.px(_LABELS))
        grid.setColumnStretch(1, 1)
        for at, (words, content) in enumerate(lines):
            label = build.label(words, tone="muted")
            label.setBuddy(content)
            grid.addWidget(label, at, 0)
            grid.addWidget(content, at, 1)
        return build.holder(grid)

    def _colours_card(self) -> QWidget:
        return self._grid(
            (_("Light or dark"), self._radios("appearance", _APPEARANCES)),
            (_("Contrast"), self._radios("contrast", _CONTRASTS)),
        )

    def _text_card(self) -> QWidget:
        boxes = (self.text_size, self.language, self.locale_box)
        return self._grid(*((box.accessibleName(), _held(box)) for box in boxes))

    def _data_card(self) -> QWidget:
        logs = build.button(_("Open the folder of reports and logs"), "folder")
        logs.clicked.connect(lambda: self._open(paths.log_dir()))
        self._folder.clicked.connect(lambda: self._open(Path(self._address).parent))
        self._office.clicked.connect(self.office_asked)
        column = build.column(self._store, spacing=10)
        for button in (self._office, self._folder, logs):
            column.addWidget(_hugged(button))
        self.show_store("")
        return build.holder(column)

    def _open(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._context.dialogs.open_outside(str(folder))

    def _menu_tick(self) -> QWidget:
        tick = self._tick
        tick.setAccessibleName(tick.text())
        tick.setChecked(self._context.settings.now.menu_bar)
        tick.toggled.connect(partial(self._set, "menu_bar"))
        more = build.label(_("Otherwise Alt or F10 shows it."), size=12, tone="muted", wrap=True)
        return build.holder(build.column(tick, more, spacing=2))

    def _next_step_tick(self) -> QWidget:
        tick = self._next_step
        tick.setAccessibleName(tick.text())
        tick.setChecked(self._context.settings.now.ask_next_step)
        tick.toggled.connect(partial(self._set, "ask_next_step"))
        return tick

    # --------------------------------------------------------------------------------- parts

    def _radios(self, name: str, choices: tuple[tuple[StrEnum, str], ...]) -> QWidget:
        line, group = Flow(gap=18), QButtonGroup(self)
        for value, words in choices:
            button = QRadioButton(_(words))
            button.setAccessibleName(_(words))
            button.setChecked(getattr(self._context.settings.now, name) == value)
            button.clicked.connect(lambda _on=False, chosen=value: self._set(name, chosen))
            group.addButton(button)
            self._radio_buttons[name, value] = button
            line.addWidget(button)
        return build.holder(line)

    def _box(self, key: str, name: str, choices: list[tuple[Any, str]], now: Any) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(now), 0))
        box.setFixedWidth(min(theme.px(240), 240))
        box.activated.connect(partial(self._set_from, key, box))
        return box

    # ---------------------------------------------------------------------------------- show

    def show_settings(self) -> None:
        """A setting was changed elsewhere: show it."""
        now = self._context.settings.now
        for (name, value), button in self._radio_buttons.items():
            button.setChecked(getattr(now, name) == value)
        self._tick.setChecked(now.menu_bar)
        self._next_step.setChecked(now.ask_next_step)
        self.text_size.setCurrentIndex(max(self.text_size.findData(now.text_size), 0))

    def show_store(self, address: str) -> None:
        """Which store is open."""
        self._address = address
        self._store.setText(address or _("No office is open."))
        self._folder.setVisible(bool(address) and "://" not in address)
        self._office.setEnabled(bool(address))

    def _set_from(self, name: str, box: ChoiceBox, at: int) -> None:
        self._set(name, box.itemData(at))

    def _set(self, name: str, value: Any) -> None:
        if getattr(self._context.settings.now, name) == value:
            return
        self._context.settings.change(**{name: value})
        self.changed.emit()
        if name in _REBUILT:
            self.rebuild_asked.emit()


def _languages() -> list[tuple[str, str]]:
    """The languages somebody has translated the program into, in their own words."""
    names = [(key, i18n.language_name(key)) for key in i18n.languages()]
    return [("", _("As the system")), *names]


def _locales() -> list[tuple[str, str]]:
    return [("", _("As the language")), *_LOCALES]


def _held(box: ChoiceBox) -> QWidget:
    return build.holder(build.row(box, 0))


def _hugged(button: QPushButton) -> QPushButton:
    build.hug(button)
    return button
