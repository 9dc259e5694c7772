"""What the columns of a table of orders, or of their lines, are called: words to places.

A place is a path of the order (`company`, `lines.quantity`), or one of those that are not stored as
they stand: when it was shipped, freight, the total, what a line comes to, parts of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from unicodedata import normalize

SHIPPED, FREIGHT, TOTAL, LINE_TOTAL = "shipped_on", "freight", "total", "lines.total"
DISCOUNT = "lines.discount"  # a fraction or a percentage: its cells tell
TAX_RATE = "lines.tax_rate"
SUBTOTAL = "subtotal"  # of an order whose table has no lines
CUSTOMER_NAME = "customer_name"  # beside a column of their ids
ADDRESS_PARTS = ("name", "street", "city", "region", "postcode", "country")

_NUMBERS = """order id; sales document; sales order id; sales order number; order reference;
    order ref; order name; invoice reference; order no; order number; order nr; order #; order;
    orderid; ordernumber; sales order; sales order no; so number; purchase id; transaction id;
    transaction no; invoice id; invoice no; invoice number; invoice nr; invoice #; invoice;
    invoiceno; receipt no; receipt number; document no; document number; doc no; bill no; auftrag;
    auftragsnummer; auftrags nr; auftragsnr; auftrag nr; bestellnummer; bestell nr; bestellung;
    rechnungsnummer; rechnungs nr; rechnungsnr; rechnung; belegnummer; beleg nr; номер заказа;
    заказ; № заказа; номер счета; счет; заказ №; номер замовлення; замовлення; numer zamówienia;
    nr zamówienia; zamówienie; numer faktury; nr faktury; faktura; numéro de commande;
    n° commande; commande; numéro de facture; facture; número de pedido; nº pedido; pedido;
    número de factura; factura; numero ordine; ordine; numero fattura; fattura; nr comanda;
    număr comandă; comandă"""
_HEADS = {
    "number": _NUMBERS,
    "company": """customer id; customer no; customer number; customer nr; customer; customer name;
        customer code; client id; client; client name; company; company name; account; account id;
        account name; buyer; sold to; bill to; ship to customer; customerid; customernumber;
        kunde; kundennummer; kunden nr; kundennr; kundenname; firma; besteller; käufer; клиент;
        контрагент; покупатель; заказчик; код клиента; клієнт; покупець; klient; nabywca;
        odbiorca; client n°; potential customer; sold-to party; sold to party; bill to customer;
        billing company; company billing; customer full name; cliente; código de cliente;
        código cliente; acheteur; numéro client""",
    "contact": """contact; contact name; customer contact; primary contact; contact id;
        ansprechpartner; contact person; ordered by""",
    "ordered_on": """order date; orderdate; date; invoice date; invoicedate; transaction date;
        sale date; sales date; purchase date; date utc; creation date; created on; created time;
        order created; order placed; ordered on; ordered at; order datetime; created at;
        datum; bestelldatum; auftragsdatum; rechnungsdatum; belegdatum; дата; дата заказа;
        дата счета; дата замовлення; data; data zamówienia; data faktury; date de commande;
        date commande; date de facture; fecha; fecha de pedido; fecha pedido; data ordine""",
    "delivery_on": """required date; requireddate; delivery date; deliver by; requested date;
        promised date; expected delivery; delivery on; delivery; lieferdatum; liefertermin;
        wunschtermin; дата поставки; дата доставки; data dostawy; date de livraison;
        fecha de entrega""",
    SHIPPED: """shipped date; shippeddate; ship date; shipdate; shipped on; shipped at; sent on;
        delivered on; dispatch date; versanddatum; versendet am; дата отгрузки; data wysyłki""",
    FREIGHT: """freight; freight charge; shipping amount; order shipping amount;
        shipping and handling; shipping; shipping cost; shipping costs; shipping fee;
        shipping charge; postage; delivery cost; delivery charge; fracht; frachtkosten; versand;
        versandkosten; porto; доставка; стоимость доставки; koszt dostawy; frais de port;
        gastos de envío; portes""",
    TOTAL: """total; order total amount; grand total purchased; grand total base; totaldue;
        order total; invoice total; grand total; total amount; order amount; order value;
        invoice amount; total due; net total; summe; gesamt; gesamtbetrag; rechnungsbetrag;
        auftragswert; итого; сумма заказа; razem; montant total; importe total""",
    "status": """status; order status; invoice status; fulfillment status; state;
        auftragsstatus; статус; statut; estado; stan""",
    "currency": """currency; doc currency; document currency; currency code; währung; валюта;
        waluta; devise; moneda; curr""",
    "payment_terms": "payment terms; terms; zahlungsbedingungen; zahlungsziel; условия оплаты",
    "delivery_terms": "delivery terms; incoterms; incoterm; lieferbedingungen",
    "customer_reference": """customer reference; customer po; po number; po no; purchase order;
        purchase order number; reference; customer order no; customer's order no; your reference;
        bestellnummer des kunden; kundenbestellnummer""",
    "owner": """employee id; sales person id; salesperson id; sales rep id; assigned to; employee;
        sales rep; salesperson; sales person; sales agent; rep; seller; owner; handled by;
        verkäufer; mitarbeiter; sachbearbeiter; менеджер; продавец""",
    "note": "note; notes; comment; comments; remark; remarks; bemerkung; notiz; комментарий",
    "title": "title; order title; subject; project; betreff; projekt",
    "lines.position": """line; line no; line number; line nr; order line number; orderlinenumber;
        line id; pos; position; item no in order; positionsnummer; pos nr; строка; lp""",
    "lines.product": """product id; inventory item code; item product service; product service;
        item sku; product sku; product; product code; productcode; productid; product no;
        catalog number; catalogue number; product number; sku; item; item id; item no;
        item number; item code; stock code; stockcode; stock item; article; article no;
        article number; part no; part number; track id; material; artikel; artikelnummer;
        artikel nr; artikelnr; art nr; материал; артикул; код; код товара; indeks; symbol;
        référence; código; código de producto; ean; gtin; barcode""",
    "lines.description": """description; item desc; product name; productname; item name;
        item description; product description; line description; article name; bezeichnung;
        artikelbezeichnung; beschreibung; produkt; produktname; text; наименование; номенклатура;
        товар; название; назва; nazwa; nazwa towaru; désignation; libellé; descripción; producto;
        descrizione; denumire""",
    "lines.quantity": """quantity; qty; quantity ordered; quantityordered; ordered quantity;
        order qty; item quantity; qty ordered; quantity refund; qty sold; units; pieces; pcs;
        count; order quantity; menge; anzahl; stück; количество; кол-во; кол во; кількість; ilość;
        quantité; qté; cantidad; quantità; cantitate; unitsold; units sold""",
    "lines.unit": "unit; uom; unit of measure; einheit; me; ед изм; ед; jm; unité; unidad",
    "lines.unit_price": """unit price; unit amount; item rate; item cost; unit sell price;
        selling price; unitprice; price; price each; priceeach; price per unit;
        item price; net price; sales price; rate; preis; einzelpreis; stückpreis; e-preis; цена;
        цена за ед; ціна; cena; cena jednostkowa; prix; prix unitaire; precio; precio unitario;
        prezzo; preț""",
    DISCOUNT: """discount; unit price discount; line discount; disc; discount %; disc %;
        discount percent; discount rate; rabatt; rabatt %; nachlass; скидка; скидка %; знижка;
        rabat; remise; descuento; sconto""",
    "lines.discount_amount": "discount amount; discount value; rabattbetrag; сумма скидки",
    TAX_RATE: """ставка ндс; mwst satz; ust satz; steuersatz; vat; item tax %; item tax rate;
        vat %; vat rate; tax %; tax rate; tax percent; mwst; mwst %; ust; ust %; ндс; ндс %; пдв;
        stawka vat; vat stawka; tva; iva; iva %""",
    LINE_TOTAL: """line total; item amount; item total; linetotal; line amount; extended price;
        extended amount; sales; amount; line value; net amount; subtotal; sub total; gesamtpreis;
        positionsbetrag; net value; betrag; стоимость; сумма; сума; wartość; montant; importe;
        importo""",
    "lines.reference": "line reference; serial no; serial number; seriennummer",
    "lines.delivery_weeks": "delivery weeks; lead time weeks",
}
_WHERE = {
    "delivery_address": ("ship", "shipping", "ship to", "delivery", "deliver to", "lieferung"),
    "billing_address": ("bill", "billing", "bill to", "invoice", "rechnung"),
}
_PARTS = {
    "name": ("name", "to name", "company"),
    "street": ("address", "street", "addr", "address 1", "address line 1", "addressline1"),
    "city": ("city", "town"),
    "region": ("region", "state", "province", "county"),
    "postcode": ("postal code", "postcode", "zip", "zip code", "postalcode", "zipcode"),
    "country": ("country", "nation", "country code"),
}
_SPLIT_CASE = re.compile(r"(?<=[a-zа-яß-ÿ0-9])(?=[A-ZА-Я])|(?<=[A-Z])(?=[A-Z][a-z])")
_INVOICE = re.compile(r"\binvoice|rechnung|faktura|facture|factura|fattura|счет\b")
_OF_LINES = "lines."
_ID = re.compile(r"\b(no|number|code|kod|код|numéro|código|party)$|(id|nr|nummer)$")
_ANY_COMPANY = frozenset({"company", "company name", "account", "account name", "firma"})
_MAILS = frozenset({"email", "e-mail", "email address", "customer email", "email billing"})
_LONE_NUMBERS = ("number", "no", "nr", "num", "nummer", "номер", "numer", "numero", "#", "id")
_OF_DEALS = frozenset({"stage", "deal", "deal name", "opportunity", "probability", "pipeline"})
_OF_PLACES = frozenset({"city", "country", "region", "postal code", "zip", "zip code", "postcode"})
# How heads of lines begin where a table has those of the order as well.
_LINE_FRONTS = ("order lines ", "order line ", "invoice lines ", "lineitem ", "line item ")
_ON_LINES = {"total": LINE_TOTAL, "taxes": TAX_RATE, "name": "lines.description"}
# Heads that mean something else in a program: by which others it is known, and what they mean.
_PROGRAMS: tuple[tuple[frozenset[str], dict[str, str | None]], ...] = (
    (  # Shopify: a row a line; what is of the order stands in its first row
        frozenset({"financial status", "lineitem quantity", "name"}),
        {
            "name": "number",
            "email": "contact",
            "lineitem discount": "lines.discount_amount",
            "discount amount": None,
            "subtotal": None,
            "taxes": None,
            "financial status": None,
            "id": None,
            "billing name": "billing_address.name",
        },
    ),
    (  # SAP: an item is a position
        frozenset({"sales document", "material"}),
        {"item": "lines.position", "name": CUSTOMER_NAME},
    ),
    (  # Xero: the contact is the customer
        frozenset({"contact name", "invoice number", "unit amount"}),
        {"contact name": "company", "tax type": TAX_RATE, "type": None},
    ),
    (  # WooCommerce: a blank company is a person, who is known by the mail
        frozenset({"order number", "company billing", "email billing"}),
        {"email billing": "contact", "taxes": None},
    ),
)
_NUMBERED = re.compile(r".+ \(\d+\)")  # how readers number heads that come twice


def plain(head: str) -> str:
    """A head as it is compared: `UnitPrice`, `unit_price` and `Unit Price:` are one."""
    text = _SPLIT_CASE.sub(" ", normalize("NFKC", head).strip())
    words = re.split(r"[\s_:.*/()\[\]]+", text.casefold())
    return " ".join(word for word in words if word not in ("", "-", "–"))


@cache
def _places() -> dict[str, str]:
    """Every known head and its place. What is listed first wins."""
    out: dict[str, str] = {}
    for place, words in _HEADS.items():
        for word in words.split(";"):
            out.setdefault(" ".join(word.split()), place)
    for address, fronts in _WHERE.items():
        for part, backs in _PARTS.items():
            for front in fronts:
                for back in backs:
                    out.setdefault(f"{front} {back}", f"{address}.{part}")
    for words, place in list(out.items()):  # CUSTOMERNAME, Artikel-Nr
        out.setdefault(_compact(words), place)
    return out


def _compact(words: str) -> str:
    return words.replace(" ", "").replace("-", "")


def all_places() -> tuple[str, ...]:
    """Every place that a mapping can name."""
    addresses = (f"{address}.{part}" for address in _WHERE for part in ADDRESS_PARTS)
    return tuple(dict.fromkeys((*_HEADS, *addresses)))


def place_of(head: str) -> str | None:
    """Where a head leads; None where nobody knows it."""
    words = plain(head)
    known = _places()
    if place := known.get(words) or known.get(_compact(words)):
        return place
    for front in _LINE_FRONTS:
        if words.startswith(front):
            rest = words.removeprefix(front)
            place = _ON_LINES.get(rest) or known.get(rest)
            return place if is_line(place) else None
    return None


def places(heads: Sequence[str]) -> list[str | None]:
    """The place of each column; of two that lead to one, the first has it."""
    words = [plain(head) for head in heads]
    guessed = [None if _NUMBERED.fullmatch(head) else place_of(head) for head in heads]
    guessed = _of_program(words, guessed)
    _sort_customers(words, guessed)
    found: list[str | None] = []
    for place in guessed:
        found.append(place if place not in found else None)
    return found


def _of_program(words: Sequence[str], guessed: Sequence[str | None]) -> list[str | None]:
    """The places, where other columns tell what a head means in the program that wrote them."""
    there, found = set(words), list(guessed)
    for marks, meanings in _PROGRAMS:
        if marks <= there:
            found = [meanings.get(word, place) for word, place in zip(words, found, strict=True)]
            break
    if there & _OF_PLACES:  # then a state is one of the United States
        found = [None if w == "state" else p for w, p in zip(words, found, strict=True)]
    known = set(found)
    amounts = TOTAL in known or {"lines.quantity", "lines.unit_price"} <= known
    lone = amounts and "ordered_on" in known and {"company", "contact"} & known
    if "number" not in found and lone and not there & _OF_DEALS:
        at = next((words.index(word) for word in _LONE_NUMBERS if word in there), None)
        if at is not None:
            found[at] = "number"
    return found


def _sort_customers(words: Sequence[str], found: list[str | None]) -> None:
    """Of several columns that name the customer: which has the id, and which the name."""
    at = [i for i, place in enumerate(found) if place == "company"]
    if not at:
        mail = next((i for i, word in enumerate(words) if word in _MAILS), None)
        if "contact" not in found and mail is not None:
            found[mail] = "contact"
        return
    ids = [i for i in at if is_id(words[i])]
    names = [i for i in at if i not in ids]
    # A `Company` beside a customer is ours; `Customer Name` says more than `Customer`.
    names.sort(key=lambda i: (words[i] in _ANY_COMPANY, not words[i].endswith("name")))
    for i in at:
        found[i] = None
    if ids and names:
        found[names[0]] = CUSTOMER_NAME
    found[(ids or names)[0]] = "company"


def is_id(head: str) -> bool:
    """Whether a head speaks of ids, as it is compared."""
    return _ID.search(head) is not None


def is_line(place: str | None) -> bool:
    """Whether it is of a line, not of the order."""
    return place is not None and place.startswith(_OF_LINES)


def is_invoice(head: str) -> bool:
    """Whether a head speaks of invoices: what is invoiced is not open any more."""
    return _INVOICE.search(plain(head)) is not None


def shape(found: Iterable[str | None]) -> str:
    """What a table with these places is: `orders`, `lines`, `both` in one, or "" for none."""
    there = {place for place in found if place}
    if "number" not in there:
        return ""
    of_line = there & {"lines.product", "lines.description"}
    counted = there & {"lines.quantity", "lines.unit_price", LINE_TOTAL}
    of_order = there & {"company", "ordered_on", SHIPPED, "delivery_on", "contact"}
    if of_line and "lines.quantity" in there and len(counted) > 1:
        return "both" if of_order else "lines"
    if of_line and len(counted) > 1 and of_order:
        return "both"
    return "orders" if len(of_order) > 1 or (of_order and there & {TOTAL, FREIGHT}) else ""
