"""Put back one value from a record's history: an ordinary save, if nobody changed it since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from crm_desktop.enums import Purpose
from crm_desktop.errors import NotFound, UserError
from crm_desktop.i18n import _, inner
from crm_desktop.models.tables import table as table_of
from crm_desktop.services import naming, records
from crm_desktop.services.catalog import ENTITIES, Field, Kind, Record, Ref
from crm_desktop.services.history import Step
from crm_desktop.services.loading import decode, key_of
from crm_desktop.services.values import same
from crm_desktop.services.workspace import OfEntity, Tx, command


@command(OfEntity.EDIT, Purpose.EDIT)
def step(tx: Tx, entity: str, record_id: UUID, change_set: UUID, what: Step) -> Record:
    """Put back what one step of a change set did to a record; the rest of the set stays.

    UserError where it was changed again since, or cannot be put back by itself. Nothing is
    changed then.
    """
    before = records.get(tx, entity, record_id)
    if before.deleted:
        raise NotFound(
            _("{label} is in the trash. Restore it first, then put this back.").format(
                label=before.label
            )
        )
    if not what.can_go_back or what.row is None:
        raise UserError(
            _("'{words}' cannot be put back by itself. Undo the whole change.").format(
                words=what.words
            )
        )
    logged = _logged(tx, change_set, what)
    kind = ENTITIES[entity]
    if what.table == kind.table_name:
        field = _field(what)
        values: dict[str, Any] = {field.key: _field_back(tx, before, field, logged[what.column])}
    else:
        field = next(f for f in kind.fields if f.table == what.table)
        values = {field.key: _rows_back(tx, before, field, what, logged)}
    changed = records.changed_values(entity, before.values, values)
    if changed:
        tx.label(_("Put back {field} of {label}").format(field=_(field.label), label=before.label))
        records.update_record(tx, before, changed)
    return records.get(tx, entity, record_id)


def _logged(tx: Tx, change_set: UUID, what: Step) -> Mapping[str, Any]:
    """What the change set wrote to the row; of several writes the one with the column."""
    bytes_or_not = [key.bytes if tx.is_sqlite else key for key in (change_set, what.row) if key]
    found = tx.session.execute(
        text(
            "SELECT c.changed FROM change c JOIN change_set s ON s.seq = c.change_set "
            "WHERE s.id = :set AND c.entity = :table AND c.row_id = :row ORDER BY c.seq DESC"
        ),
        {"set": bytes_or_not[0], "row": bytes_or_not[1], "table": what.table},
    ).scalars()
    for raw in found:
        changed: Mapping[str, Any] = json.loads(raw) if isinstance(raw, str) else raw or {}
        if not what.column or what.column in changed:
            return changed
    raise NotFound(_("This is not in the history of the record any more. Nothing was changed."))


def _field(what: Step) -> Field:
    field = naming.field_of_column(what.table, what.column)
    if field is None:
        raise UserError(
            _("'{words}' cannot be put back. Nothing was changed.").format(words=what.words)
        )
    return field


def _decoded(tx: Tx, field: Field, raw: Any) -> Any:
    if raw is None:
        return None
    if field.kind == Kind.REF:
        return Ref(key_of(raw), "")
    if field.kind == Kind.BOOL:
        return bool(raw)
    return decode(field.kind, raw, tx.is_sqlite)


def _field_back(tx: Tx, before: Record, field: Field, pair: Sequence[Any]) -> Any:
    old, new = (_decoded(tx, field, raw) for raw in pair)
    _check(field, before.values.get(field.key), new)
    return old


def _check(field: Field, now: Any, new: Any) -> None:
    """UserError where the value is not the one that the change wrote."""
    if same(field, now or None, new or None):
        return
    shown = now.label if isinstance(now, Ref) else now
    is_empty = shown in (None, "")
    is_now = _("it is empty now") if is_empty else _("it is '{shown}' now").format(shown=shown)
    raise UserError(
        _(
            "{field} was changed again since: {is_now}. Nothing was put back. Undo "
            "the newer change first, or type the value you want."
        ).format(field=_(field.label), is_now=is_now)
    )


def _rows_back(
    tx: Tx, before: Record, field: Field, what: Step, logged: Mapping[str, Any]
) -> tuple[Any, ...]:
    """The rows of a field, with one of them as it was."""
    rows = tuple(before.values[field.key])
    if field.kind == Kind.TAGS:
        return _tag_back(tx, rows, what)
    here = next((row for row in rows if row["id"] == what.row), None)
    if not what.column:
        if here is None:
            return (*rows, _row_of(tx, field, what))
        return tuple(row for row in rows if row is not here)
    if here is None:
        raise UserError(
            _(
                "The line of {field} is not there any more. Nothing was put back. Undo "
                "its removal first."
            ).format(field=inner(_(field.label)))
        )
    child = _field(what)
    old, new = (_decoded(tx, child, raw) for raw in logged[what.column])
    _check(child, here[child.key], new)
    return tuple({**row, child.key: old} if row is here else row for row in rows)


def _row_of(tx: Tx, field: Field, what: Step) -> dict[str, Any]:
    """A row that was removed, as it was then; it comes back as a new one."""
    target = table_of(field.table)
    found = tx.session.execute(select(target).where(target.c.id == what.row)).mappings().first()
    if found is None:
        raise NotFound(_("What was removed is not in the store any more. Nothing was changed."))
    out: dict[str, Any] = {}
    for child in field.children:
        value = found[child.column]
        out[child.key] = Ref(value, "") if child.kind == Kind.REF and value is not None else value
    return out


def _tag_back(tx: Tx, tags: tuple[str, ...], what: Step) -> tuple[str, ...]:
    target = table_of(what.table)
    tag = tx.session.execute(select(target.c.tag).where(target.c.id == what.row)).scalar_one()
    return tuple(t for t in tags if t != tag) if tag in tags else (*tags, tag)
