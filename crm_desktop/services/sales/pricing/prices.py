"""What products cost a customer: lines for quotes and orders, with the rule that made each price.

Rules: price_rules.py. A price in another currency is never converted, and what could not be used is
said. Cost and floor, which no customer sees, are converted at the rate of the day, and that is said
as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from uuid import UUID

from babel import numbers
from sqlalchemy import func, or_, select

from crm_desktop.enums import Permission
from crm_desktop.i18n import _, full_day, locale_name, ngettext, plain_number
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import listing, money, rates
from crm_desktop.services.catalog import Ref
from crm_desktop.services.conditions import starting
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.sales.pricing import price_facts
from crm_desktop.services.sales.pricing.price_facts import Part, PriceSetting, Product, Shelf
from crm_desktop.services.sales.pricing.price_rules import (
    HUNDRED,
    PLACES,
    ZERO,
    Found,
    Lookup,
    rounded,
    taxed,
)
from crm_desktop.services.sales.quoting.suggestions import suggestions
from crm_desktop.services.workspace import ReadTx, query

__all__ = ["PriceSetting", "suggestions"]
ONE = Decimal(1)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """So much of a product."""

    product: UUID
    quantity: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Break:
    """From a larger quantity on, another price (after a customer's discount)."""

    quantity: Decimal
    unit_price: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A product at its price.

    Attributes:
        row: a line of a quote, but for its position. unit_price is None where there is no price.
        parts: lines to stand under a bundle, but for position and bundle_position. They have a
            price where the bundle has none, and where they are optional; else their list_price
            says what they would cost alone.
        floor: the lowest unit price we sell at; None where there is none.
        rule: where the price comes from, as in row["price_rule"].
        breaks: the prices of larger quantities.
        notes: what somebody should know: no price, a list that is not used, a conversion.
        details: the description of the product in the customer's language.
    """

    product: Ref
    row: Row
    parts: tuple[Row, ...]
    floor: Decimal | None
    rule: str
    breaks: tuple[Break, ...] = ()
    notes: tuple[str, ...] = ()
    details: str | None = None
    kind: str = "goods"
    is_discontinued: bool = False
    replaced_by: Ref | None = None

    @property
    def next_break(self) -> str:
        """The next better quantity: `from 50 pieces: 8.90`. Empty where there is none."""
        return self.breaks[0].words if self.breaks else ""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A code with a quantity, and what it was found to be.

    Attributes:
        offer: None where no product, or more than one, has the code.
        words: what is wrong, or what is to be known. Empty where all is well.
        candidates: the products, where there are several.
    """

    code: str
    quantity: Decimal
    offer: Offer | None
    words: str = ""
    candidates: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """Below what a product is not sold without asking.

    Attributes:
        lowest: unit price, in the currency of the document and with tax where its prices are.
        min_price: as the product says, in that currency, without tax.
        min_margin: in percent.
    """

    lowest: Decimal | None
    min_price: Decimal | None
    min_margin: Decimal | None


# ---------------------------------------------------------------- services


@query(Permission.PRODUCT_READ)
def find(tx: ReadTx, wishes: Sequence[Wish], setting: PriceSetting) -> list[Offer]:
    """What these products cost, in the order of the wishes; a product that is gone is left out."""
    return offers(tx, wishes, setting)


@query(Permission.PRODUCT_READ)
def by_codes(
    tx: ReadTx, pasted: Sequence[tuple[str, Decimal | None]], setting: PriceSetting
) -> list[Pasted]:
    """The products of pasted codes: our own, a GTIN, the supplier's, in this order."""
    known = _Codes(tx, [code for code, _quantity in pasted])
    read: list[tuple[str, Decimal, tuple[Ref, ...]]] = [
        (code, ONE if quantity is None else quantity, known.of(code)) for code, quantity in pasted
    ]
    sure = [Wish(found[0].id, quantity) for _code, quantity, found in read if len(found) == 1]
    made = iter(_offers(tx, sure, setting))
    return [
        _pasted(code, quantity, found, next(made) if len(found) == 1 else None)
        for code, quantity, found in read
    ]


@query(Permission.PRODUCT_READ)
def search(tx: ReadTx, text: str, setting: PriceSetting, limit: int = 20) -> list[Offer]:
    """Products found by what somebody types, the likeliest first: by code, then by name."""
    found = _found(tx, text, limit)
    return offers(tx, [Wish(key) for key in found], setting)


@query(Permission.PRODUCT_READ)
def floors(tx: ReadTx, products: Sequence[UUID], setting: PriceSetting) -> dict[UUID, Floor]:
    """Below what these products are not sold."""
    return floors_of(tx, products, setting)


# ---------------------------------------------------------------- offers


def offers(tx: ReadTx, wishes: Sequence[Wish], setting: PriceSetting) -> list[Offer]:
    """find() inside a transaction."""
    return [offer for offer in _offers(tx, wishes, setting) if offer is not None]


def _offers(tx: ReadTx, wishes: Sequence[Wish], setting: PriceSetting) -> list[Offer | None]:
    """An offer for each wish; None where the product is gone."""
    shelf = price_facts.read(tx, [wish.product for wish in wishes], setting)
    maker = _Maker(tx, shelf)
    made: list[Offer | None] = []
    for wish in wishes:
        product = shelf.products.get(wish.product)
        made.append(maker.offer(product, wish.quantity) if product else None)
    return made


def floors_of(tx: ReadTx, products: Sequence[UUID], setting: PriceSetting) -> dict[UUID, Floor]:
    """floors() inside a transaction."""
    shelf = price_facts.read(tx, products, setting)
    maker = _Maker(tx, shelf)
    wanted = (shelf.products[key] for key in products if key in shelf.products)
    return {product.id: maker.floor(product, maker.cost(product, [])) for product in wanted}


class _Maker:
    """Makes offers of what is on a shelf."""

    def __init__(self, tx: ReadTx, shelf: Shelf) -> None:
        self._shelf, self._terms = shelf, shelf.terms
        self._rates = _Worth(tx, shelf)

    def offer(self, product: Product, quantity: Decimal) -> Offer:
        """So much of a product."""
        notes = list[str]()
        lookup = Lookup(self._shelf.prices(product), self._terms)
        found = lookup.find(quantity)
        row = self._row(product, quantity, lookup, found)
        parts = self._shelf.parts.get(product.id, []) if product.kind == "bundle" else []
        row["cost"] = cost = self.cost(product, notes)
        made = tuple(self._part(part, quantity, has_price=found is None) for part in parts)
        if found is None and made:
            row["price_rule"] = _("Sum of its parts")
            row["cost"] = None
        elif found is None:
            notes.append(self._no_price(product))
        notes += [*self._said_of(product), *self._shelf.notes]
        return Offer(
            product=Ref(product.id, product.name),
            row=row,
            parts=made,
            floor=self.floor(product, cost, notes).lowest,
            rule=row["price_rule"],
            breaks=tuple(self._break(product, *each) for each in lookup.breaks(quantity)),
            notes=tuple(dict.fromkeys(notes)),
            details=product.details,
            kind=product.kind,
            is_discontinued=product.is_discontinued,
            replaced_by=product.replaced_by,
        )

    def _row(self, product: Product, quantity: Decimal, lookup: Lookup, found: Found | None) -> Row:
        official = lookup.official(quantity)
        price = discount = None
        if found is not None:
            price, discount = rounded(found.price), found.percent
            if found.before is not None:
                price = rounded(found.before)
        listed = price if official is None else rounded(official.price)
        tax = product.tax
        return {
            "kind": "product",
            "product": Ref(product.id, product.name),
            "code": product.code,
            "description": product.name,
            "quantity": quantity,
            "unit": product.unit,
            "list_price": listed,
            "unit_price": price,
            "base_quantity": None,
            "discount_percent": discount or None,
            "discount_amount": None,
            "tax_class": tax.ref if tax else None,
            "tax_category": tax.category if tax else None,
            "tax_rate": tax.rate if tax else None,
            "cost": None,
            "price_rule": found.words[:200] if found else None,
        }

    def _part(self, part: Part, quantity: Decimal, *, has_price: bool) -> Row:
        """A line under a bundle."""
        product = self._shelf.products[part.product]
        lookup = Lookup(self._shelf.prices(product), self._terms)
        each = part.quantity * quantity
        row = self._row(product, each, lookup, lookup.find(each))
        if part.is_optional:
            return row | {"kind": "option", "unselected": True, "cost": self.cost(product, [])}
        if has_price:
            return row | {"cost": self.cost(product, [])}
        return row | {"unit_price": None, "discount_percent": None, "price_rule": None}

    def _break(self, product: Product, quantity: Decimal, found: Found) -> Break:
        price = rounded(found.price)
        words = _("from {quantity} {unit}: {price}").format(
            quantity=plain_number(quantity), unit=product.unit_words, price=price_words(price)
        )
        return Break(quantity, price, " ".join(words.replace(" :", ":").split()))

    def _no_price(self, product: Product) -> str:
        its = product.currency or self._shelf.base
        if product.list_price is not None and its != self._terms.currency:
            words = _(
                "No price in {ours}. The list price is {price} {its}, which is not converted by "
                "itself."
            )
            price = price_words(product.list_price)
            return words.format(ours=self._terms.currency, price=price, its=its)
        return _("No price in {currency}. Type one.").format(currency=self._terms.currency)

    def _said_of(self, product: Product) -> list[str]:
        notes = list[str]()
        if product.is_discontinued and product.replaced_by:
            words = _("No longer sold; replaced by {product}.")
            notes.append(words.format(product=product.replaced_by.label))
        elif product.is_discontinued:
            notes.append(_("No longer sold."))
        if product.tax is not None and product.tax.rate is None:
            words = _("The tax class {name} has no rate on {day}. Add it in the settings.")
            day = full_day(self._terms.day)
            notes.append(words.format(name=product.tax.ref.label, day=day))
        return notes

    # ---- what no customer sees

    def cost(self, product: Product, notes: list[str]) -> Decimal | None:
        """What a unit costs us; of a bundle without a cost of its own, what its parts cost."""
        if product.cost is not None or product.kind != "bundle":
            return self._in_ours(product.cost, product, _("Cost"), notes)
        total = ZERO
        parts = [part for part in self._shelf.parts.get(product.id, ()) if not part.is_optional]
        for part in parts:
            component = self._shelf.products[part.product]
            cost = self._in_ours(component.cost, component, _("Cost"), notes)
            if cost is None:
                return None
            total += cost * part.quantity
        return rounded(total) if parts else None

    def floor(
        self, product: Product, cost: Decimal | None, notes: list[str] | None = None
    ) -> Floor:
        """The lowest price: the product's own, or the one that leaves the least margin."""
        said = notes if notes is not None else []
        own = self._in_ours(product.min_price, product, _("Floor price"), said)
        lowest = own
        margin = product.min_margin
        if margin is not None and cost is not None and margin < HUNDRED:
            with localcontext(prec=60):
                needed = cost * HUNDRED / (HUNDRED - margin)
            lowest = needed if lowest is None else max(lowest, needed)
        if lowest is not None:
            rate = product.tax.rate if product.tax else None
            if self._terms.includes_tax and rate:
                lowest = taxed(lowest, rate, add=True)
            lowest = lowest.quantize(PLACES, ROUND_CEILING)
        return Floor(lowest, own, margin)

    def _in_ours(
        self, amount: Decimal | None, product: Product, what: str, notes: list[str]
    ) -> Decimal | None:
        """An amount of ours in the currency of the document."""
        theirs = product.currency or self._shelf.base
        if amount is None or theirs in (None, self._terms.currency):
            return amount
        made = self._rates.converted(amount, theirs)
        if made is None:
            words = _("{what} {amount} {its}: no rate to {ours} is known.")
        else:
            words = _("{what} {amount} {its} is {made} {ours} at the rate of {day}.")
        told = words.format(
            what=what,
            amount=price_words(amount),
            its=theirs,
            made=price_words(made or ZERO),
            ours=self._terms.currency,
            day=full_day(self._terms.day),
        )
        notes.append(told)
        return made


class _Worth:
    """Amounts of one currency in that of the document."""

    def __init__(self, tx: ReadTx, shelf: Shelf) -> None:
        self._tx, self._terms = tx, shelf.terms
        self._rates: rates.Rates | None = None

    def converted(self, amount: Decimal, currency: str | None) -> Decimal | None:
        """At the rate of the day; None where that is not known."""
        self._rates = self._rates or rates.Rates(self._tx)
        theirs = money.rate_of(self._rates.on(currency, self._terms.day))
        ours = money.rate_of(self._rates.on(self._terms.currency, self._terms.day))
        if theirs is None or ours is None:
            return None
        with localcontext(prec=60):
            return (amount * theirs / ours).quantize(PLACES, ROUND_HALF_UP)


def price_words(price: Decimal) -> str:
    """A unit price with as many decimals as it needs, from two on."""
    return numbers.format_decimal(price, "#,##0.00##", locale=locale_name())


# ---------------------------------------------------------------- products by what is typed


class _Codes:
    """Products by their codes."""

    def __init__(self, tx: ReadTx, codes: Sequence[str]) -> None:
        self._ways: tuple[dict[str, list[tuple[bool, Ref]]], ...] = ({}, {}, {})
        products = table("product").c
        wanted = sorted({_code(code) for code in codes} - {""})
        plain = sorted({code.strip().lower() for code in codes} - {""})
        found = select(
            products.id,
            products.name,
            products.code_key,
            products.gtin,
            products.supplier_code,
            products.discontinued,
        ).where(products.deleted_at.is_(None))
        for start in range(0, len(wanted), 2_000):
            keys = wanted[start : start + 2_000]
            self._read(tx, found.where(products.code_key.in_(keys)))
        for start in range(0, len(plain), 2_000):
            keys = plain[start : start + 2_000]
            other = or_(products.gtin.in_(keys), func.lower(products.supplier_code).in_(keys))
            self._read(tx, found.where(other))

    def _read(self, tx: ReadTx, found: Any) -> None:
        for row in tx.session.execute(found):
            entry = (row.discontinued, Ref(row.id, row.name))
            for way, code in zip(
                self._ways, (row.code_key, row.gtin, row.supplier_code), strict=True
            ):
                if code and entry not in way.setdefault(_code(code), []):
                    way[_code(code)].append(entry)

    def of(self, code: str) -> tuple[Ref, ...]:
        """The products that are meant, those still sold before others."""
        for way in self._ways:
            if found := way.get(_code(code)):
                sold = tuple(ref for is_gone, ref in found if not is_gone)
                return sold or tuple(ref for _gone, ref in found)
        return ()


def _code(code: str) -> str:
    return fold(" ".join(code.split()))


def _pasted(code: str, quantity: Decimal, found: tuple[Ref, ...], offer: Offer | None) -> Pasted:
    if offer is not None:
        return Pasted(code, quantity, offer, " ".join(offer.notes))
    if len(found) > 1:
        words = ngettext(
            "{n} product has this code. Choose one.",
            "{n} products have this code. Choose one.",
            len(found),
        )
        return Pasted(code, quantity, None, words, found)
    words = _("No product has the code {code}. Check it, or type the line by hand.")
    return Pasted(code, quantity, None, words.format(code=code))


def _found(tx: ReadTx, text: str, limit: int) -> list[UUID]:
    """Ids of products: those whose code begins with the text first."""
    products = table("product").c
    sold = (products.deleted_at.is_(None), products.discontinued.is_(False))
    typed = _code(text)
    keys: list[UUID] = []
    if typed:
        by_code = select(products.id).where(*sold, starting(products.code_key, typed))
        order = by_code.order_by(products.code_key, products.id).limit(limit)
        keys += tx.session.execute(order).scalars()
    if len(keys) < limit:
        asked = ListQuery("product", text=text, filters=(Filter("discontinued", Op.EQ, (False,)),))
        plan = listing.plan(tx, asked)
        if not plan.is_empty:
            keys += tx.session.execute(plan.keys().limit(limit)).scalars()
    return list(dict.fromkeys(keys))[:limit]


def rows_with_parts(offer: Offer, position: int) -> tuple[Mapping[str, Any], ...]:
    """The lines of an offer from a position on: the product, and under a bundle its parts."""
    head = offer.row | {"position": position}
    parts = (
        row | {"position": position + at, "bundle_position": position}
        for at, row in enumerate(offer.parts, 1)
    )
    return (head, *parts)
