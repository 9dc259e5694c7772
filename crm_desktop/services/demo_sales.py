"""Write the sales of the sample office: products, price lists, rates, leads, deals, quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from crm_desktop.models.tables import table
from crm_desktop.services import demo_contracts, demo_quotes, rates, records
from crm_desktop.services.catalog import Ref
from crm_desktop.services.demo import products as goods
from crm_desktop.services.demo import sales
from crm_desktop.services.demo_quotes import Offered
from crm_desktop.services.sales.papers import line_amounts, numbering
from crm_desktop.services.transfer.batches import Batch
from crm_desktop.services.transfer.writer import Writer
from crm_desktop.services.workspace import Tx

_MONTHS = 12
MOST_DEALS = 20_000
_OFFERED = 400  # deals among which those with a quote are chosen


class Customer(NamedTuple):
    """A company that was made, as deals need it. contact: somebody who works there."""

    key: bytes
    name: str
    currency: str | None
    owner: Ref
    contact: bytes | None


class Sales:
    """Fills in what the office sells. Rows go through the batch, like all of the demo."""

    def __init__(self, tx: Tx, batch: Batch, writer: Writer, seed: int) -> None:
        self._tx, self._batch, self._writer, self._seed = tx, batch, writer, seed
        self._today = tx.now.astimezone().date()
        self._taxes = self._named("tax_class")
        self._products: list[Ref] = []
        self.activities = 0

    def _named(self, name: str) -> list[Ref]:
        rows = table(name)
        found = select(rows.c.id, rows.c.name).where(rows.c.deleted_at.is_(None))
        order = rows.c.position if "position" in rows.c else rows.c.id
        return [Ref(row.id, row.name) for row in self._tx.session.execute(found.order_by(order))]

    # ---- what is sold, for how much

    def catalogue(self) -> int:
        """Products in their categories and price lists; returns how many."""
        if self._tx.session.execute(select(table("product").c.id).limit(1)).first():
            return 0  # a second portion of sample data
        lists = self._price_lists()
        categories: list[Ref] = []
        for name, parent in goods.CATEGORIES:
            values = {"name": name, "parent": None if parent is None else categories[parent]}
            key = records.insert_record(self._tx, "product_category", values)
            categories.append(Ref(key, name))
        for product in goods.PRODUCTS:
            self._product(product, categories, lists)
        self._batch.flush()
        self._rates()
        return len(self._products)

    def _price_lists(self) -> list[Ref]:
        made: list[Ref] = []
        for at, (name, currency, parent, _off) in enumerate(goods.PRICE_LISTS):
            values = {
                "name": name,
                "currency": currency,
                "parent": None if parent is None else made[parent],
                "is_default": not at,
                "valid_from": date(self._today.year, 1, 1),
            }
            made.append(Ref(records.insert_record(self._tx, "price_list", values), name))
        return made

    def _product(
        self, product: goods.DemoProduct, categories: Sequence[Ref], lists: Sequence[Ref]
    ) -> None:
        key = self._writer.new_id()
        values: dict[str, Any] = {
            "code": product.code,
            "name": product.name,
            "kind": product.kind,
            "category": categories[product.category],
            "unit": product.unit,
            "list_price": product.list_price,
            "currency": "EUR",
            "cost": product.cost,
            "min_margin": Decimal(15),
            "tax_class": self._taxes[0] if self._taxes else None,
            "serial_tracked": product.serial_tracked,
            "prices": self._prices(product, lists),
            "components": tuple(
                {"component": self._of_code(code), "quantity": Decimal(count), "position": at}
                for at, (code, count) in enumerate(product.components, 1)
            ),
        }
        if product.warranty_months:
            values["warranty_months"] = product.warranty_months
        if product.unit in ("month", "year"):
            values["billing_period"] = product.unit
        self._writer.add("product", key, values, {})
        self._products.append(Ref(UUID(bytes=key), product.name))

    def _of_code(self, code: str) -> Ref:
        return self._products[[each.code for each in goods.PRODUCTS].index(code)]

    @staticmethod
    def _prices(product: goods.DemoProduct, lists: Sequence[Ref]) -> tuple[dict[str, Any], ...]:
        rows: list[dict[str, Any]] = []
        for ref, (_name, currency, _parent, off) in zip(lists, goods.PRICE_LISTS, strict=True):
            price = sales.in_currency(product.list_price, currency)
            if off:
                rows.append({"price_list": ref, "discount_percent": Decimal(off)})
            else:
                rows.append({"price_list": ref, "unit_price": price})
            if product.list_price < 100:
                less = (price * Decimal("0.9")).quantize(Decimal("0.0001"))
                rows.append({"price_list": ref, "unit_price": less, "min_quantity": Decimal(100)})
        return tuple(rows)

    def _rates(self) -> None:
        """The rates of the last twelve months, of the currencies that customers have."""
        currencies = table("currency")
        found = select(currencies.c.id, currencies.c.code)
        for row in self._tx.session.execute(found.where(currencies.c.code.in_(sales.RATES))).all():
            for month in range(_MONTHS):
                at = self._today.year * 12 + self._today.month - _MONTHS + month
                rate = {
                    "id": self._writer.new_id(),
                    "currency_id": row.id,
                    "valid_from": date(at // 12, at % 12 + 1, 1),
                    "rate": sales.rate_on(row.code, month),
                    "source": "Sample data",
                }
                self._batch.add("currency_rate", rate)
        self._batch.flush()

    def quotas(self, colleagues: Sequence[Ref]) -> None:
        """What each of the reps is to sell this quarter."""
        first = date(self._today.year, self._today.month - (self._today.month - 1) % 3, 1)
        following = first + timedelta(days=95)
        last = date(following.year, following.month, 1) - timedelta(days=1)
        for at, who in enumerate(colleagues[1:10], 1):
            values = {
                "name": f"{first.year} Q{(first.month + 2) // 3}, {who.label}",
                "user": who,
                "starts_on": first,
                "ends_on": last,
                "amount": Decimal(60_000 + 5_000 * (at % 5)),
                "currency": "EUR",
            }
            records.insert_record(self._tx, "quota", values)

    # ---- leads and deals

    def leads(self, count: int, names: list[tuple[str, str]], owner: Callable[[int], Ref]) -> int:
        """So many leads."""
        for lead in sales.leads(count, self._seed, names, self._tx.now):
            at = self._tx.now - timedelta(days=lead.age)
            values: dict[str, Any] = lead.values | {"owner": owner(lead.owner)}
            stamps = {"created_at": at, "updated_at": at}
            self._writer.add("lead", self._writer.new_id(), values, stamps)
            if self._batch.full:
                self._batch.flush()
        self._batch.flush()
        return count

    def deals(self, count: int, customers: Sequence[Customer]) -> int:
        """So many deals, with what is planned for them."""
        if not self._products or not customers:
            return 0
        count = min(count, MOST_DEALS)
        known, stages = rates.Rates(self._tx), self._stages()
        reasons = self._named("lost_reason")
        offered: list[Offered] = []
        for place, number in enumerate(numbering.reserve(self._tx, "deal", count)):
            customer = customers[place * 7 % len(customers)]
            deal = sales.deal(place, self._seed, customer.name, self._tx.now)
            values = self._deal_values(deal, customer, stages, known)
            values["number"] = number
            if deal.lost is not None:
                values["lost_reason"] = reasons[deal.lost]
            key = self._add(deal, values, customer)
            if len(offered) < _OFFERED:
                offered.append(Offered(UUID(bytes=key), deal.stage, deal.days))
            if self._batch.full:
                self._batch.flush()
        self._batch.flush()
        self.activities += demo_quotes.make(self._tx, offered)
        demo_contracts.make(self._tx)
        return count

    def _stages(self) -> list[Any]:
        """The stages of the first pipeline."""
        stages, pipelines = table("stage"), table("pipeline")
        first = select(pipelines.c.id).order_by(pipelines.c.position).limit(1).scalar_subquery()
        found = select(stages, pipelines.c.name.label("pipeline"))
        found = found.join(pipelines, pipelines.c.id == stages.c.pipeline_id)
        found = found.where(stages.c.pipeline_id == first).order_by(stages.c.position)
        return list(self._tx.session.execute(found))

    def _deal_values(
        self, deal: sales.DemoDeal, customer: Customer, stages: Sequence[Any], known: rates.Rates
    ) -> dict[str, Any]:
        stage = stages[deal.stage]
        values: dict[str, Any] = dict(deal.values)
        currency = customer.currency if customer.currency in sales.RATES else "EUR"
        made = line_amounts.amounts(self._lines(deal, currency), currency)
        own = values.get("probability_override")
        values |= {
            "company": Ref(UUID(bytes=customer.key), customer.name),
            "contact": Ref(UUID(bytes=customer.contact), "") if customer.contact else None,
            "owner": customer.owner,
            "stage": Ref(stage.id, stage.name),
            "pipeline": Ref(stage.pipeline_id, stage.pipeline),
            "status": stage.kind,
            "stage_since": self._tx.now - timedelta(days=deal.days),
            "probability": stage.probability if own is None else own,
            "currency": currency,
            "lines": made.lines,
            "amount": made.net,
            "cost": made.cost,
        }
        if closed_on := values.get("closed_on"):
            values["closing_rate"] = known.on(currency, closed_on)
        return values

    def _lines(self, deal: sales.DemoDeal, currency: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for at, (place, quantity, off) in enumerate(deal.lines, 1):
            product = goods.PRODUCTS[place]
            price = sales.in_currency(product.list_price, currency)
            lines.append(
                {
                    "position": at,
                    "kind": "product",
                    "product": self._products[place],
                    "code": product.code,
                    "description": product.name,
                    "quantity": Decimal(quantity),
                    "unit": product.unit,
                    "list_price": price,
                    "unit_price": price,
                    "discount_percent": Decimal(off) if off else None,
                    "cost": sales.in_currency(product.cost, currency),
                }
            )
        return lines

    def _add(self, deal: sales.DemoDeal, values: dict[str, Any], customer: Customer) -> bytes:
        key = self._writer.new_id()
        made_at: datetime = self._tx.now - timedelta(days=deal.age)
        stamps = {"created_at": made_at, "updated_at": self._tx.now - timedelta(days=deal.days)}
        self._writer.add("deal", key, values, stamps)
        if deal.next_step is None:
            return key
        kind, subject, hours = deal.next_step
        self.activities += 1
        activity = self._writer.new_id()
        planned = {
            "kind": kind,
            "subject": subject,
            "status": "planned",
            "due_at": self._tx.now.replace(minute=0, second=0, microsecond=0)
            + timedelta(hours=hours),
            "owner": customer.owner,
        }
        self._writer.add("activity", activity, planned, stamps)
        links = [("deal_id", key), ("company_id", customer.key)]
        if customer.contact:
            links.append(("person_id", customer.contact))
        for column, target in links:
            link = {"id": self._writer.new_id(), "activity_id": activity, column: target}
            self._batch.add("activity_link", link)
        return key
