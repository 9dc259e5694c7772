"""Leads and deals of the demo: believable, endless, always the same.

As everywhere in the demo only `random()` is drawn, and a smaller count is the beginning of a larger
one. References are places: of companies and people in the order in which they were made, of
colleagues in `office.colleagues()`, of products in `products.PRODUCTS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import NamedTuple

from crm_desktop.services.demo.products import PRODUCTS
from crm_desktop.services.demo.rows import Values

# Euros for one unit, first and last month of the demo's year.
RATES = {
    "USD": ("0.9214", "0.8631"),
    "GBP": ("1.1893", "1.1402"),
    "CHF": ("1.0421", "1.0687"),
    "PLN": ("0.2337", "0.2352"),
    "UAH": ("0.02231", "0.02064"),
    "RON": ("0.2009", "0.1967"),
    "SEK": ("0.0873", "0.0912"),
    "NOK": ("0.0851", "0.0848"),
    "TRY": ("0.02612", "0.02047"),
    "CNY": ("0.1272", "0.1211"),
    "JPY": ("0.006137", "0.005702"),
    "KRW": ("0.000628", "0.000594"),
    "BRL": ("0.1521", "0.1603"),
    "ILS": ("0.2533", "0.2648"),
    "RUB": ("0.00894", "0.01061"),
    "AED": ("0.2509", "0.2350"),
    "SAR": ("0.2457", "0.2302"),
}
_STAGES = (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, *(6,) * 7, *(7,) * 6)
_TITLES = (
    "{product} for {firm}",
    "{firm}: new warehouse",
    "{firm}: replacement of devices",
    "{product}, framework order",
    "{firm}: second hall",
    "Renewal {product}",
    "{firm}: pilot with {product}",
)
_TYPES = ("new", "new", "new", "add-on", "add-on", "renewal", "service")
_SOURCES = ("referral", "web", "web", "trade fair", "campaign", "call-in", "partner")
_LOST = (0, 0, 1, 2, 2, 3, 4, 5, 6)
_COMPETITORS = ("Rackworks", "ScanPoint", "Lagertec", "PackPro", "Nordstore")
_NEXT = (
    ("call", "Talk through the offer"),
    ("meeting", "Visit the hall"),
    ("email", "Send the revised plan"),
    ("call", "Ask for the decision"),
    ("task", "Check delivery dates"),
    ("demo", "Show the scanners"),
)
_REASONS = (
    ("Asked for a price", 20),
    ("Opened the catalogue twice", 5),
    ("Company of the right size", 15),
    ("Buys this year", 25),
    ("Trade fits", 10),
    ("Far away", -10),
    ("Student project", -30),
)
_STATUSES = ("new",) * 4 + ("contacting",) * 4 + ("qualified",) * 2 + ("nurture", "disqualified")
_CAMPAIGNS = ("Autumn catalogue", "LogiMAT", "Newsletter", None, None)


class DemoDeal(NamedTuple):
    """A deal: `stage` is its place in the first pipeline, `days` how long it has been there.

    next_step: kind, subject and hours from now of what is planned; lost: place of the reason.
    """

    values: Values
    stage: int
    days: int
    age: int
    lost: int | None
    lines: tuple[tuple[int, int, int], ...]  # product, quantity, percent off
    next_step: tuple[str, str, int] | None


class DemoLead(NamedTuple):
    """A lead, its owner and its age in days."""

    values: Values
    owner: int
    age: int


def _draw(seed: int, what: int, place: int) -> Random:
    return Random((seed << 40) ^ (what << 34) ^ place)


def rate_on(currency: str, month: int, months: int = 12) -> str:
    """The rate of a month: on a straight line from the first to the last."""
    first, last = (Decimal(each) for each in RATES[currency])
    rate = first + (last - first) * month / (months - 1)
    return str(rate.quantize(Decimal("0.000001"), ROUND_HALF_UP).normalize())


def in_currency(amount: Decimal, currency: str) -> Decimal:
    """A price of the catalogue in a customer's currency, with as many digits as one would print."""
    if currency not in RATES:
        return amount
    price = amount / Decimal(RATES[currency][1])
    return price.quantize(Decimal(1) if price > 1000 else Decimal("0.01"), ROUND_HALF_UP)


def deal(place: int, seed: int, firm: str, today: datetime) -> DemoDeal:
    """The deal of that place, with a customer called `firm`."""
    draw = _draw(seed, 1, place).random
    stage = _STAGES[int(draw() * len(_STAGES))]
    closed = stage >= 6
    age = 5 + int(draw() * draw() * 420)
    days = int(draw() * min(age, 400 if closed else 45))
    lines = tuple(_line(draw()) for _ in range(1 + int(draw() * 3)))
    title = _TITLES[int(draw() * len(_TITLES))]
    product = PRODUCTS[lines[0][0]].name.partition(",")[0]
    day = today.date()
    values: Values = {
        "title": title.format(product=product, firm=firm),
        "type": _TYPES[int(draw() * len(_TYPES))],
        "source": _SOURCES[int(draw() * len(_SOURCES))],
        "expected_close": _close(day, closed, days, draw()),
    }
    if closed:
        values["closed_on"] = day - timedelta(days=days)
    elif draw() < 0.12:
        values |= {"probability_override": Decimal(30), "probability_reason": "Budget not released"}
    if not closed and draw() < 0.06:
        values |= {
            "on_hold_until": day + timedelta(days=20 + int(draw() * 60)),
            "hold_reason": "Building permit",
        }
    if draw() < 0.3:
        name = _COMPETITORS[int(draw() * len(_COMPETITORS))]
        values["competitors"] = ({"name": name, "threat": ("high", "medium", "low")[stage % 3]},)
    if draw() < 0.15:
        values["tags"] = (("key account", "fair", "urgent")[place % 3],)
    lost = _LOST[int(draw() * len(_LOST))] if stage == 7 else None
    return DemoDeal(values, stage, days, age, lost, lines, None if closed else _next(draw()))


def _line(drawn: float) -> tuple[int, int, int]:
    """Product, quantity and discount out of one number."""
    at = int(drawn * len(PRODUCTS))
    fine = int(drawn * 1_000_003)
    cheap = PRODUCTS[at].list_price < 100
    quantity = 1 + fine % (200 if cheap else 12)
    return at, quantity, (0, 0, 0, 5, 10)[fine % 5]


def _close(day: date, closed: bool, days: int, drawn: float) -> date:
    if closed:
        return day - timedelta(days=days - int((drawn - 0.5) * 20))
    return day + timedelta(days=int(drawn * 110) - 14)


def _next(drawn: float) -> tuple[str, str, int] | None:
    if drawn < 0.3:
        return None
    kind, subject = _NEXT[int(drawn * 997) % len(_NEXT)]
    return kind, subject, int((drawn - 0.4) * 600)


def leads(
    count: int, seed: int, names: list[tuple[str, str]], today: datetime
) -> Iterator[DemoLead]:
    """Leads. names: given and family names to draw from."""
    for place in range(count):
        yield _lead(place, seed, names, today)


def _lead(place: int, seed: int, names: list[tuple[str, str]], today: datetime) -> DemoLead:
    draw = _draw(seed, 2, place).random
    given, family = names[int(draw() * len(names))][0], names[int(draw() * len(names))][1]
    firm = f"{family} {('GmbH', 'Ltd', 'Logistics', 'Trading', 'S.A.')[int(draw() * 5)]}"
    slug = f"lead{place + 1}"
    status = _STATUSES[int(draw() * len(_STATUSES))]
    age = int(draw() * draw() * 120)
    values: Values = {
        "first_name": given,
        "last_name": family,
        "company_name": firm,
        "emails": ({"address": f"{slug}@{slug}.example", "type": "work", "is_primary": True},),
        "status": status,
        "source": _SOURCES[int(draw() * len(_SOURCES))],
        "reasons": tuple(
            {"reason": reason, "points": points} for reason, points in _REASONS if draw() < 0.35
        ),
        "estimated_amount": Decimal((1 + int(draw() * draw() * 80)) * 500),
        "currency": "EUR",
        "response_due_at": today - timedelta(days=age - 1),
    }
    if (campaign := _CAMPAIGNS[int(draw() * len(_CAMPAIGNS))]) is not None:
        values["campaign"] = campaign
    if status == "nurture":
        values["wake_up_on"] = today.date() + timedelta(days=10 + int(draw() * 90))
    if status == "disqualified":
        values["disqualified_reason"] = ("No need", "Too small", "Competitor")[int(draw() * 3)]
    if status in ("contacting", "qualified"):
        answered = today - timedelta(days=age, hours=-int(draw() * 20))
        values["responded_at"] = min(answered, today)
    return DemoLead(values, 1 + int(draw() * 9), age)
