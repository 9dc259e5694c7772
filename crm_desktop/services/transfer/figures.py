"""Figures as other programs write them: signs, brackets, percent signs and currencies in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from crm_desktop.i18n import _, plain_number
from crm_desktop.services.iso4217 import minor_units
from crm_desktop.services.transfer.tables import Cell

ONE, HUNDRED = Decimal(1), Decimal(100)
_MINUS = str.maketrans("−‒–", "---")
_SIGN_OF = {
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "₴": "UAH",
    "₹": "INR",
    "₺": "TRY",
    "₪": "ILS",
    "₩": "KRW",
    "zł": "PLN",
    "kč": "CZK",
    "руб": "RUB",
    "грн": "UAH",
    "us$": "USD",
    "r$": "BRL",
    "a$": "AUD",
    "c$": "CAD",
    "hk$": "HKD",
    "fr": "CHF",
    "sfr": "CHF",
    "ft": "HUF",
    "lei": "RON",
    "tl": "TRY",
}
_DOLLARS = frozenset("USD CAD AUD NZD SGD HKD TWD MXN CLP COP ARS".split())
_WORDS = sorted((*_SIGN_OF, "р", "kr", "rs", "$"), key=len, reverse=True)
_CURRENCY = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, _WORDS))})\.?(?![^\W\d_])", re.IGNORECASE
)
_CODE = re.compile(r"(?<![^\W\d_])([A-Z]{3})(?![^\W\d_])")
_BRACKETS = re.compile(r"([^\d()+-]*)\(([^()+-]*\d[^()+-]*)\)\s*")
_MINUS_BEHIND = re.compile(r"([^+-]*\d[^+-]*)-")
_PERCENT = re.compile(r"([+-]?\d[\d.,]*)\s*%")


def figure(cell: Cell) -> Cell:
    """`(5.00)`, `5.00-`, `12,50 zł` as a number is written: with a minus before, and alone."""
    if not isinstance(cell, str) or cell.isdecimal():
        return cell
    text = cell.translate(_MINUS).strip()
    if (found := _BRACKETS.fullmatch(text)) is not None:
        text = f"-{found[1]}{found[2]}"
    elif (found := _MINUS_BEHIND.fullmatch(text)) is not None:
        text = f"-{found[1]}"
    return _CURRENCY.sub("", text).strip()


def percent(cell: Cell) -> Cell:
    """The percentage in a cell: `8%`, `20% (VAT on Income)`, `Tax 15%`."""
    if not isinstance(cell, str):
        return cell
    text = cell.translate(_MINUS).strip()
    found = _PERCENT.search(text)
    return found[1] if found is not None and text.count("%") == 1 else text


def currency_of(cell: Cell, office: str) -> str | None:
    """The currency that an amount is written with; a `$` is the office's where that has one."""
    if not isinstance(cell, str) or cell.isdecimal():
        return None
    if (found := _CODE.search(cell)) is not None and is_currency(found[1]):
        return found[1]
    if (sign := _CURRENCY.search(cell)) is None:
        return None
    word = sign[0].casefold().rstrip(".")
    if word == "$":
        return office if office in _DOLLARS else "USD"
    return _SIGN_OF.get(word)


def is_currency(code: str) -> bool:
    """Whether three letters are a currency (ISO 4217)."""
    try:
        minor_units(code)
    except KeyError:
        return False
    return True


def scale_of(values: Iterable[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """What makes numbers percentages, for `0.2` is twenty of them; the smallest and the largest.

    Numbers up to one are fractions, but for a column of ones only.
    """
    largest, smallest = Decimal(0), Decimal(0)
    for value in values:
        if value:
            largest = max(largest, abs(value))
            smallest = min(smallest or abs(value), abs(value))
    if not largest or largest > ONE or largest == smallest == ONE:
        return ONE, smallest, largest
    return HUNDRED, smallest, largest


def scale_note(head: str, what: str, smallest: Decimal, largest: Decimal) -> str:
    """That fractions were read as percentages, in words."""
    least, most = smallest * HUNDRED, largest * HUNDRED
    if least == most:
        words = _("The {what} in '{head}' are {largest}: read as {most} %.")
    else:
        words = _(
            "The {what} in '{head}' are {smallest} to {largest}: read as {least} % to {most} %."
        )
    return words.format(
        what=what,
        head=head,
        smallest=plain_number(smallest),
        largest=plain_number(largest),
        least=plain_number(least),
        most=plain_number(most),
    )


def short(value: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


__all__ = ["currency_of", "figure", "is_currency", "percent", "scale_note", "scale_of", "short"]
