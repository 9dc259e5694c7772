"""Deliver an order, or a part of it: how much of which line, with which serial numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES, Choice, Field, Kind, Record
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import TickBox, Unreadable
from crm_desktop.ui.orders.dialog import PaperDialog
from crm_desktop.ui.orders.parts_grid import Asked, PartsGrid
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.ordering.deliveries import Deliverable

_DELIVERY = ENTITIES["delivery"]
_STATUS = Field(
    key="status",
    label=N_("The goods"),
    kind=Kind.CHOICE,
    required=True,
    choices=(
        Choice("shipped", N_("On their way"), "indigo"),
        Choice("delivered", N_("Are at the customer's"), "green"),
        Choice("planned", N_("Leave the house later"), "amber"),
    ),
)
_NO_NUMBER = N_("A quantity is no number. Type how many pieces, or leave it empty.")


class DeliverDialog(PaperDialog):
    """Asks what is in a delivery; what is open stands there already.

    Attributes:
        grid: the lines. more: more than is open is right.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        order: Record,
        lines: list[Deliverable],
        done: Callable[[Any], None],
    ) -> None:
        title = _("Deliver {order}").format(order=order.label)
        super().__init__(context, parent, title, _("&Deliver"))
        self._order, self._done = order, done
        self.grid = PartsGrid([_asked(line) for line in lines], _("Open"))
        everything, nothing = build.button(_("&All that is open")), build.button(_("&Nothing"))
        everything.clicked.connect(lambda: self.grid.set_all(on=True))
        nothing.clicked.connect(lambda: self.grid.set_all(on=False))
        self.more = TickBox(_("&More than is open is right: the customer keeps it"))
        today = i18n.local(context.clock()).date()
        shipped = replace(_DELIVERY.field("shipped_on"), label=N_("Day"))
        carrier, tracking = _DELIVERY.field("carrier"), _DELIVERY.field("tracking")
        facts = self.fields(
            ((_STATUS, "shipped"), (shipped, today), (carrier, None), (tracking, None))
        )
        quick = build.row(everything, nothing, 0)
        self.lay(self.grid, quick, build.rule(), facts, self.more, stretch=0)
        wanted = self.grid.room.sizeHint().height() + theme.px(376)
        self.fit(640, max(theme.px(420), wanted))
        first = self.grid.first()
        if first is not None:
            first.setFocus()

    def submit(self) -> None:
        from crm_desktop.services.sales.ordering.deliveries import Part, Shipment

        wrong = self.grid.unreadable()
        if wrong is not None:
            self.unreadable(Unreadable(_(_NO_NUMBER)), wrong)
            return
        parts = [Part(each.position, each.quantity, each.serials) for each in self.grid.chosen()]
        try:
            status, day = self.value("status"), self.value("shipped_on")
        except Unreadable as error:
            self.unreadable(error, self.editors["shipped_on"])
            return
        how = Shipment(
            status or "shipped",
            day,
            carrier=self.value("carrier") or "",
            tracking=self.value("tracking") or "",
            more=self.more.isChecked(),
        )
        deliver = services.sales.deliveries.deliver.call(self._order.id, parts, how)
        self.run(deliver, self._done)


def _asked(line: Deliverable) -> Asked:
    title = (line.description or line.code).splitlines()[0] if line.description else line.code
    return Asked(
        line.position, line.number, title, line.unit, line.open, line.open, line.serial_tracked
    )
