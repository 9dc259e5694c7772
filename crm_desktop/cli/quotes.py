"""Commands on quotes: from the draft to the order; and pricing without a store."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from crm_desktop import services
from crm_desktop.cli.common import DONE, Add, add_group, answer, in_words, open_store, plain
from crm_desktop.errors import FileRefused, NotFound, ValidationFailed
from crm_desktop.services import pricing, pricing_input
from crm_desktop.services.catalog import ENTITIES, Record
from crm_desktop.services.queries import Filter, ListQuery, Op
from crm_desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from crm_desktop.services.sales.papers.sheet import Sheet, SheetRow

Command = Callable[[argparse.Namespace], int]
_WORKBOOK, _PDF_FILE = ".xlsx", ".pdf"
_TOO_MANY = Decimal(10) ** 12
_HEAD = (
    *("name", "number", "revision", "status", "title", "company", "contact", "deal", "issued_on"),
    *("valid_until", "currency", "rate", "prices_include_tax", "payment_terms", "sent_at"),
    *("sent_to", "accepted_at", "accepted_by", "decline_reason", "pdf_sha256"),
)


def add_commands(add: Add) -> None:
    """The commands of this module."""
    about = "quotes: new, show, send, revise, accept, decline, pdf, price"
    add_action = add_group(add, "quote", _price, about)

    def action(name: str, run: Command, words: str, *, of_one: bool = True) -> Any:
        made = add_action(name, run, words)
        if of_one:
            made.add_argument("quote", metavar="QUOTE", help="its number or its id")
        return made

    price = action("price", _price, "price a document without storing it", of_one=False)
    price.add_argument("file", type=Path, metavar="FILE.json")
    _beginning(action("new", _new, "make a draft", of_one=False))
    show = action("show", _show, "a quote with its lines, totals and warnings")
    show.add_argument("--changes", action="store_true", help="what it says differently, too")
    send = action("send", _send, "give it its number, freeze it and keep its PDF")
    send.add_argument("--to", default="", help="whom it goes to")
    send.add_argument("--how", default="pdf", help="mail, print, pdf or other")
    send.add_argument("--out", type=Path, metavar="FILE.pdf", help="write its PDF there, too")
    action("revise", _revise, "make the next revision of a quote that was sent")
    _accepting(action("accept", _accept, "make an order of it, and win its deal"))
    decline = action("decline", _decline, "the customer does not want it")
    decline.add_argument("--reason", default="")
    pdf = action("pdf", _pdf, "print it; of one that was sent exactly what went out")
    pdf.add_argument("out", type=Path, metavar="OUT", help="a .pdf or .xlsx file")


def _beginning(command: argparse.ArgumentParser) -> None:
    for name, words in (
        ("company", "the customer: an id or a name"),
        ("person", "the contact: an id or a name"),
        ("deal", "the deal: an id or a number; its lines are taken over"),
        ("copy", "an earlier quote: an id or a number"),
        ("order", "an earlier order: an id or a number"),
    ):
        command.add_argument(f"--{name}", metavar=name.upper(), help=words)
    command.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="CODE=QTY",
        help="so much of a product; may be said several times",
    )
    command.add_argument("--title")


def _accepting(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", default="", help="who has accepted it")
    command.add_argument("--how", default="", help="in which way")
    command.add_argument("--reference", default="", help="the customer's order number")
    command.add_argument(
        "--choose", metavar="POS,…", help="positions of the options wanted; else as quoted"
    )
    command.add_argument("--keep-deal", action="store_true", help="do not win the deal")


# ------------------------------------------------------------------------------ without a store


def _price(options: argparse.Namespace) -> int:
    try:
        data = pricing_input.parse(options.file.read_text("utf-8-sig"))
    except OSError as error:
        words = f"{options.file} cannot be read: {error.strerror}. Nothing was priced."
        raise FileRefused(words) from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(f"{options.file} is no JSON: {error}. Nothing was priced.") from error
    priced = pricing.price(pricing_input.read_document(data))
    currency = priced.document.currency
    words = [f"{i:>4}  {line.net:>14}" for i, line in enumerate(priced.lines, start=1)]
    words += [
        f"{t.category} {pricing.plain(t.rate)} % of {t.taxable}: {t.tax}" for t in priced.taxes
    ]
    words += [f"Total {priced.tax_inclusive} {currency}, to pay {priced.payable} {currency}"]
    answer(options, pricing_input.to_json(priced), "\n".join(words))
    return DONE


# --------------------------------------------------------------------------------------- made


def _new(options: argparse.Namespace) -> int:
    quotes = services.sales.quotes
    with closing(open_store(options)) as workspace:
        key = quotes.new(
            workspace,
            company=_key(workspace, "company", options.company),
            deal=_key(workspace, "deal", options.deal),
            person=_key(workspace, "person", options.person),
            copy_of=_key(workspace, "quote", options.copy),
            order=_key(workspace, "order", options.order),
            codes=_codes(options.line),
            title=options.title,
        )
        return _tell(options, workspace, key)


def _codes(said: Sequence[str]) -> list[tuple[str, Decimal]]:
    """Codes of products with quantities."""
    made: list[tuple[str, Decimal]] = []
    for words in said:
        code, _is, quantity = words.rpartition("=") if "=" in words else (words, "", "1")
        try:
            amount = Decimal(quantity)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or abs(amount) >= _TOO_MANY or not code.strip():
            told = f"'{words}' is no line. Write the code and how many: RACK-1=12."
            raise ValidationFailed({"line": f"{told} Nothing was made."})
        made.append((code.strip(), amount))
    return made


# ------------------------------------------------------------------------------------ what is


def _show(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        return _tell(
            options, workspace, _quote(workspace, options.quote), with_changes=options.changes
        )


def _tell(
    options: argparse.Namespace, workspace: Workspace, key: UUID, *, with_changes: bool = False
) -> int:
    quotes = services.sales.quotes
    record = services.records.load(workspace, "quote", key)
    sheet, ready = quotes.sheet(workspace, key), quotes.ready(workspace, key)
    data = {"id": str(key), "version": record.version}
    data |= {name: plain(record.values[name]) for name in _HEAD}
    data |= {name: plain(value) for name, value in sheet.totals().items()}
    data |= {
        "taxes": [
            {name: _number(tax[name]) for name in ("category", "rate", "taxable", "tax")}
            for tax in sheet.taxes()
        ],
        "lines": [_row(row) for row in sheet.rows],
        "missing": list(ready.missing),
        "approval": list(ready.approval),
    }
    if with_changes:
        data["changes"] = [
            {
                "kind": each.kind,
                "what": each.what,
                "cells": [
                    {"key": c.key, "before": plain(c.before), "after": plain(c.after)}
                    for c in each.cells
                ],
            }
            for each in quotes.changes(workspace, key)
        ]
    answer(options, data, _in_words(record, sheet))
    return DONE


def _row(row: SheetRow) -> dict[str, Any]:
    keys = ("code", "description", "quantity", "unit", "unit_price", "discount_percent")
    return {
        "position": row.row.get("position"),
        "number": row.number,
        "kind": row.kind,
        **{key: _number(row.row.get(key)) for key in keys},
        "counts": row.counts,
        "net": plain(row.net),
        "amount": plain(row.amount),
        "margin": plain(row.margin),
        "warnings": [each.words for each in row.warnings],
    }


def _number(value: Any) -> Any:
    """A rate, a quantity or a price without zeros at its end; amounts have those they need."""
    is_amount = isinstance(value, Decimal) and value.as_tuple().exponent in (-2, -3)
    return pricing.plain(value) if isinstance(value, Decimal) and not is_amount else plain(value)


def _in_words(record: Record, sheet: Sheet) -> str:
    values, currency = record.values, record.values["currency"]
    status = ENTITIES["quote"].field("status").choice(values["status"]).label
    told = [f"{record.label}: {status}, {in_words(values['company'])}"]
    for row in sheet.rows:
        amount = "" if row.amount is None else str(row.amount)
        told.append(f"{row.number:>6}  {row.title[:50]:<50} {amount:>14}")
        told += [f"{'':>8}! {each.words}" for each in row.warnings if row.counts]
    told += [
        f"{t.category} {pricing.plain(t.rate)} % of {t.taxable}: {t.tax}"
        for t in sheet.priced.taxes
    ]
    whole, due = sheet.priced.tax_inclusive, sheet.priced.payable
    told.append(f"Total {whole} {currency}, to pay {due} {currency}")
    return "\n".join(told)


def _pdf(options: argparse.Namespace) -> int:
    _check_place(options.out, _PDF_FILE, _WORKBOOK)
    with closing(open_store(options)) as workspace:
        key = _quote(workspace, options.quote)
        if options.out.suffix.lower() == _WORKBOOK:
            data, digest, missing = services.sales.quotes.xlsx(workspace, key), None, ()
        else:
            printed = services.sales.quotes.pdf(workspace, key)
            data, digest, missing = printed.data, printed.sha256, printed.missing
    _write(options.out, data)
    told = {"file": str(options.out), "bytes": len(data), "sha256": digest}
    answer(options, told | {"missing": list(missing)}, f"Printed to {options.out}.")
    return DONE


def _check_place(path: Path, *endings: str) -> None:
    """FileRefused where it could not be written, before anything is done."""
    if path.suffix.lower() not in endings:
        raise FileRefused(f"{path} is no {' or '.join(endings)} file. Nothing was done.")
    if path.is_dir() or not path.parent.is_dir():
        words = "is a folder" if path.is_dir() else "cannot be written: there is no such folder"
        raise FileRefused(f"{path} {words}. Nothing was done. Choose another place.")


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        words = f"{path} cannot be written: {error.strerror}. Choose another place."
        raise FileRefused(words) from error


# ---------------------------------------------------------------------------- what becomes of it


def _send(options: argparse.Namespace) -> int:
    quotes = services.sales.quotes
    if options.out:
        _check_place(options.out, _PDF_FILE)
    with closing(open_store(options)) as workspace:
        record = services.records.load(workspace, "quote", _quote(workspace, options.quote))
        quotes.pdf(workspace, record.id)  # so that others do not wait until fonts are read
        sent = quotes.send(workspace, record.id, record.version, options.to, options.how)
        if options.out:
            _write(options.out, quotes.pdf(workspace, record.id).data)
    told = {"id": str(sent.quote), "name": sent.name, "sha256": sent.sha256}
    told |= {"file": str(sent.file), "missing": list(sent.missing)}
    answer(options, told, f"{sent.name} is sent, and its PDF is kept.")
    return DONE


def _revise(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        key = services.sales.quotes.revise(workspace, _quote(workspace, options.quote))
        return _tell(options, workspace, key)


def _accept(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        key = _quote(workspace, options.quote)
        done = services.sales.quotes.accept(
            workspace,
            key,
            services.records.load(workspace, "quote", key).version,
            options.by,
            options.how,
            options.reference,
            _places(options.choose),
            win_deal=not options.keep_deal,
        )
    told = {"id": str(key), "order": plain(done.order), "deal": plain(done.deal)}
    answer(options, told, done.words)
    return DONE


def _places(said: str | None) -> list[int] | None:
    if said is None:
        return None
    try:
        return [int(part) for part in said.split(",") if part.strip()]
    except ValueError:
        words = f"'{said}' are no positions. Write them like 3,5. Nothing was changed."
        raise ValidationFailed({"choose": words}) from None


def _decline(options: argparse.Namespace) -> int:
    with closing(open_store(options)) as workspace:
        key = _quote(workspace, options.quote)
        version = services.records.load(workspace, "quote", key).version
        services.sales.quotes.decline(workspace, key, version, options.reason)
        name = services.records.load(workspace, "quote", key).label
    answer(options, {"id": str(key), "name": name, "status": "declined"}, f"{name} is declined.")
    return DONE


# ------------------------------------------------------------------------------------ what is meant


def _quote(workspace: Workspace, said: str) -> UUID:
    return _one(workspace, "quote", said)


def _key(workspace: Workspace, entity: str, said: str | None) -> UUID | None:
    return None if said is None else _one(workspace, entity, said)


def _one(workspace: Workspace, entity: str, said: str) -> UUID:
    """The record of an id, a number or a name."""
    try:
        return UUID(said)
    except ValueError:
        pass
    kind = ENTITIES[entity]
    for field in dict.fromkeys((kind.label, "number")):
        if not kind.has(field):
            continue
        asked = ListQuery(entity, filters=(Filter(field, Op.EQ, (said,)),))
        rows = services.listing.page(workspace, asked, (kind.label,), 2)
        if len(rows) == 1:
            return UUID(bytes=rows[0].id)
        if rows:
            title = kind.plural.lower()
            raise NotFound(f"There are several {title} called {said}. Say which by its id.")
    title = kind.title.lower()
    raise NotFound(f"There is no {title} called {said}. Nothing was changed.")
