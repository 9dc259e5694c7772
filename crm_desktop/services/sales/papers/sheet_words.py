"""How the figures of a sheet come about, in words. Each list of terms adds up to its figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_desktop.i18n import _, figure, plain_number
from crm_desktop.services.pricing import ONE, ZERO, Adjustment, Term

if TYPE_CHECKING:
    from crm_desktop.services.sales.papers.sheet import Sheet, SheetRow

Terms = Iterator[Term]


def explained(sheet: Sheet, figure: str) -> tuple[Term, ...]:
    """The summands of a figure; KeyError where there is no such figure."""
    return tuple(_FIGURES[figure](sheet))


def explained_row(sheet: Sheet, row: SheetRow) -> tuple[Term, ...]:
    """The summands of what stands in the last column of a row."""
    if row.amount is None:
        return ()
    if row.kind in ("heading", "subtotal"):
        return tuple(_term(each) for each in _above(sheet, row))
    return tuple(_of_line(row))


def _above(sheet: Sheet, row: SheetRow) -> Iterable[SheetRow]:
    """The rows of a section, or those since the last subtotal."""
    place = sheet.rows.index(row)
    if row.kind == "heading":
        return [each for each in sheet.counting if each.section == place]
    found: list[SheetRow] = []
    for each in reversed(sheet.rows[:place]):
        if each.kind in ("heading", "subtotal"):
            break
        if each.counts:
            found.insert(0, each)
    return found


def _name(row: SheetRow) -> str:
    return f"{row.number} {row.title}".strip()


def _term(row: SheetRow) -> Term:
    return Term(_name(row), row.amount or ZERO)


def _of_line(row: SheetRow) -> Terms:
    line, priced = row.line, row.priced
    if line is None or priced is None:
        return
    words = f"{plain_number(line.quantity)} × {plain_number(line.unit_price)}"
    if line.base_quantity != ONE:
        words = _("{quantity} × {price} for {base}").format(
            quantity=plain_number(line.quantity),
            price=plain_number(line.unit_price),
            base=plain_number(line.base_quantity),
        )
    yield Term(words, priced.total + priced.allowances - priced.charges)
    if priced.allowances:
        yield Term(_named(_("Discount"), line.allowances), -priced.allowances)
    if priced.charges:
        yield Term(_named(_("Charges"), line.charges), priced.charges)


def _named(words: str, adjustments: tuple[Adjustment, ...]) -> str:
    """`Discount 3 % (loyalty)` where there is one, else the plain word."""
    if len(adjustments) != 1:
        return words
    each = adjustments[0]
    shown = f"{words} {plain_number(each.percent)} %" if each.amount is None else words
    return f"{shown} ({each.reason})" if each.reason else shown


# ---- figures of the document


def _lines(sheet: Sheet) -> Terms:
    for row in sheet.counting:
        yield Term(_name(row), row.net or ZERO)


def _allowances(sheet: Sheet) -> Terms:
    words = _named(_("Discounts"), sheet.priced.document.allowances)
    yield Term(words, sheet.priced.allowances_total)


def _charges(sheet: Sheet) -> Terms:
    words = _named(_("Charges"), sheet.priced.document.charges)
    yield Term(words, sheet.priced.charges_total)


def _net(sheet: Sheet) -> Terms:
    yield Term(_("Sum of the lines"), sheet.priced.lines_total)
    for term in _allowances(sheet) if sheet.priced.allowances_total else ():
        yield Term(term.words, -term.amount)
    yield from _charges(sheet) if sheet.priced.charges_total else ()


def _tax(sheet: Sheet) -> Terms:
    gross = sheet.priced.document.prices_include_tax
    words = _("{category} {rate} % in {base}") if gross else _("{category} {rate} %, of {base}")
    for each in sheet.priced.taxes:
        base = each.taxable + each.tax if gross else each.taxable
        told = words.format(
            category=each.category,
            rate=plain_number(each.rate),
            base=figure(base, sheet.priced.document.currency),
        )
        yield Term(told, each.tax)


def _gross(sheet: Sheet) -> Terms:
    yield Term(_("Without tax"), sheet.priced.tax_exclusive)
    yield Term(_("Tax"), sheet.priced.tax_total)


def _payable(sheet: Sheet) -> Terms:
    yield Term(_("With tax"), sheet.priced.tax_inclusive)
    if sheet.priced.prepaid:
        yield Term(_("Paid in advance"), -sheet.priced.prepaid)
    if sheet.priced.rounding:
        yield Term(_("Rounding"), sheet.priced.rounding)


def _cost(sheet: Sheet) -> Terms:
    for row in sheet.counting:
        if row.priced is not None and row.priced.cost is not None:
            yield Term(_name(row), row.priced.cost)


def _margin(sheet: Sheet) -> Terms:
    if sheet.cost is not None:
        yield Term(_("Without tax"), sheet.priced.tax_exclusive)
        yield Term(_("Cost"), -sheet.cost)


def _discount(sheet: Sheet) -> Terms:
    """Of the lines against their list prices, and of the document."""
    asked = sum((row.amount or ZERO for row in sheet.counting), Decimal(0))
    yield Term(_("Lines, against the list prices"), sheet.at_list - asked)
    if rest := sheet.discount - (sheet.at_list - asked):
        yield Term(_named(_("Discounts"), sheet.priced.document.allowances), rest)


def _at_list(sheet: Sheet) -> Terms:
    asked = sum((row.amount or ZERO for row in sheet.counting), Decimal(0))
    yield Term(_("Sum of the lines"), asked)
    yield Term(_("Lines, against the list prices"), sheet.at_list - asked)


_FIGURES: dict[str, Callable[[Sheet], Terms]] = {
    "lines_total": _lines,
    "allowances_total": _allowances,
    "charges_total": _charges,
    "tax_exclusive": _net,
    "tax_total": _tax,
    "tax_inclusive": _gross,
    "payable": _payable,
    "cost": _cost,
    "margin": _margin,
    "discount": _discount,
    "at_list": _at_list,
}
