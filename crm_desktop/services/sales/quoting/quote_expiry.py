"""Quotes whose last day is past. A module of its own: it is loaded soon after each start."""

from __future__ import annotations

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.i18n import ngettext
from crm_desktop.models.tables import table
from crm_desktop.services import loading, records
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.sales.quoting import quote_access
from crm_desktop.services.workspace import Tx, command


@command(Permission.QUOTE_EDIT, Purpose.ROUTINE)
def expire_due(tx: Tx) -> int:
    """Quotes whose last day is past are expired, and leave the forecast; returns how many.

    To be called once a day. A run in which nothing is due leaves no trace; one in which something
    is stands in the history, but is nobody's work that Ctrl+Z would take back.
    """
    rows = table("quote")
    due = select(rows.c.id).where(
        rows.c.status == "sent",
        rows.c.valid_until < quote_access.day(tx),
        rows.c.deleted_at.is_(None),
    )
    ids = list(tx.session.execute(due.order_by(rows.c.id)).scalars())
    for start in range(0, len(ids), loading.CHUNK):
        part = ids[start : start + loading.CHUNK]
        records.hold(tx, ENTITIES["quote"], part)
        for record in loading.read(tx, "quote", part).values():
            if record.values["status"] == "sent":  # a colleague's program may have been faster
                records.update_record(tx, record, {"status": "expired"}, checked=True)
    tx.label(ngettext("{n} quote expired", "{n} quotes expired", len(ids)))
    return len(ids)
