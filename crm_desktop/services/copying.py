"""Copy a whole store between a file and a server, table by table, values unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select, text

from crm_desktop.models import search_index, triggers
from crm_desktop.models.database import Store
from crm_desktop.models.tables import METADATA
from crm_desktop.services import upgrade

_BATCH = 2_000
_MADE_ANEW = frozenset({"search", "change_context"})


def tables() -> list[Table]:
    """What is copied, parents before children."""
    return [t for t in METADATA.sorted_tables if t.name not in _MADE_ANEW]


def _rows(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    result = source.execute(select(table), execution_options={"yield_per": _BATCH})
    mapped = (dict(row) for row in result.mappings())
    while batch := list(islice(mapped, _BATCH)):
        yield batch


def _copy(source: Connection, target: Connection) -> None:
    """Replace the content of the target. Log triggers are off: the log itself is copied."""
    triggers.drop_triggers(target)
    for table in reversed(tables()):
        target.execute(table.delete())
    for table in tables():
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
    upgrade.write_info(target)
    search_index.install_search(target)
    triggers.install_triggers(target)
    upgrade.verify(target)


def server_to_file(url: str, path: Path) -> None:
    """Write a server's office into a new store file, as one consistent snapshot."""
    upgrade.create(str(path))
    store = Store(url)
    try:
        with (
            store.reading() as session,
            store.snapshot(session),
            upgrade.changing_sqlite(path) as target,
        ):
            _copy(session.connection(), target)
    finally:
        store.close()


def file_to_server(path: Path, url: str) -> None:
    """Replace a server's office by the one of a store file, in one transaction."""
    store = Store(str(path))
    try:
        with (
            store.reading() as session,
            store.snapshot(session),
            upgrade.changing_postgres(url) as target,
        ):
            if target.execute(text("SELECT to_regclass('app.store_info')")).scalar_one() is None:
                upgrade.migrate(target)
            _copy(session.connection(), target)
    finally:
        store.close()
