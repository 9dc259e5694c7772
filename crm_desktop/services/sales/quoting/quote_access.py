"""Quotes as the commands on them read and write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from crm_desktop.errors import Conflict, NotFound, UserError
from crm_desktop.i18n import _
from crm_desktop.services import records
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.sales.quoting import quote_states
from crm_desktop.services.workspace import ReadTx, Tx


def day(tx: ReadTx) -> date:
    """Today, where we are."""
    return tx.now.astimezone().date()


def key(record: Record, field: str) -> UUID | None:
    """The key in a field that points somewhere."""
    ref = record.values[field]
    return ref.id if ref else None


def held(tx: Tx, quote: UUID) -> Record:
    """A quote that nobody else changes until the commit. NotFound for one in the trash."""
    records.hold(tx, ENTITIES["quote"], (quote,))
    record = records.get(tx, "quote", quote)
    if record.deleted:
        words = _("{label} is in the trash. Restore it first.")
        raise NotFound(words.format(label=record.label))
    return record


def draft(tx: Tx, quote: UUID, version: int) -> Record:
    """A quote that can still be changed, as the caller has seen it."""
    record = held(tx, quote)
    if quote_states.is_frozen(record.values):
        words = _("{quote} was sent already. Nothing was changed. Revise it instead.")
        raise UserError(words.format(quote=record.label))
    expect(record, version)
    return record


def expect(record: Record, version: int) -> None:
    """Conflict where somebody changed a quote since the caller has seen it."""
    if record.version != version:
        raise Conflict(record)


def update(tx: Tx, record: Record, values: Mapping[str, Any]) -> Record:
    """Write and read again."""
    records.update_record(tx, record, values, checked=True)
    return records.get(tx, "quote", record.id)
