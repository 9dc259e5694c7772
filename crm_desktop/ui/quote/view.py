"""The grid in which a quote is written: like a spreadsheet, without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from crm_desktop.i18n import _
from crm_desktop.ui.quote import cells, clip
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.cells import COLUMNS
from crm_desktop.ui.quote.delegate import GridDelegate
from crm_desktop.ui.quote.edits import QuoteEdits
from crm_desktop.ui.quote.model import GridModel
from crm_desktop.ui.quote.table import GridTable
from crm_desktop.ui.widgets.overlay import announce

_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_FLAG = QItemSelectionModel.SelectionFlag
_STANDARD = QKeySequence.StandardKey
_TABS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_MOVES = (
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Right),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_A),
)
# Keys that mean something else in the window; here they belong to the grid.
_OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_F2)
_OWN_CTRL = (Qt.Key.Key_D, Qt.Key.Key_I, Qt.Key.Key_Up, Qt.Key.Key_Down)
_OWN_STANDARD = (
    _STANDARD.Copy,
    _STANDARD.Cut,
    _STANDARD.Paste,
    _STANDARD.SelectAll,
    _STANDARD.Delete,
)


class GridView(GridTable):
    """The lines of a quote.

    Attributes:
        edits: what is done to the lines.
        giving_up: an editor is closed without taking what was typed in it.
        by_name: what was typed as a code may also be the name of a product.

    Signals:
        told: something could not be done as asked.
        menu_asked: the menu of the lines is wanted at a point of the screen.
        explain_asked: the row whose amount is to be explained.
    """

    told = Signal(str)
    menu_asked = Signal(QPoint)
    explain_asked = Signal(int)

    def __init__(self, model: GridModel, edits: QuoteEdits, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setObjectName("Lines")
        self.edits = edits
        self.giving_up, self.by_name = False, True
        self._delegate = GridDelegate(self, model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Lines of the quote"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked)
        self.setTabKeyNavigation(False)
        self._wire()

    def height_of(self, row: int) -> int:
        """How high a line is."""
        return self._delegate.height_of(row)

    def _wire(self) -> None:
        self._delegate.left.connect(self._go_on)
        self._delegate.taken.connect(self._take)
        self.edits.placed.connect(self._go_to_key)
        self.edits.told.connect(self.told)
        self._grid.modelAboutToBeReset.connect(self._give_up_typing)
        self._grid.modelReset.connect(self._begin)

    # ------------------------------------------------------------------------------------ typing

    def problem(self, column: int, text: str) -> str:
        """What is wrong with what was typed; "" where it will do."""
        key = COLUMNS[column].key
        try:
            cells.read(key, text)
        except cells.Unreadable as error:
            return str(error)
        return ""

    def refuse(self, editor: QWidget, words: str) -> None:
        """What was typed will not do: it stays in the editor, and the reason is said."""
        editor.setToolTip(words)
        editor.setProperty("wrong", True)
        editor.style().unpolish(editor)
        editor.style().polish(editor)
        self.told.emit(words)
        announce(editor, words)

    def commit_text(self, row: int, column: int, text: str) -> None:
        """Take what was typed in a cell."""
        key, name = self._grid.key_at(row), COLUMNS[column].key
        try:
            made = self.edits.type_in(key, name, text)
        except cells.Unreadable as error:
            self.told.emit(str(error))
            return
        if key is None and made is not None:
            self._stay(made, column)
        code = text.strip()
        if made is not None and name == "code" and code:
            self.edits.look_up(made, code, by_name=self.by_name)

    def _stay(self, made: int, column: int) -> None:
        """The empty line has become one: the keyboard stays on it, not on the empty one below."""
        here = self.currentIndex()
        if self._grid.key_at(here.row()) is None and here.column() == column:
            self.setCurrentIndex(self._grid.index(self._grid.row_of(made), column))

    def _take(self, offers: object, stay: bool) -> None:
        if not isinstance(offers, list):
            return
        given: list[object] = offers  # pyright: ignore[reportUnknownVariableType]
        key = None if stay else self.current_key
        last = self.edits.take_offers(key, given)  # pyright: ignore[reportArgumentType]
        if stay:
            QTimer.singleShot(0, self, self._keep_editor_in_sight)
        elif last is not None:
            self.go_to(self._grid.row_of(last), "quantity")
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_editor_in_sight(self) -> None:
        self.scrollTo(self.currentIndex())

    def _go_on(self, columns: int, rows: int) -> None:
        """An editor was left with Tab, Enter or an arrow."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._step(columns, rows)

    def _step(self, columns: int, rows: int) -> None:
        index = self.currentIndex()
        row, column = index.row(), index.column()
        if columns:
            row, column = self._beside(row, column, columns)
        elif rows > 0 and COLUMNS[column].key == "code" and self._is_begun(row):
            column = self._grid.column_of("quantity")
        else:
            row = self._last_part(row) if rows > 0 else row
            row = min(max(row + rows, 0), self._grid.rowCount() - 1)
            if rows > 0 and self._grid.key_at(row) is None:
                column = self._grid.column_of("code")
        target = self._grid.index(row, column)
        if target.isValid():
            self.setCurrentIndex(target)
            self.scrollTo(target)

    def _last_part(self, row: int) -> int:
        """The last part shown of a bundle: the next line is the one below them."""
        if self._grid.is_bundle(row):
            while row + 1 < self._grid.rowCount() and self._grid.is_part(row + 1):
                row += 1
        return row

    def _is_begun(self, row: int) -> bool:
        raw = self._grid.raw(row)
        return raw is not None and raw.get("kind") in lines.SOLD and not lines.is_blank(raw)

    def _beside(self, row: int, column: int, step: int) -> tuple[int, int]:
        """The next cell that can be typed in, on the next line where there is none on this one."""
        count = len(COLUMNS)
        at = row * count + column + step
        while 0 <= at < self._grid.rowCount() * count:
            row, column = divmod(at, count)
            if not self.isColumnHidden(column) and (
                self._grid.can_type(row, column) or not self._grid.document.can_edit
            ):
                return row, column
            at += step
        return self.currentIndex().row(), self.currentIndex().column()

    # ------------------------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _TABS.get(Qt.Key(event.key()))
            if step and not event.modifiers() & (_CTRL | _ALT) and self._tab(step):
                return True  # Qt would leave the grid before keyPressEvent() hears of it
        return super().event(event)

    @staticmethod
    def _is_ours(event: QKeyEvent) -> bool:
        """Keys the window has another meaning for."""
        if any(event.matches(key) for key in _OWN_STANDARD):
            return True
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == _CTRL:
            return event.key() in _OWN_CTRL
        if held == _CTRL | _SHIFT and event.key() == Qt.Key.Key_B:
            return True
        return not event.modifiers() & (_CTRL | _ALT) and event.key() in _OWN_KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act_of(event)
        if act is not None and act() is not False:
            return
        if event.text().isprintable() and event.text() and self.current_column == "number":
            self.go_to(self.currentIndex().row(), "code")  # a number is not typed: a line begins
        if _is_command(event):
            event.ignore()  # of the page or the window; Qt would begin to edit
        else:
            super().keyPressEvent(event)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does; what returns False has no use for it just now."""
        key, mods = Qt.Key(event.key()), event.modifiers()
        for standard, act in self._standard().items():
            if event.matches(standard):
                return act
        if mods & _CTRL:
            if mods & _SHIFT and key == Qt.Key.Key_B:
                return self.split_bundles
            return None if mods & _ALT else self._with_ctrl().get(key)
        if mods & _ALT:
            return None
        if key in _RETURNS:
            return lambda: self._step(0, -1 if mods & _SHIFT else 1)
        return self._plain().get(key)

    def _standard(self) -> dict[QKeySequence.StandardKey, Callable[[], object]]:
        return {
            _STANDARD.Copy: self.copy,
            _STANDARD.Cut: self.cut,
            _STANDARD.Paste: self.paste,
            _STANDARD.Delete: self.remove_lines,
        }

    def _with_ctrl(self) -> dict[Qt.Key, Callable[[], object]]:
        return {
            Qt.Key.Key_D: self.copy_down,
            Qt.Key.Key_Up: lambda: self.move_lines(-1),
            Qt.Key.Key_Down: lambda: self.move_lines(1),
            Qt.Key.Key_I: lambda: self.explain_asked.emit(self.currentIndex().row()),
        }

    def _plain(self) -> dict[Qt.Key, Callable[[], object]]:
        return {
            Qt.Key.Key_Insert: lambda: self.edits.insert(self.current_key),
            Qt.Key.Key_F2: self._edit_here,
            Qt.Key.Key_Backspace: self.clear_cells,
            Qt.Key.Key_Space: self._space,
            Qt.Key.Key_Escape: self._leave,
        }

    def _tab(self, step: int) -> bool:
        """To the next cell; at the ends Tab leaves the grid, as everywhere."""
        before = self.currentIndex()
        self._step(step, 0)
        return self.currentIndex() != before

    def _leave(self) -> bool:
        """Escape leads out of the grid: Tab would go through every cell before."""
        return super().focusNextPrevChild(True)

    def _edit_here(self) -> None:
        if self._grid.can_type(self.currentIndex().row(), self.currentIndex().column()):
            self.edit(self.currentIndex())

    def _space(self) -> bool:
        """Choose an option, fold a bundle; elsewhere Space is typed."""
        row = self.currentIndex().row()
        key, raw = self.current_key, self._grid.raw(row)
        if key is None or raw is None:
            return False
        if raw.get("kind") in lines.CHOOSABLE:
            self.edits.toggle(key)
        elif self._grid.is_bundle(row):
            self._grid.fold(key)
        else:
            return not self._grid.can_type(row, self.currentIndex().column())
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and self._is_empty_line(index.row()):
            self.go_to(index.row(), "code")  # where the line begins, whatever was hit of it
            return
        is_number = index.isValid() and COLUMNS[index.column()].key == "number"
        if is_number and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            self._space()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._is_empty_line(index.row()):
            self.go_to(index.row(), "code")
            self.edit(self.currentIndex())
        else:
            super().mouseDoubleClickEvent(event)

    def _is_empty_line(self, row: int) -> bool:
        """The one below all lines, in which one goes on."""
        return self._grid.document.can_edit and self._grid.key_at(row) is None

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        point = arg__1.globalPos()
        if arg__1.reason() == QContextMenuEvent.Reason.Keyboard:
            box = self.visualRect(self.currentIndex())
            point = self.viewport().mapToGlobal(box.bottomLeft())
        self.menu_asked.emit(point)

    # ---------------------------------------------------------------------------------- commands

    def remove_lines(self) -> None:
        """Take the chosen lines out."""
        self._ended_editing()
        if self._grid.document.can_edit:
            self.edits.remove(self.chosen_keys())

    def split_bundles(self) -> None:
        """The chosen bundles become the lines they consist of."""
        if self._grid.document.can_edit:
            self.edits.split(self.chosen_keys())

    def clear_cells(self) -> None:
        """Empty the chosen cells."""
        keys, columns = self.chosen_keys(), self.chosen_columns()
        typed = {column.key for column in COLUMNS if column.typed}
        if self._grid.document.can_edit:
            self.edits.clear((key, name) for key in keys for name in columns if name in typed)

    def move_lines(self, step: int) -> None:
        """The chosen lines one place up or down; the keyboard goes with them."""
        keys, column = self.chosen_keys(), max(self.currentIndex().column(), 0)
        current = self.current_key
        if not keys or not self._grid.document.can_edit:
            return
        self.edits.move(keys, step)
        rows = [self._grid.row_of(key) for key in keys]
        index = self._grid.index(self._grid.row_of(current), column)
        self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)
        if len(rows) > 1:
            top, bottom = self._grid.index(min(rows), column), self._grid.index(max(rows), column)
            self.selectionModel().select(QItemSelection(top, bottom), _FLAG.ClearAndSelect)
        self.scrollTo(index)

    def copy_down(self) -> None:
        """Fill the chosen cells with the first of them, or a cell with the one above."""
        if self._grid.document.can_edit:
            self.edits.copy_down(self.chosen_keys(), self.chosen_columns())

    def _copied(self) -> tuple[list[lines.Row], list[list[str]]]:
        rows, columns = self.chosen_rows(), self.chosen_columns()
        at = [self._grid.column_of(key) for key in columns]
        keys = set(self.chosen_keys())
        raw = [row for row in self.edits.rows if row[lines.KEY] in keys]
        table = [[self._grid.text(row, each) for each in at] for row in rows]
        return raw, table

    def copy(self) -> None:
        """The chosen cells for other programs; whole lines for us too."""
        raw, table = self._copied()
        whole = len(self.chosen_columns()) > 1 or len(self.chosen_rows()) > 1
        stored = list(lines.stored(tuple(raw))) if whole and self._whole_lines() else []
        QGuiApplication.clipboard().setMimeData(clip.pack(stored, table))

    def _whole_lines(self) -> bool:
        shown = [column.key for at, column in enumerate(COLUMNS) if not self.isColumnHidden(at)]
        return self.chosen_columns() == shown

    def select_line(self) -> None:
        """Choose the whole lines of the selection."""
        rows = self.chosen_rows()
        top = self._grid.index(rows.start, 0)
        bottom = self._grid.index(rows.stop - 1, len(COLUMNS) - 1)
        self.selectionModel().select(QItemSelection(top, bottom), _FLAG.ClearAndSelect)

    def cut(self) -> None:
        """Copy whole lines and take them out."""
        self.select_line()
        self.copy()
        self.remove_lines()

    def paste(self) -> None:
        """What is on the clipboard, from the current cell on."""
        if self._grid.document.can_edit:
            held = clip.unpack(QGuiApplication.clipboard().mimeData())
            self.edits.paste(held, self.current_key, self.current_column)

    def _ended_editing(self) -> None:
        editor = QApplication.focusWidget()
        if editor is not None and editor is not self and self.isAncestorOf(editor):
            self.setFocus()

    def _editors(self) -> list[QWidget]:
        """What is being typed in: one at most, but Qt keeps the old ones for a moment."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        found = self.viewport().findChildren(QWidget, "Cell", direct)
        return [editor for editor in found if not editor.isHidden()]

    def finish_typing(self) -> None:
        """Take what is being typed: somebody wants to save, or to go elsewhere."""
        for editor in self._editors():
            self.commitData(editor)
            self.closeEditor(editor, self._delegate.EndEditHint.NoHint)
            self.setFocus()

    def _give_up_typing(self) -> None:
        """Other lines come: Qt would take its editors away while it is between the two."""
        self.giving_up = True
        for editor in self._editors():
            self.closeEditor(editor, self._delegate.EndEditHint.RevertModelCache)
        self.giving_up = False


def _is_command(event: QKeyEvent) -> bool:
    """A key with Ctrl or Alt that neither moves about nor types a character."""
    held = event.modifiers() & (_CTRL | _ALT | Qt.KeyboardModifier.MetaModifier)
    types = bool(held & _CTRL and held & _ALT) and event.text().isprintable() and event.text()
    return bool(held) and not types and Qt.Key(event.key()) not in _MOVES
