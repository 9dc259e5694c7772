"""What floats over the window for a while: a toast with Undo, the progress of long work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QWidget

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.tasks import Job, Tasks
from crm_desktop.ui.widgets import build

TOAST_TIME = 8_000  # milliseconds
PATIENCE = 300  # what is ready by then shows no progress


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say something that shows itself without taking the keyboard."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class _Floating(QFrame):
    """A frame that keeps its place at the bottom of its parent."""

    def __init__(self, parent: QWidget, name: str, *, at_right: bool) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._at_right, self._room = at_right, parent
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Go to the bottom of the parent, above everything in it."""
        room = self._room.rect()
        self.setMaximumWidth(max(room.width() - theme.px(40), 100))
        self.adjustSize()
        left = room.width() - self.width() - theme.px(20)
        if not self._at_right:
            left = (room.width() - self.width()) // 2
        self.move(QPoint(left, room.height() - self.height() - theme.px(40)))
        self.raise_()


class Toast(_Floating):
    """Says what was done, and offers to take it back.

    Attributes:
        label: the words.
        button: takes it back; hidden where there is nothing to take back.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Toast", at_right=False)
        self.label = build.label()
        self.button = build.button("")
        self._action: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_TIME)
        self._timer.timeout.connect(self.hide)
        self.button.clicked.connect(self._act)
        self.setLayout(build.row(self.label, self.button, spacing=10, margins=(14, 8, 10, 8)))

    def say(self, words: str, offer: str = "", action: Callable[[], None] | None = None) -> None:
        """Show words for some seconds, with a button where there is something to offer."""
        self.label.setText(words)
        self._action = action
        self.button.setText(offer)
        self.button.setAccessibleName(offer)
        self.button.setVisible(action is not None)
        self.show()
        self.place()
        self._timer.start()
        announce(self, f"{words} {offer}")

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)


class JobCard(_Floating):
    """The long work that is under way: how far it is, and a way to stop it."""

    def __init__(self, parent: QWidget, tasks: Tasks) -> None:
        super().__init__(parent, "Card", at_right=True)
        self._jobs: list[Job] = []
        self._title, self._note = build.label(weight=500), build.label(size=12, tone="faint")
        self._bar = progress_bar()
        self._cancel = build.button(_("Cancel"))
        self._cancel.clicked.connect(self._stop)
        head = build.row(self._title, 0, self._cancel, spacing=16)
        self.setLayout(build.column(head, self._bar, self._note, margins=(14, 10, 12, 12)))
        self.setMinimumWidth(theme.px(300))
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._appear)
        tasks.job_began.connect(self._began)
        tasks.job_moved.connect(self._show_progress)
        tasks.job_ended.connect(self._ended)

    def _began(self, job: Job) -> None:
        if not job.hidden:
            self._jobs.append(job)
            self._patience.start()

    def _appear(self) -> None:
        if self._jobs:
            self._show_progress(self._jobs[0])
            self._cancel.setEnabled(True)
            self.show()
            self.place()

    def _show_progress(self, job: Job) -> None:
        if self._jobs and job is self._jobs[0]:
            self._title.setText(job.title)
            show_progress(job, self._bar, self._note)

    def _ended(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self.hide() if not self._jobs else self._appear()

    def _stop(self) -> None:
        for job in self._jobs[:1]:
            job.cancel.request()
            self._cancel.setEnabled(False)
            self._note.setText(_("Stopping …"))


class DropHint(QFrame):
    """Covers the window while a file is held over it.

    Attributes:
        spared: a part with a hint of its own, at the right; it stays in sight.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("DropHint")
        # What lies under it is asked too: the record keeps what is dropped on it.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.spared: QWidget | None = None
        self._words = build.label(size=18, weight=600, tone="accent", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(build.column(self._words))
        self.say(_("Drop the file to import it"))
        self._room = parent
        self.hide()

    def say(self, words: str) -> None:
        """What happens with a file that is dropped."""
        self._words.setText(words)

    def showEvent(self, event: QShowEvent) -> None:
        edge, room = theme.px(12), self._room.rect()
        if self.spared is not None and self.spared.isVisibleTo(self._room):
            room.setRight(self.spared.mapTo(self._room, QPoint()).x())
        self.setGeometry(room.adjusted(edge, edge, -edge, -edge))
        self.raise_()
        super().showEvent(event)


def progress_bar() -> QProgressBar:
    """A thin bar without figures in it."""
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setRange(0, 0)
    bar.setAccessibleName(_("Progress"))
    return bar


def show_progress(job: Job, bar: QProgressBar, note: QLabel) -> None:
    """Show in a bar and a line how far a job is."""
    bar.setRange(0, job.total if 0 < job.total < 2**31 else 0)
    bar.setValue(min(job.step, 2**31 - 1))
    words = job.note
    if job.total and not words:
        figures = _("{n} of {total}")
        words = figures.format(n=i18n.number(job.step), total=i18n.number(job.total))
    note.setText(words)
    bar.setAccessibleDescription(note.text())


class Notice(QFrame):
    """A calm line in a window: what happened, what is safe, what to do.

    Attributes:
        label: the words.
        button: what is offered; hidden where there is nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Notice")
        self.label = build.label(wrap=True, selectable=True)
        self.button, self.other = build.button(""), build.button("")
        self.button.clicked.connect(self._act)
        self.other.clicked.connect(self._act_otherwise)
        self._close = build.tool("x", _("Close this message"))
        self._close.clicked.connect(self.hide)
        self._action: Callable[[], None] | None = None
        self._otherwise: Callable[[], None] | None = None
        line = build.row(self.label, self.button, self.other, self._close, margins=(12, 6, 6, 6))
        line.setStretch(0, 1)
        line.setAlignment(self._close, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.hide()

    def say(
        self,
        words: str,
        tone: str = "",
        offer: str = "",
        action: Callable[[], None] | None = None,
        other: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Show words. `tone`: problem, good, or none. `other`: a second thing to do."""
        build.set_state(self, "tone", tone)
        for inner in (self.label, self.button, self.other):
            inner.style().unpolish(inner)
            inner.style().polish(inner)
        self.label.setText(words)
        self._action = action
        self.button.setText(offer)
        self.button.setAccessibleName(offer.replace("&", ""))
        self.button.setVisible(action is not None)
        more, self._otherwise = other or ("", None)
        self.other.setText(more)
        self.other.setAccessibleName(more.replace("&", ""))
        self.other.setVisible(other is not None)
        self.show()
        announce(self, words)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """What the keyboard reaches in it, in order."""
        return (self.button, self.other, self._close)

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    def _act_otherwise(self) -> None:
        self.hide()
        if self._otherwise is not None:
            self._otherwise()


def close_button() -> QPushButton:
    """The button of a dialog that only tells."""
    made = build.button(_("Close"), primary=True)
    made.setDefault(True)
    return made
