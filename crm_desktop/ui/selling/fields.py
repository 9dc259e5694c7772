"""Fields of settings: each is kept when it is left; what is wrong stands below it.

No Save button: a setting holds at once, and Undo takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QLineEdit, QWidget

from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Field, Kind
from crm_desktop.services.validation import problem
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build

_AT_ONCE = frozenset({Kind.BOOL, Kind.CHOICE})  # there is nothing to be finished
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LABELS = 130
MEANWHILE = N_(
    "Somebody else has just changed this. What you typed replaces it; Escape shows theirs."
)


class Line(NamedTuple):
    """A field among settings.

    Attributes:
        field: as the catalogue describes fields.
        hint: what it is for, below it.
        make: its editor, where it has one of its own.
        suffix: words behind it: `days`. beside: what else stands there.
        width: of the editor; 0: what is there.
    """

    field: Field
    hint: str = ""
    make: Callable[[Field, Context], Editor] | None = None
    suffix: str = ""
    beside: QWidget | None = None
    width: int = 0


class SettingFields(QWidget):
    """Some fields, one below the other.

    Attributes:
        editors, notes: by key of the field; a note says what is wrong.

    Signals:
        changed: something was typed.
        left: a field was left, or chosen: what it says is to be kept.
    """

    changed = Signal()
    left = Signal()

    def __init__(
        self, context: Context, lines: Sequence[Line], *, labels: int = LABELS, above: bool = False
    ) -> None:
        super().__init__()
        self._above = above
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self._shown: dict[str, Any] = {}  # as it is kept
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(4))
        if not above:
            self._grid.setColumnMinimumWidth(0, theme.px(labels))
            self._grid.setColumnStretch(1, 1)
        for line in lines:
            self._add(context, line)
        self.setLayout(self._grid)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _add(self, context: Context, line: Line) -> None:
        each = line.field
        editor = (line.make or editor_for)(each, context)
        note = build.label(size=12, tone="problem", wrap=True)
        note.hide()
        label = build.label(
            "" if each.kind == Kind.BOOL else _(each.label), tone="muted", wrap=True
        )
        label.setBuddy(editor)
        if line.width:
            editor.main.setFixedWidth(theme.px(line.width))
        held: QWidget = editor
        if line.suffix or line.width:
            beside = line.beside or build.label(line.suffix, tone="muted")
            held = build.holder(build.row(editor, beside, 0))
        below = [note]
        if line.hint:
            below.insert(0, build.label(line.hint, size=12, tone="faint", wrap=True))
            editor.main.setAccessibleDescription(line.hint)
        self._place(label, held, below)
        self.editors[each.key], self.notes[each.key] = editor, note
        editor.changed.connect(partial(self._changed, each.key))
        for part in editor.findChildren(QLineEdit):
            part.installEventFilter(self)

    def _place(self, label: QLabel, held: QWidget, below: Sequence[QLabel]) -> None:
        at = self._grid.rowCount()
        column = build.column(held, *below, spacing=3, margins=(0, 0, 0, 6))
        if self._above:
            if label.text():
                self._grid.addWidget(label, at, 0)
            self._grid.addLayout(column, at + 1, 0)
            return
        label.setContentsMargins(0, theme.px(6), 0, 0)
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(column, at, 1)

    # --------------------------------------------------------------------------------- values

    def show_values(self, values: Mapping[str, Any], *, mine: bool = False) -> None:
        """Show what is kept. What is being typed stays. mine: it was typed here."""
        for key, editor in self.editors.items():
            if key not in values:
                continue
            before = self._shown.get(key)
            typing = key in self._shown and self._held(key) not in (before, values[key])
            self._shown[key] = values[key]
            if not typing:
                editor.set_value(values[key])
                self._say(key, "")
            elif before != values[key] and not mine:
                self._say(key, _(MEANWHILE))

    def forget(self) -> None:
        """What is shown next is something else: what was typed is kept already, or given up."""
        self._shown.clear()

    def _held(self, key: str) -> Any:
        try:
            return self.editors[key].value()
        except Unreadable as error:
            return error

    def values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What the editors hold, and what is wrong with it; of what is wrong, what is kept."""
        held, wrong = dict(self._shown), dict[str, str]()
        for key, editor in self.editors.items():
            value = self._held(key)
            words = str(value) if isinstance(value, Unreadable) else problem(editor.field, value)
            if words:
                wrong[key] = words
            else:
                held[key] = value
        return held, wrong

    def tell(self, wrong: Mapping[str, str]) -> None:
        """Say below each field what is wrong with it."""
        for key in self.notes:
            self._say(key, wrong.get(key, ""))

    def _say(self, key: str, words: str) -> None:
        note = self.notes[key]
        note.setText(words)
        note.setVisible(bool(words))
        self.editors[key].mark_wrong(on=bool(words))

    @property
    def edited(self) -> bool:
        """Something differs from what is kept."""
        return any(self._held(key) != value for key, value in self._shown.items())

    def enable(self, *, on: bool) -> None:
        """Who may not change settings can read them."""
        for editor in self.editors.values():
            editor.setEnabled(on)

    # ---------------------------------------------------------------------------------- keeps

    def _changed(self, key: str) -> None:
        self.changed.emit()
        if self.editors[key].field.kind in _AT_ONCE:
            self.left.emit()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is None or not self.isAncestorOf(old):
            return
        of = next((each for each in self.editors.values() if each.isAncestorOf(old)), None)
        if of is not None and (new is None or not of.isAncestorOf(new)):
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps a line, Escape gives up what was typed in it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTERS:
                self.left.emit()
            elif event.key() == Qt.Key.Key_Escape and self._give_up(watched):
                return True
        return super().eventFilter(watched, event)

    def _give_up(self, watched: QObject) -> bool:
        for key, editor in self.editors.items():
            if isinstance(watched, QWidget) and editor.isAncestorOf(watched):
                if self._held(key) == self._shown.get(key):
                    return False
                editor.set_value(self._shown.get(key))
                self.tell({})
                self.changed.emit()
                return True
        return False
