"""What a list can be filtered by: paths to fields and related records, and how they compare.

Pure data made from the catalogue. services/conditions.py compiles a path to SQL; the filter panel
of the window offers the paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crm_desktop.i18n import N_
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind
from crm_desktop.services.queries import Op

EXISTS = frozenset({Op.EMPTY, Op.NOTEMPTY})
EQUAL = frozenset({Op.EQ, Op.NE, Op.IN})
WORDS = frozenset({Op.CONTAINS, Op.PREFIX})
ORDER = frozenset({Op.LT, Op.LE, Op.GT, Op.GE, Op.BETWEEN})
_NUMBER = EXISTS | EQUAL | ORDER
OPS: dict[Kind, frozenset[Op]] = {
    Kind.TEXT: _NUMBER | WORDS,
    Kind.LONGTEXT: _NUMBER | WORDS,
    Kind.CHOICE: EXISTS | EQUAL | WORDS,
    Kind.INT: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.QUANTITY: _NUMBER,
    Kind.PERCENT: _NUMBER,
    Kind.DATE: _NUMBER | {Op.WITHIN},
    Kind.DATETIME: _NUMBER | {Op.WITHIN},
    Kind.BOOL: EQUAL,
    Kind.REF: EXISTS | EQUAL | WORDS,
    Kind.TAGS: EXISTS | EQUAL | WORDS,
    Kind.FILE: EXISTS,
    Kind.JSON: EXISTS,
}


@dataclass(frozen=True, slots=True)
class Relation:
    """Records of another entity that point here, through a link table or a column of theirs."""

    label: str
    entity: str
    link: str  # table with both keys
    here: str  # its column that points at us
    there: str  # its column that points at them


def _happened(owner: str) -> dict[str, Relation]:
    here = f"{owner}_id"
    return {
        "activities": Relation(N_("Activities"), "activity", "activity_link", here, "activity_id"),
        "notes": Relation(N_("Notes"), "note", "note_link", here, "note_id"),
    }


def _kept(owner: str) -> dict[str, Relation]:
    here = f"{owner}_id"
    return {
        "lists": Relation(N_("Lists"), "static_list", "static_list_member", here, "static_list_id"),
        "favourite_of": Relation(N_("Favourite of"), "user", "user_favourite", here, "app_user_id"),
    }


RELATIONS: dict[str, dict[str, Relation]] = {
    "person": _happened("person") | _kept("person"),
    "company": _happened("company")
    | _kept("company")
    | {
        "people": Relation(N_("People"), "person", "person", "company_id", "id"),
        "subsidiaries": Relation(N_("Subsidiaries"), "company", "company", "parent_id", "id"),
        "deals": Relation(N_("Deals"), "deal", "deal", "company_id", "id"),
    },
    "lead": _happened("lead"),
    "deal": _happened("deal")
    | {
        "quotes": Relation(N_("Quotes"), "quote", "quote", "deal_id", "id"),
        "orders": Relation(N_("Orders"), "order", "sales_order", "deal_id", "id"),
    },
}


@dataclass(frozen=True, slots=True)
class FilterPath:
    """One thing to filter by.

    Attributes:
        path: as a Filter names it.
        labels: the words of each step: ("Company", "City").
        field: what is compared; None where only the rows themselves are: some, or none.
        entity: of the records that a value names by their id.
    """

    path: str
    labels: tuple[str, ...]
    field: Field | None
    entity: str = ""


@cache
def paths(entity_key: str) -> tuple[FilterPath, ...]:
    """All that records of this kind are filtered by: own facts first, then related records."""
    entity = ENTITIES[entity_key]
    return (*_own(entity, "", ()), *_beyond(entity), *_related(entity))


def path_of(entity: EntityType, path: str) -> FilterPath | None:
    """The path of a filter; None for one that only a file or a command line can write."""
    return _by_path(entity.key).get(path)


@cache
def _by_path(entity_key: str) -> dict[str, FilterPath]:
    return {each.path: each for each in paths(entity_key)}


def _own(entity: EntityType, prefix: str, labels: tuple[str, ...]) -> Iterator[FilterPath]:
    for field in (*entity.fields, *entity.live):
        here = (*labels, field.label)
        if field.kind == Kind.JSON:
            continue
        if field.kind != Kind.MULTI:
            yield FilterPath(f"{prefix}{field.key}", here, field, field.entity)
            continue
        main = field.children[0]
        if main.kind != Kind.JSON:
            yield FilterPath(f"{prefix}{field.key}", here, main, main.entity)
        for child in field.children[1:]:
            if child.kind not in (Kind.JSON, Kind.MULTI):
                path = f"{prefix}{field.key}.any.{child.key}"
                yield FilterPath(path, (*here, child.label), child, child.entity)


def _beyond(entity: EntityType) -> Iterator[FilterPath]:
    """Facts of the one record that a field points at."""
    for field in entity.fields:
        if field.kind == Kind.REF:
            far = ENTITIES[field.entity]
            for each in _own(far, f"{field.key}.", (field.label,)):
                if each.path.count(".") == 1:  # no rows of rows
                    yield each


def _related(entity: EntityType) -> Iterator[FilterPath]:
    for key, relation in RELATIONS.get(entity.key, {}).items():
        yield FilterPath(key, (relation.label,), None, relation.entity)
        for each in _own(ENTITIES[relation.entity], f"{key}.any.", (relation.label,)):
            if each.path.count(".") == 2:
                yield each
