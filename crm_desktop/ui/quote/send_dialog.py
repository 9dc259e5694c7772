"""Before a quote goes out: to whom, how, and what is frozen by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from crm_desktop.i18n import _
from crm_desktop.ui.quote.ask_dialog import AskDialog, Asked, Line
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from crm_desktop.services.sales.quoting.quotes import Ready

WAYS = ("mail", "pdf", "print")
_MOST_WARNINGS = 6


class SendDialog(AskDialog):
    """Asks how a quote is sent.

    Attributes:
        ways: a radio button each. missing: what is to be done before.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        to: str,
        ready: Ready,
        submit: Callable[[AskDialog], None],
    ) -> None:
        asked = Asked(
            title=_("Send {name}").format(name=name),
            more=_(
                "With this the quote gets its number and is frozen: its PDF is kept as it goes "
                "out, with a fingerprint, and nothing changes it any more. For changes you make a "
                "revision."
            ),
            button=_("&Send"),
            lines=(Line("to", _("To"), to, _("name@company.example, or a name")),),
        )
        super().__init__(parent, asked, submit)
        self._ready = ready
        self.ways: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        words = {
            "mail": _("By &e-mail: saves the PDF, then opens your mail program"),
            "pdf": _("Save the &PDF, I send it myself"),
            "print": _("P&rint it"),
        }
        self.middle.addWidget(build.label(_("How"), size=12, tone="faint"))
        for way in WAYS:
            button = self.ways[way] = QRadioButton(words[way])
            group.addButton(button)
            self.middle.addWidget(button)
        self.ways["mail" if "@" in to else "pdf"].setChecked(True)
        self._tell(ready)

    def _tell(self, ready: Ready) -> None:
        stops = [*ready.missing, *ready.approval]
        if stops:
            head = _("Before it can be sent:") if ready.missing else _("It needs approval first:")
            self._list(head, stops, "problem")
            self.ok.setEnabled(False)
        if ready.warnings:
            told = list(ready.warnings[:_MOST_WARNINGS])
            self._list(_("Have a look at:"), told, "muted")
        self.fit()

    def _list(self, head: str, told: list[str], tone: str) -> None:
        self.middle.addWidget(build.label(head, weight=600))
        for words in told:
            self.middle.addWidget(build.label(f"•  {words}", size=12.5, tone=tone, wrap=True))

    def _check(self) -> None:
        super()._check()
        if getattr(self, "_ready", None) is not None and not self._ready.can_be_sent:
            self.ok.setEnabled(False)

    @property
    def way(self) -> str:
        """How it is sent."""
        return next(way for way, button in self.ways.items() if button.isChecked())
