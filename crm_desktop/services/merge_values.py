"""What several records that are made one say together. Pure: no database here.

A value that only one of them has is taken; where they differ the survivor's stands unless another
is chosen. Phones, addresses, tags and all else of which a record has several are brought together,
each once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Record, Ref, Role
from crm_desktop.services.transfer.merging import same_thing
from crm_desktop.services.values import normal, same, same_row

# Key of a field -> the record whose value is taken; None: the texts of all of them.
Choices = Mapping[str, UUID | None]
_ONCE = frozenset({"phones", "emails", "addresses", "web_links", "domains", "types"})
# What makes a record be called otherwise is not taken over to one that has a name.
_NAME_APART = {"person": ("name_override",)}


def empty(value: Any) -> bool:
    """Nothing is said. A switch that is off says nothing: "do not call" of one is of all."""
    return value is None or value is False or value in ("", ())


def chosen_fields(kind: EntityType) -> Iterator[Field]:
    """The fields of which a record has one value."""
    return (field for field in kind.editable() if not field.is_child_table)


def united_fields(kind: EntityType) -> Iterator[Field]:
    """The fields of which a record has several."""
    return (field for field in kind.editable() if field.is_child_table)


def differing(kind: EntityType, sides: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The fields with one value in which the records are not all the same."""
    first, *rest = sides
    return [
        field
        for field in chosen_fields(kind)
        if any(not same(field, first.get(field.key), each.get(field.key)) for each in rest)
    ]


def can_join(field: Field) -> bool:
    """Whether all of the values can be kept, one below the other."""
    return field.kind == Kind.LONGTEXT


def joined(field: Field, values: Sequence[Any]) -> str | None:
    """Long texts, one below the other, each once."""
    out: list[str] = []
    for value in values:
        text = value.strip() if isinstance(value, str) else ""
        if text and not any(text in there for there in out):
            out = [*(there for there in out if there not in text), text]
    return normal(field, "\n\n".join(out))


def suggested(kind: EntityType, records: Sequence[Record]) -> dict[str, UUID | None]:
    """Where the values come from unless somebody chooses: of the first that says something.

    records: the survivor first. Texts without end are all kept, if there is room for them.
    """
    sides = [record.values for record in records]
    out: dict[str, UUID | None] = {}
    for field in differing(kind, sides):
        values = [values.get(field.key) for values in sides]
        filled = [at for at, value in enumerate(values) if not empty(value)]
        at = 0 if _stays_apart(kind, field, sides[0]) else (filled or [0])[0]
        text = joined(field, values) if can_join(field) else None
        joins = text is not None and len(text) <= field.max_length
        if text is not None and text in values:  # one of them says all
            at, joins = values.index(text), False
        out[field.key] = None if joins else records[at].id
    return out


def _stays_apart(kind: EntityType, field: Field, survivor: Mapping[str, Any]) -> bool:
    named = survivor.get("first_name") or survivor.get("last_name")
    return field.key in _NAME_APART.get(kind.key, ()) and bool(named)


def merged(
    kind: EntityType, records: Sequence[Record], choices: Choices
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the survivor afterwards: those it has one of, those it has several of.

    records: the survivor first, as without() hands them out. choices: by field; what is not in
    them is as suggested.
    """
    by_id = {record.id: record.values for record in records}
    taken = {**suggested(kind, records), **choices}
    own: dict[str, Any] = {}
    for field in chosen_fields(kind):
        source = taken.get(field.key, records[0].id)
        if source is None:
            own[field.key] = joined(field, [each.values.get(field.key) for each in records])
        else:
            own[field.key] = by_id[source].get(field.key)
    rows = {
        field.key: united(field, [each.values.get(field.key) or () for each in records])
        for field in united_fields(kind)
    }
    return own, rows


def without(record: Record, gone: Collection[UUID]) -> dict[str, Any]:
    """What a record says when those it becomes one with are no others any more.

    Nobody is their own manager, and no company its own parent.
    """
    kind, out = ENTITIES[record.entity], dict(record.values)
    for field in kind.editable():
        value = out.get(field.key)
        if field.kind == Kind.REF and field.entity == kind.key:
            out[field.key] = _but(value, gone)
        elif field.kind == Kind.MULTI:
            inner = [c for c in field.children if c.kind == Kind.REF and c.entity == kind.key]
            if inner:
                out[field.key] = tuple(_rows_without(inner, value or (), gone))
    return out


def _but(value: Any, gone: Collection[UUID]) -> Any:
    return None if isinstance(value, Ref) and value.id in gone else value


def _rows_without(
    inner: Sequence[Field], rows: Sequence[Mapping[str, Any]], gone: Collection[UUID]
) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        changed = {child.key: _but(row.get(child.key), gone) for child in inner}
        if all(changed[child.key] is not None for child in inner if child.required):
            yield {**row, **changed}


# ---------------------------------------------------------------- what there are several of


def united(field: Field, sides: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """The rows, or tags, of all records, each once; those of the first keep their ids."""
    if field.kind == Kind.TAGS:
        seen = {fold(tag): tag for side in reversed(sides) for tag in side}
        order = dict.fromkeys(fold(tag) for side in sides for tag in side)
        return tuple(seen[key] for key in order)
    first, *others = sides
    out = [dict(row) for row in first]
    for side in others:
        before = len(out)
        for row in side:
            _add(field, out, before, row)
    return tuple(out)


def _add(field: Field, out: list[dict[str, Any]], before: int, row: Mapping[str, Any]) -> None:
    """Put a row of another record to those there are, or into the one that means the same."""
    plain = {key: value for key, value in row.items() if key != "id"}
    for there in out[:before]:
        if _means_the_same(field, there, plain) and (
            field.key in _ONCE or not _contradict(field, there, plain)
        ):
            there.update(filled(field, there, plain))
            return
    if field.has_primary:
        plain["is_primary"] = bool(plain.get("is_primary")) and not out
    if not any(same_row(field, there, plain) for there in out[before:]):
        out.append(plain)


def _means_the_same(field: Field, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """True also for a number that was written with the code of the country, and without."""
    if field.children[0].role == Role.PHONE and a.get("e164") and a["e164"] == b.get("e164"):
        return (a.get("extension") or "") == (b.get("extension") or "")
    return same_thing(field, a, b)


def _contradict(field: Field, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """True where both rows say something, and not the same."""
    return any(
        not empty(a.get(child.key)) and not empty(b.get(child.key)) and a[child.key] != b[child.key]
        for child in field.children
        if not child.derived
    )


def filled(field: Field, there: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of the same thing, and the one there does not."""
    return {
        child.key: row[child.key]
        for child in field.children[1:]
        if not child.derived and empty(there.get(child.key)) and not empty(row.get(child.key))
    }
