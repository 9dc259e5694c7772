"""Which row of a table holds its heads, if one does, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from statistics import median
from unicodedata import normalize

from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.catalog.fields import Field
from crm_desktop.services.transfer.tables import Cell

LOOK_AT = 60  # rows, for what costs time
MOST_CELLS = 200_000
PREAMBLE = 25  # rows in which the heads are looked for
LONGEST_HEAD = 120

_NUMBER = re.compile(r"[-+(]?[€$£¥]?\s?\d[\d\s.,'’]*\)?\s?[%€$£¥]?")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ]\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( \d{1,2}:\d{2}.*)?"
    r"|\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?([+-]\d\d:\d\d)?"
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_URL = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?\d[\d\s()/.\-]{5,}(\s?(x|ext\.?)\s?\d+)?")
_YEAR = re.compile(r"(19|20)\d\d([-/]\d\d)?")
_TYPED = frozenset({"number", "date", "email", "url", "phone"})


@dataclass(frozen=True, slots=True)
class Headings:
    """What was found.

    Attributes:
        names: one for each column.
        head: index of the row of heads in the sample, or None.
        first: index of the first row of data in the sample.
        notes: what was guessed, as sentences.
    """

    names: tuple[str, ...]
    head: int | None
    first: int
    notes: tuple[str, ...]


def find_headings(rows: Sequence[Sequence[Cell]]) -> Headings:
    """Find the heads in the first rows of a table."""
    rows = rows[: max(LOOK_AT, MOST_CELLS // max(len(rows[0]), 1))] if rows else rows
    start = _first_full([_fill(row) for row in rows[:LOOK_AT]])
    if not rows or not rows[start]:
        return Headings((), None, 0, ())
    body = [row for row in rows[start + 1 :] if _fill(row)]
    notes: list[str] = []
    has_heads = _is_head(rows[start], body)
    if not has_heads:
        start = _first_alike(rows, start)
    if start:
        notes.append(
            ngettext(
                "The first row is no part of the table.",
                "The first {n} rows are no part of the table.",
                start,
            )
        )
    if not has_heads:
        notes.append(_("The table has no heads: its columns were numbered."))
        width = max(map(len, rows[start:]))
        return Headings(_numbered(width), None, start, tuple(notes))
    width = _width(rows[start], body, notes)
    names = _names(rows[start], width, notes)
    return Headings(names, start, start + 1, tuple(notes))


def name_heads(row: Sequence[Cell], width: int) -> tuple[str, ...]:
    """The columns under a row of heads: one name each, all different, none empty."""
    return _names(row, width, [])


def class_of(cell: Cell) -> str:
    """What kind of thing a cell holds: empty, number, date, email, url, phone, text or long."""
    if cell is None or cell == "":
        return "empty"
    if isinstance(cell, (bool, int, float, Decimal)):
        return "number"
    if isinstance(cell, (date, time)):
        return "date"
    text = cell.strip()
    if not text:
        return "empty"
    if len(text) > LONGEST_HEAD:
        return "long"
    return _class_of_text(text)


def _class_of_text(text: str) -> str:
    for name, pattern in (
        ("date", _DATE),
        ("number", _NUMBER),
        ("phone", _PHONE),
        ("email", _EMAIL),
        ("url", _URL),
    ):
        if pattern.fullmatch(text):
            return name
    return "text"


def fold(text: str) -> str:
    """A head as it is compared: no case, no punctuation between words."""
    return " ".join(re.split(r"[\s_:.*]+", normalize("NFKC", text).casefold().strip())).strip()


@cache
def known_heads() -> frozenset[str]:
    """Every name by which the catalogue knows a field, folded."""
    names: set[str] = {"id", "number", "date", "name", "street", "zip", "zip code", "state"}

    def take(fields: Iterable[Field]) -> None:
        for field in fields:
            names.update((fold(field.key), fold(field.label), *map(fold, field.heads)))
            take(field.children)

    for entity in ENTITIES.values():
        take(entity.fields)
    return frozenset(names)


def known(cells: Iterable[Cell]) -> int:
    """How many of the cells are heads the catalogue knows."""
    return sum(isinstance(cell, str) and fold(cell) in known_heads() for cell in cells)


def _fill(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if cell is not None and cell != "" and not _blank(cell))


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _first_full(fills: Sequence[int]) -> int:
    """The first row that is about as full as the fullest: before it there are titles only."""
    if not fills:
        return 0
    near = fills[:PREAMBLE]
    usual = median(fill for fill in fills if fill) if any(fills) else 0
    least = max(min(max(near) * 0.5, usual), 1)
    if max(near) > 1:
        least = max(least, 2)
    return next((i for i, fill in enumerate(fills) if fill >= least), 0)


def _first_alike(rows: Sequence[Sequence[Cell]], start: int) -> int:
    """Where nothing is a head, rows that are only less full belong to the table too."""
    width = len(rows[start])
    while start and len(rows[start - 1]) == width and (width <= 2 or _fill(rows[start - 1]) > 1):
        start -= 1
    return start


def _is_head(row: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> bool:
    classes = [class_of(cell) for cell in row]
    filled = sum(c != "empty" for c in classes)
    typed = sum(c in _TYPED for c in classes)
    hits = known(row)
    if hits and (hits >= 2 or hits * 3 >= filled) and hits >= typed:
        return True
    if "long" in classes:
        return False
    if typed == 0:
        if _contrasts(classes, body) > 0:
            return True
        return not _has_gap(row) and not _repeats(row, body)
    years = [i for i, c in enumerate(classes) if c in _TYPED]
    if typed == filled or not all(_is_year(row[i]) for i in years):
        return False
    below = [other[i] for other in body[:LOOK_AT] for i in years if i < len(other)]
    return not any(map(_is_year, below))


def _is_year(cell: Cell) -> bool:
    return isinstance(cell, (str, int)) and bool(_YEAR.fullmatch(str(cell).strip()))


def _contrasts(classes: Sequence[str], body: Sequence[Sequence[Cell]]) -> int:
    """Columns that hold text above and something else below, less those that hold the same."""
    found = 0
    for i, above in enumerate(classes):
        below = Counter(class_of(row[i]) for row in body[:LOOK_AT] if i < len(row))
        below.pop("empty", None)
        if not below or above == "empty":
            continue
        kind, count = below.most_common(1)[0]
        if kind in _TYPED and count * 2 > below.total():
            found += 1 if above == "text" else -1
    return found


def _has_gap(row: Sequence[Cell]) -> bool:
    """True where a cell before the last one is empty or holds no letter: hardly a row of heads."""
    texts = [_text(cell) for cell in row[: _length(row)]]
    return any(not any(map(str.isalpha, text)) for text in texts)


def _repeats(row: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> bool:
    """True where a cell comes again below it: then it is data like the others."""
    for i, cell in enumerate(row):
        if not isinstance(cell, str) or not cell.strip():
            continue
        if any(i < len(other) and other[i] == cell and other != row for other in body):
            return True
    return False


def _width(row: Sequence[Cell], body: Sequence[Sequence[Cell]], notes: list[str]) -> int:
    """As many columns as the heads, or as most rows where these are longer."""
    heads = len(row)
    if len(body) < 2:
        return heads
    lengths = (max(_length(other), min(len(other), heads)) for other in body)
    usual, count = Counter(lengths).most_common(1)[0]
    if usual == heads or count * 2 <= len(body):
        return heads
    words = _(
        "Most rows have {usual} cells, but there are {heads} heads: see whether each head stands "
        "above the right column."
    )
    notes.append(words.format(usual=usual, heads=heads))
    return max(heads, usual)


def _length(row: Sequence[Cell]) -> int:
    """Cells up to the last one that is not empty."""
    n = len(row)
    while n and (row[n - 1] is None or row[n - 1] == ""):
        n -= 1
    return n


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(f"Column {i}" for i in range(1, width + 1))


def _names(row: Sequence[Cell], width: int, notes: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    used: set[str] = set()
    doubled: dict[str, int] = {}
    blank: list[int] = []
    filled = _length(row)
    for i in range(width):
        name = " ".join(_text(row[i]).split()) if i < len(row) else ""
        if not name:
            name = f"Column {i + 1}"
            if i < filled or i >= len(row):
                blank.append(i + 1)
        names.append(_unused(name, used, doubled))
    if doubled:
        several = ", ".join(list(doubled)[:20])
        words = _("Several columns are called {several}: they were numbered.")
        notes.append(words.format(several=several))
    if blank:
        words = _("Without a head: column {columns}.")
        notes.append(words.format(columns=", ".join(map(str, blank[:20]))))
    return tuple(names)


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _unused(name: str, used: set[str], doubled: dict[str, int]) -> str:
    """The name, or the name with the first free number."""
    result = name
    while result.casefold() in used:
        doubled[name] = doubled.get(name, 1) + 1
        result = f"{name} ({doubled[name]})"
    used.add(result.casefold())
    return result
