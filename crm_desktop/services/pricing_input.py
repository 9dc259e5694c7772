"""Documents to price as JSON, and what they come to as JSON.

Every number goes in and out as a string, for a JSON number has lost its cents before it is read.
A value that makes no sense is refused with its path: `lines[0].unit_price: ...`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.i18n import number as number_words
from crm_desktop.services.pricing import (
    ZERO,
    Adjustment,
    Document,
    Line,
    Priced,
    plain,
    unit_of,
)

# UNTDID 5305 as far as EN 16931 uses it (BT-151).
TAX_CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")
_UNTAXED = frozenset({"Z", "E", "AE", "K", "G", "O"})
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,10})?|\.\d{1,10})", re.ASCII)
MOST_LINES = 100_000
T = TypeVar("T")
Read = Callable[[Any, str], Any]


class _Keys(dict[str, Any]):
    """An object of JSON; twice: a key that it has more than once."""

    twice: str | None = None


def parse(text: str) -> object:
    """JSON in which no key that is said twice gets lost. ValueError where it is none."""

    def object_of(pairs: list[tuple[str, Any]]) -> _Keys:
        made = _Keys(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _value in pairs]
            made.twice = next(key for key in keys if keys.count(key) > 1)
        return made

    return json.loads(text, object_pairs_hook=object_of)


def read_document(data: object) -> Document:
    """A document from parsed JSON. ValidationFailed names the path of what is wrong."""
    values = _Object(data, "", _DOCUMENT)
    values.require("currency", "lines")
    document = Document(**values.read())
    if document.cash_step is not None and document.rounding:
        raise _wrong("cash_step", _("cannot stand beside rounding: either is added to what is due"))
    unit = unit_of(document.currency)
    for name in ("prepaid", "rounding"):
        amount: Decimal = getattr(document, name)
        if amount != amount.quantize(unit):
            raise _wrong(
                name, _("has more decimals than {currency} has").format(currency=document.currency)
            )
    return document


def to_json(priced: Priced) -> dict[str, Any]:
    """What a document comes to; amounts are strings with the decimals of the currency."""
    out: dict[str, Any] = {
        "currency": priced.document.currency,
        "lines": [
            {
                "net": str(line.net),
                "allowances": str(line.allowances),
                "charges": str(line.charges),
                "spread": str(line.spread),
                "tax": str(line.tax),
                **({} if line.margin is None else {"margin": str(line.margin)}),
            }
            for line in priced.lines
        ],
    }
    for name in ("lines_total", "allowances_total", "charges_total", "tax_exclusive"):
        out[name] = str(getattr(priced, name))
    out["taxes"] = [
        {
            "category": t.category,
            "rate": plain(t.rate),
            "taxable": str(t.taxable),
            "tax": str(t.tax),
        }
        for t in priced.taxes
    ]
    for name in ("tax_total", "tax_inclusive", "prepaid", "rounding", "payable"):
        out[name] = str(getattr(priced, name))
    if priced.margin is not None:
        out["margin"] = str(priced.margin)
    return out


# ----------------------------------------------------------------------------------- reading


def _wrong(path: str, words: str) -> ValidationFailed:
    return ValidationFailed(
        {path: _("{path}: {words}. Nothing was priced.").format(path=path, words=words)}
    )


class _Object:
    """A JSON object of which every key is known."""

    def __init__(self, data: object, path: str, fields: Mapping[str, Read]) -> None:
        if not isinstance(data, dict):
            raise _wrong(
                path or "document", _("must be an object, not {what}").format(what=_kind(data))
            )
        self._data = cast("dict[str, Any]", data)
        self._path, self._fields = path, fields
        if isinstance(self._data, _Keys) and self._data.twice is not None:
            raise _wrong(self._at(self._data.twice), _("is said twice"))
        for key in self._data:
            if key not in fields:
                known = ", ".join(fields)
                raise _wrong(
                    self._at(key), _("is not known here. Known are: {known}").format(known=known)
                )

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def require(self, *keys: str) -> None:
        for key in keys:
            if self._data.get(key) is None:
                raise _wrong(self._at(key), _("is missing"))

    def read(self) -> dict[str, Any]:
        return {
            key: self._fields[key](value, self._at(key))
            for key, value in self._data.items()
            if value is not None
        }


def _kind(value: object) -> str:
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("true or false")
    if isinstance(value, int | float):
        return _("a number")
    if isinstance(value, str):
        return _("a text")
    return _("a list") if isinstance(value, list) else _("an object")


def _number(value: Any, path: str) -> Decimal:
    if not isinstance(value, str):
        words = _('must be a number as a text, such as "19.99", not {what}')
        raise _wrong(path, words.format(what=_kind(value)))
    if not _NUMBER.fullmatch(value):
        raise _wrong(path, _("'{value}' is no number such as 19.99").format(value=value[:40]))
    return Decimal(value)


def _positive(value: Any, path: str) -> Decimal:
    number = _number(value, path)
    if number <= ZERO:
        raise _wrong(path, _("must be more than zero"))
    return number


def _amount(value: Any, path: str) -> Decimal:
    number = _number(value, path)
    if number < ZERO:
        raise _wrong(path, _("must not be less than zero"))
    return number


def _percent(value: Any, path: str) -> Decimal:
    number = _amount(value, path)
    if number > Decimal(1_000):
        raise _wrong(path, _("is more than 1,000 %"))
    return number


def _category(value: Any, path: str) -> str:
    if value not in TAX_CATEGORIES:
        words = _("must be one of {known} (UNTDID 5305)")
        raise _wrong(path, words.format(known=", ".join(TAX_CATEGORIES)))
    return value


def _currency(value: Any, path: str) -> str:
    try:
        unit_of(value if isinstance(value, str) else "")
    except KeyError:
        raise _wrong(path, _("must be a currency code such as EUR (ISO 4217)")) from None
    return value


def _yes_or_no(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, _("must be true or false, not {what}").format(what=_kind(value)))
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, _("must be a text, not {what}").format(what=_kind(value)))
    return value


def _list(read: Callable[[Any, str], T]) -> Callable[[Any, str], tuple[T, ...]]:
    def read_all(value: Any, path: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _wrong(path, _("must be a list, not {what}").format(what=_kind(value)))
        items = cast("list[Any]", value)
        if len(items) > MOST_LINES:
            raise _wrong(path, _("has more than {n} entries").format(n=number_words(MOST_LINES)))
        return tuple(read(item, f"{path}[{i}]") for i, item in enumerate(items))

    return read_all


def _adjustment(fields: Mapping[str, Read]) -> Callable[[Any, str], Adjustment]:
    def read(value: Any, path: str) -> Adjustment:
        values = _Object(value, path, fields).read()
        if ("amount" in values) == ("percent" in values):
            raise _wrong(path, _("needs an amount or a percent, and only one of them"))
        if "tax_rate" in values and "tax_category" not in values:
            values["tax_category"] = "S"
        _check_tax(values, path)
        return Adjustment(**values)

    return read


def _line(value: Any, path: str) -> Line:
    given = _Object(value, path, _LINE)
    given.require("quantity", "unit_price")
    values = given.read()
    _check_tax({"tax_category": "S", **values}, path)
    return Line(**values)


def _check_tax(values: Mapping[str, Any], path: str) -> None:
    """An exempt sale has no rate (BR-Z-5, BR-E-5, BR-AE-5, ...)."""
    if values.get("tax_category") in _UNTAXED and values.get("tax_rate", ZERO):
        words = _("must be 0 in the tax category {category}")
        raise _wrong(f"{path}.tax_rate", words.format(category=values["tax_category"]))


_OF_LINE: dict[str, Read] = {"amount": _amount, "percent": _percent, "reason": _text}
_OF_DOCUMENT: dict[str, Read] = {**_OF_LINE, "tax_category": _category, "tax_rate": _percent}
_LINE: dict[str, Read] = {
    "quantity": _number,
    "unit_price": _number,
    "base_quantity": _positive,
    "allowances": _list(_adjustment(_OF_LINE)),
    "charges": _list(_adjustment(_OF_LINE)),
    "tax_category": _category,
    "tax_rate": _percent,
    "cost": _amount,
}
_DOCUMENT: dict[str, Read] = {
    "currency": _currency,
    "prices_include_tax": _yes_or_no,
    "tax_per_line": _yes_or_no,
    "lines": _list(_line),
    "allowances": _list(_adjustment(_OF_DOCUMENT)),
    "charges": _list(_adjustment(_OF_DOCUMENT)),
    "prepaid": _number,
    "rounding": _number,
    "cash_step": _positive,
}
