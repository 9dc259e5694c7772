"""What was done lately, by whom, and a way to take any of it back or to do it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop import i18n, services
from crm_desktop.errors import UserError
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import TickBox
from crm_desktop.ui.icons import icon
from crm_desktop.ui.undo_list import UndoList, ago, told
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import PATIENCE, Notice

if TYPE_CHECKING:
    from crm_desktop.services.history import ChangedRecord, DoneSet, SetDetail
    from crm_desktop.services.undo import Kept, Undone

WIDTH, HEIGHT = 920, 600
PAGE = 50
MOST_RECORDS = 60  # of one change set are described
MOST_WORDS = 12  # sentences about one record
_MOST_KEPT = 5  # reasons that are told
_POINTED = {QEvent.Type.Enter: True, QEvent.Type.FocusIn: True}
_LEFT = {QEvent.Type.Leave: False, QEvent.Type.FocusOut: False}


class UndoHistory(QDialog):
    """The change sets at the left, what the chosen one did at the right.

    Attributes:
        list: the change sets.
        mine: whether those of colleagues are left out.
        undo_button: takes the chosen one back, or does it again.
        down_button: takes back everything down to the chosen one.
        stop_button: ends that before the next one.
        notice: what became of it.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._complete = self._working = False
        self._queue: list[UUID] = []
        self._reports: list[Undone] = []
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._ask_for_patience)
        self.list = UndoList(context.clock())
        self.notice = Notice()
        self.mine = TickBox(_("Only what &I did"))
        self.undo_button = build.button("", "undo-2", primary=True)
        self.down_button = build.button("")
        self.stop_button = build.button(_("&Stop"))
        self.title = build.label(size=15, weight=600, wrap=True)
        self.meta = build.label(size=12, tone="muted", wrap=True)
        self._detail = QVBoxLayout()
        self.setWindowTitle(_("Undo history"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setLayout(self._build())
        self._wire()
        self._show(None)
        room = parent.size() if parent is not None else QSize(WIDTH, HEIGHT)
        self.resize(min(theme.px(WIDTH), room.width()), min(theme.px(HEIGHT), room.height()))
        self.list.setFocus()
        self._ask()

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QVBoxLayout:
        title = build.label(_("Undo history"), size=18, weight=600)
        self.mine.setAccessibleName(_("Only what I did"))
        head = build.row(title, 0, self.mine, margins=(24, 16, 24, 4))
        self.list.setFixedWidth(theme.px(410))
        middle = build.row(self.list, self._right(), spacing=0)
        middle.setStretch(1, 1)
        close = build.button(_("&Close"))
        close.clicked.connect(self.accept)
        self.stop_button.hide()
        foot = build.row(
            0,
            close,
            self.stop_button,
            self.down_button,
            self.undo_button,
            margins=(24, 12, 24, 16),
        )
        column = build.column(
            head, build.row(24, self.notice, 24, spacing=0), 8, build.rule(), spacing=0
        )
        column.addLayout(middle, 1)
        column.addWidget(build.rule())
        column.addLayout(foot)
        return column

    def _right(self) -> QWidget:
        """What the chosen one did."""
        self._detail.setSpacing(theme.px(10))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(_("What it changed"))
        inner = build.column(spacing=0, margins=(20, 12, 20, 12))
        inner.addLayout(self._detail)
        inner.addStretch(1)
        self._scroll.setWidget(build.holder(inner))
        top = build.column(self.title, self.meta, spacing=3, margins=(20, 14, 20, 4))
        column = build.column(top, spacing=0)
        column.addWidget(self._scroll, 1)
        return build.panel("UndoDetail", column)

    def _wire(self) -> None:
        self.list.current.connect(self._show)
        self.list.ended.connect(self._ask_more)
        self.list.activated.connect(self._go_to_button)
        self.mine.toggled.connect(self._ask)
        self.undo_button.clicked.connect(self._one)
        self.down_button.clicked.connect(self._all_down)
        self.down_button.installEventFilter(self)
        self.stop_button.clicked.connect(self._stop)
        self._context.tasks.changed.connect(self._changed)

    # ------------------------------------------------------------------------------- reading

    def _ask(self) -> None:
        """Read again what is shown, as much of it as there was."""
        much = max(len(self.list.rows.all), PAGE)
        sets = services.history.sets.call(much, mine=self.mine.isChecked())
        self._context.tasks.forget(self, "more")
        self._context.tasks.query(self, "sets", sets, done=self._arrived)

    def _arrived(self, sets: list[DoneSet]) -> None:
        now = self.list.current_row()
        self._complete = len(sets) < max(len(self.list.rows.all), PAGE)
        self.list.hint = _("Nothing has been done yet that could be taken back.")
        self.list.show_sets(sets, self._context.clock())
        if sets:
            self.list.go_to(max(self.list.row_of(now.id if now else None), 0))
        else:
            self._show(None)

    def _ask_more(self) -> None:
        """Older ones, when the end of the list comes near."""
        last = self.list.rows.all[-1:]
        if self._complete or not last:
            return
        sets = services.history.sets.call(PAGE, last[0].id, mine=self.mine.isChecked())
        self._context.tasks.query(self, "more", sets, done=self._more_arrived)

    def _more_arrived(self, sets: list[DoneSet]) -> None:
        self._complete = len(sets) < PAGE
        self.list.rows.add(sets)

    def _changed(self) -> None:
        """A commit, ours or another's."""
        if not self._queue:
            self._ask()

    # -------------------------------------------------------------------------------- detail

    def _show(self, done: DoneSet | None) -> None:
        """The chosen change set."""
        self.title.setText(done.label if done else "")
        self.meta.setText(self._told(done) if done else "")
        self._clear()
        self._enable()
        if done is None:
            self._context.tasks.forget(self, "detail")
            return
        detail = services.history.of_set.call(done.id, MOST_RECORDS)
        self._context.tasks.query(self, "detail", detail, done=self._show_detail)

    def _told(self, done: DoneSet) -> str:
        now = self._context.clock()
        words = f"{i18n.full_moment(done.at)} · {told(done, now).partition(' · ')[0]}"
        if done.undone_at is not None:
            back = _("Taken back by {who}, {when}")
            words += "\n" + back.format(who=done.undone_by, when=ago(done.undone_at, now).lower())
        return words

    def _show_detail(self, detail: SetDetail) -> None:
        self._clear()
        for record in detail.records:
            self._detail.addWidget(_described(record))
        if detail.more:
            self._detail.addWidget(build.label(_("And more."), tone="muted"))
        self._scroll.verticalScrollBar().setValue(0)

    def _clear(self) -> None:
        _empty(self._detail)

    # ------------------------------------------------------------------------------- buttons

    def _enable(self) -> None:
        done, holding = self.list.current_row(), self._holding()
        again = done is not None and done.undone
        words = _("Do it &again") if again else _("Take it &back")
        self.undo_button.setText(build.GAP + words)
        self.undo_button.setAccessibleName(words.replace("&", ""))
        self.undo_button.setIcon(icon("redo-2" if again else "undo-2", "on_accent"))
        self.undo_button.setEnabled(done is not None and not self._working)
        count = len(holding)
        many = ngettext("Take back {n} &down to here", "Take back all {n} &down to here", count)
        self.down_button.setText(many)
        self.down_button.setAccessibleName(many.replace("&", ""))
        self.down_button.setVisible(count > 1)
        self.down_button.setEnabled(not self._working)
        self.stop_button.setVisible(self._working and bool(self._queue))
        if self.list.along >= 0:
            self.list.show_along(self.list.currentIndex().row())

    def _go_to_button(self) -> None:
        self.undo_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _holding(self) -> list[UUID]:
        """Those that hold, from the newest down to the chosen one."""
        last = self.list.currentIndex().row()
        return [each.id for each in self.list.rows.all[: last + 1] if not each.undone]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The button that takes back several shows which ones."""
        pointed = (_POINTED | _LEFT).get(event.type())
        if watched is self.down_button and pointed is not None:
            self.list.show_along(self.list.currentIndex().row() if pointed else -1)
        return super().eventFilter(watched, event)

    def _one(self) -> None:
        done = self.list.current_row()
        if done is None:
            return
        self._begin()
        service = services.undo.redo if done.undone else services.undo.undo
        self._context.tasks.command(
            self, service.call(done.id), done=self._one_done, failed=self._stopped
        )

    def _all_down(self) -> None:
        """One after the other, the newest first: each can be done again by itself."""
        self._begin()
        self._queue = self._holding()
        self._next()

    def _begin(self) -> None:
        self._working, self._reports = True, []
        self.notice.hide()
        self._patience.start()
        self._enable()

    def _next(self) -> None:
        if not self._queue:
            self._end()
            return
        self._enable()
        undo = services.undo.undo.call(self._queue.pop(0))
        self._context.tasks.command(self, undo, done=self._one_done, failed=self._stopped)

    def _one_done(self, undone: Undone) -> None:
        self._reports.append(undone)
        self._next()

    def _ask_for_patience(self) -> None:
        """A whole import takes a while; what is quick says nothing on its way."""
        self.notice.say(_("At work … Large changes take a while."))

    def _stop(self) -> None:
        self._queue.clear()

    def _stopped(self, error: Exception) -> None:
        """One could not be taken back: those before it are, the others stay as they are."""
        self._queue.clear()
        self._end(error)

    def _end(self, error: Exception | None = None) -> None:
        self._working = False
        self._patience.stop()
        kept = [each for report in self._reports for each in report.kept]
        told_of = [*_summary(self._reports), *_reasons(kept)]
        if isinstance(error, UserError):
            told_of.append(str(error))
        elif error is not None:
            self._context.tasks.report(self, error)
        tone = "problem" if error is not None else "" if kept else "good"
        if told_of:
            self.notice.say("\n".join(told_of), tone)
        self._ask()
        self._enable()
        self.list.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._queue.clear()
        self._patience.stop()
        super().hideEvent(event)


def _summary(reports: Sequence[Undone]) -> list[str]:
    if len(reports) == 1:
        return [reports[0].words]
    if not reports:
        return []
    return [ngettext("{n} change was taken back.", "{n} changes were taken back.", len(reports))]


def _reasons(kept: Sequence[Kept]) -> list[str]:
    """Why something stays as it is; the same reason once."""
    counted = Counter(each.words for each in kept)
    return [f"• {_times(*each)}" for each in counted.most_common(_MOST_KEPT)]


def _times(words: str, number: int) -> str:
    if number == 1:
        return words
    return _("{words} ({n} times)").format(words=words, n=i18n.number(number))


def _described(record: ChangedRecord) -> QWidget:
    """What happened to one record."""
    entity = ENTITIES[record.entity]
    name = f"{_(entity.title)} {record.label}".strip()
    words = list(record.words[:MOST_WORDS])
    if len(record.words) > MOST_WORDS:
        words.append(_("And more."))
    if not words:
        words = [_("What is computed from others was made again.")]
    lines = [build.label(name, weight=500, wrap=True)]
    lines.append(build.label("\n".join(words), size=12, tone="muted", wrap=True, selectable=True))
    return build.holder(build.column(*lines, spacing=2))


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
