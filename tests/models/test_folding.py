from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.models.folding import fold, is_cjk, search_words


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("Anna Ruiz", "anna ruiz"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("Đặng Thị Ánh", "dang thi anh"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("Ключевская", "ключевская"),
        ("Пётр Зайцев", "петр заицев"),
        ("Μαρία Παπαδοπούλου", "μαρια παπαδοπουλου"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
        ("Οδυσσεύς", "οδυσσευσ"),
        ("李小明", "李小明"),
        ("ﾀﾅｶ", "タナカ"),
        ("ＡＢＣ", "abc"),
        ("محمد علي", "محمد علي"),
        ("김민준", "김민준"),
    ],
)
def test_folds(value: str, folded: str) -> None:
    assert fold(value) == folded


@given(st.text())
def test_folding_twice_is_folding_once(value: str) -> None:
    assert fold(fold(value)) == fold(value)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_folds_as_the_long_way_would(value: str) -> None:
    assert fold(value) == value.casefold()


@pytest.mark.parametrize("character", "李かカ김𠮷")
def test_characters_that_are_words(character: str) -> None:
    assert is_cjk(character)


@pytest.mark.parametrize("character", "aяéα1-م")
def test_characters_that_are_letters(character: str) -> None:
    assert not is_cjk(character)


def test_each_cjk_character_is_a_word_too() -> None:
    assert search_words("李小明  GmbH") == "李小明 gmbh 李 小 明"
    assert search_words("Anna\n Ruiz ") == "anna ruiz"
