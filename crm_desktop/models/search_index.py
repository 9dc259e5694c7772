"""The search index is a reader of the change log.

After the work of a transaction the records it touched are indexed again, in one statement an
entity; there are no search triggers on person, phone or e-mail. The same pass keeps last contact
and next activity of the people, companies, leads and deals whose activities changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Table, text

from crm_desktop.models import tables
from crm_desktop.models.session import Session
from crm_desktop.models.triggers import PINNED, SCHEMA, root_of

FTS = "search_fts"
TRIGRAM_INDEX = "ix_search_body_trgm"

SQLITE_OBJECTS = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(body, content='search', content_rowid='docid', "
    "tokenize='trigram', detail='none', columnsize=0)",
)
SQLITE_TRIGGERS = (
    (
        "search_fts_i",
        "CREATE TRIGGER search_fts_i AFTER INSERT ON search BEGIN "
        "INSERT INTO search_fts(rowid, body) VALUES (new.docid, new.body); END",
    ),
    (
        "search_fts_d",
        "CREATE TRIGGER search_fts_d AFTER DELETE ON search BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, body) "
        "VALUES ('delete', old.docid, old.body); END",
    ),
    (
        "search_fts_u",
        "CREATE TRIGGER search_fts_u AFTER UPDATE OF body ON search WHEN old.body <> new.body "
        "BEGIN INSERT INTO search_fts(search_fts, rowid, body) "
        "VALUES ('delete', old.docid, old.body); "
        "INSERT INTO search_fts(rowid, body) VALUES (new.docid, new.body); END",
    ),
)

# Whose last contact and next activity are kept.
CONTACTED = ("person", "company", "lead", "deal")
# What counts as having been in contact, as in product.md 10: "touched".
_TOUCHES = "('call', 'meeting', 'email', 'letter', 'visit', 'demo', 'message', 'fax')"


@dataclass(frozen=True, slots=True)
class Refresh:
    """Statements to run when one of `sources` (tables) changed; :seq is the change set."""

    sources: tuple[str, ...]
    statements: tuple[str, ...]


def _children(record: Table) -> list[Table]:
    own = f"{record.name}_id"
    return [t for t in tables.TRACKED if root_of(t) == own and t.info.get("search")]


def body_of(record: Table, cat: str, where: str) -> str:
    """SELECT of (record_id, entity, acl_id, body) for the live records that `where` names."""
    parts = [f"' ' || r.{column}" for column in record.info["search"]]  # all NOT NULL
    for child in _children(record):
        words = " || ' ' || ".join(f"x.{column}" for column in child.info["search"])
        parts.append(
            f"coalesce((SELECT ' ' || {cat}({words}, ' ' ORDER BY x.id) FROM {child.name} x "
            f"WHERE x.{record.name}_id = r.id AND x.deleted_at IS NULL), '')"
        )
    return (
        f"SELECT r.id, '{record.name}', r.acl_id, {' || '.join(parts)} || ' ' "
        f'FROM "{record.name}" r WHERE r.deleted_at IS NULL AND {where}'
    )


def _search_refresh(record: Table, cat: str) -> Refresh:
    sources = (record.name, *(child.name for child in _children(record)))
    names = ", ".join(f"'{source}'" for source in sources)
    changes = f"FROM change WHERE change_set = :seq AND entity IN ({names})"
    # other_id: a child that moved to another record names the one it left.
    ids = f"SELECT root_id {changes} UNION SELECT other_id {changes} AND other_id IS NOT NULL"
    gone = (
        f"DELETE FROM search WHERE entity = '{record.name}' "
        f"AND record_id IN (SELECT root_id {changes} AND op <> 'I') "
        f'AND NOT EXISTS (SELECT 1 FROM "{record.name}" r WHERE r.id = search.record_id '
        "AND r.deleted_at IS NULL)"
    )
    write = (
        "INSERT INTO search (record_id, entity, acl_id, body) "
        f"{body_of(record, cat, f'r.id IN ({ids})')} "
        "ON CONFLICT (record_id) DO UPDATE SET body = excluded.body, acl_id = excluded.acl_id "
        "WHERE search.body <> excluded.body OR search.acl_id <> excluded.acl_id"
    )
    return Refresh(sources, (gone, write))


def _contact_dates(record: str) -> str:
    """Last contact and next activity of the records whose activities are in the change set."""
    owner = f"{record}_id"
    # Living links are never moved: the ones of a touched activity and the touched ones suffice.
    touched = (
        f"SELECT l.{owner} FROM activity_link l WHERE l.{owner} IS NOT NULL AND l.activity_id IN "
        "(SELECT root_id FROM change WHERE change_set = :seq "
        "AND entity IN ('activity', 'activity_link'))"
    )
    return dates_anew(record, touched)


def dates_anew(record: str, wanted: str) -> str:
    """UPDATE of last contact and next activity of the records whose ids a SELECT names."""
    last, coming = _edges(record)
    return (
        f'UPDATE "{record}" SET last_contact_at = {last}, next_activity_at = {coming} '
        f"WHERE id IN ({wanted})"
    )


def _edges(record: str) -> tuple[str, str]:
    """Scalar subqueries: last contact and next activity of a record."""

    def edge(function: str, value: str, rule: str) -> str:
        return (
            f"(SELECT {function}({value}) FROM activity_link l JOIN activity a "
            f'ON a.id = l.activity_id WHERE l.{record}_id = "{record}".id '
            "AND l.deleted_at IS NULL AND a.deleted_at IS NULL "
            f"AND {rule})"
        )

    last = edge("max", "a.done_at", f"a.status = 'done' AND a.kind IN {_TOUCHES}")
    coming = edge("min", "a.due_key", "a.status = 'planned' AND a.due_key IS NOT NULL")
    return last, coming


@cache
def refreshes(dialect: str) -> list[Refresh]:
    """Everything that is made again from the change log at the end of a transaction."""
    cat = "group_concat" if dialect == "sqlite" else "string_agg"
    dates = Refresh(
        ("activity", "activity_link"), tuple(_contact_dates(owner) for owner in CONTACTED)
    )
    return [_search_refresh(r, cat) for r in tables.RECORDS if r.info.get("search")] + [dates]


# A set that changed nothing is not recorded.
DROP_EMPTY_SET = (
    "DELETE FROM change_set WHERE seq = :seq "
    "AND NOT EXISTS (SELECT 1 FROM change WHERE change_set = :seq)"
)
LABEL_SET = (
    "UPDATE change_set SET label = :label WHERE seq = :seq AND label IS DISTINCT FROM :label"
)


# PostgreSQL: a set that large (an import, a bulk edit) changes what the planner has to know, and
# its index entries would wait in a list that every search reads through.
LARGE_SET = 5_000
_FINISH = f"""
DECLARE
 touched text[] := ARRAY(SELECT DISTINCT entity FROM change WHERE change_set = s);
 large boolean := (SELECT count(*) FROM (SELECT 1 FROM change WHERE change_set = s
  LIMIT {LARGE_SET}) x) = {LARGE_SET};
 source text;
BEGIN
 IF touched = '{{}}' THEN
  DELETE FROM change_set WHERE seq = s;
  RETURN;
 END IF;
 {LABEL_SET};
 IF large THEN
  FOREACH source IN ARRAY touched || 'change'::text LOOP
   EXECUTE format('ANALYZE %I', source);
  END LOOP;
 END IF;
 %s
 IF large THEN
  ANALYZE search;
  PERFORM gin_clean_pending_list('{SCHEMA}.{TRIGRAM_INDEX}');
 END IF;
 PERFORM pg_notify('crm_changes', '');
END"""


def finish_function() -> str:
    """PostgreSQL: one call, one round trip, at the end of each writing transaction."""
    refreshed = " ".join(
        f"IF touched && '{{{','.join(refresh.sources)}}}' THEN {'; '.join(refresh.statements)}; "
        "END IF;"
        for refresh in refreshes("postgresql")
    )
    body = _FINISH.replace("%s", refreshed, 1).replace(":seq", "s").replace(":label", "words")
    return (
        f"CREATE OR REPLACE FUNCTION {SCHEMA}.finish_change_set(s bigint, words text) RETURNS void "
        f"LANGUAGE plpgsql {PINNED} SET plan_cache_mode = force_custom_plan AS $${body}$$"
    )


def finish(session: Session, seq: int, label: str | None) -> None:
    """SQLite: index again what the change set touched, or drop the set if it changed nothing."""
    sources = text("SELECT DISTINCT entity FROM change WHERE change_set = :seq")
    touched = set(session.execute(sources, {"seq": seq}).scalars())
    if not touched:
        session.execute(text(DROP_EMPTY_SET), {"seq": seq})
        return
    session.execute(text(LABEL_SET), {"seq": seq, "label": label})
    for refresh in refreshes("sqlite"):
        if touched.intersection(refresh.sources):
            for statement in refresh.statements:
                session.execute(text(statement), {"seq": seq})


def install_search(connection: Connection) -> None:
    """Make the index objects and fill them. Part of an upgrade's transaction."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {FTS}")
        for statement in SQLITE_OBJECTS:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("DELETE FROM search")
        _fill(connection, "group_concat")
        connection.exec_driver_sql(f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')")
        for _, statement in SQLITE_TRIGGERS:
            connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql("DELETE FROM search")
    _fill(connection, "string_agg")
    connection.exec_driver_sql(
        f"CREATE INDEX IF NOT EXISTS {TRIGRAM_INDEX} ON {SCHEMA}.search "
        "USING gin (body gin_trgm_ops)"
    )
    connection.exec_driver_sql(finish_function().replace("%", "%%"))


def _fill(connection: Connection, cat: str) -> None:
    for record in tables.RECORDS:
        if record.info.get("search"):
            connection.exec_driver_sql(
                "INSERT INTO search (record_id, entity, acl_id, body) "
                + body_of(record, cat, "true")
            )


def stale_documents(connection: Connection) -> int:
    """How many search texts differ from what would be made now (0 in a sound store)."""
    cat = "group_concat" if connection.dialect.name == "sqlite" else "string_agg"
    wanted = " UNION ALL ".join(
        body_of(record, cat, "true") for record in tables.RECORDS if record.info.get("search")
    )
    counted = text(
        "SELECT (SELECT count(*) FROM (SELECT record_id, entity, acl_id, body FROM search EXCEPT "
        f"SELECT * FROM ({wanted}) w) a) + (SELECT count(*) FROM (SELECT * FROM ({wanted}) v "
        "EXCEPT SELECT record_id, entity, acl_id, body FROM search) b)"
    )
    return connection.execute(counted).scalar_one()


def stale_dates(connection: Connection) -> int:
    """How many living records have another last contact or next activity than their activities."""
    counts: list[str] = []
    for record in CONTACTED:
        last, coming = _edges(record)
        counts.append(
            f'(SELECT count(*) FROM "{record}" WHERE deleted_at IS NULL AND '
            f"(last_contact_at IS DISTINCT FROM {last} "
            f"OR next_activity_at IS DISTINCT FROM {coming}))"
        )
    return connection.execute(text(f"SELECT {' + '.join(counts)}")).scalar_one()
