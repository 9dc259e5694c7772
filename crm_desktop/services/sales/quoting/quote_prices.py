"""A quote in another currency, and below what its products are not sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from uuid import UUID

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services import money, pricing, rates
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.pricing import ONE
from crm_desktop.services.sales.papers import line_amounts
from crm_desktop.services.sales.papers.sheet import Floor, sheet_of
from crm_desktop.services.sales.pricing import prices
from crm_desktop.services.sales.quoting.quote_making import setting_of
from crm_desktop.services.workspace import ReadTx

Values = Mapping[str, Any]
_PLACES = Decimal("0.0001")  # of a unit price
_AMOUNTS = ("list_price", "unit_price", "discount_amount", "cost")


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A line before and after.

    Attributes:
        place: of the line, in the order in which they are printed.
        words: how the new price came about.
    """

    place: int
    title: str
    before: Decimal | None
    after: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Repriced:
    """A quote in another currency.

    Attributes:
        values: the fields that change.
        lines: the lines that have a price.
        net_before, net_after: without tax, each in its currency.
    """

    currency: str
    values: dict[str, Any]
    lines: tuple[NewPrice, ...]
    net_before: Decimal
    net_after: Decimal
    currency_before: str


def floors(tx: ReadTx, values: Values) -> dict[UUID, Floor]:
    """Below what the products of a quote are not sold, as sheet_of() takes it."""
    rows: Sequence[Values] = values.get("lines") or ()
    keys = [row["product"].id for row in rows if isinstance(row.get("product"), Ref)]
    if not keys:
        return {}
    found = prices.floors_of(tx, list(dict.fromkeys(keys)), setting_of(values))
    return {key: Floor(each.min_price, each.min_margin) for key, each in found.items()}


def by_codes(
    tx: ReadTx, values: Values, codes: Sequence[tuple[str, Decimal]]
) -> list[dict[str, Any]]:
    """Lines of products behind those of a quote, with the parts of bundles.

    ValidationFailed where a code is of no product, or of several.
    """
    rows: list[dict[str, Any]] = []
    if not codes:
        return rows
    at = max((row.get("position") or 0 for row in values["lines"]), default=0)
    for pasted in prices.by_codes.work(tx, codes, setting_of(values)):
        if pasted.offer is None:
            words = _("{code}: {words} Nothing was made.")
            told = words.format(code=pasted.code, words=pasted.words)
            raise ValidationFailed({"lines": told})
        at += 1
        rows.append({**pasted.offer.row, "position": at})
        bundle = at
        for part in pasted.offer.parts:
            at += 1
            rows.append({**part, "position": at, "bundle_position": bundle})
    return rows


def repriced(tx: ReadTx, quote: Record, currency: str) -> Repriced:
    """A quote in another currency. ValidationFailed where that is none, or has no rate."""
    currency = currency.strip().upper()
    if not line_amounts.is_known(currency):
        words = _("'{currency}' is no currency. Write its three letters, like EUR.")
        raise ValidationFailed({"currency": words.format(currency=currency[:10])})
    before, sheet = quote.values, sheet_of(quote.values)
    change = _Change(tx, before, currency)
    rows = [change.row(dict(row.row)) for row in sheet.rows]
    told = [
        NewPrice(at, old.title, old.line.unit_price, row["unit_price"], words)
        for at, (old, (row, words)) in enumerate(zip(sheet.rows, rows, strict=True))
        if old.line is not None
    ]
    made: dict[str, Any] = {
        "currency": currency,
        "rate": rates.rate_on(tx, currency, change.day),
        "lines": tuple(row for row, _words in rows),
        "allowances": tuple(
            {**row, "amount": change.amount(row["amount"])} for row in before["allowances"]
        ),
        "prepaid": change.amount(before["prepaid"]),
        "rounding": None,
    }
    after = sheet_of({**before, **made})
    return Repriced(
        currency,
        made,
        tuple(told),
        sheet.priced.tax_exclusive,
        after.priced.tax_exclusive,
        str(before["currency"] or ""),
    )


class _Change:
    """From the currency of a quote to another."""

    def __init__(self, tx: ReadTx, values: Values, currency: str) -> None:
        self.day = tx.now.astimezone().date()
        self._values, self._currency = values, currency
        self._factor = self._found(tx)
        setting = setting_of({**values, "currency": currency, "issued_on": self.day})
        rows: Sequence[Values] = values["lines"]
        wishes = [
            prices.Wish(row["product"].id, ONE if row["quantity"] is None else row["quantity"])
            for row in rows
            if row["product"] is not None
        ]
        made = prices.offers(tx, wishes, setting) if wishes else []
        self._offers = {(offer.product.id, offer.row["quantity"]): offer for offer in made}

    def _found(self, tx: ReadTx) -> Decimal | None:
        """What one unit of the old currency is worth in the new one."""
        theirs = money.rate_of(rates.rate_on(tx, self._values["currency"], self.day))
        ours = money.rate_of(rates.rate_on(tx, self._currency, self.day))
        if self._values["currency"] == self._currency:
            return ONE
        if theirs is None or ours is None:
            return None
        with localcontext(prec=40):
            return theirs / ours

    def row(self, row: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """A line in the new currency, and how its price came about."""
        product, quantity = row.get("product"), row.get("quantity")
        offer = None
        if product is not None:
            offer = self._offers.get((product.id, ONE if quantity is None else quantity))
        listed = row.get("price_rule") and row.get("unit_price") is not None
        if offer is not None and listed and offer.row["unit_price"] is not None:
            keys = ("list_price", "unit_price", "discount_percent", "price_rule")
            made = row | {key: offer.row[key] for key in keys}
            if row.get("discount_percent") is not None:  # what the rep has given stays
                made["discount_percent"] = row["discount_percent"]
            made["cost"] = offer.row["cost"]
            made["discount_amount"] = self.amount(row.get("discount_amount"))
            return made, str(offer.rule)
        made = row | {key: self.price(row.get(key)) for key in _AMOUNTS}
        if row.get("discount_amount") is not None:
            made["discount_amount"] = self.amount(row["discount_amount"])
        if row.get("unit_price") is None:
            return made, ""
        factor = pricing.plain(money.rounded(self._needed() * 1_000_000, "JPY") / 1_000_000)
        words = _("Converted at the rate of {rate}").format(rate=factor)
        return made | {"price_rule": words}, words

    def price(self, amount: Decimal | None) -> Decimal | None:
        """A unit price, with four decimals."""
        if amount is None:
            return None
        with localcontext(prec=40):
            return (amount * self._needed()).quantize(_PLACES, ROUND_HALF_UP)

    def amount(self, amount: Decimal | None) -> Decimal | None:
        """An amount, with the decimals of the currency."""
        if amount is None:
            return None
        with localcontext(prec=40):
            return money.rounded(amount * self._needed(), self._currency)

    def _needed(self) -> Decimal:
        if self._factor is None:
            words = _(
                "No rate from {its} to {ours} is known. Nothing was changed. Type one in the "
                "settings, at its currency."
            )
            told = words.format(its=self._values["currency"], ours=self._currency)
            raise ValidationFailed({"currency": told})
        return self._factor
