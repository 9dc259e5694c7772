"""Tables as Excel workbooks: typed cells, a head that stays, and memory that does not grow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from crm_desktop.errors import FileRefused
from crm_desktop.i18n import _, number
from crm_desktop.services.catalog.fields import Kind
from crm_desktop.services.transfer.atomic import refused, replacing
from crm_desktop.services.transfer.plain_text import plain
from crm_desktop.services.transfer.tables import CHUNK, Cancel, Column

MOST_ROWS = 1_048_575  # below the head; a sheet of Excel has one row more
LONGEST_TEXT = 32_767  # UTF-16 units in a cell of Excel
MOST_DIGITS = 15  # significant ones in a number of Excel

MONEY_FORMAT = "#,##0.00##"
DATE_FORMAT = "yyyy-mm-dd"
DATETIME_FORMAT = "yyyy-mm-dd hh:mm"
TIME_FORMAT = "hh:mm"
_WIDTHS = {
    Kind.LONGTEXT: 40,
    Kind.INT: 10,
    Kind.MONEY: 14,
    Kind.QUANTITY: 12,
    Kind.PERCENT: 10,
    Kind.DATE: 12,
    Kind.DATETIME: 17,
    Kind.BOOL: 8,
}
_WIDTH = 20
_FIRST_DAY = date(1900, 1, 1)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

Write: TypeAlias = Callable[[int, int, Any], object]


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A sheet that is to be written."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


def write_xlsx(
    path: Path,
    sheet_name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    cancel: Cancel | None = None,
) -> int:
    """Write a table as a workbook of one sheet; see write_sheets()."""
    return write_sheets(path, [SheetContent(sheet_name, columns, rows)], cancel)


def write_sheets(path: Path, sheets: Iterable[SheetContent], cancel: Cancel | None = None) -> int:
    """Write tables as a workbook; answers the number of rows.

    FileRefused where it does not fit or the disk does not take it. Texts stay texts, whatever they
    begin with. Times with a zone become local times, because cells of Excel know none. A text that
    is too long for a cell ends in words that say so.
    """
    from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]
    from xlsxwriter.exceptions import FileCreateError  # pyright: ignore[reportMissingTypeStubs]

    with replacing(path) as stream:
        # Each row goes to a temporary file of the system as soon as the next one begins.
        book = Workbook(
            stream,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": DATE_FORMAT,
            },
        )
        count, begun = 0, list[_Sheet]()
        try:
            for content in sheets:
                begun.append(_Sheet(book, _free_title(content.name, begun), content.columns))
                count += begun[-1].write(content.rows, cancel)
            book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise refused(path, cause if isinstance(cause, OSError) else OSError()) from error
        finally:
            for sheet in begun:
                sheet.let_go()
    return count


def _free_title(name: str, begun: Sequence[_Sheet]) -> str:
    """The title of a sheet; with a number where another one has it already."""
    taken = {sheet.title.casefold() for sheet in begun}
    title, n = sheet_title(name), 2
    while title.casefold() in taken:
        title, n = f"{sheet_title(name)[:27]} {n}", n + 1
    return title


def sheet_title(name: str) -> str:
    """The name as Excel takes it: at most 31 characters, without some signs."""
    title = _NOT_IN_NAMES.sub(" ", name).strip().strip("'")[:31].strip()
    return "Sheet1" if not title or title.casefold() == "history" else title


class _Sheet:
    """A sheet that is being written, and how each type of value is."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:
        self.title = title
        self._sheet = sheet = book.add_worksheet(title, worksheet_class=_plain_sheet())
        self._formats = {
            Kind.MONEY: book.add_format({"num_format": MONEY_FORMAT}),
            Kind.DATE: book.add_format({"num_format": DATE_FORMAT}),
            Kind.DATETIME: book.add_format({"num_format": DATETIME_FORMAT}),
        }
        self._time = book.add_format({"num_format": TIME_FORMAT})
        bold = book.add_format({"bold": True})
        for i, column in enumerate(columns):
            sheet.set_column(i, i, column.width or _WIDTHS.get(column.kind, _WIDTH))
            sheet.write_string(0, i, column.head, bold)
        sheet.freeze_panes(1, 0)
        self._columns = columns
        self._number_formats = [
            self._formats[Kind.MONEY] if column.kind == Kind.MONEY else None for column in columns
        ]
        self._write_string, self._write_number = sheet.write_string, sheet.write_number

    def write(self, rows: Iterable[Sequence[object]], cancel: Cancel | None) -> int:
        """Write all rows below the head; answers how many there were."""
        writers, other = self._writers(), self._other
        count = 0
        for row in rows:
            if cancel and not count % CHUNK:
                cancel()
            count += 1
            if count > MOST_ROWS:
                raise FileRefused(
                    _(
                        "A sheet of Excel holds {most} rows, and there are more. Nothing was "
                        "written. Filter the list, or export it as CSV."
                    ).format(most=number(MOST_ROWS))
                )
            for i, value in enumerate(row):
                if value is not None and value != "":
                    writers.get(type(value), other)(count, i, value)
        if self._columns:
            self._sheet.autofilter(0, 0, max(count, 1), len(self._columns) - 1)
        return count

    def let_go(self) -> None:
        """Close and remove the temporary file of a sheet that was given up."""
        stream, name = self._sheet.row_data_fh, self._sheet.row_data_filename
        if stream is not None and not stream.closed:
            stream.close()
            if name:
                Path(name).unlink(missing_ok=True)

    def _writers(self) -> dict[type, Write]:
        return {
            str: self._text,
            int: self._number,
            float: self._number,
            Decimal: self._decimal,
            bool: self._sheet.write_boolean,
            date: self._day,
            datetime: self._moment,
            time: self._clock,
        }

    def _text(self, row: int, column: int, value: str) -> None:
        if len(value) * 2 > LONGEST_TEXT:
            value = _fitting(value)
        self._write_string(row, column, value)

    def _number(self, row: int, column: int, value: float) -> None:
        if -1e15 < value < 1e15:
            self._write_number(row, column, value, self._number_formats[column])
        else:
            self._write_string(row, column, str(value))

    def _decimal(self, row: int, column: int, value: Decimal) -> None:
        # A binary number keeps 15 digits; what has more is kept as a text, not rounded.
        if value.is_finite() and (-1e9 < value < 1e9 or _digits(value) <= MOST_DIGITS):
            self._write_number(row, column, float(value), self._number_formats[column])
        else:
            self._write_string(row, column, format(value, "f"))

    def _day(self, row: int, column: int, value: date) -> None:
        if value < _FIRST_DAY:
            self._write_string(row, column, value.isoformat())
        else:
            self._sheet.write_datetime(row, column, value, self._formats[Kind.DATE])

    def _moment(self, row: int, column: int, value: datetime) -> None:
        try:
            local = value.astimezone().replace(tzinfo=None) if value.tzinfo else value
        except (OSError, OverflowError):  # Windows knows no local time before 1970
            local = None
        if local is None or local.date() < _FIRST_DAY:
            self._write_string(row, column, value.isoformat())
        else:
            self._sheet.write_datetime(row, column, local, self._formats[Kind.DATETIME])

    def _clock(self, row: int, column: int, value: time) -> None:
        self._sheet.write_datetime(row, column, value.replace(tzinfo=None), self._time)

    def _other(self, row: int, column: int, value: object) -> None:
        """For all other types: the text that stands for them."""
        self._text(row, column, plain(value))


def _fitting(value: str) -> str:
    """A text as long as a cell may be; what was cut says so itself."""
    if len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return value
    mark = _(" … (cut: the text has {count} characters)").format(count=number(len(value)))
    room = 2 * (LONGEST_TEXT - len(mark))
    return value.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + mark


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits) if value.is_finite() else MOST_DIGITS + 1


def _plain_sheet() -> type:
    """A worksheet to which a text is a text.

    With constant memory XlsxWriter (3.3) takes a string from <r> to </r> for rich text that is XML
    already, and writes it as it is: a contact of that name would make a broken workbook.
    """
    from xlsxwriter.worksheet import Worksheet  # pyright: ignore[reportMissingTypeStubs]

    class PlainSheet(Worksheet):
        def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
            self._xml_inline_string(string, True, attributes)  # pyright: ignore[reportUnknownMemberType]

    return PlainSheet
