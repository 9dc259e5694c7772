"""Copy a whole store between a file and a server, table by table, values unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy import Uuid as SaUuid
from sqlalchemy.types import TypeEngine

from crm_desktop.models import search_index, triggers
from crm_desktop.models.database import Store
from crm_desktop.models.schema_version import SCHEMA_VERSION
from crm_desktop.models.tables import METADATA
from crm_desktop.models.types import Blob, Json, UtcDateTime, Uuid
from crm_desktop.services import upgrade

_BATCH = 2_000
_MADE_ANEW = frozenset({"search", "change_context"})
_OF_ALEMBIC = "alembic_version"


def tables() -> list[Table]:
    """What is copied, parents before children."""
    return [t for t in METADATA.sorted_tables if t.name not in _MADE_ANEW]


def _tables_there(server: Connection) -> list[Table]:
    """The same for a server of an older program: its tables as they are."""
    found = inspect(server)
    names = sorted(set(found.get_table_names()) - _MADE_ANEW - {_OF_ALEMBIC})
    metadata = MetaData()
    return [
        Table(n, metadata, *(Column(c["name"], _same(c["type"])) for c in found.get_columns(n)))
        for n in names
    ]


def _same(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that means the same in a file."""
    for theirs, ours in (
        (SaUuid, Uuid()),
        (DateTime, UtcDateTime()),
        (JSON, Json()),
        (LargeBinary, Blob),
    ):
        if isinstance(kind, theirs):
            return ours
    return kind


def _rows(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    result = source.execute(select(table), execution_options={"yield_per": _BATCH})
    mapped = (dict(row) for row in result.mappings())
    while batch := list(islice(mapped, _BATCH)):
        yield batch


def _copy(source: Connection, target: Connection, content: Sequence[Table]) -> None:
    """Replace the content of the target. Log triggers are off: the log itself is copied."""
    triggers.drop_triggers(target)
    for table in reversed(content):
        target.execute(table.delete())
    for table in content:
        for batch in _rows(source, table):
            target.execute(insert(table), batch)
    if target.dialect.name == "postgresql":
        for name in ("change_set", "change"):
            target.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('app.{name}', 'seq'), "
                    f"greatest(1, (SELECT coalesce(max(seq), 0) FROM {name})))"
                )
            )


def _finish(target: Connection) -> None:
    upgrade.write_info(target, SCHEMA_VERSION)
    search_index.install_search(target)
    triggers.install_triggers(target)
    upgrade.verify(target)


def server_to_file(url: str, path: Path) -> None:
    """Write a server's office into a new store file, as one consistent snapshot.

    The file has the schema of the server, also where that is an older one: nothing is left out.
    """
    with closing(Store(url)) as store, store.reading() as session, store.snapshot(session):
        source = session.connection()
        version = upgrade.schema_version_of(source)
        is_current = version == SCHEMA_VERSION
        upgrade.create(str(path), version=version)
        with upgrade.changing_sqlite(path) as target:
            _copy(source, target, tables() if is_current else _tables_there(source))
            if is_current:
                _finish(target)


def file_to_server(path: Path, url: str) -> None:
    """Replace a server's office by the one of a store file, in one transaction."""
    with (
        closing(Store(str(path))) as store,
        store.reading() as session,
        store.snapshot(session),
        upgrade.changing_postgres(url) as target,
    ):
        if upgrade.schema_version_of(target) != SCHEMA_VERSION:  # an empty one, or an older
            upgrade.migrate(target)
        _copy(session.connection(), target, tables())
        _finish(target)
