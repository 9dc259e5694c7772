"""What happened with a record and what comes next: a list grouped by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import ACTIVITY
from crm_desktop.ui import kinds, paint, theme, words
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.painted_list import (
    DELETES,
    RETURNS,
    Index,
    PaintedList,
    RowLook,
    RowPainter,
)

if TYPE_CHECKING:
    from crm_desktop.services.timeline import TimelineItem

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
            due = i18n.local(item.at).date() if item.whole_day else item.at
            late = item.dated and words.is_over(due, now)
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
    near = 0 <= ahead <= 1 and not item.whole_day
    return f"{day}, {i18n.clock(i18n.local(item.at))}" if near else day


def _when(item: TimelineItem) -> str:
    clock = _("All day") if item.whole_day else i18n.clock(i18n.local(item.at))
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


def _status(item: TimelineItem) -> str:
    return _(ACTIVITY.field("status").choice(item.status).label)


def _outcome(item: TimelineItem) -> str:
    """How it ended: what came of it, or that it did not take place. Empty where nobody told."""
    if item.outcome:
        return _(ACTIVITY.field("outcome").choice(item.outcome).label)
    told = item.entity == "activity" and item.status not in ("planned", "done")
    return _status(item) if told else ""


def _heading_of(item: TimelineItem) -> str:
    return f"{_title(item)} · {item.about}" if item.about else _title(item)


def _when_of(row: Row) -> str:
    return (_("Overdue") + " · " if row.late else "") + row.when


def _when_room(row: Row) -> float:
    """Width of the time at the right end."""
    return paint.text_width(_when_of(row), 12, 400, tabular=True) + theme.px(10)


class TimelinePainter(RowPainter[Row, "Timeline"]):
    """Paints headings and items."""

    def height(self, row: Row, width: int) -> int:
        """As high as the words need it."""
        if row.item is None:
            return theme.px(_HEAD)
        lines = len(self._body(row, row.item, width))
        foot = _BOX_FOOT if row.boxed and not row.more else 0
        least = 34 if row.boxed and not row.more else 42
        return theme.px(max(32 + _LINE * lines, least) + foot)

    def _body(self, row: Row, item: TimelineItem, width: int) -> tuple[str, ...]:
        """The first lines; of an expanded item all of them, as they were broken by hand.

        How it ended begins them where the title leaves no room for it.
        """
        room = width - theme.px(_TEXT + _RIGHT)
        ended = "" if self._has_room(row, item, width) else _outcome(item)
        whole = self.view.expanded.get(item.id)
        if whole is not None:
            written = " · ".join(filter(None, (ended, whole)))
            lines = (paint.wrapped(line, 12, room, _ALL) or ("",) for line in written.splitlines())
            return tuple(line for lines_ in lines for line in lines_)
        written = " · ".join(filter(None, (ended, item.body.strip())))
        return paint.wrapped(written, 12, room, MOST_LINES) if written else ()

    @staticmethod
    def _has_room(row: Row, item: TimelineItem, width: int) -> bool:
        """Whether title, outcome and time stand side by side."""
        outcome = _outcome(item)
        if not outcome:
            return True
        needs = paint.text_width(_heading_of(item), 13, 500) + 2
        needs += paint.text_width(f" · {outcome}", 12, 400) + 2 + _when_room(row)
        return needs <= width - theme.px(_TEXT + _RIGHT)

    def target(self, row: Row, box: QRect) -> QRectF | None:
        """The ring of a planned item: a click on it marks it as done."""
        planned = row.item is not None and row.item.status == "planned"
        return _disc(box) if planned else None

    def paint_row(self, painter: QPainter, box: QRect, row: Row, look: RowLook) -> None:
        """One row."""
        if row.boxed:
            self._next_box(painter, box, row)
        if row.is_link:
            self.band(painter, box, selected=look.marked, hover=look.hover, edges=(3, 3))
            words = _("Show older")
            Pen(painter).words(QRectF(box), words, 13, 500, "accent_text", paint.CENTER)
        elif row.item is None:
            place = QRectF(box).adjusted(theme.px(_LEFT), theme.px(6), -theme.px(_RIGHT), 0)
            Pen(painter).words(place, row.head, 11.5, 600, "text2")
        else:
            foot = theme.px(_BOX_FOOT) if row.boxed and not row.more else 0
            edges = (0, 1 + foot)
            self.band(painter, box, selected=look.marked, hover=look.hover, edges=edges)
            self._mark(painter, box, row, row.item, hot=look.on_target)
            self._item(Pen(painter), box, row, row.item, selected=look.marked)

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

    def _item(self, pen: Pen, box: QRect, row: Row, item: TimelineItem, *, selected: bool) -> None:
        top = box.top() + theme.px(4)
        right = box.right() - theme.px(_RIGHT)
        room = _when_room(row)
        place = QRectF(right - room, top, room, theme.px(18))
        quiet = "text2" if selected else "text3"
        token = "danger" if row.late else quiet
        pen.words(place, _when_of(row), 12, 400, token, paint.RIGHT, tabular=True)
        left = box.left() + theme.px(_TEXT)
        place = QRectF(left, top, right - room - left, theme.px(18))
        ended = _outcome(item) if self._has_room(row, item, box.width()) else ""
        self._heading(pen, place, _heading_of(item), ended, quiet)
        for number, line in enumerate(self._body(row, item, box.width())):
            under = top + theme.px(19 + number * _LINE)
            place = QRectF(left, under, right - left + 2, theme.px(_LINE))
            pen.words(place, line, 12, 400, "text2")

    @staticmethod
    def _heading(pen: Pen, place: QRectF, title: str, ended: str, quiet: str) -> None:
        """The title, and behind it how it ended, where there is room for both."""
        pen.words(place, title, 13, 500)
        if ended:
            taken = paint.text_width(title, 13, 500) + 2
            pen.words(place.adjusted(taken, 0, 0, 0), f" · {ended}", 12, 400, quiet)

    @staticmethod
    def _mark(painter: QPainter, box: QRect, row: Row, item: TimelineItem, *, hot: bool) -> None:
        """The icon of the kind on a disc (planned: on a ring), and the line to the next one."""
        disc = _disc(box)
        if row.more:
            painter.setPen(QPen(theme.color("border"), 2))
            x = round(disc.center().x())
            painter.drawLine(x, round(disc.bottom() + 4), x, box.bottom() - theme.px(2))
        name = "check" if hot else kinds.ICONS.get(item.kind, "circle-dot")
        ring = item.status == "planned" and not hot
        kinds.paint_mark(painter, disc, name, _hue(item), ring=ring)


def _disc(box: QRect) -> QRectF:
    """Where the icon of an item is."""
    side = theme.px(26)
    return QRectF(box.left() + theme.px(_LEFT), box.top() + theme.px(2), side, side)


class Timeline(PaintedList[Row]):
    """The list. Enter expands an item, Delete deletes; D completes in words, 9 at once.

    Attributes:
        expanded: the whole words of the items that are shown at full length, by id.

    Signals:
        opened: (entity, id) of an item to open.
        expand_asked, delete_asked: of an item.
        done_asked, outcome_asked: of a planned one; it is done, or how it ended is to be told.
        older_asked: there is more.
        menu_asked: (item, point of the screen).
    """

    opened = Signal(str, object)
    expand_asked = Signal(object)
    done_asked = Signal(object)
    outcome_asked = Signal(object)
    delete_asked = Signal(object)
    older_asked = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(TimelinePainter, _("Timeline"), parent)
        self._clock = clock
        self.hint = _("Nothing has happened here yet.")
        self.expanded: dict[UUID, str] = {}
        self.setAccessibleDescription(_("Enter shows an item at full length, Ctrl+Enter opens it."))
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._ask_older)

    def show_items(self, items: Sequence[TimelineItem], *, more: bool = False) -> None:
        """Show what happened and what comes next. The place of the keyboard stays."""
        current = self.current_item()
        rows = rows_of(items, self._clock())
        self.show_rows([*rows, Row()] if more else rows)
        for at, row in enumerate(self.rows.all):
            if current is not None and row.item is not None and row.item.id == current.id:
                self.go_to(at)

    def ids(self) -> list[UUID]:
        """The items shown."""
        return [row.item.id for row in self.rows.all if row.item is not None]

    def item_at(self, index: Index) -> TimelineItem | None:
        """The item of a row; None for a heading."""
        row = self.row_at(index)
        return row.item if row is not None else None

    def current_item(self) -> TimelineItem | None:
        """The item the keyboard is on."""
        return self.item_at(self.currentIndex())

    def next_planned(self) -> TimelineItem | None:
        """The item the keyboard is on if it is planned, else the first planned one."""
        items = [self.current_item(), *(row.item for row in self.rows.all)]
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
            self._ask_older(index)
        elif item.id in self.expanded:
            self.expand(item, None)
        else:
            self.expand_asked.emit(item)

    def _ask_older(self, index: Index) -> None:
        row = self.row_at(index)
        if row is not None and row.is_link:
            self.older_asked.emit()

    # ------------------------------------------------------------------------ what the base asks

    def label(self, row: Row) -> str:
        if row.is_link:
            return _("Show older")
        return row.item.title if row.item else row.head

    def spoken(self, row: Row) -> str:
        item = row.item
        if item is None:
            return self.label(row)
        late = _("overdue") if row.late else ""
        status = "" if item.entity != "activity" else _status(item)
        ended = _outcome(item) if item.outcome else ""
        told = (_kind(item), item.title, ended, row.when, status, late)
        parts = (*told, item.body, item.about, item.who)
        return ", ".join(part for part in parts if part)

    def is_heading(self, row: Row) -> bool:
        return bool(row.head)

    def target_words(self, row: Row) -> str:
        del row
        return _("Mark as done")

    def click_target(self, row: Row) -> None:
        self.done_asked.emit(row.item)

    def ask_menu(self, row: Row, point: QPoint) -> None:
        if row.item is not None:
            self.menu_asked.emit(row.item, point)

    def takes(self, event: QKeyEvent) -> bool:
        # Else the window deletes the record.
        return event.key() in DELETES and self.current_item() is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item, plain = self.current_item(), not event.modifiers()
        if event.key() in RETURNS:
            opens = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self._open if opens else self._toggle)(self.currentIndex())
        elif item is not None and event.key() in DELETES:
            self.delete_asked.emit(item)
        elif item is not None and plain and event.key() in (Qt.Key.Key_D, Qt.Key.Key_9):
            if item.status == "planned":  # as in Today
                at_once = event.key() == Qt.Key.Key_9
                (self.done_asked if at_once else self.outcome_asked).emit(item)
        else:
            super().keyPressEvent(event)
