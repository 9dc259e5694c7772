"""Before a quote goes out: to whom, how, and what is frozen by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QRadioButton, QScrollArea

from crm_desktop.i18n import _, ngettext
from crm_desktop.ui import theme
from crm_desktop.ui.quote.ask_dialog import AskDialog, Asked, Line
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from crm_desktop.services.sales.quoting.quotes import Ready

WAYS = ("mail", "mailto", "pdf", "print")
_BY_MAIL = ("mail", "mailto")
_MOST_TOLD = 4  # so many are read at once
_TOLD_HEIGHT = 200
_EDGES = 48  # beside a line of the dialog


class SendDialog(AskDialog):
    """Asks how a quote is sent.

    Attributes:
        ways: a radio button each. more: shows the warnings that found no room at first.
        told: what is read of what is missing and of warnings.

    Signals:
        approval_asked: it cannot be sent yet, but somebody can be asked to approve it.
    """

    approval_asked = Signal()

    def __init__(
        self,
        parent: QWidget,
        name: str,
        to: str,
        ready: Ready,
        submit: Callable[[AskDialog], None],
        usual: str = "",
    ) -> None:
        asked = Asked(
            title=_("Send {name}").format(name=name),
            more=_(
                "With this the quote gets its number and is frozen: its PDF is kept as it goes "
                "out, with a fingerprint, and nothing changes it any more. For changes you make a "
                "revision."
            ),
            button=_("&Send"),
            lines=(Line("to", _("Recipient"), to, _("name@company.example, or a name")),),
        )
        super().__init__(parent, asked, submit)
        self._ready = ready
        self.ways: dict[str, QRadioButton] = {}
        self.told: list[str] = []
        self.more: QPushButton | None = None
        group = QButtonGroup(self)
        words = {
            "mail": _("By &e-mail: a draft with the PDF opens in your mail program"),
            "mailto": _("By e-mail, an e&mpty draft: you put the saved PDF into it"),
            "pdf": _("Save the &PDF, I send it myself"),
            "print": _("P&rint it"),
        }
        self.middle.addWidget(build.label(_("How"), size=12, tone="faint"))
        for way in WAYS:
            button = self.ways[way] = QRadioButton(words[way])
            group.addButton(button)
            self.middle.addWidget(button)
        self.ways[_usual(usual, to)].setChecked(True)
        widest = max(button.sizeHint().width() for button in self.ways.values())
        self.setFixedWidth(max(self.width(), widest + theme.px(_EDGES)))
        self._tell(ready)

    def _tell(self, ready: Ready) -> None:
        stops = [*ready.missing, *ready.approval]
        if stops:
            head = _("Before it can be sent:") if ready.missing else _("It needs approval first:")
            self._list(head, stops, "problem")
            self._offer_to_ask()
        if ready.warnings:
            self._list(_("Have a look at:"), ready.warnings, "muted")
        self.fit()

    def _offer_to_ask(self) -> None:
        """Where only approval is missing, the button does what comes next."""
        self.ok.setEnabled(self._asks)
        if self._asks:
            self.ok.setText(_("&Ask for approval …"))
            for button in self.ways.values():
                button.setEnabled(False)

    @property
    def _asks(self) -> bool:
        return bool(self._ready.approval) and not self._ready.missing

    def _press(self) -> None:
        if self._asks:
            self.reject()
            self.approval_asked.emit()
        else:
            super()._press()

    def _list(self, head: str, told: Sequence[str], tone: str) -> None:
        """Some of it at once; the rest is scrolled to, once it is asked for."""
        self.middle.addWidget(build.label(head, weight=600))
        first, rest = told[:_MOST_TOLD], told[_MOST_TOLD:]
        for words in first:
            self._add(words, tone)
        if not rest:
            return
        button = build.button(
            ngettext("{n} more …", "{n} more …", len(rest)),
            link=True,
            name=ngettext("Show {n} more", "Show {n} more", len(rest)),
        )
        button.clicked.connect(lambda: self._show_rest(button, rest, tone))
        self.more = button
        self.middle.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self, words: str, tone: str) -> None:
        self.told.append(words)
        self.middle.addWidget(_point(words, tone))

    def _show_rest(self, button: QWidget, rest: Sequence[str], tone: str) -> None:
        column = build.column(*(_point(words, tone) for words in rest), 0, spacing=8)
        area = QScrollArea()
        area.setObjectName("Plain")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("More to look at"))
        holder = build.holder(column)
        area.setWidget(holder)
        inside = self.width() - theme.px(44 + 16)
        wanted = column.totalHeightForWidth(inside)
        area.setFixedHeight(min(wanted, theme.px(_TOLD_HEIGHT)))
        self.middle.insertWidget(self.middle.indexOf(button), area)
        button.hide()
        area.show()  # what is hidden has no part in the height
        area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.told += rest
        self.fit()

    def _check(self) -> None:
        super()._check()
        if getattr(self, "_ready", None) is not None and not self._ready.can_be_sent:
            self.ok.setEnabled(self._asks)

    @property
    def way(self) -> str:
        """How it is sent."""
        return next(way for way, button in self.ways.items() if button.isChecked())


def _usual(usual: str, to: str) -> str:
    """As it was done last; by mail, where there is an address, the first time."""
    if usual in _BY_MAIL or usual not in WAYS:
        by_mail = usual or "mail"
        return by_mail if "@" in to and by_mail in WAYS else "pdf"
    return usual


def _point(words: str, tone: str) -> QWidget:
    return build.label(f"•  {words}", size=12.5, tone=tone, wrap=True)
