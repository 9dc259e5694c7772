"""Bring a store to the schema of this program.

Back up first; one transaction for migration, search index and triggers; verify; else roll back.
What a person finds after a failure, or after the power went, is the store as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from crm_desktop import __version__
from crm_desktop.errors import DatabaseUnavailable, FileRefused, UpgradeFailed
from crm_desktop.i18n import N_, _
from crm_desktop.models import search_index, triggers
from crm_desktop.models.base import utc_now
from crm_desktop.models.database import is_server
from crm_desktop.models.engines import guard, postgres_engine, quiet_cipher, sqlite_module
from crm_desktop.models.schema_version import APPLICATION_ID, SCHEMA_VERSION, revision
from crm_desktop.models.types import uuid7
from crm_desktop.services.sales.office import seeds as sales_seeds

ADVISORY_LOCK = 7_239_001
NO_TRIGRAMS = N_(
    "The server's database cannot index text outside ASCII: its LC_CTYPE is not UTF-8. "
    "Nothing was made. Create the database with LC_CTYPE 'C.UTF-8' (or your language's UTF-8) "
    "and try again."
)
NO_EXTENSION = N_(
    "The search needs PostgreSQL's extension pg_trgm, and this account may not add it. Nothing "
    "was made. Ask the administrator of the server to run: CREATE EXTENSION pg_trgm;"
)


def migrations_folder() -> Path:
    """Where the migrations of this program are; tests may point elsewhere."""
    return Path(__file__).parent.parent / "models" / "migrations"


def alembic_config(connection: Connection, folder: Path) -> Any:
    """Alembic's settings. There is no alembic.ini: the package knows its migrations."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def changing_sqlite(path: Path) -> Generator[Connection]:
    """One exclusive transaction on a file, with foreign keys checked at its end."""
    engine = create_engine(f"sqlite:///{path}", module=sqlite_module(), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None
        quiet_cipher(connection)
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=OFF",  # a table copy would drop what points at it; checked at the end
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    guard(engine)
    try:
        with engine.connect() as connection:
            with connection.begin():
                yield connection
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    finally:
        engine.dispose()


@contextmanager
def changing_postgres(url: str) -> Generator[Connection]:
    """One transaction on a server, alone: others wait or are told that an upgrade runs."""
    engine = postgres_engine(url, write=True, pooled=False)
    try:
        with engine.connect() as connection, ExitStack() as undo:
            connection.exec_driver_sql("BEGIN")
            undo.callback(connection.exec_driver_sql, "ROLLBACK")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            _prepare_server(connection)
            yield connection
            connection.exec_driver_sql("COMMIT")
            undo.pop_all()
    finally:
        engine.dispose()


def _prepare_server(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS app")
    have = connection.exec_driver_sql(
        "SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'"
    ).scalar_one()
    if not have:
        try:
            connection.exec_driver_sql("CREATE EXTENSION pg_trgm SCHEMA public")
        except DBAPIError as error:
            raise DatabaseUnavailable(_(NO_EXTENSION)) from error
    # pg_trgm is silently blind outside ASCII unless LC_CTYPE is UTF-8.
    seen = connection.exec_driver_sql("SELECT cardinality(public.show_trgm('ю'))").scalar_one()
    if not seen:
        raise DatabaseUnavailable(_(NO_TRIGRAMS))


def schema_version_of(connection: Connection) -> int:
    """The schema of a store, as it says itself; 0 for a database that holds none."""
    if "store_info" not in inspect(connection).get_table_names():
        return 0
    said = text("SELECT content FROM store_info WHERE name = 'schema'")
    return int(connection.execute(said).scalar_one_or_none() or 0)


def migrate(connection: Connection, version: int | None = None) -> None:
    """Migrations, search index, triggers, version. Inside the caller's transaction.

    version: only so far; search index and triggers are of the newest tables.
    """
    from alembic import command

    triggers.drop_triggers(connection)  # a trigger naming a missing table breaks ALTER TABLE
    target = version or SCHEMA_VERSION
    command.upgrade(alembic_config(connection, migrations_folder()), revision(target))
    if target == SCHEMA_VERSION:
        sales_seeds.lay_where_missing(connection)
        _fill_figures(connection)
        search_index.install_search(connection)
        triggers.install_triggers(connection)
    write_info(connection, target)


def _fill_figures(connection: Connection) -> None:
    from crm_desktop.services.sales.ordering import figures  # of an upgrade alone

    figures.fill_where_missing(connection)


def write_info(connection: Connection, version: int) -> None:
    """What a store says about itself, in a file also to who only reads its header."""
    for name, content in (("schema", str(version)), ("program", __version__)):
        connection.execute(
            text(
                "INSERT INTO store_info (name, content) VALUES (:name, :content) "
                "ON CONFLICT (name) DO UPDATE SET content = excluded.content"
            ),
            {"name": name, "content": content},
        )
    for name in ("store_id", "generation"):
        connection.execute(
            text(
                "INSERT INTO store_info (name, content) VALUES (:name, :content) "
                "ON CONFLICT (name) DO NOTHING"
            ),
            {"name": name, "content": str(uuid7())},
        )
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
        connection.exec_driver_sql(  # changes made by other programs are logged under it
            "INSERT OR IGNORE INTO change_set (seq, id, at, purpose) "
            "VALUES (0, zeroblob(16), 0, 'outside the program')"
        )


def verify(connection: Connection) -> None:
    """UpgradeFailed (and so a roll back) unless the store is sound after the migration."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        sound = connection.exec_driver_sql("PRAGMA quick_check").scalar_one()
        if broken or sound != "ok":
            raise UpgradeFailed(
                _(
                    "The upgrade was taken back: {count} links would have been broken "
                    "({sound}). The store is as it was. Please report this."
                ).format(count=len(broken), sound=sound)
            )
    elif missing := triggers.missing_triggers(connection):
        raise UpgradeFailed(
            _(
                "The upgrade was taken back: {count} triggers could not be made. The "
                "store is as it was. Please report this."
            ).format(count=len(missing))
        )


def create(
    address: str,
    furnish: Callable[[str], None] = lambda _: None,
    *,
    version: int | None = None,
) -> None:
    """Make a store, and furnish() it. FileRefused where the file exists or cannot be made."""
    if is_server(address):
        with changing_postgres(address) as connection:
            migrate(connection)
            verify(connection)
        furnish(address)
        return
    path = Path(address)
    if path.exists():
        raise FileRefused(
            _("{path} exists already. Nothing was changed. Choose another name.").format(path=path)
        )
    clear_place(path)
    # Under another name first: a file with our name is always a whole store.
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in (part, *side_files(part)):
            left.unlink(missing_ok=True)
        with changing_sqlite(part) as connection:
            migrate(connection, version)
            verify(connection)
        furnish(str(part))
        for left in side_files(part):
            left.unlink(missing_ok=True)
        part.replace(path)
    except OSError as error:
        raise FileRefused(
            _("{path} cannot be made: {strerror}. Nothing was made. Choose another place.").format(
                path=path, strerror=error.strerror
            )
        ) from error


def clear_place(path: Path) -> None:
    """FileRefused where a -wal would be mixed into the file that is about to come there."""
    wal, shm = side_files(path)
    for left in (wal, shm):
        # Beside a file even an empty one says that somebody has it open.
        if left == wal and wal.exists() and (path.exists() or wal.stat().st_size):
            raise FileRefused(
                _(
                    "{left} is left of a store that was here, or that is open in a program: "
                    "it may hold its last changes. Nothing was made. Close the program, or "
                    "move this file to where that store is now, and try again."
                ).format(left=left)
            )
        with suppress(OSError):
            left.unlink(missing_ok=True)


def side_files(path: Path) -> tuple[Path, Path]:
    """The -wal and -shm that may lie beside a store file."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def upgrade(address: str, *, backup: Callable[[str, Path], None], backup_to: Path) -> Path:
    """Upgrade an existing store; returns the backup that was made before.

    Raises UpgradeFailed with the store as it was; a kill at any moment leaves it old or new.
    """
    backup(address, backup_to)
    changing = changing_postgres(address) if is_server(address) else changing_sqlite(Path(address))
    try:
        with changing as connection:
            migrate(connection)
            verify(connection)
    except (DBAPIError, OSError) as error:
        what = error.orig if isinstance(error, DBAPIError) else error
        raise UpgradeFailed(
            _(
                "The upgrade was taken back: {what}. The store is as it was, and a "
                "backup lies in {backup_to}."
            ).format(what=what, backup_to=backup_to)
        ) from error
    return backup_to


def backup_name(address: str, folder: Path, why: str) -> Path:
    """A dated name for a backup."""
    stem = "office-server" if is_server(address) else Path(address).stem
    stamp = utc_now().strftime("%Y-%m-%d_%H%M%S_%f")
    return folder / f"{stem}.{why}.{stamp}.crm"


def fsync(path: Path) -> None:
    """Make sure that a file is on the disk, not only on its way."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
