"""Any record, by its catalogue: load, create, save, delete, restore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.engine import CursorResult

from crm_desktop.enums import Purpose
from crm_desktop.errors import Conflict, NotFound, ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.models.folding import search_words
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import belongings, derived, loading, naming, rules, thumbnails
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Record, Ref
from crm_desktop.services.catalog import entity_type as entity_named
from crm_desktop.services.sales import following
from crm_desktop.services.sales.office import defaults
from crm_desktop.services.validation import problems
from crm_desktop.services.values import blank, normalised, same, same_row
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
        _known_company(tx, wanted)
        _link_company(wanted, None)
    key = record_id or uuid7()
    cells = _cells(kind, given | made) | derived.columns(entity, wanted)
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
            _write_children(tx, kind, field, key, (), wanted[field.key])
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
        _known_company(tx, wanted)
    if before.entity == "person" and ("company" in changed or "companies" in changed):
        _link_company(wanted, before.values.get("company"))
        changed["companies"] = wanted["companies"]
    cells = _cells(kind, changed) | _newly_derived(before, wanted)
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
            _write_children(tx, kind, field, before.id, before.values[field.key], wanted[field.key])
    if before.entity == "company" and "name" in changed:
        follow_company_names(tx, {before.id: wanted["name"]})
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


def rows_changed(result: Any) -> int:
    """How many rows a statement wrote."""
    return result.rowcount if isinstance(result, CursorResult) else 0


def _cells(kind: EntityType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Own columns of the given values, of those that rules have made too."""
    out: dict[str, Any] = {}
    for field in kind.fields:
        if field.key in values and not field.is_child_table:
            value = values[field.key]
            out[field.column] = value.id if isinstance(value, Ref) else value
    return out


def follow_company_names(tx: Tx, names: Mapping[UUID, str]) -> None:
    """People are sorted and found by their company's name, and some have no other."""
    if not names:
        return
    people = table("person")
    statement = (
        update(people)
        .where(people.c.company_id == bindparam("the_id"), people.c.company_key != bindparam("key"))
        .values(company_key=bindparam("key"))
    )
    rows = [{"the_id": key, "key": search_words(name)} for key, name in names.items()]
    tx.session.connection().execute(statement, rows)
    derive_anew(tx, "person", _nameless_people(tx, list(names)))


def _nameless_people(tx: Tx, company_ids: Sequence[UUID]) -> list[UUID]:
    """People who are called by their company, or by their phone or address."""
    people = table("person")
    nameless = [people.c[part].is_(None) for part in derived.OWN_NAMES]
    found = select(people.c.id).where(people.c.deleted_at.is_(None), *nameless)
    ids: list[UUID] = []
    for start in range(0, len(company_ids), loading.CHUNK):
        part = company_ids[start : start + loading.CHUNK]
        ids += tx.session.execute(found.where(people.c.company_id.in_(part))).scalars()
    return ids


def derive_anew(tx: Tx, entity: str, ids: Sequence[UUID]) -> None:
    """Make names, keys and search text of records again after a change that passed them by."""
    kind, found = entity_named(entity), loading.read(tx, entity, ids).values()
    rows: list[dict[str, Any]] = []
    for record in found:
        made = _kept_anew(tx, kind, record)
        values = dict(record.values) | made
        own = {key: values[key] for key in rules.kept_fields(kind)}
        rows.append({"the_id": record.id, **_cells(kind, own), **derived.columns(entity, values)})
        for field in kind.fields:
            if field.is_child_table and field.key in made:
                before = record.values[field.key]
                _write_children(tx, kind, field, record.id, before, made[field.key])
    _update_all(tx, naming.table_of(kind), rows)
    region = region_of(tx)
    for field in kind.fields:
        if field.kind == Kind.MULTI:
            children = [
                {"the_id": row["id"], **made}
                for record in found
                for row in record.values[field.key]
                if (made := derived.child_columns(field, row, region))
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


def _link_company(wanted: dict[str, Any], before: Ref | None) -> None:
    """The main company stands among all companies; one left behind stays only if it tells more."""
    links = [
        dict(row)
        for row in wanted.get("companies") or ()
        if row["company"] != before or before == wanted.get("company") or _tells_more(row)
    ]
    company = wanted.get("company")
    if company is not None and all(row["company"] != company for row in links):
        field = ENTITIES["person"].field("companies")
        row: dict[str, Any] = {child.key: blank(child) for child in field.children}
        links.append(row | {"company": company})
    wanted["companies"] = tuple(links)


def _known_company(tx: Tx, wanted: dict[str, Any]) -> None:
    """The company by its present name: a form may have been opened before it got that."""
    if (given := wanted.get("company")) is None:
        return
    company = table("company")
    found = select(company.c.name, company.c.deleted_at).where(company.c.id == given.id)
    found = found.with_for_update(read=True)  # it keeps its name, and stays, until the commit
    if (row := tx.session.execute(found).one_or_none()) is None:
        return  # the database refuses a reference to nothing
    if row.deleted_at is not None:
        words = _("{name} is in the trash. Restore it first, or choose another company.")
        raise ValidationFailed({"company": words.format(name=row.name)})
    wanted["company"] = Ref(given.id, row.name)


def _tells_more(link: Mapping[str, Any]) -> bool:
    return any(link.get(k) for k in ("role", "department", "reports_to", "from_date", "to_date"))


# ---------------------------------------------------------------- children


def region_of(tx: ReadTx) -> str | None:
    """ISO country in which local phone numbers are read: our office's."""
    office = table("office")
    found = tx.session.execute(select(office.c.country).limit(1)).scalar_one_or_none()
    return found or None


def _write_children(
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
        unlink_companies(tx, part)
    following.moved(tx, kind.key, part)
    return count


def _label_of(tx: Tx, kind: EntityType, ids: Sequence[UUID]) -> str:
    if len(ids) != 1:
        return ""
    target = naming.table_of(kind)
    words = tx.session.execute(select(target.c[kind.label]).where(target.c.id == ids[0]))
    return words.scalar_one_or_none() or inner(_(kind.title))


def unlink_companies(tx: Tx, ids: Sequence[UUID]) -> None:
    """People stay when their company goes; they lose it as their company."""
    people, links = table("person"), table("person_company")
    nameless = _nameless_people(tx, ids)
    tx.session.execute(
        update(people)
        .where(people.c.company_id.in_(ids), people.c.deleted_at.is_(None))
        .values(company_id=None, company_key="", version=people.c.version + 1)
    )
    tx.session.execute(
        update(links)
        .where(links.c.company_id.in_(ids), links.c.deleted_at.is_(None))
        .values(deleted_at=tx.now)
    )
    derive_anew(tx, "person", nameless)


def unlink_gone_companies(tx: Tx, people_ids: Sequence[UUID]) -> None:
    """For people who came back after their company went."""
    people, company = table("person"), table("company")
    gone = select(company.c.id).join(people, people.c.company_id == company.c.id)
    gone = gone.where(people.c.id.in_(people_ids), company.c.deleted_at.is_not(None))
    if ids := list(tx.session.execute(gone.distinct()).scalars()):
        unlink_companies(tx, ids)


def _restore_ties(tx: Tx, company_id: UUID, deleted_at: datetime) -> None:
    """What a company was to people, as far as they are there."""
    people, links = table("person"), table("person_company")
    there = select(people.c.id).where(people.c.deleted_at.is_(None))
    back = update(links).where(links.c.company_id == company_id, links.c.deleted_at == deleted_at)
    tx.session.execute(back.where(links.c.person_id.in_(there)).values(deleted_at=None))


@command(OfEntity.EDIT, Purpose.RESTORE)
def restore(tx: Tx, entity: str, ids: Sequence[UUID]) -> Deleted:
    """Take records out of the trash, with all that went into it together with them."""
    kind, along = entity_named(entity), Counter[str]()
    count = sum(from_trash(tx, kind, record_id, along) for record_id in ids)
    if entity == "person":
        unlink_gone_companies(tx, ids)
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
        _restore_ties(tx, record_id, found)
    written = update(target).where(target.c.id == record_id)
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
