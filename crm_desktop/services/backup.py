"""Backups that were verified, and restoring them.

A backup is one store file, of a file and of a server alike: what is copied from a server is a
store file that can be opened, restored to a server, or worked with alone.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop.enums import Permission
from crm_desktop.errors import DatabaseUnavailable, FileRefused, StoreRefused
from crm_desktop.i18n import _
from crm_desktop.models.base import utc_now
from crm_desktop.models.database import Store, is_server
from crm_desktop.models.engines import connect_sqlite, sqlite_module
from crm_desktop.models.types import uuid7
from crm_desktop.paths import data_dir
from crm_desktop.services import copying, upgrade
from crm_desktop.services.failures import translated
from crm_desktop.services.workspace import ReadTx, query

KEEP = 10


def folder_of(address: str) -> Path:
    """Where the dated backups of a store lie."""
    if is_server(address):
        return data_dir() / "backups"
    return Path(address).absolute().parent / "backups"


@translated()
def copy_whole(address: str, target: Path) -> None:
    """Write a verified copy of a store; FileRefused with the old target untouched."""
    _refuse_store_in_use(address, target)
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in (part, *upgrade.side_files(part)):
            left.unlink(missing_ok=True)
        if is_server(address):
            copying.server_to_file(address, part)
        else:
            _vacuum_into(Path(address), part)
        _verify(part)
        upgrade.fsync(part)
        part.replace(target)
    except (OSError, sqlite_module().Error) as error:
        raise FileRefused(
            _(
                "The backup to {target} failed: {error}. No backup was made; the store "
                "itself is untouched. Check the disk and choose another place."
            ).format(target=target, error=error)
        ) from error
    finally:
        with suppress(OSError):
            for left in (part, *upgrade.side_files(part)):
                left.unlink(missing_ok=True)


def _refuse_store_in_use(address: str, target: Path) -> None:
    """A program that has the target open would go on writing to a file that is no more."""
    if not is_server(address) and target.exists() and target.samefile(address):
        raise FileRefused(
            _("{target} is the store itself. No backup was made. Choose another name.").format(
                target=target
            )
        )
    upgrade.clear_place(target)


def _vacuum_into(source: Path, part: Path) -> None:
    # VACUUM INTO lets others write meanwhile; the backup API starts again at each of their writes.
    # Not read-only where it can be helped: that would look at a closed file without locking it.
    locked_away = not os.access(source.parent, os.W_OK)
    with closing(connect_sqlite(source, read_only=locked_away)) as connection:
        connection.execute("VACUUM INTO ?", (str(part),))


def _verify(part: Path) -> None:
    with closing(connect_sqlite(part, read_only=True)) as connection:
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
        info = connection.execute("SELECT content FROM store_info WHERE name = 'schema'").fetchone()
    if sound != "ok" or info is None:
        raise FileRefused(
            _("The copy is not sound ({sound}). No backup was made.").format(sound=sound)
        )


def daily(address: str) -> Path | None:
    """A verified backup beside a store file, once a day; the newest KEEP stay.

    Returns the new backup, or None where today has one. Servers are backed up by who runs them.
    """
    if is_server(address):
        return None
    folder, stem = folder_of(address), Path(address).stem
    today = utc_now().astimezone().date().isoformat()
    target = folder / f"{stem}.daily.{today}.crm"
    if target.exists():
        return None
    copy_whole(address, target)
    prune(folder, stem)
    return target


@query(Permission.HISTORY_READ)
def keep_daily(tx: ReadTx) -> Path | None:
    """daily() of the store somebody works in."""
    return daily(tx.store.address)


def prune(folder: Path, stem: str, keep: int = KEEP) -> list[Path]:
    """Remove the oldest dated backups of a store; returns what was removed."""
    dated = sorted(folder.glob(f"{stem}.daily.*.crm"))
    old = dated[: max(0, len(dated) - keep)]
    for path in old:
        path.unlink(missing_ok=True)
    return old


@translated()
def restore(address: str, source: Path) -> Path | None:
    """Replace a store by a backup; returns the copy of what was there before, if anything.

    The backup may be of an older schema: it is upgraded, not touched. A kill at any moment leaves
    the store as it was or as the backup is. A damaged store is moved aside.
    """
    from crm_desktop.services import opening

    opening.examine_file(source, for_writing=False)
    with TemporaryDirectory(dir=_near(address)) as folder:
        copy = Path(folder) / "restore.crm"
        copy_whole(str(source), copy)
        opening.upgrade_store(str(copy), Path(folder) / "backups")
        _renew(copy)
        before = upgrade.backup_name(address, folder_of(address), "before-restore")
        if is_server(address):
            return _restore_server(copy, address, before)
        return _restore_file(copy, Path(address), before)


def _restore_server(copy: Path, url: str, before: Path) -> Path | None:
    from crm_desktop.services import opening

    with closing(Store(url)) as store:
        is_empty = opening.examine_server(store) is opening.State.EMPTY
    if not is_empty:
        copy_whole(url, before)
    copying.file_to_server(copy, url)
    return None if is_empty else before


def _restore_file(copy: Path, path: Path, before: Path) -> Path | None:
    if not path.exists():
        upgrade.clear_place(path)
        copy.replace(path)
        return None
    try:
        copy_whole(str(path), before)
        _copy_pages(copy, path)
    except (FileRefused, StoreRefused):  # what is there cannot be read
        before.parent.mkdir(parents=True, exist_ok=True)
        for left, kept in zip(_whole(path), _whole(before), strict=True):
            if left.exists():
                left.replace(kept)
        copy.replace(path)
    return before


def _whole(path: Path) -> tuple[Path, ...]:
    """A store file with what lies beside it."""
    return (path, *upgrade.side_files(path))


def _near(address: str) -> Path | None:
    if is_server(address):
        return None
    folder = Path(address).absolute().parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _renew(copy: Path) -> None:
    """A restored store is another generation: what laptops know of the old one is void."""
    with closing(connect_sqlite(copy)) as connection:
        connection.execute(
            "UPDATE store_info SET content = ? WHERE name = 'generation'", (str(uuid7()),)
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def _copy_pages(source: Path, target: Path) -> None:
    """Overwrite the target through SQLite itself: other programs that have it open see it whole."""
    with (
        closing(connect_sqlite(source, read_only=True)) as origin,
        closing(connect_sqlite(target)) as goal,
    ):
        try:
            origin.backup(goal)
        except sqlite_module().OperationalError as error:
            raise DatabaseUnavailable(
                _(
                    "The store is in use: {error}. Nothing was changed. Close the program "
                    "everywhere and restore again."
                ).format(error=error)
            ) from error
        except sqlite_module().DatabaseError as error:
            raise StoreRefused(
                _("{target} is damaged: {error}.").format(target=target, error=error)
            ) from error
        goal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
