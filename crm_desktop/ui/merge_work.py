"""Contacts, or companies, that are one, made one in a window: which ones, side by side, Undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.errors import UserError
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.services.view_content import KINDS
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.services.duplicates import Likely
    from crm_desktop.services.merge import Merged, MergePreview
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.merge_other_dialog import MergeOtherDialog
    from crm_desktop.ui.merge_records_dialog import MergeRecordsDialog

ID = 16


class MergeWork(QObject):
    """Asks which records are one, shows them side by side, merges them, offers Undo.

    Attributes:
        asking: the dialog that asks for the other one; that is open, or was last.
        dialog: the dialog that shows them side by side; likewise.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.asking: MergeOtherDialog | None = None
        self.dialog: MergeRecordsDialog | None = None

    def begin(self) -> None:
        """Merge the selected records; where only one is meant, ask for the other."""
        page = self._window.page
        if page.entity.key not in KINDS:
            return
        packed, record = page.here.selected_ids(), page.pane.record
        ids = tuple(UUID(bytes=packed[at : at + ID]) for at in range(0, len(packed), ID))
        if record is not None and (len(ids) < 2 or self._window.places.page is not None):
            self._ask_other(page.entity, record)
        elif len(ids) > 1:
            self._show(page.entity, ids)

    # ----------------------------------------------------------------------------- which one

    def _ask_other(self, entity: EntityType, record: Record) -> None:
        """Who it may be is looked up first: most often nothing has to be typed."""

        def go_on(other: UUID) -> None:
            self._show(entity, (record.id, other), keep=record.id)

        def ask(likely: Sequence[Likely]) -> None:
            from crm_desktop.ui.merge_other_dialog import MergeOtherDialog  # not for the start

            dialog = MergeOtherDialog(self._context, record, likely, self._window)
            self.asking = dialog
            dialog.chosen.connect(go_on)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        call = services.duplicates.likely.call(entity.key, record.values, record.id)
        self._context.tasks.query(self, "likely", call, done=ask)

    # -------------------------------------------------------------------------- side by side

    def _show(self, entity: EntityType, ids: Sequence[UUID], *, keep: UUID | None = None) -> None:
        def show(preview: MergePreview) -> None:
            from crm_desktop.ui.merge_records_dialog import MergeRecordsDialog  # as above

            dialog = MergeRecordsDialog(self._context, preview, keep, self._window)
            self.dialog = dialog
            dialog.merged.connect(self._merged)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        most = services.merge.MOST
        if len(ids) > most:
            words = _("At most {most} {plural} can be merged at once. Select fewer.")
            self._window.toast.say(words.format(most=most, plural=inner(_(entity.plural))))
            return
        call = services.merge.preview.call(entity.key, ids)
        self._context.tasks.query(self, "merge", call, done=show, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._window.toast.say(str(error))
        else:
            self._context.tasks.report(self, error)

    def _merged(self, merged: Merged) -> None:
        self._window.work.offer_undo(merged.words)
        self._window.work.made.emit(merged.record)  # go to it
