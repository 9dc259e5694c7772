"""The settings of selling as plain data, read from JSON and written to it. Pure.

What is stored may come from a newer program or from a hand: keys that are not known are kept, and
what cannot be read falls back to the standard with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, cast

from crm_desktop.i18n import _, figure, number, plain_number
from crm_desktop.services.documents import content as printed
from crm_desktop.services.sales.papers import placeholders

LONGEST_TEXT = 20_000
PAPERS = ("A4", "Letter")
TAX_MODES = ("document", "line")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_HUNDRED = Decimal(100)
_LARGEST = Decimal("900000000000")

Problems = dict[str, str]
Footer = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LetterheadSettings:
    """What the office says of its paper.

    Attributes:
        tagline: beside the logo.
        return_address: the small line in the window of the envelope; None: made of our address.
        colour: of heads and rules, `#RRGGBB`.
        footer: columns of lines; None: made of our own details.
        paper: A4, Letter, or "" for what is usual in our country.
        carry: amounts are carried over from page to page.
        accept: a quote ends with the lines for a signature.
        payment_code: what is to be paid has a code for banking apps.
        payee: the holder of the account; "": our name.
    """

    tagline: str = ""
    return_address: str | None = None
    colour: str = "#3F5BD3"
    footer: Footer | None = None
    paper: str = ""
    carry: bool = True
    accept: bool = True
    payment_code: bool = True
    payee: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """What documents of one kind say in one language; None: the program's standard text.

    Attributes:
        accept: the sentence above the signature.
    """

    intro: str | None = None
    closing: str | None = None
    payment_terms: str | None = None
    delivery_terms: str | None = None
    accept: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether one of them is set."""
        return any(getattr(self, each.name) is not None for each in fields(self))


@dataclass(frozen=True, slots=True)
class ApprovalLimits:
    """When a quote needs somebody's approval; None: never for that.

    Attributes:
        discount: above so many percent.
        margin: below so many percent.
        net: above that, in the office's currency.
    """

    discount: Decimal | None = None
    margin: Decimal | None = None
    net: Decimal | None = None

    def reasons(
        self, *, discount: Decimal | None, margin: Decimal | None, net: Decimal | None
    ) -> list[str]:
        """Why a quote needs approval, a sentence each; empty: it needs none."""
        told: list[str] = []
        if self.discount is not None and discount is not None and discount > self.discount:
            words = _("The discount of {discount} % is above {limit} %.")
            told.append(words.format(discount=_plain(discount), limit=_plain(self.discount)))
        if self.margin is not None and margin is not None and margin < self.margin:
            words = _("The margin of {margin} % is below {limit} %.")
            told.append(words.format(margin=_plain(margin), limit=_plain(self.margin)))
        if self.net is not None and net is not None and net > self.net:
            words = _("The net amount of {net} is above {limit}.")
            told.append(words.format(net=_cents(net), limit=_cents(self.net)))
        return told


@dataclass(frozen=True, slots=True)
class QuoteSettings:
    """What a new quote begins with.

    Attributes:
        validity_days: how long it holds.
        tax_mode: tax is rounded for the whole `document`, per rate, or for each `line`.
        cash_rounding: what is to be paid is rounded to the smallest coin of its currency.
    """

    validity_days: int = 30
    prices_include_tax: bool = False
    tax_mode: str = "document"
    cash_rounding: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A sample document to look at while settings are edited.

    Attributes:
        letterhead, texts: as they are being edited; None: as they are stored.
        logo: None: as it is stored.
        width: of the pictures, in dots.
    """

    kind: printed.Kind = printed.Kind.QUOTE
    language: str = ""
    letterhead: LetterheadSettings | None = None
    texts: Texts | None = None
    logo: bytes | None = field(default=None, repr=False)
    width: int = 800


Section = LetterheadSettings | Texts | ApprovalLimits | QuoteSettings
S = TypeVar("S", bound=Section)


# ---------------------------------------------------------------- what will do


def problems(section: Section) -> Problems:
    """Field -> what is wrong with it, in words."""
    match section:
        case LetterheadSettings():
            return _of_letterhead(section)
        case Texts():
            return _of_texts(section)
        case ApprovalLimits():
            return _of_limits(section)
        case QuoteSettings():
            return _of_quotes(section)


def _of_letterhead(of: LetterheadSettings) -> Problems:
    out: Problems = {}
    if not _COLOUR.fullmatch(of.colour):
        words = _("“{colour}” is no colour. Write it like #3F5BD3.")
        out["colour"] = words.format(colour=of.colour[:20])
    if of.paper not in ("", *PAPERS):
        out["paper"] = _("Paper is A4 or Letter, not {paper}.").format(paper=of.paper[:20])
    if of.iban and not printed.is_iban(of.iban):
        out["iban"] = printed.no_iban(of.iban)
    if of.bic and not _BIC.fullmatch(of.bic.upper()):
        out["bic"] = printed.no_bic(of.bic)
    if len(of.payee) > 70:
        out["payee"] = _("The holder of the account has at most 70 characters.")
    for key, longest in (("tagline", 200), ("return_address", 200), ("bank", 100)):
        if len(getattr(of, key) or "") > longest:
            out[key] = _too_long(longest)
    if words := _of_footer(of.footer or ()):
        out["footer"] = words
    return out


def _of_footer(footer: Footer) -> str:
    if len(footer) > printed.MOST_FOOTER_COLUMNS:
        return printed.too_many_columns()
    if any(len(column) > printed.MOST_FOOTER_LINES for column in footer):
        return printed.too_many_lines()
    lines = (line for column in footer for line in column)
    if long := next((line for line in lines if len(line) > printed.LONGEST_FOOTER_LINE), ""):
        return printed.too_long_line(long)
    return ""


def _of_texts(of: Texts) -> Problems:
    out: Problems = {}
    for each in fields(of):
        text = getattr(of, each.name) or ""
        if len(text) > LONGEST_TEXT:
            out[each.name] = _too_long(LONGEST_TEXT)
        elif words := placeholders.wrong(text):
            out[each.name] = words
    return out


def _of_limits(of: ApprovalLimits) -> Problems:
    out: Problems = {}
    if of.discount is not None and not 0 <= of.discount <= _HUNDRED:
        out["discount"] = _("A discount lies between 0 and 100 percent.")
    if of.margin is not None and not -_HUNDRED <= of.margin <= _HUNDRED:
        out["margin"] = _("A margin lies between -100 and 100 percent.")
    if of.net is not None and not 0 <= of.net <= _LARGEST:
        out["net"] = _("An amount cannot be less than zero, or that large.")
    return out


def _of_quotes(of: QuoteSettings) -> Problems:
    out: Problems = {}
    if not 1 <= of.validity_days <= 3650:
        out["validity_days"] = _("A quote holds between 1 and 3,650 days.")
    if of.tax_mode not in TAX_MODES:
        out["tax_mode"] = _("Tax is rounded per rate or per line.")
    return out


def tidied(section: S) -> S:
    """In canonical form: no blanks around texts, IBAN and BIC in capitals."""
    made: dict[str, Any] = {}
    for each in fields(section):
        value = getattr(section, each.name)
        if isinstance(value, str):
            made[each.name] = value.replace("\r\n", "\n").strip()
    if isinstance(section, LetterheadSettings):
        made["iban"] = printed.clean_iban(section.iban)
        made["bic"] = printed.clean_iban(section.bic)
        if section.footer is not None:
            made["footer"] = _tidy_footer(section.footer)
    return replace(section, **made)


def _tidy_footer(footer: Footer) -> Footer:
    """Without columns that are empty, and without blank lines at their ends."""
    columns = ("\n".join(" ".join(line.split()) for line in column) for column in footer)
    return tuple(tuple(text.strip("\n").split("\n")) for text in columns if text.strip())


# ---------------------------------------------------------------- from JSON and to it


def read(standard: S, stored: Any, what: str) -> tuple[S, tuple[str, ...]]:
    """What is stored, and a sentence about each part that cannot be used."""
    if stored is None:
        return standard, ()
    if not isinstance(stored, Mapping):
        return standard, (unreadable(what),)
    given = cast("Mapping[str, Any]", stored)
    found: dict[str, Any] = {}
    told: list[str] = []
    for each in fields(standard):
        if each.name not in given:
            continue
        try:
            found[each.name] = _READERS[type(standard), each.name](given[each.name])
        except (TypeError, ValueError, InvalidOperation):
            told.append(_unreadable(what, each.name))
    section = replace(standard, **found)
    if wrong := problems(section):
        section = replace(section, **{key: getattr(standard, key) for key in wrong})
        told += [_unreadable(what, key) for key in wrong]
    return section, tuple(told)


def written(section: Section) -> dict[str, Any]:
    """A section as JSON."""
    return {each.name: _plain_json(getattr(section, each.name)) for each in fields(section)}


def _plain_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return [list(column) for column in cast("Footer", value)]
    return value


def _unreadable(what: str, key: str) -> str:
    words = _("{what}: “{part}” cannot be used as stored. The standard is used.")
    return words.format(what=what, part=key.replace("_", " "))


def unreadable(what: str) -> str:
    """A sentence about a section that cannot be read at all."""
    return _("{what}: what is stored cannot be read. The standard is used.").format(what=what)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw


def _text_or_none(raw: Any) -> str | None:
    return None if raw is None else _text(raw)


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _whole(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise TypeError
    return raw


def _decimal_or_none(raw: Any) -> Decimal | None:
    if raw is None:
        return None
    value = Decimal(_text(raw))
    if not value.is_finite():
        raise ValueError
    return value


def _footer_or_none(raw: Any) -> Footer | None:
    return None if raw is None else tuple(_column(column) for column in _list(raw))


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise TypeError
    return cast("list[Any]", raw)


def _column(raw: Any) -> tuple[str, ...]:
    return tuple(_text(line) for line in _list(raw))


_BY_TYPE: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "str | None": _text_or_none,
    "bool": _flag,
    "int": _whole,
    "Decimal | None": _decimal_or_none,
    "Footer | None": _footer_or_none,
}
_READERS = {
    (section, each.name): _BY_TYPE[str(each.type)]
    for section in (LetterheadSettings, Texts, ApprovalLimits, QuoteSettings)
    for each in fields(section)
}


def _plain(value: Decimal) -> str:
    return plain_number(value)


def _cents(value: Decimal) -> str:
    return figure(value.quantize(Decimal("0.01")), "")


def _too_long(longest: int) -> str:
    return _("This is too long. It has room for {n} characters.").format(n=number(longest))
