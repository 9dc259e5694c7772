from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.models.types import uuid7
from crm_desktop.services.catalog import ACTIVITY, COMPANY, ENTITIES, PERSON, Field, Kind, Ref
from crm_desktop.services.validation import MOST_FILE_BYTES, merge, problem, problems
from crm_desktop.services.values import blank, normal, normalised, same

MONEY = COMPANY.field("annual_revenue")
BIRTHDAY = PERSON.field("birthday")
TOMORROW = date.today() + timedelta(days=2)  # noqa: DTZ011 - as the program asks


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (
            PERSON.field("first_name"),
            "x" * 201,
            "First name is too long: 201 characters, at most 200",
        ),
        (PERSON.field("first_name"), "a\x00b", "First name holds characters that are no text"),
        (PERSON.field("first_name"), "a\ud800b", "First name holds characters that are no text"),
        (PERSON.field("first_name"), 7, "First name must be text."),
        (COMPANY.field("name"), "", "Name is needed."),
        (COMPANY.field("name"), None, "Name is needed."),
        (COMPANY.field("employees"), "many", "Employees must be a whole number."),
        (COMPANY.field("employees"), True, "Employees must be a whole number."),
        (COMPANY.field("employees"), 2**31, "Employees is too large."),
        (MONEY, 1.5, "Annual revenue must be a number."),
        (MONEY, Decimal("NaN"), "Annual revenue must be a number."),
        (MONEY, Decimal("1e16"), "Annual revenue is too large."),
        (MONEY, Decimal("0.00001"), "Annual revenue has more than 4 decimal places."),
        (BIRTHDAY, datetime(2000, 1, 1, tzinfo=UTC), "Birthday must be a date."),
        (BIRTHDAY, TOMORROW, "Birthday lies in the future."),
        (ACTIVITY.field("due_at"), datetime(2000, 1, 1), "Due must be a date and time."),  # noqa: DTZ001
        (ACTIVITY.field("private"), "yes", "Private must be yes or no."),
        (ACTIVITY.field("kind"), "dance", "Kind cannot be 'dance'. Possible are: call, meeting,"),
        (PERSON.field("company"), "Lupa", "Company must be a record."),
        (PERSON.field("photo"), "x", "Photo must be a file."),
        (PERSON.field("photo"), b"x" * (MOST_FILE_BYTES + 1), "Photo is larger than 25 MB."),
        (PERSON.field("tags"), ("x" * 61,), "Tags is too long: 61 characters"),
        (PERSON.field("tags"), ({},), "Tags must be text."),
        (PERSON.field("phones"), ({"number": "none"},), "'none' is not a phone number"),
        (
            PERSON.field("phones"),
            ({"number": None, "type": "fax"},),
            "Phone: a line without number.",
        ),
        (PERSON.field("emails"), ({"address": "a b@c"},), "'a b@c' is not an e-mail address."),
        (PERSON.field("emails"), ({"address": "anna"},), "'anna' is not an e-mail address."),
    ],
)
def test_what_is_wrong_is_said_in_words(field: Field, value: Any, words: str) -> None:
    said = problem(field, normal(field, value))
    assert said is not None
    assert said.startswith(words)
    assert said.endswith((".", "example."))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (PERSON.field("first_name"), "李小明 Ñandú 𝓐 'quoted\" \\ 100 %"),
        (PERSON.field("note"), "a\nb\tc"),
        (PERSON.field("status"), "our own word"),  # an open list
        (PERSON.field("emails"), ({"address": "a.b+c@mail.lupa.example"},)),
        (PERSON.field("emails"), ({"address": "müller@straße.example"},)),
        (PERSON.field("phones"), ({"number": "030 / 123 456"},)),
        (MONEY, Decimal("-0.0001")),
        (MONEY, Decimal(0)),
        (BIRTHDAY, date(1888, 2, 29)),
        (COMPANY.field("employees"), 0),
        (PERSON.field("photo"), None),
    ],
)
def test_what_is_right(field: Field, value: Any) -> None:
    assert problem(field, value) is None


ANY_VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.binary(max_size=10),
    st.dates(),
    st.datetimes(),
    st.tuples(st.text(max_size=5)),
    st.tuples(st.dictionaries(st.sampled_from(("number", "address", "street")), st.text())),
)
FIELDS = [field for entity in ENTITIES.values() for field in entity.editable()]


@given(st.sampled_from(FIELDS), ANY_VALUE)
def test_any_value_gets_a_sentence_or_passes(field: Field, value: Any) -> None:
    """A form, an import and a command line may send what they like."""
    if field.kind == Kind.MULTI and not isinstance(value, tuple):
        return  # rows come as a tuple of dicts from all of them
    if field.kind == Kind.MULTI and not all(isinstance(row, dict) for row in value):
        return
    if field.kind == Kind.TAGS and not isinstance(value, tuple | None):
        return
    said = problem(field, normal(field, value))
    assert said is None or said.endswith(".")


@given(st.sampled_from([f for f in FIELDS if f.kind in (Kind.TEXT, Kind.LONGTEXT)]), st.text())
def test_the_canonical_form_stays(field: Field, value: str) -> None:
    once = normal(field, value)
    assert normal(field, once) == once
    assert same(field, once, normal(field, f" {value} "))


def test_blank_is_canonical() -> None:
    for field in FIELDS:
        assert normal(field, blank(field)) == blank(field)
        assert problem(replace(field, required=False), blank(field)) is None


def test_a_name_of_any_kind_will_do() -> None:
    assert problems(PERSON, {"last_name": "Ruiz"}) == {}
    assert problems(PERSON, {"nickname": "Ann"}) == {}
    assert problems(PERSON, {"emails": ({"address": "a@b.example"},)}) == {}
    assert problems(PERSON, {"company": Ref(uuid7(), "Lupa")}) == {}
    assert list(problems(PERSON, {"job_title": "CEO"})) == ["last_name"]


def test_normalised_takes_editable_fields_alone() -> None:
    values = {"first_name": " Anna  María ", "display_name": "x", "unknown": 1, "do_not_call": None}
    assert normalised(PERSON, values) == {"first_name": "Anna María", "do_not_call": False}


def test_a_currency_is_written_large() -> None:
    assert normal(COMPANY.field("currency"), " eur ") == "EUR"


# ---------------------------------------------------------------- two edits of one record


def merged(base: str | None, mine: str | None, theirs: str | None) -> tuple[Any, bool]:
    done = merge(PERSON, *({"job_title": v} for v in (base, mine, theirs)))
    return done.values["job_title"], "job_title" in done.clashes


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "value", "clash"),
    [
        ("a", "b", "a", "b", False),
        ("a", "a", "b", "b", False),
        ("a", "b", "b", "b", False),
        ("a", "b", "c", "b", True),
        (None, "", "x", "x", False),
        ("a", None, "a", None, False),
        ("a", None, "b", None, True),
    ],
)
def test_merge(
    base: str | None, mine: str | None, theirs: str | None, value: str | None, clash: bool
) -> None:
    assert merged(base, mine, theirs) == (value, clash)


def test_rows_are_merged_by_what_they_say() -> None:
    row = {"id": uuid7(), "number": "1", "is_primary": True}
    base, mine, theirs = ((row,), (row,), (row, {"id": uuid7(), "number": "2"}))
    done = merge(PERSON, *({"phones": v} for v in (base, mine, theirs)))
    assert done.values["phones"] == theirs
    assert done.clashes == ()


def phones(*rows: tuple[int, str, bool]) -> tuple[dict[str, Any], ...]:
    """Rows of phones: (number of the id, 0 for a new one; the number; whether it is the main)."""
    return tuple(
        {"number": number, "type": None, "is_primary": main}
        | ({"id": UUID(int=key)} if key else {})
        for key, number, main in rows
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        # each added one
        (
            phones((1, "1", True), (2, "2", False), (0, "3", False)),
            phones((1, "1", True), (2, "2", False), (9, "4", False)),
            [("1", True), ("2", False), ("4", False), ("3", False)],
        ),
        # both added the same
        (
            phones((1, "1", True), (2, "2", False), (0, "3", False)),
            phones((1, "1", True), (2, "2", False), (9, "3", False)),
            [("1", True), ("2", False), ("3", False)],
        ),
        # one changed the first, the other the second
        (
            phones((1, "11", True), (2, "2", False)),
            phones((1, "1", True), (2, "22", False)),
            [("11", True), ("22", False)],
        ),
        # one took the second away, the other changed the first
        (phones((1, "1", True)), phones((1, "11", True), (2, "2", False)), [("11", True)]),
        # one chose another main one, the other added one
        (
            phones((1, "1", False), (2, "2", True)),
            phones((1, "1", True), (2, "2", False), (9, "3", False)),
            [("1", False), ("2", True), ("3", False)],
        ),
        # both changed the first
        (phones((1, "11", True), (2, "2", False)), phones((1, "12", True), (2, "2", False)), None),
        # one changed what the other took away, both ways round
        (phones((2, "2", True)), phones((1, "11", True), (2, "2", False)), None),
        (phones((1, "11", True), (2, "2", False)), phones((2, "2", True)), None),
        # both chose another main one
        (
            phones((1, "1", False), (2, "2", True)),
            phones((1, "1", False), (2, "2", False), (9, "3", True)),
            None,
        ),
    ],
)
def test_phones_are_merged_one_by_one(
    mine: Any, theirs: Any, together: list[tuple[str, bool]] | None
) -> None:
    base = phones((1, "1", True), (2, "2", False))
    done = merge(PERSON, *({"phones": v} for v in (base, mine, theirs)))
    if together is None:
        assert done.clashes == ("phones",)
    else:
        assert done.clashes == ()
        assert [(r["number"], r["is_primary"]) for r in done.values["phones"]] == together
        assert len({r.get("id", at) for at, r in enumerate(done.values["phones"])}) == len(together)


def test_tags_are_merged_one_by_one() -> None:
    base, mine, theirs = ("a", "b"), ("b", "c"), ("a", "b", "d")
    done = merge(PERSON, *({"tags": v} for v in (base, mine, theirs)))
    assert (done.values["tags"], done.clashes) == (("b", "d", "c"), ())


def test_what_is_derived_makes_no_clash() -> None:
    base = phones((1, "1", True))
    theirs = tuple({**row, "e164": "+1", "extension": None} for row in base)
    mine = phones((1, "2", True))
    done = merge(PERSON, *({"phones": v} for v in (base, mine, theirs)))
    assert (done.values["phones"], done.clashes) == (mine, ())
