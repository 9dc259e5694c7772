"""Small pictures of the photos of contacts: made when a photo is set, read for the rows on screen.

A contact bears the key of its photo (person.photo_key, derived like its sort keys), and the small
picture lies under that key. So undo, redo and restore need nothing: the key goes along with the
photo, and what was made once stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from crm_desktop.enums import Permission
from crm_desktop.models import thumbnails
from crm_desktop.services.catalog import ENTITIES, Role
from crm_desktop.services.loading import bound, by_ids, key_of
from crm_desktop.services.workspace import ReadTx, query

MOST = 500  # in one request; a screen shows a few dozen

_THERE = text("SELECT 1 FROM thumbnail WHERE photo_key = :key")
_KEEP = text(  # two colleagues may set the same photo at once
    "INSERT INTO thumbnail (photo_key, content) VALUES (:key, :content) "
    "ON CONFLICT (photo_key) DO NOTHING"
)
# "IS NOT NULL" lets both databases use the index of those with a photo: their rows are not read.
_OF = (
    "SELECT f.id, t.content FROM (SELECT r.id, r.photo_key FROM person r {where} "
    "AND r.photo_key IS NOT NULL) f JOIN thumbnail t ON t.photo_key = f.photo_key"
)


def keep(connection: Connection, entity: str, values: Mapping[str, Any]) -> None:
    """Make the small picture of the photo among the values of a record, if there is any."""
    if entity != "person" or not (photo := values.get(_PHOTO)):
        return
    key = thumbnails.key_of(photo)
    if connection.execute(_THERE, {"key": key}).first() is None:
        content = thumbnails.make(photo)
        if content is not None:
            connection.execute(_KEEP, {"key": key, "content": content})


_PHOTO = next(f.key for f in ENTITIES["person"].fields if f.role == Role.PHOTO)


@query(Permission.PERSON_READ)
def of(tx: ReadTx, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The small pictures of those contacts that have one, as JPEG."""
    found = tx.session.execute(_statement(tx.is_sqlite), {"ids": bound(ids[:MOST], tx.is_sqlite)})
    return {key_of(key): bytes(content) for key, content in found}


def _statement(is_sqlite: bool) -> TextClause:
    where = by_ids("", is_sqlite).text.strip()
    return text(_OF.format(where=where))
