"""Ctrl+K: records, commands, settings, pages and help in one box, found while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from shiboken6 import isValid

from crm_desktop.i18n import N_, _
from crm_desktop.ui import palette_sources, recents, theme
from crm_desktop.ui.actions import ACTIONS
from crm_desktop.ui.context import Context
from crm_desktop.ui.palette_entries import (
    Entry,
    Group,
    Heading,
    Line,
    Mode,
    fitting,
    lines,
    mode_of,
)
from crm_desktop.ui.palette_list import PaletteList, caps_width, paint_keys, spoken
from crm_desktop.ui.palette_records import RecordFinder
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import IconMark
from crm_desktop.ui.widgets.clear import add_clear
from crm_desktop.ui.widgets.overlay import announce

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow

WIDTH, HEIGHT = 640, 470
_TOP = 0.13  # of the window lies over the card
_RADIUS = 12
_SHADOW = 18
_REACH = 42  # of the shadow around the card
_MODES = (
    (Mode.COMMANDS, N_("commands")),
    (Mode.PEOPLE, N_("contacts")),
    (Mode.COMPANIES, N_("companies")),
    (Mode.HELP, N_("help")),
)
_HINTS = {
    Mode.ALL: N_("Find a record, or say what you want to do"),
    Mode.COMMANDS: N_("Find a command"),
    Mode.PEOPLE: N_("Find a contact"),
    Mode.COMPANIES: N_("Find a company"),
    Mode.HELP: N_("Find a topic of the help, or a key"),
}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaletteBox(QLineEdit):
    """The line in which one types; it hands the keys that walk the list on.

    Signals:
        moved, paged: by entries or pages; jumped: to the next group, or the one before.
        entered: with Ctrl or without; left: closed.
        strayed: the keyboard went elsewhere.
    """

    moved = Signal(int)
    paged = Signal(int)
    jumped = Signal(int)
    entered = Signal(bool)
    left = Signal()
    strayed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("PaletteBox")
        self.setFont(theme.font(16))
        add_clear(self)

    def event(self, event: QEvent) -> bool:
        """Keys that are ours while we are open belong to no menu; Tab walks the groups."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._is_ours(event):
                event.accept()
                return True
            tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if event.type() == QEvent.Type.KeyPress and event.key() in tabs:
                self.jumped.emit(-1 if event.key() == Qt.Key.Key_Backtab else 1)
                return True
        return super().event(event)

    @staticmethod
    def _is_ours(event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        pages = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape)
        return key in _STEPS or key in _ENTERS or key in pages

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = Qt.Key(event.key()), Qt.KeyboardModifier.ControlModifier
        if key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.paged.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in _ENTERS:
            self.entered.emit(bool(event.modifiers() & control))
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        own = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in own:
            self.strayed.emit()


class _KeyHints(QWidget):
    """What the keys do with the current entry; painted as key caps with words."""

    def __init__(self) -> None:
        super().__init__()
        self._hints: list[tuple[str, str]] = []
        self.setFixedHeight(theme.px(24))

    def show_hints(self, hints: list[tuple[str, str]]) -> None:
        """Pairs of keys and words."""
        if hints != self._hints:
            self._hints = hints
            said = ", ".join(f"{keys}: {words}" for keys, words in hints)
            self.setAccessibleName(said)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right, middle = float(self.width()), self.height() / 2
        for keys, words in reversed(self._hints):
            painter.setFont(theme.font(11.5))
            painter.setPen(theme.color("text2"))
            width = painter.fontMetrics().horizontalAdvance(words)
            if right - width - theme.px(6) - caps_width(keys) < 0:
                break
            box = QRectF(right - width, 0, width + 1, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
            right = paint_keys(painter, right - width - theme.px(6), middle, keys) - theme.px(14)
        painter.end()


class Palette(QWidget):
    """Lies over a window while it is open.

    Attributes:
        box, list: what is typed, and what fits it.
        finder: asks for the records.
    """

    def __init__(self, window: MainWindow, context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self._before: QWidget | None = None
        self._pages: list[Entry] = []
        self._commands: list[Entry] = []
        self._settings: list[Entry] = []
        self._mode, self._typed = Mode.ALL, ""
        self._walked = False  # to another entry than the first one, by hand
        self._enter_when_found: bool | None = None
        self._ground, self._painted_for = QPixmap(), ((0, 0), "", 0.0)
        self.box, self.list = PaletteBox(), PaletteList()
        self.list.show_faces(context.faces)
        self.finder = RecordFinder(context, window, self)
        self._card = QWidget(self)
        self._nothing = build.label(tone="muted", wrap=True)
        self._hints = _KeyHints()
        self._build()
        self._wire()
        self.hide()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> None:
        top = build.row(IconMark("search", 18), self.box, spacing=8, margins=(18, 10, 12, 8))
        foot = build.row(spacing=2, margins=(12, 5, 16, 7))
        for mode, words in _MODES:
            foot.addWidget(self._mode_button(mode, _(words)))
        foot.addWidget(self._hints, 1)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(*(theme.px(24),) * 4)
        column = build.column(top, build.rule(), self._nothing, spacing=0, margins=(1, 1, 1, 1))
        column.insertWidget(2, self.list, 1)
        column.setStretchFactor(self._nothing, 1)
        column.addWidget(build.rule())
        column.addLayout(foot)
        self._card.setLayout(column)
        self.setAccessibleName(_("Everything: records, commands, settings, help"))

    def _mode_button(self, mode: Mode, words: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("PaletteMode")
        button.setText(f"{mode.value} {words}")
        button.setFont(theme.font(11.5))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(
            _("Type {sign} first to find {words} only").format(sign=mode.value, words=words)
        )
        button.clicked.connect(partial(self._switch, mode))
        return button

    def _wire(self) -> None:
        box = self.box
        box.textChanged.connect(self._typed_on)
        box.moved.connect(self._walk)
        box.paged.connect(lambda step: self._walk(step * self.list.rows_a_page()))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        box.jumped.connect(self._jump)
        box.entered.connect(self._enter)
        box.left.connect(self.leave)
        box.strayed.connect(self._stray)
        self.list.chosen.connect(self._choose)
        self.list.selectionModel().currentChanged.connect(self._show_hints)
        self.finder.found.connect(self._show_found)
        self._window.installEventFilter(self)
        for action in ACTIONS:  # a shortcut pressed here does its work, and we are gone
            if action.key != palette_sources.OWN:
                self._window.commands[action.key].triggered.connect(self._step_aside)

    # ---------------------------------------------------------------------------------- open

    def open(self, mode: Mode = Mode.ALL) -> None:
        """Show the palette; the keyboard goes back where it was when it is left."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._collect()
        self._place()
        self.show()
        self.raise_()
        self.finder.ask_recent()
        QTimer.singleShot(0, self, self._read_settings)
        if self.box.text() == mode.value:
            self._typed_on(mode.value)
        self.box.setText(mode.value)
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle(self) -> None:
        """The same keys open and close it."""
        self.leave() if self.isVisible() else self.open()

    def _collect(self) -> None:
        """What can be chosen now, before anything is searched for."""
        window = self._window
        self._settings = []
        self._pages = palette_sources.pages(window, has_store=self._has_store)
        self._commands = palette_sources.commands(window)

    def _read_settings(self) -> None:
        """Once we are on the screen: the page of the settings may have to be made for it."""
        if self.isVisible() and not self._settings:
            self._settings = palette_sources.settings(self._window.settings())
            self._show()

    def leave(self) -> None:
        """Close, and give the keyboard back."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stray(self) -> None:
        """Something else has taken the keyboard, and keeps it."""
        if self.isVisible():
            self._before = None
            self.hide()

    def _step_aside(self) -> None:
        if self.isVisible():
            self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self.finder.forget()
        self._enter_when_found = None
        super().hideEvent(event)

    # ------------------------------------------------------------------------------- finding

    def _switch(self, mode: Mode) -> None:
        """Another sign at the beginning; the same one again takes it away."""
        _old, typed = mode_of(self.box.text())
        sign = "" if self._mode is mode else mode.value
        self.box.setText(sign + typed)
        self.box.setFocus()

    def _typed_on(self, text: str) -> None:
        if not self.isVisible():
            return
        self._mode, self._typed = mode_of(text)
        self._walked, self._enter_when_found = False, None
        hint = _(_HINTS[self._mode])
        self.box.setPlaceholderText(hint)
        self.box.setAccessibleName(hint)
        self.finder.ask(self._mode, self._typed)
        self._show()

    def _show_found(self) -> None:
        """Records have come. The entry somebody walked to stays the current one."""
        if not self.isVisible():
            return
        self._show()
        if self.finder.waiting:
            return
        waited, self._enter_when_found = self._enter_when_found, None
        if waited is not None:
            self._enter(waited)
        elif self._typed:
            self._announce()

    def _show(self) -> None:
        current = self.list.current()
        keep = current.key if current is not None and self._walked else ""
        shown = self._lines()
        self.list.show_lines(shown, keep)
        self.list.setVisible(bool(shown))
        self._nothing.setVisible(not shown)
        self._nothing.setText(self._words_for_nothing())
        self._show_hints()

    def _lines(self) -> list[Line]:
        typed, mode = self._typed, self._mode
        entries = fitting(typed, self._sources())
        if mode in (Mode.PEOPLE, Mode.COMPANIES, Mode.ALL):
            entries += self.finder.entries()
        nothing = not entries and not self.finder.waiting and not self.finder.trouble
        entries += palette_sources.offers(self._window, mode, typed) if self._has_store else ()
        shown = lines(typed, entries, all_groups=mode is Mode.ALL)
        if nothing and shown:
            shown[0] = Heading(Group.MORE, _("Nothing found. Instead:"))
        return shown

    def _sources(self) -> list[Entry]:
        """What is looked through here, without asking the store."""
        if self._mode is Mode.HELP:
            return palette_sources.topics(self._window) + palette_sources.keys(self._window)
        if self._mode is Mode.COMMANDS:
            return self._commands
        if self._mode is not Mode.ALL:
            return []
        if self._typed:
            topics = palette_sources.topics(self._window)
            return self._pages + self._commands + self._settings + topics
        return self.finder.recent() + self._used() + self._pages + self._commands

    def _used(self) -> list[Entry]:
        """What was chosen lately, as far as it can be chosen now."""
        there = {entry.key: entry for entry in (*self._pages, *self._commands, *self._settings)}
        keys = recents.commands(self._context)
        return [replace(there[key], group=Group.USED) for key in keys if key in there]

    @property
    def _has_store(self) -> bool:
        return self._context.tasks.workspace is not None

    def _words_for_nothing(self) -> str:
        if self.finder.trouble:
            return self.finder.trouble
        if self.finder.waiting:
            return _("Searching …")
        if not self._has_store and self._mode in (Mode.PEOPLE, Mode.COMPANIES):
            return _("No office is open. Open one, and its records are found here.")
        return _("Nothing is called “{words}”. Try fewer letters.").format(words=self._typed)

    # ------------------------------------------------------------------------------- walking

    def _walk(self, step: int) -> None:
        self._walked = True
        self.list.move(step)
        self._announce()

    def _jump(self, step: int) -> None:
        self._walked = True
        self.list.move_group(step)
        self._announce()

    def _announce(self) -> None:
        entry = self.list.current()
        if entry is not None:
            announce(self.box, spoken(entry))

    def _show_hints(self) -> None:
        entry = self.list.current()
        hints: list[tuple[str, str]] = []
        if entry is not None:
            hints.append(("↵", _("open") if entry.form or entry.group is Group.PAGES else _("do")))
            if entry.form is not None:
                hints.append((_native("Ctrl") + "+↵", _("edit")))
        hints.append(("Esc", _("close")))
        self._hints.show_hints(hints)

    # ------------------------------------------------------------------------------ choosing

    def _enter(self, with_form: bool) -> None:
        if self.finder.waiting and not self._walked:
            self._enter_when_found = with_form  # the best one may be on its way
            return
        entry = self.list.current()
        if entry is not None:
            self._choose(entry, with_form)

    def _choose(self, entry: Entry, with_form: bool) -> None:
        """Close first: a command may look at what has the keyboard."""
        run: Callable[[], None] = entry.run
        if with_form and entry.form is not None:
            run = entry.form
        self.leave()
        if entry.key.startswith(("command:", "setting:")):
            recents.add_command(self._context, entry.key)
        run()

    # ---------------------------------------------------------------------------------- look

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._window.rect()
        self.setGeometry(room)
        edge = theme.px(20)
        width = min(theme.px(WIDTH), room.width() - 2 * edge)
        top = round(room.height() * _TOP)
        height = min(theme.px(HEIGHT), room.height() - top - edge)
        self._card.setGeometry((room.width() - width) // 2, top, width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window is dimmed a little; the card floats over it."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 110 if theme.tokens().dark else 36))
        key = (self._card.size().toTuple(), theme.tokens().canvas, self.devicePixelRatioF())
        if key != self._painted_for:
            self._painted_for, self._ground = key, self._paint_card()
        edge = QPoint(_REACH, _REACH)
        painter.drawPixmap(self._card.geometry().topLeft() - edge, self._ground)
        painter.end()

    def _paint_card(self) -> QPixmap:
        """The card with its shadow: too much to do for each letter."""
        ratio, dark = self.devicePixelRatioF(), theme.tokens().dark
        room = self._card.size() + QSize(2 * _REACH, 2 * _REACH)
        picture = QPixmap(room * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        card = QRectF(QPointF(_REACH, _REACH), self._card.size().toSizeF())
        for step in range(_SHADOW):
            spread = (_SHADOW - step) * 1.6
            painter.setBrush(QColor(0, 0, 0, 1 + step // (3 if dark else 5)))
            radius = _RADIUS + spread
            box = card.adjusted(-spread, -spread + 8, spread, spread + 10)
            painter.drawRoundedRect(box, radius, radius)
        painter.setPen(theme.color("border_strong" if dark else "border"))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.end()
        return picture


def _native(key: str) -> str:
    """Ctrl as this system writes it."""
    words = QKeySequence(f"{key}+A").toString(QKeySequence.SequenceFormat.NativeText)
    return words.removesuffix("A").removesuffix("+")
