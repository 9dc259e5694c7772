from __future__ import annotations

import errno
import tracemalloc
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from crm_desktop.errors import Cancelled, FileRefused
from crm_desktop.services.catalog.fields import Kind
from crm_desktop.services.transfer import xlsx_writer
from crm_desktop.services.transfer.tables import Cell, Column
from crm_desktop.services.transfer.workbooks import open_workbook
from crm_desktop.services.transfer.xlsx_writer import sheet_title, write_xlsx

COLUMNS = [Column("Name"), Column("Revenue", Kind.MONEY), Column("Birthday", Kind.DATE)]


def read(path: Path) -> list[list[Cell]]:
    with open_workbook(path) as table:
        return [list(row) for _, row in table.rows()]


def test_typed_cells_and_a_head_that_stays(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    moment = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
    columns = [
        *COLUMNS,
        Column("At", Kind.DATETIME),
        Column("Ok", Kind.BOOL),
        Column("N", Kind.INT),
    ]
    rows = [["A", Decimal("1234.5000"), date(1980, 2, 3), moment, True, 7], [None] * 6]
    assert write_xlsx(path, "People", columns, rows) == 2
    book = load_workbook(path)
    sheet = book["People"]
    assert [cell.value for cell in sheet[2]] == [
        "A",
        1234.5,
        datetime(1980, 2, 3),  # noqa: DTZ001 # cells know no zone
        moment.astimezone().replace(tzinfo=None),
        True,
        7,
    ]
    assert sheet["B2"].number_format == "#,##0.00##"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    book.close()


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30 1",
        "@x",
        "http://example.com",
        "007",
        "<r>bold</r>",
        "_x0041_",
        "a\x01b\x0b",
        " blanks ",
        "two\nlines",
        "𝄞 王芳",
    ],
)
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "S", [Column("Name"), Column("Note")], [["x", text]])
    assert read(path) == [["x", text]]


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=40)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=5,
)
@given(st.lists(TEXT.filter(bool), min_size=1, max_size=60))
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "S", [Column("Name"), Column("Note")], [["x", text] for text in texts])
    assert read(path) == [["x", text] for text in texts]


def test_what_excel_cannot_hold(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    rows = [
        [Decimal("99999999999999.9999"), "x" * 40_000],
        [date(1805, 11, 30), time(12, 30)],
        [10**18, float("nan")],
    ]
    write_xlsx(path, "S", [Column("A", Kind.MONEY), Column("B")], rows)
    (first, long), (day, _), (big, nan) = read(path)
    assert first == "99999999999999.9999"
    assert isinstance(long, str)
    assert len(long) == 32_767
    assert long.endswith("(cut: the text has 40,000 characters)")
    assert (day, big, nan) == ("1805-11-30", str(10**18), "nan")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("People", "People"),
        ("a/b:c", "a b c"),
        ("", "Sheet1"),
        ("History", "Sheet1"),
        ("x" * 40, "x" * 31),
    ],
)
def test_sheet_titles(name: str, title: str) -> None:
    assert sheet_title(name) == title


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writer, "MOST_ROWS", 10)
    path = tmp_path / "out.xlsx"
    with pytest.raises(FileRefused, match="holds 10 rows"):
        write_xlsx(path, "S", COLUMNS, [["A", None, None]] * 11)
    assert not list(tmp_path.iterdir())


def test_cancel_and_errors_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"old")

    def cancel() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_xlsx(path, "S", COLUMNS, [["A", None, None]] * 5, cancel)

    def rows():
        yield ["A", None, None]
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(FileRefused, match="disk is full"):
        write_xlsx(path, "S", COLUMNS, rows())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_memory_stays_flat(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        rows = ([f"Name {i}", Decimal(i), date(2020, 1, 1)] for i in range(20_000))
        write_xlsx(tmp_path / "out.xlsx", "S", COLUMNS, rows)
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()
