"""A row of a sheet, repeated: what is below moves down, and formulas follow.

openpyxl's own insert_rows moves cells alone: no formulas, merged cells, heights or pictures.
"""

from __future__ import annotations

import re
from copy import copy
from typing import Any

Sheet = Any  # of openpyxl, which has no types
_REFERENCE = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})")


def repeat(sheet: Sheet, row: int, count: int) -> None:
    """Have a row so many times, one below the other."""
    more = count - 1
    if more <= 0:
        return
    merged = [copy(area) for area in sheet.merged_cells.ranges]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    heights = {at: each.height for at, each in sheet.row_dimensions.items() if each.height}
    _move_cells(sheet, row, more)
    for step in range(1, count):
        _copy_row(sheet, row, step)
    for line in list(sheet.iter_rows()):
        for cell in line:
            if cell.data_type == "f" and isinstance(cell.value, str):
                inside = row < cell.row <= row + more
                if not inside:
                    cell.value = _stretched(cell.value, sheet.title, row, more, cell.row == row)
    _merge_again(sheet, merged, row, more)
    _set_heights(sheet, heights, row, more)
    _move_rest(sheet, row, more)


def _move_cells(sheet: Sheet, row: int, more: int) -> None:
    """All cells below, from the last one up."""
    for at in range(sheet.max_row, row, -1):
        for column in range(1, sheet.max_column + 1):
            old = sheet.cell(at, column)
            new = sheet.cell(at + more, column)
            _copy_cell(old, new)
            old.value, old.style = None, "Normal"
            old.hyperlink = None


def _copy_row(sheet: Sheet, row: int, step: int) -> None:
    for column in range(1, sheet.max_column + 1):
        old, new = sheet.cell(row, column), sheet.cell(row + step, column)
        _copy_cell(old, new)
        if new.data_type == "f" and isinstance(new.value, str):
            new.value = _followed(new.value, sheet.title, row, step)


def _copy_cell(old: Any, new: Any) -> None:
    new.value = old.value
    new._style = copy(old._style)
    if old.data_type == "s":
        new.data_type = "s"


def _own(text: str, start: int, title: str) -> bool:
    """Whether a reference is to the sheet itself; others have its name before them."""
    if start == 0 or text[start - 1] != "!":
        return True
    before = text[: start - 1]
    return before.endswith((title, f"'{title}'"))


def _stretched(formula: str, title: str, row: int, more: int, of_row: bool) -> str:
    """References below the row move with it; the end of a range in the row takes in all of it."""

    def moved(found: re.Match[str]) -> str:
        if not _own(formula, found.start(), title) or _in_text(formula, found.start()):
            return found[0]
        at = int(found[4])
        ends_range = formula[: found.start()].endswith(":")
        if at > row or (at == row and ends_range and not of_row):
            at += more
        return f"{found[1]}{found[2]}{found[3]}{at}"

    made = _REFERENCE.sub(moved, formula)
    return made if of_row else _opened_up(made, row, more)


def _opened_up(formula: str, row: int, more: int) -> str:
    """SUM(F12) of the repeated row is SUM(F12:F14) afterwards."""
    pattern = re.compile(rf"\b(SUM|COUNT|COUNTA|AVERAGE|MAX|MIN)\((\$?[A-Z]{{1,3}}\$?){row}\)")
    return pattern.sub(lambda found: f"{found[1]}({found[2]}{row}:{found[2]}{row + more})", formula)


def _followed(formula: str, title: str, row: int, step: int) -> str:
    """In a copy of the row, references to the row are to the copy; fixed ones stay."""

    def moved(found: re.Match[str]) -> str:
        if not _own(formula, found.start(), title) or _in_text(formula, found.start()):
            return found[0]
        at = int(found[4])
        if not found[3] and at == row:
            at += step
        return f"{found[1]}{found[2]}{found[3]}{at}"

    return _REFERENCE.sub(moved, formula)


def _in_text(formula: str, at: int) -> bool:
    return formula[:at].count('"') % 2 == 1


def _merge_again(sheet: Sheet, merged: list[Any], row: int, more: int) -> None:
    for area in merged:
        if area.min_row > row:
            area.shift(row_shift=more)
        elif area.max_row > row:
            area.expand(down=more)
        elif area.min_row == area.max_row == row:
            for step in range(1, more + 1):
                again = copy(area)
                again.shift(row_shift=step)
                sheet.merge_cells(str(again))
        sheet.merge_cells(str(area))


def _set_heights(sheet: Sheet, heights: dict[int, float], row: int, more: int) -> None:
    for at in heights:
        if at > row:
            sheet.row_dimensions[at].height = None
    for at, height in heights.items():
        if at > row:
            sheet.row_dimensions[at + more].height = height
    if row in heights:
        for step in range(1, more + 1):
            sheet.row_dimensions[row + step].height = heights[row]


def _move_rest(sheet: Sheet, row: int, more: int) -> None:
    """Pictures, charts and the print area."""
    for each in (*sheet._images, *sheet._charts):
        for name in ("_from", "to"):
            corner = getattr(each.anchor, name, None)
            if corner is not None and corner.row >= row:
                corner.row += more
    if area := str(sheet.print_area or ""):
        sheet.print_area = ",".join(_printed(part, row, more) for part in area.split(","))


def _printed(area: str, row: int, more: int) -> str:
    plain = area.rpartition("!")[2]

    def moved(found: re.Match[str]) -> str:
        at = int(found[4])
        return f"{found[1]}{found[2]}{found[3]}{at + more if at >= row else at}"

    first, _colon, last = plain.partition(":")
    return f"{first}:{_REFERENCE.sub(moved, last)}" if last else plain
