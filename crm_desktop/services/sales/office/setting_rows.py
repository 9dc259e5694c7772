"""Shared settings as rows of the store: read by name, held, written. Nothing of their meaning."""

from __future__ import annotations

from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import insert, select, update

from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services.workspace import ReadTx, Tx


class Kept(NamedTuple):
    """A setting as it is stored."""

    id: UUID
    content: Any


def items_of(stored: Any) -> list[tuple[str, Any]]:
    """The keys of what is stored; none where it is something else."""
    return list(cast("dict[str, Any]", stored).items()) if isinstance(stored, dict) else []


def stored(tx: ReadTx, *names: str) -> dict[str, Any]:
    """Contents by name, in one statement. Of two of one name, the older one counts."""
    target = table("setting")
    found = select(target.c.name, target.c.content).where(
        target.c.name.in_(names), target.c.owner_id.is_(None), target.c.deleted_at.is_(None)
    )
    out: dict[str, Any] = {}
    for row in tx.session.execute(found.order_by(target.c.name, target.c.id)):
        out.setdefault(row.name, row.content)
    return out


def all_of(tx: ReadTx, name: str) -> list[Kept]:
    """All settings of a name, the oldest first."""
    target = table("setting")
    found = select(target.c.id, target.c.content).where(
        target.c.name == name, target.c.owner_id.is_(None), target.c.deleted_at.is_(None)
    )
    return [Kept(row.id, row.content) for row in tx.session.execute(found.order_by(target.c.id))]


def hold(tx: Tx, name: str) -> Kept | None:
    """A setting, kept from others until the commit. In a file only one writes anyway."""
    if not tx.is_sqlite:  # the office is there before the setting is
        office = table("office")
        tx.session.execute(select(office.c.id).order_by(office.c.id).with_for_update()).all()
    return next(iter(all_of(tx, name)), None)


def put(tx: Tx, name: str, kept: Kept | None, content: dict[str, Any]) -> UUID:
    """Write a setting that is held, or make it. Returns its key."""
    if kept is not None:
        if kept.content != content:
            _write(tx, kept.id, content=content)
        return kept.id
    key = uuid7()
    row: dict[str, Any] = {"id": key, "name": name, "name_key": fold(name), "content": content}
    stamps = {"created_at": tx.now, "created_by": tx.actor.id}
    more = {"updated_at": tx.now, "updated_by": tx.actor.id}
    tx.session.execute(insert(table("setting")).values(**row, **stamps, **more))
    return key


def drop(tx: Tx, key: UUID) -> None:
    """Delete a setting; undo brings it back."""
    _write(tx, key, deleted_at=tx.now)


def _write(tx: Tx, key: UUID, **cells: Any) -> None:
    target = table("setting")
    stamps: dict[str, Any] = {"updated_at": tx.now, "updated_by": tx.actor.id}
    written = update(target).where(target.c.id == key)
    tx.session.execute(written.values(version=target.c.version + 1, **stamps, **cells))
