"""What the store knows about prices, read in as many statements for one product as for a thousand.

price_rules.py decides on it which price holds; prices.py makes offers of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from crm_desktop.i18n import _, full_day, inner
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services.catalog import Ref
from crm_desktop.services.catalog.products import UNITS
from crm_desktop.services.sales.pricing.price_rules import (
    ListFacts,
    PriceRow,
    Prices,
    Terms,
    within,
)
from crm_desktop.services.workspace import ReadTx

_CHUNK = 5_000
_UNTAXED = Decimal(0)
_RATED = frozenset("SLM")  # categories whose rate stands in the tax class
_UNITS = {choice.value: choice.label for choice in UNITS}


@dataclass(frozen=True, slots=True)
class PriceSetting:
    """For which document prices are asked.

    Attributes:
        currency: of the document; None: that of its price list, of the customer, of the office.
        company: the customer.
        price_list: None: the one of the customer, else the one for everybody else.
        day: None: today.
        language: of the texts; None: that of the customer.
        prices_include_tax: whether the prices of the document do.
    """

    currency: str | None = None
    company: UUID | None = None
    price_list: UUID | None = None
    day: date | None = None
    language: str | None = None
    prices_include_tax: bool = False


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax class on a day in the country of the office.

    Attributes:
        rate: None where none is known.
    """

    ref: Ref
    category: str
    rate: Decimal | None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """A product as a price is asked for it. Texts are in the language of the customer."""

    id: UUID
    code: str
    name: str
    details: str | None
    kind: str
    unit: str | None
    currency: str | None
    list_price: Decimal | None
    cost: Decimal | None
    min_price: Decimal | None
    min_margin: Decimal | None
    tax: Tax | None
    is_discontinued: bool
    replaced_by: Ref | None

    @property
    def unit_words(self) -> str:
        """The unit within a sentence: pieces."""
        return unit_words(self.unit)


def unit_words(unit: str | None) -> str:
    """A unit within a sentence: pieces."""
    label = _UNITS.get(unit or "")
    return inner(_(label)) if label else unit or ""


@dataclass(frozen=True, slots=True)
class Part:
    """What a bundle is made of, one of them."""

    product: UUID
    quantity: Decimal
    is_optional: bool


@dataclass(slots=True)
class Shelf:
    """All that is known of some products and the terms of a document.

    Attributes:
        notes: what is to be said of all prices: of a list that cannot be used.
    """

    terms: Terms
    language: str | None
    base: str | None
    notes: list[str] = field(default_factory=list[str])
    products: dict[UUID, Product] = field(default_factory=dict[UUID, Product])
    rows: dict[UUID, list[PriceRow]] = field(default_factory=dict[UUID, list[PriceRow]])
    parts: dict[UUID, list[Part]] = field(default_factory=dict[UUID, list[Part]])

    def prices(self, product: Product) -> Prices:
        """What price_rules.py takes."""
        return Prices(
            tuple(self.rows.get(product.id, ())),
            product.list_price,
            product.currency or self.base,
            product.tax.rate if product.tax else None,
            product.unit_words,
        )


def read(tx: ReadTx, ids: Sequence[UUID], setting: PriceSetting) -> Shelf:
    """All that prices of these products need, those of their parts included."""
    shelf, country = _terms(tx, setting)
    wanted = list(dict.fromkeys(ids))
    _read_parts(tx, wanted, shelf)
    parts = (part.product for each in shelf.parts.values() for part in each)
    wanted = list(dict.fromkeys([*wanted, *parts]))
    texts = _texts(tx, wanted, shelf.language)
    taxes = _for_customer(tx, _taxes(tx, country, shelf.terms.day), setting.company)
    _read_products(tx, wanted, shelf, taxes, texts)
    _read_prices(tx, wanted, shelf)
    for key, each in shelf.parts.items():  # a part that went meanwhile
        shelf.parts[key] = [part for part in each if part.product in shelf.products]
    return shelf


# ---------------------------------------------------------------- the terms


def _terms(tx: ReadTx, setting: PriceSetting) -> tuple[Shelf, str | None]:
    """An empty shelf with the terms, and the country of the office."""
    office, company = table("office"), table("company")
    own = company.c
    found = (
        select(office.c.currency, office.c.country, own.currency, own.language, own.price_list)
        .select_from(office.outerjoin(company, own.id == setting.company))
        .where(office.c.deleted_at.is_(None))
    )
    row = tx.session.execute(found.limit(1)).one_or_none()
    base, country, of_company, language, list_name = row or (None,) * 5
    day = setting.day or tx.now.astimezone().date()
    lists, notes = _lists(tx), list[str]()
    chosen, is_chosen = _chosen(lists, setting, list_name, day, notes)
    currency = setting.currency or (
        chosen.currency if chosen and is_chosen else of_company or base or "EUR"
    )
    if chosen is None:
        chosen = _for_everybody(lists, currency, day)
    chain = _chain(lists, chosen)
    if setting.price_list is None and all(each.currency != currency for each in chain):
        chain += _chain(lists, _for_everybody(lists, currency, day))
    usable = tuple(each for each in chain if _is_usable(each, currency, day, notes))
    terms = Terms(currency, day, setting.company, usable, setting.prices_include_tax)
    return Shelf(terms, setting.language or language, base, list(dict.fromkeys(notes))), country


def _lists(tx: ReadTx) -> dict[UUID, ListFacts]:
    rows = table("price_list").c
    found = select(
        rows.id,
        rows.name,
        rows.currency,
        rows.parent_id,
        rows.valid_from,
        rows.valid_to,
        rows.includes_tax,
        rows.is_default,
    ).where(rows.deleted_at.is_(None))
    order = found.order_by(rows.name_key, rows.id)
    return {row.id: ListFacts(*row) for row in tx.session.execute(order)}


def _chosen(
    lists: dict[UUID, ListFacts],
    setting: PriceSetting,
    name: str | None,
    day: date,
    notes: list[str],
) -> tuple[ListFacts | None, bool]:
    """The list that was asked for, or that of the customer, and whether it was asked for."""
    if setting.price_list is not None:
        return lists.get(setting.price_list), True
    if not name:
        return None, False
    named = [each for each in lists.values() if fold(each.name) == fold(" ".join(name.split()))]
    if not named:
        notes.append(
            _("The customer has the price list {name}, which does not exist.").format(name=name)
        )
        return None, False
    named.sort(key=lambda each: not within(day, each.valid_from, each.valid_to))
    return named[0], False


def _for_everybody(lists: dict[UUID, ListFacts], currency: str, day: date) -> ListFacts | None:
    """The list of customers who have none of their own: one of that day, the one begun last."""
    fit = [each for each in lists.values() if each.is_default and each.currency == currency]
    return max(
        fit,
        key=lambda each: (
            within(day, each.valid_from, each.valid_to),
            each.valid_from or date.min,
            each.id.int,
        ),
        default=None,
    )


def _chain(lists: dict[UUID, ListFacts], first: ListFacts | None) -> list[ListFacts]:
    """A list and those from which it takes what it lacks."""
    chain: list[ListFacts] = []
    while first is not None and first not in chain:
        chain.append(first)
        first = lists.get(first.parent) if first.parent else None
    return chain


def _is_usable(each: ListFacts, currency: str, day: date, notes: list[str]) -> bool:
    """Whether a list is of that day. One in another currency is, for rows that are in ours."""
    if each.currency != currency:
        words = _(
            "Price list {name} is in {its}, this document in {ours}: its prices are not used."
        )
        notes.append(words.format(name=each.name, its=each.currency, ours=currency))
    if within(day, each.valid_from, each.valid_to):
        return True
    if each.valid_from and day < each.valid_from:
        words, at = (
            _("Price list {name} begins on {day}: its prices are not used."),
            each.valid_from,
        )
    else:
        words, at = _("Price list {name} ended on {day}: its prices are not used."), each.valid_to
    notes.append(words.format(name=each.name, day=full_day(at or day)))
    return False


# ---------------------------------------------------------------- products and what hangs on them


def rows_of(tx: ReadTx, query: Any, column: Any, ids: Iterable[UUID]) -> Iterable[Any]:
    """The rows of a statement for many ids."""
    keys = list(ids)
    for start in range(0, len(keys), _CHUNK):
        tx.cancel.check()
        yield from tx.session.execute(query.where(column.in_(keys[start : start + _CHUNK])))


def _read_parts(tx: ReadTx, ids: Sequence[UUID], shelf: Shelf) -> None:
    parts, product = table("product_component").c, table("product").c
    found = (
        select(parts.product_id, parts.component_id, parts.quantity, parts.optional)
        .join(table("product"), product.id == parts.component_id)
        .where(parts.deleted_at.is_(None), product.deleted_at.is_(None))
        .order_by(func.coalesce(parts.position, 0), parts.id)
    )
    for row in rows_of(tx, found, parts.product_id, ids):
        quantity = Decimal(1) if row.quantity is None else row.quantity
        part = Part(row.component_id, quantity, row.optional)
        shelf.parts.setdefault(row.product_id, []).append(part)


def _texts(
    tx: ReadTx, ids: Sequence[UUID], language: str | None
) -> dict[UUID, tuple[str | None, str | None]]:
    """What products are called in a language: `de-AT` before `de`."""
    if not language:
        return {}
    wanted = _tag(language)
    texts = table("product_text").c
    primary = wanted.partition("-")[0]
    found = select(texts.product_id, texts.language, texts.name, texts.description).where(
        texts.deleted_at.is_(None), func.lower(texts.language).like(f"{primary}%")
    )
    best: dict[UUID, tuple[int, tuple[str | None, str | None]]] = {}
    for row in rows_of(tx, found.order_by(texts.id), texts.product_id, ids):
        rank = (_tag(row.language), _tag(row.language).partition("-")[0])
        fits = 3 if rank[0] == wanted else 2 if rank[0] == primary else 1
        if rank[1] == primary and fits > best.get(row.product_id, (0,))[0]:
            best[row.product_id] = fits, (row.name, row.description)
    return {key: text for key, (_fits, text) in best.items()}


def _tag(language: str) -> str:
    return language.strip().replace("_", "-").casefold()


def default_tax(tx: ReadTx, day: date, company: UUID | None = None) -> Tax | None:
    """The tax of what is no product: that of new products; None where there is none."""
    office = table("office").c
    found = select(office.country).where(office.deleted_at.is_(None)).limit(1)
    taxes = _taxes(tx, tx.session.execute(found).scalar_one_or_none(), day)
    return _for_customer(tx, taxes, company).get(None)


def _for_customer(
    tx: ReadTx, taxes: dict[UUID | None, Tax], company: UUID | None
) -> dict[UUID | None, Tax]:
    """The tax classes; for a customer whose tax profile names one of them, that one for all."""
    if company is None:
        return taxes
    own = table("company").c
    profile = tx.session.execute(select(own.tax_profile).where(own.id == company))
    name = fold(profile.scalar_one_or_none() or "")
    tax = next((each for each in taxes.values() if name and fold(each.ref.label) == name), None)
    return taxes if tax is None else dict.fromkeys((*taxes, None), tax)


def _taxes(tx: ReadTx, country: str | None, day: date) -> dict[UUID | None, Tax]:
    """The tax classes; None: the one for products that say nothing."""
    classes, rates = table("tax_class"), table("tax_rate")
    there = (rates.c.tax_class_id == classes.c.id) & rates.c.deleted_at.is_(None)
    found = (
        select(
            *(classes.c.id, classes.c.name, classes.c.category, classes.c.is_default),
            *(rates.c.rate, rates.c.country, rates.c.valid_from, rates.c.valid_to),
        )
        .select_from(classes.outerjoin(rates, there))
        .where(classes.c.deleted_at.is_(None))
        .order_by(func.coalesce(rates.c.valid_from, date.min), rates.c.id)
    )
    made: dict[UUID | None, Tax] = {}
    for row in tx.session.execute(found):
        fits = row.rate is not None and (row.country or "").upper() == (country or "").upper()
        rate = row.rate if fits and within(day, row.valid_from, row.valid_to) else None
        if row.category not in _RATED:
            rate = _UNTAXED
        if rate is not None or row.id not in made:
            made[row.id] = Tax(Ref(row.id, row.name), row.category, rate, row.is_default)
    for tax in [each for each in made.values() if each.is_default]:
        made.setdefault(None, tax)
    return made


def _read_products(
    tx: ReadTx,
    ids: Sequence[UUID],
    shelf: Shelf,
    taxes: dict[UUID | None, Tax],
    texts: dict[UUID, tuple[str | None, str | None]],
) -> None:
    products = table("product")
    later = products.alias("later")
    own = products.c
    found = (
        select(
            *(own.id, own.code, own.name, own.description, own.kind, own.unit, own.currency),
            *(own.list_price, own.cost, own.min_price, own.min_margin, own.tax_class_id),
            *(own.discontinued, later.c.id.label("later_id"), later.c.name.label("later_name")),
        )
        .select_from(products.outerjoin(later, later.c.id == own.replaced_by_id))
        .where(own.deleted_at.is_(None))
    )
    for row in rows_of(tx, found, own.id, ids):
        name, details = texts.get(row.id, (None, None))
        shelf.products[row.id] = Product(
            row.id,
            row.code,
            name or row.name,
            details or row.description,
            row.kind,
            row.unit,
            row.currency,
            row.list_price,
            row.cost,
            row.min_price,
            row.min_margin,
            taxes.get(row.tax_class_id) or taxes.get(None),
            row.discontinued,
            Ref(row.later_id, row.later_name) if row.later_id else None,
        )


def _read_prices(tx: ReadTx, ids: Sequence[UUID], shelf: Shelf) -> None:
    rows, terms = table("product_price").c, shelf.terms
    for_whom = rows.company_id.is_(None)
    if terms.company is not None:
        for_whom |= rows.company_id == terms.company
    of_list = rows.price_list_id.is_(None)
    if terms.lists:
        of_list |= rows.price_list_id.in_([each.id for each in terms.lists])
    found = select(
        *(rows.product_id, rows.id, rows.price_list_id, rows.company_id, rows.currency),
        *(rows.min_quantity, rows.unit_price, rows.discount_percent),
        *(rows.valid_from, rows.valid_to),
    ).where(rows.deleted_at.is_(None), for_whom, of_list)
    made = defaultdict[UUID, list[PriceRow]](list)
    for row in rows_of(tx, found, rows.product_id, ids):
        made[row.product_id].append(PriceRow(*row[1:]))
    shelf.rows.update(made)
