"""What people decide about a quote: who approves it, whether the customer takes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.enums import Permission
from crm_desktop.i18n import _
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.context import Context
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.ask_dialog import AskDialog, Asked, Line, Tick

if TYPE_CHECKING:
    from crm_desktop.services.sales.quoting.approving import Approval
    from crm_desktop.services.sales.quoting.quotes import Accepted
    from crm_desktop.ui.pages.quote_page import QuotePage
    from crm_desktop.ui.quote.work import QuoteWork


class QuoteDecisions(QObject):
    """Asks for what is to be decided, and notes it.

    Attributes:
        may_approve: it waits for approval, and we may give it.
    """

    def __init__(self, context: Context, page: QuotePage, work: QuoteWork) -> None:
        super().__init__(work)
        self._context, self._page, self._work = context, page, work
        self.may_approve = False
        self._told = ""

    def accept(self) -> None:
        """Ask who accepted it and what exactly, then make the order."""
        record = self._work.record
        if record is None:
            return
        deal = record.values.get("deal")
        contact = record.values.get("contact") or record.values.get("company")
        ticks = [
            Tick(f"line {row.row.get('position')}", self._choice_words(row), on=row.counts)
            for row in self._page.document.sheet.rows
            if row.kind in lines.CHOOSABLE
        ]
        if isinstance(deal, Ref):
            ticks.append(Tick("win", _("The deal {name} is won").format(name=deal.label)))
        asked = Asked(
            title=_("{name} is accepted").format(name=record.label),
            more=_("An order is made of it, with the same amounts. One Undo takes all of it back."),
            button=_("&Make the order"),
            lines=(
                Line("by", _("Who accepted it"), contact.label if contact else ""),
                Line("how", _("How"), "", _("By e-mail, signed, by telephone")),
                Line("reference", _("Their order number")),
            ),
            ticks=tuple(ticks),
        )
        self._open(asked, partial(self._accept, self._page.document.version))

    @staticmethod
    def _choice_words(row: Any) -> str:
        words = _("Option {number}: {what}")
        if row.kind == "alternative":
            words = _("Alternative {number}: {what}")
        return words.format(number=row.number, what=row.title)

    def _accept(self, version: int, dialog: AskDialog) -> None:
        record = self._work.record
        if record is None:
            return
        chosen = [
            row.row.get("position")
            for row in self._page.document.sheet.rows
            if row.kind in lines.CHOOSABLE and dialog.is_on(f"line {row.row.get('position')}")
        ]
        quoted_as = [
            row.row.get("position")
            for row in self._page.document.sheet.rows
            if row.kind in lines.CHOOSABLE and row.counts
        ]
        call = services.sales.quotes.accept.call(
            record.id,
            version,
            by=dialog.text("by"),
            how=dialog.text("how"),
            reference=dialog.text("reference"),
            chosen=None if chosen == quoted_as else tuple(int(at or 0) for at in chosen),
            win_deal="win" in dialog.ticks and dialog.is_on("win"),
        )
        self._work.run(call, self._accepted, dialog)

    def _accepted(self, accepted: Accepted) -> None:
        self._page.said.emit(accepted.words, True)

    def decline(self) -> None:
        """Ask why, then note it."""
        record = self._work.record
        if record is None:
            return
        asked = Asked(
            title=_("{name} is declined").format(name=record.label),
            more=_("It leaves the forecast of its deal. It can still be revised."),
            button=_("&Note it"),
            lines=(Line("reason", _("Why"), hint=_("Too expensive, another supplier, later")),),
        )
        version = self._page.document.version  # what was looked at when it was asked

        def submit(dialog: AskDialog) -> None:
            call = services.sales.quotes.decline.call(record.id, version, dialog.text("reason"))
            words = _("{name} is declined.").format(name=record.label)
            self._work.run(call, lambda _n: self._page.said.emit(words, True), dialog)

        self._open(asked, submit)

    def _open(self, asked: Asked, submit: Callable[[AskDialog], None]) -> None:
        self._work.dialog = AskDialog(self._page.window(), asked, submit)
        self._work.dialog.open()

    # --------------------------------------------------------------------------------- approval

    def ask_approval(self) -> None:
        """Ask somebody to approve it."""
        asked = Asked(
            title=_("Ask for approval"),
            more=_("Whoever may approve quotes sees it. An edit makes it a draft again."),
            button=_("&Ask"),
            lines=(Line("reason", _("What they should know"), long=True),),
        )
        self._decide(asked, "ask", _("Approval is asked for."))

    def approve(self) -> None:
        """Approve it as it is."""
        asked = Asked(
            title=_("Approve this quote"),
            more=_("It can be sent then, as it is now. An edit makes it a draft again."),
            button=_("&Approve"),
            lines=(Line("reason", _("Remark"), long=True),),
        )
        self._decide(asked, "approve", _("The quote is approved."))

    def refuse(self) -> None:
        """Refuse to approve it."""
        asked = Asked(
            title=_("Refuse approval"),
            more=_("It is a draft again, with your reason on it."),
            button=_("&Refuse"),
            lines=(Line("reason", _("Why"), long=True, required=True),),
        )
        self._decide(asked, "refuse", _("Approval was refused."))

    def _decide(self, asked: Asked, name: str, words: str) -> None:
        def submit(dialog: AskDialog) -> None:
            record = self._work.record
            if record is not None:
                service = getattr(services.sales.quotes, name)
                version = self._page.document.version
                call = service.call(record.id, version, dialog.text("reason"))
                self._work.run(call, lambda _n: self._page.said.emit(words, True), dialog)

        self._page.keeper.save(lambda: self._open(asked, submit))

    def offer_approval(self, record: Record) -> None:
        """Offer to approve a quote that waits for it to who may."""
        self.may_approve = self._has_right()
        self._work.step_button.setVisible(self.may_approve)
        self._ask_who_approves(record)

    def _has_right(self) -> bool:
        workspace = self._context.tasks.workspace
        return workspace is not None and Permission.QUOTE_APPROVE in workspace.permissions

    def _ask_who_approves(self, record: Record) -> None:
        """Offer to approve it to who may, and tell the others whom to ask."""

        def found(approval: Approval) -> None:
            now = self._work.record
            if now is None or now.id != record.id or now.values.get("status") != "in-approval":
                return
            self.may_approve = approval.may and self._has_right()
            self._work.step_button.setVisible(self.may_approve)
            if not self.may_approve:
                self._tell(_("It waits for approval. {who}").format(who=approval.words), "")
            elif told := decision_words(record, "asked"):
                self._tell(told, "")

        call = services.sales.quotes.approval.call(record.id)
        self._context.tasks.query(self, "approval", call, done=found, failed=lambda _error: None)

    def tell_refusal(self, record: Record) -> None:
        """A draft that was not approved says who found what in it."""
        if told := decision_words(record, "refused"):
            self._tell(told, "problem")

    def _tell(self, words: str, tone: str) -> None:
        self._told = words
        self._page.notice.say(words, tone)

    def untell(self) -> None:
        """What was told of a decision does not hold any more."""
        if self._told and self._page.notice.label.text() == self._told:
            self._page.notice.hide()
        self._told = ""


def decision_words(record: Record, decision: str) -> str:
    """Who decided so, and why, where that was the last word about a quote; else nothing."""
    approvals: Any = record.values.get("approvals") or ({},)
    last: dict[str, Any] = approvals[-1]
    if last.get("decision") != decision:
        return ""
    words = {
        "asked": _("{name} asks you to approve it. {why}"),
        "refused": _("{name} did not approve it. {why}"),
    }[decision]
    who = last.get("user")
    name = who.label if isinstance(who, Ref) else _("Somebody")
    return words.format(name=name, why=last.get("reason") or "").strip()
