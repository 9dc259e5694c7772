"""The settings of selling: letterhead, texts of documents, approval limits, what quotes begin with.

They are records of the `setting` entity without an owner, shared by the whole office: each change
is in the history and can be undone. Keys that this program does not know stay as they are.

    settings.letterhead(tx).dressed(content, ...)   the document on our paper
    settings.approval_limits(tx).reasons(...)       why a quote needs approval
    settings.quote_defaults(tx, currency)           what a new quote begins with
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.enums import Permission, Purpose
from crm_desktop.errors import NotFound, ValidationFailed
from crm_desktop.i18n import N_, _
from crm_desktop.models.tables import table
from crm_desktop.services import attachments, rates
from crm_desktop.services.catalog import Ref
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.sales.office import setting_rows
from crm_desktop.services.sales.office.setting_rows import Kept, items_of
from crm_desktop.services.sales.office.setting_types import (
    ApprovalLimits,
    Footer,
    LetterheadSettings,
    QuoteSettings,
    S,
    Texts,
    problems,
    read,
    tidied,
    unreadable,
    written,
)
from crm_desktop.services.sales.papers import logos
from crm_desktop.services.sales.papers.letterheads import (
    DocumentTexts,
    Letterhead,
    OfficeFacts,
    letterhead_of,
    usual_footer,
    usual_return_address,
)
from crm_desktop.services.workspace import ReadTx, Tx, command, query

LETTERHEAD, LOGO, TEXTS = "selling.letterhead", "selling.logo", "selling.texts"
LIMITS, QUOTES = "selling.approval", "selling.quotes"
TEMPLATE = "selling.template"  # of these there are several
NAMES = {
    LETTERHEAD: N_("Letterhead"),
    LOGO: N_("Logo"),
    TEXTS: N_("Texts"),
    LIMITS: N_("Approval limits"),
    QUOTES: N_("New quotes"),
}
_KINDS = frozenset(kind.value for kind in Kind)
_OFFICE = (
    *("name", "legal_name", "street", "postcode", "city", "country", "phone", "email", "web"),
    *("vat_id", "registration_no", "language"),
)
CHANGED = N_(
    "Somebody else has changed this meanwhile. Nothing was overwritten. "
    "Look at it as it is now, then change it again."
)


@dataclass(frozen=True, slots=True)
class QuoteDefaults:
    """What a new quote begins with.

    Attributes:
        rounding_step: what is to be paid is a multiple of it; None: to the cent.
        price_list: for customers without one of their own.
    """

    validity_days: int
    prices_include_tax: bool
    tax_mode: str
    rounding_step: Decimal | None
    price_list: Ref | None


@dataclass(frozen=True, slots=True)
class Selling:
    """All settings of selling as they are stored, for the page on which they are edited.

    Attributes:
        logo: our own for documents; empty: the one of our details is printed.
        office_logo: that one.
        texts: what the office wrote.
        usual_sender, usual_footer: what is printed where the letterhead says nothing.
        currency: in which limits are.
        price_list: for customers without one of their own.
        told: a sentence about each setting that could not be read.
    """

    letterhead: LetterheadSettings
    logo: bytes
    texts: DocumentTexts
    limits: ApprovalLimits
    quotes: QuoteSettings
    office: OfficeFacts
    office_logo: bytes = field(repr=False)
    usual_sender: str
    usual_footer: Footer
    currency: str | None
    price_list: Ref | None
    told: tuple[str, ...]


# ---------------------------------------------------------------- read


def letterhead(tx: ReadTx, template: str | None = None) -> Letterhead:
    """The paper of the office. template: a name; its texts stand before the usual ones."""
    found = setting_rows.stored(tx, LETTERHEAD, LOGO, TEXTS)
    own, told = read(LetterheadSettings(), found.get(LETTERHEAD), _(NAMES[LETTERHEAD]))
    texts, more = texts_of(found.get(TEXTS))
    if template:
        texts = _texts_of_template(tx, template).over(texts)
    logo, most = _logo(found.get(LOGO))
    facts, picture = _office(tx, with_logo=not logo)
    return letterhead_of(own, facts, logo or picture, texts, told + more + most)


def approval_limits(tx: ReadTx) -> ApprovalLimits:
    """When a quote needs approval."""
    return read(ApprovalLimits(), setting_rows.stored(tx, LIMITS).get(LIMITS), _(NAMES[LIMITS]))[0]


def quote_defaults(tx: ReadTx, currency: str | None = None) -> QuoteDefaults:
    """What a new quote begins with. currency: its own; None: the office's."""
    stored = read(QuoteSettings(), setting_rows.stored(tx, QUOTES).get(QUOTES), _(NAMES[QUOTES]))[0]
    step = None
    if stored.cash_rounding:
        step = smallest_coin(tx, currency or rates.office_currency(tx))
    return QuoteDefaults(
        stored.validity_days,
        stored.prices_include_tax,
        stored.tax_mode,
        step,
        default_price_list(tx),
    )


def cash_step(tx: ReadTx, currency: str | None) -> Decimal | None:
    """What an amount to be paid is a multiple of; None: it is paid to the cent."""
    stored = read(QuoteSettings(), setting_rows.stored(tx, QUOTES).get(QUOTES), _(NAMES[QUOTES]))[0]
    return smallest_coin(tx, currency) if stored.cash_rounding else None


def smallest_coin(tx: ReadTx, currency: str | None) -> Decimal | None:
    """The smallest coin of a currency, where it is larger than its smallest amount."""
    target = table("currency")
    found = select(target.c.cash_rounding)
    found = found.where(target.c.code == currency, target.c.deleted_at.is_(None))
    step = tx.session.execute(found).scalar_one_or_none()
    return step if step is not None and step > 0 else None


def default_price_list(tx: ReadTx) -> Ref | None:
    """The price list for everybody without one of their own."""
    lists = table("price_list")
    found = select(lists.c.id, lists.c.name)
    found = found.where(lists.c.is_default, lists.c.deleted_at.is_(None))
    row = tx.session.execute(found.order_by(lists.c.name_key, lists.c.id).limit(1)).one_or_none()
    return None if row is None else Ref(row.id, row.name)


@query(Permission.SETTING_READ)
def load(tx: ReadTx) -> Selling:
    """All of them, as they are stored."""
    found = setting_rows.stored(tx, *NAMES)
    paper, told = read(LetterheadSettings(), found.get(LETTERHEAD), _(NAMES[LETTERHEAD]))
    texts, of_texts = texts_of(found.get(TEXTS))
    logo, of_logo = _logo(found.get(LOGO))
    limits, of_limits = read(ApprovalLimits(), found.get(LIMITS), _(NAMES[LIMITS]))
    quotes, of_quotes = read(QuoteSettings(), found.get(QUOTES), _(NAMES[QUOTES]))
    facts, picture = _office(tx, with_logo=True)
    return Selling(
        paper,
        logo,
        texts,
        limits,
        quotes,
        facts,
        picture,
        usual_return_address(facts),
        usual_footer(facts, paper),
        rates.office_currency(tx),
        default_price_list(tx),
        told + of_texts + of_logo + of_limits + of_quotes,
    )


@query(Permission.SETTING_READ)
def paper(tx: ReadTx) -> Letterhead:
    """letterhead() for those who only look."""
    return letterhead(tx)


def _texts_of_template(tx: ReadTx, name: str) -> DocumentTexts:
    """The texts of the template of that name; none where there is no such template any more."""
    for kept in setting_rows.all_of(tx, TEMPLATE):
        content = dict(items_of(kept.content))
        if content.get("name") == name:
            return texts_of(content.get("texts"))[0]
    return DocumentTexts()


def texts_of(stored: Any) -> tuple[DocumentTexts, tuple[str, ...]]:
    """{language: {kind: {text: words}}}"""
    own: dict[tuple[str, str], Texts] = {}
    told: tuple[str, ...] = ()
    for language, kinds in items_of(stored):
        for kind, texts in items_of(kinds):
            if kind in _KINDS:
                found, more = read(Texts(), texts, f"{_(NAMES[TEXTS])} ({language}, {kind})")
                own[language, kind] = found
                told += more
    if stored is not None and not isinstance(stored, Mapping):
        told += (unreadable(_(NAMES[TEXTS])),)
    return DocumentTexts(own), told


def _logo(stored: Any) -> tuple[bytes, tuple[str, ...]]:
    if stored is None or (isinstance(stored, Mapping) and not items_of(stored)):
        return b"", ()
    try:
        data = b64decode(dict(items_of(stored)).get("picture") or "", validate=True)
        return (logos.fit(data), ()) if data else (b"", ())
    except (TypeError, ValueError, ValidationFailed):
        return b"", (_("Logo: the picture stored cannot be read. Choose it again."),)


def _office(tx: ReadTx, *, with_logo: bool) -> tuple[OfficeFacts, bytes]:
    office = table("office")
    wanted = [office.c[name] for name in (*_OFFICE, *(("logo",) if with_logo else ()))]
    found = select(*wanted).where(office.c.deleted_at.is_(None)).order_by(office.c.id).limit(1)
    known = tx.session.execute(found).mappings().one_or_none()
    if known is None:
        return OfficeFacts(), b""
    facts = OfficeFacts(**{name: known[name] or "" for name in _OFFICE})
    return facts, bytes(known["logo"] or b"") if with_logo else b""


# ---------------------------------------------------------------- write


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def save_letterhead(tx: Tx, wanted: LetterheadSettings, base: LetterheadSettings) -> None:
    """Write what differs from `base`, as it was read. ValidationFailed in words."""
    tx.label(_("Change the letterhead"))
    _save(tx, LETTERHEAD, wanted, base)


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def save_logo(tx: Tx, picture: bytes) -> None:
    """The logo of documents; empty: that of our own details again."""
    words = _("Change the logo of documents") if picture else _("Take the logo off documents")
    tx.label(words)
    kept = {"picture": b64encode(logos.fit(picture)).decode("ascii")} if picture else {}
    row = setting_rows.hold(tx, LOGO)
    before: dict[str, Any] = dict(items_of(row.content)) if row else {}
    before.pop("picture", None)
    setting_rows.put(tx, LOGO, row, before | kept)


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def save_logo_file(tx: Tx, path: Path) -> None:
    """A picture file as the logo. FileRefused for what cannot be read."""
    save_logo.work(tx, attachments.read_file(path))


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def save_texts(
    tx: Tx,
    language: str,
    kind: Kind,
    wanted: Texts,
    base: Texts,
    template: UUID | None = None,
) -> None:
    """The texts of one kind of document in one language; of a template, or the usual ones."""
    tx.label(_("Change the texts of documents ({language})").format(language=language))
    _check(wanted, base)
    if template is None:
        row = setting_rows.hold(tx, TEXTS)
        stored: dict[str, Any] = dict(items_of(row.content)) if row else {}
        setting_rows.put(tx, TEXTS, row, _with_texts(stored, language, kind, wanted, base))
        return
    row = held_template(tx, template)
    content = dict(items_of(row.content))
    own = _with_texts(dict(items_of(content.get("texts"))), language, kind, wanted, base)
    setting_rows.put(tx, TEMPLATE, row, content | {"texts": own})


def _with_texts(
    stored: dict[str, Any], language: str, kind: Kind, wanted: Texts, base: Texts
) -> dict[str, Any]:
    kinds = dict(items_of(stored.get(language)))
    kinds[kind.value] = _merged(kinds.get(kind.value), tidied(wanted), tidied(base))
    return stored | {language: kinds}


def held_template(tx: Tx, key: UUID) -> Kept:
    """A template, kept from others until the commit."""
    setting_rows.hold(tx, TEMPLATE)
    found = (kept for kept in setting_rows.all_of(tx, TEMPLATE) if kept.id == key)
    if (row := next(found, None)) is None:
        raise NotFound(_("This template does not exist any more. Nothing was changed."))
    return row


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def save_approval_limits(tx: Tx, wanted: ApprovalLimits, base: ApprovalLimits) -> None:
    """When a quote needs approval."""
    tx.label(_("Change the approval limits"))
    _save(tx, LIMITS, wanted, base)


@command(Permission.SETTING_EDIT, Purpose.EDIT)
def save_quote_settings(tx: Tx, wanted: QuoteSettings, base: QuoteSettings) -> None:
    """What a new quote begins with."""
    tx.label(_("Change what new quotes begin with"))
    _save(tx, QUOTES, wanted, base)


def _save(tx: Tx, name: str, wanted: S, base: S) -> None:
    _check(wanted, base)
    row = setting_rows.hold(tx, name)
    setting_rows.put(
        tx, name, row, _merged(row.content if row else None, tidied(wanted), tidied(base))
    )


def _check(wanted: S, base: S) -> None:
    """Refuse what is wrong, but for what was so before and is not touched."""
    new, old = tidied(wanted), tidied(base)
    wrong = {
        key: words
        for key, words in problems(new).items()
        if getattr(new, key) != getattr(old, key) or key not in problems(old)
    }
    if wrong:
        raise ValidationFailed(wrong)


def _merged(stored: Any, wanted: S, base: S) -> dict[str, Any]:
    """What is stored with the changes of one person over it, field by field."""
    new, old = written(wanted), written(base)
    changed = {key: value for key, value in new.items() if value != old[key]}
    theirs = written(read(type(base)(), stored, "")[0])
    clashes = {key: _(CHANGED) for key in changed if theirs[key] not in (old[key], changed[key])}
    if clashes:
        raise ValidationFailed(clashes)
    return dict(items_of(stored)) | changed
