from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import (
    Cancelled,
    FileRefused,
    PermissionDenied,
    UserError,
    ValidationFailed,
)
from crm_desktop.models.types import uuid7
from crm_desktop.services import bulk, cards, chosen, derived, history, listing, records, undo
from crm_desktop.services.bulk import BulkDone, BulkPreview
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.queries import Filter, Group, ListQuery, Op, Sort, Summary
from crm_desktop.services.transfer import exporting
from crm_desktop.services.workspace import Cancel, Workspace
from tests.making import new, ref
from tests.stores import assert_sound, opened, scalar, statements, together

PEOPLE = ListQuery("person")


def load(workspace: Workspace, key: UUID) -> Record:
    return records.load(workspace, "person", key)


def people(workspace: Workspace, count: int = 5) -> list[UUID]:
    return [new(workspace, last_name=str(i)).id for i in range(count)]


def test_one_value_for_many(workspace: Workspace) -> None:
    keys = people(workspace)
    records.save(workspace, "person", keys[0], {"status": "customer"}, version=1)
    done = bulk.edit(workspace, "person", keys, {"status": "customer", "last_name": "Ruiz"})
    assert done == BulkDone(5, 0)
    assert bulk.edit(workspace, "person", keys, {"status": "customer"}) == BulkDone(0, 5)
    for key in keys:
        record = load(workspace, key)
        assert (record.values["status"], record.label) == ("customer", "Ruiz")
    assert [load(workspace, key).version for key in keys] == [3, 2, 2, 2, 2]
    assert history.recent(workspace)[0].label == "Change Last name, Status of 5 contacts"
    assert listing.count(workspace, ListQuery("person", text="ruiz")) == 5
    assert_sound(workspace)


def test_a_list_instead_of_keys(workspace: Workspace) -> None:
    people(workspace, 3)
    new(workspace, last_name="x", status="press")
    unsorted = ListQuery("person", filters=(Filter("status", Op.EMPTY),))
    assert bulk.edit(workspace, "person", unsorted, {"status": "customer"}, expected=3).changed == 3
    with pytest.raises(UserError, match="now holds 4 records, not the 3 that you saw"):
        bulk.edit(workspace, "person", PEOPLE, {"status": "former"}, expected=3)


def test_a_company_for_many(workspace: Workspace) -> None:
    company, keys = new(workspace, "company", name="Lupa"), people(workspace)
    bulk.edit(workspace, "person", keys, {"company": ref(company)})
    for key in keys:
        assert load(workspace, key).values["companies"][0]["company"] == ref(company)
    assert listing.count(workspace, ListQuery("person", text="lupa")) == 5
    bulk.edit(workspace, "person", keys, {"company": None})
    assert load(workspace, keys[0]).values["companies"] == ()
    assert_sound(workspace)


def test_companies_that_get_one_name(workspace: Workspace) -> None:
    companies = [new(workspace, "company", name=name) for name in "ab"]
    person = new(workspace, last_name="x", company=ref(companies[0]))
    bulk.edit(workspace, "company", [c.id for c in companies], {"name": "Lupa"})
    assert load(workspace, person.id).values["company"].label == "Lupa"
    assert listing.count(workspace, ListQuery("person", text="lupa")) == 1
    assert_sound(workspace)


def test_money_flags_photos(workspace: Workspace) -> None:
    companies = [new(workspace, "company", name=name).id for name in "ab"]
    values = {"annual_revenue": Decimal("0.0001"), "competitor": True, "employees": 7}
    bulk.edit(workspace, "company", companies, values)
    for key in companies:
        found = records.load(workspace, "company", key).values
        assert {k: found[k] for k in values} == values


def test_what_cannot_be_changed_for_many(workspace: Workspace) -> None:
    keys = people(workspace)
    with pytest.raises(ValidationFailed, match="'phones' cannot be changed for many"):
        bulk.edit(workspace, "person", keys, {"phones": ()})
    with pytest.raises(ValidationFailed, match="'display_name' cannot be changed for many"):
        bulk.edit(workspace, "person", keys, {"display_name": "x"})
    with pytest.raises(ValidationFailed, match="future"):
        bulk.edit(workspace, "person", keys, {"birthday": date(2999, 1, 1)})
    with pytest.raises(ValidationFailed, match="needs a name"):
        bulk.edit(workspace, "person", keys, {"last_name": None})
    assert [load(workspace, key).version for key in keys] == [1] * 5


def test_the_dead_and_the_unknown_are_left_alone(workspace: Workspace) -> None:
    keys = people(workspace)
    records.delete(workspace, "person", keys[:2])
    done = bulk.edit(workspace, "person", [*keys, uuid7()], {"status": "customer"})
    assert done == BulkDone(3, 3)
    assert load(workspace, keys[0]).values["status"] is None


def test_the_name_of_a_change_counts_what_really_changed(workspace: Workspace) -> None:
    keys = people(workspace)
    bulk.edit(workspace, "person", keys[:2], {"status": "customer"})
    assert bulk.edit(workspace, "person", keys, {"status": "customer"}) == BulkDone(3, 2)
    assert history.recent(workspace)[0].label == "Change Status of 3 contacts"
    bulk.edit(workspace, "person", keys[:1], {"last_name": "Novak"})
    assert bulk.edit(workspace, "person", keys[:2], {"last_name": "Novak"}) == BulkDone(1, 1)
    assert history.recent(workspace)[0].label == "Change Last name of 1 contact"
    bulk.tag(workspace, "person", keys[:4], add=("VIP",))
    assert bulk.tag(workspace, "person", keys, add=("VIP",)) == BulkDone(1, 4)
    assert history.recent(workspace)[0].label == "Tag 1 contact +VIP"
    assert bulk.tag(workspace, "person", keys[:3], add=("x",), remove=("X",)) == BulkDone(3, 0)
    assert history.recent(workspace)[0].label == "Tag 3 contacts +x, -X"


def test_tags_on_and_off(workspace: Workspace) -> None:
    keys = people(workspace, 3)
    bulk.tag(workspace, "person", keys[:1], add=("Café",))
    assert bulk.tag(workspace, "person", keys, add=("cafe", "VIP")) == BulkDone(3, 0)
    assert load(workspace, keys[0]).values["tags"] == ("Café", "VIP")
    assert load(workspace, keys[1]).values["tags"] == ("cafe", "VIP")
    assert bulk.tag(workspace, "person", keys, remove=("CAFÉ",)) == BulkDone(3, 0)
    assert load(workspace, keys[0]).values["tags"] == ("VIP",)
    assert bulk.tag(workspace, "person", keys, add=("vip",), remove=("nothing",)) == BulkDone(0, 3)
    with pytest.raises(ValidationFailed, match="Teams have no tags"):
        bulk.tag(workspace, "team", [], add=("x",))
    with pytest.raises(ValidationFailed, match="too long"):
        bulk.tag(workspace, "person", keys, add=("x" * 61,))
    assert_sound(workspace)


def test_a_cancel_in_the_middle_changes_nothing(workspace: Workspace) -> None:
    keys = people(workspace, 3)
    cancel = Cancel()
    cancel.request()
    with pytest.raises(Cancelled):
        bulk.edit(
            workspace.during(cancel, lambda *_: None, lambda _: None),
            "person",
            keys,
            {"status": "customer"},
        )
    assert load(workspace, keys[0]).version == 1


def test_progress_is_told(workspace: Workspace) -> None:
    told: list[tuple[int, int]] = []
    keys = people(workspace, 3)
    bulk.edit(
        workspace.during(Cancel(), lambda done, all_, _: told.append((done, all_)), lambda _: None),
        "person",
        keys,
        {"status": "customer"},
    )
    assert told == [(3, 3)]


def test_many_at_once_beside_single_edits(address: str) -> None:
    """Nobody's change is lost: each field was written by one of them alone."""
    with opened(address) as here, opened(address) as there:
        keys = people(here, 30)
        start = threading.Barrier(2)

        def single() -> None:
            start.wait()
            for key in keys:
                while True:
                    record = load(there, key)
                    try:
                        values = {"job_title": "CEO"}
                        records.save(there, "person", key, values, version=record.version)
                        break
                    except UserError:
                        continue

        def many() -> None:
            start.wait()
            for status in ("customer", "former", "partner"):
                bulk.edit(here, "person", keys, {"status": status})

        assert together(single, many) == [None, None]
        for key in keys:
            record = load(here, key)
            assert (record.values["job_title"], record.values["status"]) == ("CEO", "partner")
            assert record.version == 5
        assert_sound(here)


def test_a_reader_may_not(workspace: Workspace) -> None:
    reader = replace(workspace, permissions=permissions_of("readonly", alone=False))
    with pytest.raises(PermissionDenied, match="does not allow to edit"):
        bulk.edit(reader, "person", [], {"status": "customer"})


def test_it_is_undone_as_one(workspace: Workspace) -> None:
    keys = people(workspace)
    sets = scalar(workspace, "SELECT count(*) FROM change_set")
    bulk.tag(workspace, "person", keys, add=("VIP",))
    assert scalar(workspace, "SELECT count(*) FROM change_set") == sets + 1
    undo.undo(workspace)
    assert all(load(workspace, key).values["tags"] == () for key in keys)


# ---------------------------------------------------------------- beforehand


def test_a_preview_says_what_would_happen(workspace: Workspace) -> None:
    keys = people(workspace)
    records.save(workspace, "person", keys[0], {"status": "customer"}, version=1)
    records.delete(workspace, "person", keys[4:])
    sets = scalar(workspace, "SELECT count(*) FROM change_set")
    told = bulk.preview(workspace, "person", keys, {"status": "customer"})
    assert (told.changed, told.unchanged) == (3, 1)
    assert told.refused == (("They were deleted in the meantime.", 1),)
    assert bulk.preview(workspace, "person", PEOPLE, {"status": "customer"}) == BulkPreview(3, 1)
    vector = b"".join(key.bytes for key in keys[:2])
    assert bulk.preview(workspace, "person", vector, {"status": None}) == BulkPreview(1, 1)
    with pytest.raises(ValidationFailed, match="future"):
        bulk.preview(workspace, "person", keys, {"birthday": date(2999, 1, 1)})
    assert scalar(workspace, "SELECT count(*) FROM change_set") == sets


def test_a_preview_of_each_kind_of_value(workspace: Workspace) -> None:
    company = new(workspace, "company", name="a")
    values: dict[str, Any] = {
        "annual_revenue": Decimal("12.5"),
        "competitor": True,
        "employees": 7,
        "parent": ref(company),
        "note": "one\ntwo",
    }
    other = new(workspace, "company", name="b")
    for key, value in values.items():
        assert bulk.preview(workspace, "company", [other.id], {key: value}) == BulkPreview(1, 0)
        bulk.edit(workspace, "company", [other.id], {key: value})
        assert bulk.preview(workspace, "company", [other.id], {key: value}) == BulkPreview(0, 1)


def test_who_would_be_left_without_a_name_is_told_and_skipped(workspace: Workspace) -> None:
    only = new(workspace, last_name="x").id
    others = [
        new(workspace, last_name="x", first_name="y").id,
        new(workspace, last_name="x", emails=({"address": "a@b.example"},)).id,
        new(workspace, first_name="y").id,
    ]
    keys = [only, *others]
    told = bulk.preview(workspace, "person", keys, {"last_name": None})
    assert (told.changed, told.unchanged) == (2, 1)
    assert [count for _why, count in told.refused] == [1]
    assert "needs a name" in told.refused[0][0]
    done = bulk.edit(workspace, "person", keys, {"last_name": None}, skip=True)
    assert done == BulkDone(2, 1, 1)
    assert load(workspace, only).values["last_name"] == "x"
    assert load(workspace, others[0]).values["last_name"] is None
    assert_sound(workspace)


def test_tags_beforehand(workspace: Workspace) -> None:
    keys = people(workspace, 3)
    bulk.tag(workspace, "person", keys[:2], add=("Café",))
    bulk.tag(workspace, "person", keys[:1], add=("VIP",))
    assert bulk.preview_tags(workspace, "person", keys, add=("cafe",)) == BulkPreview(1, 2)
    assert bulk.preview_tags(workspace, "person", keys, remove=("VIP",)) == BulkPreview(1, 2)
    both = bulk.preview_tags(workspace, "person", PEOPLE, add=("cafe", "VIP"))
    assert both == BulkPreview(2, 1)
    with pytest.raises(ValidationFailed, match="too long"):
        bulk.preview_tags(workspace, "person", keys, add=("x" * 61,))
    assert bulk.tags_in_use(workspace, "person") == [("Café", 2), ("VIP", 1)]
    assert bulk.tags_in_use(workspace, "person", keys[:1]) == [("Café", 1), ("VIP", 1)]
    assert bulk.tags_in_use(workspace, "person", keys[2:]) == []


def test_keys_as_a_list_has_them(workspace: Workspace) -> None:
    keys = people(workspace, 3)
    vector = b"".join(key.bytes for key in keys[:2])
    assert bulk.edit(workspace, "person", vector, {"status": "press"}, expected=2) == BulkDone(2, 0)
    assert load(workspace, keys[2]).values["status"] is None


def test_sums_of_a_selection(workspace: Workspace) -> None:
    rows = [("a", 3, "10.25"), ("b", 4, "0.75"), ("c", None, None)]
    keys = [
        new(workspace, "company", name=name, employees=n, annual_revenue=m and Decimal(m)).id
        for name, n, m in rows
    ]
    all_of_them = ListQuery("company")
    wanted = ("employees", "annual_revenue")
    total = chosen.totals(workspace, "company", all_of_them, wanted)
    assert total == Summary(
        3,
        {"employees": Decimal(7), "annual_revenue": Decimal(11)},
        {"employees": 2, "annual_revenue": 2},
    )
    vector = b"".join(key.bytes for key in keys[1:])
    assert chosen.totals(workspace, "company", vector, ("employees",)).sums["employees"] == 4
    assert chosen.totals(workspace, "company", [], ("employees",)) == Summary(
        0, {"employees": Decimal(0)}, {"employees": 0}
    )
    with pytest.raises(ValidationFailed, match="no number 'name'"):
        chosen.totals(workspace, "company", keys, ("name",))


def test_cards_of_some_records(workspace: Workspace) -> None:
    keys = people(workspace, 3)
    records.delete(workspace, "person", keys[2:])
    vector = b"".join(key.bytes for key in keys)
    found = cards.of(workspace, "person", vector)
    assert found.count(b"BEGIN:VCARD") == 2
    assert found.index(str(keys[0]).encode()) < found.index(str(keys[1]).encode())
    with pytest.raises(FileRefused, match="cannot be written as vCards"):
        cards.of(workspace, "note", b"")


def test_a_card_that_leaves_the_office_keeps_its_secrets(workspace: Workspace) -> None:
    """It may be dropped into a mail: what the office thinks of somebody stays here."""
    secret = {
        "note": "A difficult negotiator",
        "tags": ("Slow payer",),
        "hobbies": "Gambling",
        "rating": "c",
        "birthday": date(1980, 2, 1),
    }
    phones = ({"number": "+49 30 1234567", "do_not_call": True},)
    shown = {"first_name": "Anna", "last_name": "Ruiz", "job_title": "Buyer", "phones": phones}
    made = records.create(workspace, "person", shown | secret)
    card = cards.of(workspace, "person", made.id.bytes).decode()
    for word in ("Anna", "Ruiz", "Buyer", "1234567", str(made.id)):
        assert word in card
    for word in ("negotiator", "Slow", "Gambling", "1980", "X-CRM"):
        assert word not in card


def test_some_rows_of_a_list_are_exported(workspace: Workspace, tmp_path: Path) -> None:
    keys = people(workspace, 3)
    only = keys[2].bytes + keys[0].bytes
    done = exporting.export(workspace, PEOPLE, tmp_path / "a.csv", ("last_name",), only=only)
    assert done.rows == 2
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [str(keys[2]), str(keys[0])]


def test_groups_are_counted_in_the_order_of_the_list(workspace: Workspace) -> None:
    companies = [new(workspace, "company", name=name) for name in ("Zett", "Äpfel")]
    for number, company in enumerate((companies[0], companies[1], companies[1], None)):
        new(workspace, last_name=str(number), company=company and ref(company))
    by_company = ListQuery("person", sort=(Sort("company"), Sort("display_name")))
    assert sorted(sizes(chosen.groups(workspace, by_company))) == [1, 1, 2]
    for descending in (False, True):
        asked = ListQuery("person", sort=(Sort("company", descending=descending),))
        rows = listing.first(workspace, asked, ("company",), 10)
        names = [row.cells[0] and row.cells[0].label for row in rows]
        found = chosen.groups(workspace, asked)
        assert [len(list(group)) for _name, group in groupby(names)] == sizes(found)
        assert len({group.key for group in found}) == 3
        assert "" in {group.key for group in found}  # those of no company
    assert chosen.groups(workspace, by_company, most=2) == ()
    assert chosen.groups(workspace, PEOPLE) == ()
    found = chosen.groups(workspace, ListQuery("person", text="äpfel", sort=(Sort("company"),)))
    assert sizes(found) == [2]


def sizes(groups: tuple[Group, ...]) -> list[int]:
    return [group.size for group in groups]


def test_groups_add_up_a_number_and_come_with_the_ids_of_the_list(workspace: Workspace) -> None:
    for name, city, staff in (("A", "Bonn", 5), ("B", "Bonn", None), ("C", "Ulm", 7)):
        values = {
            "addresses": [{"city": city}],
            "employees": staff,
            "annual_revenue": Decimal("1.5"),
        }
        new(workspace, "company", name=name, **values)
    asked = ListQuery("company", sort=(Sort("city"), Sort("name")))
    groups = chosen.groups(workspace, asked, "employees")
    assert [(group.size, group.total) for group in groups] == [(2, Decimal(5)), (1, Decimal(7))]
    money = chosen.groups(workspace, asked, "annual_revenue")
    assert [group.total for group in money] == [Decimal(3), Decimal("1.5")]
    first = listing.ids(workspace, asked)
    found = chosen.arranged(workspace, asked, first.vector[16:32], "employees")
    assert (found.ids.vector, found.ids.found) == (first.vector, (range(1, 2),))
    assert found.groups == groups
    with pytest.raises(ValidationFailed, match="no number 'name'"):
        chosen.groups(workspace, asked, "name")


# ---------------------------------------------------------------- as sets


class _Noted(dict[str, Any]):
    """Values that note which of them are looked at."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.seen: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize("entity", ["person", "company", "activity", "note", "attachment"])
def test_what_is_written_as_a_set_makes_nothing_else(entity: str) -> None:
    """No derived column looks at a field that is said to stand apart."""
    kind = ENTITIES[entity]
    for values in ({}, {"first_name": "A", "last_name": "B", "name": "C", "body": "D"}):
        noted = _Noted(values)
        derived.columns(entity, noted)
        assert [key for key in noted.seen if derived.is_apart(entity, key)] == []
    assert [f.key for f in kind.editable() if derived.is_apart(entity, f.key)]


def test_a_set_does_what_saves_do(workspace: Workspace) -> None:
    """Values and tags, compared with the same edits one by one."""
    made = [
        {"last_name": "One", "tags": ("VIP", "Fair")},
        {"last_name": "Two", "tags": ("vip",), "rating": "A"},
        {"last_name": "Three", "status": "customer", "rating": "A"},
        {"last_name": "Four", "tags": ("V-IP", "Old")},
    ]
    ours = [records.create(workspace, "person", each) for each in made]
    theirs = [records.create(workspace, "person", each) for each in made]
    keys = [each.id for each in ours]
    done = bulk.edit(workspace, "person", keys, {"rating": "A", "status": "customer"})
    assert (done.changed, done.unchanged) == (3, 1)
    tagged = bulk.tag(workspace, "person", keys, add=("VIP", "New"), remove=("fair", "Old"))
    assert tagged.changed == 4
    for each in theirs:
        gone = {"fair", "old"}
        tags = tuple(t for t in each.values["tags"] if t.casefold() not in gone)
        wanted = {"rating": "A", "status": "customer", "tags": (*tags, "VIP", "New")}
        records.save(workspace, "person", each.id, wanted, version=each.version)
    for mine, other in zip(ours, theirs, strict=True):
        left, right = (records.load(workspace, "person", r.id).values for r in (mine, other))
        same = ("rating", "status", "tags", "display_name")
        assert {key: left[key] for key in same} == {key: right[key] for key in same}
    assert_sound(workspace)
    for _change in range(len(theirs) + 2):
        undo.undo(workspace)
    for before in ours:
        now = records.load(workspace, "person", before.id).values
        assert now["tags"] == before.values["tags"]
        assert now["rating"] == before.values["rating"]
    assert_sound(workspace)


def test_a_set_is_a_few_statements(workspace: Workspace) -> None:
    keys = [records.create(workspace, "person", {"last_name": str(i)}).id for i in range(30)]
    with statements(workspace) as sent:
        bulk.edit(workspace, "person", keys, {"status": "customer"})
    assert sum("person" in sql and "UPDATE person" in sql for sql in sent) == 1
