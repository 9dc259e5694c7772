"""My planned activities as a list under headings: overdue, today, the coming days, no date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from crm_desktop import i18n
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.catalog import ACTIVITY
from crm_desktop.ui import icons, kinds, mirror, paint, theme, words
from crm_desktop.ui.paint import Pen

if TYPE_CHECKING:
    from crm_desktop.services.agenda import AgendaItem

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_NONE = QModelIndex()
_HEADS = {
    "overdue": N_("Overdue"),
    "today": N_("Today"),
    "ahead": N_("Next 7 days"),
    "undated": N_("No date"),
}
_HEAD, _ROW = 38, 54
_LEFT, _TEXT, _RIGHT, _DISC = 20, 60, 20, 28
_CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


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


class AgendaModel(QAbstractListModel):
    """The lines; spoken in full to screen readers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.now = datetime.now().astimezone()

    def show(self, items: Sequence[AgendaItem], now: datetime) -> None:
        """Show other activities."""
        self.beginResetModel()
        self.lines, self.now = lines_of(items), now
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The keyboard passes headings by."""
        if index.isValid() and self.lines[index.row()].item is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words for screen readers and tests; the delegate paints the line itself."""
        if not index.isValid() or role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        line = self.lines[index.row()]
        if line.item is None or role == _ROLE.DisplayRole:
            return line.item.subject if line.item else line.head
        item = line.item
        kind = _(ACTIVITY.field("kind").choice(item.kind).label)
        urgent = _("High priority") if item.priority == "high" else ""
        parts = (when(item, self.now), kind, item.subject, whom(item), urgent, item.phone)
        return ", ".join(part for part in parts if part)


class AgendaDelegate(QStyledItemDelegate):
    """Paints headings and activities.

    Attributes:
        hover: the row under the mouse; on_disc: the mouse is on its ring.
    """

    def __init__(self, view: AgendaView) -> None:
        super().__init__(view)
        self._view = view
        self.hover, self.on_disc = -1, False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed heights."""
        del option
        head = self._view.agenda.lines[index.row()].item is None
        return QSize(theme.px(200), theme.px(_HEAD if head else _ROW))

    def disc(self, box: QRect) -> QRectF:
        """Where the ring of an activity stands in its row."""
        side = theme.px(_DISC)
        top = box.top() + (theme.px(_ROW) - side) / 2
        return QRectF(box.left() + theme.px(_LEFT), top, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        line = self._view.agenda.lines[index.row()]
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        if line.item is None:
            self._head(Pen(painter), box, line)
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            self._band(painter, box, index.row(), selected=selected)
            self._item(painter, box, line.item, index.row(), selected=selected)
        painter.restore()

    def _head(self, pen: Pen, box: QRect, line: Line) -> None:
        place = QRectF(box).adjusted(theme.px(_LEFT), theme.px(10), -theme.px(_RIGHT), 0)
        late = line.head == _(_HEADS["overdue"])
        pen.words(place, line.head, 12, 600, "danger" if late else "text2")
        taken = paint.text_width(line.head, 12, 600) + theme.px(7)
        rest = place.adjusted(taken, 0, 0, 0)
        pen.words(rest, i18n.number(line.count), 12, 500, "text3", tabular=True)

    def _band(self, painter: QPainter, box: QRect, row: int, *, selected: bool) -> None:
        band = QRectF(box).adjusted(theme.px(8), 1, -theme.px(8), -1)
        if selected or row == self.hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(band, 7, 7)
        if selected and self._view.hasFocus() and self._view.by_key:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(band.adjusted(0.75, 0.75, -0.75, -0.75), 7, 7)

    def _item(
        self, painter: QPainter, box: QRect, item: AgendaItem, row: int, *, selected: bool
    ) -> None:
        self._ring(painter, self.disc(box), item, hot=row == self.hover and self.on_disc)
        pen, faint = Pen(painter), "text2" if selected else "text3"
        first = QRectF(box.left(), box.top() + theme.px(8), box.width(), theme.px(19))
        second = QRectF(box.left(), first.bottom() + theme.px(1), box.width(), theme.px(17))
        right = box.right() - theme.px(_RIGHT)
        left = box.left() + theme.px(_TEXT)
        said = when(item, self._view.agenda.now)
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
    def _ring(painter: QPainter, disc: QRectF, item: AgendaItem, *, hot: bool) -> None:
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
        inside = disc.adjusted(inset, inset, -inset, -inset)
        icons.paint_icon(painter, "check", inside, theme.color("on_accent").name())


class AgendaView(QListView):
    """The list. D completes in words, 1-8 with an outcome, 9 at once; S puts off, C calls.

    Attributes:
        agenda: its model. by_key: the keyboard, not the mouse, came here last.

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
    menu_asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Timeline")
        self.agenda = AgendaModel(self)
        self.setModel(self.agenda)
        self.by_key = False
        self._delegate = AgendaDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("What I have to do"))
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._tell)

    # ---------------------------------------------------------------------------------- show

    def show_items(self, items: Sequence[AgendaItem], now: datetime) -> None:
        """Show what is to be done; the keyboard stays on its item, or in its place."""
        before, place = self.item(), self.verticalScrollBar().value()
        row = self.currentIndex().row()
        self.agenda.show(items, now)
        self.verticalScrollBar().setValue(place)
        if before is None or not self.go_to(before.id):
            self._go_near(max(row, 0))

    def item(self) -> AgendaItem | None:
        """The item the keyboard is on."""
        return self.item_at(self.currentIndex())

    def item_at(self, index: Index) -> AgendaItem | None:
        """The item of a line; None for a heading."""
        return self.agenda.lines[index.row()].item if index.isValid() else None

    def go_to(self, key: UUID) -> bool:
        """Put the keyboard on an item, if it is here."""
        for at, line in enumerate(self.agenda.lines):
            if line.item is not None and line.item.id == key:
                self.setCurrentIndex(self.agenda.index(at))
                return True
        return False

    def move_current(self, step: int) -> None:
        """Up or down by some activities."""
        there = [at for at, line in enumerate(self.agenda.lines) if line.item is not None]
        if there:
            now = self.currentIndex().row()
            place = there.index(now) if now in there else 0
            at = there[min(max(place + step, 0), len(there) - 1)]
            self.setCurrentIndex(self.agenda.index(at))

    def _go_near(self, row: int) -> None:
        """The next item from this row on; at the end the last one."""
        there = [at for at, line in enumerate(self.agenda.lines) if line.item is not None]
        if there:
            at = next((each for each in there if each >= row), there[-1])
            self.setCurrentIndex(self.agenda.index(at))
        else:
            self.current.emit(None)

    def _tell(self, index: QModelIndex, _old: QModelIndex) -> None:
        self.current.emit(self.item_at(index))

    def _open(self, index: Index) -> None:
        item = self.item_at(index)
        if item is not None:
            self.opened.emit(item)

    # ------------------------------------------------------------------------ keys and mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            asked = self._signal_of(event) is not None
            if asked and self.item() is not None:
                event.accept()  # else a shortcut of the window may take it
                return True
        return super().event(event)

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
        step = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}
        key = step.get(Qt.Key(event.key()))
        if key is not None and not event.modifiers():
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        elif event.text().isalnum() and not event.modifiers():
            return  # no leaping to what begins with a letter: letters are commands here
        super().keyPressEvent(event)

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
        if key in _RETURNS or key == Qt.Key.Key_F2:
            return self.opened
        return {
            Qt.Key.Key_D: self.done_asked,
            Qt.Key.Key_9: self.done_at_once,
            Qt.Key.Key_S: self.later_asked,
            Qt.Key.Key_C: self.call_asked,
            Qt.Key.Key_Delete: self.delete_asked,
        }.get(key)

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        index, point = self.indexAt(arg__1.pos()), arg__1.globalPos()
        if arg__1.reason() != QContextMenuEvent.Reason.Mouse:
            index = self.currentIndex()
            point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        item = self.item_at(index)
        if item is not None:
            self.menu_asked.emit(item, point)

    def place_of_current(self) -> QPoint:
        """Under the item the keyboard is on, on the screen."""
        box = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(box.bottomLeft() + QPoint(theme.px(_TEXT), 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_key = False
        point = event.position().toPoint()
        item = self.item_at(self.indexAt(point))
        left = event.button() == Qt.MouseButton.LeftButton
        if left and item is not None and self._on_disc(point):
            self.done_at_once.emit(item)
            return
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.by_key = True
        self.viewport().update()

    def _on_disc(self, point: QPoint) -> bool:
        index = self.indexAt(point)
        if self.item_at(index) is None:
            return False
        return self._delegate.disc(self.visualRect(index)).contains(point.toPointF())

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        point = e.position().toPoint()
        self._hover(self.indexAt(point).row(), on_disc=self._on_disc(point))
        super().mouseMoveEvent(e)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1, on_disc=False)
        super().leaveEvent(event)

    def _hover(self, row: int, *, on_disc: bool) -> None:
        if (row, on_disc) != (self._delegate.hover, self._delegate.on_disc):
            self._delegate.hover, self._delegate.on_disc = row, on_disc
            self.viewport().setToolTip(_("Mark as done") if on_disc else "")
            self.viewport().update()
