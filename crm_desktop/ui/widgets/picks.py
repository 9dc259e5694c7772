"""A few answers to choose one of, each with a key of its own: `1 Reached - positive`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from crm_desktop.i18n import _
from crm_desktop.ui import paint, theme
from crm_desktop.ui.paint import Pen

_KEY = 18
_GAP = 8
_PADDING = 10
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Pick(QPushButton):
    """One answer: its key in a small box, then its words.

    Attributes:
        value: what it stands for. key: the letter or digit that chooses it.
        more: words in a quieter tone behind, like a date.
    """

    stepped = Signal(int, int)

    def __init__(self, value: str, text: str, key: str, more: str = "") -> None:
        super().__init__(text)
        self.value, self.key, self.more = value, key, more
        self.setObjectName("Pick")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFont(theme.font(13, 500))
        self.setAccessibleName(" ".join(filter(None, (text, more))))
        self.setAccessibleDescription(_("Key {key}").format(key=key))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = paint.text_width(self.text(), 13, 500) + theme.px(_KEY + _GAP + 2 * _PADDING) + 4
        if self.more:
            width += paint.text_width(self.more, 12, 400) + theme.px(_GAP)
        return QSize(round(width), theme.px(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)  # the frame; the sheet paints its words in no colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen, picked = Pen(painter), self.isChecked()
        side, middle = theme.px(_KEY), self.rect().center().y() + 1
        box = QRectF(theme.px(_PADDING), middle - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if picked else "sunken"))
        painter.drawRoundedRect(box, 4, 4)
        pen.words(box, self.key, 11.5, 600, "on_accent" if picked else "text2", paint.CENTER)
        left = box.right() + theme.px(_GAP)
        words = QRectF(self.rect()).adjusted(left, 0, -theme.px(6), 0)
        tone = "text" if self.isEnabled() else "text3"
        pen.words(words, self.text(), 13, 500, "accent_text" if picked else tone)
        if self.more:
            taken = paint.text_width(self.text(), 13, 500) + theme.px(_GAP)
            pen.words(words.adjusted(taken, 0, 0, 0), self.more, 12, 400, "text2")
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(*step)
        else:
            super().keyPressEvent(event)


class Picks(QWidget):
    """The answers, of which one, or none, is chosen. One stop for Tab; arrows go through them.

    Attributes:
        picks: the answers.

    Signals:
        picked: the value chosen now; "" for none.
    """

    picked = Signal(str)

    def __init__(self, name: str, *, columns: int, needed: bool = False) -> None:
        super().__init__()
        self._columns, self._needed = columns, needed
        self.picks: list[Pick] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(6))
        self.setLayout(self._grid)
        self.setAccessibleName(name)

    def offer(self, picks: Sequence[Pick]) -> None:
        """Other answers; none is chosen."""
        for old in self.picks:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.picks = list(picks)
        for at, pick in enumerate(self.picks):
            self._grid.addWidget(pick, at // self._columns, at % self._columns)
            pick.clicked.connect(lambda _on=False, one=pick: self._clicked(one))
            pick.stepped.connect(lambda x, y, one=pick: self._step(one, x, y))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        self._show_stop()

    @property
    def value(self) -> str:
        """What is chosen; "" for nothing."""
        return next((pick.value for pick in self.picks if pick.isChecked()), "")

    def pick(self, value: str) -> None:
        """Choose an answer; "": none."""
        for each in self.picks:
            each.setChecked(each.value == value)
        self._show_stop()
        self.picked.emit(self.value)

    def take_key(self, key: str) -> bool:
        """A key was pressed: choose what it stands for, or give it up. False for another key."""
        for each in self.picks:
            if key and each.key.casefold() == key.casefold() and each.isEnabled():
                give_up = each.isChecked() and not self._needed
                self.pick("" if give_up else each.value)
                if self.has_keyboard:
                    each.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def focus(self) -> None:
        """Put the keyboard on the answer chosen, or the first one."""
        self._stop().setFocus(Qt.FocusReason.TabFocusReason)

    def wait(self) -> None:
        """Take the keyboard without standing on an answer: arrows and keys lead to one."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is here, on an answer or not."""
        return self.hasFocus() or any(pick.hasFocus() for pick in self.picks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hasFocus() and self.picks and Qt.Key(event.key()) in _STEPS:
            self.focus()
        else:
            event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        """It is one stop, whether the keyboard waits here or is on an answer."""
        if self.hasFocus() and self.picks:
            self._stop().setFocus(Qt.FocusReason.OtherFocusReason)
        return super().focusNextPrevChild(next)

    def _clicked(self, one: Pick) -> None:
        self.pick(one.value if one.isChecked() or self._needed else "")

    def _stop(self) -> Pick:
        return next((pick for pick in self.picks if pick.isChecked()), self.picks[0])

    def _show_stop(self) -> None:
        if not self.picks:
            return
        stop, policy = self._stop(), Qt.FocusPolicy
        for each in self.picks:
            each.setFocusPolicy(policy.StrongFocus if each is stop else policy.ClickFocus)

    def _step(self, one: Pick, x: int, y: int) -> None:
        at = self.picks.index(one) + x + y * self._columns
        if 0 <= at < len(self.picks):
            self.picks[at].setFocus(Qt.FocusReason.TabFocusReason)
