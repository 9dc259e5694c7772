"""An order at a glance: its lines, what they come to, what is open, deliveries and invoices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QVBoxLayout, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.pricing import plain
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.orders.lines_table import LinesTable
from crm_desktop.ui.orders.overview import Overview, emptied, heading
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Elided, Pill
from crm_desktop.ui.widgets.links import Link

if TYPE_CHECKING:
    from crm_desktop.services.sales.ordering import orders

_STATUS = ENTITIES["delivery"].field("status")


class OrderOverview(Overview):
    """The first part of an order's pane, and the middle of its page.

    Attributes:
        table: the lines. told: what is open, in words. buttons: of the deliveries and invoices,
            by what they do.
    """

    asked = Signal(str, object)

    def __init__(self, context: Context, *, wide: bool) -> None:
        super().__init__(context)
        self._found: orders.Overview | None = None
        self._wide = wide
        self.table = LinesTable(wide=wide)
        self.told = build.label(wrap=True, weight=500)
        self._totals = QGridLayout()
        self._deliveries, self._invoices = build.column(spacing=4), build.column(spacing=4)
        self.items = Link("", _("Installed items"))
        self.items.clicked.connect(lambda: self.asked.emit("order_items", None))
        self.buttons: dict[str, QWidget] = {}
        self.lay(self._build(wide=wide))

    def _build(self, *, wide: bool) -> QVBoxLayout:
        self._totals.setHorizontalSpacing(theme.px(18))
        self._totals.setVerticalSpacing(theme.px(3))
        rows = build.column(
            *(heading(_("Deliveries")), self._deliveries, self.items, 6),
            *(heading(_("Invoices")), self._invoices, 0),
            spacing=4,
        )
        if wide:
            below = build.row(spacing=32)
            below.addLayout(rows, 1)
            sums = build.column(spacing=0)
            sums.addLayout(self._totals)
            sums.addStretch(1)
            below.addLayout(sums)
        else:
            below = build.column(self._totals, 8, rows, spacing=4)
        return build.column(self.told, self.table, below, 0, spacing=12)

    # ---------------------------------------------------------------------------------- show

    def ask(self, record: Record) -> None:
        call = services.sales.orders.overview.call(record.id)
        self.context.tasks.query(self, "overview", call, done=self.show_overview)

    def show_overview(self, found: orders.Overview) -> None:
        """Show how an order stands."""
        self._found = found
        currency = found.record.values.get("currency") or ""
        self.table.show_lines(found.state.lines, currency)
        self.told.setText(told(found))
        build.set_state(self.told, "tone", "problem" if found.late_days else "")
        self._show_totals(found, currency)
        self._show_deliveries(found)
        self._show_invoices(found, currency)
        count = ngettext("{n} installed item", "{n} installed items", found.items)
        self.items.setText(count)
        self.items.setVisible(bool(found.items))
        self.refreshed.emit()

    def _show_totals(self, found: orders.Overview, currency: str) -> None:
        emptied(self._totals)
        for at, (label, amount, strong) in enumerate(_sums(found)):
            words = build.label(
                label, tone="" if strong else "muted", weight=600 if strong else 400
            )
            figure = build.label(i18n.amount(amount, currency), weight=600 if strong else 400)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            figure.setFont(theme.font(13, 600 if strong else 400))
            figure.setAccessibleName(f"{label}: {figure.text()}")
            self._totals.addWidget(words, at, 0)
            self._totals.addWidget(figure, at, 1)
        self._totals.setColumnStretch(0, 1)

    def _show_deliveries(self, found: orders.Overview) -> None:
        emptied(self._deliveries)
        self.buttons = {}
        for delivery in found.deliveries:
            self._deliveries.addWidget(self._delivery(delivery))
        if not found.deliveries:
            self._deliveries.addWidget(_quiet(_("Nothing was delivered yet.")))

    def _delivery(self, delivery: Record) -> QWidget:
        values = delivery.values
        number = Link(delivery.label, _("Delivery"))
        number.clicked.connect(partial(self.asked.emit, "delivery_open", delivery))
        choice = _STATUS.choice(values.get("status"))
        day = values.get("delivered_on") or values.get("shipped_on")
        parts = [i18n.full_day(day) if day else "", values.get("carrier") or ""]
        told = "  ·  ".join(filter(None, (*parts, values.get("tracking") or "")))
        number.setMinimumWidth(number.sizeHint().width())
        line = build.row(number, Pill(_(choice.label), choice.hue), spacing=8)
        words: QLabel = build.label(told, tone="muted", size=12, wrap=True)
        if self._wide:
            words = _shortened(told)
            line.addWidget(words, 1)
        else:
            line.addStretch(1)
        if values.get("status") in ("planned", "shipped"):
            name = _("Delivery {number} has arrived").format(number=delivery.label)
            self._tool(line, "check", name, "delivery_arrived", delivery)
        name = _("Print the delivery note {number} …").format(number=delivery.label)
        self._tool(line, "printer", name, "delivery_print", delivery)
        more = build.tool("ellipsis", _("More about {number}").format(number=delivery.label))
        more.clicked.connect(partial(self._more, more, delivery))
        line.addWidget(more)
        return build.holder(line if self._wide else build.column(line, words, spacing=0))

    def _tool(self, line: Any, icon_name: str, name: str, key: str, about: Any) -> None:
        button = build.tool(icon_name, name)
        button.clicked.connect(partial(self.asked.emit, key, about))
        self.buttons[key] = button
        line.addWidget(button)

    def _more(self, button: QWidget, delivery: Record) -> None:
        self.menu_of(delivery).popup(button.mapToGlobal(QPoint(0, button.height())))

    def menu_of(self, delivery: Record) -> QMenu:
        """What can be done with a delivery."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, words, name in (
            ("delivery_open", _("&Edit …"), "pencil"),
            ("delivery_sheet", _("Save the note as &Excel …"), "download"),
            ("delivery_returned", _("&All of it came back"), "undo-2"),
            ("delivery_delete", _("&Delete"), "trash-2"),
        ):
            action = menu.addAction(icon(name), words)
            action.triggered.connect(partial(self.asked.emit, key, delivery))
            if key == "delivery_returned":
                action.setEnabled(delivery.values.get("status") in ("shipped", "delivered"))
        return menu

    def _show_invoices(self, found: orders.Overview, currency: str) -> None:
        emptied(self._invoices)
        today = i18n.local(self.context.clock()).date()
        for row in found.record.values["invoices"]:
            self._invoices.addWidget(self._invoice(row, currency, today))
        if not found.record.values["invoices"]:
            self._invoices.addWidget(_quiet(_("No invoice is noted yet.")))

    def _invoice(self, row: Mapping[str, Any], currency: str, today: Any) -> QWidget:
        amount, paid = row.get("amount"), row.get("paid_amount")
        number = build.label(row["number"], weight=500, selectable=True)
        figure = build.label(i18n.amount(amount, currency) if amount is not None else "")
        due = row.get("due_on")
        line = build.row(number, figure, spacing=8)
        if amount is not None and paid is not None and paid >= amount:
            line.addWidget(Pill(_("Paid"), "green"))
        else:
            late = due is not None and due < today
            words = _("Due {day}").format(day=i18n.full_day(due)) if due else _("Not paid")
            line.addWidget(Pill(_("Overdue") if late else words, "rose" if late else "amber"))
        line.addStretch(1)
        if amount is not None and (paid is None or paid < amount):
            name = _("Invoice {number} is paid").format(number=row["number"])
            self._tool(line, "check", name, "invoice_paid", row["number"])
        return build.holder(line)


def told(found: orders.Overview) -> str:
    """What is open of an order, in a sentence."""
    state, currency = found.state, found.record.values.get("currency") or ""
    status = state.status
    if status == "cancelled":
        return _("The order is cancelled. Nothing more is delivered.")
    if not state.is_open:
        return _("Everything is delivered.") if state.ordered else _("Nothing is to be delivered.")
    net = i18n.amount(state.open_net, currency)
    words = _("Open: {open} of {ordered}, {net} net").format(
        open=i18n.number(state.open.normalize()),
        ordered=i18n.number(state.ordered.normalize()),
        net=net,
    )
    if found.late_days:
        late = ngettext("{n} day late", "{n} days late", found.late_days)
        return f"{words}  ·  {late}"
    return words


def _sums(found: orders.Overview) -> Iterator[tuple[str, Any, bool]]:
    priced, values = found.state.sheet.priced, found.record.values
    currency = values.get("currency") or ""
    yield _("Net"), priced.tax_exclusive, False
    for tax in priced.taxes:
        words = _("{rate} % tax of {amount}")
        amount = i18n.amount(tax.taxable, currency)
        yield words.format(rate=i18n.number(_short(tax.rate)), amount=amount), tax.tax, False
    yield _("Gross"), priced.tax_inclusive, True
    yield _("Open net"), found.state.open_net, True
    if values.get("invoiced") is not None:
        yield _("Invoiced so far"), values["invoiced"], False
    if values.get("paid") is not None:
        yield _("Paid so far"), values["paid"], False


def _short(rate: Any) -> Any:
    from decimal import Decimal

    return Decimal(plain(rate))


def _shortened(words: str) -> QLabel:
    made = Elided(words)
    made.setFont(theme.font(12))
    made.setProperty("tone", "muted")
    return made


def _quiet(words: str) -> QLabel:
    return build.label(words, tone="faint", size=12)
