"""Who may approve quotes: owners, managers for their teams, and whoever works alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crm_desktop.enums import Permission
from crm_desktop.errors import PermissionDenied
from crm_desktop.models.database import is_server
from crm_desktop.services import opening, records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.sales.quoting import quotes
from crm_desktop.services.workspace import Actor, Workspace
from tests.services.quoting import quote
from tests.services.sales import again, ref, save
from tests.stores import opened


def colleague(workspace: Workspace, name: str, role: str, team: Record | None = None) -> Record:
    values: dict[str, Any] = {"name": name, "login": name.lower(), "role": role, "active": True}
    return records.create(workspace, "user", values | {"team": ref(team) if team else None})


def as_one(workspace: Workspace, who: Record) -> Workspace:
    """The store as a colleague sees it."""
    values = who.values
    actor = Actor(who.id, values["name"], values["login"], values["role"])
    alone = workspace.store.is_sqlite
    may = opening.permissions_of(actor.role, alone=alone)
    return replace(workspace, actor=actor, permissions=may)


def asked(workspace: Workspace, owner: Record | None = None) -> Record:
    """A quote that waits for approval."""
    made = quote(workspace, owner=ref(owner) if owner else None)
    quotes.ask(workspace, made.id, made.version)
    return again(workspace, made)


def test_who_works_alone_approves(workspace: Workspace) -> None:
    made = asked(workspace)
    assert Permission.QUOTE_APPROVE in workspace.permissions
    assert quotes.approval(workspace, made.id).may
    quotes.approve(workspace, made.id, made.version)
    assert again(workspace, made).values["status"] == "approved"


def test_in_an_office_managers_and_owners_approve(workspace: Workspace) -> None:
    people = {
        role: colleague(workspace, role.title(), role)
        for role in ("rep", "assistant", "manager", "owner", "admin", "readonly")
    }
    made = asked(workspace, people["rep"])
    for role, who in people.items():
        one = as_one(workspace, who)
        may = workspace.store.is_sqlite or role in ("manager", "owner")
        told = quotes.approval(one, made.id)
        assert told.may == may, role
        assert set(told.others) == {"Manager", "Owner"} - {role.title()}
        if not may:
            with pytest.raises(PermissionDenied, match="Nothing was changed"):
                quotes.approve(one, made.id, made.version)
            with pytest.raises(PermissionDenied):
                quotes.refuse(one, made.id, made.version, "No")
    assert again(workspace, made).version == made.version
    quotes.approve(as_one(workspace, people["manager"]), made.id, made.version)
    row = again(workspace, made).values["approvals"][-1]
    assert (row["decision"], row["user"].label) == ("approved", "Manager")


def test_a_manager_approves_for_the_own_team_and_those_below(workspace: Workspace) -> None:
    north = records.create(workspace, "team", {"name": "North"})
    harbour = records.create(workspace, "team", {"name": "Harbour", "parent": ref(north)})
    south = records.create(workspace, "team", {"name": "South"})
    head = colleague(workspace, "Ada", "manager", north)
    other = colleague(workspace, "Ben", "manager", south)
    made = asked(workspace, colleague(workspace, "Cleo", "rep", harbour))
    nobodys = asked(workspace)
    save(workspace, again(workspace, nobodys), owner=None)
    assert quotes.approval(as_one(workspace, head), made.id).may
    told = quotes.approval(as_one(workspace, other), made.id)
    assert (told.may, told.others) == (workspace.store.is_sqlite, ("Ada",))
    assert quotes.approval(as_one(workspace, other), nobodys.id).may
    if not workspace.store.is_sqlite:
        with pytest.raises(
            PermissionDenied, match="another team. Nothing was changed. Ada can approve it"
        ):
            quotes.approve(as_one(workspace, other), made.id, made.version)


def test_who_is_gone_is_not_named(workspace: Workspace) -> None:
    rep = colleague(workspace, "Cleo", "rep")
    boss = colleague(workspace, "Ada", "owner")
    made = asked(workspace, rep)
    assert quotes.approval(as_one(workspace, rep), made.id).others == ("Ada",)
    save(workspace, boss, active=False)
    told = quotes.approval(as_one(workspace, rep), made.id)
    assert told.others == ()
    assert told.words.startswith("Nobody in the office")


def test_teams_above_each_other_end(workspace: Workspace) -> None:
    one = records.create(workspace, "team", {"name": "One"})
    two = records.create(workspace, "team", {"name": "Two", "parent": ref(one)})
    save(workspace, one, parent=Ref(two.id, ""))
    other = records.create(workspace, "team", {"name": "Other"})
    head = colleague(workspace, "Ada", "manager", other)
    made = asked(workspace, colleague(workspace, "Cleo", "rep", two))
    assert quotes.approval(as_one(workspace, head), made.id).may == workspace.store.is_sqlite


def test_the_only_one_on_a_server_may_until_others_come(address: str) -> None:
    with opened(address) as workspace:
        assert workspace.actor.role == "admin"
        assert Permission.QUOTE_APPROVE in workspace.permissions
        colleague(workspace, "Cleo", "rep")
        made = asked(workspace)
        if is_server(address):
            with pytest.raises(PermissionDenied, match="Nobody in the office"):
                quotes.approve(workspace, made.id, made.version)
    with opened(address) as workspace:
        may = Permission.QUOTE_APPROVE in workspace.permissions
        assert may != is_server(address)
