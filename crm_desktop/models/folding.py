"""One folding of text for search, sort keys and matching, the same on both databases."""

from __future__ import annotations

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
_FIRST_CJK = "\u3040"


def fold(value: str) -> str:
    """Lower case without accents. Cyrillic, Greek and CJK stay; й and ё lose their marks."""
    return value.lower() if value.isascii() else _fold_letters(value)


@lru_cache(maxsize=20_000)  # the cities, companies and given names of an import come again
def _fold_letters(value: str) -> str:
    # Taken apart before and after: 𝓐 becomes a capital A first, and some letters fold to two.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold())
    return unicodedata.normalize("NFC", apart.translate(_plain))


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
    if folded.isascii() or max(folded) < _FIRST_CJK:
        return folded
    single = [c for c in folded if is_cjk(c)]
    return f"{folded} {' '.join(single)}" if single else folded
