"""How well a name fits what somebody types: words in any order, without accents, a bit fuzzy.

For the short lists a person chooses from (commands, settings, the names that a search has found);
records are found by the search index.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crm_desktop.models.folding import fold, is_cjk

Span = tuple[int, int]
_WHOLE, _START, _WORD, _INITIALS, _INSIDE, _ELSEWHERE, _LETTERS = 1.0, 0.9, 0.8, 0.6, 0.5, 0.4, 0.25
_SHORTEST_FUZZY = 3


class Match(NamedTuple):
    """A name that fits.

    Attributes:
        score: above 0; 1 and a little where the name is what was typed.
        spans: which letters of the name were meant, as (start, end), in order.
    """

    score: float
    spans: tuple[Span, ...]


class _Folded(NamedTuple):
    text: str
    places: tuple[Span, ...]  # of which letter of the name, with its accents, each was made
    starts: tuple[int, ...]  # where its words begin


@lru_cache(4096)
def _folded(name: str) -> _Folded:
    text, new_word = "", True
    places: list[Span] = []
    starts: list[int] = []
    for at, letter in enumerate(name):
        plain = fold(letter)
        if not plain:  # an accent that stands for itself
            places[-1:] = [(start, at + 1) for start, _end in places[-1:]]
            continue
        if plain[0].isalnum() and (new_word or is_cjk(letter)):
            starts.append(len(text))
        new_word = not plain[-1].isalnum()
        text += plain
        places += [(at, at + 1)] * len(plain)
    return _Folded(text, tuple(places), tuple(starts))


def match(typed: str, name: str, more: str = "") -> Match | None:
    """How a name fits; None where a word of what is typed is not in it.

    `more` are words that count as well, but less: the menu of a command, the company of a person.
    """
    words = fold(typed).split()
    if not words:
        return Match(0.0, ())
    held, other = _folded(name), _folded(more).text
    score, letters = 0.0, set[int]()
    for word in words:
        found = _best(word, held)
        if found is None and word in other:
            found = (_ELSEWHERE, ())
        if found is None:
            return None
        score += found[0]
        letters.update(letter for at in found[1] for letter in range(*held.places[at]))
    covered = sum(map(len, words)) / max(len(held.text), 1)
    whole = 0.2 if held.text.startswith(" ".join(words)) else 0.0
    return Match(score / len(words) + whole + 0.1 * min(covered, 1.0), _spans(letters))


def places(word: str, text: str) -> list[Span]:
    """Where a word stands in a text, as (start, end): whatever its case and accents are."""
    wanted, held = fold(word), _folded(text)
    found: list[Span] = []
    at = held.text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        found.append((held.places[at][0], held.places[end - 1][1]))
        at = held.text.find(wanted, end)
    return found


def _best(word: str, held: _Folded) -> tuple[float, tuple[int, ...]] | None:
    """The best place of a word in a name: (score, which letters)."""
    text = held.text
    for at in held.starts:
        if text.startswith(word, at):
            end = at + len(word)
            ends = end == len(text) or not text[end].isalnum()
            first = at == held.starts[0]
            score = _WHOLE if ends else _START if first else _WORD
            return score, tuple(range(at, end))
    initials = "".join(text[at] for at in held.starts)
    if len(word) > 1 and (at := initials.find(word)) >= 0:
        return _INITIALS, held.starts[at : at + len(word)]
    if (at := text.find(word)) >= 0:
        return _INSIDE, tuple(range(at, at + len(word)))
    return _scattered(word, held) if len(word) >= _SHORTEST_FUZZY else None


def _scattered(word: str, held: _Folded) -> tuple[float, tuple[int, ...]] | None:
    """Letters left out or swapped for none: all in their order, the first one begins a word."""
    for start in held.starts:
        found: list[int] = []
        at = start
        for letter in word:
            at = held.text.find(letter, at)
            if at < 0 or (not found and at != start):
                break
            found.append(at)
            at += 1
        if len(found) == len(word) and found[-1] - found[0] < 2 * len(word):
            return _LETTERS, tuple(found)
    return None


def _spans(letters: set[int]) -> tuple[Span, ...]:
    out: list[Span] = []
    for at in sorted(letters):
        if out and out[-1][1] == at:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    return tuple(out)
