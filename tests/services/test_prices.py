"""Prices: which one holds, in words why; lines of a paste at once; nothing converted in silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

import pytest

from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.sales.pricing import prices
from crm_desktop.services.sales.pricing.prices import Offer, PriceSetting, Wish
from crm_desktop.services.workspace import Workspace
from tests.services.price_oracle import Paper, Row
from tests.services.sales import named, ref, save
from tests.stores import DATABASES, new_store, opened, statements

DAY = date(2026, 6, 15)
EUR = PriceSetting("EUR", day=DAY)


def product(workspace: Workspace, **values: Any) -> Record:
    given = {"name": "Rack", "code": "RK", "kind": "goods", "list_price": D(100), "unit": "pcs"}
    return records.create(workspace, "product", given | values)


def price_list(workspace: Workspace, name: str, **values: Any) -> Record:
    return records.create(workspace, "price_list", {"name": name, "currency": "EUR"} | values)


def one(
    workspace: Workspace, record: Record, setting: PriceSetting = EUR, quantity: int = 1
) -> Offer:
    (offer,) = prices.find(workspace, [Wish(record.id, D(quantity))], setting)
    return offer


def test_the_list_price_where_nothing_else_is_said(workspace: Workspace) -> None:
    record = product(workspace, cost=D(60), tax_class=named(workspace, "tax_class", "Reduced rate"))
    offer = one(workspace, record, quantity=3)
    assert offer.rule == "List price of the product"
    assert offer.row == {
        "kind": "product",
        "product": ref(record),
        "code": "RK",
        "description": "Rack",
        "quantity": D(3),
        "unit": "pcs",
        "list_price": D(100),
        "unit_price": D(100),
        "base_quantity": None,
        "discount_percent": None,
        "discount_amount": None,
        "tax_class": named(workspace, "tax_class", "Reduced rate"),
        "tax_category": "S",
        "tax_rate": D(7),
        "cost": D(60),
        "price_rule": "List price of the product",
    }
    assert offer.notes == ()
    assert offer.floor is None
    assert offer.next_break == ""


def test_the_order_of_the_levels(workspace: Workspace) -> None:
    base = price_list(workspace, "Base")
    retail = price_list(workspace, "Retail 2026", parent=ref(base), is_default=True)
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    record = product(workspace)
    setting = PriceSetting("EUR", lupa.id, day=DAY)

    def with_row(**row: Any) -> Offer:
        nonlocal record
        rows = (*records.load(workspace, "product", record.id).values["prices"], row)
        record = save(workspace, records.load(workspace, "product", record.id), prices=rows)
        return one(workspace, record, setting, 10)

    offer = with_row(price_list=ref(base), unit_price=D(90))
    assert (offer.row["unit_price"], offer.rule) == (D(90), "Price list Base")
    offer = with_row(price_list=ref(retail), unit_price=D(80), min_quantity=D(10))
    assert (offer.row["unit_price"], offer.rule) == (
        D(80),
        "Price list Retail 2026, from 10 pieces",
    )
    offer = with_row(price_list=ref(retail), unit_price=D("70.5"), min_quantity=D(50))
    assert (offer.row["unit_price"], offer.next_break) == (D(80), "from 50 pieces: 70.50")
    offer = with_row(company=ref(lupa), unit_price=D(75))
    assert (offer.row["unit_price"], offer.rule) == (D(75), "Customer's price")
    assert offer.row["list_price"] == D(80)
    assert offer.next_break == ""


def test_a_customers_percentage_is_shown_as_a_discount(workspace: Workspace) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa"})
    rows = ({"company": ref(lupa), "discount_percent": D("7.5")},)
    offer = one(workspace, product(workspace, prices=rows), PriceSetting("EUR", lupa.id, day=DAY))
    assert (offer.row["unit_price"], offer.row["discount_percent"]) == (D(100), D("7.5"))
    assert offer.rule == "List price of the product, less 7.5 % (Customer's price)"
    other = one(workspace, records.load(workspace, "product", offer.product.id))
    assert other.row["discount_percent"] is None


def test_a_percentage_of_a_list_makes_its_price(workspace: Workspace) -> None:
    a = price_list(workspace, "A")
    b = price_list(workspace, "B", parent=ref(a))
    rows = (
        {"price_list": ref(a), "unit_price": D("9.9999")},
        {"price_list": ref(b), "discount_percent": D(7)},
    )
    record = product(workspace, prices=rows)
    offer = one(workspace, record, PriceSetting("EUR", price_list=b.id, day=DAY))
    assert (offer.row["unit_price"], offer.row["discount_percent"]) == (D("9.2999"), None)
    assert offer.rule == "Price list A, less 7 % (Price list B)"


def test_the_list_of_the_customer_is_found_by_its_name(workspace: Workspace) -> None:
    dealers = price_list(workspace, "Dealers")
    price_list(workspace, "Everybody", is_default=True)
    lupa = records.create(workspace, "company", {"name": "Lupa", "price_list": "dealers"})
    lost = records.create(workspace, "company", {"name": "Vega", "price_list": "Gone"})
    record = product(workspace, prices=({"price_list": ref(dealers), "unit_price": D(55)},))
    assert one(workspace, record, PriceSetting("EUR", lupa.id, day=DAY)).row["unit_price"] == D(55)
    offer = one(workspace, record, PriceSetting("EUR", lost.id, day=DAY))
    assert offer.row["unit_price"] == D(100)
    assert offer.notes == ("The customer has the price list Gone, which does not exist.",)


def test_nothing_is_converted_in_silence(workspace: Workspace) -> None:
    export = price_list(workspace, "Export", currency="USD")
    rows = ({"price_list": ref(export), "unit_price": D(120)},)
    record = product(workspace, cost=D(60), min_margin=D(20), currency="EUR", prices=rows)
    usd = currency(workspace, "USD", "0.8")
    in_euros = one(workspace, record, PriceSetting("EUR", price_list=export.id, day=DAY))
    assert (in_euros.row["unit_price"], in_euros.rule) == (D(100), "List price of the product")
    assert in_euros.notes == (
        "Price list Export is in USD, this document in EUR: its prices are not used.",
    )
    in_dollars = one(workspace, record, PriceSetting("USD", day=DAY))
    assert in_dollars.row["unit_price"] is None
    assert in_dollars.notes[1].startswith("No price in USD. The list price is 100.00 EUR")
    assert in_dollars.row["cost"] == D(75), usd
    assert in_dollars.notes[0].startswith("Cost 60.00 EUR is 75.00 USD at the rate of")
    assert in_dollars.floor == D("93.75")
    offer = one(workspace, record, PriceSetting("USD", price_list=export.id, day=DAY))
    assert offer.row["unit_price"] == D(120)
    assert one(workspace, record, PriceSetting(price_list=export.id, day=DAY)).row[
        "unit_price"
    ] == D(120)


def currency(workspace: Workspace, code: str, rate: str) -> Record:
    key = named(workspace, "currency", code).id
    rows = ({"valid_from": date(2020, 1, 1), "rate": rate},)
    return save(workspace, records.load(workspace, "currency", key), rates=rows)


def test_lists_with_tax_and_documents_with_tax(workspace: Workspace) -> None:
    shop = price_list(workspace, "Shop", includes_tax=True)
    tax = named(workspace, "tax_class", "Standard rate")
    rows = ({"price_list": ref(shop), "unit_price": D("11.90")},)
    record = product(workspace, tax_class=tax, prices=rows, min_price=D(5))
    setting = PriceSetting("EUR", price_list=shop.id, day=DAY)
    assert one(workspace, record, setting).row["unit_price"] == D(10)
    gross = PriceSetting("EUR", price_list=shop.id, day=DAY, prices_include_tax=True)
    offer = one(workspace, record, gross)
    assert (offer.row["unit_price"], offer.floor) == (D("11.90"), D("5.95"))
    plain = PriceSetting("EUR", day=DAY, prices_include_tax=True)
    assert one(workspace, record, plain).row["unit_price"] == D(119)


def test_days_of_lists_and_of_prices(workspace: Workspace) -> None:
    old = price_list(workspace, "2025", valid_to=date(2025, 12, 31))
    since = date(2026, 1, 1)
    new = price_list(workspace, "2026", valid_from=since, is_default=True, parent=ref(old))
    rows = (
        {"price_list": ref(old), "unit_price": D(80)},
        {"price_list": ref(new), "unit_price": D(90)},
        {"price_list": ref(new), "unit_price": D(85), "valid_from": date(2026, 6, 1)},
        {"price_list": ref(new), "unit_price": D(50), "valid_to": date(2026, 5, 1)},
    )
    record = product(workspace, prices=rows)

    def on(day: date, chosen: UUID | None = None) -> Offer:
        return one(workspace, record, PriceSetting("EUR", price_list=chosen, day=day))

    assert on(date(2025, 12, 31)).row["unit_price"] == D(80)
    assert on(date(2026, 5, 1)).row["unit_price"] == D(50)
    assert on(date(2026, 5, 2)).row["unit_price"] == D(90)
    assert on(date(2026, 6, 1)).row["unit_price"] == D(85)
    late = on(date(2026, 6, 1), old.id)
    assert late.row["unit_price"] == D(100)
    assert late.notes == ("Price list 2025 ended on 31 Dec 2025: its prices are not used.",)


def test_texts_in_the_language_of_the_customer(workspace: Workspace) -> None:
    lupa = records.create(workspace, "company", {"name": "Lupa", "language": "de-AT"})
    texts = (
        {"language": "de", "name": "Regal", "description": "Aus Stahl"},
        {"language": "fr", "name": "Rayonnage"},
        {"language": "de-CH", "name": "Gestell"},
    )
    record = product(workspace, texts=texts, description="Steel")
    offer = one(workspace, record, PriceSetting("EUR", lupa.id, day=DAY))
    assert (offer.row["description"], offer.details) == ("Regal", "Aus Stahl")
    offer = one(workspace, record, PriceSetting("EUR", day=DAY, language="fr"))
    assert (offer.row["description"], offer.details) == ("Rayonnage", "Steel")
    offer = one(workspace, record, PriceSetting("EUR", lupa.id, day=DAY, language="de_CH"))
    assert offer.row["description"] == "Gestell"
    assert one(workspace, record, PriceSetting("EUR", language="el")).row["description"] == "Rack"


def test_a_bundle_with_a_price_and_one_without(workspace: Workspace) -> None:
    scanner = product(workspace, name="Scanner", code="SC", list_price=D(300), cost=D(200))
    labels = product(workspace, name="Labels", code="LB", list_price=D(10), cost=D(5))
    stand = product(workspace, name="Stand", code="ST", list_price=D(40), cost=D(30))
    parts = (
        {"component": ref(scanner), "quantity": D(2), "position": 1},
        {"component": ref(labels), "quantity": D(5), "position": 2},
        {"component": ref(stand), "optional": True, "position": 3},
    )
    values: dict[str, Any] = {"kind": "bundle", "components": parts}
    fixed = product(workspace, name="Set", code="B1", list_price=D(600), **values)
    loose = product(workspace, name="Set", code="B2", list_price=None, **values)

    offer = one(workspace, fixed, quantity=2)
    assert (offer.row["unit_price"], offer.row["cost"]) == (D(600), D(425))
    assert [(row["code"], row["quantity"]) for row in offer.parts] == [
        ("SC", D(4)),
        ("LB", D(10)),
        ("ST", D(2)),
    ]
    assert [row["unit_price"] for row in offer.parts] == [None, None, D(40)]
    assert [row["list_price"] for row in offer.parts] == [D(300), D(10), D(40)]
    assert (offer.parts[2]["kind"], offer.parts[2]["unselected"]) == ("option", True)

    offer = one(workspace, loose, quantity=2)
    assert (offer.row["unit_price"], offer.rule) == (None, "Sum of its parts")
    assert [row["unit_price"] for row in offer.parts] == [D(300), D(10), D(40)]
    rows = prices.rows_with_parts(offer, 4)
    assert [row["position"] for row in rows] == [4, 5, 6, 7]
    assert [row.get("bundle_position") for row in rows] == [None, 4, 4, 4]


def test_floors(workspace: Workspace) -> None:
    first = product(workspace, min_price=D(80), cost=D(70), min_margin=D(15))
    second = product(workspace, code="B", cost=D(70), min_margin=D(15))
    third = product(workspace, code="C")
    found = prices.floors(workspace, [first.id, second.id, third.id], EUR)
    assert found[first.id].lowest == D("82.3530")  # rounded up, so that the margin is kept
    assert found[second.id].min_margin == D(15)
    assert found[third.id].lowest is None
    assert one(workspace, first).floor == D("82.3530")


def test_codes_as_they_are_pasted(workspace: Workspace) -> None:
    first = product(workspace, name="Rack", code="RK 1")
    product(workspace, name="Old", code="AB", discontinued=True, replaced_by=ref(first))
    product(workspace, name="Twin", code="TW")
    product(workspace, name="Other twin", code="tw")
    product(workspace, name="Scanner", code="SC", gtin="4006381333931", supplier_code="X-9")
    pasted = [
        ("rk  1", D(5)),
        ("RK 1", None),
        ("4006381333931", D(2)),
        ("x-9", D(1)),
        ("X-9", D(1)),
        ("AB", D(1)),
        ("TW", D(1)),
        ("???", D(1)),
        ("", D(1)),
    ]
    found = prices.by_codes(workspace, pasted, EUR)
    assert [p.offer and (p.offer.product.label, p.offer.row["quantity"]) for p in found] == [
        ("Rack", D(5)),
        ("Rack", D(1)),
        ("Scanner", D(2)),
        ("Scanner", D(1)),
        ("Scanner", D(1)),
        ("Old", D(1)),
        None,
        None,
        None,
    ]
    assert found[5].words == "No longer sold; replaced by Rack."
    assert found[6].words == "2 products have this code. Choose one."
    assert {each.label for each in found[6].candidates} == {"Twin", "Other twin"}
    assert found[7].words == "No product has the code ???. Check it, or type the line by hand."


def test_products_are_found_by_code_first_and_by_words(workspace: Workspace) -> None:
    product(workspace, name="Scanner, wireless", code="SC-110")
    product(workspace, name="Cradle for the SC-110", code="CR-1")
    product(workspace, name="Scanner, old", code="SC-1", discontinued=True)

    def found(text: str, limit: int = 20) -> list[str]:
        return [o.row["code"] for o in prices.search(workspace, text, EUR, limit)]

    assert found("sc-1") == ["SC-110", "CR-1"]
    assert found("wireless scan") == ["SC-110"]
    assert found("") == ["CR-1", "SC-110"]
    assert found("", 1) == ["CR-1"]
    assert found("nothing like it") == []


# ------------------------------------------------------------------------- against the oracle


CURRENCIES = ("EUR", "EUR", "EUR", "USD")
DAYS = (None, None, None, None, date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 31))
LISTS, PRODUCTS, ASKED = 5, 12, 150


class Office:
    """Products, lists and prices at random, in the store and on paper."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.draw, self.workspace = Random(seed), workspace
        self.tax = named(workspace, "tax_class", "Standard rate")
        self.lists: dict[str, Row] = {}
        self.records: dict[str, Record] = {}
        for name in ("L0", "L1", "L2", "L3", "L4")[:LISTS]:
            self._list(name)
        self.companies = [
            records.create(workspace, "company", {"name": name}) for name in ("Lupa", "Vega")
        ]
        self.products = [self._product(at) for at in range(PRODUCTS)]

    def _span(self) -> tuple[date | None, date | None]:
        first, last = self.draw.choice(DAYS), self.draw.choice(DAYS)
        return (None, last) if first and last and last < first else (first, last)

    def _list(self, name: str) -> None:
        first, last = self._span()
        parent = self.draw.choice((None, *self.lists))
        row: Row = {
            "currency": self.draw.choice(CURRENCIES),
            "parent": parent,
            "first": first,
            "last": last,
            "has_tax": self.draw.random() < 0.3,
        }
        self.lists[name] = row
        self.records[name] = price_list(
            self.workspace,
            name,
            currency=row["currency"],
            parent=ref(self.records[parent]) if parent else None,
            valid_from=first,
            valid_to=last,
            includes_tax=row["has_tax"],
        )

    def _product(self, at: int) -> tuple[Record, Paper]:
        price = self.draw.choice((None, D(self.draw.randrange(1, 10**6)).scaleb(-4)))
        currency = self.draw.choice(CURRENCIES)
        rows = [self._row() for _ in range(self.draw.randrange(24))]
        record = product(
            self.workspace,
            code=f"P{at}",
            list_price=price,
            currency=currency,
            tax_class=self.tax,
            prices=tuple(values for _row, values in rows),
        )
        # Of two that are alike, the one that was written later wins.
        written = [row for row, _values in rows]
        ids = [row["id"] for row in record.values["prices"]]
        for row, key in zip(written, sorted(ids), strict=True):
            row["at"] = key
        paper = Paper(
            written,
            self.lists,
            None if price is None else Fraction(price),
            currency,
            Fraction(19),
        )
        return record, paper

    def _row(self) -> tuple[Row, dict[str, Any]]:
        name = self.draw.choice((None, *self.lists))
        company: Record | None = self.draw.choice((None, None, None, *self.companies))
        first, last = self._span()
        least = self.draw.choice((None, D(1), D(10), D("12.5")))
        price = percent = None
        if self.draw.random() < 0.6:
            price = D(self.draw.randrange(1, 10**6)).scaleb(-4)
        else:
            percent = D(self.draw.choice(("0", "5", "33.333333", "100", "-12.5")))
        currency = self.draw.choice((None, None, None, "EUR", "USD"))
        row: Row = {
            "list": name,
            "company": company.label if company else None,
            "currency": currency,
            "least": Fraction(least or 0),
            "price": None if price is None else Fraction(price),
            "percent": None if percent is None else Fraction(percent),
            "first": first,
            "last": last,
        }
        values = {
            "price_list": ref(self.records[name]) if name else None,
            "company": ref(company) if company else None,
            "currency": currency,
            "min_quantity": least,
            "unit_price": price,
            "discount_percent": percent,
            "valid_from": first,
            "valid_to": last,
        }
        return row, values

    def ask(self) -> tuple[PriceSetting, D, Any]:
        """A setting and a quantity, and what they are on paper."""
        draw = self.draw
        name = draw.choice(tuple(self.lists))
        company = draw.choice((None, *self.companies))
        currency = draw.choice(("EUR", "EUR", "USD"))
        day = draw.choice((date(2025, 12, 31), date(2026, 1, 1), DAY, date(2027, 1, 1)))
        quantity, with_tax = draw.choice((D(1), D(10), D("12.5"), D(100))), draw.random() < 0.5
        chain, at = [], name
        while at:
            chain.append(at)
            at = self.lists[at]["parent"]
        key = company.id if company else None
        setting = PriceSetting(
            currency, key, self.records[name].id, day, prices_include_tax=with_tax
        )
        label = company.label if company else None

        def on_paper(paper: Paper, of: D = quantity) -> Fraction | None:
            return paper.price(label, chain, currency, day, Fraction(of), with_tax=with_tax)

        return setting, quantity, on_paper


@pytest.fixture(scope="module", params=DATABASES)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    with new_store(request.param, request) as address, opened(address) as workspace:
        yield Office(workspace, 4)


def four(value: Fraction) -> D:
    """Four decimals, a half away from zero."""
    scaled = D((abs(value) * 10**4 * 2 + 1) // 2) * (-1 if value < 0 else 1)
    return scaled.scaleb(-4)


def effective(row: dict[str, Any]) -> Fraction:
    return Fraction(row["unit_price"]) * (100 - Fraction(row["discount_percent"] or 0)) / 100


def test_prices_are_those_on_paper(office: Office) -> None:
    unpriced = discounted = 0
    for _ in range(ASKED):
        setting, quantity, on_paper = office.ask()
        wishes = [Wish(record.id, quantity) for record, _paper in office.products]
        offers = prices.find(office.workspace, wishes, setting)
        for offer, (_record, paper) in zip(offers, office.products, strict=True):
            expected = on_paper(paper)
            if expected is None:
                assert offer.row["unit_price"] is None
                assert offer.notes
                unpriced += 1
            elif offer.row["discount_percent"] is None:
                assert offer.row["unit_price"] == four(expected), offer.rule
            else:  # the price before the discount is rounded, the discount is exact
                assert abs(effective(offer.row) - expected) <= Fraction(1, 20_000)
                discounted += 1
            for each in offer.breaks:
                assert each.unit_price == four(on_paper(paper, each.quantity))
    assert unpriced > 50
    assert discounted > 50


def test_a_thousand_lines_take_as_many_statements_as_one(office: Office) -> None:
    codes = [(record.values["code"], D(1)) for record, _paper in office.products]

    def sent(pasted: list[tuple[str, D]]) -> int:
        with statements(office.workspace) as log:
            assert all(each.offer for each in prices.by_codes(office.workspace, pasted, EUR))
        return len(log)

    assert sent(codes * 100) <= sent(codes[:1]) <= 9


def test_rounding_of_the_paper() -> None:
    for text in ("0.00005", "1.23445", "9.299907", "-0.00005"):
        assert four(Fraction(text)) == D(text).quantize(D("0.0001"), ROUND_HALF_UP)


def test_a_reference_to_a_product_that_is_gone_is_left_out(workspace: Workspace) -> None:
    record = product(workspace)
    records.delete(workspace, "product", [record.id])
    assert prices.find(workspace, [Wish(record.id)], EUR) == []
    assert prices.floors(workspace, [record.id], EUR) == {}
    assert Ref(record.id, "Rack") not in [o.product for o in prices.search(workspace, "", EUR)]
