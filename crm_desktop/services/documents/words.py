"""A document's words, dates, numbers and money in the language of the customer.

Not the language of the program (crm_desktop/i18n.py): a German office writes to Paris in French.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import cache

from babel import Locale, UnknownLocaleError, dates, numbers

from crm_desktop.services.documents.content import Kind
from crm_desktop.services.documents.vocabulary import Vocabulary
from crm_desktop.services.documents.vocabulary_east import EAST
from crm_desktop.services.documents.vocabulary_west import WEST
from crm_desktop.services.pricing import HUNDRED, ONE, Adjustment, Line, Priced, unit_of

VOCABULARIES = WEST | EAST
_MOST_DECIMALS = 4  # of a unit price
_PLAIN = {"en": "en_GB", "zh": "zh_Hans_CN"}  # which country a bare language stands for
MINUS = "\N{MINUS SIGN}"
_EXACT = Context(prec=60)  # as many figures as the pricing engine answers with, and more


@cache
def locale_of(language: str) -> Locale:
    """The locale of a language tag; English where there are no words in it."""
    name = language.replace("-", "_")
    try:
        locale = Locale.parse(_PLAIN.get(name, name))
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse(_PLAIN["en"])
    return locale if locale.language in VOCABULARIES else Locale.parse(_PLAIN["en"])


@dataclass(frozen=True, slots=True)
class Words:
    """How a document speaks.

    Attributes:
        say: its words.
    """

    language: str
    currency: str = ""
    say: Vocabulary = field(init=False)
    _locale: Locale = field(init=False)
    _amounts: str = field(init=False)
    _prices: str = field(init=False)

    def __post_init__(self) -> None:
        """Find the words and the patterns of amounts."""
        locale = locale_of(self.language)
        digits = -int(unit_of(self.currency).as_tuple().exponent) if self.currency else 2
        decimals = "0" * digits
        whole = locale.decimal_formats[None].pattern.partition(".")[0]
        set_ = object.__setattr__
        set_(self, "_locale", locale)
        set_(self, "say", VOCABULARIES[locale.language])
        set_(self, "_amounts", f"{whole}.{decimals}" if decimals else whole)
        more = "#" * max(_MOST_DECIMALS - digits, 0)
        set_(self, "_prices", f"{whole}.{decimals}{more}")

    @property
    def tag(self) -> str:
        """The language as a PDF wants it: de-AT."""
        return str(self._locale).replace("_", "-")

    def title(self, kind: Kind) -> str:
        """What the document is called."""
        return str(getattr(self.say, kind.value))

    # ---- figures

    def amount(self, value: Decimal) -> str:
        """An amount without its currency: `1,234.50`."""
        return self._plain(value, self._amounts)

    def price(self, value: Decimal) -> str:
        """A unit price: the decimals of the currency, and up to four where they are needed."""
        return self._plain(value, self._prices)

    def number(self, value: Decimal) -> str:
        """A quantity: without zeros at its end."""
        return self._plain(value, "#,##0.######")

    def money(self, value: Decimal) -> str:
        """An amount with its currency: `€1,234.50`."""
        with localcontext(_EXACT):
            return _signed(numbers.format_currency(value, self.currency, locale=self._locale))

    def percent(self, value: Decimal) -> str:
        """A rate: `19 %`."""
        pattern = self._locale.percent_formats[None].pattern.replace("#,##0", "#,##0.####")
        with localcontext(_EXACT):
            return _signed(numbers.format_percent(value / HUNDRED, pattern, self._locale))

    def day(self, value: date) -> str:
        """A date: `21 November 2026`."""
        return dates.format_date(value, "long", locale=self._locale)

    def _plain(self, value: Decimal, pattern: str) -> str:
        with localcontext(_EXACT):
            return _signed(numbers.format_decimal(value, pattern, self._locale))

    # ---- what takes more than a word

    def adjustment(self, each: Adjustment, *, less: bool) -> str:
        """A discount as `10 %` or `5.00`; a charge has a plus."""
        shown = self.percent(each.percent) if each.amount is None else self.amount(each.amount)
        return shown if less else f"+{shown}"

    def discounts(self, line: Line) -> list[str]:
        """What stands in the discount column of a line."""
        shown = [self.adjustment(each, less=True) for each in line.allowances]
        return shown + [self.adjustment(each, less=False) for each in line.charges]

    def reasons(self, line: Line) -> list[str]:
        """Why there are discounts and charges, in the words that were given."""
        told = [(each, True) for each in line.allowances]
        told += [(each, False) for each in line.charges]
        return [
            f"{each.reason}: {MINUS if less else ''}{self.adjustment(each, less=less)}"
            for each, less in told
            if each.reason
        ]

    def per(self, line: Line | None, unit: str) -> str:
        """For how many units the price is, if not for one."""
        if line is None or line.base_quantity == ONE:
            return ""
        quantity = f"{self.number(line.base_quantity)} {unit}".strip()
        return self.say.per.format(quantity=quantity)

    def exemptions(self, priced: Priced) -> Iterator[str]:
        """Why there is no tax, as the law wants it said: one sentence a category (UNTDID 5305)."""
        say = self.say
        told = {
            "AE": say.reverse_charge,
            "K": say.intra,
            "G": say.exported,
            "E": say.exempt,
            "O": say.outside,
            "Z": say.zero,
        }
        for category in dict.fromkeys(tax.category for tax in priced.taxes):
            if category in told:
                yield told[category]


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Total:
    """A row of the totals.

    Attributes:
        strong: what everybody looks for.
    """

    words: str
    amount: Decimal
    strong: bool = False


def totals(words: Words, priced: Priced) -> list[Total]:
    """The rows of the totals. They add up, from the first to the last."""
    rows = list(
        _gross(words, priced) if priced.document.prices_include_tax else _net(words, priced)
    )
    say = words.say
    more = bool(priced.prepaid or priced.rounding)
    rows.append(Total(say.total, priced.tax_inclusive, strong=not more))
    if priced.prepaid:
        rows.append(Total(say.prepaid, -priced.prepaid))
    if priced.rounding:
        rows.append(Total(say.rounding, priced.rounding))
    if more:
        rows.append(Total(say.payable, priced.payable, strong=True))
    return rows


def _net(words: Words, priced: Priced) -> Iterator[Total]:
    say = words.say
    if priced.allowances_total or priced.charges_total:
        yield Total(say.sum, priced.lines_total)
        document = priced.document
        for label, each, amount in (
            (say.discounts, document.allowances, -priced.allowances_total),
            (say.charges, document.charges, priced.charges_total),
        ):
            if amount:
                yield Total(_label(words, label, each), amount)
    yield Total(say.net, priced.tax_exclusive)
    for tax in priced.taxes:
        if tax.rate or tax.tax or len(priced.taxes) > 1:
            yield Total(_of_tax(words, say.tax_of, tax.rate, tax.taxable), tax.tax)


def _gross(words: Words, priced: Priced) -> Iterator[Total]:
    """Prices with tax: the discounts are what is missing from the sum of the lines."""
    lines = sum((line.total for line in priced.lines), Decimal(0))
    rest = priced.tax_inclusive - lines
    document = priced.document
    if rest:
        yield Total(words.say.sum, lines)
        both = document.allowances and document.charges
        label = words.say.discounts if rest < 0 else words.say.charges
        each = () if both else (document.allowances or document.charges)
        yield Total(_label(words, label, each), rest)


def included(words: Words, priced: Priced) -> list[Total]:
    """The taxes in a total of prices with tax: said, not added."""
    if not priced.document.prices_include_tax:
        return []
    return [
        Total(_of_tax(words, words.say.of_which, tax.rate, tax.taxable), tax.tax)
        for tax in priced.taxes
    ]


def _of_tax(words: Words, text: str, rate: Decimal, base: Decimal) -> str:
    return text.format(rate=words.percent(rate), base=words.amount(base))


def _label(words: Words, label: str, adjustments: tuple[Adjustment, ...]) -> str:
    """`Discount 3 % (loyalty)` where there is one, else the plain word."""
    if len(adjustments) != 1:
        return label
    each = adjustments[0]
    shown = f"{label} {words.percent(each.percent)}" if each.amount is None else label
    return f"{shown} ({each.reason})" if each.reason else shown
