"""Two contacts, or companies, that are one: what they say is brought together in one of them.

All that points at the others points at that one afterwards, and the others go to the trash with
their details, as they are. It is one change set: Undo takes all of it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, update

from crm_desktop.enums import Purpose
from crm_desktop.errors import Conflict, NotFound, ValidationFailed
from crm_desktop.i18n import N_, _, inner
from crm_desktop.services import (
    belongings,
    employers,
    loading,
    merge_moves,
    merge_values,
    naming,
    records,
)
from crm_desktop.services.catalog import ENTITIES, EntityType, Kind, Record, Ref
from crm_desktop.services.merge_values import Choices
from crm_desktop.services.view_content import KINDS
from crm_desktop.services.workspace import OfEntity, ReadTx, Tx, command, query

MOST = 10
# What cards brought along that no field shows, and what other programs keep: taken where empty.
_BESIDE = ("extra_vcard", "custom")
_ABOVE = N_("{field} is left empty: {name} would stand above itself.")


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Records side by side, before they are made one.

    Attributes:
        sides: the records as asked for, without what they say of each other.
        pointing: by entity and record, the living records that point at it.
        notes: what cannot stay as it is, in sentences.
    """

    entity: str
    sides: tuple[Record, ...]
    pointing: Mapping[str, Mapping[UUID, frozenset[UUID]]]
    notes: tuple[str, ...] = ()

    def with_first(self, survivor: UUID) -> tuple[Record, ...]:
        """The records, the survivor first."""
        return tuple(sorted(self.sides, key=lambda side: side.id != survivor))

    def moving(self, survivor: UUID) -> dict[str, int]:
        """How many records of which entity will point at the survivor, and do not yet."""
        out = Counter[str]()
        for entity, by_named in self.pointing.items():
            others = [roots for named, roots in by_named.items() if named != survivor]
            out[entity] = len(set[UUID]().union(*others) - by_named.get(survivor, frozenset()))
        return {entity: out[entity] for entity in ENTITIES if out[entity]}


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did.

    Attributes:
        record: the survivor, as it is now.
        words: a sentence about it.
        moved: how many records of which entity point at it now.
    """

    record: Record
    words: str
    moved: Mapping[str, int]


@query(OfEntity.READ)
def preview(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> MergePreview:
    """What there is to choose between, and what would move. NotFound, ValidationFailed in words."""
    return _preview(tx, _kind(entity), _checked(tx, entity, ids))


@command(OfEntity.EDIT, Purpose.MERGE)
def merge(
    tx: Tx,
    entity: str,
    survivor: UUID,
    others: Sequence[UUID],
    *,
    versions: Mapping[UUID, int] | None = None,
    choices: Choices | None = None,
) -> Merged:
    """Bring other records together in the survivor.

    versions: of the records as they were looked at; Conflict where one is another by now.
    choices: by key of a field with one value, the record it is taken from; None for all texts.
    """
    kind = _kind(entity)
    ids = (survivor, *others)
    records.hold(tx, kind, ids)
    found = _checked(tx, entity, ids)
    for record in found:
        if versions is not None and versions.get(record.id) != record.version:
            raise Conflict(record)
    before = _preview(tx, kind, found)
    names = [_name(record) for record in found]
    tx.label(_("Merge {names}").format(names=_listed(names)))
    merge_moves.turn(tx, entity, survivor, others)
    _bring_together(tx, kind, found, before, choices or {})
    _bury(tx, kind, survivor, others)
    record = records.get(tx, entity, survivor)
    if entity == "company":
        employers.follow_company_names(tx, {survivor: record.label})
    return Merged(record, _said(kind, record, names), before.moving(survivor))


# ---------------------------------------------------------------- what may be merged


def _kind(entity: str) -> EntityType:
    if entity not in KINDS:
        words = _("Only contacts and companies can be merged. Nothing was changed.")
        raise ValidationFailed({"merge": words})
    return ENTITIES[entity]


def _checked(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> tuple[Record, ...]:
    """The records, if they can be merged."""
    kind = ENTITIES[entity]
    plural = inner(_(kind.plural))
    if len(set(ids)) < len(ids):
        words = _("The same one was chosen twice. Choose different {plural} to merge.")
        raise ValidationFailed({"merge": words.format(plural=plural)})
    if not 1 < len(ids) <= MOST:
        words = _("Choose two to {most} {plural} to merge.")
        raise ValidationFailed({"merge": words.format(most=MOST, plural=plural)})
    found = loading.read(tx, entity, ids)
    for key in ids:
        if key not in found:
            raise NotFound(_missing(tx, kind, key))
        if found[key].deleted:
            words = _("{name} is in the trash. Restore it first, then merge.")
            raise NotFound(words.format(name=_name(found[key])))
    return tuple(found[key] for key in ids)


def _missing(tx: ReadTx, kind: EntityType, key: UUID) -> str:
    """Why there is no such record: it may be of the other kind."""
    title = inner(_(kind.title))
    for entity in KINDS:
        if entity != kind.key and (there := loading.read(tx, entity, (key,))):
            words = _("{name} is no {kind}. Only records of one kind can be merged.")
            return words.format(name=_name(there[key]), kind=title)
    return _("This {kind} does not exist (any more): {key}.").format(kind=title, key=key)


def _name(record: Record) -> str:
    return record.label or inner(_(ENTITIES[record.entity].title))


# ---------------------------------------------------------------- beforehand


def _preview(tx: ReadTx, kind: EntityType, found: Sequence[Record]) -> MergePreview:
    ids = [record.id for record in found]
    sides, notes = list[Record](), dict[str, None]()
    for record in found:
        values = merge_values.without(record, ids)
        for field in kind.editable():
            value = values.get(field.key)
            if field.kind != Kind.REF or field.entity != kind.key or not isinstance(value, Ref):
                continue
            if merge_moves.leads_back(tx, kind.key, field.column, value.id, ids):
                values[field.key] = None
                words = _(_ABOVE).format(field=_(field.label), name=value.label)
                notes[words] = None
        sides.append(replace(record, values=values))
    pointing = merge_moves.pointing(tx, kind.key, ids)
    return MergePreview(kind.key, tuple(sides), pointing, tuple(notes))


# ---------------------------------------------------------------- the survivor


def _bring_together(
    tx: Tx,
    kind: EntityType,
    found: Sequence[Record],
    before: MergePreview,
    choices: Choices,
) -> None:
    """Write what all say into the survivor: first its own values, then what it has several of.

    In one go the company it had would be taken for one that was left.
    """
    survivor = found[0]
    _known(kind, found, choices)
    own, rows = merge_values.merged(kind, before.sides, choices)
    _fill_beside(tx, kind, found)
    for values in (own, rows):
        now = records.get(tx, kind.key, survivor.id)
        if changed := records.changed_values(kind.key, now.values, values):
            records.update_record(tx, now, changed)


def _known(kind: EntityType, found: Sequence[Record], choices: Choices) -> None:
    """ValidationFailed where a value is to come from somewhere else."""
    ids = {record.id for record in found}
    fields = {field.key: field for field in merge_values.chosen_fields(kind)}
    for key, source in choices.items():
        field = fields.get(key)
        joins = field is not None and source is None and merge_values.can_join(field)
        if field is None or not (source in ids or joins):
            words = _("'{key}' cannot be chosen so. Nothing was changed.")
            raise ValidationFailed({key: words.format(key=key)})


def _fill_beside(tx: Tx, kind: EntityType, found: Sequence[Record]) -> None:
    """Take over what no field shows, where the survivor has nothing: of the first that has."""
    target = naming.table_of(kind)
    survivor, *others = (record.id for record in found)
    for name in _BESIDE:
        theirs = [target.alias(f"o{at}") for at in range(len(others))]
        values = [
            each.select().with_only_columns(each.c[name]).where(each.c.id == key).scalar_subquery()
            for each, key in zip(theirs, others, strict=True)
        ]
        here = update(target).where(target.c.id == survivor, target.c[name].is_(None))
        given = func.coalesce(*values) if len(values) > 1 else values[0]
        tx.session.execute(here.values({name: given}))


def _bury(tx: Tx, kind: EntityType, survivor: UUID, others: Sequence[UUID]) -> None:
    """The others go to the trash, and know what they became."""
    target = naming.table_of(kind)
    there = update(target).where(target.c.id.in_(others))
    tx.session.execute(there.values(merged_into_id=survivor))
    records.to_trash(tx, kind, others, Counter[str]())


# ---------------------------------------------------------------- words


def _said(kind: EntityType, record: Record, names: Sequence[str]) -> str:
    others = names[1:]
    if len(others) == 1:
        return _("Merged {other} into {name}.").format(other=others[0], name=record.label)
    what = naming.how_many(kind, len(others))
    return _("Merged {what} into {name}.").format(what=what, name=record.label)


def told(moving: Mapping[str, int], name: str) -> str:
    """`3 activities, 2 deals and 1 quote move to Anna Berg.`"""
    count = sum(moving.values())
    if not count:
        return _("Nothing else belongs to the others.")
    words = _("{what} moves to {name}.") if count == 1 else _("{what} move to {name}.")
    return words.format(what=belongings.told("", moving), name=name)


def _listed(names: Sequence[str]) -> str:
    """`Anna Berg and A. Berg`."""
    *those, last = names
    return _("{those} and {last}").format(those=", ".join(those), last=last)
