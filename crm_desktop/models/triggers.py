"""Change-log triggers of every tracked table, generated from the metadata.

Never written in migrations: dropped and made again after each upgrade; `check` compares the
installed text with what is generated here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table, text
from sqlalchemy.dialects import sqlite

from crm_desktop.models import tables
from crm_desktop.models.tables import UNLOGGED

_SQLITE = sqlite.dialect()
_INSERT = "INSERT INTO change (change_set, entity, row_id, root_id, other_id, op, acl_id, changed)"
SCHEMA = "app"
PINNED = f"SECURITY DEFINER SET search_path = pg_catalog, {SCHEMA}, public, pg_temp"


def logged(table: Table) -> list[Column[Any]]:
    """The columns whose changes are logged."""
    return [c for c in table.columns if c.name not in UNLOGGED and not c.primary_key]


def is_blob(column: Column[Any]) -> bool:
    """True where SQLite stores raw bytes (hex in the log, as JSON holds no BLOB)."""
    return column.type.compile(_SQLITE) == "BLOB"


def is_json(column: Column[Any]) -> bool:
    """True where SQLite stores JSON text."""
    return column.type.compile(_SQLITE) == "JSON"


@cache
def _server() -> Dialect:
    from sqlalchemy.dialects import postgresql  # large: loaded where there is a server

    return postgresql.dialect()


def server_type(column: Column[Any]) -> str:
    """What PostgreSQL calls the type of a column."""
    return column.type.compile(_server()).partition(" COLLATE")[0]


def root_of(table: Table) -> str:
    """Column of the record in whose history the row shows."""
    return table.info.get("root", "id")


def _other(table: Table, row: str) -> str:
    columns = [f'{row}."{name}"' for name in table.info.get("other", ())]
    if not columns:
        return "NULL"
    return columns[0] if len(columns) == 1 else f"coalesce({', '.join(columns)})"


# ---------------------------------------------------------------- SQLite


def _logged_value(column: Column[Any], row: str) -> str:
    name = f'{row}."{column.name}"'
    if is_blob(column):
        return f"iif({name} IS NULL, NULL, hex({name}))"
    return f"json({name})" if is_json(column) else name


def _changed_pair(column: Column[Any]) -> str:
    old, new = _logged_value(column, "old"), _logged_value(column, "new")
    differ = f'old."{column.name}" IS NOT new."{column.name}"'
    if is_json(column):
        differ = f"{old} IS NOT {new}"  # whatever the blanks in it
    return f"SELECT '{column.name}' AS k, json_array({old}, {new}) AS p WHERE {differ}"


def sqlite_triggers(table: Table) -> Iterator[tuple[str, str]]:
    """(name, statement) of the three triggers of a table."""
    name, root = table.name, root_of(table)
    context = "coalesce((SELECT change_set FROM change_context), 0)"
    columns = logged(table)

    def values(row: str, other: str, op: str, changed: str) -> str:
        return (
            f"{context}, '{name}', {row}.id, {row}.\"{root}\", {other}, '{op}', "
            f"{row}.acl_id, {changed}"
        )

    yield (
        f"log_{name}_i",
        f'CREATE TRIGGER log_{name}_i AFTER INSERT ON "{name}" BEGIN {_INSERT} '
        f"VALUES ({values('new', _other(table, 'new'), 'I', 'NULL')}); END",
    )
    # Each pair as whole JSON: a JSON value that passes through UNION ALL alone becomes a string.
    # NULL IS NOT NULL is false, so an untouched column is not mentioned.
    pairs = " UNION ALL ".join(_changed_pair(c) for c in columns)
    moved = f'iif(old."{root}" IS new."{root}", {_other(table, "new")}, old."{root}")'
    diff = f"(SELECT json_group_object(k, json(p)) AS d FROM ({pairs}))"
    yield (
        f"log_{name}_u",
        f"CREATE TRIGGER log_{name}_u AFTER UPDATE OF "
        f'{", ".join(f"{c.name}" for c in columns)} ON "{name}" BEGIN {_INSERT} '
        f"SELECT {values('new', moved, 'U', 'd')} FROM {diff} WHERE d <> '{{}}'; END",
    )
    whole = ", ".join(
        f"'{c.name}', {_logged_value(c, 'old')}" for c in table.columns if not c.primary_key
    )
    yield (
        f"log_{name}_d",
        f'CREATE TRIGGER log_{name}_d AFTER DELETE ON "{name}" BEGIN {_INSERT} '
        f"VALUES ({values('old', _other(table, 'old'), 'D', f'json_object({whole})')}); END",
    )


# ---------------------------------------------------------------- PostgreSQL

# No setting to forge: the set is found by the transaction itself. `at =` makes a restored dump
# with reused transaction ids harmless. Where there is none, somebody works with psql.
CURRENT_SET = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.current_change_set() RETURNS bigint LANGUAGE plpgsql
 {PINNED} AS $$
DECLARE s bigint; x bigint := pg_current_xact_id()::text::bigint;
BEGIN
 SELECT seq INTO s FROM change_set WHERE xid = x AND at = transaction_timestamp()
  ORDER BY seq DESC LIMIT 1;
 IF s IS NULL THEN
  INSERT INTO change_set (id, at, purpose, label, xid)
   VALUES (gen_random_uuid(), transaction_timestamp(), 'outside the program', session_user, x)
   RETURNING seq INTO s;
 END IF;
 RETURN s;
END $$"""

BEGIN_SET = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.begin_change_set(i uuid, who uuid, client uuid, why text,
  words text, un bigint)
 RETURNS TABLE (seq bigint, at timestamptz) LANGUAGE sql {PINNED} AS $$
INSERT INTO change_set (id, at, user_id, client_session, purpose, label, undoes, xid)
 VALUES (i, transaction_timestamp(), who, client, why, words, un,
         pg_current_xact_id()::text::bigint)
 RETURNING seq, at $$"""


def _postgres_bodies(table: Table) -> dict[str, str]:
    name, root = table.name, root_of(table)
    diff = " || ".join(
        f"CASE WHEN o.{c.name} IS NOT DISTINCT FROM n.{c.name} THEN '{{}}'::jsonb "
        f"ELSE jsonb_build_object('{c.name}', jsonb_build_array(o.{c.name}, n.{c.name})) END"
        for c in logged(table)
    )
    other = {row: _other(table, row).replace("NULL", "NULL::uuid") for row in "on"}
    moved = f"CASE WHEN o.{root} IS DISTINCT FROM n.{root} THEN o.{root} ELSE {other['n']} END"
    return {
        "i": f"{_INSERT} SELECT s, '{name}', n.id, n.{root}, {other['n']}, 'I', n.acl_id, NULL "
        "FROM n",
        "u": f"{_INSERT} SELECT s, '{name}', id, r, m, 'U', acl_id, d FROM "
        f"(SELECT n.id, n.{root} AS r, {moved} AS m, n.acl_id, {diff} AS d "
        "FROM n JOIN o ON o.id = n.id OFFSET 0) x WHERE d <> '{}'",
        "d": f"{_INSERT} SELECT s, '{name}', o.id, o.{root}, {other['o']}, 'D', o.acl_id, "
        "to_jsonb(o) - 'id' FROM o",
    }


_EVENTS = {
    "i": ("INSERT", "NEW TABLE AS n", "n"),
    "u": ("UPDATE", "OLD TABLE AS o NEW TABLE AS n", "n"),
    "d": ("DELETE", "OLD TABLE AS o", "o"),
}


def postgres_triggers(table: Table) -> Iterator[tuple[str, str, str]]:
    """(name, function body, statements joined by a blank line) of the three triggers."""
    name = table.name
    for op, work in _postgres_bodies(table).items():
        event, transition, present = _EVENTS[op]
        body = (
            f" DECLARE s bigint; BEGIN IF NOT EXISTS (SELECT 1 FROM {present}) THEN RETURN NULL; "
            f"END IF; s := current_change_set(); {work}; RETURN NULL; END "
        )
        yield (
            f"log_{name}_{op}",
            body,
            f"CREATE FUNCTION {SCHEMA}.log_{name}_{op}() RETURNS trigger LANGUAGE plpgsql {PINNED} "
            f"SET timezone = 'UTC' AS $${body}$$\n\n"
            f'CREATE TRIGGER log_{name}_{op} AFTER {event} ON {SCHEMA}."{name}" '
            f"REFERENCING {transition} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {SCHEMA}.log_{name}_{op}()",
        )


# ---------------------------------------------------------------- installing and checking


def drop_triggers(connection: Connection) -> None:
    """Remove the log triggers, whatever version of the program made them."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all()
        for (name,) in found:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    functions = text(
        "SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace(:schema) "
        "AND proname LIKE 'log\\_%'"
    )
    for (name,) in connection.execute(functions, {"schema": SCHEMA}).all():
        connection.exec_driver_sql(f'DROP FUNCTION {SCHEMA}."{name}"() CASCADE')


def install_triggers(connection: Connection) -> None:
    """Make the log triggers of this program's tables. Part of an upgrade's transaction."""
    if connection.dialect.name == "sqlite":
        for table in tables.TRACKED:
            for _, statement in sqlite_triggers(table):
                connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql(CURRENT_SET)
    connection.exec_driver_sql(BEGIN_SET)
    for table in tables.TRACKED:
        for _, _, statements in postgres_triggers(table):
            for statement in statements.split("\n\n"):
                connection.exec_driver_sql(statement.replace("%", "%%"))


def missing_triggers(connection: Connection) -> list[str]:
    """Names of log triggers that are absent or differ from what this program would make."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        ).all()
        there = {row[0]: row[1] for row in rows}
        wanted = {name: sql for table in tables.TRACKED for name, sql in sqlite_triggers(table)}
    else:
        rows = connection.execute(
            text(
                "SELECT p.proname, p.prosrc FROM pg_proc p "
                "JOIN pg_trigger t ON t.tgfoid = p.oid AND t.tgenabled <> 'D' "
                "WHERE p.pronamespace = to_regnamespace(:schema)"
            ),
            {"schema": SCHEMA},
        ).all()
        there = {row[0]: row[1] for row in rows}
        wanted = {
            name: body for table in tables.TRACKED for name, body, _ in postgres_triggers(table)
        }
    return sorted(name for name, sql in wanted.items() if there.get(name) != sql)
