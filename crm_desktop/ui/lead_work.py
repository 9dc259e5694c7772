"""What is done with leads in a window: converted, taken, put off, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import Record
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.lead_steps import Stepped
    from crm_desktop.services.sales.pipeline.leads import Converted
    from crm_desktop.ui.convert_dialog import ConvertDialog
    from crm_desktop.ui.lead_dialogs import DisqualifyDialog, LeadDialog, PutOffDialog
    from crm_desktop.ui.main_window import MainWindow

ID = 16


class LeadWork(QObject):
    """Asks what must be known, does it, offers Undo.

    Attributes:
        dialog: that which is open, or was last.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.dialog: ConvertDialog | LeadDialog | None = None

    def _chosen(self) -> tuple[tuple[UUID, ...], str]:
        """The leads meant: the one shown, or those selected; and what they are called."""
        page, window = self._window.page, self._window
        record: Record | None = page.pane.record
        packed = page.here.selected_ids()
        ids = tuple(UUID(bytes=packed[at : at + ID]) for at in range(0, len(packed), ID))
        if record is not None and (len(ids) < 2 or window.places.page is not None):
            return (record.id,), record.label
        what = ngettext("{n} lead", "{n} leads", len(ids)).format(n=len(ids))
        return ids, what

    def convert(self) -> None:
        """Make the lead shown what it has become."""
        record = self._window.page.pane.record
        if record is None or record.entity != "lead":
            return
        if record.values["status"] == "converted":
            words = _("{lead} was converted already. Its page shows what it became.")
            self._window.toast.say(words.format(lead=record.label))
            return
        from crm_desktop.ui import convert_dialog  # not needed before the first paint

        convert_dialog.convert(self._context, record, self._window, self._opened)

    def _opened(self, dialog: ConvertDialog) -> None:
        self.dialog = dialog
        dialog.converted.connect(self._converted)

    def _converted(self, converted: Converted) -> None:
        self._window.work.offer_undo(converted.words)
        became = {
            "deal": converted.deal,
            "person": converted.person,
            "company": converted.company,
        }
        entity, ref = next((key, ref) for key, ref in became.items() if ref is not None)
        self._window.go_to(entity, ref)

    def take(self) -> None:
        """The leads are mine."""
        ids, _what = self._chosen()
        if ids:
            call = services.sales.lead_steps.take.call(ids)
            self._context.tasks.command(self, call, done=self._stepped)

    def disqualify(self) -> None:
        """Give leads up: ask why."""
        from crm_desktop.ui.lead_dialogs import DisqualifyDialog  # as above

        self._ask(DisqualifyDialog)

    def put_off(self) -> None:
        """Let leads rest: ask until when."""
        from crm_desktop.ui.lead_dialogs import PutOffDialog  # as above

        self._ask(PutOffDialog)

    def _ask(self, kind: type[DisqualifyDialog | PutOffDialog]) -> None:
        ids, what = self._chosen()
        if not ids:
            return
        dialog = kind(self._context, ids, what, self._window)
        self.dialog = dialog
        dialog.done_with.connect(self._stepped)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _stepped(self, done: Stepped) -> None:
        if done.count:
            self._window.work.offer_undo(done.words)
        else:
            self._window.toast.say(done.words)
