"""Favourites: each colleague has their own, in their own order."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from crm_desktop.errors import NotFound, PermissionDenied, ValidationFailed
from crm_desktop.models.types import uuid7
from crm_desktop.services import favourites, history, listing, records, undo
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, scalar


def new(workspace: Workspace, name: str) -> UUID:
    return records.create(workspace, "person", {"last_name": name}).id


def labels(workspace: Workspace) -> list[str]:
    return [one.label for one in favourites.mine(workspace)]


def test_a_star_is_set_and_taken(workspace: Workspace) -> None:
    a, b = new(workspace, "Adam"), new(workspace, "Bea")
    lupa = records.create(workspace, "company", {"name": "Lupa"}).id
    assert favourites.mark(workspace, "person", b, on=True) == "Bea is a favourite now."
    favourites.mark(workspace, "company", lupa, on=True)
    favourites.mark(workspace, "person", a, on=True)
    favourites.mark(workspace, "person", a, on=True)  # twice is once
    assert favourites.mine(workspace) == [
        ("person", b, "Bea"),
        ("company", lupa, "Lupa"),
        ("person", a, "Adam"),
    ]
    assert favourites.mark(workspace, "person", b, on=False) == "Bea is no favourite any more."
    assert labels(workspace) == ["Lupa", "Adam"]
    undo.undo(workspace)
    assert labels(workspace) == ["Bea", "Lupa", "Adam"]
    assert_sound(workspace)


def test_a_star_that_is_there_leaves_no_trace(workspace: Workspace) -> None:
    a = new(workspace, "Adam")
    favourites.mark(workspace, "person", a, on=False)
    favourites.mark(workspace, "person", a, on=True)
    sets = scalar(workspace, "SELECT count(*) FROM change_set")
    favourites.mark(workspace, "person", a, on=True)
    favourites.order(workspace, [a])
    assert scalar(workspace, "SELECT count(*) FROM change_set") == sets


def test_they_stand_in_the_order_wanted(workspace: Workspace) -> None:
    a, b, c = (new(workspace, name) for name in ("Adam", "Bea", "Cid"))
    for one in (a, b, c):
        favourites.mark(workspace, "person", one, on=True)
    favourites.order(workspace, [c, uuid7(), a])
    assert labels(workspace) == ["Cid", "Adam", "Bea"]
    undo.undo(workspace)
    assert labels(workspace) == ["Adam", "Bea", "Cid"]
    favourites.order(workspace, [])
    assert labels(workspace) == ["Adam", "Bea", "Cid"]


def test_they_are_a_filter(workspace: Workspace) -> None:
    a, _ = new(workspace, "Adam"), new(workspace, "Bea")
    favourites.mark(workspace, "person", a, on=True)
    mine = Filter("favourite_of", Op.EQ, (workspace.actor.id,))
    for one, count in (
        (mine, 1),
        (replace(mine, op=Op.NE), 1),
        (Filter("favourite_of", Op.EMPTY), 1),
    ):
        assert listing.count(workspace, ListQuery("person", filters=(one,))) == count
    other = replace(mine, values=(uuid7(),))
    assert listing.count(workspace, ListQuery("person", filters=(other,))) == 0


def test_each_colleague_has_their_own(workspace: Workspace) -> None:
    a = new(workspace, "Adam")
    values = {"name": "Kim", "login": "kim", "role": "rep"}
    kim = records.create(workspace, "user", values)
    other = replace(workspace, actor=replace(workspace.actor, id=kim.id))
    favourites.mark(workspace, "person", a, on=True)
    assert labels(other) == []
    favourites.mark(other, "person", a, on=True)
    favourites.mark(workspace, "person", a, on=False)
    assert labels(workspace) == []
    assert labels(other) == ["Adam"]


def test_what_is_in_the_trash_is_none(workspace: Workspace) -> None:
    a = new(workspace, "Adam")
    favourites.mark(workspace, "person", a, on=True)
    records.delete(workspace, "person", [a])
    assert labels(workspace) == []
    undo.undo(workspace)
    assert labels(workspace) == ["Adam"]


def test_it_is_no_part_of_the_records_own_story(workspace: Workspace) -> None:
    a = new(workspace, "Adam")
    favourites.mark(workspace, "person", a, on=True)
    assert len(history.of(workspace, "person", a)) == 1
    assert history.recent(workspace)[0].label == "Favourite: Adam"


def test_what_cannot_be_one(workspace: Workspace) -> None:
    with pytest.raises(ValidationFailed, match="Only contacts and companies"):
        favourites.mark(workspace, "note", uuid7(), on=True)
    with pytest.raises(NotFound, match="does not exist"):
        favourites.mark(workspace, "person", uuid7(), on=True)
    reader = replace(workspace, permissions=permissions_of("readonly", alone=False))
    with pytest.raises(PermissionDenied):
        favourites.mark(reader, "person", new(workspace, "Adam"), on=True)
