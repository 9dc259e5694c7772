"""Each use case is decorated, named and permitted; nothing goes round the workspace."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from crm_desktop import services
from crm_desktop.enums import SYSTEM, Permission, Purpose
from crm_desktop.services import failures, opening, workspace
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.workspace import OfEntity, Service

PACKAGE = Path(services.__file__).parent
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}.")
    if not module.ispkg
)
# Not of an opened store: they open, copy or examine one.
BEFORE_THERE_IS_A_WORKSPACE = {"opening", "upgrade", "backup", "copying", "demo_data"}


def of(name: str) -> ModuleType:
    return import_module(name)


def found() -> Iterator[tuple[str, Service[..., Any]]]:
    for name in MODULES:
        for key, thing in vars(of(name)).items():
            if isinstance(thing, Service) and thing.work.__module__ == name:
                yield f"{name.removeprefix('crm_desktop.services.')}.{key}", thing


SERVICES = dict(found())


def functions() -> Iterator[tuple[str, FunctionType]]:
    """Public functions of the services that are not decorated."""
    for name in MODULES:
        for key, thing in vars(of(name)).items():
            own = isinstance(thing, FunctionType) and thing.__module__ == name
            if own and not key.startswith("_"):
                yield f"{name.removeprefix('crm_desktop.services.')}.{key}", thing


def test_there_are_services() -> None:
    assert {"records.save", "listing.first", "undo.undo", "history.of"} <= SERVICES.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_what_it_says(name: str) -> None:
    service = SERVICES[name]
    assert service.__doc__, "what does it do?"
    (first, *_) = inspect.signature(service.work).parameters.values()
    assert first.name == "tx"
    assert first.annotation == ("ReadTx" if service.purpose is None else "Tx")
    assert not name.rpartition(".")[2].startswith("_")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_asks_for_the_permission_of_what_it_does(name: str) -> None:
    service = SERVICES[name]
    permission = service.permission
    if isinstance(permission, OfEntity):
        assert (permission is OfEntity.READ) == (service.purpose is None)
        names = list(inspect.signature(service.work).parameters)
        assert names[1] in ("entity", "asked"), "the entity comes first"
    else:
        assert isinstance(permission, Permission)
        if service.purpose is not None:
            assert not permission.endswith(":read")


@pytest.mark.parametrize(
    ("name", "function"), list(functions()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_no_function_takes_a_workspace_undecorated(name: str, function: FunctionType) -> None:
    """It would go round permissions, transactions and the words for errors."""
    if name.partition(".")[0] in ("workspace", "failures"):
        return
    parameters = list(inspect.signature(function).parameters.values())
    annotations = {str(p.annotation) for p in parameters}
    allowed = name.partition(".")[0] in BEFORE_THERE_IS_A_WORKSPACE
    assert allowed or "Workspace" not in annotations


@pytest.mark.parametrize("name", MODULES)
def test_only_the_store_commits(name: str) -> None:
    """One command is one transaction; helpers take `tx` and never open their own."""
    if name.rpartition(".")[2] in BEFORE_THERE_IS_A_WORKSPACE | {"workspace"}:
        return
    tree = ast.parse(Path(of(name).__file__ or "").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("commit", "rollback"), node.lineno
            if node.attr == "writing" and isinstance(node.ctx, ast.Load):
                assert isinstance(node.value, ast.Name), node.lineno
                assert node.value.id == "tx", node.lineno


def used_in_package(name: str) -> bool:
    return any(
        name in path.read_text("utf-8")
        for path in PACKAGE.parent.rglob("*.py")
        if path.name != "enums.py"
    )


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_is_asked_for(permission: Permission) -> None:
    asked: set[Any] = {s.permission for s in SERVICES.values()}
    asked |= {p for e in ENTITIES.values() for p in (e.read, e.edit)}
    assert permission in asked


@pytest.mark.parametrize("purpose", Purpose)
def test_each_purpose_is_written_or_told_apart(purpose: Purpose) -> None:
    written = {s.purpose for s in SERVICES.values()}
    assert purpose in written | SYSTEM
    if purpose not in written:
        assert used_in_package(f"Purpose.{purpose.name}") or used_in_package(f"'{purpose}'")


def test_roles_of_the_catalogue_have_permissions() -> None:
    roles = {choice.value for choice in ENTITIES["user"].field("role").choices}
    for role in roles:
        granted = opening.permissions_of(role, alone=False)
        assert Permission.PERSON_READ in granted
        assert (Permission.USER_EDIT in granted) == (role in ("admin", "owner"))


def test_each_sentence_of_a_failure_says_what_is_safe() -> None:
    for _, _, sentence in failures._SENTENCES:
        assert "othing" in sentence or "safe" in sentence
        assert sentence.endswith(".")


def test_a_workspace_is_the_only_door() -> None:
    """Sessions are made in two places: the store, and before there is one."""
    makers = {"sessionmaker", "Session", "create_engine"}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        calls = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & makers or path.name == "upgrade.py", path.name
    assert workspace.Workspace.__slots__
