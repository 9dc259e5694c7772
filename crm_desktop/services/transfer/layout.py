"""The columns of our own export: what is written here is read back by mapping.py without a loss.

`Id` first, then every field under its label; the rows of a multi field side by side (`Phone 1`,
`Phone 1 type`, `Phone 2`, ...), the main one always first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Record, Ref
from crm_desktop.services.transfer.targets import FULL_NAME, OWN_ID, Target

ID_HEAD = "Id"
TAG_SEPARATOR = ";"
_UNWRITTEN = (Kind.FILE, Kind.JSON)
_ROW_HEAD = re.compile(r"(?P<label>.+?) (?P<slot>\d{1,4})(?: (?P<child>.+))?")
_LAST = ("created_at", "updated_at")

CellOf = Callable[[Record], object]


class ExportColumn(NamedTuple):
    """A column of an export: its head, the kind of its cells, and the cell of a record."""

    head: str
    kind: Kind
    cell: CellOf


def export_columns(
    entity: EntityType, columns: Sequence[str] | None, rows_of: Mapping[str, int]
) -> tuple[ExportColumn, ...]:
    """The columns for these fields, in their order; None: everything that can be imported again.

    rows_of: of each multi field, the most rows a record of the export has.
    """
    found = [ExportColumn(ID_HEAD, Kind.TEXT, _id_cell)]
    for field in _fields(entity, columns):
        if field.kind == Kind.MULTI:
            least = 1 if field.has_primary else 0
            for slot in range(1, max(rows_of.get(field.key, 0), least) + 1):
                found.extend(_row_columns(field, slot))
        elif field.kind not in _UNWRITTEN:
            found.append(ExportColumn(field.label, _kind(field), _cell_of(field)))
    return tuple(found)


def _id_cell(record: Record) -> object:
    return str(record.id)


def _fields(entity: EntityType, columns: Sequence[str] | None) -> Iterator[Field]:
    if columns is not None:
        yield from (entity.field(key) for key in dict.fromkeys(columns))
        return
    name = entity.field(entity.label)
    if name.derived:
        yield name
    yield from entity.editable()
    yield from (entity.field(key) for key in _LAST if entity.has(key))


def _kind(field: Field) -> Kind:
    """How a cell is written; labels and yes are texts."""
    if field.kind in (Kind.REF, Kind.CHOICE, Kind.BOOL, Kind.TAGS):
        return Kind.TEXT
    return field.kind


def _row_columns(field: Field, slot: int) -> Iterator[ExportColumn]:
    for child in field.children:
        if not child.derived:
            yield ExportColumn(
                _row_head(field, child, slot), _kind(child), _row_cell(field, child, slot)
            )


def _row_head(field: Field, child: Field, slot: int) -> str:
    """`Phone 1` for what makes a row, `Phone 1 extension` for the rest."""
    head = f"{field.label} {slot}"
    if child is field.children[0] and child.required:
        return head
    return f"{head} {child.label.lower()}"


def _row_cell(field: Field, child: Field, slot: int) -> CellOf:
    key, main, at, shown = field.key, child.key, slot - 1, _shown(child)

    def cell(record: Record) -> object:
        rows = record.values.get(key) or ()
        return shown(rows[at].get(main)) if at < len(rows) else None

    return cell


def _cell_of(field: Field) -> CellOf:
    key, shown = field.key, _shown(field)
    return lambda record: shown(record.values.get(key))


def _shown(field: Field) -> Callable[[Any], object]:
    """From the value of a field to what stands in the cell."""
    if field.kind == Kind.REF:
        return lambda value: value.label if isinstance(value, Ref) else None
    if field.kind == Kind.CHOICE:
        labels = {choice.value: choice.label for choice in field.choices}
        return lambda value: labels.get(value, value)
    if field.kind == Kind.BOOL:
        return lambda value: "yes" if value else ""
    if field.kind == Kind.TAGS:
        return lambda value: join_tags(value or ())
    return lambda value: value


# --------------------------------------------------------------------------------- and back


def join_tags(tags: Sequence[str]) -> str:
    """Tags in one cell; one that holds a semicolon stands in quotation marks."""
    return f"{TAG_SEPARATOR} ".join(
        '"' + tag.replace('"', '""') + '"' if TAG_SEPARATOR in tag or tag.startswith('"') else tag
        for tag in tags
    )


_TAG = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;]*))\s*(?:;|$)')


def split_tags(text: str) -> list[str]:
    """The tags of a cell that join_tags made."""
    found: list[str] = []
    at = 0
    while at < len(text) and (match := _TAG.match(text, at)) and match.end() > at:
        quoted, bare = match.groups()
        found.append(bare if quoted is None else quoted.replace('""', '"'))
        at = match.end()
    return found


@cache
def _labels(entity: str) -> dict[str, Field]:
    return {field.label: field for field in ENTITIES[entity].fields}


def own_target(entity: str, head: str) -> Target | None:
    """Where a head of our export leads; KeyError where it is none; None: written, never read."""
    if head == ID_HEAD:
        return Target(entity, OWN_ID)
    labels = _labels(entity)
    if (field := labels.get(head)) is not None:
        if field.kind == Kind.MULTI:
            return _main_row(entity, field)
        if field.derived or field.kind in _UNWRITTEN:
            is_name = field.key == ENTITIES[entity].label and entity == "person"
            return Target(entity, FULL_NAME) if is_name else None
        return Target(entity, field.key)
    if (found := _ROW_HEAD.fullmatch(head)) and (field := labels.get(found["label"])) is not None:
        for child in field.children:
            if not child.derived and _row_head(field, child, int(found["slot"])) == head:
                return Target(entity, field.key, int(found["slot"]), child.key)
    raise KeyError(head)


def _main_row(entity: str, field: Field) -> Target | None:
    """`Phone` in the export of a list as it was shown: the main one."""
    main = field.children[0]
    if not field.has_primary or not main.required:
        return None
    return Target(entity, field.key, 1, main.key)


def recognised(heads: Sequence[str], wanted: str | None) -> tuple[str, list[Target | None]] | None:
    """Entity and targets of a file of ours; None where it is none. Foreign heads lead nowhere."""
    if ID_HEAD not in heads:
        return None
    best: tuple[int, str, list[Target | None]] | None = None
    for entity in [wanted] if wanted else ["person", "company"]:
        targets: list[Target | None] = []
        hits = 0
        for head in heads:
            try:
                targets.append(own_target(entity, head))
                hits += 1
            except KeyError:
                targets.append(None)
        if hits > 1 and hits * 3 >= len(heads) * 2 and (best is None or hits > best[0]):
            best = (hits, entity, targets)
    return best and (best[1], best[2])


__all__ = ["ExportColumn", "export_columns", "join_tags", "recognised", "split_tags"]
