"""Any record, by its catalogue: load, create, save, delete, restore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from crm_desktop.enums import Purpose
from crm_desktop.errors import Conflict, NotFound, ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import belongings, derived, employers, loading, naming, rules, thumbnails
from crm_desktop.services.catalog import EntityType, Record
from crm_desktop.services.catalog import entity_type as entity_named
from crm_desktop.services.record_rows import derive_anew, own_cells, rows_changed, write_children
from crm_desktop.services.sales import following
from crm_desktop.services.sales.office import defaults
from crm_desktop.services.validation import problems
from crm_desktop.services.values import blank, normalised, same
from crm_desktop.services.workspace import OfEntity, Reading, ReadTx, Tx, command, query

# What somebody makes by hand belongs to them, unless they say otherwise.
_MINE = frozenset({"person", "company", "activity", "note", "attachment"}) | {
    *("lead", "deal", "quote", "order", "delivery", "contract", "asset")
}


@query(OfEntity.READ)
def load(tx: ReadTx, entity: str, record_id: UUID) -> Record:
    """One record with everything on it, also one in the trash. NotFound where there is none."""
    return get(tx, entity, record_id)


@query(OfEntity.READ)
def load_many(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> dict[UUID, Record]:
    """The records of these ids that exist."""
    return loading.read(tx, entity, ids)


def get(tx: ReadTx, entity: str, record_id: UUID) -> Record:
    """load() inside a transaction."""
    found = loading.read(tx, entity, (record_id,)).get(record_id)
    if found is None:
        kind = inner(_(entity_named(entity).title))
        words = _("This {kind} does not exist (any more): {key}.")
        raise NotFound(words.format(kind=kind, key=record_id))
    return found


def hold(tx: Tx, kind: EntityType, ids: Sequence[UUID]) -> None:
    """Keep others from changing records until the commit. In a file only one writes anyway."""
    if not tx.is_sqlite:
        target = naming.table_of(kind)
        held = select(target.c.id).where(target.c.id.in_(ids)).order_by(target.c.id)
        tx.session.execute(held.with_for_update()).all()


def new_id() -> UUID:
    """A key for a record that is going to be made."""
    return uuid7()


# ---------------------------------------------------------------- create and save


@command(OfEntity.EDIT, Purpose.CREATE)
def create(
    tx: Tx, entity: str, values: Mapping[str, Any], *, record_id: UUID | None = None
) -> Record:
    """Make a record. ValidationFailed where the values will not do.

    record_id: a key made by the caller; a retried create with it is a no-op.
    """
    if record_id is not None and (there := loading.read(tx, entity, (record_id,))):
        return there[record_id]
    key = insert_record(tx, entity, values, record_id)
    record = get(tx, entity, key)
    tx.label(naming.of_record(_("New {kind} {name}"), entity, record.label))
    return record


def insert_record(
    tx: Tx, entity: str, values: Mapping[str, Any], record_id: UUID | None = None
) -> UUID:
    """create() inside a transaction, without reading back."""
    kind = entity_named(entity)
    given = normalised(kind, values)
    wanted = {f.key: blank(f) for f in kind.editable()} | given
    made = rules.applied(tx, entity, None, wanted)
    wanted |= made
    if wrong := problems(kind, wanted):
        raise ValidationFailed(wrong)
    if entity == "person":
        employers.know_company(tx, wanted)
        employers.link_company(wanted, None)
    key = record_id or uuid7()
    cells = own_cells(kind, given | made) | derived.columns(entity, wanted)
    stamps: dict[str, Any] = {"created_by": tx.actor.id, "updated_by": tx.actor.id}
    if kind.has("origin"):
        stamps["origin"] = values.get("origin") or "manual"
    if entity in _MINE and "owner" not in values:
        cells["owner_id"] = tx.actor.id
    tx.session.execute(
        insert(naming.table_of(kind)).values(
            id=key, created_at=tx.now, updated_at=tx.now, **stamps, **cells
        )
    )
    thumbnails.keep(tx.session.connection(), entity, given)
    for field in kind.fields:
        if field.is_child_table:
            write_children(tx, kind, field, key, (), wanted[field.key])
    following.made(tx, entity, wanted)
    defaults.settle(tx, entity, key, wanted)
    return key


def _to_save(entity: str, record_id: UUID, values: object, *, version: int) -> Reading:
    del values, version
    return Reading(entity, record_id)


@command(OfEntity.EDIT, Purpose.EDIT, first=_to_save)
def save(
    tx: Tx, entity: str, record_id: UUID, values: Mapping[str, Any], *, version: int
) -> Record:
    """Write the given fields. The others stay.

    Raises Conflict with the record as it is now where `version` is not its newest, unless
    nothing would change; ValidationFailed; NotFound.
    """
    before = get(tx, entity, record_id)
    if before.deleted:
        words = _("{name} is in the trash. Restore it first, then edit it.")
        raise NotFound(words.format(name=before.label))
    changed = changed_values(entity, before.values, values)
    if not changed:
        return before
    if before.version != version:
        raise Conflict(before)
    tx.label(naming.of_record(_("Edit {kind} {name}"), entity, before.label))
    update_record(tx, before, changed)
    return tx.answer_with(Reading(entity, record_id))


def changed_values(
    entity: str, before: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The given values, in canonical form, that differ from those before."""
    kind = entity_named(entity)
    given = normalised(kind, values)
    return {
        key: value
        for key, value in given.items()
        if not same(kind.field(key), before.get(key), value)
    }


def new_problems(
    kind: EntityType, before: Mapping[str, Any], changed: Mapping[str, Any]
) -> dict[str, str]:
    """What is wrong with an edit. An oddity that was there before, elsewhere, blocks none."""
    found = problems(kind, dict(before) | dict(changed))
    there = problems(kind, before) if found else {}
    return {key: words for key, words in found.items() if key in changed or key not in there}


def update_record(
    tx: Tx, before: Record, changed: Mapping[str, Any], *, checked: bool = False
) -> None:
    """Write changed canonical values over a record as read in this transaction.

    checked: the caller has judged the values, as an import does in its own way.
    """
    kind = entity_named(before.entity)
    wanted = dict(before.values) | dict(changed)
    made = rules.applied(tx, before.entity, before.values, wanted)
    wanted, changed = wanted | made, dict(changed) | made
    if not checked and (wrong := new_problems(kind, before.values, changed)):
        raise ValidationFailed(wrong)
    if before.entity == "person" and "company" in changed:
        employers.know_company(tx, wanted)
    if before.entity == "person" and ("company" in changed or "companies" in changed):
        employers.link_company(wanted, before.values.get("company"))
        changed["companies"] = wanted["companies"]
    cells = own_cells(kind, changed) | _newly_derived(before, wanted)
    target = naming.table_of(kind)
    statement = (
        update(target)
        .where(target.c.id == before.id, target.c.version == before.version)
        .values(version=before.version + 1, updated_at=tx.now, updated_by=tx.actor.id, **cells)
    )
    if rows_changed(tx.session.execute(statement)) != 1:
        raise Conflict(get(tx, before.entity, before.id))
    thumbnails.keep(tx.session.connection(), before.entity, changed)
    for field in kind.fields:
        if field.is_child_table and field.key in changed:
            write_children(tx, kind, field, before.id, before.values[field.key], wanted[field.key])
    if before.entity == "company" and "name" in changed:
        employers.follow_company_names(tx, {before.id: wanted["name"]})
    if before.entity == "stage":
        settle_deals_of(tx, before.id)
    following.changed(tx, before, wanted)
    defaults.settle(tx, before.entity, before.id, changed)


def settle_deals_of(tx: Tx, stage: UUID) -> None:
    """Deals follow what is said of their stage: its probability, its kind, its pipeline."""
    deals = table("deal")
    found = select(deals.c.id).where(deals.c.stage_id == stage, deals.c.deleted_at.is_(None))
    ids = list(tx.session.execute(found).scalars())
    for start in range(0, len(ids), loading.CHUNK):
        derive_anew(tx, "deal", ids[start : start + loading.CHUNK])


def _newly_derived(before: Record, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The derived columns that change; another may just have got a new company's name."""
    there = derived.columns(before.entity, before.values)
    made = derived.columns(before.entity, wanted)
    return {name: value for name, value in made.items() if value != there[name]}


# ---------------------------------------------------------------- delete and restore


@dataclass(frozen=True, slots=True)
class Deleted:
    """What a delete, or a restore, did.

    Attributes:
        count: how many of the records asked for.
        words: a sentence about it.
        along: how many of which entity went along.
    """

    count: int
    words: str
    along: Mapping[str, int] | None = None


@command(OfEntity.EDIT, Purpose.DELETE)
def delete(tx: Tx, entity: str, ids: Sequence[UUID]) -> Deleted:
    """Move records to the trash, with what belongs to them. Undo brings everything back."""
    kind = entity_named(entity)
    label, along = _label_of(tx, kind, ids), Counter[str]()
    count = 0
    for start in range(0, len(ids), loading.CHUNK):
        tx.cancel.check()
        count += to_trash(tx, kind, ids[start : start + loading.CHUNK], along)
    what = label if count == 1 else naming.how_many(kind, count)
    tx.label(_("Delete {what}").format(what=what))
    return Deleted(count, _("Deleted {what}.").format(what=belongings.told(what, along)), along)


def to_trash(tx: Tx, kind: EntityType, part: Sequence[UUID], along: Counter[str]) -> int:
    """Delete these records, their rows, and what concerned only them, which is counted."""
    rules.refuse_delete(tx, kind.key, part)
    target = naming.table_of(kind)
    hit = update(target).where(target.c.id.in_(part), target.c.deleted_at.is_(None))
    written = hit.values(
        deleted_at=tx.now,
        version=target.c.version + 1,
        updated_at=tx.now,
        updated_by=tx.actor.id,
    )
    count = rows_changed(tx.session.execute(written))
    for entity, ids in belongings.left_alone(tx, kind.key, part).items():
        along[entity] += to_trash(tx, entity_named(entity), ids, along)
    for child in naming.child_tables(kind.key):
        owner = child.c[f"{kind.table_name}_id"]
        gone = update(child).where(owner.in_(part), child.c.deleted_at.is_(None))
        tx.session.execute(gone.values(deleted_at=tx.now))
    if kind.key == "company":
        employers.unlink_companies(tx, part)
    following.moved(tx, kind.key, part)
    return count


def _label_of(tx: Tx, kind: EntityType, ids: Sequence[UUID]) -> str:
    if len(ids) != 1:
        return ""
    target = naming.table_of(kind)
    words = tx.session.execute(select(target.c[kind.label]).where(target.c.id == ids[0]))
    return words.scalar_one_or_none() or inner(_(kind.title))


@command(OfEntity.EDIT, Purpose.RESTORE)
def restore(tx: Tx, entity: str, ids: Sequence[UUID]) -> Deleted:
    """Take records out of the trash, with all that went into it together with them."""
    kind, along = entity_named(entity), Counter[str]()
    count = sum(from_trash(tx, kind, record_id, along) for record_id in ids)
    if entity == "person":
        employers.unlink_gone_companies(tx, ids)
    label = _label_of(tx, kind, ids)
    what = label if count == 1 else naming.how_many(kind, count)
    tx.label(_("Restore {what}").format(what=what))
    return Deleted(count, _("Restored {what}.").format(what=belongings.told(what, along)), along)


def from_trash(tx: Tx, kind: EntityType, record_id: UUID, along: Counter[str]) -> bool:
    """Take one record out of the trash, if it is there; what comes along is counted."""
    tx.cancel.check()
    target = naming.table_of(kind)
    there = select(target.c.deleted_at).where(target.c.id == record_id)
    if (found := tx.session.execute(there).scalar_one_or_none()) is None:
        return False
    for entity, ids in belongings.gone_with(tx, kind.key, record_id, found).items():
        along[entity] += sum(from_trash(tx, entity_named(entity), key, along) for key in ids)
    for child in naming.child_tables(kind.key):
        owner = child.c[f"{kind.table_name}_id"]
        back = update(child).where(owner == record_id, child.c.deleted_at == found)
        tx.session.execute(back.values(deleted_at=None))
    if kind.key == "company":
        employers.restore_ties(tx, record_id, found)
    written = update(target).where(target.c.id == record_id)
    if "merged_into_id" in target.c:
        written = written.values(merged_into_id=None)  # it is somebody of its own again
    tx.session.execute(
        written.values(
            deleted_at=None,
            withdrawn=False,
            version=target.c.version + 1,
            updated_at=tx.now,
            updated_by=tx.actor.id,
        )
    )
    if rules.kept_fields(kind):
        derive_anew(tx, kind.key, (record_id,))  # what it follows may have changed meanwhile
    following.back(tx, kind.key, record_id)
    return True
