"""The words of documents: each language is whole, and its figures are those of its country."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.services.documents import words as words_module
from crm_desktop.services.documents.content import Kind, is_iban
from crm_desktop.services.documents.faces import missing
from crm_desktop.services.documents.vocabulary import Vocabulary
from crm_desktop.services.documents.words import VOCABULARIES, Words, included, locale_of, totals
from crm_desktop.services.pricing import Adjustment, Document, Line, price
from tests.services.documents.reading import plain

D = Decimal
DAY = date(2026, 11, 21)


@pytest.mark.parametrize("language", VOCABULARIES)
def test_each_language_is_whole(language: str) -> None:
    own, english = VOCABULARIES[language], VOCABULARIES["en"]
    for key in Vocabulary._fields:
        said, wanted = getattr(own, key), getattr(english, key)
        assert said.strip() == said != "", key
        assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", wanted)), key
        if wanted.count(" ") > 3 and "{" not in wanted:  # a sentence
            assert said.endswith((".", "。")), key
        assert not missing(said), key


def test_each_word_is_used() -> None:
    folder = Path(words_module.__file__).parent
    files = (file for file in folder.glob("*.py") if "vocabulary" not in file.name)
    code = "".join(file.read_text("utf-8") for file in files)
    kinds = {kind.value for kind in Kind}
    assert [
        key for key in Vocabulary._fields if f"say.{key}" not in code and key not in kinds
    ] == []


def test_languages_differ() -> None:
    titles = {Words(language).title(Kind.QUOTE) for language in VOCABULARIES}
    assert len(titles) == len(VOCABULARIES)


@pytest.mark.parametrize(
    ("language", "amount", "money", "percent", "day"),
    [
        ("en", "1,234,567.80", "€1,234,567.80", "7.5%", "21 November 2026"),
        ("en_US", "1,234,567.80", "€1,234,567.80", "7.5%", "November 21, 2026"),
        ("de", "1.234.567,80", "1.234.567,80 €", "7,5 %", "21. November 2026"),
        ("de-CH", "1’234’567.80", "EUR 1’234’567.80", "7.5%", "21. November 2026"),
        ("fr", "1 234 567,80", "1 234 567,80 €", "7,5 %", "21 novembre 2026"),
        ("pl", "1 234 567,80", "1 234 567,80 €", "7,5%", "21 listopada 2026"),
        ("ru", "1 234 567,80", "1 234 567,80 €", "7,5 %", "21 ноября 2026 г."),
        ("ro", "1.234.567,80", "1.234.567,80 EUR", "7,5 %", "21 noiembrie 2026"),
        ("zh", "1,234,567.80", "€1,234,567.80", "7.5%", "2026年11月21日"),
        ("tlh", "1,234,567.80", "€1,234,567.80", "7.5%", "21 November 2026"),
        ("ja", "1,234,567.80", "€1,234,567.80", "7.5%", "21 November 2026"),
    ],
)
def test_figures(language: str, amount: str, money: str, percent: str, day: str) -> None:
    words = Words(language, "EUR")
    value = D("1234567.8")
    assert plain(words.amount(value)) == amount
    assert plain(words.money(value)) == money
    assert plain(words.percent(D("7.5"))) == percent
    assert plain(words.day(DAY)) == day


def test_prices_have_the_decimals_they_need() -> None:
    words = Words("en", "EUR")
    assert words.price(D("2")) == "2.00"
    assert words.price(D("2.1255")) == "2.1255"
    assert words.number(D("2.500")) == "2.5"
    assert words.amount(D("-2")) == "\N{MINUS SIGN}2.00"
    assert Words("en", "JPY").amount(D("1234")) == "1,234"
    assert Words("en", "KWD").amount(D("1.5")) == "1.500"


def test_very_long_figures_are_whole() -> None:
    assert Words("en", "EUR").amount(D("1" * 34 + ".25")).endswith("111.25")


def test_unknown_languages_are_english() -> None:
    for language in ("", "xx", "german", "tlh", "ja", "x" * 50):
        assert locale_of(language).language == "en"


def test_totals_of_prices_with_tax_say_what_is_in_them() -> None:
    line = Line(D(1), D(119), tax_rate=D(19))
    ten = (Adjustment(percent=D(10), reason="Stammkunde"),)
    priced = price(Document("EUR", (line,), prices_include_tax=True, allowances=ten))
    words = Words("de", "EUR")
    rows = [(plain(row.words), row.amount) for row in totals(words, priced)]
    assert rows == [
        ("Summe der Positionen", D("119.00")),
        ("Rabatt 10 % (Stammkunde)", D("-11.90")),
        ("Gesamtbetrag", D("107.10")),
    ]
    (row,) = included(words, priced)
    assert (plain(row.words), row.amount) == ("Enthaltene USt. 19 % auf 90,00", D("17.10"))


def test_ibans() -> None:
    assert is_iban("de89 3704 0044 0532 0130 00")
    assert is_iban("GB82WEST12345698765432")
    for wrong in ("", "DE88370400440532013000", "DE8937040044053201300", "١٢", "DE89-3704"):
        assert not is_iban(wrong)
