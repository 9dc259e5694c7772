from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from crm_desktop.models.types import (
    EPOCH,
    Money,
    Quantity,
    RawBytes,
    UtcDateTime,
    Uuid,
    microseconds,
    moment,
    uuid7,
    uuid7_bytes,
)

DIALECTS = (sqlite.dialect(), postgresql.dialect())
CET = timezone(timedelta(hours=1))


def test_keys_rise_within_and_across_threads() -> None:
    made: list[list[bytes]] = []
    threads = [
        threading.Thread(target=lambda: made.append([uuid7_bytes()[0] for _ in range(2_000)]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for run in made:
        assert run == sorted(run)
    assert len({key for run in made for key in run}) == 8_000


def test_keys_are_uuid7_of_now() -> None:
    key = uuid7()
    assert key.version == 7
    assert key.variant == "specified in RFC 4122"
    milliseconds = key.int >> 80
    assert abs(milliseconds - datetime.now(UTC).timestamp() * 1000) < 60_000


def test_reserved_keys_come_in_order() -> None:
    keys = uuid7_bytes(10_000)
    assert keys == sorted(set(keys))
    assert uuid7_bytes()[0] > keys[-1]


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_exact(value: datetime) -> None:
    assert moment(microseconds(value)) == value


def test_moments_sort_before_1970() -> None:
    assert microseconds(EPOCH - timedelta(microseconds=1)) == -1
    assert microseconds(datetime(1970, 1, 1, 1, tzinfo=CET)) == 0


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: d.name)
def test_a_naive_moment_never_reaches_the_database(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_money_is_exact(value: Decimal) -> None:
    for dialect in DIALECTS:
        stored = Money().process_bind_param(value, dialect)
        assert isinstance(stored, int)
        assert Money().process_result_value(stored, dialect) == value


def test_money_that_a_float_would_round() -> None:
    value = Decimal("99999999999999.9999")
    stored = Money().process_bind_param(value, DIALECTS[0])
    assert stored == 999999999999999999
    assert Money().process_result_value(stored, DIALECTS[0]) == value


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Money(), "0.00001", "more than 4"),
        (Quantity(), "0.0000001", "more than 6"),
        (Money(), "1e15", "too large"),
    ],
)
def test_what_does_not_fit_is_refused_not_rounded(
    kind: Money | Quantity, value: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        kind.process_bind_param(Decimal(value), DIALECTS[0])


def test_keys_are_sixteen_bytes_in_a_file_and_uuid_on_a_server() -> None:
    key = UUID(int=7)
    here, there = DIALECTS
    assert isinstance(Uuid().load_dialect_impl(here), RawBytes)
    assert Uuid().compile(here) == "BLOB"  # BINARY(16) would become NUMERIC in a table copy
    assert Uuid().process_bind_param(key, here) == key.bytes
    assert Uuid().process_result_value(key.bytes, here) == key
    assert Uuid().process_bind_param(key, there) == key
    for dialect in DIALECTS:
        assert Uuid().process_bind_param(None, dialect) is None
        assert Uuid().process_result_value(None, dialect) is None
