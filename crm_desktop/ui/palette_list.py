"""The lines of the command palette: what they are and how they are painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from crm_desktop.i18n import _
from crm_desktop.services.word_match import Span
from crm_desktop.ui import icons, kinds, paint, theme
from crm_desktop.ui.faces import Faces
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.palette_entries import Entry, Heading, Line, Look
from crm_desktop.ui.widgets.painted_list import PaintedList, RowLook, RowPainter

ROW, HEAD = 38, 30
_LEFT = 18
_MARK = 24
_TEXT = 54
_KEY_HEIGHT = 19


def spoken(entry: Entry) -> str:
    """An entry as a screen reader says it."""
    return ", ".join(filter(None, (entry.label, entry.more, entry.keys, _(entry.group.value))))


class PalettePainter(RowPainter[Line, "PaletteList"]):
    """Paints headings and entries."""

    def height(self, row: Line, width: int) -> int:
        """Headings are lower."""
        del width
        return theme.px(HEAD if isinstance(row, Heading) else ROW)

    def paint_row(self, painter: QPainter, box: QRect, row: Line, look: RowLook) -> None:
        """One line."""
        if isinstance(row, Heading):
            place = QRectF(box).adjusted(theme.px(_LEFT), theme.px(6), 0, 0)
            Pen(painter).words(place, row.words or _(row.group.value), 11.5, 600, "text2")
        else:
            self.band(painter, box, selected=look.selected)
            self._entry(painter, QRectF(box), row, on=look.selected)

    def _look(self, painter: QPainter, box: QRectF, name: str, look: Look, *, on: bool) -> None:
        faces = self.view.faces
        if look.key and not look.square and faces is not None:
            faces.paint(painter, box, name, "person", look.key)
        else:
            _paint_look(painter, box, name, look, on=on)

    def _entry(self, painter: QPainter, box: QRectF, entry: Entry, *, on: bool) -> None:
        side = theme.px(_MARK)
        mark = QRectF(box.left() + theme.px(_LEFT), 0, side, side)
        mark.moveTop(box.center().y() - side / 2)
        self._look(painter, mark, entry.label, entry.look, on=on)
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


class PaletteList(PaintedList[Line]):
    """The lines. The keyboard stays in the box over them.

    Attributes:
        faces: the pictures of contacts.

    Signals:
        chosen: an Entry was clicked, with Ctrl or without.
    """

    chosen = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__(PalettePainter, _("Results"), name="PaletteList")
        self.faces: Faces | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Else all that lies under the palette is painted again with each letter.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def label(self, row: Line) -> str:
        return row.label if isinstance(row, Entry) else row.words or _(row.group.value)

    def spoken(self, row: Line) -> str:
        return spoken(row) if isinstance(row, Entry) else self.label(row)

    def is_heading(self, row: Line) -> bool:
        return isinstance(row, Heading)

    def show_faces(self, faces: Faces) -> None:
        """Contacts have their pictures, as they come."""
        self.faces = faces
        faces.arrived.connect(self._paint_faces)

    def _paint_faces(self) -> None:
        self.viewport().update()

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(e.rect(), theme.color("raised"))
        painter.end()
        super().paintEvent(e)

    def current(self) -> Entry | None:
        """The entry that Enter would choose."""
        line = self.current_row()
        return line if isinstance(line, Entry) else None

    def show_lines(self, lines: list[Line], keep: str = "") -> None:
        """Show other lines; the current one is that of the key, else the first."""
        self.rows.show(lines)
        places = self.places()
        kept = [at for at in places if keep and _key(lines[at]) == keep]
        if places:
            self.go_to(kept[0] if kept else places[0])
        if not kept:
            self.scrollToTop()

    def go_to(self, row: int) -> None:
        """Make a line the current one; the heading over it is shown too."""
        super().go_to(row)
        if row and isinstance(self.rows.all[row - 1], Heading):
            self.scrollTo(self.rows.index(row - 1))
            self.scrollTo(self.rows.index(row))

    def move(self, step: int) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Some entries down or up; a single step goes round at the ends."""
        places = self.places()
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
        heads = [at for at, line in enumerate(self.rows.all) if isinstance(line, Heading)]
        if not heads:
            return
        now = self.currentIndex().row()
        own = max((number for number, at in enumerate(heads) if at < now), default=0)
        self.go_to(heads[(own + step) % len(heads)] + 1)

    def rows_a_page(self) -> int:
        """How many lines are seen at once, but one."""
        return max(self.viewport().height() // theme.px(ROW) - 1, 1)

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        index = self.indexAt(e.position().toPoint())
        if isinstance(self.row_at(index), Entry):
            self.setCurrentIndex(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        line = self.row_at(self.indexAt(e.position().toPoint()))
        if e.button() == Qt.MouseButton.LeftButton and isinstance(line, Entry):
            with_form = bool(e.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.chosen.emit(line, with_form)


def _key(line: Line) -> str:
    return line.key if isinstance(line, Entry) else ""
