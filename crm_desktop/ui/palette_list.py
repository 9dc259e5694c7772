"""The lines of the command palette: what they are and how they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from crm_desktop.i18n import _
from crm_desktop.services.word_match import Span
from crm_desktop.ui import icons, kinds, mirror, paint, theme
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.palette_entries import Entry, Heading, Line, Look

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_NONE = QModelIndex()
ROW, HEAD = 38, 30
_EDGE = 8  # of the band of the current line
_LEFT = 18
_MARK = 24
_TEXT = 54
_KEY_HEIGHT = 19


class PaletteModel(QAbstractListModel):
    """Headings and entries; spoken in full to screen readers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if index.isValid() and isinstance(self.lines[index.row()], Heading):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words for screen readers and tests; the delegate paints the line itself."""
        if not index.isValid() or role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        line = self.lines[index.row()]
        if isinstance(line, Heading):
            return line.words or _(line.group.value)
        return line.label if role == _ROLE.DisplayRole else spoken(line)


def spoken(entry: Entry) -> str:
    """An entry as a screen reader says it."""
    return ", ".join(filter(None, (entry.label, entry.more, entry.keys, _(entry.group.value))))


class PaletteDelegate(QStyledItemDelegate):
    """Paints headings and entries."""

    def __init__(self, view: PaletteList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower."""
        del option
        head = isinstance(self._view.entries.lines[index.row()], Heading)
        return QSize(self._view.viewport().width(), theme.px(HEAD if head else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        line = self._view.entries.lines[index.row()]
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]  missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, box)
        if isinstance(line, Heading):
            place = QRectF(box).adjusted(theme.px(_LEFT), theme.px(6), 0, 0)
            Pen(painter).words(place, line.words or _(line.group.value), 11.5, 600, "text2")
        else:
            on = bool(state & QStyle.StateFlag.State_Selected)
            self._entry(painter, QRectF(box), line, on=on)
        painter.restore()

    def _entry(self, painter: QPainter, box: QRectF, entry: Entry, *, on: bool) -> None:
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            band = box.adjusted(theme.px(_EDGE), 1, -theme.px(_EDGE), -1)
            painter.drawRoundedRect(band, 7, 7)
        side = theme.px(_MARK)
        mark = QRectF(box.left() + theme.px(_LEFT), 0, side, side)
        mark.moveTop(box.center().y() - side / 2)
        _paint_look(painter, mark, entry.label, entry.look, on=on)
        right = box.right() - theme.px(_LEFT)
        if entry.keys:
            right = paint_keys(painter, right, box.center().y(), entry.keys) - theme.px(10)
        room = QRectF(box.left() + theme.px(_TEXT), box.top(), 0, box.height())
        room.setRight(right)
        used = _paint_label(painter, room, entry.label, entry.found.spans)
        rest = room.adjusted(used + theme.px(10), 0, 0, 0)
        if entry.more and rest.width() > theme.px(30):
            Pen(painter).words(rest, entry.more, 12, 400, "text2" if on else "text3")


def _paint_look(painter: QPainter, box: QRectF, name: str, look: Look, *, on: bool) -> None:
    if look.avatar:
        paint.avatar(painter, box, name, square=look.square)
    elif look.hue:
        kinds.paint_mark(painter, box, look.icon, look.hue)
    elif look.icon:
        inset = (box.width() - theme.px(17)) / 2
        colour = theme.color("accent_text" if on else "text2").name()
        icons.paint_icon(painter, look.icon, box.adjusted(inset, inset, -inset, -inset), colour)


def _paint_label(painter: QPainter, room: QRectF, label: str, spans: Sequence[Span]) -> float:
    """The label with the letters that were meant in bold. Returns how wide it came out."""
    shown = paint.fitted(label, 13, 500, int(room.width()))
    cut = len(shown) if shown == label else max(len(shown) - 1, 0)
    layout = QTextLayout(shown, theme.font(13, 500))
    option = QTextOption(paint.LEFT)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.setFormats([_bold(start, min(end, cut)) for start, end in spans if start < cut])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(10_000)
    layout.endLayout()
    painter.setPen(theme.color("text"))
    layout.draw(painter, QPointF(room.left(), room.center().y() - line.height() / 2))
    return line.naturalTextWidth()


def _bold(start: int, end: int) -> QTextLayout.FormatRange:
    words = QTextCharFormat()
    words.setFont(theme.font(13, 600))
    words.setForeground(theme.color("accent_text"))
    part = QTextLayout.FormatRange()
    part.start, part.length, part.format = start, end - start, words  # pyright: ignore[reportAttributeAccessIssue]
    return part


# ---------------------------------------------------------------------------------------- keys


def caps(keys: str) -> list[str]:
    """The key caps of a shortcut: Ctrl, Shift, N. What is no single shortcut stays as it is."""
    if " " in keys:
        return [keys]
    if keys.endswith("++"):
        return [*keys[:-2].split("+"), "+"]
    return keys.split("+") if len(keys) > 1 else [keys]


def caps_width(keys: str) -> float:
    """How wide the caps of a shortcut are."""
    widths = (_cap_width(cap) + theme.px(4) for cap in caps(keys))
    return sum(widths) - theme.px(4)


def paint_keys(painter: QPainter, right: float, middle: float, keys: str) -> float:
    """Key caps that end at `right`. Returns where they begin."""
    height = theme.px(_KEY_HEIGHT)
    for cap in reversed(caps(keys)):
        width = _cap_width(cap)
        box = QRectF(right - width, middle - height / 2, width, height)
        painter.setPen(theme.color("border_strong"))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        Pen(painter).words(box, cap, 11, 500, "text2", paint.CENTER)
        right = box.left() - theme.px(4)
    return right + theme.px(4)


def _cap_width(cap: str) -> float:
    return max(paint.text_width(cap, 11, 500) + theme.px(11), theme.px(_KEY_HEIGHT))


# ---------------------------------------------------------------------------------------- view


class PaletteList(QListView):
    """The lines. The keyboard stays in the box over them.

    Attributes:
        entries: the model.

    Signals:
        chosen: an Entry was clicked, with Ctrl or without.
    """

    chosen = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("PaletteList")
        self.entries = PaletteModel(self)
        self.setModel(self.entries)
        self.setItemDelegate(PaletteDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        # Else all that lies under the palette is painted again with each letter.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Results"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("raised"))
        painter.end()
        super().paintEvent(event)

    def current(self) -> Entry | None:
        """The entry that Enter would choose."""
        at = self.currentIndex().row()
        line = self.entries.lines[at] if 0 <= at < len(self.entries.lines) else None
        return line if isinstance(line, Entry) else None

    def show_lines(self, lines: list[Line], keep: str = "") -> None:
        """Show other lines; the current one is that of the key, else the first."""
        self.entries.show(lines)
        places = [at for at, line in enumerate(lines) if isinstance(line, Entry)]
        kept = [at for at in places if keep and _key(lines[at]) == keep]
        if places:
            self.go_to(kept[0] if kept else places[0])
        if not kept:
            self.scrollToTop()

    def go_to(self, row: int) -> None:
        """Make a line the current one; the heading over it is shown too."""
        self.setCurrentIndex(self.entries.index(row, 0))
        if row and isinstance(self.entries.lines[row - 1], Heading):
            self.scrollTo(self.entries.index(row - 1, 0))
            self.scrollTo(self.entries.index(row, 0))

    def move(self, step: int) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Some entries down or up; a single step goes round at the ends."""
        places = [at for at, line in enumerate(self.entries.lines) if isinstance(line, Entry)]
        if not places:
            return
        now = self.currentIndex().row()
        at = places.index(now) if now in places else 0
        further = at + step
        if abs(step) == 1:
            further %= len(places)
        self.go_to(places[min(max(further, 0), len(places) - 1)])

    def move_group(self, step: int) -> None:
        """To the first entry of the next group, or of the one before."""
        heads = [at for at, line in enumerate(self.entries.lines) if isinstance(line, Heading)]
        if not heads:
            return
        now = self.currentIndex().row()
        own = max((number for number, at in enumerate(heads) if at < now), default=0)
        self.go_to(heads[(own + step) % len(heads)] + 1)

    def rows_a_page(self) -> int:
        """How many lines are seen at once, but one."""
        return max(self.viewport().height() // theme.px(ROW) - 1, 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and isinstance(self.entries.lines[index.row()], Entry):
            self.setCurrentIndex(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        line = self.entries.lines[index.row()]
        if isinstance(line, Entry):
            with_form = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.chosen.emit(line, with_form)


def _key(line: Line) -> str:
    return line.key if isinstance(line, Entry) else ""
