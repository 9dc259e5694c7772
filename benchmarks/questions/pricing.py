"""Price documents: lines a second, beside multiplying and rounding as many numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.measure import MS, PER_SECOND, Row, side_by_side
from crm_desktop.services.pricing import Adjustment, Document, Line, price

DATABASES = (stores.SQLITE,)
SIZES = (10_000,)  # it asks no store: one size is enough
LINES = 50
DOCUMENTS = 40
CENT = Decimal("0.01")
RATES = (Decimal(19), Decimal(7))


def documents() -> list[Document]:
    """Quotes of fifty lines at two rates, each third line with a discount, 3 % off in all."""
    random = Random(11)
    discount = (Adjustment(percent=Decimal("7.5")),)
    return [
        Document(
            "EUR",
            tuple(
                Line(
                    Decimal(random.randint(1, 400)) / 4,
                    Decimal(random.randint(1, 9_999_999)) / 10_000,
                    allowances=discount if i % 3 == 0 else (),
                    tax_rate=RATES[i % 2],
                    cost=Decimal(random.randint(1, 99_999)) / 100,
                )
                for i in range(LINES)
            ),
            allowances=(Adjustment(percent=Decimal(3)),),
        )
        for _ in range(DOCUMENTS)
    ]


def measure(_bench: Bench) -> Iterator[Row]:
    priced = documents()
    ours, limit = side_by_side(
        lambda i: price(priced[i % DOCUMENTS]),
        lambda i: bare(priced[i % DOCUMENTS]),
        rounds=100,
        warm=5,
    )
    yield Row("price a quote of 50 lines", MS, ours.p50, 2.5, limit.p50)
    rate, floor = (LINES * 1_000 / times.p50 for times in (ours, limit))
    yield Row("price lines", PER_SECOND, rate, 20_000, floor)


def bare(document: Document) -> Decimal:
    """Each line rounded, and their sum."""
    total = Decimal(0)
    for line in document.lines:
        total += (line.quantity * line.unit_price).quantize(CENT, ROUND_HALF_UP)
    return total
