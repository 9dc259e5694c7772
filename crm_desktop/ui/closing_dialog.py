"""The dialog in which deals are won or lost: the reason of a loss, against whom, when, a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCompleter, QDialog, QLineEdit, QVBoxLayout, QWidget

from crm_desktop import services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.queries import ListQuery, ListRow
from crm_desktop.ui import theme
from crm_desktop.ui.board.words import meaning
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Unreadable
from crm_desktop.ui.log_dialog import NoteLines
from crm_desktop.ui.row_editors import editor_for
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.overlay import Notice
from crm_desktop.ui.widgets.picks import Pick, Picks

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import StageInfo
    from crm_desktop.services.sales.pipeline.deals import Moved

WIDTH = 560
_MOST_REASONS = 60
_KEYED = 9
_MOST_RIVALS = 200


@dataclass(frozen=True, slots=True)
class ClosingTask:
    """Which deals, into which stage. title: of the deal; "" for several."""

    ids: tuple[UUID, ...]
    to: StageInfo
    title: str

    @property
    def is_lost(self) -> bool:
        """A reason is wanted."""
        return self.to.kind == "lost"

    def heading(self) -> str:
        """What is being done."""
        if self.title:
            words = _("{deal} is lost") if self.is_lost else _("{deal} is won")
            return words.format(deal=self.title)
        if self.is_lost:
            return ngettext("{n} deal is lost", "{n} deals are lost", len(self.ids))
        return ngettext("{n} deal is won", "{n} deals are won", len(self.ids))


class ClosingDialog(QDialog):
    """The dialog. Digits choose a reason while nothing is typed; Enter saves.

    Attributes:
        reasons: why it is lost. rival: against whom. day, note: when, and what else to say.
        notice: why it was not saved. save_button: the way out that writes.

    Signals:
        moved: the services.sales.deals.Moved that was done.
    """

    moved = Signal(object)

    def __init__(self, context: Context, task: ClosingTask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._task = context, task
        self.setWindowTitle(task.heading())
        self.reasons = Picks(_("Lost because"), columns=3)
        self._refs: dict[str, Ref] = {}
        self.rival, self.note = QLineEdit(), NoteLines()
        self.day = editor_for(ENTITIES["deal"].field("closed_on"), context)
        self.notice = Notice()
        self._cancel = build.button(_("&Cancel"))
        said = _("&Lost") if task.is_lost else _("&Won")
        self.save_button = build.button(said, primary=True)
        self.setLayout(self._build())
        self._wire()
        self.setMinimumWidth(theme.px(WIDTH))
        self.resize(theme.px(WIDTH), self.sizeHint().height())
        self._ask()

    def _build(self) -> QVBoxLayout:
        title = build.label(self._task.heading(), size=18, weight=600, wrap=True)
        column = build.column(title, spacing=8, margins=(24, 20, 24, 18))
        if self._task.is_lost:
            column.addWidget(_head(_("Lost because")))
            column.addWidget(self.reasons)
        else:
            self.reasons.hide()
            self.reasons.setParent(self)
        if self._task.to.exit_criteria:
            told = build.label(meaning(self._task.to), tone="muted", wrap=True)
            column.addWidget(told)
        column.addLayout(self._line())
        column.addWidget(_head(_("Note")))
        column.addWidget(self.note)
        column.addWidget(self.notice)
        hint = _("The keys choose while nothing is typed. Enter saves.")
        keys = build.label(hint if self._task.is_lost else "", size=12, tone="faint", wrap=True)
        foot = build.row(spacing=8)
        foot.addWidget(keys, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self.save_button)
        column.addSpacing(theme.px(6))
        column.addLayout(foot)
        return column

    def _line(self) -> Any:
        """Against whom, and when."""
        rival = _head(_("Competitor, if there was one"))
        day = _head(_("Closed on"))
        rival.setBuddy(self.rival)
        day.setBuddy(self.day.main)
        line = build.row(build.column(rival, self.rival, 0, spacing=4), spacing=12)
        line.addLayout(build.column(day, self.day, 0, spacing=4))
        line.setStretch(0, 3)
        line.setStretch(1, 2)
        return line

    def _wire(self) -> None:
        self.rival.setFont(theme.font(13))
        self.rival.setAccessibleName(_("Competitor"))
        self.rival.setMaxLength(200)
        self.day.main.setAccessibleName(_("Closed on"))
        self.day.set_value(self._context.today())
        self.note.setPlaceholderText(_("What decided it (Shift+Enter: new line)"))
        self._cancel.clicked.connect(self.reject)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.reasons.picked.connect(self.notice.hide)
        self.rival.textChanged.connect(self.notice.hide)

    # ------------------------------------------------------------------------------- choices

    def _ask(self) -> None:
        tasks = self._context.tasks
        if self._task.is_lost:
            asked = ListQuery("lost_reason")
            call = services.listing.page.call(asked, ("name",), _MOST_REASONS)
            tasks.query(self, "reasons", call, done=self._offer)
        load = services.records.load_many.call("deal", self._task.ids[:_MOST_RIVALS])
        tasks.query(self, "rivals", load, done=self._offer_rivals)

    def _offer(self, rows: list[ListRow]) -> None:
        picks: list[Pick] = []
        for at, row in enumerate(rows, 1):
            key, name = UUID(bytes=row.id), str(row.cells[0])
            self._refs[key.hex] = Ref(key, name)
            picks.append(Pick(key.hex, _(name), str(at) if at <= _KEYED else ""))
        self.reasons.offer(picks)
        QWidget.setTabOrder(picks[-1] if picks else self.reasons, self.rival)
        QWidget.setTabOrder(self.rival, self.day.main)
        QWidget.setTabOrder(self.day.main, self.note)
        self.adjustSize()
        self._begin()

    def _offer_rivals(self, found: dict[UUID, Record]) -> None:
        """The competitors that are known are offered; a lone one stands there already."""
        rows = [row for record in found.values() for row in record.values["competitors"]]
        names = sorted({str(row["name"]) for row in rows if row["name"]})
        completer = QCompleter(names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.rival.setCompleter(completer)
        self._known = frozenset(name.casefold() for name in names)
        if len(names) == 1 and self._task.is_lost:
            self.rival.setPlaceholderText(names[0])

    _known: frozenset[str] = frozenset()

    def showEvent(self, arg__1: QShowEvent) -> None:
        """The keyboard waits for a digit."""
        super().showEvent(arg__1)
        self._begin()

    def _begin(self) -> None:
        if self._task.is_lost and self.reasons.picks:
            self.reasons.wait()
        elif not self._task.is_lost:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        """Digits choose, where nothing is being typed."""
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        key = arg__1.text()
        plain = key.strip() and not arg__1.modifiers() & control
        if not (plain and self._task.is_lost and self.reasons.take_key(key)):
            super().keyPressEvent(arg__1)

    # ---------------------------------------------------------------------------------- save

    def save(self) -> None:
        """Close the deals."""
        reason = self._refs.get(self.reasons.value)
        if self._task.is_lost and reason is None:
            self.notice.say(_("Say why it is lost. It helps to win the next one."), "problem")
            (self.reasons.wait if self.reasons.picks else self.rival.setFocus)()
            return
        try:
            closing = self._closing(reason, self.day.value())
        except Unreadable as error:
            self.notice.say(str(error), "problem")
            self.day.main.setFocus()
            return
        call = services.sales.deals.move.call(self._task.ids, self._task.to.stage.id, closing)
        self._context.tasks.command(self, call, done=self._done, busy=self.save_button)

    def _closing(self, reason: Ref | None, day: date | None) -> dict[str, Any]:
        closing: dict[str, Any] = {"closed_on": day or self._context.today()}
        if reason is not None:
            closing["lost_reason"] = reason
        if text := self.note.toPlainText().strip():
            closing["closing_note"] = text
        name = " ".join(self.rival.text().split())
        if name and name.casefold() not in self._known:
            closing["competitors"] = ({"name": name},)
        return closing

    def _done(self, moved: Moved) -> None:
        self.accept()
        self.moved.emit(moved)


def _head(text: str) -> Any:
    label = build.label(text, size=11.5, weight=600, tone="muted")
    label.setContentsMargins(0, theme.px(6), 0, 0)
    return label
