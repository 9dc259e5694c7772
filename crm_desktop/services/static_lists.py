"""Lists put together by hand ("Trade fair 2026"): the office's, with contacts and companies.

The filter `lists = <id or name>` (services/conditions.py) makes any list of records one of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.i18n import _, inner, ngettext
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import loading, naming, records
from crm_desktop.services.catalog import ENTITIES, STATIC_LIST
from crm_desktop.services.chosen import Chosen, chosen_ids
from crm_desktop.services.naming import table_of
from crm_desktop.services.saved_views import checked_name
from crm_desktop.services.view_content import KINDS
from crm_desktop.services.workspace import ReadTx, Tx, command, query

_LISTS, _MEMBERS = table("static_list"), table("static_list_member")


@dataclass(frozen=True, slots=True)
class StaticList:
    """A list, and how many living records stand in it."""

    id: UUID
    name: str
    people: int
    companies: int

    def count(self, entity: str) -> int:
        """How many of a kind."""
        return self.people if entity == "person" else self.companies

    @property
    def entity(self) -> str:
        """The kind to show first: contacts, unless there are companies alone."""
        return "company" if self.companies and not self.people else "person"


@dataclass(frozen=True, slots=True)
class Moved:
    """What an addition or removal did, and a sentence about it."""

    count: int
    words: str


@query(Permission.VIEW_READ)
def every(tx: ReadTx) -> list[StaticList]:
    """All lists, by name."""
    found = select(_LISTS.c.id, _LISTS.c.name).where(_LISTS.c.deleted_at.is_(None))
    numbers = {entity: _numbers(tx, entity) for entity in KINDS}
    return [
        StaticList(row.id, row.name, *(numbers[entity].get(row.id, 0) for entity in KINDS))
        for row in tx.session.execute(found.order_by(_LISTS.c.name_key, _LISTS.c.id))
    ]


def _numbers(tx: ReadTx, entity: str) -> dict[UUID, int]:
    """How many living records of a kind stand in each list; one that stands twice is one."""
    target, key = table_of(ENTITIES[entity]), _MEMBERS.c[f"{entity}_id"]
    counted = (
        select(_MEMBERS.c.static_list_id, func.count(key.distinct()))
        .join(target, target.c.id == key)
        .where(_MEMBERS.c.deleted_at.is_(None), target.c.deleted_at.is_(None))
        .group_by(_MEMBERS.c.static_list_id)
    )
    return {row[0]: row[1] for row in tx.session.execute(counted)}


# ---------------------------------------------------------------- the list itself


@command(Permission.VIEW_EDIT, Purpose.CREATE)
def create(
    tx: Tx,
    name: str,
    entity: str = "",
    chosen: Chosen = (),
    *,
    expected: int | None = None,
    list_id: UUID | None = None,
) -> Moved:
    """Make a list, and put records into it at once. `list_id`: a key made by the caller."""
    name = _name(tx, name, None)
    key = list_id or uuid7()
    tx.session.execute(
        insert(_LISTS).values(
            id=key,
            name=name,
            name_key=fold(name),
            owner_id=tx.actor.id,
            created_at=tx.now,
            created_by=tx.actor.id,
            updated_at=tx.now,
            updated_by=tx.actor.id,
        )
    )
    tx.label(_("New list {name}").format(name=name))
    if not entity:
        return Moved(0, _("Made the list {name}.").format(name=name))
    moved = _put(tx, key, entity, chosen_ids(tx, chosen, expected))
    return Moved(
        len(moved),
        _("Made the list {name} with {what}.").format(name=name, what=_what(tx, entity, moved)),
    )


@command(Permission.VIEW_EDIT, Purpose.EDIT)
def rename(tx: Tx, list_id: UUID, name: str) -> str:
    """Give a list another name; returns it as it is kept."""
    before = _held(tx, list_id)
    name = _name(tx, name, list_id)
    tx.label(_("Rename list {before} to {name}").format(before=before, name=name))
    if name != before:
        stamps: dict[str, Any] = {"updated_at": tx.now, "updated_by": tx.actor.id}
        written = update(_LISTS).where(_LISTS.c.id == list_id)
        values = {"name": name, "name_key": fold(name), "version": _LISTS.c.version + 1}
        tx.session.execute(written.values(**values, **stamps))
    return name


@command(Permission.VIEW_EDIT, Purpose.DELETE)
def delete(tx: Tx, list_id: UUID) -> str:
    """Give a list up; who stood in it stays. Undo brings it back with them. Says so."""
    name = _held(tx, list_id)
    records.delete.work(tx, STATIC_LIST.key, (list_id,))
    tx.label(_("Delete list {name}").format(name=name))
    return _("Deleted the list {name}. Its contacts and companies stay.").format(name=name)


def _name(tx: Tx, given: str, own: UUID | None) -> str:
    live = _LISTS.c.deleted_at.is_(None)
    same = select(_LISTS.c.id).where(live, _LISTS.c.name_key == fold(" ".join(given.split())))
    if own is not None:
        same = same.where(_LISTS.c.id != own)
    return checked_name(tx, given, same)


def _held(tx: Tx, list_id: UUID) -> str:
    """The name of a list, which stays as it is until the commit. NotFound where it is gone."""
    records.hold(tx, STATIC_LIST, (list_id,))
    live = select(_LISTS.c.name).where(_LISTS.c.id == list_id, _LISTS.c.deleted_at.is_(None))
    name = tx.session.execute(live).scalar_one_or_none()
    if name is None:
        raise NotFound(_("This list does not exist any more. Nothing was changed."))
    return name


# ---------------------------------------------------------------- its members


@command(Permission.VIEW_EDIT, Purpose.BULK_EDIT)
def add(
    tx: Tx, list_id: UUID, entity: str, chosen: Chosen, *, expected: int | None = None
) -> Moved:
    """Put records into a list; those that stand in it already are left as they are."""
    name = _held(tx, list_id)
    ids = chosen_ids(tx, chosen, expected)
    moved = _put(tx, list_id, entity, ids)
    what = _what(tx, entity, moved)
    tx.label(_("Add {what} to {name}").format(what=what, name=name))
    if not moved:
        return Moved(
            0,
            _("All of them are in {name} already.").format(name=name)
            if len(ids) > 1
            else _there(name),
        )
    there = len(set(ids)) - len(moved)
    more = " " + ngettext("{n} was in it already.", "{n} were in it already.", there)
    more = more if there > 0 else ""
    return Moved(
        len(moved), _("Added {what} to {name}.{more}").format(what=what, name=name, more=more)
    )


def _there(name: str) -> str:
    return _("That is in {name} already.").format(name=name)


@command(Permission.VIEW_EDIT, Purpose.BULK_EDIT)
def remove(
    tx: Tx, list_id: UUID, entity: str, chosen: Chosen, *, expected: int | None = None
) -> Moved:
    """Take records out of a list. The records stay."""
    name = _held(tx, list_id)
    key = _key(entity)
    ids = chosen_ids(tx, chosen, expected)
    moved: list[UUID] = []
    for part in _parts(tx, ids):
        live = _MEMBERS.c.deleted_at.is_(None)
        here = (_MEMBERS.c.static_list_id == list_id, key.in_(part), live)
        moved += tx.session.execute(select(key).distinct().where(*here)).scalars()
        tx.session.execute(update(_MEMBERS).where(*here).values(deleted_at=tx.now))
    what = _what(tx, entity, moved)
    tx.label(_("Remove {what} from {name}").format(what=what, name=name))
    kind = ENTITIES[entity]
    stay = _("The {kind} stays.").format(kind=inner(_(kind.title)))
    stay = stay if len(moved) == 1 else _("They stay.")
    return Moved(
        len(moved), _("Removed {what} from {name}. {stay}").format(what=what, name=name, stay=stay)
    )


def _put(tx: Tx, list_id: UUID, entity: str, ids: Sequence[UUID]) -> list[UUID]:
    """Add those that are not in the list yet, in their order; returns them."""
    key, target = _key(entity), table_of(ENTITIES[entity])
    here = select(key).where(
        _MEMBERS.c.static_list_id == list_id, _MEMBERS.c.deleted_at.is_(None), key.is_not(None)
    )
    there = set(tx.session.execute(here).scalars())
    new = [one for one in dict.fromkeys(ids) if one not in there]
    added: list[UUID] = []
    for part in _parts(tx, new):
        live = select(target.c.id).where(target.c.id.in_(part), target.c.deleted_at.is_(None))
        living = set(tx.session.execute(live).scalars())
        kept = [one for one in part if one in living]
        rows = [{"id": uuid7(), "static_list_id": list_id, key.name: one} for one in kept]
        if rows:
            tx.session.connection().execute(insert(_MEMBERS), rows)
        added += kept
        tx.progress(len(added), len(new), "")
    return added


def _parts(tx: Tx, ids: Sequence[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), loading.CHUNK):
        tx.cancel.check()
        yield list(ids[start : start + loading.CHUNK])


def _key(entity: str) -> Any:
    """The column of the members of a kind."""
    if entity not in KINDS:
        raise ValidationFailed({"list": _("Only contacts and companies can stand in a list.")})
    return _MEMBERS.c[f"{entity}_id"]


def _what(tx: ReadTx, entity: str, ids: Sequence[UUID]) -> str:
    """One record by its name, many by their number."""
    kind = ENTITIES[entity]
    if len(ids) == 1:
        target = table_of(kind)
        label: Select[Any] = select(target.c[kind.label]).where(target.c.id == ids[0])
        return str(tx.session.execute(label).scalar_one())
    return naming.how_many(kind, len(ids))
