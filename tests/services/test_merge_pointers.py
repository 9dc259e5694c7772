"""Nothing that points at a contact or a company is missed in a merge, and all of it is undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Table, func, insert, select

from crm_desktop.enums import Purpose
from crm_desktop.errors import NothingToUndo, UserError, ValidationFailed
from crm_desktop.models.tables import METADATA, TRACKED, table
from crm_desktop.models.triggers import root_of
from crm_desktop.models.types import uuid7
from crm_desktop.services import history, merge, merge_moves, naming, records, undo
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Record
from crm_desktop.services.merge_values import chosen_fields
from crm_desktop.services.view_content import KINDS
from crm_desktop.services.workspace import Tx, Workspace
from tests.making import new
from tests.random_work import Office
from tests.stores import DATABASES, assert_sound, differences, dump, new_store, opened


def known(entity: str) -> set[tuple[str, str]]:
    return {
        (each.table.name, column.name)
        for each in merge_moves.pointers(entity)
        for column in each.columns
    }


def details(entity: str) -> set[tuple[str, str]]:
    """Columns by which details hang on their record: they go to the trash with it."""
    return {(each.name, root_of(each)) for each in naming.child_tables(entity)}


# ---------------------------------------------------------------- none is missed


@pytest.mark.parametrize("entity", KINDS)
def test_every_foreign_key_is_known(entity: str) -> None:
    every = {
        (one.name, column.name)
        for one in METADATA.sorted_tables
        for column in one.columns
        for key in column.foreign_keys
        if key.column.table.name == ENTITIES[entity].table_name
    }
    assert every - details(entity) == known(entity)
    assert len(known(entity)) > 15


@pytest.mark.parametrize("entity", KINDS)
def test_every_reference_of_the_catalogue_is_known(entity: str) -> None:
    """Also one that was given no foreign key by mistake."""
    told: set[tuple[str, str]] = set()
    for kind in ENTITIES.values():
        for field in kind.fields:
            told |= {(kind.table_name, c) for c in _columns((field,), entity)}
            told |= {(field.table, c) for c in _columns(field.children, entity)}
    assert told <= known(entity)
    assert all(table(name) in TRACKED for name, _column in known(entity)), "or Undo would not know"


def _columns(fields: tuple[Field, ...], entity: str) -> Iterator[str]:
    return (f.column for f in fields if f.kind == Kind.REF and f.entity == entity)


@pytest.mark.parametrize("entity", KINDS)
def test_every_detail_is_a_field(entity: str) -> None:
    """What is brought together is written as fields of the survivor."""
    fields = {field.table for field in ENTITIES[entity].editable() if field.is_child_table}
    assert {each.name for each in naming.child_tables(entity)} == fields


class Rows:
    """Makes a row of any table, with all that it needs."""

    def __init__(self, tx: Tx) -> None:
        self._tx, self._made = tx, dict[str, UUID]()

    def make(self, one: Table, **cells: Any) -> UUID:
        key = uuid7()
        for column in one.columns:
            if column.name in cells or column.name == "id" or column.nullable:
                continue
            if column.default is None and column.server_default is None:
                cells[column.name] = self._value(column)
        self._tx.session.execute(insert(one).values(id=key, **cells))
        return key

    def _value(self, column: Column[Any]) -> Any:
        for key in column.foreign_keys:
            name = key.column.table.name
            if name not in self._made:
                self._made[name] = self.make(table(name))
            return self._made[name]
        kind = column.type.python_type
        return kind(1) if kind is not str else uuid7().hex


@pytest.mark.parametrize("entity", KINDS)
def test_whatever_points_at_the_others_points_at_the_survivor(
    workspace: Workspace, entity: str
) -> None:
    """A row of each table that there is, living and in the trash; none is lost, none is doubled."""
    name = {"person": "last_name", "company": "name"}[entity]
    one, other, third = (new(workspace, entity, **{name: f"Berg {n}"}).id for n in range(3))
    with workspace.writing(Purpose.IMPORT, "Everything") as tx:
        for each in merge_moves.pointers(entity):
            for column in each.columns:
                for target in (one, other, third):
                    Rows(tx).make(each.table, **{column.name: target})
                    Rows(tx).make(each.table, **{column.name: target}, deleted_at=tx.now)
    before = dump(workspace.store)
    counted = pointing(workspace, entity, (one, other, third))
    assert all(sum(found.values()) for found in counted.values())
    merge.merge(workspace, entity, one, (other, third))
    for place, found in pointing(workspace, entity, (one, other, third)).items():
        assert set(found) == {one}, place
        assert found[one] == sum(counted[place].values()), place
    undo.undo(workspace)
    # The rules complete the orders that were made without them here.
    left = [row for row in differences(before, dump(workspace.store)) if "sales_order" not in row]
    assert left == []
    assert pointing(workspace, entity, (one, other, third)) == counted


def pointing(
    workspace: Workspace, entity: str, ids: tuple[UUID, ...]
) -> dict[tuple[str, str], Counter[UUID]]:
    """By place, how many rows name which of the records."""
    out: dict[tuple[str, str], Counter[UUID]] = {}
    with workspace.reading() as tx:
        for each in merge_moves.pointers(entity):
            for column in each.columns:
                living = each.table.c.deleted_at.is_(None)
                found = select(column, func.count()).where(column.in_(ids), living)
                rows = tx.session.execute(found.group_by(column)).all()
                out[each.table.name, column.name] = Counter({row[0]: row[1] for row in rows})
    return out


# ---------------------------------------------------------------- all is undone


class Merging(Office):
    """An office in which many are found out to be one. It stays in its country."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        super().__init__(workspace, seed)
        self.steps |= {self.merge: 25}

    def merge(self) -> None:
        entity = self.draw.choice(KINDS)
        some = self._some(entity)[:3]
        if len(some) > 1:
            merge.merge(self.workspace, entity, some[0], some[1:])

    def _any(self, entity: str) -> Record | None:
        return None if entity == "office" else super()._any(entity)


@pytest.mark.timeout(300)
def test_merges_among_other_work_are_undone_and_redone(workspace: Workspace) -> None:
    before = dump(workspace.store)
    Merging(workspace, 20261123).work(120)
    after = dump(workspace.store)
    assert_sound(workspace)
    purposes = [entry.purpose for entry in history.recent(workspace, 300)]
    assert purposes.count("merge") > 5
    undone = _until_nothing(lambda: undo.undo(workspace))
    assert [each.kept for each in undone if each.kept] == []
    assert differences(before, dump(workspace.store)) == []
    assert_sound(workspace)
    _until_nothing(lambda: undo.redo(workspace))
    assert differences(after, dump(workspace.store)) == []
    assert_sound(workspace)


@pytest.mark.timeout(300)
def test_merges_undone_in_any_order_leave_a_sound_store(workspace: Workspace) -> None:
    office = Merging(workspace, 20261124)
    for _ in range(5):
        office.work(25)
        for entry in office.draw.sample(history.recent(workspace, 40), 5):
            try:
                undo.undo(workspace, entry.id)
            except UserError:
                continue  # undone already, or in the way of a newer record: in words
        assert_sound(workspace)


def _until_nothing(work: Callable[[], undo.Undone]) -> list[undo.Undone]:
    done: list[undo.Undone] = []
    while True:
        try:
            done.append(work())
        except NothingToUndo:
            return done


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """Some months of work in an office."""
    with new_store(request.param, request) as address, opened(address) as workspace:
        made = Office(workspace, 20261122)
        made.work(120)
        yield made


@pytest.mark.timeout(300)
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_merge_that_is_undone_leaves_everything_as_it_was(
    office: Office, data: st.DataObject
) -> None:
    workspace = office.workspace
    entity = data.draw(st.sampled_from(KINDS))
    target = naming.table_of(ENTITIES[entity])
    with workspace.reading() as tx:
        here = select(target.c.id).where(target.c.deleted_at.is_(None))
        living = list(tx.session.execute(here.order_by(target.c.id)).scalars())
    ids = data.draw(st.lists(st.sampled_from(living), min_size=2, max_size=4, unique=True))
    fields = [f.key for f in chosen_fields(ENTITIES[entity])]
    choices = data.draw(st.dictionaries(st.sampled_from(fields), st.sampled_from(ids), max_size=5))
    before = dump(workspace.store)
    try:
        done = merge.merge(workspace, entity, ids[0], ids[1:], choices=choices)
    except ValidationFailed:  # somebody without a name is refused, and nothing is changed
        assert differences(before, dump(workspace.store)) == []
        return
    try:
        _look(workspace, entity, ids, done)
        after = dump(workspace.store)
        assert undo.undo(workspace).kept == ()
        assert differences(before, dump(workspace.store)) == []
        undo.redo(workspace)
        assert differences(after, dump(workspace.store)) == []
    finally:  # the next example begins where this one did
        undo.undo(workspace)
    assert_sound(workspace)
    assert not records.load(workspace, entity, ids[1]).deleted


def _look(workspace: Workspace, entity: str, ids: list[UUID], done: merge.Merged) -> None:
    """The survivor has it all, and the store is sound."""
    assert history.of(workspace, entity, done.record.id)[0].label.startswith("Merge ")
    found = pointing(workspace, entity, tuple(ids))
    for each in merge_moves.pointers(entity):
        for column in each.columns:
            outside = set(found[each.table.name, column.name]) - {ids[0]}
            assert each.own or not outside
    assert_sound(workspace)
