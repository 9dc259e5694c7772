"""What the forecast says, on the screen and to a screen reader; how its figures are reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm_desktop import i18n
from crm_desktop.i18n import N_, _, inner, ngettext
from crm_desktop.services.catalog.deals import CATEGORIES, CLOSED
from crm_desktop.services.queries import Filter, Op
from crm_desktop.services.sales.forecasting.forecast_figures import (
    OPEN_COLUMNS,
    Column,
    Forecast,
    Standing,
    Total,
    When,
)

HUES = {choice.value: choice.hue for choice in (*CATEGORIES, CLOSED)}
_LABELS = {choice.value: choice.label for choice in (*CATEGORIES, CLOSED)}
_WHEN = {When.EARLIER: N_("Overdue"), When.LATER: N_("Later"), When.NEVER: N_("Without a date")}
_ROUGH = Decimal(1000)  # from here on a sum is read without cents
_RECKONED = {
    "closed": N_("Won deals, by the day they were closed, at the rate of that day."),
    "commit": N_(
        "Open deals expected in this time that the manager, else the rep, else a "
        "probability from 75 % puts here; at the rate of the day looked at."
    ),
    "best-case": N_("The same, with a probability from 50 %."),
    "pipeline": N_("The same, with a smaller probability."),
    "omitted": N_("Open deals that somebody has taken out of the forecast."),
}
_WEIGHTED = N_(
    "Closed, and each open deal times its probability, rounded one by one. Deals on hold count "
    "nothing."
)
_GAP = N_("Quota less closed.")
_COVERAGE = N_("Open deals divided by the gap: how often they hold what is missing.")
_QUOTA = N_("What is to be sold. A quota of several months is spread evenly over them.")


class Figure(NamedTuple):
    """A figure of a column: what it is called, what it is, how it is reckoned, and of which deals.

    filters: None where there is no list of them.
    """

    label: str
    said: str
    reckoned: str
    deals: int = 0
    filters: tuple[Filter, ...] | None = None


def category(key: str) -> str:
    """`Best case`."""
    return _(_LABELS[key])


def sum_of(value: Decimal, currency: str | None) -> str:
    """A sum as a heading shows it."""
    rounded = Decimal(round(value)) if abs(value) >= _ROUGH else value
    return i18n.money(rounded, currency or "")


def exact(value: Decimal, currency: str | None) -> str:
    """A sum to the cent."""
    return i18n.amount(value, currency) if currency else i18n.money(value)


def amount(deal: Standing) -> str:
    """What a deal is worth, in its currency; "" where nobody knows."""
    return "" if deal.amount is None else i18n.money(deal.amount.normalize(), deal.currency or "")


def counted(count: int) -> str:
    """`3 deals`."""
    return ngettext("{n} deal", "{n} deals", count)


def day_of(deal: Standing) -> date | None:
    """The day by which a deal stands where it does."""
    return deal.expected_close if deal.is_open else deal.closed_on


def is_late(deal: Standing, day: date) -> bool:
    """It should have been closed before that day."""
    return deal.is_open and deal.expected_close is not None and deal.expected_close < day


# ---------------------------------------------------------------- columns


def title(column: Column) -> str:
    """`November 2026`."""
    if column.first is not None:
        return i18n.month_name(column.first)
    return _(_WHEN[column.when])


def goal(column: Column, currency: str | None) -> tuple[str, str] | None:
    """What is missing, or how far the quota is passed; None where there is no quota."""
    if column.gap is None:
        return None
    if column.gap > 0:
        return _("Gap"), sum_of(column.gap, currency)
    return _("Above quota"), sum_of(-column.gap, currency)


def spoken_column(column: Column, currency: str | None) -> str:
    """A column as a screen reader says it."""
    parts = [title(column)]
    parts += [f"{figure.label} {figure.said}" for figure in figures(column, currency)]
    if column.overdue:
        parts.append(ngettext("{n} overdue", "{n} overdue", column.overdue))
    return ", ".join(parts)


def figures(column: Column, currency: str | None) -> Iterator[Figure]:
    """All figures of a column that say something, and how each is reckoned."""
    for key in ("closed", *OPEN_COLUMNS):
        total = column.total(key)
        if total.n:
            said = exact(total.base, currency)
            yield Figure(category(key), said, _reckoned(key, total), total.n, list_of(column, key))
    yield Figure(_("Weighted"), exact(column.weighted, currency), _(_WEIGHTED))
    if column.quota is None or column.gap is None:
        return
    yield Figure(_("Quota"), exact(column.quota, currency), _(_QUOTA))
    yield Figure(_("Gap"), exact(column.gap, currency), _(_GAP))
    if column.coverage is not None:
        said = f"{i18n.number(column.coverage)} ×"
        yield Figure(_("Coverage"), said, _(_COVERAGE))


def _reckoned(key: str, total: Total) -> str:
    said = _(_RECKONED[key])
    if total.without_rate:
        missing = ngettext(
            "{n} of them has no exchange rate and is not in the sum.",
            "{n} of them have no exchange rate and are not in the sum.",
            total.without_rate,
        )
        said = f"{said} {missing}"
    return said


def list_of(column: Column, key: str) -> tuple[Filter, ...]:
    """The filters of a list of these deals, as they are today."""
    if key == "closed":
        found = [Filter("status", Op.EQ, ("won",)), *_within("closed_on", column)]
    else:
        is_open = Filter("status", Op.EQ, ("open",))
        found = [is_open, Filter("category", Op.EQ, (key,)), *_within("expected_close", column)]
    return tuple(found)


def _within(field: str, column: Column) -> list[Filter]:
    if column.when is When.NEVER:
        return [Filter(field, Op.EMPTY)]
    if column.first is not None and column.last is not None:
        return [Filter(field, Op.BETWEEN, (column.first, column.last))]
    days = [day for deal in column.deals if (day := day_of(deal)) is not None]
    return [Filter(field, Op.BETWEEN, (min(days), max(days)))] if days else []


# ---------------------------------------------------------------- cards


def spoken(deal: Standing, day: date) -> str:
    """A card as a screen reader says it."""
    parts = [
        _("Deal {title}").format(title=deal.title),
        deal.company,
        amount(deal),
        category(deal.category),
        *(remarks(deal, day)),
        deal.owner_name,
    ]
    return ", ".join(part for part in parts if part)


def remarks(deal: Standing, day: date) -> list[str]:
    """What is worth knowing of a deal beside its amount."""
    out: list[str] = []
    if (due := day_of(deal)) is not None:
        when = inner(i18n.day(due, day))
        said = _("expected {day}") if deal.is_open else _("won {day}")
        out.append(said.format(day=when))
    if is_late(deal, day):
        out.append(_("overdue"))
    if deal.on_hold:
        out.append(_("on hold"))
    if deal.manager_category is not None and deal.is_open:
        out.append(_("the manager's word"))
    if deal.assumed:
        out.append(_("as it came with an import"))
    return out


def tip(deal: Standing, day: date, base: str | None) -> str:
    """What a card says when the mouse rests on it."""
    lines = [deal.title, deal.company, _stage(deal)]
    if deal.base is not None and deal.currency != base:
        rate = _("{amount} at {rate}").format(amount=exact(deal.base, base), rate=deal.rate)
        lines.append(rate)
    if deal.is_open and deal.weighted_base is not None:
        lines.append(_("weighted {amount}").format(amount=exact(deal.weighted_base, base)))
    if deal.rep_category and deal.manager_category:
        rep, manager = category(deal.rep_category), category(deal.manager_category)
        said = _("The rep says {rep}, the manager {manager}.")
        lines.append(said.format(rep=rep, manager=manager))
    return "\n".join(line for line in [*lines, *remarks(deal, day), deal.owner_name] if line)


def _stage(deal: Standing) -> str:
    if not deal.stage_name:
        return _("The stage of then is not known")
    if deal.probability is None or not deal.is_open:
        return deal.stage_name
    return f"{deal.stage_name}, {i18n.number(deal.probability.normalize())} %"


# ---------------------------------------------------------------- the whole


def span(found: Forecast) -> str:
    """`November 2026 - February 2027`."""
    first, last = found.months[0].first, found.months[-1].first
    assert first is not None
    assert last is not None
    if first == last:
        return i18n.month_name(first)
    return f"{i18n.month_name(first)} – {i18n.month_name(last)}"


def short(found: Forecast) -> str:
    """`€120,000 weighted`: of all months, beside the title of the page."""
    said = sum_of(found.whole.weighted, found.currency)
    return _("{amount} weighted").format(amount=said)


def summary(found: Forecast) -> str:
    """`November - February: €42,000 closed, €120,000 weighted, €30,000 to the quota`."""
    whole, currency = found.whole, found.currency
    parts = [
        _("{amount} closed").format(amount=sum_of(whole.closed, currency)),
        _("{amount} weighted").format(amount=sum_of(whole.weighted, currency)),
    ]
    if whole.gap is not None:
        said = _("{amount} to the quota") if whole.gap > 0 else _("{amount} above the quota")
        parts.append(said.format(amount=sum_of(abs(whole.gap), currency)))
    if whole.coverage is not None:
        times = i18n.number(whole.coverage)
        parts.append(_("open deals cover it {times} times").format(times=times))
    return f"{span(found)}: {', '.join(parts)}."
