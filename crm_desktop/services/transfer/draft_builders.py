"""A mapping as functions that fill a draft from the cells of a row.

Compiled once for a file; nothing here walks the catalogue per row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from crm_desktop.i18n import _
from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import ENTITIES, Field, Kind
from crm_desktop.services.matching import name_key
from crm_desktop.services.transfer.column_content import as_text
from crm_desktop.services.transfer.guesses import Columns, month_named
from crm_desktop.services.transfer.mapping import Mapping
from crm_desktop.services.transfer.personal_names import split_name
from crm_desktop.services.transfer.readers import Reader, reader_of, text_reader
from crm_desktop.services.transfer.tables import Cell
from crm_desktop.services.transfer.targets import (
    DISPLAY,
    FULL_NAME,
    HOUSE,
    OWN_ID,
    TOLD,
    Target,
)
from crm_desktop.services.transfer.wording import longer_than
from crm_desktop.services.values import blank

if TYPE_CHECKING:
    from crm_desktop.services.transfer.drafts import Draft

Cells: TypeAlias = Sequence[Cell]
Builder: TypeAlias = "Callable[[Cells, Draft], None]"
_NAMING = frozenset({"first_name", "last_name", "middle_name", "name", "company", "legal_name"})
_PHONE_RANKS = ("work", "mobile", "main", "home")  # which phone is the main one, if types tell
_LAST_PHONES = frozenset({"fax", "pager", "assistant"})
_JOINED = {"note": "\n", "phonetic_name": " ", "prefix": " "}
_ESCAPED_LINE = re.compile(r"\\r\\n|\\n|\\r")


def compiled(mapping: Mapping, columns: Columns) -> list[Builder]:
    """The builders of a mapping, in the order in which they have to run."""
    return _Compiler(mapping, columns).builders()


class _Compiler:
    """Sorts the columns of a mapping by where they go and makes the builders."""

    def __init__(self, mapping: Mapping, columns: Columns) -> None:
        self.mapping = mapping
        self.columns = columns
        self.own = mapping.own
        self.singles: dict[tuple[str, str], list[int]] = {}
        self.rows: dict[tuple[str, str], list[int]] = {}
        self.parts: dict[str, int] = {}
        self.names: list[int] = []
        for i, target in enumerate(mapping.columns):
            if target is not None:
                self._sort(i, target)

    def _sort(self, index: int, target: Target) -> None:
        if target.field == FULL_NAME:
            self.names.append(index)
        elif target.child:
            self.rows.setdefault((target.entity, target.field), []).append(index)
        elif target.part:
            self.parts[target.part] = index
        else:
            self.singles.setdefault((target.entity, target.field), []).append(index)

    def builders(self) -> list[Builder]:
        """Names first, then what depends on them."""
        out: list[Builder] = []
        plain: list[tuple[str, int, Reader]] = []
        for (entity, key), indexes in self.singles.items():
            if key == OWN_ID:
                out.append(_own_id(indexes[0], self.mapping.heads[indexes[0]]))
            elif self._is_plain(entity, key, indexes):
                plain.append((key, indexes[0], self._reader(indexes[0])))
            else:
                out.append(self._single(entity, key, indexes))
        if plain:
            out.insert(0, _plain(plain))
        for (entity, key), indexes in self.rows.items():
            out.append(self._rows(entity, key, indexes))
        if self.parts:
            out.append(_date_parts(self.parts))
        out.extend(self._name(index) for index in self.names)
        return out

    def _side(self, entity: str) -> bool:
        """True for the company beside a person."""
        return entity == "company" and self.mapping.entity == "person"

    def _field(self, target: Target) -> Field:
        found = ENTITIES[target.entity].field(target.field)
        return found.child(target.child) if target.child else found

    def _reader(self, index: int) -> Reader:
        target = self.mapping.columns[index]
        assert target is not None
        found, head = self._field(target), self.mapping.heads[index]
        if found.kind == Kind.REF:
            names = target.field in _NAMING
            return text_reader(found, head, own=self.own, names=names, width=self._width)
        return reader_of(
            found,
            head,
            own=self.own,
            names=target.field in _NAMING and not target.child,
            width=self._width,
            order=self.columns.dates.get(index),
            decimal=self.columns.decimals.get(index),
        )

    @property
    def _width(self) -> int:
        return 0 if self.own else len(self.mapping.heads)

    # --------------------------------------------------------------------------- single fields

    def _is_plain(self, entity: str, key: str, indexes: list[int]) -> bool:
        """One column, one value, on the record itself."""
        kind = ENTITIES[entity].field(key).kind
        special = kind == Kind.REF or key == "external_id"
        return len(indexes) == 1 and not special and not self._side(entity)

    def _single(self, entity: str, key: str, indexes: list[int]) -> Builder:
        found = ENTITIES[entity].field(key)
        reads = [(i, self._reader(i)) for i in indexes]
        if found.kind == Kind.REF:
            return _reference(key, reads)
        if key == "external_id":
            return _external_id(reads)
        if found.kind == Kind.TAGS:
            return _all_tags(key, reads, side=self._side(entity))
        if key in _JOINED:
            return _joined(key, reads, _JOINED[key], side=self._side(entity))
        return _first_given(key, reads, side=self._side(entity))

    # ----------------------------------------------------------------------------- names

    def _name(self, index: int) -> Builder:
        target = self.mapping.columns[index]
        assert target is not None
        name = ENTITIES["person"].field("first_name")
        read = text_reader(
            name, self.mapping.heads[index], own=self.own, names=True, width=self._width
        )
        if self.own:
            return _own_name(index, read)
        return _display_name(index, read) if target.part == DISPLAY else _whole_name(index, read)

    # --------------------------------------------------------------------- rows of multi fields

    def _rows(self, entity: str, key: str, indexes: list[int]) -> Builder:
        field = ENTITIES[entity].field(key)
        groups = self._grouped(field, indexes)
        slots = [self._slot(field, group) for group in groups]
        side = self._side(entity)
        both = any(t is not None and t.both for t in (self.mapping.columns[i] for i in indexes))
        is_link = any(child.kind == Kind.REF for child in field.children)
        if field.key == "facts" and not self.own:
            return _facts(slots, [self._fact_words(group) for group in groups])
        return _multi(field, slots, side=side, both=both, link=is_link, own=self.own)

    def _grouped(self, field: Field, indexes: list[int]) -> list[list[int]]:
        """The columns of each row, the main row first."""
        groups: dict[tuple[str, int], list[int]] = {}
        for i in indexes:
            target = self.mapping.columns[i]
            assert target is not None
            groups.setdefault((target.type, target.slot), []).append(i)
        if self.own:
            keys = sorted(groups, key=lambda k: k[1])
        elif field.key == "phones":
            keys = sorted(groups, key=lambda k: _phone_rank(k[0], any_type=bool(k[0])))
        else:
            keys = list(groups)
        return [groups[key] for key in keys]

    def _slot(self, field: Field, indexes: list[int]) -> _Slot:
        template: dict[str, Any] = {child.key: blank(child) for child in field.children}
        first = self.mapping.columns[indexes[0]]
        assert first is not None
        if first.type:
            template["type" if "type" in template else "kind"] = first.type
        if field.has_primary:
            template["is_primary"] = False
        children: dict[str, list[int]] = {}
        for i in indexes:
            target = self.mapping.columns[i]
            assert target is not None
            if target.part != TOLD:
                children.setdefault(target.child, []).append(i)
        slot = _Slot(template, field.children[0].key if field.children[0].required else "")
        slot.cells = [
            (child, i, self._child_reader(child, i)) for child, own in children.items() for i in own
        ]
        slot.joins = {c: self._separator(c, own) for c, own in children.items() if len(own) > 1}
        slot.heads = {child: self.mapping.heads[own[0]] for child, own in children.items()}
        slot.most = {child.key: child.max_length for child in field.children}
        targets = [self.mapping.columns[i] for i in indexes]
        slot.both = any(target is not None and target.both for target in targets)
        return slot

    def _child_reader(self, child: str, index: int) -> Reader:
        read = self._reader(index)
        return _unescaped(read) if child == "street" and not self.own else read

    def _separator(self, child: str, indexes: list[int]) -> str:
        """What stands between the texts of two columns that fill one field."""
        targets = [self.mapping.columns[i] for i in indexes]
        if any(target is not None and target.part == HOUSE for target in targets):
            return " "
        return "\n" if child == "street" else ", "

    def _fact_words(self, indexes: list[int]) -> tuple[int, str]:
        """The column that tells what a fact is about, or -1, and the words for all rows."""
        told, words = -1, ""
        for i in indexes:
            target = self.mapping.columns[i]
            assert target is not None
            if target.part == TOLD:
                told = i
            words = words or target.label
        return told, words


def _phone_rank(kind: str, *, any_type: bool) -> int:
    """Untyped phones in the order of the file, among them; fax and pager behind all."""
    if not any_type:
        return 0
    if kind in _LAST_PHONES:
        return 9
    return _PHONE_RANKS.index(kind) if kind in _PHONE_RANKS else 8


class _Slot:
    """One row of a multi field: its blank form and the columns that fill it.

    Attributes:
        main: child without which there is no row; "" where any will do.
        joins: children that several columns fill -> what stands between their texts.
        both: the company beside the person gets the row as well.
    """

    __slots__ = ("both", "cells", "heads", "joins", "main", "most", "template")

    def __init__(self, template: dict[str, Any], main: str) -> None:
        self.template = template
        self.main = main
        self.cells: list[tuple[str, int, Reader]] = []
        self.joins: dict[str, str] = {}
        self.heads: dict[str, str] = {}
        self.most: dict[str, int] = {}
        self.both = False


# ------------------------------------------------------------------------------ single fields


def _plain(plan: list[tuple[str, int, Reader]]) -> Builder:
    def build(row: Cells, draft: Draft) -> None:
        values = draft.values
        for key, index, read in plan:
            if (value := read(row[index], draft)) is not None:
                values[key] = value

    return build


def _first_given(key: str, reads: list[tuple[int, Reader]], *, side: bool) -> Builder:
    def build(row: Cells, draft: Draft) -> None:
        for index, read in reads:
            if (value := read(row[index], draft)) is not None:
                (draft.company if side else draft.values)[key] = value
                return

    return build


def _joined(key: str, reads: list[tuple[int, Reader]], by: str, *, side: bool) -> Builder:
    def build(row: Cells, draft: Draft) -> None:
        found = [v for index, read in reads if (v := read(row[index], draft)) is not None]
        if found:
            (draft.company if side else draft.values)[key] = by.join(dict.fromkeys(found))

    return build


def _all_tags(key: str, reads: list[tuple[int, Reader]], *, side: bool) -> Builder:
    def build(row: Cells, draft: Draft) -> None:
        found: dict[str, str] = {}
        for index, read in reads:
            for tag in read(row[index], draft) or ():
                found.setdefault(fold(tag), tag)
        if found:
            (draft.company if side else draft.values)[key] = tuple(found.values())

    return build


def _reference(key: str, reads: list[tuple[int, Reader]]) -> Builder:
    def build(row: Cells, draft: Draft) -> None:
        for index, read in reads:
            if (value := read(row[index], draft)) is not None:
                draft.refs[key] = value
                return

    return build


def _external_id(reads: list[tuple[int, Reader]]) -> Builder:
    def build(row: Cells, draft: Draft) -> None:
        for index, read in reads:
            if (value := read(row[index], draft)) is not None:
                draft.values["external_id"] = draft.uid = value
                return

    return build


def _own_id(index: int, head: str) -> Builder:
    def build(row: Cells, draft: Draft) -> None:
        text = as_text(row[index])
        if text:
            try:
                draft.own_id = UUID(text)
            except ValueError:
                words = _("Column {head} holds '{text}', which is no id of this program.")
                draft.failed = words.format(head=head, text=text[:60])

    return build


# -------------------------------------------------------------------------------------- names


def _is_named(draft: Draft) -> bool:
    return "first_name" in draft.values or "last_name" in draft.values


def _take_name(text: str, draft: Draft) -> None:
    for key, words in split_name(text):
        most = _most(key)
        if len(words) > most:
            draft.keep("Name", words, longer_than(most))
        else:
            draft.values.setdefault(key, words)


@lru_cache
def _most(key: str) -> int:
    return ENTITIES["person"].field(key).max_length


def _whole_name(index: int, read: Reader) -> Builder:
    """Counts only where a part of the name is not given."""

    def build(row: Cells, draft: Draft) -> None:
        values = draft.values
        if "first_name" in values and "last_name" in values:
            return
        if (text := read(row[index], draft)) is None:
            return
        if not _is_named(draft):
            _take_name(text, draft)
        else:
            _take_rest(text, draft)

    return build


def _take_rest(text: str, draft: Draft) -> None:
    """The words of a whole name beside the part that is given."""
    given, missing = ("first_name", "last_name")
    if given not in draft.values:
        given, missing = missing, given
    known = set(name_key(draft.values[given]).split())
    words = text.replace(",", " ").split()
    rest = [word for word in words if name_key(word) not in known]
    if 0 < len(rest) < len(words):
        draft.values[missing] = " ".join(rest)


def _display_name(index: int, read: Reader) -> Builder:
    """A name that is shown instead of the real one is kept as that."""

    def build(row: Cells, draft: Draft) -> None:
        if (text := read(row[index], draft)) is None:
            return
        if not _is_named(draft):
            if "@" not in text and text != draft.refs.get("company"):
                _take_name(text, draft)
        elif _is_another(text, draft):
            draft.values["name_override"] = text

    return build


def _is_another(text: str, draft: Draft) -> bool:
    """True where the words are not those of the name, or some of them in any order."""
    if "@" in text or text == draft.refs.get("company"):
        return False
    parts = ("prefix", "first_name", "middle_name", "last_name", "suffix")
    known = set(name_key(*(draft.values.get(key) for key in parts)).split())
    return not set(name_key(text).split()) <= known


def _own_name(index: int, read: Reader) -> Builder:
    """In our export the name is for people to read; in a row somebody added it is the name."""

    def build(row: Cells, draft: Draft) -> None:
        if draft.own_id is not None or _is_named(draft):
            return
        if (text := read(row[index], draft)) is not None:
            _take_name(text, draft)

    return build


# --------------------------------------------------------------------------------------- dates


def _date_parts(parts: dict[str, int]) -> Builder:
    """A birthday of three columns."""
    indexes = [parts.get(part, -1) for part in ("year", "month", "day")]

    def build(row: Cells, draft: Draft) -> None:
        texts = [as_text(row[i]) if i >= 0 else "" for i in indexes]
        if not any(text.strip("0") for text in texts):
            return
        year, month, day = texts
        figures = [year, str(month_named(month) or month), day]
        try:
            value = date(*(int(text) for text in figures))
        except ValueError:
            value = None
        if value is not None and value.year > 1000 and value <= date.today():  # noqa: DTZ011
            draft.values["birthday"] = value
        else:
            text = "-".join(text or "?" for text in texts)
            draft.keep("Birthday", text, _("is not a whole date"))

    return build


# ------------------------------------------------------------------------ rows of multi fields


def _multi(
    field: Field, slots: list[_Slot], *, side: bool, both: bool, link: bool, own: bool
) -> Builder:
    key, has_primary = field.key, field.has_primary
    unique = field.children[0].key if field.key in ("phones", "emails") and not own else ""

    def build(row: Cells, draft: Draft) -> None:
        rows: list[dict[str, Any]] = []
        shared: list[dict[str, Any]] = []
        for slot in slots:
            found = _filled(slot, row, draft)
            if found is None:
                continue
            for one in found if found.__class__ is list else (found,):
                if unique and rows and any(one[unique] == r[unique] for r in rows):
                    continue
                rows.append(one)
                if slot.both:
                    shared.append(one)
        if rows:
            _put(draft, key, rows, has_primary, side=side, link=link)
            if both and shared and "company" in draft.refs:
                twins = [one | {"is_primary": False} for one in shared]
                _put(draft, key, twins, has_primary, side=True, link=False)

    return build


def _put(
    draft: Draft, key: str, rows: list[dict[str, Any]], primary: bool, *, side: bool, link: bool
) -> None:
    if primary:
        rows[0]["is_primary"] = True
    place: dict[str, Any] = draft.company if side else draft.links if link else draft.values
    place[key] = tuple(rows)


def _filled(slot: _Slot, row: Cells, draft: Draft) -> Any:
    """The row of a slot, a list where a cell held several, None where it is blank."""
    found: dict[str, Any] | None = None
    several: list[str] | None = None
    for child, index, read in slot.cells:
        value = read(row[index], draft)
        if value is None or value is False:
            continue
        if found is None:
            found = slot.template.copy()
        if value.__class__ is list:
            several = value
            value = value[0]
        if child in slot.joins and found[child]:
            value = _join(slot, child, found[child], value, draft)
        found[child] = value
    if found is None:
        return None
    if slot.main and not found[slot.main]:
        _keep_rest(slot, found, draft)
        return None
    if several is None or len(several) == 1:
        return found
    return [found | {slot.main: value} for value in several]


def _join(slot: _Slot, child: str, before: str, more: str, draft: Draft) -> str:
    """The texts of two columns as one, where that is not too long."""
    both = f"{before}{slot.joins[child]}{more}"
    if len(both) <= slot.most[child]:
        return both
    draft.keep(slot.heads[child], more, _("is longer than there is room for"))
    return before


def _keep_rest(slot: _Slot, found: dict[str, Any], draft: Draft) -> None:
    """A row without what makes it one: types alone say nothing, the rest is kept."""
    for child, _at, _read in slot.cells:
        value = found[child]
        if child not in ("type", "kind") and isinstance(value, str):
            draft.keep(slot.heads[child], value, _("stands alone: what it belongs to is blank"))


def _facts(slots: list[_Slot], words: list[tuple[int, str]]) -> Builder:
    plan = list(zip(slots, words, strict=True))

    def build(row: Cells, draft: Draft) -> None:
        rows: list[dict[str, Any]] = []
        for slot, (told, label) in plan:
            found = _filled(slot, row, draft)
            if found is None:
                continue
            about = as_text(row[told]) if told >= 0 else label
            if about:
                value = f"{about}: {found['value']}"
                found["value"] = value if len(value) <= slot.most["value"] else found["value"]
            rows.append(found)
        if rows:
            draft.values["facts"] = tuple(rows)

    return build


def _unescaped(read: Reader) -> Reader:
    """Line ends as database dumps write them."""

    def unescaped(cell: Cell, draft: Any) -> Any:
        value = read(cell, draft)
        if value.__class__ is str and "\\" in value:
            return _ESCAPED_LINE.sub("\n", value)
        return value

    return unescaped
