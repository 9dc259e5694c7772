"""Tables of orders and of their lines, read: one order a number, whatever its rows are spread over.

Three shapes: a row an order, a row a line that names its order, or a row a line that says all of
its order once more. What an order names (customer, products) is text here; order_names.py finds
it.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import N_, _, ngettext
from crm_desktop.services.catalog import ENTITIES, Field, Kind
from crm_desktop.services.transfer import order_heads
from crm_desktop.services.transfer.drafts import Draft, Problem
from crm_desktop.services.transfer.figures import (
    currency_of,
    figure,
    percent,
    scale_note,
    scale_of,
)
from crm_desktop.services.transfer.guesses import survey
from crm_desktop.services.transfer.offered import refuse_twice
from crm_desktop.services.transfer.options import told_columns
from crm_desktop.services.transfer.order_heads import (
    ADDRESS_PARTS,
    CUSTOMER_NAME,
    DISCOUNT,
    FREIGHT,
    LINE_TOTAL,
    SHIPPED,
    SUBTOTAL,
    TAX_RATE,
    TOTAL,
)
from crm_desktop.services.transfer.readers import Reader, reader_of, text_reader
from crm_desktop.services.transfer.tables import CHUNK, Cell, TableFile
from crm_desktop.services.transfer.wording import HOW, how_to_map, no_column

ONE, HUNDRED = Decimal(1), Decimal(100)
MOST_LINES = 1_000_000  # of all orders together, which are kept in memory
_WHOLE_FLOAT = re.compile(r"(\d+)\.0+")
_NOISY = 8  # digits: a number of single precision, written out, has so many
_ORDER = ENTITIES["order"]
_LINES = _ORDER.field("lines")
_AS = {  # pseudo places, and the fields that tell how their cells are read
    SHIPPED: _ORDER.field("delivery_on"),
    FREIGHT: _ORDER.field("allowances").child("amount"),
    TOTAL: _ORDER.field("allowances").child("amount"),
    LINE_TOTAL: _LINES.child("net"),
    DISCOUNT: _LINES.child("discount_percent"),
}
_NAMES = frozenset(
    {"company", CUSTOMER_NAME, "contact", "owner", "lines.product", "number", "status"}
)
_FIGURES = frozenset({Kind.INT, Kind.MONEY, Kind.QUANTITY, Kind.PERCENT})
_PERCENTS = {DISCOUNT: N_("discounts"), TAX_RATE: N_("tax rates")}
_MOST_RATES, _LARGEST_RATE = 8, Decimal(50)  # a column of more than those holds amounts of tax
_IS_RATE = re.compile(r"%|rate|satz|ставка|stawka")


@dataclass(slots=True)
class OrderDraft:
    """What a file says of an order.

    Attributes:
        line: where it was first named.
        values: of its fields, and of places that are no fields.
        names: place -> what it names: customer, contact, owner.
        addresses: which one -> its parts.
        lines: each with its own fields, what it names (`named`) and where it stands (`row`).
        rows: how many rows of which table it is made of.
    """

    number: str
    line: int
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    names: dict[str, str] = field(default_factory=dict[str, str])
    addresses: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    lines: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    rows: Counter[int] = field(default_factory=Counter[int])


@dataclass(frozen=True, slots=True)
class OrderColumn:
    """A column that is read."""

    at: int
    head: str
    place: str
    read: Reader
    is_figure: bool = False
    is_money: bool = False


class OrderTable:
    """An open table of orders, of lines, or of both.

    Attributes:
        index: its place among the tables of the import.
        shape: see order_heads.shape().
        places: where each column leads.
        office: the office's currency, to tell whose dollar is meant.
        read, failed: rows; notes: what was guessed.
        is_invoices: it speaks of invoices.
    """

    def __init__(
        self,
        file: TableFile,
        told: Mapping[str, Any] | None,
        region: str | None,
        index: int = 0,
        office: str = "",
    ) -> None:
        self.file, self.index, self._office = file, index, office
        self.places = _told(file.heads, told) if told else order_heads.places(file.heads)
        self.shape = order_heads.shape(self.places)
        if not self.shape:
            raise _no_orders(file.heads)
        self.columns = self._compiled(region)
        self.head_of = {column.place: column.head for column in self.columns}
        self.is_invoices = order_heads.is_invoice(self.head_of["number"])
        self.read = self.failed = 0
        self.notes: list[str] = []
        self._continued = 0
        self._scales = {place: self._scale(place) for place in _PERCENTS}

    def _compiled(self, region: str | None) -> list[OrderColumn]:
        kinds = {i: _field(place) for i, place in enumerate(self.places) if place}
        dates = [i for i, f in kinds.items() if f is not None and f.kind == Kind.DATE]
        numbers = [i for i, f in kinds.items() if f is not None and f.kind in _FIGURES]
        found = survey(self.file, dates, numbers, region=region, cancel=self.file.cancel)
        self.file.notes.extend(found.notes)
        self.file.restart()
        columns: list[OrderColumn] = []
        for i, place in enumerate(self.places):
            head, kind = self.file.heads[i], kinds.get(i)
            if not place:
                continue
            if kind is None or place in _NAMES:
                read = text_reader(_ORDER.field("title"), head, own=False)
            else:
                order, sign = found.dates.get(i), found.decimals.get(i)
                read = reader_of(kind, head, own=False, order=order, decimal=sign)
            is_figure = kind is not None and kind.kind in _FIGURES
            is_money = kind is not None and kind.kind == Kind.MONEY
            columns.append(OrderColumn(i, head, place, read, is_figure, is_money))
        return columns

    def _scale(self, place: str) -> Decimal:
        """What a column has to be multiplied with to be percentages."""
        column = next((c for c in self.columns if c.place == place), None)
        if column is None:
            return ONE
        values: set[Decimal] = set()
        signed = False
        for _line, row in self._rows():
            cell = row[column.at]
            signed = signed or (isinstance(cell, str) and "%" in cell)
            value = column.read(denoised(percent(cell)), Draft(0, "order"))
            values.update((value,) if value else ())
        self.file.restart()
        if place == TAX_RATE and not signed and _are_amounts(column.head, values):
            self.columns.remove(column)
            self.places[column.at] = None
            words = _("'{head}' seems to hold amounts of tax: it was not read.")
            self.notes.append(words.format(head=column.head))
            return ONE
        scale, smallest, largest = scale_of(values)
        if signed or scale == ONE:
            return ONE
        self.notes.append(scale_note(column.head, _(_PERCENTS[place]), smallest, largest))
        return scale

    def _rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        rows: Any = self.file.rows()
        with closing(rows):
            yield from rows

    # ---- rows

    def take(
        self,
        orders: dict[str, OrderDraft],
        fail: Callable[[Problem], None],
        *,
        may_begin: bool,
    ) -> list[OrderDraft]:
        """Add what the rows say to the orders.

        may_begin: a line may name an order that no table has: it is kept apart, and returned.
        """
        strange: dict[str, OrderDraft] = {}
        conflicts, last = 0, ""
        for count, (line, row) in enumerate(self._rows(), 1):
            if not count % CHUNK and self.file.cancel is not None:
                self.file.cancel()
            draft = Draft(line, "order")
            found = {c.place: self._cell(c, row, draft) for c in self.columns}
            self._name_currency(found, row)
            if all(value is None for value in found.values()) and not draft.failed:
                continue
            self.read += 1
            for problem in draft.problems:
                fail(problem)
            number = key_text(found.get("number")) or self._continues(found, last)
            last = number
            if draft.failed or not number:
                self.failed += 1
                words = draft.failed or _("It names no order: '{head}' is empty.").format(
                    head=self.head_of["number"]
                )
                fail(Problem(line, "", words))
                continue
            order = orders.get(number) or strange.get(number)
            if order is None:
                order = OrderDraft(number, line)
                (orders if self.shape != "lines" or may_begin else strange)[number] = order
            if draft.kept:
                said = order.values.get("note")
                order.values["note"] = "\n".join([said, *draft.kept] if said else draft.kept)
            conflicts += self._add(order, line, found)
        self._after(conflicts, fail)
        return list(strange.values())

    def _name_currency(self, found: dict[str, Any], row: Sequence[Cell]) -> None:
        """An amount with a currency sign says in what the order is, where no column does."""
        if "currency" in self.head_of or all(value is None for value in found.values()):
            return
        for column in self.columns:
            if column.is_money and (said := currency_of(row[column.at], self._office)):
                found["currency"] = said
                return

    def _continues(self, found: Mapping[str, Any], last: str) -> str:
        """The order above, where a row is one more line of it: it names nothing but a product."""
        own = [p for p, v in found.items() if v is not None and not order_heads.is_line(p)]
        is_line = any(found.get(place) for place in ("lines.product", "lines.description"))
        if self.shape != "both" or not last or not is_line or set(own) - {"currency"}:
            return ""
        self._continued += 1
        return last

    def _after(self, conflicts: int, fail: Callable[[Problem], None]) -> None:
        if conflicts:
            self.notes.append(
                ngettext(
                    "{n} row says another customer or date than the first row of its order: "
                    "the first one was taken.",
                    "{n} rows say another customer or date than the first row of their order: "
                    "the first one was taken.",
                    conflicts,
                )
            )
        if self._continued:
            self.notes.append(
                ngettext(
                    "{n} row that names no order was taken as a line of the order above it.",
                    "{n} rows that name no order were taken as lines of the order above them.",
                    self._continued,
                )
            )
        for failure in self.file.failures:
            fail(Problem(failure.line, "", failure.reason))
        self.failed += self.file.failed
        self.read += self.file.failed

    def _cell(self, column: OrderColumn, row: Sequence[Cell], draft: Draft) -> Any:
        cell = row[column.at]
        if column.place in _PERCENTS:
            cell = percent(cell)
        if column.is_figure:
            cell = figure(cell)
        return column.read(denoised(cell), draft)

    def _add(self, order: OrderDraft, line: int, found: Mapping[str, Any]) -> bool:
        """Sort the cells of a row; true where they contradict what was said of the order."""
        own = {p: v for p, v in found.items() if v is not None and not order_heads.is_line(p)}
        contradicts = False
        for place, value in own.items():
            if place == "number":
                continue
            address, _dot, part = place.partition(".")
            if part:
                said = str(value).removeprefix("'") if part == "postcode" else str(value)
                order.addresses.setdefault(address, {}).setdefault(part, said)
            elif place == CUSTOMER_NAME:
                order.names.setdefault(place, key_text(value))
            elif place in _NAMES and place != "status":
                said = order.names.setdefault(place, key_text(value))
                contradicts = contradicts or said != key_text(value)
            else:
                said = order.values.setdefault(place, value)
                contradicts = contradicts or (said != value and place == "ordered_on")
        order.rows[self.index] += 1
        if self.shape == "orders":
            order.values.setdefault(SUBTOTAL, found.get(LINE_TOTAL))
        else:
            order.lines.append(self._line(line, found))
        return contradicts

    def _line(self, line: int, found: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {"row": line}
        for place, value in found.items():
            if not order_heads.is_line(place) or value is None:
                continue
            key = place.partition(".")[2]
            row["named" if key == "product" else key] = value
        if (discount := row.pop("discount", None)) is not None:
            row["discount_percent"] = discount * self._scales[DISCOUNT]
        if "tax_rate" in row:
            row["tax_rate"] *= self._scales[TAX_RATE]
        return row

    def unread(self) -> list[str]:
        """Heads of columns that lead nowhere."""
        return [head for head, place in zip(self.file.heads, self.places, strict=True) if not place]


def is_of_lines(heads: Sequence[str], told: Mapping[str, Any]) -> bool:
    """Whether a table has lines that only name their orders."""
    return order_heads.shape(_told(heads, told)) == "lines"


def _field(place: str) -> Field | None:
    if place in _AS:
        return _AS[place]
    if place == CUSTOMER_NAME:
        return None
    key, _dot, child = place.partition(".")
    if child in ADDRESS_PARTS and key.endswith("address"):
        return None
    found = _ORDER.field(key)
    return found.child(child) if child else found


def _told(heads: Sequence[str], told: Mapping[str, Any]) -> list[str | None]:
    """The places of a mapping; heads that it does not name are not read."""
    columns = told_columns(told)
    if not columns:
        return order_heads.places(heads)
    if wrong := refuse_twice("order", columns):
        raise ValidationFailed({"columns": wrong})
    by_head = {order_heads.plain(head): i for i, head in enumerate(heads)}
    out: list[str | None] = [None] * len(heads)
    for head, place in columns.items():
        at = by_head.get(order_heads.plain(head))
        if at is None:
            raise ValidationFailed({"columns": no_column(head, ", ".join(heads))})
        if place:
            out[at] = _checked(head, str(place))
    return out


def _checked(head: str, place: str) -> str:
    place = {"lines.discount_percent": DISCOUNT, "lines.net": LINE_TOTAL}.get(place, place)
    if place == "lines":
        place = "lines.description"
    try:
        _field(place)
    except KeyError:
        words = _("Column '{head}': '{path}' is no field of an order that can be imported.")
        words = words.format(head=head, path=place)
        raise ValidationFailed({"columns": words}) from None
    return place


def _no_orders(heads: Sequence[str]) -> ValidationFailed:
    words = _(
        "These columns are no orders: {heads}. Orders need a number, and a customer or a date; "
        "lines need the number of their order, a product, a quantity and a price."
    )
    how = how_to_map("order", heads[0] if heads else "", "number")
    return ValidationFailed({"mapping": words.format(heads=", ".join(heads)), HOW: how})


# ---------------------------------------------------------------- cells


def key_text(cell: Any) -> str:
    """An id as text: `17850.0` of a column with blanks is `17850`."""
    text = " ".join(str(cell).split()) if cell is not None else ""
    found = _WHOLE_FLOAT.fullmatch(text)
    return found[1] if found else text


def denoised(cell: Cell) -> Cell:
    """`9.80000019` is 9.8 in single precision, written out: what was meant is the shortest.

    Only numbers that are exactly what single precision makes of a shorter one are changed.
    """
    text = cell.strip() if isinstance(cell, str) else repr(cell) if isinstance(cell, float) else ""
    if "." not in text or sum(c.isdigit() for c in text) < _NOISY:
        return cell
    try:
        value = float(text)
        single = struct.unpack("f", struct.pack("f", value))[0]
    except (ValueError, OverflowError):
        return cell
    if abs(single - value) > abs(value) * 5e-9:  # nine digits of it are not those of a single
        return cell
    for digits in range(1, _NOISY):
        short = f"{single:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(short)))[0] == single:
            plain = f"{Decimal(short):f}"
            return plain if isinstance(cell, str) else float(plain)
    return cell


def _are_amounts(head: str, values: set[Decimal]) -> bool:
    """Whether a column that may hold tax rates holds amounts: too many different ones."""
    if _IS_RATE.search(order_heads.plain(head)):
        return False
    return len(values) > _MOST_RATES or any(abs(value) > _LARGEST_RATE for value in values)


def item_price(price: Decimal, discount: Decimal) -> Decimal | None:
    """The price after a discount, where four decimals hold it exactly; else None."""
    with localcontext(prec=40):
        less = price * (HUNDRED - discount) / HUNDRED
    try:
        return less if less == round(less, 4) else None
    except InvalidOperation:
        return None


__all__ = ["OrderDraft", "OrderTable", "denoised", "is_of_lines", "item_price", "key_text"]
