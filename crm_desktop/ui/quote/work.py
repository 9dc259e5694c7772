"""What is done with a whole quote: looked at, sent, revised, accepted, declined, approved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote as quoted
from uuid import UUID

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QPushButton, QToolButton

from crm_desktop import services
from crm_desktop.errors import Conflict, UserError, ValidationFailed
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import QUOTE, Record, Ref
from crm_desktop.services.queries import Filter, Ids, ListQuery, Op
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds
from crm_desktop.ui.icons import icon
from crm_desktop.ui.quote import rows as lines
from crm_desktop.ui.quote.ask_dialog import AskDialog, Asked, Line, Tick
from crm_desktop.ui.quote.pdf_preview import PdfPreview, print_pdf, save_pdf, suggested
from crm_desktop.ui.quote.send_dialog import SendDialog
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.documents.pdf import Printed
    from crm_desktop.services.sales.quoting.quotes import Accepted, Ready, Sent
    from crm_desktop.ui.pages.quote_page import QuotePage

R = TypeVar("R")
XLSX = FileKinds(((N_("Excel workbook"), "*.xlsx"),))
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
        dialog: the dialog that is open, or was last. pages: the preview.
    """

    def __init__(self, context: Context, page: QuotePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._step: Callable[[], None] = self.preview
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
    def _record(self) -> Record | None:
        return self._page.record

    @property
    def _status(self) -> str:
        return str(self._record.values.get("status") or "draft") if self._record else ""

    def show_status(self, record: Record) -> None:
        """Offer what comes next."""
        status = str(record.values.get("status") or "draft")
        words, act = _("&Send …"), self.send
        if status == "in-approval":
            words, act = _("Approve …"), self.approve
        elif status in _CAN_ACCEPT:
            words, act = _("&Accept …"), self.accept
        self._step = act
        self.step_button.setText(words)
        self.step_button.setAccessibleName(words.replace("&", ""))
        offered = status in (*_CAN_SEND, "in-approval", *_CAN_ACCEPT)
        self.step_button.setVisible(offered and not record.deleted)
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
            if ids.vector and self._record is not None and self._record.id == record.id:
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
            (_("Save as P&DF …"), "download", self.save_pdf),
            (_("Save as &Excel …"), "table-2", self.save_xlsx),
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
            made.append((_("&Ask for approval …"), "user-check", self.ask_approval))
        if status == "in-approval":
            made.append((_("&Refuse approval …"), "x", self.refuse))
        if status in ("sent", "expired"):
            made.append((_("&Declined …"), "x", self.decline))
        if self._record is not None and self._record.values.get("previous"):
            made.append((_("&What this revision changes"), "history", self.show_changes))
        made.append((_("Make a copy as a &new quote"), "copy-plus", self.copy))
        if can_edit and self._page.document.dirty:
            made.append((_("Discard what is &not saved"), "undo-2", self.discard))
        return made

    # ------------------------------------------------------------------------------ looking at it

    def _asks(self, call: Call[R], done: Callable[[R], None]) -> None:
        asked_for = self._record.id if self._record is not None else None

        def answered(result: R) -> None:
            if self._record is not None and self._record.id == asked_for:
                done(result)  # else another quote is shown by now

        self._context.tasks.query(self, "document", call, done=answered, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, ValidationFailed):
            self._page.notice.say(" ".join(error.problems.values()), "problem")
        elif isinstance(error, Conflict):
            self._page.keeper.look()
            words = _("Somebody changed this quote just now. Nothing was done. Look at it again.")
            self._page.notice.say(words, "problem")
        elif isinstance(error, UserError):
            self._page.notice.say(str(error), "problem")
        else:
            self._context.tasks.report(self, error)

    def preview(self) -> None:
        """The pages: of what was sent, the very bytes; of a draft, as it is written now."""
        record, page = self._record, self._page
        if record is None:
            return
        page.grid.finish_typing()
        if page.document.dirty:
            values = {**record.values, **page.document.held()}
            self._asks(services.sales.quotes.preview.call(values), self._show_pages)
        else:
            self._asks(services.sales.quotes.pdf.call(record.id), self._show_pages)

    def _show_pages(self, printed: Printed) -> None:
        record = self._record
        if record is None:
            return
        self.pages = PdfPreview(self._context, record.label, printed.data, self._page.window())
        self.pages.finished.connect(self.pages.deleteLater)
        self.pages.open()
        self._tell_missing(printed.missing)

    def _tell_missing(self, missing: tuple[str, ...]) -> None:
        if missing:
            signs = " ".join(missing[:12])
            words = _("No font has these characters: {signs}. A box is printed for each.")
            self._page.notice.say(words.format(signs=signs), "problem")

    def _with_pdf(self, then: Callable[[Record, bytes], None]) -> None:
        """Save, then get the bytes."""

        def ask() -> None:
            record = self._record
            if record is not None:
                call = services.sales.quotes.pdf.call(record.id)
                self._asks(call, lambda printed: then(record, printed.data))

        self._page.keeper.save(ask)

    def save_pdf(self) -> None:
        """Write it to a file."""
        self._with_pdf(
            lambda record, data: save_pdf(
                self._context, self._page, record.label, data, self._file_said
            )
        )

    def _file_said(self, words: str, *, good: bool) -> None:
        self._page.said.emit(words, False) if good else self._page.notice.say(words, "problem")

    def save_xlsx(self) -> None:
        """Write it to a workbook."""

        def ask() -> None:
            record = self._record
            if record is not None:
                self._asks(services.sales.quotes.xlsx.call(record.id), partial(write, record.label))

        def write(name: str, data: bytes) -> None:
            def to(path: Path) -> None:
                self._context.tasks.aside(
                    self,
                    lambda: path.write_bytes(data),
                    done=lambda _n: self._file_said(
                        _("Saved as {name}.").format(name=path.name), good=True
                    ),
                    failed=lambda _e: self._file_said(
                        _("This file cannot be written. Nothing was kept. Choose another place."),
                        good=False,
                    ),
                )

            title = _("Save as Excel")
            self._context.dialogs.save_file(self._page, title, XLSX, suggested(name, "xlsx"), to)

        self._page.keeper.save(ask)

    # ----------------------------------------------------------------------------------- sending

    def send(self) -> None:
        """Save, look whether it can be sent, ask how."""

        def ask() -> None:
            if self._record is not None:
                call = services.sales.quotes.ready.call(self._record.id)
                self._asks(call, partial(self._find_address, self._record))

        self._page.keeper.save(ask)

    def _find_address(self, record: Record, ready: Ready) -> None:
        """The contact's e-mail address, else the company's."""
        entity, ref = "person", record.values.get("contact")
        if ref is None:
            entity, ref = "company", record.values.get("company")
        if not isinstance(ref, Ref):
            self._ask_how(record, ready, "")
            return
        load = services.records.load_many.call(entity, (ref.id,))

        def found(people: dict[UUID, Record]) -> None:
            values: Any = people[ref.id].values if ref.id in people else {}
            addresses: Any = values.get("emails") or ()
            first: Any = next((row for row in addresses if row.get("is_primary")), None)
            first = first or next(iter(addresses), None)
            self._ask_how(record, ready, first["address"] if first else ref.label)

        self._asks(load, found)

    def _ask_how(self, record: Record, ready: Ready, to: str) -> None:
        name = record.label
        self.dialog = SendDialog(self._page.window(), name, to, ready, self._send)
        self.dialog.open()

    def _send(self, dialog: AskDialog) -> None:
        record = self._record
        if record is None or not isinstance(dialog, SendDialog):
            return
        to, way = dialog.text("to"), dialog.way
        call = services.sales.quotes.send.call(
            record.id, self._page.document.version, to=to, how=way
        )
        self._run(call, partial(self._sent, to, way), dialog)

    def _sent(self, to: str, way: str, sent: Sent) -> None:
        words = _("{name} is sent. Its PDF is kept.").format(name=sent.name)
        self._page.said.emit(words, True)
        self._tell_missing(sent.missing)
        load = services.sales.quotes.pdf.call(sent.quote)

        def hand_over(printed: Printed) -> None:  # whatever is shown by now: it was sent
            self._hand_over(to, way, sent.name, printed.data)

        self._context.tasks.query(self, "handed", load, done=hand_over, failed=self._refused)

    def _hand_over(self, to: str, way: str, name: str, data: bytes) -> None:
        if way == "print":
            print_pdf(self._context, self._page, name, data, self._file_said)
            return
        then = partial(self._write_mail, to, name) if way == "mail" else None
        save_pdf(self._context, self._page, name, data, self._file_said, then)

    def _write_mail(self, to: str, name: str, _path: Path) -> None:
        address = to if "@" in to else ""
        subject = quoted(_("Quote {name}").format(name=name))
        self._context.dialogs.open_outside(f"mailto:{quoted(address, safe='@')}?subject={subject}")

    def _run(
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
                self._refused(error)

        busy = dialog.ok if dialog is not None else self.step_button
        self._context.tasks.command(self, call, done=well, failed=badly, busy=busy)

    # -------------------------------------------------------------------------------- revisions

    def revise(self) -> None:
        """Make the next revision, and show it."""
        if self._record is not None:
            call = services.sales.quotes.revise.call(self._record.id)
            self._run(call, self._revised)

    def _revised(self, made: UUID) -> None:
        words = _("This is the new revision. The one before it is out of all forecasts.")
        self._page.said.emit(words, True)
        self._page.go_to_asked.emit("quote", Ref(made, ""))

    def copy(self) -> None:
        """A new quote with the same lines."""

        def make() -> None:
            if self._record is not None:
                call = services.sales.quotes.new.call(copy_of=self._record.id)
                self._run(call, made)

        def made(key: UUID) -> None:
            self._page.said.emit(_("This is a copy, as a new quote."), True)
            self._page.go_to_asked.emit("quote", Ref(key, ""))

        self._page.keeper.save(make)

    def show_changes(self) -> None:
        """What this revision says differently from the one before it."""
        from crm_desktop.ui.quote.changes_dialog import ChangesDialog

        def ask() -> None:
            if self._record is not None:
                self._asks(services.sales.quotes.changes.call(self._record.id), show)

        def show(found: Any) -> None:
            record = self._record
            if record is not None:
                dialog = ChangesDialog(self._page.window(), record, found)
                dialog.finished.connect(dialog.deleteLater)
                dialog.open()

        self._page.keeper.save(ask)

    # ------------------------------------------------------------------------- accepted, declined

    def accept(self) -> None:
        """Ask who accepted it and what exactly, then make the order."""
        record = self._record
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
        self._open(asked, self._accept)

    @staticmethod
    def _choice_words(row: Any) -> str:
        words = _("Option {number}: {what}")
        if row.kind == "alternative":
            words = _("Alternative {number}: {what}")
        return words.format(number=row.number, what=row.title)

    def _accept(self, dialog: AskDialog) -> None:
        record = self._record
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
            by=dialog.text("by"),
            how=dialog.text("how"),
            reference=dialog.text("reference"),
            chosen=None if chosen == quoted_as else tuple(int(at or 0) for at in chosen),
            win_deal="win" in dialog.ticks and dialog.is_on("win"),
        )
        self._run(call, self._accepted, dialog)

    def _accepted(self, accepted: Accepted) -> None:
        self._page.said.emit(accepted.words, True)

    def decline(self) -> None:
        """Ask why, then note it."""
        record = self._record
        if record is None:
            return
        asked = Asked(
            title=_("{name} is declined").format(name=record.label),
            more=_("It leaves the forecast of its deal. It can still be revised."),
            button=_("&Note it"),
            lines=(Line("reason", _("Why"), hint=_("Too expensive, another supplier, later")),),
        )

        def submit(dialog: AskDialog) -> None:
            call = services.sales.quotes.decline.call(record.id, dialog.text("reason"))
            words = _("{name} is declined.").format(name=record.label)
            self._run(call, lambda _n: self._page.said.emit(words, True), dialog)

        self._open(asked, submit)

    def _open(self, asked: Asked, submit: Callable[[AskDialog], None]) -> None:
        self.dialog = AskDialog(self._page.window(), asked, submit)
        self.dialog.open()

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
            record = self._record
            if record is not None:
                service = getattr(services.sales.quotes, name)
                version = self._page.document.version
                call = service.call(record.id, version, dialog.text("reason"))
                self._run(call, lambda _n: self._page.said.emit(words, True), dialog)

        self._page.keeper.save(lambda: self._open(asked, submit))

    # ----------------------------------------------------------------------------------- the rest

    def edit_texts(self) -> None:
        """The fields that stand nowhere on the page, in a form."""
        from crm_desktop.ui.form import Task, show_form

        def show() -> None:
            if self._record is not None:
                title = _("Texts and terms of {name}").format(name=self._record.label)
                task = Task(QUOTE, self._record, only=_TEXTS, title=title)
                show_form(self._context, task, self._page.window())

        self._page.keeper.save(show)

    def choose_currency(self) -> None:
        """Choose another currency; the prices are looked at before."""
        from crm_desktop.ui.quote.currency_dialog import CurrencyDialog

        def show() -> None:
            if self._record is not None:
                dialog = CurrencyDialog(self._context, self._page.window(), self._record)
                dialog.chosen.connect(self.reprice)
                self.dialog = dialog
                dialog.open()

        self._page.keeper.save(show)

    def reprice(self, currency: str) -> None:
        """Put the quote into another currency."""

        def run() -> None:
            if self._record is not None:
                version = self._page.document.version
                call = services.sales.quotes.reprice.call(self._record.id, version, currency)
                words = _("The quote is in {currency} now.").format(currency=currency)
                self._run(call, lambda _n: self._page.said.emit(words, True))

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
