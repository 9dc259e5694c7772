"""What the history says of a change is in the user's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "crm_desktop" / "services"
FILES = sorted(SERVICES.rglob("*.py"))


def labels(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given to tx.label()."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(ast.Name("tx"), "label"), args=[label, *_]):
                yield label
            case _:
                pass


def bare(node: ast.AST) -> Iterator[str]:
    """Words in it that no translator sees."""
    match node:
        case ast.Call(func=ast.Name("_" | "ngettext")):
            return
        case ast.Subscript(value=value):  # d["key"] is no words
            yield from bare(value)
        case ast.Constant(str(text)) if any(sign.isalpha() for sign in text):
            yield text
        case _:
            for child in ast.iter_child_nodes(node):
                yield from bare(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SERVICES).as_posix())
def test_labels_of_changes_are_translated(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    found = [(label.lineno, words) for label in labels(tree) for words in bare(label)]
    assert found == []
