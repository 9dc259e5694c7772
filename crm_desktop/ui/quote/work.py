"""What is done with a whole quote: looked at, sent, revised, accepted, declined, approved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QPushButton, QToolButton

from crm_desktop import services
from crm_desktop.errors import Conflict, UserError
from crm_desktop.i18n import _
from crm_desktop.services.catalog import QUOTE, Record, Ref
from crm_desktop.services.queries import Filter, Ids, ListQuery, Op
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.quote.ask_dialog import AskDialog
from crm_desktop.ui.quote.deciding import QuoteDecisions
from crm_desktop.ui.quote.pdf_preview import PdfPreview
from crm_desktop.ui.quote.sending import QuoteSending
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.documents.pdf import Printed
    from crm_desktop.ui.pages.quote_page import QuotePage

R = TypeVar("R")
_TEXTS = (
    *("billing_address", "delivery_address", "intro", "closing", "deal"),
    *("tax_mode", "prices_include_tax", "prepaid", "rounding", "owner", "tags"),
)
_CAN_SEND = ("draft", "approved")
_CAN_ACCEPT = ("sent", "expired", "declined")
_CAN_REVISE = ("sent", "expired", "declined")


class QuoteWork(QObject):
    """The buttons of a quote, and what they do.

    Attributes:
        preview_button, step_button, more_button: at the head of the page.
        sending: how it leaves the program. deciding: approval, acceptance.
        dialog: the dialog that is open, or was last. pages: the preview.
    """

    def __init__(self, context: Context, page: QuotePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._step: Callable[[], None] = self.preview
        self.sending = QuoteSending(context, page, self)
        self.deciding = QuoteDecisions(context, page, self)
        self._shown_as: tuple[UUID, str] | None = None
        self.dialog: QDialog | None = None
        self.menu: QMenu | None = None
        self.pages: PdfPreview | None = None
        self.preview_button = build.button(_("&Preview"), "eye")
        self.preview_button.clicked.connect(self.preview)
        self.revise_button = build.button(_("Re&vise"), "copy-plus")
        self.revise_button.clicked.connect(self.revise)
        self.step_button = build.button(_("&Send …"), primary=True)
        self.step_button.clicked.connect(self.next_step)
        self.more_button = build.tool("ellipsis", _("More that can be done with this quote"))
        self.more_button.clicked.connect(self.open_menu)

    def buttons(self) -> tuple[QPushButton | QToolButton, ...]:
        """Those at the head of the page."""
        return self.preview_button, self.revise_button, self.step_button, self.more_button

    @property
    def record(self) -> Record | None:
        """The quote that is shown."""
        return self._page.record

    @property
    def _status(self) -> str:
        return str(self.record.values.get("status") or "draft") if self.record else ""

    def show_status(self, record: Record) -> None:
        """Offer what comes next."""
        status = str(record.values.get("status") or "draft")
        words, act = _("&Send …"), self.sending.send
        if status == "in-approval":
            words, act = _("Approve …"), self.deciding.approve
        elif status in _CAN_ACCEPT:
            words, act = _("&Accept …"), self.deciding.accept
        self._step = act
        self.step_button.setText(words)
        self.step_button.setAccessibleName(words.replace("&", ""))
        offered = status in (*_CAN_SEND, "in-approval", *_CAN_ACCEPT)
        self.step_button.setVisible(offered and not record.deleted)
        if status == "in-approval" and not record.deleted:
            self.deciding.offer_approval(record)
        if self._shown_as != (record.id, status):  # once, not at each save
            self._shown_as = (record.id, status)
            self.deciding.untell()
            if status == "draft":
                self.deciding.tell_refusal(record)
        self.revise_button.setVisible(status in _CAN_REVISE and not record.deleted)
        self._tell_frozen(record, status)

    def _tell_frozen(self, record: Record, status: str) -> None:
        """Why nothing can be typed."""
        if self._page.can_edit(record):
            return
        words = {
            "sent": _("This quote was sent and stays as it is. To change it, make a revision."),
            "accepted": _("This quote was accepted. Its order holds what was agreed."),
            "declined": _("This quote was declined. A revision makes a new offer of it."),
            "expired": _("This quote has expired. A revision makes it hold again."),
            "superseded": _("A newer revision has taken the place of this quote."),
        }.get(status, "")
        if status == "declined" and record.values.get("decline_reason"):
            words += " " + _("Reason: {why}").format(why=record.values["decline_reason"])
        if words:
            self._page.notice.say(words, "good" if status == "accepted" else "")
        if status == "accepted":
            self._find_order(record, words)

    def _find_order(self, record: Record, words: str) -> None:
        """What was accepted leads to its order."""

        def found(ids: Ids) -> None:
            if ids.vector and self.record is not None and self.record.id == record.id:
                order = Ref(UUID(bytes=ids.vector[:16]), "")
                go = partial(self._page.go_to_asked.emit, "order", order)
                self._page.notice.say(words, "good", _("Show the &order"), go)

        asked = ListQuery("order", filters=(Filter("quote", Op.EQ, (record.id,)),))
        call = services.listing.ids.call(asked)
        tasks = self._context.tasks
        tasks.query(self, "order", call, done=found, failed=lambda _error: None)

    def next_step(self) -> None:
        """What comes next for this quote."""
        if self.step_button.isVisibleTo(self._page):
            self._step()

    # ------------------------------------------------------------------------------------- menu

    def open_menu(self) -> None:
        """All that can be done now."""
        menu = QMenu(self._page)
        menu.aboutToHide.connect(menu.deleteLater)
        for entry in self._entries():
            if entry is None:
                menu.addSeparator()
                continue
            words, icon_name, act = entry
            action: QAction = menu.addAction(icon(icon_name), words)
            action.triggered.connect(act)
        corner = QPoint(self.more_button.width(), self.more_button.height())
        at = self.more_button.mapToGlobal(corner)
        menu.popup(QPoint(at.x() - menu.sizeHint().width(), at.y()))
        self.menu = menu

    def _entries(self) -> list[tuple[str, str, Callable[[], None]] | None]:
        status, can_edit = self._status, self._page.document.can_edit
        made: list[tuple[str, str, Callable[[], None]] | None] = [
            (_("Save as P&DF …"), "download", self.sending.save_pdf),
            (_("Save as &Excel …"), "table-2", self.sending.save_xlsx),
            None,
        ]
        if can_edit:
            made += [
                (_("&Texts, addresses, tax …"), "pencil", self.edit_texts),
                (_("Change the &currency …"), "coins", self.choose_currency),
                (_("Take today's &prices"), "refresh-cw", self._page.prices.reprice),
                (_("Copy an earlier &order …"), "shopping-cart", self.copy_order),
                None,
            ]
        if status == "draft":
            made.append((_("&Ask for approval …"), "user-check", self.deciding.ask_approval))
        if status == "in-approval" and self.deciding.may_approve:
            made.append((_("&Refuse approval …"), "x", self.deciding.refuse))
        if status in ("sent", "expired"):
            made.append((_("&Declined …"), "x", self.deciding.decline))
        if self.record is not None and self.record.values.get("previous"):
            made.append((_("&What this revision changes"), "history", self.show_changes))
        made.append((_("Make a copy as a &new quote"), "copy-plus", self.copy))
        if can_edit and self._page.document.dirty:
            made.append((_("Discard what is &not saved"), "undo-2", self.discard))
        return made

    # ------------------------------------------------------------------------------ looking at it

    def asks(self, call: Call[R], done: Callable[[R], None]) -> None:
        """A question about this quote; the answer is dropped where another one is shown by then."""
        asked_for = self.record.id if self.record is not None else None

        def answered(result: R) -> None:
            if self.record is not None and self.record.id == asked_for:
                done(result)  # else another quote is shown by now

        self._context.tasks.query(self, "document", call, done=answered, failed=self.refused)

    def refused(self, error: Exception) -> None:
        """Say why something was not done."""
        if isinstance(error, Conflict):
            self._page.keeper.look()
            words = _("Somebody changed this quote just now. Nothing was done. Look at it again.")
            self._page.notice.say(words, "problem")
        elif isinstance(error, UserError):
            self._page.notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)

    def preview(self) -> None:
        """The pages: of what was sent, the very bytes; of a draft, as it is written now."""
        record, page = self.record, self._page
        if record is None:
            return
        page.grid.finish_typing()
        if page.document.dirty:
            values = {**record.values, **page.document.held()}
            self.asks(services.sales.quotes.preview.call(values), self._show_pages)
        else:
            self.asks(services.sales.quotes.pdf.call(record.id), self._show_pages)

    def _show_pages(self, printed: Printed) -> None:
        record = self.record
        if record is None:
            return
        self.pages = PdfPreview(self._context, record.label, printed.data, self._page.window())
        self.pages.finished.connect(self.pages.deleteLater)
        self.pages.open()
        self.tell_missing(printed.missing)

    def tell_missing(self, missing: tuple[str, ...]) -> None:
        """Say which characters no font has."""
        if missing:
            signs = " ".join(missing[:12])
            words = _("No font has these characters: {signs}. A box is printed for each.")
            self._page.notice.say(words.format(signs=signs), "problem")

    def run(
        self,
        call: Call[R],
        done: Callable[[R], None],
        dialog: AskDialog | None = None,
    ) -> None:
        """A command on the quote; the page shows what became of it."""

        def well(result: R) -> None:
            if dialog is not None:
                dialog.accept()
            self._page.keeper.reload()
            done(result)

        def badly(error: Exception) -> None:
            if dialog is None or not dialog.refused(error):
                self.refused(error)

        busy = dialog.ok if dialog is not None else self.step_button
        self._context.tasks.command(self, call, done=well, failed=badly, busy=busy)

    # -------------------------------------------------------------------------------- revisions

    def revise(self) -> None:
        """Make the next revision, and show it."""
        if self.record is not None:
            call = services.sales.quotes.revise.call(self.record.id)
            self.run(call, self._revised)

    def _revised(self, made: UUID) -> None:
        words = _("This is the new revision. The one before it is out of all forecasts.")
        self._page.said.emit(words, True)
        self._page.go_to_asked.emit("quote", Ref(made, ""))

    def copy(self) -> None:
        """A new quote with the same lines."""

        def make() -> None:
            if self.record is not None:
                call = services.sales.quotes.new.call(copy_of=self.record.id)
                self.run(call, made)

        def made(key: UUID) -> None:
            self._page.said.emit(_("This is a copy, as a new quote."), True)
            self._page.go_to_asked.emit("quote", Ref(key, ""))

        self._page.keeper.save(make)

    def show_changes(self) -> None:
        """What this revision says differently from the one before it."""
        from crm_desktop.ui.quote.changes_dialog import ChangesDialog

        def ask() -> None:
            if self.record is not None:
                self.asks(services.sales.quotes.changes.call(self.record.id), show)

        def show(found: Any) -> None:
            record = self.record
            if record is not None:
                dialog = ChangesDialog(self._page.window(), record, found)
                dialog.finished.connect(dialog.deleteLater)
                dialog.open()

        self._page.keeper.save(ask)

    # ----------------------------------------------------------------------------------- the rest

    def edit_texts(self) -> None:
        """The fields that stand nowhere on the page, in a form."""
        from crm_desktop.ui.form import Task, show_form

        def show() -> None:
            if self.record is not None:
                title = _("Texts and terms of {name}").format(name=self.record.label)
                task = Task(QUOTE, self.record, only=_TEXTS, title=title)
                show_form(self._context, task, self._page.window())

        self._page.keeper.save(show)

    def choose_currency(self) -> None:
        """Choose another currency; the prices are looked at before."""
        from crm_desktop.ui.quote.currency_dialog import CurrencyDialog

        def show() -> None:
            if self.record is not None:
                dialog = CurrencyDialog(self._context, self._page.window(), self.record)
                dialog.chosen.connect(self.reprice)
                self.dialog = dialog
                dialog.open()

        self._page.keeper.save(show)

    def reprice(self, currency: str) -> None:
        """Put the quote into another currency."""

        def run() -> None:
            if self.record is not None:
                version = self._page.document.version
                call = services.sales.quotes.reprice.call(self.record.id, version, currency)
                words = _("The quote is in {currency} now.").format(currency=currency)
                self.run(call, lambda _n: self._page.said.emit(words, True))

        self._page.keeper.save(run)

    def copy_order(self) -> None:
        """Lines of an earlier order of the customer."""
        from crm_desktop.ui.quote.orders_dialog import OrdersDialog

        company = self._page.document.values.get("company")
        if not isinstance(company, Ref):
            self._page.notice.say(_("Choose the customer first."), "problem")
            return
        dialog = OrdersDialog(self._context, self._page.window(), company)
        dialog.chosen.connect(self._page.edits.add_lines)
        self.dialog = dialog
        dialog.open()

    def discard(self) -> None:
        """Back to what is in the store; Undo in the grid does not lead back here."""
        self._page.keeper.drop()
        self._page.keeper.reload()
