"""Renew a contract: until when, for how much, with a deal or without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.sales.ordering import contract_states
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import TickBox, Unreadable
from crm_desktop.ui.orders.dialog import PaperDialog
from crm_desktop.ui.widgets import build

_CONTRACT = ENTITIES["contract"]
USUAL_MONTHS = 12


class RenewDialog(PaperDialog):
    """Asks for the next period of a contract; the usual one stands there already.

    Attributes:
        deal: a deal is made of it too.
    """

    def __init__(
        self, context: Context, parent: QWidget, contract: Record, done: Callable[[Any], None]
    ) -> None:
        title = _("Renew {contract}").format(contract=contract.label)
        super().__init__(context, parent, title, _("&Renew"))
        self._contract, self._done = contract, done
        values = contract.values
        ends = values["ends_on"]
        words = _("It runs until {day}.").format(day=i18n.full_day(ends))
        months = values["renewal_months"] or USUAL_MONTHS
        until = replace(_CONTRACT.field("ends_on"), label=N_("Runs until"))
        facts = self.fields(
            (
                (until, contract_states.months_on(ends, months)),
                (_CONTRACT.field("amount"), values["amount"]),
            )
        )
        self.deal = TickBox(_("Make a &deal of it in the pipeline of renewals"))
        self.lay(build.label(words, tone="muted"), facts, self.deal, 0)
        self.fit(460, theme.px(264))
        self.editors["ends_on"].setFocus()

    def submit(self) -> None:
        try:
            until, amount = self.value("ends_on"), self.value("amount")
        except Unreadable as error:
            self.unreadable(error)
            return
        renew = services.sales.contracts.renew.call(
            self._contract.id, until=until, amount=amount, deal=self.deal.isChecked()
        )
        self.run(renew, self._done)
