"""The office's own workbook: filled, stretched, and nothing in it taken for a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Font

from crm_desktop.errors import ValidationFailed
from crm_desktop.services.documents.content import Kind, Position
from crm_desktop.services.documents.office_template import fill, known, problems
from tests.services.documents import samples

Draw = Callable[[Any], None]


def book(draw: Draw | None = None) -> bytes:
    """A form as an office draws one."""
    made: Any = Workbook()
    sheet = made.active
    sheet.title = "Offer"
    sheet["A1"] = "{{seller}}"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A3"] = "{{buyer}}"
    sheet["D3"], sheet["E3"] = "No.", "{{number}}"
    sheet["D4"], sheet["E4"] = "Date", "{{date}}"
    sheet["A6"] = "{{kind}} {{number}} of {{date}}: {{total}} {{currency}}"
    for column, words in zip("ABCDEF", ("#", "What", "How many", "", "Each", "Sum"), strict=True):
        sheet[f"{column}8"] = words
    parts = ("number", "description", "quantity", "unit", "unit_price", "amount")
    for column, part in zip("ABCDEF", parts, strict=True):
        sheet[f"{column}9"] = f"{{{{line.{part}}}}}"
    sheet["E9"].number_format = '#,##0.00 "EUR"'
    sheet["G9"] = "=C9*E9"
    sheet.row_dimensions[9].height = 31
    sheet["E10"], sheet["F10"] = "Sum", "=SUM(F9:F9)"
    sheet["E11"], sheet["F11"] = "VAT {{tax.rate}} %", "{{tax.amount}}"
    sheet["E12"], sheet["F12"] = "Total", "{{total}}"
    sheet["G12"] = "=F10+F11"
    sheet["H12"] = "=SUM(G9)"
    sheet.merge_cells("A14:F14")
    sheet["A14"] = "{{terms}}"
    sheet.row_dimensions[14].height = 55
    sheet.column_dimensions["B"].width = 44
    sheet.print_area = "A1:G14"
    if draw:
        draw(sheet)
    return saved(made)


def saved(made: Any) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    return load_workbook(BytesIO(data)).worksheets[0]


def test_a_form_is_filled_and_stretched() -> None:
    content = samples.small_quote(terms=(("Zahlung", "30 Tage"),))
    sheet = opened(fill(book(), content))
    count = len(content.counting)
    assert count == 3
    assert (sheet["A1"].value, sheet["A1"].font.size) == (content.seller.name, 16)
    assert sheet["A3"].value == "\n".join(content.buyer.lines)
    assert sheet["E3"].value == content.number
    assert sheet["E4"].value.date() == content.issued
    assert sheet["E4"].number_format == "yyyy-mm-dd"
    assert sheet["A6"].value.startswith(f"Angebot {content.number} of 21. November 2026: ")
    amounts = [sheet.cell(9 + at, 6).value for at in range(count)]
    assert [Decimal(str(each)) for each in amounts] == [
        each.priced.total for each in content.counting if each.priced
    ]
    assert sheet["E11"].number_format == '#,##0.00 "EUR"'
    assert [sheet.cell(9 + at, 7).value for at in range(count)] == [
        "=C9*E9",
        "=C10*E10",
        "=C11*E11",
    ]
    assert [sheet.row_dimensions[at].height for at in (9, 10, 11, 12, 16)] == [31, 31, 31, None, 55]
    assert sheet["F12"].value == "=SUM(F9:F11)"
    assert sheet["E13"].value == "VAT 19 %"
    assert content.priced is not None
    assert Decimal(str(sheet["F14"].value)) == content.priced.tax_inclusive
    assert (sheet["G14"].value, sheet["H14"].value) == ("=F12+F13", "=SUM(G9:G11)")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A16:F16"]
    assert sheet["A16"].value == "Zahlung: 30 Tage"
    assert sheet.column_dimensions["B"].width == 44
    assert "$G$16" in sheet.print_area


def test_nothing_that_was_written_is_a_formula() -> None:
    evil = '=HYPERLINK("http://x","y")'
    content = samples.small_quote()
    first = next(item for item in content.items if isinstance(item, Position))
    content = replace(
        content,
        items=(replace(first, name=evil, description=""), *content.items[1:]),
        buyer=replace(content.buyer, lines=("=1+1", "+2", "@x\x07")),
    )
    sheet = opened(fill(book(), content))
    assert (sheet["B9"].value, sheet["B9"].data_type) == (evil, "s")
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1\n+2\n@x", "s")


def test_rates_and_options_have_rows_of_their_own() -> None:
    def draw(sheet: Any) -> None:
        sheet["A20"], sheet["F20"] = "{{option.name}}", "{{option.amount}}"

    sheet = opened(fill(book(draw), samples.large_quote(2, 3)))
    column = [sheet.cell(at, 1).value for at in range(1, sheet.max_row + 1)]
    options = [each.name for each in samples.large_quote(2, 3).choices]
    assert options
    for name in options:
        assert column.count(name) == 1


def test_options_without_a_row_stand_behind_the_lines_without_a_sum() -> None:
    content = samples.large_quote(2, 3)
    sheet = opened(fill(book(), content))
    names = {sheet.cell(at, 2).value: at for at in range(9, sheet.max_row + 1)}
    option = content.choices[0]
    full = "\n".join(filter(None, (option.name, option.description)))
    assert sheet.cell(names[full], 6).value is None
    assert sheet.cell(names[full], 5).value is not None
    assert "Optionen und Alternativen" in names


def test_a_delivery_note_has_no_prices() -> None:
    sheet = opened(fill(book(), samples.delivery()))
    assert sheet["F9"].value is None
    assert sheet["C9"].value


def test_pictures_below_move_along() -> None:
    def draw(sheet: Any) -> None:
        sheet.add_image(Image(BytesIO(samples.logo())), "A15")
        sheet.add_image(Image(BytesIO(samples.logo())), "C1")

    sheet = opened(fill(book(draw), samples.small_quote()))
    rows = sorted(each.anchor._from.row for each in sheet._images)
    assert rows == [0, 16]


def test_text_that_looks_like_a_reference_stays() -> None:
    def draw(sheet: Any) -> None:
        sheet["B20"] = '="See F12 "&F12'
        sheet["B21"] = "=Other!F12+$F$12"
        sheet.parent.create_sheet("Other")["F12"] = 1

    sheet = opened(fill(book(draw), samples.small_quote()))
    assert sheet["B22"].value == '="See F12 "&F14'
    assert sheet["B23"].value == "=Other!F12+$F$14"


def test_the_same_document_gives_the_same_sheet() -> None:
    one, other = (opened(fill(book(), samples.small_quote())) for _ in range(2))
    assert [[c.value for c in row] for row in one.iter_rows()] == [
        [c.value for c in row] for row in other.iter_rows()
    ]


def placed(place: str, words: str) -> Draw:
    def draw(sheet: Any) -> None:
        sheet[place] = words

    return draw


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no workbook", "no workbook"),
        (b"x" * 2_000_001, "2 MB"),
        (saved(Workbook()), "no placeholder"),
        (book(placed("A1", "{{nobody}}")), "{{nobody}} in Offer!A1 is not known"),
        (book(placed("A20", "{{line.name}}")), "stand in one row; here it is in 9, 20"),
        (book(placed("ZZ9000", "x")), "cells"),
    ],
)
def test_what_is_no_form_is_refused(data: bytes, words: str) -> None:
    assert any(words in each for each in problems(data))
    with pytest.raises(ValidationFailed):
        fill(data, samples.small_quote())


def test_every_placeholder_is_filled() -> None:
    made: Any = Workbook()
    names = [name for name in known() if "." not in name or name.startswith("buyer.")]
    for at, name in enumerate(names, 1):
        made.active.cell(at, 1).value = f"{{{{ {name} }}}}"
    content = samples.small_quote(kind=Kind.QUOTE, until=date(2026, 12, 21))
    sheet = opened(fill(saved(made), content))
    for at in range(1, len(names) + 1):
        assert "{{" not in str(sheet.cell(at, 1).value)
