"""What each action of actions.py does: one method `do_<key>` an action."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from crm_desktop import __version__
from crm_desktop.i18n import _
from crm_desktop.paths import APP_NAME, log_dir
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.settings import Appearance, Density
from crm_desktop.ui import theme
from crm_desktop.ui.actions import ACTIONS, Handler
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow


class Commands:
    """The handlers of a window's actions."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        self._window, self._context = window, context

    def handlers(self) -> dict[str, Handler]:
        """By key of the action."""
        return {action.key: partial(self._run, f"do_{action.key}") for action in ACTIONS}

    def _run(self, name: str) -> None:
        getattr(self, name)()

    # ---------------------------------------------------------------------------------- file

    def do_new(self) -> None:
        """A record of the kind shown."""
        self._window.work.new(self._window.page.entity)

    def do_new_other(self) -> None:
        """A record of any kind: choose which."""
        self._window.top_bar.open_new_menu()

    def do_new_person(self) -> None:
        """A contact."""
        self._window.work.new(ENTITIES["person"])

    def do_new_company(self) -> None:
        """A company."""
        self._window.work.new(ENTITIES["company"])

    def do_open(self) -> None:
        """Another file."""
        self._window.start_page.choose_file()

    def do_start_page(self) -> None:
        """Another office."""
        self._window.left.emit()

    def do_import(self) -> None:
        """Import a file."""
        self._window.transfers.choose_import()

    def do_export(self) -> None:
        """Export the list shown."""
        self._window.transfers.choose_export(self._window.page)

    def do_settings(self) -> None:
        """The settings."""
        self._window.show_page("settings")

    def do_quit(self) -> None:
        """Close the program."""
        self._window.close()

    # ---------------------------------------------------------------------------------- edit

    def do_undo(self) -> None:
        """Take back the last change."""
        self._window.work.undo()

    def do_redo(self) -> None:
        """Do again what was taken back."""
        self._window.work.redo()

    def do_search(self) -> None:
        """Go to the search box."""
        search = self._window.top_bar.search
        search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        search.selectAll()

    def do_clear(self) -> None:
        """No words, no filters."""
        self._window.page.show_all()

    def do_select_all(self) -> None:
        """Every row of the list."""
        self._window.page.view.selectAll()

    def do_copy(self) -> None:
        """The selected rows, as text."""
        self._window.page.view.copy()

    def do_delete(self) -> None:
        """The selected records go to the trash."""
        page = self._window.page
        self._window.work.delete(page.entity, page.view.selected_ids())

    # -------------------------------------------------------------------------------- record

    def do_edit(self) -> None:
        """Open the record in a form."""
        self._window.edit()

    def do_call(self) -> None:
        """Dial its main number."""
        self._window.page.pane.call()

    def do_mail(self) -> None:
        """Write to its main address."""
        self._window.page.pane.mail()

    def do_new_note(self) -> None:
        """Write a note about it."""
        self._window.compose("note")

    def do_new_task(self) -> None:
        """Plan a task."""
        self._window.compose("task")

    def do_new_call(self) -> None:
        """Log a call that was made."""
        self._window.compose("call")

    def do_new_meeting(self) -> None:
        """Plan a meeting."""
        self._window.compose("meeting")

    def do_complete(self) -> None:
        """The next planned activity is done."""
        self._window.page.pane.complete_next()

    def do_previous(self) -> None:
        """The record above."""
        self._window.page.view.move_current(-1)

    def do_next(self) -> None:
        """The record below."""
        self._window.page.view.move_current(1)

    # ---------------------------------------------------------------------------------- view

    def do_person(self) -> None:
        """The contacts."""
        self._window.show_page("person")

    def do_company(self) -> None:
        """The companies."""
        self._window.show_page("company")

    def do_pane(self) -> None:
        """Show or hide the record pane."""
        shown = self._window.page.pane.isVisibleTo(self._window.page)
        for page in self._window.pages.values():
            page.show_pane(on=not shown)

    def do_compact(self) -> None:
        """One line a row, or two."""
        compact = self._context.settings.now.density == Density.COMPACT
        self._set(density=Density.NORMAL if compact else Density.COMPACT)

    def do_dark(self) -> None:
        """Dark colours, or light."""
        self._set(appearance=Appearance.LIGHT if theme.tokens().dark else Appearance.DARK)

    def do_menu_bar(self) -> None:
        """The menu bar always, or when it is used."""
        self._set(menu_bar=not self._context.settings.now.menu_bar)

    def do_refresh(self) -> None:
        """Read again what is shown."""
        self._window.page.refresh()

    def _set(self, **values: Any) -> None:
        self._context.settings.change(**values)
        self._window.apply_settings()
        if self._window.settings_page is not None:
            self._window.settings_page.show_settings()
        self._window.dressed.emit()

    # ---------------------------------------------------------------------------------- help

    def do_shortcuts(self) -> None:
        """The keys there are."""
        from crm_desktop.ui.shortcuts_dialog import ShortcutsDialog

        ShortcutsDialog(self._window).open()

    def do_log_folder(self) -> None:
        """Where reports and logs lie."""
        log_dir().mkdir(parents=True, exist_ok=True)
        self._context.dialogs.open_outside(str(log_dir()))

    def do_about(self) -> None:
        """Name and version."""
        words = _("{name} {version}\n\nContacts and sales, on your own computer.")
        told = words.format(name=APP_NAME, version=__version__)
        self._context.dialogs.tell(self._window, told)
