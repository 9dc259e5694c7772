"""How well an encoding explains bytes: the likelihood of the letters it turns them into.

The model is small on purpose: the frequency of letters in the languages an encoding was made for,
the look of words (capitals begin them, vowels break up consonants, one script at a time) and, for
the East Asian encodings, the share of the characters that everybody uses. A handful of names is
enough for it; general-purpose detectors want pages of running text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import log

from crm_desktop.services.transfer.alphabets import (
    DOUBLE_BYTE,
    FREQUENT,
    LETTERS,
    PAIRS,
    SINGLE_BYTE,
    VOWELS,
)

LONGEST_RUN = 2048  # bytes of a run that are looked at

# Natural logarithms of probabilities.
UNKNOWN_LETTER = -9.0  # a letter of the script that the language does not have
ODD_SIGN = -10.0
CONTROL = -20.0
OTHER_LANGUAGE = -2.5
EXPECTED = 3.0
AMOUNT = 2.0  # the sign of a currency beside a number
PAIR = 0.8  # a usual neighbour of an accented letter, and twice against where there is none
SIDE_BY_SIDE = -2.0  # two accented letters in a row
MIXED_SCRIPTS = -6.0
CASE_FLIP = -4.0
CONSONANTS = -1.5  # each one beyond the third in a row
SIGN_IN_WORD = -5.0
LONE_LETTER = -2.5  # an accented letter without another letter beside it
LONE_CAPITAL = -5.0

COMMON_SIGNS: Mapping[str, float] = {
    **dict.fromkeys("\u00a0–’“”„«»", -4.5),
    **dict.fromkeys("€£§°‘‚…—•·©®™№", -5.5),
    **dict.fromkeys("´¿¡ºª²³½±×¥", -7.5),
}
_WORD = re.compile(r"[^\W\d_]+")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_AMOUNT = re.compile(r"\d ?[€£¥]|[€£¥] ?\d")
_CJK_NAME = re.compile(r"CJK |HIRAGANA|KATAKANA|HANGUL")


def likelihood(
    fields: Sequence[bytes], encoding: str, expected: Collection[str] = ()
) -> float | None:
    """Log likelihood of the fields in that encoding; None where it cannot decode one of them.

    `expected` are languages that the rest of the file speaks for: its addresses, its phone codes.
    """
    texts: list[str] = []
    for field in fields:
        try:
            texts.append(field.decode(encoding))
        except UnicodeDecodeError as error:
            if len(field) < LONGEST_RUN or error.start < LONGEST_RUN - 4:
                return None
            texts.append(field[: error.start].decode(encoding))  # cut within a character
    if encoding in DOUBLE_BYTE:
        language = DOUBLE_BYTE[encoding][0]
        return _east_asian(texts, encoding) + (EXPECTED if language in expected else 0.0)
    languages, cost = SINGLE_BYTE[encoding]
    shape = sum(map(_shape, texts))
    by_language = [_letters(texts, language) for language in languages]
    # A list of customers from several countries: a field may be in another language than most.
    foreign = [max(values) + OTHER_LANGUAGE for values in zip(*by_language, strict=True)]
    best = max(
        sum(map(max, values, foreign)) + (EXPECTED if language in expected else 0.0)
        for language, values in zip(languages, by_language, strict=True)
    )
    return best + shape - cost


def _letters(fields: Sequence[str], language: str) -> list[float]:
    """Per field, the log likelihood of its characters beyond ASCII in that language."""
    known = _alphabet(language)
    pairs = _pairs(language)
    result: list[float] = []
    for field in fields:
        total = 0.0
        for match in _NON_ASCII.finditer(field):
            c = match.group()
            value = known.get(c)
            if value is None:
                total += _stranger(c)
            elif pairs:
                total += value + _neighbours(field, match.start(), pairs)
            else:
                total += value
        result.append(total)
    return result


def _neighbours(text: str, i: int, pairs: frozenset[str]) -> float:
    c = text[i].lower()
    before = text[i - 1].lower() if i and text[i - 1].isalpha() else "_"
    after = text[i + 1].lower() if i + 1 < len(text) and text[i + 1].isalpha() else "_"
    seen = (before + c in pairs) + (c + after in pairs)
    return (-2 * PAIR, 0.0, PAIR)[seen]


@cache
def _pairs(language: str) -> frozenset[str]:
    return frozenset(PAIRS.get(language, "").split())


@cache
def _alphabet(language: str) -> dict[str, float]:
    letters = LETTERS[language]
    weights = [1 / (rank + 2) for rank in range(len(letters))]
    whole = sum(weights)
    known: dict[str, float] = {}
    for letter, weight in zip(letters, weights, strict=True):
        known[letter] = log(weight / whole)
        upper = letter.upper()
        if len(upper) == 1 and upper != letter:
            known[upper] = known[letter] - 0.7
    return known


@cache
def _stranger(c: str) -> float:
    """A character that no language of the encoding counts among its letters."""
    common = COMMON_SIGNS.get(c)
    if common is not None:
        return common
    category = unicodedata.category(c)
    if category[0] == "L":
        return UNKNOWN_LETTER
    if category in {"Mn", "Mc"}:
        return UNKNOWN_LETTER - 1
    return CONTROL if category[0] == "C" else ODD_SIGN


def _shape(text: str) -> float:
    """What the look of the words takes away."""
    total = 0.0
    for word in _WORD.findall(text):
        if not word.isascii():
            total += _word_shape(word)
    for match in _NON_ASCII.finditer(text):
        c = match.group()
        if not c.isalpha():
            i = match.start()
            before, after = text[i - 1 : i], text[i + 1 : i + 2]
            if _is_mark(c):
                continue
            total += SIDE_BY_SIDE * (before > "\x7f") + SIDE_BY_SIDE * (after > "\x7f")
            if before.isalpha() and after.isalpha() and c not in "’·":
                total += SIGN_IN_WORD
            elif c in "€£¥" and _AMOUNT.search(text, max(i - 2, 0), i + 3):
                total += AMOUNT
    return total


@cache
def _is_mark(c: str) -> bool:
    return unicodedata.category(c)[0] == "M"


@cache
def _word_shape(word: str) -> float:
    scripts = [_script(c) for c in word]
    total = 0.0
    for (a, b), (script_a, script_b) in zip(pairwise(word), pairwise(scripts), strict=True):
        if script_a != script_b:
            total += MIXED_SCRIPTS
        elif a > "\x7f" and b > "\x7f" and script_a == "L":
            total += SIDE_BY_SIDE
    if len(word) == 1 and scripts[0] == "L":
        total += LONE_CAPITAL if word.isupper() else LONE_LETTER
    if scripts[0] in "LCG":
        total += _case_shape(word) + _consonants(word)
    return total


def _case_shape(word: str) -> float:
    """Capitals stand at the beginning or everywhere; the rest is a sign of the wrong table."""
    if word.islower() or word.isupper() or word.istitle():
        return 0.0
    flips = 0
    for a, b in pairwise(word):
        if (a > "\x7f" or b > "\x7f") and a.islower() and b.isupper():
            flips += 1
    if flips == 0 and word[:2].isupper():
        flips = 1  # ИВанов
    return flips * CASE_FLIP


def _consonants(word: str) -> float:
    run = excess = 0
    for c in word.lower():
        run = 0 if c in VOWELS else run + 1
        if run > 3:
            excess += 1
    return 0.0 if word.isupper() and len(word) <= 5 else excess * CONSONANTS


@cache
def _script(c: str) -> str:
    """One letter for the script of a letter: L(atin) C(yrillic) G(reek) or another."""
    if c < "\x80":
        return "L"
    name = unicodedata.name(c, "?")
    if _CJK_NAME.match(name):
        return "E"
    return name[0] if name[0] != "C" or name.startswith("CYRILLIC") else "?"


def _east_asian(texts: Sequence[str], encoding: str) -> float:
    _, cost, *_ = DOUBLE_BYTE[encoding]
    total = -cost
    for text in texts:
        for match in _NON_ASCII.finditer(text):
            c = match.group()
            i = match.start()
            total += _east_asian_character(c, encoding)
            if text[i - 1 : i].isascii() and text[i - 1 : i].isalpha():
                total += MIXED_SCRIPTS / 2
            if text[i + 1 : i + 2].isascii() and text[i + 1 : i + 2].isalpha():
                total += MIXED_SCRIPTS / 2
    return total


@cache
def _east_asian_character(c: str, encoding: str) -> float:
    raw = c.encode(encoding)
    _, _, first, last, size = DOUBLE_BYTE[encoding]
    kana = 0.3 if encoding in {"cp932", "euc_jp"} else 0.002
    kinds: tuple[tuple[bool, float], ...] = (
        (c in FREQUENT[encoding], log(0.55 / len(FREQUENT[encoding]))),
        (len(raw) == 2 and first <= raw[0] <= last, log(0.35 / size)),
        ("\u3041" <= c <= "\u30fe", log(kana / 170)),
        ("\uff61" <= c <= "\uff9f", -8.0),  # half-width kana: one byte each
        ("\u3000" <= c <= "\u303f" or "\uff01" <= c <= "\uff60", log(0.05 / 100)),
        (len(raw) == 2 and unicodedata.category(c) == "Lo", log(0.02 / 7000)),
        (len(raw) == 4 and c.isalpha(), -12.0),  # GB 18030 writes every other letter with digits
    )
    return next((value for is_kind, value in kinds if is_kind), ODD_SIGN * len(raw))
