"""Errors are split where they arise: whoever catches everything says why, and there are few."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BROAD = {"Exception", "BaseException"}
# What a worker thread or process ends with has to come home, whatever it is.
ALLOWED = {"crm_desktop/services/side_child.py": 1, "crm_desktop/ui/tasks.py": 1}


def broad(path: Path) -> Iterator[int]:
    """Lines on which everything is caught."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            names = (
                {each.id for each in ast.walk(node.type) if isinstance(each, ast.Name)}
                if (node.type is not None)
                else BROAD
            )
            if names & BROAD:
                yield node.lineno


def test_everything_is_caught_only_where_that_has_a_reason() -> None:
    found: dict[str, int] = {}
    for path in sorted((ROOT / "crm_desktop").rglob("*.py")):
        lines = list(broad(path))
        if lines:
            found[path.relative_to(ROOT).as_posix()] = len(lines)
    assert found == ALLOWED
