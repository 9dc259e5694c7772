"""What happened with a record and what comes next: a list grouped by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
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
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import ACTIVITY
from crm_desktop.ui import icons, mirror, paint, theme
from crm_desktop.ui.kinds import ICONS
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.badge import paint_hint

if TYPE_CHECKING:
    from crm_desktop.services.timeline import TimelineItem

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_NONE = QModelIndex()
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
MOST_LINES = 3
_HEAD = 34
_LEFT = 20
_TEXT = 58
_RIGHT = 20
_LINE = 16
_ALL = 400  # lines of an expanded item
_BOX_FOOT = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the timeline: a heading, or an item.

    Attributes:
        head: words of a heading; empty for an item.
        more: another item of the same group follows.
        late: planned, and its time is over.
        boxed: it stands in the box of what comes next.
    """

    head: str = ""
    item: TimelineItem | None = None
    when: str = ""
    more: bool = False
    late: bool = False
    boxed: bool = False

    @property
    def is_link(self) -> bool:
        """The last line, that asks for what is older."""
        return not self.head and self.item is None


def rows_of(items: Sequence[TimelineItem], now: datetime) -> list[Row]:
    """Planned items first, the nearest on top; then what was, day by day, the newest first."""
    planned = [item for item in items if item.status == "planned"]
    planned.sort(key=lambda item: (not item.dated, item.at))
    rows: list[Row] = []
    if planned:
        rows.append(Row(head=_("Next"), boxed=True))
        for at, item in enumerate(planned):
            late = item.dated and item.at < now
            more = at < len(planned) - 1
            rows.append(Row("", item, _due(item, now), more, late, boxed=True))
    days: dict[date, list[TimelineItem]] = {}
    for item in items:
        if item.status != "planned":
            days.setdefault(i18n.local(item.at).date(), []).append(item)
    today = i18n.local(now).date()
    for day, group in days.items():
        rows.append(Row(head=i18n.long_day(day, today)))
        rows += [Row("", item, _when(item), at < len(group) - 1) for at, item in enumerate(group)]
    return rows


def _due(item: TimelineItem, now: datetime) -> str:
    """The day; with the time of day where it is near."""
    if not item.dated:
        return _("no day")
    day = i18n.moment(item.at, now)
    ahead = (i18n.local(item.at).date() - i18n.local(now).date()).days
    return f"{day}, {i18n.clock(i18n.local(item.at))}" if 0 <= ahead <= 1 else day


def _when(item: TimelineItem) -> str:
    clock = i18n.clock(i18n.local(item.at))
    return f"{clock} · {i18n.minutes(item.duration)}" if item.duration else clock


def _kind(item: TimelineItem) -> str:
    if item.entity == "note":
        return _("Note")
    if item.entity == "attachment":
        return _("File")
    return _(ACTIVITY.field("kind").choice(item.kind).label)


def _title(item: TimelineItem) -> str:
    """A note is titled by its own first words: they need not stand there twice."""
    start = item.title.removesuffix("…").rstrip()
    return _kind(item) if item.entity == "note" and item.body.startswith(start) else item.title


def _hue(item: TimelineItem) -> str:
    if item.entity == "activity":
        return ACTIVITY.field("kind").choice(item.kind).hue
    return "amber" if item.entity == "note" else "slate"


class TimelineModel(QAbstractListModel):
    """The rows; spoken in full to screen readers."""

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
        """Headings cannot be chosen."""
        if index.isValid() and self.rows[index.row()].head:
            return Qt.ItemFlag.NoItemFlags  # the arrow keys pass it by
        return super().flags(index)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words for screen readers and tests; the delegate paints the row itself."""
        if not index.isValid() or role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        if row.is_link:
            return _("Show older")
        if row.item is None or role == _ROLE.DisplayRole:
            return row.head or (row.item.title if row.item else "")
        late = _("overdue") if row.late else ""
        status = "" if row.item.entity != "activity" else _status(row.item)
        parts = (_kind(row.item), row.item.title, row.when, status, late, row.item.body)
        return ", ".join(part for part in (*parts, row.item.about, row.item.who) if part)


def _status(item: TimelineItem) -> str:
    return _(ACTIVITY.field("status").choice(item.status).label)


class TimelineDelegate(QStyledItemDelegate):
    """Paints headings and items."""

    def __init__(self, view: Timeline) -> None:
        super().__init__(view)
        self._view = view
        self.hover = -1
        self.on_disc = False  # the mouse is on the ring of a planned item

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words need it in the present width."""
        del option
        row, width = self._view.rows.rows[index.row()], self._view.viewport().width()
        if row.item is None:
            return QSize(width, theme.px(_HEAD))
        lines = len(self._body(row.item, width))
        foot = _BOX_FOOT if row.boxed and not row.more else 0
        least = 34 if row.boxed and not row.more else 42
        return QSize(width, theme.px(max(32 + _LINE * lines, least) + foot))

    def _body(self, item: TimelineItem, width: int) -> tuple[str, ...]:
        """The first lines; of an expanded item all of them, as they were broken by hand."""
        room = width - theme.px(_TEXT + _RIGHT)
        whole = self._view.expanded.get(item.id)
        if whole is not None:
            lines = (paint.wrapped(line, 12, room, _ALL) or ("",) for line in whole.splitlines())
            return tuple(line for lines_ in lines for line in lines_)
        return paint.wrapped(item.body, 12, room, MOST_LINES) if item.body.strip() else ()

    def disc(self, box: QRect) -> QRectF:
        """Where the icon of an item is."""
        side = theme.px(26)
        return QRectF(box.left() + theme.px(_LEFT), box.top() + theme.px(2), side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        row = self._view.rows.rows[index.row()]
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        if row.boxed:
            self._next_box(painter, box, row)
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        if row.is_link:
            self._link(painter, box, selected=selected, hover=index.row() == self.hover)
        elif row.item is None:
            place = QRectF(box).adjusted(theme.px(_LEFT), theme.px(6), -theme.px(_RIGHT), 0)
            Pen(painter).words(place, row.head, 11.5, 600, "text2")
        else:
            self._item(painter, box, row, row.item, selected=selected, at=index.row())
        painter.restore()

    @staticmethod
    def _next_box(painter: QPainter, box: QRect, row: Row) -> None:
        """A piece of the box that holds what is planned: its corners are on the outer rows."""
        radius = theme.px(9)
        shape = QRectF(box).adjusted(theme.px(8), 0, -theme.px(8), 0)
        shape.setTop(shape.top() + (2 if row.head else -2 * radius))
        last = row.item is not None and not row.more
        shape.setBottom(shape.bottom() + (-theme.px(_BOX_FOOT) / 2 if last else 2 * radius))
        painter.save()
        painter.setClipRect(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(shape, radius, radius)
        painter.restore()

    @staticmethod
    def _link(painter: QPainter, box: QRect, *, selected: bool, hover: bool) -> None:
        place = QRectF(box).adjusted(theme.px(8), 3, -theme.px(8), -3)
        if selected or hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(place, 7, 7)
        Pen(painter).words(place, _("Show older"), 13, 500, "accent_text", paint.CENTER)

    def _item(
        self,
        painter: QPainter,
        box: QRect,
        row: Row,
        item: TimelineItem,
        *,
        selected: bool,
        at: int,
    ) -> None:
        if selected or at == self.hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            foot = theme.px(_BOX_FOOT) if row.boxed and not row.more else 0
            band = QRectF(box).adjusted(theme.px(8), 0, -theme.px(8), -1 - foot)
            painter.drawRoundedRect(band, 7, 7)
        self._disc(painter, box, row, item, hot=at == self.hover and self.on_disc)
        pen, top = Pen(painter), box.top() + theme.px(4)
        right = box.right() - theme.px(_RIGHT)
        late = _("Overdue") + " · " if row.late else ""
        when = late + row.when
        room = paint.text_width(when, 12, 400, tabular=True) + theme.px(10)
        place = QRectF(right - room, top, room, theme.px(18))
        token = "danger" if row.late else "text2" if selected else "text3"
        pen.words(place, when, 12, 400, token, paint.RIGHT, tabular=True)
        left = box.left() + theme.px(_TEXT)
        title = f"{_title(item)} · {item.about}" if item.about else _title(item)
        pen.words(QRectF(left, top, right - room - left, theme.px(18)), title, 13, 500)
        for number, line in enumerate(self._body(item, box.width())):
            under = top + theme.px(19 + number * _LINE)
            place = QRectF(left, under, right - left + 2, theme.px(_LINE))
            pen.words(place, line, 12, 400, "text2")

    def _disc(
        self, painter: QPainter, box: QRect, row: Row, item: TimelineItem, *, hot: bool
    ) -> None:
        """The icon of the kind on a disc (planned: on a ring), and the line to the next one."""
        background, foreground = theme.hue(_hue(item))
        disc = self.disc(box)
        if row.more:
            painter.setPen(QPen(theme.color("border"), 2))
            x = round(disc.center().x())
            painter.drawLine(x, round(disc.bottom() + 4), x, box.bottom() - theme.px(2))
        planned = item.status == "planned" and not hot
        painter.setPen(QPen(background.darker(112), 1.5) if planned else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("canvas") if planned else background)
        painter.drawEllipse(disc.adjusted(0.75, 0.75, -0.75, -0.75) if planned else disc)
        inset = theme.px(6)
        name = "check" if hot else ICONS.get(item.kind, "circle-dot")
        inside = disc.adjusted(inset, inset, -inset, -inset)
        icons.paint_icon(painter, name, inside, foreground.name())


class Timeline(QListView):
    """The list. Enter expands an item, D marks a planned one as done, Delete deletes.

    Attributes:
        rows: its model.
        expanded: the whole words of the items that are shown at full length, by id.

    Signals:
        opened: (entity, id) of an item to open.
        expand_asked, done_asked, delete_asked: of an item.
        older_asked: there is more.
        menu_asked: (item, point of the screen).
    """

    opened = Signal(str, object)
    expand_asked = Signal(object)
    done_asked = Signal(object)
    delete_asked = Signal(object)
    older_asked = Signal()
    menu_asked = Signal(object, object)

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Timeline")
        self._clock = clock
        self.hint = _("Nothing has happened here yet.")
        self.rows = TimelineModel(self)
        self.expanded: dict[UUID, str] = {}
        self.setModel(self.rows)
        self._delegate = TimelineDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("Timeline"))
        self.setAccessibleDescription(_("Enter shows an item at full length, Ctrl+Enter opens it."))
        self.doubleClicked.connect(self._open)

    def show_items(self, items: Sequence[TimelineItem], *, more: bool = False) -> None:
        """Show what happened and what comes next. The place of the keyboard stays."""
        current, place = self.current_item(), self.verticalScrollBar().value()
        rows = rows_of(items, self._clock())
        self.rows.show([*rows, Row()] if more else rows)
        self.verticalScrollBar().setValue(place)
        if current is not None:
            self._go_to(current.id)

    def _go_to(self, key: UUID) -> None:
        for at, row in enumerate(self.rows.rows):
            if row.item is not None and row.item.id == key:
                self.setCurrentIndex(self.rows.index(at))

    def ids(self) -> list[UUID]:
        """The items shown."""
        return [row.item.id for row in self.rows.rows if row.item is not None]

    def item_at(self, index: Index) -> TimelineItem | None:
        """The item of a row; None for a heading."""
        return self.rows.rows[index.row()].item if index.isValid() else None

    def current_item(self) -> TimelineItem | None:
        """The item the keyboard is on."""
        return self.item_at(self.currentIndex())

    def next_planned(self) -> TimelineItem | None:
        """The item the keyboard is on if it is planned, else the first planned one."""
        items = [self.current_item(), *(row.item for row in self.rows.rows)]
        return next((item for item in items if item and item.status == "planned"), None)

    def _open(self, index: Index) -> None:
        item = self.item_at(index)
        if item is not None:
            self.opened.emit(item.entity, item.id)

    def expand(self, item: TimelineItem, whole: str | None) -> None:
        """Show an item at full length; None: short again."""
        if whole is None:
            self.expanded.pop(item.id, None)
        else:
            self.expanded[item.id] = whole
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _toggle(self, index: Index) -> None:
        item = self.item_at(index)
        if item is None:
            if index.isValid() and self.rows.rows[index.row()].is_link:
                self.older_asked.emit()
        elif item.id in self.expanded:
            self.expand(item, None)
        else:
            self.expand_asked.emit(item)

    # ------------------------------------------------------------------------ keys and mouse

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        if not self.rows.rows:
            paint_hint(self, self.hint)

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        if e.size().width() != e.oldSize().width():
            self.scheduleDelayedItemsLayout()  # words are broken anew

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and self.current_item() is not None:
            event.setAccepted(cast("QKeyEvent", event).key() in _DELETE)
            if event.isAccepted():
                return True  # else the window deletes the record
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item, plain = self.current_item(), not event.modifiers()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            opens = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self._open if opens else self._toggle)(self.currentIndex())
            return
        if item is not None and event.key() in _DELETE:
            self.delete_asked.emit(item)
            return
        if item is not None and plain and event.key() == Qt.Key.Key_D:
            if item.status == "planned":
                self.done_asked.emit(item)
            return
        step = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}
        key = step.get(Qt.Key(event.key()))
        if key is not None and plain:
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        super().keyPressEvent(event)

    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        index, point = self.indexAt(arg__1.pos()), arg__1.globalPos()
        if arg__1.reason() != QContextMenuEvent.Reason.Mouse:
            index = self.currentIndex()
            point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        item = self.item_at(index)
        if item is not None:
            self.menu_asked.emit(item, point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        item = self.item_at(index)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and item is not None and self._is_ring(index, event.position().toPoint()):
            self.done_asked.emit(item)
            return
        super().mousePressEvent(event)
        if left and index.isValid() and self.rows.rows[index.row()].is_link:
            self.older_asked.emit()

    def _is_ring(self, index: Index, point: QPoint) -> bool:
        """The ring of a planned item: a click on it marks it as done."""
        item = self.item_at(index)
        if item is None or item.status != "planned":
            return False
        return self._delegate.disc(self.visualRect(index)).contains(QPointF(point))

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        point = e.position().toPoint()
        index = self.indexAt(point)
        self._hover(index.row(), on_disc=self._is_ring(index, point))
        super().mouseMoveEvent(e)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int, *, on_disc: bool = False) -> None:
        if (row, on_disc) != (self._delegate.hover, self._delegate.on_disc):
            self._delegate.hover, self._delegate.on_disc = row, on_disc
            self.viewport().setToolTip(_("Mark as done") if on_disc else "")
            self.viewport().update()
