"""A workbook to begin an office's own form with: the usual placeholders in their places."""

from __future__ import annotations

from io import BytesIO
from typing import Any

_WIDTHS = dict(zip("ABCDEF", (7, 48, 11, 9, 14, 16), strict=True))
_TEXTS = {
    "A1": "{{seller}}",
    "A3": "{{buyer}}",
    "E3": "{{number}}",
    "E4": "{{date}}",
    "E5": "{{valid_until}}",
    "A9": "{{kind}} {{number}}",
    "A11": "{{salutation}}",
    "A12": "{{intro}}",
    "E16": "Net",
    "F16": "{{net}}",
    "E17": "Tax {{tax.rate}} %",
    "F17": "{{tax.amount}}",
    "E18": "Total",
    "F18": "{{total}}",
    "A20": "{{terms}}",
    "A21": "{{closing}}",
}
_COLUMNS = {
    "A": ("#", "number"),
    "B": ("Description", "description"),
    "C": ("Quantity", "quantity"),
    "D": ("Unit", "unit"),
    "E": ("Price", "unit_price"),
    "F": ("Amount", "amount"),
}
_WIDE = {"A3": "D3", "A11": "F11", "A12": "F12", "A20": "F20", "A21": "F21"}
_AMOUNTS = ("E15", "F15", "F16", "F17", "F18")
_HIGH = {3: 80, 12: 30, 20: 45}


def form() -> bytes:
    """The workbook."""
    from openpyxl import Workbook

    book: Any = Workbook()
    sheet = book.active
    sheet.title = "Document"
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row, height in _HIGH.items():
        sheet.row_dimensions[row].height = height
    for place, words in _TEXTS.items():
        sheet[place] = words
    _dress(sheet)
    _lines(sheet)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    for first, last in _WIDE.items():
        sheet.merge_cells(f"{first}:{last}")
        sheet[first].alignment = Alignment(wrap_text=True, vertical="top")
    for place, size in (("A1", 16), ("A9", 14), ("E18", 11), ("F18", 11)):
        sheet[place].font = Font(bold=True, size=size)
    for place in ("E4", "E5"):
        sheet[place].number_format = "yyyy-mm-dd"
        sheet[place].alignment = Alignment(horizontal="left")
    for place in _AMOUNTS:
        sheet[place].number_format = "#,##0.00"


def _lines(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    line = Border(bottom=Side(style="thin", color="999999"))
    for letter, (head, part) in _COLUMNS.items():
        sheet[f"{letter}14"], sheet[f"{letter}15"] = head, f"{{{{line.{part}}}}}"
        sheet[f"{letter}14"].font, sheet[f"{letter}14"].border = Font(bold=True), line
        sheet[f"{letter}15"].alignment = Alignment(wrap_text=part == "description", vertical="top")
