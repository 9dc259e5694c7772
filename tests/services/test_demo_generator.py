from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import phonenumbers
import pytest

from crm_desktop.services.catalog import ACTIVITY, COMPANY, NOTE, OFFICE, PERSON, TEAM, USER
from crm_desktop.services.catalog.fields import EntityType, Field, Kind
from crm_desktop.services.demo import generator
from crm_desktop.services.demo.generator import TODAY, DemoPerson
from crm_desktop.services.demo.tables import WEIGHTS, in_latin, industries, regions
from crm_desktop.services.demo.words import JOB_PLACES

# Change these with the words or the drawing, on purpose: benchmarks of before and after a change
# of a digest are not of the same data.
DIGESTS = {
    "companies": "86273cf310e84410",
    "people": "f24231d64c0a09cf",
    "activities": "6cd645b9321fd595",
    "notes": "f66a9e98c1397c95",
}
MOMENTS = (
    TODAY,
    datetime(2026, 11, 14, 12, 0, tzinfo=UTC),  # a Saturday
    datetime(2026, 11, 16, 0, 5, tzinfo=UTC),  # before the office opens
    datetime(2026, 11, 16, 23, 55, tzinfo=UTC),  # and after it closed
    datetime(2028, 2, 29, 9, 0, tzinfo=UTC),
)


def made(count: int, seed: int = 1, **more: Any) -> list[DemoPerson]:
    return list(generator.people(count, seed, companies=count // 10, **more))


def digest(rows: Iterable[Any]) -> str:
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(row, default=str, sort_keys=True).encode())
    return found.hexdigest()[:16]


def rows_of_all_kinds() -> dict[str, Iterable[Any]]:
    some = made(500)
    return {
        "companies": generator.companies(500),
        "people": some,
        "activities": islice(generator.activities(some, TODAY), 500),
        "notes": generator.notes(some, TODAY),
    }


def check(field: Field, value: Any) -> None:
    """The value has the shape the catalogue promises."""
    if field.kind == Kind.MULTI:
        assert isinstance(value, tuple)
        for row in value:
            assert row[field.children[0].key]
            for key, child in row.items():
                if key != "is_primary":
                    check(field.child(key), child)
        if field.has_primary and value:
            assert [row["is_primary"] for row in value].count(True) == 1
    elif field.kind == Kind.TAGS:
        assert isinstance(value, tuple)
        assert len(set(value)) == len(value)
        assert all(0 < len(tag) <= field.max_length for tag in value)
    elif field.kind == Kind.DATETIME:
        assert isinstance(value, datetime)
        assert value.tzinfo is UTC
    else:
        types = {Kind.INT: int, Kind.BOOL: bool, Kind.MONEY: Decimal, Kind.DATE: date}
        assert type(value) is types.get(field.kind, str), field.key
        if isinstance(value, str):
            assert 0 < len(value) <= field.max_length, field.key
            assert value == " ".join(value.split())
            assert not set("{}|") & set(value), value
        if field.choices:
            assert value in {choice.value for choice in field.choices}, field.key


def check_all(entity: EntityType, values: dict[str, Any]) -> None:
    for key, value in values.items():
        field = entity.field(key)
        assert field.kind != Kind.REF
        assert not field.derived or key == "created_at"
        check(field, value)
    for field in entity.fields:
        assert not field.required or values[field.key]


@pytest.mark.parametrize("kind", DIGESTS)
def test_the_same_on_every_machine(kind: str) -> None:
    assert digest(rows_of_all_kinds()[kind]) == DIGESTS[kind]


def test_another_seed_is_another_office() -> None:
    ours = {person.display for person in made(200, 1)}
    theirs = {person.display for person in made(200, 2)}
    assert len(ours & theirs) < 20


def test_a_small_count_is_the_beginning_of_a_large_one() -> None:
    assert list(generator.people(30, companies=40)) == list(
        islice(generator.people(300, companies=40), 30)
    )
    assert list(generator.companies(30)) == list(islice(generator.companies(300), 30))


def test_a_timeline_does_not_depend_on_the_others() -> None:
    some = made(60)
    in_one_go = list(generator.activities(some, TODAY))
    one_by_one = [row for person in some for row in generator.activities([person], TODAY)]
    assert in_one_go == one_by_one
    assert list(generator.notes(some[20:], TODAY)) == [
        row for row in generator.notes(some, TODAY) if row.person >= 20
    ]


def test_values_have_the_shapes_of_the_catalogue() -> None:
    some = made(1500)
    for company in generator.companies(400):
        check_all(COMPANY, company.values)
        assert company.parent is None or company.parent < company.place
    for person in some:
        check_all(PERSON, person.values)
        assert person.company is None or person.company < 150
        assert 0 <= person.owner < 12
    for activity in generator.activities(some, TODAY):
        check_all(ACTIVITY, activity.values)
        assert 0 <= activity.owner < 12
    for note in generator.notes(some, TODAY):
        check_all(NOTE, note.values)


def test_every_field_worth_showing_is_used() -> None:
    some = made(1000)
    used = {key for person in some for key, value in person.values.items() if value}
    left = {"pronoun", "companies", "ties", "photo", "visibility", "external_id"}
    wanted = {f.key for f in PERSON.editable() if f.kind != Kind.REF} - left
    assert used >= wanted
    used = {key for row in generator.activities(some, TODAY) for key in row.values}
    assert used >= {"place", "attendees", "end_at", "outcome", "duration", "next_step"}


def scripts(words: Iterable[str]) -> set[str]:
    return {unicodedata.name(word[0]).split()[0] for word in words}


def test_all_scripts_are_there() -> None:
    expected = {"LATIN", "CYRILLIC", "GREEK", "CJK", "HANGUL", "ARABIC", "HEBREW"}
    some = made(500)
    assert scripts(person.display for person in some) >= expected
    assert scripts(company.values["name"] for company in generator.companies(100)) >= expected
    letters = "".join(person.display for person in made(2000))
    assert set("ßüéñłșțăğışçøåЇїґёіσ") - set(letters) <= set("Їґσ")
    assert any("ア" <= c <= "ン" for p in some for c in p.values.get("phonetic_name", ""))


def test_names_are_written_as_their_owners_write_them() -> None:
    some = made(3000)
    chinese = next(p for p in some if p.values.get("language") == "zh" and not p.display.isascii())
    family, given = chinese.values["last_name"], chinese.values["first_name"]
    assert chinese.display == chinese.values["name_override"] == chinese.called == family + given
    shown = [person.display for person in some]
    for woman, man in (("ska", "ski"), ("ова", "ов"), ("οπούλου", "όπουλος")):
        assert any(name.endswith(woman) for name in shown)
        assert any(name.endswith(man) for name in shown)


def test_telephones_are_real_enough() -> None:
    numbers = [
        (phone["number"], person.values["addresses"])
        for person in made(2500)
        for phone in person.values["phones"]
    ][:2000]
    valid = 0
    for text, addresses in numbers:
        region = addresses[0]["country"] if addresses else None
        number = phonenumbers.parse(text, region)
        valid += phonenumbers.is_possible_number(number) and phonenumbers.is_valid_number(number)
    assert len(numbers) == 2000
    assert valid >= 0.97 * len(numbers)
    assert sum(" ext. " in text for text, _ in numbers) > 10
    assert 0.2 < sum(text.startswith("+") for text, _ in numbers) / len(numbers) < 0.7


def test_nobody_can_be_reached_by_accident() -> None:
    for person in made(500):
        for mail in person.values["emails"]:
            assert mail["address"].isascii()
            assert mail["address"].endswith(".example")
    for company in generator.companies(100):
        assert company.values["web_links"][0]["url"].endswith(".example")


def test_names_are_varied() -> None:
    families: Counter[str] = Counter()
    mails: Counter[str] = Counter()
    for person in generator.people(20_000, companies=2000):
        families[person.values["last_name"]] += 1
        mails.update(mail["address"] for mail in person.values["emails"])
    assert families.most_common(1)[0][1] < 200
    assert len(mails) > 0.999 * mails.total()
    firms = list(generator.companies(20_000))
    names = Counter(company.values["legal_name"] for company in firms)
    assert len(names) > 0.999 * len(firms)
    domains = {row["domain"] for company in firms for row in company.values["domains"]}
    assert len(domains) > 0.999 * len(firms)


@pytest.mark.parametrize("today", MOMENTS)
def test_the_past_is_done_and_the_future_planned(today: datetime) -> None:
    some = made(1000, today=today)
    planned = overdue = 0
    for row in generator.activities(some, today):
        values = row.values
        assert values["created_at"] <= today
        if values["status"] == "planned":
            planned += 1
            overdue += values["due_at"] < today
            assert values["due_at"] < today + timedelta(days=31)
            assert "outcome" not in values
        else:
            assert values["due_at"] <= today
            assert values.get("done_at", today) <= today
    assert all(row.values["created_at"] <= today for row in generator.notes(some, today))
    assert 150 < planned < 250
    assert 20 < overdue < 80


def test_enough_happens() -> None:
    some = made(2000)
    assert 2.6 < sum(1 for _ in generator.activities(some, TODAY)) / 2000 < 3.4
    assert 0.4 < sum(1 for _ in generator.notes(some, TODAY)) / 2000 < 0.6
    recent = TODAY - timedelta(days=14)
    busy = {
        row.person
        for row in generator.activities(some, TODAY)
        if row.values["status"] == "done" and row.values["due_at"] > recent
    }
    assert len(busy) > 400


def test_the_office_is_complete() -> None:
    teams, users, office = generator.teams(), generator.colleagues(), generator.office()
    assert len(users) == 12
    assert len({user["login"] for user in users}) == 12
    assert {user["role"] for user in users} == {"rep", "manager", "owner", "assistant", "admin"}
    for user in users:
        assert user["team"] in range(len(teams))
        check_all(USER, {key: value for key, value in user.items() if key != "team"})
    for place, team in enumerate(teams):
        assert team["lead"] in range(12)
        assert team["parent"] is None or team["parent"] < place
        check_all(TEAM, {"name": team["name"]})
    for department in office["departments"]:
        assert department.pop("head") in range(12)
    check_all(OFFICE, office)
    assert (office["name"], office["currency"], office["country"]) == (
        "Meridian Trade",
        "EUR",
        "DE",
    )


def test_every_country_has_words_enough() -> None:
    known = {choice.value for choice in COMPANY.field("industry").choices}
    assert set(industries()) <= known
    assert sum(WEIGHTS.values()) == 100
    for key, (own, latin) in regions().items():
        for region in (own, latin):
            for which in (0, 1):
                assert len(set(region.families[which])) >= 50, key
                assert len(region.given[which]) >= 20, key
                assert len(region.jobs[which]) == len(JOB_PLACES)
            assert 10 <= len({city.name for city in region.cities}) <= 25, key
            assert len({city.name for city in region.cities}) == len(region.cities), key
            assert len(region.trades) == len(industries())
            assert len({head.slug for head in region.heads}) == len(region.heads), key
        assert len(own.heads) == len(latin.heads)
    for region in in_latin():
        for word in (*region.families[0], *region.given[1]):
            assert word.slug.isascii()
            assert word.slug.isalnum()
