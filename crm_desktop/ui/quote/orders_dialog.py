"""The earlier orders of a customer: one of them gives its lines to the quote."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.queries import Filter, Ids, ListQuery, Op
from crm_desktop.ui.context import Context
from crm_desktop.ui.quote import cells
from crm_desktop.ui.widgets import build

_MOST = 40


class OrdersDialog(QDialog):
    """Shows the orders of a customer, the newest first.

    Attributes:
        list: the orders. ok: takes the lines of the one that is chosen.

    Signals:
        chosen: the lines of an order.
    """

    chosen = Signal(object)

    def __init__(self, context: Context, parent: QWidget, company: Ref) -> None:
        super().__init__(parent)
        self._context = context
        self._orders: dict[UUID, Record] = {}
        self.setWindowTitle(_("Orders of {name}").format(name=company.label))
        self.setModal(True)
        self.list = QListWidget()
        self.list.setObjectName("Few")
        self.list.setAccessibleName(self.windowTitle())
        self.list.itemActivated.connect(self._take)
        self._none = build.label(_("This customer has no orders yet."), tone="muted", wrap=True)
        self._none.hide()
        self.ok = build.button(_("&Add its lines"), primary=True)
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        self.ok.clicked.connect(self._take)
        cancel = build.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        head = build.label(self.windowTitle(), size=15, weight=600, wrap=True)
        more = build.label(_("Its lines are added with the prices of then."), tone="muted")
        parts = (head, more, self.list, self._none, 2, build.row(0, cancel, self.ok))
        self.setLayout(build.column(*parts, spacing=10, margins=(22, 18, 22, 16)))
        build.fit(self, 520, 420)
        self.finished.connect(self.deleteLater)
        asked = ListQuery("order", filters=(Filter("company", Op.EQ, (company.id,)),))
        first = services.listing.ids.call(asked)
        context.tasks.query(self, "orders", first, done=self._read)

    def _read(self, found: Ids) -> None:
        vector = found.vector
        keys = tuple(UUID(bytes=vector[at : at + 16]) for at in range(0, len(vector), 16))[:_MOST]
        if not keys:
            self.list.hide()
            self._none.show()
            return
        load = services.records.load_many.call("order", keys)
        self._context.tasks.query(self, "orders", load, done=lambda got: self._show(keys, got))

    def _show(self, keys: tuple[UUID, ...], found: dict[UUID, Record]) -> None:
        self._orders = found
        for key in keys:
            if key in found:
                item = QListWidgetItem(_words(found[key]))
                item.setData(Qt.ItemDataRole.UserRole, key)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self.ok.setEnabled(bool(self.list.count()))

    def _take(self) -> None:
        if not self.list.count():
            return
        item = self.list.currentItem()
        order = self._orders[item.data(Qt.ItemDataRole.UserRole)]
        self.chosen.emit(order.values.get("lines") or ())
        self.accept()


def _words(order: Record) -> str:
    values = order.values
    day = values.get("ordered_on")
    net = cells.amount(values.get("tax_exclusive"), values.get("currency") or "")
    count = len(values.get("lines") or ())
    parts = (
        order.label,
        i18n.full_day(day) if day else "",
        f"{net} {values.get('currency') or ''}".strip(),
        ngettext("{n} line", "{n} lines", count),
        str(values.get("title") or ""),
    )
    return "  ·  ".join(part for part in parts if part)
