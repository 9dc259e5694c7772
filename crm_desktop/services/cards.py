"""Contacts and companies as vCards in memory, to be copied or dragged to another program.

They may land in a mail to anybody. So they say what stands on a visiting card, and keep to the
office what it knows and thinks of people: notes, tags, owner, rating, wishes. An export has it all.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from crm_desktop.enums import Permission
from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _
from crm_desktop.services import loading
from crm_desktop.services.catalog import Record, entity_type
from crm_desktop.services.workspace import ReadTx, query

ID = 16
WITH_CARDS = frozenset({"person", "company"})
ON_A_CARD = frozenset(
    "prefix first_name middle_name last_name suffix nickname name name_override display_name "
    "company job_title department phones emails addresses web_links photo".split()
)
_OURS = ("do_not_call", "bounced")


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
    there = (found[key] for key in ids if key in found)
    return b"".join(card_of(_visiting_card(record)) for record in there if not record.deleted)


def _visiting_card(record: Record) -> Record:
    values = {key: value for key, value in record.values.items() if key in ON_A_CARD}
    for key in ("phones", "emails"):
        values[key] = tuple(
            {name: cell for name, cell in row.items() if name not in _OURS}
            for row in values.get(key, ())
        )
    values["external_id"] = f"urn:uuid:{record.id}"  # the card is ours, and has no other id
    return replace(record, values=values)
