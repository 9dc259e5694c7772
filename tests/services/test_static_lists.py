"""Lists put together by hand: filled, emptied, filtered by, exported, undone, carried along."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from crm_desktop.errors import (
    Cancelled,
    NotFound,
    PermissionDenied,
    UserError,
    ValidationFailed,
)
from crm_desktop.models.types import uuid7
from crm_desktop.services import backup, history, listing, records, static_lists, undo
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.queries import Filter, ListQuery, Op, parse_filter
from crm_desktop.services.static_lists import StaticList
from crm_desktop.services.transfer import exporting
from crm_desktop.services.workspace import Cancel, Workspace
from tests.stores import assert_sound, opened, scalar, together


def people(workspace: Workspace, *names: str) -> list[UUID]:
    made = [records.create(workspace, "person", {"last_name": name}) for name in names]
    return [record.id for record in made]


def company(workspace: Workspace, name: str) -> UUID:
    return records.create(workspace, "company", {"name": name}).id


def new(workspace: Workspace, name: str = "Fair") -> UUID:
    key = uuid7()
    static_lists.create(workspace, name, list_id=key)
    return key


def only(workspace: Workspace) -> StaticList:
    (one,) = static_lists.every(workspace)
    return one


def names(workspace: Workspace, *filters: Filter, entity: str = "person") -> list[str]:
    asked = ListQuery(entity, filters=filters)
    label = "display_name" if entity == "person" else "name"
    return [row.cells[0] for row in listing.first(workspace, asked, (label,))]


def inside(key: UUID | str, op: Op = Op.EQ) -> Filter:
    return Filter("lists", op, (key,))


def test_filled_and_emptied(workspace: Workspace) -> None:
    a, b, c = people(workspace, "Adam", "Bea", "Cid")
    lupa = company(workspace, "Lupa")
    key = new(workspace)
    assert only(workspace) == StaticList(key, "Fair", 0, 0)
    assert static_lists.add(workspace, key, "person", [a, b]).words == "Added 2 contacts to Fair."
    said = static_lists.add(workspace, key, "company", [lupa])
    assert said.words == "Added Lupa to Fair."
    said = static_lists.add(workspace, key, "person", [b, c, c])
    assert (said.count, said.words) == (1, "Added Cid to Fair. 1 was in it already.")
    assert static_lists.add(workspace, key, "person", [b]).words == "That is in Fair already."
    assert only(workspace) == StaticList(key, "Fair", 3, 1)
    assert names(workspace, inside(key)) == ["Adam", "Bea", "Cid"]
    assert names(workspace, inside(key), entity="company") == ["Lupa"]
    said = static_lists.remove(workspace, key, "person", [b])
    assert said.words == "Removed Bea from Fair. The contact stays."
    assert names(workspace, inside(key)) == ["Adam", "Cid"]
    assert static_lists.remove(workspace, key, "person", [a, c]).words == (
        "Removed 2 contacts from Fair. They stay."
    )
    assert only(workspace).count("person") == 0
    assert only(workspace).entity == "company"
    assert listing.count(workspace, ListQuery("person")) == 3
    assert_sound(workspace)


def test_each_step_is_undone_and_done_again(workspace: Workspace) -> None:
    a, b = people(workspace, "Adam", "Bea")
    key = new(workspace)
    static_lists.add(workspace, key, "person", [a, b])
    static_lists.remove(workspace, key, "person", [a])
    undo.undo(workspace)
    assert names(workspace, inside(key)) == ["Adam", "Bea"]
    undo.undo(workspace)
    assert names(workspace, inside(key)) == []
    undo.redo(workspace)
    undo.redo(workspace)
    assert names(workspace, inside(key)) == ["Bea"]
    labels = [entry.label for entry in history.recent(workspace)]
    assert "Add 2 contacts to Fair" in labels
    assert "Remove Adam from Fair" in labels
    assert_sound(workspace)


def test_undone_out_of_order_nobody_stands_twice(workspace: Workspace) -> None:
    (a,) = people(workspace, "Adam")
    key = new(workspace)
    static_lists.add(workspace, key, "person", [a])
    static_lists.remove(workspace, key, "person", [a])
    removal = history.recent(workspace)[0].id
    static_lists.add(workspace, key, "person", [a])
    undo.undo(workspace, removal)
    assert only(workspace).people == 1
    assert names(workspace, inside(key)) == ["Adam"]
    assert static_lists.remove(workspace, key, "person", [a]).count == 1
    assert names(workspace, inside(key)) == []
    assert_sound(workspace)


def test_made_of_a_whole_list_at_once(workspace: Workspace) -> None:
    people(workspace, "Adam", "Bea", "Cid")
    asked = ListQuery("person")
    said = static_lists.create(workspace, "Everybody", "person", asked, expected=3)
    assert said.words == "Made the list Everybody with 3 contacts."
    assert only(workspace).people == 3
    with pytest.raises(UserError, match="not the 2 that you saw"):
        static_lists.create(workspace, "Others", "person", asked, expected=2)
    assert len(static_lists.every(workspace)) == 1
    undo.undo(workspace)  # the list and its members are one step
    assert static_lists.every(workspace) == []
    undo.redo(workspace)
    assert only(workspace).people == 3


def test_the_filter_on_lists(workspace: Workspace) -> None:
    a, b, _ = people(workspace, "Adam", "Bea", "Cid")
    first, second = new(workspace, "Trade fair 2026"), new(workspace, "Café")
    static_lists.add(workspace, first, "person", [a, b])
    static_lists.add(workspace, second, "person", [b])
    assert names(workspace, inside(str(first))) == ["Adam", "Bea"]
    assert names(workspace, inside("trade FAIR 2026")) == ["Adam", "Bea"]
    assert names(workspace, inside(first), inside(second)) == ["Bea"]
    assert names(workspace, Filter("lists", Op.IN, (first, second))) == ["Adam", "Bea"]
    assert names(workspace, inside(second, Op.NE)) == ["Adam", "Cid"]
    assert names(workspace, Filter("lists", Op.EMPTY)) == ["Cid"]
    assert names(workspace, Filter("lists", Op.NOTEMPTY)) == ["Adam", "Bea"]
    assert names(workspace, Filter("lists.any.name", Op.PREFIX, ("caf",))) == ["Bea"]
    assert names(workspace, parse_filter("lists=Cafe")) == ["Bea"]  # type: ignore[arg-type]
    assert names(workspace, inside(uuid7())) == []
    found = listing.count(workspace, ListQuery("person", text="ad", filters=(inside(first),)))
    assert found == 1


def test_it_is_exported(workspace: Workspace, tmp_path: Path) -> None:
    a, _ = people(workspace, "Adam", "Bea")
    key = new(workspace)
    static_lists.add(workspace, key, "person", [a])
    file = tmp_path / "fair.csv"
    exporting.export(workspace, ListQuery("person", filters=(inside(key),)), file)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert [row["Last name"] for row in rows] == ["Adam"]


def test_who_goes_into_the_trash_comes_back_into_the_list(workspace: Workspace) -> None:
    a, b = people(workspace, "Adam", "Bea")
    key = new(workspace)
    static_lists.add(workspace, key, "person", [a, b])
    records.delete(workspace, "person", [a])
    assert only(workspace).people == 1
    assert static_lists.add(workspace, key, "person", [a]).count == 0
    records.restore(workspace, "person", [a])
    assert only(workspace).people == 2
    assert_sound(workspace)


def test_a_list_given_up_comes_back_with_its_members(workspace: Workspace) -> None:
    a, b = people(workspace, "Adam", "Bea")
    key = new(workspace)
    static_lists.add(workspace, key, "person", [a, b])
    assert static_lists.rename(workspace, key, " Fair  2026 ") == "Fair 2026"
    said = static_lists.delete(workspace, key)
    assert said == "Deleted the list Fair 2026. Its contacts and companies stay."
    assert static_lists.every(workspace) == []
    assert names(workspace, inside(key)) == []
    for work in (
        lambda: static_lists.add(workspace, key, "person", [a]),
        lambda: static_lists.remove(workspace, key, "person", [a]),
        lambda: static_lists.rename(workspace, key, "x"),
        lambda: static_lists.delete(workspace, key),
    ):
        with pytest.raises(NotFound, match="does not exist any more"):
            work()
    undo.undo(workspace)
    assert only(workspace) == StaticList(key, "Fair 2026", 2, 0)
    undo.undo(workspace)
    assert only(workspace).name == "Fair"
    assert_sound(workspace)


def test_the_history_of_a_contact_tells_it(workspace: Workspace) -> None:
    (a,) = people(workspace, "Adam")
    key = new(workspace)
    static_lists.add(workspace, key, "person", [a])
    assert history.of(workspace, "person", a)[0].words == ("List Fair: added",)
    static_lists.remove(workspace, key, "person", [a])
    assert history.of(workspace, "person", a)[0].words == ("List Fair: removed",)
    assert history.of(workspace, "static_list", key)[-1].words == ("List created",)


def test_names_that_will_not_do(workspace: Workspace) -> None:
    key = new(workspace, "Café")
    other = new(workspace, "Other")
    for name in ("", " ", "x" * 101, "cafe"):
        with pytest.raises(ValidationFailed):
            static_lists.create(workspace, name)
        with pytest.raises(ValidationFailed):
            static_lists.rename(workspace, other, name)
    static_lists.rename(workspace, key, "CAFÉ")
    with pytest.raises(ValidationFailed, match="Only contacts and companies"):
        static_lists.add(workspace, key, "note", [])


def test_who_only_reads_changes_none(workspace: Workspace) -> None:
    key = new(workspace)
    reader = replace(workspace, permissions=permissions_of("readonly", alone=False))
    assert len(static_lists.every(reader)) == 1
    with pytest.raises(PermissionDenied):
        static_lists.add(reader, key, "person", [])


def test_a_cancelled_addition_adds_nobody(workspace: Workspace) -> None:
    chosen = people(workspace, "Adam", "Bea")
    key, cancel = new(workspace), Cancel()
    cancel.request()
    with pytest.raises(Cancelled):
        static_lists.add(
            workspace.during(cancel, lambda *_: None, lambda _: None), key, "person", chosen
        )
    assert only(workspace).people == 0


def test_two_colleagues_add_the_same_people(address: str) -> None:
    with opened(address) as here, opened(address) as there:
        chosen = people(here, *(f"P{i}" for i in range(30)))
        key = new(here)
        added = together(
            lambda: static_lists.add(here, key, "person", chosen).count,
            lambda: static_lists.add(there, key, "person", chosen).count,
        )
        assert sorted(added) == [0, 30]
        assert scalar(here, "SELECT count(*) FROM static_list_member") == 30


def test_a_backup_carries_the_lists(workspace: Workspace, tmp_path: Path) -> None:
    a, b = people(workspace, "Adam", "Bea")
    key = new(workspace)
    static_lists.add(workspace, key, "person", [a, b])
    copy = tmp_path / "copy.crm"
    backup.copy_whole(workspace.store.address, copy)
    with opened(copy) as restored:
        assert only(restored) == StaticList(key, "Fair", 2, 0)
        undo.undo(restored)
        assert only(restored).people == 0
        assert_sound(restored)


def many(count: int) -> Sequence[str]:
    return [f"{i:04}" for i in range(count)]


def test_more_than_one_portion(workspace: Workspace) -> None:
    chosen = people(workspace, *many(30))
    key = new(workspace)
    steps: list[int] = []
    watched = workspace.during(Cancel(), lambda at, _of, _w: steps.append(at), lambda _: None)
    assert static_lists.add(watched, key, "person", chosen).count == 30
    assert steps == [30]
