"""An office's own workbook as the form of a document: its placeholders are filled in.

`{{number}}`, `{{buyer}}`, `{{total}}` stand anywhere; a row with `{{line.description}}` comes once
for each line, one with `{{tax.rate}}` for each rate, one with `{{option.name}}` for each option.
Formats, widths, pictures and formulas of the workbook stay as they are; formulas that cover the
row of the lines cover all of them afterwards.

What a customer wrote is never taken for a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _, number
from crm_desktop.services.documents.content import Content, Position, Section, Subtotal, Text, check
from crm_desktop.services.documents.office_rows import repeat
from crm_desktop.services.documents.pdf import PRODUCER
from crm_desktop.services.documents.words import Words
from crm_desktop.services.pricing import ZERO

LARGEST = 2_000_000  # bytes
MOST_CELLS = 20_000
MOST_SHEETS = 20
_GAP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_000  # characters of a cell
Value = str | Decimal | int | date
Values = Mapping[str, Value]
Cell = Any  # of openpyxl, which has no types

WHOLE: dict[str, str] = {
    "kind": "What the document is called",
    "number": "Number",
    "revision": "Revision",
    "title": "Title",
    "date": "Date",
    "valid_until": "Valid until",
    "delivery": "Day of delivery",
    "buyer": "The customer's address, line by line",
    "buyer.name": "First line of the customer's address",
    "buyer.tax_id": "The customer's VAT number",
    "deliver_to": "Where it goes, if not to the customer",
    "seller": "Our name",
    "contact": "Our contact",
    "reference": "The customer's reference",
    "customer_number": "The customer's number",
    "salutation": "Salutation",
    "intro": "Opening",
    "closing": "Closing",
    "terms": "Payment, delivery and other terms",
    "notes": "Notes",
    "signed": "Who signs",
    "currency": "Currency",
    "net": "Total without tax",
    "tax": "Tax",
    "total": "Total with tax",
    "prepaid": "Paid already",
    "rounding": "Rounding",
    "payable": "Amount to pay",
}
OF_LINES: dict[str, str] = {
    "number": "Position",
    "code": "Code",
    "name": "Name",
    "description": "Name and description",
    "quantity": "Quantity",
    "unit": "Unit",
    "unit_price": "Unit price",
    "discount": "Discount",
    "tax_rate": "Tax in percent",
    "amount": "Amount",
}
OF_TAXES = {"rate": "Tax in percent", "base": "Taxable amount", "amount": "Tax"}
ROWS = {"line": OF_LINES, "option": OF_LINES, "tax": OF_TAXES}


def known() -> dict[str, str]:
    """All placeholders with what stands in their place."""
    made = dict(WHOLE)
    for kind, parts in ROWS.items():
        made |= {f"{kind}.{name}": words for name, words in parts.items()}
    return made


def problems(data: bytes) -> list[str]:
    """What is wrong with a workbook as a form, a sentence each. Empty: it can be used."""
    try:
        book = _opened(data)
    except ValidationFailed as error:
        return list(error.problems.values())
    out: list[str] = []
    names = known()
    places: dict[str, set[tuple[str, int]]] = {}
    found = False
    for sheet in book.worksheets:
        for cell in _cells(sheet):
            for name in _GAP.findall(cell.value):
                found = True
                if name not in names:
                    out.append(_unknown(sheet.title, cell.coordinate, name))
                if name.partition(".")[0] in ROWS and "." in name:
                    kind = name.partition(".")[0]
                    places.setdefault(kind, set()).add((sheet.title, cell.row))
    for kind, where in places.items():
        if len(where) > 1:
            rows = ", ".join(str(row) for _sheet, row in sorted(where))
            words = _("All of {name} has to stand in one row; here it is in {rows}.")
            out.append(words.format(name=f"{{{{{kind}.…}}}}", rows=rows))
    if not found:
        words = _("There is no placeholder such as {name} in the workbook.")
        out.append(words.format(name="{{number}}"))
    return out


def fill(data: bytes, content: Content) -> bytes:
    """The workbook with a document in it. ValidationFailed, in words, where that cannot be."""
    check(content)
    if wrong := problems(data):
        raise ValidationFailed({"template": " ".join(wrong[:5])})
    book = _opened(data)
    words = Words(content.language, content.priced.document.currency if content.priced else "")
    rows: dict[str, list[Values]] = {
        "line": _lines(content, words),
        "option": [_position(each, words) for each in content.choices],
        "tax": _taxes(content),
    }
    if not _has(book, "option"):
        rows["line"] += _choices(content, words)
    for sheet in book.worksheets:
        for kind, values in rows.items():
            _fill_rows(sheet, kind, values, words)
        whole = _whole(content, words)
        for cell in list(_cells(sheet)):
            _put(cell, whole, words)
    day = content.issued
    book.properties.title, book.properties.creator = content.number, content.seller.name
    book.properties.description = PRODUCER
    book.properties.created = book.properties.modified = _noon(day)
    book.calculation.fullCalcOnLoad = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _noon(day: date) -> Any:
    from datetime import datetime, time

    return datetime.combine(day, time(12))


# ---------------------------------------------------------------- the workbook


def _opened(data: bytes) -> Any:
    """The workbook, if it is one that can be a form."""
    import zipfile
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook

    if len(data) > LARGEST:
        raise _refused(_("The workbook is larger than 2 MB. Take out large pictures."))
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > 50 * LARGEST:
                raise _refused(_("Unpacked, the workbook is far too large."))
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts.infolist()):
                words = _("The workbook has macros. Save it as .xlsx, without them.")
                raise _refused(words)
        book = load_workbook(BytesIO(data), keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, ParseError, OSError) as error:
        words = _("This is no workbook that can be read. Save it as .xlsx and choose that file.")
        raise _refused(words) from error
    if len(book.worksheets) > MOST_SHEETS:
        raise _refused(_("A form has at most {n} sheets.").format(n=MOST_SHEETS))
    if any(sheet.max_row * sheet.max_column > MOST_CELLS for sheet in book.worksheets):
        words = _("A sheet of the workbook has more than {n} cells. Delete what is empty.")
        raise _refused(words.format(n=number(MOST_CELLS)))
    return book


def _refused(words: str) -> ValidationFailed:
    return ValidationFailed({"template": words})


def _unknown(sheet: str, place: str, name: str) -> str:
    words = _("{name} in {place} is not known.")
    return words.format(name=f"{{{{{name[:40]}}}}}", place=f"{sheet}!{place}")


def _cells(sheet: Any) -> list[Cell]:
    """Cells with a placeholder."""
    return [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "{{" in cell.value and cell.data_type != "f"
    ]


def _row_of(sheet: Any, kind: str) -> int | None:
    for cell in _cells(sheet):
        if any(name.startswith(f"{kind}.") for name in _GAP.findall(cell.value)):
            return cell.row
    return None


def _has(book: Any, kind: str) -> bool:
    return any(_row_of(sheet, kind) is not None for sheet in book.worksheets)


def _fill_rows(sheet: Any, kind: str, values: Sequence[Values], words: Words) -> None:
    """The row of a kind, once for each of the values; empty where there is none."""
    row = _row_of(sheet, kind)
    if row is None:
        return
    repeat(sheet, row, max(len(values), 1))
    nothing: Values = dict.fromkeys(ROWS[kind], "")
    for at, each in enumerate(values or [nothing]):
        named = {f"{kind}.{name}": value for name, value in {**nothing, **each}.items()}
        for cell in sheet[row + at]:
            if isinstance(cell.value, str) and "{{" in cell.value:
                _put(cell, named, words)


def _put(cell: Cell, values: Values, words: Words) -> None:
    """Fill the placeholders of a cell: a number stays a number where it stands alone."""
    text: str = cell.value
    alone = _GAP.fullmatch(text.strip())
    if alone and alone[1] in values:
        value = values[alone[1]]
        if not isinstance(value, str):
            cell.value = value
            if cell.number_format == "General":
                cell.number_format = _format(value)
            return
    made = _GAP.sub(lambda found: _said(values.get(found[1], found[0]), words), text)
    made = _NOT_TEXT.sub("", made)[:_LONGEST]
    cell.value = made or None
    if made:
        cell.data_type = "s"  # also where it begins like a formula


def _format(value: Value) -> str:
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if isinstance(value, Decimal) and value != value.to_integral_value():
        places = min(-int(value.as_tuple().exponent), 4)
        return f"#,##0.{'0' * max(places, 2)}"
    return "General"


def _said(value: Value, words: Words) -> str:
    if isinstance(value, Decimal):
        exponent = int(value.as_tuple().exponent)
        return words.amount(value) if exponent == -2 else words.number(value)
    if isinstance(value, date):
        return words.day(value)
    return str(value)


# ---------------------------------------------------------------- what stands in the gaps


def _whole(content: Content, words: Words) -> Values:
    out: dict[str, Value] = {
        "kind": words.title(content.kind),
        "number": content.number,
        "revision": content.revision,
        "title": content.title,
        "date": content.issued,
        "valid_until": content.until or "",
        "delivery": content.delivery or "",
        "buyer": "\n".join(content.buyer.lines),
        "buyer.name": content.buyer.lines[0] if content.buyer.lines else "",
        "buyer.tax_id": content.buyer.tax_id,
        "deliver_to": "\n".join(content.deliver_to.lines) if content.deliver_to else "",
        "seller": content.seller.name,
        "terms": "\n".join(f"{label}: {text}" for label, text in content.terms),
    }
    for key in ("contact", "reference", "customer_number", "salutation", "intro", "closing"):
        out[key] = getattr(content, key)
    out |= {"notes": content.notes, "signed": content.signed}
    priced = content.priced
    figures: dict[str, Callable[[Any], Value]] = {
        "currency": lambda found: found.document.currency,
        "net": lambda found: found.tax_exclusive,
        "tax": lambda found: found.tax_inclusive - found.tax_exclusive,
        "total": lambda found: found.tax_inclusive,
        "prepaid": lambda found: found.prepaid,
        "rounding": lambda found: found.rounding,
        "payable": lambda found: found.payable,
    }
    return out | {key: read(priced) if priced else "" for key, read in figures.items()}


def _lines(content: Content, words: Words) -> list[Values]:
    """The rows of the table as they stand on paper, without options."""
    made: list[Values] = []
    since = ZERO
    for item in content.items:
        match item:
            case Position() if item.counts:
                made.append(_position(item, words))
                since += item.priced.total if item.priced else ZERO
            case Section():
                since = ZERO
                made.append({"number": item.number, **_titled(item.title)})
            case Subtotal():
                made.append({**_titled(item.title or words.say.subtotal), "amount": since})
                since = ZERO
            case Text():
                made.append(_titled(item.text))
            case _:
                continue
    return made


def _titled(text: str) -> dict[str, Value]:
    return {"name": text, "description": text}


def _choices(content: Content, words: Words) -> list[Values]:
    """Options and alternatives behind the lines; they have no amount, for they are in no sum."""
    if not content.choices:
        return []
    made: list[Values] = [_titled(words.say.options)]
    for each in content.choices:
        values = dict(_position(each, words))
        values.pop("amount", None)
        made.append(values)
    return made


def _position(item: Position, words: Words) -> dict[str, Value]:
    full = "\n".join(filter(None, (item.name, item.description)))
    made: dict[str, Value] = {
        "number": item.number,
        "code": item.code,
        "name": item.name,
        "description": full,
        "quantity": item.quantity,
        "unit": item.unit,
    }
    if item.line is not None and item.priced is not None:
        made |= {
            "unit_price": item.line.unit_price,
            "discount": ", ".join(words.discounts(item.line)),
            "tax_rate": item.line.tax_rate,
            "amount": item.priced.total,
        }
    return made


def _taxes(content: Content) -> list[Values]:
    taxes = content.priced.taxes if content.priced else ()
    return [{"rate": each.rate, "base": each.taxable, "amount": each.tax} for each in taxes]
