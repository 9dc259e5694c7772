"""The project can be built by anybody, anywhere: nothing in it belongs to one machine."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

# In pieces, because this file is searched too.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "deb." + "debian.org",
    "archive." + "ubuntu.com",
]
PLACES = re.compile(r"(?<![\w.~*-])/(?:home|root|Users|work|workspace)/[\w.]")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every file of the project that is text: its name and what it says."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return dict(read(name for name in listed.stdout.decode().split("\0") if name))


def read(names: Iterator[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        try:
            yield name, (ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue


def test_no_file_names_a_package_registry(texts: dict[str, str]) -> None:
    assert texts
    assert [name for name, text in texts.items() if any(host in text for host in HOSTS)] == []


def test_no_file_names_a_place_on_one_machine(texts: dict[str, str]) -> None:
    found = {name: PLACES.findall(text) for name, text in texts.items()}
    assert {name: places for name, places in found.items() if places} == {}


def imported(file: Path) -> set[str]:
    """The packages a file imports, wherever in it, without those of Python."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names)


def test_dev_py_needs_nothing_but_python() -> None:
    assert imported(ROOT / "dev.py") == set()


def test_every_import_is_a_declared_dependency() -> None:
    """Not something that lies about in the environment, or that another package brought."""
    asked = (re.match(r"[\w.-]+", one) for one in PYPROJECT["project"]["dependencies"])
    declared = {normal(match[0]) for match in asked if match}
    declared.add("shiboken6")  # part of Qt for Python
    owners = importlib.metadata.packages_distributions()
    strangers = {
        f"{file.relative_to(ROOT)}: {package}"
        for file in (ROOT / "crm_desktop").rglob("*.py")
        for package in imported(file) - {"crm_desktop"}
        if not declared & {normal(owner) for owner in owners.get(package, [])}
    }
    assert strangers == set()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_has_a_floor() -> None:
    project = PYPROJECT["project"]
    asked = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        asked += extra
    assert [one for one in asked if not re.search(r"[>=]=\s*\d", one.partition(";")[0])] == []


def test_every_package_is_built() -> None:
    folders = {file.parent for file in (ROOT / "crm_desktop").rglob("*.py")}
    found = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    listed = PYPROJECT["tool"]["setuptools"]["packages"]
    assert sorted(listed) == listed
    assert set(listed) ^ (found | {"crm_desktop.resources"}) == set(), "see [tool.setuptools]"


def test_constraints_are_exact_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    versions = [line for line in lines if line and not line.startswith("#")]
    assert versions
    assert [line for line in versions if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
