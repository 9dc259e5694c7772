"""The list pages of a window: made when they are shown for the first time, and tied to the rest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.changes import Changes
from crm_desktop.settings import Density
from crm_desktop.ui.context import Context
from crm_desktop.ui.displays import Display
from crm_desktop.ui.orders.offers import PAPERS
from crm_desktop.ui.pages.list_page import ListPage
from crm_desktop.ui.pages.record_pane import RecordPane

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow


class ListPages:
    """Makes list pages, and hands on to them what concerns all of them.

    Attributes:
        made: those that have been shown, by entity key.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        self._context, self._window = context, window
        self.made: dict[str, ListPage] = {}

    def of(self, key: str) -> ListPage:
        """The page of an entity."""
        if key not in self.made:
            page = self.made[key] = ListPage(self._context, ENTITIES[key])
            self._window.add_widget(page)
            self._wire(page)
            page.set_stale()
        return self.made[key]

    def _wire(self, page: ListPage) -> None:
        window = self._window
        page.counted.connect(partial(window.counted, page.entity.key))
        page.new_asked.connect(lambda: window.work.new(page.entity, **page.preset()))
        page.import_asked.connect(window.transfers.choose_import)
        page.export_asked.connect(partial(window.transfers.choose_export, page))
        page.cleared.connect(window.top_bar.search.clear)
        page.displays.made.connect(self._wire_display)
        page.displays.changed.connect(window.enable)
        for display in page.displays.all_made():  # the one it was left in
            self._wire_display(display)
        self._wire_view(page)
        self._wire_tools(page)
        self._wire_pane(page)
        window.lists.wire(page)

    def _wire_view(self, page: ListPage) -> None:
        window, view = self._window, page.view
        view.typed.connect(window.type_on)
        view.opened.connect(window.open_current)
        view.chosen.connect(window.show_chosen)
        view.current.connect(window.enable)
        view.menu_asked.connect(window.record_menu)

    def _wire_display(self, display: Display) -> None:
        display.wire(self._window)

    def _wire_tools(self, page: ListPage) -> None:
        window, tools = self._window, page.tools
        tools.said.connect(window.say)
        tools.form_asked.connect(window.edit)
        tools.summed.connect(window.status.show_sum)
        tools.asked.connect(window.trigger)
        tools.export_asked.connect(partial(window.transfers.choose_export, page))

    def _wire_pane(self, page: ListPage) -> None:
        pane, window = page.pane, self._window
        if isinstance(pane, RecordPane):
            window.places.wire(pane)
        elif page.entity.key in PAPERS:
            from crm_desktop.ui.orders.view import PaperView  # not for the first paint

            assert isinstance(pane, PaperView)
            window.places.wire_paper(pane, beside=True)
        else:
            from crm_desktop.ui.pages.item_pane import ItemPane  # not for the first paint

            assert isinstance(pane, ItemPane)
            window.day.wire(pane)
        pane.shown.connect(window.recent.look)

    # ------------------------------------------------------------------------------------ all

    def set_stale(self) -> None:
        """Another store: read each when it is shown."""
        for page in self.made.values():
            page.set_stale()

    def stop(self) -> None:
        """The store is closed."""
        for page in self.made.values():
            page.stop()

    def on_changes(self, changes: Changes) -> None:
        """Every commit, ours or another's."""
        for page in self.made.values():
            page.on_changes(changes)

    def set_density(self, density: Density) -> None:
        """One line a row, or two."""
        for page in self.made.values():
            page.set_density(density)

    def remember(self) -> None:
        """Keep how they are laid out."""
        for page in self.made.values():
            page.remember()
