"""The search box: what is typed, in any script, and what is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.models.folding import search_words
from crm_desktop.services import attachments, listing, records, text_search
from crm_desktop.services.catalog import Ref
from crm_desktop.services.queries import ListQuery, Sort
from crm_desktop.services.workspace import Workspace
from tests.stores import DATABASES, new_store, opened

PEOPLE: dict[str, dict[str, Any]] = {
    "anna": {"first_name": "Anna", "last_name": "Ruiz", "phones": ("+49 30 1234567",)},
    "lukasz": {"first_name": "Łukasz", "last_name": "Żak", "nickname": "Zakuś"},
    "muller": {"first_name": "Jürgen", "last_name": "Müller", "tags": ("Große Kunden",)},
    "petr": {"first_name": "Пётр", "last_name": "Зайцев", "job_title": "директор"},
    "julia": {"first_name": "Юлія", "last_name": "Ковальчук", "emails": ("julia.k@ua.example",)},
    "maria": {"first_name": "Μαρία", "last_name": "Παπαδοπούλου"},
    "muhammad": {"first_name": "محمد", "last_name": "علي"},
    "li": {"first_name": "小明", "last_name": "李"},
    "lily": {"first_name": "小芳", "last_name": "李"},
    "wang": {"first_name": "明", "last_name": "王"},
    "tanaka": {"first_name": "太郎", "last_name": "田中", "phonetic_name": "たなかたろう"},
    "kim": {"first_name": "민준", "last_name": "김"},
    "som": {"first_name": "สมชาย", "last_name": "ใจดี"},
    "dang": {"first_name": "Thị Ánh", "last_name": "Đặng"},
    "obrien": {"first_name": "Conan", "last_name": "O'Brien"},
    "percent": {"last_name": "100% Sure"},
    "underscore": {"last_name": "snake_case"},
    "quote": {"last_name": 'The "Boss"'},
    "backslash": {"last_name": "back\\slash"},
    "asterisk": {"last_name": "a*b (c) AND OR NOT NEAR"},
    "gym": {"last_name": "24/7 Fitness"},
    "bo": {"first_name": "Bo", "last_name": "Al"},
    "local": {"last_name": "Local", "phones": ("0171 55 55 123", "089/7654-321")},
}


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest) -> Iterator[tuple[Workspace, dict[UUID, str]]]:
    with new_store(request.param, request) as address, opened(address) as workspace:
        names: dict[UUID, str] = {}
        company = records.create(workspace, "company", {"name": "Lupa Stahlbau GmbH"})
        for name, values in PEOPLE.items():
            values = dict(values)
            values["phones"] = tuple({"number": n} for n in values.get("phones", ()))
            values["emails"] = tuple({"address": a} for a in values.get("emails", ()))
            if name == "kim":
                values["company"] = Ref(company.id, company.label)
            names[records.create(workspace, "person", values).id] = name
        yield workspace, names


Office = tuple[Workspace, dict[UUID, str]]


def found(office: Office, typed: str) -> set[str]:
    """Who is found; the four ways of asking must agree."""
    workspace, names = office
    asked = ListQuery("person", text=typed)
    vector = listing.ids(workspace, asked).vector
    keys = [UUID(bytes=vector[i : i + 16]) for i in range(0, len(vector), 16)]
    first = listing.first(workspace, asked, ("display_name",))
    assert [UUID(bytes=row.id) for row in first] == keys
    assert listing.count(workspace, asked) == len(keys)
    sorted_ = ListQuery("person", text=typed, sort=(Sort("created_at", descending=True),))
    assert {UUID(bytes=r.id) for r in listing.first(workspace, sorted_, ())} == set(keys)
    return {names[key] for key in keys}


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        # a piece of a name, with or without accents and capitals
        ("anna", "anna"),
        ("RUI", "anna"),
        ("ruiz anna", "anna"),
        ("anna ruiz", "anna"),
        ("na ui", ""),  # two letters begin a word
        ("lukasz", "lukasz"),
        ("Łuka", "lukasz"),
        ("zak", "lukasz"),
        ("muller", "muller"),
        ("MÜLLER", "muller"),
        ("gross", "muller"),
        ("große", "muller"),
        ("obrien", ""),
        ("o'brien", "obrien"),
        ("brien", "obrien"),
        # Cyrillic, Greek, Arabic, Thai, Vietnamese
        ("зайцев", "petr"),
        ("петр", "petr"),
        ("Пётр", "petr"),
        ("зай", "petr"),
        ("директ", "petr"),
        ("юлія", "julia"),
        ("юлия", ""),
        ("ковальчук юл", "julia"),
        ("μαρια", "maria"),
        ("ΠΑΠΑΔΟΠΟΎΛΟΥ", "maria"),
        ("محمد", "muhammad"),
        ("علي", "muhammad"),
        ("สมชาย", "som"),
        ("dang", "dang"),
        ("anh thi", "dang"),
        # CJK: one, two, three characters
        ("李", "li lily"),
        ("李小", "li lily"),
        ("小明", "li"),
        ("明", "li wang"),
        ("李小明", "li"),
        ("王明", "wang"),
        ("明王", ""),
        ("田中", "tanaka"),
        ("田中太郎", "tanaka"),
        ("たな", "tanaka"),
        ("김", "kim"),
        ("김민준", "kim"),
        ("민", "kim"),
        ("李 芳", "lily"),
        # short words
        ("bo", "bo"),
        ("al", "bo"),
        ("bo a", "bo"),
        ("ruiz a", "anna"),
        ("r a", "anna"),
        # phones, by any part, as written and as dialled
        ("1234567", "anna"),
        ("4930", "anna"),
        ("+49 30 1234567", "anna"),
        ("+49 (0)30 123 45 67", "anna"),
        ("0049 30 12 34 567", "anna"),
        ("30 12 34", "anna"),
        ("30 12 35", ""),
        ("+49", "anna local"),
        ("0171", "local"),
        ("017155", "local"),
        ("0171-5555123", "local"),
        ("(089)", "local"),
        ("7654-321", "local"),
        # e-mail addresses
        ("julia.k", "julia"),
        ("julia.k@ua.example", "julia"),
        ("ua.example", "julia"),
        # the company
        ("stahlbau", "kim"),
        ("lupa kim", ""),
        ("lupa 김", "kim"),
        # signs that mean something to a database
        ("%", ""),  # one sign: names that begin so
        ("100%", "percent"),
        ("0% sure", ""),
        ("_", ""),
        ("snake_", "underscore"),
        ("e_c", "underscore"),
        ("s_a", ""),
        ('"boss"', "quote"),
        ('"', ""),
        ("back\\", "backslash"),
        ("\\sl", "backslash"),
        ("a*b", "asterisk"),
        ("(c)", "asterisk"),
        ("near", "asterisk"),
        ("' or 1=1 --", ""),
        # a name that looks like a number
        ("24/7", "gym"),
        ("24/7 fit", "gym"),
        # nothing
        ("kowalska55", ""),
        ("anna zaitsev", ""),
    ],
)
def test_who_is_found(office: Office, typed: str, who: str) -> None:
    assert found(office, typed) == set(who.split())


@pytest.mark.parametrize("typed", ["", " ", "\t\n"])
def test_nothing_typed_is_everybody(office: Office, typed: str) -> None:
    assert found(office, typed) == set(PEOPLE)


def test_one_letter_begins_a_name(office: Office) -> None:
    assert found(office, "r") == {"anna"}
    assert found(office, "з") == {"petr"}


def test_a_pasted_paragraph_is_no_error(office: Office) -> None:
    assert found(office, "word " * 5_000) == set()
    assert found(office, "x" * 100_000) == set()
    assert found(office, "\x00anna\x00 \ud800") == set()
    assert found(office, "\x00anna\x00") == {"anna"}


def test_names_that_begin_so_come_first(office: Office) -> None:
    workspace, _ = office
    rows = listing.first(workspace, ListQuery("person", text="al"), ("display_name",))
    assert [row.cells[0] for row in rows] == ["Bo Al"]


@settings(max_examples=150)
@given(data=st.data())
def test_any_piece_of_three_is_found(office: Office, data: st.DataObject) -> None:
    """Each piece of a word of three characters or more finds its record, on both databases."""
    workspace, names = office
    key, name = data.draw(st.sampled_from(sorted(names.items())))
    record = records.load(workspace, "person", key)
    words = [w for w in search_words(record.label).split() if len(w) >= 3]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    start = data.draw(st.integers(0, len(word) - 3))
    end = data.draw(st.integers(start + 3, len(word)))
    assert name in found(office, word[start:end])


@settings(max_examples=100)
@given(typed=st.text(max_size=12))
def test_nothing_typed_is_an_error(office: Office, typed: str) -> None:
    found(office, typed)


# ---------------------------------------------------------------- other records


def test_all_entities_are_searched_apart(workspace: Workspace) -> None:
    person = records.create(workspace, "person", {"last_name": "Lupa"})
    records.create(workspace, "company", {"name": "Lupa GmbH"})
    link = ({"person": Ref(person.id, person.label)},)
    call = {"kind": "call", "subject": "Call Lupa", "status": "done"}
    records.create(workspace, "activity", call | {"links": link})
    records.create(workspace, "note", {"body": "About Lupa", "links": link})
    attachments.add(workspace, "person", person.id, "Lupa.pdf", b"x")
    for entity in ("person", "company", "activity", "note", "attachment"):
        assert listing.count(workspace, ListQuery(entity, text="lupa")) == 1, entity
        assert listing.count(workspace, ListQuery(entity, text="lupus")) == 0, entity


def test_colleagues_are_found_by_name(workspace: Workspace) -> None:
    """They are not in the index; fields that name an owner suggest them."""
    kim = {"name": "Kim Östberg", "login": "kim", "role": "rep"}
    records.create(workspace, "user", kim)
    assert [r.label for r in listing.suggest(workspace, "user", "ost")] == ["Kim Östberg"]
    assert [r.label for r in listing.suggest(workspace, "user", "k")] == ["Kim Östberg"]
    assert listing.suggest(workspace, "user", "nobody") == []
    assert listing.count(workspace, ListQuery("user", text="kim")) == 1


def test_the_trash_is_searched_too(workspace: Workspace) -> None:
    keys = [
        records.create(workspace, "person", {"first_name": first, "last_name": "Ruiz"}).id
        for first in ("Anna", "Maria")
    ]
    records.delete(workspace, "person", keys)
    asked = ListQuery("person", text="ann", trash=True)
    assert [r.id for r in listing.first(workspace, asked, ())] == [keys[0].bytes]
    assert listing.count(workspace, ListQuery("person", text="r", trash=True)) == 2
    assert listing.count(workspace, ListQuery("person", text="ann")) == 0


def test_a_common_word_fills_the_screen_from_the_top(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where hits are many, first() looks near the top; it shows what the whole list begins with."""
    monkeypatch.setattr(listing, "FEW", 5)
    monkeypatch.setattr(listing, "NEAR", 60)
    monkeypatch.setattr(listing, "SCREENFUL", 10)
    for i in range(80):
        values = {
            "first_name": "Common 小明",
            "last_name": f"{'bc'[i % 2]}{i:03}",
            "nickname": "x_y",
        }
        records.create(workspace, "person", values)
    for typed in ("common", "co", "小明", "明", "x_y", "b", "b common", "common b"):
        asked = ListQuery("person", text=typed)
        vector = listing.ids(workspace, asked).vector
        for limit in (3, 20, 200):
            rows = listing.first(workspace, asked, (), limit)
            assert 0 < len(rows) <= limit, typed
            assert vector.startswith(b"".join(row.id for row in rows)), typed
        assert len(vector) == 16 * listing.count(workspace, asked)


def test_suggestions_begin_with_what_is_typed(workspace: Workspace) -> None:
    for name in ("Zeppelin Anna", "Annaberg", "Susanna", "Bert"):
        records.create(workspace, "company", {"name": name})
    labels = [ref.label for ref in listing.suggest(workspace, "company", "anna")]
    assert labels == ["Annaberg", "Susanna", "Zeppelin Anna"]
    assert len(listing.suggest(workspace, "company", "anna", 2)) == 2


def test_words() -> None:
    ways = [word.ways for word in text_search.words_of("Anna 李 小明 ki a 030/123 x +4 y 1 2")]
    assert ways == [
        (("anna",),),
        ((" 李 ",),),
        (("小明",),),
        ((" ki",),),
        ((" a",),),
        (("030123",), ("030/123",)),
        ((" x",),),
        ((" 4",), (" +4",)),
        ((" y",),),
        ((" 1",),),
        ((" 2",),),
    ]
    (number,) = text_search.words_of("+49 (0)30 12")
    assert number.ways == (("493012",), ("+49", "(0)30", " 12"))
