"""A new order without a quote: for whom, and like which earlier one. The least typing possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import Unreadable
from crm_desktop.ui.orders.dialog import PaperDialog
from crm_desktop.ui.orders.overview import emptied, heading
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.ordering.orders import Earlier

_ORDER = ENTITIES["order"]
_LONGEST = 30  # of a title beside its number
_FIELDS = ("company", "contact", "title", "customer_reference", "delivery_on")


class NewOrderDialog(PaperDialog):
    """Asks for the customer; terms, addresses and currency are taken from there.

    Attributes:
        choices: an empty order first, then the earlier ones of the customer.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        preset: Mapping[str, Any],
        done: Callable[[Record], None],
    ) -> None:
        super().__init__(context, parent, _("New order"), _("&Make the order"))
        self._done, self._preset = done, dict(preset)
        self._group = QButtonGroup(self)
        self._rows = build.column(spacing=4)
        self.choices: list[tuple[QRadioButton, UUID | None]] = []
        self._of: Ref | None = None
        facts = self.fields([(_ORDER.field(key), preset.get(key)) for key in _FIELDS])
        self.lay(facts, 4, heading(_("Lines")), self._rows, 0)
        self.editors["company"].changed.connect(self._ask)
        self.show_earlier([])
        self._ask()
        self.fit(520, theme.px(470))
        self.editors["company"].main.setFocus()

    def _company(self) -> Ref | None:
        try:
            found = self.value("company")
        except Unreadable:
            return None
        return found if isinstance(found, Ref) else None

    def _ask(self) -> None:
        """The earlier orders of the customer, as soon as it is known."""
        company = self._company()
        if company == self._of:
            return
        self._of = company
        if company is None:
            self.context.tasks.forget(self, "earlier")
            self.show_earlier([])
            return
        call = services.sales.orders.earlier.call(company.id)
        self.context.tasks.query(self, "earlier", call, done=self.show_earlier)

    def show_earlier(self, found: Sequence[Earlier]) -> None:
        """Offer to take over what was ordered before."""
        emptied(self._rows)
        self.choices = []
        self._add(_("None yet: they are typed next"), None)
        for order in found:
            day = i18n.full_day(order.ordered_on) if order.ordered_on else ""
            net = "" if order.net is None else i18n.amount(order.net, order.currency)
            title = order.title if len(order.title) <= _LONGEST else f"{order.title[:_LONGEST]}…"
            parts = (order.number, title, day, net)
            self._add(_("As in {order}").format(order="  ·  ".join(filter(None, parts))), order.id)
        self.choices[0][0].setChecked(True)

    def _add(self, words: str, key: UUID | None) -> None:
        button = QRadioButton(words.replace("&", "&&"))
        button.setFont(theme.font(13))
        self._group.addButton(button)
        self._rows.addWidget(button)
        self.choices.append((button, key))

    def submit(self) -> None:
        try:
            values = {key: self.value(key) for key in _FIELDS}
        except Unreadable as error:
            self.unreadable(error)
            return
        company, contact = values.pop("company"), values["contact"]
        if company is None and contact is None:
            self.notice.say(_("Choose the company that orders, or a contact."), "problem")
            self.editors["company"].main.setFocus()
            return
        copied = next((key for button, key in self.choices if button.isChecked()), None)
        more = {key: value for key, value in self._preset.items() if _ORDER.has(key)}
        new = services.sales.orders.new.call(
            company.id if company else None,
            person=contact.id if contact else None,
            copy_of=copied,
            values={**more, **values, **({"company": company} if company else {})},
        )
        self.run(new, self._done)
