"""Saves a quote, keeps what is not saved yet, and brings in what others save meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer

from crm_desktop import i18n, services
from crm_desktop.errors import Conflict, NotFound, UserError
from crm_desktop.i18n import _
from crm_desktop.services.catalog import QUOTE, Record
from crm_desktop.services.validation import merge
from crm_desktop.services.watching import Latest
from crm_desktop.ui.context import Context
from crm_desktop.ui.drafts import Draft
from crm_desktop.ui.form_draft import PAUSE, when
from crm_desktop.ui.merge_dialog import MergeDialog, Sides
from crm_desktop.ui.others import deleted
from crm_desktop.ui.quote.document import State
from crm_desktop.ui.quote.plain import from_plain, to_plain

if TYPE_CHECKING:
    from crm_desktop.ui.pages.quote_page import QuotePage

Then = Callable[[], None]


class QuoteKeeper(QObject):
    """Keeps the document of a page and the store together.

    Attributes:
        saved_words: when it was saved last, in words.
        merge_dialog: asks where two people changed the same, or did so last.
    """

    def __init__(self, context: Context, page: QuotePage) -> None:
        super().__init__(page)
        self._context, self._page, self._drafts = context, page, context.drafts
        self.saved_words = ""
        self.merge_dialog: MergeDialog | None = None
        self._saving = False
        self._waiting: list[Then] = []  # for the save that is under way
        self._token, self._name, self._told = uuid4().hex, "", False
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.write)
        page.document.changed.connect(self._touch)
        context.tasks.left.connect(self._timer.stop)

    # ----------------------------------------------------------------------------------- saving

    def save(self, then: Then | None = None) -> None:
        """Save what differs from the store; `then` follows once it is saved."""
        page, document = self._page, self._page.document
        if page.record is None:
            return
        page.grid.finish_typing()
        if self._saving:
            if then is not None:
                self._waiting.append(then)
            return
        if not document.dirty:
            if then is not None:
                then()
            return
        if words := page.header.problem():
            page.notice.say(words, "problem")
            return
        if then is not None:
            self._waiting.append(then)
        self._send(document.differing(), document.state, document.version)

    def _send(self, changed: Mapping[str, Any], sent: State, version: int) -> None:
        record = self._page.record
        if record is None:
            return
        self._saving = True
        call = services.records.save.call("quote", record.id, changed, version=version)
        self._context.tasks.command(
            self,
            call,
            done=partial(self._saved, sent),
            failed=self._failed,
        )

    def _saved(self, sent: State, record: Record) -> None:
        self._saving = False
        page = self._page
        now = i18n.clock(i18n.local(self._context.clock()))
        self.saved_words = _("Saved at {time}").format(time=now)
        if page.record is None or page.record.id != record.id:
            return
        page.adopt(record)
        page.document.saved(record, sent)
        if not page.document.dirty:
            self.drop()
        if self._waiting and page.document.dirty:
            self.save()  # a price came in meanwhile
            return
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _failed(self, error: Exception) -> None:
        self._saving = False
        notice = self._page.notice
        if isinstance(error, Conflict) and isinstance(error.theirs, Record):
            self._merge(error.theirs)
            return
        self._waiting.clear()
        if isinstance(error, UserError):
            notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)
        if not self._page.isVisible():
            self._page.said.emit(
                _("The quote could not be saved. What you wrote is kept: open it again."), False
            )

    def _merge(self, theirs: Record) -> None:
        """Somebody saved first. Ask only where both of us changed the same."""
        document = self._page.document
        mine = document.held()
        merged = merge(QUOTE, document.base, mine, theirs.values)
        if not merged.clashes:
            self._take_together(theirs, merged.values)
            return
        sides = Sides(document.base, mine, theirs.values)
        self.merge_dialog = dialog = MergeDialog(QUOTE, merged, sides, self._page.window())
        dialog.decided.connect(partial(self._take_together, theirs))
        dialog.rejected.connect(self._waiting.clear)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_together(self, theirs: Record, values: Mapping[str, Any]) -> None:
        """What both have written becomes the document, and is saved over what is there now."""
        document = self._page.document
        document.rebase(theirs, values)
        if document.dirty:
            self._send(document.differing(), document.state, document.version)
        else:
            self._saved(document.state, theirs)

    def leave(self, then: Then | None = None) -> None:
        """The quote is no longer looked at: what is written is saved, then one goes on."""
        self._page.grid.finish_typing()
        if self._page.record is None or not self._page.document.dirty:
            self.drop()
            self._forget_empty()
            if then is not None:
                then()
            return
        self.write()
        self.save(then)

    def _forget_empty(self) -> None:
        """A new quote in which nothing was written is not kept."""
        page, record = self._page, self._page.record
        if record is None or record.id != page.fresh or not _is_empty(record):
            return
        page.fresh = None
        delete = services.records.delete.call("quote", (record.id,))
        words = _("The empty quote was not kept.")
        page.record = None
        self._context.tasks.command(self, delete, done=lambda _done: page.said.emit(words, True))

    # ------------------------------------------------------------------------- what others save

    def look(self) -> None:
        """The record was written by somebody: see what it is now."""
        record = self._page.record
        if record is not None:
            latest = services.watching.latest.call("quote", record.id)
            tasks = self._context.tasks
            tasks.query(self, "latest", latest, done=self._take, failed=self._gone)

    def _take(self, latest: Latest) -> None:
        page, record = self._page, latest.record
        if self._saving or page.record is None or record.id != page.record.id:
            return
        if record.deleted:
            words = deleted(latest)
            page.notice.say(words, "problem", _("&Restore"), self._restore)
            page.adopt(record)
            return
        if record.version != page.document.version:
            self.bring_in(record, latest)

    def bring_in(self, record: Record, latest: Latest | None = None) -> None:
        """Show what is in the store; what was typed here stays."""
        page, document = self._page, self._page.document
        if record.version == document.version and page.can_edit(record) == document.can_edit:
            return
        theirs = latest is not None and not latest.me
        who = (latest.who if latest is not None else "") or _("Another program")
        if not document.dirty:
            self._reload(record)
            if theirs:
                words = _("{who} changed this quote just now. You see it as it is now.")
                page.notice.say(words.format(who=who))
            return
        merged = merge(QUOTE, document.base, document.held(), record.values)
        if merged.clashes or not page.can_edit(record):
            words = _("{who} changed the same lines just now. When you save, you choose.")
            page.notice.say(words.format(who=who))
            return
        page.adopt(record)
        document.rebase(record, merged.values)
        if theirs:
            words = _("{who} changed this quote just now. It is shown here; your changes are kept.")
            page.notice.say(words.format(who=who))

    def _reload(self, record: Record) -> None:
        page = self._page
        index = page.grid.currentIndex()
        row, column = index.row(), page.grid.current_column
        page.adopt(record)
        page.document.open(record, can_edit=page.can_edit(record))
        page.grid.go_to(min(max(row, 0), max(page.model.rowCount() - 1, 0)), column)

    def reload(self) -> None:
        """Read the quote again: a command has changed it."""
        record = self._page.record
        if record is not None:
            load = services.records.load.call("quote", record.id)
            self._context.tasks.query(self, "reload", load, done=self._reloaded)

    def _reloaded(self, record: Record) -> None:
        here = self._page.record
        if here is not None and here.id == record.id:  # a revision may have come before it
            self._reload(record)

    def _restore(self) -> None:
        record = self._page.record
        if record is not None:
            restore = services.records.restore.call("quote", (record.id,))
            self._context.tasks.command(self, restore, done=lambda _done: self.reload())

    def _gone(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            words = _("This quote does not exist any more. What you typed stays here.")
            self._page.notice.say(words, "problem")

    # ----------------------------------------------------------------------------------- drafts

    def begin(self) -> None:
        """Another quote is shown: is there something that was written and never saved?"""
        self._drafts.let_go(self._token)
        self._token, self._name, self._told = uuid4().hex, "", False
        self.saved_words = ""
        self._drafts.hold(self._token)
        if self._page.document.can_edit:
            self._drafts.ask(self, self._offer, self._fits)

    def put_away(self) -> None:
        """The window goes: what is not saved is offered again by the next one."""
        self.write()
        self._drafts.let_go(self._token)

    def end(self) -> None:
        """The store is closed: what was written is offered again when it is opened."""
        self._timer.stop()
        self._drafts.let_go(self._token)
        self._name = ""
        self._waiting.clear()

    def _fits(self, draft: Draft) -> bool:
        record = self._page.record
        return draft.entity == "quote" and record is not None and draft.record_id == record.id

    def _offer(self, draft: Draft) -> None:
        words = draft.told(when(draft.at, self._context.clock()))
        other = (_("Disc&ard it"), lambda: self._drafts.drop(draft.name))
        self._page.offer.say(words, "", _("&Go on"), partial(self.take_up, draft), other)

    def _touch(self) -> None:
        """Something was typed. Not put off by more typing: a fast typist loses no more."""
        if self._page.document.dirty and not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Keep what is written; forget the draft where nothing is any more."""
        self._timer.stop()
        document, record = self._page.document, self._page.record
        if record is None or not document.dirty:
            self.drop()
            return
        draft = Draft(
            entity="quote",
            record_id=record.id,
            version=document.version,
            label=record.label,
            at=self._context.clock(),
            fields={
                key: (_kept(key, document.base.get(key)), _kept(key, value))
                for key, value in document.differing().items()
            },
            token=self._token,
        )
        self._name = draft.name
        self._drafts.keep(draft, self._not_kept)

    def drop(self) -> None:
        """It is saved, or given up."""
        self._timer.stop()
        if self._name:
            self._drafts.drop(self._name)
            self._name = ""

    def _not_kept(self, error: Exception) -> None:
        if not self._told:
            self._told = True
            text = _(
                "What you type cannot be kept on this computer just now ({why}). Nothing is lost "
                "yet: save it soon."
            )
            self._page.notice.say(text.format(why=error))

    def take_up(self, draft: Draft) -> None:
        """Go on with what a draft holds."""
        page, document = self._page, self._page.document
        if page.record is None or not document.can_edit:
            return
        before, typed = dict[str, Any](), dict[str, Any]()
        for key, (was, now) in draft.fields.items():
            field = QUOTE.field(key)
            try:
                before[key], typed[key] = from_plain(field, was), from_plain(field, now)
            except (ValueError, TypeError, KeyError):
                continue  # of another version of the program
        self._drafts.let_go(self._token)
        self._token, self._name = draft.token, draft.name
        self._drafts.hold(self._token)
        page.offer.hide()
        document.take_up(typed, before, draft.version)
        page.grid.setFocus()


def _is_empty(record: Record) -> bool:
    return not any(record.values.get(key) for key in ("lines", "company", "contact", "title"))


def _kept(key: str, value: Any) -> Any:
    return to_plain(QUOTE.field(key), value)
