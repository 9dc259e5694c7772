"""The letter that goes with a quote that was sent: a draft that mail programs open.

RFC 5322, by the standard library. `X-Unsent` makes a mail program write on instead of only showing
it. The words are those of the office's texts, in the language of the customer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from crm_desktop.enums import Permission
from crm_desktop.services.documents.content import Content, Kind
from crm_desktop.services.documents.words import Words
from crm_desktop.services.sales.papers import quote_documents
from crm_desktop.services.workspace import ReadTx, query

_NO_ADDRESS = re.compile(r"[\s<>()\[\],;:\\\"]")
_ADDRESS = re.compile(r"[^@]+@[^@]+")
_LONGEST = 254  # of an address, RFC 5321 4.5.3.1.3


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was not sent yet.

    Attributes:
        to: an address; "": nobody yet.
        name: of the file in it.
        data: all of it, the PDF among it, as an .eml file holds it.
    """

    to: str
    subject: str
    text: str
    name: str
    data: bytes


@query(Permission.QUOTE_READ)
def letter(tx: ReadTx, quote: UUID, to: str, pdf: bytes) -> Letter:
    """The letter for a quote, with its PDF. What is no single address in `to` is left out."""
    content = quote_documents.content_of(tx, quote, Kind.QUOTE)
    words = Words(content.language, content.priced.document.currency if content.priced else "")
    subject, text = subject_of(content, words), text_of(content, words)
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Date"] = format_datetime(tx.now)
    address = address_in(to)
    if address:
        message["To"] = address
    message["Subject"] = subject
    message.set_content(text, cte="quoted-printable")
    name = _file_name(f"{words.title(Kind.QUOTE)} {content.number}", content.revision)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    message["Content-Language"] = words.tag  # what is in it would take it over before
    return Letter(address, subject, text, name, message.as_bytes())


def address_in(to: str) -> str:
    """The address in `Ann Ox <ann@ox.example>` or alone; "" where there is none that is sound."""
    found = re.search(r"<([^<>]*)>", to)
    address = (found[1] if found else to).strip()
    sound = _ADDRESS.fullmatch(address) and not _NO_ADDRESS.search(address)
    return address if sound and address.isascii() and len(address) <= _LONGEST else ""


def subject_of(content: Content, words: Words) -> str:
    """`Angebot Q-2026-0042: Regale für Halle 3`."""
    named = f"{words.title(content.kind)} {content.number}"
    if content.revision > 1:
        named += f" ({words.say.revision} {content.revision})"
    told = f"{named}: {content.title}" if content.title else named
    return " ".join(told.split())


def text_of(content: Content, words: Words) -> str:
    """Greeting, opening, what the quote comes to, closing, who writes."""
    facts = [subject_of(content, words)]
    if content.priced is not None:
        facts.append(f"{words.say.total}: {words.money(content.priced.tax_inclusive)}")
    if content.until is not None:
        facts.append(f"{words.say.until}: {words.day(content.until)}")
    signed = "\n".join(dict.fromkeys(filter(None, (content.signed, content.seller.name))))
    parts = (content.salutation, content.intro, "\n".join(facts), content.closing, signed)
    return "\n\n".join(part.strip() for part in parts if part and part.strip()) + "\n"


def _file_name(name: str, revision: int) -> str:
    named = f"{name}-{revision}" if revision > 1 else name
    return "".join("-" if sign in '/\\:*?"<>|' else sign for sign in named) + ".pdf"
