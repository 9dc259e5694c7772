"""A name in one piece is taken apart only where that is certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.transfer.personal_names import split_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Maria Anders", "first_name=Maria last_name=Anders"),
        ("Anna Maria Ruiz", "first_name=Anna Maria last_name=Ruiz"),
        ("John F. Kennedy", "first_name=John middle_name=F. last_name=Kennedy"),
        ("Ruiz, Anna", "first_name=Anna last_name=Ruiz"),
        ("Smith, John Q.", "first_name=John middle_name=Q. last_name=Smith"),
        ("John Smith, Jr.", "first_name=John last_name=Smith suffix=Jr."),
        ("Dr. Jane Doe PhD", "prefix=Dr. first_name=Jane last_name=Doe suffix=PhD"),
        ("Herr Dr. Karl Meier", "prefix=Herr Dr. first_name=Karl last_name=Meier"),
        ("Frau Meier", "prefix=Frau last_name=Meier"),
        ("Ludwig van Beethoven", "first_name=Ludwig last_name=van Beethoven"),
        ("Robert De Niro", "first_name=Robert last_name=De Niro"),
        ("Maria de la Cruz", "first_name=Maria last_name=de la Cruz"),
        ("Madonna", "first_name=Madonna"),
        ("王芳", "last_name=王 first_name=芳"),
        ("欧阳修", "last_name=欧阳 first_name=修"),
        ("山田 太郎", "last_name=山田 first_name=太郎"),
        ("김철수", "last_name=김 first_name=철수"),
        ("Иванов Иван Иванович", "last_name=Иванов first_name=Иван middle_name=Иванович"),
        ("Иван Иванович Иванов", "first_name=Иван middle_name=Иванович last_name=Иванов"),
        ("Шевченко Тарас", "last_name=Шевченко first_name=Тарас"),
        ("Тарас Шевченко", "first_name=Тарас last_name=Шевченко"),
        ("John & Mary Smith", "first_name=John & Mary last_name=Smith"),
        ("", ""),
    ],
)
def test_names_in_one_piece(name: str, parts: str) -> None:
    found = dict(split_name(name))
    wanted: dict[str, str] = {}
    for word in parts.split():
        key, sign, value = word.partition("=")
        if sign:
            wanted[key] = value
        else:
            wanted[list(wanted)[-1]] += f" {word}"
    assert found == wanted


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_no_word_of_a_name_is_lost(name: str) -> None:
    found = " ".join(value for _, value in split_name(name))
    letters = [c for c in name if not c.isspace() and c not in ",・·"]
    kept = [c for c in found if not c.isspace() and c not in ",・·"]
    assert sorted(letters) == sorted(kept)
