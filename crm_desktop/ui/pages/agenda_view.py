"""My planned activities as a list under headings: overdue, today, the coming days, no date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter

from crm_desktop import i18n
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.catalog import ACTIVITY
from crm_desktop.ui import icons, kinds, paint, theme, words
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.painted_list import RETURNS, Index, PaintedList, RowLook, RowPainter

if TYPE_CHECKING:
    from crm_desktop.services.agenda import AgendaItem

_HEADS = {
    "overdue": N_("Overdue"),
    "today": N_("Today"),
    "ahead": N_("Next 7 days"),
    "undated": N_("No date"),
}
_HEAD, _ROW = 38, 54
_LEFT, _TEXT, _RIGHT, _DISC = 20, 60, 20, 28
_CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a heading, or an activity."""

    head: str = ""
    count: int = 0
    item: AgendaItem | None = None


def lines_of(items: Sequence[AgendaItem]) -> list[Line]:
    """The items under the headings of their parts."""
    lines: list[Line] = []
    for part, head in _HEADS.items():
        here = [item for item in items if item.part.value == part]
        if here:
            lines.append(Line(_(head), len(here)))
            lines += [Line(item=item) for item in here]
    return lines


def when(item: AgendaItem, now: datetime) -> str:
    """When it is due, as short as its heading allows; how late it is."""
    today = i18n.local(now).date()
    if item.at is not None and (item.late or item.day == today):
        if not item.late:
            return i18n.clock(i18n.local(item.at))
        return words.due(item.at, now, late=True)
    if item.day is None:
        return ""
    if item.late:
        ago = (today - item.day).days
        return ngettext("{n} day overdue", "{n} days overdue", ago)
    if item.day == today:
        return _("All day")
    near = item.day == today + timedelta(days=1)
    day = _("Tomorrow") if near else i18n.weekday(item.day)
    return f"{day}, {i18n.clock(i18n.local(item.at))}" if item.at is not None else day


def whom(item: AgendaItem) -> str:
    """`Anna Ruiz · Lupa GmbH`."""
    return " · ".join(ref.label for ref in (item.person, item.company) if ref is not None)


class AgendaPainter(RowPainter[Line, "AgendaView"]):
    """Paints headings and activities."""

    def height(self, row: Line, width: int) -> int:
        """Fixed heights."""
        del width
        return theme.px(_HEAD if row.item is None else _ROW)

    def target(self, row: Line, box: QRect) -> QRectF | None:
        """The ring of an activity: a click on it completes."""
        return _ring(box) if row.item is not None else None

    def paint_row(self, painter: QPainter, box: QRect, row: Line, look: RowLook) -> None:
        """One line."""
        if row.item is None:
            self._head(Pen(painter), box, row)
            return
        ring = look.marked and self.view.by_key
        self.band(painter, box, selected=look.selected, hover=look.hover, ring=ring)
        self._mark(painter, _ring(box), row.item, hot=look.on_target)
        self._item(painter, box, row.item, selected=look.selected)

    def _head(self, pen: Pen, box: QRect, line: Line) -> None:
        place = QRectF(box).adjusted(theme.px(_LEFT), theme.px(10), -theme.px(_RIGHT), 0)
        late = line.head == _(_HEADS["overdue"])
        pen.words(place, line.head, 12, 600, "danger" if late else "text2")
        taken = paint.text_width(line.head, 12, 600) + theme.px(7)
        rest = place.adjusted(taken, 0, 0, 0)
        pen.words(rest, i18n.number(line.count), 12, 500, "text3", tabular=True)

    def _item(self, painter: QPainter, box: QRect, item: AgendaItem, *, selected: bool) -> None:
        pen, faint = Pen(painter), "text2" if selected else "text3"
        first = QRectF(box.left(), box.top() + theme.px(8), box.width(), theme.px(19))
        second = QRectF(box.left(), first.bottom() + theme.px(1), box.width(), theme.px(17))
        right = box.right() - theme.px(_RIGHT)
        left = box.left() + theme.px(_TEXT)
        said = when(item, self.view.now)
        room = paint.text_width(said, 12, 500, tabular=True) + theme.px(4)
        first.setRight(right)
        token = "danger" if item.late else "text2"
        pen.words(first, said, 12, 500, token, paint.RIGHT, tabular=True)
        edge = right - room - theme.px(10)
        if item.priority == "high":
            edge = self._urgent(painter, first, edge, selected=selected)
        pen.words(QRectF(left, first.top(), edge - left, first.height()), item.subject, 13, 500)
        second.setRight(right)
        taken = paint.text_width(item.phone, 12, 400, tabular=True) + theme.px(16)
        pen.words(second, item.phone, 12, 400, faint, paint.RIGHT, tabular=True)
        room = right - taken - left if item.phone else right - left
        self._under(pen, QRectF(left, second.top(), room, second.height()), item, faint)

    @staticmethod
    def _under(pen: Pen, box: QRectF, item: AgendaItem, faint: str) -> None:
        """Whom it is with; then, quieter, the beginning of what it is about."""
        named, about = whom(item), " ".join(item.body.split())
        pen.words(box, named, 12, 400, "text2")
        taken = paint.text_width(named, 12, 400) + theme.px(10) if named else 0
        if about and box.width() - taken > theme.px(60):
            pen.words(box.adjusted(taken, 0, 0, 0), about, 12, 400, faint)

    @staticmethod
    def _urgent(painter: QPainter, line: QRectF, edge: float, *, selected: bool) -> float:
        """A pill at the right; returns where there is room up to."""
        text = _("High")
        width = paint.pill_width(text, dot=False)
        place = QRectF(edge - width, line.top(), width, line.height())
        paint.pill(painter, place, text, "rose", dot=False, on_selected=selected)
        return edge - width - theme.px(8)

    @staticmethod
    def _mark(painter: QPainter, disc: QRectF, item: AgendaItem, *, hot: bool) -> None:
        """The icon of the kind on a ring; under the mouse a tick that completes."""
        icon_name = kinds.ICONS.get(item.kind, "circle-dot")
        hue = ACTIVITY.field("kind").choice(item.kind).hue
        if not hot:
            kinds.paint_mark(painter, disc, icon_name, hue, ring=True)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(disc)
        inset = disc.width() * 0.24
        place = disc.adjusted(inset, inset, -inset, -inset)
        icons.paint_icon(painter, "check", place, theme.color("on_accent").name())


def _ring(box: QRect) -> QRectF:
    """Where the ring of an activity stands in its row."""
    side = theme.px(_DISC)
    top = box.top() + (theme.px(_ROW) - side) / 2
    return QRectF(box.left() + theme.px(_LEFT), top, side, side)


class AgendaView(PaintedList[Line]):
    """The list. D completes in words, 1-8 with an outcome, 9 at once; S puts off, C calls.

    Attributes:
        now: what is late is told by it. by_key: the keyboard, not the mouse, came here last.

    Signals:
        current: the AgendaItem the keyboard is on; None for none.
        opened, done_asked, done_at_once, later_asked, call_asked, log_asked, delete_asked: of an
            item.
        outcome_asked: (item, the digit pressed).
        menu_asked: (item, point of the screen).
    """

    current = Signal(object)
    opened = Signal(object)
    done_asked = Signal(object)
    done_at_once = Signal(object)
    outcome_asked = Signal(object, str)
    later_asked = Signal(object)
    call_asked = Signal(object)
    log_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(AgendaPainter, _("What I have to do"))
        self.now = datetime.now().astimezone()
        self.by_key = False
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._tell)

    # ---------------------------------------------------------------------------------- show

    def show_items(self, items: Sequence[AgendaItem], now: datetime) -> None:
        """Show what is to be done; the keyboard stays on its item, or in its place."""
        before, row = self.item(), self.currentIndex().row()
        self.now = now
        self.show_rows(lines_of(items))
        if before is None or not self.go_to_item(before.id):
            self._go_near(max(row, 0))

    def item(self) -> AgendaItem | None:
        """The item the keyboard is on."""
        return self.item_at(self.currentIndex())

    def item_at(self, index: Index) -> AgendaItem | None:
        """The item of a line; None for a heading."""
        line = self.row_at(index)
        return line.item if line is not None else None

    def go_to_item(self, key: UUID) -> bool:
        """Put the keyboard on an item, if it is here."""
        for at, line in enumerate(self.rows.all):
            if line.item is not None and line.item.id == key:
                self.go_to(at)
                return True
        return False

    def _go_near(self, row: int) -> None:
        """The next item from this row on; at the end the last one."""
        there = self.places()
        if there:
            self.go_to(next((each for each in there if each >= row), there[-1]))
        else:
            self.current.emit(None)

    def _tell(self, index: QModelIndex, _old: QModelIndex) -> None:
        self.current.emit(self.item_at(index))

    def _open(self, index: Index) -> None:
        item = self.item_at(index)
        if item is not None:
            self.opened.emit(item)

    # ------------------------------------------------------------------------ what the base asks

    def label(self, row: Line) -> str:
        return row.item.subject if row.item is not None else row.head

    def spoken(self, row: Line) -> str:
        item = row.item
        if item is None:
            return row.head
        kind = _(ACTIVITY.field("kind").choice(item.kind).label)
        urgent = _("High priority") if item.priority == "high" else ""
        parts = (when(item, self.now), kind, item.subject, whom(item), urgent, item.phone)
        return ", ".join(part for part in parts if part)

    def is_heading(self, row: Line) -> bool:
        return row.item is None

    def target_words(self, row: Line) -> str:
        del row
        return _("Mark as done")

    def click_target(self, row: Line) -> None:
        self.done_at_once.emit(row.item)

    def ask_menu(self, row: Line, point: QPoint) -> None:
        self.menu_asked.emit(row.item, point)

    def takes(self, event: QKeyEvent) -> bool:
        return self._signal_of(event) is not None and self.item() is not None

    # ------------------------------------------------------------------------ keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_key = True
        item, signal = self.item(), self._signal_of(event)
        if item is not None and signal is not None:
            signal.emit(item)
            return
        digit = event.text() if event.text() in "12345678" else ""
        if item is not None and digit and not event.modifiers():
            self.outcome_asked.emit(item, digit)
            return
        letter = event.text().isalnum() and event.text() not in "jk"
        if not letter or event.modifiers():
            super().keyPressEvent(event)  # no leaping by letters: they are commands here

    def _signal_of(self, event: QKeyEvent) -> Any:
        """What a key does with the item."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == _CONTROL_SHIFT:  # as everywhere in the window
            return {
                Qt.Key.Key_D: self.done_asked,
                Qt.Key.Key_C: self.call_asked,
                Qt.Key.Key_L: self.log_asked,
            }.get(key)
        if modifiers:
            return None
        if key in RETURNS or key == Qt.Key.Key_F2:
            return self.opened
        return {
            Qt.Key.Key_D: self.done_asked,
            Qt.Key.Key_9: self.done_at_once,
            Qt.Key.Key_S: self.later_asked,
            Qt.Key.Key_C: self.call_asked,
            Qt.Key.Key_Delete: self.delete_asked,
        }.get(key)

    def place_of_current(self) -> QPoint:
        """Under the item the keyboard is on, on the screen."""
        return self.under_current(theme.px(_TEXT))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_key = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.by_key = True
        self.viewport().update()
