"""Live columns as SQL, for lists that are ordered or filtered by them, and for their sums.

Two kinds. Days are reckoned from columns of the row. Figures of customers are sums over their
deals: a test on one asks the deals once (`id IN (SELECT company_id ... HAVING ...)`), an order asks
them by an index, customer by customer. Both say what the cells say: see services/live_columns.py.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    Numeric,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)

from crm_desktop.models.engines import CONVERTED
from crm_desktop.models.tables import table
from crm_desktop.models.types import Money, microseconds
from crm_desktop.services import money, rates
from crm_desktop.services.queries import Op
from crm_desktop.services.workspace import ReadTx

Condition = ColumnElement[bool]
Number = ColumnElement[Any]
_A_DAY = 86_400
_RATE = r"^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_OF_NOUGHT: dict[Op, Callable[[Any, Any], bool]] = {
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


@dataclass(frozen=True, slots=True)
class OfDeals:
    """A sum over the deals of a customer. Whoever has none stands at nought.

    Attributes:
        owner: the column of the deals that names the customer.
        total: what is added up. of: which deals.
    """

    owner: Column[Any]
    total: Number
    of: tuple[Condition, ...]

    def of_row(self, target: Table) -> Number:
        """The figure of each row of a list; NULL for nought, as its cell is empty."""
        wanted = select(func.nullif(self.total, 0)).where(self.owner == target.c.id, *self.of)
        return type_coerce(wanted.correlate(target).scalar_subquery(), self.total.type)

    def condition(
        self, target: Table, test: Callable[[Number], Condition], holds_for_nought: bool
    ) -> Condition:
        """A test on the figure, with the deals read once."""
        figure = func.coalesce(self.total, 0, type_=self.total.type)
        found = select(self.owner).where(self.owner.is_not(None), *self.of).group_by(self.owner)
        if holds_for_nought:
            return target.c.id.not_in(found.having(~test(figure)))
        return target.c.id.in_(found.having(test(figure)))


def column(tx: ReadTx, entity: str, key: str, target: Table) -> Number:
    """A live column of the rows of `target`, to order by and to add up."""
    if entity in _CUSTOMERS:
        return _of_customer(tx, entity, key).of_row(target)
    return _DAYS[entity, key](tx, target)


def condition(
    tx: ReadTx,
    entity: str,
    key: str,
    target: Table,
    op: Op,
    values: Sequence[Any],
    compared: Callable[[Number, Op, list[Any]], Condition],
) -> Condition:
    """A test on a live column. compared: makes the condition of what is no test on emptiness."""
    if entity not in _CUSTOMERS:
        figure = _DAYS[entity, key](tx, target)
        if op in (Op.EMPTY, Op.NOTEMPTY):
            return figure.is_(None) if op == Op.EMPTY else figure.is_not(None)
        return compared(figure, op, list(values))
    if op in (Op.EMPTY, Op.NOTEMPTY):
        op, values = Op.EQ if op == Op.EMPTY else Op.NE, (Decimal(0),)
    sums = _of_customer(tx, entity, key)
    nought = _holds_for_nought(op, values)
    return sums.condition(target, lambda figure: compared(figure, op, list(values)), nought)


def _holds_for_nought(op: Op, values: Sequence[Any]) -> bool:
    if op in _OF_NOUGHT:
        return _OF_NOUGHT[op](0, values[0])
    if op == Op.BETWEEN:
        return values[0] <= 0 <= values[-1]
    return (0 in values) != (op == Op.NE)


# ------------------------------------------------------------------------------------- days


def _days_left(tx: ReadTx, target: Table) -> Number:
    """As contract_states.term() reckons: until notice is to be given, else until the end."""
    ends, notice, status = target.c.ends_on, target.c.notice_on, target.c.status
    today = tx.now.astimezone().date()
    over = and_(status.is_not(None), status.in_(("cancelled", "ended")))
    return case(
        (or_(ends.is_(None), over), null()),
        (notice >= today, _days_between(tx, notice, today)),
        else_=_days_between(tx, ends, today),
    )


def _days_between(tx: ReadTx, until: Number, today: date) -> Number:
    if tx.is_sqlite:
        days = func.julianday(until) - func.julianday(today.isoformat())
        return cast(days, Integer)
    return type_coerce(until - literal(today), Integer)


def _days_since(column: str) -> Callable[[ReadTx, Table], Number]:
    def days(tx: ReadTx, target: Table) -> Number:
        since = target.c[column]
        if tx.is_sqlite:
            passed = literal(microseconds(tx.now), BigInteger) - type_coerce(since, BigInteger)
            whole = passed // literal(_A_DAY * 1_000_000, BigInteger)
            return case((since.is_(None), null()), else_=func.max(0, whole, type_=Integer))
        seconds = func.extract("epoch", literal(tx.now) - since)
        whole = cast(func.floor(seconds / _A_DAY), Integer)
        return case((since.is_(None), null()), else_=func.greatest(0, whole, type_=Integer))

    return days


_DAYS: Mapping[tuple[str, str], Callable[[ReadTx, Table], Number]] = {
    ("contract", "days_left"): _days_left,
    ("lead", "age"): _days_since("created_at"),
    ("deal", "days_in_stage"): _days_since("stage_since"),
}


# -------------------------------------------------------------------------------- customers

_CUSTOMERS = {"company": "company_id", "person": "contact_id"}


def _of_customer(tx: ReadTx, entity: str, key: str) -> OfDeals:
    """As customer_figures.py reckons."""
    deals = table("deal").alias("its_deal")
    total, *of = _FIGURES[key](tx, deals)
    return OfDeals(deals.c[_CUSTOMERS[entity]], total, (deals.c.deleted_at.is_(None), *of))


def _open_deals(_tx: ReadTx, deals: Any) -> tuple[Any, ...]:
    return func.count(), deals.c.status == "open"


def _weighted(tx: ReadTx, deals: Any) -> tuple[Any, ...]:
    """Of open deals that do not rest, at the rates of today."""
    today = tx.now.astimezone().date()
    known = rates.known_on(tx, today)
    rate = case(known, value=deals.c.currency) if known else null()
    awake = or_(deals.c.on_hold_until.is_(None), deals.c.on_hold_until <= today)
    return _sum(tx, deals.c.weighted, rate), deals.c.status == "open", awake


def _won_total(tx: ReadTx, deals: Any) -> tuple[Any, ...]:
    return _sum(tx, deals.c.amount, deals.c.closing_rate), deals.c.status == "won"


def _won_this_year(tx: ReadTx, deals: Any) -> tuple[Any, ...]:
    year = tx.now.astimezone().date().year
    closed = deals.c.closed_on
    return *_won_total(tx, deals), closed >= date(year, 1, 1), closed <= date(year, 12, 31)


_FIGURES: Mapping[str, Callable[[ReadTx, Any], tuple[Any, ...]]] = {
    "open_deals": _open_deals,
    "weighted": _weighted,
    "won_total": _won_total,
    "won_this_year": _won_this_year,
}


def _sum(tx: ReadTx, amount: Number, rate: Number) -> Number:
    """The sum in the office's currency, each amount rounded as services/money.py rounds."""
    coin = int(money.smallest(rates.office_currency(tx)).scaleb(4))
    raw = type_coerce(amount, BigInteger)
    if tx.is_sqlite:
        each: Number = getattr(func, CONVERTED)(raw, rate, coin)
    else:
        said = case((rate.op("~")(_RATE), cast(rate, Numeric)), else_=null())
        coins = func.round(cast(raw, Numeric) * said * (Decimal(1) / coin))
        each = case((said > 0, coins * coin), else_=null())
    return type_coerce(func.sum(each), Money())
