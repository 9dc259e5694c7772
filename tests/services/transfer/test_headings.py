from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.services.transfer.dialects import find_dialect
from crm_desktop.services.transfer.headings import class_of, find_headings
from crm_desktop.services.transfer.tables import Cell


def rows(text: str) -> list[list[Cell]]:
    return [[cell or None for cell in line.split("|")] for line in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("table", "head"),
    [
        ("Name|City\nAnna|Ulm", 0),
        ("Vorname|Nachname|E-Mail\nAnna|Berg|a@b.de", 0),
        ("Anna|Berg|a@b.de\nJo|Kern|c@d.de", None),
        ("Anna|Berlin\nJo|Berlin\nUwe|Ulm", None),
        ("Berlin|Anna\nUlm|Jo\nBerlin|Uwe", None),
        ("Customers||\n||\nName|City|Phone\nA|B|+49 30 12345", 2),
        ("Product|2019|2020\nBolt|12.50|13.00", 0),
        ("1|2|3\n4|5|6", None),
        ("E-mail\na@b.de\nc@d.de", 0),
        ("a@b.de\nc@d.de", None),
        ("Имя|Телефон\nИван|+7 495 1234567", 0),
        ("qwert|zuiop\n1|2020-01-01", 0),
    ],
)
def test_which_row_is_the_head(table: str, head: int | None) -> None:
    found = find_headings(rows(table))
    assert found.head == head
    if head is None:
        assert found.names[0] == "Column 1"
        assert any("no heads" in note for note in found.notes)


def test_names_are_different_and_never_empty() -> None:
    found = find_headings(
        [["Name", "Phone", " phone ", None, "Two\nlines"], ["A", "1", "2", "3", "4"]]
    )
    assert found.names == ("Name", "Phone", "phone (2)", "Column 4", "Two lines")


def test_rows_longer_than_the_heads() -> None:
    body = [["A", "B", "1", "x"]] * 5
    found = find_headings([["Name", "City", "Phone"], *body])
    assert found.names == ("Name", "City", "Phone", "Column 4")
    assert any("right column" in note for note in found.notes)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, "empty"),
        ("  ", "empty"),
        (3, "number"),
        ("1.234,50 €", "number"),
        ("-12%", "number"),
        (date(2020, 1, 1), "date"),
        ("01/02/2020", "date"),
        ("2020-01-02T03:04:05Z", "date"),
        ("+49 (30) 123456", "phone"),
        ("a@b.de", "email"),
        ("https://x.de/a", "url"),
        ("Anna", "text"),
        ("x" * 500, "long"),
    ],
)
def test_classes(cell: Cell, expected: str) -> None:
    assert class_of(cell) == expected


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("Name;Betrag\nA;1,50\nB;2,25\n", ";"),
        ('Name,Note\n"a;b;c","d;e;f"\n', ","),
        ("First name\tLast name\nA\tB, C\n", "\t"),
        ("a|b|c\n1|2,5|3\n4|5,5|6\n", "|"),
        ("E-mail\na@b.de\nc@d.de\n", ","),
        ("Name;Address\nA;Street 1, Ulm\nB;Street 2, Bonn\n", ";"),
        ("Time;Value\n10:30:00;1\n11:30:00;2\n", ";"),
    ],
)
def test_delimiters(sample: str, delimiter: str) -> None:
    assert find_dialect(sample, whole=True).delimiter == delimiter


def test_forced_delimiter() -> None:
    assert find_dialect("a;b,c\n1;2,3\n", whole=True, delimiter=",").delimiter == ","
