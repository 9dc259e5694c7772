"""The stages of a deal as a row of arrows: where it is, how long it was where, where it may go.

One stop for Tab. Left and Right look at the stages, Enter moves the deal into the one looked at, as
a click does; below stands what must be true before it leaves its stage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _, ngettext
from crm_desktop.ui import mirror, paint, theme
from crm_desktop.ui.board.words import meaning
from crm_desktop.ui.paint import Pen
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import announce

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import StageInfo
    from crm_desktop.services.sales.pipeline.deal_path import Path, Step

HEIGHT = 32
_POINT = 9  # how far an arrow reaches into the next one
_GAP = 3
_LEAST = 96  # below that, stages left behind or ahead are arrows without words


class Arrows(QWidget):
    """The painted row.

    Signals:
        chosen: place of a stage the deal is to be moved into.
        looked: place of the stage the keyboard is on; -1 for none.
    """

    chosen = Signal(int)
    looked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.steps: tuple[Step, ...] = ()
        self.at = self.looking = self.hover = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(theme.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(HEIGHT))

    def show_path(self, path: Path) -> None:
        """Another way. A lost deal shows where it was lost, others the way to winning."""
        now = path.now.info.kind if path.now is not None else "open"
        ends = {"won": ("open", "won"), "lost": ("open", "lost")}.get(now, ("open", "won"))
        kept = [each for each in path.steps if each.info.kind in ends]
        self.steps = tuple(kept)
        self.at = next((i for i, each in enumerate(kept) if each is path.now), -1)
        self.looking = self.at
        self.update()

    # --------------------------------------------------------------------------------- place

    def _widths(self) -> list[float]:
        """The stage it is in has room for its words; the others share the rest."""
        count, whole = len(self.steps), self.width() - theme.px(1)
        even = whole / max(count, 1)
        wide = self.at if self.looking < 0 or not self.hasFocus() else self.looking
        if even >= theme.px(_LEAST) or wide < 0:
            return [even] * count
        words = self._words(wide)
        needed = paint.text_width(words, 12, 600) + theme.px(2 * _POINT + 18)
        room = min(max(needed, even), whole - (count - 1) * theme.px(24))
        rest = (whole - room) / max(count - 1, 1)
        return [room if at == wide else rest for at in range(count)]

    def _boxes(self) -> list[QRectF]:
        boxes: list[QRectF] = []
        left = 0.0
        for width in self._widths():
            boxes.append(QRectF(left, 1, width, self.height() - 2))
            left += width
        return boxes

    def _place(self, x: float) -> int:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.width() - x
        boxes = self._boxes()
        return next((i for i, box in enumerate(boxes) if box.left() <= x < box.right()), -1)

    def _words(self, at: int) -> str:
        """A stage, and how long the deal was in it."""
        step = self.steps[at]
        if step.days is None or step.info.kind != "open":
            return step.info.stage.label
        days = _("{n} d").format(n=i18n.number(step.days))
        return f"{step.info.stage.label}  {days}"

    # --------------------------------------------------------------------------------- paint

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirror.turn(painter, QRectF(self.rect()))
        for at, box in enumerate(self._boxes()):
            self._arrow(painter, box, at)
        painter.end()

    def _colours(self, at: int) -> tuple[QColor, str]:
        """The ground of an arrow, and the token of its words."""
        kind = self.steps[at].info.kind
        if at == self.at and kind in ("won", "lost"):
            hue = "green" if kind == "won" else "rose"
            return theme.hue(hue)[0], "text"
        if at == self.at:
            return theme.color("accent"), "on_accent"
        if at < self.at:
            return theme.color("selected"), "accent_text"
        return theme.color("sunken" if not theme.tokens().dark else "raised"), "text2"

    def _arrow(self, painter: QPainter, box: QRectF, at: int) -> None:
        ground, token = self._colours(at)
        if at == self.hover and at != self.at:
            ground = theme.color("pressed")
            token = "text"
        shape = self._shape(box, first=at == 0, last=at == len(self.steps) - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawPolygon(shape)
        if self.hasFocus() and at == self.looking:
            painter.setPen(QPen(theme.color("accent" if at != self.at else "text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(shape)
        left = theme.px(_POINT + 3 if at else 9)
        inside = box.adjusted(left, 0, -theme.px(_POINT + 2), 0)
        if inside.width() < theme.px(18):
            return
        text = self._words(at)
        if inside.width() < theme.px(40) and at != self.at:
            text = "✓" if at < self.at else str(at + 1)
        weight = 600 if at == self.at else 500
        Pen(painter).words(
            inside, text, 12, weight, token, paint.CENTER if len(text) < 3 else paint.LEFT
        )

    def _shape(self, box: QRectF, *, first: bool, last: bool) -> QPolygonF:
        point, gap = theme.px(_POINT), theme.px(_GAP)
        left, right = box.left(), box.right() - (0 if last else gap)
        tip = right if last else right + point - gap
        corners = [QPointF(left, box.top()), QPointF(right - (0 if last else gap), box.top())]
        if not last:
            corners.append(QPointF(tip, box.center().y()))
        corners += [
            QPointF(right - (0 if last else gap), box.bottom()),
            QPointF(left, box.bottom()),
        ]
        if not first:
            corners.append(QPointF(left + point, box.center().y()))
        return QPolygonF(corners)

    # -------------------------------------------------------------------------------- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~_KEYPAD
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in steps and plain and self.steps:
            self._look(min(max(self.looking + steps[key], 0), len(self.steps) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.looking >= 0:
            self._choose(self.looking)
        elif key == Qt.Key.Key_Escape and self.looking != self.at:
            self._look(self.at)
        else:
            super().keyPressEvent(event)

    def _look(self, at: int) -> None:
        if at != self.looking:
            self.looking = at
            self.update()
            self.looked.emit(at)

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self.steps) and at != self.at:
            self.chosen.emit(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.looking = self.hover = self._place(event.position().x())
            self._choose(self.looking)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self.hover = self.hover, self._place(event.position().x())
        if before != self.hover:
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover = -1
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.looking = self.at
        self.update()
        self.looked.emit(-1)

    def event(self, event: QEvent) -> bool:
        """The tip says all of a stage."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._place(event.pos().x())
            if at >= 0:
                QToolTip.showText(event.globalPos(), said(self.steps[at]), self)
            return True
        return super().event(event)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def said(step: Step) -> str:
    """A stage in words: how likely, when it is left, how long the deal was there."""
    info = step.info
    parts = [f"{info.stage.label}, {i18n.number(info.probability.normalize())} %"]
    if step.days is not None:
        parts.append(ngettext("{n} day here", "{n} days here", step.days).format(n=step.days))
    return "\n".join(filter(None, (*parts, _asked(info))))


def _asked(info: StageInfo) -> str:
    """What must be true before a deal leaves a stage, or of one that is closed."""
    if info.kind != "open":
        return meaning(info)
    told = _("Done when: {criteria}")
    return info.exit_criteria and told.format(criteria=info.exit_criteria)


class StagePath(QWidget):
    """The arrows, and below them what must be true before the deal goes on.

    Attributes:
        arrows: the row. words: the line below it.

    Signals:
        move_asked: the StageInfo of a stage the deal is to be moved into.
    """

    move_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrows = Arrows()
        self.words = build.label(size=12, tone="muted", wrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.setLayout(build.column(self.arrows, self.words, spacing=4))
        self.arrows.chosen.connect(self._ask)
        self.arrows.looked.connect(self._look)
        self.setVisible(False)

    def show_path(self, path: Path) -> None:
        """Another deal, or the same one in another stage."""
        self.arrows.show_path(path)
        self.setVisible(bool(self.arrows.steps))
        self._say(self.arrows.at)
        self._name()

    def _ask(self, at: int) -> None:
        self.move_asked.emit(self.arrows.steps[at].info)

    def _look(self, at: int) -> None:
        self._say(self.arrows.at if at < 0 else at)
        self._name()
        if at >= 0:
            announce(self.arrows, self.arrows.accessibleDescription())

    def _say(self, at: int) -> None:
        """Of the stage it is in, what it waits for; of another one, what Enter does."""
        if not 0 <= at < len(self.arrows.steps):
            self.words.setText("")
            return
        step = self.arrows.steps[at]
        if at != self.arrows.at:
            words = _("Enter moves the deal to {stage}.").format(stage=step.info.stage.label)
            self.words.setText(words)
            build.set_state(self.words, "tone", "muted")
            return
        parts: list[str] = []
        if asked := _asked(step.info):
            parts.append(asked)
        if step.rots and step.days is not None and step.info.rot_days is not None:
            late = _("{n} days here, {limit} are usual").format(
                n=i18n.number(step.days), limit=i18n.number(step.info.rot_days)
            )
            parts.insert(0, late)
        self.words.setText(" · ".join(parts))
        self.words.setVisible(bool(parts))
        build.set_state(self.words, "tone", "problem" if step.rots else "muted")

    def _name(self) -> None:
        arrows = self.arrows
        if not 0 <= arrows.at < len(arrows.steps):
            arrows.setAccessibleName(_("Stages of the deal"))
            return
        now = arrows.steps[arrows.at].info.stage.label
        name = _("Stages of the deal: {stage}, {place} of {count}")
        place, count = arrows.at + 1, len(arrows.steps)
        arrows.setAccessibleName(name.format(stage=now, place=place, count=count))
        looked = arrows.looking if arrows.looking >= 0 else arrows.at
        arrows.setAccessibleDescription(said(arrows.steps[looked]).replace("\n", ". "))
