"""What history suggests for a quote: the usual discount, and what is bought along. With reasons.

From orders and accepted quotes. Only the newest are looked at, so that a customer of ten years, or
a product in every order, costs no more than others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from crm_desktop.enums import Permission
from crm_desktop.i18n import _, ngettext, number, plain_number
from crm_desktop.models.tables import table
from crm_desktop.services.catalog import Ref
from crm_desktop.services.workspace import ReadTx, query

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
MOST_DOCUMENTS = 50  # of the customer
MOST_ORDERS = 1_000  # with one of the products
MOST = 8
_AT_LEAST = 2  # what happened once is no habit
_HABIT = Decimal("0.5")
_OFTEN = Decimal("0.2")
_STEP = Decimal("0.5")  # discounts are told apart by half a percent


@dataclass(frozen=True, slots=True)
class UsualDiscount:
    """What a customer usually gets.

    Attributes:
        percent: off the list prices, on each line.
        reason: `in 7 of 9 orders`.
    """

    percent: Decimal
    times: int
    of: int
    reason: str


@dataclass(frozen=True, slots=True)
class Along:
    """A product to be offered as well.

    Attributes:
        quantity: what was taken most often.
        reason: `in 7 of 9 orders with Label printer`.
    """

    product: Ref
    code: str
    quantity: Decimal | None
    times: int
    of: int
    reason: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What history suggests.

    Attributes:
        discount: None where the customer has no habit.
        together: bought with the products of the quote; the surest first.
        usual: what this customer orders again and again, and is not in the quote.
    """

    discount: UsualDiscount | None = None
    together: tuple[Along, ...] = ()
    usual: tuple[Along, ...] = ()


@query(Permission.ORDER_READ)
def suggestions(
    tx: ReadTx,
    company: UUID | None,
    products: Sequence[UUID] = (),
    *,
    apart_from: UUID | None = None,
) -> Suggestions:
    """For a customer and the products of a quote. apart_from: that quote, which is no history."""
    lines = _lines_of(tx, company, apart_from) if company is not None else []
    here = set(products)
    usual = _usual(tx, lines, here)
    along = _together(tx, list(dict.fromkeys(products)))
    known = {each.product for each in along}
    return Suggestions(
        _discount(lines), along, tuple(each for each in usual if each.product not in known)
    )


# ---------------------------------------------------------------- the customer's own habits


@dataclass(frozen=True, slots=True)
class _Line:
    document: UUID
    product: UUID | None
    quantity: Decimal | None
    percent: Decimal  # what it was cheaper than the list


def _lines_of(tx: ReadTx, company: UUID, apart_from: UUID | None) -> list[_Line]:
    """The lines of the customer's newest orders, and of accepted quotes that became none."""
    orders, quotes = table("sales_order").c, table("quote").c
    ordered = (
        select(orders.id, orders.quote_id)
        .where(orders.company_id == company, *_counts(orders))
        .order_by(orders.ordered_on.desc().nulls_last(), orders.id.desc())
    )
    found = tx.session.execute(ordered.limit(MOST_DOCUMENTS)).all()
    through = {row.quote_id for row in found} | {apart_from}
    accepted = select(quotes.id).where(
        quotes.company_id == company, quotes.deleted_at.is_(None), quotes.status == "accepted"
    )
    newest = accepted.order_by(quotes.id.desc()).limit(MOST_DOCUMENTS)
    left = [key for key in tx.session.execute(newest).scalars() if key not in through]
    return [*_lines(tx, "sales_order", [row.id for row in found]), *_lines(tx, "quote", left)]


def _counts(orders: Any) -> tuple[Any, ...]:
    """Orders that are history: one that was cancelled says nothing."""
    return orders.deleted_at.is_(None), func.coalesce(orders.status, "") != "cancelled"


def _lines(tx: ReadTx, document: str, ids: Sequence[UUID]) -> list[_Line]:
    if not ids:
        return []
    lines = table(f"{document}_line").c
    owner = lines[f"{document}_id"]
    found = select(
        *(owner, lines.product_id, lines.quantity, lines.list_price, lines.unit_price),
        *(lines.base_quantity, lines.discount_percent, lines.discount_amount),
    ).where(
        owner.in_(ids),
        lines.deleted_at.is_(None),
        lines.unit_price.is_not(None),
        lines.unselected.is_(False),
    )
    off = _off_the_whole(tx, document, ids)
    return [
        _Line(row[0], row[1], row[2], _together_off(_off(row), off.get(row[0], ZERO)))
        for row in tx.session.execute(found)
    ]


def _off_the_whole(tx: ReadTx, document: str, ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """The percentages that were taken off whole documents."""
    rows = table(f"{document}_allowance").c
    owner = rows[f"{document}_id"]
    found = select(owner, rows.percent).where(
        owner.in_(ids),
        rows.deleted_at.is_(None),
        rows.is_charge.is_(False),
        rows.percent.is_not(None),
    )
    return dict(tuple(row) for row in tx.session.execute(found))


def _off(row: Any) -> Decimal:
    """In percent of the list price, as far as there is one."""
    with localcontext(prec=40):
        price = row.unit_price * (HUNDRED - (row.discount_percent or ZERO)) / HUNDRED
        if row.discount_amount and row.quantity:
            price -= row.discount_amount / row.quantity * (row.base_quantity or ONE)
        listed = row.list_price or row.unit_price
        return (listed - price) * HUNDRED / listed if listed else ZERO


def _together_off(one: Decimal, other: Decimal) -> Decimal:
    """Two percentages, one after the other, in steps of half a percent."""
    with localcontext(prec=40):
        whole = HUNDRED - (HUNDRED - one) * (HUNDRED - other) / HUNDRED
        return (whole / _STEP).quantize(ONE, ROUND_HALF_UP) * _STEP


def _discount(lines: Sequence[_Line]) -> UsualDiscount | None:
    """The discount of most documents: of each, the one that most of its lines have."""
    of_document = defaultdict[UUID, Counter[Decimal]](Counter)
    for line in lines:
        of_document[line.document][line.percent] += 1
    each = Counter(found.most_common(1)[0][0] for found in of_document.values())
    if not each:
        return None
    percent, times = each.most_common(1)[0]
    if percent <= ZERO or times < _AT_LEAST or times < _HABIT * len(of_document):
        return None
    reason = _("{percent} % off the list price {often}").format(
        percent=plain_number(percent), often=_often(times, len(of_document))
    )
    return UsualDiscount(percent, times, len(of_document), reason)


def _often(times: int, of: int) -> str:
    orders = ngettext("of {n} order", "of {n} orders", of)
    return _("in {times} {of_orders}").format(times=number(times), of_orders=orders)


def _usual(tx: ReadTx, lines: Sequence[_Line], here: set[UUID]) -> list[Along]:
    """What the customer orders again and again."""
    of = len({line.document for line in lines})
    times, quantities = (
        defaultdict[UUID, set[UUID]](set),
        defaultdict[UUID, Counter[Decimal]](Counter),
    )
    for line in lines:
        if line.product is not None and line.product not in here:
            times[line.product].add(line.document)
            quantities[line.product][line.quantity or ONE] += 1
    often = [
        (len(found), key)
        for key, found in times.items()
        if len(found) >= _AT_LEAST and len(found) >= _HABIT * of
    ]
    often = sorted(often, key=lambda each: (-each[0], each[1]))[:MOST]
    products = table("product").c
    sold = select(products.id, products.name, products.code).where(
        products.id.in_([key for _times, key in often]),
        products.deleted_at.is_(None),
        products.discontinued.is_(False),
    )
    known = {row.id: row for row in tx.session.execute(sold)} if often else {}
    return [
        Along(
            Ref(key, known[key].name),
            known[key].code,
            quantities[key].most_common(1)[0][0],
            count,
            of,
            _("{often} of this customer").format(often=_often(count, of)),
        )
        for count, key in often
        if key in known
    ]


# ---------------------------------------------------------------- bought together


def _together(tx: ReadTx, products: Sequence[UUID]) -> tuple[Along, ...]:
    """Products in the orders in which these were."""
    if not products:
        return ()
    own, orders = table("sales_order_line"), table("sales_order")
    newest = (
        select(own.c.sales_order_id.label("order_id"), own.c.product_id.label("product_id"))
        .join(orders, orders.c.id == own.c.sales_order_id)
        .where(own.c.product_id.in_(products), own.c.deleted_at.is_(None), *_counts(orders.c))
        .distinct()
        .order_by(own.c.sales_order_id.desc())
        .limit(MOST_ORDERS)
        .subquery("newest")
    )
    per_product = select(newest.c.product_id, func.count()).group_by(newest.c.product_id)
    of = {key: int(count) for key, count in tx.session.execute(per_product)}
    best: dict[UUID, Along] = {}
    for along in _pairs(tx, newest, products, of):
        known = best.get(along.product.id)
        if known is None or _sureness(along) > _sureness(known):
            best[along.product.id] = along
    found = sorted(best.values(), key=lambda each: (-_sureness(each), each.product.label))
    return tuple(found[:MOST])


def _pairs(tx: ReadTx, newest: Any, products: Sequence[UUID], of: dict[UUID, int]) -> list[Along]:
    other, product = table("sales_order_line").alias("other"), table("product")
    bought = product.alias("bought")
    times = func.count(other.c.sales_order_id.distinct())
    found = (
        select(
            *(product.c.id, product.c.name, product.c.code),
            *(bought.c.id.label("bought_id"), bought.c.name.label("bought_name")),
            times.label("times"),
        )
        .select_from(newest)
        .join(other, other.c.sales_order_id == newest.c.order_id)
        .join(product, product.c.id == other.c.product_id)
        .join(bought, bought.c.id == newest.c.product_id)
        .where(
            other.c.deleted_at.is_(None),
            other.c.product_id.not_in(products),
            product.c.deleted_at.is_(None),
            product.c.discontinued.is_(False),
        )
        .group_by(product.c.id, product.c.name, product.c.code, bought.c.id, bought.c.name)
        .having(times >= _AT_LEAST)
    )
    return [
        _along(row, of[row.bought_id])
        for row in tx.session.execute(found)
        if row.times >= _OFTEN * of[row.bought_id]
    ]


def _along(row: Any, of: int) -> Along:
    reason = _("{often} with {product}").format(
        often=_often(row.times, of), product=row.bought_name
    )
    return Along(Ref(row.id, row.name), row.code, None, row.times, of, reason)


def _sureness(each: Along) -> float:
    """Seven of nine is surer than two of two."""
    return each.times / (each.of + 2)
