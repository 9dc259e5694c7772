"""What people read is marked for translation, and what is translated keeps its places."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import crm_desktop
from crm_desktop import errors
from tests.tools import translations

PACKAGE = Path(crm_desktop.__file__).parent
READ = ("errors.py", "models", "services", "ui")
# Words of the sample data, and those of papers, which have languages of their own.
NOT_SAID = (
    "models/migrations/",
    "services/demo",
    "services/documents/vocabulary_",
    "services/sales/papers/standard_texts.py",
)
# Packages and modules whose words are still to be marked.
NOT_YET: tuple[str, ...] = ()

MARKS = {"_", "N_", "ngettext"}
CATALOGUE = {"Choice", "EntityType", "Field"}  # tests.tools.translations collects their words
REFUSALS = {
    name
    for name, thing in vars(errors).items()
    if inspect.isclass(thing) and issubclass(thing, errors.UserError)
}
# What people are told by: function or method -> the place of the words among its arguments.
TOLD = {
    "Gone": 0,
    "Problem": -1,
    "fail": -1,
    "keep": 2,
    "label": 0,
    "leave": 0,
    "note": 0,
    "progress": 2,
    "say": 0,
}
# What stands in a setting, in a log, or in an error that only developers see.
UNTOLD = {"debug", "info", "warning", "error", "exception", "log"}
SENTENCE = re.compile(r"['‘“]?[A-Z{][^\n]* [^\n]*[.!?]", re.DOTALL)
WORDS = re.compile(r"[^\W\d_]{2,}")
SQL = re.compile(r"\b(SELECT|UPDATE|INSERT|DELETE FROM|CREATE|DROP|PRAGMA|VACUUM|WHERE|AND)\b")


def modules() -> list[str]:
    """Files of the package whose words people may see."""
    found = [PACKAGE / name for name in READ]
    files = [f for each in found for f in ([each] if each.is_file() else each.rglob("*.py"))]
    return sorted(file.relative_to(PACKAGE).as_posix() for file in files)


def literal(node: ast.expr) -> str | None:
    """A text written down in the code, with {} for what is put into it; None for all else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) or "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = literal(node.left), literal(node.right)
        return None if left is None and right is None else f"{left or '{}'}{right or '{}'}"
    if isinstance(node, ast.IfExp):
        return literal(node.body) or literal(node.orelse)
    if isinstance(node, ast.Dict):
        return next(filter(None, (literal(value) for value in node.values)), None)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return literal(node.func.value) if node.func.attr == "format" else None
    return None


def name_of(call: ast.Call) -> str:
    """What is called: `fail` of `self.report.fail(...)`."""
    func = call.func
    return func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literals that read like a sentence and are not marked, with their lines."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and name_of(node) in MARKS | CATALOGUE | UNTOLD:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(node, ast.Raise) and _is_for_developers(node):
            continue
        if isinstance(node, ast.Constant | ast.JoinedStr):
            words = literal(node) or ""
            if SENTENCE.fullmatch(words) and WORDS.search(words) and not SQL.search(words):
                yield node.lineno, words
        elif not isinstance(node, ast.Assert):
            yield from sentences(node)


def _is_for_developers(node: ast.Raise) -> bool:
    called = node.exc
    return isinstance(called, ast.Call) and hasattr(builtins, name_of(called))


def told(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literals that people are told and that are not marked, whatever they read like."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node)
        if name in REFUSALS:
            given: list[ast.expr] = [*node.args, *(each.value for each in node.keywords)]
        elif name in TOLD and len(node.args) > max(TOLD[name], 0):
            given = [node.args[TOLD[name]]]
        else:
            continue
        for each in given:
            words = literal(each)
            if words and WORDS.search(words) and " " in words.strip():
                yield node.lineno, words


def unmarked(source: str, *, is_data: bool = False) -> set[tuple[int, str]]:
    """Lines with words that nobody can translate; in data there are sentences that are not said."""
    tree = ast.parse(source)
    return {*(() if is_data else sentences(tree)), *told(tree)}


@pytest.mark.parametrize("name", modules())
def test_what_people_read_can_be_translated(name: str) -> None:
    source = (PACKAGE / name).read_text("utf-8")
    found = unmarked(source, is_data=name.startswith(NOT_SAID))
    if name.startswith(NOT_YET or ("\0",)):
        return
    assert not found, f"mark with _() of i18n: {sorted(found)}"


@pytest.mark.parametrize(
    "source",
    [
        'raise FileRefused("The file is gone. Nothing was changed.")',
        'raise UserError(f"{name} is gone")',
        'raise ValidationFailed({"mapping": f"no column {head}"})',
        'raise FileRefused("no {name}".format(name=name))',
        'self.fail(line, "is no number")',
        'tx.label(f"Import {name}")',
        'notes.append("Each row is read as an order.")',
        'WORDS = {"person": "A contact needs a name."}',
        'tx.progress(1, 2, f"{n} rows read")',
    ],
)
def test_words_that_nobody_marked_are_noticed(source: str) -> None:
    assert unmarked(source)


@pytest.mark.parametrize(
    "source",
    [
        'raise FileRefused(_("{name} is gone.").format(name=name))',
        'raise ValueError(f"A {kind} is no kind of record.")',
        'def f():\n    """Words for developers."""',
        'WORDS = {"person": N_("A contact needs a name.")}',
        'log.warning("A draft cannot be read.")',
        'text(f"SELECT r.id FROM {name} r WHERE r.id = :id.")',
    ],
)
def test_what_is_marked_or_not_said_is_let_be(source: str) -> None:
    assert not unmarked(source)


def test_what_is_marked_is_written_down_there() -> None:
    """Words that are put together are in no file of a translator."""
    for name in modules():
        for node in ast.walk(ast.parse((PACKAGE / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and name_of(node) in MARKS:
                many = name_of(node) == "ngettext"
                words = node.args[:2] if many else node.args
                odd = [each for each in words if isinstance(each, ast.JoinedStr | ast.BinOp)]
                odd += [each for each in words if many and not isinstance(each, ast.Constant)]
                assert not odd, f"{name}:{node.lineno}"
                said = " ".join(filter(None, map(literal, words)))
                assert ":,}" not in said, f"{name}:{node.lineno}: number() of i18n, not {said}"


PLACE = re.compile(r"\{[^{}]*\}")


def places(words: str) -> set[str]:
    """What is put into a text."""
    return set(PLACE.findall(words.replace("{{", "").replace("}}", "")))


@pytest.mark.parametrize("language", [f.stem for f in translations.FOLDER.glob("*.po")])
def test_a_translation_keeps_its_places(language: str) -> None:
    """One that is missing or misspelt would fail where the text is shown."""
    for message in translations.read(language):
        if not message.id or not translations.is_done(message):
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        known = set[str]().union(*map(places, ids))
        for words in said:
            assert places(words) <= known, words
        assert places(said[-1]) == places(ids[-1]), said[-1]
