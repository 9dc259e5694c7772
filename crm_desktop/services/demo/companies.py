"""Companies of the demo: any one of them can be asked for, without those before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from crm_desktop.services.demo.office import OWNERS
from crm_desktop.services.demo.phrases import COMPANY_BACKGROUND, COMPANY_TAGS
from crm_desktop.services.demo.rows import DemoCompany, Values
from crm_desktop.services.demo.tables import (
    WEIGHTS,
    City,
    Draw,
    Pattern,
    Region,
    fill,
    industries,
    ranks,
    regions,
    slots,
    split,
)

_MASK = (1 << 64) - 1
STATUSES = (
    ("prospect",) * 36
    + ("customer",) * 42
    + ("former",) * 6
    + ("partner",) * 7
    + ("supplier",) * 6
    + ("press",)
    + ("other",) * 2
)
RATINGS = ("A", "A", "B", "B", "B", "C", "C", "")
SOURCES = (
    *("referral", "referral", "web", "web", "web", "trade fair", "trade fair", "campaign"),
    *("call-in", "event", "partner", "advert", "other", ""),
)
# Size band, fewest and most employees, yearly turnover a head in thousands at most.
_SIZES = (
    ("1-9", 2, 9, 180),
    ("10-49", 10, 49, 220),
    ("10-49", 12, 49, 240),
    ("50-249", 50, 249, 250),
    ("250-999", 250, 990, 280),
    ("1000+", 1000, 4200, 310),
)
_PRICE_LISTS = ("Retail", "Wholesale", "Export")
_TERMS = ("14 days net", "30 days net", "30 days net", "45 days net", "Prepayment")


class Core(NamedTuple):
    """What a company's people have from it."""

    region: Region
    name: str
    short: str
    legal_name: str
    domain: str
    city: City
    street: str
    postcode: str
    trade: int
    owner: int
    status: str


class Cores:
    """Companies by their place in the row."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._slots = slots()
        self._ranks = ranks()
        self._regions = regions()
        # Neighbouring countries share words: each begins somewhere else.
        self._first = {key: place * 1009 for place, key in enumerate(WEIGHTS)}

    def __call__(self, index: int) -> Core:
        block, place = divmod(index, 100)
        key = self._slots[place]
        rank = block * WEIGHTS[key] + self._ranks[place]
        bits = mixed(self._seed, index)
        region = self._regions[key][(rank + 1) % 3 == 0]
        bits, pick = divmod(bits, 4096)
        first = self._seed * 7919 + self._first[key]
        name, domain, city, trade = _called(region, rank, first, pick)
        legal_name = region.forms[pick % len(region.forms)].format(name)
        bits, street = divmod(bits, len(region.streets))
        bits, number = divmod(bits, 137)
        owners = OWNERS[region.place.territory]
        return Core(
            region,
            legal_name if bits % 5 < 2 else name,
            name,
            legal_name,
            domain,
            city,
            region.streets[street].format(n=number + 1),
            _filled(city.postcode, bits),
            trade,
            owners[pick % len(owners)],
            STATUSES[bits % 100],
        )


def mixed(seed: int, index: int) -> int:
    """64 bits that look drawn, for a place in a row."""
    bits = (index * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _MASK
    return bits ^ (bits >> 31)


def _called(region: Region, rank: int, first: int, pick: int) -> tuple[str, str, City, int]:
    """Name, mail domain, city and trade of the `rank`-th company of a country: no name twice."""
    trades = region.trades
    again, place = divmod(rank, len(region.heads) * len(trades))
    place = (place + first) * region.step % (len(region.heads) * len(trades))
    head, trade = region.heads[place // len(trades)], place % len(trades)
    word, slug = trades[trade]
    name = region.company.format(stem=head.text, trade=word)
    domain = region.glue.join((head.slug, slug) if region.stem_first else (slug, head.slug))
    city = region.cities[head.city if head.city >= 0 else pick % len(region.cities)]
    if again:
        branch, other = divmod(again - 1, len(region.cities))
        suffix = f" {branch + 1}" if branch else ""
        name = f"{name} {region.cities[other].name}{suffix}"
        domain = f"{domain}-{region.cities[other].slug}{suffix.strip()}"
    return name, domain + ".example", city, trade


def _filled(pattern: Pattern, bits: int) -> str:
    text = pattern.begin
    for table, size, behind in pattern.parts:
        bits, digit = divmod(bits, size)
        text += table[digit] + behind
    return text


def companies(count: int, seed: int, today: datetime) -> Iterator[DemoCompany]:
    """Companies 0 to count - 1."""
    core_of = Cores(seed)
    rng = Random(seed * 4 + 1)
    draw = rng.random
    tags = tuple(tag.format(year=today.year) for tag in split(COMPANY_TAGS))
    backgrounds = COMPANY_BACKGROUND.strip().splitlines()
    for index in range(count):
        core = core_of(index)
        values = _values(core, draw, today.year)
        age = 10 + int(draw() * 1500)
        values["created_at"] = today - timedelta(days=age, minutes=int(draw() * 400))
        chosen = draw() * 1.8
        values["tags"] = (tags[int(chosen * len(tags))],) if chosen < 1 else ()
        if draw() < 0.2:
            values["note"] = backgrounds[int(draw() * len(backgrounds))]
        parent = int(draw() * index) if index and draw() < 0.04 else None
        yield DemoCompany(index, values, core.owner, parent)


def _values(core: Core, draw: Draw, year: int) -> Values:
    region, city, place = core.region, core.city, core.region.place
    band, least, most, head = _SIZES[int(draw() * len(_SIZES))]
    employees = least + int(draw() * (most - least))
    rating, source = RATINGS[int(draw() * 8)], SOURCES[int(draw() * 14)]
    address: Values = {
        "street": core.street,
        "type": "work",
        "postcode": core.postcode,
        "city": city.name,
        "region": city.region,
        "country": place.country,
        "is_primary": True,
    }
    values: Values = {
        "name": core.name,
        "legal_name": core.legal_name,
        "status": core.status,
        "types": ({"type": "supplier"},) if draw() < 0.04 and core.status != "supplier" else (),
        "industry": industries()[core.trade],
        "size_band": band,
        "employees": employees,
        "annual_revenue": Decimal(employees * (60 + int(draw() * head)) * 1000),
        "year_established": year - 3 - int(draw() * draw() * 110),
        "phones": _phones(city, draw),
        "emails": ({"address": f"info@{core.domain}", "type": "work", "is_primary": True},),
        "web_links": (
            {"url": f"https://www.{core.domain}", "type": "website", "is_primary": True},
        ),
        "domains": ({"domain": core.domain},),
        "addresses": (address, _delivery(address)) if draw() < 0.15 else (address,),
        "region": place.territory,
        "vat_id": fill(region.vat, draw),
        "registration_no": fill(region.registration, draw),
        "language": place.language,
        "currency": place.currency,
    }
    if rating:
        values["rating"] = rating
    if source:
        values["lead_source"] = source
    if core.status == "customer":
        values["price_list"] = _PRICE_LISTS[int(draw() * 3)]
        values["payment_terms"] = _TERMS[int(draw() * 5)]
        values["credit_limit"] = Decimal((1 + int(draw() * 20)) * 2500)
    return values


def _delivery(address: Values) -> Values:
    return {**address, "type": "delivery", "extra": "Gate 2", "is_primary": False}


def _phones(city: City, draw: Draw) -> tuple[Values, ...]:
    patterns = city.landlines
    main = {
        "number": fill(patterns[int(draw() * len(patterns))], draw),
        "type": "main",
        "is_primary": True,
    }
    if draw() < 0.12:
        fax = {"number": fill(patterns[0], draw), "type": "fax", "is_primary": False}
        return (main, fax)
    return (main,)
