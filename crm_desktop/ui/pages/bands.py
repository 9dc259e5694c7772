"""What stands right below the head of some records: the way of a deal, how it is with a lead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.ui import words
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Pill
from crm_desktop.ui.widgets.flow import Flow

_MOST_REASONS = 6
_OVER = ("converted", "disqualified")


class Band(QWidget):
    """What they have in common.

    Signals:
        stage_asked: (record, StageInfo) of a stage a deal is to be moved into.
        action_asked: key of an action of the window.
    """

    stage_asked = Signal(object, object)
    action_asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.record: Record | None = None

    def show_record(self, record: Record) -> None:
        """Another record, or the same one anew."""
        raise NotImplementedError

    def forget(self) -> None:
        """No record."""
        self.record = None


class DealBand(Band):
    """The stages of a deal.

    Attributes:
        path: them.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        from crm_desktop.ui.deals.stage_path import StagePath  # not for the first paint

        self.path = StagePath()
        self.path.move_asked.connect(self._move)
        self.setLayout(build.column(self.path))

    def show_record(self, record: Record) -> None:
        """Ask where it is."""
        self.record = record
        path = services.sales.deal_path.of.call(record.id)
        tasks = self._context.tasks
        tasks.query(self, "path", path, done=self.path.show_path, failed=self._ignore)

    def forget(self) -> None:
        """No record."""
        super().forget()
        self._context.tasks.forget(self, "path")

    def _ignore(self, _error: Exception) -> None:
        """What is wrong with the deal is told by its own query."""

    def _move(self, stage: Any) -> None:
        self.stage_asked.emit(self.record, stage)


class LeadBand(Band):
    """Why a lead has its score, until when it wants an answer, when it wakes up.

    Attributes:
        reasons: a pill each. words: what is to be done until when.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.reasons = Flow()
        self.words = build.label(size=12, tone="muted", wrap=True)
        self._column = build.column(spacing=5)
        self._column.addLayout(self.reasons)
        self._column.addWidget(self.words)
        self.setLayout(self._column)

    def show_record(self, record: Record) -> None:
        """Say how it is with a lead."""
        self.record = record
        self.reasons.empty()
        for row in (record.values.get("reasons") or ())[:_MOST_REASONS]:
            points = row.get("points") or 0
            self.reasons.addWidget(Pill(f"{row['reason']}  {points:+d}", _hue(points)))
        said, late = self._said(record)
        self.words.setText(said)
        self.words.setVisible(bool(said))
        build.set_state(self.words, "tone", "problem" if late else "muted")
        self.setVisible(bool(said or record.values.get("reasons")))

    def _said(self, record: Record) -> tuple[str, bool]:
        """What comes next with a lead, and whether it is late."""
        values, now = record.values, self._context.clock()
        status = values.get("status")
        if status == "disqualified":
            reason = values.get("disqualified_reason") or ""
            return _("Disqualified: {reason}").format(reason=reason), False
        if status == "converted":
            return _("Converted: {when}").format(when=_when(values.get("converted_at"), now)), False
        if status == "nurture" and values.get("wake_up_on"):
            today = i18n.local(now).date()
            day = i18n.day(values["wake_up_on"], today)
            return _("Rests, and wakes up: {day}").format(day=day), values["wake_up_on"] < today
        due, answered = values.get("response_due_at"), values.get("responded_at")
        if answered is not None:
            return _("First answered: {when}").format(when=_when(answered, now)), False
        if due is None:
            return "", False
        age = max((now - values["created_at"]).days, 0)
        waits = ngettext("Waits for {n} day", "Waits for {n} days", age).format(n=age)
        waits = waits if age else _("New today")
        until = words.due(due, now, late=False)
        said = _("{waits}; a first answer is due: {when}").format(waits=waits, when=until)
        return said, words.is_over(due, now)


def _hue(points: int) -> str:
    return "green" if points > 0 else "rose" if points < 0 else "slate"


def _when(moment: datetime | None, now: datetime) -> str:
    return "" if moment is None else i18n.moment(moment, now)


_BANDS: dict[str, type[Band]] = {"deal": DealBand, "lead": LeadBand}


def band_of(context: Context, entity: EntityType) -> Band | None:
    """What stands below the head of a record of this kind."""
    kind = _BANDS.get(entity.key)
    return kind(context) if kind is not None else None
