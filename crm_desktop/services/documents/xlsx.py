"""Documents as a workbook: the same lines and figures as on paper, to calculate with.

A cell has a formula only where Excel's binary numbers come to the same cents as the pricing engine
for certain; else it has the amount. Each formula carries the amount as its stored result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from crm_desktop.services.documents.columns import figures
from crm_desktop.services.documents.content import (
    Content,
    PageBreak,
    Position,
    Section,
    Subtotal,
    Text,
    amount_of,
    check,
)
from crm_desktop.services.documents.parts import name_of
from crm_desktop.services.documents.pdf import PRODUCER
from crm_desktop.services.documents.words import Words, included, totals
from crm_desktop.services.pricing import HUNDRED, ZERO, Line, PricedLine, plain, unit_of
from crm_desktop.services.transfer.xlsx_writer import LONGEST_TEXT, sheet_title

_MOST_RANGES = 200  # arguments of SUM in Excel are 255 at most
_NEAR_HALF = Decimal("0.000001")  # of a cent: binary numbers may fall to either side
_LONGEST = LONGEST_TEXT // 2  # characters, of two units at most
_WIDTHS = {
    "number": 8,
    "name": 58,
    "ordered": 11,
    "quantity": 11,
    "unit": 9,
    "price": 14,
    "discount": 11,
    "tax": 9,
    "amount": 16,
}


def print_xlsx(content: Content) -> bytes:
    """A document as a workbook. Raises ValidationFailed, in words, for what cannot be printed."""
    from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

    check(content)
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book: Any = Workbook(stream, options)
    day = content.issued
    book.set_properties(
        {
            "title": content.number,
            "author": content.seller.name,
            "company": content.seller.name,
            "comments": PRODUCER,
            "created": datetime(day.year, day.month, day.day, 12),  # noqa: DTZ001  Excel has no zones
        }
    )
    currency = content.priced.document.currency if content.priced else ""
    _Sheet(book, content, Words(content.language, currency)).write()
    book.close()
    return stream.getvalue()


@dataclass(slots=True)
class _Sums:
    """The rows of positions, to be added up."""

    rows: list[int] = field(default_factory=list[int])
    total: Decimal = ZERO

    def add(self, row: int, amount: Decimal) -> None:
        """One more."""
        self.rows.append(row)
        self.total += amount

    def formula(self, column: str, decimals: int) -> str:
        """ROUND(SUM(ranges)); empty where there are too many ranges."""
        ranges: list[list[int]] = []
        for row in self.rows:
            if ranges and ranges[-1][1] == row - 1:
                ranges[-1][1] = row
            else:
                ranges.append([row, row])
        if not 1 <= len(ranges) <= _MOST_RANGES:
            return ""
        told = ",".join(f"{column}{begin + 1}:{column}{end + 1}" for begin, end in ranges)
        return f"=ROUND(SUM({told}),{decimals})"


class _Sheet:
    """The sheet, written from the top down."""

    def __init__(self, book: Any, content: Content, words: Words) -> None:
        self._content, self._words = content, words
        self._sheet = book.add_worksheet(sheet_title(name_of(content, words)))
        self._formats = _Formats(book, content)
        self._row = 0
        self._keys = self._columns()
        # Of all, of the section, since the last subtotal.
        self._all, self._own, self._since = _Sums(), _Sums(), _Sums()

    def write(self) -> None:
        """Everything."""
        self._head()
        self._table_head()
        self._items()
        self._sums()
        self._options()
        self._end()
        self._page()

    def _columns(self) -> list[str]:
        cells = [figures(each, self._words).cells for each in self._content.positions()]
        wanted = ["number", "name", "ordered", "quantity", "unit"]
        if self._content.priced is not None:
            wanted += ["price", "discount", "tax", "amount"]
        optional = {"ordered", "discount"}
        return [key for key in wanted if key not in optional or any(c.get(key) for c in cells)]

    def _column(self, key: str) -> int:
        return self._keys.index(key)

    def _letter(self, key: str) -> str:
        return chr(ord("A") + self._column(key))

    # ---- head

    def _head(self) -> None:
        content, say = self._content, self._words.say
        sheet, made = self._sheet, self._formats
        for i, key in enumerate(self._keys):
            sheet.set_column(i, i, _WIDTHS[key])
        self._line(content.seller.name, made.seller)
        self._line(name_of(content, self._words), made.title)
        if content.draft:
            self._line(say.draft, made.strong)
        self._line(content.title, made.strong)
        self._row += 1
        for line in content.buyer.lines:
            self._line(line)
        self._row += 1
        for label, value in self._facts():
            self._string(self._row, 0, label, made.quiet)
            if isinstance(value, date):
                sheet.write_datetime(self._row, 1, datetime(*value.timetuple()[:3]), made.day)  # noqa: DTZ001
            else:
                self._string(self._row, 1, value)
            self._row += 1
        self._row += 1
        for text in (content.salutation, content.intro):
            self._line(text)

    def _facts(self) -> list[tuple[str, str | date]]:
        content, say = self._content, self._words.say
        told: list[tuple[str, str | date | None]] = [
            (say.number, content.number),
            (say.revision, str(content.revision) if content.revision > 1 else ""),
            (say.date, content.issued),
            (say.until, content.until),
            (say.delivery_date, content.delivery),
            (say.reference, content.reference),
            (say.contact, content.contact),
            (say.customer, content.customer_number),
            (say.tax_id, content.buyer.tax_id),
            *content.facts,
            (say.deliver_to, "\n".join(content.deliver_to.lines) if content.deliver_to else ""),
        ]
        return [(label, value) for label, value in told if value]

    def _table_head(self) -> None:
        say, content = self._words.say, self._content
        currency = content.priced.document.currency if content.priced else ""
        heads = {
            "number": say.pos,
            "name": say.description,
            "ordered": say.ordered,
            "quantity": say.quantity,
            "unit": "",
            "price": say.unit_price,
            "discount": say.discount,
            "tax": say.tax,
            "amount": f"{say.amount} {currency}",
        }
        left = ("number", "name", "unit")
        for i, key in enumerate(self._keys):
            style = self._formats.head if key in left else self._formats.head_right
            self._string(self._row, i, heads[key], style)
        self._head_row = self._row
        self._row += 1

    # ---- lines

    def _items(self) -> None:
        section: Section | None = None
        for item in self._content.items:
            match item:
                case Position():
                    if item.counts:
                        self._position(item)
                case Section():
                    self._end_section(section)
                    section = item
                    self._string(self._row, 0, item.number, self._formats.strong)
                    self._string(self._row, 1, item.title, self._formats.strong)
                    self._row += 1
                    self._text(item.text)
                case Subtotal():
                    self._subtotal(item.title or self._words.say.subtotal, self._since)
                    self._since = _Sums()
                case Text():
                    self._text(item.text)
                case PageBreak():
                    pass
        self._end_section(section)

    def _end_section(self, section: Section | None) -> None:
        if section and section.subtotal and self._own.rows:
            self._subtotal(f"{self._words.say.subtotal} {section.title}", self._own)
        self._own, self._since = _Sums(), _Sums()

    def _position(self, position: Position) -> None:
        row, made = self._row, self._formats
        self._string(row, self._column("number"), position.number, made.top)
        self._string(row, self._column("name"), self._described(position), made.wrapped)
        if "ordered" in self._keys and position.ordered is not None:
            self._number(row, "ordered", position.ordered, made.quantity)
        self._number(row, "quantity", position.quantity, made.quantity)
        self._string(row, self._column("unit"), position.unit, made.top)
        if position.line and position.priced:
            self._priced(position.line, position.priced)
        if position.counts:
            for sums in (self._all, self._own, self._since):
                sums.add(row, amount_of(position))
        self._row += 1

    def _described(self, position: Position) -> str:
        words = self._words
        told = [position.name, position.code, position.description]
        told += words.reasons(position.line) if position.line else []
        told.append(words.per(position.line, position.unit))
        told += [
            f"• {words.number(each.quantity)} {each.unit} {each.name}"
            for each in position.components
        ]
        return "\n".join(text for text in told if text.strip())

    def _priced(self, line: Line, priced: PricedLine) -> None:
        row, made, words = self._row, self._formats, self._words
        self._number(row, "price", line.unit_price, made.price)
        if "discount" in self._keys:
            if _is_one_percent(line):
                self._percent(row, "discount", line.allowances[0].percent)
            else:
                told = "\n".join(words.discounts(line))
                self._string(row, self._column("discount"), told, made.wrapped)
        self._percent(row, "tax", line.tax_rate)
        self._amount(row, priced.total, made.amount, self._line_formula(line, priced))

    def _line_formula(self, line: Line, priced: PricedLine) -> str:
        """Quantity x price, less the discount; empty where Excel might come to another cent."""
        unit = unit_of(self._words.currency)
        one = _is_one_percent(line)
        if line.charges or (line.allowances and not one):
            return ""
        exact = line.quantity * line.unit_price / line.base_quantity
        less = exact * line.allowances[0].percent / HUNDRED if one else ZERO
        steps = (less, exact - priced.allowances) if one else (exact,)
        if any(_is_near_half(step, unit) or abs(step) >= Decimal(10**11) for step in steps):
            return ""
        row, digits = self._row + 1, self._formats.decimals
        listed = f"{self._letter('quantity')}{row}*{self._letter('price')}{row}"
        if line.base_quantity != 1:
            listed = f"{listed}/{plain(line.base_quantity)}"
        if not one:
            return f"=ROUND({listed},{digits})"
        discount = f"{self._letter('discount')}{row}"
        return f"=ROUND({listed}-ROUND({listed}*{discount},{digits}),{digits})"

    def _subtotal(self, title: str, sums: _Sums) -> None:
        if self._content.priced is None:
            return
        formula = sums.formula(self._letter("amount"), self._formats.decimals)
        self._string(self._row, 1, title, self._formats.strong)
        self._amount(self._row, sums.total, self._formats.amount_strong, formula)
        self._row += 1

    # ---- below the lines

    def _sums(self) -> None:
        priced, words, made = self._content.priced, self._words, self._formats
        self._row += 1
        if priced is None:
            return
        first = self._row
        rows = totals(words, priced)
        for i, total in enumerate(rows):
            formula = ""
            if i == 0 and total.amount == self._all.total:
                formula = self._all.formula(self._letter("amount"), made.decimals)
            elif total.words == words.say.total and not priced.document.prices_include_tax:
                formula = self._total_formula([each.words for each in rows[:i]], first)
            label = made.strong_right if total.strong else made.quiet_right
            amount = made.amount_strong if total.strong else made.amount
            self._total(total.words, total.amount, label, amount, formula)
        for total in included(words, priced):
            self._total(total.words, total.amount, made.quiet_right, made.amount, "")
        for text in words.exemptions(priced):
            self._line(text)

    def _total_formula(self, labels: list[str], first: int) -> str:
        """Total without tax and all taxes."""
        begin = first + labels.index(self._words.say.net) + 1
        letter = self._letter("amount")
        end = first + len(labels)
        return f"=ROUND(SUM({letter}{begin}:{letter}{end}),{self._formats.decimals})"

    def _total(self, words: str, amount: Decimal, label: Any, style: Any, formula: str) -> None:
        self._string(self._row, self._column("amount") - 1, words, label)
        self._amount(self._row, amount, style, formula)
        self._row += 1

    def _options(self) -> None:
        if not self._content.choices:
            return
        self._row += 1
        self._line(self._words.say.options, self._formats.strong)
        self._line(self._words.say.options_intro)
        for position in self._content.choices:
            self._position(position)

    def _end(self) -> None:
        content = self._content
        self._row += 1
        for label, text in content.terms:
            self._string(self._row, 0, label, self._formats.quiet)
            self._string(self._row, 1, text, self._formats.wrapped)
            self._row += 1
        for text in (content.notes, content.closing, content.signed):
            self._line(text)

    def _page(self) -> None:
        sheet, say = self._sheet, self._words.say
        sheet.set_paper(9 if self._content.paper == "A4" else 1)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.repeat_rows(self._head_row)
        sheet.set_footer("&R" + say.page.format(page="&P", pages="&N"))

    # ---- cells

    def _line(self, text: str, style: Any = None) -> None:
        if text.strip():
            self._string(self._row, 0, text, style)
            self._row += 1

    def _text(self, text: str) -> None:
        if text.strip():
            self._string(self._row, 1, text, self._formats.wrapped)
            self._row += 1

    def _string(self, row: int, column: int, text: str, style: Any = None) -> None:
        if text:
            shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
            self._sheet.write_string(row, column, shown, style)

    def _percent(self, row: int, key: str, value: Decimal) -> None:
        made = self._formats
        whole = value == value.to_integral_value()
        self._number(row, key, value / HUNDRED, made.percent if whole else made.percent_exact)

    def _number(self, row: int, key: str, value: Decimal, style: Any) -> None:
        column = self._column(key)
        if Decimal(repr(float(value))) == value:
            self._sheet.write_number(row, column, float(value), style)
        else:  # more figures than a number of Excel has
            self._string(row, column, plain(value), style)

    def _amount(self, row: int, value: Decimal, style: Any, formula: str) -> None:
        if formula and Decimal(repr(float(value))) == value:
            self._sheet.write_formula(row, self._column("amount"), formula, style, float(value))
        else:
            self._number(row, "amount", value, style)


class _Formats:
    """The formats of cells."""

    def __init__(self, book: Any, content: Content) -> None:
        priced = content.priced
        unit = unit_of(priced.document.currency) if priced else Decimal("0.01")
        self.decimals = -int(unit.as_tuple().exponent)
        money = "#,##0" + ("." + "0" * self.decimals if self.decimals else "")
        grey, colour = "#545D6B", content.seller.colour

        def made(**properties: object) -> Any:
            return book.add_format({"valign": "top", **properties})

        self.seller = made(bold=True, font_size=14, font_color=colour)
        self.title = made(bold=True, font_size=16)
        self.strong, self.quiet = made(bold=True), made(font_color=grey)
        self.strong_right = made(bold=True, align="right")
        self.quiet_right = made(font_color=grey, align="right")
        self.head = made(bold=True, bottom=2, bottom_color=colour)
        self.head_right = made(bold=True, bottom=2, bottom_color=colour, align="right")
        self.top, self.wrapped = made(), made(text_wrap=True)
        self.day = made(num_format="yyyy-mm-dd", align="left")
        self.quantity = made()
        more = "#" * max(4 - self.decimals, 0)
        # A format with decimals that may be left out shows a bare point behind whole numbers.
        self.price = made(num_format=money + more if self.decimals else "General")
        self.percent, self.percent_exact = made(num_format="0%"), made(num_format="0.0###%")
        self.amount = made(num_format=money)
        self.amount_strong = made(num_format=money, bold=True, top=1)


def _is_one_percent(line: Line) -> bool:
    """Whether its only adjustment is a discount of so many per cent."""
    return len(line.allowances) == 1 and not line.charges and line.allowances[0].amount is None


def _is_near_half(value: Decimal, unit: Decimal) -> bool:
    rest = abs(value) / unit % 1
    return abs(rest - Decimal("0.5")) < _NEAR_HALF
