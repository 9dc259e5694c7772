"""How a quote leaves the program: as a file, on paper, as a draft in the mail program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quoted
from uuid import UUID

from PySide6.QtCore import QObject

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds
from crm_desktop.ui.quote import outbox
from crm_desktop.ui.quote.ask_dialog import AskDialog
from crm_desktop.ui.quote.pdf_preview import print_pdf, save_pdf, suggested
from crm_desktop.ui.quote.send_dialog import SendDialog

if TYPE_CHECKING:
    from crm_desktop.services.documents.pdf import Printed
    from crm_desktop.services.sales.quoting.quote_mail import Letter
    from crm_desktop.services.sales.quoting.quotes import Ready, Sent
    from crm_desktop.ui.pages.quote_page import QuotePage
    from crm_desktop.ui.quote.work import QuoteWork

XLSX = FileKinds(((N_("Excel workbook"), "*.xlsx"),))
_LAST_WAY = "quote sending"
HOW = {"mail": "mail", "mailto": "mail", "pdf": "pdf", "print": "print"}  # as services call it


class QuoteSending(QObject):
    """Writes quotes to files and sends them."""

    def __init__(self, context: Context, page: QuotePage, work: QuoteWork) -> None:
        super().__init__(work)
        self._context, self._page, self._work = context, page, work

    # ------------------------------------------------------------------------------------- files

    def _with_pdf(self, then: Callable[[Record, bytes], None]) -> None:
        """Save, then get the bytes."""

        def ask() -> None:
            record = self._work.record
            if record is not None:
                call = services.sales.quotes.pdf.call(record.id)
                self._work.asks(call, lambda printed: then(record, printed.data))

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
            record = self._work.record
            if record is not None:
                call = services.sales.quotes.xlsx.call(record.id)
                self._work.asks(call, partial(write, record.label))

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
            if self._work.record is not None:
                call = services.sales.quotes.ready.call(self._work.record.id)
                self._work.asks(call, partial(self._find_address, self._work.record))

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

        self._work.asks(load, found)

    def _ask_how(self, record: Record, ready: Ready, to: str) -> None:
        usual = self._context.state.choice(_LAST_WAY)
        named = record.values.get("number") or record.values.get("title")
        name = record.label if named else _("this quote")  # else it has the name of its customer
        dialog = SendDialog(self._page.window(), name, to, ready, self._send, usual)
        dialog.approval_asked.connect(self._work.deciding.ask_approval)
        self._work.dialog = dialog
        dialog.open()

    def _send(self, dialog: AskDialog) -> None:
        record = self._work.record
        if record is None or not isinstance(dialog, SendDialog):
            return
        to, way = dialog.text("to"), dialog.way
        call = services.sales.quotes.send.call(
            record.id, self._page.document.version, to=to, how=HOW[way]
        )
        self._context.state.set_choice(_LAST_WAY, way)
        self._work.run(call, partial(self._sent, to, way), dialog)

    def _sent(self, to: str, way: str, sent: Sent) -> None:
        words = _("{name} is sent. Its PDF is kept.").format(name=sent.name)
        self._page.said.emit(words, True)
        self._work.tell_missing(sent.missing)
        load = services.sales.quotes.pdf.call(sent.quote)

        def hand_over(printed: Printed) -> None:  # whatever is shown by now: it was sent
            self._hand_over(to, way, sent, printed.data)

        self._context.tasks.query(self, "handed", load, done=hand_over, failed=self._work.refused)

    def _hand_over(self, to: str, way: str, sent: Sent, data: bytes) -> None:
        if way == "mail":
            self._draft_mail(to, sent, data)
        elif way == "print":
            print_pdf(self._context, self._page, sent.name, data, self._file_said)
        else:
            then = partial(self._write_mail, to, sent.name) if way == "mailto" else None
            save_pdf(self._context, self._page, sent.name, data, self._file_said, then)

    # -------------------------------------------------------------------------------------- mail

    def _draft_mail(self, to: str, sent: Sent, data: bytes) -> None:
        """A draft with the PDF in it, in the mail program."""
        by_hand = partial(self._hand_over, to, "mailto", sent, data)

        def written(letter: Letter) -> None:
            work = partial(outbox.put, letter.name, letter.data)
            opened = partial(self._open_draft, by_hand)
            self._context.tasks.aside(self, work, done=opened, failed=not_written)

        def not_written(_error: Exception) -> None:
            words = _(
                "The draft of the mail cannot be written on this computer. The quote is sent."
            )
            self._page.notice.say(words, "problem", _("Write the mail by &hand"), by_hand)

        load = services.sales.quote_mail.letter.call(sent.quote, to, data)
        tasks = self._context.tasks
        tasks.query(self, "letter", load, done=written, failed=self._work.refused)

    def _open_draft(self, by_hand: Callable[[], None], draft: Path) -> None:
        if self._context.dialogs.open_outside(str(draft), quiet=True):
            words = _("A mail with the PDF is open in your mail program. Look at it, and send it.")
            other = (_("It did not open"), by_hand)
            self._page.notice.say(words, "good", other=other)
            return
        words = _(
            "No program on this computer opens drafts of mails. The quote is sent; its PDF is kept."
        )

        def show() -> None:
            self._context.dialogs.open_outside(str(draft.parent))

        other = (_("Show the &draft"), show)
        self._page.notice.say(words, "problem", _("Write the mail by &hand"), by_hand, other)

    def _write_mail(self, to: str, name: str, _path: Path) -> None:
        """An empty mail to the customer: the file that was saved is put into it by hand."""
        address = to if "@" in to else ""
        subject = quoted(_("Quote {name}").format(name=name))
        self._context.dialogs.open_outside(f"mailto:{quoted(address, safe='@')}?subject={subject}")
