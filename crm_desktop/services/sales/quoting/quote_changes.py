"""What one revision of a quote says differently from another. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from crm_desktop.i18n import _
from crm_desktop.services.catalog import ENTITIES, Field, Record, Ref
from crm_desktop.services.sales.papers.sheet import Sheet, SheetRow, sheet_of
from crm_desktop.services.sales.quoting.quote_states import plain_value

Row = Mapping[str, Any]
_FIELDS = (
    *("title", "company", "contact", "billing_address", "delivery_address", "valid_until"),
    *("currency", "price_list", "payment_terms", "delivery_terms", "tax_mode"),
    *("prices_include_tax", "language", "prepaid", "rounding", "intro", "closing"),
)
_TOTALS = ("tax_exclusive", "tax_total", "tax_inclusive", "payable", "margin_percent")
_OF_LINES = (
    *("kind", "code", "description", "quantity", "unit", "unit_price", "base_quantity"),
    *("discount_percent", "discount_amount", "tax_rate", "tax_category", "unselected"),
    *("alternative_group", "delivery_weeks", "reference"),
)
_ALIKE = 0.6  # from here on two descriptions are of the same line


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that is another now.

    Attributes:
        key: of the field; label: what people call it. before, after: the values themselves.
    """

    key: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """One difference.

    Attributes:
        kind: added, removed, changed or moved, of a line; field; allowance; total.
        what: the line, with its number, or the label of the field.
        cells: what differs in it.
    """

    kind: str
    what: str
    cells: tuple[Cell, ...] = ()


def between(old: Record, new: Record) -> list[Changed]:
    """The differences: fields, lines in their order, allowances, totals."""
    before, after = sheet_of(old.values), sheet_of(new.values)
    return [
        *_fields(old, new),
        *_lines(before, after),
        *_allowances(old, new),
        *_totals(old, new),
    ]


def _fields(old: Record, new: Record) -> Iterator[Changed]:
    quote = ENTITIES["quote"]
    for key in _FIELDS:
        field = quote.field(key)
        if cell := _cell(field, old.values.get(key), new.values.get(key)):
            yield Changed("field", _(field.label), (cell,))


def _cell(field: Field, before: Any, after: Any) -> Cell | None:
    if (plain_value(before) or None) == (plain_value(after) or None):
        return None
    return Cell(field.key, field.label, _shown(before), _shown(after))


def _shown(value: Any) -> Any:
    return value.label if isinstance(value, Ref) else value


# ---- lines


def _lines(before: Sheet, after: Sheet) -> Iterator[Changed]:
    pairs = _pairs(before.rows, after.rows)
    of_old = {id(new): old for old, new in pairs if old is not None and new is not None}
    stayed = _in_order([old for old in map(of_old.get, map(id, after.rows)) if old is not None])
    for new in after.rows:
        old = of_old.get(id(new))
        if old is None:
            yield Changed("added", _name(new), tuple(_cells({}, new.row)))
            continue
        if cells := tuple(_cells(old.row, new.row)):
            yield Changed("changed", _name(new), cells)
        if id(old) not in stayed:
            yield Changed("moved", _name(new))
    there = {id(old) for old in of_old.values()}
    for old in before.rows:
        if id(old) not in there:
            yield Changed("removed", _name(old), tuple(_cells(old.row, {})))


def _name(row: SheetRow) -> str:
    return f"{row.number} {row.title}".strip()


def _cells(old: Row, new: Row) -> Iterator[Cell]:
    lines = ENTITIES["quote"].field("lines")
    for key in _OF_LINES:
        if cell := _cell(lines.child(key), old.get(key), new.get(key)):
            yield cell


def _pairs(
    before: Sequence[SheetRow], after: Sequence[SheetRow]
) -> list[tuple[SheetRow | None, SheetRow | None]]:
    """Which line has become which: the same, of the same product, else told almost alike."""
    left = list(before)
    made: list[tuple[SheetRow | None, SheetRow | None]] = []
    waiting = list(after)
    for same in (_is_same, _is_of_same_product, _is_alike):
        rest: list[SheetRow] = []
        for new in waiting:
            old = next((each for each in left if same(each, new)), None)
            if old is None:
                rest.append(new)
            else:
                left.remove(old)
                made.append((old, new))
        waiting = rest
    return made


def _is_same(a: SheetRow, b: SheetRow) -> bool:
    return not any(_cells(a.row, b.row)) and a.row.get("product") == b.row.get("product")


def _is_of_same_product(a: SheetRow, b: SheetRow) -> bool:
    product = a.row.get("product")
    return product is not None and product == b.row.get("product")


def _is_alike(a: SheetRow, b: SheetRow) -> bool:
    if a.row.get("product") or b.row.get("product") or a.kind != b.kind:
        return False
    if a.kind == "subtotal":
        return True
    return SequenceMatcher(None, a.title, b.title).ratio() >= _ALIKE


def _in_order(rows: Sequence[SheetRow]) -> set[int]:
    """The longest part of the lines that still follow one another as before."""
    best: list[list[SheetRow]] = []
    for row in rows:
        longest: list[SheetRow] = []
        for chain in best:
            if chain[-1].at < row.at and len(chain) > len(longest):
                longest = chain
        best.append([*longest, row])
    return {id(row) for row in max(best, key=len, default=list[SheetRow]())}


# ---- the rest


def _allowances(old: Record, new: Record) -> Iterator[Changed]:
    field = ENTITIES["quote"].field("allowances")
    left = list(old.values["allowances"])
    for row in new.values["allowances"]:
        twin = next((each for each in left if _told(each) == _told(row)), None)
        if twin is not None:
            left.remove(twin)
            continue
        near = next((each for each in left if each.get("reason") == row.get("reason")), None)
        if near is not None:
            left.remove(near)
        yield Changed(
            "allowance", row.get("reason") or _(field.label), _row_cells(field, near, row)
        )
    for row in left:
        yield Changed(
            "allowance", row.get("reason") or _(field.label), _row_cells(field, row, None)
        )


def _told(row: Row) -> Any:
    return {k: v for k, v in plain_value(row).items() if k != "position"}


def _row_cells(field: Field, old: Row | None, new: Row | None) -> tuple[Cell, ...]:
    children = (child for child in field.children if child.key != "position")
    cells = (_cell(c, (old or {}).get(c.key), (new or {}).get(c.key)) for c in children)
    return tuple(cell for cell in cells if cell is not None)


def _totals(old: Record, new: Record) -> Iterator[Changed]:
    for key in _TOTALS:
        field = ENTITIES["quote"].field(key)
        if cell := _cell(field, old.values.get(key), new.values.get(key)):
            yield Changed("total", _(field.label), (cell,))
