"""What each action of actions.py does: one method `do_<key>` an action.

The key of a kind of record shows its page; what is done with an order or a contract is in Papers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from crm_desktop.paths import log_dir
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.settings import Appearance, Contrast, Density, next_size
from crm_desktop.ui import theme
from crm_desktop.ui.actions import ACTIONS, Handler
from crm_desktop.ui.context import Context
from crm_desktop.ui.papers import OF_PAPERS

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow

KINDS = frozenset(entity.key for entity in ENTITIES.values() if entity.has_page)


class Commands:
    """The handlers of a window's actions."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        self._window, self._context = window, context

    def handlers(self) -> dict[str, Handler]:
        """By key of the action."""
        return {action.key: partial(self._run, action.key) for action in ACTIONS}

    def _run(self, key: str) -> None:
        if key in KINDS:
            self._window.choose_page(key)
        elif key in OF_PAPERS:
            self._window.papers.do(key)
        else:
            getattr(self, f"do_{key}")()

    # ---------------------------------------------------------------------------------- file

    def do_new(self) -> None:
        """A record of the kind shown."""
        page = self._window.page
        self._window.work.new(page.entity, **page.preset())

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

    def do_print(self) -> None:
        """Print the list shown."""
        self._window.page.tools.print()

    def do_office(self) -> None:
        """Our own name, address and numbers."""
        self._window.signs.edit_office()

    def do_colleagues(self) -> None:
        """Who works here."""
        from crm_desktop.ui.colleagues_dialog import show_colleagues

        show_colleagues(self._context, self._window)

    def do_settings(self) -> None:
        """The settings."""
        self._window.show_page("settings")

    def do_quit(self) -> None:
        """Close the program."""
        self._window.close()

    # ---------------------------------------------------------------------------------- edit

    def do_undo(self) -> None:
        """Take back the last change."""
        if not self._window.quotes.undo():  # of what is being written there
            self._window.work.undo()

    def do_redo(self) -> None:
        """Do again what was taken back."""
        if not self._window.quotes.redo():
            self._window.work.redo()

    def do_undo_history(self) -> None:
        """What was done lately; any of it can be taken back."""
        from crm_desktop.ui.undo_history import UndoHistory

        UndoHistory(self._context, self._window).open()

    def do_palette(self) -> None:
        """Everything in one box."""
        self._window.palette_card().toggle()

    def do_search(self) -> None:
        """Go to the search box."""
        search = self._window.top_bar.search
        search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        search.selectAll()

    def do_filter(self) -> None:
        """Choose what to filter the list by."""
        self._window.page.filters.open_panel()

    def do_clear(self) -> None:
        """No words, no filters."""
        self._window.page.show_all()

    def do_select_all(self) -> None:
        """Every row of the list."""
        self._window.page.here.selectAll()

    def do_copy(self) -> None:
        """The selected rows, as text."""
        self._window.page.tools.copy("text")

    def do_copy_csv(self) -> None:
        """The selected rows, as a table for other programs."""
        self._window.page.tools.copy("csv")

    def do_copy_cards(self) -> None:
        """The selected rows, as cards for other address books."""
        self._window.page.tools.copy("cards")

    def do_delete(self) -> None:
        """The selected records go to the trash."""
        page = self._window.page
        if not self._window.lists.work.remove_selected():  # from a list kept by hand
            self._window.work.delete(page.entity, page.here.selected_ids())

    def do_bulk_edit(self) -> None:
        """One value for all selected records."""
        self._window.page.tools.edit_many()

    def do_bulk_tag(self) -> None:
        """A tag on all selected records."""
        self._window.page.tools.tag(add=True)

    def do_bulk_untag(self) -> None:
        """A tag off all selected records."""
        self._window.page.tools.tag(add=False)

    def do_bulk_assign(self) -> None:
        """Give all selected records to somebody."""
        self._window.page.tools.assign()

    def do_bulk_export(self) -> None:
        """Write the selected rows to a file."""
        self._window.page.tools.export_selected()

    # -------------------------------------------------------------------------------- record

    def do_edit(self) -> None:
        """Open the record in a form."""
        self._window.edit()

    def do_edit_cell(self) -> None:
        """Edit the cell the keyboard is in, where it stands."""
        page = self._window.page
        if page.isVisible() and page.displays.shown is None:
            page.tools.edit_cell()
        else:
            self._window.edit()  # the list is covered by the record's page, or no table

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
        """Log a call that was made, with its outcome and what comes next."""
        self._window.day.log()

    def do_new_meeting(self) -> None:
        """Plan a meeting."""
        self._window.compose("meeting")

    def do_new_quote(self) -> None:
        """A quote for the customer or the deal that is shown."""
        self._window.quotes.new_for(self._window.page.pane.record)

    def do_complete(self) -> None:
        """The next planned activity is done: ask how it ended."""
        self._window.day.complete_shown()

    def do_next_stage(self) -> None:
        """The deal goes on to the next stage."""
        self._window.deal_moves().step(1)

    def do_previous_stage(self) -> None:
        """The deal goes back to the stage before."""
        self._window.deal_moves().step(-1)

    def do_win(self) -> None:
        """The deal is won."""
        self._window.deal_moves().close("won")

    def do_lose(self) -> None:
        """The deal is lost: ask why."""
        self._window.deal_moves().close("lost")

    def do_next_step(self) -> None:
        """Answer what comes next with the deal."""
        self._window.deal_moves().plan_next()

    def do_previous(self) -> None:
        """The record above."""
        self._window.page.here.move_current(-1)

    def do_next(self) -> None:
        """The record below."""
        self._window.page.here.move_current(1)

    def do_back(self) -> None:
        """To the record or the list one came from."""
        self._window.places.back()

    def do_open_page(self) -> None:
        """The record on a page of its own."""
        self._window.places.open()

    def do_favourite(self) -> None:
        """Make the record a favourite, or no more."""
        self._window.lists.work.star_shown()

    def do_add_to_list(self) -> None:
        """Put the selected records into a list kept by hand."""
        self._window.lists.work.choose_list()

    def do_remove_from_list(self) -> None:
        """Take the selected records out of the list shown."""
        self._window.lists.work.remove_selected()

    def do_merge(self) -> None:
        """Make the selected records one; of the one shown, ask for the other."""
        self._window.merge_work().begin()

    # ---------------------------------------------------------------------------------- list

    def do_save_list(self) -> None:
        """Keep the list as it is arranged now."""
        self._window.lists.work.save()

    def do_save_list_as(self) -> None:
        """Keep the list under a new name."""
        self._window.lists.work.save_as()

    def do_rename_list(self) -> None:
        """Give the list another name."""
        self._window.lists.work.rename()

    def do_discard_list(self) -> None:
        """The list as it was saved."""
        self._window.lists.work.discard()

    def do_pin_list(self) -> None:
        """The list in the navigation, or not."""
        self._window.lists.work.pin_shown()

    def do_delete_list(self) -> None:
        """Give the list up."""
        self._window.lists.work.delete()

    def do_new_list(self) -> None:
        """A list kept by hand."""
        self._window.lists.work.new_list()

    # --------------------------------------------------------------------------------- sales

    def do_backlog(self) -> None:
        """What is still to be delivered."""
        self._window.papers.work.show_backlog()

    def do_contracts_60(self) -> None:
        """What runs out soon."""
        self._window.papers.work.show_running_out(60)

    def do_contracts_90(self) -> None:
        """What runs out before long."""
        self._window.papers.work.show_running_out(90)

    # ---------------------------------------------------------------------------------- lead

    def do_convert(self) -> None:
        """The lead becomes a company, a contact, a deal."""
        self._window.lead_work().convert()

    def do_take_lead(self) -> None:
        """The leads are mine."""
        self._window.lead_work().take()

    def do_put_off(self) -> None:
        """The leads rest until a day."""
        self._window.lead_work().put_off()

    def do_disqualify(self) -> None:
        """The leads are given up: ask why."""
        self._window.lead_work().disqualify()

    # ---------------------------------------------------------------------------------- view

    def do_today(self) -> None:
        """What I have to do."""
        self._window.show_page("today")

    def do_trash(self) -> None:
        """What was deleted."""
        self._window.show_page("trash")

    def do_display_table(self) -> None:
        """The page as a table."""
        self._window.page.displays.show("table")

    def do_display_board(self) -> None:
        """The page as a board with a column a stage."""
        self._window.page.displays.show("board")

    def do_display_forecast(self) -> None:
        """The page as a forecast with a column a month."""
        self._window.page.displays.show("forecast")

    def do_pane(self) -> None:
        """Show or hide the record pane."""
        shown = self._window.page.pane.isVisibleTo(self._window.page)
        for page in self._window.pages.values():
            page.show_pane(on=not shown)
            page.tools.end_peek()

    def do_peek(self) -> None:
        """A look at the record over the list; the list itself takes Space for it."""
        self._window.page.tools.peek()

    def do_compact(self) -> None:
        """One line a row, or two."""
        compact = self._context.settings.now.density == Density.COMPACT
        self._set(density=Density.NORMAL if compact else Density.COMPACT)

    def do_dark(self) -> None:
        """Dark colours, or light."""
        self._set(appearance=Appearance.LIGHT if theme.tokens().dark else Appearance.DARK)

    def do_high_contrast(self) -> None:
        """High contrast, or the usual colours."""
        self._set(contrast=Contrast.NORMAL if theme.tokens().high else Contrast.HIGH)

    def do_larger(self) -> None:
        """Larger text."""
        self._resize_text(1)

    def do_smaller(self) -> None:
        """Smaller text."""
        self._resize_text(-1)

    def do_usual_size(self) -> None:
        """Text as large as it was in the beginning."""
        self._resize_text(0)

    def _resize_text(self, step: int) -> None:
        now = self._context.settings.now.text_size
        size = next_size(now, step)
        if size != now:
            self._set(text_size=size)
            self._window.rebuild_asked.emit()

    def do_recent(self) -> None:
        """The records looked at lately."""
        self._window.recent.open_under(self._window.top_bar.recent)

    def do_bell(self) -> None:
        """What waits: due activities, finished work."""
        self._window.bell.open()

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

    def do_help(self) -> None:
        """The help, at what is being done."""
        self._window.help.show_for_focus()

    def do_shortcuts(self) -> None:
        """The keys there are."""
        from crm_desktop.ui.shortcuts_dialog import ShortcutsDialog

        ShortcutsDialog(self._context.dialogs, self._window).open()

    def do_log_folder(self) -> None:
        """Where reports and logs lie."""
        log_dir().mkdir(parents=True, exist_ok=True)
        self._context.dialogs.open_outside(str(log_dir()))

    def do_about(self) -> None:
        """Versions and licences."""
        from crm_desktop.ui.about_dialog import AboutDialog

        AboutDialog(self._context, self._window).open()
