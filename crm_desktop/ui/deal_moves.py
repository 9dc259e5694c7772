"""Deals are moved: to another stage, won, lost. Asks what must be known, offers Undo, plans on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import StageInfo
    from crm_desktop.services.sales.pipeline.deals import Moved
    from crm_desktop.services.sales.pipeline.next_steps import PlannedSteps
    from crm_desktop.ui.closing_dialog import ClosingDialog
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.next_step import NextStepLine

Ended = Callable[[bool], None]  # True: the deals are in their stage
_Stages = tuple["StageInfo | None", "tuple[StageInfo, ...]"]


class DealMoves(QObject):
    """What is done with deals in a window.

    Attributes:
        dialog: that in which a deal is closed: it is open, or was last.
        line: asks what comes next.
    """

    def __init__(self, context: Context, window: MainWindow, line: NextStepLine) -> None:
        super().__init__(window)
        self._context, self._window, self.line = context, window, line
        self.dialog: ClosingDialog | None = None
        line.planned.connect(self._plan)
        line.stopped.connect(self._stop_asking)
        self._asked_after: UUID | None = None  # the change set after which the line asks
        window.work.undone.connect(self._answer_undo)

    # --------------------------------------------------------------------------------- moves

    def move(
        self,
        ids: tuple[UUID, ...],
        to: StageInfo,
        title: str,
        *,
        ended: Ended | None = None,
    ) -> None:
        """Put deals into a stage; what closes them asks why.

        title: of the deal; "" for several. ended: hears whether it was done.
        """
        then = ended or _nothing
        if to.kind == "open":
            call = services.sales.deals.move.call(ids, to.stage.id)
            self._run(call, then)
        else:
            self._close(ids, to, title, then)

    def step(self, side: int) -> None:
        """The deal shown, or those selected, to the stage after (1) or before (-1)."""
        self._with_stages(partial(self._step, side))

    def _step(self, side: int, ids: tuple[UUID, ...], title: str, stages: _Stages) -> None:
        now, every = stages
        at = every.index(now) + side if now in every else -1
        if 0 <= at < len(every):
            self.move(ids, every[at], title)
        else:
            self._window.toast.say(_("There is no further stage on this side."))

    def close(self, kind: str) -> None:
        """The deal shown, or those selected, are won, or lost."""
        self._with_stages(partial(self._close_as, kind))

    def _close_as(self, kind: str, ids: tuple[UUID, ...], title: str, stages: _Stages) -> None:
        to = next((stage for stage in stages[1] if stage.kind == kind), None)
        if to is not None:
            self.move(ids, to, title)
        else:
            words = _("This pipeline has no stage for it. Add one in the settings.")
            self._window.toast.say(words)

    def _with_stages(self, then: Callable[[tuple[UUID, ...], str, _Stages], None]) -> None:
        """Look which stages there are for the deals that are meant."""
        page = self._window.page
        record = page.pane.record
        packed = page.here.selected_ids()
        ids = tuple(UUID(bytes=packed[at : at + 16]) for at in range(0, len(packed), 16))
        if record is not None and (not ids or self._window.places.page is not None):
            ids = (record.id,)
        if not ids or page.entity.key != "deal":
            return
        title = record.label if record is not None and ids == (record.id,) else ""
        lead = record.id if record is not None and record.id in ids else ids[0]
        call = services.sales.board.stages_of.call(lead)
        self._context.tasks.query(self, "stages", call, done=lambda found: then(ids, title, found))

    def _run(self, call: Call[Moved], then: Ended) -> None:
        def failed(error: Exception) -> None:
            then(False)
            self._context.tasks.report(self._window, error)

        self._context.tasks.command(self, call, done=partial(self._moved, then), failed=failed)

    def _moved(self, then: Ended, moved: Moved) -> None:
        if moved.count:
            self._window.work.offer_undo(moved.words)
        then(True)
        if moved.unplanned and self._context.settings.now.ask_next_step:
            alone = len(moved.unplanned) == moved.count == 1
            self._asked_after = self._context.tasks.written
            self.line.ask(moved.unplanned, moved.what if alone else "")

    def _answer_undo(self, change_set: UUID) -> None:
        """The deals are back where they were: nothing is to be asked about the move."""
        if change_set == self._asked_after:
            self.line.put_away()

    # ------------------------------------------------------------------------------- closing

    def _close(self, ids: tuple[UUID, ...], to: StageInfo, title: str, then: Ended) -> None:
        from crm_desktop.ui.closing_dialog import ClosingDialog, ClosingTask

        task = ClosingTask(ids, to, title)
        self.dialog = dialog = ClosingDialog(self._context, task, self._window)
        dialog.moved.connect(partial(self._moved, then))
        dialog.rejected.connect(partial(then, False))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ------------------------------------------------------------------------------ the next

    def plan_next(self) -> None:
        """Answer the question that stands there; else ask it about the deal shown."""
        record = self._window.page.pane.record
        if not self.line.isVisible() and record is not None and record.entity == "deal":
            self.line.ask((record.id,), record.label)
        if self.line.isVisible():
            self.line.take_keyboard()

    def _plan(self, ids: tuple[UUID, ...], values: dict[str, object]) -> None:
        call = services.sales.next_steps.plan.call(ids, values)
        self._context.tasks.command(self, call, done=self._planned)

    def _planned(self, planned: PlannedSteps) -> None:
        self._window.work.offer_undo(planned.words)

    def _stop_asking(self) -> None:
        self._context.settings.change(ask_next_step=False)
        if self._window.settings_page is not None:
            self._window.settings_page.show_settings()
        words = _("You will not be asked again. The settings have a switch for it.")
        self._window.toast.say(words, _("Undo"), self._ask_again)

    def _ask_again(self) -> None:
        self._context.settings.change(ask_next_step=True)
        if self._window.settings_page is not None:
            self._window.settings_page.show_settings()


def _nothing(_done: bool) -> None:
    """The changes of the commit refresh what is shown."""
