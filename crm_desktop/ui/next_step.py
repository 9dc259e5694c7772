"""A calm line that asks what comes next with a deal for which nothing is planned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided
from crm_desktop.ui.widgets.overlay import announce

_SATURDAY = 5
_LEAST = 120  # width of the question


class NextStepLine(QFrame):
    """The line. It never takes the keyboard by itself; F6 leads to it, Escape puts it away.

    Attributes:
        call, meeting, own: the answers. later: no answer. never: do not ask again.
        subject, day: an answer in own words; plan_button: plans it.

    Signals:
        planned: (ids, values of an activity) is to be planned.
        stopped: nobody is to be asked any more.
        left: it has gone; the keyboard may have to go elsewhere.
    """

    planned = Signal(object, object)
    stopped = Signal()
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._ids: tuple[UUID, ...] = ()
        self.setObjectName("Notice")
        self.setProperty("tone", "calm")
        self.setAccessibleName(_("What comes next?"))
        self.question = Elided()  # the title of a deal may be longer than the window is wide
        self.question.setFont(theme.font(13, 500))
        build.hug(self.question)
        self.question.setMinimumWidth(theme.px(_LEAST))
        self.call, self.meeting = build.button("", "phone"), build.button("", "calendar")
        self.own = build.button(_("Something else …"), "pencil")
        self.never = build.button(_("Do not ask"), link=True)
        self.later = build.tool("x", _("Not now"))
        self.subject, self.day = QLineEdit(), QLineEdit()
        self.plan_button = build.button(_("Plan it"), primary=True)
        self._stack = QStackedWidget()
        self.setLayout(self._build())
        self._wire()
        self.hide()

    def _build(self) -> Any:
        quick = build.row(self.call, self.meeting, self.own, 0, self.never, spacing=6)
        typed = build.row(self.subject, self.day, self.plan_button, spacing=6)
        typed.setStretch(0, 1)
        for page in (quick, typed):
            self._stack.addWidget(build.holder(page))
        line = build.row(self.question, spacing=12, margins=(12, 5, 6, 5))
        line.addWidget(self._stack, 1)
        line.addWidget(self.later)
        return line

    def _wire(self) -> None:
        for edit, name in ((self.subject, _("What comes next")), (self.day, _("Day"))):
            edit.setAccessibleName(name)
            edit.setFont(theme.font(13))
            edit.returnPressed.connect(self._plan_own)
        self.subject.setPlaceholderText(_("What comes next"))
        self.day.setPlaceholderText(_("Day: friday, 12/4, +10"))
        self.day.setMaximumWidth(theme.px(170))
        self.day.textChanged.connect(lambda: build.set_state(self.day, "wrong", False))
        self.call.clicked.connect(lambda: self._plan("call", _("Call about {deal}"), 1))
        self.meeting.clicked.connect(lambda: self._plan("meeting", _("Meeting: {deal}"), 7))
        self.own.clicked.connect(self._type)
        self.plan_button.clicked.connect(self._plan_own)
        self.later.clicked.connect(self.put_away)
        self.never.clicked.connect(self._stop)
        self._context.tasks.left.connect(self._forget)

    # ---------------------------------------------------------------------------------- show

    def ask(self, ids: tuple[UUID, ...], title: str) -> None:
        """Ask what comes next with these deals. title: of the one; "" for several."""
        self._ids = ids
        if title:
            words = _("What comes next with {deal}?").format(deal=_short(title))
        else:
            words = ngettext(
                "What comes next with {n} deal?", "What comes next with {n} deals?", len(ids)
            )
        self.question.setText(words)
        tomorrow, week = self._day(1), self._day(7)
        near = tomorrow == self._context.today() + timedelta(days=1)
        said = _("Call tomorrow") if near else _("Call on {day}")
        self._name(self.call, said.format(day=i18n.weekday(tomorrow)), tomorrow)
        self._name(self.meeting, _("Meeting next week"), week)
        self._stack.setCurrentIndex(0)
        self.subject.clear()
        self.day.clear()
        self.show()
        announce(self, f"{words} {_('Press F6 to answer.')}")

    @staticmethod
    def _name(button: Any, words: str, day: date) -> None:
        button.setText(build.GAP + words)
        button.setAccessibleName(f"{words}, {i18n.weekday(day)}")
        button.setToolTip(i18n.long_weekday(day))

    def _day(self, ahead: int) -> date:
        """A day from today on which people work."""
        day = self._context.today() + timedelta(days=ahead)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)

    def put_away(self) -> None:
        """No answer now."""
        had = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.hide()
        if had:
            self.left.emit()

    def _forget(self) -> None:
        self._ids = ()
        self.hide()

    def take_keyboard(self) -> None:
        """F6: answer."""
        first: QWidget = self.call if self._stack.currentIndex() == 0 else self.subject
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape: from own words back to the answers, from them away."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._stack.currentIndex():
            self._stack.setCurrentIndex(0)
            self.own.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.put_away()

    # ---------------------------------------------------------------------------------- plan

    def _plan(self, kind: str, subject: str, ahead: int) -> None:
        due = services.activities.morning_of(self._day(ahead))
        self._emit({"kind": kind, "subject": subject, "due_at": due})

    def _type(self) -> None:
        self._stack.setCurrentIndex(1)
        self.subject.setFocus(Qt.FocusReason.OtherFocusReason)

    def _plan_own(self) -> None:
        subject, typed = self.subject.text().strip(), self.day.text().strip()
        today = self._context.today()
        day = i18n.read_day(typed, today) if typed else self._day(1)
        if not subject:
            self.subject.setFocus()
        elif day is None or day < today:
            build.set_state(self.day, "wrong", True)
            self.day.setToolTip(_("Type a day to come, like friday, +10 or 4 December."))
            announce(self.day, self.day.toolTip())
            self.day.setFocus()
        else:
            self._emit({"kind": "task", "subject": subject, "due_on": day})

    def _emit(self, values: dict[str, Any]) -> None:
        ids = self._ids
        self.put_away()
        self.planned.emit(ids, values)

    def _stop(self) -> None:
        self.put_away()
        self.stopped.emit()


def _short(title: str) -> str:
    return title if len(title) <= 40 else title[:39] + "…"
