"""One change on many records: a value for a field, tags on or off. Undone as one.

What a change would do can be asked beforehand: preview() and preview_tags() count in the database
and read no record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, exists, func, select, update

from crm_desktop.enums import Purpose
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _
from crm_desktop.models.folding import fold, search_words
from crm_desktop.models.tables import table
from crm_desktop.services import bulk_sets, derived, loading, naming, records, rules, thumbnails
from crm_desktop.services.catalog import EntityType, Field, Kind, Record, Ref, entity_type
from crm_desktop.services.chosen import Chosen, chosen_ids, number_of, scopes
from crm_desktop.services.conditions import Condition
from crm_desktop.services.validation import NAMING, NO_NAME, problem
from crm_desktop.services.values import normal, normalised, same
from crm_desktop.services.workspace import OfEntity, ReadTx, Tx, command, query

# Fields that other rows follow: the tie to the company, the company's name at its people.
_FOLLOWED = {"person": "company", "company": "name"}


MANY = 5_000  # records in one set of statements


@dataclass(frozen=True, slots=True)
class BulkDone:
    """How many records changed, were like that already, or could not be changed."""

    changed: int
    unchanged: int
    refused: int = 0


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a change would do.

    Attributes:
        changed, unchanged: how many records would change, and how many are like that already.
        refused: why some cannot be changed, and how many.
    """

    changed: int
    unchanged: int
    refused: tuple[tuple[str, int], ...] = ()


@command(OfEntity.EDIT, Purpose.BULK_EDIT)
def edit(
    tx: Tx,
    entity: str,
    chosen: Chosen,
    values: Mapping[str, Any],
    *,
    expected: int | None = None,
    skip: bool = False,
) -> BulkDone:
    """Write the same values into many records. Fields with several rows take other commands.

    skip: leave out the records that cannot be changed so; else the first of them stops it all.
    """
    kind = entity_type(entity)
    wanted = _checked(kind, values)
    ids = chosen_ids(tx, chosen, expected)
    thumbnails.keep(tx.session.connection(), entity, wanted)
    changed = refused = 0
    if bulk_sets.can_write(kind, wanted):
        for part in _parts(tx, ids, MANY):
            changed += bulk_sets.write(tx, kind, part, wanted, _alike(kind, wanted))
    else:
        changed, refused = _write_each(tx, kind, ids, wanted, skip=skip)
    labels = ", ".join(kind.field(key).label for key in wanted)
    tx.label(_("Change {labels} of {many}").format(labels=labels, many=_many(kind, changed)))
    return BulkDone(changed, len(ids) - changed - refused, refused)


def _many(kind: EntityType, number: int) -> str:
    """`921 contacts`: those that really changed."""
    return naming.how_many(kind, number)


def _write_each(
    tx: Tx, kind: EntityType, ids: Sequence[UUID], wanted: Mapping[str, Any], *, skip: bool
) -> tuple[int, int]:
    """Write where each record is to be looked at; how many changed, how many could not be."""
    changed = refused = 0
    for part in _held_parts(tx, kind, ids):
        before = [r for r in loading.read(tx, kind.key, part).values() if not r.deleted]
        before = [r for r in before if _differs(kind, r, wanted)]
        fit = _fit(kind, before, wanted, skip=skip)
        changed += _write(tx, kind, fit, wanted)
        refused += len(before) - len(fit)
    return changed, refused


def _parts(tx: Tx, ids: Sequence[UUID], size: int = loading.CHUNK) -> Iterator[Sequence[UUID]]:
    """The records in portions."""
    for start in range(0, len(ids), size):
        tx.cancel.check()
        part = ids[start : start + size]
        yield part
        tx.progress(start + len(part), len(ids), "")


def _held_parts(
    tx: Tx, kind: EntityType, ids: Sequence[UUID], size: int = loading.CHUNK
) -> Iterator[Sequence[UUID]]:
    """The same, each held from being read until the commit."""
    for part in _parts(tx, ids, size):
        records.hold(tx, kind, part)
        yield part


def _fit(
    kind: EntityType, before: list[Record], wanted: Mapping[str, Any], *, skip: bool
) -> list[Record]:
    """The records that may be changed so. Only what is emptied can be needed by a rule."""
    if all(wanted.values()):
        return before
    fit: list[Record] = []
    for record in before:
        wrong = records.new_problems(kind, record.values, wanted)
        if not wrong:
            fit.append(record)
        elif not skip:
            raise ValidationFailed(wrong)
    return fit


def _checked(kind: EntityType, values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = normalised(kind, values)
    wrong = {k: w for k, v in wanted.items() if (w := problem(kind.field(k), v))}
    for key in values:
        if key not in wanted or kind.field(key).is_child_table:
            told = _("'{key}' cannot be changed for many records at once.")
            wrong[key] = told.format(key=key)
    if wrong:
        raise ValidationFailed(wrong)
    return wanted


def _differs(kind: EntityType, record: Record, wanted: Mapping[str, Any]) -> bool:
    return any(not same(kind.field(k), record.values.get(k), v) for k, v in wanted.items())


def _write(tx: Tx, kind: EntityType, before: list[Record], wanted: Mapping[str, Any]) -> int:
    """One prepared UPDATE for a part; derived columns are made anew for each record."""
    if not before:
        return 0
    if rules.has(kind.key) or _FOLLOWED.get(kind.key) in wanted:
        for record in before:
            records.update_record(tx, record, wanted)
        return len(before)
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
    field = _tags_of(kind)
    ids = chosen_ids(tx, chosen, expected)
    gone = {fold(tag) for tag in remove}
    changed = 0
    if not rules.has(kind.key) and gone.isdisjoint(map(fold, add)):
        _fit_tags(field, add)
        for part in _held_parts(tx, kind, ids, MANY):
            changed += bulk_sets.tag(tx, kind, field, part, add=add, remove=remove)
    else:
        changed = _tag_each(tx, kind, field, ids, add, gone)
    words = ", ".join([*(f"+{t}" for t in add), *(f"-{t}" for t in remove)])
    tx.label(_("Tag {many} {tags}").format(many=_many(kind, changed), tags=words))
    return BulkDone(changed, len(ids) - changed)


def _tag_each(
    tx: Tx, kind: EntityType, field: Field, ids: Sequence[UUID], add: Sequence[str], gone: Set[str]
) -> int:
    """Tag where each record is to be looked at; how many changed."""
    changed = 0
    for part in _held_parts(tx, kind, ids):
        for record in loading.read(tx, kind.key, part).values():
            if record.deleted:
                continue
            tags = tuple(t for t in record.values[field.key] if fold(t) not in gone)
            if more := records.changed_values(kind.key, record.values, {field.key: (*tags, *add)}):
                records.update_record(tx, record, more)
                changed += 1
    return changed


def _fit_tags(field: Field, add: Sequence[str]) -> None:
    for word in add:
        if wrong := problem(field, normal(field, (word,))):
            raise ValidationFailed({field.key: wrong})


# ---------------------------------------------------------------- beforehand

_GONE = N_("They were deleted in the meantime.")


@query(OfEntity.READ)
def preview(tx: ReadTx, entity: str, chosen: Chosen, values: Mapping[str, Any]) -> BulkPreview:
    """What edit() would do. ValidationFailed where the values themselves will not do."""
    kind = entity_type(entity)
    wanted = _checked(kind, values)
    return _counted(tx, kind, chosen, _alike(kind, wanted), _left_nameless(kind, wanted))


@query(OfEntity.READ)
def preview_tags(
    tx: ReadTx,
    entity: str,
    chosen: Chosen,
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> BulkPreview:
    """What tag() would do."""
    kind = entity_type(entity)
    field = _tags_of(kind)
    _fit_tags(field, add)
    there = [_has_tag(kind, field, word) for word in add]
    gone = [~_has_tag(kind, field, word) for word in remove]
    return _counted(tx, kind, chosen, and_(True, *there, *gone), None)


@query(OfEntity.READ)
def tags_in_use(
    tx: ReadTx, entity: str, chosen: Chosen | None = None, most: int = 200
) -> list[tuple[str, int]]:
    """The tags of these records, or of all, and how many have each; the commonest first."""
    kind = entity_type(entity)
    tags, target = table(_tags_of(kind).table), naming.table_of(kind)
    owner = tags.c[f"{kind.table_name}_id"]
    found: dict[str, tuple[str, int]] = {}
    for scope in (
        ((target.c.deleted_at.is_(None),),) if chosen is None else scopes(tx, kind, chosen)
    ):
        counted = select(tags.c.tag_key, func.min(tags.c.tag), func.count())
        counted = counted.join(target, target.c.id == owner).where(tags.c.deleted_at.is_(None))
        for key, tag, count in tx.session.execute(counted.where(*scope).group_by(tags.c.tag_key)):
            found[key] = (tag, count + found.get(key, ("", 0))[1])
    return sorted(found.values(), key=lambda each: (-each[1], fold(each[0])))[:most]


def _tags_of(kind: EntityType) -> Field:
    field = next((f for f in kind.fields if f.kind == Kind.TAGS), None)
    if field is None:
        raise ValidationFailed({"tags": _("{kind} have no tags.").format(kind=_(kind.plural))})
    return field


def _alike(kind: EntityType, wanted: Mapping[str, Any]) -> Condition:
    """Records that are so already."""
    target = naming.table_of(kind)
    return and_(*(_says(target.c[kind.field(k).column], v) for k, v in wanted.items()))


def _says(column: Any, value: Any) -> Condition:
    if value is None:
        return column.is_(None)
    return column == (value.id if isinstance(value, Ref) else value)


def _has_tag(kind: EntityType, field: Field, word: str) -> Condition:
    tags, target = table(field.table), naming.table_of(kind)
    same_tag = tags.c.tag_key == search_words(" ".join(word.split()))
    owned = tags.c[f"{kind.table_name}_id"] == target.c.id
    return exists().where(owned, same_tag, tags.c.deleted_at.is_(None))


def _left_nameless(kind: EntityType, wanted: Mapping[str, Any]) -> Condition | None:
    """Contacts whose last name this is: neither another name, nor a phone or an address."""
    if kind.key != "person" or not any(k in NAMING and not v for k, v in wanted.items()):
        return None
    if any(wanted.get(key) for key in NAMING):
        return None
    target = naming.table_of(kind)
    rest = [kind.field(key).column for key in NAMING if key not in wanted]
    own = [target.c[name].is_(None) for name in rest]
    rows = [table(kind.field(key).table) for key in ("phones", "emails")]
    reached = [
        exists().where(row.c.person_id == target.c.id, row.c.deleted_at.is_(None)) for row in rows
    ]
    return and_(*own, *(~there for there in reached))


def _counted(
    tx: ReadTx, kind: EntityType, chosen: Chosen, alike: Condition, refused: Condition | None
) -> BulkPreview:
    target = naming.table_of(kind)
    differs = case((alike, 0), else_=1) == 1  # NOT of what is unknown would be unknown
    both = and_(differs, refused) if refused is not None else None
    parts = [_number(alike), *([_number(both)] if both is not None else [])]
    total, like, no = 0, 0, 0
    for scope in scopes(tx, kind, chosen):
        counted = select(func.count(), *parts).select_from(target).where(*scope)
        found, *more = tx.session.execute(counted).one()
        total, like = total + found, like + (more[0] or 0)
        no += (more[1] or 0) if both is not None else 0
    gone = number_of(tx, chosen) - total
    why = tuple((_(words), n) for words, n in ((NO_NAME, no), (_GONE, gone)) if n > 0)
    return BulkPreview(total - like - no, like, why)


def _number(condition: Condition) -> Any:
    return func.sum(case((condition, 1), else_=0))
