"""Where quotes are written: a new one, an earlier one, one that was left half written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.context import Context
from crm_desktop.ui.drafts import Draft
from crm_desktop.ui.pages.pane import Pane

if TYPE_CHECKING:
    from crm_desktop.ui.main_window import MainWindow
    from crm_desktop.ui.pages.quote_page import QuotePage

# For what a quote is made, and what it is of the quote.
SOURCES = {"company": "company", "person": "contact", "deal": "deal"}


class QuoteDesk(QObject):
    """Opens quotes on their page instead of a form.

    Attributes:
        page: the page, once a quote has been opened.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.page: QuotePage | None = None
        self._draft: Draft | None = None

    def make_page(self, pane: Pane) -> QuotePage:
        """The page, beside the pane of its list."""
        from crm_desktop.ui.pages.quote_page import QuotePage  # not for the first paint

        self.page = page = QuotePage(self._context, pane)
        page.said.connect(self._window.say)
        page.go_to_asked.connect(self._window.go_to)
        page.opened.connect(self._take_draft)
        return page

    # ------------------------------------------------------------------------------------- open

    def new(self, preset: dict[str, Any]) -> None:
        """A new quote: for a customer, a contact, a deal, as far as they are given."""
        make = services.sales.quotes.new.call(
            company=_id(preset.get("company")),
            deal=_id(preset.get("deal")),
            person=_id(preset.get("contact")),
        )
        self._context.tasks.command(self, make, done=self._made)

    def new_for(self, record: Record | None) -> None:
        """A new quote for the customer or the deal that is shown."""
        if record is not None and record.entity in SOURCES:
            self.new({SOURCES[record.entity]: Ref(record.id, record.label)})

    def _made(self, key: UUID) -> None:
        self.show(key)
        if self.page is not None:
            self.page.fresh = key

    def show(self, key: UUID, label: str = "") -> None:
        """A quote on its page."""
        self._window.go_to("quote", Ref(key, label))

    def expect(self, key: UUID) -> None:
        """This quote is on its way to the page."""
        if self.page is not None:
            self.page.awaited = key
            load = services.records.load.call("quote", key)  # its list may be busy with others
            self._context.tasks.query(self, "quote", load, done=self._bring)

    def _bring(self, record: Record) -> None:
        """It is here: whatever its list told meanwhile, this one was asked for."""
        if self.page is not None and self._is_shown():
            self.page.awaited = None
            self.page.show_record(record)

    def go_on(self, draft: Draft, record: Record | None) -> None:
        """Go on with what was written and not saved."""
        if record is None:
            words = _("This quote does not exist any more. What you wrote of it is kept.")
            self._window.say(words, False)
            return
        self._draft = draft
        shown = self.page.record if self.page is not None and self.page.isVisible() else None
        if shown is not None and shown.id == record.id:
            self._take_draft()
        else:
            self.show(record.id, record.label)

    def _take_draft(self) -> None:
        page, draft = self.page, self._draft
        if page is None or draft is None or page.record is None:
            return
        if page.record.id == draft.record_id:
            self._draft = None
            page.keeper.take_up(draft)

    def undo(self) -> bool:
        """Take back a step that is not saved; False where none is being written."""
        return self._is_shown() and self.page is not None and self.page.undo()

    def redo(self) -> bool:
        """Do it again; False where there is nothing."""
        return self._is_shown() and self.page is not None and self.page.redo()

    def _is_shown(self) -> bool:
        return self.page is not None and self._window.shown_widget() is self.page

    # ------------------------------------------------------------------------------------- ends

    def close_store(self) -> None:
        """The store is closed: what is not saved is kept as a draft."""
        if self.page is not None:
            self.page.forget()


def _id(ref: Any) -> UUID | None:
    return ref.id if isinstance(ref, Ref) else None
