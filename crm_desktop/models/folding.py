"""One folding of text for search, sort keys and matching, the same on both databases."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPECIAL = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


class _Plain(dict[int, "int | str | None"]):
    """For str.translate(): a letter without its marks. Learns each character when it comes."""

    def __missing__(self, code: int) -> int | None:
        plain = self[code] = None if unicodedata.combining(chr(code)) else code
        return plain


_plain = _Plain(_SPECIAL)
_LONG = 200  # characters: no name, whose words come again, but a note
# Where a word of a character may stand: what is_cjk() tells is a part of it.
_LATE_LETTERS = re.compile("[\u3040-\ud7ff\uf900-\ufaff\U00020000-\U000323af]")


def fold(value: str) -> str:
    """Lower case without accents. Cyrillic, Greek and CJK stay; й and ё lose their marks."""
    if value.isascii():
        return value.lower()
    if len(value) > _LONG:
        return _fold_letters(value)
    return " ".join(
        [word.lower() if word.isascii() else _fold_word(word) for word in value.split(" ")]
    )


def _fold_letters(value: str) -> str:
    # Taken apart before and after: 𝓐 becomes a capital A first, and some letters fold to two.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold())
    return unicodedata.normalize("NFC", apart.translate(_plain))


_fold_word = lru_cache(maxsize=20_000)(_fold_letters)  # names, cities and titles come again


def is_cjk(character: str) -> bool:
    """True for characters that are words by themselves: Han, kana, Hangul syllables."""
    code = ord(character)
    return (
        0x3040 <= code <= 0x30FF
        or 0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7A3
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x323AF
    )


def search_words(value: str) -> str:
    """Folded text in which each CJK character stands once more as a word of its own.

    So that one or two characters are found by the same trigram index: `LIKE '% 李 %'`.
    """
    folded = " ".join(fold(value).split())
    if folded.isascii() or not _LATE_LETTERS.search(folded):
        return folded
    single = [c for c in folded if is_cjk(c)]
    return f"{folded} {' '.join(single)}" if single else folded


@lru_cache(maxsize=20_000)
def label_words(label: str) -> str:
    """search_words() of something that many records name: a company."""
    return search_words(label)
