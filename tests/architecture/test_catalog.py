"""The catalogue is complete, and pure data."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, LargeBinary, String, Table, Text

from crm_desktop.enums import Permission
from crm_desktop.models.folding import fold
from crm_desktop.models.tables import RECORDS, TRACKED, table
from crm_desktop.models.triggers import root_of
from crm_desktop.models.types import Json, Money, Quantity, RawBytes, UtcDateTime, Uuid
from crm_desktop.services import derived, naming
from crm_desktop.services.catalog import ENTITIES, Choice, EntityType, Field, Kind
from crm_desktop.services.filter_paths import OPS, RELATIONS

ROOT = Path(__file__).parents[2]
EVERY = list(ENTITIES.values())
FIELDS = [(e, f) for e in EVERY for f in e.fields]
HUES = {"slate", "teal", "indigo", "violet", "orange", "rose", "green", "amber"}
TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (Text, String),
    Kind.LONGTEXT: (Text,),
    Kind.CHOICE: (Text,),
    Kind.INT: (Integer, BigInteger),
    Kind.MONEY: (Money,),
    Kind.QUANTITY: (Quantity,),
    Kind.PERCENT: (Quantity,),
    Kind.DATE: (Date,),
    Kind.DATETIME: (UtcDateTime,),
    Kind.BOOL: (Boolean,),
    Kind.REF: (Uuid,),
    Kind.FILE: (LargeBinary, RawBytes),
    Kind.JSON: (Json,),
}
# Columns that no field shows: of every row, and of records.
OF_ROWS = {"id", "acl_id", "deleted_at", "withdrawn"}
OF_RECORDS = {"version", "created_at", "created_by", "updated_at", "updated_by"}
KNOWINGLY_INTERNAL = {
    "search_text",  # what the search box looks in
    "custom",  # custom fields come later
    "extra_vcard",  # lines of imported cards that go out again
    "photo_key",  # what its small picture is kept under
    "import_key",  # the same file is recognised
    "merged_into_id",  # told in the history
    "digits",
    "digits_reversed",
    "email_key",
    "tag_key",
}


def ids(item: Any) -> str:
    return getattr(item, "key", None) or getattr(item, "name", None) or ""


# ---------------------------------------------------------------- entities


@pytest.mark.parametrize("entity", EVERY, ids=ids)
def test_an_entity_says_everything_about_itself(entity: EntityType) -> None:
    assert ENTITIES[entity.key] is entity
    assert entity.title
    assert entity.plural
    assert entity.icon
    assert entity.read.endswith(":read")
    assert entity.edit.endswith(":edit")
    assert entity.read.partition(":")[0] == entity.edit.partition(":")[0]
    label = entity.field(entity.label)
    assert label.kind in (Kind.TEXT, Kind.LONGTEXT)
    assert not entity.subtitle or entity.has(entity.subtitle)
    assert entity.fields
    assert entity.columns
    assert [c for c in entity.columns if not entity.has(c)] == []
    for sort in entity.sort:
        assert entity.field(sort.removeprefix("-")).sortable


def test_entities_are_told_apart() -> None:
    for what in ("title", "plural", "icon", "table_name"):
        seen = Counter(getattr(e, what) for e in EVERY)
        # Our own office is one, and called so.
        assert [name for name, count in seen.items() if count > 1] == [], what


def test_each_table_of_records_is_an_entity() -> None:
    assert {t.name for t in RECORDS} == {e.table_name for e in EVERY}


def test_each_child_table_is_a_field() -> None:
    there = {t.name for t in TRACKED if root_of(t) != "id"}
    described = {f.table for _, f in FIELDS if f.is_child_table}
    assert there == described


@pytest.mark.parametrize("entity", EVERY, ids=ids)
def test_each_column_is_described_or_knowingly_internal(entity: EntityType) -> None:
    target = naming.table_of(entity)
    shown = {f.column for f in entity.fields if not f.is_child_table}
    internal = OF_ROWS | OF_RECORDS | KNOWINGLY_INTERNAL | {f.sort_column for f in entity.fields}
    assert set(target.c.keys()) - shown - internal == set()


@pytest.mark.parametrize(
    ("entity", "field"), [(e, f) for e, f in FIELDS if f.kind == Kind.MULTI], ids=ids
)
def test_each_column_of_child_rows_is_described(entity: EntityType, field: Field) -> None:
    target = table(field.table)
    shown = {c.column for c in field.children} | {f"{entity.table_name}_id"}
    internal = OF_ROWS | KNOWINGLY_INTERNAL | ({"is_primary"} if field.has_primary else set())
    assert set(target.c.keys()) - shown - internal == set()
    assert root_of(target) == f"{entity.table_name}_id"


# ---------------------------------------------------------------- fields


@pytest.mark.parametrize("entity", EVERY, ids=ids)
def test_fields_are_told_apart(entity: EntityType) -> None:
    for group in (entity.fields, *(f.children for f in entity.fields if f.children)):
        for what in ("key", "label"):
            seen = Counter(getattr(f, what) for f in group)
            assert [name for name, count in seen.items() if count > 1] == [], what


@pytest.mark.parametrize("entity", EVERY, ids=ids)
def test_headings_of_imports_are_told_apart(entity: EntityType) -> None:
    heads = Counter(fold(head) for f in entity.fields for head in f.heads)
    assert [head for head, count in heads.items() if count > 1] == []


def described() -> Iterator[tuple[Table, Field]]:
    """Every field that has a column, with the table of it."""
    for entity, field in FIELDS:
        if field.kind == Kind.MULTI:
            yield from ((table(field.table), child) for child in field.children)
        elif field.kind == Kind.TAGS:
            continue
        else:
            yield naming.table_of(entity), field


@pytest.mark.parametrize(("target", "field"), list(described()), ids=ids)
def test_a_field_is_a_column_of_its_kind(target: Table, field: Field) -> None:
    column: Column[Any] = target.c[field.column]
    assert isinstance(column.type, TYPES[field.kind]), column.type
    assert field.label
    assert field.label[0].isupper() or field.label[0].isdigit()
    assert field.max_length > 0
    assert field.kind in OPS
    if field.kind == Kind.BOOL:
        assert not column.nullable
    if field.required and not field.derived:
        assert not column.nullable
    elif not field.derived and field.kind != Kind.BOOL and not field.sort_key:
        assert column.nullable, "a value that is not required must have room for none"
    if field.kind == Kind.REF:
        assert field.entity in ENTITIES
        targets = {key.column.table.name for key in column.foreign_keys}
        assert targets in ({ENTITIES[field.entity].table_name}, set())
        assert targets or (target.name, field.key) == ("team", "lead")  # they point at each other


@pytest.mark.parametrize(
    ("entity", "field"), [(e, f) for e, f in FIELDS if f.is_child_table], ids=ids
)
def test_a_field_of_rows_has_its_table(entity: EntityType, field: Field) -> None:
    target = table(field.table)
    assert f"{entity.table_name}_id" in target.c
    assert ("is_primary" in target.c) == field.has_primary
    assert bool(field.children) == (field.kind == Kind.MULTI)
    if field.kind == Kind.TAGS:
        assert {"tag", "tag_key"} <= set(target.c.keys())


@pytest.mark.parametrize(
    "choices",
    list(dict.fromkeys(f.choices for _, f in FIELDS if f.choices)),
    ids=lambda cs: cs[0].value,
)
def test_choices_are_told_apart(choices: tuple[Choice, ...]) -> None:
    for what in ("value", "label"):
        assert len({getattr(c, what) for c in choices}) == len(choices), what
    assert {c.hue for c in choices} <= HUES


def test_choices_belong_to_lists_of_values() -> None:
    for entity, field in FIELDS:
        for one in (field, *field.children):
            assert bool(one.choices) == (one.kind == Kind.CHOICE), f"{entity.key}.{one.key}"
            assert not one.open_choice or one.choices
            assert bool(one.entity) == (one.kind == Kind.REF)
            assert bool(one.table) == one.is_child_table


@pytest.mark.parametrize("entity", EVERY, ids=ids)
def test_what_is_searchable_is_found(entity: EntityType) -> None:
    """In the search text of the record, or by its child rows."""
    target = naming.table_of(entity)
    if "search" not in target.info:
        assert not any(f.searchable for f in entity.fields)
        return
    for field in entity.fields:
        if not field.searchable:
            continue
        if field.is_child_table:
            assert table(field.table).info["search"], field.key
        elif field.kind == Kind.REF:
            assert field.sort_column in target.info["search"], field.key
        else:
            values = {"name": "x", "body": "x"} | {field.key: "Needle"}
            made = derived.columns(entity.key, values)
            assert field.derived or "needle" in made["search_text"], field.key


def test_relations_lead_somewhere() -> None:
    for owner, relations in RELATIONS.items():
        for key, relation in relations.items():
            assert not ENTITIES[owner].has(key), "a field of that name would never be asked"
            link = table(relation.link)
            assert {relation.here, relation.there} <= set(link.c.keys())
            assert relation.entity in ENTITIES


# ---------------------------------------------------------------- pure data


def test_the_catalogue_is_pure_data() -> None:
    """The day it holds a lambda, the framework has become the product."""

    def walk(value: Any, path: str) -> None:
        if is_dataclass(value):
            for part in fields(value):
                walk(getattr(value, part.name), f"{path}.{part.name}")
        elif isinstance(value, tuple):
            for i, inner in enumerate(value):
                walk(inner, f"{path}[{i}]")
        else:
            assert isinstance(value, str | int | bool | Enum), path

    for entity in EVERY:
        walk(entity, entity.key)
        assert hash(entity)


LIGHT = ("catalog", "changes", "queries", "validation", "values", "workspace")


def test_what_the_window_needs_at_once_is_light() -> None:
    """The window is painted before SQLAlchemy is loaded. Its words need babel from the start."""
    imports = "; ".join(f"import crm_desktop.services.{name}" for name in LIGHT)
    heavy = "{'sqlalchemy', 'alembic', 'psycopg', 'sqlcipher3', 'phonenumbers'}"
    question = f"import sys; {imports}; print({heavy} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert told.stdout.strip() == "set()", told.stdout + told.stderr


# ---------------------------------------------------------------- permissions


def test_permissions_are_alphabetical_and_named_alike() -> None:
    assert [p.value for p in Permission] == sorted(p.value for p in Permission)
    assert [p.name for p in Permission] == [p.replace(":", "_").upper() for p in Permission]


# ---------------------------------------------------------------- adding a field

NEW_FIELD = """        Field(
            key="shoe_size",
            label="Shoe size",
            kind=Kind.INT,
            group="Personal",
            sortable=True,
        ),
        Field(key="photo","""
CHECK = """
import sys, pathlib
sys.path.insert(0, ".")
from uuid import UUID
from crm_desktop.services import bulk, health, history, listing, opening, records, undo
from crm_desktop.services.catalog import PERSON
from crm_desktop.services.filter_paths import OPS
from crm_desktop.services.queries import Filter, ListQuery, Op, Sort
from crm_desktop.services.validation import merge, problems
opening.create_store("office.crm", country="DE")
w = opening.open_workspace("office.crm")
made = records.create(w, "person", {"last_name": "Big", "shoe_size": 47})
records.create(w, "person", {"last_name": "Small", "shoe_size": 36})
records.create(w, "person", {"last_name": "Unknown"})
assert records.load(w, "person", made.id).values["shoe_size"] == 47          # form and fact card
assert problems(PERSON, {"last_name": "x", "shoe_size": "big"}) == {
    "shoe_size": "Shoe size must be a whole number."}                         # validation
def names(**how):
    rows = listing.first(w, ListQuery("person", **how), ("display_name", "shoe_size"))
    return [row.cells[0] for row in rows]
assert names(sort=(Sort("shoe_size", True),)) == ["Big", "Small", "Unknown"]  # list
assert names(filters=(Filter("shoe_size", Op.GT, (40,)),)) == ["Big"]         # filter
assert names(filters=(Filter("shoe_size", Op.EMPTY),)) == ["Unknown"]
records.save(w, "person", made.id, {"shoe_size": 48}, version=1)
assert history.of(w, "person", made.id)[0].words == ("Shoe size: 47 → 48",)   # history
undo.undo(w)
assert records.load(w, "person", made.id).values["shoe_size"] == 47           # undo
bulk.edit(w, "person", ListQuery("person"), {"shoe_size": 40})                # bulk edit
assert merge(PERSON, {}, {"shoe_size": 1}, {"shoe_size": 2}).clashes == ("shoe_size",)
assert health.check(w).sound, health.check(w).problems
from crm_desktop.services.transfer import exporting, importing
exporting.export(w, ListQuery("person"), pathlib.Path("out.csv"))             # export
text = pathlib.Path("out.csv").read_text("utf-8-sig")
assert "Shoe size" in text and "40" in text, text
pathlib.Path("in.csv").write_text("First name;Last name;Shoe size\\nAnna;Ruiz;39\\n", "utf-8")
importing.run(w, pathlib.Path("in.csv"), importing.ImportOptions())           # import
assert names(filters=(Filter("shoe_size", Op.EQ, (39,)),)) == ["Anna Ruiz"]
print("all follow")
"""


def test_adding_a_field_touches_model_migration_and_catalogue_alone(tmp_path: Path) -> None:
    """One column, one migration line, one Field: list, filter, form, history, export follow."""
    unwanted = shutil.ignore_patterns("__pycache__", "ui")
    shutil.copytree(ROOT / "crm_desktop", tmp_path / "crm_desktop", ignore=unwanted)
    package = tmp_path / "crm_desktop"

    def insert(file: str, before: str, line: str) -> None:
        path = package / file
        content = path.read_text("utf-8")
        assert content.count(before) >= 1, file
        path.write_text(content.replace(before, line, 1), "utf-8")

    insert(
        "models/person.py",
        "    photo: Mapped",
        "    shoe_size: Mapped[int | None]\n    photo: Mapped",
    )
    insert(
        "models/person.py",
        '"status", "last_contact_at"',
        '"status", "shoe_size", "last_contact_at"',
    )
    insert("services/catalog/people.py", '        Field(key="photo",', NEW_FIELD)
    first = package / "models/migrations/versions/0001_the_first_schema.py"
    content = first.read_text("utf-8")
    head, tail = content.split('op.create_table(\n        "person",', 1)
    column = 'sa.Column("shoe_size", sa.Integer(), nullable=True),\n        sa.Column("photo",'
    tail = tail.replace('sa.Column("photo",', column, 1)
    first.write_text(f'{head}op.create_table(\n        "person",{tail}', "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip().endswith("all follow"), done.stdout + done.stderr
