"""What is done with orders, contracts and installed items from their panes, pages and menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, Op, Sort
from crm_desktop.services.workspace import Call
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs import FileKinds

if TYPE_CHECKING:
    from crm_desktop.services.sales.ordering.order_papers import Paper
    from crm_desktop.ui.main_window import MainWindow

EXCEL = FileKinds(((N_("Excel workbook"), "*.xlsx"),))
_OPEN = ("open", "confirmed", "part-delivered")
_OVER = 365  # days for which a contract whose end is over is still asked about


class PaperWork(QObject):
    """Does what an offer, an action or a button of a delivery asks for.

    Attributes:
        dialog: the dialog that is open, or was last.
    """

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.dialog: QDialog | None = None
        self._works: dict[str, Callable[[Record, Any], None]] = {
            "order_confirm": self._confirm,
            "order_cancel": self._cancel,
            "order_deliver": self._deliver,
            "order_invoice": self._invoice,
            "order_print": partial(self._print, "order"),
            "order_delivery_note": partial(self._print, "delivery"),
            "order_proforma": partial(self._print, "proforma"),
            "order_items": self._items,
            "invoice_paid": self._paid,
            "delivery_open": self._open_delivery,
            "delivery_arrived": self._arrived,
            "delivery_returned": self._returned,
            "delivery_print": self._print_delivery,
            "delivery_sheet": self._save_sheet,
            "delivery_delete": self._delete_delivery,
            "contract_renew": self._renew,
            "contract_deal": self._renewal_deal,
            "contract_cover": self._cover,
        }

    def do(self, key: str, record: Record, about: Any = None) -> None:
        """Do something with a record; about: the delivery or the invoice that is meant."""
        self._works[key](record, about)

    # ---------------------------------------------------------------------------------- lists

    def show_backlog(self) -> None:
        """The orders of which something is still to be delivered, the most urgent first."""
        status = Filter("status", Op.IN, _OPEN)
        self._show(ListQuery("order", filters=(status,), sort=(Sort("delivery_on"),)))

    def show_running_out(self, days: int) -> None:
        """The active contracts that end, or are to be given notice of, within so many days."""
        near = AnyOf(
            (
                Filter("ends_on", Op.WITHIN, (days,)),
                Filter("notice_on", Op.WITHIN, (days,)),
                Filter("ends_on", Op.WITHIN, (-_OVER,)),
            )
        )
        active = Filter("status", Op.IN, ("active",))
        self._show(ListQuery("contract", filters=(active, near), sort=(Sort("ends_on"),)))

    def _show(self, asked: ListQuery) -> None:
        from crm_desktop.ui.pages.list_place import ALL

        self._window.show_page(asked.entity)
        page = self._window.page
        if page.place.now != ALL:
            page.place.show(ALL)
        page.arrange(asked)

    # --------------------------------------------------------------------------------- orders

    def new_order(self, preset: dict[str, Any]) -> None:
        """An order without a quote: for whom, and like which earlier one."""
        from crm_desktop.ui.orders.new_order_dialog import NewOrderDialog

        self._open(NewOrderDialog(self._context, self._window, preset, self._begun))

    def _begun(self, order: Record) -> None:
        window = self._window
        window.work.offer_undo(_("{order} is made.").format(order=order.label))
        window.go_to("order", Ref(order.id, order.label))
        if not order.values["lines"]:  # what is ordered is still to be said
            window.work.edit(ENTITIES["order"], order.id, "lines")

    def _run(self, call: Call[Any], words: str | Callable[[Any], str]) -> None:
        """Run a command, then say it in words with a way back."""

        def done(answer: Any) -> None:
            self._window.work.offer_undo(words if isinstance(words, str) else words(answer))

        self._context.tasks.command(self, call, done=done)

    def _confirm(self, order: Record, _about: Any) -> None:
        words = _("{order} is confirmed.").format(order=order.label)
        self._run(services.sales.orders.confirm.call(order.id), words)

    def _cancel(self, order: Record, _about: Any) -> None:
        words = _("{order} is cancelled.").format(order=order.label)
        self._run(services.sales.orders.cancel.call(order.id), words)

    def _deliver(self, order: Record, _about: Any) -> None:
        def show(lines: list[Any]) -> None:
            from crm_desktop.ui.orders.deliver_dialog import DeliverDialog

            if not lines:
                words = _("Nothing of {order} is still to be delivered.")
                self._window.toast.say(words.format(order=order.label))
                return
            self._open(DeliverDialog(self._context, self._window, order, lines, self._told))

        lines = services.sales.deliveries.deliverable.call(order.id)
        self._context.tasks.query(self, "lines", lines, done=show)

    def _invoice(self, order: Record, _about: Any) -> None:
        def show(lines: list[Any]) -> None:
            from crm_desktop.ui.orders.invoice_dialog import InvoiceDialog

            if not lines:
                words = _("All of {order} is on invoices already.")
                self._window.toast.say(words.format(order=order.label))
                return
            self._open(InvoiceDialog(self._context, self._window, order, lines, self._told))

        lines = services.sales.orders.billable.call(order.id)
        self._context.tasks.query(self, "lines", lines, done=show)

    def _told(self, answer: Any) -> None:
        """A dialog's command has been done."""
        self._window.work.offer_undo(answer.words)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()

    def _items(self, order: Record, _about: Any) -> None:
        here = (Filter("order", Op.EQ, (order.id,)),)
        self._window.places.open_list("asset", here)

    def _paid(self, order: Record, number: str) -> None:
        words = _("Invoice {number} is paid.").format(number=number)
        self._run(services.sales.orders.pay.call(order.id, number), words)

    # ----------------------------------------------------------------------------- deliveries

    def _open_delivery(self, _order: Record, delivery: Record) -> None:
        self._window.work.edit(ENTITIES["delivery"], delivery.id)

    def _arrived(self, _order: Record, delivery: Record) -> None:
        words = _("Delivery {number} has arrived.").format(number=delivery.label)
        self._run(services.sales.deliveries.arrived.call(delivery.id), words)

    def _returned(self, _order: Record, delivery: Record) -> None:
        words = _("Delivery {number} came back. It is open again.").format(number=delivery.label)
        self._run(services.sales.deliveries.came_back.call(delivery.id), words)

    def _delete_delivery(self, _order: Record, delivery: Record) -> None:
        self._window.work.delete(ENTITIES["delivery"], delivery.id.bytes)

    # --------------------------------------------------------------------------------- papers

    def _print(self, kind: str, order: Record, _about: Any) -> None:
        self._preview(order.id, kind)

    def _print_delivery(self, _order: Record, delivery: Record) -> None:
        self._preview(delivery.id, "delivery")

    def _preview(self, key: UUID, kind: str) -> None:
        printed = services.sales.order_papers.printed.call(key, kind)
        self._context.tasks.query(self, "paper", printed, done=self._show_paper)

    def _show_paper(self, paper: Paper) -> None:
        from crm_desktop.ui.quote.pdf_preview import PdfPreview

        preview = PdfPreview(self._context, paper.name, paper.data, self._window)
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if paper.missing:
            signs = " ".join(paper.missing[:10])
            words = _("No font here has these signs; boxes are printed for them: {signs}")
            preview.notice.say(words.format(signs=signs), "problem")
        self._open(preview)

    def save_sheet(self, key: UUID, kind: str) -> None:
        """Save a paper as an Excel workbook."""
        printed = services.sales.order_papers.printed.call(key, kind, "xlsx")
        self._context.tasks.query(self, "paper", printed, done=self._choose_file)

    def _save_sheet(self, _order: Record, delivery: Record) -> None:
        self.save_sheet(delivery.id, "delivery")

    def _choose_file(self, paper: Paper) -> None:
        from crm_desktop.ui.quote.pdf_preview import suggested

        place = suggested(paper.name, "xlsx")
        write = partial(self._write, paper.data)
        self._context.dialogs.save_file(
            self._window, _("Save as Excel workbook"), EXCEL, place, write
        )

    def _write(self, data: bytes, path: Path) -> None:
        def done(_bytes: int) -> None:
            self._window.toast.say(_("Saved as {name}.").format(name=path.name))

        def failed(_error: Exception) -> None:
            words = _("This file cannot be written. Nothing was kept. Choose another place.")
            self._window.toast.say(words)

        write = partial(path.write_bytes, data)
        self._context.tasks.aside(self, write, done=done, failed=failed)

    # ------------------------------------------------------------------------------ contracts

    def _renew(self, contract: Record, _about: Any) -> None:
        from crm_desktop.ui.orders.renew_dialog import RenewDialog

        self._open(RenewDialog(self._context, self._window, contract, self._told))

    def _renewal_deal(self, contract: Record, _about: Any) -> None:
        def done(deal: Ref) -> None:
            words = _("{deal} is in the pipeline of renewals.").format(deal=deal.label)
            self._window.work.offer_undo(words)

        call = services.sales.contracts.renewal_deal.call(contract.id)
        self._context.tasks.command(self, call, done=done)

    def _cover(self, contract: Record, _about: Any) -> None:
        def covered(_count: int) -> None:
            words = _("The items are under {contract} now.").format(contract=contract.label)
            self._window.work.offer_undo(words)

        def show(items: list[Record]) -> None:
            from crm_desktop.ui.orders.cover_dialog import CoverDialog

            self._open(CoverDialog(self._context, self._window, contract, items, covered))

        items = services.sales.contracts.coverable.call(contract.id)
        self._context.tasks.query(self, "items", items, done=show)
