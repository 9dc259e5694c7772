"""The columns of the grid: their words, how a value is read from what is typed, how it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal

from crm_desktop import i18n
from crm_desktop.i18n import N_, _
from crm_desktop.services import money
from crm_desktop.services.sales.papers.sheet import SheetRow

PLACES = Decimal("0.0001")  # of a unit price
_LARGEST = Decimal("1e12")
HUNDRED = Decimal(100)
Values = Mapping[str, Any]


class Unreadable(ValueError):
    """What was typed is no value of its column; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the grid.

    Attributes:
        width: in pixels at usual text size; 0: all the room that is left.
        right: a number, set at the right.
        inside: it tells what the customer must not see; hidden until it is asked for.
        typed: it can be typed in.
    """

    key: str
    label: str
    width: int
    right: bool = False
    inside: bool = False
    typed: bool = True


COLUMNS = (
    Column("number", N_("No."), 50, typed=False),
    Column("code", N_("Code"), 86),
    Column("description", N_("Description"), 0),
    Column("quantity", N_("Qty"), 58, right=True),
    Column("unit", N_("Unit"), 56),
    Column("unit_price", N_("Unit price"), 82, right=True),
    Column("discount", N_("Discount"), 70, right=True),
    Column("tax_rate", N_("Tax %"), 54, right=True),
    Column("net", N_("Amount"), 92, right=True, typed=False),
    Column("list_price", N_("List price"), 88, right=True, inside=True),
    Column("cost", N_("Cost"), 84, right=True, inside=True),
    Column("margin", N_("Margin"), 88, right=True, inside=True, typed=False),
    Column("margin_percent", N_("Margin %"), 74, right=True, inside=True, typed=False),
)
_PRICED = {"quantity", "unit", "unit_price", "discount", "tax_rate", "list_price", "cost"}
# Which columns a line of a kind has; the others are empty and cannot be typed in.
_OF_KIND = {
    "heading": {"description"},
    "subtotal": {"description"},
    "note": {"description"},
}


def has_cell(kind: str | None, key: str) -> bool:
    """Whether lines of a kind have a value in a column."""
    return key in _OF_KIND.get(kind or "", {key})


# ------------------------------------------------------------------------------------ reading


def read(key: str, text: str) -> dict[str, Any]:
    """What was typed in a column, as values of the line. Unreadable where it is none."""
    words = text.strip()
    return _READERS[key](words)


def _number(words: str, what: str) -> Decimal | None:
    if not words:
        return None
    value = i18n.read_number(words)
    if value is None:
        raise Unreadable(_("'{text}' is not a number. Write it like 1250.").format(text=words))
    if abs(value) >= _LARGEST:
        raise Unreadable(_("{what} is too large.").format(what=what))
    return value


def _quantity(words: str) -> dict[str, Any]:
    return {"quantity": _number(words, _("This quantity"))}


def _price(key: str) -> Callable[[str], dict[str, Any]]:
    def parse(words: str) -> dict[str, Any]:
        value = _number(words, _("This price"))
        if value is not None:
            value = value.quantize(PLACES, ROUND_HALF_UP)
        return {key: value}

    return parse


_AMOUNT = re.compile(r"[A-Za-z]{3}|[^\W\d]|[¤€$£¥₴₽]", re.UNICODE)


def _discount(words: str) -> dict[str, Any]:
    """Percent; with a currency beside it, an amount."""
    plain = words.rstrip("% \u00a0")
    if plain == words and _AMOUNT.search(words):
        amount = _number(re.sub(r"[^\d.,+\- ]", "", words), _("This discount"))
        if amount is None:
            text = _("'{text}' is not a discount. Write it like 5 % or 50 EUR.")
            raise Unreadable(text.format(text=words))
        return {"discount_amount": amount, "discount_percent": None}
    percent = _number(plain, _("This discount"))
    if percent is not None and percent > HUNDRED:
        raise Unreadable(_("A discount cannot be more than 100 percent."))
    return {"discount_percent": percent, "discount_amount": None}


def _tax(words: str) -> dict[str, Any]:
    rate = _number(words.rstrip("% \u00a0"), _("This rate"))
    if rate is not None and not 0 <= rate <= HUNDRED:
        raise Unreadable(_("A tax rate lies between 0 and 100 percent."))
    return {"tax_rate": rate, "tax_category": "S" if rate else "Z", "tax_class": None}


def _line(key: str, most: int) -> Callable[[str], dict[str, Any]]:
    def parse(words: str) -> dict[str, Any]:
        if len(words) > most:
            raise Unreadable(
                _("This is too long. There is room for {n} characters.").format(n=most)
            )
        return {key: " ".join(words.split()) or None}

    return parse


def _description(words: str) -> dict[str, Any]:
    if len(words) > 20_000:
        raise Unreadable(_("This is too long. There is room for {n} characters.").format(n=20_000))
    return {"description": words or None}


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "code": _line("code", 80),
    "description": _description,
    "quantity": _quantity,
    "unit": _line("unit", 40),
    "unit_price": _price("unit_price"),
    "discount": _discount,
    "tax_rate": _tax,
    "list_price": _price("list_price"),
    "cost": _price("cost"),
}


# ------------------------------------------------------------------------------------ showing


def amount(value: Decimal | None, currency: str) -> str:
    """An amount with all the decimals of its currency, without its sign."""
    if value is None:
        return ""
    places = max(-int(money.smallest(currency).as_tuple().exponent), 0)
    return _grouped(value, places, places)


def price(value: Decimal | None, currency: str) -> str:
    """A unit price: the decimals of the currency, and up to four where it has them."""
    if value is None:
        return ""
    places = max(-int(money.smallest(currency).as_tuple().exponent), 0)
    return _grouped(value, places, 4)


def change(value: Decimal, currency: str) -> str:
    """By how much something is more or less, with the currency."""
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value else ""
    return f"{sign}{amount(abs(value), currency)} {currency}".strip()


def plain(value: Decimal | None) -> str:
    """A quantity or a percentage."""
    return "" if value is None else i18n.plain_number(value)


@lru_cache(4096)
def _formatted(value: Decimal, least: int, most: int, locale: str) -> str:
    zeros, more = "0" * least, "#" * (most - least)
    pattern = "#,##0" + (f".{zeros}{more}" if most else "")
    return format_decimal(value, pattern, locale)


def _grouped(value: Decimal, least: int, most: int) -> str:
    return _formatted(value, least, most, i18n.locale_name())


def shown(key: str, row: SheetRow, currency: str) -> str:
    """What stands in a cell."""
    if key in _PRICED and not has_cell(row.kind, key):
        return ""
    return _SHOWN[key](row, currency)


def edited(key: str, row: Values) -> str:
    """What stands in the editor of a cell."""
    if key == "discount":
        percent, off = row.get("discount_percent"), row.get("discount_amount")
        return plain(percent) if off is None else f"{plain(off)} {_CURRENCY_MARK}"
    value = row.get(key)
    return plain(value) if isinstance(value, Decimal) else str(value or "")


_CURRENCY_MARK = "¤"  # "an amount", whatever the currency of the quote


def _discount_words(row: SheetRow, currency: str) -> str:
    percent, off = row.row.get("discount_percent"), row.row.get("discount_amount")
    if off is not None:
        return amount(off, currency)
    return f"{plain(percent)} %" if percent is not None else ""


def _net_words(row: SheetRow, currency: str) -> str:
    if row.amount is None:
        return ""
    words = amount(row.amount, currency)
    return words if row.counts or row.line is None else f"({words})"


_SHOWN: dict[str, Callable[[SheetRow, str], str]] = {
    "number": lambda row, _c: row.number,
    "code": lambda row, _c: str(row.row.get("code") or ""),
    "description": lambda row, _c: row.title if row.row.get("description") else "",
    "quantity": lambda row, _c: plain(row.row.get("quantity")),
    "unit": lambda row, _c: str(row.row.get("unit") or ""),
    "unit_price": lambda row, c: price(row.row.get("unit_price"), c),
    "discount": _discount_words,
    "tax_rate": lambda row, _c: plain(row.row.get("tax_rate")),
    "net": _net_words,
    "list_price": lambda row, c: price(row.row.get("list_price"), c),
    "cost": lambda row, c: price(row.row.get("cost"), c),
    "margin": lambda row, c: amount(row.margin, c),
    "margin_percent": lambda row, _c: plain(row.margin_percent),
}
