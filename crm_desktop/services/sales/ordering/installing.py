"""What stands at customers follows the deliveries that brought it there.

Each piece with a serial number is an installed item (an asset) from the day of its delivery on; its
warranty ends so many months later as the product says. An item is known by its order, its product
and its serial number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from crm_desktop.models.tables import table
from crm_desktop.services import loading
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.sales import document_rules
from crm_desktop.services.sales.ordering import delivery_rules
from crm_desktop.services.sales.ordering.order_states import COUNTED, serials_of

if TYPE_CHECKING:
    from crm_desktop.services.workspace import ReadTx, Tx

Values = Mapping[str, Any]
Piece = tuple[UUID, str]  # product and serial number


def install(tx: Tx, values: Values) -> int:
    """The items of a delivery that was just made; returns how many."""
    pieces = _pieces(values) if values.get("status") in COUNTED else []
    return _make(tx, values, pieces)


def follow(tx: Tx, before: Record, wanted: Values) -> None:
    """A delivery was edited: its day, its serial numbers, whether it counts."""
    was = _pieces(before.values) if before.values.get("status") in COUNTED else []
    now = _pieces(wanted) if wanted.get("status") in COUNTED else []
    there = items_of(tx, before.values)
    same = before.values.get("order") == wanted.get("order")
    kept = set(now) if same else set[Piece]()
    gone = [there[piece] for piece in was if piece in there and piece not in kept]
    new = [piece for piece in now if piece not in was or piece not in there or not same]
    new = _renamed(tx, wanted, gone, new)
    _take_away(tx, gone, returned=wanted.get("status") == "returned")
    _make(tx, wanted, new)
    if day_of(tx, before.values) != day_of(tx, wanted):
        stay = [there[piece] for piece in was if piece in kept and piece in there]
        _move_day(tx, stay, day_of(tx, before.values), day_of(tx, wanted))


def items_of(tx: ReadTx, delivery: Values) -> dict[Piece, Record]:
    """The living items that a delivery brought."""
    order, pieces = delivery.get("order"), _pieces(delivery)
    if not isinstance(order, Ref) or not pieces:
        return {}
    ids = [row.id for row in _stored(tx, order.id, pieces)]
    found = loading.read(tx, "asset", ids).values()
    return {(r.values["product"].id, r.values["serial"]): r for r in found if not r.deleted}


def ids_of(tx: ReadTx, deliveries: Sequence[UUID]) -> list[UUID]:
    """The living items that deliveries brought: they go into the trash with them."""
    out: list[UUID] = []
    for record in loading.read(tx, "delivery", deliveries).values():
        if record.values.get("status") in COUNTED:
            out += [item.id for item in items_of(tx, record.values).values()]
    return out


def _stored(tx: ReadTx, order: UUID, pieces: Iterable[Piece]) -> list[Any]:
    assets = table("asset")
    wanted = set(pieces)
    found = select(assets.c.id, assets.c.product_id, assets.c.serial).where(
        assets.c.order_id == order, assets.c.deleted_at.is_(None)
    )
    rows = tx.session.execute(found.order_by(assets.c.id)).all()
    return [row for row in rows if (row.product_id, row.serial) in wanted]


def _pieces(values: Values) -> list[Piece]:
    """Product and serial number of each piece in a delivery."""
    out: list[Piece] = []
    for row in values.get("lines") or ():
        product = row.get("product")
        if isinstance(product, Ref):
            out += [(product.id, serial) for serial in serials_of(row.get("serials"))]
    return list(dict.fromkeys(out))


def day_of(tx: ReadTx, values: Values) -> date:
    """When the goods are at the customer's: the day of arrival, else that of sending."""
    day = values.get("delivered_on") or values.get("shipped_on")
    return day or tx.now.astimezone().date()


# ---------------------------------------------------------------- writing


def _make(tx: Tx, delivery: Values, pieces: Sequence[Piece]) -> int:
    from crm_desktop.services import records  # it asks this module

    if not pieces:
        return 0
    products = _names(tx, pieces)
    order = delivery.get("order")
    back = _retired(tx, order.id, pieces) if isinstance(order, Ref) else {}
    common = {
        "company": delivery.get("company"),
        "contact": _contact(tx, order),
        "order": order,
        "installed_on": day_of(tx, delivery),
        "place": _place(delivery.get("delivery_address")),
        "status": "in-use",
    }
    for product, serial in pieces:
        if item := back.get((product, serial)):  # it was returned, and goes out again
            records.update_record(tx, item, {"status": "in-use"})
            continue
        name = products.get(product, "")
        own = {"name": name or serial, "serial": serial, "product": Ref(product, name)}
        records.insert_record(tx, "asset", common | own)
    return len(pieces)


def _retired(tx: Tx, order: UUID, pieces: Sequence[Piece]) -> dict[Piece, Record]:
    ids = [row.id for row in _stored(tx, order, pieces)]
    found = loading.read(tx, "asset", ids).values()
    return {(r.values["product"].id, r.values["serial"]): r for r in found}


def _names(tx: Tx, pieces: Iterable[Piece]) -> dict[UUID, str]:
    rows = [{"product": Ref(product, "")} for product, _ in pieces]
    named = delivery_rules.tracked_products(tx, rows)
    missing = {product for product, _ in pieces} - set(named)
    if missing:
        products = table("product")
        found = select(products.c.id, products.c.name).where(products.c.id.in_(sorted(missing)))
        named |= {row.id: row.name for row in tx.session.execute(found)}
    return named


def _contact(tx: Tx, order: Any) -> Ref | None:
    if not isinstance(order, Ref):
        return None
    orders = table("sales_order")
    found = select(orders.c.contact_id).where(orders.c.id == order.id)
    contact = tx.session.execute(found).scalar_one_or_none()
    return Ref(contact, "") if contact else None


def _place(address: str | None) -> str | None:
    """Where it stands, in a line."""
    lines = [line.strip() for line in (address or "").splitlines() if line.strip()]
    return ", ".join(lines)[:200] or None


def _renamed(tx: Tx, wanted: Values, gone: list[Record], new: Sequence[Piece]) -> list[Piece]:
    """A serial number that was mistyped: the item stays, with the right one."""
    from crm_desktop.services import records  # as above

    left: list[Piece] = []
    counts = wanted.get("status") in COUNTED
    for product, serial in new:
        item = next((r for r in gone if r.values["product"].id == product), None)
        if item is None or not counts:
            left.append((product, serial))
        else:
            gone.remove(item)
            records.update_record(tx, item, {"serial": serial})
    return left


def _take_away(tx: Tx, items: Sequence[Record], *, returned: bool) -> None:
    """Items that are at no customer's: those that came back stay known, the others never were."""
    from crm_desktop.services import records  # as above

    if returned:
        for item in items:
            records.update_record(tx, item, {"status": "retired"})
    elif items:
        ids = [item.id for item in items]
        records.to_trash(tx, records.entity_named("asset"), ids, Counter())


def _move_day(tx: Tx, items: Sequence[Record], was: date, now: date) -> None:
    from crm_desktop.services import records  # as above

    months = _months(tx, items)
    for item in items:
        values = item.values
        changed: dict[str, Any] = {}
        if values.get("installed_on") == was:
            changed["installed_on"] = now
        own = months.get(values["product"].id)
        if own and values.get("warranty_until") == document_rules.months_later(was, own):
            changed["warranty_until"] = document_rules.months_later(now, own)
        if changed:
            records.update_record(tx, item, changed)


def _months(tx: Tx, items: Sequence[Record]) -> dict[UUID, int]:
    products = table("product")
    ids = sorted({item.values["product"].id for item in items})
    found = select(products.c.id, products.c.warranty_months).where(products.c.id.in_(ids))
    return {row.id: row.warranty_months or 0 for row in tx.session.execute(found)}
