"""What a quote, an order or any other document costs: the one engine for all of them.

Pure arithmetic in Decimal: no store, no clock; explain() alone speaks in the words of the user.
Screen, PDF, Excel, orders and reports show the same Priced. The rules are those of EN 16931-1:2017
(the BR-CO-* and BR-DEC-* rules are named where they are followed): amounts have the decimals of the
currency (BR-DEC-*), a half is rounded away from zero, and nothing is rounded that is not an amount.

Prices without tax: the tax of a rate is a percentage of all that is taxed at it (BR-CO-17). Prices
with tax: the tax is taken out of all that is sold at the rate, and the net amounts of the lines are
what is left, spread so that they add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache
from operator import attrgetter

from crm_desktop.i18n import _, plain_number
from crm_desktop.i18n import figure as money_figure
from crm_desktop.services.iso4217 import minor_units

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
# Forty digits hold the product of any two values that a document may have, exactly.
_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)
_PLAIN_DECIMALS = 2

Group = tuple[str, Decimal]  # tax category (UNTDID 5305) and rate


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount (allowance) or a charge, of a line or of the document.

    Attributes:
        amount: in the currency; None: `percent` of what it stands on.
        tax_category, tax_rate: of a document's adjustment: the group it belongs to; category "":
            spread over all lines in proportion to what they cost.
        reason: in words.
    """

    amount: Decimal | None = None
    percent: Decimal = ZERO
    tax_category: str = ""
    tax_rate: Decimal = ZERO
    reason: str = ""

    @property
    def group(self) -> Group | None:
        """Its tax group; None where it is spread."""
        return (self.tax_category, self.tax_rate) if self.tax_category else None


@dataclass(frozen=True, slots=True)
class Line:
    """One position: quantity x unit price / base quantity, less allowances, plus charges.

    Attributes:
        base_quantity: the price is for so many units (BT-149), more than zero.
        cost: what one base quantity costs us; None: not known.
    """

    quantity: Decimal
    unit_price: Decimal
    base_quantity: Decimal = ONE
    allowances: tuple[Adjustment, ...] = ()
    charges: tuple[Adjustment, ...] = ()
    tax_category: str = "S"
    tax_rate: Decimal = ZERO
    cost: Decimal | None = None

    @property
    def group(self) -> Group:
        """Its tax group."""
        return (self.tax_category, self.tax_rate)


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be priced.

    Attributes:
        currency: ISO 4217 code.
        tax_per_line: round the tax of each line instead of that of each rate.
        prepaid: paid already (BT-113).
        rounding: added to what is due (BT-114).
        cash_step: instead of `rounding`: what is due is a multiple of this, such as 0.05.
    """

    currency: str
    lines: tuple[Line, ...] = ()
    prices_include_tax: bool = False
    allowances: tuple[Adjustment, ...] = ()
    charges: tuple[Adjustment, ...] = ()
    tax_per_line: bool = False
    prepaid: Decimal = ZERO
    rounding: Decimal = ZERO
    cash_step: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What a line comes to.

    Attributes:
        listed: quantity x unit price / base quantity, with tax where prices include it.
        allowances, charges: of the line, each rounded.
        total: listed - allowances + charges (BT-131 where prices are without tax).
        net: the same without tax.
        spread: its part of the document's allowances (less than zero) and charges, without tax.
        tax: its part of the tax. The parts of a rate add up to the tax of the rate.
        cost: None where it is not known.
    """

    listed: Decimal
    allowances: Decimal
    charges: Decimal
    total: Decimal
    net: Decimal
    spread: Decimal
    tax: Decimal
    cost: Decimal | None

    @property
    def margin(self) -> Decimal | None:
        """What is left of the line after its cost and its part of the document's discounts."""
        return None if self.cost is None else self.net + self.spread - self.cost


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one rate (BG-23)."""

    category: str
    rate: Decimal
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Priced:
    """What a document comes to. All amounts have the decimals of the currency.

    Attributes:
        lines_total: sum of the net lines (BT-106, BR-CO-10).
        allowances_total, charges_total: of the document, without tax (BT-107/108, BR-CO-11/12).
        tax_exclusive: without tax (BT-109, BR-CO-13).
        tax_total: BT-110, BR-CO-14.
        tax_inclusive: with tax (BT-112, BR-CO-15).
        payable: what is due (BT-115, BR-CO-16).
    """

    document: Document
    lines: tuple[PricedLine, ...]
    lines_total: Decimal
    allowances_total: Decimal
    charges_total: Decimal
    tax_exclusive: Decimal
    taxes: tuple[Tax, ...]
    tax_total: Decimal
    tax_inclusive: Decimal
    prepaid: Decimal
    rounding: Decimal
    payable: Decimal

    @property
    def cost(self) -> Decimal | None:
        """Of all lines; None where one is not known."""
        costs = [line.cost for line in self.lines]
        known = [cost for cost in costs if cost is not None]
        return sum(known, ZERO) if len(known) == len(costs) else None

    @property
    def margin(self) -> Decimal | None:
        """What is left after the cost; None where that is not known."""
        return None if self.cost is None else self.tax_exclusive - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        """The margin as a part of what is sold, with one decimal."""
        if self.margin is None or not self.tax_exclusive:
            return None
        with localcontext(_EXACT):
            return (self.margin * HUNDRED / self.tax_exclusive).quantize(Decimal("0.1"))


def price(document: Document) -> Priced:
    """Price a document. The values must make sense: services/pricing_input.py checks them.

    Raises ZeroDivisionError for a base quantity of zero, KeyError for an unknown currency.
    """
    with localcontext(_EXACT):
        return _Pricing(document).priced()


@cache
def unit_of(currency: str) -> Decimal:
    """The smallest amount of a currency (ISO 4217): 0.01 EUR, 1 JPY, 0.001 KWD.

    Raises KeyError for what is no currency.
    """
    return ONE.scaleb(-minor_units(currency))


def spread(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Divide an amount in proportion to weights, in whole units, by the largest remainder.

    The parts always add up to the amount. Weights may be negative (credit lines) and are taken as
    they are; where they come to nothing, everything goes to the largest of them. Of equal
    remainders the larger weight wins, then the first.
    """
    total = sum(weights, ZERO)
    parts = [ZERO] * len(weights)
    if not weights or not amount:
        return parts
    if not total:
        parts[max(range(len(weights)), key=lambda i: abs(weights[i]))] = amount
        return parts
    exact = [amount * weight / total for weight in weights]
    parts = [part.quantize(unit, ROUND_FLOOR) for part in exact]
    missing = int((amount - sum(parts, ZERO)) / unit)
    order = sorted(
        range(len(weights)), key=lambda i: (exact[i] - parts[i], abs(weights[i])), reverse=True
    )
    for i in order[:missing]:
        parts[i] += unit
    return parts


@dataclass(slots=True)
class _Share:
    """An amount that is taxed at one rate: of a line, or of an adjustment of the document."""

    group: Group
    amount: Decimal  # with tax where the document's prices are
    line: int  # whose it is; -1: of no line
    kind: str  # line, allowance, charge; the amount of an allowance is less than zero
    net: Decimal = ZERO
    tax: Decimal = ZERO


@dataclass(slots=True)
class _Pricing:
    """The steps, in their order."""

    document: Document
    unit: Decimal = ZERO
    lines: list[PricedLine] = field(default_factory=list[PricedLine])

    def priced(self) -> Priced:
        """All of it."""
        document = self.document
        self.unit = unit_of(document.currency)
        self.lines = [self._line(line) for line in document.lines]
        shares = list(self._shares())
        taxes = tuple(self._taxes(shares))
        lines = tuple(self._finished(shares))
        lines_total = _sum(line.net for line in lines)
        allowances = -_sum(s.net for s in shares if s.kind == "allowance")
        charges = _sum(s.net for s in shares if s.kind == "charge")
        exclusive = lines_total - allowances + charges
        tax = _sum(each.tax for each in taxes)
        due = exclusive + tax - document.prepaid
        rounding = self._rounding(due)
        return Priced(
            document,
            lines,
            lines_total=self.round(lines_total),
            allowances_total=self.round(allowances),
            charges_total=self.round(charges),
            tax_exclusive=self.round(exclusive),
            taxes=taxes,
            tax_total=self.round(tax),
            tax_inclusive=self.round(exclusive + tax),
            prepaid=self.round(document.prepaid),
            rounding=self.round(rounding),
            payable=self.round(due + rounding),
        )

    def round(self, amount: Decimal) -> Decimal:
        """To the unit of the currency, a half away from zero. Never -0.00."""
        return amount.quantize(self.unit, ROUND_HALF_UP) + ZERO

    def _rounding(self, due: Decimal) -> Decimal:
        step = self.document.cash_step
        if step is None:
            return self.document.rounding
        return (due / step).quantize(ONE, ROUND_HALF_UP) * step - due

    # ---- lines

    def _line(self, line: Line) -> PricedLine:
        listed = line.quantity * line.unit_price / line.base_quantity
        less = self.round(_sum(self._amount(each, listed) for each in line.allowances))
        more = self.round(_sum(self._amount(each, listed) for each in line.charges))
        total = self.round(listed - less + more)
        cost = None
        if line.cost is not None:
            cost = self.round(line.quantity * line.cost / line.base_quantity)
        return PricedLine(self.round(listed), less, more, total, total, ZERO, ZERO, cost)

    def _amount(self, adjustment: Adjustment, base: Decimal) -> Decimal:
        if adjustment.amount is not None:
            return self.round(adjustment.amount)
        return self.round(base * adjustment.percent / HUNDRED)

    # ---- what is taxed

    def _shares(self) -> Iterator[_Share]:
        for i, (line, priced) in enumerate(zip(self.document.lines, self.lines, strict=True)):
            yield _Share(line.group, priced.total, i, "line")
        for kind, sign in (("allowance", -ONE), ("charge", ONE)):
            for each in getattr(self.document, f"{kind}s"):
                yield from self._adjusted(each, kind, sign)

    def _adjusted(self, each: Adjustment, kind: str, sign: Decimal) -> Iterator[_Share]:
        """An adjustment of the document, on the lines of its group or on all of them."""
        own = [
            i
            for i, line in enumerate(self.document.lines)
            if each.group is None or line.group == each.group
        ]
        # Between equals the first one wins: in an order that is not that of the lines.
        own.sort(key=lambda i: (self.document.lines[i].group, self.lines[i].total))
        totals = [self.lines[i].total for i in own]
        amount = sign * self._amount(each, _sum(totals))
        if not own:
            yield _Share(each.group or ("O", ZERO), amount, -1, kind)
        for i, part in zip(own, spread(amount, totals, self.unit), strict=True):
            if part:
                yield _Share(self.document.lines[i].group, part, i, kind)

    def _taxes(self, shares: Sequence[_Share]) -> Iterator[Tax]:
        """The tax of each rate, and of each share its part of it."""
        groups = dict.fromkeys(share.group for share in shares)
        for category, rate in sorted(groups, key=lambda group: (group[0], group[1])):
            members = [share for share in shares if share.group == (category, rate)]
            make = self._out_of_gross if self.document.prices_include_tax else self._on_net
            yield make(category, rate, members)

    def _on_net(self, category: str, rate: Decimal, members: list[_Share]) -> Tax:
        for share in members:
            share.net = share.amount
        taxable = _sum(map(_NET, members))
        tax = self._tax_by_line(members, rate, HUNDRED)
        if tax is None:
            tax = self.round(taxable * rate / HUNDRED)
            self._spread_tax(members, tax)
        return Tax(category, rate, self.round(taxable), tax)

    def _out_of_gross(self, category: str, rate: Decimal, members: list[_Share]) -> Tax:
        gross = _sum(share.amount for share in members)
        tax = self._tax_by_line(members, rate, HUNDRED + rate)
        if tax is None:
            tax = self.round(gross * rate / (HUNDRED + rate))
            self._spread_tax(members, tax)
        for share in members:
            share.net = share.amount - share.tax
        return Tax(category, rate, self.round(gross - tax), tax)

    def _tax_by_line(self, members: list[_Share], rate: Decimal, of: Decimal) -> Decimal | None:
        """Each line's tax by itself, with its part of the document's adjustments."""
        if not self.document.tax_per_line:
            return None
        by_line: dict[int, list[_Share]] = {}
        for share in members:
            by_line.setdefault(share.line, []).append(share)
        total = ZERO
        for own in by_line.values():
            tax = self.round(_sum(share.amount for share in own) * rate / of)
            self._spread_tax(own, tax)
            total += tax
        return total

    def _spread_tax(self, members: list[_Share], tax: Decimal) -> None:
        parts = spread(tax, [share.amount for share in members], self.unit)
        for share, part in zip(members, parts, strict=True):
            share.tax = part

    def _finished(self, shares: Sequence[_Share]) -> Iterator[PricedLine]:
        nets, spreads = [ZERO] * len(self.lines), [ZERO] * len(self.lines)
        taxes = [ZERO] * len(self.lines)
        for share in shares:
            if share.line >= 0:
                target = nets if share.kind == "line" else spreads
                target[share.line] += share.net
                taxes[share.line] += share.tax
        for line, net, part, tax in zip(self.lines, nets, spreads, taxes, strict=True):
            yield replace(line, net=self.round(net), spread=self.round(part), tax=self.round(tax))


_NET = attrgetter("net")


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


# ------------------------------------------------------------------------------ why it is so


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of a figure: `words` say what it is; the amounts add up to the figure."""

    words: str
    amount: Decimal


def explain(priced: Priced, figure: str) -> tuple[Term, ...]:
    """The summands of a figure of a Priced: lines_total, tax_total, payable, ...

    Raises KeyError where there is no such figure.
    """
    return tuple(_EXPLAINED[figure](priced))


def explain_line(line: Line, priced: PricedLine) -> tuple[Term, ...]:
    """How a line comes to its total."""
    words = f"{plain_number(line.quantity)} × {plain_number(line.unit_price)}"
    if line.base_quantity != ONE:
        words = _("{quantity} × {price} for {base}").format(
            quantity=plain_number(line.quantity),
            price=plain_number(line.unit_price),
            base=plain_number(line.base_quantity),
        )
    less = -priced.allowances
    terms = [Term(words, priced.total - less - priced.charges)]
    terms += [Term(_("Discounts"), less)] if less else []
    terms += [Term(_("Charges"), priced.charges)] if priced.charges else []
    return tuple(terms)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A line of somebody's document that does not come to what is said there.

    Attributes:
        line: its position, from 1.
    """

    line: int
    stated: Decimal
    computed: Decimal

    def __str__(self) -> str:
        words = _("Line {line} says {stated}, but comes to {computed}.")
        return words.format(line=self.line, stated=self.stated, computed=self.computed)


def contradictions(priced: Priced, stated: Sequence[Decimal]) -> tuple[Contradiction, ...]:
    """The lines whose stated net amount (BT-131) is not quantity x price with its adjustments."""
    return tuple(
        Contradiction(i, said, line.net)
        for i, (line, said) in enumerate(zip(priced.lines, stated, strict=True), start=1)
        if line.net != said
    )


def plain(number: Decimal) -> str:
    """A number without zeros at its end and without an exponent."""
    short = number.normalize(_EXACT)
    return format(short if short.as_tuple().exponent else number.quantize(ONE), "f")


def _of_lines(priced: Priced) -> Iterator[Term]:
    for i, line in enumerate(priced.lines, start=1):
        yield Term(_("Line {n}").format(n=i), line.net)


def _of_taxes(priced: Priced) -> Iterator[Term]:
    gross = priced.document.prices_include_tax
    words = _("{category} {rate} % in {base}") if gross else _("{category} {rate} %, of {base}")
    for each in priced.taxes:
        base = money_figure(
            each.taxable + each.tax if gross else each.taxable, priced.document.currency
        )
        told = words.format(category=each.category, rate=plain_number(each.rate), base=base)
        yield Term(told, each.tax)


def _of_exclusive(priced: Priced) -> Iterator[Term]:
    yield Term(_("Lines"), priced.lines_total)
    yield Term(_("Discounts"), -priced.allowances_total)
    yield Term(_("Charges"), priced.charges_total)


def _of_inclusive(priced: Priced) -> Iterator[Term]:
    yield Term(_("Without tax"), priced.tax_exclusive)
    yield Term(_("Tax"), priced.tax_total)


def _of_payable(priced: Priced) -> Iterator[Term]:
    yield Term(_("With tax"), priced.tax_inclusive)
    yield Term(_("Paid already"), -priced.prepaid)
    yield Term(_("Rounding"), priced.rounding)


_EXPLAINED = {
    "lines_total": _of_lines,
    "tax_exclusive": _of_exclusive,
    "tax_total": _of_taxes,
    "tax_inclusive": _of_inclusive,
    "payable": _of_payable,
}
