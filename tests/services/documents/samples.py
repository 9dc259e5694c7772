"""Documents to be printed: what the tests of documents, and those who look at them, begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from crm_desktop.services.documents.content import (
    Address,
    Component,
    Content,
    Item,
    Kind,
    Payment,
    Position,
    Role,
    Section,
    Seller,
    Text,
    priced_items,
)
from crm_desktop.services.pricing import Adjustment, Document, Line

D = Decimal
DAY = date(2026, 11, 21)
IBAN = "DE89 3704 0044 0532 0130 00"
SELLER = Seller(
    "Nordlicht Büro & Technik GmbH",
    "Möbel, Licht und Technik für gute Büros",
    "Nordlicht GmbH · Hafenstr. 12 · 20459 Hamburg",
    colour="#1F6F78",
    footer=(
        ("Nordlicht Büro & Technik GmbH", "Hafenstraße 12", "20459 Hamburg"),
        ("Kontakt", "+49 40 5551 2340", "angebote@nordlicht.example"),
        ("Bank", "Hanseatische Bank", IBAN, "BIC COBADEFFXXX"),
        ("Register", "HRB 123456 Hamburg", "USt-IdNr. DE123456789"),
    ),
)
BUYER = Address(("Bäckerei Sonnenschein KG", "Frau Dr. Katharina Müller", "50667 Köln"))
TEN = (Adjustment(percent=D(10), reason="Treuerabatt"),)


def position(number: str, name: str, quantity: str, price: str, **more: Any) -> Position:
    """A position; `rate`, `less` and `base` are of its line."""
    line = Line(
        D(quantity),
        D(price),
        D(more.pop("base", "1")),
        allowances=more.pop("less", ()),
        tax_category=more.pop("category", "S"),
        tax_rate=D(more.pop("rate", "19")),
    )
    unit = more.pop("unit", "Stk.")
    return Position(number, name, D(quantity), unit, line=line, **more)


def document(
    items: Iterable[Item],
    kind: Kind = Kind.QUOTE,
    language: str = "de",
    pricing: Document | None = None,
    **more: Any,
) -> Content:
    """A document with its prices; `pricing` is its currency, discounts and the like."""
    made, priced = priced_items(items, pricing or Document("EUR"))
    more = {"number": "AN-2026-0042", "issued": DAY, "seller": SELLER, "buyer": BUYER} | more
    return Content(kind, items=made, priced=priced, language=language, **more)


def small_quote(**more: Any) -> Content:
    """Three lines, in German."""
    items = [
        position(
            "1",
            "Schreibtisch Fjord, höhenverstellbar",
            "4",
            "649",
            code="FJ-160-E",
            description="Platte 160 × 80 cm, Eiche geölt. Fünf Jahre Garantie.",
        ),
        position("2", "Bürostuhl Havn", "4", "389.50", less=TEN),
        position("3", "Lieferung und Montage", "1", "180", unit="psch."),
    ]
    told = {
        "until": date(2026, 12, 21),
        "title": "Vier Arbeitsplätze für Ihr neues Büro",
        "contact": "Jonas Petersen\n+49 40 5551 2341",
        "reference": "Ihre Anfrage vom 18.11.",
        "salutation": "Sehr geehrte Frau Dr. Müller,",
        "intro": "vielen Dank für Ihre Anfrage. Gern bieten wir Ihnen an:",
        "terms": (("Zahlung", "Innerhalb von 14 Tagen ohne Abzug."),),
        "closing": "Wir freuen uns auf Ihren Auftrag.",
        "signed": "Jonas Petersen",
    }
    return document(items, **(told | more))


def large_quote(sections: int = 5, each: int = 11, **more: Any) -> Content:
    """Sections with subtotals, a bundle, options and alternatives, two rates, a discount."""
    items: list[Item] = []
    for s in range(1, sections + 1):
        items.append(Section(f"Bereich {s}", str(s)))
        items += [_row(s, j) for j in range(1, each + 1)]
        if s == 2:
            items += _alternatives()
        if s == 3:
            items.append(Text("Alle Polster im Stoff Ihrer Wahl."))
    items.append(
        position("O1", "Garantie auf zehn Jahre", "1", "640", role=Role.OPTION, counts=False)
    )
    pricing = Document("EUR", allowances=(Adjustment(percent=D(3), reason="Projektrabatt"),))
    told = {"revision": 2, "title": "Ausstattung", "until": date(2026, 12, 21)}
    return document(items, pricing=pricing, **(told | more))


def _row(s: int, j: int) -> Position:
    price = f"{(s * j * 137) % 900 + 12}.{(s * j * 37) % 100:02}"
    made = position(f"{s}.{j}", f"Regal Bror {s}{j}", str((s + j) % 9 + 1), price)
    if j == 2:
        made = replace(made, description="Fünf Böden, Eiche geölt, matt, mit Kabelkanal. " * 3)
    if j == 3:
        parts = (Component("Monitorarm", D(1), "Stk."), Component("Kabel", D(2)))
        made = replace(made, components=parts)
    if j == 4 and made.line:
        made = replace(made, line=replace(made.line, tax_rate=D(7), allowances=TEN))
    return made


def _alternatives() -> list[Item]:
    return [
        position("A1", "Tisch Massiv", "1", "2890", role=Role.ALTERNATIVE, group="A"),
        position(
            "A2", "Tisch Furnier", "1", "2190", role=Role.ALTERNATIVE, group="A", counts=False
        ),
    ]


def delivery(**more: Any) -> Content:
    """A delivery note, in Romanian, with another place to go to."""
    items = (
        Position("1", "Scaun de birou ergonomic", D(12), "buc.", ordered=D(16)),
        Position("2", "Birou reglabil pe înălțime", D(4), "buc.", ordered=D(4)),
    )
    buyer = Address(("Întreprinderea Țărănească S.R.L.", "Ștefan Mureșanu", "București"))
    told: dict[str, Any] = {
        "deliver_to": Address(("Depozit Șoseaua Giurgiului 120", "040658 București")),
        "facts": (("Colete", "7"),),
        "number": "AV-118",
    }
    told |= more
    return Content(
        Kind.DELIVERY, issued=DAY, seller=SELLER, buyer=buyer, items=items, language="ro", **told
    )


def proforma(**more: Any) -> Content:
    """A pro-forma invoice with a payment code, for a Greek customer."""
    buyer = Address(("Οδυσσεύς Παπαδόπουλος ΑΕ", "Λεωφόρος Κηφισίας 44", "Greece"), "EL123")
    payment = Payment("Nordlicht Büro & Technik GmbH", IBAN, "COBADEFFXXX", "PF-7")
    told = {"number": "PF-7", "buyer": buyer, "payment": payment} | more
    return document([position("1", "Desk", "2", "649")], Kind.PROFORMA, "en", **told)


def chinese(**more: Any) -> Content:
    """A quote in Chinese."""
    items = [
        position(
            "1", "升降办公桌 Fjord 160", "4", "3280", unit="张", description="双电机驱动。" * 12
        ),
        position("2", "人体工学椅", "4", "1899.50", unit="把", less=TEN),
    ]
    told = {"buyer": Address(("上海晨光贸易有限公司", "王芳 女士")), "number": "BJ-42"} | more
    return document(items, language="zh", pricing=Document("CNY"), **told)


def russian(**more: Any) -> Content:
    """A quote in Russian."""
    items = [position("1", "Стол письменный «Фьорд»", "4", "12450", unit="шт.")]
    told = {
        "buyer": Address(("ООО «Северный ветер»", "Щербакова Ольга Юрьевна")),
        "number": "КП-15",
    }
    return document(items, language="ru", pricing=Document("RUB"), **(told | more))


def logo(width: int = 300, height: int = 80) -> bytes:
    """A picture, as a PNG."""
    from PIL import Image

    stream = BytesIO()
    Image.new("RGBA", (width, height), (31, 111, 120, 200)).save(stream, "PNG")
    return stream.getvalue()
