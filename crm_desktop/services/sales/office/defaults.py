"""Of some kinds of records one is taken where nothing is chosen: there is never a second one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from crm_desktop.models.tables import table
from crm_desktop.services.workspace import Tx

KINDS = frozenset({"pipeline", "price_list", "tax_class"})


def settle(tx: Tx, entity: str, key: UUID, wanted: Mapping[str, Any]) -> None:
    """A record that is the default from now on takes that from the one that was."""
    if entity not in KINDS or not wanted.get("is_default"):
        return
    target = table(entity)
    others = update(target).where(
        target.c.id != key, target.c.is_default, target.c.deleted_at.is_(None)
    )
    stamps: dict[str, Any] = {"updated_at": tx.now, "updated_by": tx.actor.id}
    tx.session.execute(others.values(is_default=False, version=target.c.version + 1, **stamps))
