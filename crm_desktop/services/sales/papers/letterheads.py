"""The office's paper: what stands around the figures of a document. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from crm_desktop.services.documents.content import Content, Kind, Payment, Seller
from crm_desktop.services.documents.words import Words
from crm_desktop.services.sales.office.setting_types import Footer, LetterheadSettings, Texts
from crm_desktop.services.sales.papers import placeholders, standard_texts

_PAID = frozenset({Kind.ORDER, Kind.PROFORMA})  # what a payment code is printed on
_LETTER = frozenset({"US", "CA", "MX", "CL", "CO", "VE", "PH", "GT", "CR", "PA", "DO", "PR"})


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """Our own details, as far as a letterhead tells them."""

    name: str = ""
    legal_name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    vat_id: str = ""
    registration_no: str = ""
    language: str = ""

    @property
    def full_name(self) -> str:
        """The name the law knows."""
        return self.legal_name or self.name


@dataclass(frozen=True, slots=True)
class DocumentTexts:
    """The texts of documents, by language and kind.

    Attributes:
        own: what the office wrote, by (language, kind of document).
    """

    own: Mapping[tuple[str, str], Texts] = field(default_factory=dict[tuple[str, str], Texts])

    def of(self, language: str, kind: Kind) -> Texts:
        """All of them: ours for de_AT, else for de, else the program's standard."""
        tag = language.replace("-", "_")
        found = standard_texts.of(language, kind)
        for each in (standard_texts.base_of(language), tag):
            if each and (own := self.own.get((each, kind.value))):
                found = _over(found, own)
        return found

    def over(self, other: DocumentTexts) -> DocumentTexts:
        """These, and where they are silent, the others."""
        keys = dict.fromkeys((*other.own, *self.own))
        nothing = Texts()
        return DocumentTexts(
            {key: _over(other.own.get(key, nothing), self.own.get(key, nothing)) for key in keys}
        )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The office's paper, ready to be printed on.

    Attributes:
        seller: logo, name, colour, foot.
        payee, bank, iban, bic: where it is paid to.
        problems: a sentence about each setting that could not be used.
    """

    seller: Seller
    texts: DocumentTexts = field(default_factory=DocumentTexts)
    paper: str = "A4"
    carry: bool = True
    accept: bool = True
    payment_code: bool = True
    payee: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    problems: tuple[str, ...] = ()

    def payment(self, reference: str) -> Payment | None:
        """What a payment code says; None where there is no account."""
        if not self.iban or not self.payment_code:
            return None
        return Payment(self.payee[:70], self.iban, self.bic, reference[:140])

    def dressed(
        self,
        content: Content,
        *,
        company: str = "",
        person: str = "",
        owner: str = "",
        payment_terms: str | None = None,
        delivery_terms: str | None = None,
    ) -> Content:
        """The document on our paper, with its texts and terms.

        What the content has already (an own opening, terms) stays. The gaps of all texts are
        filled.

        company, person: whom it is for. owner: who looks after it.
        payment_terms, delivery_terms: agreed with this customer; None: the usual ones.
        """
        texts = self.texts.of(content.language, content.kind)
        named = {"company": company, "contact": person, "owner": owner}
        values = gaps(content) | {"office": self.seller.name} | named

        def put(own: str | None, usual: str | None) -> str:
            return placeholders.filled(usual or "" if own is None else own, values)

        labels = standard_texts.term_labels(content.language)
        terms = (put(payment_terms, texts.payment_terms), put(delivery_terms, texts.delivery_terms))
        told = tuple((label, text) for label, text in zip(labels, terms, strict=True) if text)
        pays = content.kind in _PAID and content.payment is None
        return replace(
            content,
            seller=self.seller,
            paper=self.paper,
            carry=content.carry and self.carry,
            accept=content.accept and self.accept,
            accept_text=put(content.accept_text or None, texts.accept),
            intro=put(content.intro or None, texts.intro),
            closing=put(content.closing or None, texts.closing),
            terms=told + content.terms,
            payment=self.payment(content.number) if pays else content.payment,
        )


def gaps(content: Content) -> dict[str, str]:
    """What a document itself says in place of the gaps of its texts."""
    priced = content.priced
    words = Words(content.language, priced.document.currency if priced else "")
    out = {
        "number": content.number,
        "title": content.title,
        "date": words.day(content.issued),
        "reference": content.reference,
        "customer_number": content.customer_number,
    }
    for key, day in (("valid_until", content.until), ("delivery", content.delivery)):
        out[key] = words.day(day) if day else ""
    if priced:
        amounts = (priced.tax_exclusive, priced.tax_inclusive, priced.payable)
        keys = ("net", "total", "payable")
        out |= {key: words.money(each) for key, each in zip(keys, amounts, strict=True)}
    return out


def letterhead_of(
    stored: LetterheadSettings,
    office: OfficeFacts,
    logo: bytes,
    texts: DocumentTexts,
    told: tuple[str, ...] = (),
) -> Letterhead:
    """The paper: what is set, and our own details where nothing is."""
    sender = usual_return_address(office)
    footer = usual_footer(office, stored)
    seller = Seller(
        office.name,
        stored.tagline,
        sender if stored.return_address is None else stored.return_address,
        logo,
        stored.colour,
        footer if stored.footer is None else stored.footer,
    )
    return Letterhead(
        seller,
        texts,
        stored.paper or ("Letter" if office.country.upper() in _LETTER else "A4"),
        stored.carry,
        stored.accept,
        stored.payment_code,
        stored.payee or office.full_name,
        stored.bank,
        stored.iban,
        stored.bic,
        told,
    )


def usual_return_address(office: OfficeFacts) -> str:
    """Our address in one line."""
    place = f"{office.postcode} {office.city}".strip()
    street = ", ".join(line.strip() for line in office.street.splitlines() if line.strip())
    return " · ".join(part for part in (office.name, street, place) if part)


def usual_footer(office: OfficeFacts, stored: LetterheadSettings) -> Footer:
    """Columns with address, contacts, bank, register: those of which we know something."""
    from crm_desktop.services.documents.parts import grouped

    place = f"{office.postcode} {office.city}".strip()
    columns = (
        (office.full_name, *office.street.splitlines(), place),
        (office.phone, office.email, office.web),
        (stored.bank, grouped(stored.iban), f"BIC {stored.bic}" if stored.bic else ""),
        (office.vat_id, office.registration_no),
    )
    lines = (tuple(line.strip()[:60] for line in each if line.strip())[:7] for each in columns)
    return tuple(column for column in lines if column)


def _over(below: Texts, above: Texts) -> Texts:
    """Text by text: the upper one, where it is set."""
    told = {
        each.name: getattr(above, each.name)
        for each in fields(Texts)
        if getattr(above, each.name) is not None
    }
    return replace(below, **told)
