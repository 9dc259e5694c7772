"""Where the cells of a column go, and how people write that down (`phones.work.number`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crm_desktop.i18n import N_, _, inner
from crm_desktop.services.catalog import ENTITIES, Field, Kind

FULL_NAME = "full_name"  # a name in one piece, taken apart by personal_names
OWN_ID = "id"  # the id of a record of ours
HOUSE = "house"  # a house number in a column of its own: part of the street
TOLD = "label"  # the words before a fact, in a column of their own
DISPLAY = "display"  # of FULL_NAME: how the name is shown, which may be another one
_PARTS = {HOUSE: ("addresses", "street"), TOLD: ("facts", "value")}  # beside the children
DATE_PARTS = ("day", "month", "year")
_PART_WORDS = {"day": N_("day"), "month": N_("month"), "year": N_("year")}
_SLOT = re.compile(r"(?P<type>[^#.:\d][^#.:]*)?(?:#?(?P<number>\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Target:
    """One column's place.

    Attributes:
        entity: person or company.
        field: key of the field; FULL_NAME and OWN_ID besides.
        slot: of a multi field: which of the rows of that type, from 1; else 0.
        child: of a multi field: the child's key.
        type: of a multi field: the type of the row where no cell tells it.
        part: day, month or year of a date; HOUSE of a street; TOLD of a fact; DISPLAY of a name.
        label: words that are put before a fact (`Spouse: Anna`).
        both: the person's company gets the value as well.
    """

    entity: str
    field: str
    slot: int = 0
    child: str = ""
    type: str = ""
    part: str = ""
    label: str = ""
    both: bool = False

    @property
    def path(self) -> str:
        """As written in a mapping file: `first_name`, `phones.work#2.extension`, `birthday.day`."""
        text = self.field
        if self.slot:
            child = self.part or self.child
            number = self.type if self.slot == 1 else f"{self.type}#{self.slot}"
            text = f"{text}.{number if self.type else self.slot}.{child}"
        elif self.part:
            text = f"{text}.{self.part}"
        return f"{text}:{self.label}" if self.label else text

    @property
    def words(self) -> str:
        """As people read it: `Phone (work) 2: extension`."""
        if self.field == FULL_NAME:
            return _("name")
        if self.field == OWN_ID:
            return _("id")
        field = ENTITIES[self.entity].field(self.field)
        text = _(field.label)
        if self.child:
            text += f" ({_type_words(field, self.type)})" if self.type else ""
            text += f" {self.slot}" if self.slot > 1 else ""
            if self.child != field.children[0].key:
                text += f": {inner(_(field.child(self.child).label))}"
        elif self.part:
            text += f": {_(_PART_WORDS.get(self.part, self.part))}"
        return text

    @property
    def row(self) -> tuple[str, str, int]:
        """What tells the rows of a multi field apart."""
        return (self.field, self.type, self.slot)


def _type_words(field: Field, key: str) -> str:
    """What a type of phone or address is called; one that is no choice as it was told."""
    choices = [choice for child in field.children for choice in child.choices]
    label = next((choice.label for choice in choices if choice.value == key), "")
    return inner(_(label)) if label else key


def paths(entity: str) -> Iterator[str]:
    """Every path of an entity, the rows of multi fields in their simplest form."""
    yield OWN_ID
    if entity == "person":
        yield FULL_NAME
    for field in ENTITIES[entity].editable():
        if field.kind == Kind.MULTI:
            yield from (f"{field.key}.{child.key}" for child in field.children if not child.derived)
        elif field.kind not in (Kind.FILE, Kind.JSON):
            yield field.key


def parse(text: str, entity: str) -> Target | None:
    """The target of a path; slot 0 of a multi field means: the next free one. None: no such path.

    In a table of people `company.` in front means the company beside the person.
    """
    path, _, label = text.strip().partition(":")
    head, *rest = path.strip().split(".")
    if entity == "person" and head == "company" and rest:
        if rest in (["name"], ["company"]):
            return Target(entity, "company")
        return parse(".".join(rest), "company")
    field = _fields(entity).get(head)
    if field is None:
        return _special(entity, head, rest)
    if field.kind == Kind.MULTI:
        return _row_target(entity, field, rest, label.strip())
    is_part = field.kind == Kind.DATE and len(rest) == 1 and rest[0] in DATE_PARTS
    return Target(entity, head, part="".join(rest)) if not rest or is_part else None


def _special(entity: str, head: str, rest: list[str]) -> Target | None:
    if head == FULL_NAME and entity == "person" and rest in ([], [DISPLAY]):
        return Target(entity, head, part="".join(rest))
    return Target(entity, head) if head == OWN_ID and not rest else None


@cache
def _fields(entity: str) -> dict[str, Field]:
    unread = (Kind.FILE, Kind.JSON)
    return {f.key: f for f in ENTITIES[entity].editable() if f.kind not in unread}


def _row_target(entity: str, field: Field, rest: list[str], label: str) -> Target | None:
    children = {child.key for child in field.children if not child.derived}
    child, part = field.children[0].key, ""
    if rest and _PARTS.get(rest[-1], ("", ""))[0] == field.key:
        part = rest.pop()
        child = _PARTS[part][1]
    elif rest and rest[-1] in children:
        child = rest.pop()
    if len(rest) > 1:
        return None
    kind, number = "", 0
    if rest:
        found = _SLOT.fullmatch(rest[0])
        if found is None:
            return None
        kind, number = found["type"] or "", int(found["number"] or 1)
        if kind and not children & {"type", "kind"}:
            return None
    return Target(entity, field.key, number, child, kind, part, label)
