"""Search words as SQL: what the trigram index serves, and what is looked at again.

The search text of a record starts and ends with a blank, and each CJK character stands in it once
more as a word. So one rule serves both databases: a word is found where one of its forms occurs.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """One search word, folded.

    Attributes:
        forms: texts one of which must occur; " ki" is a word that starts so, " 李 " a whole one.
    """

    forms: tuple[str, ...]

    @property
    def is_indexed(self) -> bool:
        """Whether the trigram index can find it."""
        return all(len(form) >= TRIGRAM or _cjk_pair(form) for form in self.forms)

    @property
    def is_letter(self) -> bool:
        """A lone letter: so much starts with it that only names are looked at."""
        return len(self.forms) == 1 and len(self.forms[0].strip()) == 1 and not self.is_indexed


def words_of(typed: str) -> list[Word]:
    """The words of a search. A number is found as written and by its digits alone."""
    out: list[Word] = []
    sayable = typed.replace("\x00", " ").encode("utf-8", "replace").decode()
    for long_word in fold(sayable).split()[:MOST_WORDS]:
        word = long_word[:LONGEST_WORD]
        digits = "".join(c for c in word if c.isdigit())
        written = digits != word and all(c.isdigit() or c in "+-()./" for c in word)
        if written and (len(digits) >= TRIGRAM or (digits and word[0] == "+")):
            out.append(Word((_form(digits), _form(word))))
        else:
            out.append(Word((_form(word),)))
    return out


def _form(word: str) -> str:
    if len(word) == 1 and is_cjk(word):
        return f" {word} "
    return word if len(word) >= TRIGRAM or _cjk_pair(word) else f" {word}"


def _cjk_pair(word: str) -> bool:
    return len(word) == 2 and all(is_cjk(c) for c in word)


def _parts(form: str) -> tuple[str, ...]:
    """What the index is asked for: of two CJK characters each as a word of its own."""
    return tuple(f" {c} " for c in form) if _cjk_pair(form) else (form,)


# ---------------------------------------------------------------- conditions on a text


def held(body: ColumnElement[Any], words: list[Word], *, is_sqlite: bool) -> list[Condition]:
    """Exact tests of a search text, without the index."""
    place = func.instr if is_sqlite else func.strpos
    return [or_(*(place(body, form) > 0 for form in word.forms)) for word in words]


def _like(body: ColumnElement[Any], words: list[Word], *, is_sqlite: bool) -> list[Condition]:
    """Tests that the index serves."""
    return [
        or_(
            *(
                and_(*(body.like(_pattern(part, is_sqlite)) for part in _parts(form)))
                for form in word.forms
            )
        )
        for word in words
    ]


def _pattern(part: str, is_sqlite: bool) -> str:
    if not is_sqlite:  # FTS5's LIKE has no ESCAPE: there % and _ match anything
        for sign in ("\\", "%", "_"):
            part = part.replace(sign, "\\" + sign)
    return f"%{part}%"


def _is_vague(word: Word) -> bool:
    """Whether the index finds more than is meant."""
    return not word.is_indexed or any("%" in f or "_" in f or _cjk_pair(f) for f in word.forms)


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
    vague = [word for word in words if _is_vague(word)]
    return found.where(*held(search.c.body, vague, is_sqlite=True))


def _hits_postgres(words: list[Word]) -> Select[Any]:
    body = table("search").c.body
    indexed = [word for word in words if word.is_indexed]
    exact = [word for word in words if not word.is_indexed or any(map(_cjk_pair, word.forms))]
    found = select(table("search").c.record_id).where(*_like(body, indexed, is_sqlite=False))
    return found.where(*held(body, exact, is_sqlite=False))
