from __future__ import annotations

import pytest

from crm_desktop.services.word_match import match, places


def marked(typed: str, name: str, more: str = "") -> str:
    """The name with brackets around the letters that were meant."""
    found = match(typed, name, more)
    assert found is not None, (typed, name)
    out = name
    for start, end in reversed(found.spans):
        out = f"{out[:start]}[{out[start:end]}]{out[end:]}"
    return out


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("new", "[New] contact"),
        ("contact new", "[New] [contact]"),
        ("nc", "[N]ew [c]ontact"),
        ("cont", "New [cont]act"),
        ("tact", "New con[tact]"),
        ("ctct", "New [c]on[t]a[ct]"),
        ("", "New contact"),
    ],
)
def test_words_in_any_order(typed: str, shown: str) -> None:
    assert marked(typed, "New contact") == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("stefan", "[Ștefan] Munteanu"),
        ("MUNTEANU s", "[Ș]tefan [Munteanu]"),
        ("weiss", "Jonas [Weiß]"),
        ("сергіи", "[Сергій] Шевченко"),
        ("小明", "王[小明]"),
        ("明", "王小[明]"),
        ("한", "[한]국 무역"),
        ("e", "[e\u0301]clair"),
    ],
)
def test_accents_and_scripts(typed: str, shown: str) -> None:
    plain = shown.replace("[", "").replace("]", "")
    assert marked(typed, plain) == shown


def test_what_is_not_there_does_not_match() -> None:
    assert match("xyz", "New contact") is None
    assert match("new xyz", "New contact") is None
    assert match("nt", "New contact company") is not None  # inside a word
    assert match("twn", "New contact") is None  # the letters are there, in another order


def test_other_words_count_less_and_are_not_marked() -> None:
    assert marked("file", "New contact", "File menu") == "New contact"
    named, other = match("file", "File"), match("file", "New contact", "File")
    assert named is not None
    assert other is not None
    assert named.score > other.score


def test_the_better_the_place_the_higher_the_score() -> None:
    names = ["Note", "Notes of today", "New note", "Nice old town", "Footnote"]
    scores = [found.score if (found := match("not", name)) else 0.0 for name in names]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("prufen", "Prüfen, dann erneut prüfen", ["Prüfen", "prüfen"]),
        ("PRÜFEN", "erneut pru\u0308fen.", ["pru\u0308fen"]),
        ("grosse", "Größe und Großes", ["Größe", "Große"]),
        ("aa", "aaaa", ["aa", "aa"]),
        ("x", "", []),
        ("", "anything", []),
    ],
)
def test_all_places_of_a_word_in_a_text(word: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in places(word, text)] == found
