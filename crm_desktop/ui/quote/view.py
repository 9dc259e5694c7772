"""The grid in which a quote is written: like a spreadsheet, without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.quote import cells, clip
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.cells import COLUMNS
from crm_desktop.ui.quote.delegate import GridDelegate
from crm_desktop.ui.quote.edits import QuoteEdits
from crm_desktop.ui.quote.model import GridModel
from crm_desktop.ui.widgets.overlay import announce

Index = QModelIndex | QPersistentModelIndex
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST_WORDS = 120  # of the column of descriptions
_USUAL_WORDS = 190
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


class GridView(QTableView):
    """The lines of a quote.

    Attributes:
        edits: what is done to the lines.
        giving_up: an editor is closed without taking what was typed in it.
        by_name: what was typed as a code may also be the name of a product.

    Signals:
        told: something could not be done as asked.
        menu_asked: the menu of the lines is wanted at a point of the screen.
        explain_asked: the row whose amount is to be explained.
        moved: the keyboard is in another line.
    """

    told = Signal(str)
    menu_asked = Signal(QPoint)
    explain_asked = Signal(int)
    moved = Signal()

    def __init__(self, model: GridModel, edits: QuoteEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Lines")
        self.edits, self._grid = edits, model
        self.giving_up, self.by_name = False, True
        self._inside = False
        self._wanted: int | None = None
        self.setModel(model)
        self._delegate = GridDelegate(self, model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Lines of the quote"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAutoScroll(True)
        self._heads()
        self.show_inside(on=False)
        self._wire()

    def _heads(self) -> None:
        side, top = self.verticalHeader(), self.horizontalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(theme.px(20))
        top.setFont(theme.font(12, 500))
        top.setHighlightSections(False)
        top.setSectionsClickable(False)
        top.setMinimumSectionSize(theme.px(36))
        top.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        top.sectionResized.connect(self._fit_words)
        for at, column in enumerate(COLUMNS):
            self.setColumnWidth(at, theme.px(column.width or _LEAST_WORDS))

    def _wire(self) -> None:
        self._delegate.left.connect(self._go_on)
        self._delegate.taken.connect(self._take)
        self.edits.placed.connect(self._go_to_key)
        self.edits.told.connect(self.told)
        self._grid.refreshed.connect(self._fit_heights)
        self._grid.modelAboutToBeReset.connect(self._give_up_typing)
        self._grid.modelReset.connect(self._begin)
        self._grid.rowsInserted.connect(self._find_wanted)

    # ------------------------------------------------------------------------------------ look

    def show_inside(self, *, on: bool) -> None:
        """Show what the customer must not see: costs and margins."""
        self._inside = on
        self._fit_words()

    @property
    def inside_shown(self) -> bool:
        """Costs and margins are shown."""
        return self._inside

    def has_keyboard(self) -> bool:
        """The keyboard is in the grid."""
        return self.hasFocus()

    def _shown_columns(self) -> set[str]:
        """Those that fit; where there is little room, costs take the place of what matters less."""
        room = self.viewport().width() - theme.px(_USUAL_WORDS)
        widths = {column.key: theme.px(column.width) for column in COLUMNS}
        shown = {column.key for column in COLUMNS if not column.inside}
        if not self._inside:
            return shown
        shown |= {"cost", "margin_percent"}
        for key in ("tax_rate", "unit"):
            if sum(widths[each] for each in shown) > room:
                shown.discard(key)
        for key in ("margin", "list_price"):
            if sum(widths[each] for each in shown) + widths[key] <= room:
                shown.add(key)
        return shown

    def _fit_words(self) -> None:
        """The descriptions take what the other columns leave."""
        shown = self._shown_columns()
        for at, column in enumerate(COLUMNS):
            if self.isColumnHidden(at) != (column.key not in shown):
                self.setColumnHidden(at, column.key not in shown)
        own = self._grid.column_of("description")
        others = sum(
            self.columnWidth(at)
            for at in range(len(COLUMNS))
            if at != own and not self.isColumnHidden(at)
        )
        width = max(self.viewport().width() - others, theme.px(_LEAST_WORDS))
        if self.columnWidth(own) != width:
            self.setColumnWidth(own, width)

    def _fit_heights(self) -> None:
        side = self.verticalHeader()
        for row in range(self._grid.rowCount()):
            height = self._delegate.height_of(row)
            if side.sectionSize(row) != height:
                side.resizeSection(row, height)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._begin()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # ------------------------------------------------------------------------------------ place

    def _begin(self) -> None:
        self._fit_heights()
        if self._grid.rowCount():
            self.go_to(0, "code")

    def go_to(self, row: int, column: str) -> None:
        """Put the keyboard in a cell."""
        index = self._grid.index(row, self._grid.column_of(column))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _go_to_key(self, key: int) -> None:
        self._wanted = key
        self._find_wanted()

    def _find_wanted(self) -> None:
        """Go to a line that has just been made, as soon as it is shown."""
        if self._wanted is None:
            return
        row = self._grid.row_of(self._wanted)
        if self._grid.key_at(row) == self._wanted:
            self._wanted = None
            column = max(self.currentIndex().column(), 0)
            index = self._grid.index(row, column)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    @property
    def current_key(self) -> int | None:
        """The line the keyboard is in; None: the empty one."""
        return self._grid.key_at(self.currentIndex().row())

    @property
    def current_column(self) -> str:
        """The key of the column the keyboard is in."""
        return COLUMNS[max(self.currentIndex().column(), 0)].key

    def chosen_rows(self) -> range:
        """The rows of the selection, else the current one."""
        model = self.selectionModel()
        rows = sorted({index.row() for index in model.selectedIndexes()})
        if not rows:
            row = self.currentIndex().row()
            return range(row, row + 1)
        return range(rows[0], rows[-1] + 1)

    def chosen_columns(self) -> list[str]:
        """The columns of the selection, else the current one."""
        indexes = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        shown = sorted({index.column() for index in indexes})
        return [COLUMNS[at].key for at in shown if not self.isColumnHidden(at)]

    def chosen_keys(self) -> list[int]:
        """The lines of the selection."""
        return self._grid.keys_at(self.chosen_rows())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

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
            row = min(max(row + rows, 0), self._grid.rowCount() - 1)
            if rows > 0 and self._grid.key_at(row) is None:
                column = self._grid.column_of("code")
        target = self._grid.index(row, column)
        if target.isValid():
            self.setCurrentIndex(target)
            self.scrollTo(target)

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
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == _CTRL:
            return event.key() in _OWN_CTRL
        return not event.modifiers() & (_CTRL | _ALT) and event.key() in _OWN_KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act_of(event)
        if act is not None and act() is not False:
            return
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
        is_number = index.isValid() and COLUMNS[index.column()].key == "number"
        if is_number and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            self._space()

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
