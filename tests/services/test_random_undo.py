"""Whatever an office did, newest first it can be taken back, and done again."""

from __future__ import annotations

import os

import pytest

from crm_desktop.errors import NothingToUndo, UserError
from crm_desktop.services import history, undo
from crm_desktop.services.undo import Undone
from crm_desktop.services.workspace import Workspace
from tests.random_work import Office
from tests.stores import assert_sound, differences, dump

SEED = int(os.environ.get("CRM_RANDOM_SEED", "20261121"))
STEPS = int(os.environ.get("CRM_RANDOM_STEPS", "300"))


def all_of(what: object, workspace: Workspace) -> list[Undone]:
    """Undo, or redo, until there is nothing left."""
    done: list[Undone] = []
    while True:
        try:
            done.append(undo.undo(workspace) if what == "undo" else undo.redo(workspace))
        except NothingToUndo:
            return done


@pytest.mark.timeout(300)
def test_everything_is_undone_and_redone(workspace: Workspace) -> None:
    before = dump(workspace.store)
    Office(workspace, SEED).work(STEPS)
    after = dump(workspace.store)
    assert_sound(workspace)
    undone = all_of("undo", workspace)
    assert len(undone) > STEPS * 0.6
    assert [u.kept for u in undone if u.kept] == []
    assert differences(before, dump(workspace.store)) == []
    assert_sound(workspace)
    redone = all_of("redo", workspace)
    assert len(redone) == len(undone)
    assert [u.kept for u in redone if u.kept] == []
    assert differences(after, dump(workspace.store)) == []
    assert_sound(workspace)


@pytest.mark.timeout(300)
def test_undone_in_any_order_the_store_stays_sound(workspace: Workspace) -> None:
    office = Office(workspace, SEED + 1)
    for _ in range(8):
        office.work(STEPS // 10)
        chosen = office.draw.sample(history.recent(workspace, 60), 6)
        for entry in chosen:
            try:
                undo.undo(workspace, entry.id)
            except UserError:
                continue  # undone already, or in the way of a newer record: in words
        assert_sound(workspace)


def test_the_same_seed_is_the_same_work(workspace: Workspace) -> None:
    """So that a failure can be looked at again: CRM_RANDOM_SEED, CRM_RANDOM_STEPS."""
    Office(workspace, 5).work(40)
    labels = [entry.label for entry in history.recent(workspace, 100)]
    assert len(labels) > 20
    assert len(set(labels)) > 5
