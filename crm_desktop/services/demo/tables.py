"""The words of the demo made ready to draw from: everything that need not be done for each row.

A `Region` is a country with its names, cities and trades. A country that writes in another script
has a second one, in which people and companies stand in Latin letters, as half the offices of
this world write them down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from math import gcd
from typing import NamedTuple

from crm_desktop.services.demo.names import NAMES
from crm_desktop.services.demo.places import PLACES, Place
from crm_desktop.services.demo.scripts import (
    PATRONYMICS,
    SCRIPT_NAMES,
    female_family,
    katakana,
    latin,
)
from crm_desktop.services.demo.words import ENGLISH_JOBS, INDUSTRIES, JOB_PLACES, TRADES, Trade

Draw = Callable[[], float]

# How many of a hundred companies are in a country.
WEIGHTS = {
    "en-US": 10,
    "en-GB": 8,
    "de": 12,
    "fr": 7,
    "es": 6,
    "it": 6,
    "pl": 6,
    "uk": 8,
    "ru": 5,
    "ro": 7,
    "zh": 5,
    "ja": 3,
    "ko": 2,
    "ar": 2,
    "he": 2,
    "el": 2,
    "tr": 3,
    "pt-BR": 3,
    "sv": 2,
    "nb": 1,
}
FAMILY_FIRST = frozenset({"zh", "ja", "ko"})
TWO_FAMILIES = frozenset({"es", "pt-BR"})
# Where words are those of a country named before: a hyphen keeps the mail domains apart.
_HYPHENS = frozenset({"en-GB", "ro", "pt-BR", "nb"})
_LATIN_FORMS = {
    "uk": "{} LLC",
    "ru": "{} LLC",
    "el": "{} S.A.",
    "zh": "{} Co., Ltd.",
    "ja": "{} Co., Ltd.",
    "ko": "{} Co., Ltd.",
    "ar": "{} LLC",
    "he": "{} Ltd",
}
_SYMBOLS = {
    "#": "0123456789",
    "^": "123456789",
    "~": "23456789",
    "@": "ABDEFGHJLNPQRSTUWXYZ",
}


class Pattern(NamedTuple):
    """A text with places for digits: how it begins, then (digits, how many, text behind) ..."""

    begin: str
    parts: tuple[tuple[Sequence[str], int, str], ...]


class Word(NamedTuple):
    """A name, in Latin letters, and how it is read where that cannot be told from it."""

    text: str
    latin: str
    reading: str = ""
    slug: str = ""


class City(NamedTuple):
    """A city with the patterns of its postcodes and telephones."""

    name: str
    region: str
    slug: str
    postcode: Pattern
    landlines: tuple[Pattern, ...]
    mobiles: tuple[Pattern, ...]


class Head(NamedTuple):
    """First word of a company's name; `city` where it says where the company is, else -1."""

    text: str
    slug: str
    city: int = -1


class Region(NamedTuple):
    """All words of a country in one script. Pairs are (for men, for women)."""

    key: str
    place: Place
    latin: bool
    language: str
    given: tuple[tuple[Word, ...], tuple[Word, ...]]
    families: tuple[tuple[Word, ...], tuple[Word, ...]]
    patronymics: tuple[tuple[str, ...], tuple[str, ...]]
    family_first: bool
    two_families: bool
    cities: tuple[City, ...]
    streets: tuple[str, ...]
    jobs: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
    dear: tuple[str, str]
    heads: tuple[Head, ...]
    trades: tuple[tuple[str, str], ...]
    company: str
    stem_first: bool
    glue: str
    step: int
    forms: tuple[str, ...]
    vat: Pattern
    registration: Pattern


def split(text: str) -> list[str]:
    """The parts between semicolons, with single blanks."""
    return [" ".join(part.split()) for part in text.split(";") if part.strip()]


def fill(pattern: Pattern, draw: Draw) -> str:
    """The pattern with digits in it."""
    text = pattern.begin
    for table, size, behind in pattern.parts:
        text += table[int(draw() * size)] + behind
    return text


def pattern(text: str) -> Pattern:
    """Read a pattern as the words of places are written in."""
    pieces: list[list[str]] = [["", ""]]
    for c in text:
        if c not in _SYMBOLS:
            pieces[-1][1] += c
        elif pieces[-1][1] or len(pieces[-1][0]) == 4 or len(pieces) == 1:
            pieces.append([c, ""])
        else:
            pieces[-1][0] += c
    parts = ((_digits(symbols), behind) for symbols, behind in pieces[1:])
    return Pattern(pieces[0][1], tuple((table, len(table), behind) for table, behind in parts))


@cache
def industries() -> tuple[str, ...]:
    """The catalogue's values, in the order of every country's trades."""
    return tuple(split(INDUSTRIES))


@cache
def english_jobs() -> tuple[tuple[str, str], ...]:
    """Titles and departments for anybody."""
    pairs = (part.partition("=") for part in split(ENGLISH_JOBS))
    return tuple((title, department) for title, _, department in pairs)


@cache
def regions() -> dict[str, tuple[Region, Region]]:
    """Each country in its own script and in Latin letters, which may be the same."""
    found: dict[str, tuple[Region, Region]] = {}
    for key in WEIGHTS:
        own = _region(key, in_latin=False)
        found[key] = (own, _region(key, in_latin=True) if key in SCRIPT_NAMES else own)
    return found


@cache
def in_latin() -> tuple[Region, ...]:
    """Every country in Latin letters: names that are met abroad."""
    return tuple(pair[1] for pair in regions().values())


@cache
def slots() -> tuple[str, ...]:
    """The country of each of a hundred companies in a row.

    The steps are chosen so that the first twenty, a sample office, are of sixteen countries.
    """
    line = [key for key, weight in WEIGHTS.items() for _ in range(weight)]
    return tuple(line[(place * 61 + 28) % 100] for place in range(100))


@cache
def ranks() -> tuple[int, ...]:
    """How many companies of the same country stand before it in the hundred."""
    line = slots()
    return tuple(line[:place].count(key) for place, key in enumerate(line))


@cache
def _digits(symbols: str) -> tuple[str, ...]:
    return tuple("".join(row) for row in product(*(_SYMBOLS[symbol] for symbol in symbols)))


def _region(key: str, *, in_latin: bool) -> Region:
    place, trade = PLACES[key], TRADES[key]
    family, women, men = NAMES.get(key) or SCRIPT_NAMES[key]
    families = _words(family, key, in_latin=in_latin)
    cities = _cities(place, in_latin=in_latin)
    heads = _heads(key, families, cities, in_latin=in_latin)
    trades = _trades(key, trade, in_latin=in_latin)
    fathers = PATRONYMICS.get(key, ("", "")) if not in_latin else ("", "")
    english = TRADES["en-GB"]
    speech = english if in_latin else trade
    return Region(
        key=key,
        place=place,
        latin=in_latin,
        language="en" if in_latin else place.language,
        given=(_words(men, key, in_latin=in_latin), _words(women, key, in_latin=in_latin)),
        families=(_weighted(families), _weighted(_female(family, key, in_latin=in_latin))),
        patronymics=(tuple(fathers[0].split()), tuple(fathers[1].split())),
        family_first=key in FAMILY_FIRST and not in_latin,
        two_families=key in TWO_FAMILIES,
        cities=cities,
        streets=_streets(place, in_latin=in_latin),
        jobs=(_jobs(speech, 0), _jobs(speech, 1)),
        dear=_pair(speech.dear),
        heads=heads,
        trades=trades,
        company="{stem} {trade}" if in_latin else trade.name.removeprefix("{city}"),
        stem_first=in_latin or not trade.name.startswith("{trade}"),
        glue="-" if key in _HYPHENS else "",
        step=_step(len(heads) * len(trades)),
        forms=(_LATIN_FORMS[key],) if in_latin else tuple(split(trade.forms)),
        vat=pattern(place.vat),
        registration=pattern(place.registration),
    )


def _step(size: int) -> int:
    """A step that meets every one of `size` names before one comes again, neighbours far apart."""
    step = size * 618 // 1000
    while gcd(step, size) != 1:
        step += 1
    return step


def _word(entry: str, key: str, *, in_latin: bool) -> Word:
    entry = entry.replace("_", " ")
    text, _, second = entry.partition("/")
    reading = katakana(second) if key == "ja" else ""
    plain = second if second and key != "ja" else latin(second or text, key)
    slug = _slug(plain)
    if key in ("zh", "ko"):
        reading = plain
    return Word(plain, plain, "", slug) if in_latin else Word(text, plain, reading, slug)


def _words(text: str, key: str, *, in_latin: bool) -> tuple[Word, ...]:
    return tuple(_word(entry, key, in_latin=in_latin) for entry in text.split())


def _female(text: str, key: str, *, in_latin: bool) -> tuple[Word, ...]:
    if "/" in text:
        return _words(text, key, in_latin=in_latin)
    return tuple(_word(female_family(entry, key), key, in_latin=in_latin) for entry in text.split())


def _weighted(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The common names stand first in the lists: they come twice as often."""
    return words + words[: len(words) // 3]


def _slug(text: str) -> str:
    return "".join(c for c in latin(text, "").lower() if c.isascii() and c.isalnum())


def _either(text: str, *, in_latin: bool) -> str:
    """The half of `native/latin` that is asked for."""
    first, _, second = text.partition("/")
    return second if in_latin and second else first


def _pair(text: str) -> tuple[str, str]:
    first, _, second = text.partition("|")
    return first, second or first


def _cities(place: Place, *, in_latin: bool) -> tuple[City, ...]:
    found: list[City] = []
    for line in split(place.cities):
        name, region, postcode, area = line.split("|")
        found.append(
            City(
                name=_either(name, in_latin=in_latin),
                region=_either(region, in_latin=in_latin),
                slug=_slug(_either(name, in_latin=True)),
                postcode=pattern(postcode),
                landlines=_phones(place.landline, area),
                mobiles=_phones(place.mobile, area),
            )
        )
    return tuple(found)


def _phones(text: str, area: str) -> tuple[Pattern, ...]:
    found = (
        line.replace("{a}", area)
        .replace("{h}", area.replace(" ", "-", 1))
        .replace("{d}", area.replace(" ", "."))
        .replace("{p}", area.replace(" ", ") ", 1))
        for line in split(text)
    )
    return tuple(pattern(line) for line in found)


def _streets(place: Place, *, in_latin: bool) -> tuple[str, ...]:
    """Streets with `{n}` for the number."""
    found: list[str] = []
    for street in split(place.streets):
        native, _, foreign = street.partition("/")
        if not in_latin:
            found.append(place.address.replace("{street}", native))
        elif foreign:
            found.append(f"{{n}} {foreign}")
        else:
            words = latin(street, place.language).split()
            found.append(" ".join(w.lower() if w.endswith(".") else w for w in words) + " {n}")
    return tuple(found)


def _jobs(trade: Trade, which: int) -> tuple[tuple[str, str], ...]:
    departments = split(trade.departments)
    titles = (_pair(title)[which] for title in split(trade.jobs))
    return tuple(
        (title, departments[place]) for title, place in zip(titles, JOB_PLACES, strict=True)
    )


def _heads(
    key: str, families: tuple[Word, ...], cities: tuple[City, ...], *, in_latin: bool
) -> tuple[Head, ...]:
    stems = [_word(s.replace(" ", "_"), key, in_latin=in_latin) for s in split(TRADES[key].stems)]
    if "{city}" in TRADES[key].name:
        glue = " " if in_latin else ""
        return tuple(
            Head(f"{city.name}{glue}{stem.text}", stem.slug + city.slug, place)
            for stem in stems
            for place, city in enumerate(cities)
        )
    kin = "& Sons" if in_latin else _either(TRADES[key].kin, in_latin=False)
    heads = [Head(stem.text, stem.slug) for stem in stems]
    if key in FAMILY_FIRST:
        return (*heads, *(Head(city.name, city.slug, n) for n, city in enumerate(cities)))
    for place, family in enumerate(families[:60]):
        heads.append(Head(family.text, family.slug))
        if kin and place % 3 == 0:
            heads.append(Head(f"{family.text} {kin}", f"{family.slug}sons"))
    # A family may be called like a stem: Işık, Costa.
    return tuple({head.slug: head for head in reversed(heads)}.values())[::-1]


def _trades(key: str, trade: Trade, *, in_latin: bool) -> tuple[tuple[str, str], ...]:
    """Second words of company names, with their part of the domain."""
    english = split(TRADES["en-US"].trades)
    found: list[tuple[str, str]] = []
    for word, fallback in zip(split(trade.trades), english, strict=True):
        own, _, second = word.partition("/")
        foreign = second or (fallback if key in SCRIPT_NAMES else own)
        found.append((foreign if in_latin else own, _slug(foreign)))
    return tuple(found)
