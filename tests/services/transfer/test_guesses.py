"""How dates and numbers are written is decided by the whole column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.transfer.guesses import (
    DateOrder,
    month_named,
    read_date,
    read_number,
)
from tests.services.transfer.tables_in_memory import Table, drafts_of


def dates_of(*cells: str, region: str | None = "DE") -> tuple[list[date | None], list[str]]:
    """Birthdays of a column, and the notes about it."""
    table = Table(["Last name", "Birthday"], [["Ruiz", cell] for cell in cells])
    drafts = drafts_of(table, region=region)
    return [draft.values.get("birthday") for draft in drafts], table.notes


def test_the_whole_column_decides_the_order() -> None:
    cells = ["03/04/1980", "05/06/1981", "25/12/1970"]
    assert dates_of(*cells, region="US")[0] == [
        date(1980, 4, 3),
        date(1981, 6, 5),
        date(1970, 12, 25),
    ]
    cells = ["03/04/1980", "05/06/1981", "12/25/1970"]
    assert dates_of(*cells, region="DE")[0][0] == date(1980, 3, 4)


def test_an_open_question_is_answered_by_the_region_and_told() -> None:
    found, notes = dates_of("03/04/1980", region="US")
    assert found == [date(1980, 3, 4)]
    assert notes == [
        "The dates in 'Birthday' can be read in two ways; they were read as month, day, year, as "
        "your office writes them."
    ]
    found, notes = dates_of("03/04/1980", region="DE")
    assert found == [date(1980, 4, 3)]
    assert len(notes) == 1


def test_points_mean_day_first_without_a_question() -> None:
    assert dates_of("03.04.1980", region="US") == ([date(1980, 4, 3)], [])


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("1980-04-03", date(1980, 4, 3)),
        ("1980-04-03T00:00:00Z", date(1980, 4, 3)),
        ("1980/4/3", date(1980, 4, 3)),
        ("3.4.80", date(1980, 4, 3)),
        ("03.04.1980 00:00", date(1980, 4, 3)),
        ("19800403", date(1980, 4, 3)),
        ("3 April 1980", date(1980, 4, 3)),
        ("April 3, 1980", date(1980, 4, 3)),
        ("3. März 1980", date(1980, 3, 3)),
        ("3 avril 1980", date(1980, 4, 3)),
        ("3 de abril de 1980", date(1980, 4, 3)),
        ("3 kwietnia 1980", date(1980, 4, 3)),
        ("3 квітня 1980 р.", date(1980, 4, 3)),
        ("3 апреля 1980 г.", date(1980, 4, 3)),
        ("3 aprilie 1980", date(1980, 4, 3)),
        ("1980年4月3日", date(1980, 4, 3)),
        ("Thu, 3 Apr 1980", date(1980, 4, 3)),
        ("3-Apr-80", date(1980, 4, 3)),
        ("29314", date(1980, 4, 3)),
        ("30.02.1980", None),
        ("soon", None),
        ("4/1980", None),
    ],
)
def test_dates_in_every_dress(cell: str, wanted: date | None) -> None:
    assert dates_of(cell)[0] == [wanted]


def test_two_figures_of_a_birthday_are_never_in_the_future() -> None:
    year = date.today().year  # noqa: DTZ011  a calendar day here
    assert read_date("1.1.30", DateOrder.DMY, 2024) == date(1930, 1, 1)
    assert read_date("1.1.24", DateOrder.DMY, 2024) == date(2024, 1, 1)
    found = dates_of(f"1.1.{(year + 1) % 100:02}")[0][0]
    assert found is not None
    assert found.year == year + 1 - 100


@given(st.dates(date(1000, 1, 1)), st.sampled_from(list(DateOrder)))
def test_every_date_is_read_as_it_was_written(day: date, order: DateOrder) -> None:
    if order == DateOrder.SERIAL:
        return
    parts = {"y": f"{day.year:04}", "m": str(day.month), "d": str(day.day)}
    text = "/".join(parts[c] for c in order.value)
    assert read_date(text, order, 2024) == day


@given(st.text(max_size=15), st.sampled_from(list(DateOrder)))
def test_no_text_breaks_the_reader_of_dates(text: str, order: DateOrder) -> None:
    read_date(text, order, 2024)
    month_named(text)


@pytest.mark.parametrize(
    ("cells", "region", "wanted", "told"),
    [
        (["1.234,56", "7"], "US", ["1234.56", "7"], 0),
        (["1,234.56", "7"], "DE", ["1234.56", "7"], 0),
        (["12,5"], "US", ["12.5"], 0),
        (["1,234"], "DE", ["1.234"], 1),
        (["1,234"], "US", ["1234"], 1),
        (["1,234", "2.50"], "DE", ["1234", "2.50"], 0),
        (["1,234,567"], "DE", ["1234567"], 0),
        (["€ 1 200", "EUR 5", "7 USD"], "US", ["1200", "5", "7"], 0),
        (["1.2.3"], "US", [None], 0),
    ],
)
def test_decimal_signs(cells: list[str], region: str, wanted: list[str | None], told: int) -> None:
    table = Table(["Company", "Annual revenue"], [["Acme", cell] for cell in cells])
    drafts = drafts_of(table, region=region)
    found = [draft.values.get("annual_revenue") for draft in drafts]
    assert found == [Decimal(value) if value else None for value in wanted]
    assert len(table.notes) == told


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([".", ","]))
def test_every_number_is_read_as_it_was_written(number: Decimal, sign: str) -> None:
    text = f"{number:,f}"
    if sign == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    assert read_number(text, sign) == number


@given(st.text(max_size=12), st.sampled_from([".", ","]))
def test_no_text_breaks_the_reader_of_numbers(text: str, sign: str) -> None:
    read_number(text, sign)
