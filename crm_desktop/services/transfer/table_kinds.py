"""What the rows of a table are, by its heads: contacts, products, deals, orders, or none of these.

A table of contacts is left to mapping.py, which knows how people are written: here only what is
surely something else is told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, inner
from crm_desktop.services.catalog import ENTITIES
from crm_desktop.services.transfer import order_heads
from crm_desktop.services.transfer.layout import ID_HEAD, recognised
from crm_desktop.services.transfer.mapping import guess
from crm_desktop.services.transfer.order_heads import plain
from crm_desktop.services.transfer.tables import Cell
from crm_desktop.services.transfer.wording import HOW, listed, without_hints

LINES, ORDERS = "lines", "order"
COLLEAGUE, SUPPLIER = "colleague", "supplier"
OWN, REFUSED = "own", "refused"
OURS = ("product", "deal", "lead", "order", "product_category", "price_list")
_REACHED = frozenset(
    "email e-mail mail email address phone telephone mobile fax telefon mobil телефон".split()
)


_OF_PEOPLE = frozenset(
    """first name;last name;surname;company;company name;vorname;nachname;firma;имя;фамилия;street;
    address;city;postcode;birthday;job title""".replace("\n    ", "").split(";")
)


def _heads(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.split(";"))


_CODES = _heads(
    """product id; product code; internal reference; default code; variant sku; track id;
    item number; product service name; itemcode; product no; product number; sku; item code;
    item no; item number; article no; article number; artikelnummer; artikel nr; article;
    part number; part no; артикул; код; product name; product; item; item name; artikel;
    bezeichnung; наименование; stock code; product key"""
)
_PRICED = _heads(
    """price; unit price; sales unit price; purchases unit price; sales price rate; purchase cost;
    regular price; sale price; variant price; lst price; standard price; cost per item;
    selling price; nettopreis; bruttopreis; stückpreis; list price; sales price; net price;
    retail price; msrp; buy price; cost; standard cost; purchase price; preis; listenpreis;
    einzelpreis; vk; ek; uvp; verkaufspreis; einkaufspreis; цена; cena; prix; precio; prezzo;
    price eur; price usd"""
)
_OF_PRODUCTS = _heads(
    """category id; category; categories; product category; product family; tax code;
    statement descriptor; product type; qty on hand; quantity on hand; reorder point;
    product group; product line; unit; uom; stock; units in stock; discontinued; supplier id;
    supplier; warranty; ean; gtin; barcode; price list; series; from quantity; min quantity;
    quantity per unit; valid from"""
)
_OF_DEALS = _heads(
    """opportunity id; opportunity name; opportunity; deal; deal name; deal id; deal stage;
    deal owner; deal value; stage; close date; close value; closing date; sales stage;
    expected close; engage date; probability; pipeline; forecast category; deal title;
    expected revenue; amount; opportunity owner; stage name; stage id; est revenue;
    est close date; closing; expected closing; sales team; deal value; deal organization;
    deal contact person; deal expected close date; forecast category name; date deadline"""
)
_DEAL_NAMES = _heads(
    """opportunity id; opportunity name; opportunity; deal; deal name; deal id; deal title;
    deal stage; sales stage; stage name; do not modify opportunity"""
)
_OF_LEADS = _heads(
    """lead id; lead name; lead source; lead status; lead owner; lead score; lead no; lead number;
    prospect id; lead origin"""
)
_SURE_DEALS = (  # heads that no other table has beside each other
    _heads("stage; stage id; stage name"),
    _heads("amount; expected revenue; est revenue; prob; probability; date deadline; deal value"),
)
_OF_SALES = _heads(  # none of them stands in tables of contacts
    """amount; total; subtotal; sub total; quantity; qty; unit price; price; invoice date;
    order date; purchase date; transaction date; transaction type; sales price; product service;
    net value; net price; стоимость; ставка ндс; stage; probability; close date; sku; item;
    expected revenue; est revenue; actual revenue; est close date; total due; amount due;
    amount paid; total amount; grand total; order status; shipping; freight; date utc; prob;
    net amount; gross amount; betrag; summe; menge; preis; сумма; количество; цена; ilość; cena;
    montant; quantité; prix; importe; cantidad; precio; order total amount; paid at;
    financial status; refunded amount"""
)
_CATEGORIES = _heads(
    """category id; category name; category; product category; product group; product line;
    warengruppe; категория"""
)
_LEAD_NAMES = _heads("lead id; lead name; lead status; lead score")
_DOCUMENTS = (  # heads of papers: products have none of the first beside one of the second
    _heads(
        """order id; order no; order number; invoice id; invoice no; invoice number; order date;
        invoice date; sales document; transaction date; belegdatum; belegnummer"""
    ),
    _heads(
        """quantity; qty; order quantity; order qty; customer; customer id; customer name; kunde;
        sold to party; sold-to party; menge; контрагент"""
    ),
)
_MANY = 3  # heads that only sales have: fewer stand in tables of contacts as well
_COLLEAGUES = _heads("employee id; sales agent; sales rep; rep id; salesperson id")
_LISTS = _heads("price list; list name; preisliste; прайс-лист")


class TableKind(NamedTuple):
    """What a table is.

    Attributes:
        entity: of its records; LINES for lines of orders; COLLEAGUE for people of the office;
            None: nothing of ours.
        role: SUPPLIER for companies that sell to us; OWN for an export of ours; REFUSED for what
            would be taken for contacts otherwise.
        reason: why it is not imported, as a sentence. how: what a mapping could say.
    """

    entity: str | None
    role: str = ""
    reason: str = ""
    how: str = ""


def kind_of(
    name: str, heads: Sequence[str], sample: Sequence[Sequence[Cell]], *, among: bool
) -> TableKind:
    """What the rows are. among: the table is one of several, so that its name counts as well."""
    words = [plain(head) for head in heads]
    if (own := own_export(heads)) is not None:
        return _own_kind(own)
    shape = order_heads.shape(order_heads.places(heads))
    of_orders = LINES if shape == "lines" else ORDERS
    if sure := of_orders if shape else _sure(set(words)):
        return TableKind(sure)
    if among and (kind := _among(words)):
        return kind
    return _of_contacts(name, heads, sample, among=among)


def _of_contacts(
    name: str, heads: Sequence[str], sample: Sequence[Sequence[Cell]], *, among: bool
) -> TableKind:
    """Contacts, companies or suppliers; or why the rows are none of them."""
    words = [plain(head) for head in heads]
    try:
        contacts = guess(heads, sample)
    except ValidationFailed as refusal:
        last = "product_category" if _is_category(words) and among else None
        if last:
            return TableKind(last)
        how = refusal.problems.get(HOW, "")
        return TableKind(None, reason=without_hints(refusal.problems), how=how)
    if reason := _is_of_sales(heads, words):
        return TableKind(None, REFUSED, reason)
    return TableKind(contacts.entity, SUPPLIER if among and _is_of_suppliers(name, words) else "")


def _own_kind(entity: str) -> TableKind:
    if entity in ("person", "company", *OURS):
        return TableKind(entity, OWN)
    words = _("This is an export of {plural}, which cannot be imported again.")
    return TableKind(None, REFUSED, words.format(plural=inner(_(ENTITIES[entity].plural))))


def is_of_people(head: str) -> bool:
    """Whether a column says how somebody is called in full, or reached, by its head."""
    return plain(head) in _REACHED | _OF_PEOPLE


def own_export(heads: Sequence[str]) -> str | None:
    """The entity of an export of ours."""
    if ID_HEAD not in heads:
        return None
    best: tuple[int, str] | None = None
    for entity in ("person", "company", *OURS, *(key for key in ENTITIES if key not in OURS)):
        found = recognised(heads, entity)
        hits = sum(target is not None for target in found[1]) if found else 0
        if hits and (best is None or hits > best[0]):
            best = hits, entity
    return best[1] if best else None


def _is_of_sales(heads: Sequence[str], words: Sequence[str]) -> str:
    """Why a table is not read as contacts: it speaks of sales. "" where it does not."""
    said = [head for head, word in zip(heads, words, strict=True) if word in _OF_SALES]
    if len(said) < _MANY:
        return ""
    words = _(
        "The columns {some} speak of sales, but not of which kind. Say what a row is (a deal, an "
        "order, a product) and which column is what in a mapping."
    )
    return words.format(some=listed(said[:6]))


def _sure(there: set[str]) -> str | None:
    """What heads say that no table of contacts has."""
    is_pipeline = all(there & each for each in _SURE_DEALS) and not there & _LEAD_NAMES
    if is_pipeline or (len(there & _OF_DEALS) > 1 and there & _DEAL_NAMES):
        return "deal"
    if len(there & _OF_LEADS) > 1 or (there & {"lead id", "lead name", "lead number"}):
        return "lead"
    return "product" if not there & _REACHED and _are_products(there) else None


def _are_products(there: set[str]) -> bool:
    if all(there & each for each in _DOCUMENTS):
        return False
    of_products = there & _OF_PRODUCTS
    if len(of_products) > 1 and there & {"name", "title"}:
        return True
    if there & _LISTS and there & (_CODES | _PRICED):
        return True
    codes = there & _CODES
    return bool(codes) and bool(there & _PRICED or (len(codes) > 1 and of_products))


def _among(words: Sequence[str]) -> TableKind | None:
    first = words[0] if words else ""
    if first in _COLLEAGUES and len(words) > 2:
        return TableKind(COLLEAGUE)
    if _is_category(words):
        return TableKind("product_category")
    return None


def _is_category(words: Sequence[str]) -> bool:
    named = [word for word in words if word in _CATEGORIES]
    return bool(named) and len(words) <= 5 and words[0] in _CATEGORIES | {"id"}


def _is_of_suppliers(name: str, words: Sequence[str]) -> bool:
    folded = plain(name)
    said = ("supplier", "vendor", "lieferant", "поставщик", "dostawc", "fournisseur", "proveedor")
    return any(word in folded for word in said) or any(
        any(word in head for word in said) for head in words[:1]
    )


__all__ = [
    "COLLEAGUE",
    "LINES",
    "ORDERS",
    "OURS",
    "OWN",
    "REFUSED",
    "SUPPLIER",
    "TableKind",
    "kind_of",
    "own_export",
]
