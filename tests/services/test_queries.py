from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import ValidationFailed
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, Op, Sort, parse_filter

KEY = UUID(int=7)
FILTERS = st.builds(
    Filter,
    st.text(min_size=1),
    st.sampled_from(Op),
    st.lists(st.one_of(st.text(), st.integers(), st.booleans(), st.none())).map(tuple),
)
QUERIES = st.builds(
    ListQuery,
    st.sampled_from(("person", "company")),
    st.text(),
    st.lists(
        st.one_of(FILTERS, st.lists(FILTERS).map(lambda fs: AnyOf(tuple(fs)))), max_size=4
    ).map(tuple),
    st.lists(
        st.builds(Sort, st.text(min_size=1).filter(lambda t: t[0] != "-"), st.booleans()),
        max_size=3,
    ).map(tuple),
    st.booleans(),
)


@given(QUERIES)
def test_a_saved_view_is_the_query(query: ListQuery) -> None:
    words = json.dumps(query.to_json())
    assert ListQuery.from_json(json.loads(words)) == query


def test_a_saved_view_of_an_older_program() -> None:
    assert ListQuery.from_json({"entity": "person"}) == ListQuery("person")


def test_values_become_plain_data() -> None:
    values = (KEY, Decimal("1.50"), date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC), "x", 1)
    plain = ListQuery("person", filters=(Filter("a", Op.IN, values),)).to_json()
    assert plain["filters"][0]["values"] == [
        str(KEY),
        "1.50",
        "2026-01-02",
        "2026-01-02T00:00:00+00:00",
        "x",
        1,
    ]


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("city=Berlin", Filter("city", Op.EQ, ("Berlin",))),
        ("city != Berlin", Filter("city", Op.NE, ("Berlin",))),
        ("employees>=50", Filter("employees", Op.GE, ("50",))),
        ("employees<=50", Filter("employees", Op.LE, ("50",))),
        ("employees>50", Filter("employees", Op.GT, ("50",))),
        ("employees<50", Filter("employees", Op.LT, ("50",))),
        ("note~price=list", Filter("note", Op.CONTAINS, ("price=list",))),
        ("note=a!=b", Filter("note", Op.EQ, ("a!=b",))),
        ("phones=", Filter("phones", Op.EMPTY)),
        ("phones!=", Filter("phones", Op.NOTEMPTY)),
        ("activities.none", Filter("activities.none", Op.NONE)),
        ("activities.any", Filter("activities.any", Op.NOTEMPTY)),
        ("phones.any.type=mobile", Filter("phones.any.type", Op.EQ, ("mobile",))),
        ('{"path": "city", "op": "in", "values": ["a"]}', Filter("city", Op.IN, ("a",))),
        ('{"path": "city", "value": "a"}', Filter("city", Op.EQ, ("a",))),
        ('{"any": [{"path": "a"}, {"path": "b"}]}', AnyOf((Filter("a"), Filter("b")))),
    ],
)
def test_filters_as_typed(words: str, item: Filter | AnyOf) -> None:
    assert parse_filter(words) == item


@pytest.mark.parametrize(
    "words",
    [
        "city",
        "",
        "{",
        "{}",
        '{"path": 1}',
        '{"path": "a", "op": "like"}',
        '{"path": "a", "values": 1}',
        '{"any": [{"any": []}]}',
        '{"any": 1}',
    ],
)
def test_what_is_no_filter_is_refused_in_words(words: str) -> None:
    with pytest.raises(ValidationFailed, match=r"filter"):
        parse_filter(words)


@given(st.text())
def test_any_text_is_a_filter_or_refused(words: str) -> None:
    try:
        parse_filter(words)
    except ValidationFailed as refused:
        assert set(refused.problems) == {"filter"}


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"entity": 1}, {"entity": "person", "sort": 1}]
)
def test_a_broken_saved_view_is_refused_in_words(data: Any) -> None:
    with pytest.raises(ValidationFailed, match="no saved list"):
        ListQuery.from_json(data)


def test_sorts_as_typed() -> None:
    assert Sort.parse("name") == Sort("name")
    assert Sort.parse("-name") == Sort("name", descending=True)
