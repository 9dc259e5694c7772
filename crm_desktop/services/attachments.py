"""Files on records: kept in the store, once for each content."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, select, text

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import FileRefused, NotFound, ValidationFailed
from crm_desktop.i18n import _, ngettext
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
    "lead": "lead_id",
    "deal": "deal_id",
    "product": "product_id",
    "quote": "quote_id",
    "order": "order_id",
    "delivery": "delivery_id",
    "contract": "contract_id",
}

# What the system runs, instead of showing it, when it is opened.
PROGRAMS = frozenset(
    ".app .bat .cmd .com .cpl .desktop .exe .hta .jar .js .jse .lnk .msi .msp .pif .ps1 .reg .scr "
    ".sh .url .vb .vbe .vbs .wsf .wsh".split()
)

# Two colleagues may add the same file at once.
_KEEP = text(
    "INSERT INTO file_content (sha256, content) VALUES (:sha256, :content) "
    "ON CONFLICT (sha256) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of several files.

    Attributes:
        files: those that are kept now.
        refused: a sentence about each of the others.
    """

    files: tuple[Record, ...]
    refused: tuple[str, ...]


@command(Permission.ATTACHMENT_EDIT, Purpose.CREATE)
def add(
    tx: Tx, entity: str, record_id: UUID, name: str, content: bytes, description: str | None = None
) -> Record:
    """Link a file to a record. FileRefused above 25 MB; NotFound where there is no record."""
    owner = _owner(tx, entity, record_id)
    refuse_size(name, len(content))
    file = insert_file(tx, owner, name, content, description)
    tx.label(_("Add file {label} to {label2}").format(label=file.label, label2=owner.label))
    return file


@command(Permission.ATTACHMENT_EDIT, Purpose.CREATE)
def add_all(tx: Tx, entity: str, record_id: UUID, paths: Sequence[Path]) -> Added:
    """Read files from this computer and link them to a record, in one change set.

    A file that will not do is left out and told; the others are kept.
    """
    owner = _owner(tx, entity, record_id)
    kept: list[Record] = []
    refused: list[str] = []
    for number, path in enumerate(paths):
        tx.cancel.check()
        tx.progress(number, len(paths), path.name)
        try:
            kept.append(insert_file(tx, owner, path.name, read_file(path), None))
        except FileRefused as error:
            refused.append(str(error))
    names = kept[0].label if len(kept) == 1 else ngettext("{n} file", "{n} files", len(kept))
    tx.label(
        _("Add {files} to {label}").format(
            files=_("file {name}").format(name=names) if len(kept) == 1 else names,
            label=owner.label,
        )
    )
    return Added(tuple(kept), tuple(refused))


def read_file(path: Path) -> bytes:
    """The bytes of a file that may be kept; FileRefused with the reason for any other."""
    if path.is_dir():
        raise FileRefused(
            _(
                "{name} is a folder. Nothing of it was added. Add its files, or pack it into one."
            ).format(name=path.name)
        )
    refuse_program(path.name)
    try:
        refuse_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileRefused(
            _(
                "{name} cannot be read: {reason}. It was not added. Look whether it is "
                "there and you may open it, then add it again."
            ).format(name=path.name, reason=reason)
        ) from error


def refuse_size(name: str, size: int) -> None:
    """FileRefused above 25 MB."""
    if size > MOST_FILE_BYTES:
        raise FileRefused(
            _(
                "{name} has {size:.0f} MB; files up to 25 MB are kept with records. "
                "Nothing was changed. Keep it in a shared folder and add the link as a "
                "note."
            ).format(name=name, size=size / 1000000.0)
        )


def refuse_program(name: str) -> None:
    """FileRefused for what would run when a colleague opens it."""
    if Path(name).suffix.lower() in PROGRAMS:
        raise FileRefused(
            _(
                "{name} is a program. Programs are not kept with records, because "
                "whoever opens one runs it. Nothing was changed. Pack it into a zip file "
                "if it has to be here."
            ).format(name=name)
        )


def _owner(tx: Tx, entity: str, record_id: UUID) -> Record:
    if entity not in _OWNERS:
        raise NotFound(_("{plural} take no files.").format(plural=entity_type(entity).plural))
    return records.get(tx, entity, record_id)


def insert_file(
    tx: Tx, owner: Record, name: str, content: bytes, description: str | None, **more: UUID | None
) -> Record:
    """Keep a file inside a transaction. more: other records it is about, by their columns."""
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
            **{_OWNERS[owner.entity]: owner.id},
            **more,
            **values,
            **derived.columns("attachment", values),
        )
    )
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
        raise NotFound(_("This file is not in the store any more."))
    return bytes(found)
