"""Saved lists: kept, opened, renamed, pinned, given up; what is gone is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.enums import Purpose
from crm_desktop.errors import NotFound, PermissionDenied, ValidationFailed
from crm_desktop.models.types import uuid7
from crm_desktop.services import health, history, records, saved_views, static_lists, undo
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, Op, Sort
from crm_desktop.services.view_content import View, ViewContent, widths_of
from crm_desktop.services.workspace import Workspace
from tests.stores import assert_sound, scalar

CUSTOMERS = ListQuery(
    "person",
    text="an",
    filters=(Filter("status", Op.IN, ("customer", "partner")), Filter("phones", Op.NOTEMPTY)),
    sort=(Sort("last_contact_at", descending=True), Sort("name_key")),
)
PLAIN = ListQuery("person", filters=(Filter("status", Op.IN, ("customer",)),))
ARRANGED = ViewContent(
    replace(CUSTOMERS, sort=(Sort("last_contact_at", descending=True),)),
    ("display_name", "company", "status"),
    widths_of({"status": 90, "company": 210}),
)


def only(workspace: Workspace) -> View:
    (view,) = saved_views.mine(workspace)
    return view


def test_a_list_is_kept_as_it_was_arranged(workspace: Workspace) -> None:
    made = saved_views.keep_as(workspace, "  Key   accounts ", ARRANGED)
    found = only(workspace)
    assert (found.id, found.name, found.pinned, found.lost) == (made.id, "Key accounts", True, ())
    assert found.content.same_as(ARRANGED)
    assert found.content.columns == ARRANGED.columns
    assert dict(found.content.widths) == {"status": 90, "company": 210}
    assert found.entity == "person"
    assert_sound(workspace)


def test_the_order_in_which_filters_were_set_does_not_matter() -> None:
    a, b = Filter("status", Op.IN, ("customer", "partner")), Filter("city", Op.EQ, ("Ulm",))
    turned = replace(a, values=("partner", "customer"))
    assert ViewContent(ListQuery("person", filters=(a, b))).same_as(
        ViewContent(ListQuery("person", filters=(b, turned)))
    )
    assert not ViewContent(PLAIN).same_as(ViewContent(replace(PLAIN, text="x")))
    assert not ViewContent(PLAIN).same_as(ViewContent(PLAIN, ("display_name",)))
    assert not ViewContent(PLAIN).same_as(ViewContent(replace(PLAIN, sort=(Sort("city"),))))


def test_lists_stand_by_name_and_are_saved_again(workspace: Workspace) -> None:
    saved_views.keep_as(workspace, "b", ViewContent(PLAIN))
    first = saved_views.keep_as(workspace, "A", ViewContent(PLAIN), pinned=False)
    assert [(v.name, v.pinned) for v in saved_views.mine(workspace)] == [("A", False), ("b", True)]
    saved_views.keep(workspace, first.id, ARRANGED)
    assert saved_views.mine(workspace)[0].content.same_as(ARRANGED)
    assert scalar(workspace, "SELECT max(version) FROM saved_view") == 2
    undo.undo(workspace)
    assert saved_views.mine(workspace)[0].content.same_as(ViewContent(PLAIN))
    assert history.recent(workspace)[1].label == "Save list A"


def test_rename_pin_delete_and_back(workspace: Workspace) -> None:
    view = saved_views.keep_as(workspace, "Customers", ViewContent(PLAIN))
    assert saved_views.rename(workspace, view.id, " Our  customers") == "Our customers"
    saved_views.rename(workspace, view.id, "OUR customers")  # its own name in other letters
    saved_views.pin(workspace, view.id, on=False)
    assert (only(workspace).name, only(workspace).pinned) == ("OUR customers", False)
    said = saved_views.delete(workspace, view.id)
    assert said == "Deleted the list OUR customers. Its records stay."
    assert saved_views.mine(workspace) == []
    with pytest.raises(NotFound, match="does not exist any more"):
        saved_views.rename(workspace, view.id, "x")
    undo.undo(workspace)
    assert only(workspace).name == "OUR customers"
    undo.undo(workspace)
    assert only(workspace).pinned
    assert_sound(workspace)


def test_a_change_that_changes_nothing_leaves_no_trace(workspace: Workspace) -> None:
    view = saved_views.keep_as(workspace, "x", ViewContent(PLAIN))
    sets = scalar(workspace, "SELECT count(*) FROM change_set")
    saved_views.pin(workspace, view.id, on=True)
    saved_views.rename(workspace, view.id, "x")
    assert scalar(workspace, "SELECT count(*) FROM change_set") == sets


def test_names_that_will_not_do(workspace: Workspace) -> None:
    saved_views.keep_as(workspace, "Café", ViewContent(PLAIN))
    for name, words in (
        (" ", "needs a name"),
        ("x" * 101, "at most 100"),
        ("CAFE", "called CAFE already"),
    ):
        with pytest.raises(ValidationFailed, match=words):
            saved_views.keep_as(workspace, name, ViewContent(PLAIN))
    saved_views.keep_as(workspace, "Café", ViewContent(ListQuery("company")))  # of another kind
    assert len(saved_views.mine(workspace)) == 2


def test_they_are_private(workspace: Workspace) -> None:
    view = saved_views.keep_as(workspace, "Mine", ViewContent(PLAIN))
    values = {"name": "Kim", "login": "kim", "role": "rep"}
    kim = records.create(workspace, "user", values)
    other = replace(workspace, actor=replace(workspace.actor, id=kim.id))
    assert saved_views.mine(other) == []
    with pytest.raises(NotFound):
        saved_views.delete(other, view.id)
    saved_views.keep_as(other, "Mine", ViewContent(PLAIN))


def test_who_only_reads_keeps_none(workspace: Workspace) -> None:
    reader = replace(workspace, permissions=permissions_of("readonly", alone=False))
    with pytest.raises(PermissionDenied):
        saved_views.keep_as(reader, "x", ViewContent(PLAIN))
    assert saved_views.mine(reader) == []


def test_what_is_gone_is_left_out_and_told(workspace: Workspace) -> None:
    asked = ListQuery(
        "person",
        filters=(
            Filter("shoe_size", Op.GT, (40,)),
            AnyOf((Filter("hat_size"), Filter("city", Op.EQ, ("Ulm",)))),
            Filter("status", Op.IN, ("customer",)),
        ),
        sort=(Sort("shoe_size"), Sort("city")),
    )
    saved_views.keep_as(workspace, "Feet", ViewContent(asked, ("display_name", "shoe_size")))
    view = only(workspace)
    assert view.content.query.filters == (Filter("status", Op.IN, ("customer",)),)
    assert view.content.query.sort == (Sort("city"),)
    assert view.content.columns == ("display_name",)
    assert view.lost == (
        "It filters by what is gone: shoe_size, hat_size, city. That filter was left out.",
        "Contacts no longer have these columns: shoe_size.",
    )
    assert saved_views.counts(workspace, [view.content.query, asked]) == [0, None]


def test_a_list_that_is_gone_is_told_too(workspace: Workspace) -> None:
    key = uuid7()
    static_lists.create(workspace, "Fair", list_id=key)
    asked = ListQuery("person", filters=(Filter("lists", Op.EQ, (key,)),))
    saved_views.keep_as(workspace, "At the fair", ViewContent(asked))
    assert only(workspace).lost == ()
    static_lists.delete(workspace, key)
    assert only(workspace).lost == (
        "It filters by what is gone: a list. That filter was left out.",
    )
    undo.undo(workspace)
    assert only(workspace).lost == ()


@pytest.mark.parametrize("content", [None, [1], {"entity": "unicorn"}, {"entity": 7}, {}])
def test_what_is_no_list_is_passed_over(workspace: Workspace, content: Any) -> None:
    values = {"name": "n", "entity": "person", "content": content}
    made = records.create(workspace, "saved_view", values)
    owner = workspace.actor.id.bytes if workspace.store.is_sqlite else workspace.actor.id
    with workspace.writing(Purpose.EDIT) as tx:
        tx.session.execute(text("UPDATE saved_view SET owner_id = :owner"), {"owner": owner})
    assert saved_views.mine(workspace) == []
    assert made.label == "n"


def test_what_a_newer_version_keeps_is_written_back(workspace: Workspace) -> None:
    newer = ViewContent.from_json(ARRANGED.to_json() | {"display": "board"})
    view = saved_views.keep_as(workspace, "x", newer)
    found = only(workspace).content
    saved_views.keep(workspace, view.id, replace(found, columns=()))
    assert only(workspace).content.to_json()["display"] == "board"
    assert found.same_as(ARRANGED)


def test_counts_of_many_lists(workspace: Workspace) -> None:
    for status in ("customer", "customer", "press"):
        records.create(workspace, "person", {"last_name": "x", "status": status})
    assert saved_views.counts(workspace, [PLAIN, ListQuery("person"), ListQuery("company")]) == [
        2,
        3,
        0,
    ]
    assert health.check(workspace).sound
