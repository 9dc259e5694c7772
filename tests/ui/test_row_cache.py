"""The cache needs neither Qt nor a database."""

from __future__ import annotations

from typing import NamedTuple

from crm_desktop.ui.table.row_cache import KEEP, PAGE, RowCache


class R(NamedTuple):
    id: bytes
    words: str = ""


def key(n: int) -> bytes:
    return n.to_bytes(16)


def cache_of(n: int) -> RowCache[R]:
    cache: RowCache[R] = RowCache()
    cache.replace(b"".join(map(key, range(n))))
    return cache


def fill(cache: RowCache[R], page: int) -> None:
    cache.put([page], {i: R(i) for i in cache.ids_of([page])})


def test_a_missing_row_is_wanted_once_and_old_wishes_are_forgotten() -> None:
    cache = cache_of(10_000)
    for row in (0, 1, PAGE, 2 * PAGE, 3 * PAGE, 70 * PAGE):
        assert cache.row(row) is None
    assert cache.take_wanted() == [2, 3, 70]
    assert cache.take_wanted() == []
    assert not cache.wants


def test_the_pages_shown_longest_ago_go_first() -> None:
    cache = cache_of(PAGE * (KEEP + 2))
    for page in range(KEEP):
        fill(cache, page)
    assert cache.row(0) is not None  # shown again
    fill(cache, KEEP)
    assert cache.row(0) is not None
    assert cache.row(PAGE) is None


def test_a_changed_row_is_shown_as_it_was_until_it_is_read_again() -> None:
    cache = cache_of(PAGE * 2)
    fill(cache, 0)
    assert cache.forget({key(3)}) == [0]
    assert cache.row(3) == R(key(3))
    assert cache.take_wanted() == [0]
    cache.put([0], {key(n): R(key(n), "new") for n in range(PAGE)})
    assert cache.row(3) == R(key(3), "new")


def test_another_order_keeps_the_rows_it_knows_for_the_first_paint() -> None:
    cache = cache_of(PAGE)
    fill(cache, 0)
    cache.replace(b"".join(map(key, reversed(range(PAGE)))))
    assert cache.row(0) == R(key(PAGE - 1))
    assert cache.wants


def test_ids_are_found_only_on_their_own_border() -> None:
    cache: RowCache[R] = RowCache()
    cache.replace(b"\0" * 15 + b"\1" + b"\1" + b"\0" * 15 + key(9))
    assert cache.row_of(key(9)) == 2
    assert cache.row_of(b"\1\1" + b"\0" * 14) == -1
    assert cache.row_of(b"") == -1


def test_the_first_rows_are_there_before_the_ids_of_all() -> None:
    cache: RowCache[R] = RowCache()
    cache.show_first([R(key(n)) for n in range(PAGE + 5)])
    assert len(cache) == PAGE + 5
    assert cache.row(PAGE + 4) == R(key(PAGE + 4))
    assert not cache.wants
