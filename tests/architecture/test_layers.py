"""The layers hold, and each contract notices when it is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# file to add, what it says, the contract that must notice
VIOLATIONS = [
    ("services/zz_probe.py", "import PySide6", "no-qt-below-ui"),
    ("services/zz_probe.py", "import shiboken6", "no-qt-below-ui"),
    ("services/zz_probe.py", "import crm_desktop.ui", "layers"),
    ("models/zz_probe.py", "from PySide6.QtCore import QObject", "no-qt-below-ui"),
    ("models/zz_probe.py", "import crm_desktop.services", "layers"),
    ("models/zz_probe.py", "def late():\n    import crm_desktop.ui", "layers"),
    ("ui/zz_probe.py", "import sqlalchemy", "no-database-in-ui"),
    ("ui/zz_probe.py", "import alembic", "no-database-in-ui"),
    ("ui/zz_probe.py", "import sqlite3", "no-database-in-ui"),
    ("ui/zz_probe.py", "import sqlcipher3", "no-database-in-ui"),
    ("ui/zz_probe.py", "import psycopg", "no-database-in-ui"),
    ("ui/zz_probe.py", "from crm_desktop.models import base", "no-database-in-ui"),
    ("cli/zz_probe.py", "import crm_desktop.ui", "no-qt-below-ui"),
    ("cli/zz_probe.py", "import crm_desktop.app", "layers"),
    ("errors.py", "import crm_desktop.models", "layers"),
    ("errors.py", "import sqlalchemy", "base-stands-alone"),
    ("zz_probe.py", "", "layers"),  # a new module at the top is given its place on purpose
]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The package and its contracts, to break."""
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "crm_desktop", tmp_path / "crm_desktop", ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    yield tmp_path
    shutil.rmtree(tmp_path)


def lint_imports(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is not installed"
    return subprocess.run(
        [program, "--no-logo", "--no-cache", *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_layers_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("file", "text", "contract"), VIOLATIONS)
def test_violation_is_noticed(copy: Path, file: str, text: str, contract: str) -> None:
    with (copy / "crm_desktop" / file).open("a", encoding="utf-8") as probe:
        probe.write(f"\n{text}\n")
    result = lint_imports(copy, "--contract", contract)
    assert "1 broken" in result.stdout, result.stdout + result.stderr
    assert result.returncode == 1


def test_command_line_starts_without_qt() -> None:
    question = "import sys, crm_desktop.cli; print({'PySide6', 'shiboken6'} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=False
    )
    assert told.stdout.strip() == "set()", told.stdout + told.stderr
