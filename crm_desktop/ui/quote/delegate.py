"""Paints the cells of the grid, and makes their editors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop.i18n import _
from crm_desktop.services.sales.papers.sheet import SheetRow
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.quote import cells
from crm_desktop.ui.quote.cells import COLUMNS
from crm_desktop.ui.quote.editors import CellLine, CodeLine, LongText
from crm_desktop.ui.quote.model import GridModel

if TYPE_CHECKING:
    from crm_desktop.ui.quote.view import GridView

Index = QModelIndex | QPersistentModelIndex
HEIGHT, TALL, SECTION = 34, 48, 38
_PAD = 8
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_QUIET = {"unit", "tax_rate", "list_price", "cost", "discount", "margin", "margin_percent"}


class GridDelegate(QStyledItemDelegate):
    """Paints lines, sections, subtotals and notes each in their way.

    Signals:
        left: an editor was left; how many columns (first) and rows (second) to go on.
        taken: products were chosen in the editor of a code; whether to stay there.
    """

    left = Signal(int, int)
    taken = Signal(object, bool)

    def __init__(self, view: GridView, model: GridModel) -> None:
        super().__init__(view)
        self._view, self._grid = view, model

    def height_of(self, row: int) -> int:
        """How tall a row is."""
        line = self._grid.line(row)
        if line is not None and line.kind == "heading":
            return theme.px(SECTION)
        return theme.px(TALL if self._grid.is_tall(row) else HEIGHT)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(theme.px(60), self.height_of(index.row()))

    # -------------------------------------------------------------------------------- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        row, column = index.row(), index.column()
        line = self._grid.line(row)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, box, line, selected=bool(state & QStyle.StateFlag.State_Selected))
        mirror.turn(painter, box)
        if line is None:
            self._hint(painter, box, column)
        elif line.kind in ("heading", "subtotal"):
            self._sum_line(painter, box, row, column, line)
        elif COLUMNS[column].key == "number":
            self._number(painter, box, row, line)
        elif COLUMNS[column].key == "description":
            self._description(painter, box, row, line)
        else:
            self._value(painter, box, row, column, line)
        self._long_words(painter, box, row, column)
        if self._view.currentIndex() == index and self._view.has_keyboard():
            self._ring(painter, box)
        painter.restore()

    def _ground(
        self, painter: QPainter, box: QRect, line: SheetRow | None, *, selected: bool
    ) -> None:
        if selected:
            painter.fillRect(box, theme.color("selected"))
        elif line is not None and line.kind == "heading":
            painter.fillRect(box, theme.color("sunken"))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())

    @staticmethod
    def _ring(painter: QPainter, box: QRect) -> None:
        painter.setPen(QPen(theme.color("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -2), 4, 4)

    def _hint(self, painter: QPainter, box: QRect, column: int) -> None:
        """The empty line at the end says what it is for."""
        key = COLUMNS[column].key
        inside = QRectF(box).adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        if key == "number":
            side = theme.px(14)
            place = QRectF(inside.left(), inside.center().y() - side / 2, side, side)
            icons.paint_icon(painter, "plus", place, theme.color("text3").name())

    def _sum_line(
        self, painter: QPainter, box: QRect, row: int, column: int, line: SheetRow
    ) -> None:
        """A heading or a subtotal: its words and its sum."""
        key, strong = COLUMNS[column].key, line.kind == "heading"
        inside = QRectF(box).adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        pen = Pen(painter)
        if key == "number":
            pen.words(inside, line.number, 13, 600, "text2")
        elif key == "description":
            align = paint.LEFT if strong else paint.RIGHT
            words = self._grid.text(row, column)
            pen.words(inside, words, 13, 600, "text" if strong else "text2", align)
        elif key == "net":
            token = "text2" if strong else "text"
            words = self._grid.text(row, column)
            pen.words(inside, words, 13, 600, token, paint.RIGHT, tabular=True)

    def _number(self, painter: QPainter, box: QRect, row: int, line: SheetRow) -> None:
        """The position, and a mark where the line is to be chosen, or has parts."""
        inside = QRectF(box).adjusted(theme.px(_PAD), 0, -theme.px(4), 0)
        side = theme.px(15)
        middle = _first_line(inside) if self._grid.is_tall(row) else inside
        place = QRectF(inside.right() - side, middle.center().y() - side / 2, side, side)
        mark, token = "", "text3"
        if line.kind == "option":
            mark = "square-check" if line.counts else "square"
        elif line.kind == "alternative":
            mark = "circle-dot" if line.counts else "circle"
        elif self._grid.is_bundle(row):
            folded = self._grid.key_at(row) in self._grid.folded
            mark = "chevron-right" if folded else "chevron-down"
        if line.counts and mark.startswith(("square", "circle")):
            token = "accent_text"
        if mark:
            icons.paint_icon(painter, mark, place, theme.color(token).name())
        words = inside.adjusted(0, 0, -(side + 2) if mark else 0, 0)
        if self._grid.is_tall(row):
            words = _first_line(words)
        Pen(painter).words(words, line.number, 12, 400, "text3", tabular=True)

    def _description(self, painter: QPainter, box: QRect, row: int, line: SheetRow) -> None:
        indent = theme.px(14) if self._grid.is_part(row) else 0
        inside = QRectF(box).adjusted(theme.px(_PAD) + indent, 0, -theme.px(_PAD), 0)
        if line.kind == "note":
            return  # runs on through the other cells
        tall = self._grid.is_tall(row)
        token = "text" if line.kind != "note" and (line.counts or line.line is None) else "text2"
        words = self._grid.text(row, self._grid.column_of("description"))
        Pen(painter).words(_first_line(inside) if tall else inside, words, token=token)

    def _long_words(self, painter: QPainter, box: QRect, row: int, column: int) -> None:
        """What runs on through the empty cells of its row: a note, the words below a line."""
        line = self._grid.line(row)
        if line is None:
            words = _("Type a code or a name; # makes a section, = a subtotal, // a note")
            self._across(painter, box, row, column, QRectF(box), (words, 13, 400, "text3"))
        elif line.kind == "note":
            words = self._grid.text(row, self._grid.column_of("description"))
            self._across(painter, box, row, column, QRectF(box), (words, 13, 400, "text2"))
        elif line.kind != "subtotal" and self._grid.is_tall(row):
            below = QRectF(box.left(), box.top() + theme.px(25), box.width(), theme.px(17))
            warned = self._grid.warnings(row)
            quiet = (self._grid.notes(row), 11.5, 400, "text3")
            told = (warned, 11.5, 500, "warn") if warned else quiet
            mark = "triangle-alert" if warned else ""
            self._across(painter, box, row, column, below, told, mark)

    def _across(
        self,
        painter: QPainter,
        box: QRect,
        row: int,
        column: int,
        height: QRectF,
        told: tuple[str, float, int, str],
        mark: str = "",
    ) -> None:
        """Each cell paints its part of words that begin in the description."""
        first = self._grid.column_of("description")
        mirrored = painter.worldTransform().m11() < 0  # there, the first cell is all there is
        if column < first or (mirrored and column != first):
            return
        start = self._view.columnViewportPosition(first) + theme.px(_PAD)
        start += theme.px(14) if self._grid.is_part(row) else 0
        end = self._view.columnViewportPosition(self._grid.column_of("net"))
        if mirrored:
            start, end = box.left() + theme.px(_PAD), box.right()
        line = QRectF(start, height.top(), max(end - start, 0), height.height())
        painter.setClipRect(box)
        words, size, weight, token = told
        if mark:
            side = theme.px(13)
            place = QRectF(line.left(), line.center().y() - side / 2, side, side)
            icons.paint_icon(painter, mark, place, theme.color(token).name())
            line.setLeft(place.right() + theme.px(5))
        Pen(painter).words(line, words, size, weight, token)
        painter.setClipping(False)

    def _value(self, painter: QPainter, box: QRect, row: int, column: int, line: SheetRow) -> None:
        about = COLUMNS[column]
        words = self._grid.text(row, column)
        if not words:
            return
        token = "text2" if about.key in _QUIET or not line.counts else "text"
        if about.key in ("margin", "margin_percent") and line.margin is not None:
            token = "danger" if line.margin < 0 else token
        weight = 500 if about.key == "net" and line.counts else 400
        inside = QRectF(box).adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        if self._grid.is_tall(row):
            inside = _first_line(inside)
        align = paint.RIGHT if about.right else paint.LEFT
        Pen(painter).words(inside, words, 13, weight, token, align, tabular=about.right)

    # --------------------------------------------------------------------------------- editors

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option
        key = COLUMNS[index.column()].key
        if key == "code":
            editor: QWidget = CodeLine(self._grid.prices, parent)
        elif key == "description":
            editor = LongText(parent)
        else:
            editor = CellLine(parent)
        name = self._grid.headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(name)
        if isinstance(editor, CodeLine):
            editor.taken.connect(partial(self._take, editor))
        return editor

    def _take(self, editor: QWidget, offers: object, stay: bool) -> None:
        if not stay:
            self._give_up(editor)  # what was typed was only to find the product
        self.taken.emit(offers, stay)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        raw = self._grid.raw(index.row())
        text = "" if raw is None else cells.edited(COLUMNS[index.column()].key, raw)
        if isinstance(editor, LongText):
            editor.begin(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()
            editor.setModified(False)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        del model
        if self._view.giving_up or not _is_modified(editor):
            return
        self._view.by_name = not (isinstance(editor, CodeLine) and editor.as_text)
        self._view.commit_text(index.row(), index.column(), _text_of(editor))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        del index
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        if isinstance(editor, LongText):
            editor.place(box)
            return
        height = min(box.height(), theme.px(HEIGHT))
        editor.setGeometry(box.left(), box.top(), box.width(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        key = event if isinstance(event, QKeyEvent) else None
        if key is not None and key.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            return self._key(watched, key) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, editor: QWidget, event: QKeyEvent) -> bool:
        if isinstance(editor, CodeLine) and editor.takes(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._give_up(editor)
            return True
        step = _step_of(editor, event)
        return step is not None and self._leave(editor, *step)

    def _give_up(self, editor: QWidget) -> None:
        self._view.giving_up = True
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
        self._view.giving_up = False
        self._view.setFocus()

    def _leave(self, editor: QWidget, columns: int, rows: int) -> bool:
        """Take what was typed and go on; what cannot be read stays in the editor."""
        index = self._view.currentIndex()
        if _is_modified(editor) and (words := self._view.problem(index.column(), _text_of(editor))):
            self._view.refuse(editor, words)
            return True
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.left.emit(columns, rows)
        return True


def _first_line(inside: QRectF) -> QRectF:
    """The upper line of a row with two."""
    return QRectF(inside.left(), inside.top() + theme.px(6), inside.width(), theme.px(19))


def _step_of(editor: QWidget, event: QKeyEvent) -> tuple[int, int] | None:
    """Columns and rows to go on, for a key that ends typing; None for one that does not."""
    key, mods = Qt.Key(event.key()), event.modifiers()
    shift = bool(mods & Qt.KeyboardModifier.ShiftModifier)
    plain = not mods & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    if key in _RETURNS and plain and not (isinstance(editor, LongText) and shift):
        return 0, -1 if shift else 1
    if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return (1 if key == Qt.Key.Key_Tab else -1), 0
    if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and isinstance(editor, CellLine):
        return 0, -1 if key == Qt.Key.Key_Up else 1
    return None


def _text_of(editor: QWidget) -> str:
    if isinstance(editor, LongText):
        return editor.toPlainText()
    return editor.text() if isinstance(editor, QLineEdit) else ""


def _is_modified(editor: QWidget) -> bool:
    if isinstance(editor, LongText):
        return editor.document().isModified()
    return isinstance(editor, QLineEdit) and editor.isModified()
