"""Why a deal has its probability, and whether it rests: in a sentence, with a way to change it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui import theme
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.deal_path import Path


class DealWhy(QFrame):
    """The card.

    Attributes:
        words: the sentence.

    Signals:
        part_asked: key of a field of the deal to edit in a small form.
    """

    part_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Card")
        self._record: Record | None = None
        self._usual: Decimal | None = None
        self.head = build.label(size=13, weight=600, wrap=True)
        self.words = build.label(size=12, tone="muted", wrap=True)
        self.rest = build.label(size=12, tone="muted", wrap=True)
        self.change = build.button(_("Set your own"), link=True)
        self.hold = build.button(_("Put on hold"), link=True)
        for button in (self.change, self.hold):
            button.setFont(theme.font(12, 500))
            build.hug(button)
        self.change.clicked.connect(lambda: self.part_asked.emit("probability_override"))
        self.hold.clicked.connect(lambda: self.part_asked.emit("on_hold_until"))
        buttons = build.row(self.change, self.hold, 0, spacing=12)
        parts = (self.head, self.words, self.rest, buttons)
        self.setLayout(build.column(*parts, spacing=3, margins=(12, 9, 12, 7)))

    def show_record(self, record: Record) -> None:
        """Another deal, or the same one anew."""
        if self._record is None or self._record.id != record.id:
            self._usual = None
        self._record = record
        self._say()

    def show_path(self, path: Path) -> None:
        """What is usual in its stage."""
        self._usual = path.usual
        self._say()

    def _say(self) -> None:
        if self._record is None:
            return
        values = self._record.values
        now = values.get("probability")
        self.head.setText(
            _("Why {percent} %?").format(percent=_percent(now)) if now is not None else ""
        )
        self.words.setText(self._reason())
        is_open = values.get("status") == "open"
        self.change.setVisible(is_open)
        self.hold.setVisible(is_open)
        own = values.get("probability_override") is not None
        self.change.setText(_("Change it") if own else _("Set your own"))
        self._say_hold()
        self.setAccessibleName(f"{self.head.text()} {self.words.text()} {self.rest.text()}".strip())

    def _reason(self) -> str:
        """What the probability comes from."""
        assert self._record is not None
        values = self._record.values
        stage = values["stage"].label if isinstance(values.get("stage"), Ref) else ""
        if values.get("status") != "open":
            return _("The deal is closed: {stage}.").format(stage=stage)
        if values.get("probability_override") is None:
            return _("The usual one in the stage {stage}.").format(stage=stage)
        reason = values.get("probability_reason") or ""
        if self._usual is None:
            return _("Set by hand: {reason}").format(reason=reason)
        words = _("Set by hand instead of {percent} %, which is usual in {stage}: {reason}")
        return words.format(percent=_percent(self._usual), stage=stage, reason=reason)

    def _say_hold(self) -> None:
        assert self._record is not None
        until, reason = (self._record.values.get(k) for k in ("on_hold_until", "hold_reason"))
        words = ""
        if until is not None:
            words = _("On hold until {day}: it counts for nothing in the forecast.")
            words = " ".join(filter(None, (words.format(day=i18n.full_day(until)), reason)))
        self.rest.setText(words)
        self.rest.setVisible(bool(words))
        self.hold.setText(_("Change the hold") if until is not None else _("Put on hold"))


def _percent(value: Decimal | None) -> str:
    return "" if value is None else i18n.number(value.normalize())
