"""What happens to a quote on its way to the customer: checked, numbered, frozen, noted down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from crm_desktop.i18n import _
from crm_desktop.services import attachments, rates, records
from crm_desktop.services.catalog import Record
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.documents.pdf import Printed, print_pdf
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.papers import numbering, quote_documents
from crm_desktop.services.sales.papers.sheet import sheet_of
from crm_desktop.services.sales.quoting import quote_states
from crm_desktop.services.sales.quoting.quote_access import day, key, update
from crm_desktop.services.workspace import ReadTx, Tx

HOW = ("mail", "print", "pdf", "other")  # ways in which a quote gets to a customer
_KINDS = {"mail": "email", "print": "letter"}


def reasons(tx: ReadTx, record: Record) -> list[str]:
    """Why a quote needs approval, by the limits of the office."""
    sheet, values = sheet_of(record.values), record.values
    day = tx.now.astimezone().date()
    net = rates.in_base(tx, sheet.priced.tax_exclusive, values["currency"], day)
    return settings.approval_limits(tx).reasons(
        discount=sheet.discount_percent, margin=sheet.margin_percent, net=net
    )


def sent(tx: Tx, before: Record, to: str, how: str) -> tuple[Record, UUID, Printed]:
    """Number, freeze and print a quote; returns it, the file of its PDF, and that."""
    record = update(tx, before, _issued(tx, before))
    printed = print_pdf(quote_documents.content_of(tx, before.id, Kind.QUOTE, draft=False))
    file = attachments.insert_file(
        tx,
        record,
        f"{record.label}.pdf",
        printed.data,
        None,
        deal_id=key(record, "deal"),
        company_id=key(record, "company"),
    )
    frozen = {
        "content_hash": quote_states.fingerprint(record.values),
        "pdf_sha256": printed.sha256,
        "status": "sent",
        "sent_at": tx.now,
        "sent_to": to.strip()[:200] or None,
    }
    update(tx, record, frozen)
    _note_sending(tx, record, to, how)
    return record, file.id, printed


def missing(tx: ReadTx, record: Record) -> list[str]:
    """Without what a quote is not sent, in words."""
    values, told = record.values, list[str]()
    if values["company"] is None and values["contact"] is None:
        told.append(_("Choose the customer it is for."))
    sheet = sheet_of(values)
    if not sheet.counting:
        told.append(_("It has no line with a price."))
    if not sheet.known_currency:
        told.append(_("Choose its currency."))
    for row in sheet.rows:
        if any(each.code in ("no-price", "base-quantity") for each in row.warnings):
            told.append(_("Line {line} has no price.").format(line=row.number or row.title))
    until = values["valid_until"]
    if until is not None and until < day(tx) and (values["issued_on"] or until) >= until:
        told.append(_("It would have ended before it is sent. Change its last day."))
    return told


def _issued(tx: Tx, before: Record) -> dict[str, Any]:
    """Date, last day, rate and number of a quote that goes out."""
    values, today = before.values, day(tx)
    issued = values["issued_on"] or today
    until: date | None = values["valid_until"]
    if issued < today:
        until = until + (today - issued) if until else None
        issued = today
    if until is None:
        days = settings.quote_defaults(tx, values["currency"]).validity_days
        until = issued + timedelta(days=days)
    made = {
        "issued_on": issued,
        "valid_until": until,
        "rate": rates.rate_on(tx, values["currency"], issued),
    }
    if not values["number"]:
        made["number"] = _number_before(tx, before.id) or numbering.take(tx, "quote", issued)
    return made


def _number_before(tx: ReadTx, quote: UUID) -> str | None:
    """The number under which it was sent before that was undone: nobody else has it."""
    if tx.is_sqlite:
        old, key = "json_extract(changed, '$.number[1]')", quote.bytes
        has = "json_type(changed, '$.number[1]') = 'text'"
    else:
        old, key = "changed #>> '{number,1}'", quote
        has = "changed #>> '{number,1}' IS NOT NULL"
    sql = text(
        f"SELECT {old} FROM change WHERE row_id = :key AND entity = 'quote' AND op = 'U' "
        f"AND {has} ORDER BY seq DESC LIMIT 1"
    )
    return tx.session.execute(sql, {"key": key}).scalar_one_or_none()


def _note_sending(tx: Tx, record: Record, to: str, how: str) -> None:
    """The customer's history tells that a quote went out."""
    links = {
        "company": record.values["company"],
        "person": record.values["contact"],
        "deal": record.values["deal"],
    }
    values = {
        "kind": _KINDS.get(how, "other"),
        "subject": _("Quote {quote} sent").format(quote=record.label),
        "status": "done",
        "done_at": tx.now,
        "due_at": tx.now,
        "direction": "out",
        "description": _("To {whom}").format(whom=to.strip()) if to.strip() else None,
        "links": tuple({key: ref} for key, ref in links.items() if ref is not None),
    }
    records.insert_record(tx, "activity", values)
