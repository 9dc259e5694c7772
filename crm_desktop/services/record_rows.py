"""The rows of a record: its own, those of its lists, and what is derived beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.engine import CursorResult

from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import derived, loading, naming, rules
from crm_desktop.services.catalog import EntityType, Field, Kind, Record, Ref
from crm_desktop.services.catalog import entity_type as entity_named
from crm_desktop.services.values import same_row
from crm_desktop.services.workspace import ReadTx, Tx


def rows_changed(result: Any) -> int:
    """How many rows a statement wrote."""
    return result.rowcount if isinstance(result, CursorResult) else 0


def region_of(tx: ReadTx) -> str | None:
    """ISO country in which local phone numbers are read: our office's."""
    office = table("office")
    found = tx.session.execute(select(office.c.country).limit(1)).scalar_one_or_none()
    return found or None


def own_cells(kind: EntityType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Own columns of the given values, of those that rules have made too."""
    out: dict[str, Any] = {}
    for field in kind.fields:
        if field.key in values and not field.is_child_table:
            value = values[field.key]
            out[field.column] = value.id if isinstance(value, Ref) else value
    return out


def derive_anew(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    """Make names, keys and search text of records again after a change that passed them by.

    Their rows stay as they are: a local number was read in the country where it was typed.
    """
    kind, found = entity_named(entity), loading.read(tx, entity, ids).values()
    rows: list[dict[str, Any]] = []
    for record in found:
        made = _kept_anew(tx, kind, record)
        values = dict(record.values) | made
        own = {key: values[key] for key in rules.kept_fields(kind)}
        cells = own_cells(kind, own) | derived.columns(entity, values)
        rows.append({"the_id": record.id, **cells})
        for field in kind.fields:
            if field.is_child_table and field.key in made:
                before = record.values[field.key]
                write_children(tx, kind, field, record.id, before, made[field.key])
    _update_all(tx, naming.table_of(kind), rows)


def read_anew(tx: Tx, entity: str, ids: Sequence[UUID], rows: Collection[UUID]) -> None:
    """Read phones and e-mails of records again: those of their rows whose text is another now."""
    kind, found = entity_named(entity), loading.read(tx, entity, ids).values()
    region = region_of(tx)
    for field in kind.fields:
        if field.kind == Kind.MULTI:
            children = [
                {"the_id": row["id"], **made}
                for record in found
                for row in record.values[field.key]
                if row["id"] in rows and (made := derived.child_columns(field, row, region))
            ]
            _update_all(tx, table(field.table), children)


def _kept_anew(tx: Tx, kind: EntityType, record: Record) -> dict[str, Any]:
    """The fields of a record that rules keep, where they are to be others now."""
    kept = rules.kept_fields(kind)
    if not kept:
        return {}
    made = rules.applied(tx, kind.key, record.values, record.values)
    return {key: made[key] for key in kept if key in made}


def _insert_all(tx: Tx, target: Table, rows: list[dict[str, Any]]) -> None:
    """Rows of equal columns, in one statement."""
    if rows:
        tx.session.connection().execute(insert(target), rows)


def _update_all(tx: Tx, target: Table, rows: list[dict[str, Any]]) -> None:
    """One prepared UPDATE for rows of equal columns, found by `the_id`."""
    if rows:
        cells: dict[str, Any] = {n: bindparam(n) for n in rows[0] if n != "the_id"}
        statement = update(target).where(target.c.id == bindparam("the_id")).values(cells)
        tx.session.connection().execute(statement, rows)


# ---------------------------------------------------------------- lists of a record


def write_children(
    tx: Tx,
    kind: EntityType,
    field: Field,
    record_id: UUID,
    before: Sequence[Any],
    wanted: Sequence[Any],
) -> None:
    """Insert, update and softly delete child rows until they say what is wanted."""
    if field.kind == Kind.TAGS:
        _write_tags(tx, kind, field, record_id, before, wanted)
        return
    target, owner = table(field.table), f"{kind.table_name}_id"
    left = {row["id"]: row for row in before}
    region = region_of(tx) if _needs_region(field, wanted) else None
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for row in wanted:
        old = left.pop(row["id"], None) if row.get("id") in left else _twin(field, row, left)
        if old is not None and same_row(field, old, row) and _same_sums(field, old, row):
            continue
        if old is not None and _links_elsewhere(target, field, old, row):
            left[old["id"]], old = old, None
        cells = _child_cells(field, row) | derived.child_columns(field, row, region)
        if old is None:
            new.append({"id": uuid7(), owner: record_id, **cells})
        else:
            changed.append({"the_id": old["id"], **cells})
    _insert_all(tx, target, new)
    _update_all(tx, target, changed)
    if left:
        gone = update(target).where(target.c.id.in_(list(left)))
        tx.session.execute(gone.values(deleted_at=tx.now))


def _links_elsewhere(
    target: Table, field: Field, old: Mapping[str, Any], row: Mapping[str, Any]
) -> bool:
    """A link is never moved: one goes and one comes, in the sight of both records."""
    ends = target.info.get("other", ())
    return any(old[c.key] != row.get(c.key) for c in field.children if c.column in ends)


def _same_sums(field: Field, old: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """True where rules have made nothing new of a row: the net of a line in another currency."""
    made = () if derived.derives(field) else [c.key for c in field.children if c.derived]
    return all(old.get(key) == row.get(key) for key in made)


def _needs_region(field: Field, wanted: Sequence[Any]) -> bool:
    return field.key == "phones" and bool(wanted)


def _twin(field: Field, row: Mapping[str, Any], left: dict[UUID, Any]) -> Any:
    """A row before that says the same as one that comes without an id."""
    if row.get("id") is not None:
        return None
    for key, old in left.items():
        if same_row(field, old, row):
            return left.pop(key)
    return None


def _child_cells(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for child in field.children:
        value = row.get(child.key)
        out[child.column] = value.id if isinstance(value, Ref) else value
    if field.has_primary:
        out["is_primary"] = row["is_primary"]
    return out


def _write_tags(
    tx: Tx,
    kind: EntityType,
    field: Field,
    record_id: UUID,
    before: Sequence[str],
    wanted: Sequence[str],
) -> None:
    target, owner = table(field.table), f"{kind.table_name}_id"
    if gone := set(before) - set(wanted):
        tx.session.execute(
            update(target)
            .where(
                target.c[owner] == record_id,
                target.c.tag.in_(sorted(gone)),
                target.c.deleted_at.is_(None),
            )
            .values(deleted_at=tx.now)
        )
    new = [
        {"id": uuid7(), owner: record_id, "tag": tag}
        | derived.child_columns(field, {"tag": tag}, None)
        for tag in wanted
        if tag not in before
    ]
    _insert_all(tx, target, new)
