"""Commands on orders: list, show, confirm, deliver, invoice, pdf."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from crm_desktop import services
from crm_desktop.cli.common import (
    DONE,
    Add,
    add_group,
    answer,
    count,
    day,
    in_words,
    open_store,
    plain,
)
from crm_desktop.errors import FileRefused, NotFound, UserError
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from crm_desktop.services.sales.ordering.orders import Overview

Command = Callable[[argparse.Namespace], int]


def add_commands(add: Add) -> None:
    """The commands of this module."""
    about = "orders: list, show, confirm, deliver, invoice, pdf"
    action = add_group(add, "order", _list, about)
    listing = action("list", _list, "the orders of which something is still to be delivered")
    listing.add_argument("--all", action="store_true", help="every order, the newest first")
    listing.add_argument("--limit", type=count, default=50, metavar="N")
    for name, run, words in (
        ("show", _show, "an order with its lines, deliveries and invoices"),
        ("confirm", _confirm, "the customer has our word"),
        ("deliver", _deliver, "deliver an order, or a part of it"),
        ("invoice", _invoice, "note an invoice that was written about an order"),
        ("pdf", _pdf, "print the confirmation, a delivery note or a pro-forma invoice"),
    ):
        made = action(name, run, words)
        made.add_argument("order", metavar="ORDER", help="its number or its id")
        _OPTIONS.get(name, _none)(made)


def _none(_command: argparse.ArgumentParser) -> None:
    """No options."""


def _delivering(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="POS=QTY[:SERIAL,…]",
        help="how much of which line; without any: all that is open",
    )
    command.add_argument("--planned", action="store_true", help="it has not left the house yet")
    command.add_argument("--arrived", action="store_true", help="it is at the customer's already")
    command.add_argument("--more", action="store_true", help="more than is open is right")
    command.add_argument("--day", type=day, metavar="YYYY-MM-DD")
    for name in ("--carrier", "--tracking", "--note"):
        command.add_argument(name, default="")


def _invoicing(command: argparse.ArgumentParser) -> None:
    command.add_argument("number", metavar="NUMBER", help="as it stands in the bookkeeping")
    command.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="POS=QTY",
        help="how much of which line; without any: all that is on no invoice",
    )
    command.add_argument("--amount", type=_amount, help="with tax; otherwise that of the lines")
    command.add_argument("--day", type=day, metavar="YYYY-MM-DD")
    command.add_argument("--due", type=day, metavar="YYYY-MM-DD")


def _printing(command: argparse.ArgumentParser) -> None:
    command.add_argument("out", type=Path, metavar="OUT", help="a .pdf or .xlsx file")
    command.add_argument(
        "--kind", choices=("confirmation", "delivery", "proforma"), default="confirmation"
    )
    command.add_argument("--delivery", metavar="NUMBER", help="which; otherwise the newest")


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "deliver": _delivering,
    "invoice": _invoicing,
    "pdf": _printing,
}


def _amount(words: str) -> Decimal:
    try:
        value = Decimal(words)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise argparse.ArgumentTypeError(f"'{words}' is no amount.")
    return value


def _parts(lines: Sequence[str]) -> list[tuple[int, Decimal, str]]:
    """`1=4` or `2=2:SN-1,SN-2`: position, quantity and serial numbers."""
    out: list[tuple[int, Decimal, str]] = []
    for words in lines:
        position, sign, rest = words.partition("=")
        quantity, _colon, serials = rest.partition(":")
        try:
            out.append((int(position), Decimal(quantity), serials))
        except (ValueError, InvalidOperation):
            sign = ""
        if not sign or not out[-1][1].is_finite():
            raise UserError(f"'{words}' is no line. Write 1=4, or 1=2:SN-1,SN-2.")
    return out


# ---------------------------------------------------------------- which


def _find(workspace: Workspace, entity: str, words: str) -> UUID:
    """The record of a number, or of an id."""
    try:
        return UUID(words)
    except ValueError:
        pass
    asked = ListQuery(entity, filters=(Filter("number", Op.EQ, (words,)),))
    rows = services.listing.page(workspace, asked, ("name",), 2)
    if not rows:
        raise NotFound(f"There is no {entity} {words}. Nothing was changed.")
    if len(rows) > 1:
        raise NotFound(f"There are several with the number {words}. Say which by its id.")
    return UUID(bytes=rows[0].id)


# ---------------------------------------------------------------- what they do


def _list(options: argparse.Namespace) -> int:
    if options.all:
        return _list_all(options)
    with closing(open_store(options)) as workspace:
        found = services.sales.orders.backlog(workspace)
    rows = found.rows[: options.limit]
    keys = (
        *("id", "number", "company", "owner", "status", "ordered_on", "delivery_on", "ordered"),
        *("delivered", "open", "open_net", "currency", "base", "late_days"),
    )
    data = {
        "orders": [{key: plain(getattr(row, key)) for key in keys} for row in rows],
        "count": len(found.rows),
        "open_net": str(found.base),
        "currency": found.currency,
        "late": found.late,
    }
    lines = [
        f"{row.number}  {in_words(row.company)}  {row.status}  {in_words(row.delivery_on)}  "
        f"{row.open_net} {row.currency}{f'  {row.late_days} days late' if row.late_days else ''}"
        for row in rows
    ]
    lines.append(f"{len(found.rows):,} open orders, {found.base} {found.currency} in all")
    answer(options, data, "\n".join(lines))
    return DONE


def _list_all(options: argparse.Namespace) -> int:
    columns = ("name", "company", "status", "ordered_on", "delivery_on", "tax_exclusive")
    columns += ("open_net", "currency", "owner")
    with closing(open_store(options)) as workspace:
        rows = services.listing.page(workspace, ListQuery("order"), columns, options.limit)
        total = services.listing.count(workspace, ListQuery("order"))
    found = [
        {"id": str(UUID(bytes=row.id)), **dict(zip(columns, map(plain, row.cells), strict=True))}
        for row in rows
    ]
    lines = ["  ".join(in_words(cell) for cell in row.cells) for row in rows]
    data = {"orders": found, "count": total}
    answer(options, data, "\n".join([*lines, f"{total:,} orders in all"]))
    return DONE


def _show(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        key = _find(workspace, "order", options.order)
        found = services.sales.orders.overview(workspace, key)
    answer(options, _json(found), "\n".join(_words(found)))
    return DONE


def _json(found: Overview) -> dict[str, Any]:
    values, priced = found.record.values, found.state.sheet.priced
    keys = ("number", "title", "status", "company", "contact", "ordered_on", "delivery_on")
    more = ("currency", "payment_terms", "invoiced", "paid", "taxes", "invoices")
    lines = [
        {
            "position": line.position,
            "number": line.row.number,
            "kind": line.row.kind,
            "code": line.values.get("code"),
            "description": line.values.get("description"),
            "unit": line.values.get("unit"),
            "ordered": plain(line.ordered),
            "delivered": plain(line.delivered),
            "open": plain(line.open),
            "invoiced": plain(line.invoiced),
            "net": plain(line.row.net),
            "open_net": plain(line.open_net),
        }
        for line in found.state.lines
    ]
    return {
        "id": str(found.record.id),
        **{key: plain(values[key]) for key in (*keys, *more)},
        "lines": lines,
        "tax_exclusive": plain(priced.tax_exclusive),
        "tax_total": plain(priced.tax_total),
        "tax_inclusive": plain(priced.tax_inclusive),
        "open_net": plain(found.state.open_net),
        "late_days": found.late_days,
        "installed_items": found.items,
        "deliveries": [
            {"id": str(each.id), "number": each.label}
            | {key: plain(each.values[key]) for key in ("status", "shipped_on", "delivered_on")}
            for each in found.deliveries
        ],
    }


def _words(found: Overview) -> list[str]:
    values, priced = found.record.values, found.state.sheet.priced
    currency = values["currency"] or ""
    lines = [f"{found.record.label}  {in_words(values['company'])}  {values['status']}"]
    for line in found.state.lines:
        figures = ""
        if line.ordered:
            unit = line.values.get("unit") or ""
            figures = f"{line.ordered} {unit}, {line.delivered} delivered, {line.open} open"
        net = "" if line.row.net is None else f"{line.row.net} {currency}"
        lines.append(f"{line.position:>3}  {line.row.title}  {figures}  {net}".rstrip())
    lines += [f"{t.rate} % of {t.taxable}: {t.tax}" for t in priced.taxes]
    lines.append(f"Net {priced.tax_exclusive}, with tax {priced.tax_inclusive} {currency}")
    lines.append(f"Open net {found.state.open_net} {currency}")
    return lines


def _confirm(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        key = _find(workspace, "order", options.order)
        record = services.sales.orders.confirm(workspace, key)
    data = {"id": str(record.id), "number": record.label, "status": record.values["status"]}
    answer(options, data, f"{record.label} is confirmed.")
    return DONE


def _deliver(options: argparse.Namespace) -> int:
    from crm_desktop.services.sales.ordering.deliveries import Part, Shipment

    parts = [Part(at, count, serials) for at, count, serials in _parts(options.line)]
    status = "planned" if options.planned else "delivered" if options.arrived else "shipped"
    told = {key: getattr(options, key) for key in ("day", "carrier", "tracking", "note", "more")}
    with closing(open_store(options)) as workspace:
        key = _find(workspace, "order", options.order)
        how = Shipment(status, **told)
        done = services.sales.deliveries.deliver(workspace, key, parts or None, how)
    data = {"id": str(done.id), "number": done.number, "status": done.status}
    answer(options, data | {"installed_items": done.installed}, done.words)
    return DONE


def _invoice(options: argparse.Namespace) -> int:
    from crm_desktop.services.sales.ordering.orders import Billed, Invoice

    parts = [Billed(at, count) for at, count, _serials in _parts(options.line)]
    what = Invoice(options.number, options.day, options.due, options.amount)
    with closing(open_store(options)) as workspace:
        key = _find(workspace, "order", options.order)
        done = services.sales.orders.invoice(workspace, key, what, parts or None)
    data = {"number": options.number, "amount": str(done.amount), "status": done.status}
    answer(options, data, done.words)
    return DONE


def _pdf(options: argparse.Namespace) -> int:
    out: Path = options.out
    form = out.suffix.lower().removeprefix(".")
    if form not in ("pdf", "xlsx"):
        raise FileRefused(f"{out} is no .pdf or .xlsx file. Nothing was printed.")
    with closing(open_store(options)) as workspace:
        key = _find(workspace, "order", options.order)
        kind: str = "order" if options.kind == "confirmation" else options.kind
        if options.delivery:
            key, kind = _find(workspace, "delivery", options.delivery), "delivery"
        paper = services.sales.order_papers.printed(workspace, key, kind, form)
    try:
        out.write_bytes(paper.data)
    except OSError as error:
        words = f"{out} cannot be written: {error.strerror}. Nothing was printed."
        raise FileRefused(words) from error
    data = {"file": str(out), "bytes": len(paper.data), "name": paper.name}
    answer(options, data, f"{paper.name} is in {out}.")
    return DONE
