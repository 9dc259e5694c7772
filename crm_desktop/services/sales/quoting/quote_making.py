"""What a new quote begins with: terms of the customer, lines of a deal, an order, another quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.core import get_global
from sqlalchemy import select

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import rates, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.pricing import ONE
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.papers import address_blocks, line_amounts
from crm_desktop.services.sales.pricing import price_facts, prices
from crm_desktop.services.sales.pricing.price_facts import PriceSetting
from crm_desktop.services.workspace import ReadTx

Row = dict[str, Any]
# What one document takes over from another.
TERMS = (
    *("payment_terms", "delivery_terms", "tax_mode", "prices_include_tax", "language", "currency"),
    *("billing_address", "delivery_address", "title"),
)
OF_QUOTE = (*TERMS, "price_list", "intro", "closing", "template")
_OF_LINES = tuple(child.key for child in ENTITIES["quote"].field("lines").children)
_OF_ALLOWANCES = tuple(child.key for child in ENTITIES["quote"].field("allowances").children)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a quote is made of; None: nothing of that kind."""

    company: Record | None = None
    person: Record | None = None
    deal: Record | None = None
    quote: Record | None = None
    order: Record | None = None

    @property
    def document(self) -> Record | None:
        """The earlier document of which it is a copy."""
        return self.quote or self.order


def sources(tx: ReadTx, **keys: UUID | None) -> Sources:
    """The records of these keys. What is not named is found: the company of the deal, ...

    ValidationFailed where one is in the trash.
    """
    found = {entity: _living(tx, entity, key) for entity, key in keys.items() if key}
    document = found.get("quote") or found.get("order")
    for origin in (found.get("deal"), document, found.get("person")):
        if origin is None:
            continue
        for key, of in (("company", "company"), ("person", "contact"), ("deal", "deal")):
            ref = origin.values.get(of)
            if key not in found and isinstance(ref, Ref):
                record = records.get(tx, key, ref.id)
                if not record.deleted:
                    found[key] = record
    return _of_one_customer(Sources(**found))


def _of_one_customer(given: Sources) -> Sources:
    """A copy for another customer takes nothing of the deal, or the contact, of the first one."""
    company, document = given.company, given.document
    if company is None or document is None:
        return given
    its = document.values.get("company")
    if its is None or its.id == company.id:
        return given
    same = given.deal is not None and given.deal.values.get("company") == Ref(company.id, "")
    contact = given.person
    works = contact is not None and contact.values.get("company") == Ref(company.id, "")
    return replace(given, deal=given.deal if same else None, person=contact if works else None)


def _living(tx: ReadTx, entity: str, key: UUID) -> Record:
    record = records.get(tx, entity, key)
    if record.deleted:
        words = _("{label} is in the trash. Restore it first, or choose another one.")
        raise ValidationFailed({entity: words.format(label=record.label)})
    return record


def values_of(tx: ReadTx, given: Sources) -> dict[str, Any]:
    """The values of a new quote."""
    day = tx.now.astimezone().date()
    values: dict[str, Any] = {
        "company": _ref(given.company),
        "contact": _ref(given.person),
        "deal": _ref(given.deal),
        "title": given.deal.values.get("title") if given.deal else None,
    }
    currency = _currency(tx, given)
    defaults = settings.quote_defaults(tx, currency)
    values |= {
        "currency": currency,
        "rate": rates.rate_on(tx, currency, day),
        "issued_on": day,
        "valid_until": day + timedelta(days=defaults.validity_days),
        "prices_include_tax": defaults.prices_include_tax,
        "tax_mode": defaults.tax_mode,
        "price_list": _price_list(tx, given) or defaults.price_list,
        "language": _language(tx, given),
    }
    values |= terms_of(tx, given.company, given.person)
    rows: Sequence[Mapping[str, Any]] = given.deal.values["lines"] if given.deal else ()
    if (document := given.document) is not None:
        values |= _copied(document, same_customer=_same_customer(given))
        rows = document.values["lines"]
    values["lines"] = completed(tx, copied_rows(rows, _OF_LINES), values)
    return values


def terms_of(tx: ReadTx, company: Record | None, person: Record | None) -> dict[str, Any]:
    """What is agreed with a customer, and the addresses, as they are today."""
    office = office_of(tx)
    of: Mapping[str, Any] = company.values if company else {}
    own_rows: Sequence[Mapping[str, Any]] = person.values["addresses"] if person else ()
    rows: Sequence[Mapping[str, Any]] = of.get("addresses") or own_rows
    name: str = of.get("legal_name") or of.get("name") or ""
    names = [name, person.label if person else ""]
    billing = address_blocks.chosen(rows, "billing")
    delivery = address_blocks.chosen(rows, "delivery")
    own = [row for row in (billing, delivery) if row is not None]
    blocks = [address_blocks.block(names, row, office.country, office.language) for row in own]
    return {
        "payment_terms": of.get("payment_terms"),
        "delivery_terms": of.get("delivery_terms"),
        "billing_address": blocks[0] if blocks else "\n".join(filter(None, names)) or None,
        "delivery_address": blocks[1] if blocks and delivery is not billing else None,
    }


def copied_rows(rows: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> tuple[Row, ...]:
    """Rows of one document as rows of another: without their keys, and what is only of the one."""
    return tuple({key: row.get(key) for key in keys} for row in rows)


def lines_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Lines as another document takes them."""
    return copied_rows(rows, _OF_LINES)


def allowances_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Allowances and charges as another document takes them."""
    return copied_rows(rows, _OF_ALLOWANCES)


def _copied(document: Record, *, same_customer: bool) -> dict[str, Any]:
    """What a copy takes over. For another customer: what is sold, not what was agreed."""
    values = document.values
    keys = OF_QUOTE if document.entity == "quote" else TERMS
    if not same_customer:
        keys = ("currency", "prices_include_tax", "tax_mode", "title")
    made = {key: values.get(key) for key in keys if values.get(key) is not None}
    return made | {"allowances": allowances_of(values["allowances"])}


def _same_customer(given: Sources) -> bool:
    document, company = given.document, given.company
    its = document.values.get("company") if document else None
    return its is None or company is None or its.id == company.id


def _ref(record: Record | None) -> Ref | None:
    return None if record is None else Ref(record.id, record.label)


def _currency(tx: ReadTx, given: Sources) -> str | None:
    of = (given.document, given.deal, given.company)
    found = (record.values.get("currency") for record in of if record is not None)
    return next(filter(None, found), None) or rates.office_currency(tx)


def _language(tx: ReadTx, given: Sources) -> str | None:
    of = (given.person, given.company)
    found = (record.values.get("language") for record in of if record is not None)
    return next(filter(None, found), None) or office_of(tx).language


@dataclass(frozen=True, slots=True)
class Office:
    """Where we are, and what is spoken there."""

    country: str
    language: str


def office_of(tx: ReadTx) -> Office:
    """Our country, and our language: that of the country where we have not said it."""
    office = table("office")
    found = select(office.c.country, office.c.language).where(office.c.deleted_at.is_(None))
    row = tx.session.execute(found.limit(1)).one_or_none()
    country, language = ((row.country or "").upper(), row.language) if row else ("", None)
    likely = get_global("likely_subtags").get(f"und_{country}", "en")
    return Office(country, language or likely.partition("_")[0])


def _price_list(tx: ReadTx, given: Sources) -> Ref | None:
    """That of the deal, else the one whose name stands at the customer."""
    if given.deal is not None and given.deal.values.get("price_list"):
        return given.deal.values["price_list"]
    name = given.company.values.get("price_list") if given.company else None
    if not name:
        return None
    lists = table("price_list")
    found = select(lists.c.id, lists.c.name).where(
        lists.c.name_key == fold(name), lists.c.deleted_at.is_(None)
    )
    row = tx.session.execute(found.order_by(lists.c.id).limit(1)).one_or_none()
    return None if row is None else Ref(row.id, row.name)


def setting_of(values: Mapping[str, Any]) -> PriceSetting:
    """For which document prices are asked."""
    company, price_list = values.get("company"), values.get("price_list")
    return PriceSetting(
        currency=values.get("currency"),
        company=company.id if isinstance(company, Ref) else None,
        price_list=price_list.id if isinstance(price_list, Ref) else None,
        day=values.get("issued_on"),
        language=values.get("language"),
        prices_include_tax=bool(values.get("prices_include_tax")),
    )


def completed(
    tx: ReadTx, rows: Sequence[Row], values: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """Lines with what they lack: the tax of their product, a price where they have none.

    What a line says already stays. Lines without a product get the tax that new products have.
    """
    wishes = [
        prices.Wish(row["product"].id, ONE if row.get("quantity") is None else row["quantity"])
        for row in rows
        if _lacks(row) and row.get("product")
    ]
    offers: dict[tuple[UUID, Decimal], Row] = {}
    if wishes:
        for offer in prices.offers(tx, wishes, setting_of(values)):
            offers[offer.product.id, offer.row["quantity"]] = offer.row
    plain = default_tax(tx, values) if any(_lacks_tax(row) for row in rows) else {}
    made: list[dict[str, Any]] = []
    for row in rows:
        product, quantity = row.get("product"), row.get("quantity")
        offered: Row = {}
        if product:
            offered = offers.get((product.id, ONE if quantity is None else quantity), {})
        made.append(_filled(row, offered, plain))
    return tuple(made)


def default_tax(tx: ReadTx, values: Mapping[str, Any]) -> dict[str, Any]:
    """tax_class, tax_category and tax_rate of a line without a product; {} where none is known."""
    company = values.get("company")
    tax = price_facts.default_tax(
        tx,
        values.get("issued_on") or tx.now.astimezone().date(),
        company.id if isinstance(company, Ref) else None,
    )
    if tax is None:
        return {}
    return {"tax_class": tax.ref, "tax_category": tax.category, "tax_rate": tax.rate}


def _is_sold(row: Row) -> bool:
    return row.get("kind") in line_amounts.SOLD


def _lacks_tax(row: Row) -> bool:
    return _is_sold(row) and row.get("tax_category") is None and row.get("tax_rate") is None


def _lacks(row: Row) -> bool:
    whole = row.get("bundle_position") is None
    return _is_sold(row) and ((row.get("unit_price") is None and whole) or _lacks_tax(row))


def _filled(row: Row, offered: Row, plain: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(row)
    if _lacks_tax(row):
        tax = offered if offered.get("tax_category") else plain
        made |= {key: tax.get(key) for key in ("tax_class", "tax_category", "tax_rate")}
    if offered and row.get("unit_price") is None and row.get("bundle_position") is None:
        keys = ("unit_price", "list_price", "discount_percent", "price_rule", "cost")
        made |= {key: offered.get(key) for key in keys}
    for key in ("code", "unit", "list_price", "cost"):
        if made.get(key) is None and offered.get(key) is not None:
            made[key] = offered[key]
    return made
