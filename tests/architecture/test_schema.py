"""The metadata, the migrations and what is installed say the same, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Float, ForeignKeyConstraint, Numeric, Table, text

from crm_desktop.models import search_index, triggers
from crm_desktop.models.database import Store
from crm_desktop.models.schema_version import SCHEMA_VERSION, revision
from crm_desktop.models.tables import METADATA, RECORDS, TRACKED, VERSIONED, table
from crm_desktop.services import naming, upgrade
from crm_desktop.services.catalog import ENTITIES, EntityType, Field
from tests.stores import DATABASES, new_store

SORTED = [(e, f) for e in ENTITIES.values() for f in e.fields if f.sortable]
# Words of SQL that would need quotes everywhere.
RESERVED = frozenset({"case", "group", "index", "order", "table", "user", "values", "view"})


def ids(item: object) -> str:
    return getattr(item, "name", None) or getattr(item, "key", "")


# ---------------------------------------------------------------- the metadata


def test_no_float_and_no_numeric() -> None:
    """A float turns 99999999999999.9999 into 100000000000000 without a warning."""
    columns = [c for t in METADATA.sorted_tables for c in t.columns]
    assert [
        f"{c.table.name}.{c.name}" for c in columns if isinstance(c.type, Numeric | Float)
    ] == []


@pytest.mark.parametrize("one", METADATA.sorted_tables, ids=ids)
def test_everything_has_a_name(one: Table) -> None:
    assert one.name not in RESERVED
    for part in (*one.constraints, *one.indexes):
        assert part.name, f"a nameless {type(part).__name__} on {one.name}"


@pytest.mark.parametrize("one", METADATA.sorted_tables, ids=ids)
def test_references_are_checked_at_the_end(one: Table) -> None:
    """So that undo and import may write in any order."""
    for key in one.constraints:
        if isinstance(key, ForeignKeyConstraint):
            assert key.deferrable
            assert key.initially == "DEFERRED"


@pytest.mark.parametrize("one", TRACKED, ids=ids)
def test_children_are_found_by_an_index(one: Table) -> None:
    root = triggers.root_of(one)
    columns = [root, *one.info.get("other", ())]
    for name in columns:
        if name != "id":
            assert any([c.name for c in i.columns][:1] == [name] for i in one.indexes), name


@pytest.mark.parametrize("one", TRACKED, ids=ids)
def test_soft_delete_everywhere(one: Table) -> None:
    assert {"id", "acl_id", "deleted_at", "withdrawn"} <= set(one.c.keys())
    assert (one in RECORDS) == (one.name in VERSIONED)


def test_uniqueness_is_of_the_living() -> None:
    for one in TRACKED:
        for index in one.indexes:
            if index.unique:
                for dialect in ("sqlite", "postgresql"):
                    assert str(index.dialect_options[dialect]["where"]) == "deleted_at IS NULL"


@pytest.mark.parametrize(("entity", "field"), SORTED, ids=ids)
def test_each_sortable_field_has_its_index(entity: EntityType, field: Field) -> None:
    """On (column, id) of the living; a column that may be empty has a second one for downwards."""
    target = naming.table_of(entity)
    column = target.c[field.sort_column]
    ways = {tuple(_words(e) for e in index.expressions) for index in target.indexes}
    assert (column.name, "id") in ways
    if column.nullable:
        assert (f"{column.name} DESC NULLS LAST", "id DESC") in ways
    else:
        assert column.name != field.column or not field.sort_key


def _words(expression: Any) -> str:
    return getattr(expression, "name", None) or str(expression)


@pytest.mark.parametrize("one", [t for t in TRACKED if t.info.get("search")], ids=ids)
def test_searched_columns_are_never_empty(one: Table) -> None:
    for name in one.info["search"]:
        assert not one.c[name].nullable


# ---------------------------------------------------------------- the migrations


@pytest.fixture(scope="module", params=DATABASES)
def migrated(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to a store that the migrations made."""
    with new_store(request.param, request) as address, closing(Store(address)) as store:
        with store.reading() as session:
            yield session.connection()


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression")
def test_migrations_lead_to_the_metadata(migrated: Connection) -> None:
    """Alembic finds nothing to do, by the rules of migrations/env.py."""
    command.check(upgrade.alembic_config(migrated, upgrade.migrations_folder()))


def test_migrated_columns_are_of_the_declared_type(migrated: Connection) -> None:
    """What the comparison above leaves out: our own types, read back from the database."""
    if migrated.dialect.name == "sqlite":
        found = text("SELECT name, type FROM pragma_table_info(:table)")
    else:
        found = text(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
            "WHERE attrelid = CAST('app.' || :table AS regclass) AND attnum > 0"
        )
    for one in METADATA.sorted_tables:
        there = {name: _kind(kind) for name, kind in migrated.execute(found, {"table": one.name})}
        wanted = {
            c.name: _kind(c.type.compile(migrated.dialect).partition(" COLLATE")[0])
            for c in one.columns
        }
        assert there == wanted, one.name


def _kind(words: str) -> str:
    """PostgreSQL's two names of a type as one."""
    long = {"character varying": "varchar", "timestamp with time zone": "timestamptz"}
    folded = words.lower()
    for name, short in long.items():
        folded = folded.replace(name, short)
    return folded


def test_indexes_of_expressions_are_there(migrated: Connection) -> None:
    """Those that the comparison cannot see."""
    if migrated.dialect.name == "sqlite":
        return
    there = set(
        migrated.execute(
            text("SELECT indexname FROM pg_indexes WHERE schemaname = 'app'")
        ).scalars()
    )
    wanted = {str(index.name) for t in METADATA.sorted_tables for index in t.indexes}
    assert wanted <= there
    assert search_index.TRIGRAM_INDEX in there


def test_what_is_sorted_by_is_compared_byte_by_byte(migrated: Connection) -> None:
    """One order on both databases, whatever the server's language."""
    if migrated.dialect.name == "sqlite":
        return
    rows = migrated.execute(
        text(
            "SELECT c.relname || '.' || a.attname, l.collname FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' "
            "JOIN pg_collation l ON l.oid = a.attcollation "
            "WHERE c.relnamespace = CAST('app' AS regnamespace)"
        )
    ).all()
    of = {name: collation for name, collation in rows}
    wanted = {f"{e.table_name}.{f.sort_column}" for e, f in SORTED} & of.keys()
    wanted |= {name for name in of if name.endswith("_key")}
    assert {name for name in wanted if of[name] != "C"} == set()
    assert {"person.status", "person.name_key", "company.city_key"} <= wanted


def test_installed_triggers_are_the_generated_ones(migrated: Connection) -> None:
    assert triggers.missing_triggers(migrated) == []


def test_no_trigger_beside_the_generated_ones(migrated: Connection) -> None:
    if migrated.dialect.name == "sqlite":
        there = set(
            migrated.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
        )
        wanted = {name for t in TRACKED for name, _ in triggers.sqlite_triggers(t)}
        wanted |= {name for name, _ in search_index.SQLITE_TRIGGERS}
    else:
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        there = set(migrated.execute(text(sql)).scalars())
        wanted = {name for t in TRACKED for name, _, _ in triggers.postgres_triggers(t)}
    assert there == wanted


def test_the_version_is_that_of_the_last_migration() -> None:
    scripts = ScriptDirectory(str(upgrade.migrations_folder()))
    assert scripts.get_current_head() == revision(SCHEMA_VERSION)
    assert [revision(n) for n in range(1, SCHEMA_VERSION + 1)] == [
        s.revision for s in reversed(list(scripts.walk_revisions()))
    ]


@pytest.mark.parametrize("name", ["file_content", "search", "store_info", "change"])
def test_what_is_not_tracked_is_so_on_purpose(name: str) -> None:
    assert table(name) not in TRACKED


def test_the_list_of_untracked_tables_is_complete() -> None:
    untracked = {t.name for t in METADATA.sorted_tables if t not in TRACKED}
    assert untracked == {
        "change",
        "change_context",
        "change_set",
        "file_content",  # under its own hash: never changed
        "number_counter",  # an undo must not give a number out again
        "search",  # made from the others
        "store_info",
        "thumbnail",  # under the hash of its photo: never changed
    }
