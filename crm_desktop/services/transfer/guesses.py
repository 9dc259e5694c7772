"""How a column writes its dates and its numbers: decided over the whole file, never row by row.

`03/04/1980` is the third of April or the fourth of March; which of them, the other rows of the
column tell. Where they do not, the region of the office decides and a note says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar

from babel import Locale, UnknownLocaleError

from crm_desktop import i18n
from crm_desktop.i18n import N_, _
from crm_desktop.models.folding import fold
from crm_desktop.services.transfer.tables import CHUNK, Cancel, TableFile

T = TypeVar("T")
_THREE = re.compile(r"\D*(\d{1,4})\s*[-/.,\s]\s*(\d{1,2})\s*[-/.,\s]\s*(\d{1,4})\D?(?:[T\s].*)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_COMPACT = re.compile(r"(1[89]|20|21)\d{6}")
_SERIAL = re.compile(r"\d{1,5}(?:[.,]\d+)?")
_NAMED = re.compile(r"\d+|[^\W\d_]+")
_NOTHING = re.compile(r"0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[T ][0:.]*)?")
_EXCEL_START = date(1899, 12, 30)
_SERIALS = range(367, 73_051)  # 1901 to 2099; smaller ones are no dates of people
_LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "uk", "ru", "ro", "pt", "sk", "cs", "nl", "fi")
_SIGNS = str.maketrans("", "", "€$£¥₴₽₹\u00a0\u202f\u2009 '’")
_INNER = re.compile(r"\d(?:.*\d)?|[.,]\d+")
_CURRENCY = re.compile(r"[A-Z]{3}(?=[-+\d])|(?<=\d)[A-Z]{3}")


class DateOrder(StrEnum):
    """In which order a date is written."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Columns:
    """What was found out about the columns of a file.

    Attributes:
        dates: column -> order of its dates.
        decimals: column -> its decimal sign, "." or ",".
        notes: what could not be told from the file, as sentences.
    """

    dates: dict[int, DateOrder] = field(default_factory=dict[int, DateOrder])
    decimals: dict[int, str] = field(default_factory=dict[int, str])
    notes: tuple[str, ...] = ()


def survey(
    table: TableFile,
    dates: Sequence[int],
    numbers: Sequence[int],
    *,
    region: str | None,
    cancel: Cancel | None = None,
) -> Columns:
    """Go through the file once and decide; of a workbook only while its cells are texts.

    dates, numbers: which columns hold dates and numbers.
    """
    if not dates and not numbers:
        return Columns()
    votes = {i: _DateVotes() for i in dates}
    signs = {i: _SignVotes() for i in numbers}
    typed = table.kind not in ("csv", "tsv")
    asked = [*votes.values(), *signs.values()]
    for count, (_line, row) in enumerate(table.rows(), start=1):
        if not count % CHUNK and cancel is not None:
            cancel()
        for i, vote in votes.items():
            if isinstance(cell := row[i], str) and cell:
                vote.add(cell)
        for i, sign in signs.items():
            if isinstance(cell := row[i], str) and cell:
                sign.add(cell)
        if typed and count == CHUNK and not any(column.asked for column in asked):
            break  # typed cells need no guessing
    return _decided(table.heads, votes, signs, region)


def _decided(
    heads: Sequence[str],
    votes: dict[int, _DateVotes],
    signs: dict[int, _SignVotes],
    region: str | None,
) -> Columns:
    notes: list[str] = []
    orders: dict[int, DateOrder] = {}
    of_others = _agreed({i: vote.order(region) for i, vote in votes.items() if vote.total})
    for i, vote in votes.items():
        orders[i], open_question = vote.order(region)
        if open_question and of_others and of_others != DateOrder.YMD:
            orders[i] = of_others
        elif open_question:
            words = _(
                "The dates in '{head}' can be read in two ways; they were read as {order}, "
                "as your office writes them."
            )
            notes.append(words.format(head=heads[i], order=_(_ORDER_WORDS[orders[i]])))
    decimals: dict[int, str] = {}
    sure_sign = _agreed({i: s.sign(region) for i, s in signs.items() if s.comma or s.point})
    for i, sign in signs.items():
        decimals[i], open_question = sign.sign(region)
        if open_question and sure_sign is not None:
            decimals[i] = sure_sign
        elif open_question:
            words = (
                _(
                    "The numbers in '{head}' can be read in two ways; the decimal comma was taken, "
                    "as your office writes them."
                )
                if decimals[i] == ","
                else _(
                    "The numbers in '{head}' can be read in two ways; the decimal point was taken, "
                    "as your office writes them."
                )
            )
            notes.append(words.format(head=heads[i]))
    return Columns(orders, decimals, tuple(notes))


def _agreed(found: Mapping[int, tuple[T, bool]]) -> T | None:
    """What the sure columns say, for one program wrote them all; None where they differ."""
    sure = {said for said, open_question in found.values() if not open_question}
    return sure.pop() if len(sure) == 1 else None


_ORDER_WORDS = {
    DateOrder.DMY: N_("day, month, year"),
    DateOrder.MDY: N_("month, day, year"),
    DateOrder.YMD: N_("year, month, day"),
    DateOrder.SERIAL: N_("days since 1900"),
}


# ---------------------------------------------------------------------------------------- dates


class _DateVotes:
    """The dates of one column, and which orders fit them."""

    __slots__ = ("asked", "fits", "points", "serials", "total")

    def __init__(self) -> None:
        self.asked = False  # there are texts that are no ISO dates
        self.fits: Counter[DateOrder] = Counter()
        self.points = 0  # separated by points: day first, all over the world
        self.serials = 0
        self.total = 0

    def add(self, text: str) -> None:
        if _ISO.match(text) or not (text := text.strip()):
            return
        self.asked = True
        if _SERIAL.fullmatch(text):
            self.serials += 1
            return
        if (found := _THREE.fullmatch(text)) is None:
            return
        self.total += 1
        self.points += text.count(".") > 1
        for order in _fitting(*found.groups()):
            self.fits[order] += 1

    def order(self, region: str | None) -> tuple[DateOrder, bool]:
        """The order, and whether the column left it open."""
        if self.serials > self.total:
            return DateOrder.SERIAL, False
        wanted = _region_order(region)
        if not self.total:
            return wanted, False
        most = max(self.fits.values(), default=0)
        best = [order for order in DateOrder if self.fits[order] == most]
        if len(best) == 1:
            return best[0], False
        if DateOrder.DMY in best and self.points * 2 > self.total:
            return DateOrder.DMY, False
        is_open = DateOrder.DMY in best and DateOrder.MDY in best
        if wanted in best:
            return wanted, is_open
        return (DateOrder.DMY if DateOrder.DMY in best else best[0]), is_open


@lru_cache(maxsize=8192)
def _fitting(a: str, b: str, c: str) -> tuple[DateOrder, ...]:
    """The orders in which three figures are a date."""
    if len(a) > 2:
        return (DateOrder.YMD,)
    found = [
        order
        for order, day, month in ((DateOrder.DMY, a, b), (DateOrder.MDY, b, a))
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    ]
    if len(c) <= 2 and 1 <= int(b) <= 12 and 1 <= int(c) <= 31:
        found.append(DateOrder.YMD)
    return tuple(found)


@cache
def _region_locale(region: str | None) -> Locale:
    try:
        if region:
            return Locale.parse(f"und_{region.upper()}")
    except (UnknownLocaleError, ValueError):
        pass
    return Locale.parse(i18n.locale_name())


def _region_order(region: str | None) -> DateOrder:
    pattern = _region_locale(region).date_formats["short"].pattern or "d/M/y"
    pattern = re.sub(r"'[^']*'", "", pattern).lower()
    return DateOrder("".join(sorted("dmy", key=pattern.find)))


def is_nothing(text: str) -> bool:
    """True for the zeros by which Outlook says: no date."""
    return text[0] == "0" and bool(_NOTHING.fullmatch(text))


def read_date(text: str, order: DateOrder, newest: int) -> date | None:
    """A date as written in a column of that order; None where it is none.

    newest: the latest year that two figures can mean.
    """
    if (found := _ISO.fullmatch(text)) is not None:
        return _date(*map(int, found.groups()))
    if (found := _THREE.fullmatch(text)) is not None:
        return _in_order(found.groups(), order, newest)
    if (found := _CJK.match(text)) is not None:
        return _date(*map(int, found.groups()))
    if _COMPACT.fullmatch(text):
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if _SERIAL.fullmatch(text):
        return read_serial(float(text.replace(",", "."))) if order == DateOrder.SERIAL else None
    return _with_month_name(text, newest)


def _in_order(parts: Sequence[str], order: DateOrder, newest: int) -> date | None:
    if len(parts[0]) > 2:
        order = DateOrder.YMD
    elif len(parts[2]) > 2 and order not in (DateOrder.DMY, DateOrder.MDY):
        order = DateOrder.DMY
    if order == DateOrder.SERIAL:
        return None
    found = dict(zip(order.value, parts, strict=True))
    return _date(_year(found["y"], newest), int(found["m"]), int(found["d"]))


def _year(text: str, newest: int) -> int:
    """Two figures mean the last year that ends so and is not after the newest."""
    year = int(text)
    if len(text) > 2:
        return year if len(text) == 4 else 0
    return newest - (newest - year) % 100


def read_serial(days: float) -> date | None:
    """A date as Excel counts it: days since the end of 1899."""
    return _EXCEL_START + timedelta(days=int(days)) if int(days) in _SERIALS else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1000 else None
    except ValueError:
        return None


def _with_month_name(text: str, newest: int) -> date | None:
    """`27 mar 1985`, `März 27, 1985`, `27 de marzo de 1985`, `Fri, 27 Mar 1985`."""
    words: list[str] = _NAMED.findall(fold(text).lower())
    figures = [word for word in words if word.isdecimal()]
    months = {found for word in words if not word.isdecimal() and (found := month_named(word))}
    if len(figures) < 2 or len(months) != 1 or len(words) > 9:
        return None
    month = months.pop()
    first, second = figures[0], figures[1]
    if len(first) == 4:
        return _date(int(first), month, int(second))
    return _date(_year(second, newest), month, int(first))


@lru_cache(maxsize=1024)
def month_named(word: str) -> int | None:
    """The month of a name or of its beginning (three letters at least), in any language we know."""
    word = fold(word).lower().strip(".")
    if len(word) < 3:
        return None
    names = _month_names()
    if (found := names.get(word)) is not None:
        return found
    longer = {number for name, number in names.items() if name.startswith(word)}
    return longer.pop() if len(longer) == 1 else None


@cache
def _month_names() -> dict[str, int]:
    """Folded names and abbreviations of the months; earlier languages win."""
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    for word in _NAMED.findall(fold(name).lower()):
                        if len(word) > 2:
                            names.setdefault(word, number)
    names |= {"sept": 9}
    return names


# -------------------------------------------------------------------------------------- numbers


class _SignVotes:
    """The numbers of one column, and which decimal sign fits them."""

    __slots__ = ("asked", "comma", "doubtful", "point")

    def __init__(self) -> None:
        self.asked = False
        self.comma = self.point = self.doubtful = 0

    def add(self, text: str) -> None:
        self.asked = True
        found = _INNER.search(text.translate(_SIGNS))  # without signs, brackets and currencies
        text = found[0] if found else ""
        comma, point = text.rfind(","), text.rfind(".")
        if comma >= 0 and point >= 0:
            self.comma += comma > point
            self.point += point > comma
        elif comma >= 0 or point >= 0:
            sign = "," if comma >= 0 else "."
            self._one_sign(text, sign)

    def _one_sign(self, text: str, sign: str) -> None:
        decimal = sign
        if text.count(sign) > 1:  # then it separates thousands
            decimal = "." if sign == "," else ","
        elif len(text) - text.rfind(sign) == 4 and not text.lstrip("+-").startswith("0"):
            self.doubtful += 1
            return
        self.comma += decimal == ","
        self.point += decimal == "."

    def sign(self, region: str | None) -> tuple[str, bool]:
        """The decimal sign, and whether the column left it open."""
        if self.comma != self.point:
            return ("," if self.comma > self.point else "."), False
        wanted = _region_locale(region).number_symbols["latn"]["decimal"]
        return ("," if wanted == "," else "."), bool(self.doubtful)


def read_number(text: str, decimal: str) -> Decimal | None:
    """A number with that decimal sign, with or without thousands and a currency; else None."""
    words = _CURRENCY.sub("", text.translate(_SIGNS))
    group = "," if decimal == "." else "."
    whole, _, rest = words.partition(decimal)
    if group in whole:
        first, *groups = whole.lstrip("+-").split(group)
        if not 1 <= len(first) <= 3 or any(len(part) != 3 for part in groups):
            return None
        whole = whole.replace(group, "")
    digits = whole.lstrip("+-") + rest
    if not digits.isdecimal() or not digits.isascii():
        return None
    try:
        return Decimal(f"{whole}.{rest}" if rest else whole)
    except InvalidOperation:
        return None
