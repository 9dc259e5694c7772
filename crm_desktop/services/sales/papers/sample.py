"""A sample document, to look at the letterhead and the texts while they are being edited."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm_desktop.enums import Permission
from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _
from crm_desktop.models.tables import table
from crm_desktop.services import rates
from crm_desktop.services.documents.content import (
    Address,
    Content,
    Item,
    Kind,
    Position,
    Seller,
    priced_items,
)
from crm_desktop.services.documents.pdf import print_pdf
from crm_desktop.services.documents.pictures import Picture, pictures
from crm_desktop.services.iso4217 import CODES
from crm_desktop.services.pricing import Document, Line
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import Wish, problems, tidied
from crm_desktop.services.sales.papers.letterheads import DocumentTexts, Letterhead, letterhead_of
from crm_desktop.services.workspace import ReadTx, query

LINES = 3
_BUYER = (
    N_("Harbour Trading Ltd"),
    N_("Ms Anna Example"),
    N_("12 Quay Street"),
    N_("LONDON SE1 2AB"),
)
_GOODS = (
    (N_("Desk lamp Aurora"), "4", "189.50"),
    (N_("Office chair Fjord"), "4", "420.00"),
    (N_("Assembly on site"), "2.5", "95.00"),
)
_QUANTITIES = ("4", "2", "10")


@dataclass(frozen=True, slots=True)
class Look:
    """How it comes out.

    Attributes:
        words: why there are no pages, if there are none.
    """

    pages: tuple[Picture, ...] = field(default=(), repr=False)
    words: str = ""


@query(Permission.SETTING_READ)
def look(tx: ReadTx, wish: Wish) -> Look:
    """The sample on the office's paper, as pictures. What cannot be printed is said in words."""
    try:
        content = sample(tx, paper_of(tx, wish), wish.kind, wish.language)
        tx.cancel.check()
        printed = print_pdf(content)
        tx.cancel.check()
        return Look(tuple(pictures(printed.data, wish.width)))
    except ValidationFailed as error:
        return Look(words=str(error))


def paper_of(tx: ReadTx, wish: Wish) -> Letterhead:
    """The letterhead with what is being edited in the place of what is stored."""
    stored = settings.load.work(tx)
    own = stored.letterhead if wish.letterhead is None else tidied(wish.letterhead)
    if wrong := problems(own) | (problems(wish.texts) if wish.texts else {}):
        raise ValidationFailed(wrong)
    texts = stored.texts
    if wish.texts is not None:
        edited = {(wish.language or _language(stored), wish.kind.value): wish.texts}
        texts = DocumentTexts(dict(texts.own) | edited)
    logo = stored.logo if wish.logo is None else wish.logo
    return letterhead_of(own, stored.office, logo or stored.office_logo, texts)


def _language(stored: settings.Selling) -> str:
    return stored.office.language or "en"


def sample(tx: ReadTx, paper: Letterhead, kind: Kind, language: str = "") -> Content:
    """A document on that paper: with some of our own products, where there are any."""
    currency = rates.office_currency(tx) or ""
    today = tx.now.astimezone().date()
    found = settings.load.work(tx)
    content = _content(
        tuple(_items(tx, kind)),
        kind,
        currency if currency in CODES else "EUR",
        today,
        language or _language(found),
        paper.seller,
    )
    if kind is Kind.QUOTE:
        days = settings.quote_defaults(tx).validity_days
        content = replace(content, until=today + timedelta(days=days))
    return paper.dressed(content, company=_(_BUYER[0]), person=_(_BUYER[1]), owner=tx.actor.name)


def _content(
    items: tuple[Item, ...], kind: Kind, currency: str, today: date, language: str, seller: Seller
) -> Content:
    number = {Kind.QUOTE: "Q", Kind.DELIVERY: "D"}.get(kind, "O")
    given: dict[str, Any] = {
        "number": f"{number}-{today.year}-0042",
        "issued": today,
        "seller": seller,
        "buyer": Address(tuple(map(_, _BUYER))),
        "language": language,
    }
    if kind is Kind.DELIVERY:
        return Content(kind, items=items, **given)
    made, priced = priced_items(items, Document(currency))
    return Content(kind, items=made, priced=priced, **given)


def _items(tx: ReadTx, kind: Kind) -> list[Item]:
    """Lines with prices; on a delivery note without."""
    goods = _products(tx) or [(_(name), Decimal(n), Decimal(p), "") for name, n, p in _GOODS]
    rate = _rate(tx)
    out: list[Item] = []
    for at, (name, quantity, price, unit) in enumerate(goods, 1):
        line = Line(quantity, price, tax_category="S" if rate else "O", tax_rate=rate)
        if kind is Kind.DELIVERY:
            out.append(Position(str(at), name, quantity, unit, ordered=quantity))
        else:
            out.append(Position(str(at), name, quantity, unit, line=line))
    return out


def _products(tx: ReadTx) -> list[tuple[str, Decimal, Decimal, str]]:
    """A few of our own."""
    products = table("product")
    found = (
        select(products.c.name, products.c.list_price, products.c.unit)
        .where(products.c.list_price > Decimal(0), products.c.deleted_at.is_(None))
        .where(products.c.discontinued.is_(False))
        .order_by(products.c.name_key, products.c.id)
        .limit(LINES)
    )
    return [
        (row.name, Decimal(quantity), row.list_price, row.unit or "")
        for row, quantity in zip(tx.session.execute(found).all(), _QUANTITIES, strict=False)
    ]


def _rate(tx: ReadTx) -> Decimal:
    """The usual rate of tax in our country; none where it is not known."""
    classes, rows, office = table("tax_class"), table("tax_rate"), table("office")
    found = (
        select(rows.c.rate)
        .join(classes, classes.c.id == rows.c.tax_class_id)
        .join(office, office.c.country == rows.c.country)
        .where(classes.c.is_default, classes.c.deleted_at.is_(None), rows.c.deleted_at.is_(None))
        .order_by(rows.c.valid_from.desc(), rows.c.id)
        .limit(1)
    )
    return tx.session.execute(found).scalar_one_or_none() or Decimal(0)
