"""A contract, or an installed item, at a glance: how long it runs, and what belongs to it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.sales.ordering import contract_states
from crm_desktop.services.sales.ordering.contract_states import Deadline, Term
from crm_desktop.ui.context import Context
from crm_desktop.ui.orders.overview import Overview, emptied, heading
from crm_desktop.ui.widgets import build
from crm_desktop.ui.widgets.badge import Pill
from crm_desktop.ui.widgets.links import Link

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 200
_STATUS = ENTITIES["asset"].field("status")


def told(term: Term) -> str:
    """How long a contract runs, in a sentence."""
    if term.day is None or term.days is None:
        return _("It has no end that is to be watched.")
    day, days = i18n.full_day(term.day), term.days
    if term.is_over:
        words = ngettext("Ended {n} day ago", "Ended {n} days ago", -days)
    elif term.what is Deadline.NOTICE:
        words = ngettext("{n} day left for notice", "{n} days left for notice", days)
        return _("{words}, until {day}").format(words=words, day=day)
    else:
        words = ngettext("Ends in {n} day", "Ends in {n} days", days)
    return _("{words}, on {day}").format(words=words, day=day)


class ContractOverview(Overview):
    """How long a contract runs, what it costs, what stands under it.

    Attributes:
        told: how long it runs. links: the installed items.
    """

    asked = Signal(str, object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.told = build.label(size=15, weight=600, wrap=True)
        self._cost = build.label(tone="muted", wrap=True)
        self._items = build.column(spacing=4)
        self.links: list[Link] = []
        self.add = build.button(_("Add items …"), "plus")
        build.hug(self.add)
        self.add.clicked.connect(lambda: self.asked.emit("contract_cover", None))
        self.lay(self._build())

    def _build(self) -> QVBoxLayout:
        items = heading(_("Installed items under this contract"))
        return build.column(self.told, self._cost, 8, items, self._items, self.add, 0, spacing=6)

    def ask(self, record: Record) -> None:
        today = i18n.local(self.context.clock()).date()
        term = contract_states.term(record.values, today)
        self.told.setText(told(term))
        near = term.days is not None and term.days <= contract_states.SOON
        build.set_state(self.told, "tone", "problem" if near else "")
        self._cost.setText(_cost(record))
        self._cost.setVisible(bool(self._cost.text()))
        self.add.setEnabled(not record.deleted)
        call = services.sales.contracts.covered.call(record.id)
        self.context.tasks.query(self, "overview", call, done=self.show_items)

    def show_items(self, items: Sequence[Record]) -> None:
        """Show what stands under the contract."""
        emptied(self._items)
        self.links = []
        for item in items[:MOST]:
            link = Link(item.label, _("Installed item"))
            link.clicked.connect(partial(self.go_to_asked.emit, "asset", Ref(item.id, item.label)))
            self.links.append(link)
            serial = build.label(item.values.get("serial") or "", tone="muted", size=12)
            choice = _STATUS.choice(item.values.get("status"))
            pill = Pill(_(choice.label), choice.hue)
            self._items.addWidget(build.holder(build.row(link, serial, pill, 0)))
        if not items:
            words = _("None yet. Add those that the customer has, and this contract covers them.")
            self._items.addWidget(build.label(words, tone="faint", size=12, wrap=True))
        self.refreshed.emit()


def _cost(record: Record) -> str:
    """`1,200.00 EUR in a year · next term 12 months`."""
    values = record.values
    parts: list[str] = []
    yearly = contract_states.yearly(values)
    if yearly is not None:
        amount = i18n.money(yearly, values.get("currency") or "")
        parts.append(_("{amount} in a year").format(amount=amount))
    renewal = values.get("renewal")
    months = values.get("renewal_months")
    if renewal == "automatic":
        words = _("renewed by itself")
        if months:
            each = ngettext("for {n} month", "for {n} months", months)
            words = f"{words} {each}"
        parts.append(words)
    elif renewal == "manual":
        parts.append(_("renewed by agreement"))
    elif renewal == "none":
        parts.append(_("not renewed"))
    return "  ·  ".join(parts)


class AssetOverview(Overview):
    """An installed item: how long its warranty lasts, and where it comes from.

    Attributes:
        told: the warranty, in words.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.told = build.label(size=15, weight=600, wrap=True)
        self._service = build.label(tone="muted", wrap=True)
        self._links = build.column(spacing=6)
        self.lay(build.column(self.told, self._service, 8, self._links, 0, spacing=6))

    def ask(self, record: Record) -> None:
        values = record.values
        today = i18n.local(self.context.clock()).date()
        self.told.setText(warranty_told(values.get("warranty_until"), today))
        over = values.get("warranty_until") is not None and values["warranty_until"] < today
        build.set_state(self.told, "tone", "problem" if over else "")
        due = values.get("next_service_on")
        words = _("Next service on {day}").format(day=i18n.full_day(due)) if due else ""
        self._service.setText(words)
        self._service.setVisible(bool(words))
        emptied(self._links)
        for key in ("product", "company", "contact", "order", "contract"):
            self._link(key, values.get(key))
        self.refreshed.emit()

    def _link(self, key: str, ref: Ref | None) -> None:
        if ref is None:
            return
        field = ENTITIES["asset"].field(key)
        label: QLabel = build.label(_(field.label), tone="muted", size=12)
        label.setFixedWidth(self.fontMetrics().averageCharWidth() * 14)
        link = Link(ref.label, _(field.label))
        link.clicked.connect(partial(self.go_to_asked.emit, field.entity, ref))
        self._links.addWidget(build.holder(build.row(label, link, 0)))


def warranty_told(until: date | None, today: date) -> str:
    """How long a warranty lasts, in a sentence."""
    if until is None:
        return _("No warranty is noted.")
    days, day = (until - today).days, i18n.full_day(until)
    if days < 0:
        words = ngettext("Warranty ended {n} day ago", "Warranty ended {n} days ago", -days)
        return _("{words}, on {day}").format(words=words, day=day)
    words = ngettext("Warranty for {n} more day", "Warranty for {n} more days", days)
    return _("{words}, until {day}").format(words=words, day=day)
