"""Words, numbers and dates as people of different countries write and read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop import i18n

TODAY = date(2026, 11, 21)  # a Saturday
NOW = datetime(2026, 11, 21, 12, 0).astimezone()
LOCALES = ("en_GB", "en_US", "de", "uk", "ro", "zh_CN")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en_GB", "en_GB")
    yield
    i18n.use("en_GB", "en_GB")


@pytest.mark.parametrize(
    ("ago", "said"),
    [(0, "Today"), (1, "Yesterday"), (-1, "Tomorrow"), (3, "3 days ago"), (-3, "In 3 days")],
)
def test_near_days_are_said_as_people_say_them(ago: int, said: str) -> None:
    assert i18n.day(TODAY - timedelta(days=ago), TODAY) == said


def test_far_days_have_a_date() -> None:
    assert i18n.day(date(2026, 10, 12), TODAY) == "12 Oct"
    assert i18n.day(date(2024, 10, 12), TODAY) == "12 Oct 2024"
    assert i18n.long_day(date(2026, 10, 12), TODAY) == "12 October"


def test_figures_follow_the_locale() -> None:
    assert i18n.number(1284) == "1,284"
    assert i18n.money(Decimal(48200), "EUR") == "€48,200"
    assert i18n.money(Decimal("48200.5"), "EUR") == "€48,200.50"
    assert i18n.figure(Decimal(48200), "EUR") == "48,200.00"
    assert i18n.figure(Decimal("9.6125"), "EUR") == "9.6125"
    assert i18n.figure(Decimal(48200), "JPY") == "48,200"
    i18n.use("de", "de")
    assert i18n.number(1284) == "1.284"
    assert i18n.money(Decimal("48200.5")) == "48.200,50"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 22)),
        ("yesterday", date(2026, 11, 20)),
        ("mon", date(2026, 11, 23)),
        ("saturday", date(2026, 11, 28)),
        ("+3", date(2026, 11, 24)),
        ("1985-03-27", date(1985, 3, 27)),
        ("27.03.1985", date(1985, 3, 27)),
        ("27/3/85", date(1985, 3, 27)),
        ("5/12", date(2026, 12, 5)),
        ("27 mar 1985", date(1985, 3, 27)),
        ("March 27", date(2026, 3, 27)),
        ("31.02.1985", None),
        ("1985", None),
        ("soon", None),
        ("monitor", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_type_them(text: str, meant: date | None) -> None:
    assert i18n.read_day(text, TODAY) == meant


@pytest.mark.parametrize("typed", ["fr", "Fr.", "Freitag", "fri", "friday"])
def test_weekdays_have_their_name_in_the_locale(typed: str) -> None:
    i18n.use("de", "de")
    assert i18n.read_day(typed, TODAY) == date(2026, 11, 27)
    assert i18n.read_day("Montag", TODAY) == date(2026, 11, 23)
    assert i18n.read_day("die", TODAY) is None
    assert i18n.read_day("Montage", TODAY) is None
    assert i18n.read_moment("fr 10:30", NOW) == datetime(2026, 11, 27, 10, 30).astimezone()


def test_month_and_day_stand_as_the_locale_has_them() -> None:
    i18n.use("en_US", "en_US")
    assert i18n.read_day("5/12/2026", TODAY) == date(2026, 5, 12)
    assert i18n.read_day("5.12.2026", TODAY) == date(2026, 12, 5)  # points: the day comes first
    i18n.use("de", "de")
    assert i18n.read_day("5/12/2026", TODAY) == date(2026, 12, 5)


@pytest.mark.parametrize("locale", LOCALES)
@given(value=st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_in_an_editor_is_read_back(locale: str, value: date) -> None:
    i18n.use(locale, locale)
    assert i18n.read_day(i18n.edit_day(value), TODAY) == value


@pytest.mark.parametrize("locale", LOCALES)
@given(
    value=st.decimals(
        min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=4, allow_nan=False
    )
)
def test_a_number_in_an_editor_is_read_back(locale: str, value: Decimal) -> None:
    i18n.use(locale, locale)
    assert i18n.read_number(i18n.plain_number(value)) == value
    assert i18n.read_number(i18n.number(value.quantize(Decimal("0.001")))) is not None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1250", "1250"),
        ("1,250", "1250"),
        ("1,250.50", "1250.50"),
        ("€ 1250.5", "1250.5"),
        ("-3", "-3"),
        ("1 250", "1250"),
        ("about ten", None),
        ("", None),
        ("nan", None),
        ("1,25", None),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, meant: str | None) -> None:
    assert i18n.read_number(text) == (Decimal(meant) if meant else None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tomorrow 10:30", (22, 10, 30)),
        ("mon 9am", (23, 9, 0)),
        ("14:15", (21, 14, 15)),
        ("2026-11-25 12pm", (25, 12, 0)),
        ("24/11", (24, 9, 0)),
        ("tomorrow 25:00", None),
        ("never", None),
        ("", None),
    ],
)
def test_moments_are_read(text: str, meant: tuple[int, int, int] | None) -> None:
    found = i18n.read_moment(text, NOW)
    assert (found and (found.day, found.hour, found.minute)) == meant
    assert found is None or found.tzinfo is not None


def test_a_moment_in_an_editor_is_read_back() -> None:
    value = datetime(2026, 11, 25, 14, 5, tzinfo=UTC)
    assert i18n.read_moment(i18n.edit_moment(value), NOW) == value


def test_lengths_and_sizes() -> None:
    assert i18n.minutes(14) == "14 min"
    assert i18n.minutes(90) == "1 h 30 min"
    assert i18n.minutes(120) == "2 h"
    assert i18n.file_size(999) == "999 bytes"
    assert i18n.file_size(340_000) == "340 kB"
    assert i18n.file_size(1_230_000) == "1.2 MB"


def test_an_unknown_language_falls_back() -> None:
    i18n.use("xx_YY", "xx_YY")
    assert i18n._("Today") == "Today"
    assert i18n.number(5) == "5"


def test_one_and_many() -> None:
    assert i18n.ngettext("{n} row", "{n} rows", 1) == "1 row"
    assert i18n.ngettext("{n} row", "{n} rows", 1284) == "1,284 rows"
