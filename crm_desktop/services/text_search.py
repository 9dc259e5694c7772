"""Search words as SQL: what the trigram index serves, and what is looked at again.

The search text of a record starts and ends with a blank, and each CJK character stands in it once
more as a word. So one rule serves both databases: a word is found where one of its forms occurs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)

from crm_desktop.models.folding import fold, is_cjk
from crm_desktop.models.search_index import FTS
from crm_desktop.models.tables import table
from crm_desktop.models.types import Uuid
from crm_desktop.services.conditions import Compiler, Condition

MOST_WORDS = 12
LONGEST_WORD = 100
TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One search word, folded, or a number that is written in several.

    Attributes:
        ways: it is found where all texts of one way occur; " ki" is a word that starts so, " 李 "
            a whole one.
    """

    ways: tuple[tuple[str, ...], ...]

    @property
    def is_indexed(self) -> bool:
        """Whether the trigram index can find it."""
        return all(any(map(_is_indexed, way)) for way in self.ways)

    @property
    def is_vague(self) -> bool:
        """Whether the index of FTS5, whose LIKE has no ESCAPE, finds more than is meant."""
        return any("%" in t or "_" in t or _cjk_pair(t) for way in self.ways for t in way)

    @property
    def letter(self) -> str | None:
        """A lone letter: so much starts with it that only names are looked at."""
        ((text, *_), *_) = self.ways
        return text.strip() if len(text.strip()) == 1 and not self.is_indexed else None


def sayable(typed: str) -> str:
    """Text that a database can hold, from whatever was pasted."""
    return typed.replace("\x00", " ").encode("utf-8", "replace").decode()


def words_of(typed: str) -> list[Word]:
    """The words of a search. A number is found as it is written and by its digits alone."""
    words = [word[:LONGEST_WORD] for word in fold(typed).split()[:MOST_WORDS]]
    out: list[Word] = []
    for is_number, run in groupby(words, _is_number):
        written = list(run)
        digits = _digits(written)
        if is_number and (len(digits) >= TRIGRAM or written[0][0] == "+"):
            ways = ((_form(digits),), tuple(map(_form, written)))
            out.append(Word(tuple(dict.fromkeys(ways))))
        else:
            out += [Word(((_form(word),),)) for word in written]
    return out


def _is_number(word: str) -> bool:
    return any(c.isdigit() for c in word) and all(c.isdigit() or c in "+-()./" for c in word)


def _digits(words: list[str]) -> str:
    """As the number is dialled from abroad, as far as it is there."""
    plain = "".join(words).replace("(0)", "")
    return "".join(c for c in plain if c.isdigit()).removeprefix("00")


def _form(word: str) -> str:
    if len(word) == 1 and is_cjk(word):
        return f" {word} "
    return word if len(word) >= TRIGRAM or _cjk_pair(word) else f" {word}"


def _cjk_pair(text: str) -> bool:
    return len(text) == 2 and all(is_cjk(c) for c in text)


def _is_indexed(text: str) -> bool:
    return len(text) >= TRIGRAM or _cjk_pair(text)


def _parts(text: str) -> tuple[str, ...]:
    """What the index is asked for: of two CJK characters each as a word of its own."""
    return tuple(f" {c} " for c in text) if _cjk_pair(text) else (text,)


# ---------------------------------------------------------------- conditions on a text


def held(body: ColumnElement[Any], words: list[Word], *, is_sqlite: bool) -> list[Condition]:
    """Exact tests of a search text, without the index."""
    place = func.instr if is_sqlite else func.strpos
    return [
        or_(*(and_(*(place(body, text) > 0 for text in way)) for way in word.ways))
        for word in words
    ]


def _like(body: ColumnElement[Any], words: list[Word], *, is_sqlite: bool) -> list[Condition]:
    """Tests that the index serves."""

    def way(texts: tuple[str, ...]) -> Condition:
        parts = [part for text in texts for part in _parts(text)]
        return and_(*(body.like(_pattern(part, is_sqlite)) for part in parts))

    return [or_(*map(way, word.ways)) for word in words]


def _pattern(part: str, is_sqlite: bool) -> str:
    if not is_sqlite:
        for sign in ("\\", "%", "_"):
            part = part.replace(sign, "\\" + sign)
    return f"%{part}%"


# ---------------------------------------------------------------- the index


class Hits(NamedTuple):
    """What the trigram index has for some words, as one text that a statement can take back.

    Attributes:
        number: at most one more than were asked for.
        keys: JSON array of docids on SQLite, array of record ids on PostgreSQL.
    """

    number: int
    keys: str


def is_searchable(compiler: Compiler) -> bool:
    """Whether records of the entity have a search text in the index."""
    return "search" in compiler.table.info


def text_condition(compiler: Compiler, words: list[Word], few: Hits | None) -> Condition:
    """Records found by these words. few: all hits, where they are few."""
    if few is not None and not compiler.is_sqlite:
        # A subquery would be joined by reading the whole table; an array is looked up one by one.
        keys = cast(literal(few.keys, Text()), ARRAY(Uuid()))
        return compiler.table.c.id == any_(keys)
    found = _hits_sqlite(words, few) if compiler.is_sqlite else _hits_postgres(words)
    found = found.where(table("search").c.entity == compiler.table.name)
    return compiler.table.c.id.in_(found)


def own_text_condition(
    compiler: Compiler, words: list[Word], name: ColumnElement[Any] | None
) -> Condition:
    """The same of records that are not in the index: by their own text, else by their name."""
    columns = compiler.table.c
    own = columns.search_text if "search_text" in columns else name
    if own is None:
        return literal(False)
    return and_(*held(literal(" ").concat(own).concat(" "), words, is_sqlite=compiler.is_sqlite))


def indexed_hits(compiler: Compiler, words: list[Word], most: int) -> Select[Any] | None:
    """SELECT of a Hits with at most so many; None where the index cannot serve the words."""
    if not any(word.is_indexed for word in words):
        return None
    if compiler.is_sqlite:
        some = _fts(words).limit(most).subquery("some")
        keys: ColumnElement[Any] = func.json_group_array(literal_column("some.rowid"))
    else:
        found = _hits_postgres(words).where(table("search").c.entity == compiler.table.name)
        some = found.limit(most).subquery("some")
        keys = func.coalesce(cast(func.array_agg(some.c.record_id), Text()), "{}")
    return _pair(select(func.count(), keys).select_from(some))


def _pair(query: Any) -> Select[Any]:
    return query


def _fts(words: list[Word]) -> Select[Any]:
    body: ColumnElement[str] = literal_column("body")
    rowid: ColumnElement[int] = literal_column("rowid")
    indexed = [word for word in words if word.is_indexed]
    hits = select(rowid).select_from(text(FTS))
    return hits.where(*_like(body, indexed, is_sqlite=True))


def _hits_sqlite(words: list[Word], few: Hits | None) -> Select[Any]:
    search = table("search")
    found = select(search.c.record_id)
    if few is not None:
        docid: ColumnElement[int] = literal_column("value")
        keys = select(docid).select_from(func.json_each(few.keys))
        found = found.where(search.c.docid.in_(keys))
    elif any(word.is_indexed for word in words):
        found = found.where(search.c.docid.in_(_fts(words)))
    vague = [word for word in words if word.is_vague or not word.is_indexed]
    return found.where(*held(search.c.body, vague, is_sqlite=True))


def _hits_postgres(words: list[Word]) -> Select[Any]:
    body = table("search").c.body
    indexed = [word for word in words if word.is_indexed]
    exact = [word for word in words if word.is_vague or not word.is_indexed]
    found = select(table("search").c.record_id).where(*_like(body, indexed, is_sqlite=False))
    return found.where(*held(body, exact, is_sqlite=False))
