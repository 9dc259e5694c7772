"""What new quotes begin with, and when a quote needs somebody's approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_desktop import services
from crm_desktop.i18n import N_, _
from crm_desktop.services.catalog import Choice, Field, Kind
from crm_desktop.services.sales.office.setting_types import ApprovalLimits, QuoteSettings
from crm_desktop.ui.context import Context
from crm_desktop.ui.selling.fields import Line
from crm_desktop.ui.selling.kept import FieldsSection, Keeper, say_told
from crm_desktop.ui.selling.section import narrow
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.office.settings import Selling

_NARROW = 110
_NONE = N_("no limit")  # an example there was taken for a limit that holds


class ApprovalSection(FieldsSection):
    """When a quote needs approval."""

    def __init__(self, context: Context, title: str) -> None:
        lines = (
            Line(
                Field(key="discount", label=N_("Discount above"), kind=Kind.PERCENT, hint=_NONE),
                _("Of the whole quote against its list prices."),
                suffix="%",
                width=_NARROW,
            ),
            Line(
                Field(key="margin", label=N_("Margin below"), kind=Kind.PERCENT, hint=_NONE),
                _("Where the costs of the products are known."),
                suffix="%",
                width=_NARROW,
            ),
            Line(
                Field(key="net", label=N_("Net amount above"), kind=Kind.MONEY, hint=_NONE),
                _("In the currency of your office, without tax."),
                width=_NARROW,
            ),
        )
        lead = _(
            "A quote beyond one of these limits has to be approved before it can be sent. "
            "An empty field sets no limit."
        )
        super().__init__(context, title, lead, lines)
        self.keeper: Keeper[ApprovalLimits] = Keeper(
            self, self.form, services.sales.settings.save_approval_limits.call
        )
        self.lay(narrow(self.form), 0)
        self.ask()

    def show_settings(self, found: Selling) -> None:
        self.keeper.show(found.limits)
        say_told(self, found.told)


class QuotesSection(FieldsSection):
    """What a new quote begins with."""

    def __init__(self, context: Context, title: str) -> None:
        modes = (
            Choice("document", N_("For each rate, on the whole document")),
            Choice("line", N_("For each line")),
        )
        lines = (
            Line(
                Field(key="validity_days", label=N_("A quote holds"), kind=Kind.INT, required=True),
                suffix=_("days"),
                width=_NARROW,
            ),
            Line(
                Field(
                    key="tax_mode",
                    label=N_("Tax is rounded"),
                    kind=Kind.CHOICE,
                    choices=modes,
                    required=True,
                ),
                _("EN 16931, the European standard for invoices, rounds for each rate."),
                width=300,
            ),
            Line(
                Field(key="prices_include_tax", label=N_("Prices include tax"), kind=Kind.BOOL),
                _("As consumers expect it. Each quote can say otherwise."),
            ),
            Line(
                Field(
                    key="cash_rounding",
                    label=N_("Round what is to be paid to the smallest coin"),
                    kind=Kind.BOOL,
                ),
                _("Of its currency, such as 0.05 in Swiss francs; see Currencies and rates."),
            ),
        )
        lead = _("What a new quote begins with. Quotes that are there already stay as they are.")
        super().__init__(context, title, lead, lines)
        self.keeper: Keeper[QuoteSettings] = Keeper(
            self, self.form, services.sales.settings.save_quote_settings.call
        )
        self._list = build.label(tone="muted", wrap=True)
        self.lay(narrow(self.form), self._list, 0)
        self.ask()

    def show_settings(self, found: Selling) -> None:
        self.keeper.show(found.quotes)
        name = found.price_list.label if found.price_list else ""
        words = _("Customers without a price list of their own pay the prices of {name}.")
        none = _("Customers without a price list of their own pay the list prices of the products.")
        self._list.setText(words.format(name=name) if name else none)
        say_told(self, found.told)


def make(context: Context, key: str, title: str) -> FieldsSection:
    """One of the two."""
    kind = ApprovalSection if key == "approval" else QuotesSection
    return kind(context, title)
