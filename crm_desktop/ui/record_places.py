"""Where records are shown: the pane beside a list, the page of its own, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop.i18n import _
from crm_desktop.services.catalog import EntityType, Record, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import Filter, ListQuery
from crm_desktop.ui import recents
from crm_desktop.ui.context import Context
from crm_desktop.ui.orders.offers import PAPERS
from crm_desktop.ui.pages.list_page import ITEMS
from crm_desktop.ui.pages.list_place import ALL
from crm_desktop.ui.pages.record_pane import RecordPane

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.board import StageInfo
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.orders.view import PaperPage, PaperView
    from crm_desktop.ui.pages.quote_page import QuotePage
    from crm_desktop.ui.pages.record_page import RecordPage
    from crm_desktop.ui.pages.record_view import RecordView

_MOST_STEPS = 50
WRITTEN = "quote"  # has a page to be written on, and none to be read


@dataclass(frozen=True, slots=True)
class Step:
    """A place one came from: a record of a kind, in its list or on its page."""

    entity: str
    id: UUID
    on_page: bool


class RecordPlaces(QObject):
    """Shows records of a window.

    Attributes:
        pages: the pages that have been shown, by entity key.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._trail: list[Step] = []
        self._wanted = b""  # a record whose page is to be opened as soon as it is there
        self.pages: dict[str, RecordPage | QuotePage | PaperPage] = {}

    def wire(self, view: RecordView) -> None:
        """Connect a pane or a page with the window."""
        window = self._window
        view.edit_asked.connect(window.edit)
        view.compose_asked.connect(window.compose)
        view.item_asked.connect(window.work.open_item)
        view.go_to_asked.connect(window.go_to)
        view.menu_asked.connect(window.record_menu)
        view.new_asked.connect(self._new)
        view.part_asked.connect(self._edit_part)
        view.stage_asked.connect(self._move_deal)
        view.action_asked.connect(window.trigger)
        view.list_asked.connect(self.open_list)
        view.saver.told.connect(self._tell)
        view.happened.outcome_asked.connect(self._complete)
        if isinstance(view, RecordPane):
            view.shown.connect(self._arrived)
        window.lists.wire_record(view)

    def wire_paper(self, view: PaperView, *, beside: bool) -> None:
        """Connect the pane (beside its list), or the page, of an order or a contract."""
        window = self._window
        view.edit_asked.connect(window.edit)
        view.go_to_asked.connect(window.go_to)
        view.menu_asked.connect(window.record_menu)
        view.saver.told.connect(self._tell)
        view.work_asked.connect(window.papers.do)
        if beside:
            view.shown.connect(self._arrived)
            view.shown.connect(self._enable)

    def _enable(self, _record: Record | None) -> None:
        self._window.enable()  # what can be done depends on how it stands

    def _new(self, entity: EntityType, values: dict[str, Any]) -> None:
        self._window.work.new(entity, **values)

    def _complete(self, activity: UUID) -> None:
        self._window.day.complete(activity)

    def _move_deal(self, record: Record, stage: StageInfo) -> None:
        self._window.deal_moves().move((record.id,), stage, record.label)

    def _edit_part(self, record: Record, key: str) -> None:
        self._window.work.edit_part(record, key)

    def _tell(self, words: str, change_set: UUID | None) -> None:
        window = self._window
        if change_set is None:
            window.toast.say(words)
        else:
            window.toast.say(words, _("Undo"), partial(window.work.undo_set, change_set))

    # ---------------------------------------------------------------------------------- page

    @property
    def page(self) -> RecordPage | QuotePage | PaperPage | None:
        """The page that is shown; None while a list is."""
        shown = self._window.shown_widget()
        return next((page for page in self.pages.values() if page is shown), None)

    def _page_of(self, key: str) -> RecordPage | QuotePage | PaperPage:
        if key in PAPERS and key not in self.pages:
            self.pages[key] = self._paper_page(key)
        if key == WRITTEN and key not in self.pages:
            written = self.pages[key] = self._window.quotes.make_page(self._window.pages[key].pane)
            self._window.add_widget(written)
            written.back_asked.connect(self.back)
            written.move_asked.connect(partial(self._move, key))
        if key not in self.pages:
            from crm_desktop.ui.pages.record_page import RecordPage  # not for the first paint

            listed = self._window.pages[key]
            page = self.pages[key] = RecordPage(self._context, listed.entity, listed.pane)
            self._window.add_widget(page)
            self.wire(page)
            page.back_asked.connect(self.back)
            page.move_asked.connect(partial(self._move, key))
        return self.pages[key]

    def _move(self, key: str, step: int) -> None:
        """So many records further in a list, whatever shows it."""
        self._window.pages[key].here.move_current(step)

    def _paper_page(self, key: str) -> PaperPage:
        from crm_desktop.ui.orders.view import PaperPage  # not for the first paint

        listed = self._window.pages[key]
        page = PaperPage(self._context, listed.entity, listed.pane)
        self._window.add_widget(page)
        self.wire_paper(page, beside=False)
        page.back_asked.connect(self.back)
        page.move_asked.connect(partial(self._move, key))
        return page

    def open(self, _key: bytes = b"") -> None:
        """Show the record of the list on its page."""
        record = self._window.page.pane.record
        key = self._window.page.here.current_id
        if record is None or (key and record.id.bytes != key):
            self._wanted = key  # the row has only just been gone to: the pane brings it
            return
        if record.entity in ITEMS:
            self._window.edit()  # an activity or a note is whole in its form
            return
        recents.add_record(self._context, record.entity, record.id, record.label)
        page = self._page_of(self._window.current)
        self._window.show_widget(page)
        page.show_record(record)
        page.focus()

    def _arrived(self, record: Record | None) -> None:
        """The pane has a record that Enter was pressed for before it came."""
        wanted, self._wanted = self._wanted, b""
        if record is not None and wanted == record.id.bytes:
            self.open()

    def close(self) -> None:
        """Back to the list, whatever way one came."""
        self._window.show_page(self._window.current)

    def go_to(self, entity: str, ref: Ref) -> None:
        """Show a record that another one points at; Back leads here again."""
        on_page = self._leave_mark()
        self._show(Step(entity, ref.id, on_page))

    def _leave_mark(self) -> bool:
        """Back leads here again. Tells whether the record has its page."""
        here, on_page = self._window.page.pane.record, self.page is not None
        if here is not None:
            self._trail.append(Step(self._window.current, here.id, on_page))
            del self._trail[:-_MOST_STEPS]
        return on_page

    def open_list(self, entity: str, filters: tuple[Filter, ...]) -> None:
        """Show the records of a kind that belong to the one that is shown; Back leads here."""
        self._leave_mark()
        self._window.show_page(entity)
        page = self._window.page
        if page.place.now != ALL:
            page.place.show(ALL)
        page.arrange(ListQuery(entity, filters=filters))
        page.here.setFocus()

    def _show(self, step: Step) -> None:
        window = self._window
        window.show_page(step.entity)
        if (step.on_page or step.entity == WRITTEN) and step.entity not in ITEMS:
            pane, page = window.page.pane, self._page_of(step.entity)
            window.show_widget(page)
            if step.entity == WRITTEN:
                self._window.quotes.expect(step.id)
            if pane.record is not None and pane.record.id == step.id:
                page.show_record(pane.record)
            window.page.reveal(step.id)
            page.focus()
        else:
            window.page.reveal(step.id)

    def back(self) -> None:
        """To the record one came from, else from a page to its list."""
        from_page = bool(self._trail) and self._trail[-1].on_page
        if self.page is not None and not from_page:
            self.close()
        elif self._trail:
            self._show(self._trail.pop())

    def forget(self) -> None:
        """Another store: there is no way back."""
        self._trail.clear()

    def on_changes(self, changes: Changes) -> None:
        """A commit: the list does not look for news while its page covers it."""
        if self.page is not None:
            self.page.pane.on_changes(changes)

    def remember(self) -> None:
        """Keep how the pages are laid out."""
        for page in self.pages.values():
            page.remember()
