"""What the frame of the window says about the store: whose it is, how much it holds, what to undo.

Asked when a store is opened, and again after each commit that may have changed it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services import cloud_folders
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery, ListRow
from crm_desktop.ui.context import Context
from crm_desktop.ui.known_offices import remember_office

if TYPE_CHECKING:
    from crm_desktop.services.undo import UndoState
    from crm_desktop.ui.main_window import MainWindow

UNDO = ("undo", "redo")


class StoreSigns(QObject):
    """Keeps the office's name, the counts in the navigation and the words of Undo up to date."""

    def __init__(self, context: Context, window: MainWindow, kinds: tuple[str, ...]) -> None:
        super().__init__(window)
        self._context, self._window, self._kinds = context, window, kinds

    def begin(self) -> None:
        """A store has been opened. The counts can wait until its first rows are asked for."""
        self._ask_office()
        self._warn_of_copies()

    def count(self) -> None:
        """Say how much there is, and what Undo would do."""
        self._ask_counts()
        self._ask_undo()

    def stop(self) -> None:
        """The store is closed."""
        for key in self._kinds:
            self._window.navigation.show_count(key, None)
        self._window.navigation.show_office("")

    def on_changes(self, changes: Changes) -> None:
        """Every commit, ours or another's."""
        self._ask_undo()
        if changes.many or not changes.entities.isdisjoint(self._kinds):
            self._ask_counts()
        if "office" in changes.entities:
            self._ask_office()

    def _warn_of_copies(self) -> None:
        """A cloud service that copies the file while it is written spoils it sooner or later."""
        workspace, settings = self._context.tasks.workspace, self._context.settings
        address = workspace.store.address if workspace else ""
        if not address or "://" in address or settings.now.copied_store == address:
            return
        service = cloud_folders.service_of(Path(address))
        if service is None:
            return
        words = _(
            "{service} copies the folder of this file. Copied while it is being written, the file "
            "can be damaged, and two computers can overwrite each other's work. Nothing has "
            "happened so far. Close the program, move the file to a folder that is not copied, and "
            "open it there; to work together, use a shared server."
        ).format(service=service)

        def known() -> None:
            settings.change(copied_store=address)

        self._window.notice.say(words, "problem", _("I know"), known)

    # ---------------------------------------------------------------------------------- ask

    def _ask_office(self) -> None:
        first = services.listing.first.call(ListQuery("office"), ("name",), 1)
        self._context.tasks.query(self, "office", first, done=self._show_office)

    def _show_office(self, rows: list[ListRow]) -> None:
        name = str(rows[0].cells[0]) if rows else ""
        self._window.navigation.show_office(name)
        workspace = self._context.tasks.workspace
        if workspace is not None:
            remember_office(self._context.state, workspace.store.address, name)

    def edit_office(self) -> None:
        """Our own name, address and numbers."""
        first = services.listing.first.call(ListQuery("office"), ("name",), 1)
        self._context.tasks.query(self, "own office", first, done=self._open_office)

    def _open_office(self, rows: list[ListRow]) -> None:
        if rows:
            self._window.work.edit(ENTITIES["office"], UUID(bytes=rows[0].id))

    def _ask_counts(self) -> None:
        for key in self._kinds:
            count = services.listing.count.call(ListQuery(key))
            show = partial(self._window.navigation.show_count, key)
            self._context.tasks.query(self, f"count {key}", count, done=show)

    def _ask_undo(self) -> None:
        state = services.undo.state.call()
        self._context.tasks.query(self, "undo", state, done=self._show_undo, failed=self._no_undo)

    def _show_undo(self, state: UndoState) -> None:
        self._window.commands.say("undo", state.undo)
        self._window.commands.say("redo", state.redo)

    def _no_undo(self, _error: Exception) -> None:
        """A colleague who may not undo has no such buttons to press."""
        for key in UNDO:
            self._window.commands[key].setEnabled(False)
