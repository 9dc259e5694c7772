"""Files on records: kept in the store, once for each content."""

from __future__ import annotations

import mimetypes
from hashlib import sha256
from uuid import UUID

from sqlalchemy import insert, select, text

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import FileRefused, NotFound, ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import derived, records
from crm_desktop.services.catalog import ATTACHMENT, Record, entity_type
from crm_desktop.services.validation import MOST_FILE_BYTES, problems
from crm_desktop.services.values import normalised
from crm_desktop.services.workspace import ReadTx, Tx, command, query

_OWNERS = {
    "person": "person_id",
    "company": "company_id",
    "activity": "activity_id",
    "note": "about_note_id",
}

# Two colleagues may add the same file at once.
_KEEP = text(
    "INSERT INTO file_content (sha256, content) VALUES (:sha256, :content) "
    "ON CONFLICT (sha256) DO NOTHING"
)


@command(Permission.ATTACHMENT_EDIT, Purpose.CREATE)
def add(
    tx: Tx, entity: str, record_id: UUID, name: str, content: bytes, description: str | None = None
) -> Record:
    """Link a file to a record. FileRefused above 25 MB; NotFound where there is no record."""
    if entity not in _OWNERS:
        raise NotFound(f"{entity_type(entity).plural} take no files.")
    if len(content) > MOST_FILE_BYTES:
        raise FileRefused(
            f"{name} has {len(content) / 1e6:.0f} MB; files up to 25 MB are kept with records. "
            "Nothing was changed. Keep it in a shared folder and add the link as a note."
        )
    owner = records.get(tx, entity, record_id)
    values = normalised(ATTACHMENT, {"name": name, "description": description})
    if wrong := problems(ATTACHMENT, values):
        raise ValidationFailed(wrong)
    digest = sha256(content).hexdigest()
    tx.session.execute(_KEEP, {"sha256": digest, "content": content})
    key = uuid7()
    tx.session.execute(
        insert(table("attachment")).values(
            id=key,
            media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            size=len(content),
            sha256=digest,
            origin="manual",
            owner_id=tx.actor.id,
            created_at=tx.now,
            updated_at=tx.now,
            created_by=tx.actor.id,
            updated_by=tx.actor.id,
            **{_OWNERS[entity]: record_id},
            **values,
            **derived.columns("attachment", values),
        )
    )
    tx.label(f"Add file {values['name']} to {owner.label}")
    return records.get(tx, "attachment", key)


@query(Permission.ATTACHMENT_READ)
def content(tx: ReadTx, attachment_id: UUID) -> bytes:
    """The bytes of a file. NotFound where it is gone."""
    files, contents = table("attachment"), table("file_content")
    found = tx.session.execute(
        select(contents.c.content)
        .join(files, files.c.sha256 == contents.c.sha256)
        .where(files.c.id == attachment_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("This file is not in the store any more.")
    return bytes(found)
