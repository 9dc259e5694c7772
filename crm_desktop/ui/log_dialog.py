"""What happened, how it ended, what comes next: one small dialog, every answer one key.

It logs a call, meeting, mail, visit or note about a contact or company, and completes what was
planned. Both halves are one change: one undo takes them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop import i18n, services
from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ACTIVITY, Record, Ref
from crm_desktop.services.catalog.activities import ANSWERED, HAPPENED
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice
from crm_desktop.ui.widgets.picks import Pick, Picks

WIDTH = 600
NO_SHOW = "no-show"  # a status, offered among the outcomes of what had an appointment
_NOTHING, _ON_DAY = "none", "day"
_MOST_LINES = 6
# What can be logged: kind, words of the button, its key, what it is then called.
_KINDS = (
    ("call", N_("Call"), "C", N_("Call with {name}")),
    ("meeting", N_("Meeting"), "M", N_("Meeting with {name}")),
    ("email", N_("E-mail"), "E", N_("E-mail to {name}")),
    ("visit", N_("Visit"), "V", N_("Visit to {name}")),
    ("note", N_("Note"), "N", N_("Note about {name}")),
)
_APPOINTMENTS = frozenset({"meeting", "visit", "demo"})


@dataclass(frozen=True, slots=True)
class LogTask:
    """What is to be written down.

    Attributes:
        name: whom it is with.
        links: as an activity has them.
        kind: of what happened.
        planned: the activity that is done now; None to log something new.
        owner: whose it will be.
    """

    name: str
    links: tuple[Mapping[str, Any], ...]
    kind: str = "call"
    planned: Record | None = None
    owner: Ref | None = None

    @classmethod
    def completing(cls, activity: Record) -> LogTask:
        """For a planned activity."""
        links = activity.values.get("links") or ()
        concerned = ("person", "company", "lead", "deal")
        named = (row.get(key) for row in links for key in concerned if row.get(key))
        name = next((ref.label for ref in named if ref is not None), "")
        kind = activity.values.get("kind") or "task"
        return cls(name, links, kind, activity, activity.values.get("owner"))


class NoteLines(QPlainTextEdit):
    """A few lines. Enter goes to the dialog; Shift+Enter begins a new line."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFont(theme.font(13))
        self.setPlaceholderText(_("What was said (Shift+Enter: new line)"))
        self.setAccessibleName(_("Note"))
        self.textChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        lines = min(max(round(self.document().size().height()), 2), _MOST_LINES)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + theme.px(18))

    def keyPressEvent(self, e: QKeyEvent) -> None:
        enter = e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not e.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            e.ignore()
        else:
            super().keyPressEvent(e)


class LogDialog(QDialog):
    """The dialog.

    Attributes:
        kinds, outcomes, next_steps: the answers.
        note, subject, day: what can be typed.
        notice: why it was not saved.
        save_button: the way out that writes.

    Signals:
        logged: the services.activities.Logged that was written.
    """

    logged = Signal(object)

    def __init__(self, context: Context, task: LogTask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._task = context, task
        self._kind, self._said = task.kind, ""
        self.kinds = Picks(_("What happened"), columns=len(_KINDS), needed=True)
        self.outcomes = Picks(_("Outcome"), columns=2)
        self.next_steps = Picks(_("Next step"), columns=3, needed=True)
        self.note, self.subject, self.day = NoteLines(), QLineEdit(), QLineEdit()
        self.notice = Notice()
        self._cancel = build.button(_("&Cancel"))
        self.save_button = build.button(_("&Save"), primary=True)
        self._title = build.label(size=18, weight=600, wrap=True)
        self._under = build.label(tone="muted", wrap=True)
        self._outcome_head = self._head(_("Outcome"))
        self.setLayout(self._build())
        self._wire()
        self.resize(theme.px(WIDTH), self.sizeHint().height())

    # --------------------------------------------------------------------------------- build

    def _build(self) -> QVBoxLayout:
        self._cancel.clicked.connect(self.reject)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        column = build.column(self._title, self._under, spacing=8, margins=(24, 20, 24, 18))
        column.addSpacing(theme.px(4))
        self.kinds.setVisible(self._task.planned is None)
        for part in (
            self.kinds,
            self._outcome_head,
            self.outcomes,
            self._head(_("Note")),
            self.note,
        ):
            column.addWidget(part)
        column.addWidget(self._head(_("Next step")))
        column.addWidget(self.next_steps)
        column.addLayout(build.row(self.subject, self.day, spacing=8))
        column.addWidget(self.notice)
        hint = _("The keys choose while nothing is typed. Tab goes to the note, Enter saves.")
        keys = build.label(hint, size=12, tone="faint", wrap=True)
        foot = build.row(spacing=8)
        foot.addWidget(keys, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self.save_button)
        column.addSpacing(theme.px(6))
        column.addLayout(foot)
        return column

    @staticmethod
    def _head(text: str) -> QWidget:
        label = build.label(text, size=11.5, weight=600, tone="muted")
        label.setContentsMargins(0, theme.px(6), 0, 0)
        return label

    def _wire(self) -> None:
        for edit, name in ((self.subject, _("What comes next")), (self.day, _("Day"))):
            edit.setAccessibleName(name)
            edit.setFont(theme.font(13))
        self.day.setPlaceholderText(_("Day: friday, 12/4, +10"))
        self.day.setMaximumWidth(theme.px(200))
        self.day.textChanged.connect(self.notice.hide)
        self.kinds.offer([Pick(kind, _(words), key) for kind, words, key, _title in _KINDS])
        self.kinds.picked.connect(self._show_kind)
        self.next_steps.offer(self._steps())
        self.next_steps.picked.connect(self._show_step)
        self.next_steps.pick(_NOTHING)
        self.kinds.pick(self._kind) if self._task.planned is None else self._show_kind(self._kind)

    def _steps(self) -> list[Pick]:
        today = self._context.today()
        days = (
            (_("Tomorrow"), "T", today + timedelta(days=1)),
            (_("In a week"), "W", today + timedelta(days=7)),
            (_("In a month"), "O", _in_a_month(today)),
        )
        dated = [Pick(f"{day}", words, key, i18n.weekday(day)) for words, key, day in days]
        nothing = Pick(_NOTHING, _("None"), "X")
        return [nothing, *dated, Pick(_ON_DAY, _("Day"), "D", "…")]

    # ---------------------------------------------------------------------------------- show

    def _show_kind(self, kind: str) -> None:
        self._kind = kind
        planned = self._task.planned
        if planned is not None:
            title, under = planned.label, self._task.name
        else:
            words = next(title for name, _words, _key, title in _KINDS if name == kind)
            title, under = _(words).format(name=self._task.name), ""
        self.setWindowTitle(title)
        self._title.setText(title)
        self._under.setText(under)
        self._under.setVisible(bool(under))
        self._offer_outcomes()
        self._propose_subject()

    def _offer_outcomes(self) -> None:
        here, waits = self.outcomes.has_keyboard, self.outcomes.hasFocus()
        picks = [Pick(value, words, key) for value, words, key in outcomes_of(self._kind)]
        self.outcomes.offer(picks)
        for part in (self._outcome_head, self.outcomes):
            part.setVisible(bool(picks))
        self._order_tabs()
        if waits and picks:
            self.outcomes.wait()
        elif here:  # the answer that had the keyboard is gone
            (self.outcomes if picks else self.kinds).focus()
        self.adjustSize()

    def _order_tabs(self) -> None:
        """From the top down; answers that come later would stand last."""
        asked = (*self.kinds.picks, *self.outcomes.picks, self.note, *self.next_steps.picks)
        for before, after in pairwise((*asked, self.subject, self.day, self._cancel)):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(self._cancel, self.save_button)

    def _propose_subject(self) -> None:
        """Words for what comes next, as long as nobody has typed others."""
        words = _("Call {name}") if self._kind == "call" else _("Follow up with {name}")
        proposed = words.format(name=self._task.name).strip()
        if self.subject.text() == self._said:
            self.subject.setText(proposed)
            self._said = proposed

    def _show_step(self, step: str) -> None:
        self.subject.setEnabled(step != _NOTHING)
        self.day.setVisible(step == _ON_DAY)
        self.notice.hide()
        if step == _ON_DAY:
            self.day.setFocus()

    def showEvent(self, arg__1: Any) -> None:
        super().showEvent(arg__1)
        if self.outcomes.picks:
            self.outcomes.wait()  # a ring on the first answer would look as if Enter took it
        else:
            self.next_steps.focus()

    # ---------------------------------------------------------------------------------- keys

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        """Digits and letters choose, where nothing is being typed."""
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        key = arg__1.text()
        if key.strip() and not arg__1.modifiers() & control and self._take(key):
            return
        super().keyPressEvent(arg__1)

    def _take(self, key: str) -> bool:
        chosen = self.outcomes.take_key(key) or self.next_steps.take_key(key)
        if self._task.planned is None:
            chosen = chosen or self.kinds.take_key(key)
        if key.casefold() == "n":
            self.note.setFocus()
            chosen = True
        return chosen

    # ---------------------------------------------------------------------------------- save

    def save(self) -> None:
        """Write it all as one change."""
        try:
            call = self._call()
        except UserError as error:
            self.notice.say(str(error), "problem")
            self.day.setFocus()
            return
        self._context.tasks.command(self, call, done=self._done, busy=self.save_button)

    def _call(self) -> Call[Any]:
        coming, text = self._next_step(), self.note.toPlainText().strip()
        planned = self._task.planned
        if planned is None and self._kind == "note":
            if not text:
                self.note.setFocus()
                raise UserError(_("The note is empty. Write something, or choose another kind."))
            return services.activities.note.call(self._whose() | {"body": text}, coming)
        values: dict[str, Any] = {"description": text} if text else {}
        if self.outcomes.value == NO_SHOW:
            values["status"] = NO_SHOW
        elif self.outcomes.value:
            values["outcome"] = self.outcomes.value
        if planned is not None:
            return services.activities.complete.call(planned.id, values, coming)
        made = {"kind": self._kind, "subject": self._title.text(), "direction": "out"}
        return services.activities.log.call(self._whose() | made | values, coming)

    def _whose(self) -> dict[str, Any]:
        owner = {"owner": self._task.owner} if self._task.owner else {}
        return {"links": self._task.links, **owner}

    def _next_step(self) -> dict[str, Any] | None:
        step = self.next_steps.value
        if step == _NOTHING:
            return None
        day = self._typed_day() if step == _ON_DAY else date.fromisoformat(step)
        kind = "call" if self._kind == "call" else "task"
        subject = self.subject.text().strip() or self._said
        due = services.activities.morning_of(day)
        return {"kind": kind, "subject": subject, "due_at": due}

    def _typed_day(self) -> date:
        typed = self.day.text().strip()
        today = self._context.today()
        found = i18n.read_day(typed, today) if typed else None
        if found is None or found < today:
            words = _("'{typed}' is not a day to come. Type one like friday, +10 or 4 December.")
            raise UserError(words.format(typed=typed))
        return found

    def _done(self, logged: Any) -> None:
        self.accept()
        self.logged.emit(logged)


def outcomes_of(kind: str) -> list[tuple[str, str, str]]:
    """(value, words, key) of the outcomes an activity of a kind can have."""
    values = HAPPENED if kind in _APPOINTMENTS else ANSWERED if kind == "call" else ()
    field = ACTIVITY.field("outcome")
    told = [(value, _(field.choice(value).label)) for value in values]
    if kind in _APPOINTMENTS:
        told.append((NO_SHOW, _("Did not take place")))
    return [(value, words, str(at)) for at, (value, words) in enumerate(told, 1)]


def _in_a_month(today: date) -> date:
    """The same day of the next month, or its last one."""
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(today.day, last.day))


def log(context: Context, task: LogTask, owner: QWidget) -> LogDialog:
    """Show the dialog over its window."""
    dialog = LogDialog(context, task, owner)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
