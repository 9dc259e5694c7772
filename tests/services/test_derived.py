from __future__ import annotations

from typing import Any

import pytest

from crm_desktop.models.types import uuid7
from crm_desktop.services.catalog import ENTITIES, Ref
from crm_desktop.services.derived import NAMELESS, columns, display_name
from crm_desktop.services.naming import table_of


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"first_name": "Anna", "last_name": "Ruiz"}, "Anna Ruiz"),
        (
            {"prefix": "Dr.", "first_name": "Anna", "last_name": "Ruiz", "suffix": "MBA"},
            "Dr. Anna Ruiz MBA",
        ),
        ({"first_name": "小明", "last_name": "李"}, "李小明"),
        ({"first_name": "Jackie", "last_name": "陈"}, "Jackie 陈"),
        ({"first_name": "Anna", "last_name": "Ruiz", "name_override": "ann"}, "ann"),
        ({"nickname": "Ann"}, "Ann"),
        ({"emails": ({"address": "a@b.example"},), "phones": ({"number": "1"},)}, "a@b.example"),
        ({"phones": ({"number": "030 1"},)}, "030 1"),
        ({"company": Ref(uuid7(), "Lupa")}, "Lupa"),
        ({}, NAMELESS),
    ],
)
def test_display_names(values: dict[str, Any], name: str) -> None:
    assert display_name(values) == name


def test_people_are_sorted_by_family_name() -> None:
    made = columns("person", {"first_name": "Łukasz", "last_name": "Żak", "prefix": "Dr."})
    assert made["name_key"] == "zak lukasz"
    assert columns("person", {"nickname": "Ånn"})["name_key"] == "ann"


def test_search_text_holds_each_word_once() -> None:
    made = columns("person", {"first_name": "Anna", "nickname": "Anna", "job_title": "CEO anna"})
    assert sorted(made["search_text"].split()) == ["anna", "ceo"]


def test_the_main_address_gives_city_and_country() -> None:
    rows = ({"city": "Ulm", "country": "DE"}, {"city": "Łódź", "country": "PL", "is_primary": True})
    made = columns("person", {"last_name": "x", "addresses": rows})
    assert (made["city"], made["city_key"], made["country"]) == ("Łódź", "lodz", "PL")
    assert columns("company", {"name": "x"})["city_key"] == ""


def test_a_note_is_called_by_its_first_line() -> None:
    assert columns("note", {"body": "\n First line \nsecond"})["title"] == "First line "
    assert len(columns("note", {"body": "x" * 500})["title"]) == 120


@pytest.mark.parametrize("entity", ENTITIES)
def test_each_entity_knows_its_derived_columns(entity: str) -> None:
    kind = ENTITIES[entity]
    made = columns(entity, {"name": "x", "body": "x"})
    assert set(made) <= set(table_of(kind).c.keys())
    for field in kind.fields:
        if field.sortable and field.sort_key:
            assert field.sort_key in made
    if "search" in table_of(kind).info:
        assert "search_text" in made
