"""An editor over one cell of a list, with what is wrong with its value below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFrame, QLineEdit, QSizePolicy, QWidget
from shiboken6 import isValid

from crm_desktop.i18n import _
from crm_desktop.services.catalog import Field, Kind
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Editor, Unreadable
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

_EDGE = 3  # of the frame around the editor
_LEAST = {Kind.INT: 120, Kind.DATE: 164, Kind.DATETIME: 190, Kind.BOOL: 150, Kind.CHOICE: 164}
_USUAL_LEAST = 210
_LARGE = {Kind.LONGTEXT, Kind.MULTI, Kind.TAGS, Kind.FILE, Kind.JSON}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_A)
_SHORTCUT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


def can_edit(field: Field) -> bool:
    """Whether a cell of this field can be edited where it stands; others have the form."""
    return not field.derived and field.kind not in _LARGE


class CellEditor(QFrame):
    """Edits one value where it is shown.

    Attributes:
        editor: the editor of the field's kind.
        note: what is wrong; hidden while nothing is.

    Signals:
        done: Enter (0), Tab (1) or Shift+Tab (-1).
        left: Escape.
    """

    done = Signal(int)
    left = Signal()

    def __init__(self, field: Field, context: Context, of: str, room: QWidget) -> None:
        super().__init__(room)
        self.setObjectName("CellEditor")
        self.field, self._room = field, room
        self.editor: Editor = editor_for(field, context)
        named = _("{field} of {name}").format(field=_(field.label), name=of)
        self.editor.main.setAccessibleName(named)
        self.note = build.label(size=12, tone="problem", wrap=True)
        self.note.setContentsMargins(theme.px(6), 0, theme.px(6), theme.px(4))
        self.note.hide()
        edges = (_EDGE, _EDGE, _EDGE, _EDGE)
        self.setLayout(build.column(self.editor, self.note, spacing=3, margins=edges))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.editor)
        self.editor.changed.connect(self._changed)
        self._cell = QRect()
        for widget in self._parts():
            widget.installEventFilter(self)

    def _parts(self) -> Iterator[QWidget]:
        main = self.editor.main
        yield main
        line = main.lineEdit() if isinstance(main, QComboBox) else None
        if line is not None:
            yield line

    def begin(self, value: Any, cell: QRect) -> None:
        """Show a value over its cell and take the keyboard."""
        self.editor.set_value(value)
        self.place(cell)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        main = self.editor.main
        if isinstance(main, QLineEdit):
            main.selectAll()
            self._choose_with_enter(main)
        elif isinstance(main, QComboBox):
            main.activated.connect(self._picked)
            main.showPopup()
            main.view().installEventFilter(self)  # the list that drops down has the keyboard

    def _choose_with_enter(self, line: QLineEdit) -> None:
        """A name taken from the list that drops down is the answer: no second Enter for it."""
        completer: Any = line.completer()  # None where there is none, whatever the stubs say
        if completer is not None:
            completer.activated[QModelIndex].connect(self._suggested)

    def _suggested(self, _index: QModelIndex) -> None:
        QTimer.singleShot(0, self, self._done_if_readable)

    def _done_if_readable(self) -> None:
        try:
            self.editor.value()
        except Unreadable:
            return  # the record is being made that the person asked for
        self.done.emit(0)

    def _picked(self, _index: int) -> None:
        self.done.emit(0)

    # --------------------------------------------------------------------------------- place

    def place(self, cell: QRect) -> None:
        """Stand over a cell, inside the room."""
        if not isValid(self._room):
            return  # the window goes, and its list is taken apart
        self._cell = cell
        edge = theme.px(_EDGE) + 1
        least = theme.px(_LEAST.get(self.field.kind, _USUAL_LEAST))
        room = self._room.rect()
        width = min(max(cell.width() + edge, least), room.width())
        self.setFixedWidth(width)
        height = self.heightForWidth(width) if self.hasHeightForWidth() else -1
        height = max(height, self.sizeHint().height())
        self.setFixedHeight(height)
        line = self.editor.sizeHint().height() + 2 * edge
        top = cell.center().y() - line // 2
        left = cell.left() - edge
        self.move(
            min(max(left, 0), max(room.width() - width, 0)),
            top if top + height <= room.height() or not self._tells else room.height() - height,
        )

    @property
    def _tells(self) -> bool:
        return not self.note.isHidden()

    # ---------------------------------------------------------------------------------- note

    def tell(self, words: str) -> None:
        """Say what is wrong; the text stays as it was typed."""
        self.note.setText(words)
        self.note.setVisible(bool(words))
        build.set_state(self.editor.main, "wrong", bool(words))
        self.editor.main.setAccessibleDescription(words)
        self.place(self._cell)
        if words:
            announce(self, words)

    def _changed(self) -> None:
        if self._tells:
            self.tell("")

    # ---------------------------------------------------------------------------------- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            in_choices = isinstance(watched, QAbstractItemView)
            if event.type() == QEvent.Type.ShortcutOverride and not in_choices:
                return self._take_from_menus(event)
            if event.type() == QEvent.Type.KeyPress:
                return self._key_in_choices(event) if in_choices else self._key(event)
        return super().eventFilter(watched, event)

    @staticmethod
    def _take_from_menus(event: QKeyEvent) -> bool:
        """While a cell is edited, Delete is not "delete the record" and F2 not "edit"."""
        if not event.modifiers() & _SHORTCUT or event.key() in _ERASE:
            event.accept()
            return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            self.done.emit(0)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Tab:
            self.done.emit(1)
        elif event.key() == Qt.Key.Key_Backtab:
            self.done.emit(-1)
        else:
            return False
        return True

    def _key_in_choices(self, event: QKeyEvent) -> bool:
        """One Escape gives up the edit, not only the list that has dropped down."""
        main = self.editor.main
        if event.key() != Qt.Key.Key_Escape or not isinstance(main, QComboBox):
            return False
        main.hidePopup()
        QTimer.singleShot(0, self, self.left.emit)  # when the keyboard is back from the list
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the editor has no use for must not move the list below it."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
