"""Several at work on one store."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from crm_desktop.errors import Conflict, UserError
from crm_desktop.models.types import uuid7
from crm_desktop.services import history, listing, records, undo
from crm_desktop.services.catalog import PERSON, Ref
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.validation import merge
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, opened, scalar, together

Two = tuple[Workspace, Workspace]


@pytest.fixture
def two(address: str) -> Iterator[Two]:
    """Two programs that have one store open."""
    with opened(address) as one, opened(address) as other:
        yield one, other


def test_of_two_saves_one_is_a_conflict(two: Two) -> None:
    one, _ = two
    for round_ in range(10):
        record = records.create(one, "person", {"last_name": f"round {round_}"})
        saves = [
            partial(
                records.save, w, "person", record.id, {"job_title": title}, version=record.version
            )
            for w, title in zip(two, ("CEO", "CTO"), strict=True)
        ]
        told = together(*saves)
        conflicts = [t for t in told if isinstance(t, Conflict)]
        (won,) = [t for t in told if not isinstance(t, Conflict)]
        assert len(conflicts) == 1, told
        assert conflicts[0].theirs == won
        assert records.load(one, "person", record.id) == won
        assert won.version == 2
    assert_sound(one)


def test_a_conflict_is_merged_and_saved(two: Two) -> None:
    one, other = two
    base = records.create(one, "person", {"first_name": "Anna", "last_name": "Ruiz"})
    records.save(other, "person", base.id, {"last_name": "Rühl"}, version=1)
    mine = dict(base.values) | {"first_name": "Maria"}
    with pytest.raises(Conflict) as conflict:
        records.save(one, "person", base.id, mine, version=base.version)
    theirs = conflict.value.theirs
    merged = merge(PERSON, base.values, mine, theirs.values)
    assert merged.clashes == ()
    saved = records.save(one, "person", base.id, merged.values, version=theirs.version)
    assert saved.label == "Maria Rühl"


def test_no_update_is_lost(two: Two) -> None:
    """Eight add their words to one text, each after reading it; every word arrives."""
    one, _ = two
    key = records.create(one, "company", {"name": "Book", "note": "begin"}).id

    def write(number: int) -> None:
        left = 6
        while left:
            record = records.load(two[number % 2], "company", key)
            values = {"note": f"{record.values['note']} {number}-{left}"}
            try:
                records.save(two[number % 2], "company", key, values, version=record.version)
                left -= 1
            except Conflict:
                continue

    assert together(*(partial(write, n) for n in range(8))) == [None] * 8
    record = records.load(one, "company", key)
    written = {f"{n}-{left}" for n in range(8) for left in range(1, 7)}
    assert set(record.values["note"].split()) == written | {"begin"}
    assert record.version == 49
    sql = "SELECT count(*) FROM change WHERE entity = 'company' AND op = 'U'"
    assert scalar(one, sql) == 48
    assert_sound(one)


def test_eight_create_what_hangs_together(two: Two) -> None:
    one, _ = two
    company = records.create(one, "company", {"name": "Lupa"})

    def work(number: int) -> None:
        for i in range(4):
            person = records.create(
                two[number % 2],
                "person",
                {
                    "last_name": f"{number}-{i}",
                    "company": Ref(company.id, ""),
                    "tags": ("all", str(number)),
                },
            )
            call = {"kind": "call", "subject": "s", "status": "done"}
            link = ({"person": Ref(person.id, "")}, {"company": Ref(company.id, "")})
            records.create(two[number % 2], "activity", call | {"links": link})

    assert together(*(partial(work, n) for n in range(8))) == [None] * 8
    assert listing.count(one, ListQuery("person", text="lupa all")) == 32
    assert_sound(one)


def test_a_retried_create_from_two_sides_makes_one(two: Two) -> None:
    """The answer was lost, the same is sent again: once is once."""
    for _ in range(5):
        key = uuid7()
        create = [
            partial(records.create, w, "person", {"last_name": "Once"}, record_id=key) for w in two
        ]
        told = together(*create)
        made = [t for t in told if not isinstance(t, UserError)]
        assert all(isinstance(t, UserError | records.Record) for t in told), told
        assert made
    assert listing.count(two[0], ListQuery("person")) == 5


def test_delete_beside_save(two: Two) -> None:
    """Whichever comes first: the other is told, and nothing is half there."""
    one, other = two
    for _ in range(5):
        record = records.create(one, "person", {"last_name": "x", "tags": ("a",)})
        save = partial(records.save, one, "person", record.id, {"tags": ("a", "b")}, version=1)
        told = together(save, partial(records.delete, other, "person", (record.id,)))
        assert not isinstance(told[1], Exception)
        assert not isinstance(told[0], Exception) or isinstance(told[0], UserError), told
        assert records.load(one, "person", record.id).deleted
        assert_sound(one)


def test_a_company_goes_while_somebody_is_given_to_it(two: Two) -> None:
    one, other = two
    for i in range(5):
        company = records.create(one, "company", {"name": f"Lupa {i}"})
        person = {"last_name": "x", "company": Ref(company.id, "")}
        told = together(
            partial(records.create, one, "person", person),
            partial(records.delete, other, "company", (company.id,)),
        )
        assert not isinstance(told[1], Exception), told
        assert not isinstance(told[0], Exception) or isinstance(told[0], UserError), told
        assert_sound(one)


def test_undo_beside_save(two: Two) -> None:
    one, other = two
    for _ in range(5):
        record = records.create(one, "person", {"last_name": "0"})
        records.save(one, "person", record.id, {"job_title": "CEO"}, version=1)
        save = partial(records.save, other, "person", record.id, {"last_name": "1"}, version=2)
        edit = history.recent(one)[0].id
        told = together(partial(undo.undo, one, edit), save)
        assert not isinstance(told[0], Exception), told
        now = records.load(one, "person", record.id)
        assert now.values["job_title"] is None
        assert (now.values["last_name"] == "1") != isinstance(told[1], Conflict)
        assert_sound(one)


def test_a_company_is_renamed_while_its_people_are_edited(two: Two) -> None:
    one, other = two
    company = records.create(one, "company", {"name": "Name 0"})
    people = [records.create(one, "person", {"last_name": str(i)}) for i in range(4)]
    people += [records.create(one, "person", {"company": Ref(company.id, "")})]

    def rename() -> None:
        for i in range(1, 6):
            version = records.load(one, "company", company.id).version
            records.save(one, "company", company.id, {"name": f"Name {i}"}, version=version)

    def edit() -> None:
        for i in range(3):
            for person in people:
                now = records.load(other, "person", person.id)
                values = {"job_title": str(i), "company": Ref(company.id, "") if i % 2 else None}
                if not now.values["last_name"]:
                    values.pop("company")
                try:
                    records.save(other, "person", person.id, values, version=now.version)
                except Conflict:
                    continue

    assert together(rename, edit) == [None, None]
    assert_sound(one)


def test_others_see_what_was_committed_at_once(two: Two) -> None:
    one, other = two
    for i in range(3):
        key = records.create(one, "person", {"last_name": str(i)}).id
        assert records.load(other, "person", key).label == str(i)
