"""One change on many records: a value for a field, tags on or off. Undone as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update

from crm_desktop.enums import Purpose
from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.models.folding import fold
from crm_desktop.services import derived, listing, loading, naming, records
from crm_desktop.services.catalog import EntityType, Kind, Record, Ref, entity_type
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.validation import problem
from crm_desktop.services.values import normalised, same
from crm_desktop.services.workspace import OfEntity, ReadTx, Tx, command

Chosen = ListQuery | Sequence[UUID]
# Fields that other rows follow: the tie to the company, the company's name at its people.
_FOLLOWED = {"person": "company", "company": "name"}


@dataclass(frozen=True, slots=True)
class BulkDone:
    """How many records changed, and how many were like that already."""

    changed: int
    unchanged: int


def chosen_ids(tx: ReadTx, chosen: Chosen, expected: int | None = None) -> list[UUID]:
    """The records meant. UserError where a list does not hold the number that was seen."""
    if not isinstance(chosen, ListQuery):
        return list(chosen)
    vector = listing.all_ids(tx, chosen)
    ids = [UUID(bytes=vector[i : i + 16]) for i in range(0, len(vector), 16)]
    if expected is not None and len(ids) != expected:
        raise UserError(
            f"The list now holds {len(ids):,} records, not the {expected:,} that you saw. Nothing "
            "was changed. Look at the list again, then repeat."
        )
    return ids


@command(OfEntity.EDIT, Purpose.BULK_EDIT)
def edit(
    tx: Tx,
    entity: str,
    chosen: Chosen,
    values: Mapping[str, Any],
    *,
    expected: int | None = None,
) -> BulkDone:
    """Write the same values into many records. Fields with several rows take other commands."""
    kind = entity_type(entity)
    wanted = _checked(kind, values)
    ids = chosen_ids(tx, chosen, expected)
    labels = ", ".join(kind.field(key).label for key in wanted)
    tx.label(f"Change {labels} of {len(ids):,} {kind.plural.lower()}")
    changed = 0
    for part in _parts(tx, kind, ids):
        before = [r for r in loading.read(tx, entity, part).values() if not r.deleted]
        changed += _write(tx, kind, [r for r in before if _differs(kind, r, wanted)], wanted)
        tx.progress(changed, len(ids), "")
    return BulkDone(changed, len(ids) - changed)


def _parts(tx: Tx, kind: EntityType, ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """The records in portions, each held from being read until the commit."""
    for start in range(0, len(ids), loading.CHUNK):
        tx.cancel.check()
        part = ids[start : start + loading.CHUNK]
        records.hold(tx, kind, part)
        yield part


def _checked(kind: EntityType, values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = normalised(kind, values)
    wrong = {k: w for k, v in wanted.items() if (w := problem(kind.field(k), v))}
    for key in values:
        if key not in wanted or kind.field(key).is_child_table:
            wrong[key] = f"'{key}' cannot be changed for many records at once."
    if wrong:
        raise ValidationFailed(wrong)
    return wanted


def _differs(kind: EntityType, record: Record, wanted: Mapping[str, Any]) -> bool:
    return any(not same(kind.field(k), record.values.get(k), v) for k, v in wanted.items())


def _write(tx: Tx, kind: EntityType, before: list[Record], wanted: Mapping[str, Any]) -> int:
    """One prepared UPDATE for a part; derived columns are made anew for each record."""
    if not before:
        return 0
    if kind.key in _FOLLOWED and _FOLLOWED[kind.key] in wanted:
        for record in before:
            records.update_record(tx, record, wanted)
        return len(before)
    if not all(wanted.values()):  # something is emptied, which a rule may need
        for record in before:
            if wrong := records.new_problems(kind, record.values, wanted):
                raise ValidationFailed(wrong)
    target = naming.table_of(kind)
    cells = {kind.field(k).column: v.id if isinstance(v, Ref) else v for k, v in wanted.items()}
    rows = [
        {"the_id": r.id, "the_version": r.version + 1}
        | cells
        | derived.columns(kind.key, dict(r.values) | dict(wanted))
        for r in before
    ]
    names = [n for n in rows[0] if n not in ("the_id", "the_version")]
    statement = (
        update(target)
        .where(target.c.id == bindparam("the_id"))
        .values(
            version=bindparam("the_version"),
            updated_at=tx.now,
            updated_by=tx.actor.id,
            **{n: bindparam(n) for n in names},
        )
    )
    tx.session.connection().execute(statement, rows)
    return len(before)


@command(OfEntity.EDIT, Purpose.BULK_EDIT)
def tag(
    tx: Tx,
    entity: str,
    chosen: Chosen,
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    expected: int | None = None,
) -> BulkDone:
    """Put tags on many records, or take them off."""
    kind = entity_type(entity)
    field = next((f for f in kind.fields if f.kind == Kind.TAGS), None)
    if field is None:
        raise ValidationFailed({"tags": f"{kind.plural} have no tags."})
    ids = chosen_ids(tx, chosen, expected)
    gone = {fold(tag) for tag in remove}
    words = ", ".join([*(f"+{t}" for t in add), *(f"-{t}" for t in remove)])
    tx.label(f"Tag {len(ids):,} {kind.plural.lower()} {words}")
    changed = 0
    for part in _parts(tx, kind, ids):
        for record in loading.read(tx, entity, part).values():
            if record.deleted:
                continue
            tags = tuple(t for t in record.values[field.key] if fold(t) not in gone)
            if more := records.changed_values(entity, record.values, {field.key: (*tags, *add)}):
                records.update_record(tx, record, more)
                changed += 1
    return BulkDone(changed, len(ids) - changed)
