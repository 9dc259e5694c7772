"""What the rows of a table are, by its heads: contacts, products, deals, orders, or none of these.

A table of contacts is left to mapping.py, which knows how people are written: here only what is
surely something else is told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crm_desktop.errors import ValidationFailed
from crm_desktop.services.transfer import order_heads
from crm_desktop.services.transfer.layout import ID_HEAD, recognised
from crm_desktop.services.transfer.mapping import guess
from crm_desktop.services.transfer.order_heads import plain
from crm_desktop.services.transfer.tables import Cell

LINES, ORDERS = "lines", "order"
COLLEAGUE, SUPPLIER = "colleague", "supplier"
OWN = "own"
OURS = ("product", "deal", "lead", "order", "product_category", "price_list")
_REACHED = frozenset(
    "email e-mail mail email address phone telephone mobile fax telefon mobil телефон".split()
)


def _heads(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.split(";"))


_CODES = _heads(
    """product id; product code; product no; product number; sku; item code; item no; item number;
    article no; article number; artikelnummer; artikel nr; article; part number; part no; артикул;
    код; product name; product; item; item name; artikel; bezeichnung; наименование; stock code;
    product key"""
)
_PRICED = _heads(
    """price; unit price; list price; sales price; net price; retail price; msrp; buy price; cost;
    standard cost; purchase price; preis; listenpreis; einzelpreis; vk; ek; uvp; verkaufspreis;
    einkaufspreis; цена; cena; prix; precio; prezzo; price eur; price usd"""
)
_OF_PRODUCTS = _heads(
    """category id; category; product group; product line; unit; uom; stock; units in stock;
    discontinued; supplier id; supplier; warranty; ean; gtin; barcode; price list; series;
    from quantity; min quantity; quantity per unit; valid from"""
)
_OF_DEALS = _heads(
    """opportunity id; opportunity name; opportunity; deal; deal name; deal id; deal stage;
    deal owner; deal value; stage; close date; close value; closing date; sales stage;
    expected close; engage date; probability; pipeline; forecast category; deal title;
    expected revenue; amount; opportunity owner"""
)
_DEAL_NAMES = _heads(
    """opportunity id; opportunity name; opportunity; deal; deal name; deal id; deal title;
    deal stage; sales stage"""
)
_OF_LEADS = _heads(
    """lead id; lead name; lead source; lead status; lead owner; lead score; lead no; lead number;
    prospect id; lead origin"""
)
_CATEGORIES = _heads(
    """category id; category name; category; product category; product group; product line;
    warengruppe; категория"""
)
_COLLEAGUES = _heads("employee id; sales agent; sales rep; rep id; salesperson id")
_LISTS = _heads("price list; list name; preisliste; прайс-лист")


class TableKind(NamedTuple):
    """What a table is.

    Attributes:
        entity: of its records; LINES for lines of orders; COLLEAGUE for people of the office;
            None: nothing of ours.
        role: SUPPLIER for companies that sell to us; OWN for an export of ours.
        reason: why it is not imported, as a sentence.
    """

    entity: str | None
    role: str = ""
    reason: str = ""


def kind_of(
    name: str, heads: Sequence[str], sample: Sequence[Sequence[Cell]], *, among: bool
) -> TableKind:
    """What the rows are. among: the table is one of several, so that its name counts as well."""
    words = [plain(head) for head in heads]
    if (own := own_export(heads)) is not None:
        return TableKind(own, OWN)
    shape = order_heads.shape(order_heads.places(heads))
    if shape:
        return TableKind(LINES if shape == "lines" else ORDERS)
    there = set(words)
    if sure := _sure(there):
        return TableKind(sure)
    if among and (kind := _among(words)):
        return kind
    try:
        contacts = guess(heads, sample)
    except ValidationFailed as refusal:
        last = "product_category" if _is_category(words) and among else None
        words_of = "; ".join(refusal.problems.values())
        return TableKind(last, reason="" if last else words_of)
    return TableKind(contacts.entity, SUPPLIER if among and _is_of_suppliers(name, words) else "")


def own_export(heads: Sequence[str]) -> str | None:
    """The entity of an export of ours."""
    if ID_HEAD not in heads:
        return None
    best: tuple[int, str] | None = None
    for entity in ("person", "company", *OURS):
        found = recognised(heads, entity)
        hits = sum(target is not None for target in found[1]) if found else 0
        if hits and (best is None or hits > best[0]):
            best = hits, entity
    return best[1] if best else None


def _sure(there: set[str]) -> str | None:
    """What heads say that no table of contacts has."""
    if len(there & _OF_DEALS) > 1 and there & _DEAL_NAMES:
        return "deal"
    if len(there & _OF_LEADS) > 1 or (there & {"lead id", "lead name", "lead number"}):
        return "lead"
    if there & _REACHED:
        return None
    if there & _LISTS and there & (_CODES | _PRICED):
        return "product"
    if there & _CODES and there & (_PRICED | (_OF_PRODUCTS if len(there & _CODES) > 1 else set())):
        return "product"
    return None


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


__all__ = ["COLLEAGUE", "LINES", "ORDERS", "OURS", "OWN", "SUPPLIER", "TableKind", "kind_of"]
