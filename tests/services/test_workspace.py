"""The door: permissions, one transaction a call, calls that run elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import Cancelled, PermissionDenied
from crm_desktop.models.types import uuid7
from crm_desktop.services import history, listing, records
from crm_desktop.services.opening import permissions_of
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Cancel, ReadTx, Tx, Workspace, command, query
from tests.stores import opened, scalar

PEOPLE = ListQuery("person")


@command(Permission.PERSON_EDIT, Purpose.CREATE)
def two_people(tx: Tx, *, stumble: bool = False) -> list[UUID]:
    made = [records.insert_record(tx, "person", {"last_name": name}) for name in "ab"]
    if stumble:
        raise ZeroDivisionError
    tx.label("Two people " + "x" * 500)
    return made


@query(Permission.PERSON_READ)
def what_time(tx: ReadTx) -> datetime:
    return tx.now


@command(Permission.PERSON_EDIT, Purpose.EDIT)
def asks(tx: Tx, cancel: Cancel) -> None:
    records.insert_record(tx, "person", {"last_name": "x"})
    cancel.request()
    tx.cancel.check()


def test_one_call_is_one_change_set(workspace: Workspace) -> None:
    sets = scalar(workspace, "SELECT count(*) FROM change_set")
    made = two_people(workspace)
    assert scalar(workspace, "SELECT count(*) FROM change_set") == sets + 1
    assert len(records.load_many(workspace, "person", made)) == 2
    newest = history.recent(workspace)[0]
    assert (newest.purpose, newest.mine) == ("create", True)
    assert newest.label == ("Two people " + "x" * 500)[:200]


def test_an_exception_takes_everything_back(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError):
        two_people(workspace, stumble=True)
    assert listing.count(workspace, PEOPLE) == 0
    assert history.recent(workspace)[0].purpose == "init"


def test_a_cancel_takes_everything_back(workspace: Workspace) -> None:
    cancel = Cancel()
    with pytest.raises(Cancelled, match="Nothing was changed"):
        asks(workspace.during(cancel, lambda *_: None, lambda _: None), cancel)
    assert listing.count(workspace, PEOPLE) == 0


def test_a_call_is_made_here_and_run_there(workspace: Workspace) -> None:
    call = two_people.call()
    assert call.is_command
    assert not listing.count.call(PEOPLE).is_command
    assert listing.count(workspace, PEOPLE) == 0  # nothing was run yet
    call(workspace)
    assert listing.count.call(PEOPLE)(workspace) == 2


def test_a_service_keeps_its_name_and_words() -> None:
    assert two_people.__name__ == "two_people"  # pyright: ignore[reportAttributeAccessIssue]
    assert records.save.__doc__
    assert records.save.purpose is Purpose.EDIT


@pytest.mark.parametrize("role", ["readonly", "rep"])
def test_what_a_role_may_not_is_said(workspace: Workspace, role: str) -> None:
    limited = replace(workspace, permissions=permissions_of(role, alone=False))
    assert listing.count(limited, PEOPLE) == 0
    entity, values = ("user", {"name": "x", "login": "x", "role": "rep"})
    with pytest.raises(PermissionDenied, match="does not allow to edit .*user.*Nothing was chang"):
        records.create(limited, entity, values)
    if role == "readonly":
        with pytest.raises(PermissionDenied):
            two_people(limited)
    else:
        two_people(limited)


def test_who_works_and_with_which_program(address: str) -> None:
    client = uuid7()
    with opened(address) as workspace:
        two_people(replace(workspace, client=client))
        sets = "SELECT {} FROM change_set ORDER BY seq DESC LIMIT 1"
        for column, wanted in (("user_id", workspace.actor.id), ("client_session", client)):
            raw = scalar(workspace, sets.format(column))
            assert (UUID(bytes=raw) if isinstance(raw, bytes) else raw) == wanted


def test_the_clock_is_ours_to_set_while_reading(workspace: Workspace) -> None:
    then = datetime(2020, 2, 29, tzinfo=UTC)
    assert what_time(replace(workspace, clock=lambda: then)) == then


def test_a_change_is_dated_by_the_database(workspace: Workspace) -> None:
    """A colleague's clock may be wrong by a day."""
    wrong = replace(workspace, clock=lambda: datetime.now(UTC) + timedelta(days=1))
    records.create(wrong, "person", {"last_name": "x"})
    assert abs(history.recent(workspace)[0].at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_reading_transaction_never_writes(workspace: Workspace) -> None:
    if workspace.store.is_sqlite:
        from sqlalchemy.exc import OperationalError

        with workspace.reading() as tx, pytest.raises(OperationalError, match="readonly"):
            tx.session.execute(text("DELETE FROM person"))


def test_progress_and_cancel_of_one_run_are_not_those_of_another(workspace: Workspace) -> None:
    first, second = Cancel(), Cancel()
    first.request()
    runs = [workspace.during(c, lambda *_: None, lambda _: None) for c in (first, second)]
    assert [run.cancel.requested for run in runs] == [True, False]
    assert listing.count(runs[1], PEOPLE) == 0
