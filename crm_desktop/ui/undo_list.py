"""The list of change sets in the undo history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter

from crm_desktop import i18n
from crm_desktop.enums import Purpose
from crm_desktop.i18n import _, ngettext
from crm_desktop.ui import kinds, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.painted_list import Index, PaintedList, RowLook, RowPainter

if TYPE_CHECKING:
    from crm_desktop.services.history import DoneSet

ROW = 54
_TEXT = 54
_LOOKS = {  # icon and hue
    Purpose.BULK_EDIT: ("list-checks", "indigo"),
    Purpose.CREATE: ("plus", "green"),
    Purpose.DELETE: ("trash-2", "rose"),
    Purpose.EDIT: ("pencil", "indigo"),
    Purpose.IMPORT: ("upload", "teal"),
    Purpose.MERGE: ("git-merge", "violet"),
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


class UndoPainter(RowPainter["DoneSet", "UndoList"]):
    """Paints a change set: what it is, whose, and whether it holds."""

    fixed = ROW

    def paint_row(self, painter: QPainter, box: QRect, row: DoneSet, look: RowLook) -> None:
        """One row; shown with it is what would be taken back together with it."""
        area, on = QRectF(box), look.selected
        along = look.at <= self.view.along and not row.undone
        self.band(painter, box, selected=on, hover=along, ring=look.marked)
        icon, hue = _LOOKS.get(Purpose(row.purpose), _OTHER)
        side = theme.px(28)
        disc = QRectF(area.left() + theme.px(16), area.center().y() - side / 2, side, side)
        kinds.paint_mark(painter, disc, icon, "slate" if row.undone else hue)
        self._words(painter, area.adjusted(theme.px(_TEXT), 0, -theme.px(16), 0), row, on=on)

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
        pen.words(lower, told(done, self.view.now), 12, 400, "text2" if on else "text3")


class UndoList(PaintedList["DoneSet"]):
    """The change sets, newest first.

    Attributes:
        now: what the ages are counted from.
        along: rows down to this one are shown as going together; -1: none.

    Signals:
        current: the DoneSet that is looked at, or None.
        ended: older ones are wanted.
    """

    uniform = True
    current = Signal(object)
    ended = Signal()

    def __init__(self, now: datetime) -> None:
        super().__init__(UndoPainter, _("What was done, the newest first"), name="UndoList")
        self.now = now
        self.along = -1
        self.verticalScrollBar().valueChanged.connect(self._look_for_more)

    def label(self, row: DoneSet) -> str:
        return row.label

    def spoken(self, row: DoneSet) -> str:
        state = _("undone") if row.undone else ""
        return ", ".join(filter(None, (row.label, told(row, self.now), state)))

    def show_sets(self, sets: list[DoneSet], now: datetime) -> None:
        """Show others."""
        self.now = now
        self.rows.show(sets)

    def row_of(self, key: UUID | None) -> int:
        """Where a change set stands, or -1."""
        return next((at for at, each in enumerate(self.rows.all) if each.id == key), -1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Another one is looked at."""
        super().currentChanged(current, previous)
        self.current.emit(self.current_row())
        if current.row() >= len(self.rows.all) - 3:
            self.ended.emit()

    def _look_for_more(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - theme.px(ROW) * 3:
            self.ended.emit()

    def show_along(self, row: int) -> None:
        """Show that everything down to a row goes together."""
        if row != self.along:
            self.along = row
            self.viewport().update()
