"""Favourites: the contacts and companies that a colleague wants at hand. Each has their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, insert, literal, select, union_all, update

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.naming import table_of
from crm_desktop.services.view_content import KINDS
from crm_desktop.services.workspace import ReadTx, Tx, command, query

_ROWS = table("user_favourite")


class Favourite(NamedTuple):
    """A record that somebody marked with a star."""

    entity: str
    id: UUID
    label: str


@query(Permission.VIEW_READ)
def mine(tx: ReadTx) -> list[Favourite]:
    """My favourites that are not in the trash, in their order."""
    parts: list[Any] = []
    for entity in KINDS:
        kind, key = ENTITIES[entity], _ROWS.c[f"{entity}_id"]
        target = table_of(kind)
        parts.append(
            select(
                literal(entity).label("entity"),
                target.c.id.label("id"),
                target.c[kind.label].label("label"),
                func.min(_ROWS.c.position).label("place"),
            )
            .join(target, target.c.id == key)
            .where(*_mine(tx), target.c.deleted_at.is_(None))
            .group_by(target.c.id, target.c[kind.label])
        )
    every = union_all(*parts).subquery("f")
    found = select(every.c.entity, every.c.id, every.c.label)
    found = found.order_by(every.c.place, every.c.id)
    return [Favourite(row.entity, row.id, row.label) for row in tx.session.execute(found)]


@command(Permission.VIEW_EDIT, Purpose.EDIT)
def mark(tx: Tx, entity: str, record_id: UUID, *, on: bool) -> str:
    """Make a record a favourite of mine, or no more; says what was done."""
    key, label = _key(entity), _label(tx, entity, record_id)
    there = tx.session.execute(
        select(func.count()).where(*_mine(tx), key == record_id)
    ).scalar_one()
    if on and not there:
        last = select(func.max(_ROWS.c.position)).where(_ROWS.c.app_user_id == tx.actor.id)
        place = (tx.session.execute(last).scalar_one_or_none() or 0) + 1
        row = {"app_user_id": tx.actor.id, key.name: record_id, "position": place}
        tx.session.execute(insert(_ROWS).values(id=uuid7(), **row))
    elif not on:
        gone = update(_ROWS).where(*_mine(tx), key == record_id)
        tx.session.execute(gone.values(deleted_at=tx.now))
    words = _("{label} is a favourite now.") if on else _("{label} is no favourite any more.")
    tx.label(
        _("Favourite: {label}").format(label=label)
        if on
        else _("No favourite: {label}").format(label=label)
    )
    return words.format(label=label)


@command(Permission.VIEW_EDIT, Purpose.EDIT)
def order(tx: Tx, wanted: Sequence[UUID]) -> None:
    """Put my favourites into an order; those that are not named follow."""
    rows = {
        row.person_id or row.company_id: row.id
        for row in tx.session.execute(
            select(_ROWS.c.id, _ROWS.c.person_id, _ROWS.c.company_id)
            .where(*_mine(tx))
            .order_by(_ROWS.c.position, _ROWS.c.id)
        )
    }
    named = [one for one in dict.fromkeys(wanted) if one in rows]
    named += [one for one in rows if one not in set(named)]
    tx.label(_("Order favourites"))
    if named:
        written = update(_ROWS).where(
            _ROWS.c.id == bindparam("the_id"), _ROWS.c.position.is_distinct_from(bindparam("place"))
        )
        places: list[dict[str, Any]] = [
            {"the_id": rows[one], "place": at} for at, one in enumerate(named, 1)
        ]
        tx.session.connection().execute(written.values(position=bindparam("place")), places)


def _mine(tx: ReadTx) -> tuple[Any, ...]:
    return _ROWS.c.app_user_id == tx.actor.id, _ROWS.c.deleted_at.is_(None)


def _key(entity: str) -> Any:
    if entity not in KINDS:
        raise ValidationFailed({"favourite": _("Only contacts and companies can be favourites.")})
    return _ROWS.c[f"{entity}_id"]


def _label(tx: Tx, entity: str, record_id: UUID) -> str:
    kind = ENTITIES[entity]
    target = table_of(kind)
    found = select(target.c[kind.label]).where(target.c.id == record_id)
    label = tx.session.execute(found).scalar_one_or_none()
    if label is None:
        raise NotFound(
            _("This {kind} does not exist (any more): {record_id}.").format(
                kind=inner(_(kind.title)), record_id=record_id
            )
        )
    return label
