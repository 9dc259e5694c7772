"""Tables as Excel workbooks: typed cells, a head that stays, and memory that does not grow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from crm_desktop.errors import FileRefused
from crm_desktop.services.catalog.fields import Kind
from crm_desktop.services.transfer.atomic import refused, replacing
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


class Written(NamedTuple):
    """How many rows were written, and how many cells had to be cut to what Excel can hold."""

    rows: int
    cut: int


def write_xlsx(
    path: Path,
    sheet_name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    cancel: Cancel | None = None,
) -> Written:
    """Write a table as a workbook of one sheet. FileRefused where it does not fit or no disk does.

    Texts stay texts, whatever they begin with. Times with a zone become local times, because cells
    of Excel know none.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with replacing(path) as temporary:
        # "in_memory" would keep the rows, and "constant_memory" writes each as soon as the next
        # begins, to a temporary file of the system.
        book = Workbook(
            temporary,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": DATE_FORMAT,
            },
        )
        sheet = _Sheet(book, sheet_name, columns)
        try:
            sheet.write(rows, cancel)
            book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else error
            raise refused(path, cause if isinstance(cause, OSError) else OSError(str(error))) from error
        finally:
            sheet.let_go()
    return Written(sheet.count, sheet.cut)


def sheet_title(name: str) -> str:
    """The name as Excel takes it: at most 31 characters, without some signs."""
    title = _NOT_IN_NAMES.sub(" ", name).strip().strip("'")[:31].strip()
    return "Sheet1" if not title or title.casefold() == "history" else title


class _Sheet:
    """A sheet that is being written, and how each type of value is.

    Attributes:
        count: rows written so far.
        cut: texts that were longer than a cell.
    """

    def __init__(self, book: Any, name: str, columns: Sequence[Column]) -> None:
        self.count = 0
        self.cut = 0
        self._sheet = sheet = book.add_worksheet(sheet_title(name), worksheet_class=_plain_sheet())
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

    def write(self, rows: Iterable[Sequence[object]], cancel: Cancel | None) -> None:
        """Write all rows below the head."""
        number_formats = [
            self._formats[Kind.MONEY] if column.kind == Kind.MONEY else None
            for column in self._columns
        ]
        writers = self._writers(number_formats)
        other = self._other(writers)
        count = 0
        for row in rows:
            if cancel and not count % CHUNK:
                cancel()
            count += 1
            if count > MOST_ROWS:
                raise FileRefused(
                    f"A sheet of Excel holds {MOST_ROWS:,} rows, and there are more. Nothing was "
                    "written. Filter the list, or export it as CSV."
                )
            for i, value in enumerate(row):
                if value is not None and value != "":
                    writers.get(type(value), other)(count, i, value)
        self.count = count
        if self._columns:
            self._sheet.autofilter(0, 0, max(count, 1), len(self._columns) - 1)

    def let_go(self) -> None:
        """Close and remove the temporary file of a sheet that was given up."""
        stream, name = self._sheet.row_data_fh, self._sheet.row_data_filename
        if stream is not None and not stream.closed:
            stream.close()
            if name:
                Path(name).unlink(missing_ok=True)

    def _writers(self, number_formats: Sequence[Any]) -> dict[type, Write]:
        sheet = self._sheet
        write_string, write_number = sheet.write_string, sheet.write_number

        def text(r: int, c: int, value: str) -> None:
            if len(value) * 2 > LONGEST_TEXT:
                value = self._fitting(value)
            write_string(r, c, value)

        def number(r: int, c: int, value: float) -> None:
            if -1e15 < value < 1e15:
                write_number(r, c, value, number_formats[c])
            else:
                write_string(r, c, str(value))

        def decimal(r: int, c: int, value: Decimal) -> None:
            # A binary number keeps 15 digits; what has more is kept as a text, not rounded.
            if -1e9 < value < 1e9 or _digits(value) <= MOST_DIGITS:
                write_number(r, c, float(value), number_formats[c])
            else:
                write_string(r, c, format(value, "f"))

        def truth(r: int, c: int, value: bool) -> None:  # noqa: FBT001 # all writers look alike
            sheet.write_boolean(r, c, value)

        def day(r: int, c: int, value: date) -> None:
            if value < _FIRST_DAY:
                write_string(r, c, value.isoformat())
            else:
                sheet.write_datetime(r, c, value, self._formats[Kind.DATE])

        def moment(r: int, c: int, value: datetime) -> None:
            local = value.astimezone().replace(tzinfo=None) if value.tzinfo else value
            if local.date() < _FIRST_DAY:
                write_string(r, c, value.isoformat())
            else:
                sheet.write_datetime(r, c, local, self._formats[Kind.DATETIME])

        def clock(r: int, c: int, value: time) -> None:
            sheet.write_datetime(r, c, value.replace(tzinfo=None), self._time)

        return {
            str: text,
            int: number,
            float: number,
            Decimal: decimal,
            bool: truth,
            date: day,
            datetime: moment,
            time: clock,
        }

    def _other(self, writers: dict[type, Write]) -> Write:
        """For all other types: the text that stands for them."""
        text = writers[str]

        def write(r: int, c: int, value: object) -> None:
            if isinstance(value, (tuple, list)):
                value = ", ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            text(r, c, str(value))

        return write

    def _fitting(self, value: str) -> str:
        """A text as long as a cell may be; what was cut says so itself."""
        if len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
            return value
        self.cut += 1
        mark = f" … (cut: the text has {len(value):,} characters)"
        room = 2 * (LONGEST_TEXT - len(mark))
        return value.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + mark


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits) if value.is_finite() else MOST_DIGITS + 1


def _plain_sheet() -> type:
    """A worksheet to which a text is a text.

    With constant memory XlsxWriter (3.3) takes a string from <r> to </r> for rich text that is XML
    already, and writes it as it is: a contact of that name would make a broken workbook.
    """
    from xlsxwriter.worksheet import Worksheet

    class PlainSheet(Worksheet):
        def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
            self._xml_inline_string(string, True, attributes)  # noqa: FBT003 # theirs

    return PlainSheet
