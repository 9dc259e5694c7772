"""A name in one piece, taken apart with care: what is not certain stays together."""

from __future__ import annotations

import re
from functools import lru_cache

from crm_desktop.models.folding import fold, is_cjk
from crm_desktop.services.transfer.column_content import is_honorific

_PARTICLES = frozenset(
    "van von vom zu zum zur de der den del della dello delle dei degli di da dal dos das do du la "
    "le les el al bin ibn bint ben ter ten tot te op af av st saint san santa y e і".split()
)
_LEADING = _PARTICLES - {"y", "e", "і", "ben"}
_LEADING_CAPITAL = frozenset("van von de der den del della di du le la ter ten".split())
_SUFFIXES = frozenset(
    "jr sr ii iii iv phd md mba esq dds cpa rn junior senior msc bsc ma ba llm mphil bcom jnr snr "
    "фіз".split()
)
_PATRONYMIC = re.compile(r"(?:ович|евич|євич|йович|ич|овна|евна|івна|ївна|ична|інична)$")
_SLAVIC_FAMILY = re.compile(
    r"(?:енко|ський|ська|цький|цька|ский|ская|цкий|цкая|ов|ова|ев|ева|єв|єва|ин|ина|ін|іна|чук|"
    r"щук|юк|ук|як|ко)$"
)
_TWO_SIGNS = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 公孙 慕容 司徒 夏侯 南宫".split()
)
_KOREAN_TWO = frozenset({"남궁", "황보", "제갈", "선우", "독고", "사공", "서문"})


@lru_cache(maxsize=4096)
def split_name(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of field key and words of a name; a single word is the first name."""
    text = " ".join(text.split())
    if text and all(is_cjk(c) or c in " ・·　" for c in text):
        return _pairs(_east_asian(text))
    parts: dict[str, str] = {}
    left, comma, right = text.partition(",")
    left, right = left.strip(), right.strip(" ,")
    if comma and left and right and not all(_is_suffix(word) for word in right.split()):
        _last_first(left, right, parts)
    else:
        words = text.replace(",", " ").split()
        _take_titles(words, parts)
        _western(words, parts)
    return _pairs(parts)


def _pairs(parts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in parts.items() if value)


def _is_suffix(word: str) -> bool:
    return fold(word).replace(".", "") in _SUFFIXES


def _take_titles(words: list[str], parts: dict[str, str]) -> None:
    """Move titles in front and generations behind out of the words, if a name is left."""
    front: list[str] = []
    while len(words) > 1 and _is_title(words[0]):
        front.append(words.pop(0))
    back: list[str] = []
    while len(words) > 1 and _is_suffix(words[-1]):
        back.insert(0, words.pop())
    parts["prefix"] = " ".join(front)
    parts["suffix"] = " ".join(back)


def _is_title(word: str) -> bool:
    """Titles of one letter (`M. Dupont`) look like initials: those stay."""
    return len(word.strip(".")) > 1 and is_honorific(word) and word[0].isupper()


def _last_first(left: str, right: str, parts: dict[str, str]) -> None:
    words = right.replace(",", " ").split()
    _take_titles(words, parts)
    if words and all(_is_suffix(word) for word in left.split()[1:]) and len(left.split()) > 1:
        left, _, parts["suffix"] = left.partition(" ")
    if len(words) > 1 and fold(words[-1]) in _LEADING:  # Gogh, Vincent van
        left = f"{words.pop()} {left}"
    _given(words, parts)
    parts["last_name"] = left


def _given(words: list[str], parts: dict[str, str]) -> None:
    """First names, with a patronymic or an initial as the middle name."""
    if len(words) == 2 and (_PATRONYMIC.search(words[1].lower()) or _is_initial(words[1])):
        parts["first_name"], parts["middle_name"] = words
    else:
        parts["first_name"] = " ".join(words)


def _is_initial(word: str) -> bool:
    return len(word.strip(".")) == 1 and word[0].isupper()


def _western(words: list[str], parts: dict[str, str]) -> None:
    if len(words) < 2:
        key = "last_name" if words and parts.get("prefix") else "first_name"
        parts[key] = " ".join(words)
        return
    if len(words) == 3 and _PATRONYMIC.search(words[2].lower()) and not words[0].isascii():
        parts["last_name"], parts["first_name"], parts["middle_name"] = words
        return
    if len(words) == 2 and _family_comes_first(*words):
        parts["last_name"], parts["first_name"] = words
        return
    start = next(
        (i for i in range(1, len(words) - 1) if _leads_family_name(words[i])), len(words) - 1
    )
    if start == len(words) - 1 and len(words) > 3 and words[-2] in ("y", "e", "і", "-"):
        start -= 2  # Ramón y Cajal
    _given(words[:start], parts)
    parts["last_name"] = " ".join(words[start:])


def _leads_family_name(word: str) -> bool:
    folded = fold(word)
    return folded in (_LEADING if word.islower() else _LEADING_CAPITAL)


def _family_comes_first(first: str, second: str) -> bool:
    """Шевченко Тарас, by the endings; only where the other word has none of them."""
    if first.isascii() or not 0x400 <= ord(first[0]) <= 0x52F:
        return False
    return bool(_SLAVIC_FAMILY.search(first.lower())) and not _SLAVIC_FAMILY.search(second.lower())


def _east_asian(text: str) -> dict[str, str]:
    """The family name comes first; without a space only where its length is beyond doubt."""
    words = re.split(r"[ ・·　]+", text.strip())
    if len(words) == 2:
        return {"last_name": words[0], "first_name": words[1]}
    name = "".join(words)
    if len(words) > 2 or any(0x3040 <= ord(c) <= 0x30FF for c in name):
        return {"first_name": text}
    family = 2 if len(name) > 2 and (name[:2] in _TWO_SIGNS or name[:2] in _KOREAN_TWO) else 1
    if not family < len(name) <= family + 2:
        return {"first_name": text}
    return {"last_name": name[:family], "first_name": name[family:]}
