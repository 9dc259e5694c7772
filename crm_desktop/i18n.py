"""Words, numbers, dates and amounts in the user's language. No Qt here.

`_()` translates; `N_()` marks words that are translated later, where they are shown (tables made
when a module is imported). Numbers and dates follow the locale, which may differ from the
language of the words.
"""

from __future__ import annotations

import gettext
import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.core import default_locale

from crm_desktop import paths

DOMAIN = "crm_desktop"
NOTHING = "—"  # shown where there is no value
_FALLBACK = "en_GB"


class _Now(NamedTuple):
    words: gettext.NullTranslations
    locale: Locale


def _locale(name: str) -> Locale:
    for candidate in (name, default_locale("LC_TIME"), _FALLBACK):
        try:
            if candidate and candidate != "en_US_POSIX":
                return Locale.parse(candidate.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            continue
    return Locale.parse(_FALLBACK)


_now = _Now(gettext.NullTranslations(), _locale(_FALLBACK))


def use(language: str = "", locale: str = "") -> None:
    """Choose the language of the words and the locale of the figures; empty: the system's."""
    global _now  # noqa: PLW0603  one language a process
    figures = _locale(locale or language)
    languages = [language] if language else None
    folder = str(paths.resources() / "i18n")
    _now = _Now(gettext.translation(DOMAIN, folder, languages, fallback=True), figures)
    for cached in (number, money, amount, figure, day, clock, _patterns):
        cached.cache_clear()


def _(text: str) -> str:
    """The text in the user's language."""
    return _now.words.gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form for this number: `ngettext("{n} contact", "{n} contacts", n)`; {n} is filled in."""
    return _now.words.ngettext(one, many, n).format(n=number(n))


def N_(text: str) -> str:
    """Mark a text for translation; `_()` it where it is shown."""
    return text


def language() -> str:
    """Language of the words, such as `de`: English where nobody has translated them."""
    return _now.words.info().get("language", "en") or "en"


def in_every_language(text: str) -> frozenset[str]:
    """A text in all languages: how it may have been written by whoever made the store."""
    folder = str(paths.resources() / "i18n")
    known = (gettext.translation(DOMAIN, folder, [key], fallback=True) for key in languages())
    return frozenset({text, *(words.gettext(text) for words in known)})


def languages() -> list[str]:
    """The languages the words can be in."""
    made = paths.resources().glob(f"i18n/*/LC_MESSAGES/{DOMAIN}.mo")
    return sorted({"en", *(file.parents[1].name for file in made)})


def language_name(key: str) -> str:
    """A language in its own words: `Deutsch`."""
    locale = Locale.parse(key)
    return (locale.get_display_name() or key).capitalize()


def language_said(key: str) -> str:
    """A language in the user's words: `French` for `fr`; as it is where it is no such key."""
    try:
        return Locale.parse(language()).languages[str(Locale.parse(key, sep="-").language)]
    except (ValueError, KeyError, UnknownLocaleError):
        return key


def is_right_to_left() -> bool:
    """Whether the language of the words is written from the right."""
    return Locale.parse(language()).text_direction == "rtl"


def inner(text: str) -> str:
    """A title in the middle of a sentence: `New contact`, but `Neu: Kontakt`."""
    return text if language().startswith("de") else text.lower()


def locale_name() -> str:
    """Name of the locale of the figures, such as `de_AT`."""
    return str(_now.locale)


# ------------------------------------------------------------------------------------ showing


@lru_cache(2048)
def number(value: int | Decimal) -> str:
    """`1,284` or `1 284`."""
    return numbers.format_decimal(value, locale=_now.locale)


@lru_cache(2048)
def money(amount: Decimal, currency: str = "") -> str:
    """`€48,200`, and cents only where there are any."""
    whole = amount == amount.to_integral_value()
    if not currency:
        return numbers.format_decimal(amount, "#,##0" if whole else "#,##0.00", _now.locale)
    pattern = _now.locale.currency_formats["standard"].pattern
    if whole:
        pattern = pattern.replace(".00", "")
    pattern = _spaced(pattern, currency)
    return numbers.format_currency(amount, currency, pattern, _now.locale, currency_digits=False)


@lru_cache(4096)
def amount(value: Decimal, currency: str) -> str:
    """`€48,200.00`, `¥48,200`: with the decimals of its currency, and more where it has more."""
    decimals = _decimals(value, currency)
    pattern = _now.locale.currency_formats["standard"].pattern.replace(".00", decimals)
    pattern = _spaced(pattern, currency)
    return numbers.format_currency(value, currency, pattern, _now.locale, currency_digits=False)


@lru_cache(4096)
def figure(value: Decimal, currency: str) -> str:
    """`48,200.00`: an amount as `amount` writes it, where its currency stands elsewhere."""
    return numbers.format_decimal(value, "#,##0" + _decimals(value, currency), _now.locale)


def _spaced(pattern: str, currency: str) -> str:
    """Letters stand apart from the figures: RON 60,383."""
    if numbers.get_currency_symbol(currency, _now.locale)[-1:].isalpha():
        return pattern.replace("¤#", "¤\u00a0#")
    return pattern


def _decimals(value: Decimal, currency: str) -> str:
    """`.00`: the decimals of a currency, and more where an amount has more."""
    exponent = value.normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    count = max(numbers.get_currency_precision(currency), own)
    return "." + "0" * count if count > 0 else ""


@lru_cache(4096)
def day(value: date, today: date) -> str:
    """A day as people say it: Today, Yesterday, 3 days ago, 12 Oct, 12 Oct 2024."""
    ago = (today - value).days
    if ago in _NEAR:
        return _(_NEAR[ago])
    if 1 < ago < 7:
        return ngettext("{n} day ago", "{n} days ago", ago)
    if -7 < ago < -1:
        return ngettext("In {n} day", "In {n} days", -ago)
    skeleton = "MMMd" if value.year == today.year else "yMMMd"
    return dates.format_skeleton(skeleton, value, locale=_now.locale)


_NEAR = {0: N_("Today"), 1: N_("Yesterday"), -1: N_("Tomorrow")}


def long_day(value: date, today: date) -> str:
    """A day as a heading: Today, Yesterday, 12 November, 3 March 2024."""
    ago = (today - value).days
    if ago in _NEAR:
        return _(_NEAR[ago])
    skeleton = "MMMMd" if value.year == today.year else "yMMMMd"
    return dates.format_skeleton(skeleton, value, locale=_now.locale)


@lru_cache(2048)
def clock(value: datetime) -> str:
    """The time of day, `14:30`."""
    return dates.format_time(value, "short", locale=_now.locale)


def long_weekday(value: date) -> str:
    """A day in full: `Saturday 21 November`."""
    return dates.format_skeleton("MMMMEEEEd", value, locale=_now.locale)


def weekday(value: date) -> str:
    """A day of the coming weeks: `Mon 23 Nov`."""
    return dates.format_skeleton("MMMEd", value, locale=_now.locale)


def moment(value: datetime, now: datetime) -> str:
    """A moment of the past or future as people say it, in the computer's time zone."""
    return day(local(value).date(), local(now).date())


def full_day(value: date) -> str:
    """A date with its year, as the locale writes it: 27 Mar 1985."""
    return dates.format_date(value, "medium", locale=_now.locale)


def month_name(value: date) -> str:
    """A month with its year: November 2026."""
    return dates.format_skeleton("yMMMM", value, locale=_now.locale)


def full_moment(value: datetime) -> str:
    """Date and time of day."""
    return f"{full_day(local(value).date())}, {clock(local(value))}"


def local(value: datetime) -> datetime:
    """An aware moment in the computer's time zone."""
    return value.astimezone()


def minutes(value: int) -> str:
    """A length of time: `14 min`, `1 h 30 min`."""
    if value < 60:
        return _("{n} min").format(n=value)
    hours, rest = divmod(value, 60)
    whole = _("{n} h").format(n=hours)
    return whole + " " + _("{n} min").format(n=rest) if rest else whole


def file_size(size: int) -> str:
    """`340 kB`, `1.2 MB`."""
    if size < 1000:
        return _("{n} bytes").format(n=size)
    if size < 1_000_000:
        return _("{n} kB").format(n=number(round(size / 1000)))
    return _("{n} MB").format(n=number(round(Decimal(size) / 1_000_000, 1)))


# ------------------------------------------------------------------------------------ reading


class _Patterns(NamedTuple):
    order: str  # of day, month and year in the locale, as in "dmy"
    decimal: str
    group: str


@lru_cache(1)
def _patterns() -> _Patterns:
    pattern = re.sub(r"'[^']*'", "", _now.locale.date_formats["short"].pattern).lower()
    order = "".join(sorted("dmy", key=pattern.find))
    symbols = _now.locale.number_symbols["latn"]
    return _Patterns(order, symbols["decimal"], symbols["group"])


def edit_day(value: date) -> str:
    """A date for an editor: figures only, in the locale's order, with the whole year."""
    pattern = re.sub(r"y+", "yyyy", _now.locale.date_formats["short"].pattern)
    return dates.format_date(value, pattern, locale=_now.locale)


def edit_moment(value: datetime) -> str:
    """A moment for an editor."""
    return f"{edit_day(local(value).date())} {local(value):%H:%M}"


_WORDS = {
    "today": 0,
    "tod": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "tom": 1,
}


def read_day(text: str, today: date) -> date | None:
    """A date as people type it; None where it is none.

    Understood are words (today, fri, +3; weekdays as the locale calls them, too), ISO dates, and
    day, month and year in the order of the locale with any separator; without a year the one of
    today, with two digits the nearest.
    """
    words = text.strip().casefold()
    for name, shift in _spoken_days():
        if words == name:
            return today + timedelta(days=shift)
    if match := re.fullmatch(r"([+-]\d{1,4})", words):
        return today + timedelta(days=int(match[1]))
    if (weekday_ := _weekday(words.strip("."))) is not None:
        return today + timedelta(days=(weekday_ - today.weekday()) % 7 or 7)
    return _read_figures(words, today) or _read_month_name(words, today)


def _spoken_days() -> list[tuple[str, int]]:
    own = [(_(word).casefold(), -ago) for ago, word in _NEAR.items()]
    return [*own, *_WORDS.items()]


def _weekday(name: str) -> int | None:
    """Monday is 0: `fri`, `friday`, and `fr`, `Freitag` where days are called so."""
    for width in ("wide", "abbreviated"):
        for index, word in _now.locale.days["format"][width].items():
            if name == word.casefold().strip("."):
                return index
    english = Locale.parse("en").days["format"]["wide"]
    found = (index for index, word in english.items() if word.casefold().startswith(name))
    return next(found, None) if len(name) > 2 else None


def _read_figures(words: str, today: date) -> date | None:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        return _date(*(int(part) for part in match.groups()), today=today)
    parts = re.split(r"[.\-/\s]+", words.strip(" ."))
    if not (2 <= len(parts) <= 3 and all(part.isdecimal() for part in parts)):
        return None
    order = _patterns().order if len(parts) == 3 else _patterns().order.replace("y", "")
    # A point between the figures means day first in every locale that writes dates with points.
    if "." in words:
        order = "dmy"[: len(parts)]
    found = dict(zip(order, (int(part) for part in parts), strict=True))
    year = found.get("y", today.year)
    if len(parts) == 3 and len(parts[order.index("y")]) == 2:
        century = today.year - today.year % 100
        year += century if year <= today.year % 100 + 20 else century - 100
    return _date(year, found["m"], found["d"], today=today)


def _read_month_name(words: str, today: date) -> date | None:
    """`27 mar 1985`, `march 27`."""
    parts = re.findall(r"\d+|[^\W\d_]+", words)
    names = [part for part in parts if part.isalpha()]
    figures = [int(part) for part in parts if part.isdecimal()]
    if len(names) != 1 or not 1 <= len(figures) <= 2:
        return None
    month = _month(names[0])
    if month is None:
        return None
    figures.sort()
    year = figures[1] if len(figures) == 2 else today.year
    return _date(year, month, figures[0], today=today)


def _month(name: str) -> int | None:
    if len(name) < 3:
        return None
    english = Locale.parse("en")
    for locale in (_now.locale, english):
        for width in ("wide", "abbreviated"):
            for form in ("format", "stand-alone"):
                for index, word in locale.months[form][width].items():
                    if word.casefold().strip(".").startswith(name.strip(".")):
                        return index
    return None


def _date(year: int, month: int, day_: int, *, today: date) -> date | None:
    try:
        return date(year, month, day_) if year >= 100 else date(today.year, month, day_)
    except ValueError:
        return None


def read_moment(text: str, now: datetime) -> datetime | None:
    """A date with an optional time of day (`tomorrow 10:30`), aware; None where it is none.

    Without a time it is nine in the morning; a time alone is of today.
    """
    words = text.strip().casefold()
    match = re.search(r"(?:^|[\s,]+)(\d{1,2})(?::(\d{2})\s*(am|pm)?|\s*(am|pm))$", words)
    hour, minute = 9, 0
    if match:
        words = words[: match.start()].strip(" ,")
        hour, minute = int(match[1]), int(match[2] or 0)
        half = match[3] or match[4]
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
    found = read_day(words, local(now).date()) if words else local(now).date()
    if found is None or (not words and not match) or hour > 23 or minute > 59:
        return None
    return datetime(found.year, found.month, found.day, hour, minute).astimezone()


def read_number(text: str) -> Decimal | None:
    """A number as people type it, with the locale's separators or plain; None where it is none."""
    _order, decimal, group = _patterns()
    words = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    words = re.sub(r"^[^\d.,+-]+|[^\d.,]+$", "", words)  # a currency sign on either side
    if decimal in words and group in words and words.rindex(group) > words.rindex(decimal):
        return None
    if group in words and _grouped(words.split(decimal)[0], group):
        words = words.replace(group, "")
    if decimal != "." and words.count(decimal) == 1 and "." not in words:
        words = words.replace(decimal, ".")
    try:
        value = Decimal(words)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _grouped(whole: str, group: str) -> bool:
    """Whether separators stand where thousands end: `1,250` yes, `1,25` no."""
    first, *rest = whole.lstrip("+-").split(group)
    return bool(rest) and 1 <= len(first) <= 3 and all(len(part) == 3 for part in rest)


def plain_number(value: Decimal | int) -> str:
    """A number for an editor: the locale's decimal sign, no grouping, no needless zeros."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", _patterns().decimal)
