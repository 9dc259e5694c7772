"""Contacts and companies as vCards in memory, to be copied or dragged to another program."""

from __future__ import annotations

from uuid import UUID

from crm_desktop.enums import Permission
from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _
from crm_desktop.services import loading
from crm_desktop.services.catalog import entity_type
from crm_desktop.services.workspace import ReadTx, query

ID = 16
WITH_CARDS = frozenset({"person", "company"})


@query(Permission.TRANSFER_EXPORT)
def of(tx: ReadTx, entity: str, keys: bytes) -> bytes:
    """The vCards of these records that live, one after the other.

    keys: 16 bytes each, as a list's id vector has them.
    """
    from crm_desktop.services.transfer.exporting import card_of

    kind = entity_type(entity)
    if kind.key not in WITH_CARDS:
        raise FileRefused(
            _("{kind} cannot be written as vCards. Copy them as text.").format(kind=_(kind.plural))
        )
    ids = [UUID(bytes=keys[i : i + ID]) for i in range(0, len(keys), ID)]
    found = loading.read(tx, kind.key, ids)
    return b"".join(card_of(found[key]) for key in ids if key in found and not found[key].deleted)
