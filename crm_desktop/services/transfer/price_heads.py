"""Heads of price lists as people write them: `Preis/Stück EUR`, `Цена, руб. без НДС`, `Art.-Nr.`.

What is left of a head without currencies, units and words for "net" has to be a word for a price,
a name, a code or a unit. A price with tax, or of a certain customer, is none that is guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+|[€$£₽₴№#]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CURRENCIES = _words(
    """eur euro euros usd gbp chf pln zł zl uah грн rub руб рублей рублях р czk kč sek dkk nok huf
    ron lei try tl долл доллар сша євро евро dollar dollars € $ £ ₽ ₴"""
)
_BESIDE = _words(
    """net netto нетто excl exclusive excluding ex without ohne zzgl без bez hors ht vat mwst ust
    tax taxes ндс пдв iva tva per pro за je stück stk st unit einheit pc pcs piece each ea шт штуку
    единицу ед item in в of the der and and"""
)
_PRICES = _words(
    """price preis einzelpreis listenpreis verkaufspreis stückpreis nettopreis цена ціна cena prix
    precio prezzo preț pret preço prijs pris hinta ár"""
)
_OF_LISTS = _words("list liste listen listin retail sales selling розничная розн catalogue katalog")
_NAMES = _words(
    """наименование название найменування назва nazwa bezeichnung artikelbezeichnung
    produktbezeichnung désignation designation denominación denominazione libellé denumire
    beschreibung description descripción descrizione"""
)
_OF_NAMES = _words(
    "товара товару продукта продукции towaru produktu артикула product produit item of"
)
_CODES = _words(
    """art artikel article арт артикул item part код kod code réf ref référence referencia cat
    catalog catalogue katalog kat bestell order product prod produkt model"""
)
_NUMBERS = _words("nr no num number nummer numer № n код code kod номер id #")
_UNITS = _words(
    "ед изм единица единицы измерения од вим jm einheit unit uom unité unidad mj measure of"
)


@lru_cache(maxsize=1_000)
def loosely(head: str) -> str | None:
    """The field of a product that a head speaks of; None where it says too much or too little."""
    words = [word.casefold() for word in _WORD.findall(head)]
    there = frozenset(words)
    if not there:
        return None
    rest = there - _CURRENCIES - _BESIDE
    if there & _PRICES:
        return "list_price" if rest <= _PRICES | _OF_LISTS else None
    if words[0] in _NAMES:
        return "name" if there <= _NAMES | _OF_NAMES else None
    if there & _NUMBERS and there & (_CODES - _NUMBERS) and there <= _CODES | _NUMBERS:
        return "code"
    if there <= _UNITS and there & (_UNITS - {"of", "measure"}):
        return "unit"
    return None
