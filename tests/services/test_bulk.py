from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.errors import Cancelled, PermissionDenied, UserError, ValidationFailed
from crm_desktop.models.types import uuid7
from crm_desktop.services import bulk, history, listing, records, undo
from crm_desktop.services.bulk import BulkDone
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.workspace import Cancel, Workspace
from tests.stores import assert_sound, opened, scalar, together

PEOPLE = ListQuery("person")


def new(workspace: Workspace, entity: str = "person", /, **values: Any) -> Record:
    return records.create(workspace, entity, values)


def load(workspace: Workspace, key: UUID) -> Record:
    return records.load(workspace, "person", key)


def ref(record: Record) -> Ref:
    return Ref(record.id, record.label)


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
    chosen = ListQuery("person", filters=(Filter("status", Op.EMPTY),))
    assert bulk.edit(workspace, "person", chosen, {"status": "customer"}, expected=3).changed == 3
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
