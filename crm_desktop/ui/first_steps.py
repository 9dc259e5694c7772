"""What a new office begins with: three small steps, until they are done or sent away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery, ListRow
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import build

STEPS = (
    ("contact", N_("Make your first contact")),
    ("import", N_("Import your contacts")),
    ("office", N_("Fill in your own details")),
)
_OFFICE = ("street", "city", "phone", "email")
_FEW = 2  # one contact was made by hand; more came from a file, or no file is needed any more


class FirstSteps(QFrame):
    """A line that can be sent away for good; it goes by itself when everything is done.

    Attributes:
        buttons: by key of the step.

    Signals:
        asked: the key of a step to take.
    """

    asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._done: set[str] = set()
        self.setObjectName("FirstSteps")
        self.setAccessibleName(_("First steps"))
        self.buttons: dict[str, QPushButton] = {}
        line = build.row(build.label(_("First steps"), weight=600), spacing=6)
        line.setContentsMargins(14, 6, 6, 6)
        for key, words in STEPS:
            button = build.button(_(words), "circle", link=True)
            button.clicked.connect(partial(self.asked.emit, key))
            self.buttons[key] = button
            line.addWidget(button)
        line.addStretch(1)
        self.away = build.tool("x", _("Do not show the first steps again"))
        self.away.clicked.connect(self._send_away)
        line.addWidget(self.away)
        self.setLayout(line)
        self.hide()

    def begin(self) -> None:
        """A store is open: show what is left to do, if that is still wanted."""
        self.setVisible(self._context.settings.now.first_steps)
        self.look()

    def on_changes(self, changes: Changes) -> None:
        """Something was saved: perhaps a step."""
        if changes.many or not changes.entities.isdisjoint({"person", "office"}):
            self.look()

    def look(self) -> None:
        """Ask the store what is done."""
        if not self._context.settings.now.first_steps:
            return
        people = services.listing.first.call(ListQuery("person"), ("display_name",), _FEW)
        self._context.tasks.query(self, "people", people, done=self._show_people)
        office = services.listing.first.call(ListQuery("office"), _OFFICE, 1)
        self._context.tasks.query(self, "office", office, done=self._show_office)

    def _show_people(self, rows: list[ListRow]) -> None:
        self._mark("contact", done=bool(rows))
        self._mark("import", done=len(rows) >= _FEW)

    def _show_office(self, rows: list[ListRow]) -> None:
        self._mark("office", done=any(cell for row in rows for cell in row.cells))

    def _mark(self, key: str, *, done: bool) -> None:
        button = self.buttons[key]
        words = _(dict(STEPS)[key])
        button.setIcon(icon("circle-check" if done else "circle", "ok" if done else "text2"))
        button.setAccessibleName(_("{step}, done").format(step=words) if done else words)
        self._done = self._done | {key} if done else self._done - {key}
        if len(self._done) == len(STEPS):
            self._send_away()

    def _send_away(self) -> None:
        """For good."""
        self._context.settings.change(first_steps=False)
        self.hide()
