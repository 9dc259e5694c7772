"""What a delivery says of itself, and what it must not: more of a line than was ordered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _, plain_number
from crm_desktop.models.tables import table
from crm_desktop.services.catalog import Ref
from crm_desktop.services.sales import document_rules
from crm_desktop.services.sales.ordering.order_states import COUNTED, serials_of
from crm_desktop.services.workspace import ReadTx, Tx

Values = Mapping[str, Any]
Row = Mapping[str, Any]
ZERO = Decimal(0)
MORE = N_(
    "Of {what} {open} are still to be delivered, not {asked}. Nothing was changed. Lower the "
    "quantity, or order more first."
)
TWICE = N_(
    "The serial number {serial} stands there twice. Each piece has its own. Nothing was changed."
)
COUNT = N_(
    "{what} has {count} serial numbers for {quantity} pieces. Write one for each. "
    "Nothing was changed."
)
KNOWN = N_(
    "{what} with the serial number {serial} stands at {where} already. Nothing was changed. "
    "Look for a typing mistake."
)


def applied(tx: Tx, before: Values | None, wanted: Values) -> dict[str, Any]:
    """The fields of a delivery that the program writes. ValidationFailed in words."""
    made = document_rules.delivery(tx, before, wanted)
    order = wanted.get("order")
    if isinstance(order, Ref) and wanted.get("company") is None:
        made["company"] = _customer(tx, order.id)
    if before is not None:
        _check_edit(tx, before, dict(wanted) | made)
    return made


def _customer(tx: ReadTx, order: UUID) -> Ref | None:
    orders, companies = table("sales_order"), table("company")
    found = select(companies.c.id, companies.c.name)
    found = found.join(orders, orders.c.company_id == companies.c.id)
    row = tx.session.execute(found.where(orders.c.id == order)).one_or_none()
    return None if row is None else Ref(row.id, row.name)


def quantities(values: Values) -> dict[int, Decimal]:
    """How much of each line of the order a delivery counts for."""
    sums: dict[int, Decimal] = {}
    if values.get("status") not in COUNTED:
        return sums
    for row in values.get("lines") or ():
        at, quantity = row.get("order_position"), row.get("quantity")
        if at is not None and quantity is not None:
            sums[at] = sums.get(at, ZERO) + quantity
    return sums


def check_back(tx: ReadTx, values: Values) -> None:
    """A delivery that comes out of the trash must not deliver more than is open since."""
    _check_edit(tx, dict(values) | {"status": "planned"}, values)


def _check_edit(tx: ReadTx, before: Values, wanted: Values) -> None:
    """An edit must not deliver more of a line than is open."""
    order = wanted.get("order")
    was = quantities(before) if before.get("order") == order else {}
    now = quantities(wanted)
    more = {at: now[at] - was.get(at, ZERO) for at in now if now[at] > was.get(at, ZERO)}
    if not isinstance(order, Ref) or not more:
        return
    lines = table("sales_order_line")
    found = select(
        lines.c.position, lines.c.description, lines.c.quantity, lines.c.delivered_quantity
    ).where(lines.c.sales_order_id == order.id, lines.c.deleted_at.is_(None))
    for row in tx.session.execute(found):
        if row.position in more and row.quantity is not None:
            left = max(row.quantity - (row.delivered_quantity or ZERO), ZERO)
            if more[row.position] > left:
                raise ValidationFailed(
                    {"lines": too_many(row.description, left, more[row.position])}
                )


def too_many(what: str | None, left: Decimal, asked: Decimal) -> str:
    """The sentence about more than is open."""
    name = (what or _("this line")).splitlines()[0]
    return _(MORE).format(what=name, open=plain_number(left), asked=plain_number(asked))


def check_serials(tx: ReadTx, rows: Sequence[Row], tracked: Mapping[UUID, str]) -> None:
    """One serial number for each piece of what is tracked by it, and none that is somewhere.

    tracked: what the products are called, by id.
    """
    given: list[tuple[UUID, str]] = []
    for row in rows:
        product = row.get("product")
        if not isinstance(product, Ref) or product.id not in tracked:
            continue
        serials = serials_of(row.get("serials"))
        if len(serials) != row["quantity"]:
            quantity = plain_number(row["quantity"])
            what = tracked[product.id]
            words = _(COUNT).format(what=what, count=len(serials), quantity=quantity)
            raise ValidationFailed({"serials": words})
        given += [(product.id, serial) for serial in serials]
    twice = [serial for (_, serial), count in Counter(given).items() if count > 1]
    if twice:
        raise ValidationFailed({"serials": _(TWICE).format(serial=twice[0])})
    _refuse_known(tx, given, tracked)


def _refuse_known(
    tx: ReadTx, given: Iterable[tuple[UUID, str]], tracked: Mapping[UUID, str]
) -> None:
    wanted = set(given)
    if not wanted:
        return
    assets, companies = table("asset"), table("company")
    found = (
        select(assets.c.product_id, assets.c.serial, companies.c.name)
        .join(companies, companies.c.id == assets.c.company_id, isouter=True)
        .where(
            assets.c.serial.in_(sorted({serial for _, serial in wanted})),
            assets.c.deleted_at.is_(None),
            func.coalesce(assets.c.status, "") != "retired",
        )
    )
    for product, serial, where in tx.session.execute(found):
        if (product, serial) in wanted:
            place = where or _("a customer")
            words = _(KNOWN).format(what=tracked[product], serial=serial, where=place)
            raise ValidationFailed({"serials": words})


def tracked_products(tx: ReadTx, rows: Iterable[Row]) -> dict[UUID, str]:
    """Those products of the rows whose pieces have serial numbers, with their names."""
    refs = {row["product"].id for row in rows if isinstance(row.get("product"), Ref)}
    if not refs:
        return {}
    products = table("product")
    found = select(products.c.id, products.c.name).where(
        products.c.id.in_(sorted(refs)), products.c.serial_tracked
    )
    return {row.id: row.name for row in tx.session.execute(found)}
