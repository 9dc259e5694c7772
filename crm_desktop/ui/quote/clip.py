"""Lines on the clipboard: ours whole, and tables of other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QMimeData

from crm_desktop import i18n
from crm_desktop.i18n import _
from crm_desktop.services.catalog import QUOTE
from crm_desktop.ui.quote.cells import COLUMNS
from crm_desktop.ui.quote.plain import row_from_plain, row_to_plain

MIME = "application/x-crm-desktop-lines"
MOST_ROWS = 2_000
_LINES = QUOTE.field("lines")
Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Clip:
    """What is on the clipboard: lines of ours, or the cells of a table."""

    lines: tuple[dict[str, Any], ...] = ()
    table: Table | None = None


# --------------------------------------------------------------------------------- clipboard


def pack(rows: Sequence[dict[str, Any]], table: Sequence[Sequence[str]]) -> QMimeData:
    """Lines whole for us, as a table for others."""
    data = QMimeData()
    data.setText("\n".join("\t".join(_cell(text) for text in row) for row in table))
    if rows:
        plain = [row_to_plain(_LINES, row) for row in rows]
        data.setData(MIME, json.dumps(plain, ensure_ascii=False).encode())
    return data


def _cell(text: str) -> str:
    if any(sign in text for sign in '\t\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def unpack(data: QMimeData) -> Clip:
    """What the clipboard holds."""
    if data.hasFormat(MIME):
        try:
            rows = json.loads(bytes(data.data(MIME).data()).decode())
            return Clip(lines=tuple(row_from_plain(_LINES, row) for row in rows[:MOST_ROWS]))
        except (ValueError, TypeError, KeyError):
            pass  # of another version: its text is there too
    if not data.hasText():
        return Clip()
    found = csv.reader(io.StringIO(data.text().replace("\r\n", "\n").rstrip("\n")), delimiter="\t")
    try:
        table = [list(row) for row in found][:MOST_ROWS]
    except csv.Error:
        table = [line.split("\t") for line in data.text().splitlines()[:MOST_ROWS]]
    return Clip(table=table)


# ------------------------------------------------------------------------------------ tables


def as_codes(table: Table, column: str) -> list[tuple[str, Decimal | None]]:
    """Codes with quantities, where a table in the column of codes is no more than that."""
    if column != "code" or not table:
        return []
    body = table[1:] if _is_heading(table[0]) else table
    rows = [row for row in body if row and row[0].strip()]
    if not rows or any(len(row) > 2 and any(cell.strip() for cell in row[2:]) for row in rows):
        return []
    found: list[tuple[str, Decimal | None]] = []
    for row in rows:
        text = row[1].strip() if len(row) > 1 else ""
        quantity = i18n.read_number(text) if text else None
        if text and quantity is None:
            return []  # a name beside the code: a block of cells
        found.append((row[0].strip(), quantity))
    return found


def _names() -> dict[str, str]:
    own = {_(column.label).casefold(): column.key for column in COLUMNS}
    plain = {column.label.casefold(): column.key for column in COLUMNS}
    return {"qty": "quantity", "price": "unit_price", "name": "description", **plain, **own}


def _is_heading(row: Sequence[str]) -> bool:
    """A row of names of our columns."""
    known = _names()
    return any(cell.strip() for cell in row) and all(
        cell.strip().casefold() in known for cell in row if cell.strip()
    )


def columns_for(table: Table, column: str) -> tuple[list[str], Table]:
    """Which columns the cells of a table belong to, and the table without its heading."""
    if table and _is_heading(table[0]):
        known = _names()
        return [known.get(cell.strip().casefold(), "") for cell in table[0]], table[1:]
    typed = [each.key for each in COLUMNS if each.key != "number"]
    start = typed.index(column) if column in typed else 0
    width = max((len(row) for row in table), default=0)
    usable = {each.key for each in COLUMNS if each.typed}
    return [key if key in usable else "" for key in typed[start : start + width]], table
