"""Print a quote of fifty lines, beside writing as many plain lines with the PDF library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from random import Random

from reportlab.pdfgen.canvas import Canvas  # pyright: ignore[reportMissingTypeStubs]

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MS, Row, side_by_side
from crm_desktop.services.documents.content import (
    Address,
    Content,
    Item,
    Kind,
    Position,
    Section,
    Seller,
    priced_items,
)
from crm_desktop.services.documents.pdf import print_pdf
from crm_desktop.services.documents.xlsx import print_xlsx
from crm_desktop.services.pricing import Adjustment, Document, Line

DATABASES = (stores.SQLITE,)
SIZES = (10_000,)  # it asks no store: one size is enough
LINES = 50


def quote() -> Content:
    """Five sections of ten lines, each third with a description, each fourth with a discount."""
    random = Random(12)
    discount = (Adjustment(percent=Decimal("7.5")),)
    items: list[Item] = []
    for i in range(LINES):
        if i % 10 == 0:
            items.append(Section(f"Bereich {i // 10 + 1}", str(i // 10 + 1)))
        line = Line(
            Decimal(random.randint(1, 400)) / 4,
            Decimal(random.randint(100, 9_999_999)) / 10_000,
            allowances=discount if i % 4 == 0 else (),
            tax_rate=Decimal(19),
        )
        told = "Eiche geölt, Gestell pulverbeschichtet, mit Kabelkanal. " * 3 if i % 3 == 0 else ""
        named = f"Schreibtisch Fjord {i}"
        items.append(Position(str(i), named, line.quantity, "Stk.", description=told, line=line))
    made, priced = priced_items(items, Document("EUR"))
    seller = Seller("Nordlicht GmbH", footer=(("Nordlicht GmbH", "Hamburg"), ("Bank", "DE89")))
    buyer = Address(("Bäckerei Sonnenschein KG", "Lindenallee 4a", "50667 Köln"))
    day = date(2026, 11, 21)
    return Content(Kind.QUOTE, "AN-1", day, seller, buyer, made, priced, language="de")


def measure(_bench: Bench) -> Iterator[Row]:
    content = quote()
    ours, limit = side_by_side(lambda _i: print_pdf(content), lambda _i: bare(), rounds=20, warm=3)
    yield Row("print a quote of 50 lines", MS, ours.p50, 300, limit.p50)
    ours, _same = side_by_side(lambda _i: print_xlsx(content), lambda _i: None, rounds=20, warm=3)
    yield Row("the same as a workbook", MS, ours.p50, 300, None)


def bare() -> bytes:
    """As many lines of seven words, in a font of every reader."""
    stream = BytesIO()
    canvas = Canvas(stream, pageCompression=1)  # pyright: ignore[reportUnknownVariableType]
    for i in range(LINES):
        for column in range(7):
            canvas.drawString(70 + column * 60, 800 - i * 14, f"word {i}")
    canvas.save()
    return stream.getvalue()
