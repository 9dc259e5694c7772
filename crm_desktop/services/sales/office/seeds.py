"""What an office needs before its first deal: a pipeline, lost reasons, taxes, currencies, numbers.

Laid when a store is made, and when one of an earlier program is upgraded, in the language of who
makes it. All of it can be edited.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, insert, select

from crm_desktop.i18n import N_, _, language
from crm_desktop.models.base import utc_now
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import iso4217
from crm_desktop.services.sales.papers.numbering import PATTERNS


class _Stage(NamedTuple):
    name: str
    kind: str
    probability: int
    rot_days: int | None = None
    exit_criteria: str | None = None


RENEWALS = N_("Renewals")
PIPELINES = (
    (
        N_("Sales"),
        (
            _Stage(N_("New enquiry"), "open", 5, 7, N_("We spoke; a real need exists.")),
            _Stage(
                N_("Qualified"),
                "open",
                20,
                14,
                N_("Budget range, decision maker and timing are known."),
            ),
            _Stage(
                N_("Need agreed"),
                "open",
                40,
                21,
                N_("The customer confirmed the requirements in writing."),
            ),
            _Stage(
                N_("Quote presented"),
                "open",
                60,
                14,
                N_("The customer has reviewed the quote; sending it is not enough."),
            ),
            _Stage(
                N_("Negotiation"),
                "open",
                75,
                14,
                N_("Open points are listed, a date for the decision is agreed."),
            ),
            _Stage(N_("Verbal yes"), "open", 90, 7, N_("Only paperwork is missing.")),
            _Stage(N_("Won"), "won", 100, None, N_("An order or a signed quote is attached.")),
            _Stage(N_("Lost"), "lost", 0),
        ),
    ),
    (
        RENEWALS,
        (
            _Stage(N_("Upcoming"), "open", 70, 30),
            _Stage(N_("Contacted"), "open", 80, 21),
            _Stage(N_("Terms agreed"), "open", 95, 14),
            _Stage(N_("Renewed"), "won", 100),
            _Stage(N_("Not renewed"), "lost", 0),
        ),
    ),
    (
        N_("Tender"),
        (
            _Stage(N_("Identified"), "open", 5, 30),
            _Stage(N_("Bid decision"), "open", 15, 14),
            _Stage(N_("Submitted"), "open", 35, 60),
            _Stage(N_("Shortlist"), "open", 55, 30),
            _Stage(N_("Preferred"), "open", 85, 21),
            _Stage(N_("Awarded"), "won", 100),
            _Stage(N_("Not awarded"), "lost", 0),
        ),
    ),
)
LOST_REASONS = (
    (N_("Price"), "price"),
    (N_("Timing"), "timing"),
    (N_("Competitor"), "competitor"),
    (N_("No decision"), "no-decision"),
    (N_("No budget"), "budget"),
    (N_("Product gap"), "product"),
    (N_("Relationship"), "relationship"),
    (N_("Duplicate"), "duplicate"),
    (N_("Other"), "other"),
)
SERIES = {
    "quote": N_("Quotes"),
    "order": N_("Orders"),
    "delivery": N_("Deliveries"),
    "contract": N_("Contracts"),
    "deal": N_("Deals"),
}
# Standard and reduced rates, in percent, as of 2026.
_TAX = {
    country: rates
    for country, *rates in (
        each.split()
        for each in """
    AT 20 10 13; BE 21 6 12; BG 20 9; CY 19 5 9; CZ 21 12; DE 19 7; DK 25; EE 24 9; ES 21 10 4;
    FI 25.5 13.5 10; FR 20 10 5.5; GR 24 13 6; HR 25 13 5; HU 27 18 5; IE 23 13.5 9; IT 22 10 4;
    LT 21 12 5; LU 17 8 14; LV 21 12 5; MT 18 7 5; NL 21 9; PL 23 8 5; PT 23 13 6; RO 21 11; SE
    25 12 6; SI 22 9.5 5; SK 23 19 5; GB 20 5; CH 8.1 2.6 3.8; LI 8.1 2.6 3.8; NO 25 15 12; IS
    24 11; UA 20 14 7; MD 20 8; RS 20 10; TR 20 10 1; RU 22 10; AU 10; NZ 15; CA 5; JP 10 8; KR
    10; CN 13 9 6; IN 18 5; IL 18; ZA 15; MX 16; AE 5; SA 15
    """.split(";")
    )
}
_RATED = (N_("Standard rate"), N_("Reduced rate"), N_("Second reduced rate"))
_UNTAXED = (
    (N_("Zero rated"), "Z", None),
    (N_("Exempt"), "E", N_("Exempt from tax")),
    (N_("Reverse charge"), "AE", N_("Reverse charge")),
    (N_("Intra-community supply"), "K", N_("Intra-community supply")),
    (N_("Export"), "G", N_("Export outside the EU")),
    (N_("Not subject to tax"), "O", N_("Not subject to tax")),
)
_ALWAYS_USED = frozenset({"EUR", "USD"})
_CASH = {"CHF": "0.05", "CAD": "0.05", "AUD": "0.05", "SEK": "1", "NOK": "1", "DKK": "0.5"}


def lay_where_missing(connection: Connection) -> None:
    """For a store that has an office, but was made before there were sales."""
    office = table("office")
    found = select(office.c.country, office.c.currency).where(office.c.deleted_at.is_(None))
    row = connection.execute(found.limit(1)).one_or_none()
    there = connection.execute(select(table("pipeline").c.id).limit(1)).first()
    if row is not None and there is None:
        lay(connection, row.country, row.currency)


def lay(connection: Connection, country: str | None, currency: str | None = None) -> None:
    """Write everything. currency: that of the office; None: that of its country."""
    seeds = _Seeds(connection, utc_now())
    seeds.pipelines()
    seeds.lost_reasons()
    seeds.series()
    seeds.taxes((country or "").upper())
    seeds.currencies({currency or currency_of(country), *_ALWAYS_USED})


def currency_of(country: str | None) -> str | None:
    """What is paid with in a country."""
    from babel.numbers import get_territory_currencies

    if not country:
        return None
    found: list[str] = get_territory_currencies(country.upper())
    return next((code for code in found if code in iso4217.CODES), None)


def _said(text: str | None) -> str | None:
    return _(text) if text else None


class _Seeds:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection, self._now = connection, now

    def _records(self, name: str, rows: Iterable[dict[str, Any]]) -> list[UUID]:
        made: list[dict[str, Any]] = [
            {
                "id": uuid7(),
                "name_key": fold(row["name"]),
                "created_at": self._now,
                "updated_at": self._now,
                **row,
            }
            for row in rows
        ]
        self._connection.execute(insert(table(name)), made)
        return [row["id"] for row in made]

    def pipelines(self) -> None:
        """The pipelines with their stages; the first one is for new deals."""
        rows = (
            {"name": _(name), "position": at, "is_default": at == 1}
            for at, (name, _stages) in enumerate(PIPELINES, 1)
        )
        keys = self._records("pipeline", rows)
        for place, (key, (_name, stages)) in enumerate(zip(keys, PIPELINES, strict=True)):
            self._records(
                "stage",
                (
                    {
                        "pipeline_id": key,
                        "position": 100 * place + at,  # a list of all goes pipeline by pipeline
                        **stage._asdict(),
                        "name": _(stage.name),
                        "probability": Decimal(stage.probability),
                        "exit_criteria": _said(stage.exit_criteria),
                    }
                    for at, stage in enumerate(stages, 1)
                ),
            )

    def lost_reasons(self) -> None:
        """Why deals are lost."""
        self._records(
            "lost_reason",
            (
                {"name": _(name), "kind": kind, "position": at}
                for at, (name, kind) in enumerate(LOST_REASONS, 1)
            ),
        )

    def series(self) -> None:
        """How documents are numbered."""
        self._records(
            "number_series",
            (
                {"name": _(name), "kind": kind, "pattern": PATTERNS[kind]}
                for kind, name in SERIES.items()
            ),
        )

    def taxes(self, country: str) -> None:
        """The tax classes, those with a rate as it is in the country."""
        rates = _TAX.get(country, [])
        names = _RATED[: max(len(rates), 2)]
        keys = self._records(
            "tax_class",
            [
                {"name": _(name), "category": "S", "is_default": not at, "exemption_reason": None}
                for at, name in enumerate(names)
            ]
            + [
                {
                    "name": _(name),
                    "category": kind,
                    "is_default": False,
                    "exemption_reason": _said(reason),
                }
                for name, kind, reason in _UNTAXED
            ],
        )
        rows = [
            {"id": uuid7(), "tax_class_id": key, "country": country, "rate": Decimal(rate)}
            for key, rate in zip(keys, rates, strict=False)
        ]
        if rows:
            self._connection.execute(insert(table("tax_rate")), rows)

    def currencies(self, used: set[str | None]) -> None:
        """All currencies there are; a few are in use."""
        from babel import Locale

        words = Locale.parse(language())
        names: dict[str, str] = dict(words.currencies)
        symbols: dict[str, str] = dict(words.currency_symbols)
        self._records(
            "currency",
            (
                {
                    "code": code,
                    "name": str(names.get(code, code)),
                    "symbol": str(symbols.get(code, code)),
                    "minor_units": iso4217.minor_units(code),
                    "cash_rounding": Decimal(_CASH[code]) if code in _CASH else None,
                    "in_use": code in used,
                }
                for code in iso4217.CODES
            ),
        )
