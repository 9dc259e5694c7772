"""Small dialogs about leads: why one is given up, until when one rests."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from crm_desktop import i18n, services
from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.workspace import Call
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Unreadable
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice
from crm_desktop.ui.widgets.picks import Pick, Picks

WIDTH = 480
REASONS = (
    N_("No need"),
    N_("No budget"),
    N_("No answer"),
    N_("Chose a competitor"),
    N_("Cannot be reached"),
    N_("Not our kind of customer"),
    N_("Known already"),
    N_("Not serious"),
)
_RESTS = (("1", N_("A week"), 7), ("2", N_("A month"), 30), ("3", N_("3 months"), 91))
_LONG = (("4", N_("6 months"), 182), ("5", N_("A year"), 365))


class LeadDialog(QDialog):
    """What the two have in common: answers with a key each, a line of one's own, one button.

    Attributes:
        picks: the usual answers. notice: why it was not saved.
        save_button: the way out that writes.

    Signals:
        done_with: the services.sales.lead_steps.Stepped that was done.
    """

    done_with = Signal(object)

    def __init__(
        self, context: Context, ids: tuple[UUID, ...], title: str, button: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._ids = context, ids
        self.setWindowTitle(title)
        self.picks = Picks(title, columns=2)
        self.notice = Notice()
        self.save_button = build.button(button, primary=True)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        cancel = build.button(_("&Cancel"))
        cancel.clicked.connect(self.reject)
        heading = build.label(title, size=18, weight=600, wrap=True)
        self._column: QVBoxLayout = build.column(heading, spacing=8, margins=(24, 20, 24, 18))
        self._column.addWidget(self.picks)
        self.setLayout(self._column)
        self._foot = build.row(0, cancel, self.save_button)
        self.setMinimumWidth(theme.px(WIDTH))

    def _add(self, label: str, widget: QWidget) -> None:
        head = build.label(label, size=12, tone="muted")
        head.setBuddy(widget)
        self._column.addWidget(head)
        self._column.addWidget(widget)

    def _end(self) -> None:
        self._column.addWidget(self.notice)
        self._column.addSpacing(theme.px(4))
        self._column.addLayout(self._foot)

    def showEvent(self, arg__1: QShowEvent) -> None:
        """The keyboard waits for a digit."""
        super().showEvent(arg__1)
        self.picks.wait()

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        """Digits choose, where nothing is being typed."""
        if not self.picks.take_key(arg__1.text()):
            super().keyPressEvent(arg__1)

    def call(self) -> Call[services.sales.lead_steps.Stepped] | None:
        """What is to be done; None after saying why it cannot."""
        raise NotImplementedError

    def save(self) -> None:
        """Do it."""
        call = self.call()
        if call is not None:
            tasks, button = self._context.tasks, self.save_button
            tasks.command(self, call, done=self._done, failed=self._failed, busy=button)

    def _done(self, done: object) -> None:
        self.done_with.emit(done)
        self.accept()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.refuse(str(error))
        else:
            self._context.tasks.report(self, error)

    def refuse(self, words: str) -> None:
        """Say why it cannot be done."""
        self.notice.say(words, "problem")
        self.adjustSize()


class DisqualifyDialog(LeadDialog):
    """Why leads are given up.

    Attributes:
        line: the reason.
    """

    def __init__(self, context: Context, ids: tuple[UUID, ...], what: str, parent: QWidget) -> None:
        title = _("Why is {lead} disqualified?").format(lead=what)
        super().__init__(context, ids, title, _("&Disqualify"), parent)
        self.line = QLineEdit()
        self.line.setFont(theme.font(13))
        self.line.setMaxLength(200)
        self.line.setAccessibleName(_("Reason"))
        self.picks.offer([Pick(_(words), _(words), str(at)) for at, words in enumerate(REASONS, 1)])
        self.picks.picked.connect(self._picked)
        self.line.textEdited.connect(self.notice.hide)
        self._add(_("In your words"), self.line)
        self._end()

    def _picked(self, reason: str) -> None:
        self.notice.hide()
        self.line.setText(reason)

    def call(self) -> Call[services.sales.lead_steps.Stepped] | None:
        """Give them up."""
        if not self.line.text().strip():
            self.refuse(_("Choose a reason or write one: it tells where good leads come from."))
            return None
        return services.sales.lead_steps.disqualify.call(self._ids, self.line.text())


class PutOffDialog(LeadDialog):
    """Until when leads rest.

    Attributes:
        day: that day.
    """

    def __init__(self, context: Context, ids: tuple[UUID, ...], what: str, parent: QWidget) -> None:
        title = _("When does {lead} wake up?").format(lead=what)
        super().__init__(context, ids, title, _("Let it &rest"), parent)
        self.day = editor_for(ENTITIES["lead"].field("wake_up_on"), context)
        today = context.today()
        self.picks.offer(
            [
                Pick(day.isoformat(), _(words), key, i18n.day(day, today))
                for key, words, days in (*_RESTS, *_LONG)
                for day in (today + timedelta(days=days),)
            ]
        )
        self.picks.picked.connect(self._picked)
        self.day.changed.connect(self.notice.hide)
        self._add(_("Day"), self.day)
        self._end()

    def _picked(self, value: str) -> None:
        if value:
            self.day.set_value(date.fromisoformat(value))

    def call(self) -> Call[services.sales.lead_steps.Stepped] | None:
        """Put them off."""
        try:
            until = self.day.value()
        except Unreadable as error:
            self.refuse(str(error))
            return None
        if until is None:
            self.refuse(_("Choose a day."))
            return None
        return services.sales.lead_steps.put_off.call(self._ids, until)
