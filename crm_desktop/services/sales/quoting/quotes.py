"""Quotes: made, approved, sent, revised, accepted, declined.

A draft is edited like any record (records.save); its totals are written by the rule of each save.
What was sent is frozen: its PDF is kept, and revise() makes the next revision of it. Each command
is one change set, so that one undo takes all of it back; a number that was given out is not given
to another quote. Where a quote stands: quote_states.py. What its deal is worth: quote_deals.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, UserError, ValidationFailed
from crm_desktop.i18n import N_, _
from crm_desktop.models.tables import table
from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.documents.pdf import Printed, print_pdf
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.papers import quote_documents
from crm_desktop.services.sales.papers.sheet import Sheet, sheet_of
from crm_desktop.services.sales.quoting import (
    approving,
    quote_accepting,
    quote_access,
    quote_changes,
    quote_deals,
    quote_expiry,
    quote_making,
    quote_prices,
    quote_revising,
    quote_sending,
    quote_states,
)
from crm_desktop.services.sales.quoting.approving import Approval
from crm_desktop.services.sales.quoting.quote_changes import Changed
from crm_desktop.services.sales.quoting.quote_prices import Repriced
from crm_desktop.services.workspace import ReadTx, Tx, command, query

HOW = quote_sending.HOW  # ways in which a quote gets to a customer
expire_due = quote_expiry.expire_due  # in a module that is loaded without this one
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True)
class Sent:
    """A quote that was sent.

    Attributes:
        name: its number, with the revision.
        file: the attachment that keeps its PDF.
        sha256: of the PDF.
        missing: characters that no font has; a box is printed for each.
    """

    quote: UUID
    name: str
    file: UUID
    sha256: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A quote that was accepted.

    Attributes:
        deal: that was won with it; None for none.
        words: a sentence about it.
    """

    order: Ref
    deal: Ref | None
    words: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be done before a quote can be sent.

    Attributes:
        missing: a sentence about each thing without which it is not sent.
        approval: why it needs somebody's approval; empty: it needs none, or has it.
        warnings: what somebody should look at, line by line.
    """

    missing: tuple[str, ...]
    approval: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def can_be_sent(self) -> bool:
        """Whether send() would do it."""
        return not self.missing and not self.approval


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a quote, as a list shows it."""

    id: UUID
    name: str
    revision: int
    status: str
    issued_on: date | None
    sent_at: datetime | None
    tax_exclusive: Decimal | None
    currency: str | None


# ------------------------------------------------------------------------------------ made


@command(Permission.QUOTE_EDIT, Purpose.CREATE)
def new(  # noqa: PLR0913  each is a source of its own, and most calls name one
    tx: Tx,
    company: UUID | None = None,
    deal: UUID | None = None,
    person: UUID | None = None,
    copy_of: UUID | None = None,
    order: UUID | None = None,
    *,
    codes: Sequence[tuple[str, Decimal]] = (),
    title: str | None = None,
) -> UUID:
    """Make a draft and return its key.

    Currency, language, price list, terms and addresses are those of the customer, validity and tax
    those of the settings. Lines are those of the quote `copy_of`, else of the earlier `order`, else
    of the deal; a copy keeps its prices. The company of a deal, a contact or a copy need not be
    named. codes: products to be added, with their quantities. ValidationFailed where a record is in
    the trash, or a code is of no product.
    """
    given = quote_making.sources(
        tx, company=company, deal=deal, person=person, quote=copy_of, order=order
    )
    values = quote_making.values_of(tx, given)
    values["lines"] = (*values["lines"], *quote_prices.by_codes(tx, values, codes))
    values["title"] = title or values["title"]
    key = records.insert_record(tx, "quote", values)
    made = records.get(tx, "quote", key)
    tx.label(_("New quote {quote}").format(quote=made.label))
    return key


@query(Permission.QUOTE_READ)
def template(tx: ReadTx, company: UUID | None = None, person: UUID | None = None) -> dict[str, Any]:
    """What a quote for a customer begins with: terms, addresses, currency, language.

    For a builder in which another customer is chosen.
    """
    given = quote_making.sources(tx, company=company, person=person)
    return quote_making.values_of(tx, given)


@query(Permission.QUOTE_READ)
def default_tax(tx: ReadTx, day: date | None = None, company: UUID | None = None) -> dict[str, Any]:
    """tax_class, tax_category and tax_rate of a line without a product; {} where none is known.

    company: a customer whose tax profile names a tax class has that one on all lines.
    """
    customer = None if company is None else Ref(company, "")
    return quote_making.default_tax(tx, {"issued_on": day, "company": customer})


@query(Permission.QUOTE_READ)
def cash_step(tx: ReadTx, currency: str | None) -> Decimal | None:
    """What is to be paid is a multiple of this: sheet_of(..., cash_step=...); None: to the cent.

    Each save rounds so, where the office wants it.
    """
    return settings.cash_step(tx, currency)


@command(Permission.QUOTE_EDIT, Purpose.EDIT)
def reprice(tx: Tx, quote: UUID, version: int, currency: str) -> Repriced:
    """Put a draft into another currency: the only way its amounts change with it.

    Products get their price of that currency, where a price list has one; all else is converted at
    the rate of the day. ValidationFailed where no rate is known.
    """
    before = quote_access.draft(tx, quote, version)
    made = quote_prices.repriced(tx, before, currency)
    quote_access.update(tx, before, made.values)
    words = _("Put quote {quote} into {currency}")
    tx.label(words.format(quote=before.label, currency=currency))
    return made


@query(Permission.QUOTE_READ)
def reprice_preview(tx: ReadTx, quote: UUID, currency: str) -> Repriced:
    """What reprice() would do."""
    return quote_prices.repriced(tx, records.get(tx, "quote", quote), currency)


# -------------------------------------------------------------------------------- approval


@query(Permission.QUOTE_READ)
def ready(tx: ReadTx, quote: UUID) -> Ready:
    """What is to be done before a quote can be sent."""
    record = records.get(tx, "quote", quote)
    sheet = sheet_of(record.values, floors=quote_prices.floors(tx, record.values))
    warnings = tuple(f"{row.number} {row.title}: {w.words}" for row, w in sheet.warnings)
    approval = quote_sending.reasons(tx, record) if record.values["status"] != "approved" else []
    return Ready(tuple(quote_sending.missing(tx, record)), tuple(approval), warnings)


@command(Permission.QUOTE_EDIT, Purpose.EDIT)
def ask(tx: Tx, quote: UUID, version: int, reason: str = "") -> None:
    """Ask for approval. An edit of the quote makes it a draft again."""
    before = quote_access.draft(tx, quote, version)
    said = reason.strip()
    if said and said[-1].isalnum():
        said += "."  # the reasons of the program follow
    told = " ".join([said, *quote_sending.reasons(tx, before)]).strip()
    _decide(tx, before, "asked", "in-approval", told)
    tx.label(_("Ask for approval of quote {quote}").format(quote=before.label))


@query(Permission.QUOTE_READ)
def approval(tx: ReadTx, quote: UUID) -> Approval:
    """Who may approve a quote: whether I may, and who else."""
    return approving.approval(tx, records.get(tx, "quote", quote))


@command(Permission.QUOTE_APPROVE, Purpose.EDIT)
def approve(tx: Tx, quote: UUID, version: int, reason: str = "") -> None:
    """Approve a quote as it is now. PermissionDenied, with whom to ask, for who may not."""
    before = quote_access.draft(tx, quote, version)
    approving.check(tx, before)
    _decide(tx, before, "approved", "approved", reason)
    tx.label(_("Approve quote {quote}").format(quote=before.label))


@command(Permission.QUOTE_APPROVE, Purpose.EDIT)
def refuse(tx: Tx, quote: UUID, version: int, reason: str) -> None:
    """Refuse to approve a quote: it is a draft again. ValidationFailed without a reason."""
    before = quote_access.draft(tx, quote, version)
    approving.check(tx, before)
    if not reason.strip():
        raise ValidationFailed({"reason": _("Say why, so that the quote can be made better.")})
    _decide(tx, before, "refused", "draft", reason)
    tx.label(_("Refuse quote {quote}").format(quote=before.label))


def _decide(tx: Tx, before: Record, decision: str, status: str, reason: str) -> None:
    row = {
        "decision": decision,
        "user": Ref(tx.actor.id, tx.actor.name),
        "decided_at": tx.now,
        "reason": reason.strip()[:2000] or None,
    }
    approvals = (*before.values["approvals"], row)
    quote_access.update(tx, before, {"status": status, "approvals": approvals})


# ------------------------------------------------------------------------------------ sent


@command(Permission.QUOTE_EDIT, Purpose.EDIT)
def send(tx: Tx, quote: UUID, version: int, to: str = "", how: str = "mail") -> Sent:
    """Give a quote its number, freeze it and keep its PDF. The mail itself is another's business.

    to: whom it went to. how: mail, print, pdf or other. A quote whose date is past is of today, and
    holds as long as it would have. ValidationFailed where something is missing, or nobody has
    approved what needs it; Conflict where `version` is not its newest.
    """
    before = quote_access.draft(tx, quote, version)
    if how not in HOW:
        words = _("'{how}' is no way to send. Known are: {known}.")
        raise ValidationFailed({"how": words.format(how=how, known=", ".join(HOW))})
    if missing := quote_sending.missing(tx, before):
        raise ValidationFailed({"quote": " ".join(missing)})
    if before.values["status"] != "approved" and (reasons := quote_sending.reasons(tx, before)):
        words = _("Somebody has to approve this quote first. {reasons} Nothing was sent.")
        raise ValidationFailed({"approvals": words.format(reasons=" ".join(reasons))})
    record, file, printed = quote_sending.sent(tx, before, to, how)
    tx.label(_("Send quote {quote}").format(quote=record.label))
    return Sent(quote, record.label, file, printed.sha256, printed.missing)


# ----------------------------------------------------------------------------------- after


_NOT_REVISED = {
    "accepted": N_(
        "{quote} was accepted, and its order holds. Make a new quote for anything more. Nothing "
        "was changed."
    ),
    "superseded": N_("{quote} has a newer revision already. Revise that one. Nothing was changed."),
}


@command(Permission.QUOTE_EDIT, Purpose.CREATE)
def revise(tx: Tx, quote: UUID) -> UUID:
    """Make the next revision of a quote that was sent, and return its key.

    It is a draft with the same number; the one before it is superseded at once.
    """
    before = quote_access.held(tx, quote)
    values = before.values
    if not quote_states.is_frozen(values):
        words = _("{quote} was not sent yet. Edit it as it is.")
        raise UserError(words.format(quote=before.label))
    if (words := _NOT_REVISED.get(values["status"])) is not None:
        raise UserError(_(words).format(quote=before.label))
    made = quote_revising.next_of(tx, before)
    words = _("Revise quote {quote}: {made}")
    tx.label(words.format(quote=before.label, made=made.label))
    return made.id


@command(Permission.QUOTE_EDIT, Purpose.EDIT)
def accept(  # noqa: PLR0913  what is known of it, by name
    tx: Tx,
    quote: UUID,
    version: int,
    by: str = "",
    how: str = "",
    reference: str = "",
    chosen: Sequence[int] | None = None,
    *,
    win_deal: bool = True,
) -> Accepted:
    """Make an order of a quote, and win its deal: one change set, one undo.

    Args:
        by, how: who accepted it, and in which way.
        reference: the customer's order number.
        chosen: positions of the options and alternatives that the customer wants; None: as quoted.
        win_deal: put an open deal into the stage of its pipeline that means won.

    The order comes to what the quote says, to the cent, unless other options are chosen. Conflict
    where `version` is not its newest.
    """
    before = quote_access.held(tx, quote)
    if before.values["status"] not in ("sent", "expired", "declined"):
        words = quote_accepting.NOT_ACCEPTABLE[before.values["status"]]
        raise UserError(_(words).format(quote=before.label))
    quote_access.expect(before, version)
    order = quote_accepting.order_of(tx, before, reference, chosen)
    facts = {"accepted_by": by.strip()[:200] or None, "accepted_how": how.strip()[:200] or None}
    quote_access.update(tx, before, {"status": "accepted", "accepted_at": tx.now, **facts})
    deal = quote_accepting.win(tx, before) if win_deal else None
    tx.label(_("Accept quote {quote}").format(quote=before.label))
    words = _("{quote} is accepted: order {order}.")
    words = words.format(quote=before.label, order=order.label)
    if deal is not None:
        words += " " + _("{deal} is won.").format(deal=deal.label)
    return Accepted(Ref(order.id, order.label), deal, words)


@command(Permission.QUOTE_EDIT, Purpose.EDIT)
def decline(tx: Tx, quote: UUID, version: int, reason: str = "") -> None:
    """The customer does not want it: it leaves the forecast of its deal.

    Conflict where `version` is not its newest.
    """
    before = quote_access.held(tx, quote)
    if before.values["status"] not in ("sent", "expired"):
        words = _("Only a quote that the customer has can be declined. Nothing was changed.")
        raise UserError(words)
    quote_access.expect(before, version)
    quote_access.update(
        tx, before, {"status": "declined", "decline_reason": reason.strip()[:200] or None}
    )
    tx.label(_("Decline quote {quote}").format(quote=before.label))


# ---------------------------------------------------------------------------------- looked at


@query(Permission.QUOTE_READ)
def pdf(tx: ReadTx, quote: UUID) -> Printed:
    """A quote as PDF: of one that was sent exactly the bytes that went out, else with `Draft`."""
    record = records.get(tx, "quote", quote)
    if not quote_states.is_frozen(record.values):
        return print_pdf(quote_documents.content_of(tx, quote, Kind.QUOTE))
    digest = record.values["pdf_sha256"]
    contents = table("file_content")
    found = select(contents.c.content).where(contents.c.sha256 == digest)
    data = tx.session.execute(found).scalar_one_or_none()
    if data is None:
        words = _("The PDF of {quote} is not in the store any more.")
        raise NotFound(words.format(quote=record.label))
    return Printed(bytes(data), len(_PAGE.findall(bytes(data))), digest)


@query(Permission.QUOTE_READ)
def preview(tx: ReadTx, values: Mapping[str, Any]) -> Printed:
    """Values of a quote that are not saved, as PDF with `Draft` on it."""
    return print_pdf(quote_documents.content_from(tx, "quote", values))


@query(Permission.QUOTE_READ)
def xlsx(tx: ReadTx, quote: UUID) -> bytes:
    """A quote as a workbook with the same figures; in our own form, where its template has one."""
    from crm_desktop.services.sales.papers import templates

    content = quote_documents.content_of(tx, quote, Kind.QUOTE)
    name = records.get(tx, "quote", quote).values.get("template")
    return templates.print_workbook(tx, content, name)


@query(Permission.QUOTE_READ)
def sheet(tx: ReadTx, quote: UUID) -> Sheet:
    """A stored quote with all its figures, and warnings by the floors of its products."""
    values = records.get(tx, "quote", quote).values
    return sheet_of(values, floors=quote_prices.floors(tx, values))


@query(Permission.QUOTE_READ)
def revisions(tx: ReadTx, quote: UUID) -> list[Revision]:
    """All revisions of a quote, the newest first."""
    rows = table("quote")
    number = select(rows.c.number).where(rows.c.id == quote).scalar_subquery()
    found = (
        select(
            *(rows.c.id, rows.c.name, rows.c.revision, rows.c.status, rows.c.issued_on),
            *(rows.c.sent_at, rows.c.tax_exclusive, rows.c.currency),
        )
        .where((rows.c.id == quote) | (rows.c.number == number), rows.c.deleted_at.is_(None))
        .order_by(rows.c.revision.desc(), rows.c.id.desc())
    )
    return [
        Revision(row.id, row.name, row.revision or 1, *row[3:]) for row in tx.session.execute(found)
    ]


@query(Permission.QUOTE_READ)
def changes(tx: ReadTx, quote: UUID, other: UUID | None = None) -> list[Changed]:
    """What a revision says differently from the one before it, or from another quote."""
    record = records.get(tx, "quote", quote)
    previous = record.values["previous"]
    against = other or (previous.id if previous else None)
    if against is None:
        return []
    return quote_changes.between(records.get(tx, "quote", against), record)


@query(Permission.QUOTE_READ)
def leading(tx: ReadTx, deal: UUID) -> list[UUID]:
    """The quotes by which a deal is worth something: all that were accepted, or one other."""
    return quote_deals.leading(tx, deal)
