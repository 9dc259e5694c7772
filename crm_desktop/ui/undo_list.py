"""The list of change sets in the undo history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from crm_desktop import i18n
from crm_desktop.enums import Purpose
from crm_desktop.i18n import _, ngettext
from crm_desktop.ui import kinds, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.badge import paint_hint

if TYPE_CHECKING:
    from crm_desktop.services.history import DoneSet

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_NONE = QModelIndex()
ROW = 54
_TEXT = 54
_LOOKS = {  # icon and hue
    Purpose.BULK_EDIT: ("list-checks", "indigo"),
    Purpose.CREATE: ("plus", "green"),
    Purpose.DELETE: ("trash-2", "rose"),
    Purpose.EDIT: ("pencil", "indigo"),
    Purpose.IMPORT: ("upload", "teal"),
    Purpose.RESTORE: ("archive-restore", "teal"),
}
_OTHER = ("database", "slate")


def ago(at: datetime, now: datetime) -> str:
    """A moment of the past as people say it."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _("Just now")
    if minutes < 60:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes)
    day, clock = i18n.moment(at, now), i18n.clock(i18n.local(at))
    return f"{day}, {clock}"


def how_many(records: int, *, many: bool) -> str:
    """`12 records`; `more than 2,000 records` where nobody counted on."""
    if many:
        rounded = records - records % 100 if records > 100 else records
        return _("more than {n} records").format(n=i18n.number(rounded))
    return ngettext("{n} record", "{n} records", records)


def told(done: DoneSet, now: datetime) -> str:
    """Who, when, how many."""
    who = done.who or _("Another program")
    return " · ".join((who, ago(done.at, now), how_many(done.records, many=done.many)))


class UndoModel(QAbstractListModel):
    """The change sets, newest first; spoken in full to screen readers.

    Attributes:
        sets: as many as have been read.
        now: what the ages are counted from.
    """

    def __init__(self, now: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sets: list[DoneSet] = []
        self.now = now

    def show(self, sets: list[DoneSet], now: datetime) -> None:
        """Show others."""
        self.beginResetModel()
        self.sets, self.now = list(sets), now
        self.endResetModel()

    def add(self, sets: list[DoneSet]) -> None:
        """Older ones come."""
        if sets:
            first = len(self.sets)
            self.beginInsertRows(_NONE, first, first + len(sets) - 1)
            self.sets += sets
            self.endInsertRows()

    def row_of(self, key: UUID | None) -> int:
        """Where a change set stands, or -1."""
        return next((at for at, each in enumerate(self.sets) if each.id == key), -1)

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.sets)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words for screen readers and tests; the delegate paints the row itself."""
        if not index.isValid() or role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        done = self.sets[index.row()]
        if role == _ROLE.DisplayRole:
            return done.label
        state = _("undone") if done.undone else ""
        return ", ".join(filter(None, (done.label, told(done, self.now), state)))


class UndoDelegate(QStyledItemDelegate):
    """Paints a change set: what it is, whose, and whether it holds."""

    def __init__(self, view: UndoList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        del option, index
        return QSize(self._view.viewport().width(), theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        done = self._view.entries.sets[index.row()]
        box = QRectF(QRect(option.rect))  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        on = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        self._ground(painter, box, index.row(), on=on)
        icon, hue = _LOOKS.get(Purpose(done.purpose), _OTHER)
        side = theme.px(28)
        disc = QRectF(box.left() + theme.px(16), box.center().y() - side / 2, side, side)
        kinds.paint_mark(painter, disc, icon, "slate" if done.undone else hue)
        self._words(painter, box.adjusted(theme.px(_TEXT), 0, -theme.px(16), 0), done, on=on)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRectF, row: int, *, on: bool) -> None:
        """The selected one; with what would be taken back together with it."""
        goes_along = row <= self._view.along and not self._view.entries.sets[row].undone
        if not on and not goes_along:
            return
        band = box.adjusted(theme.px(8), 1, -theme.px(8), -1)
        focused = on and self._view.hasFocus()
        painter.setPen(QPen(theme.color("accent"), 1.5) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if on else "hover"))
        painter.drawRoundedRect(band, 7, 7)

    def _words(self, painter: QPainter, box: QRectF, done: DoneSet, *, on: bool) -> None:
        pen, middle = Pen(painter), box.center().y()
        room = QRectF(box)
        if done.undone:
            words = _("Undone")
            width = paint.pill_width(words, dot=False)
            pill = QRectF(box.right() - width, box.top(), width, box.height())
            paint.pill(painter, pill, words, "amber", dot=False, on_selected=on)
            room.setRight(pill.left() - theme.px(8))
        upper = QRectF(room.left(), middle - theme.px(19), room.width(), theme.px(18))
        lower = QRectF(room.left(), middle + theme.px(1), room.width(), theme.px(17))
        pen.words(upper, done.label, 13, 500, "text2" if done.undone else "text")
        pen.words(lower, told(done, self._view.entries.now), 12, 400, "text2" if on else "text3")


class UndoList(QListView):
    """The change sets.

    Attributes:
        entries: the model.
        along: rows down to this one are shown as going together; -1: none.

    Signals:
        current: the DoneSet that is looked at, or None.
        ended: older ones are wanted.
    """

    current = Signal(object)
    ended = Signal()

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.setObjectName("UndoList")
        self.along = -1
        self.hint = ""
        self.entries = UndoModel(now, self)
        self.setModel(self.entries)
        self.setItemDelegate(UndoDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("What was done, the newest first"))
        self.verticalScrollBar().valueChanged.connect(self._look_for_more)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Another one is looked at."""
        super().currentChanged(current, previous)
        self.current.emit(self.chosen())
        if current.row() >= len(self.entries.sets) - 3:
            self.ended.emit()

    def _look_for_more(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - theme.px(ROW) * 3:
            self.ended.emit()

    def chosen(self) -> DoneSet | None:
        """The one that is looked at."""
        at = self.currentIndex().row()
        return self.entries.sets[at] if 0 <= at < len(self.entries.sets) else None

    def show_along(self, row: int) -> None:
        """Show that everything down to a row goes together."""
        if row != self.along:
            self.along = row
            self.viewport().update()

    def go_to(self, row: int) -> None:
        """Look at a row."""
        self.setCurrentIndex(self.entries.index(row, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.entries.sets and self.hint:
            paint_hint(self, self.hint)
