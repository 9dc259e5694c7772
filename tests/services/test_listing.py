"""Order, pages and places of rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.enums import Permission
from crm_desktop.errors import Cancelled, NotFound, PermissionDenied, ValidationFailed
from crm_desktop.models.folding import fold
from crm_desktop.models.types import uuid7
from crm_desktop.services import bulk, listing, records
from crm_desktop.services.catalog import ENTITIES, PERSON, Ref
from crm_desktop.services.listing import position, runs
from crm_desktop.services.queries import ListQuery, Sort
from crm_desktop.services.workspace import Cancel, Workspace
from tests.stores import DATABASES, new_store, opened

START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = ListQuery("person")
SORTABLE = [f.key for f in PERSON.fields if f.sortable]
SCRIPTS = ("Az", "Àž", "Ая", "Αω", "את", "اي", "กฮ", "あん", "一龠", "가힣", "🎈🎉", "!~", "09")


def names(count: int) -> list[str]:
    """Names of all scripts and their mixtures; many that begin or fold alike."""
    draw = Random(3)
    made = {
        "a",
        "A",
        "á",
        "Ä",
        "z",
        "Z",
        "ß",
        "ss",
        "-",
        "ｱ",
        "ア",
        "𝓐",
        "aa",
        "a b",
        "ab",
        "İ",
        "I",
        "ı",
    }
    while len(made) < count:
        first, last = draw.choice(SCRIPTS), draw.choice(SCRIPTS)
        letters = [chr(draw.randint(ord(s[0]), ord(s[1]))) for s in (first, first, last)]
        name = "".join(letters).strip()
        if name and all(unicodedata.category(c)[0] not in "CZ" for c in name):
            made.add(draw.choice((name, f"{name} {first}", name * 2)))
    return sorted(made)


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """People of all scripts, a third of them without what they can be sorted by."""
    with new_store(request.param, request) as address, opened(address) as workspace:
        draw = Random(1)
        companies = [records.create(workspace, "company", {"name": n}) for n in names(30)[::6]]
        for name in names(150):
            company = draw.choice((None, *companies))
            city = draw.choice((None, "Ulm", "łódź", "Łódź", "Київ"))
            person = {
                "last_name": name,
                "company": company and Ref(company.id, company.label),
                "addresses": ({"city": city},) if city else (),
                "status": draw.choice((None, "customer", "press", "Ämter")),
            }
            key = records.create(workspace, "person", person).id
            if draw.random() < 0.6:
                call: dict[str, Any] = {"kind": "call", "subject": "s", "status": "done"}
                call["done_at"] = START + timedelta(days=draw.randint(0, 20))
                call["links"] = ({"person": Ref(key, "")},)
                records.create(workspace, "activity", call)
        yield workspace


def labels(workspace: Workspace, *sorts: str) -> list[tuple[Any, ...]]:
    """The list as it is shown, sorted so; first and last column."""
    asked = ListQuery("person", sort=tuple(Sort.parse(s) for s in sorts))
    keys = tuple(s.removeprefix("-") for s in sorts)
    rows = listing.first(workspace, asked, ("display_name", *keys), 1_000)
    return [row.cells for row in rows]


def split(vector: bytes) -> list[bytes]:
    return [vector[i : i + 16] for i in range(0, len(vector), 16)]


# ---------------------------------------------------------------- order


def test_both_databases_have_one_order(store_file: Any, clone: str) -> None:
    """Of names of all scripts, up and down; PostgreSQL's language has no say."""
    shown: dict[str, list[list[tuple[Any, ...]]]] = {}
    for address in (store_file, clone):
        with opened(address) as workspace:
            for name in names(150):
                records.create(workspace, "person", {"last_name": name, "status": name})
            for sort in ("display_name", "-display_name", "-status"):
                shown.setdefault(sort, []).append(labels(workspace, sort))
    for here, there in shown.values():
        assert here == there
    up = [cells[0] for cells in shown["display_name"][0]]
    assert up == sorted(up, key=lambda name: fold(name).encode())  # ties: by id, as created


@pytest.mark.parametrize("way", ["", "-"])
@pytest.mark.parametrize("key", SORTABLE)
def test_empty_values_come_last_both_ways(office: Workspace, key: str, way: str) -> None:
    cells = [row[1] for row in labels(office, f"{way}{key}")]
    assert len(cells) == 150
    is_text = PERSON.field(key).sort_key != ""
    empty = [cell is None or (is_text and cell == "") for cell in cells]
    if not is_text:
        assert empty == sorted(empty)
    filled = [_order(cell, folded=is_text) for cell in cells if cell is not None]
    assert all((b <= a) if way else (a <= b) for a, b in pairwise(filled))


def _order(cell: Any, *, folded: bool) -> Any:
    if isinstance(cell, Ref):
        cell = cell.label
    return (fold(cell) if folded else cell).encode() if isinstance(cell, str) else cell


@pytest.mark.parametrize("way", ["", "-"])
@pytest.mark.parametrize("key", SORTABLE)
def test_each_order_is_total(office: Workspace, key: str, way: str) -> None:
    """Pages read one after the other, rows by id and the first rows are one list."""
    asked = ListQuery("person", sort=(Sort.parse(f"{way}{key}"),))
    vector = split(listing.ids(office, asked).vector)
    assert len(set(vector)) == len(vector) == 150 == listing.count(office, asked)
    first = listing.first(office, asked, PERSON.columns, 1_000)
    assert [row.id for row in first] == vector
    pages = [
        row
        for at in range(0, 150, 40)
        for row in listing.page(office, asked, PERSON.columns, 40, at)
    ]
    assert pages == first
    found = listing.rows(office, "person", PERSON.columns, tuple(vector))
    assert [found[key] for key in vector] == first


def test_by_several_columns(office: Workspace) -> None:
    cells = labels(office, "status", "-display_name")
    statuses = [status for _, status, _ in cells]
    assert statuses == sorted(statuses, key=lambda s: (s is None, s))
    mixed = [name for name, status, _ in cells if status == "press"]
    assert mixed == sorted(mixed, key=lambda n: fold(n).encode(), reverse=True)


@pytest.mark.parametrize("entity", ENTITIES)
def test_each_entity_can_be_listed(office: Workspace, entity: str) -> None:
    kind = ENTITIES[entity]
    every = tuple(f.key for f in kind.fields)
    rows = listing.first(office, ListQuery(entity), every, 5)
    assert len(rows) <= 5
    for row in rows:
        record = records.load(office, entity, UUID(bytes=row.id))
        assert row.version == record.version
        for field, cell in zip(kind.fields, row.cells, strict=True):
            if field.kind != "multi":
                assert cell == record.values[field.key], field.key


def test_the_main_row_stands_for_all(workspace: Workspace) -> None:
    phones = ({"number": "030 1"}, {"number": "030 2", "is_primary": True})
    company = records.create(workspace, "company", {"name": "Lupa"})
    person = {"last_name": "Ruiz", "phones": phones, "company": Ref(company.id, "")}
    key = records.create(workspace, "person", person).id
    attendees = ({"person": Ref(key, "")},)
    call = {"kind": "call", "subject": "s", "status": "planned", "attendees": attendees}
    records.create(workspace, "activity", call | {"links": ({"company": Ref(company.id, "")},)})
    (row,) = listing.first(workspace, PEOPLE, ("phones", "companies", "emails", "tags"))
    assert row.cells == ("030 2", "Lupa", "", ())
    (row,) = listing.first(workspace, ListQuery("activity"), ("links", "attendees"))
    assert row.cells == ("Lupa", "Ruiz")


# ---------------------------------------------------------------- what is refused


def test_what_makes_no_sense_is_said(workspace: Workspace) -> None:
    with pytest.raises(ValidationFailed, match="Contacts cannot be sorted by 'photo'. Possible: "):
        listing.ids(workspace, ListQuery("person", sort=(Sort("photo"),)))
    with pytest.raises(ValidationFailed, match="cannot be sorted by 'shoe_size'"):
        listing.ids(workspace, ListQuery("person", sort=(Sort("shoe_size"),)))
    with pytest.raises(ValidationFailed, match="Contacts have no column 'shoe_size'"):
        listing.first(workspace, PEOPLE, ("shoe_size",))
    with pytest.raises(NotFound, match="no kind of record called 'sheep'"):
        listing.count(workspace, ListQuery("sheep"))


def test_a_list_needs_the_permission_of_its_entity(workspace: Workspace) -> None:
    blind = replace(workspace, permissions=frozenset({Permission.COMPANY_READ}))
    assert listing.count(blind, ListQuery("company")) == 0
    with pytest.raises(PermissionDenied, match="does not allow to read"):
        listing.count(blind, PEOPLE)


# ---------------------------------------------------------------- trash


def test_the_trash_holds_what_was_thrown_away(workspace: Workspace) -> None:
    keys = [records.create(workspace, "person", {"last_name": n}).id for n in "abc"]
    records.delete(workspace, "person", keys[:2])
    trash = ListQuery("person", trash=True)
    assert [row.cells[0] for row in listing.first(workspace, trash, ("display_name",))] == [
        "a",
        "b",
    ]
    assert listing.count(workspace, trash) == 2
    assert split(listing.ids(workspace, PEOPLE).vector) == [keys[2].bytes]


# ---------------------------------------------------------------- cancel


def test_a_long_list_can_be_cancelled_between_its_parts(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And leaves no statement half read, which would keep an old view of the file."""
    monkeypatch.setattr(listing, "CHUNK", 3)
    for i in range(10):
        records.create(workspace, "person", {"last_name": str(i)})
    cancel = Cancel()
    cancel.request()
    stopped = workspace.during(cancel, lambda *_: None, lambda _: None)
    for _ in range(8):
        with pytest.raises(Cancelled):
            listing.ids(stopped, PEOPLE)
            listing.rows(stopped, "person", (), ())
            cancel.check()
    bulk.edit(workspace, "person", PEOPLE, {"status": "customer"})
    for _ in range(4):
        rows = listing.first(workspace, PEOPLE, ("status",))
        assert {row.cells[0] for row in rows} == {"customer"}


# ---------------------------------------------------------------- places in a vector

KEYS = st.lists(st.integers(0, 60), unique=True).map(lambda ns: [n.to_bytes(16, "big") for n in ns])


def places(vector: Sequence[bytes], wanted: Sequence[bytes]) -> list[int]:
    return sorted(vector.index(key) for key in wanted if key in vector)


@given(KEYS, KEYS)
def test_runs_are_where_the_rows_are(vector: list[bytes], wanted: list[bytes]) -> None:
    found = runs(b"".join(vector), b"".join(wanted))
    assert [row for run in found for row in run] == places(vector, wanted)
    assert all(a.stop < b.start for a, b in pairwise(found))


def test_a_hit_across_two_keys_is_none() -> None:
    key = bytes(range(16))
    vector = key[8:] + key[:8] + key[8:] + key[:8] + key
    assert position(vector, key) == 2
    assert position(vector, uuid7().bytes) == -1
    assert position(b"", key) == -1


def test_the_rows_of_those_that_are_not_deleted(workspace: Workspace) -> None:
    made = [records.create(workspace, "person", {"last_name": name}) for name in ("a", "b", "c")]
    keys = tuple(record.id.bytes for record in made)
    records.delete(workspace, "person", (made[1].id,))
    alive = listing.alive(workspace, "person", ("display_name",), (*keys, uuid7().bytes))
    assert {key: row.cells for key, row in alive.items()} == {keys[0]: ("a",), keys[2]: ("c",)}
    assert listing.alive(workspace, "person", ("display_name",), ()) == {}
