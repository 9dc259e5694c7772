"""Orders of another program: made, compared with those that are there, and added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from crm_desktop import i18n
from crm_desktop.errors import UserError, ValidationFailed
from crm_desktop.i18n import _, figure
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import table
from crm_desktop.services import loading, rates, records
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.records import new_problems
from crm_desktop.services.sales.papers import line_amounts
from crm_desktop.services.transfer import merging
from crm_desktop.services.transfer.drafts import Problem
from crm_desktop.services.transfer.options import ImportOptions, Policy, to_create
from crm_desktop.services.transfer.order_heads import (
    CUSTOMER_NAME,
    FREIGHT,
    SHIPPED,
    SUBTOTAL,
    TOTAL,
)
from crm_desktop.services.transfer.order_names import Names
from crm_desktop.services.transfer.order_tables import OrderDraft, OrderTable, item_price
from crm_desktop.services.transfer.registry import Registry
from crm_desktop.services.transfer.unmatched import Strangers, Unmatched
from crm_desktop.services.transfer.wording import lines
from crm_desktop.services.transfer.wording import orders as told_orders
from crm_desktop.services.validation import problems
from crm_desktop.services.values import blank, normalised
from crm_desktop.services.workspace import ReadTx, Tx

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
CENT = Decimal("0.01")
_CHUNK = 500
_KIND = ENTITIES["order"]
_STATES = {
    "delivered": """delivered shipped complete completed closed done fulfilled geliefert versendet
        erledigt abgeschlossen отгружен доставлен выполнен zrealizowane wysłane livré expédié
        entregado enviado resolved""",
    "cancelled": """cancelled canceled void voided storniert отменен anulowane annulé cancelado
        rejected refunded""",
    "invoiced": """invoiced paid billed awaiting-payment fakturiert berechnet bezahlt оплачен
        opłacone payé facturado""",
    "confirmed": """confirmed approved accepted sales-order bestätigt подтвержден potwierdzone
        confirmé""",
    "part-delivered": "partial partially part-delivered teilgeliefert",
    "open": """open new pending processing in-process on-hold hold draft unfulfilled quotation
        offen neu новый nowe ouvert abierto disputed""",
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words.split()}
_ADDRESS = ("name", "street", "place", "region", "country")


@dataclass(slots=True)
class Sums:
    """What the lines of orders come to, in one currency.

    Attributes:
        lines: each line rounded, as the pricing engine does.
        exact: without rounding.
        charges: freight and the like, which are on the orders and not on their lines.
    """

    lines: Decimal = ZERO
    exact: Decimal = ZERO
    charges: Decimal = ZERO
    counts: Counter[str] = field(default_factory=Counter[str])

    def to_json(self, currency: str) -> dict[str, Any]:
        """Plain data for the command line."""
        return {
            "currency": currency,
            "orders": self.counts["orders"],
            "lines": self.counts["lines"],
            "value": str(self.lines),
            "unrounded": f"{self.exact.normalize():f}",
            "rounding": f"{(self.lines - self.exact).normalize():f}",
            "charges": str(self.charges),
        }


class OrderImport:
    """Takes orders one by one once all tables were read.

    Attributes:
        counts: table -> what became of its rows.
        sums: currency -> what the orders come to.
        made: entity -> how many records were made.
        unmatched: what orders name and nothing is called here.
    """

    def __init__(
        self,
        tx: ReadTx,
        options: ImportOptions,
        registry: Registry,
        fail: Callable[[Problem], None],
    ) -> None:
        self._tx, self._options, self._fail = tx, options, fail
        self._registry = registry
        self._base = rates.office_currency(tx) or "EUR"
        self._tables: list[OrderTable] = []
        self.orders: dict[str, OrderDraft] = {}
        self._strange: list[OrderDraft] = []
        self._heads: dict[str, str] = {}
        self.counts: dict[int, Counter[str]] = defaultdict(Counter)
        self.sums: dict[str, Sums] = {}
        self.made: Counter[str] = Counter()
        self.notes: list[str] = []
        self._odd: Counter[str] = Counter()
        self._odd_totals: list[str] = []
        self._odd_states: Counter[str] = Counter()
        self.strangers = Strangers()
        self.unmatched: list[Unmatched] = []

    def read(self, opened: OrderTable, fail: Callable[[Problem], None]) -> None:
        """Add a table; those that say orders before those of their lines."""
        self._tables.append(opened)
        self._heads |= {k: v for k, v in opened.head_of.items() if k not in self._heads}
        has_orders = any(each.shape != "lines" for each in self._tables)
        may_begin = not has_orders and not _known_numbers(self._tx)
        self._strange += opened.take(self.orders, fail, may_begin=may_begin)

    def write(self) -> None:
        """Make or change all orders."""
        self._join_stored()
        orders = list(self.orders.values())
        names = Names(self._tx, self._registry, self._heads, to_create(self._options.mapping))
        names.find(orders)
        for start in range(0, len(orders), _CHUNK):
            self._tx.cancel.check()
            words = _("{done} of {total} orders")
            self._tx.progress(
                start,
                len(orders),
                words.format(done=i18n.number(start), total=i18n.number(len(orders))),
            )
            self._chunk(orders[start : start + _CHUNK], names)
        names.tell(self._fail, self.strangers)
        self.unmatched = self.strangers.listed(self._tx, self._registry)
        self.made.update(names.made)
        self.notes += [*names.notes, *self._told()]

    def _join_stored(self) -> None:
        """Lines whose orders came with an earlier import."""
        there = _stored(self._tx, [order.number for order in self._strange])
        for order in self._strange:
            if order.number in there:
                self.orders[order.number] = order
                continue
            for row in order.lines:
                reason = _("There is no order {number}, neither in the files nor here.")
                reason = reason.format(number=order.number)
                self._fail(Problem(row["row"], self._heads.get("number", ""), reason))
            self._count(order, "failed")

    def _chunk(self, orders: Sequence[OrderDraft], names: Names) -> None:
        there = _stored(self._tx, [order.number for order in orders])
        ids = [row.id for rows in there.values() for row in rows]
        before = loading.read(self._tx, "order", ids)
        taken = {row.number for rows in there.values() for row in rows if not row.deleted_at}
        for order in orders:
            given = self._values(order, names)
            old = self._same(order, given, there.get(order.number, ()), before)
            try:
                fate = self._update(order, given, old) if old else self._create(order, given, taken)
            except UserError as error:
                words = _("Order {number}: {error}").format(number=order.number, error=error)
                self._fail(Problem(order.line, "", words))
                fate = "failed"
            self._count(order, fate)
            if fate != "failed":
                self._sum(order, given)

    def _count(self, order: OrderDraft, fate: str) -> None:
        for index, rows in order.rows.items():
            self.counts[index][fate] += rows

    # ---- what an order is

    def _values(self, order: OrderDraft, names: Names) -> dict[str, Any]:
        said = order.values
        values: dict[str, Any] = {
            key: said[key] for key in said if _KIND.has(key) and key not in ("status", "number")
        }
        values |= self._who(order, names)
        if (status := self._status(order)) is not None:
            values["status"] = status
        for key, parts in order.addresses.items():
            values[key] = _address(parts)
        if (freight := said.get(FREIGHT)) is not None and freight != 0:
            reason = self._heads[FREIGHT].replace("_", " ").strip().capitalize()
            values["allowances"] = (
                {"reason": reason, "is_charge": True, "amount": freight, "position": 1},
            )
        lines = [self._line(row, at, names) for at, row in enumerate(order.lines, 1)]
        if not lines and said.get(TOTAL) is not None and order.rows.keys() & self._whole_tables:
            lines = [_only_line(said)]
        if lines:
            values["lines"] = tuple(lines)
        if self._is_invoices(order) and said.get(TOTAL) is not None:
            invoice = {"number": order.number, "amount": said[TOTAL]}
            values["invoices"] = (invoice | {"issued_on": said.get("ordered_on")},)
        return values

    @property
    def _whole_tables(self) -> set[int]:
        return {each.index for each in self._tables if each.shape != "lines"}

    def _is_invoices(self, order: OrderDraft) -> bool:
        return any(each.is_invoices for each in self._tables if each.index in order.rows)

    def _who(self, order: OrderDraft, names: Names) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if words := order.names.get("company"):
            customer = names.customers.get(words)
            if customer is None and (name := order.names.get(CUSTOMER_NAME)):
                customer = names.customers.get(name)
            if customer is None:
                names.lost("company", words, order.line)
            else:
                out |= {"company": customer.company, "contact": customer.contact}
        if words := order.names.get("contact"):
            if words in names.contacts:
                out["contact"] = names.contacts[words]
            else:
                names.lost("contact", words, order.line)
        if words := order.names.get("owner"):
            if words in names.owners:
                out["owner"] = names.owners[words]
            else:
                names.lost("owner", words, order.line)
        return {key: ref for key, ref in out.items() if ref is not None}

    def _status(self, order: OrderDraft) -> str | None:
        if (words := order.values.get("status")) is not None:
            known = {fold(choice.label): choice.value for choice in _KIND.field("status").choices}
            folded = fold(str(words))
            first = folded.replace(" ", "-"), folded.partition(" ")[0]
            for word in (folded, *first):
                if found := known.get(word) or _STATE_OF.get(word):
                    return found
            self._odd_states[str(words)] += 1
            column = self._heads.get("status", "")
            self.strangers.add(column, _KIND.field("status"), str(words), order.line)
        if order.values.get(SHIPPED) is not None:
            return "delivered"
        return "invoiced" if self._is_invoices(order) else None

    def _line(self, row: Mapping[str, Any], at: int, names: Names) -> dict[str, Any]:
        given = {k: v for k, v in row.items() if k not in ("row", "named", "total")}
        line: dict[str, Any] = {"kind": "product", **given, "position": at}
        if words := row.get("named"):
            product = names.products.get(words)
            if product is None:
                names.lost("product", words, row["row"])
                line["code"] = words[:80]
                head = self._heads["lines.product"].replace("_", " ")
                line.setdefault("description", f"{head} {words}")
            else:
                code, unit = names.codes.get(product.id, (None, None))
                line |= {"product": product, "code": code, "unit": line.get("unit") or unit}
                line.setdefault("description", product.label)
        return self._priced(line, row.get("total"))

    def _priced(self, line: dict[str, Any], total: Decimal | None) -> dict[str, Any]:
        if "quantity" not in line:
            line["quantity"] = ONE
            self._odd["quantities"] += total is None
        quantity, price = line["quantity"], line.get("unit_price")
        if not (percent := line.get("discount_percent")):
            line["discount_percent"] = percent = None
        else:
            line.pop("discount_amount", None)  # the same, said once more
        if price is None and total is not None:
            with localcontext(prec=40):
                each = total / quantity if quantity else total
            is_even = bool(quantity) and each == round(each, 4)
            line |= {"unit_price": each} if is_even else {"unit_price": total, "quantity": ONE}
            line["discount_percent"] = None  # what a line comes to is what is left of its price
            self._odd["less"] += percent is not None
        elif price is not None and percent:
            # The discount of a price (EN 16931, BT-147), so that nothing but the line is rounded.
            less = item_price(price, percent)
            if less is not None:
                line |= {"list_price": price, "unit_price": less, "discount_percent": None}
                self._odd["discounts"] += 1
        if total is not None and price is not None and abs(_exact(line) - total) >= CENT:
            self._odd["amounts"] += 1
        return line

    # ---- what is there already

    def _same(
        self,
        order: OrderDraft,
        given: Mapping[str, Any],
        there: Sequence[Any],
        before: Mapping[UUID, Record],
    ) -> Record | None:
        """The order that was imported before: by its number, and by its date or its customer.

        Two programs may both have an order 1.
        """
        lone = not (order.rows.keys() & self._whole_tables)
        for row in there:
            record = before.get(row.id)
            if record is None or (row.external_id != order.number and not lone):
                continue
            old = record.values
            same = (
                lone
                or (given.get("ordered_on") and old["ordered_on"] == given["ordered_on"])
                or (given.get("company") and old["company"] == given["company"])
                or (given.get("contact") and old["contact"] == given["contact"])
            )
            if same:
                return record
        return None

    def _create(self, order: OrderDraft, given: dict[str, Any], taken: set[str]) -> str:
        values = {"number": order.number, "external_id": order.number, **given, "origin": "import"}
        if order.number in taken:
            del values["number"]
            self._odd["numbers"] += 1
        taken.add(order.number)
        wanted = {f.key: blank(f) for f in _KIND.editable()} | normalised(_KIND, values)
        if wrong := problems(_KIND, wanted):
            raise ValidationFailed(wrong)
        if isinstance(self._tx, Tx):
            records.insert_record(self._tx, "order", values)
        self.made["order"] += 1
        return "created"

    def _update(self, order: OrderDraft, given: dict[str, Any], before: Record) -> str:
        if before.deleted:
            words = _(
                "Order {number} is in the trash and was left there. Restore it and import again."
            )
            self._fail(Problem(order.line, "", words.format(number=order.number)))
            return "skipped"
        if self._options.match is Policy.SKIP:
            return "skipped"
        said = normalised(_KIND, given)
        if "status" not in order.values and SHIPPED not in order.values:
            said.pop("status", None)
        lines = said.pop("lines", ())
        invoices = {row["number"] for row in before.values["invoices"]}
        said["invoices"] = tuple(
            row for row in said.get("invoices", ()) if row["number"] not in invoices
        )
        changed = merging.changes("order", before.values, said, self._options.match)
        if lines and (rows := _new_lines(before.values["lines"], lines, self._options.match)):
            changed["lines"] = rows
        if not changed:
            return "unchanged"
        if wrong := new_problems(_KIND, before.values, changed):
            raise ValidationFailed(wrong)
        if isinstance(self._tx, Tx):
            records.update_record(self._tx, before, changed)
        return "updated"

    # ---- sums

    def _sum(self, order: OrderDraft, given: Mapping[str, Any]) -> None:
        currency = given.get("currency") or self._base
        sums = self.sums.setdefault(currency, Sums())
        sums.counts["orders"] += 1
        rows = given.get("lines") or ()
        priced = line_amounts.amounts(rows, currency)
        sums.lines += priced.net
        sums.counts["lines"] += len(rows)
        with localcontext(prec=40):
            sums.exact += sum((_exact(row) for row in rows), ZERO)
        charges = sum((row["amount"] for row in given.get("allowances") or ()), ZERO)
        sums.charges += charges
        total = order.values.get(TOTAL)
        if total is not None and rows:
            off = {abs(total - priced.net), abs(total - priced.net - charges)}
            if min(off) >= CENT and not any(row.get("tax_rate") for row in rows):
                self._odd_totals.append(order.number)

    def sum_words(self) -> list[str]:
        """What the orders come to."""
        out: list[str] = []
        for currency, sums in sorted(self.sums.items()):
            out += _sum_words(currency, sums, self._heads.get(FREIGHT, ""))
        return out

    def _told(self) -> list[str]:
        """What is odd, in words."""
        out: list[str] = []
        if count := self._odd["discounts"]:
            words = _(
                "{lines} with a discount: it is in the unit price, beside the list price, so that "
                "only the line is rounded."
            )
            out.append(words.format(lines=lines(count)))
        if count := self._odd["less"]:
            words = _(
                "{lines} with a discount and no price: what the line comes to was taken, and the "
                "discount not once more."
            )
            out.append(words.format(lines=lines(count)))
        if count := self._odd["quantities"]:
            out.append(_("{lines} without a quantity: read as 1.").format(lines=lines(count)))
        if count := self._odd["amounts"]:
            words = _(
                "Another amount than quantity x price is said by {lines}. The quantity and the "
                "price were taken."
            )
            out.append(words.format(lines=lines(count)))
        if count := self._odd["numbers"]:
            words = _(
                "{orders} got a number of ours, because another order has theirs. Theirs is kept "
                "as the external id."
            )
            out.append(words.format(orders=told_orders(count)))
        if self._odd_totals:
            some = ", ".join(self._odd_totals[:10])
            words = _(
                "Another total than that of the lines is said by {orders}: {some}. The lines were "
                "taken."
            )
            out.append(words.format(orders=told_orders(len(self._odd_totals)), some=some))
        words = _(
            "The status '{status}' of {orders} is none of ours; a mapping can say which one is "
            "meant."
        )
        out += [
            words.format(status=status, orders=told_orders(count))
            for status, count in self._odd_states.items()
        ]
        return out


def _sum_words(currency: str, sums: Sums, freight: str) -> list[str]:
    words = [
        _("{lines} of {orders} come to {sum} {currency}, each line rounded half-up.").format(
            lines=lines(sums.counts["lines"]),
            orders=told_orders(sums.counts["orders"]),
            sum=figure(sums.lines, currency),
            currency=currency,
        )
    ]
    exact = sums.exact.quantize(CENT, ROUND_HALF_UP)
    if exact != sums.lines:
        said = (
            _(
                "Without rounding they would come to {exact} {currency}. The rounding of each "
                "line to the cent makes {difference} more."
            )
            if sums.lines > sums.exact
            else _(
                "Without rounding they would come to {exact} {currency}. The rounding of each "
                "line to the cent makes {difference} less."
            )
        )
        words.append(
            said.format(
                exact=figure(exact, currency),
                currency=currency,
                difference=figure(abs(sums.lines - exact), currency),
            )
        )
    if sums.charges:
        said = _(
            "'{head}' is a charge on the orders, {sum} {currency} in all, and not in this sum."
        )
        words.append(
            said.format(head=freight, sum=figure(sums.charges, currency), currency=currency)
        )
    return words


def _exact(row: Mapping[str, Any]) -> Decimal:
    """What a line comes to before anything is rounded."""
    value = row["quantity"] * (row.get("unit_price") or ZERO)
    if row.get("discount_amount") is not None:
        return value - row["discount_amount"]
    return value * (HUNDRED - (row.get("discount_percent") or ZERO)) / HUNDRED


def _only_line(said: Mapping[str, Any]) -> dict[str, Any]:
    """The one line of an order of which only amounts are known; freight is on the order already."""
    described = {"kind": "text", "description": "Total of the order", "position": 1}
    net = said.get(SUBTOTAL)
    if net is None:
        net = said[TOTAL] - (said.get(FREIGHT) or ZERO)
    return described | {"quantity": ONE, "unit_price": net}


def _address(parts: Mapping[str, str]) -> str:
    place = " ".join(parts[key] for key in ("postcode", "city") if parts.get(key))
    all_parts = {**parts, "place": place}
    return "\n".join(all_parts[key] for key in _ADDRESS if all_parts.get(key))


def _known_numbers(tx: ReadTx) -> bool:
    orders = table("sales_order").c
    found = select(orders.id).where(orders.deleted_at.is_(None)).limit(1)
    return tx.session.execute(found).first() is not None


def _stored(tx: ReadTx, numbers: Sequence[str]) -> dict[str, list[Any]]:
    """Orders by the number that another program gave them, or by ours."""
    orders = table("sales_order").c
    out: dict[str, list[Any]] = defaultdict(list)
    for start in range(0, len(numbers), _CHUNK):
        part = list(numbers[start : start + _CHUNK])
        found = (
            select(orders.id, orders.number, orders.external_id, orders.deleted_at)
            .where(
                orders.withdrawn.is_(False),
                or_(orders.external_id.in_(part), orders.number.in_(part)),
            )
            .order_by(orders.deleted_at.is_not(None), orders.id)
        )
        for row in tx.session.execute(found):
            for number in {row.number, row.external_id} & set(part):
                out[number].append(row)
    return out


def _new_lines(
    before: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]], policy: Policy
) -> tuple[dict[str, Any], ...] | None:
    """The lines of a file, where they say something else than those that are there."""
    if before and policy is Policy.FILL:
        return None
    told = [
        {child.key: row.get(child.key) for child in _KIND.field("lines").children} for row in given
    ]
    blanks = (None, "", False)
    said = [{k: v for k, v in row.items() if not any(v is b for b in blanks)} for row in told]
    pairs = zip(before, said, strict=False)
    if len(before) == len(said) and all(_says(old, row) for old, row in pairs):
        return None
    ids = {(row["position"], row["product"]): row["id"] for row in before}
    return tuple({**row, "id": ids.get((row["position"], row.get("product")))} for row in given)


def _says(old: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return all(old.get(key) == value for key, value in row.items()) and old.get(
        "discount_percent"
    ) == row.get("discount_percent")


__all__ = ["OrderImport", "Sums"]
