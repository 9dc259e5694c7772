"""What makes products, leads, deals and their settings fit to be saved, in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.i18n import N_, _

Values = Mapping[str, Any]
Problems = dict[str, str]
HUNDRED = Decimal(100)
NO_NAME = N_("A lead needs a name or a company. Type one of them.")
NO_REASON = N_("Say why the probability differs from that of the stage.")


def problems(entity: str, values: Values) -> Problems:
    """Field key -> what is wrong, beyond what each field says of itself."""
    rules = _RULES.get(entity, ())
    out: Problems = {}
    for rule in rules:
        for key, words in rule(values).items():
            out.setdefault(key, words)
    return out


def _lead(values: Values) -> Problems:
    named = ("first_name", "last_name", "company_name")
    if any(values.get(key) for key in named):
        return {}
    return {"last_name": _(NO_NAME)}


def _disqualified(values: Values) -> Problems:
    if values.get("status") == "disqualified" and not values.get("disqualified_reason"):
        return {"disqualified_reason": _("Say why the lead is disqualified.")}
    if values.get("status") == "nurture" and not values.get("wake_up_on"):
        return {"wake_up_on": _("Say on which day the lead is to be woken up.")}
    return {}


def _override(values: Values) -> Problems:
    if values.get("probability_override") is not None and not values.get("probability_reason"):
        return {"probability_reason": _(NO_REASON)}
    return {}


def _percent(key: str, label: str) -> Callable[[Values], Problems]:
    def check(values: Values) -> Problems:
        value = values.get(key)
        if isinstance(value, Decimal) and not 0 <= value <= HUNDRED:
            words = _("{field} must lie between 0 and 100.")
            return {key: words.format(field=_(label))}
        return {}

    return check


def _not_negative(key: str, label: str) -> Callable[[Values], Problems]:
    def check(values: Values) -> Problems:
        value = values.get(key)
        below = isinstance(value, int | Decimal) and not isinstance(value, bool) and value < 0
        words = _("{field} cannot be less than zero.")
        return {key: words.format(field=_(label))} if below else {}

    return check


def _in_order(first: str, last: str, words: str) -> Callable[[Values], Problems]:
    def check(values: Values) -> Problems:
        a, b = values.get(first), values.get(last)
        return {last: _(words)} if isinstance(a, date) and isinstance(b, date) and b < a else {}

    return check


def _prices(values: Values) -> Problems:
    for row in values.get("prices") or ():
        if words := _price(row):
            return {"prices": words}
    return {}


def _price(row: Values) -> str:
    price, discount = row.get("unit_price"), row.get("discount_percent")
    if (price is not None) == (discount is not None):
        return _("Prices: each line has a unit price or a discount, not both.")
    if isinstance(price, Decimal) and price < 0:
        return _("Prices: a unit price cannot be less than zero.")
    if isinstance(discount, Decimal) and discount > HUNDRED:
        return _("Prices: a discount cannot be more than 100 percent.")
    least = row.get("min_quantity")
    if isinstance(least, Decimal) and least < 0:
        return _("Prices: 'from quantity' cannot be less than zero.")
    first, last = row.get("valid_from"), row.get("valid_to")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        return _("Prices: a price ends before it begins.")
    return ""


def _lines(values: Values) -> Problems:
    rows: Sequence[Values] = values.get("lines") or ()
    for at, row in enumerate(rows, 1):
        base, percent = row.get("base_quantity"), row.get("discount_percent")
        if isinstance(base, Decimal) and base <= 0:
            words = _("Line {at}: the price must be for more than zero units.")
            return {"lines": words.format(at=at)}
        if isinstance(percent, Decimal) and percent > HUNDRED:
            words = _("Line {at}: a discount cannot be more than 100 percent.")
            return {"lines": words.format(at=at)}
        if percent is not None and row.get("discount_amount") is not None:
            words = _("Line {at}: type the discount in percent or as an amount, not both.")
            return {"lines": words.format(at=at)}
    return {}


def _components(values: Values) -> Problems:
    if values.get("components") and values.get("kind") != "bundle":
        return {"components": _("Only a bundle has parts. Choose the kind Bundle, or delete them.")}
    return {}


def _rates(values: Values) -> Problems:
    for row in values.get("rates") or ():
        rate = row.get("rate")
        if isinstance(rate, Decimal) and not 0 <= rate <= HUNDRED:
            return {"rates": _("Rates: a tax rate must lie between 0 and 100.")}
    return {}


def _minor_units(values: Values) -> Problems:
    units = values.get("minor_units")
    if isinstance(units, int) and not 0 <= units <= 4:
        return {"minor_units": _("A currency has between 0 and 4 decimals.")}
    return {}


def _code(values: Values) -> Problems:
    code = values.get("code")
    if isinstance(code, str) and not (len(code) == 3 and code.isascii() and code.isalpha()):
        words = _("'{code}' is no code of a currency. Write three letters, like EUR.")
        return {"code": words.format(code=code)}
    return {}


def _pattern(values: Values) -> Problems:
    from crm_desktop.services.sales.papers.number_patterns import wrong

    words = wrong(values.get("pattern") or "")
    return {"pattern": words} if words else {}


def _quota_of(values: Values) -> Problems:
    if values.get("user") and values.get("team"):
        return {"team": _("A quota is for a colleague or for a team, not for both.")}
    return {}


_DAYS = _in_order("valid_from", "valid_to", N_("The last day lies before the first."))
_TERM = _in_order("starts_on", "ends_on", N_("The end lies before the beginning."))
_RULES: dict[str, tuple[Callable[[Values], Problems], ...]] = {
    "lead": (_lead, _disqualified, _not_negative("estimated_amount", N_("Estimated"))),
    "deal": (
        _override,
        _percent("probability_override", N_("Own probability %")),
        _lines,
    ),
    "product": (
        _prices,
        _components,
        _percent("min_margin", N_("Least margin %")),
        _not_negative("list_price", N_("List price")),
        _not_negative("cost", N_("Cost")),
        _not_negative("min_price", N_("Floor price")),
        _not_negative("warranty_months", N_("Warranty (months)")),
    ),
    "price_list": (_DAYS,),
    "stage": (
        _percent("probability", N_("Probability %")),
        _not_negative("rot_days", N_("Rots after")),
    ),
    "quota": (_TERM, _quota_of),
    "contract": (_TERM, _not_negative("notice_days", N_("Notice (days)"))),
    "currency": (_code, _minor_units),
    "tax_class": (_rates,),
    "number_series": (_pattern,),
    "quote": (
        _lines,
        _in_order("issued_on", "valid_until", N_("The quote would have ended before its date.")),
    ),
    "order": (_lines,),
}
