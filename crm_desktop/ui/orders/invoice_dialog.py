"""Note an invoice that the bookkeeping wrote: its number, and how much of which line is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from crm_desktop import i18n, services
from crm_desktop.errors import UserError
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Unreadable
from crm_desktop.ui.orders.dialog import PaperDialog
from crm_desktop.ui.orders.parts_grid import Asked, PartsGrid
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.ordering.order_states import LineState

_ROWS = ENTITIES["order"].field("invoices")
_NO_NUMBER = N_("A quantity is no number. Type how many pieces, or leave it empty.")


class InvoiceDialog(PaperDialog):
    """Asks what is on an invoice; what was delivered and is on none stands there already.

    Attributes:
        grid: the lines. amount: what they come to.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        order: Record,
        lines: list[tuple[LineState, Decimal]],
        done: Callable[[Any], None],
    ) -> None:
        title = _("Invoice about {order}").format(order=order.label)
        super().__init__(context, parent, title, _("&Note the invoice"))
        self._order, self._done = order, done
        delivered = any(usual for _line, usual in lines)
        self.grid = PartsGrid(
            [_asked(line, usual, delivered=delivered) for line, usual in lines], _("Not invoiced")
        )
        everything, nothing = build.button(_("&All of it")), build.button(_("N&othing"))
        everything.clicked.connect(lambda: self.grid.set_all(on=True))
        nothing.clicked.connect(lambda: self.grid.set_all(on=False))
        self.amount = build.label(weight=600)
        today = i18n.local(context.clock()).date()
        own = replace(_ROWS.child("amount"), label=N_("Another amount"), hint=N_("with tax"))
        due = services.sales.orders.due_day(order.values.get("payment_terms"), today)
        facts = self.fields(
            (
                (replace(_ROWS.child("number"), hint=N_("as in your bookkeeping")), None),
                (_ROWS.child("issued_on"), today),
                (_ROWS.child("due_on"), due),
                (own, None),
            )
        )
        lead = build.label(
            _("Your bookkeeping writes the invoice; its number and amount are noted here."),
            tone="muted",
            wrap=True,
        )
        quick = build.row(everything, nothing, 0, self.amount)
        self.lay(lead, self.grid, quick, build.rule(), facts, stretch=1)
        self.grid.changed.connect(self._ask_amount)
        self._ask_amount()
        self.fit(640, max(theme.px(420), self.grid.room.sizeHint().height() + theme.px(366)))
        self.editors["number"].setFocus()

    def _billed(self) -> list[Any]:
        from crm_desktop.services.sales.ordering.orders import Billed

        return [Billed(each.position, each.quantity) for each in self.grid.chosen()]

    def _ask_amount(self) -> None:
        """What the lines come to, with tax, while they are typed."""
        if self.grid.unreadable() is not None:
            self.amount.clear()
            return
        ask = services.sales.orders.amount_of.call(self._order.id, self._billed())
        self.context.tasks.query(
            self, "amount", ask, done=self._show_amount, failed=self._no_amount
        )

    def _show_amount(self, amount: Decimal) -> None:
        words = _("With tax: {amount}")
        currency = self._order.values.get("currency") or ""
        self.amount.setText(words.format(amount=i18n.amount(amount, currency)))

    def _no_amount(self, error: Exception) -> None:
        self.amount.clear()
        if not isinstance(error, UserError):
            self.context.tasks.report(self, error)

    def submit(self) -> None:
        from crm_desktop.services.sales.ordering.orders import Invoice

        wrong = self.grid.unreadable()
        if wrong is not None:
            self.unreadable(Unreadable(_(_NO_NUMBER)), wrong)
            return
        try:
            keys = ("number", "issued_on", "due_on", "amount")
            number, issued, due, amount = (self.value(key) for key in keys)
        except Unreadable as error:
            self.unreadable(error)
            return
        what = Invoice(number or "", issued, due, amount)
        call = services.sales.orders.invoice.call(self._order.id, what, self._billed())
        self.run(call, self._done)


def _asked(line: LineState, usual: Decimal, *, delivered: bool) -> Asked:
    quantity = line.values.get("quantity")
    most = (Decimal(1) if quantity is None else abs(quantity)) - line.invoiced
    unit = line.values.get("unit") or ""
    meant = usual if delivered else most
    return Asked(line.position, line.row.number, line.row.title, unit, most, meant)
