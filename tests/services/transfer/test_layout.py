"""What we export comes back as it was: as typed cells and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.models.folding import fold
from crm_desktop.services.catalog import COMPANY, ENTITIES, PERSON, EntityType, Field, Record
from crm_desktop.services.catalog.fields import Kind, Ref, Role
from crm_desktop.services.derived import display_name
from crm_desktop.services.transfer import mapping
from crm_desktop.services.transfer.delimited import write_csv
from crm_desktop.services.transfer.drafts import Draft, read_drafts
from crm_desktop.services.transfer.layout import export_columns, join_tags, split_tags
from crm_desktop.services.transfer.plain_text import plain, unguard
from crm_desktop.services.transfer.tables import Cell, Column, open_table
from crm_desktop.services.transfer.xlsx_writer import write_xlsx
from crm_desktop.services.validation import problems
from crm_desktop.services.values import blank, normalised
from tests.services.transfer.tables_in_memory import Table, drafts_of

ID = UUID("0192f0c4-7d3a-7c11-8f00-0123456789ab")
UNWRITTEN = (Kind.FILE, Kind.JSON)


# ----------------------------------------------------------------------------------- strategies

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
long_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=""), max_size=30)


def text_values(field: Field) -> st.SearchStrategy[str]:
    if field.role == Role.EMAIL:
        return st.from_regex(r"[a-z;:,.]{1,8}@[a-z]{1,5}\.[a-z]{2,3}", fullmatch=True)
    if field.role == Role.PHONE:
        return st.from_regex(r"[+0-9(;:/ -]{0,12}[0-9]", fullmatch=True)
    if field.role == Role.CURRENCY:
        return st.sampled_from(["EUR", "usd", "UAH"])
    odd = st.sampled_from(
        [
            "=1+1",
            "+49",
            "-",
            "@home",
            "'=x",
            "a, b; c",
            'say "so"',
            "NULL",
            "yes",
            "01.02.2003",
            "0",
        ]
    )
    base = long_texts if field.kind == Kind.LONGTEXT else texts
    return st.one_of(base, odd, st.just("two\nlines") if field.kind == Kind.LONGTEXT else odd)


def choices(field: Field) -> st.SearchStrategy[str | None]:
    known = st.sampled_from([None, *(choice.value for choice in field.choices)])
    if not field.open_choice:
        return known
    words = {fold(w) for choice in field.choices for w in (choice.value, choice.label)}
    return st.one_of(known, texts.filter(lambda text: fold(text.strip()) not in words))


def values_of(field: Field) -> st.SearchStrategy[Any]:
    if field.kind == Kind.TAGS:
        return st.lists(texts, max_size=4).map(tuple)
    if field.kind == Kind.MULTI:
        children = {c.key: values_of(c) for c in field.children if not c.derived}
        return st.lists(st.fixed_dictionaries(children), max_size=3)
    if field.kind in (Kind.CHOICE, Kind.REF):
        return choices(field) if field.kind == Kind.CHOICE else refs
    simple = SIMPLE[field.kind] if field.kind in SIMPLE else text_values(field)
    return st.one_of(st.none(), simple)


refs = st.one_of(st.none(), texts.map(lambda text: Ref(ID, " ".join(text.split()))))
SIMPLE: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INT: st.integers(-(2**31) + 1, 2**31 - 1),
    Kind.MONEY: st.decimals(-(10**12), 10**12, places=4),
    Kind.QUANTITY: st.decimals(-(10**9), 10**9, places=6),
    Kind.DATE: st.dates(date(1000, 1, 1), date(2020, 1, 1)),
    Kind.BOOL: st.booleans(),
}


@cache
def records(key: str) -> st.SearchStrategy[Record]:
    entity = ENTITIES[key]
    fields = [f for f in entity.editable() if f.kind not in UNWRITTEN]
    given_values = st.fixed_dictionaries({}, optional={f.key: values_of(f) for f in fields})
    return given_values.map(lambda values: _record(entity, values)).filter(
        lambda record: not problems(entity, record.values)
    )


def _record(entity: EntityType, given_values: Mapping[str, Any]) -> Record:
    values = {f.key: blank(f) for f in entity.editable()} | normalised(entity, given_values)
    values["name" if entity is COMPANY else "last_name"] = values.get("name") or "Нетреба"
    if entity is PERSON:
        values["display_name"] = display_name(values)
    for key in ("created_at", "updated_at", "last_contact_at"):
        values[key] = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
    return Record(entity.key, ID, 3, "x", values)


# ---------------------------------------------------------------------------------------- tests


def _written(record: Record) -> tuple[list[str], list[object]]:
    entity = ENTITIES[record.entity]
    rows_of = {f.key: len(record.values[f.key]) for f in entity.fields if f.kind == Kind.MULTI}
    columns = export_columns(entity, None, rows_of)
    return [column.head for column in columns], [column.cell(record) for column in columns]


def _said(record: Record) -> dict[str, Any]:
    """The values of a record that are not blank, references as their labels."""
    out: dict[str, Any] = {}
    for field in ENTITIES[record.entity].editable():
        value = record.values[field.key]
        if field.kind in UNWRITTEN or value == blank(field) or value in ((), None):
            continue
        if field.kind == Kind.REF:
            if value.label:
                out[field.key] = value.label
        elif field.kind == Kind.MULTI:
            out[field.key] = tuple({k: _label(v) for k, v in row.items()} for row in value)
        else:
            out[field.key] = value
    return out


def _label(value: Any) -> Any:
    return value.label if isinstance(value, Ref) else value


def _read(draft: Draft) -> dict[str, Any]:
    return {**draft.values, **draft.refs, **draft.links}


def _as_text(cells: Sequence[object]) -> list[Cell]:
    return [unguard(plain(cell)) for cell in cells]


@pytest.mark.parametrize("entity", ["person", "company"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@settings(max_examples=100)
@given(data=st.data())
def test_what_is_written_is_read_again(entity: str, kind: str, data: st.DataObject) -> None:
    record = data.draw(records(entity))
    heads, cells = _written(record)
    row = _as_text(cells) if kind == "csv" else cast("list[Cell]", cells)
    wanted = _said(record)
    if any(
        isinstance(v, Ref) and not v.label for rows in record.values.values() for v in _refs(rows)
    ):
        return  # a reference without a label says nothing
    [draft] = drafts_of(Table(heads, [row], kind))
    assert not draft.failed
    assert not draft.problems
    assert (draft.entity, draft.own_id) == (entity, ID)
    assert _read(draft) == wanted


def _refs(value: Any) -> Iterator[Any]:
    for row in value if isinstance(value, tuple) else ():
        if isinstance(row, dict):
            yield from cast("dict[str, Any]", row).values()


@given(st.lists(texts.map(lambda text: " ".join(text.split())).filter(bool), max_size=5))
def test_tags_in_a_cell(tags: list[str]) -> None:
    assert split_tags(join_tags(tags)) == tags


def _full_person() -> Record:
    values: dict[str, Any] = {
        "first_name": "Anna",
        "last_name": "Ruiz",
        "birthday": date(1980, 2, 3),
        "do_not_call": True,
        "status": "former",
        "company": Ref(ID, "Ruiz & Söhne GmbH"),
        "tags": ("VIP", "a; b"),
        "note": "=not a formula\nsecond line",
        "phones": [
            {"number": "+49 30 1", "type": "work", "extension": "12"},
            {"number": "030 2;3", "type": "fax", "do_not_call": True, "is_primary": True},
        ],
        "addresses": [{"city": "Łódź", "type": "billing"}],
        "companies": [{"company": Ref(ID, "Acme"), "role": "Buyer", "from_date": date(2020, 1, 2)}],
    }
    return _record(PERSON, values)


def _full_company() -> Record:
    values: dict[str, Any] = {
        "name": "Acme",
        "annual_revenue": Decimal("1234567.8900"),
        "employees": 12,
        "types": [{"type": "supplier"}],
        "domains": [{"domain": "acme.example"}],
        "parent": Ref(ID, "Acme Holding"),
        "industry": "IT services",
    }
    return _record(COMPANY, values)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("make", [_full_person, _full_company])
def test_through_a_real_file(tmp_path: Path, kind: str, make: Any) -> None:
    record = make()
    entity = ENTITIES[record.entity]
    rows_of = {f.key: len(record.values[f.key]) for f in entity.fields if f.kind == Kind.MULTI}
    columns = export_columns(entity, None, rows_of)
    cells = [column.cell(record) for column in columns]
    path = tmp_path / f"export.{kind}"
    heads = [Column(column.head, column.kind) for column in columns]
    if kind == "csv":
        write_csv(path, heads, [cells])
    else:
        write_xlsx(path, "Export", heads, [cells])
    with open_table(path) as table:
        sample = [row for _, row in table.rows()]
        guessed = mapping.guess(table.heads, sample)
        [draft] = read_drafts(table, guessed, region="DE")
    assert guessed.own
    assert _read(draft) == _said(record)


def test_heads_of_an_export() -> None:
    heads = [c.head for c in export_columns(PERSON, None, {"phones": 2})]
    assert heads[:3] == ["Id", "Name", "Prefix"]
    assert heads[-2:] == ["Created", "Changed"]
    at = heads.index("Phone 1")
    assert heads[at : at + 5] == [
        "Phone 1",
        "Phone 1 type",
        "Phone 1 extension",
        "Phone 1 do not call",
        "Phone 2",
    ]
    assert "Address 1 street" in heads
    assert "Photo" not in heads
    assert len(set(heads)) == len(heads)


def test_chosen_columns_come_after_the_id() -> None:
    columns = export_columns(PERSON, ("display_name", "city", "phones", "company"), {})
    assert [c.head for c in columns][:4] == ["Id", "Name", "City", "Phone 1"]


def test_the_list_as_shown_changes_nothing_when_it_comes_back() -> None:
    heads = ["Id", "Name", "Company", "Phone", "City", "Status", "Owner", "Last contact"]
    row = [str(ID), "Anna Ruiz", "Acme", "+49 30 1", "Berlin", "Customer", "Eva", "2024-01-02"]
    [draft] = drafts_of(Table(heads, [row]))
    assert draft.own_id == ID
    assert set(draft.values) == {"phones", "status"}
    assert draft.refs == {"company": "Acme", "owner": "Eva"}


def test_a_row_added_to_our_export_is_a_new_contact() -> None:
    heads = ["Id", "Name", "First name", "Last name", "Status"]
    rows = [[str(ID), "Anna Ruiz", "Anna", "Ruiz", ""], ["", "Bo Ek", "", "", "Customer"]]
    first, second = drafts_of(Table(heads, rows))
    assert first.values == {"first_name": "Anna", "last_name": "Ruiz"}
    assert second.own_id is None
    assert second.values == {"first_name": "Bo", "last_name": "Ek", "status": "customer"}


def test_a_cell_that_is_no_id_fails_its_row() -> None:
    heads = ["Id", "First name", "Last name"]
    [good, bad] = drafts_of(Table(heads, [[str(ID), "Anna", "Ruiz"], ["", "Bo", "Ek"]]))
    assert not good.failed
    assert not bad.failed
    guessed = mapping.guess(heads, [[str(ID), "A", "B"]])
    table = Table(heads, [["7", "Anna", "Ruiz"]])
    [draft] = read_drafts(table, guessed, region=None)
    assert draft.failed == "Column Id holds '7', which is no id of this program."


@pytest.mark.parametrize("entity", [PERSON, COMPANY], ids=lambda entity: entity.key)
def test_every_head_leads_back_to_its_field(entity: EntityType) -> None:
    rows_of = {f.key: 2 for f in entity.fields if f.kind == Kind.MULTI}
    columns = export_columns(entity, None, rows_of)
    guessed = mapping.guess([c.head for c in columns], [])
    assert guessed.own
    assert guessed.entity == entity.key
    reached = {t.field for t in guessed.columns if t is not None}
    wanted = {f.key for f in entity.editable() if f.kind not in UNWRITTEN}
    assert wanted <= reached
    lost = [h for h, t in zip(guessed.heads, guessed.columns, strict=True) if t is None]
    assert set(lost) <= {"Name", "Created", "Changed"}
