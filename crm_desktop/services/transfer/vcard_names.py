"""The formatted name of a card, where it is all there is, and where it says more than its parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

# Words that begin a family name in many languages; in small letters only.
_PARTICLES = frozenset(
    "von van der den de del della di da do dos das la le du af av bin ibn al el ter ten zu zum zur "
    "y e".split()
)
_PREFIXES = frozenset(
    "mr mrs ms miss dr prof herr frau hr fr sr sra dott ing mag dipl-ing m mme mlle".split()
)
_TOKEN = re.compile(r"[\w'’-]+")


def split_name(text: str) -> dict[str, str]:
    """First and last name of a name that nobody took apart; the user can correct it."""
    text = " ".join(text.split())
    if not text:
        return {}
    last, comma, first = text.partition(",")
    if comma and first.strip():
        return {"last_name": last.strip(), "first_name": first.strip()}
    words = text.split(" ")
    prefix: list[str] = []
    while len(words) > 2 and words[0].rstrip(".").casefold() in _PREFIXES:
        prefix.append(words.pop(0))
    cut = len(words) - 1
    while cut > 1 and words[cut - 1] in _PARTICLES:
        cut -= 1
    values = {"last_name": " ".join(words[cut:])}
    if cut:
        values["first_name"] = " ".join(words[:cut])
    if prefix:
        values["prefix"] = " ".join(prefix)
    return values


def override_of(text: str, values: Mapping[str, Any]) -> str:
    """The formatted name, where no usual order of its parts would give it; else empty.

    Asian names are written without blanks and in their own order, which the program knows.
    """
    parts = {key: _tokens(str(values.get(key) or "")) for key in _KEYS}
    found = _tokens(text)
    if not found:
        return ""
    for order in _orders(comma="," in text):
        usual = [token for key in order for token in parts[key]]
        if len(usual) == len(found) and all(map(_same, found, usual)):
            return ""
    glued = "".join(found)
    first, last = "".join(parts["first_name"]), "".join(parts["last_name"])
    if glued in {first + last, last + first} and not glued.isascii() and " " not in text:
        return ""
    return text


_KEYS = ("prefix", "first_name", "middle_name", "last_name", "suffix")


def _orders(*, comma: bool) -> Iterator[tuple[str, ...]]:
    """Usual orders of the parts, in which some of them may be left out."""
    for drop in product((False, True), repeat=3):
        left_out = {key for key, is_out in zip(_OPTIONAL, drop, strict=True) if is_out}
        yield tuple(key for key in _KEYS if key not in left_out)
        if comma:
            yield tuple(key for key in _LAST_FIRST if key not in left_out)
    yield ("prefix", "last_name")


_OPTIONAL = ("prefix", "middle_name", "suffix")
_LAST_FIRST = ("last_name", "suffix", "prefix", "first_name", "middle_name")


def _same(shown: str, part: str) -> bool:
    """Equal, or the initial of it."""
    return shown == part or (len(shown) == 1 and part.startswith(shown))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold().replace(".", " "))
