"""The list of what was done with a record: days, changes, and the steps of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
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
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Ref
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.badge import paint_hint

if TYPE_CHECKING:
    from crm_desktop.services.history import HistoryEntry, Step

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_MARKS = {
    "create": ("plus", "green"),
    "delete": ("trash-2", "rose"),
    "restore": ("archive-restore", "green"),
    "import": ("upload", "teal"),
    "undo": ("undo-2", "amber"),
    "redo": ("redo-2", "amber"),
    "bulk edit": ("list-checks", "violet"),
}
_EDIT = ("pencil", "indigo")
_SAID = frozenset({"create", "delete", "restore"})
_HEAD = 34
_ENTRY = 44
_TEXT = 58
_LINE = 17
_MOST_LINES = 4
_SHOWN = 28  # characters of an old value on a button


@dataclass(frozen=True, slots=True)
class Row:
    """A line: a day, what was done at once, or one step of that.

    Attributes:
        day: words of a heading.
        entry: of an entry and of its steps.
        step: one thing that was done.
    """

    day: str = ""
    entry: HistoryEntry | None = None
    step: Step | None = None
    last: bool = False

    @property
    def action(self) -> str:
        """What can be done with the row, as its button says; "" for nothing."""
        if self.entry is None or self.entry.undone:
            return ""
        if self.step is None:
            return _("Undo all")
        return put_back_words(self.step) if self.step.can_go_back else ""


def put_back_words(step: Step) -> str:
    """Put back “Berlin”; where nothing was there before: Clear."""
    if not step.column:
        return _("Take back")
    old = step.old.label if isinstance(step.old, Ref) else step.old
    if old in (None, "", ()):
        return _("Clear again")
    if isinstance(old, bool):
        return _("Put back")
    if isinstance(old, datetime):
        shown = i18n.full_moment(old)
    else:
        shown = i18n.full_day(old) if isinstance(old, date) else str(old)
    shown = " ".join(shown.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    return _("Put back “{value}”").format(value=shown)


def rows_of(entries: Sequence[HistoryEntry], now: datetime) -> list[Row]:
    """Day by day, the newest on top."""
    today = i18n.local(now).date()
    rows: list[Row] = []
    shown: date | None = None
    for entry in entries:
        day = i18n.local(entry.at).date()
        if day != shown:
            shown = day
            rows.append(Row(day=i18n.long_day(day, today)))
        steps = _worth_telling(entry)
        rows.append(Row(entry=entry, last=not steps))
        last = len(steps) - 1
        rows += [Row("", entry, step, at == last) for at, step in enumerate(steps)]
    return rows


def _worth_telling(entry: HistoryEntry) -> Sequence[Step]:
    """The steps; not the one that only says again what the entry is called."""
    alone = len(entry.steps) == 1 and not entry.steps[0].can_go_back
    return () if alone and entry.purpose in _SAID else entry.steps


class HistoryModel(QAbstractListModel):
    """The rows; spoken with what can be done with them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Days cannot be chosen."""
        if index.isValid() and self.rows[index.row()].day:
            return Qt.ItemFlag.NoItemFlags  # the arrow keys pass it by
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words; the delegate paints the row itself."""
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in wanted:
            return None
        row = self.rows[index.row()]
        if row.entry is None:
            return row.day
        if row.step is not None:
            parts: tuple[str, ...] = (row.step.words,)
        else:
            parts = (title_of(row.entry), row.entry.who, i18n.full_moment(row.entry.at))
        if role == Qt.ItemDataRole.AccessibleTextRole and row.action:
            parts = (*parts, _("Enter: {action}").format(action=row.action))
        return ", ".join(part for part in parts if part)


def title_of(entry: HistoryEntry) -> str:
    """What was done, and that it does not hold any more."""
    return _("{what} (undone)").format(what=entry.label) if entry.undone else entry.label


class HistoryDelegate(QStyledItemDelegate):
    """Paints days, entries and steps."""

    def __init__(self, view: HistoryView) -> None:
        super().__init__(view)
        self._view = view
        self.hover = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words need it."""
        del option
        row, width = self._view.rows.rows[index.row()], self._view.viewport().width()
        if row.day:
            return QSize(width, theme.px(_HEAD))
        foot = 8 if row.last else 0
        if row.step is None:
            return QSize(width, theme.px(_ENTRY + foot))
        lines = len(self._lines(row, width))
        return QSize(width, theme.px(_LINE * lines + 6 + foot))

    def _lines(self, row: Row, width: int) -> tuple[str, ...]:
        assert row.step is not None
        room = width - theme.px(_TEXT + 20) - self.action_width(row)
        return paint.wrapped(row.step.words, 12, max(room, theme.px(80)), _MOST_LINES)

    @staticmethod
    def action_width(row: Row) -> int:
        """Room for the button of a row; an icon where the words would take too much."""
        if not row.action:
            return 0
        if row.step is None:
            return round(paint.text_width(row.action, 12, 500)) + theme.px(16)
        return theme.px(28)

    def action_box(self, row: Row, box: QRect) -> QRectF:
        """Where the button of a row is."""
        width = self.action_width(row)
        height = theme.px(22)
        top = box.top() + theme.px(10 if row.step is None else 0)
        return QRectF(box.right() - theme.px(16) - width, top, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        row = self._view.rows.rows[index.row()]
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        if row.entry is None:
            place = QRectF(box).adjusted(theme.px(20), theme.px(6), -theme.px(20), 0)
            Pen(painter).words(place, row.day, 11.5, 600, "text2")
            painter.restore()
            return
        hot = selected or index.row() == self.hover
        if hot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            foot = theme.px(8) if row.last else 0
            band = QRectF(box).adjusted(theme.px(8), 0, -theme.px(8), -1 - foot)
            painter.drawRoundedRect(band, 7, 7)
        if row.step is None:
            self._entry(painter, box, row, row.entry, hot=hot)
        else:
            self._step(painter, box, row)
        self._action(painter, box, row, hot=hot)
        painter.restore()

    def _entry(
        self, painter: QPainter, box: QRect, row: Row, entry: HistoryEntry, *, hot: bool
    ) -> None:
        name, hue = _MARKS.get(entry.purpose, _EDIT)
        background, foreground = theme.hue("slate" if entry.undone else hue)
        side = theme.px(26)
        disc = QRectF(box.left() + theme.px(20), box.top() + theme.px(8), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawEllipse(disc)
        inset = theme.px(6)
        inside = disc.adjusted(inset, inset, -inset, -inset)
        icons.paint_icon(painter, name, inside, foreground.name())
        pen, left = Pen(painter), box.left() + theme.px(_TEXT)
        action = self.action_width(row) if hot else 0
        room = box.right() - theme.px(20) - action - left
        tone = "text2" if entry.undone else "text"
        place = QRectF(left, box.top() + theme.px(5), room, theme.px(18))
        pen.words(place, title_of(entry), 13, 500, tone)
        said = f"{entry.who} · {i18n.clock(i18n.local(entry.at))}".removeprefix(" · ")
        under = QRectF(left, box.top() + theme.px(22), room, theme.px(17))
        pen.words(under, said, 12, token="text2" if hot else "text3")

    def _step(self, painter: QPainter, box: QRect, row: Row) -> None:
        pen, left = Pen(painter), box.left() + theme.px(_TEXT)
        room = box.right() - theme.px(20) - self.action_width(row) - left
        for number, line in enumerate(self._lines(row, box.width())):
            top = box.top() + theme.px(2 + number * _LINE)
            pen.words(QRectF(left, top, room + 2, theme.px(_LINE)), line, 12, 400, "text2")

    def _action(self, painter: QPainter, box: QRect, row: Row, *, hot: bool) -> None:
        if not row.action or not hot:
            return
        place = self.action_box(row, box)
        if row.step is None:
            Pen(painter).words(place, row.action, 12, 500, "accent_text", paint.CENTER)
            return
        side = theme.px(15)
        center = place.center()
        inside = QRectF(center.x() - side / 2, center.y() - side / 2, side, side)
        icons.paint_icon(painter, "undo-2", inside, theme.color("accent_text").name())


class HistoryView(QListView):
    """The list. Enter, or a click on the words at the right, puts a row back."""

    chosen = Signal(object)
    menu_asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Timeline")  # looks alike
        self.rows = HistoryModel(self)
        self.setModel(self.rows)
        self._delegate = HistoryDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("History"))

    def row_at(self, index: Index) -> Row | None:
        """The row of an index."""
        return self.rows.rows[index.row()] if index.isValid() else None

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        if not self.rows.rows:
            paint_hint(self, _("No changes are known."))

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        if e.size().width() != e.oldSize().width():
            self.scheduleDelayedItemsLayout()  # words are broken anew

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row_at(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if row is not None and row.action:
                self.chosen.emit(row)
            return
        step = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}
        key = step.get(Qt.Key(event.key()))
        if key is not None and not event.modifiers():
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        super().mouseReleaseEvent(e)
        index = self.indexAt(e.position().toPoint())
        row = self.row_at(index)
        left = e.button() == Qt.MouseButton.LeftButton
        if left and row is not None and self._is_button(row, index, e):
            self.chosen.emit(row)

    def _is_button(self, row: Row, index: Index, e: QMouseEvent) -> bool:
        """The mouse is on the words that put a row back."""
        box = self._delegate.action_box(row, self.visualRect(index))
        return bool(row.action) and box.contains(e.position())

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        index, point = self.indexAt(arg__1.pos()), arg__1.globalPos()
        if arg__1.reason() != QContextMenuEvent.Reason.Mouse:
            index = self.currentIndex()
            point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        row = self.row_at(index)
        if row is not None and row.entry is not None:
            self.menu_asked.emit(row, point)

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        index = self.indexAt(e.position().toPoint())
        row = self.row_at(index)
        on = row is not None and self._is_button(row, index, e)
        self.viewport().setToolTip(row.action if row is not None and on else "")
        cursor = Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(cursor)
        self._hover(index.row())
        super().mouseMoveEvent(e)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hover:
            self._delegate.hover = row
            self.viewport().update()
