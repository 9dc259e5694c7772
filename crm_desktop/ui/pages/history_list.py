"""The list of what was done with a record: days, changes, and the steps of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Ref
from crm_desktop.ui import icons, kinds, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets.painted_list import RETURNS, PaintedList, RowLook, RowPainter

if TYPE_CHECKING:
    from crm_desktop.services.history import HistoryEntry, Step

_MARKS = {
    "create": ("plus", "green"),
    "delete": ("trash-2", "rose"),
    "restore": ("archive-restore", "green"),
    "import": ("upload", "teal"),
    "merge": ("git-merge", "violet"),
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


def title_of(entry: HistoryEntry) -> str:
    """What was done, and that it does not hold any more."""
    return _("{what} (undone)").format(what=entry.label) if entry.undone else entry.label


class HistoryPainter(RowPainter[Row, PaintedList[Row]]):
    """Paints days, entries and steps."""

    def height(self, row: Row, width: int) -> int:
        """As high as the words need it."""
        if row.day:
            return theme.px(_HEAD)
        foot = 8 if row.last else 0
        if row.step is None:
            return theme.px(_ENTRY + foot)
        return theme.px(_LINE * len(self._lines(row, width)) + 6 + foot)

    def _lines(self, row: Row, width: int) -> tuple[str, ...]:
        assert row.step is not None
        room = width - theme.px(_TEXT + 20) - self._action_width(row)
        return paint.wrapped(row.step.words, 12, max(room, theme.px(80)), _MOST_LINES)

    @staticmethod
    def _action_width(row: Row) -> int:
        """Room for the button of a row; an icon where the words would take too much."""
        if not row.action:
            return 0
        if row.step is None:
            return round(paint.text_width(row.action, 12, 500)) + theme.px(16)
        return theme.px(28)

    def target(self, row: Row, box: QRect) -> QRectF | None:
        """The words, or the icon, that put a row back."""
        if not row.action:
            return None
        width = self._action_width(row)
        top = box.top() + theme.px(10 if row.step is None else 0)
        return QRectF(box.right() - theme.px(16) - width, top, width, theme.px(22))

    def paint_row(self, painter: QPainter, box: QRect, row: Row, look: RowLook) -> None:
        """One row."""
        if row.entry is None:
            place = QRectF(box).adjusted(theme.px(20), theme.px(6), -theme.px(20), 0)
            Pen(painter).words(place, row.day, 11.5, 600, "text2")
            return
        hot = look.marked or look.hover
        foot = theme.px(8) if row.last else 0
        edges = (0, 1 + foot)
        self.band(painter, box, selected=look.marked, hover=look.hover, edges=edges)
        if row.step is None:
            self._entry(painter, box, row, row.entry, hot=hot)
        else:
            self._step(painter, box, row)
        if hot:
            self._action(painter, row, self.target(row, box))

    def _entry(
        self, painter: QPainter, box: QRect, row: Row, entry: HistoryEntry, *, hot: bool
    ) -> None:
        name, hue = _MARKS.get(entry.purpose, _EDIT)
        side = theme.px(26)
        disc = QRectF(box.left() + theme.px(20), box.top() + theme.px(8), side, side)
        kinds.paint_mark(painter, disc, name, "slate" if entry.undone else hue)
        pen, left = Pen(painter), box.left() + theme.px(_TEXT)
        action = self._action_width(row) if hot else 0
        room = box.right() - theme.px(20) - action - left
        tone = "text2" if entry.undone else "text"
        place = QRectF(left, box.top() + theme.px(5), room, theme.px(18))
        pen.words(place, title_of(entry), 13, 500, tone)
        said = f"{entry.who} · {i18n.clock(i18n.local(entry.at))}".removeprefix(" · ")
        under = QRectF(left, box.top() + theme.px(22), room, theme.px(17))
        pen.words(under, said, 12, token="text2" if hot else "text3")

    def _step(self, painter: QPainter, box: QRect, row: Row) -> None:
        pen, left = Pen(painter), box.left() + theme.px(_TEXT)
        room = box.right() - theme.px(20) - self._action_width(row) - left
        for number, line in enumerate(self._lines(row, box.width())):
            top = box.top() + theme.px(2 + number * _LINE)
            pen.words(QRectF(left, top, room + 2, theme.px(_LINE)), line, 12, 400, "text2")

    @staticmethod
    def _action(painter: QPainter, row: Row, place: QRectF | None) -> None:
        if place is None:
            return
        if row.step is None:
            Pen(painter).words(place, row.action, 12, 500, "accent_text", paint.CENTER)
            return
        side = theme.px(15)
        center = place.center()
        mark = QRectF(center.x() - side / 2, center.y() - side / 2, side, side)
        icons.paint_icon(painter, "undo-2", mark, theme.color("accent_text").name())


class HistoryView(PaintedList[Row]):
    """The list. Enter, or a click on the words at the end, puts a row back."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(HistoryPainter, _("History"))
        self.hint = _("No changes are known.")

    def label(self, row: Row) -> str:
        if row.entry is None:
            return row.day
        if row.step is not None:
            return row.step.words
        parts = (title_of(row.entry), row.entry.who, i18n.full_moment(row.entry.at))
        return ", ".join(part for part in parts if part)

    def spoken(self, row: Row) -> str:
        enter = _("Enter: {action}").format(action=row.action) if row.action else ""
        return ", ".join(part for part in (self.label(row), enter) if part)

    def is_heading(self, row: Row) -> bool:
        return bool(row.day)

    def target_words(self, row: Row) -> str:
        return row.action

    def click_target(self, row: Row) -> None:
        self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() not in RETURNS:
            super().keyPressEvent(event)
        elif row is not None and row.action:
            self.chosen.emit(row)
