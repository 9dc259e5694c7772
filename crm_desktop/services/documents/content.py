"""What a document says, as plain data: all that is on its pages but the words of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.pricing import ZERO, Document, Line, Priced, PricedLine, price

LONGEST_NUMBER = 40
MOST_ADDRESS_LINES = 8
MOST_FACTS = 8
MOST_FOOTER_COLUMNS = 4
MOST_FOOTER_LINES = 7
LONGEST_FOOTER_LINE = 60
LONGEST_TITLE = 200
LARGEST_LOGO = 10_000_000  # bytes

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


class Kind(StrEnum):
    """What a document is."""

    QUOTE = "quote"
    ORDER = "order"
    DELIVERY = "delivery"
    PROFORMA = "proforma"


class Role(StrEnum):
    """How a position stands to the total."""

    FIRM = "firm"
    OPTION = "option"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody on the paper.

    Attributes:
        lines: the address block as the post wants it, the name first.
        tax_id: VAT number or the like.
    """

    lines: tuple[str, ...]
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Seller:
    """The letterhead.

    Attributes:
        name: as it stands at the head where there is no logo.
        return_address: one small line above the buyer's, for the window of the envelope.
        logo: a PNG or JPEG; empty: the name is set instead.
        colour: of heads and rules, `#RRGGBB`.
        footer: columns of lines: address, contacts, bank, register.
    """

    name: str
    tagline: str = ""
    return_address: str = ""
    logo: bytes = b""
    colour: str = "#3F5BD3"
    footer: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """What a bundle is made of."""

    name: str
    quantity: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A line that is sold.

    Attributes:
        number: as it is printed: 1, 2.1.
        description: paragraphs; a line break is one.
        line, priced: what was asked of the pricing engine, and its answer; both None on a paper
            without prices.
        group: alternatives of one another have the same.
        counts: it is in the total. Options and alternatives that do not count stand on a list of
            their own behind it.
        ordered: on a delivery note, of which `quantity` is delivered.
    """

    number: str
    name: str
    quantity: Decimal
    unit: str = ""
    code: str = ""
    description: str = ""
    line: Line | None = None
    priced: PricedLine | None = None
    components: tuple[Component, ...] = ()
    role: Role = Role.FIRM
    group: str = ""
    counts: bool = True
    ordered: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A head in the table; what follows is of it, up to the next one.

    Attributes:
        subtotal: its sum is printed at its end.
    """

    title: str
    number: str = ""
    text: str = ""
    subtotal: bool = True


@dataclass(frozen=True, slots=True)
class Subtotal:
    """The sum of all positions since the last one, or since the head of the section."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Free text between the positions."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Item = Position | Section | Subtotal | Text | PageBreak


@dataclass(frozen=True, slots=True)
class Payment:
    """How it is paid: the code that banking apps read (EPC 069-12), for EUR.

    Attributes:
        reference: what the payer's bank passes on; at most 140 characters.
    """

    name: str
    iban: str
    bic: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A document.

    Attributes:
        issued: also the date of the file, so that the same content gives the same bytes.
        until: a quote's last day.
        facts: more for the block beside the address: (label, value) in the customer's language.
        deliver_to: where it goes, if not to the buyer.
        priced: of the positions that count, in their order; None on a paper without prices.
        terms: (label, text): payment, delivery, warranty.
        carry: print the amount carried over at the end and the beginning of pages.
        accept: print the lines for a signature.
        accept_text: the sentence above them, if it is not the usual one.
        language: of the customer, such as `de` or `de_AT`.
        paper: A4 or Letter.
    """

    kind: Kind
    number: str
    issued: date
    seller: Seller
    buyer: Address
    items: tuple[Item, ...] = ()
    priced: Priced | None = None
    revision: int = 1
    title: str = ""
    until: date | None = None
    delivery: date | None = None
    contact: str = ""
    reference: str = ""
    customer_number: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    deliver_to: Address | None = None
    salutation: str = ""
    intro: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    closing: str = ""
    signed: str = ""
    payment: Payment | None = None
    language: str = "en"
    paper: str = "A4"
    draft: bool = False
    carry: bool = True
    accept: bool = True
    accept_text: str = ""
    _counting: tuple[Position, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Remember which positions are in the total."""
        counting = tuple(each for each in self.positions() if each.counts)
        object.__setattr__(self, "_counting", counting)

    def positions(self) -> Iterator[Position]:
        """All that is sold, or could be."""
        return (item for item in self.items if isinstance(item, Position))

    @property
    def counting(self) -> tuple[Position, ...]:
        """The positions in the total, in the order of `priced.lines`."""
        return self._counting

    @property
    def choices(self) -> tuple[Position, ...]:
        """Options and alternatives that are not in the total."""
        return tuple(each for each in self.positions() if not each.counts)

    @property
    def gross(self) -> bool:
        """Whether its prices are with tax."""
        return self.priced is not None and self.priced.document.prices_include_tax

    def chosen_instead(self, position: Position) -> Position | None:
        """The alternative that counts in the place of one that does not."""
        if position.role is not Role.ALTERNATIVE:
            return None
        return next((each for each in self.counting if each.group == position.group), None)


def priced_items(items: Iterable[Item], document: Document) -> tuple[tuple[Item, ...], Priced]:
    """The items with what their positions come to, and the whole.

    `document` says currency, discounts and the like; its lines are those of the positions that
    count. What may be chosen is priced by itself, without the discounts of the document.
    """
    items = tuple(items)
    lines = [each.line for each in items if isinstance(each, Position) and each.counts]
    known = tuple(line for line in lines if line is not None)
    priced = price(replace(document, lines=known))
    alone = Document(document.currency, prices_include_tax=document.prices_include_tax)
    counting = iter(priced.lines)
    made: list[Item] = []
    for item in items:
        if isinstance(item, Position) and item.line is not None:
            own = (
                next(counting)
                if item.counts
                else price(replace(alone, lines=(item.line,))).lines[0]
            )
            item = replace(item, priced=own)  # noqa: PLW2901  the same one, with its price
        made.append(item)
    return tuple(made), priced


def amount_of(position: Position) -> Decimal:
    """What stands in its last column: with tax where the prices of the document are."""
    return position.priced.total if position.priced else ZERO


def check(content: Content) -> None:
    """Refuse in words what cannot be printed.

    Raises ValidationFailed; ValueError where the figures are not those of the pricing engine, which
    is our mistake: a document that does not add up must never be printed.
    """
    _check_figures(content)
    problems = dict(_problems(content))
    if problems:
        raise ValidationFailed(problems)


def clean_iban(text: str) -> str:
    """Without blanks, in capitals."""
    return re.sub(r"\s", "", text).upper()


def is_iban(text: str) -> bool:
    """Whether its check digits are right (ISO 7064, mod 97-10)."""
    iban = clean_iban(text)
    if not _IBAN.fullmatch(iban) or not iban.isascii():
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def _check_figures(content: Content) -> None:
    if content.priced is None:
        if any(each.priced for each in content.positions()):
            raise ValueError("positions with prices in a document without them")
        return
    if [each.priced for each in content.counting] != list(content.priced.lines):
        raise ValueError("the positions that count are not the lines that were priced")
    if [each.line for each in content.counting] != list(content.priced.document.lines):
        raise ValueError("the positions that count are not the lines of the priced document")
    if any(each.priced is None or each.line is None for each in content.choices):
        raise ValueError("an option without its price")


def _problems(content: Content) -> Iterator[tuple[str, str]]:
    yield from _problems_of_seller(content.seller)
    if not content.number.strip():
        yield "number", _("The document has no number. Give it one before it is printed.")
    elif len(content.number) > LONGEST_NUMBER:
        words = _("The document's number is longer than {n} characters.")
        yield "number", words.format(n=LONGEST_NUMBER)
    if len(content.title) > LONGEST_TITLE:
        words = _("The title is longer than {n} characters. Shorten it.")
        yield "title", words.format(n=LONGEST_TITLE)
    if not any(line.strip() for line in content.buyer.lines):
        yield "buyer", _("The document has no address. Choose a company or a person.")
    for where, address in (("buyer", content.buyer), ("deliver_to", content.deliver_to)):
        if address and len(address.lines) > MOST_ADDRESS_LINES:
            words = _(
                "An address has at most {most} lines in the window of an envelope, and this one "
                "has {n}. Shorten it."
            )
            yield where, words.format(most=MOST_ADDRESS_LINES, n=len(address.lines))
    if len(content.facts) > MOST_FACTS:
        words = _("At most {most} facts of your own fit beside the address.")
        yield "facts", words.format(most=MOST_FACTS)
    if content.paper not in ("A4", "Letter"):
        yield "paper", _("Paper is A4 or Letter, not {paper}.").format(paper=content.paper[:20])
    if content.payment:
        yield from _problems_of_payment(content.payment)


def _problems_of_seller(seller: Seller) -> Iterator[tuple[str, str]]:
    if not _COLOUR.fullmatch(seller.colour):
        words = _("“{colour}” is no colour. Write it like #3F5BD3.")
        yield "colour", words.format(colour=seller.colour[:20])
    if len(seller.logo) > LARGEST_LOGO:
        yield "logo", _("The logo is larger than 10 MB. Choose a smaller picture.")
    if len(seller.footer) > MOST_FOOTER_COLUMNS:
        yield "footer", too_many_columns()
    if any(len(column) > MOST_FOOTER_LINES for column in seller.footer):
        yield "footer", too_many_lines()
    for line in (line for column in seller.footer for line in column):
        if len(line) > LONGEST_FOOTER_LINE:
            yield "footer", too_long_line(line)


def too_many_columns() -> str:
    """What is wrong with a foot of too many columns."""
    words = _("The foot of the page has room for {n} columns.")
    return words.format(n=MOST_FOOTER_COLUMNS)


def too_many_lines() -> str:
    """What is wrong with a column of the foot that has too many lines."""
    words = _("A column at the foot of the page has room for {n} lines.")
    return words.format(n=MOST_FOOTER_LINES)


def too_long_line(line: str) -> str:
    """What is wrong with a line of the foot that is too long."""
    words = _(
        "A line at the foot of the page is too long: “{line}…”. It has room for {n} characters."
    )
    return words.format(line=line[:30], n=LONGEST_FOOTER_LINE)


def no_iban(iban: str) -> str:
    """What is wrong with what is no IBAN."""
    words = _(
        "The IBAN {iban} is not right: its check digits do not fit. Look for a typing mistake."
    )
    return words.format(iban=iban[:40])


def no_bic(bic: str) -> str:
    """What is wrong with what is no BIC."""
    return _("The BIC {bic} is none. It has 8 or 11 letters and figures.").format(bic=bic[:20])


def _problems_of_payment(payment: Payment) -> Iterator[tuple[str, str]]:
    if not is_iban(payment.iban):
        yield "iban", no_iban(payment.iban)
    if payment.bic and not _BIC.fullmatch(payment.bic.upper()):
        yield "bic", no_bic(payment.bic)
    if not 1 <= len(payment.name.strip()) <= 70:
        words = _("The payee of the payment code needs a name of at most 70 characters.")
        yield "payment", words
    if len(payment.reference) > 140:
        yield "reference", _("The reference of the payment is longer than 140 characters.")
