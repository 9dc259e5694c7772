"""How the cells of a text file are separated and quoted, found out from its first lines.

The measure is that of "Wrangling messy CSV files by detecting row and type patterns" (van den Burg,
Nazabal and Sutton, 2019): the right dialect makes rows of one length out of cells that are
something. To it we add what we know of contact lists: the names of their heads.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_desktop.i18n import N_
from crm_desktop.services.transfer.headings import class_of, known

DELIMITERS = ",;\t|:~^ "
# How often they are met, in words of a score; blanks and colons mostly belong to texts.
USUAL = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 0.8, ":": 0.4, "~": 0.4, "^": 0.4, " ": 0.2}
LOOK_AT = 120  # lines
TAB_NAMES = {
    ",": N_("a comma"),
    ";": N_("a semicolon"),
    "\t": N_("a tab"),
    "|": N_("a bar"),
    " ": N_("blanks"),
}

_PLAIN = re.compile(r"[\w][\w .'’&/()#+*%-]*[\w.)!?%]?|[-–]|n/?a", re.IGNORECASE)
_MONEY = re.compile(r"-?[€$£¥]\s?\d[\d.,' ]*|\d[\d.,' ]*\s?[€$£¥]")
_LIST = re.compile(r"[,;|]")
_SEP = re.compile(r"\ufeff?sep=(.)\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read the file.

    Attributes:
        quote: the quotation mark; empty where there is none.
        escape: stands before a quotation mark that is part of a cell; empty where it is doubled.
        skip_blanks: blanks after a delimiter are no part of the cell.
        terminator: empty for any line end; else the one that ends a row, while the other kind
            belongs to cells that nobody quoted.
        wrapped: each line is a single quoted cell that holds the whole row.
        skip_lines: lines before the table that only say how to read it (`sep=;`).
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_blanks: bool = False
    terminator: str = ""
    wrapped: bool = False
    skip_lines: int = 0

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The standard library's reader for this dialect; `line_num` counts the lines."""
        return csv.reader(  # pyright: ignore[reportReturnType] # a _csv.reader is one
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            doublequote=True,
            skipinitialspace=self.skip_blanks,
        )


def find_dialect(sample: str, *, whole: bool, delimiter: str | None = None) -> Dialect:
    """The dialect of a text that begins like the sample (`whole`: that is the sample)."""
    sep = _SEP.match(sample)
    if sep:
        delimiter = delimiter or sep.group(1)
        sample = sample[sep.end() :]
    terminator = _terminator(sample)
    lines = _lines(sample, terminator, whole=whole)
    candidates = [delimiter] if delimiter else [d for d in DELIMITERS if d in sample]
    best = Dialect(delimiter or ",", terminator=terminator)
    best_score = 0.0
    for candidate in candidates:
        trial = _trial("".join(lines), candidate, terminator)
        score = _score(lines, trial)
        if score > best_score:
            best, best_score = trial, score
    best = _wrapped(lines, best, delimiter)
    if not sep:
        return best
    return Dialect(
        best.delimiter, best.quote, best.escape, best.skip_blanks, terminator, best.wrapped, 1
    )


def _trial(text: str, delimiter: str, terminator: str) -> Dialect:
    """The most likely dialect with that delimiter."""
    quote = _quote(text, delimiter)
    d = re.escape(delimiter)
    escape = "\\" if _escapes(text, quote, delimiter) else ""
    with_blanks = re.search(rf"{d} +{quote}", text) and not re.search(rf"{d}{quote}", text)
    return Dialect(delimiter, quote, escape, delimiter == " " or bool(with_blanks), terminator)


def _escapes(text: str, quote: str, delimiter: str) -> bool:
    r"""True where \" stands inside cells and "" does not."""
    inside = re.search(rf"\\{quote}(?!{re.escape(delimiter)}|[\r\n]|$)", text)
    doubled = re.search(rf"[^\\{re.escape(delimiter)}\r\n]{quote}{quote}", text)
    return bool(inside) and not doubled


def _terminator(sample: str) -> str:
    r"""The line end of rows where the other kind stands inside cells without quotation marks.

    Old Macintosh files end rows in CR; exports of databases end them in CR LF and leave the LF of
    an address as it is. Only believed where no quotation mark could hold these line ends.
    """
    pairs = sample.count("\r\n")
    returns = sample.count("\r") - pairs
    newlines = sample.count("\n") - pairs
    if returns and newlines and not pairs:
        rows = _split(sample, "\r")
        if not sample.rstrip("\r\n").count("\r") or ('"' in sample and _balanced(rows)):
            return ""
        return "\r" if _even(rows) > _even(sample.splitlines()) else ""
    if pairs > 1 and newlines and not returns and '"' not in sample:
        rows = _split(sample, "\r\n")
        return "\r\n" if _even(rows) > _even(sample.splitlines()) else ""
    return ""


def _balanced(rows: Sequence[str]) -> bool:
    return all(row.count('"') % 2 == 0 for row in rows) and any(
        re.search(r'(^|[,;\t|])"', row) for row in rows
    )


def _even(rows: Sequence[str]) -> float:
    """Share of the rows that have as many of the best delimiter as most."""
    rows = [row for row in rows if row.strip()]
    best = 0.0
    for delimiter in ",;\t|":
        counts = Counter(row.count(delimiter) for row in rows)
        counts.pop(0, None)
        if counts:
            best = max(best, counts.most_common(1)[0][1] / len(rows))
    return best


def _split(text: str, terminator: str) -> list[str]:
    return [row for row in text.split(terminator) if row]


def _lines(sample: str, terminator: str, *, whole: bool) -> list[str]:
    """The first lines, each with an end; the last one of a part may be cut and is left out."""
    if terminator:
        lines = [row.replace("\n", "\v") + "\n" for row in _split(sample, terminator)]
    else:
        lines = list(io.StringIO(sample, newline=""))
    if not whole and len(lines) > 1:
        lines.pop()
    return lines[:LOOK_AT]


def _quote(text: str, delimiter: str) -> str:
    """The quotation mark: the usual one, or an apostrophe that opens and closes many cells."""
    if '"' in text:
        return '"'
    d = re.escape(delimiter)
    opened = re.findall(rf"(?:^|{d})'", text, re.MULTILINE)
    closed = re.findall(rf"(?:^|{d})'(?:[^'\n]|'')*'(?={d}|\r?$)", text, re.MULTILINE)
    return "'" if len(opened) == len(closed) >= 2 else '"'


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    try:
        rows = [row for row in dialect.reader(iter(lines)) if row]
    except csv.Error:
        return 0.0
    if not rows:
        return 0.0
    if USUAL.get(dialect.delimiter, 1.0) < 0.5 and not _is_even(rows):
        return 0.0
    score = _pattern(rows) * _types(rows)
    hits = max(known(row) for row in rows[:5] if len(row) > 1) if _has_wide(rows) else 0
    if hits:
        score *= 1 + hits
    if dialect.quote:
        score *= 0.3 + 0.7 * _quotes_at_edges("".join(lines), dialect)
    return score * USUAL.get(dialect.delimiter, 1.0)


def _has_wide(rows: Sequence[Sequence[str]]) -> bool:
    return any(len(row) > 1 for row in rows[:5])


def _is_even(rows: Sequence[Sequence[str]]) -> bool:
    """Nearly all rows have the same number of cells."""
    return Counter(map(len, rows)).most_common(1)[0][1] >= 0.9 * len(rows)


def _pattern(rows: Sequence[Sequence[str]]) -> float:
    """High where most rows have one length above one."""
    counts = Counter(len(row) for row in rows)
    return sum(n * max(1e-3, length - 1) / length for length, n in counts.items()) / len(counts)


def _types(rows: Sequence[Sequence[str]]) -> float:
    """Share of the cells that are something: empty, a number, a date, an address, plain words."""
    good = 0.0
    total = 0
    for row in rows:
        for cell in row:
            total += 1
            good += _is_something(cell)
    return max(good / total, 1e-6) if total else 1e-6


def _is_something(cell: str) -> float:
    kind = class_of(cell)
    if kind != "text":
        return kind != "long"
    text = cell.strip()
    if _PLAIN.fullmatch(text) or _MONEY.fullmatch(text):
        return 1.0
    parts = [part.strip() for part in _LIST.split(text)]
    return 0.5 if len(parts) > 1 and all(map(_PLAIN.fullmatch, parts)) else 0.0


def _quotes_at_edges(text: str, dialect: Dialect) -> float:
    """Share of the quotation marks that stand at the edge of a cell of this dialect."""
    quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
    runs = len(re.findall(rf"{quote}+", text))
    if not runs:
        return 1.0
    blanks = " *" if dialect.skip_blanks else ""
    edges = re.findall(
        rf"(?:^|(?<={delimiter})){blanks}{quote}+|(?<!{quote}){quote}+(?={delimiter}|[\r\n]|\Z)",
        text,
        re.MULTILINE,
    )
    return min(len(edges) / runs, 1.0)


def _wrapped(lines: Sequence[str], dialect: Dialect, delimiter: str | None) -> Dialect:
    """Files whose every line was quoted as a whole, so that a row is a single cell."""
    full = [line.rstrip("\r\n") for line in lines if line.strip()]
    quote = dialect.quote
    if len(full) < 2 or any(
        len(line) < 3 or line[0] != quote or line[-1] != quote for line in full
    ):
        return dialect
    inner = [line[1:-1].replace(quote * 2, "\0") for line in full]
    if any(quote in line for line in inner):
        return dialect
    unwrapped = [line.replace("\0", quote) for line in inner]
    for candidate in [delimiter] if delimiter else ",;\t|":
        counts = Counter(
            len(next(Dialect(candidate, quote).reader(iter([line])))) for line in unwrapped
        )
        if len(counts) == 1 and next(iter(counts)) > 1:
            return Dialect(candidate, quote, terminator=dialect.terminator, wrapped=True)
    return dialect
