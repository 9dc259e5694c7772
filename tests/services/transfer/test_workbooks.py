from __future__ import annotations

import json
import multiprocessing
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from crm_desktop.errors import Cancelled, FileRefused
from crm_desktop.services.transfer import workbook_checks, workbooks
from crm_desktop.services.transfer.tables import open_table
from crm_desktop.services.transfer.workbooks import open_workbook, sheet_shapes


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    def build(*sheets: list[list[Any]], name: str = "book.xlsx", **options: Any) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, options) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            for rows in sheets:
                sheet = book.add_worksheet()
                for r, row in enumerate(rows):
                    for c, value in enumerate(row):
                        if isinstance(value, date):
                            moment = value if isinstance(value, datetime) else _midnight(value)
                            sheet.write_datetime(r, c, moment, day)
                        else:
                            sheet.write(r, c, value)
        return path

    return build


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 # cells know no zone


def replace_part(path: Path, part: str, data: bytes) -> Path:
    result = path.with_name("changed.xlsx")
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            new.writestr(item.filename, data if item.filename == part else old.read(item))
    return result


@pytest.fixture(autouse=True)
def no_child_left_behind():
    yield
    assert not multiprocessing.active_children()


def test_types(make: Callable[..., Path]) -> None:
    when = datetime(2024, 2, 29, 13, 30)  # noqa: DTZ001 # cells know no zone
    path = make(
        [["Name", "Number", "Day", "Moment", "Ok"], ["A", 3.0, date(2024, 1, 2), when, True]]
    )
    with open_workbook(path) as table:
        assert table.kind == "xlsx"
        assert table.heads == ("Name", "Number", "Day", "Moment", "Ok")
        ((number, row),) = table.rows()
    assert number == 2
    assert list(row) == ["A", 3, date(2024, 1, 2), when, True]
    assert type(row[1]) is int


def test_title_rows_blank_rows_and_row_numbers(make: Callable[..., Path]) -> None:
    path = make([["Our customers"], [], ["Name", "Phone"], ["A", "1"], [], ["B", "2"]])
    with open_workbook(path) as table:
        assert table.head_line == 3
        assert [(n, list(row)) for n, row in table.rows()] == [(4, ["A", "1"]), (6, ["B", "2"])]
        assert [n for n, _ in table.rows()] == [4, 6]  # again, from the start


def test_the_fullest_sheet_is_read_and_said(make: Callable[..., Path]) -> None:
    path = make([["Notes"]], [["Name", "City"], ["A", "B"], ["C", "D"]], [["x", "y"]])
    with open_workbook(path) as table:
        assert (table.sheet, table.sheets) == ("Sheet2", ("Sheet1", "Sheet2", "Sheet3"))
        assert any("Sheet2" in note for note in table.notes)
    with open_workbook(path, sheet="sheet3 ") as table:
        assert table.heads == ("x", "y")
    with pytest.raises(FileRefused, match=r"no sheet 'No'\. It has: Sheet1"):
        open_workbook(path, sheet="No")


def test_errors_are_empty_cells_and_told(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("A & B")
        for i, head in enumerate(("Name", "Sum", "Note")):
            sheet.write(0, i, head)
        sheet.write(1, 0, "A")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")  # pyright: ignore[reportArgumentType]
        sheet.write(1, 2, "b")
    with open_workbook(path) as table:
        assert [list(row) for _, row in table.rows()] == [["A", None, "b"]]
        assert any("B2 (#DIV/0!)" in note for note in table.notes)


def test_empty(make: Callable[..., Path]) -> None:
    with pytest.raises(FileRefused, match="is empty"):
        open_workbook(make([]))


# ------------------------------------------------------------------------- hostile workbooks


def test_a_sheet_that_claims_to_be_huge(make: Callable[..., Path]) -> None:
    path = make([["Name"], ["A"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    sheet = sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    with open_workbook(replace_part(path, "xl/worksheets/sheet1.xml", sheet)) as table:
        assert len(list(table.rows())) == 1


def test_a_cell_in_the_farthest_corner(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Name")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(FileRefused, match="too large"):
        open_workbook(path)


def test_a_bomb_is_refused_before_it_is_opened(make: Callable[..., Path]) -> None:
    text = b"<worksheet><sheetData>" + b"<row/>" * 20_000_000
    path = replace_part(make([["A"]]), "xl/worksheets/sheet1.xml", text)
    with pytest.raises(FileRefused, match="too large"):
        open_workbook(path)


def test_a_bomb_that_is_not_seen_ends_with_its_memory(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_checks, "BOMB_SIZE", 10**12)
    monkeypatch.setattr(workbooks, "MEMORY", 300_000_000)
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    cell = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    text = start + cell + b"A" * 200_000_000 + b"</t></is></c></row></sheetData></worksheet>"
    path = replace_part(make([["A"]]), "xl/worksheets/sheet1.xml", text)
    with pytest.raises(FileRefused):
        open_workbook(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(make: Callable[..., Path], encoding: str) -> None:
    text = '<?xml version="1.0"?><!-- x --><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    path = replace_part(make([["A"]]), "xl/worksheets/sheet1.xml", text.encode(encoding))
    with pytest.raises(FileRefused, match="entities"):
        open_workbook(path)


def test_deadline(make: Callable[..., Path]) -> None:
    with pytest.raises(FileRefused, match="too long"):
        open_workbook(make([["A"]] * 5000), deadline=0.0)


def test_cancel(make: Callable[..., Path]) -> None:
    def cancel() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        open_workbook(make([["Name", "City"], *[["A", "B"]] * 20_000]), cancel=cancel)


def test_closing_in_the_middle(make: Callable[..., Path]) -> None:
    with open_workbook(make([["Name", "City"], *[["A", "B"]] * 20_000])) as table:
        next(table.rows())
        table.close()
        with pytest.raises(FileRefused):
            next(table.rows())


def test_a_child_that_dies(make: Callable[..., Path]) -> None:
    # Far more than the pipe between the two holds, so that the child cannot have finished.
    many = [[f"{number:0200}", "B"] for number in range(20_000)]
    with open_workbook(make([["Name", "City"], *many])) as table:
        rows = table.rows()
        next(rows)
        for child in multiprocessing.active_children():
            child.terminate()
        with pytest.raises(FileRefused):
            list(rows)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_cut_off(make: Callable[..., Path], keep: float) -> None:
    path = make([["Name", "City"], *[["A", "B"]] * 500])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(FileRefused, match="damaged or not complete"):
        open_workbook(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Hello", "not a workbook"),
        (b"PK\x03\x04" + b"x" * 50, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)
def test_no_workbook(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(FileRefused, match=words):
        open_workbook(path)


@pytest.mark.parametrize(
    ("part", "words"),
    [("word/document.xml", "Word"), ("Index/Document.iwa", "iWork"), ("a", "ZIP")],
)
def test_other_documents(tmp_path: Path, part: str, words: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, b"x")
    with pytest.raises(FileRefused, match=words):
        open_workbook(path)


def test_the_content_decides_not_the_name(make: Callable[..., Path], tmp_path: Path) -> None:
    path = make([["Name", "City"], ["A", "B"]]).rename(tmp_path / "list.csv")
    with open_table(path) as table:
        assert table.kind == "xlsx"
    text = tmp_path / "list.xls"
    text.write_text("Name\tCity\nA\tB\n", encoding="utf-8")
    with open_table(text) as table:
        assert (table.kind, table.heads) == ("tsv", ("Name", "City"))


# -------------------------------------------------------------------------------- real files


def test_expected_shapes(shared: Path) -> None:
    counts = json.loads((shared / "data/EXPECTED_COUNTS.json").read_text(encoding="utf-8"))
    for name, expected in counts["spreadsheets"].items():
        path = shared / "data" / name.removeprefix("share/")
        if isinstance(expected["calamine"], str):
            with pytest.raises(FileRefused) as caught:
                sheet_shapes(path)
            assert ("password" in str(caught.value)) == ("Password" in expected["calamine"]), name
        else:
            shapes = {sheet: list(shape) for sheet, shape in sheet_shapes(path).items()}
            assert shapes == expected["calamine"], name


def test_every_shared_workbook_is_read_or_refused(shared: Path) -> None:
    for path in sorted((shared / "data/spreadsheets").rglob("*.*")):
        with suppress(FileRefused), open_table(path) as table:
            assert all(len(row) == len(table.heads) for _, row in table.rows())


def test_random_damage_never_hurts(shared: Path, tmp_path: Path) -> None:
    randomly = random.Random(3)
    files = [p for p in (shared / "data/spreadsheets").rglob("*.xls*") if p.stat().st_size < 20_000]
    path = tmp_path / "damaged.xlsx"
    for _ in range(120):
        data = bytearray(randomly.choice(files).read_bytes())
        for _ in range(randomly.randint(1, 20)):
            data[randomly.randrange(len(data))] = randomly.randrange(256)
        if randomly.random() < 0.2:
            del data[randomly.randrange(len(data)) :]
        path.write_bytes(bytes(data))
        with suppress(FileRefused), open_workbook(path, deadline=20) as table:
            list(table.rows())
